"""This file writes down who is in which conversation from now on, by the roster of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert, select, update

from channels.kinds import kinds
from hub.store import journal, returning, schema
from hub.store.conversations import list_counts
from hub.store.names import new
from hub.store.snapshot import Conversation, Snapshot, facts, snapshot
from policies.conversations.seeing import STAFF_SIDE
from policies.people.groups import filled
from policies.people.roster import Roster, roster_on

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from channels.kinds.kind import Kind, Subject
    from hub.store.transaction import Transaction

Key = tuple[str, ...]


def settle(  # noqa: PLR0913 (what, when, by whom, and from what on)
    transaction: Transaction,
    school: str,
    day: date,
    at: str,
    *,
    changed: bool,
    by: str | None = None,
    before: Snapshot | None = None,
) -> bool:
    """
    Bring conversations, members and parties to the roster of day, within the action that changed it.

    One roster event carries it all; each person whose conversations changed gets a member event after it.
    changed: something of the roster or the day did; by whom, where a person did it. before: the rules as they were
    before the action wrote anything; not needed where only the day is another. Returns whether it wrote anything.
    """
    journal.lock(transaction, school)
    connection = transaction.connection
    before = before or snapshot(connection, school)
    roster = roster_on(facts(connection, school), day)
    made = _make_conversations(connection, school, roster)
    wanted_members, wanted_people = _members(connection, school, roster), _people(roster)
    members = _difference(_open(connection, schema.member, school), wanted_members)
    people = _difference(_open(connection, schema.belongs, school), wanted_people)
    connection.execute(update(schema.school).where(schema.school.c.id == school).values(day=day))
    if not (changed or made or members or people):
        return False
    draft = journal.Draft(kind="roster", audience=STAFF_SIDE, at=at, author=by, rule=True)
    ruled = journal.append(transaction, school, draft)
    _write(connection, schema.member, school, members, ruled.event.seq)
    _write(connection, schema.belongs, school, people, ruled.event.seq)
    _tell(transaction, before, snapshot(connection, school), at)
    return True


def retell(transaction: Transaction, before: Snapshot, at: str) -> None:
    """A member event to everybody whose conversations a setting has changed, which the journal has by now."""
    _tell(transaction, before, snapshot(transaction.connection, before.school), at)


def turn(transaction: Transaction, school: str, day: date, at: str) -> bool:
    """Weigh the roster on a new day, unless another node has done it; whether anything was written."""
    journal.lock(transaction, school)
    its = schema.school.c
    turned = transaction.connection.execute(select(its.day).where(its.id == school)).scalar_one()
    return False if turned == day else settle(transaction, school, day, at, changed=True)


def make(
    transaction: Transaction, rules: Snapshot, kind: Kind, subject: Subject, by: str, at: str
) -> tuple[str, bool]:
    """
    The id of the conversation about a subject, made now where it is not there; whether it was made.

    Its parties are in it from the rule event on, which only by's devices are shown; everybody who gains it gets a
    member event. Two who ask at once get the same one: the second finds the first's under the lock.

    Raises:
        StaleRules: the rules changed; roll back, catch up and decide again.
    """
    journal.lock(transaction, rules.school)
    connection, table = transaction.connection, schema.conversation
    its = select(table.c.id).where(
        table.c.school == rules.school, table.c.kind == kind.name, table.c.subject == str(subject)
    )
    if (there := connection.execute(its).scalar()) is not None:
        return str(there), False
    journal.check_rules(transaction, rules.school, rules.rules_seq)
    made = new("c")
    connection.execute(
        insert(table).values(id=made, school=rules.school, kind=kind.name, subject=str(subject), n=0)
    )
    _fill(transaction, rules, Conversation(made, kind, subject), by, at)
    return made, True


def _fill(transaction: Transaction, rules: Snapshot, made: Conversation, by: str, at: str) -> None:
    school, roster = rules.school, rules.roster
    ruled = journal.append(transaction, school, journal.Draft(kind="roster", audience=by, at=at, rule=True))
    members = made.kind.members(roster, made.subject)
    keys = frozenset((made.id, member.party, member.side.value) for member in members)
    _write(transaction.connection, schema.member, school, Difference(keys), ruled.event.seq)
    parties = filled(roster)
    missing = frozenset(
        (one.party, person)
        for one in members
        for person in parties.get(one.party, frozenset())
        if not _in_party(rules, one.party, person)  # a school that was imported before there were such parties
    )
    _write(transaction.connection, schema.belongs, school, Difference(missing), ruled.event.seq)
    for person in sorted(made.kind.inside(roster, made.subject)):
        gained = journal.Draft(kind="member", audience=person, at=at, body=journal.Body(gained=(made.id,)))
        journal.append(transaction, school, gained)


def _in_party(rules: Snapshot, party: str, person: str) -> bool:
    spans = rules.people.get(party, {}).get(person)
    return spans is not None and spans[-1][1] is None


COLUMNS = {schema.member: ("conversation", "party", "side"), schema.belongs: ("party", "person")}
"""What a row of these tables is known by while it lasts."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Which rows begin and which end, by what they are known by; it is true where any do."""

    gained: frozenset[Key]
    lost: frozenset[Key] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.gained or self.lost)


