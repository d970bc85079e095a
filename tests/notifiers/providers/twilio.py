"""Twilio's Messages resource, with its magic numbers, its errors, its signed callbacks, and people who text."""

from __future__ import annotations

import base64
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from twilio.request_validator import RequestValidator

from tests.notifiers.providers.http import HttpProvider, retry_after

SID, TOKEN, FROM = "AC" + "0" * 32, "twilio-token", "+15005550006"
TO_MAGIC = {
    "+15005550001": 21211, "+15005550002": 21612, "+15005550003": 21408, "+15005550004": 21610,
    "+15005550009": 21614,
}  # fmt: skip
FROM_MAGIC = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
ERRORS: dict[str, tuple[int, dict[str, Any]]] = {
    "opted out": (400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}),
    "dead address": (400, {"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}),
    "bad message": (400, {"code": 21617, "message": "Body exceeds the limit", "status": 400}),
    "refused": (401, {"code": 20003, "message": "Authenticate", "status": 401}),
    "bad sender": (400, {"code": 21606, "message": "The From number is not yours", "status": 400}),
    "busy": (429, {"code": 20429, "message": "Too Many Requests", "status": 429}),
    "busy date": (429, {"code": 20429, "message": "Too Many Requests", "status": 429}),
    "broken": (500, {"code": 20500, "message": "Internal Server Error", "status": 500}),
    "problem": (400, {"type": "t", "title": "Invalid To", "status": 400, "code": 21211}),
}


NONSENSE = {"status": "banana", "num_segments": 2}
"""What no Message of Twilio's has: its specification notices (tests/conformance)."""


def resource(text: dict[str, Any]) -> dict[str, Any]:
    """A text as Twilio answers it, once it is queued."""
    path, now = f"/2010-04-01/Accounts/{SID}/Messages/{text['sid']}", format_datetime(datetime.now(UTC))
    return {
        "account_sid": SID, "api_version": "2010-04-01", "body": text["body"], "date_created": now,
        "date_sent": None, "date_updated": now, "direction": "outbound-api", "error_code": None,
        "error_message": None, "from": text["from"], "messaging_service_sid": text["service"], "num_media": "0",
        "num_segments": "1", "price": None, "price_unit": "USD", "sid": text["sid"], "status": "queued",
        "subresource_uris": {"media": f"{path}/Media.json"}, "to": text["to"], "uri": f"{path}.json",
    }  # fmt: skip


@dataclass(frozen=True)
class Public:
    """Where the hub is: url, as the world calls it; at: where that leads, here."""

    url: str
    at: str


@dataclass
class TwilioServer(HttpProvider):
    """
    refused: numbers that are blocked. asked: every number somebody wanted to text. early: statuses that are
    reported before a text is acknowledged.
    """

    sender: str = FROM
    refused: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    early: list[tuple[str, int | None]] = field(default_factory=list)
    public: Public | None = None

    def __post_init__(self) -> None:
        super().__init__()
        self._numbers = itertools.count(1)

    def env(self) -> dict[str, str]:
        return {
            "ROOMWIRE_TWILIO_ACCOUNT_SID": SID, "ROOMWIRE_TWILIO_AUTH_TOKEN": TOKEN,
            "ROOMWIRE_TWILIO_FROM": self.sender, "ROOMWIRE_TWILIO_URL": self.url,
        }  # fmt: skip

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/2010-04-01/Accounts/{sid}/Messages.json", self.create)

    async def create(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        word = await self.next(request)
        if request.headers.get("Authorization") != "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode():
            return web.json_response(ERRORS["refused"][1], status=401)
        self.asked.append(str(form["To"]))
        blocked = 21610 if form["To"] in self.refused else None
        if code := blocked or TO_MAGIC.get(str(form["To"])) or FROM_MAGIC.get(str(form.get("From"))):
            return web.json_response({"code": code, "message": "magic", "status": 400}, status=400)
        if word == "html":
            return web.Response(text="<html>Bad Gateway</html>", status=502, content_type="text/html")
        if word in ERRORS:
            status, body = ERRORS[word]
            return web.json_response(body, status=status, headers=retry_after(word))
        text = {"to": form["To"], "from": form.get("From"), "body": form["Body"],
                "service": form.get("MessagingServiceSid"), "callback": form.get("StatusCallback"),
                "sid": f"SM{next(self._numbers):032}"}  # fmt: skip
        self.received.append(text)
        if word == "taken, answer lost":
            assert request.transport is not None
            request.transport.abort()
        for status, failed in self.early:
            await self.report(text, status, failed)
        answer = resource(text) | (NONSENSE if word == "nonsense" else {})
        return web.json_response(answer, status=201)

    def texts_to(self, number: str) -> list[dict[str, Any]]:
        """The texts that arrived there, oldest first."""
        return [one for one in self.received if one["to"] == number]

    async def report(self, text: dict[str, Any], status: str, code: int | None = None, **more: str) -> int:
        """Say what became of a text, as Twilio does; the HTTP status of the answer."""
        form = {"AccountSid": SID, "ApiVersion": "2010-04-01", "MessageSid": text["sid"], "SmsSid": text["sid"],
                "MessageStatus": status, "SmsStatus": status, "To": text["to"], "From": FROM, **more}  # fmt: skip
        if code is not None:
            form["ErrorCode"] = str(code)
        return (await self.call(text["callback"], form))[0]

    async def says(self, number: str, body: str, sid: str = "", **more: str) -> str:
        """Somebody texts; the TwiML that comes back."""
        sid = sid or f"SM{next(self._numbers):032x}"
        form = {"AccountSid": SID, "ApiVersion": "2010-04-01", "MessageSid": sid, "SmsSid": sid, "From": number,
                "To": FROM, "Body": body, "NumMedia": "0", "FromCountry": "US", "FromCity": "", **more}  # fmt: skip
        assert self.public is not None
        status, answer = await self.call(f"{self.public.url}/v1/hooks/twilio/message", form)
        assert status == 200, answer
        return answer

    async def call(self, url: str, form: dict[str, str], token: str = TOKEN) -> tuple[int, str]:
        """Call a public address of the hub, signed; the proxy before the hub takes it."""
        signature = RequestValidator(token).compute_signature(url, form)
        return await self.send(url, form, {"X-Twilio-Signature": signature})

    async def send(self, url: str, form: dict[str, str], headers: dict[str, str]) -> tuple[int, str]:
        """Call a public address with these headers alone."""
        assert self.public is not None
        its = urlsplit(url)
        there = self.public.at + its.path + (f"?{its.query}" if its.query else "")
        async with aiohttp.ClientSession() as http, http.post(there, data=form, headers=headers) as answer:
            return answer.status, await answer.text()
