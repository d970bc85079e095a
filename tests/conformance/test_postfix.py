"""The hub and a real Postfix: what it sends arrives, answers come in once, and real reports are understood."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.store.row_security import Across
from hub.store.schema import consent, inbound_email
from notifiers.notification import Accepted, DeadAddress
from notifiers.tables import delivery
from notifiers.words import in_words
from tests.conformance.postfix import PASSWORD, Postfix, postfix
from tests.conformance.servers import ELSEWHERE, KNOWN, STRANGER
from tests.conformance.test_refusing import kinds, sent
from tests.hub.running import Running, Somebody, running
from tests.notifiers.providers.smtp import AT_RCPT, SECRET, SmtpServer
from tests.servers import free_port

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.timeout(180)]

DOMAIN, TOMS = "reply.maplestreet.example", "tom.alvarez@families.example"
DEADLINE = 60.0


@dataclass
class Post:
    """The demo school, its Postfix, and the mail server of the families."""

    maple: Running
    server: Postfix
    families: SmtpServer
    ana: Somebody
    family: str

    async def kept(self, table: Any) -> list[dict[str, Any]]:
        rows = await self.maple.hub.store.read(
            lambda one: one.execute(select(table)).mappings().all(), Across.OPERATOR
        )
        return [dict(row) for row in rows]

    async def until(self, table: Any, that: Callable[[list[dict[str, Any]]], bool]) -> list[dict[str, Any]]:
        """The rows of a table, once it is so."""
        async with asyncio.timeout(DEADLINE):
            while not that(rows := await self.kept(table)):
                await asyncio.sleep(0.05)
        return rows


@contextlib.asynccontextmanager
async def posting(
    records: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD
) -> AsyncIterator[Post]:
    async with contextlib.AsyncExitStack() as stack:
        families, port = await stack.enter_async_context(SmtpServer(folder).running()), free_port()
        server = stack.enter_context(postfix(hub=port, sink=families.port, replies=DOMAIN))
        monkeypatch.setenv("SSL_CERT_FILE", str(server.folder / "cert.pem"))
        env = {
            "ROOMWIRE_SMTP_URL": server.url(password), "ROOMWIRE_SMTP_FROM": "hub@maplestreet.example",
            "ROOMWIRE_SECRET": SECRET, "ROOMWIRE_MAIL_DOMAIN": DOMAIN, "ROOMWIRE_MAIL_LISTEN": f"127.0.0.1:{port}",
        }  # fmt: skip
        maple = await stack.enter_async_context(running(records, env))
        ana = await maple.somebody("Ana Reyes")
        yield Post(maple, server, families, ana, await ana.conversation("family", "Mia"))


@pytest.fixture
async def post(
    records: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Post]:
    async with posting(records, tmp_path_factory.mktemp("mail"), monkeypatch) as its:
        yield its


async def test_an_email_goes_out_encrypted_and_signed_in_and_its_answer_comes_in_once(post: Post) -> None:
    await post.ana.post(post.family, "Can you pick her up?")
    async with asyncio.timeout(DEADLINE):
        while not post.families.received:
            await asyncio.sleep(0.05)
    told = post.families.received[0]["message"]
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Message-ID"] = TOMS, told["Reply-To"], "<1@tom.example>"
    answer["In-Reply-To"] = told["Message-ID"]
    answer.set_content("Sí, a las doce.")

    def sent() -> None:
        context = ssl.create_default_context(cafile=str(post.server.folder / "cert.pem"))
        with smtplib.SMTP("localhost", post.server.port, timeout=20) as client:
            client.starttls(context=context)
            client.login("hub@maplestreet", PASSWORD)
            for _ in range(2):
                client.send_message(answer, TOMS, told["Reply-To"].addresses[0].addr_spec)

    await asyncio.to_thread(sent)
    await post.until(inbound_email, lambda rows: len(rows) == 1)
    async with asyncio.timeout(DEADLINE):
        while post.server.log().count("status=sent (250 2.0.0 OK)") < 2:
            await asyncio.sleep(0.05)
    said = [one["item"]["text"] for one in reversed(await post.ana.messages(post.family))]

    assert told["To"] == TOMS
    assert said == ["Can you pick her up?", "Sí, a las doce."]
    assert "sasl_username=hub@maplestreet" in post.server.log()


@pytest.mark.parametrize(
    ("refusal", "became", "closed"),
    [("dead address", "hard", True), ("mailbox full", "soft", False), ("policy", "policy", False)],
)
async def test_what_postfix_reports_of_mail_that_came_back_is_understood(
    post: Post, refusal: str, became: str, closed: bool
) -> None:
    post.families.script.append(refusal)
    message = await post.ana.post(post.family, "Can you pick her up?")
    (row,) = await post.until(inbound_email, lambda rows: bool(rows))
    tom = await post.maple.somebody("Tom Alvarez")
    timeline = await post.ana.get(f"/v1/messages/{message['id']}/timeline")
    steps = next(one["steps"] for one in timeline["items"] if one["person"] == tom.id)
    noted = {(one["address"], one["source"]) for one in await post.kept(consent)}

    assert row["became"] == became
    assert AT_RCPT[refusal].split()[1] in row["detail"]
    assert steps[-1]["what"] == "bounced"
    assert noted == ({(TOMS, "bounce")} if closed else set())


async def test_a_wrong_password_sends_nothing_and_burns_no_attempt(
    records: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with posting(records, tmp_path_factory.mktemp("mail"), monkeypatch, password="wrong") as post:
        await post.ana.post(post.family, "Can you pick her up?")
        rows = await post.until(delivery, lambda all_: any("535" in one["detail"] for one in all_))

    email = next(one for one in rows if one["address"] == TOMS)
    assert email["outcome"] is None
    assert post.families.received == []


async def test_postfix_refuses_us_or_a_recipient_and_only_the_recipient_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with SmtpServer(tmp_path).running() as families:
        with postfix(hub=free_port(), sink=families.port, replies=DOMAIN) as server:
            monkeypatch.setenv("SSL_CERT_FILE", str(server.folder / "cert.pem"))
            known = await sent(server.url(), KNOWN, STRANGER, KNOWN)
            unsigned = await sent(f"smtp://localhost:{server.port}", ELSEWHERE)
            named = await sent(server.url(), KNOWN, hello="hub1")
            other = await sent(server.url(), KNOWN, sender="stranger@maplestreet.example")

    assert kinds(known) == [Accepted, DeadAddress, Accepted], known
    assert [in_words("smtp", one) for one in (*unsigned, *named, *other)] == [
        "The mail server passes on no mail for us.",
        "The mail server does not take the name that we greet it with.",
        "The mail server refuses the address that our emails come from.",
    ]
