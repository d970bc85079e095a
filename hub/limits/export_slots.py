"""This file bounds how many exports are under way at once: one of a person, and few of a hub."""

from __future__ import annotations

from dataclasses import dataclass, field

from hub.errors import RateLimited, Unavailable
from policies.sentence import say

EXPORTS_AT_ONCE = 4
"""
Exports of a hub under way at the same time: each reads on for as long as somebody's line takes, and those who write
to each other need the database as well.
"""

ONE_IS_UNDER_WAY = say("An export of yours is under way already. Wait until it is done, or stop it.")
MANY_ARE_UNDER_WAY = say("Many exports are under way right now. Try again in a few minutes.")

AGAIN_S = 60.0
"""When to come again where all places are taken."""


@dataclass(slots=True)
class ExportPlaces:
    """Who has an export under way on this node, by account."""

    most: int = EXPORTS_AT_ONCE
    taken: set[str] = field(default_factory=set)

    def take(self, account: str) -> None:
        """
        Take the place of an account, to be given back.

        Raises:
            RateLimited: it has taken it already.
            Unavailable: all are taken.
        """
        if account in self.taken:
            raise RateLimited(ONE_IS_UNDER_WAY, after_s=AGAIN_S)
        if len(self.taken) >= self.most:
            raise Unavailable(MANY_ARE_UNDER_WAY, after_s=AGAIN_S)
        self.taken.add(account)

    def give_back(self, account: str) -> None:
        """The export is over, however it ended."""
        self.taken.discard(account)
