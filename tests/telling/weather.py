"""What providers do to what they are handed: drawn by a seed, written down as it happens."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

CALM = {"accepted": 1.0}

FOUL: dict[str, dict[str, float]] = {
    "fcm": {
        "accepted": 0.75, "busy": 0.04, "busy date": 0.02, "unavailable": 0.06, "broken": 0.03, "reset": 0.03,
        "answer lost": 0.03, "refused": 0.02, "dead address": 0.01, "bad message": 0.01,
    },
    "webpush": {
        "accepted": 0.75, "busy": 0.04, "busy date": 0.02, "broken": 0.08, "reset": 0.03, "answer lost": 0.03,
        "refused": 0.02, "gone": 0.02, "bad message": 0.01,
    },
    "email": {
        "accepted": 0.80, "greylisted": 0.05, "busy": 0.04, "leaving": 0.03, "answer lost": 0.03,
        "dead address": 0.02, "bad message": 0.01, "policy": 0.02,
    },
    "sms": {
        "accepted": 0.76, "busy": 0.05, "busy date": 0.03, "broken": 0.03, "reset": 0.03, "answer lost": 0.04,
        "opted out": 0.02, "dead address": 0.02, "refused": 0.02,
    },
}  # fmt: skip
"""What each provider says, and how often; what it means is the table of tests/notifiers/test_senders.py."""

TAKEN = {"accepted", "answer lost"}
"""The provider has it, and brings it to the person, whatever we heard."""

UNCERTAIN = {"broken", "reset", "answer lost"}
"""We cannot know whether it was taken; of a text and an email nothing more is sent by itself then."""


@dataclass
class Weather:
    """A script of a provider that never ends; it is read as the scripts of the tests are."""

    provider: str
    rng: random.Random
    odds: dict[str, float] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        """There is always more to come."""
        return True

    def popleft(self) -> str:
        """What is done to the next one."""
        odds = self.odds or CALM
        word = self.rng.choices(list(odds), list(odds.values()))[0]
        self.said.append(word)
        return word

    def storm(self) -> None:
        """Everything may happen from now on."""
        self.odds = FOUL[self.provider]

    def down(self, word: str) -> None:
        """The same happens to everything from now on."""
        self.odds = {word: 1.0}

    def calm(self) -> None:
        """All is taken from now on."""
        self.odds = CALM
