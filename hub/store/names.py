"""This file makes the names of new things; they are random, and tell neither time nor order."""

import base64
import os
from collections import deque

CHANCE = 15
"""Octets of chance in a name."""

NAMES_DRAWN = 256
"""Names' worth of chance asked of the system at once: each question lets go of the interpreter for a while."""

_chance: deque[bytes] = deque()  # whatever thread takes one out has it alone
os.register_at_fork(after_in_child=_chance.clear)  # or two processes would give the same names


def new(prefix: str) -> str:
    """A name such as m_…, with 120 bits of chance."""
    return f"{prefix}_{base64.urlsafe_b64encode(_taken()).decode()}"


def _taken() -> bytes:
    while True:
        try:
            return _chance.pop()
        except IndexError:
            drawn = os.urandom(CHANCE * NAMES_DRAWN)
            _chance.extend(drawn[at : at + CHANCE] for at in range(0, len(drawn), CHANCE))
