"""This file is what a school or a room tells all its families; nobody replies here."""

from collections.abc import Iterable

from channels.kinds.kind import SAID, Kind, Member, Subject, rooms
from policies.conversations.seeing import Side
from policies.notify.recipients import hears_of_announcement
from policies.people.facts import Area, Person, Role
from policies.people.groups import ADMINS, FAMILIES, STAFF, filled, room_families, room_staff
from policies.people.roster import Roster
from policies.records.retention import RetentionKind
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


def _subjects(roster: Roster) -> Iterable[Subject]:
    return (Subject("school"), *rooms(roster))


def _members(_roster: Roster, subject: Subject) -> tuple[Member, ...]:
    families = FAMILIES if subject.about == "school" else room_families(subject.id)
    staff = STAFF if subject.about == "school" else room_staff(subject.id)
    return (Member(families, Side.GUARDIAN), Member(staff, Side.STAFF), Member(ADMINS, Side.STAFF))


def _rule(roster: Roster, subject: Subject, person: Person, _item_type: str) -> Verdict:
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins announce to every family of the school."))
    if person.role is Role.GUARDIAN:
        return Refused(say("Announcements take no replies. To reach the teachers, write to them."))
    if subject.about == "school":
        return Refused(say("Only admins announce to the whole school."))
    if subject.id in person.rooms:
        return Allowed(say("{person} works in {room}.", person=person.name, room=roster.rooms[subject.id].name))
    return Refused(
        say("Only the staff of {room} and admins announce to its families.", room=roster.rooms[subject.id].name)
    )


def _title(roster: Roster, subject: Subject, _reader: Person) -> str:
    where = roster.school_name if subject.about == "school" else roster.rooms[subject.id].name
    return say("{where} announcements", where=where)


def _hears(roster: Roster, subject: Subject, author: Person) -> frozenset[str]:
    return hears_of_announcement(filled(roster)[_members(roster, subject)[0].party], roster, author)


KIND = Kind(
    name="announcement",
    label=say("Announcements"),
    retention=RetentionKind(label=say("Announcements"), usual=36, least=12),
    items=SAID,
    subjects=_subjects,
    members=_members,
    rule=_rule,
    area=Area.ANNOUNCEMENTS,
    title=_title,
    hears=_hears,
    headline=lambda author, _item_type: f"New announcement from {author.name}",
    notice=lambda _item_type: "announcement",
    sign="megaphone",
    on_room_devices=True,
)
