"""This file shows what would go as a text before it does: the words, the segments, the cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.doors import why_bodies
from hub.store.links import CODE
from policies.segments import alert, cost, segments
from policies.telling import Medium

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.plans import Headline
    from hub.store.snapshot import Snapshot
    from policies.telling import Plan

EXAMPLE = "x" * CODE
"""In place of a code that is only made when a text is sent."""


def texts_of(snapshot: Snapshot, plans: Iterable[Plan], headline: Headline, hub: str) -> why_bodies.Texts | None:
    """What these plans send as texts, built by the rule that the sender builds by; None where they send none."""
    numbers = {one.address for plan in plans for one in plan.addresses if one.medium is Medium.SMS}
    if not numbers:
        return None
    roster = snapshot.roster
    text = sent_as(roster.school_name, headline.body, hub)
    each, price = segments(text), roster.settings.segment_price
    return why_bodies.Texts(
        count=len(numbers),
        text=text,
        alphabet=each.alphabet,  # type: ignore[arg-type]  # one of these two words
        segments=each.count,
        cost=cost(len(numbers) * each.count, price) if price else None,
    )


def sent_as(title: str, body: str, hub: str) -> str:
    """The words of a text, as its sender makes them; only the code in its link is another one."""
    return alert(title, body, f"{hub}/s/{EXAMPLE}")
