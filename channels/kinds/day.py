"""This file is a student's day: staff put activities into it, guardians read them."""

from channels.items import DAY_ITEMS
from channels.kinds.kind import Kind, Member, Subject, students
from policies.conversations.messaging import may_message
from policies.conversations.seeing import Side
from policies.notify.recipients import hears_of_family
from policies.people.facts import Area, Person, Role
from policies.people.groups import ADMINS, STAFF, guardians
from policies.people.roster import Roster
from policies.records.retention import OF_CARE, RetentionKind
from policies.sentence import say
from policies.verdict import Refused, Verdict

TYPES = tuple(str(item.__struct_config__.tag) for item in DAY_ITEMS)


def _members(_roster: Roster, subject: Subject) -> tuple[Member, ...]:
    return (
        Member(guardians(subject.id), Side.GUARDIAN),
        Member(STAFF, Side.STAFF),
        Member(ADMINS, Side.STAFF),
    )


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    if person.role is Role.GUARDIAN:
        return Refused(say("Staff write a child’s day; parents read it. To reach the teachers, write to them."))
    return may_message(roster, person, roster.students[subject.id])


def _title(roster: Roster, subject: Subject, _reader: Person) -> str:
    return say("{child}’s day", child=roster.students[subject.id].name)


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_family(roster, roster.students[subject.id], author)


def _headline(author: Person, item_type: str) -> str:
    return f"{author.name} reported an incident" if item_type == "incident" else f"{author.name} shared an update"


KIND = Kind(
    name="day",
    label=say("Day"),
    retention=RetentionKind(
        label=say("Activities of a child’s day"), usual=36, least=24, from_leaving=True, source=OF_CARE
    ),
    items=TYPES,
    subjects=students,
    members=_members,
    rule=_rule,
    area=Area.ACTIVITIES,
    title=_title,
    hears=_hears,
    headline=_headline,
    sign="sun",
    on_room_devices=True,
    notice=lambda item_type: "incident" if item_type == "incident" else "update",
)
