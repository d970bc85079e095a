"""This file says of a stay what every device of the staff is told of it, and who signs as whom where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from hub.store.clock import stamp
from hub.wire import ShownStay
from policies.attendance.signing import SigningPerson
from policies.attendance.stay_words import Telling

if TYPE_CHECKING:
    from datetime import datetime

    from hub.store.snapshot import Snapshot
    from policies.attendance.stays import ChildStay


def shown_stay(one: ChildStay) -> ShownStay:
    """A stay without who brought or took the child: that is read where it is asked for, by whoever may."""
    return ShownStay(
        id=one.id,
        n=one.n,
        student=one.student,
        room=one.room,
        since=stamp(one.came.at),
        by=one.came.by,
        until=None if one.left is None else stamp(one.left.at),
        until_by=None if one.left is None else one.left.by or None,
        moved_from=one.moved_from or None,
        taken_over_at=None if one.taken_over_at is None else stamp(one.taken_over_at),
        corrected=one.corrected,
        struck=one.struck,
        by_itself=_by_itself(one),
    )


def _by_itself(one: ChildStay) -> Literal["to_confirm", "confirmed"] | None:
    if not one.is_auto:
        return None
    return "to_confirm" if one.is_to_confirm else "confirmed"


def signer_of(snapshot: Snapshot, person: str, device_room: str) -> SigningPerson:
    """Somebody as who they sign. device_room: of the room device they act on, empty elsewhere."""
    return SigningPerson(snapshot.roster.people[person], device_room)


def telling_of(snapshot: Snapshot, now: datetime) -> Telling:
    """By whose names and clock something of this school is said."""
    return Telling(snapshot.roster, ZoneInfo(snapshot.time_zone), now)
