"""This file reads the key that push services know the hub by, in every form that people bring it in."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key

NUMBER, POINT = 32, 65
"""Octets of a private key of P-256, and of a public one."""

LARGEST = 65_536
"""Octets of a file that is read; a key has some hundred."""

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]{1,40})-----[\s\S]{0,20000}?-----END \1-----")
_MAKE = "Make one with: python -m hub vapid"


def private_key(given: str) -> EllipticCurvePrivateKey:
    """
    The key that a setting is: base64url of 32 octets, base64 of DER, PEM, or the path of a PEM file.

    A PEM file may hold comments, blank lines and a block of parameters besides, as OpenSSL writes them.

    Raises:
        ValueError: it is no such key; the sentence says what it is instead.

    Source: RFC 8292, section 3.2 (ES256 alone, so P-256).
    """
    text = _file(given) if _is_file(given) else given.strip()
    key = _of_pem(text) if "-----BEGIN" in text else _of_base64(text)
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return key
    its = key.curve.name if isinstance(key, EllipticCurvePrivateKey) else type(key).__name__.strip("_")
    raise ValueError(f"it is a key of {its}, and browsers take those of P-256 alone. {_MAKE}")


def _is_file(given: str) -> bool:
    try:
        return len(given) < 4_096 and "\n" not in given and Path(given).is_file()
    except (OSError, ValueError):
        return False


def _file(path: str) -> str:
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST).decode("latin-1")
    except OSError as error:
        raise ValueError(f"its file cannot be read: {error.strerror}") from error


def _of_pem(text: str) -> object:
    blocks = {found[1]: found[0] for found in _BLOCK.finditer(text)}
    its = next((blocks[name] for name in blocks if name.endswith("PRIVATE KEY")), None)
    if its is None:
        raise ValueError("it holds no private key" + (": it is the public one" if "PUBLIC KEY" in blocks else ""))
    if "ENCRYPTED" in its:
        raise ValueError("its file asks for a password, and nobody is there to give it: save it without one")
    try:
        return load_pem_private_key(its.encode("latin-1"), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError("its PEM block is damaged, or of a kind that is not known here") from error


def _of_base64(text: str) -> object:
    try:
        raw = base64.b64decode("".join(text.split()).translate(_STANDARD) + "==", validate=False)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"it is neither base64url nor the path of a PEM file. {_MAKE}") from error
    if len(raw) == NUMBER:
        try:
            return derive_private_key(int.from_bytes(raw, "big"), SECP256R1())
        except ValueError as error:
            raise ValueError(f"these 32 octets are no key of P-256. {_MAKE}") from error
    if len(raw) == POINT and raw[:1] == b"\x04":
        raise ValueError("it is the public key; the private one, of 32 octets, is wanted")
    try:
        return load_der_private_key(raw, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(f"it is neither base64url of 32 octets nor the path of a PEM file. {_MAKE}") from error


_STANDARD = str.maketrans("-_", "+/", "=")
