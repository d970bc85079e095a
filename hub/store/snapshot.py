"""This file reads a school's rules into memory: its roster, its conversations, who is in them since when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from sqlalchemy import Connection, Table, select

from channels.kinds import kinds
from channels.kinds.kind import Kind, Subject
from hub.store import schema
from hub.store.accounts import several
from hub.store.linked import links_of
from hub.store.many import Row
from hub.store.missed import missed_by
from hub.store.moments import week_before
from hub.store.permissions import of_rows
from hub.store.photo_consent import last_answers
from hub.store.settings import settings_of
from hub.store.ties import denial_of, pays
from hub.wire import Event
from policies.conversations.history import reach
from policies.conversations.returning import Stretch
from policies.conversations.seeing import STAFF_SIDE, Side, Spans, is_own_child, may_read
from policies.people.display_names import full_name
from policies.people.facts import Dated, Guardianship, Permissions, Person, Role, Room, Student, Tie
from policies.people.former import FORMER_CHILD, former
from policies.people.groups import ADMINS
from policies.people.inviting import Addressees, addressees
from policies.people.practice import is_practice
from policies.people.roster import Facts, Roster, roster_on
from policies.people.texting import sharing_cell
from policies.review.content import Names, names_of
from policies.settings import History

RosterRows = Mapping[str, Sequence[Row]]
"""The rows of a school's roster, by the names of their tables (ROSTER)."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation that exists: its kind and what it is about."""

    id: str
    kind: Kind
    subject: Subject

    def student(self, roster: Roster) -> Student | None:
        """The student it is about, if any."""
        return self.subject.student(roster)


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody's place in a conversation; own_child: they are, elsewhere, its student's guardian."""

    side: Side
    spans: Spans
    own_child: bool

    @property
    def open(self) -> bool:
        """Whether it holds now: its last span has not ended."""
        return self.spans[-1][1] is None


@dataclass(frozen=True)
class Snapshot:
    """
    What is decided on: one school at one position of its journal. Never changed, only replaced.

    parties: of each conversation, with side and span. people: of each party, with their spans.
    week_before: the position a week before each one at which a right began, where the school's history asks for it.
    blocks: who keeps whom from starting new conversations with them. missed: by person and conversation, what was
    said while they were out and is not theirs to read. decided: what was decided on it of what is asked often; it
    goes with the snapshot, so it never outlives a rule.
    """

    school: str
    epoch: str
    rules_seq: int
    time_zone: str
    roster: Roster
    conversations: Mapping[str, Conversation]
    parties: Mapping[str, tuple[tuple[str, Side, Spans], ...]]
    people: Mapping[str, Mapping[str, Spans]]
    week_before: Mapping[int, int] = field(default_factory=dict)
    blocks: frozenset[tuple[str, str]] = frozenset()
    missed: Mapping[tuple[str, str], tuple[Stretch, ...]] = field(default_factory=dict)
    decided: dict[tuple[object, ...], object] = field(default_factory=dict)
    _members: dict[str, Mapping[str, Membership]] = field(default_factory=dict)
    _parties: dict[tuple[str, Side, Spans], Mapping[str, Membership]] = field(default_factory=dict)

    @cached_property
    def by_subject(self) -> Mapping[tuple[str, str], Conversation]:
        """Conversations by kind and subject."""
        return {(one.kind.name, str(one.subject)): one for one in self.conversations.values()}

    @cached_property
    def names(self) -> Names:
        """What the children are called, to look for in what staff write."""
        return names_of(self.roster)

    @cached_property
    def addressees(self) -> Addressees:
        """Who has which address in the roster."""
        return addressees(self.roster)

    @cached_property
    def sharing_cell(self) -> Mapping[str, tuple[str, ...]]:
        """The names of others to whom somebody's cell number belongs too, by person."""
        return sharing_cell(self.roster)

    @cached_property
    def of_person(self) -> Mapping[str, tuple[str, ...]]:
        """The conversations each person is in now."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for conversation in self.conversations:
            for person, membership in self.members(conversation).items():
                if membership.spans[-1][1] is None:  # as membership.open says; asked here for everybody, everywhere
                    found[person].append(conversation)
        return {person: tuple(theirs) for person, theirs in found.items()}

    def members(self, conversation: str) -> Mapping[str, Membership]:
        """Everybody who is or was in it, by id."""
        if conversation not in self._members:
            self._members[conversation] = self._members_of(conversation)
        return self._members[conversation]

    def membership(self, person: str, conversation: str) -> Membership | None:
        """A person's place in it now; None where they have none, or it does not exist: both alike."""
        if conversation not in self.conversations:
            return None
        found = self.members(conversation).get(person)
        return found if found is not None and found.open else None

    def may_read(self, person: str, event: Event, audience: str) -> bool:
        """Whether person may read event, by the rights of this snapshot."""
        if event.conversation is None:
            return audience == person or (audience == STAFF_SIDE and self._works_here(person))
        membership = self.membership(person, event.conversation)
        if membership is None:
            return False
        side, spans, own_child = membership.side, membership.spans, membership.own_child
        seqs = (event.seq,) if event.of is None else (event.seq, event.of)  # a change shows what was said before
        return all(may_read(side, audience, seq, spans, own_child=own_child) for seq in seqs)

    def readers(self, event: Event, audience: str) -> Iterable[str]:
        """The ids of everybody who may read event."""
        if event.conversation is not None:
            asked: Iterable[str] = self.members(event.conversation)
        else:
            asked = (self.roster.staff | self.roster.admins) if audience == STAFF_SIDE else (audience,)
        return (person for person in asked if self.may_read(person, event, audience))

    def _works_here(self, person: str) -> bool:
        return person in self.roster.staff or person in self.roster.admins

    def _members_of(self, conversation: str) -> Mapping[str, Membership]:
        where = self.conversations[conversation]
        found: dict[str, Membership] = {}
        for party, side, spans in self.parties.get(conversation, ()):
            its = self._of_party(party, side, spans)
            twice = found.keys() & its.keys()
            found |= {**its, **{person: _joined(found[person], its[person]) for person in twice}} if twice else its
        for person in self._own_child(where.student(self.roster)) & found.keys():
            found[person] = Membership(found[person].side, found[person].spans, own_child=True)
        return where.kind.kept(self.roster, where.subject, found)

    def _of_party(self, party: str, side: Side, spans: Spans) -> Mapping[str, Membership]:
        """What a party brings: the same places in every conversation it is in for as long."""
        key = (party, side, spans)
        if key not in self._parties:
            self._parties[key] = {
                person: Membership(side, in_order(mine), own_child=False)
                for person, its in self.people.get(party, {}).items()
                if (mine := self._reach(party, side, tuple(_both(spans, its))))
            }
        return self._parties[key]

    def _reach(self, party: str, side: Side, spans: Spans) -> Spans:
        return reach(side, spans, self.roster.settings.history, self.week_before, admin=party == ADMINS)

    def _own_child(self, student: Student | None) -> frozenset[str]:
        """Everybody whose own child it is, on any of their profiles (is_own_child in policies says when)."""
        if student is None:
            return frozenset()
        asked = {one for relative in student.family for one in self.roster.profiles_of(relative)}
        people = self.roster.people
        return frozenset(one for one in asked if is_own_child(self.roster, people[one], student))