def _make_conversations(connection: Connection, school: str, roster: Roster) -> bool:
    table = schema.conversation
    there = {
        (kind, subject)
        for kind, subject in connection.execute(
            select(table.c.kind, table.c.subject).where(table.c.school == school)
        )
    }
    from_the_start = (kind for kind in kinds().values() if not kind.on_demand)
    wanted = {(kind.name, str(subject)) for kind in from_the_start for subject in kind.subjects(roster)}
    missing = [
        {"id": new("c"), "school": school, "kind": kind, "subject": subject, "n": 0}
        for kind, subject in sorted(wanted - there)
    ]
    if missing:
        connection.execute(insert(table), missing)
    return bool(missing)


def _members(connection: Connection, school: str, roster: Roster) -> frozenset[Key]:
    """Every party of every conversation that the roster asks for, or still allows where somebody asked for it."""
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
        if (kind.name, str(subject)) in ids
        for member in kind.members(roster, subject)
    )


def _people(roster: Roster) -> frozenset[Key]:
    return frozenset((party, person) for party, people in filled(roster).items() for person in people)


def _open(connection: Connection, table: Table, school: str) -> frozenset[Key]:
    rows = connection.execute(
        select(*(table.c[name] for name in COLUMNS[table])).where(
            table.c.school == school, table.c.until_seq.is_(None)
        )
    )
    return frozenset(tuple(row) for row in rows)


def _difference(there: frozenset[Key], wanted: frozenset[Key]) -> Difference:
    return Difference(gained=wanted - there, lost=there - wanted)


def _write(connection: Connection, table: Table, school: str, found: Difference, seq: int) -> None:
    columns = COLUMNS[table]
    for key in sorted(found.lost):
        its = [table.c[name] == value for name, value in zip(columns, key, strict=True)]
        ended = update(table).where(table.c.school == school, table.c.until_seq.is_(None), *its)
        connection.execute(ended.values(until_seq=seq))
    rows: list[dict[str, Any]] = [
        {**dict(zip(columns, key, strict=True)), "school": school, "since_seq": seq} for key in sorted(found.gained)
    ]
    if rows:
        connection.execute(insert(table), rows)


def _tell(transaction: Transaction, before: Snapshot, after: Snapshot, at: str) -> None:
    """A member event to everybody whose conversations changed; what is new to them starts out as read."""
    n = list_counts(transaction.connection, after.school)
    for person in sorted(before.of_person.keys() | after.of_person.keys()):
        had, has = set(before.of_person.get(person, ())), set(after.of_person.get(person, ()))
        if had == has:
            continue
        gained = tuple(sorted(has - had))
        body = journal.Body(gained=gained, lost=tuple(sorted(had - has)))
        told = journal.append(
            transaction, after.school, journal.Draft(kind="member", audience=person, at=at, body=body)
        )
        returning.gained(transaction, after, person, told.event, n)
