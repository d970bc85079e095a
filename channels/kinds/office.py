"""This file is the conversation of a student's guardians with the office: the admins, and no teacher."""

from channels.kinds.kind import SAID, Kind, Member, Subject, new_from, students
from policies.conversations.direct import may_write_to_office
from policies.conversations.seeing import Side
from policies.notify.recipients import hears_of_office
from policies.people.facts import Area, Person, Role
from policies.people.groups import ADMINS, guardians
from policies.people.roster import Roster
from policies.records.retention import RetentionKind
from policies.sentence import say
from policies.verdict import Verdict


def _members(_roster: Roster, subject: Subject) -> tuple[Member, ...]:
    return (Member(guardians(subject.id), Side.GUARDIAN), Member(ADMINS, Side.STAFF))


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    return may_write_to_office(roster, person, roster.students[subject.id])


def _title(roster: Roster, subject: Subject, reader: Person) -> str:
    name = roster.students[subject.id].name
    if reader.role is Role.GUARDIAN:
        return say("Office")
    return say("{child}’s family and the office", child=name)


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_office(roster, roster.students[subject.id], author)


KIND = Kind(
    name="office",
    label=say("Office"),
    retention=RetentionKind(label=say("Conversations with the office"), usual=60, least=24),
    items=SAID,
    subjects=students,
    members=_members,
    rule=_rule,
    area=Area.FAMILIES,
    title=_title,
    hears=_hears,
    headline=new_from,
    sign="office",
    on_demand=True,
    contact=True,
)
