"""This file asks somebody whose text may answer several conversations which one it is for, and reads the choice."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from policies.notify.segments import segments

COUNTS = timedelta(minutes=15)
"""How long a bare number is a choice; after that it is asked again, since it may well answer something else."""

KEPT = timedelta(days=1)
"""How long a text waits to be given its place by its author; then the office finds it one."""

MAX_OFFERED = 6
"""Conversations that are offered at the most, the newest: more would not fit into a text, nor into a head."""

DIGITS = 16
"""Characters of a choice at the most."""


@dataclass(frozen=True, slots=True)
class ReceivedText:
    """A text that somebody got and may answer: of which conversation, who wrote, and when by the school's clock."""

    place: str
    who: str
    at: datetime


def offered(told: Iterable[ReceivedText]) -> tuple[ReceivedText, ...]:
    """
    What is offered: of each conversation its newest text, in the order in which they were first heard of.

    So what is added later gets a number of its own, and those that were read before stay.
    """
    newest: dict[str, ReceivedText] = {}
    for one in sorted(told, key=lambda one: one.at):
        newest[one.place] = one  # a place keeps its position in the order
    kept = sorted(newest.values(), key=lambda one: one.at, reverse=True)[:MAX_OFFERED]
    return tuple(one for one in newest.values() if one in kept)


def in_words(choices: Sequence[ReceivedText]) -> str:
    """
    The choices as they are texted: “1 Ana 9:04, 2 Ben 9:10”.

    By first names where these tell people apart, in letters that a text has room for.
    """
    names = Counter(first for _, first in {(one.who, _first(one.who)) for one in choices})
    shown = [one.who if names[_first(one.who)] > 1 else _first(one.who) for one in choices]
    return ", ".join(
        f"{number} {_texted(name)} {one.at.hour}:{one.at.minute:02}".replace("  ", " ")
        for number, (name, one) in enumerate(zip(shown, choices, strict=True), 1)
    )


def _first(name: str) -> str:
    return name.split()[0] if name.split() else ""


def _texted(name: str) -> str:
    """A name without the accents that GSM has no letter for: one of them would halve the room of the whole text."""
    apart = (one if segments(one).alphabet == "gsm" else unicodedata.normalize("NFKD", one) for one in name)
    return "".join(letter for one in apart for letter in one if len(one) == 1 or not unicodedata.combining(letter))


_BARE = re.compile(r"[#(\s]*([1-9])\ufe0f?\u20e3?[\s).!]*")


def chosen(body: str, many: int) -> int | None:
    """
    The position, from 0, that a text chooses of so many; None where it is no bare number of one of them.

    “1”, “#1”, “(1)”, “1.” and the like; “1 please” may as well be one bottle.
    """
    found = _BARE.fullmatch(unicodedata.normalize("NFKC", body)) if len(body) <= DIGITS else None
    return int(found[1]) - 1 if found is not None and int(found[1]) <= many else None
