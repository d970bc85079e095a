"""No secret is written down: each goes through its doors, and afterwards every sink is looked through."""

import asyncio
import base64
import contextlib
import io
import itertools
import logging
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import pytest
import websockets
from sqlalchemy import MetaData, select

from hub.api.metrics_listener import measured
from hub.app import PAGES, ROUTES
from hub.commands.logs import log_as_json
from hub.store import schema
from hub.store.row_security import Across
from notifiers.tables import delivery
from tests.hub.people.test_inviting import TOM, FirstDay
from tests.hub.people.test_printing import page_of
from tests.hub.people.test_resetting import Office
from tests.hub.people.test_roster import command
from tests.hub.people.test_second_factor import App
from tests.hub.running import Running, running, socket
from tests.notifiers.providers.smtp import SECRET, SmtpServer

HOOK_SECRET = "a-hook-secret-that-stands-nowhere-else"
ROSA = {"email": "rosa.alvarez@families.example", "password": "maple-street"}

SECRET_FIELDS = {"password", "current", "new", "secret", "code", "step", "ticket", "address"}
"""What of a body opens something. Of other fields a refusal may say what it was that could not be read."""


@dataclass
class Watched:
    """A hub, its mail server, what it logs as it would be logged, and every secret that went through it."""

    hub: Running
    server: SmtpServer
    caplog: pytest.LogCaptureFixture
    written: io.StringIO
    folder: Path
    secrets: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    _numbers: itertools.count = field(default_factory=itertools.count)

    def canary(self, what: str) -> str:
        """A secret of this kind that nobody else has, as long as a real one."""
        made = f"canary{next(self._numbers):03}{what}".replace("-", "").replace("_", "")
        return self.keep(what, made.ljust(43, "x"))

    def keep(self, what: str, secret: str) -> str:
        """A secret that the hub has made, or that somebody has typed."""
        self.secrets[f"{what} {len(self.secrets)}"] = secret
        return secret

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Status and body of what is asked; what is refused is a sink itself."""
        kwargs: dict[str, Any] = {"data": body} if isinstance(body, bytes) else {"json": body}
        asked = self.hub.http.request(
            method, self.hub.url + path, headers={"cookie": "", **headers}, allow_redirects=False,
            **({} if body is None else kwargs),
        )  # fmt: skip
        async with asked as answer:
            text = await answer.text()
            if answer.status >= 400:
                self.refusals.append(f"{text} {dict(answer.headers)}")
            return answer.status, (await answer.json(content_type=None) if text.startswith("{") else text)

    def logged(self) -> list[logging.LogRecord]:
        """All lines with all of their fields, but those of each request, which the hub switches off."""
        return [one for one in self.caplog.records if one.name != "uvicorn.access"]

    async def sinks(self) -> dict[str, str]:
        """Everything that is kept or told to others, by what it is."""
        rows: dict[str, str] = {}
        tables = {**schema.metadata.tables, **delivery.metadata.tables}
        for name, table in tables.items():
            found = await self.hub.hub.store.read(
                lambda one, its=table: one.execute(select(its)).all(), Across.OPERATOR
            )
            rows[f"table {name}"] = "\n".join(str(tuple(row)) for row in found)
        ines = await self.hub.somebody("Ines Walker")
        return {
            **rows,
            "records logged": "\n".join(f"{one.getMessage()} {one.__dict__}" for one in self.logged()),
            "log": self.written.getvalue(),
            "metrics": (await measured(self.hub.hub)).decode(),
            "activity log": str(await ines.get("/v1/activity-log")),
            "outbox": str(await self.ask("GET", "/dev/outbox", accept="application/json")),
            "refusals": "\n".join(self.refusals),
        }


@pytest.fixture
async def watched(
    records: Path, tmp_path_factory: pytest.TempPathFactory, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Watched]:  # fmt: skip
    root, written = logging.getLogger(), io.StringIO()
    kept, level = list(root.handlers), root.level
    env = {
        "ROOMWIRE_DEMO": "1", "ROOMWIRE_MAIL_DOMAIN": "reply.example.org", "ROOMWIRE_MAIL_LISTEN": "127.0.0.1:0",
        "ROOMWIRE_MAIL_HOOK_SECRET": HOOK_SECRET,
    }  # fmt: skip
    mail = SmtpServer(tmp_path_factory.mktemp("mail"))
    async with mail.running() as server, running(records, mail.env() | env) as hub:
        with monkeypatch.context() as patched:
            patched.setattr(sys, "stderr", written)
            log_as_json()
        root.handlers += kept
        try:
            its = Watched(hub, server, caplog, written, records)
            its.keep("secret of the hub", SECRET)
            its.keep("secret of the hook", HOOK_SECRET)
            yield its
        finally:
            root.handlers[:] = kept
            root.setLevel(level)


async def sign_in(its: Watched, email: str, password: str) -> str:
    """A session's token."""
    status, said = await its.ask("POST", "/v1/sign-in", {"email": email, "password": password})
    assert status == 200, said
    return its.keep("token", said["token"])


