"""A roster that is held: what is not asked about ends at once, admins are told whose access is open, and end it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from hub.actions.people.roster_at_once import end_at_once, prepare_at_once
from hub.commands.demo import BUNDLE
from hub.inbound.roster.watched_folder import FolderWatch, look
from hub.oneroster.rows import Bundle
from hub.store.row_security import Across
from hub.store.transaction import Transaction
from notifiers.tables import delivery
from tests.hub.people.test_roster import Row, imported, rewrite
from tests.hub.people.test_roster_runs import BEN, TOM, is_here, join, put, watched, without, yes, zipped
from tests.hub.people.test_roster_twice import NOW, brought, bundles, engine, told
from tests.hub.people.test_schools import elsewhere
from tests.hub.running import Running, Somebody, running

__all__ = ["engine", "watched"]

Watched = tuple[Running, Path]


def a_class_leaves(bundle: Path, room: str) -> None:
    """Every child of a room is in the bundle no more; their parents still are."""
    rows: list[Row] = []
    rewrite(bundle, "enrollments.csv", lambda its: rows.extend(its) or its)  # type: ignore[func-returns-value]
    gone = {one["userSourcedId"] for one in rows if (one["classSourcedId"], one["role"]) == (room, "student")}
    assert len(gone) >= 4
    for file in ("enrollments.csv", "roles.csv"):
        rewrite(bundle, file, lambda its: [one for one in its if one["userSourcedId"] not in gone])
    rewrite(bundle, "users.csv", lambda its: [parted(one, *gone) for one in its if one["sourcedId"] not in gone])


def parted(row: Row, *others: str) -> Row:
    return row | {
        "agentSourcedIds": ",".join(one for one in row["agentSourcedIds"].split(",") if one not in others)
    }


def tom_may_not_see_mia(bundle: Path) -> None:
    apart = {"usr-tom-alvarez": "stu-mia-alvarez", "stu-mia-alvarez": "usr-tom-alvarez"}
    rewrite(bundle, "users.csv", lambda its: [parted(one, apart.get(one["sourcedId"], "")) for one in its])


async def held(watched: Watched, bundle: Path) -> tuple[Somebody, Any]:
    """Ines, and what waits for an admin after the folder was looked at."""
    maple, folder = watched
    ines = await maple.somebody("Ines Walker")
    put(folder, zipped(bundle))
    await look(maple.hub, FolderWatch())
    (its,) = (await ines.get("/v1/roster"))["waiting"]
    return ines, its


async def families_of(somebody: Somebody) -> list[str]:
    its = (await somebody.get("/v1/conversations"))["items"]
    return sorted(one["student_name"] for one in its if one["kind"] == "family")


async def test_the_dismissed_and_the_barred_are_out_at_once_though_a_class_that_leaves_is_asked_about(
    watched: Watched, bundle: Path
) -> None:
    maple, _ = watched
    ben, tom = await maple.somebody("Ben Carter"), await maple.somebody("Tom Alvarez")
    before = await families_of(tom), (await ben.ask("GET", "/v1/me"))[0]
    a_class_leaves(bundle, "room-oaks")
    without(bundle, BEN)
    tom_may_not_see_mia(bundle)
    ines, its = await held(watched, bundle)
    run = (await ines.get(f"/v1/roster/runs/{its['run']}"))["told"]

    assert before == (["Luca Alvarez", "Mia Alvarez"], 200)
    assert (await families_of(tom), (await ben.ask("GET", "/v1/me"))[0]) == (["Luca Alvarez"], 401)
    assert len(run["at_once"]) == 2
    assert run["at_once"][0].startswith("Ben Carter leaves, who works in ")
    assert run["at_once"][1] == "Tom Alvarez sees Mia Alvarez no more."
    assert run["held"]
    assert not [one for one in run["loses"] if "Ben Carter" in one or "Mia Alvarez" in one]
    assert "Tom Alvarez sees Luca Alvarez no more." in run["loses"]


async def test_admins_are_written_to_by_name_whose_access_is_open_and_nobody_else_is(
    watched: Watched, bundle: Path
) -> None:
    maple, _ = watched
    a_class_leaves(bundle, "room-oaks")
    without(bundle, BEN)
    ines, its = await held(watched, bundle)
    still = [one["name"] for one in (await ines.get(f"/v1/roster/uploads/{its['id']}"))["open"]]
    maple.clock.ahead = timedelta(hours=13)
    await look(maple.hub, FolderWatch())  # the same again tells nobody twice
    maple.clock.ahead = timedelta(hours=37)
    await look(maple.hub, FolderWatch())  # nor once nobody has answered for a day
    again = (await ines.get("/v1/roster"))["waiting"]
    rows = await maple.hub.store.read(
        lambda one: [dict(row) for row in one.execute(select(delivery)).mappings() if row["path"] == "/#/roster"],
        Across.OPERATOR,
    )

    admins = {one["email"] for one in maple.people if one["role"] == "admin"}
    assert {row["address"] for row in rows} == admins
    assert len(rows) == len(admins)
    assert all(still[0] in row["notice"] and "Carter" not in row["notice"] for row in rows)
    assert len(still) >= 4
    assert "Ben Carter" not in still
    assert [one["id"] for one in again] != [its["id"]]


async def test_an_admin_ends_the_access_of_one_and_the_rest_waits_on(watched: Watched, bundle: Path) -> None:
    maple, _ = watched
    a_class_leaves(bundle, "room-oaks")
    ines, its = await held(watched, bundle)
    at = f"/v1/roster/uploads/{its['id']}"
    whole = maple.hub.schools[maple.school].snapshot.roster.children_of
    first, second, *_ = (await ines.get(at))["open"]
    nobody, said = await ines.ask("POST", f"{at}/end-access", {"people": [ines.id, "nobody"]})
    other, _ = await ines.ask("POST", "/v1/roster/uploads/unknown/end-access", {"people": [first["id"]]})
    ended, _ = await ines.ask("POST", f"{at}/end-access", {"people": [first["id"]]})
    twice, _ = await ines.ask("POST", f"{at}/end-access", {"people": [first["id"]]})
    trial = await ines.get(at)
    run = (await ines.get(f"/v1/roster/runs/{its['run']}"))["told"]
    roster = maple.hub.schools[maple.school].snapshot.roster
    log = (await ines.get("/v1/activity-log?kind=rights"))["items"]

    assert (nobody, other, ended, twice) == (409, 404, 204, 409)
    assert "takes nothing from them" in said["detail"]
    assert second["id"] in [one["id"] for one in trial["open"]]
    assert first["id"] not in [one["id"] for one in trial["open"]]
    assert roster.children_of.get(first["id"], frozenset()) < whole[first["id"]]
    assert roster.children_of[second["id"]] == whole[second["id"]]
    assert len(run["at_once"]) == 1
    assert run["at_once"][0].startswith(first["name"])
    assert not [one for one in run["loses"] if one.startswith(first["name"])]
    assert log[0]["says"] == f"Ines Walker ended access of {first['name']} that a roster which waits would end."
    status, done = await yes(ines, its["id"], trial, confirmed=True)
    assert status == 200
    assert (await ines.get(f"/v1/roster/runs/{done['run']}"))["told"]["at_once"] == run["at_once"]
    left = maple.hub.schools[maple.school].snapshot.roster.children_of.get(second["id"], frozenset())
    assert left < roster.children_of[second["id"]]


async def test_a_roster_that_would_leave_no_admin_ends_nothing_for_the_last_of_them(
    watched: Watched, bundle: Path
) -> None:
    maple, _ = watched
    ines, omar = await maple.somebody("Ines Walker"), await maple.somebody("Omar Haddad")
    for one in ("usr-ines-walker", "usr-omar-haddad", BEN):
        without(bundle, one)
    _, its = await held(watched, bundle)
    at = f"/v1/roster/uploads/{its['id']}/end-access"
    both, said = await ines.ask("POST", at, {"people": [ines.id, omar.id]})
    one_of_them, _ = await ines.ask("POST", at, {"people": [omar.id]})

    assert not await is_here(ines, "Ben Carter")
    assert (both, one_of_them) == (409, 204)
    assert "no admin" in said["detail"]
    assert (await omar.ask("GET", "/v1/me"))[0] == 401
    assert (await ines.ask("GET", "/v1/me"))[0] == 200


async def test_a_bundle_of_several_schools_that_one_of_them_holds_up_ends_what_it_ends_in_each(
    records: Path, bundle: Path, tmp_path: Path
) -> None:
    elm = elsewhere(tmp_path)
    await imported(records, elm)
    a_class_leaves(bundle, "room-oaks")
    without(elm, "usr-elm-ben-carter")
    join(bundle, elm)
    code, said = await imported(records, bundle)
    again = (await imported(records, bundle, "--dry-run"))[1]

    assert (code, said["applied"]) == (1, False)
    assert [one.split(" leaves")[0] for one in said["at_once"]] == ["Ben Carter"]
    assert again["would"]["people"]["removed"] == 0
    assert again["held"]


async def test_what_is_left_of_a_held_roster_is_asked_about_however_little_it_is(
    watched: Watched, bundle: Path
) -> None:
    maple, folder = watched
    for one in ("usr-daniel-brooks", "usr-mei-chen", BEN):  # not many alone
        without(bundle, one)
    a_class_leaves(bundle, "room-oaks")
    ines, its = await held(watched, bundle)
    trial = await ines.get(f"/v1/roster/uploads/{its['id']}")
    some = [one["id"] for one in trial["open"]][:-2]
    ended, _ = await ines.ask("POST", f"/v1/roster/uploads/{its['id']}/end-access", {"people": some})
    whole = Path(shutil.copytree(BUNDLE, folder.parent / "again"))
    for one in ("usr-daniel-brooks", "usr-mei-chen", BEN, TOM):
        without(whole, one)
    put(folder, zipped(whole), "newer.zip", ago=30)
    maple.clock.ahead = timedelta(hours=13)
    await look(maple.hub, FolderWatch())
    newest = (await ines.get("/v1/roster"))["items"][0]

    assert ended == 204
    assert newest["state"] == "held"
    run = (await ines.get(f"/v1/roster/runs/{newest['id']}"))["told"]
    assert [one["sentence"] for one in run["held"]] == [
        "A roster that takes much away waits for an answer, and part of it has ended. What this one takes away is"
        " asked about too."
    ]
    assert "Ben Carter leaves, who works in Saplings." in run["at_once"]


async def test_who_brings_a_roster_by_command_reads_what_is_held_and_no_admin_is_written_to(
    records: Path, bundle: Path
) -> None:
    a_class_leaves(bundle, "room-oaks")
    code, said = await imported(records, bundle)
    async with running(records) as maple:
        rows = await maple.hub.store.read(lambda one: one.execute(select(delivery.c.path)).all(), Across.OPERATOR)
        waits = (await (await maple.somebody("Ines Walker")).get("/v1/roster"))["waiting"]

    assert (code, bool(said["held"]), waits) == (1, True, [])
    assert not [row for row in rows if row.path == "/#/roster"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(first=bundles(), second=bundles(), meanwhile=st.none() | bundles())
def test_what_ends_at_once_gives_nobody_anything_and_a_yes_brings_the_same_afterwards(
    engine: Engine, first: Bundle, second: Bundle, meanwhile: Bundle | None
) -> None:
    """meanwhile: another roster that comes in between what is worked out and what is done."""
    schools = {one.source for one in (*first.schools, *second.schools, *(meanwhile.schools if meanwhile else ()))}
    with engine.connect() as connection:
        brought(connection, first)
        prepared = prepare_at_once(connection, second, "UTC", NOW)
        if meanwhile is not None:
            brought(connection, meanwhile)
        before = told(connection, schools)
        driver: Any = connection.connection.driver_connection
        end_at_once(Transaction(connection, driver), prepared, [one.source for one in second.schools])
        between = told(connection, schools)
        brought(connection, second)
        after = told(connection, schools)
        connection.rollback()
        brought(connection, first)
        if meanwhile is not None:
            brought(connection, meanwhile)
        brought(connection, second)
        alone = told(connection, schools)
        connection.rollback()

    assert after == alone
    for school, its in between.items():
        had = before[school]
        assert its["people"].keys() <= had["people"].keys()
        assert its["students"].keys() == had["students"].keys()
        for who, (role, _, _, rooms) in its["people"].items():
            assert role == had["people"][who][0]
            assert rooms <= had["people"][who][3]
        for child, its_child in its["students"].items():
            assert its_child[2] <= had["students"][child][2]
        for who, theirs in its["conversations"].items():
            assert theirs <= had["conversations"][who]


async def test_who_was_ended_at_once_comes_back_with_the_next_roster_that_names_them(
    watched: Watched, bundle: Path
) -> None:
    maple, folder = watched
    whole = zipped(bundle)
    a_class_leaves(bundle, "room-oaks")
    without(bundle, BEN)
    ines, its = await held(watched, bundle)
    gone = await is_here(ines, "Ben Carter")
    await ines.ask("DELETE", f"/v1/roster/uploads/{its['id']}")
    still = await is_here(ines, "Ben Carter")
    put(folder, whole, "newer.zip", ago=30)
    maple.clock.ahead = timedelta(hours=13)
    await look(maple.hub, FolderWatch())

    assert (gone, still, await is_here(ines, "Ben Carter")) == (False, False, True)
