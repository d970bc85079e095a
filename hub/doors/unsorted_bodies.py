"""This file has the bodies of the doors to what came in and became no message, or was left out of one."""

from __future__ import annotations

from typing import Literal

from hub.doors.bodies import In, Named, Out, Reason


class Unsorted(Out, frozen=True):
    """
    An email or a text that became no message.

    from_name: who wrote it, person: their id; both null where that is not sure. address: whom it names as sender.
    reason: why, by name; because: in words; detail: what a rule or a mail server said. count: how often the same
    came, the last time at at. has_original: it can be had as it came. families: where a parent is answered, as
    far as the reader is there: the conversations of their children's families, each by its id and the child's name.
    """

    id: str
    medium: Literal["email", "sms"]
    address: str
    person: str | None
    from_name: str | None
    reason: str
    because: str
    detail: str
    text: str
    count: int
    first_at: str
    at: str
    has_original: bool
    settled_at: str | None
    settled_by_name: str | None
    note: str
    families: tuple[Named, ...]


class UnsortedList(Out, frozen=True):
    """What is open first, then the newest of what was settled."""

    items: tuple[Unsorted, ...]


class SortIn(In, frozen=True):
    """note: what the other admins read of it."""

    note: Reason = ""


class Remainder(Out, frozen=True):
    """
    What stood in an email besides the words that were posted.

    theirs: what a mail program added or quoted; ours: what it quotes of our email, empty where the reader may not
    read what that told of. Our links are left out of both.
    """

    theirs: str
    ours: str
