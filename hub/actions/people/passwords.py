"""This file keeps passwords as argon2id; servers hash through hub/limits/hashing.py, commands directly."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$zk/GeJTxvOzhNKTWKAq2UQ$Pv7/d106senleYiZ6w7KvNmZhG5vqyC/NWmKvOHDAsA"
"""What _hasher made of a password that nobody has; to make it anew at each start took a tenth of a second."""


def kept(password: str) -> str:
    """The argon2id hash of a password, with its salt and costs, as it is stored."""
    return _hasher.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether password is the stored one; where there is none it takes as long, so that nobody can tell."""
    try:
        return _hasher.verify(stored or _NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def chosen(stored: str, current: str | None, fresh: str) -> tuple[bool, bool, str]:
    """
    Whether current is the stored one (true where it is None), whether fresh is, and fresh as it is stored.

    Three times the work of a sign-in, so it stands in one turn of the gate and not in three.
    """
    if current is not None and not matches(stored, current):
        return False, False, ""
    same = fresh == current if current is not None else matches(stored, fresh)
    return True, same, "" if same else kept(fresh)
