"""The checker: from what the providers were handed and what the outbox says, whether everybody was told once."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, text

from tests.notifiers.providers.http import RETRY_S
from tests.telling.providers import Post
from tests.telling.town import Town
from tests.telling.weather import TAKEN, UNCERTAIN

VISIBLE = {"ambiguous", "dead_address", "opted_out", "bad_message", "misconfigured", "expired"}
"""How an alert may end without having been told, on the admins' list."""

HONOURED = {"busy", "busy date", "unavailable"}
SLACK_S = 1.5
"""What the two clocks, the hub's file and the provider's, may be apart."""


@dataclass(slots=True)
class Verdict:
    """What was found, by kind; nothing in it is as it has to be."""

    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    impolite: list[str] = field(default_factory=list)

    def clean(self) -> bool:
        """Whether nothing was found."""
        return not (self.missing or self.twice or self.untrue or self.impolite)

    def __str__(self) -> str:
        parts = ((name, getattr(self, name)) for name in self.__slots__)
        return "; ".join(f"{len(found)} {name}: {found[:4]}" for name, found in parts if found) or "clean"


def check(engine: Engine, town: Town, messages: list[str], posts: list[Post]) -> tuple[Verdict, Counter[str]]:
    """What is wrong, and how the alerts ended; read by hand and not by the hub's own code."""
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(text("select * from delivery")).mappings()]
        skipped = {(row[0], row[1]) for row in connection.execute(text("select message, person from skip"))}
    verdict = Verdict()
    _everybody(verdict, (town, messages), rows, skipped)
    _as_it_says(verdict, rows, posts)
    _once(verdict, rows, posts)
    _polite(verdict, posts)
    return verdict, Counter(row["outcome"] or "open" for row in rows)


def _everybody(
    verdict: Verdict, who: tuple[Town, list[str]], rows: list[dict[str, Any]], skipped: set[tuple[str, str]]
) -> None:
    """
    Each person of each message: one alert that was told, or one that says why not.

    Who has nothing left to be reached on, because a provider called their only address dead, was skipped, in words.
    """
    town, messages = who
    found: defaultdict[tuple[str, str], list[str | None]] = defaultdict(list)
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        whole = row
        while whole["outcome"] == "joined":  # what went along with another ended as that one did
            whole = by_id[whole["joined"]]
        for person in json.loads(row["recipients"]):
            found[row["message"], person].append(whole["outcome"])
    for message in messages:
        for person in town.address_of:
            ends = found[message, person]
            told = ends.count("accepted")
            if told > 1:
                verdict.twice.append(f"{person} of {message}: {ends}")
            if not told and not set(ends) & VISIBLE and (message, person) not in skipped:
                verdict.missing.append(f"{person} of {message}: {ends}")


def _as_it_says(verdict: Verdict, rows: list[dict[str, Any]], posts: list[Post]) -> None:
    """What counts as accepted was taken by its provider, and a provider took nothing that nobody knows of."""
    taken = Counter(_place(one) for one in posts if one.word in TAKEN)
    accepted = Counter(_where(row) for row in rows if row["outcome"] == "accepted")
    maybe = Counter(_where(row) for row in rows if row["outcome"] == "ambiguous")
    for where in taken.keys() | accepted.keys():
        if accepted[where] > taken[where]:
            verdict.untrue.append(f"{where}: {accepted[where]} accepted, {taken[where]} taken")
        if where[0] in {"email", "sms"} and taken[where] > accepted[where] + maybe[where]:
            verdict.untrue.append(f"{where}: {taken[where]} taken, {accepted[where]} + {maybe[where]} known")


def _once(verdict: Verdict, rows: list[dict[str, Any]], posts: list[Post]) -> None:
    """An email or a text goes out again only where it was certainly not taken; a push only under its own key."""
    ids = {row["id"] for row in rows}
    alerts = Counter(_where(row) for row in rows if row["outcome"] != "joined")
    final = Counter(_place(one) for one in posts if one.word in TAKEN | UNCERTAIN)
    by_mail = Counter(one.key for one in posts if one.provider == "email" and one.word in TAKEN | UNCERTAIN)
    verdict.twice += [f"{where}: {many} of {alerts[where]}" for where, many in final.items()
                      if where[0] in {"email", "sms"} and many > alerts[where]]  # fmt: skip
    verdict.twice += [f"{key}: {many} times" for key, many in by_mail.items() if many > 1]
    verdict.twice += [f"{one.to}: {one.key}" for one in posts
                      if one.provider in {"fcm", "webpush"} and one.key not in ids]  # fmt: skip


def _polite(verdict: Verdict, posts: list[Post]) -> None:
    """Whoever asked for time was given it, for that alert at least."""
    asked: dict[str, float] = {}
    for one in posts:
        if not one.key or one.provider == "email":
            continue
        if one.key in asked and one.at < asked[one.key] + RETRY_S - SLACK_S:
            verdict.impolite.append(f"{one.provider} {one.key}: {one.at - asked[one.key]:.1f} s")
        asked.pop(one.key, None)
        if one.word in HONOURED:
            asked[one.key] = one.at


def _place(one: Post) -> tuple[str, str]:
    return (one.provider, one.key) if one.provider in {"fcm", "webpush"} else (one.provider, one.to)


def _where(row: dict[str, Any]) -> tuple[str, str]:
    return (row["provider"], row["id"]) if row["medium"] == "push" else (row["medium"], row["address"])
