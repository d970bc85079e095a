"""This file pushes to browsers: pywebpush encrypts and signs, and only public push services are called."""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import json
import socket
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02, VapidException
from pywebpush import WebPushException, webpush_async

from notifiers.carrying import CONNECTIONS, LIMIT_S, failed, retry_after, session
from notifiers.notification import (
    Accepted,
    BadMessage,
    DeadAddress,
    Misconfigured,
    Notification,
    Outcome,
    RetryAt,
)
from notifiers.senders import Setting, SettingError

PROVIDER = "webpush"
MEDIUM = "push"
SETTINGS = (
    Setting("ROOMWIRE_VAPID_PRIVATE_KEY", "The private key, base64url, or the path of a PEM file.", required=True),
    Setting("ROOMWIRE_VAPID_SUBJECT", "Whom push services write to: mailto:somebody@example.org.", required=True),
    Setting("ROOMWIRE_WEBPUSH_ALLOW_LOCAL", "1 lets push services be on this machine, for tests."),
)

PAYLOAD = 3_993
"""Bytes that fit into one push once they are encrypted (research/notifiers.md, section 5)."""


class NotPublicError(OSError):
    """The push service of a subscription is no public one: somebody wants us to call where they cannot."""


class PublicResolver(AbstractResolver):
    """Finds public addresses alone, so that what is called is what was checked."""

    def __init__(self) -> None:
        self._finds = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of host, if every one is public."""
        found = await self._finds.resolve(host, port, family)
        if not all(_is_public(one["host"]) for one in found):
            raise NotPublicError(f"{host} is not a public push service")
        return found

    async def close(self) -> None:
        """Nothing is open."""


def _is_public(host: str) -> bool:
    address = ipaddress.ip_address(host.partition("%")[0])
    inner = getattr(address, "ipv4_mapped", None) or address
    return bool(inner.is_global) and not inner.is_multicast


class Plain:
    """What pywebpush calls: a session that follows no redirects."""

    def __init__(self, inner: aiohttp.ClientSession) -> None:
        self._inner = inner

    async def post(self, url: str, **more: Any) -> aiohttp.ClientResponse:
        """One call, its answer bounded."""
        return await self._inner.post(url, allow_redirects=False, **more)


class WebPushSender:
    """One pair of VAPID keys."""

    provider = PROVIDER
    medium = MEDIUM
    at_once = CONNECTIONS

    def __init__(self, vapid: Vapid02, subject: str, *, local: bool) -> None:
        self._vapid, self._subject, self._local = vapid, subject, local
        self.public_key = public_key(vapid)
        resolver = None if local else PublicResolver()
        self._session = session(connector=aiohttp.TCPConnector(limit=CONNECTIONS, resolver=resolver))

    def account(self, address: str) -> str:
        """The host of the browser's push service: one that is down, or refuses us, says nothing of the others."""
        try:
            return urlsplit(str(json.loads(address)["endpoint"])).netloc
        except (ValueError, KeyError, TypeError):
            return ""

    async def send(self, address: str, notification: Notification) -> Outcome:
        """A push to a browser's subscription, as JSON text."""
        try:
            subscription = json.loads(address)
            endpoint = str(subscription["endpoint"])
            keys = subscription["keys"]
            assert isinstance(keys["p256dh"], str)  # noqa: S101 (caught below)
            assert isinstance(keys["auth"], str)  # noqa: S101
        except (ValueError, KeyError, TypeError, AssertionError):
            return DeadAddress("not a subscription")
        if why := self._refuses(endpoint):
            return DeadAddress(why)
        return await self._push(subscription, notification)

    def _refuses(self, endpoint: str) -> str:
        try:
            parts = urlsplit(endpoint)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            return "not an address"
        if parts.scheme != "https" and not (self._local and parts.scheme == "http"):
            return "not an address of a push service"
        try:
            return "" if self._local or _is_public(host) else "not a public push service"
        except ValueError:  # a name; the resolver looks at what it stands for
            return "" if host else "not an address"

    async def _push(self, subscription: dict[str, Any], notification: Notification) -> Outcome:
        ttl = max(0, int((notification.expires_at - datetime.now(UTC)).total_seconds()))
        topic = base64.urlsafe_b64encode(hashlib.sha256(notification.key.encode()).digest())[:32].decode()
        try:
            answer = await webpush_async(
                subscription,
                payload(notification),
                vapid_private_key=self._vapid,
                vapid_claims={"sub": self._subject},  # a new one each time: the library writes into it
                ttl=ttl,
                headers={"Urgency": "high", "Topic": topic, "Content-Type": "application/octet-stream"},
                aiohttp_session=Plain(self._session),
                timeout=aiohttp.ClientTimeout(total=LIMIT_S),
            )
        except WebPushException as error:
            answer = error.response
            if answer is None:
                return DeadAddress(f"not a subscription: {error.message}")
            return _outcome(answer.status, answer.headers)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            hidden = getattr(error, "os_error", None) or error
            return DeadAddress(str(hidden)) if isinstance(hidden, NotPublicError) else failed(error)
        except (ValueError, UnsupportedAlgorithm) as error:  # keys that are no keys
            return DeadAddress(f"not a subscription: {type(error).__name__}")
        return Accepted(answer.headers.get("location", ""))

    async def close(self) -> None:
        """Close the session."""
        await self._session.close()


