"""This file finds the lines that a mail program writes above what it quotes: who wrote it, when, to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.inbound.email.ours import NEAR, folded, key

if TYPE_CHECKING:
    from hub.inbound.email.ours import Ours

HIGHEST = 12
"""Lines above a quotation that may be its head: no mail program writes more."""

LINE_CHARS = 600
"""Characters of such a line."""

APART = 3
"""Empty lines between a head and its quotation."""

WRAPPED = 4
"""Lines that such a sentence is wrapped into at the most."""

MANY = 3
"""Different things that such a line tells of our email."""

SHORT = 80
"""Characters of a line that tells nothing but our name: “Maple Street wrote:”."""

_EMPTY = " \t>\ufeff\xa0\u200b\u200e\u200f"

_LABEL = re.compile(r"[\W_]*[^\W\d_][^:：\n]{0,30}[:：]")
_ENDS = re.compile(r"[:：][\s*>]*$")
_SEPARATOR = re.compile(r"_{32}|-{2,}\s?[^-\n]{2,60}\s?-{2,}")
"""What mail programs draw above a head: any other rule is somebody's own."""

_RULED = re.compile(r"\s*[-_=*—–─]{4,}")
_NUMBER = re.compile(r"\d+")


def head_above(texts: Sequence[str], between: range, ours: Ours, *, sure: bool = False) -> list[int]:
    """
    The lines right above a quotation which tell of our email; empty where none do.

    between: the lines that may, those between what is cut above and where the quotation begins.

    They are known by what they tell and not by their words: our address or name together with the day on which we
    sent it, or our address alone. sure: only what holds our address counts.
    """
    up = _above(texts, between)
    told = [_Told(texts[at], _facts(texts[at], ours), apart=apart) for at, apart in up]
    size = _sentence(told, ours, sure=sure) or _labelled(told, sure=sure) or _glued(told)
    head = [at for at, _ in up[:size]]
    return head + _separator(texts, range(between.start, head[-1])) if head else []


@dataclass(frozen=True, slots=True)
class _Told:
    """A line, what of our email it tells, and whether an empty line stands below it."""

    line: str
    facts: frozenset[str]
    apart: bool

    @property
    def labelled(self) -> bool:
        """Whether it is like “From: …”, in whatever language."""
        return _LABEL.match(self.line) is not None


def _above(texts: Sequence[str], between: range) -> list[tuple[int, bool]]:
    """The lines above, from below, and whether each stands apart from what is below; none beyond a wide gap."""
    found: list[tuple[int, bool]] = []
    gap = 0
    for at in reversed(between):
        if texts[at].strip(_EMPTY):
            found.append((at, gap > 0))
            gap = 0
        else:
            gap += 1
        if gap > (2 if found else APART) or len(found) == HIGHEST:
            break
    return found


def _facts(line: str, ours: Ours) -> frozenset[str]:
    """What of our email a line tells."""
    if len(line) > LINE_CHARS:
        return frozenset()
    its, words = folded(line), key(line)
    told = {
        "address": any(one in its for one in ours.addresses),
        "name": any(one in words for one in ours.names),
        "reader": any(one in its for one in ours.reader),
        "subject": bool(words) and ours.is_subject(line),
        "day": _tells_day(its, ours),
    }
    return frozenset(name for name, so in told.items() if so)


def _tells_day(line: str, ours: Ours) -> bool:
    numbers = {int(one) for one in _NUMBER.findall(line) if len(one) <= 4}
    for day in (ours.day - NEAR, ours.day, ours.day + NEAR):
        if day.day in numbers and (day.year in numbers or day.year % 100 in numbers - {day.day}):
            return True
    return False


def _sentence(told: Sequence[_Told], ours: Ours, *, sure: bool) -> int:
    """
    How many of these lines, from below, are a sentence that leads to what is quoted; 0 where none are.

    It ends in a colon and is one paragraph of a few lines; as few of them as tell whose it is, and of which day.
    """
    if not told or not _ENDS.search(folded(told[0].line)):
        return 0
    whole = ""
    for at, one in enumerate(told[:WRAPPED]):
        if at and one.apart:
            break
        whole = f"{one.line} {whole}"  # a date may be wrapped as well
        seen = _facts(whole, ours)
        if "day" in seen and seen & ({"address"} if sure else {"address", "name"}):
            return at + 1
    its = told[0].facts
    alone = "address" in its or (not sure and its == {"name"} and len(told[0].line) < SHORT)
    return 1 if alone else 0


def _labelled(told: Sequence[_Told], *, sure: bool) -> int:
    """How many are lines with labels that tell of our email, at least two different things; 0 where none do."""
    seen: set[str] = set()
    best = count = 0
    for at, one in enumerate(told):
        if not one.labelled and not one.facts:
            break
        if one.facts:
            count += one.labelled
            more = "address" in one.facts or bool(one.facts - seen)  # else it is somebody's own, above the head
            seen |= one.facts
            best = at + 1 if one.labelled and more else best
    return best if count > 1 and len(seen) > 1 and ("address" in seen or not sure) else 0


def _glued(told: Sequence[_Told]) -> int:
    """1 where the lowest of these lines is a whole head in one, as some phones write it."""
    return int(bool(told) and _RULED.match(told[0].line) is not None and len(told[0].facts) >= MANY)


def _separator(texts: Sequence[str], above: range) -> list[int]:
    """The line of dashes above a head."""
    for at in list(reversed(above))[: APART + 1]:
        if texts[at].strip(_EMPTY):
            rules = len(texts[at]) <= LINE_CHARS and _SEPARATOR.fullmatch(texts[at].strip(" \t>"))
            return [at] if rules else []
    return []
