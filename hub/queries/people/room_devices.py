"""This file says what of a school is shown on the tablet of one of its rooms, to whoever acts there."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from hub.queries.people.known import known_by
from policies.people.facts import Role
from policies.people.room_devices import WeighedPlace, is_shown

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot
    from hub.wire import Event

WHOLE_SCHOOL = frozenset({"roster", "setting", "member"})
"""Kinds of events outside conversations by which a page asks anew what it shows; all others are an account's."""


def shows(snapshot: Snapshot, room: str, conversation: str) -> bool:
    """Whether a conversation is shown in a room; everywhere but on a room device, where room is empty, it is."""
    if not room:
        return True
    key = ("on room device", room, conversation)
    if (known := snapshot.decided.get(key)) is None:
        known = snapshot.decided[key] = _shows(snapshot, room, conversation)
    return cast("bool", known)


def _shows(snapshot: Snapshot, room: str, conversation: str) -> bool:
    where = snapshot.conversations.get(conversation)
    if where is None:
        return False
    its, roster = where.subject, snapshot.roster
    place = WeighedPlace(where.kind.on_room_devices, its.rooms(roster), whole_school=its.about == "school")
    return is_shown(room, place)


def shows_event(snapshot: Snapshot, room: str, event: Event) -> bool:
    """Likewise of an event, which its reader may read anyway."""
    if not room:
        return True
    if event.rooms is not None:
        return room in event.rooms
    if event.conversation is None:
        return event.kind in WHOLE_SCHOOL
    return shows(snapshot, room, event.conversation)


def known_on_device(snapshot: Snapshot, person: str, room: str) -> frozenset[str]:
    """The ids of those whom person may know by name in a room: who works here, and the room's own families."""
    known = known_by(snapshot, person)
    if not room:
        return known
    theirs = (one for one in snapshot.of_person.get(person, ()) if shows(snapshot, room, one))
    members = frozenset[str]().union(*(snapshot.members(one) for one in theirs if _is_of_family(snapshot, one)))
    people = snapshot.roster.people
    return frozenset(one for one in known if people[one].role is not Role.GUARDIAN or one in members)


def _is_of_family(snapshot: Snapshot, conversation: str) -> bool:
    return snapshot.conversations[conversation].subject.about == "student"
