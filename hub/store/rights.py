"""This file writes down who is in which conversation from now on, by the roster of a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert, select

from channels.kinds import kinds
from channels.kinds.kind import Subject
from hub.store import journal, returning, schema
from hub.store.conversations import list_counts
from hub.store.many import Row, add_rows, change_rows
from hub.store.moments import first_after
from hub.store.moves import Move, moves
from hub.store.names import new
from hub.store.schools import turn_day
from hub.store.snapshot import Conversation, Snapshot, facts, in_order, snapshot
from policies.conversations.seeing import STAFF_SIDE, Side, Spans
from policies.people.groups import filled
from policies.people.roster import Roster, roster_on

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from channels.kinds.kind import Kind
    from hub.store.transaction import Transaction

Key = tuple[str, ...]

NEXT = 1 << 62
"""Stands for the position of a rule event that is not written yet: after every one that is."""

WEEK_BEFORE_NEXT = NEXT + 1
"""Likewise for the first position of the week before it."""


def settle(
    transaction: Transaction,
    school: str,
    day: date,
    at: str,
    *,
    by: str | None = None,
    before: Snapshot | None = None,
) -> None:
    """
    Bring conversations, members and parties to the roster of day, within the action that changed it.

    One roster event carries it all; each person whose conversations changed gets a member event after it.
    by: who did it, where a person did. before: the rules as they were before the action wrote anything; not needed
    where only the day is another.
    """
    journal.lock(transaction, school)
    connection = transaction.connection
    was = before or snapshot(connection, school)
    found = weigh(connection, roster_on(facts(connection, school), day), lambda: was, changed=True)
    turn_day(connection, school, day)
    if found is not None:
        rule(transaction, school, found, at, by=by)


def retell(transaction: Transaction, before: Snapshot, at: str) -> None:
    """A member event to everybody whose conversations a setting has changed, which the journal has by now."""
    after = snapshot(transaction.connection, before.school)
    _tell(transaction, before.school, moves(before, after), at, lambda spans: spans)


def turn(transaction: Transaction, school: str, day: date, at: str) -> bool:
    """Weigh the roster on a new day, unless another node has done it; whether anything was written."""
    journal.lock(transaction, school)
    its = schema.school.c
    turned = transaction.connection.execute(select(its.day).where(its.id == school)).scalar_one()
    if turned == day:
        return False
    settle(transaction, school, day, at)
    return True


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


@dataclass(frozen=True, slots=True)
class Ruling:
    """
    What another roster makes of a school's conversations, nothing of it written.

    made: the rows of those that begin. told: whose conversations change.
    """

    made: Sequence[Row]
    members: Difference
    people: Difference
    told: Sequence[Move]


def weigh(
    connection: Connection, roster: Roster, before: Callable[[], Snapshot], *, changed: bool
) -> Ruling | None:
    """
    What roster makes of its school's conversations; None where nothing is to be written.

    before: how to come by the rules as they were. changed: something of the roster or the day did.
    """
    school = roster.school
    made, wanted = _conversations(connection, roster)
    members = _difference(_open(connection, schema.member, school), wanted)
    people = _difference(_open(connection, schema.belongs, school), _people(roster))
    if not (changed or made or members or people):
        return None
    was = before()
    return Ruling(made, members, people, moves(was, _after(was, roster, made, members, people)))


def rule(transaction: Transaction, school: str, ruling: Ruling, at: str, *, by: str | None = None) -> None:
    """Write it: one roster event, with what begins and ends from there on, and who is told of it after it."""
    connection = transaction.connection
    add_rows(connection, schema.conversation, ruling.made)
    draft = journal.Draft(kind="roster", audience=STAFF_SIDE, at=at, author=by, rule=True)
    seq = journal.append(transaction, school, draft).event.seq
    _write(connection, schema.member, school, ruling.members, seq)
    _write(connection, schema.belongs, school, ruling.people, seq)

    def since_then(spans: Spans) -> Spans:
        real = {NEXT: seq}
        if any(WEEK_BEFORE_NEXT in span for span in spans):
            real[WEEK_BEFORE_NEXT] = first_after(connection, school, seq)
        return in_order((real.get(since, since), until and real.get(until, until)) for since, until in spans)

    _tell(transaction, school, ruling.told, at, since_then)


def _conversations(connection: Connection, roster: Roster) -> Conversations:
    """
    The rows of the conversations that begin, and every party of every one.

    That is of each that the roster asks for, or still allows where somebody asked for it.
    """
    its = schema.conversation.c
    known = connection.execute(select(its.id, its.kind, its.subject).where(its.school == roster.school)).all()
    ids = {(kind, subject): one for one, kind, subject in known}
    made: list[Row] = []
    wanted: set[Key] = set()
    for kind in kinds().values():
        for subject in kind.subjects(roster):
            about = str(subject)
            one = ids.get((kind.name, about))
            if one is None and not kind.on_demand:
                one = new("c")
                made.append({"id": one, "school": roster.school, "kind": kind.name, "subject": about, "n": 0})
            if one is not None:
                wanted.update((one, member.party, member.side.value) for member in kind.members(roster, subject))
    return made, frozenset(wanted)


Conversations = tuple[list[Row], frozenset[Key]]
"""Rows of conversations that begin, and parties as rows of member are known by."""


def _people(roster: Roster) -> frozenset[Key]:
    return frozenset((party, person) for party, people in filled(roster).items() for person in people)


def _open(connection: Connection, table: Table, school: str) -> frozenset[Key]:
    rows = connection.execute(
        select(*(table.c[name] for name in COLUMNS[table])).where(
            table.c.school == school, table.c.until_seq.is_(None)
        )
    )
    return frozenset(map(tuple, rows.all()))


def _difference(there: frozenset[Key], wanted: frozenset[Key]) -> Difference:
    return Difference(gained=wanted - there, lost=there - wanted)


def _after(was: Snapshot, roster: Roster, made: Sequence[Row], members: Difference, people: Difference) -> Snapshot:
    """The rules as they will be, with NEXT for the position from which on they are."""
    begun = {
        one["id"]: Conversation(one["id"], kinds()[one["kind"]], Subject.parse(one["subject"])) for one in made
    }
    its_parties = {
        conversation: {(party, side.value): spans for party, side, spans in was.parties.get(conversation, ())}
        for conversation, *_ in members.gained | members.lost
    }
    _turn(members, lambda one, party, side: (its_parties[one], (party, side)))
    their_people = {party: dict(was.people.get(party, {})) for party, _ in people.gained | people.lost}
    _turn(people, lambda party, person: (their_people[party], person))
    return Snapshot(
        school=was.school,
        epoch=was.epoch,
        rules_seq=NEXT,
        time_zone=was.time_zone,
        roster=roster,
        conversations={**was.conversations, **begun},
        parties={
            **was.parties,
            **{
                one: tuple((party, Side(side), spans) for (party, side), spans in its.items())
                for one, its in its_parties.items()
            },
        },
        people={**was.people, **their_people},
        week_before={**was.week_before, NEXT: WEEK_BEFORE_NEXT},
    )


def _turn(found: Difference, place: Callable[..., Place]) -> None:
    """Let what is lost end with NEXT, and what is gained begin with it. place: where a row has its spans."""
    for key in found.lost:
        spans, its = place(*key)
        spans[its] = in_order((since, NEXT if until is None else until) for since, until in spans[its])
    for key in found.gained:
        spans, its = place(*key)
        spans[its] = in_order((*spans.get(its, ()), (NEXT, None)))


Place = tuple[dict[Any, Spans], Any]
"""A mapping to spans, and the key in it."""


def _write(connection: Connection, table: Table, school: str, found: Difference, seq: int) -> None:
    columns = COLUMNS[table]
    lost = [{**dict(zip(columns, key, strict=True)), "until_seq": seq} for key in sorted(found.lost)]
    change_rows(connection, table, columns, lost, table.c.school == school, table.c.until_seq.is_(None))
    gained = ({**dict(zip(columns, key, strict=True)), "school": school} for key in sorted(found.gained))
    add_rows(connection, table, [{**row, "since_seq": seq} for row in gained])


def _tell(
    transaction: Transaction, school: str, told: Sequence[Move], at: str, real: Callable[[Spans], Spans]
) -> None:
    """A member event to everybody whose conversations changed; what is new to them starts out as read."""
    drafts = [
        journal.Draft(
            kind="member", audience=one.person, at=at, body=journal.Body(gained=one.gained, lost=one.lost)
        )
        for one in told
    ]
    n = list_counts(transaction.connection, school) if any(one.places for one in told) else {}
    for one, stored in zip(told, journal.append_all(transaction, school, drafts), strict=True):
        if one.places:
            places = {its: real(spans) for its, spans in one.places.items() if n[its]}
            returning.gained(transaction, school, one.person, stored.event, places, n)