def _joined(one: Membership, other: Membership) -> Membership:
    """Somebody's place who is in a conversation by two parties, on the first one's side."""
    return replace(one, spans=in_order((*one.spans, *other.spans)))


def _both(one: Spans, other: Spans) -> Iterable[tuple[int, int | None]]:
    """Where two runs of spans overlap."""
    for since, until in one:
        for from_, to in other:
            start, ends = max(since, from_), [end for end in (until, to) if end is not None]
            end = min(ends) if ends else None
            if end is None or start < end:
                yield start, end


def in_order(spans: Iterable[tuple[int, int | None]]) -> Spans:
    """Spans in their order, an open one last."""
    every = tuple(spans)
    if len(every) < 2:  # as nearly all are
        return every
    return tuple(sorted(every, key=lambda span: (span[1] is None, span[0])))


@dataclass(frozen=True, slots=True)
class Head:
    """Where a school stands: its journal, its read markers, and which time of it this is."""

    seq: int
    marks: int
    epoch: str


def heads(connection: Connection, schools: Collection[str]) -> dict[str, Head]:
    """Where these schools stand, in one small query."""
    its = schema.school.c
    rows = connection.execute(select(its.id, its.seq, its.marks, its.epoch).where(its.id.in_(schools)))
    return {school: Head(seq, marks, epoch) for school, seq, marks, epoch in rows}


