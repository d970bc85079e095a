"""This file has the bodies of the doors that decide of several items at once, and of how the school reviews."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hub.doors.bodies import In, Out
from hub.errors import Code
from hub.wire import Id

MANY = 100
"""Most items decided by one request; who has more asks again, and can show how far it is."""


class Version(In, frozen=True):
    """A held item as the reviewer read it; edited_at: as the queue had it."""

    id: Id
    edited_at: Annotated[str, Meta(max_length=40)] | None = None


class ReviewManyIn(In, frozen=True):
    """Returning and declining ask for a reason of each, and are done one by one."""

    answer: Literal["approve"]
    messages: Annotated[tuple[Version, ...], Meta(min_length=1, max_length=MANY)]


class ReviewedOne(Out, frozen=True):
    """What became of one: seq where it is done, else code and the sentence that says why not."""

    id: str
    done: bool
    seq: int | None
    code: Code | None
    detail: str | None


class ReviewedMany(Out, frozen=True):
    items: tuple[ReviewedOne, ...]


class Approver(Out, frozen=True):
    person: str
    name: str


class ReviewSettingsIn(In, frozen=True):
    """What is missing stays."""

    four_eyes: bool | None = None
    hold_names: bool | None = None
    review_minutes: int | None = None
    second_approver: str | None = None


class ReviewSettings(Out, frozen=True):
    """
    four_eyes: what admins say to families waits as well, and nobody reviews what they wrote themselves. hold_names:
    what names a child of another family waits. review_minutes: until reviewers are reminded, 0 for never; after
    twice that second_approver is asked, or everybody again where it is empty. approvers: who it may be.
    """

    four_eyes: bool
    hold_names: bool
    review_minutes: int
    second_approver: str
    approvers: tuple[Approver, ...]
