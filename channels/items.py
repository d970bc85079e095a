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


class Attached(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """
    A photo or file of a message. All but its id is the hub's own word, whatever was sent.

    bytes: of what GET /v1/files/{id} gives. width, height: of an image, in pixels; None for every other file.
    """

    id: Annotated[str, Meta(min_length=1, max_length=80)]
    name: Annotated[str, Meta(max_length=255)] = ""
    media_type: Annotated[str, Meta(max_length=127)] = ""
    bytes: Annotated[int, Meta(ge=0, le=2**53)] = 0
    width: Annotated[int, Meta(ge=1, le=2**31)] | None = None
    height: Annotated[int, Meta(ge=1, le=2**31)] | None = None

    @property
    def is_image(self) -> bool:
        """Whether it can be shown where it stands."""
        return self.width is not None


MOST_FILES, MOST_TAGGED = 10, 30

StudentId = Annotated[str, Meta(min_length=1, max_length=80)]


class Files(msgspec.Struct, frozen=True, tag_field="type", tag="files", forbid_unknown_fields=True, kw_only=True):
    """
    Photos and files, with what their author wrote to them.

    files: made by POST /v1/files before. tagged: the students who are on the photos, by id; whoever reads it gets
    those whom they see.
    """

    files: Annotated[tuple[Attached, ...], Meta(min_length=1, max_length=MOST_FILES)]
    text: Annotated[str, Meta(max_length=BODY)] = ""
    tagged: Annotated[tuple[StudentId, ...], Meta(max_length=MOST_TAGGED)] = ()


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


Item = TextItem | Files | Nap | Meal | Bottle | Diaper | Note | Incident | Observation | NameToFace

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
    """Everything that somebody wrote by hand in it; the name of a file may name a child, too."""
    if isinstance(item, TextItem):
        return item.text
    written = [getattr(item, name, "") for name in ("text", "note", "what", "action")]
    named = [one.name for one in item.files] if isinstance(item, Files) else []
    return "\n".join(part for part in (*written, *named) if part)


MUST_SHOW = {TextItem: "text", Note: "text", Observation: "text", Incident: "what", NameToFace: "where"}
"""The field that is all that an item says, or the heart of it."""


def shown_by(item: Item) -> tuple[str, str] | None:
    """The field without which an item says nothing, and what stands in it; None where it may be empty."""
    name = MUST_SHOW.get(type(item))
    return None if name is None else (name, getattr(item, name))


def tagged_in(item: Item) -> frozenset[str]:
    """The ids of the students who are on its photos, as far as its author said."""
    return frozenset(item.tagged) if isinstance(item, Files) else frozenset()


def is_of_day(item: Item) -> bool:
    """Whether it tells of a student's day, as against what people say to each other."""
    return isinstance(item, DAY_ITEMS)


def only_ends(before: Item | None, item: Item) -> bool:
    """Whether item says nothing but when the nap ended that was still going on before."""
    if not isinstance(before, Nap) or not isinstance(item, Nap) or before.ended_at is not None:
        return False
    return item.ended_at is not None and msgspec.structs.replace(item, ended_at=None) == before


def type_of(item: Item) -> str:
    """The item's name on the wire and in settings: "text", "nap", …"""
    return str(item.__struct_config__.tag)


def told_as(item: Item) -> str:
    """What people are told it is: its type, but "photo" or "file" instead of "files"."""
    if not isinstance(item, Files):
        return type_of(item)
    return "photo" if all(one.is_image for one in item.files) else "file"


def bare(item: Files) -> Files:
    """The item as far as it is its author's word: nothing of what the hub knows of the files."""
    return msgspec.structs.replace(item, files=tuple(Attached(id=one.id) for one in item.files))


def taken_from(before: Files, wanted: Files) -> Files | None:
    """What is wanted in before's place, with the hub's word on its files; None where before has not all of them."""
    there = {one.id: one for one in before.files}
    if not all(one.id in there for one in wanted.files) or has_twice(wanted):
        return None
    return msgspec.structs.replace(wanted, files=tuple(there[one.id] for one in wanted.files))


def has_twice(item: Files) -> bool:
    """Whether a file stands in it twice."""
    return len({one.id for one in item.files}) < len(item.files)
