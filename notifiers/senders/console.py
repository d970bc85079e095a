"""This file stands in for every medium that is not configured: it says in the log what would have been sent."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from notifiers.notification import Accepted, Notification, Outcome
from notifiers.senders import Setting

PROVIDER = "console"
MEDIUM = "any"
SETTINGS: tuple[Setting, ...] = ()

log = logging.getLogger("roomwire.console")


class ConsoleSender:
    """Takes everything and reaches nobody."""

    provider = PROVIDER
    at_once = 256

    def __init__(self, medium: str) -> None:
        self.medium = medium

    def account(self, _address: str) -> str:
        """The log, which nothing can break."""
        return "log"

    async def send(self, address: str, notification: Notification) -> Outcome:
        """Say it in the log; it is always taken."""
        log.info("%s to %s: %s: %s", self.medium, address, notification.title, notification.body)
        return Accepted("console")

    async def close(self) -> None:
        """Nothing is open, so nothing is closed."""


def configure(_env: Mapping[str, str]) -> ConsoleSender | None:
    """It needs no settings and is made for each medium that has none."""
    return None
