"""This file pushes to browsers: pywebpush encrypts and signs, and only public push services are called."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from pywebpush import WebPusher, WebPushException

from notifiers.carrying import CONNECTIONS, failed, retry_after, session
from notifiers.notification import (
    Accepted,
    BadMessage,
    DeadAddress,
    Misconfigured,
    Notification,
    Outcome,
    RetryAt,
)
from notifiers.public_addresses import NotPublicError, PublicResolver, is_public
from notifiers.senders import Setting, SettingError
from notifiers.vapid import private_key
from policies.notify.circuit_breaker import Refusals

PROVIDER = "webpush"
MEDIUM = "push"
SETTINGS = (
    Setting("ROOMWIRE_VAPID_PRIVATE_KEY", "The private key, base64url, or the path of a PEM file.", required=True),
    Setting("ROOMWIRE_VAPID_SUBJECT", "Whom push services write to: mailto:somebody@example.org.", required=True),
    Setting("ROOMWIRE_WEBPUSH_ALLOW_LOCAL", "1 lets push services be on this machine, for tests."),
)

PAYLOAD = 3_993
"""Bytes that fit into one push once they are encrypted (research/notifiers.md, section 5)."""


DECLARATIVE = 8030
"""By this a browser knows that it may show a push without asking our service worker, which may not be running."""

ANSWER = 200
"""Bytes of a push service's answer that are read; the rest is nobody's business."""

SIGNED_S = 12 * 3_600
"""How long a signature holds; a push service takes no more than a day."""

HEADERS = {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"}

SHOWS_ALWAYS = "push.apple.com"


@dataclass(frozen=True, slots=True)
class Sent:
    """One push: its key, what the service worker reads, until when it is of use, and how urgent it is."""

    key: str
    payload: bytes
    expires_at: datetime
    urgency: str


class WebPushSender:
    """Sends push to browsers, signed with one pair of VAPID keys."""

    provider = PROVIDER
    medium = MEDIUM
    at_once = CONNECTIONS

    def __init__(self, vapid: Vapid02, subject: str, *, local: bool) -> None:
        self._vapid, self._subject, self._local = vapid, subject, local
        self.public_key = public_key(vapid)
        self._refusals = Refusals()
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
        shown = payload(notification)
        return await self._sent(address, Sent(notification.key, shown, notification.expires_at, "high"))

    async def clear(self, address: str, key: str, expires_at: datetime) -> Outcome:
        """
        Take an alert off; under its Topic, so that one that waits at the push service is replaced.

        Apple's service is left out: it takes the right to push from whoever shows nothing.
        """
        if self.account(address).endswith(SHOWS_ALWAYS):
            return BadMessage("Apple’s push service shows every push")
        return await self._sent(address, Sent(key, json.dumps({"clear": key}).encode(), expires_at, "low"))

    async def _sent(self, address: str, sent: Sent) -> Outcome:
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
        return await self._push(subscription, sent)

    def _refuses(self, endpoint: str) -> str:
        try:
            parts = urlsplit(endpoint)
            host, _ = parts.hostname or "", parts.port
        except ValueError:
            return "not an address"
        if parts.scheme != "https" and not (self._local and parts.scheme == "http"):
            return "not an address of a push service"
        try:
            return "" if self._local or is_public(host) else "not a public push service"
        except ValueError:  # a name; the resolver looks at what it stands for
            return "" if host else "not an address"

    async def _push(self, subscription: dict[str, Any], sent: Sent) -> Outcome:
        """Encrypted and signed by the library, carried by us: no redirects, and no more read than we look at."""
        endpoint = str(subscription["endpoint"])
        try:
            headers = {**self._signed(endpoint), **HEADERS, "Urgency": sent.urgency, "Topic": topic(sent.key)}
            headers["TTL"] = str(max(0, int((sent.expires_at - datetime.now(UTC)).total_seconds())))
            body = WebPusher(subscription).encode(sent.payload)["body"]
        except (WebPushException, ValueError, UnsupportedAlgorithm) as error:  # keys that are no keys
            return DeadAddress(f"not a subscription: {type(error).__name__}")
        try:
            async with self._session.post(endpoint, data=body, headers=headers, allow_redirects=False) as answer:
                said = (await answer.content.read(ANSWER)).decode("ascii", "replace")
                return self._outcome(endpoint, outcome_of(answer.status, answer.headers, said))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            hidden = getattr(error, "os_error", None) or error
            return DeadAddress(str(hidden)) if isinstance(hidden, NotPublicError) else _perhaps(failed(error))
        except ValueError as error:  # an address that no client would call
            return DeadAddress(f"not a subscription: {type(error).__name__}")

    def _signed(self, endpoint: str) -> Mapping[str, str]:
        parts = urlsplit(endpoint)
        until = int(datetime.now(UTC).timestamp()) + SIGNED_S
        claims = {"sub": self._subject, "aud": f"{parts.scheme}://{parts.netloc}", "exp": until}
        signed: Mapping[str, str] = self._vapid.sign(claims)
        return signed

    def _outcome(self, endpoint: str, outcome: Outcome) -> Outcome:
        """
        A refusal at a service that takes our other pushes is of this one subscription: it was made for another key.

        Source: research/notifiers.md, section 5.
        """
        service, its = urlsplit(endpoint).netloc, hashlib.sha256(endpoint.encode()).hexdigest()
        if isinstance(outcome, Accepted):
            self._refusals.took(service, its)
        elif isinstance(outcome, Misconfigured) and self._refusals.refused(service, its):
            return DeadAddress(f"for this subscription alone: {outcome.why}")
        return _perhaps(outcome)

    async def close(self) -> None:
        """Close the connections to push services."""
        await self._session.close()


def payload(notification: Notification) -> bytes:
    """
    What a browser shows by itself (W3C Push API, declarative push message; WebKit since iOS 18.4), and else our
    service worker; a body that is too long is cut, and a title that still is too.
    """
    title, body = notification.title, notification.body
    while len(text := _json(notification, title, body)) > PAYLOAD and (body or title):
        over = max(1, (len(text) - PAYLOAD) // 4 + 1)
        if body:
            body = body[: max(0, len(body) - over)]
        else:
            title = title[: max(0, len(title) - over)]
    return text


def _json(notification: Notification, title: str, body: str) -> bytes:
    shown = {"title": title, "body": body, "tag": notification.key}
    declared = {"web_push": DECLARATIVE, "notification": {**shown, "navigate": notification.url}}
    return json.dumps({**declared, **shown, "url": notification.url}, ensure_ascii=False).encode()


def topic(key: str) -> str:
    """A key as a Topic: 32 characters of base64url."""
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())[:32].decode()


def outcome_of(status: int, headers: Mapping[str, str], said: str) -> Outcome:
    """Source: research/notifiers.md, section 5."""
    why = f"{status} {said}".strip()
    match status:
        case 200 | 201 | 202:
            return Accepted(headers.get("location", ""))
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


def _perhaps(outcome: Outcome) -> Outcome:
    """Browsers name the far end, so what it says may be of one address alone."""
    return replace(outcome, perhaps=True) if isinstance(outcome, Misconfigured | RetryAt) else outcome


def public_key(vapid: Vapid02) -> str:
    """The key browsers subscribe with (applicationServerKey): the point, uncompressed, base64url."""
    point = vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def is_subject(text: str) -> bool:
    """Whether push services can write to it."""
    return text.startswith(("mailto:", "https://"))


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
    if not is_subject(subject):
        raise SettingError(f"ROOMWIRE_VAPID_SUBJECT is {subject!r}; it is like mailto:somebody@example.org.")
    try:
        vapid = Vapid02(private_key=private_key(private))
    except ValueError as error:
        raise SettingError(f"ROOMWIRE_VAPID_PRIVATE_KEY: {error}.") from error
    return WebPushSender(vapid, subject, local=env.get("ROOMWIRE_WEBPUSH_ALLOW_LOCAL") == "1")
