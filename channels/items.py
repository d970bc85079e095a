"""This file has every item that can be put into a conversation, each a small typed shape."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

BODY = 16_000
"""Characters in the longest text; four bytes each, it still fits into a frame (hub.wire.FRAME_BYTES)."""

Text = Annotated[str, Meta(min_length=1, max_length=BODY)]
Words = Annotated[str, Meta(max_length=2_000)]
Moment = Annotated[datetime, Meta(tz=True)]


class TextItem(msgspec.Struct, frozen=True, tag_field="type", tag="text", forbid_unknown_fields=True):
    """What people write to each other."""

    text: Text


class Activity(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True, kw_only=True):
    """Something in a student's day. happened_at is the author's word for when; held items keep it on release."""

    happened_at: Moment | None = None


class Nap(Activity, frozen=True, tag="nap"):
    """ended_at is missing while the student sleeps."""

    started_at: Moment
    ended_at: Moment | None = None
    note: Words = ""


class Meal(Activity, frozen=True, tag="meal"):
    """What was served, and how much of it was eaten."""

    meal: Literal["breakfast", "morning_snack", "lunch", "afternoon_snack", "dinner"]
    amount: Literal["none", "some", "most", "all"]
    note: Words = ""


class Bottle(Activity, frozen=True, tag="bottle"):
    """amount_ml is what was drunk, in millilitres."""

    contents: Literal["breast_milk", "formula", "milk", "water"]
    amount_ml: Annotated[int, Meta(ge=0, le=1_000)]
    note: Words = ""


class Diaper(Activity, frozen=True, tag="diaper"):
    """What a change of diapers found, or a visit to the potty."""

    state: Literal["wet", "soiled", "wet_and_soiled", "dry", "potty"]
    note: Words = ""


class Note(Activity, frozen=True, tag="note"):
    """Anything else worth telling about the day."""

    text: Text


class Incident(Activity, frozen=True, tag="incident"):
    """Something went wrong: what happened, and what was done about it."""

    what: Text
    action: Words = ""
    severity: Literal["minor", "moderate", "serious"] = "minor"


class Observation(Activity, frozen=True, tag="observation"):
    """A professional note for the staff; never shared with families (research/domain.md, D7)."""

    text: Text


class NameToFace(Activity, frozen=True, tag="name_to_face"):
    """The student was seen and named at a head count; never shared with families (research/domain.md, D7)."""

    where: Annotated[str, Meta(min_length=1, max_length=200)]


Item = TextItem | Nap | Meal | Bottle | Diaper | Note | Incident | Observation | NameToFace

DAY_ITEMS: tuple[type[msgspec.Struct], ...] = (
    Nap,
    Meal,
    Bottle,
    Diaper,
    Note,
    Incident,
    Observation,
    NameToFace,
)


def words_of(item: Item) -> str:
    """Everything that somebody wrote by hand in it."""
    written = (getattr(item, name, "") for name in ("text", "note", "what", "action"))
    return "\n".join(part for part in written if part)


def type_of(item: Item) -> str:
    """The item's name on the wire and in settings: "text", "nap", …"""
    return str(item.__struct_config__.tag)
