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
    which is copied or swapped in the records opens nothing.
    """

    secret: str = field(repr=False)

    def seal(self, about: str, raw: bytes) -> str:
        """What the records keep: letters and digits, another time other ones."""
        nonce = secrets.token_bytes(NONCE)
        return base64.urlsafe_b64encode(nonce + self._key().encrypt(nonce, raw, about.encode())).decode()

    def opened(self, about: str, sealed: str) -> bytes | None:
        """What was sealed; None where the secret is another one by now, or this is of somebody else."""
        try:
            raw = base64.urlsafe_b64decode(sealed)
            return self._key().decrypt(raw[:NONCE], raw[NONCE:], about.encode())
        except (InvalidTag, ValueError, binascii.Error):
            return None

    def _key(self) -> AESGCM:
        return AESGCM(hmac.digest(self.secret.encode(), b"roomwire sealed", hashlib.sha256))


def sealer_of(secret: str) -> Sealer | None:
    """What seals with this secret; None where whoever runs the hub has set none."""
    return Sealer(secret) if secret else None
