"""This file decides who pairs a room device, who acts on one, what is shown there, and for how long."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from policies.people.facts import Person, Role
from policies.people.folding import fold
from policies.people.roster import EMPTY, Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

CODE_LASTS = timedelta(minutes=10)
"""How long the code on a device may be typed elsewhere: the way from the room to the office, and back."""

CODE_LETTERS, CODE_LENGTH = "ABCDEFGHJKMNPQRSTUVWXYZ23456789", 8
"""Of a pairing code: no letter that is read as another; eight of them are 39 bits, for ten minutes and once."""

DEVICE_LASTS = timedelta(days=400)
"""How long a device is paired that nobody uses; no browser keeps a cookie for longer (RFC 6265bis, 5.5)."""

SEEN_EVERY = timedelta(minutes=1)
"""That a device was there is written down no more often than this."""

SHIFT = timedelta(hours=12)
"""The longest that somebody acts on one PIN, however often the screen is touched: a working day."""

DRAFTS_LAST = timedelta(days=7)
"""How long unsent words are kept for who wrote them on a room device."""

LONGEST_NAME = 60
"""Characters; the name stands beside that of who acts, on one line of a tablet."""

MOST_FOUND, SHORTEST_SEARCH = 10, 2
"""People listed of a search, and the letters it takes: a device tells nobody who all works here."""


class RoomStanding(StrEnum):
    """As what somebody acts in the room of a device: it is theirs, or they help out."""

    ASSIGNED = "assigned"
    VISITING = "visiting"


class DeviceEnd(StrEnum):
    """Why somebody who acts on a room device does so no more."""

    LEFT = "left"
    ASSIGNMENT = "assignment"
    ROOM = "room_closed"


@dataclass(frozen=True, slots=True)
class WeighedPlace:
    """
    A conversation as a room device weighs it. offered: its kind is for rooms at all; rooms: those that it, or the
    child it is about, is of today; whole_school: it is for all of them.
    """

    offered: bool
    rooms: frozenset[str] = EMPTY
    whole_school: bool = False


def may_pair(person: Person) -> Verdict:
    """
    Whether person pairs room devices, renames, moves and ends them.

    Source: research/domain.md, C13 (a device for PINs is signed in by an admin).
    """
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins pair the school’s room devices."))
    return Refused(say("Only admins pair and end room devices."))


def may_be_name(name: str) -> Verdict:
    """Whether a device may be called that; it is shown in every room and in the activity log."""
    if name.strip() and name.isprintable() and len(name) <= LONGEST_NAME:
        return Allowed(say("A room device may be called that."))
    return Refused(say("Give the device a name of at most {most} characters.", most=LONGEST_NAME))


def may_be_room(roster: Roster, room: str) -> Verdict:
    """Whether a device may stand in a room: it is one of the school's, and open."""
    if room in roster.rooms and roster.rooms[room].active:
        return Allowed(say("This room is open."))
    return Refused(say("There is no such room any more. Choose another one."))


def may_act(roster: Roster, person: Person, room: str) -> Verdict:
    """Whether somebody may act on a device of a room: they work here, and the room is open."""
    if not person.active or person.role is Role.GUARDIAN:
        return Refused(say("Only staff and admins of this school use its room devices."))
    return may_be_room(roster, room)


def standing_of(person: Person, room: str) -> RoomStanding:
    """As what somebody acts there today."""
    return RoomStanding.ASSIGNED if room in person.rooms else RoomStanding.VISITING


def ended_by(roster: Roster, person: str, room: str, standing: RoomStanding) -> DeviceEnd | None:
    """
    Why somebody who acts in a room by this standing does so no more under these rules; None where they go on.

    Who was assigned and is so no more is out at once; who helps out never had more than what any room is given.
    """
    found = roster.people.get(person)
    if found is None or not found.active:
        return DeviceEnd.LEFT
    if isinstance(may_be_room(roster, room), Refused):
        return DeviceEnd.ROOM
    if standing is RoomStanding.ASSIGNED and room not in found.rooms:
        return DeviceEnd.ASSIGNMENT
    return None


def is_shown(room: str, place: WeighedPlace) -> bool:
    """
    Whether a conversation is shown on the device of a room, to somebody who is in it anyway.

    What is about a child of the room today, about the room itself, or for the whole school; nothing of another
    room, and nothing that somebody has with one person.
    """
    return place.offered and (place.whole_school or room in place.rooms)


def team_of(roster: Roster, room: str) -> tuple[Person, ...]:
    """Who stands on a locked device to be tapped: the staff and admins of its room, by name."""
    return _by_name(roster, roster.staff_of.get(room, EMPTY))


def found_staff(roster: Roster, typed: str) -> tuple[Person, ...]:
    """Others who work at the school whose name has these letters; nobody for fewer than two of them."""
    letters = fold(typed.strip())
    if len(letters) < SHORTEST_SEARCH:
        return ()
    works = roster.staff | roster.admins
    return _by_name(roster, frozenset(one for one in works if letters in fold(roster.people[one].name)))[
        :MOST_FOUND
    ]


def _by_name(roster: Roster, people: frozenset[str]) -> tuple[Person, ...]:
    working = (roster.people[one] for one in people if roster.people[one].role is not Role.GUARDIAN)
    return tuple(sorted(working, key=lambda one: (one.name, one.id)))


def acts_until(began: datetime, touched: datetime, seconds: int) -> datetime:
    """Until when somebody acts who touched the screen last then, by the hub's clock. seconds: as the school set."""
    return min(touched + timedelta(seconds=seconds), began + SHIFT)


def code_of(typed: str) -> str:
    """A pairing code as it is compared: capitals, without the signs and spaces between."""
    return "".join(one for one in typed.upper() if one.isalnum())
