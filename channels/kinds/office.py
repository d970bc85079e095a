"""This file is the conversation of a student's guardians with the office: the admins, and no teacher."""

from channels.kinds.kind import SAID, Kind, Member, Subject, new_from, students
from policies.facts import Area, Person, Role
from policies.parties import ADMINS, guardians
from policies.reaching import may_write_to_office
from policies.roster import Roster
from policies.seeing import Side
from policies.telling import hears_of_office
from policies.verdict import Verdict


def _members(_roster: Roster, subject: Subject) -> tuple[Member, ...]:
    return (Member(guardians(subject.id), Side.GUARDIAN), Member(ADMINS, Side.STAFF))


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    return may_write_to_office(roster, person, roster.students[subject.id])


def _title(roster: Roster, subject: Subject, reader: Person) -> str:
    name = roster.students[subject.id].name
    return "Office" if reader.role is Role.GUARDIAN else f"{name}’s family and the office"


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_office(roster, roster.students[subject.id], author)


KIND = Kind(
    name="office",
    label="Office",
    items=SAID,
    subjects=students,
    members=_members,
    rule=_rule,
    area=Area.FAMILIES,
    title=_title,
    hears=_hears,
    headline=new_from,
    on_demand=True,
)
