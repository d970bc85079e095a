"""This file says in one word what an alert is about, for the words of the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.events import events
from channels.items import told_as
from hub.notify.audience import alert_of, marked_of
from hub.store import account_mail
from notifiers.notification import Notice
from policies.people.facts import Urgency
from policies.review.reminding import REMINDED

if TYPE_CHECKING:
    from channels.kinds.kind import Kind
    from hub.notify.audience import Alert
    from hub.store.journal import Stored
    from hub.store.snapshot import Snapshot
    from notifiers.outbox import Claimed


def notice_of_several(about: tuple[tuple[str, str], ...]) -> Notice:
    """What is told of several things at once: each by category, and whom it is from."""
    return Notice("several", count=len(about), about=about)


def notice_of_item(
    kind: Kind, item_type: str, author: str, marked: Urgency, parent_of: tuple[str, ...] | None
) -> Notice:
    """What is told of a shared item, that its author marked so; parent_of: as display_names has it."""
    return Notice(
        kind.notice(item_type), author, parent_of=parent_of, loud="" if marked is Urgency.NORMAL else marked.value
    )


def notice_of(snapshot: Snapshot, alert: Alert) -> Notice:
    """What an alert tells of: a kind of notice, whom it is from, and how loudly."""
    event = alert.stored.event
    author = snapshot.roster.people.get(event.author or "")
    who = author.name if author is not None else ""
    match event.kind:
        case "message" if alert.where is not None and event.item is not None:
            marked = marked_of(alert.stored)
            return notice_of_item(alert.where.kind, told_as(event.item), who, marked, alert.parent_of)
        case "held":
            return Notice("held", who)
        case "reviewed" if event.review is not None:
            return Notice("declined" if event.review.answer == "decline" else "returned", who)
        case "reminder":
            late = (event.step or REMINDED) != REMINDED
            return Notice("overdue" if late else "waiting", count=len(event.waiting or ()))
        case kind if kind in events():
            return Notice(events()[kind].notice)
        case _:
            return Notice("other")


def notice_of_delivery(delivery: Claimed) -> Notice | None:
    """What a delivery tells of, as it was planned; None where that is not kept with it (before 0024)."""
    if len(delivery.about) > 1:
        return notice_of_several(delivery.about)
    return Notice.unpacked(delivery.notice) if delivery.notice else None


def notice_before(snapshot: Snapshot, stored: Stored, headline: str) -> Notice:
    """
    What was told of an event before 0024. headline: what was planned to be told of it.

    Where the plan says something else than this one event would, the plan's own words stand.
    """
    if stored.event.kind in account_mail.SAID:
        by = snapshot.roster.people.get(stored.event.author or "")
        return account_mail.notice_of(stored.event.kind, by.name if by is not None else "")
    alert = alert_of(snapshot, stored)
    return Notice("other") if alert is None or alert.headline.body != headline else notice_of(snapshot, alert)
