"""The providers of the tests, in weather: each notes whom it was handed what for, when, and what it did to it."""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import http_ece
from aiohttp import web
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.notifiers.providers.fcm import FcmServer
from tests.notifiers.providers.http import WORD
from tests.notifiers.providers.smtp import AT_DATA, AT_RCPT, SmtpServer
from tests.notifiers.providers.twilio import TwilioServer
from tests.notifiers.providers.webpush import WebPushServer
from tests.telling.weather import Weather

HANGS_UP = 0.01


@dataclass(frozen=True, slots=True)
class Post:
    """One thing that a provider was handed. key: what the hub calls it, empty where nothing carries one."""

    at: float
    provider: str
    to: str
    key: str
    word: str


@dataclass
class Providers:
    """All four, and what they were handed."""

    folder: Path
    seed: int
    now: Callable[[], float]

    def __post_init__(self) -> None:
        """Each has its own weather and its own dice."""
        self.posts: list[Post] = []
        names = ("fcm", "webpush", "email", "sms")
        self.weather = {name: Weather(name, random.Random(f"{self.seed} {name}")) for name in names}
        self.hangs_up = False
        self.answers = asyncio.Event()
        self.answers.set()
        self.rng = random.Random(f"{self.seed} latency")
        self.fcm, self.browsers, self.texts = _Fcm(self.folder), _Browsers(), _Texts()
        self.mail = _Mail(self.folder)
        servers: Any = {"fcm": self.fcm, "webpush": self.browsers, "email": self.mail, "sms": self.texts}
        for name, server in servers.items():
            server.script, server.note, server.lag = self.weather[name], self._noting(name), self._lag
            server.held = self._held

    def _noting(self, provider: str) -> Callable[[str, str, str], None]:
        return lambda to, key, word: self.posts.append(Post(self.now(), provider, to, key, word))

    async def _lag(self, request: web.Request | None = None) -> None:
        """Mostly soon, seldom late; in a storm some are hung up on before their body was read."""
        await asyncio.sleep(self.rng.choice((0.002, 0.005, 0.01, 0.02, 0.2)))
        if request is not None and self.hangs_up and self.rng.random() < HANGS_UP:
            assert request.transport is not None
            request.transport.abort()
            raise web.HTTPBadRequest

    async def _held(self) -> None:
        """What is taken is not answered while answers are held back, so that a kill meets it on its way."""
        await self.answers.wait()

    def env(self) -> dict[str, str]:
        """The settings of hubs that use them."""
        return {**self.fcm.env(), **self.browsers.env(), **self.mail.env(), **self.texts.env()}


class _Fcm(FcmServer):
    note: Callable[[str, str, str], None]
    lag: Callable[..., Any]
    held: Callable[[], Any]

    async def create(self, request: web.Request) -> web.StreamResponse:
        await self.lag(request)
        message = json.loads(await request.read())["message"]
        answer = await super().create(request)
        self.note(message["token"], message["data"].get("key", ""), request[WORD])
        await self.held()  # taken, and not answered yet
        return answer


class _Browsers(WebPushServer):
    note: Callable[[str, str, str], None]
    lag: Callable[..., Any]
    held: Callable[[], Any]

    async def push(self, request: web.Request) -> web.StreamResponse:
        await self.lag(request)
        body, name = await request.read(), request.match_info["name"]
        answer = await super().push(request)
        key, auth = self.browsers[name]
        shown = json.loads(http_ece.decrypt(body, private_key=key, auth_secret=auth, version="aes128gcm"))
        self.note(name, shown["tag"], request[WORD])
        await self.held()  # taken, and not answered yet
        return answer


class _Texts(TwilioServer):
    note: Callable[[str, str, str], None]
    lag: Callable[..., Any]
    held: Callable[[], Any]

    async def create(self, request: web.Request) -> web.StreamResponse:
        await self.lag(request)
        form = dict(await request.post())
        answer = await super().create(request)
        self.note(str(form["To"]), "", request[WORD])
        await self.held()  # taken, and not answered yet
        return answer


class _Mail(SmtpServer):
    """The word of a mail belongs to its session here: several are talked to at once."""

    note: Callable[[str, str, str], None]
    lag: Callable[..., Any]
    held: Callable[[], Any]

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, o: Any) -> str:  # noqa: N802
        await self.lag()
        word = self.script.popleft()
        envelope.word = word  # type: ignore[attr-defined]
        if word in AT_RCPT:
            self.note(address, "", word)
            return AT_RCPT[word]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        word = envelope.word  # type: ignore[attr-defined]
        message = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)
        self.note(envelope.rcpt_tos[0], str(message["Message-ID"]), word)
        await self.held()  # taken, and not answered yet
        if word in AT_DATA:
            return AT_DATA[word]
        if word == "answer lost":
            assert server.transport is not None
            server.transport.abort()
        return "250 OK queued"
