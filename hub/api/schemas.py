"""This file has the shapes that several HTTP endpoints take or give; every other stands beside its endpoint."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from hub.wire import Event

Email = Annotated[str, Meta(min_length=3, max_length=254)]
Password = Annotated[str, Meta(min_length=1, max_length=1_000)]
NewPassword = Annotated[str, Meta(min_length=10, max_length=1_000)]
ReasonText = Annotated[str, Meta(max_length=2_000)]


class In(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a client may send in a body; a field it does not have is refused."""


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub answers; fields without a value are null, never missing."""


class Named(Out, frozen=True):
    """A room, a student or a person, by id and name."""

    id: str
    name: str


class Missed(Out, frozen=True):
    """The messages of a conversation after one number, up to another."""

    after: int
    to: int


class Conversation(Out, frozen=True):
    """
    A conversation as its reader sees it.

    kind_label: its name for screens. may_post: whether this reader may put items in now; items: which types.
    why_not: the sentence to show where a composer would stand, null where may_post.
    side: "guardian" or "staff"; last: the newest event this reader may see.
    withdrawn: of the messages after read_n, the n of those that were taken back; unread: how many others there are.
    answers: the conversations an answer goes to, where it does not go here: id and title.
    found_by: other names it is looked for by: of a child's parents who are in it, and of the child's rooms.
    asks_first: what this reader writes here reaches many, so that screens sum up whom before it goes.
    missed: what was said while the reader was out and is not theirs to read. unread: of n messages those after
    read_n, without what was missed.
    """

    id: str
    kind: str
    kind_label: str
    title: str
    student: str | None
    student_name: str | None
    room: str | None
    room_name: str | None
    side: str
    n: int
    read_n: int
    withdrawn: tuple[int, ...]
    unread: int
    missed: tuple[Missed, ...]
    may_post: bool
    items: tuple[str, ...]
    why_not: str | None
    last: Event | None
    answers: tuple[Named, ...]
    found_by: tuple[str, ...]
    asks_first: bool


class Problem(Out, frozen=True):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str