def snapshot(connection: Connection, school: str) -> Snapshot:
    """The rules of a school as they stand in this transaction."""
    its = school_row(connection, school)
    return snapshot_of(connection, its, roster_on(facts_of(its, roster_rows(connection, school)), weighed_on(its)))


def snapshot_of(connection: Connection, its: Row, roster: Roster) -> Snapshot:
    """Likewise, where its row and its roster have been read already in this transaction."""
    school = roster.school
    return Snapshot(
        school=school,
        epoch=its["epoch"],
        rules_seq=its["rules_seq"],
        time_zone=its["time_zone"],
        roster=roster,
        conversations=_conversations(connection, school),
        parties=_parties(connection, school),
        people=_people(connection, school),
        week_before=week_before(connection, school) if roster.settings.history is History.WEEK else {},
        missed=missed_by(connection, school),
        blocks=frozenset((row["person"], row["blocked"]) for row in _rows(connection, schema.block, school)),
    )


def facts(connection: Connection, school: str) -> Facts:
    """The school's roster, undecided, from this transaction's moment."""
    return facts_of(school_row(connection, school), roster_rows(connection, school))


def school_row(connection: Connection, school: str) -> Row:
    """The columns of a school's row by their names."""
    return dict(connection.execute(select(schema.school).where(schema.school.c.id == school)).mappings().one())


def weighed_on(its: Row) -> date:
    """The day on which the dated rights of a school were last weighed, of its row."""
    return its["day"]  # type: ignore[no-any-return]  # a column of dates


def roster_rows(connection: Connection, school: str) -> RosterRows:
    """All rows of a school's roster, by the names of their tables."""
    return {table.name: _rows(connection, table, school) for table in ROSTER} | {
        "profile": several(connection, school)
    }


def facts_of(its: Row, rows: RosterRows) -> Facts:
    """A school's roster, undecided, of its row and those of its roster."""
    may, usual = of_rows(rows["permission"]), Permissions()
    waiting = {row["person"]: row["address"] for row in rows["unconfirmed_email"]}
    links = links_of(rows["profile"], rows["unlinked"])
    return Facts(
        school=its["id"],
        school_name=its["name"],
        settings=settings_of(its["settings"]),
        people=tuple(
            links.on(_person(row, may.get(row["id"], usual), waiting.get(row["id"]))) for row in rows["person"]
        ),
        students=tuple(_student(row) for row in rows["student"]),
        rooms=tuple(Room(id=row["id"], name=row["name"], active=row["left_at"] is None) for row in rows["room"]),
        placements=tuple(Dated(row["student"], row["room"], row["begin"], row["end"]) for row in rows["placement"]),
        assignments=tuple(
            Dated(row["person"], row["room"], row["begin"], row["end"]) for row in rows["assignment"]
        ),
        guardianships=tuple(
            Guardianship(row["guardian"], row["student"], _TIES[row["tie"]], pays(row))
            for row in rows["guardianship"]
        ),
        denials=tuple(denial_of(row) for row in rows["denial"]),
        photos=last_answers(rows["photo_consent"]),
    )


