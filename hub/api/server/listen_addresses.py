"""This file looks whether an address is free to be listened at, before anything is begun."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from hub.settings import SettingsError

if TYPE_CHECKING:
    from hub.settings import Settings


def check_free(settings: Settings) -> None:
    """
    Look whether mail can be taken, and metrics told, where the settings say.

    Raises:
        SettingsError: somebody else listens there, or it is no address of this machine.
    """
    chosen = {
        "ROOMWIRE_MAIL_LISTEN": settings.mail_listen, "ROOMWIRE_METRICS_LISTEN": settings.metrics_listen,
    }  # fmt: skip
    for name, address in chosen.items():
        if address is None:
            continue
        family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        try:
            socket.create_server(address, family=family).close()
        except OSError as error:
            raise SettingsError(f"{name}: {error}") from error
