"""This file finds where somebody's answer to what they were told goes: there, or where that kind sends answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.inbound.answering import author_of
from policies.people.facts import Person
from policies.verdict import Allowed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.store.snapshot import Snapshot
    from notifiers.outbox import Claimed


def told_of_one(delivery: Claimed) -> bool:
    """Whether an alert told of one conversation, so that an answer to it is no guess."""
    return delivery.n is not None and delivery.path == f"/#/c/{delivery.conversation}"


def author_among(snapshot: Snapshot, people: Iterable[str]) -> str | None:
    """Which of these people, who share an address, wrote from it; nobody is guessed, profiles of one are one."""
    active = [snapshot.roster.people[one] for one in people if snapshot.roster.people[one].active]
    found = author_of(active)
    return found.id if isinstance(found, Person) else None


def answers_in(snapshot: Snapshot, person: str, conversation: str) -> str | None:
    """
    The conversation that person's written answer goes into; None where there is none, or more than one.

    Where the conversation takes no answers from them, it is the one in which its kind wants them, as on the screen.
    """
    if snapshot.membership(person, conversation) is None:
        return None
    if _takes(snapshot, person, conversation):
        return conversation
    where, roster = snapshot.conversations[conversation], snapshot.roster
    found = [
        its.id
        for kind, subject in where.kind.answers(roster, where.subject, roster.people[person])
        if (its := snapshot.by_subject.get((kind, str(subject)))) is not None
        and snapshot.membership(person, its.id) is not None
        and _takes(snapshot, person, its.id)
    ]
    return found[0] if len(found) == 1 else None


def _takes(snapshot: Snapshot, person: str, conversation: str) -> bool:
    where, roster = snapshot.conversations[conversation], snapshot.roster
    verdict = where.kind.may_post(roster, where.subject, roster.people[person], "text")
    return "text" in where.kind.items and isinstance(verdict, Allowed)
