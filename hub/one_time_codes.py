"""This file makes the keys of authenticator apps, the codes they show at a moment, and the picture they scan."""

from __future__ import annotations

import base64
import secrets

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from policies.people.second_factor import DIGITS, STEP_S

KEY_BYTES = 20
"""Octets of a key: as many as its hash has (RFC 4226, section 4, R6)."""


def new_key() -> bytes:
    """A key that nobody has had, of as many octets."""
    return secrets.token_bytes(KEY_BYTES)


def code_at(key: bytes, step: int) -> str:
    """The code that an app shows in that half minute, with its leading zeros."""
    return _totp(key).generate(step * STEP_S).decode()


def typed_key(key: bytes) -> str:
    """A key as somebody types it into an app who cannot scan: four letters and digits at a time."""
    text = base64.b32encode(key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address_of_key(key: bytes, account: str, issuer: str) -> str:
    """The address that an app reads; it lists the key under issuer and account."""
    return _totp(key).get_provisioning_uri(account, issuer)


def picture(address: str) -> str:
    """The address as a QR code: an image in an address of its own (data:), black on white also in the dark."""
    its: str = segno.make(address, error="m", micro=False).svg_data_uri(
        scale=4, border=4, dark="#000", light="#fff", omitsize=True
    )
    return its


def _totp(key: bytes) -> TOTP:
    # SHA-1 is what every app assumes; HMAC with it is not what its collisions break (RFC 6238, B.2).
    return TOTP(key, DIGITS, SHA1(), STEP_S)  # noqa: S303
