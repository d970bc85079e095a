"""This file seals what has to be read again and must not lie open in the records, under the hub's secret."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from policies.sentence import say

NO_SECRET = say("Whoever runs the hub has to set ROOMWIRE_SECRET before codes at sign-in can be used.")

NONCE = 12
"""Octets; drawn anew for each (NIST SP 800-38D, 8.2.2)."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """
    Seals with a key of its own, made of ROOMWIRE_SECRET (AES-256-GCM).

    about: what it is of, such as an account; what was sealed about one cannot be opened as another's, so that a row
    which is copied or swapped in the records opens nothing. other: a secret that seals nothing, and opens what was
    sealed with it; empty for none.
    """

    secret: str = field(repr=False)
    other: str = field(default="", repr=False)

    def seal(self, about: str, raw: bytes) -> str:
        """What the records keep: letters and digits, another time other ones."""
        nonce = secrets.token_bytes(NONCE)
        return base64.urlsafe_b64encode(nonce + _key(self.secret).encrypt(nonce, raw, about.encode())).decode()

    def opened(self, about: str, sealed: str) -> bytes | None:
        """What was sealed; None where the secret is another one by now, or this is of somebody else."""
        raw = _opened(self.secret, about, sealed)
        return _opened(self.other, about, sealed) if raw is None and self.other else raw

    def sealed_anew(self, about: str, sealed: str) -> str | None:
        """What was sealed with the other secret, sealed with this one; None where it is already, or is not ours."""
        if not self.other or _opened(self.secret, about, sealed) is not None:
            return None
        raw = _opened(self.other, about, sealed)
        return None if raw is None else self.seal(about, raw)


def _opened(secret: str, about: str, sealed: str) -> bytes | None:
    try:
        raw = base64.urlsafe_b64decode(sealed)
        return _key(secret).decrypt(raw[:NONCE], raw[NONCE:], about.encode())
    except (InvalidTag, ValueError, binascii.Error):
        return None


def _key(secret: str) -> AESGCM:
    return AESGCM(hmac.digest(secret.encode(), b"roomwire sealed", hashlib.sha256))


def sealer_of(secret: str, other: str = "") -> Sealer | None:
    """What seals with this secret; None where whoever runs the hub has set none. other: opens what it sealed."""
    return Sealer(secret, other) if secret else None
