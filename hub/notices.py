"""This file says in one word what an alert is about, for the words of the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.items import told_as
from hub.plans import hearers, marked_of
from notifiers.notification import Notice
from policies.facts import Urgency
from policies.reminding import REMINDED

if TYPE_CHECKING:
    from channels.kinds.kind import Kind
    from hub.store.journal import Stored
    from hub.store.snapshot import Snapshot


def notice_of_several(about: tuple[tuple[str, str], ...]) -> Notice:
    """What is told of several things at once: each by category, and whom it is from."""
    return Notice("several", count=len(about), about=about)


def notice_of_item(kind: Kind, item_type: str, author: str, marked: Urgency) -> Notice:
    """What is told of a shared item, that its author marked so."""
    return Notice(kind.notice(item_type), author, loud="" if marked is Urgency.NORMAL else marked.value)


def notice_of(snapshot: Snapshot, stored: Stored, headline: str) -> Notice:
    """
    What is told of an event, as a kind of notice. headline: what was planned to be told of it.

    Where the plan says something else than this one event would, the plan's own words stand.
    """
    heard = hearers(snapshot, stored)
    if heard is None or heard.headline.body != headline:
        return Notice("other")
    event = stored.event
    author = snapshot.roster.people.get(event.author or "")
    who = author.name if author is not None else ""
    match event.kind:
        case "message" if heard.where is not None and event.item is not None:
            return notice_of_item(heard.where.kind, told_as(event.item), who, marked_of(stored))
        case "held":
            return Notice("held", who)
        case "reviewed" if event.review is not None:
            return Notice("declined" if event.review.answer == "decline" else "returned", who)
        case "reminder":
            late = (event.step or REMINDED) != REMINDED
            return Notice("overdue" if late else "waiting", count=len(event.waiting or ()))
        case "reported" | "settled" | "unsorted":
            return Notice(event.kind)
        case _:
            return Notice("other")