async def every_door(its: Watched, token: str) -> int:
    """A secret in every place of every request that there is, as nobody and as somebody; how many those were."""
    doors = [(one.method, one.path, one.takes) for one in ROUTES if one.path != "/v1/sign-out"]
    doors += [(method, path, None) for path, _, _, methods in PAGES for method in methods]
    for method, path, takes in doors:
        names = getattr(takes, "__struct_fields__", ())
        body = {name: its.canary(name) if name in SECRET_FIELDS else "x" for name in names} if takes else None
        filled = re.sub(r"{\w+(:path)?}", lambda _: its.canary("path"), path)
        query = "&".join(f"{one}={its.canary('query')}" for one in ("ticket", "Access-Token", "other"))
        for authorization in (f"Bearer {token}", f"Bearer {its.canary('bearer')}"):
            await its.ask(
                method, f"{filled}?{query}", body, authorization=authorization,
                cookie=f"roomwire_session={its.canary('cookie')}; roomwire_before={its.canary('mark')}",
                **{"x-twilio-signature": its.canary("signature"), "roomwire-hook-secret": its.canary("hook")},
            )  # fmt: skip
            await its.ask(method, filled, body, authorization=authorization)
    return len(doors)


async def sockets(its: Watched, token: str) -> None:
    """Tickets: a good one, one that is none, and some where they do not belong."""
    _, said = await its.ask("POST", "/v1/ticket", {}, authorization=f"Bearer {token}")
    ticket = its.keep("ticket", said["ticket"])
    for one in (ticket, ticket, its.canary("ticket")):
        async with socket(its.hub) as device:
            await device.send({"t": "hello", "i": 1, "ticket": one, "device": "phone"})
            its.refusals.append(str(await device.next()))
            with contextlib.suppress(websockets.ConnectionClosed):
                await device.send(f'{{"t":"hello","ticket":"{its.canary("frame")}"')
    for name in ("ticket", "Token", "session"):
        with contextlib.suppress(aiohttp.WSServerHandshakeError):
            await its.hub.http.ws_connect(
                f"{its.hub.url}/v1/ws?{name}={its.canary('handshake')}", protocols=["roomwire.v1.json"]
            )


async def passwords(its: Watched) -> None:
    """Typed wrong, typed as an address, chosen anew under Me, by a link and by the office."""
    typed = {"email": its.canary("typed") + "@example.org", "password": its.canary("password")}
    await its.ask("POST", "/v1/sign-in", typed)
    its.secrets = {what: one for what, one in its.secrets.items() if not what.startswith("typed")}
    await its.ask("POST", "/v1/sign-in", {**ROSA, "password": its.canary("password")})
    token, new = await sign_in(its, **ROSA), its.canary("password")
    body = {"current": its.canary("current"), "new": its.canary("new")}
    assert (await its.ask("POST", "/v1/password", body, authorization=f"Bearer {token}"))[0] == 422
    body = {"current": ROSA["password"], "new": new}
    assert (await its.ask("POST", "/v1/password", body, authorization=f"Bearer {token}"))[0] == 204
    link = its.keep("link", await Office(its.hub, its.server).link(ROSA["email"]))
    body = {"secret": its.canary("secret"), "new": its.canary("new")}
    assert (await its.ask("POST", "/v1/reset", body))[0] >= 400
    assert (await its.ask("POST", "/v1/reset", {"secret": link, "new": its.canary("new")}))[0] == 204
    ines = await its.hub.somebody("Ines Walker")
    rosa = next(one for one in its.hub.people if one["email"] == ROSA["email"])
    _, said = await ines.ask("POST", f"/v1/people/{rosa['id']}/code", {})
    code = its.keep("code", said["code"])
    body = {"email": ROSA["email"], "code": code, "new": its.canary("new")}
    assert (await its.ask("POST", "/v1/reset/code", body))[0] == 204
    await sign_in(its, ROSA["email"], body["new"])


