"""This file pushes through Firebase Cloud Messaging: its library encodes and signs, aiohttp carries."""

from __future__ import annotations

import contextlib
import json
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import aiohttp
import google.auth.exceptions
import msgspec
from firebase_admin import messaging
from google.oauth2 import service_account

from notifiers.bearer import Bearer
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
from notifiers.senders import Setting, SettingError
from policies.sentence import english

PROVIDER = "fcm"
MEDIUM = "push"
SETTINGS = (
    Setting("ROOMWIRE_FCM_CREDENTIALS", "The path of the service account's JSON file.", required=True),
    Setting("ROOMWIRE_FCM_URL", "Another address than Google's, for tests."),
)

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
GOOGLE = "https://fcm.googleapis.com"

QUOTA_WAIT = timedelta(seconds=60)
"""What to wait after "too many" without a word how long (research/notifiers.md, 2.3)."""


class FcmSender:
    """Sends push to phones through one Firebase project."""

    provider = PROVIDER
    medium = MEDIUM
    at_once = CONNECTIONS

    def __init__(self, credentials: service_account.Credentials, project: str, url: str) -> None:
        self._project = project
        self._bearer = Bearer(credentials)
        self._url = f"{url}/v1/projects/{project}/messages:send"
        self._session = session()

    def account(self, _address: str) -> str:
        """The project's name, whatever the address."""
        return self._project

    async def send(self, address: str, notification: Notification) -> Outcome:
        """A push to a registration token."""
        body = {"message": encoded(address, notification)}
        outcome = await self._post(body)
        if _is_unauthenticated(outcome):  # with a token fetched anew
            outcome = await self._post(body)
        return outcome

    async def clear(self, address: str, key: str, expires_at: datetime) -> Outcome:
        """Data alone, under the alert’s key: one that has not arrived yet is replaced, one that has is closed."""
        return await self._post({"message": clearing(address, key, expires_at)})

    async def _post(self, body: dict[str, Any]) -> Outcome:
        try:
            token = await self._bearer.token()
        except google.auth.exceptions.TransportError as error:
            return RetryAt(f"no token: {type(error).__name__}", down=True)
        except google.auth.exceptions.GoogleAuthError as error:
            busy = getattr(error, "retryable", False)
            return (
                RetryAt("no token: the server is busy", down=True) if busy else Misconfigured(f"no token: {error}")
            )
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        raw = msgspec.json.encode(body, enc_hook=english)
        try:
            async with self._session.post(self._url, data=raw, headers=headers, allow_redirects=False) as answer:
                outcome = _outcome(answer.status, answer.headers, await answer.read())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return failed(error)
        if _is_unauthenticated(outcome):
            self._bearer.forget(token)
        return outcome

    async def close(self) -> None:
        """Renew no more, and close the connections to the provider."""
        await self._bearer.close()
        await self._session.close()


def encoded(address: str, notification: Notification) -> dict[str, Any]:
    """
    The message as the library itself encodes it; an attempt that is repeated replaces the one before.

    What an announcement's alerts have in common is encoded once, because that costs a quarter of a post.
    """
    key, ttl = notification.key, max(timedelta(), notification.expires_at - notification.created_at)
    until = str(int(notification.expires_at.timestamp()))
    common = _common(notification.title, notification.body, notification.thread, ttl, until)
    android, apns = common["android"], common["apns"]
    return {
        **common,
        "token": address,
        "data": {"url": notification.url, "key": key},
        "android": {**android, "collapse_key": key, "notification": {**android["notification"], "tag": key}},
        "apns": {**apns, "headers": {**apns["headers"], "apns-collapse-id": key[:64]}},
    }


