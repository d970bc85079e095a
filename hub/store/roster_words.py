"""This file writes what a run of the roster tells of as JSON, with its sentences, and reads it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from policies.people.roster_access import KindCount
from policies.sentence import Sentence, apart, together

KINDS = ("students", "staff", "guardians")
"""Of whom a run counts how many come, leave and change."""

LOCAL = "local:"
"""
Begins the source of who was made here (hub.commands.first_admin): of people, whom no bundle takes away, and of
a school that no bundle has named yet.
"""

ISSUES_KEPT = 200
"""Rows that are told of one by one; a file with more of them is wrong as a whole."""


class RunIssue(msgspec.Struct, frozen=True, kw_only=True):
    """
    What was wrong, or is worth knowing. line: of the file, 1 is its header; 0 and an empty column where it is about
    the whole. reason: as apart() has it; it says what to do.
    """

    file: str
    line: int
    column: str
    reason: list[Any]


class RunIssues(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in a bundle: the first of it, and how many more there are."""

    items: tuple[RunIssue, ...] = ()
    more: int = 0


class RunHeld(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken away that somebody has to say twice, and of whom. sentence: as apart() has it."""

    sentence: list[Any]
    names: tuple[str, ...]


class RunSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What a run tells of, sentences as apart() has them. at_once: of a held one what ended all the same."""

    gains: tuple[list[Any], ...] = ()
    loses: tuple[list[Any], ...] = ()
    children: tuple[list[Any], ...] = ()
    held: tuple[RunHeld, ...] = ()
    issues: RunIssues = RunIssues()
    at_once: tuple[list[Any], ...] = ()


def said_text(said: RunSaid) -> str:
    """What a run tells of, as its row keeps it."""
    return msgspec.json.encode(said).decode()


def said_of(text: str | None) -> RunSaid:
    """What said_text wrote; nothing where that is kept no more."""
    return RunSaid() if text is None else msgspec.json.decode(text, type=RunSaid)


def lines(sentences: Iterable[Sentence]) -> tuple[list[Any], ...]:
    """Sentences as they are kept in a row."""
    return tuple(apart(one) for one in sentences)


def read_lines(kept: Iterable[list[Any]]) -> tuple[Sentence, ...]:
    """Sentences as lines() kept them."""
    return tuple(together(one) for one in kept)


def counts_text(counts: Mapping[str, KindCount]) -> str:
    """Of each kind how many come, leave and change; nothing of a kind of which none do."""
    return msgspec.json.encode({kind: [one.gained, one.lost, one.changed] for kind, one in counts.items()}).decode()


def counts_of(text: str) -> Mapping[str, KindCount]:
    """What counts_text wrote, of every kind."""
    known = msgspec.json.decode(text, type=dict[str, tuple[int, int, int]])
    found = {kind: known.get(kind, (0, 0, 0)) for kind in KINDS}
    return {kind: KindCount(gained=its[0], lost=its[1], changed=its[2]) for kind, its in found.items()}
