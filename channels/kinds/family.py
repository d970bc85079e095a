"""This file is the conversation of a student's guardians with the staff of the student's rooms."""

from channels.kinds.kind import SAID, Kind, Member, Subject, new_from, students
from policies.conversations.messaging import may_message
from policies.conversations.seeing import Side
from policies.notify.recipients import hears_of_family
from policies.people.facts import Area, Person, Role
from policies.people.groups import ADMINS, guardians, room_staff
from policies.people.roster import Roster
from policies.records.retention import OF_CARE, RetentionKind
from policies.sentence import say
from policies.verdict import Verdict


def _members(roster: Roster, subject: Subject) -> tuple[Member, ...]:
    student = roster.students[subject.id]
    staff = tuple(Member(room_staff(room), Side.STAFF) for room in sorted(student.rooms))
    return (Member(guardians(student.id), Side.GUARDIAN), *staff, Member(ADMINS, Side.STAFF))


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    return may_message(roster, person, roster.students[subject.id])


def _title(roster: Roster, subject: Subject, reader: Person) -> str:
    name = roster.students[subject.id].name
    if reader.role is Role.GUARDIAN:
        return say("{child}’s teachers", child=name)
    return say("{child}’s family", child=name)


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_family(roster, roster.students[subject.id], author)


KIND = Kind(
    name="family",
    label=say("Family"),
    retention=RetentionKind(
        label=say("Conversations with a child’s family"), usual=36, least=24, from_leaving=True, source=OF_CARE
    ),
    items=SAID,
    subjects=students,
    members=_members,
    rule=_rule,
    area=Area.FAMILIES,
    title=_title,
    hears=_hears,
    headline=new_from,
    sign="messages",
    on_room_devices=True,
    of_family=True,
    contact=True,
    private=True,
    instead=say("To reach a family, write from the office."),
)
