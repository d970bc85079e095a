"""This file is what a room tells all its families; an answer goes into a family's own conversation."""

from channels.kinds.family import KIND as FAMILY
from channels.kinds.kind import SAID, Kind, Member, Subject, new_from, rooms
from policies.conversations.direct import children_in, may_write_to_room
from policies.conversations.seeing import Side
from policies.notify.recipients import hears_of_announcement
from policies.people.facts import Area, Person
from policies.people.groups import ADMINS, families_in, room_families, room_staff
from policies.people.roster import Roster
from policies.records.retention import RetentionKind
from policies.sentence import say
from policies.verdict import Verdict


def _members(_roster: Roster, subject: Subject) -> tuple[Member, ...]:
    return (
        Member(room_families(subject.id), Side.GUARDIAN),
        Member(room_staff(subject.id), Side.STAFF),
        Member(ADMINS, Side.STAFF),
    )


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    return may_write_to_room(roster, person, subject.id)


def _answers(roster: Roster, subject: Subject, reader: Person) -> tuple[tuple[str, Subject], ...]:
    return tuple((FAMILY.name, Subject("student", child)) for child in children_in(roster, reader, subject.id))


def _title(roster: Roster, subject: Subject, _reader: Person) -> str:
    return say("Families of {room}", room=roster.rooms[subject.id].name)


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_announcement(families_in(roster, subject.id), roster, author)


KIND = Kind(
    name="room",
    label=say("Room"),
    retention=RetentionKind(label=say("Messages to the families of a room"), usual=36, least=12),
    items=SAID,
    subjects=rooms,
    members=_members,
    rule=_rule,
    area=Area.FAMILIES,
    title=_title,
    hears=_hears,
    headline=new_from,
    sign="room",
    on_room_devices=True,
    answers=_answers,
)
