"""This file names each request, so that all that is logged of it can be found, up to what was delivered for it."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from contextvars import ContextVar
from typing import Any

import structlog

HEADER = "x-request-id"

HARMLESS = re.compile(rb"[A-Za-z0-9._-]{1,64}", re.ASCII)
"""What a caller may name a request; whatever else it says is passed over, as it ends up in logs and headers."""

KEPT = 10_000
"""Messages whose requests are remembered; they are delivered within minutes, and a log is read by message too."""

_current: ContextVar[str] = ContextVar("request_id", default="")
_by_message: dict[str, str] = {}


def begin(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The id of a request that has these headers, which all that is logged from here on in this task carries."""
    asked = next((value for name, value in headers if name == HEADER.encode()), b"")
    its = asked.decode() if HARMLESS.fullmatch(asked) else f"{random.getrandbits(64):016x}"
    _current.set(its)
    structlog.contextvars.bind_contextvars(request_id=its)
    return its


def current() -> str:
    """The request that is being answered; empty: none is."""
    return _current.get()


def posted(message: str, request: str) -> None:
    """Remember which request a message came with; empty: with none."""
    if not request:
        return
    if len(_by_message) >= KEPT:
        del _by_message[next(iter(_by_message))]
    _by_message[message] = request


def of_message(message: str) -> dict[str, Any]:
    """
    Which request a message came with, as a field of a log line; empty where it is not known here any more.

    A message that another hub took, or that was taken before this process began, is found by its own id.
    """
    its = _by_message.get(message)
    return {} if its is None else {"request_id": its}
