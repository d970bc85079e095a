"""This file reads a child's record for somebody: the parts they see, where each comes from and as of when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from hub.errors import Forbidden, NotFound
from hub.queries.people.known import known_by
from hub.queries.people.listed_pick_ups import RosterPickUps, seen_pick_ups
from hub.queries.people.roster_runs import DONE
from hub.store import child_record as kept
from hub.store.roster_runs import newest_run
from policies.people.child_record import (
    RecordPart,
    may_change_part,
    may_see_contacts,
    may_see_part,
    may_see_record,
)
from policies.people.facts import Role
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from hub.store.child_record import RecordRevision
    from hub.store.snapshot import Snapshot
    from policies.people.facts import Person, Student

NO_CHILD = say("There is no such child here.")
IN_ROSTER = say("This comes from the roster, so it is changed there.")

SCHOOL = ""
"""Who names emergency contacts that no parent named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPart:
    """
    A part of a child's record as its reader sees it.

    value: plain, as it was kept; None where nobody says anything, and of a custody text always. there: whether
    anything is kept. source: roster, school or parent, empty where nothing is kept. at: when it was set, of the
    roster when it was last level with its source, empty where that is not known. by_name: who set it, as far as the
    reader may know them. n: which state of it this is, 0 before the first. may_set: whether the reader changes it.
    """

    part: RecordPart
    giver: str
    giver_name: str
    value: Any
    there: bool
    source: str
    at: str
    by_name: str
    n: int
    may_set: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRecord:
    """
    What somebody sees of a child's record. contacts: each list, the school's first, then by givers' names.
    pick_ups: who may pick it up by the roster; None for parents, and where the roster never said so.
    """

    student: Student
    parts: Mapping[RecordPart, KeptPart]
    contacts: tuple[KeptPart, ...]
    roster_at: str
    pick_ups: RosterPickUps | None


def seen_student(snapshot: Snapshot, reader: str, its: str) -> Student:
    """
    The student, of whose record reader sees something.

    Raises:
        NotFound: there is none, or a parent is not to know of it.
        Forbidden: it is no child of their rooms, or their own at work.
    """
    roster = snapshot.roster
    person, student = roster.people[reader], roster.students.get(its)
    if student is None:
        raise NotFound(NO_CHILD)
    if isinstance(verdict := may_see_record(roster, person, student), Refused):
        raise NotFound(NO_CHILD) if person.role is Role.GUARDIAN else Forbidden(verdict.because)
    return student


def read_record(connection: Connection, snapshot: Snapshot, reader: str, its: str) -> ReadRecord:
    """
    What reader sees of the record of a student, on the rules of snapshot; never the custody text itself.

    Raises:
        NotFound: there is none, or a parent is not to know of it.
        Forbidden: it is no child of their rooms, or their own at work.
    """
    roster, student = snapshot.roster, seen_student(snapshot, reader, its)
    person, run = roster.people[reader], newest_run(connection, snapshot.school, DONE)
    roster_at = "" if run is None else run.ended_at
    newest = {(one.part, one.giver): one for one in kept.list_newest(connection, snapshot.school, its)}
    parent = person.role is Role.GUARDIAN
    look = _Look(snapshot, person, student, known_by(snapshot, reader) if parent else None)
    parts = {part: look.part(part, newest.get((part.value, SCHOOL))) for part in look.seen()}
    born = kept.find_birth_date(connection, snapshot.school, its)
    if born is not None and RecordPart.BIRTH_DATE in parts:
        parts[RecordPart.BIRTH_DATE] = _mirrored(RecordPart.BIRTH_DATE, born.isoformat(), roster_at)
    contacts = look.contacts({giver: one for (part, giver), one in newest.items() if part == RecordPart.CONTACTS})
    return ReadRecord(
        student=student, parts=parts, contacts=tuple(contacts), roster_at=roster_at,
        pick_ups=seen_pick_ups(connection, snapshot, reader, its),
    )  # fmt: skip


def _mirrored(part: RecordPart, value: str, at: str) -> KeptPart:
    return KeptPart(
        part=part, giver=SCHOOL, giver_name="", value=value, there=True, source="roster", at=at, by_name="", n=0,
        may_set=Refused(IN_ROSTER),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    """Somebody who looks at a student's record. known: whom a parent may know by name, None for who works here."""

    snapshot: Snapshot
    person: Person
    student: Student
    known: frozenset[str] | None

    def seen(self) -> Iterator[RecordPart]:
        """The parts of which there is one for the whole school."""
        for part in RecordPart:
            allowed = may_see_part(self.snapshot.roster, self.person, self.student, part)
            if part is not RecordPart.CONTACTS and isinstance(allowed, Allowed):
                yield part

    def part(self, part: RecordPart, one: RecordRevision | None, giver: str = SCHOOL) -> KeptPart:
        value = None if one is None or one.value is None else msgspec.json.decode(one.value)
        if part is RecordPart.PRIMARY_ROOM and value not in self.student.rooms:
            value = None  # it was moved since
        people = self.snapshot.roster.people
        return KeptPart(
            part=part,
            giver=giver,
            giver_name=people[giver].name if giver else "",
            value=None if part is RecordPart.CUSTODY else value,
            there=value is not None,
            source=("parent" if giver else "school") if value is not None else "",
            at=one.at if one is not None else "",
            by_name=self._named(one),
            n=0 if one is None else one.n,
            may_set=self._may_set(part, giver),
        )

    def _named(self, one: RecordRevision | None) -> str:
        if one is None or (self.known is not None and one.by not in self.known | {self.person.id}):
            return ""
        return one.by_name

    def _may_set(self, part: RecordPart, giver: str) -> Verdict:
        own = self.person.id if self.person.role is Role.GUARDIAN else SCHOOL
        if part is RecordPart.CONTACTS and giver != own:
            return Refused(
                say("{name} named these, and changes them.", name=self.snapshot.roster.people[giver].name)
            )
        return may_change_part(self.snapshot.roster, self.person, self.student, part)

    def contacts(self, lists: Mapping[str, RecordRevision]) -> list[KeptPart]:
        """The lists that the reader sees; their own, or the school's, also before anything stands in it."""
        own = self.person.id if self.person.role is Role.GUARDIAN else SCHOOL
        roster = self.snapshot.roster
        seen = {
            giver
            for giver in {*lists, own}
            if isinstance(may_see_contacts(roster, self.person, self.student, giver), Allowed)
        }
        found = [self.part(RecordPart.CONTACTS, lists.get(giver), giver) for giver in seen]
        shown = [one for one in found if one.there or one.giver == own]
        return sorted(shown, key=lambda one: (one.giver != SCHOOL, one.giver_name, one.giver))


def custody_text(connection: Connection, school: str, its: str) -> str | None:
    """What is kept about custody of a student, for who is on record as having read it; None where nothing is."""
    one = kept.find_newest(connection, school, its, RecordPart.CUSTODY.value, SCHOOL)
    return None if one is None or one.value is None else str(msgspec.json.decode(one.value))
