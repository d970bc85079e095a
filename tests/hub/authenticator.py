"""An authenticator as WebAuthn has it, in a few lines that know nothing of the hub: a key, a counter, a finger."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, BACKED_UP, ATTESTED = 0x01, 0x04, 0x18, 0x40
AT = "http://localhost:8000"
"""Where the hub of the tests is found, as far as browsers are concerned."""


def text(raw: bytes) -> str:
    """Octets as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def octets(written: str) -> bytes:
    """And back again."""
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass
class Authenticator:
    """One passkey. counts: whether it counts its uses; finger: whether its holder shows who they are."""

    origin: str = AT
    counts: bool = True
    finger: bool = True
    edwards: bool = False
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    user: str = ""
    counter: int = 0
    _key: Any = None

    def make(self, asked: dict[str, Any], **other: Any) -> dict[str, str]:
        """What a browser gives for navigator.credentials.create; other: signed in place of what is right."""
        self.user = asked["user"]
        self._key = Ed25519PrivateKey.generate() if self.edwards else ec.generate_private_key(ec.SECP256R1())
        attested = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + self._cose()
        its = self._data(asked["party"], ATTESTED) + attested
        attestation = {"fmt": "none", "attStmt": {}, "authData": its}
        return {
            "id": text(self.credential),
            "client_data": text(self._client_data("webauthn.create", asked["challenge"], other)),
            "attestation": text(cbor2.dumps(attestation)),
        }

    def sign(self, asked: dict[str, Any], **other: Any) -> dict[str, str]:
        """What a browser gives for navigator.credentials.get."""
        self.counter += self.counts
        client_data = self._client_data("webauthn.get", asked["challenge"], other)
        its = self._data(other.get("party", asked["party"]), 0)
        signed = its + hashlib.sha256(client_data).digest()
        signature = self._key.sign(signed) if self.edwards else self._key.sign(signed, ec.ECDSA(SHA256()))
        return {
            "id": text(self.credential),
            "client_data": text(client_data),
            "authenticator_data": text(its),
            "signature": text(signature),
            "user_handle": self.user,
        }

    def _data(self, party: str, more: int) -> bytes:
        flags = PRESENT | (VERIFIED if self.finger else 0) | (0 if self.counts else BACKED_UP) | more
        return hashlib.sha256(party.encode()).digest() + struct.pack(">BI", flags, self.counter)

    def _client_data(self, kind: str, challenge: str, other: dict[str, Any]) -> bytes:
        its = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(its | {name: one for name, one in other.items() if name in its}).encode()

    def _cose(self) -> bytes:
        if self.edwards:
            return cbor2.dumps({1: 1, 3: -8, -1: 6, -2: self._key.public_key().public_bytes_raw()})
        point = self._key.public_key().public_numbers()
        x, y = point.x.to_bytes(32, "big"), point.y.to_bytes(32, "big")
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