@lru_cache(maxsize=128)
def _common(title: str, body: str, thread: str, ttl: timedelta, until: str) -> dict[str, Any]:
    """Of a message all but whom it is for and under which key; nobody changes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # phones still register with tokens
        message = messaging.Message(
            token="to be set",  # noqa: S106 (no password, and not sent)
            notification=messaging.Notification(title=title, body=body),
            data={"url": "to be set"},
            android=messaging.AndroidConfig(
                collapse_key="to be set",
                priority="high",
                ttl=ttl,
                notification=messaging.AndroidNotification(tag="to be set"),
            ),
            apns=messaging.APNSConfig(
                headers={"apns-collapse-id": "to be set", "apns-expiration": until},
                payload=messaging.APNSPayload(aps=messaging.Aps(thread_id=thread, sound="default")),
            ),
        )
        return dict(messaging._MessagingService.encode_message(message))  # private, pinned; a test compares


def clearing(address: str, key: str, expires_at: datetime) -> dict[str, Any]:
    """What takes an alert off a phone, as the library itself encodes it; there is nothing in it to show."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        message = messaging.Message(
            token=address,
            data={"clear": key},
            android=messaging.AndroidConfig(
                collapse_key=key, priority="normal", ttl=max(timedelta(), expires_at - datetime.now(UTC))
            ),
            apns=messaging.APNSConfig(
                headers={"apns-collapse-id": key[:64], "apns-push-type": "background", "apns-priority": "5"},
                payload=messaging.APNSPayload(aps=messaging.Aps(content_available=True)),
            ),
        )
        return dict(messaging._MessagingService.encode_message(message))


def _outcome(status: int, headers: Mapping[str, str], raw: bytes) -> Outcome:
    """Source: research/notifiers.md, 2.3."""
    if status == 200:
        return Accepted(str(_decoded(raw).get("name", "")))
    error = _decoded(raw).get("error", {})
    code, said = _code(error), str(error.get("message", ""))[:200]
    why = f"{status} {code}: {said}"
    match status:
        case 404 if code == "UNREGISTERED":
            return DeadAddress(why)
        case 403 if code == "SENDER_ID_MISMATCH":
            return DeadAddress(why)
        case 400 if _about_token(error, said):
            return DeadAddress(why)
        case 400 | 413:
            return BadMessage(why)
        case 429:
            return RetryAt(why, retry_after(headers) or QUOTA_WAIT)
        case 401 | 403 | 404:
            return Misconfigured(why, perhaps=code == "THIRD_PARTY_AUTH_ERROR")  # Apple's devices alone
        case _:
            # a push that was taken all the same is replaced by its repeat, so it may simply be repeated
            return RetryAt(why, retry_after(headers), down=True, perhaps=True)


def _is_unauthenticated(outcome: Outcome) -> bool:
    return isinstance(outcome, Misconfigured) and outcome.why.startswith("401 UNAUTHENTICATED")


def _decoded(raw: bytes) -> dict[str, Any]:
    with contextlib.suppress(ValueError):
        read = json.loads(raw)
        if isinstance(read, dict):
            return read
    return {}


def _code(error: dict[str, Any]) -> str:
    for detail in error.get("details", []):
        if str(detail.get("@type", "")).endswith("FcmError"):
            return str(detail.get("errorCode", ""))
    return str(error.get("status", ""))


def _about_token(error: dict[str, Any], said: str) -> bool:
    fields = [
        violation.get("field", "")
        for detail in error.get("details", [])
        for violation in detail.get("fieldViolations", [])
    ]
    return "message.token" in fields or "not a valid FCM registration token" in said


def configure(env: Mapping[str, str]) -> FcmSender | None:
    """From the environment; see SETTINGS."""
    path, url = env.get("ROOMWIRE_FCM_CREDENTIALS"), env.get("ROOMWIRE_FCM_URL")
    if not path:
        if url:
            raise SettingError("ROOMWIRE_FCM_CREDENTIALS is missing: the path of the service account's JSON file.")
        return None
    try:
        info = json.loads(Path(path).read_text())
        credentials = service_account.Credentials.from_service_account_info(info, scopes=[SCOPE])  # type: ignore[no-untyped-call]
        project = str(info["project_id"])
    except (OSError, ValueError, KeyError) as error:
        raise SettingError(
            f"ROOMWIRE_FCM_CREDENTIALS is {path!r}, which is not a service account's JSON file."
        ) from error
    return FcmSender(credentials, project, (url or GOOGLE).rstrip("/"))
