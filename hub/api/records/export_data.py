"""This file has the shapes of what programs read of an export, which docs/exports.md describes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from channels.items import Item
from hub.api.people.child_record import ChildRecord
from hub.api.people.listed_pick_ups import ToCollect
from hub.api.schemas import Named, Out
from policies.sentence import recalled

if TYPE_CHECKING:
    from hub.queries.records.exporting import KeptBeside
    from hub.store.journal import Stored

FORMAT, VERSION = "roomwire-export", 1


class ExportedDenial(Out, frozen=True):
    """What somebody is denied about a child, from and to which day; null is open."""

    power: str
    begin: str | None
    end: str | None


class ExportedTie(Out, frozen=True):
    """What somebody is to a child; for the office alone."""

    person: str
    name: str
    tie: str
    payer: bool
    denials: tuple[ExportedDenial, ...]


class ExportedChild(Out, frozen=True):
    """
    A child and its rooms as of that moment; family, pick_ups: null for who is no admin. pick_ups: by the roster.

    record: as GET /v1/students/{id}/record shows it to who exports, null of an admin's own child. custody: the
    text, for the office alone, which is then on record as read.
    """

    id: str
    name: str
    rooms: tuple[Named, ...]
    family: tuple[ExportedTie, ...] | None
    pick_ups: ToCollect | None
    record: ChildRecord | None
    custody: str | None


class ExportHead(Out, frozen=True):
    """Of what an export is. as_of: the position of the journal that nothing in it is later than."""

    format: str
    version: int
    scope: Literal["guardian", "child", "school"]
    made_at: str
    as_of: int
    language: str
    time_zone: str
    school: Named
    by: Named
    reason: str | None
    children: tuple[ExportedChild, ...]


class ExportedConversation(Out, frozen=True):
    """A conversation as GET /v1/conversations names it; its messages follow, oldest first."""

    id: str
    kind: str
    kind_label: str
    title: str
    student: str | None
    student_name: str | None
    room: str | None
    room_name: str | None
    side: str


class ExportedHold(Out, frozen=True):
    """Why a message waited, and how that ended; null where it has not."""

    why: str
    held_at: str
    answer: str | None
    reviewed_by: str | None
    reviewed_at: str | None
    reason: str | None


class ExportedVersion(Out, frozen=True):
    """What a message said until it was changed or withdrawn, and by whom."""

    until: str
    by: str
    item: Item


class ExportedPerson(Out, frozen=True):
    """Somebody who wrote, changed or decided something in here, as far as the reader knows them by name."""

    id: str
    name: str
    role: str


class ExportedFile(Out, frozen=True):
    """A photo or file that is in the zip. path: where."""

    id: str
    path: str
    name: str
    media_type: str
    bytes: int
    message: str | None


class ExportTail(Out, frozen=True):
    """What stands at the end; messages: how many there are in all, to be counted after."""

    people: tuple[ExportedPerson, ...]
    files: tuple[ExportedFile, ...]
    messages: int


Say = Callable[[str], str]


def encoded(value: object, say: Say) -> bytes:
    """A shape as JSON, its sentences in the reader's language."""
    return msgspec.json.encode(value, enc_hook=lambda its: say(its))


def kept_message_of(stored: Stored, kept: KeptBeside, say: Say) -> bytes:
    """A message as the page gets it, and what the office keeps beside it: hold (or null), versions."""
    hold, held = kept.hold, None
    if hold is not None:
        why = recalled(hold.why)
        held = ExportedHold(
            why=say(why), held_at=hold.held_at, answer=hold.answer, reviewed_by=hold.reviewed_by,
            reviewed_at=hold.reviewed_at, reason=hold.reason,
        )  # fmt: skip
    versions = [ExportedVersion(until=one.at, by=one.by, item=one.item) for one in kept.versions]
    beside = msgspec.json.encode({"hold": held, "versions": versions})
    return stored.encoded[:-1] + b"," + beside[1:]
