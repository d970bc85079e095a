"""This file sets up who sends on each medium: the accounts of the settings, and the console for what has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hub.errors import NotFound
from hub.settings import SettingsError
from notifiers import senders
from notifiers.routes import Transport
from notifiers.senders import SettingError
from notifiers.senders.console import ConsoleSender
from policies.sentence import say

if TYPE_CHECKING:
    from hub.settings import Settings


def configured(settings: Settings) -> Mapping[str, Transport]:
    """
    The transport of every provider of push and of every other medium, by name.

    Raises:
        SettingsError: a sender's settings are incomplete or wrong.
    """
    found: dict[str, Transport] = {}
    for module in senders.modules():
        if module.MEDIUM == "any":
            continue
        try:
            accounts = senders.configured(module, settings.environ)
        except SettingError as error:
            raise SettingsError(str(error)) from error
        provider = module.PROVIDER if module.MEDIUM == "push" else ""
        transport = Transport(module.MEDIUM, provider, accounts or (ConsoleSender(module.MEDIUM),))
        found[transport.name] = transport
    return found


async def close(transports: Mapping[str, Transport]) -> None:
    """Let go of every connection to a provider."""
    for transport in transports.values():
        for sender in transport.senders:
            await sender.close()


def push_key(transports: Mapping[str, Transport]) -> str:
    """
    The key browsers subscribe with.

    Raises:
        NotFound: web push is not configured.
    """
    key = getattr(transports["webpush"].senders[0], "public_key", None)
    if key is None:
        raise NotFound(say("Web push is not configured here."))
    return str(key)
