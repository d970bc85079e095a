"""This file decides what may be a push address, by its shape; whether anybody is there is found out by sending."""

import base64
import binascii
import ipaddress
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, urlsplit

from policies.sentence import in_turn, on_field, say
from policies.verdict import Allowed, Refused, Verdict

AT_MOST = 20
"""Devices of one person; of more the one unused longest goes, since nobody looks at so many."""

FCM = re.compile(r"[A-Za-z0-9_:.-]{1,4096}")
"""A registration token of Firebase: Google promises no more of it than letters that travel as they are."""

HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}", re.IGNORECASE)
"""A name in the public DNS: labels with a dot between, each 63 characters at the most (RFC 1035, 2.3.4)."""

NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)
"""A last label that makes the whole an IPv4 address for a browser (WHATWG URL, 3.5: ends in a number)."""

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
"""The curve P-256: y² = x³ - 3x + B modulo P (FIPS 186-4, D.1.2.3)."""

POINT, AUTH = 65, 16
"""Octets of a public key, uncompressed, and of the secret beside it (RFC 8291, 3.1 and 3.2)."""

TAKEN = Allowed(say("It has the shape of one."))
AGAIN = say("Switch alerts off and on again on this device, and send what the browser gives.")
NOT_FCM = on_field(
    "address",
    say("this is no FCM registration token. Send what getToken() of Firebase Messaging gives, as it is."),
)


def may_be_device(provider: str, address: str, *, local: bool = False) -> Verdict:
    """
    Whether this may be an address of provider's.

    local: push services on this very machine are taken too, for tests.
    """
    if provider == "fcm":
        return TAKEN if FCM.fullmatch(address) else Refused(NOT_FCM)
    said = _read(address)
    if said is None:
        return Refused(on_field("address", in_turn(say("this is no PushSubscription as JSON text."), AGAIN)))
    if why := _no_endpoint(said.get("endpoint"), local=local):
        return Refused(on_field("address", on_field("endpoint", in_turn(why, AGAIN))))
    if why := _no_keys(said.get("keys")):
        return Refused(on_field("address", on_field("keys", in_turn(why, AGAIN))))
    return TAKEN


def _read(address: str) -> Mapping[str, Any] | None:
    try:
        said = json.loads(address)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _no_endpoint(endpoint: object, *, local: bool) -> str:
    """Why an endpoint is none; empty where it is one."""
    if not isinstance(endpoint, str) or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        return say("this is no address of a push service.")
    try:
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return say("this is no address of a push service.")
    if local and parts.scheme in {"http", "https"} and host in LOCAL:
        return ""
    return _not_public(parts, host, port)


def _not_public(parts: SplitResult, host: str, port: int | None) -> str:
    if parts.scheme != "https" or port not in {None, 443}:
        return say("a push service is called by https on port 443 alone.")
    if "@" in parts.netloc:
        return say("a push service's address has no user name in it.")
    if _is_literal(host) or not HOST.fullmatch(host) or len(host) > 253:
        return say("a push service has a name, not a number.")
    return ""


def _is_literal(host: str) -> bool:
    if NUMBER.fullmatch(host.rpartition(".")[2]):
        return True
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _no_keys(keys: object) -> str:
    """Why nothing could be encrypted for a browser with these keys; empty where it could."""
    if not isinstance(keys, dict):
        return say("they are missing.")
    point, auth = _octets(keys.get("p256dh")), _octets(keys.get("auth"))
    if len(point) != POINT or not _on_curve(point):
        return say("p256dh is no point of the curve P-256.")
    return "" if len(auth) == AUTH else say("auth has not {octets} octets.", octets=AUTH)


def _octets(said: object) -> bytes:
    """What base64url says, with or without its padding; empty where it says nothing."""
    if not isinstance(said, str) or not said.isascii():
        return b""
    try:
        return base64.b64decode(
            said.rstrip("=") + "=" * (-len(said.rstrip("=")) % 4), altchars=b"-_", validate=True
        )
    except (ValueError, binascii.Error):
        return b""


def _on_curve(point: bytes) -> bool:
    if point[0] != 4:  # uncompressed
        return False
    x, y = int.from_bytes(point[1:33]), int.from_bytes(point[33:])
    return x < P and y < P and (y * y - (x * x * x - 3 * x + B)) % P == 0
