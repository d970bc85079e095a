"""This file writes down who is in which conversation from now on, by the roster of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert, select, update

from channels.kinds import kinds
from hub.store import journal, schema
from hub.store.names import new
from hub.store.snapshot import Snapshot, facts, snapshot
from policies.parties import filled
from policies.roster import Roster, roster_on
from policies.seeing import STAFF_SIDE

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.transaction import Transaction

Key = tuple[str, ...]


def settle(transaction: Transaction, school: str, day: date, at: str, *, changed: bool) -> bool:
    """
    Bring conversations, members and parties to the roster of day, within the deed that changed it.

    One roster event carries it all; each person whose conversations changed gets a member event after it.
    changed: something of the roster or the day did. Returns whether anything was written.
    """
    journal.lock(transaction, school)
    connection = transaction.connection
    before = snapshot(connection, school)
    roster = roster_on(facts(connection, school), day)
    made = _make_conversations(connection, school, roster)
    wanted_members, wanted_people = _members(connection, school, roster), _people(roster)
    members = _difference(_open(connection, schema.member, school, _MEMBER), wanted_members)
    people = _difference(_open(connection, schema.belongs, school, _BELONGS), wanted_people)
    connection.execute(update(schema.school).where(schema.school.c.id == school).values(day=day))
    if not (changed or made or any(members) or any(people)):
        return False
    ruled = journal.append(transaction, school, journal.Draft(kind="roster", audience=STAFF_SIDE, at=at, rule=True))
    _write(connection, schema.member, school, _MEMBER, (members, ruled.event.seq))
    _write(connection, schema.belongs, school, _BELONGS, (people, ruled.event.seq))
    _tell(transaction, before, snapshot(connection, school), at)
    return True


def turn(transaction: Transaction, school: str, day: date, at: str) -> bool:
    """Weigh the roster on a new day, unless another node has done it; whether anything was written."""
    journal.lock(transaction, school)
    its = schema.school.c
    turned = transaction.connection.execute(select(its.day).where(its.id == school)).scalar_one()
    return False if turned == day else settle(transaction, school, day, at, changed=True)


_MEMBER = ("conversation", "party", "side")
_BELONGS = ("party", "person")
Difference = tuple[frozenset[Key], frozenset[Key]]


def _make_conversations(connection: Connection, school: str, roster: Roster) -> bool:
    table = schema.conversation
    there = {
        (kind, subject)
        for kind, subject in connection.execute(
            select(table.c.kind, table.c.subject).where(table.c.school == school)
        )
    }
    wanted = {(kind.name, str(subject)) for kind in kinds().values() for subject in kind.subjects(roster)}
    missing = [
        {"id": new("c"), "school": school, "kind": kind, "subject": subject, "n": 0}
        for kind, subject in sorted(wanted - there)
    ]
    if missing:
        connection.execute(insert(table), missing)
    return bool(missing)


def _members(connection: Connection, school: str, roster: Roster) -> frozenset[Key]:
    """Every party of every conversation that the roster asks for."""
    table = schema.conversation
    ids = {
        (kind, subject): its
        for its, kind, subject in connection.execute(
            select(table.c.id, table.c.kind, table.c.subject).where(table.c.school == school)
        )
    }
    return frozenset(
        (ids[kind.name, str(subject)], member.party, member.side.value)
        for kind in kinds().values()
        for subject in kind.subjects(roster)
        for member in kind.members(roster, subject)
    )


def _people(roster: Roster) -> frozenset[Key]:
    return frozenset((party, person) for party, people in filled(roster).items() for person in people)


def _open(connection: Connection, table: Table, school: str, columns: tuple[str, ...]) -> frozenset[Key]:
    rows = connection.execute(
        select(*(table.c[name] for name in columns)).where(table.c.school == school, table.c.until_seq.is_(None))
    )
    return frozenset(tuple(row) for row in rows)


def _difference(there: frozenset[Key], wanted: frozenset[Key]) -> Difference:
    return wanted - there, there - wanted


def _write(
    connection: Connection, table: Table, school: str, columns: tuple[str, ...], what: tuple[Difference, int]
) -> None:
    (gained, lost), seq = what
    for key in sorted(lost):
        its = [table.c[name] == value for name, value in zip(columns, key, strict=True)]
        ended = update(table).where(table.c.school == school, table.c.until_seq.is_(None), *its)
        connection.execute(ended.values(until_seq=seq))
    rows: list[dict[str, Any]] = [
        {**dict(zip(columns, key, strict=True)), "school": school, "since_seq": seq} for key in sorted(gained)
    ]
    if rows:
        connection.execute(insert(table), rows)


def _tell(transaction: Transaction, before: Snapshot, after: Snapshot, at: str) -> None:
    """A member event to everybody whose conversations changed; what they gain starts out as read."""
    n = _counts(transaction.connection, after.school)
    for person in sorted(before.of_person.keys() | after.of_person.keys()):
        had, has = set(before.of_person.get(person, ())), set(after.of_person.get(person, ()))
        if had == has:
            continue
        gained = tuple(sorted(has - had))
        body = journal.Body(gained=gained, lost=tuple(sorted(had - has)))
        told = journal.append(
            transaction, after.school, journal.Draft(kind="member", audience=person, at=at, body=body)
        )
        for conversation in _said(gained, n):
            marker = (person, conversation, n[conversation], told.event.seq, at)
            journal.mark(transaction, after.school, marker)


def _counts(connection: Connection, school: str) -> Mapping[str, int]:
    table = schema.conversation
    rows = connection.execute(select(table.c.id, table.c.n).where(table.c.school == school))
    return {its: n for its, n in rows}  # noqa: C416 (rows are not pairs to a type checker)


def _said(conversations: Iterable[str], n: Mapping[str, int]) -> Iterable[str]:
    return (one for one in conversations if n[one])
