"""This file has the bodies of the doors to what a school chose for its conversations."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hub.doors.bodies import In, Out


class OfficeHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes of a weekday's clock, 0 is Monday: from opens until closes."""

    weekday: Annotated[int, Meta(ge=0, le=6)]
    opens: Annotated[int, Meta(ge=0, le=1_440)]
    closes: Annotated[int, Meta(ge=0, le=1_440)]


class ClosedDates(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days on which nobody answers: from begin until end, both included; name: what for."""

    begin: date
    end: date
    name: Annotated[str, Meta(max_length=200)] = ""


class TalkingIn(In, frozen=True):
    """What is missing stays."""

    history: Literal["all", "week", "assigned"] | None = None
    guardians_start: bool | None = None
    office_hours: Annotated[tuple[OfficeHours, ...], Meta(max_length=50)] | None = None
    closed_dates: Annotated[tuple[ClosedDates, ...], Meta(max_length=100)] | None = None
    undo_seconds: int | None = None
    edit_minutes: int | None = None
    oversight: bool | None = None
    oversight_visible: bool | None = None
    today_counts: bool | None = None
    ladder_minutes: int | None = None
    push_a_day: int | None = None
    texts_a_day: int | None = None
    emails_a_day: int | None = None


class Talking(Out, frozen=True):
    """
    What the school chose for its conversations: from where newly assigned staff read, whether parents may start
    conversations, and when the office answers (in the school's time zone).

    undo_seconds: how long what was written can be taken back before it is sent; edit_minutes: changed afterwards.
    oversight: whether admins read outside their rooms; oversight_visible: whether those who are read see it.
    today_counts: whether the room in which staff were checked in today counts like an assignment.
    ladder_minutes: how long an alert stays unread before the next medium is tried, 0 for ever. push_a_day,
    texts_a_day, emails_a_day: the most alerts that ring at one address in a day; the others wait for the digest.
    """

    history: Literal["all", "week", "assigned"]
    guardians_start: bool
    office_hours: tuple[OfficeHours, ...]
    closed_dates: tuple[ClosedDates, ...]
    time_zone: str
    undo_seconds: int
    edit_minutes: int
    oversight: bool
    oversight_visible: bool
    today_counts: bool
    ladder_minutes: int
    push_a_day: int
    texts_a_day: int
    emails_a_day: int


class Reading(Out, frozen=True):
    """An admin read a conversation on that day from outside its rooms; at: when first."""

    person: str
    name: str
    at: str


class Readings(Out, frozen=True):
    """Newest first. why_not: the sentence where the school does not show them, null where it does."""

    items: tuple[Reading, ...]
    why_not: str | None
