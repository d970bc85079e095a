"""This file reads the words of each language, and says a notice in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from notifiers.notification import Notice

FOLDER = Path(__file__).parent / "languages"

DEFAULT = "en"
"""Of who has chosen none at a school that has chosen none, and of a language that is not there any more."""


@dataclass(frozen=True, slots=True)
class Said:
    """
    A notice in words: the same subject for every email of its thread, but for what is loud. asks: what is asked of
    the reader besides.
    """

    subject: str
    lead: str
    button: str
    asks: str = ""


@cache
def languages() -> Mapping[str, str]:
    """Every language there is, by code, with its own name for itself."""
    return {file.stem: _read(file.stem)["name"] for file in sorted(FOLDER.glob("*.toml"))}


def words(language: str, section: str, **facts: object) -> Mapping[str, str]:
    """All words of a section in a language, with the facts put in."""
    found: Mapping[str, str] = _read(language if language in languages() else DEFAULT)[section]
    return {name: text.format(**facts) for name, text in found.items()}


def said(language: str, notice: Notice, school: str, headline: str) -> Said:
    """A notice in a language; a kind without words is told by its headline."""
    known: Mapping[str, Mapping[str, str]] = _read(language if language in languages() else DEFAULT)["notices"]
    found = known.get(notice.kind) or known["other"]
    several = _several(language, notice.about) if notice.about else headline
    facts = {"who": notice.who, "count": notice.count, "school": school, "headline": headline.rstrip(".")}
    lead = found.get("lead_one", found["lead"]) if notice.count == 1 else found["lead"]
    subject, lead = found["subject"].format(**facts), lead.format(several=several, **facts)
    loud = words(language, "loud", said="{said}") if notice.loud else {}
    louder = loud.get(notice.loud, "{said}")
    asks = loud["confirm"] if notice.loud in ASKS else ""
    return Said(louder.format(said=subject), louder.format(said=lead), found["button"], asks)


ASKS = {"emergency", "drill"}
"""What everybody who is told is asked to confirm."""


def _several(language: str, about: Sequence[tuple[str, str]]) -> str:
    """How many things of each category there are, and from whom: “2 updates from Ana and Ben”."""
    found: dict[str, list[str]] = {}
    for category, name in about:
        found.setdefault(category, []).append(name)
    known = _read(language if language in languages() else DEFAULT)["several"]
    said_: list[str] = []
    for category, names in found.items():
        one = "_one" if len(names) == 1 else ""
        said_.append(
            known[category + one].format(count=len(names), names=_names(known, list(dict.fromkeys(names))))
        )
    return ", ".join(said_)


def _names(known: Mapping[str, str], names: list[str]) -> str:
    one, *more = names
    if not more:
        return one
    if len(more) == 1:
        return known["two"].format(one=one, other=more[0])
    rest = len(more) - 1
    return known["more_one" if rest == 1 else "more"].format(one=one, other=more[0], count=rest)


@cache
def _read(language: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
