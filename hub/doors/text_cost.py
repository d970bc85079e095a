"""This file shows what would go as a text before it does: the words, the segments, the cost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hub.doors import why_bodies
from hub.store.links import CODE
from notifiers.writing.words import DEFAULT, alert, languages
from policies import segments
from policies.emailing import language_of
from policies.telling import Medium

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.plans import Headline
    from hub.store.snapshot import Snapshot
    from notifiers.notification import Notice
    from policies.telling import Plan

EXAMPLE = "x" * CODE
"""In place of a code that is only made when a text is sent."""


def texts_of(
    snapshot: Snapshot, plans: Mapping[str, Plan], told: tuple[Notice, Headline], hub: str
) -> why_bodies.Texts | None:
    """
    What these plans, by person, send as texts, built by the rules that they are sent by; None where they send none.
    """
    spoken = _spoken(snapshot, plans)
    if not spoken:
        return None
    notice, headline = told
    wordings = tuple(
        _wording(language, count, sent_as(
            snapshot.roster.school_name, alert(language, notice, headline.body), hub
        ))
        for language, count in Counter(spoken.values()).most_common()
    )  # fmt: skip
    total, price = sum(one.count * one.segments for one in wordings), snapshot.roster.settings.segment_price
    return why_bodies.Texts(
        count=len(spoken), wordings=wordings, cost=segments.cost(total, price) if price else None
    )


def _spoken(snapshot: Snapshot, plans: Mapping[str, Plan]) -> dict[str, str]:
    """The language of each number; people who share one get the first one's, as when it is sent."""
    found: dict[str, str] = {}
    for person, plan in sorted(plans.items()):
        its = language_of(snapshot.roster.people[person], snapshot.roster.settings)
        for one in plan.addresses:
            if one.medium is Medium.SMS:
                found.setdefault(one.address, its if its in languages() else DEFAULT)
    return found


def _wording(language: str, count: int, text: str) -> why_bodies.Wording:
    each = segments.segments(text)
    return why_bodies.Wording(
        language=language,
        count=count,
        text=text,
        alphabet=each.alphabet,  # type: ignore[arg-type]  # one of these two words
        segments=each.count,
    )


def sent_as(title: str, body: str, hub: str) -> str:
    """The words of a text, as its sender makes them; only the code in its link is another one."""
    return segments.alert(title, body, f"{hub}/s/{EXAMPLE}")
