"""This file is what a room's staff write among themselves."""

from channels.kinds.kind import SAID, Kind, Member, Subject, rooms
from policies.conversations.seeing import Side
from policies.notify.recipients import hears_of_staff_room
from policies.people.facts import Area, Person, Role
from policies.people.groups import ADMINS, room_staff
from policies.people.roster import Roster
from policies.records.retention import RetentionKind
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


def _members(_roster: Roster, subject: Subject) -> tuple[Member, ...]:
    return (Member(room_staff(subject.id), Side.STAFF), Member(ADMINS, Side.STAFF))


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins are in every room’s staff conversation."))
    if subject.id in person.rooms:
        return Allowed(say("{person} works in {room}.", person=person.name, room=roster.rooms[subject.id].name))
    return Refused(say("Only the staff of {room} and admins write here.", room=roster.rooms[subject.id].name))


def _title(roster: Roster, subject: Subject, _reader: Person) -> str:
    return say("{room} team", room=roster.rooms[subject.id].name)


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_staff_room(roster, subject.id, author)


KIND = Kind(
    name="staff",
    label=say("Team"),
    retention=RetentionKind(label=say("Conversations of a room’s staff"), usual=36, least=12),
    items=SAID,
    subjects=rooms,
    members=_members,
    rule=_rule,
    area=Area.STAFF,
    title=_title,
    hears=_hears,
    headline=lambda author, _item_type: f"{author.name} wrote to the team",
    notice=lambda _item_type: "team",
    sign="people",
    on_room_devices=True,
    private=True,
    instead=say("Ask the staff of the room."),
)
