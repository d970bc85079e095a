"""Any roster after any other: only what the source says counts, twice changes nothing, and by halves is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, Table, delete, select, text

from hub.actions.people.sync_roster import Changes, Undone, prepare, sync_prepared, sync_roster
from hub.oneroster.rows import (
    AssignmentRow,
    BirthRow,
    Bundle,
    GuardianRow,
    PersonRow,
    PickUpsRow,
    PlacementRow,
    RoomRow,
    SchoolRow,
    StudentRow,
)
from hub.store import rights, schema
from hub.store.child_record import find_birth_date
from hub.store.clock import stamp
from hub.store.pick_ups import list_pick_ups
from hub.store.snapshot import snapshot
from hub.store.transaction import Transaction
from policies.people.pick_up_lists import ListedPickUp
from tests.hub.running import settings_for
from tests.past_policies import past_policies

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WHO_PICKS_UP = st.lists(
    st.builds(
        ListedPickUp, st.sampled_from(["Joe Diaz", "Ana Ruiz"]), st.sampled_from(["", "aunt"]), st.just("555-0101")
    ),
    max_size=2,
    unique_by=lambda one: one.name,
)
DAYS = st.sampled_from([None, date(2026, 11, 20), date(2026, 11, 25)])
NAMES = st.sampled_from(["Reyes", "Alvarez", "Novak"])


def some(names: str, at_least: int = 0) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names.split()), unique=True, min_size=at_least)


@st.composite
def bundles(draw: st.DrawFn) -> Bundle:
    """A small roster of one or two schools, whose ids are those of every other one."""
    parts = [_school(draw, school) for school in draw(some("maple elm", 1))]
    return Bundle(rows=1, **{kind: tuple(row for part in parts for row in part[kind]) for kind in parts[0]})


def _school(draw: st.DrawFn, school: str) -> dict[str, list[Any]]:
    rooms, students = draw(some("acorns oaks")), draw(some("mia leo"))
    staff, guardians = draw(some("ana ben rosa")), draw(some("rosa tom"))
    pairs = draw(st.sets(st.tuples(st.sampled_from(guardians), st.sampled_from(students)))) if (
        guardians and students
    ) else set()  # fmt: skip

    def places(who: list[str]) -> list[tuple[str, str, date | None, date | None]]:
        if not rooms or not who:
            return []
        return sorted(draw(st.sets(st.tuples(st.sampled_from(who), st.sampled_from(rooms), DAYS, DAYS))), key=str)

    def person(user: str, role: Any) -> PersonRow:
        its = {"given": user, "family": draw(NAMES), "email": f"{user}@x.example", "sms": None, "phone": None}
        return PersonRow(user=user, school=school, role=role, **its)  # type: ignore[arg-type]

    return {
        "schools": [SchoolRow(source=school, name=draw(NAMES))],
        "rooms": [RoomRow(source=f"{school}-{one}", school=school, name=draw(NAMES)) for one in rooms],
        "students": [StudentRow(source=one, school=school, given=one, family=draw(NAMES)) for one in students],
        "people": [
            *(person(one, draw(st.sampled_from(["admin", "staff"]))) for one in staff),
            *(person(one, "guardian") for one in guardians),
        ],
        "guardians": [
            GuardianRow(school=school, user=user, student=student, payer=draw(st.booleans()))
            for user, student in sorted(pairs)
        ],
        "placements": [
            PlacementRow(school=school, student=who, room=f"{school}-{room}", begin=begin, end=end)
            for who, room, begin, end in places(students)
        ],
        "assignments": [
            AssignmentRow(school=school, user=who, room=f"{school}-{room}", begin=begin, end=end)
            for who, room, begin, end in places(staff)
        ],
        "births": [BirthRow(school=school, student=one, day=draw(DAYS)) for one in students],
        "pick_ups": [PickUpsRow(school=school, student=one, listed=tuple(draw(WHO_PICKS_UP))) for one in students],
    }


@pytest.fixture
def engine(records: Path) -> Iterator[Engine]:
    """An engine of records in which there is nothing."""
    engine = past_policies(settings_for(records).database_url)
    with engine.begin() as connection:
        emptied(connection)
    yield engine
    engine.dispose()


def emptied(connection: Connection) -> None:
    for table in reversed(schema.metadata.sorted_tables):
        connection.execute(delete(table))


def brought(connection: Connection, bundle: Bundle, at: datetime = NOW, *, beforehand: bool = True) -> Changes:
    """Bring a bundle in, however many it takes away."""
    driver: Any = connection.connection.driver_connection
    transaction = Transaction(connection, driver)
    if beforehand:
        return sync_prepared(transaction, prepare(connection, bundle, "UTC", at), confirmed=True)
    return sync_roster(transaction, bundle, "UTC", at, confirmed=True)


def told(connection: Connection, schools: set[str]) -> dict[str, Any]:
    """What is kept of what the source says of its schools, and who is in which conversation by it; by its ids."""
    known = connection.execute(select(schema.school)).all()
    return {one.source: _of(connection, one.id) for one in known if one.source in schools}


def _of(connection: Connection, school: str) -> dict[str, Any]:
    rules, ties = snapshot(connection, school), schema.guardianship
    roster = rules.roster
    name = {one.id: f"{one.source}/{one.side}" for one in connection.execute(select(schema.person))}
    for table in (schema.student, schema.room):
        name |= {one.id: one.source for one in connection.execute(select(table))}
    listed = connection.execute(select(ties).where(ties.c.school == school))
    named = {
        one.id: f"{one.kind.name} {one.subject.about} {name.get(one.subject.id)}"
        for one in rules.conversations.values()
    }
    return {
        "people": {name[one.id]: (one.role, one.listed, one.email, {name[its] for its in one.rooms})
                   for one in roster.people.values() if one.active},
        "students": {
            name[one.id]: (
                one.name, {name[its] for its in one.rooms}, {name[its] for its in one.guardians},
                find_birth_date(connection, school, one.id), *list_pick_ups(connection, school, one.id),
            )
            for one in roster.students.values() if one.active
        },
        "rooms": {name[one.id]: one.name for one in roster.rooms.values() if one.active},
        "payers": {  # whose child it was stays on record of who left, and gives nobody anything
            (name[one.guardian], name[one.student], one.listed_as) for one in listed
            if roster.people[one.guardian].active and roster.students[one.student].active
        },
        "places": _places(connection, schema.placement, school, name)
        | _places(connection, schema.assignment, school, name),
        "conversations": {name[one]: {named[its] for its in theirs} for one, theirs in rules.of_person.items()},
    }  # fmt: skip


def _places(connection: Connection, table: Table, school: str, name: dict[str, str]) -> set[Any]:
    who = table.c.student if "student" in table.c else table.c.person
    rows = connection.execute(select(who, table.c.room, table.c.begin, table.c.end).where(table.c.school == school))
    return {(name[one], name[room], begin, end) for one, room, begin, end in rows}


def everything(connection: Connection) -> dict[str, Any]:
    """All rows of all tables."""
    return {
        table.name: sorted(
            str(tuple(row)) for row in connection.execute(select(*(c for c in table.c if c.name != "day")))
        )
        for table in schema.metadata.sorted_tables
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(first=bundles(), second=bundles(), beforehand=st.booleans())
def test_after_any_other_a_roster_is_what_it_is_in_an_empty_school(
    engine: Engine, first: Bundle, second: Bundle, beforehand: bool
) -> None:
    schools = {one.source for one in second.schools}
    with engine.connect() as connection:
        brought(connection, second)
        alone = told(connection, schools)
        connection.rollback()
        brought(connection, first, NOW - timedelta(days=1))
        brought(connection, second, beforehand=beforehand)
        after = told(connection, schools)
        connection.rollback()

    assert alone.keys() == schools
    assert after == alone


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(first=bundles(), second=bundles())
def test_the_same_roster_twice_changes_nothing_the_second_time(
    engine: Engine, first: Bundle, second: Bundle
) -> None:
    with engine.connect() as connection:
        brought(connection, first)
        brought(connection, second, NOW + timedelta(hours=1))
        before = everything(connection)
        changes = brought(connection, second, NOW + timedelta(hours=2))
        after = everything(connection)
        connection.rollback()

    assert changes == Changes()
    assert after == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(first=bundles(), second=bundles())
def test_a_roster_that_is_undone_or_fails_changes_nothing(engine: Engine, first: Bundle, second: Bundle) -> None:
    with engine.connect() as connection:
        brought(connection, first)
        before = everything(connection)
        driver: Any = connection.connection.driver_connection
        dry = Transaction(connection, driver)
        with pytest.raises(Undone):
            sync_roster(dry, second, "UTC", NOW, dry_run=True)
        dry.undo()
        undone = everything(connection)
        failing = Transaction(connection, driver)
        doubled = replace(second, schools=(*second.schools, SchoolRow(source="last", name="Last")), rooms=(
            *second.rooms, RoomRow(source="last-r", school="last", name=None),  # type: ignore[arg-type]
        ))  # fmt: skip
        with pytest.raises(Exception, match=r"(?i)null"):
            sync_roster(failing, doubled, "UTC", NOW, confirmed=True)
        failing.undo()
        failed = everything(connection)
        connection.rollback()

    assert undone == before
    assert failed == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(first=bundles(), meanwhile=bundles(), second=bundles())
def test_what_was_worked_out_before_the_rules_moved_is_worked_out_anew(
    engine: Engine, first: Bundle, meanwhile: Bundle, second: Bundle
) -> None:
    schools = {one.source for one in second.schools}
    with engine.connect() as connection:
        brought(connection, second)
        alone = told(connection, schools)
        connection.rollback()
        brought(connection, first)
        prepared = prepare(connection, second, "UTC", NOW)
        brought(connection, meanwhile)
        for one in connection.execute(text("select id from school")).scalars().all():
            its: Any = connection.connection.driver_connection
            rights.settle(Transaction(connection, its), one, NOW.date(), stamp(NOW))
        its = connection.connection.driver_connection
        sync_prepared(Transaction(connection, its), prepared, confirmed=True)
        after = told(connection, schools)
        connection.rollback()

    assert after == alone
