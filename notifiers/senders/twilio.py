"""This file sends text messages through Twilio's own library."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlencode, urlsplit

import aiohttp
from twilio.base.exceptions import TwilioException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from notifiers.carrying import failed, retry_after, session
from notifiers.notification import (
    Accepted,
    Ambiguous,
    BadMessage,
    DeadAddress,
    Misconfigured,
    Notification,
    OptedOut,
    Outcome,
    RetryAt,
)
from notifiers.senders import Setting, SettingError
from notifiers.signatures import reachable
from policies.notify.segments import alert, in_whole

PROVIDER = "twilio"
MEDIUM = "sms"
SETTINGS = (
    Setting("ROOMWIRE_TWILIO_ACCOUNT_SID", "The account's SID, beginning with AC.", required=True),
    Setting("ROOMWIRE_TWILIO_AUTH_TOKEN", "The account's auth token.", required=True),
    Setting("ROOMWIRE_TWILIO_FROM", "A number of yours, or a Messaging Service's SID (MG…).", required=True),
    Setting(
        "ROOMWIRE_TWILIO_OTHER_TOKEN",
        "While the auth token is changed: the other one; callbacks are signed with either.",
    ),
    Setting("ROOMWIRE_TWILIO_URL", "Another address than Twilio's, for tests."),
    Setting("ROOMWIRE_TWILIO_2_ACCOUNT_SID", "A second account, for what the first has certainly not taken."),
    Setting("ROOMWIRE_TWILIO_2_AUTH_TOKEN", "Its auth token."),
    Setting(
        "ROOMWIRE_TWILIO_2_FROM", "Its number, or a Messaging Service's SID; also another one of the same account."
    ),
    Setting("ROOMWIRE_TWILIO_2_URL", "Another address than Twilio's, for tests."),
)

OPTED_OUT = {21610}
DEAD = {21211, 21217, 21401, 21612, 21614, 21635}
OURS = {20003, 20005, 21212, 21408, 21606, 21608, 21659, 21660, 21703}
"""Account, sender or country are not set up; source: research/notifiers.md, 1.3."""
FOR_SOME = {21408, 21608}
"""Of these: a country that is not switched on, and a number that a trial account has not verified."""
BUSY = {20429, 21611}


_last_headers: ContextVar[Mapping[str, str]] = ContextVar("last_headers")
"""The answer's headers of this task's call: the library's exceptions do not carry them."""


class Carrier(AsyncHttpClient):  # type: ignore[misc]  # the library has no types
    """Carries what the library makes: in time, without retries, and with the headers of the answer kept."""

    def __init__(self, url: str | None) -> None:
        super().__init__(logger=None, is_async=True, timeout=None)
        self.instead = urlsplit(url) if url else None
        self.session = session()

    async def request(  # noqa: PLR0913 (the library's own shape)
        self,
        method: str,
        url: str,
        params: Any = None,
        data: Any = None,
        headers: Any = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109, ARG002 (ours is the session's)
        allow_redirects: bool = False,  # noqa: FBT001, FBT002, ARG002
    ) -> Response:
        """One call that the library makes, in the shape that it asks for."""
        if self.instead:
            its = urlsplit(url)
            url = its._replace(scheme=self.instead.scheme, netloc=self.instead.netloc).geturl()
        sent = dict(headers or {})
        if auth:
            sent["Authorization"] = "Basic " + base64.b64encode(":".join(auth).encode()).decode()
        async with self.session.request(
            method.upper(), url, params=params, data=data, headers=sent, allow_redirects=False
        ) as answer:
            _last_headers.set(answer.headers)
            return Response(answer.status, await answer.text(), dict(answer.headers))


class TwilioSender:
    """Sends texts through one account, from one number or service."""

    provider = PROVIDER
    medium = MEDIUM
    at_once = 16  # far more a second than a number may send, and few to be in doubt about when a hub is killed

    def __init__(self, sid: str, token: str, sender: str, url: str | None, hub: str = "") -> None:
        """hub: our public address, where Twilio says what became of a text; empty where it cannot reach us."""
        self._hub = hub
        self._carrier = Carrier(url)
        self._client = Client(sid, token, http_client=self._carrier)
        name = "messaging_service_sid" if sender.startswith("MG") else "from_"
        self._from = {name: sender}
        self._account = sender

    def account(self, _address: str) -> str:
        """The number or service that texts come from."""
        return self._account

    async def send(self, address: str, notification: Notification) -> Outcome:
        """Send a text to a number in E.164, and say what Twilio said of it."""
        _last_headers.set({})
        try:
            message = await self._client.messages.create_async(
                to=address, body=_text(notification), **self._from, **self._callback(notification)
            )
        except TwilioException as error:
            return _refused(error, _last_headers.get())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return failed(error)
        except ValueError as error:  # an answer that is not JSON, to a call that may have been taken
            return Ambiguous(f"unreadable answer: {type(error).__name__}")
        return Accepted(str(message.sid or ""))

    def _callback(self, notification: Notification) -> Mapping[str, str]:
        """Where Twilio reports; the delivery stands in the query, so that no report is ever too early for us."""
        if not self._hub:
            return {}
        return {
            "status_callback": f"{self._hub}/v1/hooks/twilio/status?{urlencode({'delivery': notification.key})}"
        }

    async def close(self) -> None:
        """Close the connections to the provider."""
        await self._carrier.session.close()


def _text(notification: Notification) -> str:
    said = in_whole if notification.in_whole else alert
    return said(notification.sender_name, notification.body, notification.url)


def _refused(error: TwilioException, headers: Mapping[str, str]) -> Outcome:
    status, code = getattr(error, "status", 0), getattr(error, "code", None)
    why = f"{status} {code}: {getattr(error, 'msg', None) or getattr(error, 'title', '')}"
    if code in OPTED_OUT:
        return OptedOut(why)
    if code in DEAD:
        return DeadAddress(why)
    if code in BUSY or status == 429:
        return RetryAt(why, retry_after(headers))
    if code in OURS or status in {401, 403, 404}:
        return Misconfigured(why, perhaps=code in FOR_SOME)
    if status >= 500 or status == 0:
        # usually not taken, but nobody guarantees it, and a text that comes twice is worse than one on view
        return Ambiguous(why)
    return BadMessage(why)


def configure(env: Mapping[str, str]) -> TwilioSender | None:
    """From the environment; see SETTINGS."""
    if not any(env.get(one.name) for one in SETTINGS):
        return None
    for one in SETTINGS:
        if one.required and not env.get(one.name):
            raise SettingError(f"{one.name} is missing: {one.meaning}")
    return TwilioSender(
        env["ROOMWIRE_TWILIO_ACCOUNT_SID"],
        env["ROOMWIRE_TWILIO_AUTH_TOKEN"],
        env["ROOMWIRE_TWILIO_FROM"],
        env.get("ROOMWIRE_TWILIO_URL"),
        reachable(env),
    )
