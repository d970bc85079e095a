"""This file is the conversation of a student's guardians with the staff of the student's rooms."""

from collections.abc import Iterable

from channels.kinds.kind import SAID, Kind, Member, Subject, new_from, students
from policies.facts import Area, Person, Role
from policies.messaging import may_message
from policies.overseeing import kept_to_their_rooms, may_oversee
from policies.parties import ADMINS, guardians, room_staff
from policies.roster import Roster
from policies.seeing import Side
from policies.telling import hears_of_family
from policies.verdict import Refused, Verdict


def _members(roster: Roster, subject: Subject) -> tuple[Member, ...]:
    student = roster.students[subject.id]
    staff = tuple(Member(room_staff(room), Side.STAFF) for room in sorted(student.rooms))
    return (Member(guardians(student.id), Side.GUARDIAN), *staff, Member(ADMINS, Side.STAFF))


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    verdict = _may_be_in(roster, subject, person)
    return verdict if isinstance(verdict, Refused) else may_message(roster, person, roster.students[subject.id])


def _may_be_in(roster: Roster, subject: Subject, person: Person) -> Verdict:
    return may_oversee(roster, person, "family", subject.rooms(roster), subject.student(roster))


def _keeps_out(roster: Roster, subject: Subject, _people: Iterable[str]) -> frozenset[str]:
    return kept_to_their_rooms(roster, "family", subject.rooms(roster), subject.student(roster))


def _title(roster: Roster, subject: Subject, reader: Person) -> str:
    name = roster.students[subject.id].name
    return f"{name}’s teachers" if reader.role is Role.GUARDIAN else f"{name}’s family"


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_family(roster, roster.students[subject.id], author)


KIND = Kind(
    name="family",
    label="Family",
    items=SAID,
    subjects=students,
    members=_members,
    rule=_rule,
    area=Area.FAMILIES,
    title=_title,
    hears=_hears,
    headline=new_from,
    keeps_out=_keeps_out,
)
