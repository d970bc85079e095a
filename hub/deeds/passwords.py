"""This file keeps passwords as argon2id; checking one takes a thread and not the loop."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
_NOBODY = _hasher.hash("nobody has this password")


def kept(password: str) -> str:
    """The password as it is stored."""
    return _hasher.hash(password)


async def matches(stored: str | None, password: str) -> bool:
    """Whether password is the stored one; where there is none it takes as long, so that nobody can tell."""
    return await asyncio.to_thread(_verify, stored, password)


def _verify(stored: str | None, password: str) -> bool:
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