def payload(notification: Notification) -> str:
    """What our service worker shows; a body that is too long is cut."""
    shown = {"title": notification.title, "url": notification.url, "tag": notification.key}
    body = notification.body
    while len(text := json.dumps({**shown, "body": body}, ensure_ascii=False).encode()) > PAYLOAD and body:
        body = body[: max(0, len(body) - max(1, (len(text) - PAYLOAD) // 4 + 1))]
    return text.decode()


def _outcome(status: int, headers: Mapping[str, str]) -> Outcome:
    """Source: research/notifiers.md, section 5."""
    why = str(status)
    match status:
        case 404 | 410:
            return DeadAddress(why)
        case 400 | 401 | 403:
            return Misconfigured(why)
        case 413:
            return BadMessage(why)
        case 429:
            return RetryAt(why, retry_after(headers))
        case _ if status >= 500:
            # a push that was taken all the same is replaced by its repeat, under its Topic
            return RetryAt(why, retry_after(headers), down=True)
        case _:
            return BadMessage(why)


def public_key(vapid: Vapid02) -> str:
    """The key browsers subscribe with (applicationServerKey): the point, uncompressed, base64url."""
    point = vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def generate_key() -> str:
    """A new private key, as ROOMWIRE_VAPID_PRIVATE_KEY takes it."""
    vapid = Vapid02()
    vapid.generate_keys()
    number = vapid.private_key.private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=").decode()


def configure(env: Mapping[str, str]) -> WebPushSender | None:
    """From the environment; see SETTINGS."""
    private, subject = env.get("ROOMWIRE_VAPID_PRIVATE_KEY"), env.get("ROOMWIRE_VAPID_SUBJECT")
    if not private and not subject:
        return None
    if not private or not subject:
        name = "ROOMWIRE_VAPID_SUBJECT" if private else "ROOMWIRE_VAPID_PRIVATE_KEY"
        raise SettingError(f"{name} is missing; web push needs both the key and the subject.")
    if not subject.startswith(("mailto:", "https://")):
        raise SettingError(f"ROOMWIRE_VAPID_SUBJECT is {subject!r}; it is like mailto:somebody@example.org.")
    try:
        vapid = Vapid02.from_file(private) if Path(private).is_file() else Vapid02.from_string(private)
    except (VapidException, ValueError, OSError) as error:
        raise SettingError(
            "ROOMWIRE_VAPID_PRIVATE_KEY is not a key: base64url, or the path of a PEM file."
        ) from error
    return WebPushSender(vapid, subject, local=env.get("ROOMWIRE_WEBPUSH_ALLOW_LOCAL") == "1")
