"""This file is what a room's staff write among themselves."""

from collections.abc import Iterable

from channels.kinds.kind import SAID, Kind, Member, Subject, rooms
from policies.facts import Area, Person, Role
from policies.overseeing import kept_to_their_rooms, may_oversee
from policies.parties import ADMINS, room_staff
from policies.roster import Roster
from policies.seeing import Side
from policies.telling import hears_of_staff_room
from policies.verdict import Allowed, Refused, Verdict


def _members(_roster: Roster, subject: Subject) -> tuple[Member, ...]:
    return (Member(room_staff(subject.id), Side.STAFF), Member(ADMINS, Side.STAFF))


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    if isinstance(verdict := _may_be_in(roster, subject, person), Refused):
        return verdict
    if person.active and person.role is Role.ADMIN:
        return Allowed("Admins are in every room’s staff conversation.")
    if subject.id in person.rooms:
        return Allowed(f"{person.name} works in {roster.rooms[subject.id].name}.")
    return Refused(f"Only the staff of {roster.rooms[subject.id].name} and admins write here.")


def _may_be_in(roster: Roster, subject: Subject, person: Person) -> Verdict:
    return may_oversee(roster, person, "staff", subject.rooms(roster))


def _keeps_out(roster: Roster, subject: Subject, _people: Iterable[str]) -> frozenset[str]:
    return kept_to_their_rooms(roster, "staff", subject.rooms(roster))


def _title(roster: Roster, subject: Subject, _reader: Person) -> str:
    return f"{roster.rooms[subject.id].name} team"


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_staff_room(roster, subject.id, author)


KIND = Kind(
    name="staff",
    label="Team",
    items=SAID,
    subjects=rooms,
    members=_members,
    rule=_rule,
    area=Area.STAFF,
    title=_title,
    hears=_hears,
    headline=lambda author, _item_type: f"{author.name} wrote to the team",
    notice=lambda _item_type: "team",
    keeps_out=_keeps_out,
)
