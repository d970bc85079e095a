"""This package has one file per provider; a new file here is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from notifiers.notification import Notification, Outcome


class Sender(Protocol):
    """
    What every file of this package makes.

    send never raises for anything a provider or a network can do: it answers with one of seven outcomes.
    It never retries by itself; the outbox does.
    """

    provider: str
    medium: str

    async def send(self, address: str, notification: Notification) -> Outcome: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable of a sender. required: without it, while others are set, the sender refuses."""

    name: str
    meaning: str
    required: bool = False


class SettingError(ValueError):
    """A sender's settings are incomplete or wrong; the sentence says which variable, and what to do."""


class SenderModule(Protocol):
    """What a file of this package exports."""

    PROVIDER: str
    MEDIUM: str
    SETTINGS: tuple[Setting, ...]

    def configure(self, env: Mapping[str, str]) -> Sender | None:
        """
        The sender, or None where none of its variables is set. Called inside a running event loop.

        Raises:
            SettingError: some are set and the rest is missing or wrong.
        """


def modules() -> tuple[SenderModule, ...]:
    """Every sender's file, in the order of their names."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)
