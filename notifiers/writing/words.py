"""This file reads the words of each language, and says a notice or an answer in them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
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
    found: Mapping[str, str] = _in(language)[section]
    return {name: text.format(**facts) for name, text in found.items()}


def answer(language: str, name: str, **facts: object) -> str:
    """What somebody reads who texted us. name: of a sentence in the section of answers."""
    found: str = _in(language)["answers"][name]
    return found.format(**facts)


def alert(language: str, notice: Notice, headline: str) -> str:
    """A notice as a phone shows it; a kind without words for that is told by its headline."""
    if notice.about:
        return _several(language, notice.about, "together")
    found: Mapping[str, str] = _in(language)["notices"].get(notice.kind, {})
    if "alert" not in found:
        return headline
    form = found.get("alert_one", found["alert"]) if notice.count == 1 else found["alert"]
    shown = form.format(who=notice.who, count=notice.count)
    if not notice.loud:
        return shown
    loud: Mapping[str, str] = _in(language)["loud"]
    louder = loud[notice.loud].format(said=shown)
    return f"{louder}. {loud['confirm']}" if notice.loud in ASKS else louder


def told_by(headline: str) -> Iterator[Notice]:
    """The kinds of notices that an alert in English may be of, by its words alone, and whom it names."""
    for kind, its in _in(DEFAULT)["notices"].items():
        before, hole, after = its.get("alert", "").partition("{who}")
        who = headline.removeprefix(before).removesuffix(after)
        if hole and who and headline == f"{before}{who}{after}":
            yield Notice(kind, who)


def said(language: str, notice: Notice, school: str, headline: str) -> Said:
    """A notice in a language; a kind without words is told by its headline."""
    known: Mapping[str, Mapping[str, str]] = _in(language)["notices"]
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


def _several(language: str, about: Sequence[tuple[str, str]], section: str = "several") -> str:
    """How many things of each category there are, and from whom: “2 updates from Ana and Ben”."""
    known, names_of = _in(language)[section], _in(language)["several"]
    found: dict[tuple[str, str], list[str]] = {}
    for category, name in about:  # categories that are told of in the same words are counted together
        found.setdefault((known[category], known[f"{category}_one"]), []).append(name)
    return ", ".join(
        (one if len(names) == 1 else many).format(
            count=len(names), names=_names(names_of, list(dict.fromkeys(names)))
        )
        for (many, one), names in found.items()
    )


def _names(known: Mapping[str, str], names: list[str]) -> str:
    one, *more = names
    if not more:
        return one
    if len(more) == 1:
        return known["two"].format(one=one, other=more[0])
    rest = len(more) - 1
    return known["more_one" if rest == 1 else "more"].format(one=one, other=more[0], count=rest)


def _in(language: str) -> Mapping[str, Any]:
    return _read(language if language in languages() else DEFAULT)


@cache
def _read(language: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
