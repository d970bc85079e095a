"""This file keeps what waits for approval: a hold begins with a post, and is closed once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, NamedTuple

from sqlalchemy import func, insert, select, update

from hub.store.schema import hold, school

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.journal import Stored

Answer = Literal["approve", "return", "decline"]
"""How a hold ends."""

State = Literal["held", "ended", "returned"]
"""It waits; it has ended, however; it was returned to its author."""

PAGE = 500
"""Holds read at once."""


@dataclass(frozen=True, slots=True)
class Hold:
    """
    A message that no guardian has seen, or had not until somebody let them.

    seq: of the held event. reviewed_at, reviewed_by, answer, reason, reviewed_seq: None while it waits. reminded:
    1 where its reviewers were reminded, 2 where somebody else was asked.
    """

    school: str
    message: str
    seq: int
    conversation: str
    author: str
    why: str
    held_at: str
    reviewed_at: str | None
    reviewed_by: str | None
    answer: Answer | None
    reason: str | None
    reviewed_seq: int | None
    reminded: int


_SELECT = select(*(hold.c[field.name] for field in fields(Hold)))


def insert_hold(connection: Connection, stored: Stored, why: str) -> None:
    """Let the message of this event wait. why: the rule's sentence."""
    event = stored.event
    connection.execute(
        insert(hold).values(
            school=stored.school,
            message=event.id,
            seq=event.seq,
            conversation=event.conversation,
            author=event.author,
            why=why,
            held_at=event.at,
        )
    )


def find_hold(connection: Connection, school: str, message: str) -> Hold | None:
    """The hold of a message, ended or not; None where it never was held."""
    row = connection.execute(_SELECT.where(hold.c.school == school, hold.c.message == message)).first()
    return None if row is None else Hold(*row)


def find_holds(connection: Connection, school: str, messages: Collection[str]) -> dict[str, Hold]:
    """The holds of these messages, ended or not, by message; what never was held is missing."""
    rows = connection.execute(_SELECT.where(hold.c.school == school, hold.c.message.in_(messages)))
    return {its.message: its for its in (Hold(*row) for row in rows)}


def list_waiting(connection: Connection, school: str) -> list[Hold]:
    """The holds that nobody has ended, oldest first."""
    waiting = hold.c.school == school, hold.c.reviewed_at.is_(None)
    return [Hold(*row) for row in connection.execute(_SELECT.where(*waiting).order_by(hold.c.seq))]


class LongestWaiting(NamedTuple):
    """What has waited longest in a school, of what was reminded of so far: since when; settings: the school's."""

    school: str
    settings: str
    reminded: int
    held_at: str


def list_longest_waiting(connection: Connection) -> list[LongestWaiting]:
    """What has waited longest in each school where anything waits, whoever has it open."""
    its = hold.c
    waiting = (its.school == school.c.id) & its.reviewed_at.is_(None)
    rows = connection.execute(
        select(school.c.id, school.c.settings, its.reminded, func.min(its.held_at))
        .join_from(school, hold, waiting)
        .group_by(school.c.id, school.c.settings, its.reminded)
    )
    return [LongestWaiting(*row) for row in rows]


def list_page(connection: Connection, school: str, state: State, author: str | None, after: int) -> list[Hold]:
    """The next PAGE holds of a state after a position, oldest first. author: whose, None for everybody's."""
    asked = _SELECT.where(hold.c.school == school, hold.c.seq > after)
    match state:
        case "held":
            asked = asked.where(hold.c.reviewed_at.is_(None))
        case "ended":
            asked = asked.where(hold.c.reviewed_at.is_not(None))
        case "returned":
            asked = asked.where(hold.c.reviewed_at.is_not(None), hold.c.answer == "return")
    if author is not None:
        asked = asked.where(hold.c.author == author)
    return [Hold(*row) for row in connection.execute(asked.order_by(hold.c.seq).limit(PAGE))]


def close_hold(connection: Connection, ended: Stored) -> None:
    """End a hold as the event of its review says."""
    review = ended.event.review
    assert review is not None  # noqa: S101 (it is the event of a review)
    connection.execute(
        update(hold)
        .where(hold.c.school == ended.school, hold.c.message == review.message)
        .values(
            reviewed_at=ended.event.at,
            reviewed_by=review.by,
            answer=review.answer,
            reason=review.reason,
            reviewed_seq=ended.event.seq,
        )
    )


def note_reminded(connection: Connection, school: str, message: str, step: int) -> None:
    """Write down how far the reminding of a message has come."""
    connection.execute(update(hold).where(hold.c.school == school, hold.c.message == message).values(reminded=step))
