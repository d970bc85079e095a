"""This file keeps who may pick children up by the roster: a mirror, beside what the school has set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from hub.store import schema
from hub.store.many import add_rows, change_rows, delete_rows
from hub.store.names import new
from hub.store.pick_up_rows import PICK_UPS, listed_in, listed_of
from hub.store.snapshot import roster_rows
from hub.store.ties import denial_of
from policies.people.display_names import full_name
from policies.people.facts import Power, Tie
from policies.people.listed_pick_ups import CollectedChild, KeptAway, person_names
from policies.people.pick_up_lists import ListedPickUp

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.many import Row
    from hub.store.snapshot import RosterRows

WORDS = ("relation", "phone", "source")
"""What the roster says of one of them besides the name."""


@dataclass(slots=True)
class PickUpsBrought:
    """
    What a source's lists make of a school's rows, nothing of it written. rows: all, afterwards. added: whole rows;
    changed: of each its id and what differs; gone: as they were.
    """

    rows: list[Row] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)


def brought(rows: Sequence[Row], wanted: Mapping[str, Sequence[ListedPickUp]], at: str) -> PickUpsBrought:
    """What a school's rows become by the lists of these children, by id; those of others stay as they are."""
    found = PickUpsBrought()
    there: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for one in rows:
        if one["student"] in wanted:
            there[one["student"]][one["name"]] = one
        else:
            found.rows.append(one)
    for student, listed in wanted.items():
        before = there[student]
        for its in listed:
            words = asdict(its)
            known = before.get(its.name)
            row: Row
            if known is None:
                row = {"id": new("lp"), "student": student, "at": at, **words}
                found.added.append(row)
            elif differs := {name: words[name] for name in WORDS if known[name] != words[name]}:
                found.changed.append({"id": known["id"], **differs})
                row = {**known, **differs}
            else:
                row = known
            found.rows.append(row)
        names = {its.name for its in listed}
        found.gone += [one for name, one in before.items() if name not in names]
    return found


def write_brought(connection: Connection, school: str, found: PickUpsBrought) -> None:
    """Write what was found to become of a school's rows."""
    its = schema.listed_pick_up
    delete_rows(connection, its, ("id",), found.gone)
    change_rows(connection, its, ("id",), found.changed)
    add_rows(connection, its, [{**row, "school": school} for row in found.added])


def roster_with_pick_ups(connection: Connection, school: str) -> RosterRows:
    """All rows of a school's roster, with those that no rule of a message goes by."""
    its = schema.listed_pick_up
    rows = connection.execute(select(its).where(its.c.school == school)).mappings()
    mine = [{name: row[name] for name in row if name != "school"} for row in rows]
    return {**roster_rows(connection, school), PICK_UPS: mine}


def list_pick_ups(connection: Connection, school: str, student: str) -> list[ListedPickUp]:
    """Who may pick a student up by the roster, by name; undecided (policies/people/listed_pick_ups)."""
    its = schema.listed_pick_up
    rows = connection.execute(select(its).where(its.c.school == school, its.c.student == student)).mappings()
    return sorted(listed_in(dict(row)) for row in rows)


def list_all_pick_ups(connection: Connection, school: str) -> dict[str, frozenset[ListedPickUp]]:
    """By the id of each child that has a list, who may pick it up by the roster."""
    its = schema.listed_pick_up
    return listed_of(dict(row) for row in connection.execute(select(its).where(its.c.school == school)).mappings())


def told_at(connection: Connection, school: str) -> str | None:
    """When the roster last said who may pick children up; None where it never did."""
    asked = select(schema.school.c.pick_ups_at).where(schema.school.c.id == school)
    at: str | None = connection.execute(asked).scalar_one()
    return at


def note_told(connection: Connection, school: str, at: str) -> None:
    """Write down that the roster said who may pick children up."""
    connection.execute(update(schema.school).where(schema.school.c.id == school).values(pick_ups_at=at))


def find_collected(connection: Connection, school: str, student: str) -> CollectedChild:
    """A student as far as it matters to whom it is handed over, in this transaction."""
    name = connection.execute(select(schema.school.c.name).where(schema.school.c.id == school)).scalar_one()
    rows = {}
    for table, whose in (("student", "id"), ("guardianship", "student"), ("denial", "student")):
        its = schema.metadata.tables[table]
        asked = select(its).where(its.c.school == school, its.c[whose] == student)
        rows[table] = [dict(row) for row in connection.execute(asked).mappings()]
    people = {row["guardian"] for its in ("guardianship", "denial") for row in rows[its]}
    known = select(schema.person).where(schema.person.c.school == school, schema.person.c.id.in_(sorted(people)))
    rows["person"] = [dict(row) for row in connection.execute(known).mappings()]
    return collected(name, rows)[student]


def collected(school_name: str, rows: RosterRows) -> dict[str, CollectedChild]:
    """Children as far as it matters to whom they are handed over, of rows of their school's roster."""
    people = {row["id"]: row for row in rows["person"]}
    kept: defaultdict[str, list[KeptAway]] = defaultdict(list)
    parents: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows["guardianship"]:
        its = people[row["guardian"]]
        if row["tie"] == Tie.BARRED:
            kept[row["student"]].append(_kept(its, None))
        elif row["tie"] == Tie.GUARDIAN:
            parents[row["student"]] |= person_names(its["given"], its["family"], its["display_name"])
    for row in rows["denial"]:
        if row["power"] == Power.PICK_UP:
            kept[row["student"]].append(_kept(people[row["guardian"]], row))
    return {
        row["id"]: CollectedChild(
            name=full_name(row["given"], row["family"]),
            active=row["left_at"] is None,
            school=school_name,
            kept=tuple(sorted(kept[row["id"]], key=lambda one: (one.denial is not None, one.name))),
            parents=frozenset(parents[row["id"]]),
        )
        for row in rows["student"]
    }


def _kept(person: Row, denial: Row | None) -> KeptAway:
    return KeptAway(
        name=person["display_name"] or full_name(person["given"], person["family"]),
        names=person_names(person["given"], person["family"], person["display_name"]),
        source=person["source"],
        numbers=frozenset(one for one in (person["cell"], person["phone"]) if one),
        denial=None if denial is None else denial_of(denial),
    )
