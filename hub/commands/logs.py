"""This file writes the log of a server: one line of JSON per event."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

REACHED_AT = re.compile(r"[^\s<>\"@]{1,64}@[^\s<>\"]{1,255}|\+[0-9]{7,15}")
"""An email address or a phone number, wherever it stands: providers and servers quote them in what they answer."""

CONSOLE = "roomwire.console"
"""It stands for a provider that is not configured: its lines are what would have been sent, and to whom."""


def without_addresses(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A processor of structlog: no field says where anybody is reached."""
    if event.get("logger") == CONSOLE:
        return event
    return {name: REACHED_AT.sub("…", said) if isinstance(said, str) else said for name, said in event.items()}


def log_as_json() -> None:
    """One line of JSON per event on standard error, ours and the libraries' alike; addresses are left out."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ExtraAdder(),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        without_addresses,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
