"""Going on without rows where the school has denied somebody something: nobody sees more for it, then or later."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert, select

from hub.oneroster.read import read
from hub.oneroster.rows import Bundle
from hub.store import schema
from hub.store.clock import stamp
from hub.store.snapshot import snapshot
from tests.hub.oneroster.bundles import Tables, as_1_2, folder, packed
from tests.hub.oneroster.test_left_out import BROKEN, TWICE, TWO, going_on, spoiled
from tests.hub.people.test_roster import Row, rewrite
from tests.hub.people.test_roster_runs import TOM, newest, waiting, without, yes, zipped
from tests.hub.people.test_roster_twice import NOW, brought, engine
from tests.hub.people.test_roster_undo import pairs_of, schools_of
from tests.hub.running import Running

__all__ = ["engine"]


def whole(at: pytest.TempPathFactory, tables: Tables) -> Bundle:
    bundle = read(folder(at.mktemp("whole"), packed(tables))).bundle
    assert bundle is not None
    return bundle


def seen(connection: Connection) -> set[tuple[str, str, str]]:
    """School, guardian and student, of whoever sees a child."""
    return {pair for one in schools_of(connection) for pair in pairs_of(connection, one)}


def access(connection: Connection) -> set[tuple[str, ...]]:
    """What anybody has by the rules: a part in a school, a room, a child."""
    found: set[tuple[str, ...]] = {("sees", *pair) for pair in seen(connection)}
    for school in schools_of(connection):
        for person in snapshot(connection, school).roster.people.values():
            if person.active:
                found.add(("is", person.id, person.role.value))
                found |= {("in", person.id, room) for room in person.rooms}
    return found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(separate=st.booleans(), broken=BROKEN, twice=TWICE, data=st.data())
def test_without_rows_nobody_sees_more_also_where_the_school_has_denied_it(
    engine: Engine,
    tmp_path_factory: pytest.TempPathFactory,
    separate: bool,
    broken: list[tuple[str, int, int, str]],
    twice: list[tuple[str, int, int]],
    data: st.DataObject,
) -> None:
    sound = as_1_2(TWO) if separate else TWO
    reading = going_on(tmp_path_factory.mktemp("broken"), spoiled(sound, broken, twice))
    if reading.bundle is None:
        return
    bundle = whole(tmp_path_factory, sound)
    with engine.connect() as connection:
        brought(connection, bundle)
        before = seen(connection)
        denied = data.draw(st.sets(st.sampled_from(sorted(before)), min_size=1))
        for number, (school, guardian, student) in enumerate(sorted(denied)):
            its = {"school": school, "guardian": guardian, "student": student, "power": "see", "by": "ines"}
            connection.execute(insert(schema.denial).values(id=f"d{number}", at=stamp(NOW), **its))
        by_the_whole = access(connection)
        brought(connection, reading.bundle)
        without = access(connection)
        brought(connection, bundle)
        again = access(connection)
        connection.rollback()

    assert len(before) == 3  # else nobody sees anybody, and the rest proves nothing
    assert without <= by_the_whole
    assert again == by_the_whole
    assert {("sees", *pair) for pair in denied} & (without | again) == set()


@pytest.mark.parametrize("spelling", [lambda tables: tables, as_1_2], ids=["1.1", "1.2"])
@pytest.mark.parametrize(("role", "comes"), [("counselor", False), ("proctor", False), ("aide", True)])
def test_an_unknown_role_makes_nobody_a_person_whom_anybody_could_invite(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory, spelling: object, role: str, comes: bool
) -> None:
    kim = {
        "sourcedId": "kim", "givenName": "Kim", "familyName": "Lee", "email": "kim@x.example",
        "sms": "+12025550101",
        "orgSourcedIds": "maple", "status": "", "enabledUser": "true", "phone": "", "agentSourcedIds": "",
        "role": role,
    }  # fmt: skip
    tables = {name: list(rows) for name, rows in TWO.items()}
    tables["users.csv"].append(kim)
    tables["users.csv"] = [
        row | {"agentSourcedIds": "rosa,kim"} if row["sourcedId"] == "mia" else row for row in tables["users.csv"]
    ]
    tables["enrollments.csv"] = [
        *tables["enrollments.csv"],
        tables["enrollments.csv"][0] | {"sourcedId": "e-kim", "userSourcedId": "kim"},
    ]
    bundle = whole(tmp_path_factory, spelling(tables))  # type: ignore[operator]
    with engine.connect() as connection:
        brought(connection, bundle)
        people = set(connection.execute(select(schema.person.c.source)).scalars())
        accounts = connection.execute(select(schema.account.c.id)).all()
        invited = connection.execute(select(schema.invitation.c.id)).all()
        its = {one for one in access(connection) if one[0] == "is"}
        connection.rollback()

    assert ("kim" in people) is comes  # nobody is invited, has an account or a right but a person
    assert len(its) == 6 + comes
    assert accounts == invited == []


async def test_what_was_not_used_of_a_bundle_that_somebody_else_wrote_stands_in_the_log_of_its_run(
    maple: Running, bundle: Path
) -> None:
    ines = await maple.somebody("Ines Walker")
    without(bundle, TOM)

    def counselors(rows: list[Row]) -> list[Row]:
        nobody = {"userSourcedId": "nobody", "role": "counselor", "orgSourcedId": "office"}
        return [*rows, *(dict.fromkeys(rows[0], "") | nobody | {"sourcedId": f"c-{no}"} for no in range(12))]

    rewrite(bundle, "roles.csv", counselors)
    for file in bundle.iterdir():
        file.write_bytes(file.read_text().replace("sourcedId", "Sourced ID").encode("utf-16"))
    upload, trial = await waiting(ines, zipped(bundle))
    await yes(ines, upload, trial)
    run = await newest(ines)

    assert trial["told"]["loses"] == ["Tom Alvarez leaves, a parent of Luca Alvarez and Mia Alvarez."]
    assert [(one["file"], one["reason"]) for one in run["told"]["issues"]] == [
        ("roles.csv", "12 rows, this one the first, have the role counselor, which has no place in Roomwire."
                      " Whoever has only this role is left out."),
    ]  # fmt: skip
