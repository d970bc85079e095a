"""This file has the bodies of the doors about the staff: their rooms, and what each of them may do."""

from __future__ import annotations

from datetime import date
from typing import Literal

from hub.doors.bodies import In, Out
from hub.doors.reach_bodies import Reach

Level = Literal["none", "read", "full"]
Urgency = Literal["normal", "urgent", "emergency"]
Own = Literal["school", "waits", "trusted"]


class Assigned(Out, frozen=True):
    """A room somebody works in. by: the roster, or an admin here; now: today."""

    room: str
    name: str
    begin: date | None
    end: date | None
    by: Literal["roster", "admin"]
    now: bool


class Colleague(Out, frozen=True):
    """
    One of the staff. why: why the reader cannot change what they may do, empty where they can.

    reach: how they can be reached.
    """

    person: str
    name: str
    role: str
    email: str | None
    primary: str | None
    rooms: tuple[Assigned, ...]
    families: Level
    staff: Level
    announcements: Level
    activities: Level
    reviews: bool
    marks: Urgency
    own: Own
    why: str
    reach: Reach | None


class RoomNamed(Out, frozen=True):
    id: str
    name: str


class Colleagues(Out, frozen=True):
    items: tuple[Colleague, ...]
    rooms: tuple[RoomNamed, ...]


class AssignedIn(In, frozen=True):
    """From the first day to the last, both included; null is open."""

    room: str
    begin: date | None = None
    end: date | None = None


class ColleagueIn(In, frozen=True):
    """What is missing stays. rooms: all that admins give; the roster's stay. primary: empty for none."""

    families: Level | None = None
    staff: Level | None = None
    announcements: Level | None = None
    activities: Level | None = None
    reviews: bool | None = None
    marks: Urgency | None = None
    own: Own | None = None
    primary: str | None = None
    rooms: tuple[AssignedIn, ...] | None = None