async def codes(its: Watched) -> None:
    """A second factor: its key, its codes, and a code to recover by."""
    tom = {"email": TOM, "password": "maple-street"}
    as_tom = {"authorization": f"Bearer {await sign_in(its, **tom)}"}
    _, shown = await its.ask("POST", "/v1/second-factor/key", {"current": tom["password"]}, **as_tom)
    app = App(shown["key"], its.hub.clock)
    padded = shown["key"].replace(" ", "")
    key = base64.b32decode(padded + "=" * (-len(padded) % 8))
    for form in (shown["key"], padded, key.hex(), base64.b64encode(key).decode()):
        its.keep("key", form)
    _, said = await its.ask("POST", "/v1/second-factor", {"code": app.code()}, **as_tom)
    recovery = [its.keep("recovery code", one) for one in said["codes"]]
    _, said = await its.ask("POST", "/v1/sign-in", tom)
    step = its.keep("step", said["step"])
    wrong = {"step": step, "code": its.canary("code")[:12]}
    assert (await its.ask("POST", "/v1/sign-in/code", wrong))[0] >= 400
    status, said = await its.ask("POST", "/v1/sign-in/code", {"step": step, "code": recovery[0]})
    assert status == 200, said
    its.keep("token", said["token"])


async def invitations(its: Watched) -> None:
    """A link to come in by, and the password that is chosen behind it."""
    first = FirstDay(its.hub, its.server)
    await first.forget("Dana Novak")
    dana = next(one for one in its.hub.people if one["name"] == "Dana Novak")
    secret = its.keep("invitation", await first.link("Dana Novak", dana["email"]))
    body = {"secret": secret, "password": its.canary("password")}
    assert (await its.ask("POST", "/v1/invitations/welcome", {"secret": its.canary("secret")}))[0] >= 400
    status, said = await its.ask("POST", "/v1/invitations/accept", body)
    assert status == 200, said
    its.keep("token", said["token"])


async def printed_pages(its: Watched) -> None:
    """A page with a code, and what is asked by it."""
    first = FirstDay(its.hub, its.server)
    await first.forget("Joy Bell")
    page = await page_of(first, "Joy Bell")
    code = its.keep("printed code", page.code.replace("-", ""))
    its.keep("printed code", page.code)
    assert (await its.ask("POST", "/v1/invitations/printed", {"code": its.canary("code")[:12]}))[0] >= 400
    assert (await its.ask("POST", "/v1/invitations/printed/link", {"code": code}))[0] == 204


async def mail(its: Watched) -> None:
    """Mail that is handed over with a wrong secret, with the right one, and to an address nobody signed."""
    raw = f"From: <{TOM}>\r\nTo: <reply+x@reply.example.org>\r\nSubject: Hello\r\n\r\nHello\r\n".encode()
    for secret in (its.canary("hook"), HOOK_SECRET):
        head = {"content-type": "message/rfc822", "roomwire-hook-secret": secret}
        await its.ask("POST", "/v1/hooks/mail", raw, **head)
    reader, writer = await asyncio.open_connection("127.0.0.1", its.hub.hub.mail_port)
    local = quote(its.canary("address"))
    for line in ("LHLO x", "MAIL FROM:<>", f"RCPT TO:<reply+{local}@reply.example.org>", "QUIT"):
        writer.write(f"{line}\r\n".encode())
    await writer.drain()
    its.refusals.append((await reader.read()).decode())
    writer.close()
    await writer.wait_closed()


async def commands(its: Watched) -> None:
    """What commands say on standard error, which goes to a log; a link that is printed is meant for who asked."""
    code, out, err = await command(its.folder, "admin", "reset", ROSA["email"])
    printed = re.search(r"/#/reset/([\w-]{43})", out)
    assert (code, bool(printed)) == (0, True), err
    its.keep("printed link", printed[1])  # type: ignore[index]
    its.refusals.append(err)
    _, out, err = await command(its.folder, "verify")
    its.refusals += [out, err]


@pytest.mark.only("sqlite")
@pytest.mark.timeout(400)
async def test_no_secret_is_written_down_anywhere(watched: Watched) -> None:
    token = await sign_in(watched, "ana.reyes@maplestreet.example", "maple-street")
    await passwords(watched)
    await codes(watched)
    await invitations(watched)
    await printed_pages(watched)
    await sockets(watched, token)
    await mail(watched)
    await commands(watched)
    doors = await every_door(watched, token)
    logging.getLogger("roomwire.canary").info("a canary that is seen: %s", seen := "canary-that-sings")
    sinks = await watched.sinks()

    assert doors > 110
    assert len(watched.secrets) > 500
    assert seen in sinks["log"]
    assert seen in sinks["records logged"]
    assert ROSA["email"] in sinks["table account"]
    assert "outbox" in sinks
    assert "wrong password" in sinks["activity log"]
    found = {
        (sink, what) for sink, text in sinks.items() for what, secret in watched.secrets.items() if secret in text
    }
    assert found == set()


def test_every_table_is_looked_through() -> None:
    assert isinstance(schema.metadata, MetaData)
    assert {"account", "session", "ticket", "invitation", "reset", "log_entry"} <= set(schema.metadata.tables)
