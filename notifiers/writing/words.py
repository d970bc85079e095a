"""This file reads the words of each language, and says a notice in them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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
    """A notice in words: the same subject for every email of its thread."""

    subject: str
    lead: str
    button: str


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
    facts = {"who": notice.who, "count": notice.count, "school": school, "headline": headline.rstrip(".")}
    lead = found.get("lead_one", found["lead"]) if notice.count == 1 else found["lead"]
    return Said(found["subject"].format(**facts), lead.format(**facts), found["button"])


@cache
def _read(language: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
