"""This file shows what would go as a text before it does: the words, the segments, the cost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from hub.api.schemas import Out
from hub.store.links import CODE
from notifiers.writing.catalogs import DEFAULT
from notifiers.writing.words import alert, languages
from policies.notify import segments
from policies.notify.emailing import language_of
from policies.notify.recipients import Medium

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.notify.audience import Headline
    from hub.store.snapshot import Snapshot
    from notifiers.notification import Notice
    from policies.notify.recipients import Plan


class Wording(Out, frozen=True):
    """
    One wording of a text. language: its code. count: to how many numbers. text: as they read it, its link being an
    example. alphabet, segments: of each.
    """

    language: str
    count: int
    text: str
    alphabet: Literal["gsm", "ucs2"]
    segments: int


class Texts(Out, frozen=True):
    """
    What would go as a text, in each language that somebody is told in, the most numbers first. count: to how many
    numbers. cost: of all, in the school's currency; null where it set no price.
    """

    count: int
    wordings: tuple[Wording, ...]
    cost: str | None


EXAMPLE = "x" * CODE
"""In place of a code that is only made when a text is sent."""


def texts_of(
    snapshot: Snapshot, plans: Mapping[str, Plan], notice: Notice, headline: Headline, hub: str
) -> Texts | None:
    """
    What these plans, by person, send as texts, built by the rules that they are sent by; None where they send none.
    """
    spoken = _spoken(snapshot, plans)
    if not spoken:
        return None
    wordings = tuple(
        _wording(language, count, sent_as(
            snapshot.roster.school_name, alert(language, notice, headline.body), hub
        ))
        for language, count in Counter(spoken.values()).most_common()
    )  # fmt: skip
    total, price = sum(one.count * one.segments for one in wordings), snapshot.roster.settings.segment_price
    return Texts(count=len(spoken), wordings=wordings, cost=segments.cost(total, price) if price else None)


def _spoken(snapshot: Snapshot, plans: Mapping[str, Plan]) -> dict[str, str]:
    """The language of each number; people who share one get the first one's, as when it is sent."""
    found: dict[str, str] = {}
    for person, plan in sorted(plans.items()):
        its = language_of(snapshot.roster.people[person], snapshot.roster.settings)
        for one in plan.addresses:
            if one.medium is Medium.SMS:
                found.setdefault(one.address, its if its in languages() else DEFAULT)
    return found


def _wording(language: str, count: int, text: str) -> Wording:
    each = segments.segments(text)
    return Wording(
        language=language,
        count=count,
        text=text,
        alphabet=each.alphabet,  # type: ignore[arg-type]  # one of these two words
        segments=each.count,
    )


def sent_as(title: str, body: str, hub: str) -> str:
    """The words of a text, as its sender makes them; only the code in its link is another one."""
    return segments.alert(title, body, f"{hub}/s/{EXAMPLE}")
