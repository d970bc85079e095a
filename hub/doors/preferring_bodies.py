"""This file has the bodies of the doors to how one is told."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from hub.doors.bodies import In, Out

Category = Literal["families", "day", "announcements", "staff", "approvals"]
How = Literal["instant", "digest", "off"]


class Preference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one wants of a medium for what is of a category: each alert at once, in the daily digest, or none."""

    category: Category
    medium: Literal["push", "email", "sms"]
    how: How


class QuietHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes of the day on one's own clock: begins is quiet, ends is not; over midnight where ends is smaller."""

    begins: int
    ends: int


class PreferencesIn(In, frozen=True):
    """What is missing stays. quiet: null for none. zone: empty for the school's."""

    choices: Annotated[tuple[Preference, ...], Meta(max_length=50)] | None = None
    quiet: QuietHours | msgspec.UnsetType | None = msgspec.UNSET
    zone: Annotated[str, Meta(max_length=60)] | None = None
    digest_at: int | None = None


class Preferences(Out, frozen=True):
    """
    How one is told: every category one may choose about, with every medium.

    zone: empty where it is the school's, which is school_zone. digest_at: minute of the day. always: the sentence
    about what nobody can switch off. reached_by: the media there is an address for.
    """

    choices: tuple[Preference, ...]
    quiet: QuietHours | None
    zone: str
    school_zone: str
    digest_at: int
    always: str
    reached_by: tuple[str, ...]
