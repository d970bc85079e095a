"""This package has one file per provider; a new file here is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable

from notifiers.notification import Notification, Outcome


class Sender(Protocol):
    """
    What every file of this package makes.

    send never raises for anything a provider or a network can do: it answers with one of eight outcomes.
    It never retries by itself; the outbox does.

    at_once: how many deliveries it carries at the same time; more than that wait in the outbox, not in it.
    """

    provider: str
    medium: str
    at_once: int

    def account(self, address: str) -> str:
        """
        Which account or far end carries what goes to address: what breaks together is shut together.

        Of no address in particular ("") it is empty where it depends on the address.
        """

    async def send(self, address: str, notification: Notification) -> Outcome: ...

    async def close(self) -> None: ...


@runtime_checkable
class Clears(Protocol):
    """A sender of push that can also take off what it has shown."""

    async def clear(self, address: str, key: str, expires_at: datetime) -> Outcome:
        """Take off the alert of this key, if the device still shows it; nothing rings. Never raises."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable of a sender. required: without it, while others are set, the sender refuses."""

    name: str
    meaning: str
    required: bool = False


class SettingError(ValueError):
    """A sender's settings are incomplete or wrong; the sentence says which variable, and what to do."""


SECOND = re.compile(r"^ROOMWIRE_([A-Z]+)_2_")
"""The variables of a provider's second account, which stands in for the first: ROOMWIRE_SMTP_2_URL."""


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


def configured(module: SenderModule, env: Mapping[str, str]) -> tuple[Sender, ...]:
    """
    The senders of a provider in the order they are asked; none where nothing is set.

    Raises:
        SettingError: some are set and the rest is missing or wrong, or only those of the second account are set.
    """
    first = module.configure(env)
    second = {one.name: env[one.name] for one in module.SETTINGS if SECOND.match(one.name) and env.get(one.name)}
    if not second:
        return () if first is None else (first,)
    if first is None:
        raise SettingError(f"{min(second)} is set, but the first account of this provider is not.")
    try:
        other = module.configure({SECOND.sub(r"ROOMWIRE_\1_", name): value for name, value in second.items()})
    except SettingError as error:
        raise SettingError(re.sub(r"ROOMWIRE_([A-Z]+)_", r"ROOMWIRE_\1_2_", str(error))) from error
    return (first,) if other is None else (first, other)


def modules() -> tuple[SenderModule, ...]:
    """Every sender's file, in the order of their names."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)
