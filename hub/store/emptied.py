"""This file lets a message say nothing any more: its words and files go, its place stays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.store import changes, files, holds, journal, remainders
from hub.store.retention import forget_words
from notifiers import outbox

if TYPE_CHECKING:
    from hub.store.transaction import Transaction
    from policies.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Emptied:
    """
    A message of a school that goes at a moment, by its id. why: what the timeline says of alerts that still wait.

    removed_after: the months of the rule that removes it; None where somebody's data is erased.
    """

    school: str
    message: str
    at: str
    why: Sentence
    removed_after: int | None = None


def empty(transaction: Transaction, one: Emptied) -> None:
    """
    Let a message say nothing any more: its place, moment and author stay, so that nobody counts anew.

    It goes the way of what is withdrawn, by which every door, device, count and alert lets go of it.
    """
    connection, school = transaction.connection, one.school
    events = journal.of_message(connection, school, one.message)
    first = events[0].event
    if first.withdrawn_at is None:
        change = changes.Change(
            school, first.author or "", audience_of(events), events, None, one.at, one.removed_after,
            erased=one.removed_after is None,
        )  # fmt: skip
        changes.append(transaction, change)
        outbox.cancel(connection, school, one.message, one.at, one.why)
    forget_words(connection, school, one.message)
    remainders.forget(connection, school, one.message)
    files.remove_sent(connection, school, one.message)
    _forget_review(transaction, school, one.message)


def audience_of(events: list[journal.Stored]) -> str:
    """Who reads a message: of one that was shared those who do since then."""
    return next((its.audience for its in events if its.event.n is not None), events[0].audience)


def _forget_review(transaction: Transaction, school: str, message: str) -> None:
    """What a reviewer wrote to its author about it goes as well."""
    connection = transaction.connection
    hold = holds.find_hold(connection, school, message)
    if hold is None or hold.reviewed_seq is None:
        return
    (ended,) = journal.stored_at(connection, school, [hold.reviewed_seq])
    changes.forget_reason(connection, ended)