ROSTER = (
    schema.person,
    schema.student,
    schema.room,
    schema.placement,
    schema.assignment,
    schema.guardianship,
    schema.denial,
    schema.permission,
    schema.unlinked,
    schema.unconfirmed_email,
    schema.photo_consent,
)
"""The tables that a school's roster is read from."""

EMPTY_ROWS: RosterRows = {table.name: () for table in ROSTER} | {"profile": ()}
"""The roster of a school that is new."""


def _rows(connection: Connection, table: Table, school: str) -> list[Row]:
    names = table.columns.keys()
    rows = connection.execute(select(table).where(table.c.school == school)).all()
    return [dict(zip(names, row, strict=True)) for row in rows]


_ROLES: Mapping[str, Role] = {one.value: one for one in Role}
_TIES: Mapping[str, Tie] = {one.value: one for one in Tie}


def _person(row: Row, may: Permissions, waiting: str | None) -> Person:
    user, email, role = f"user:{row['source']}", row["email"], _ROLES[row["role"]]
    listed = former(role) if row["erased_at"] else full_name(row["given"], row["family"])
    if row["erased_at"]:
        user = f"erased:{row['id']}"  # nobody is the same human being by what was made up for the row
    return Person(
        id=row["id"],
        role=role,
        name=row["display_name"] or listed,
        listed=listed,
        human=frozenset((user, f"mail:{email.casefold()}") if email else (user,)),
        active=row["left_at"] is None,
        primary=row["primary_room"],
        permissions=may,
        email=email,
        cell=row["cell"],
        language=row["language"] or "",
        erased=row["erased_at"] is not None,
        unconfirmed=bool(email) and (waiting or "").casefold() == (email or "").casefold(),
    )


def _student(row: Row) -> Student:
    return Student(
        id=row["id"],
        name=FORMER_CHILD if row["erased_at"] else full_name(row["given"], row["family"]),
        given=row["given"],
        erased=row["erased_at"] is not None,
        active=row["left_at"] is None,
        practice=is_practice(row["given"], row["family"]),
    )


def _conversations(connection: Connection, school: str) -> Mapping[str, Conversation]:
    its, known = schema.conversation.c, kinds()
    rows = connection.execute(select(its.id, its.kind, its.subject).where(its.school == school)).all()
    return {one: Conversation(one, known[kind], Subject.parse(about)) for one, kind, about in rows if kind in known}


def _parties(connection: Connection, school: str) -> Mapping[str, tuple[tuple[str, Side, Spans], ...]]:
    its = schema.member.c
    columns = select(its.conversation, its.party, its.side, its.since_seq, its.until_seq)
    found: defaultdict[tuple[str, str, str], list[tuple[int, int | None]]] = defaultdict(list)
    for conversation, party, side, since, until in connection.execute(columns.where(its.school == school)).all():
        found[conversation, party, side].append((since, until))
    sides = {one.value: one for one in Side}
    grouped: defaultdict[str, list[tuple[str, Side, Spans]]] = defaultdict(list)
    for (conversation, party, side), spans in found.items():
        grouped[conversation].append((party, sides[side], in_order(spans)))
    return {conversation: tuple(parties) for conversation, parties in grouped.items()}


def _people(connection: Connection, school: str) -> Mapping[str, Mapping[str, Spans]]:
    its = schema.belongs.c
    columns = select(its.party, its.person, its.since_seq, its.until_seq)
    found: defaultdict[str, defaultdict[str, list[tuple[int, int | None]]]] = defaultdict(lambda: defaultdict(list))
    for party, person, since, until in connection.execute(columns.where(its.school == school)).all():
        found[party][person].append((since, until))
    return {party: {who: in_order(spans) for who, spans in people.items()} for party, people in found.items()}
