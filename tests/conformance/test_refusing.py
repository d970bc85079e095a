"""Our sender and a real Exim and OpenSMTPD: each refuses us, refuses a recipient, and takes a good one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.store.row_security import Across
from hub.store.schema import consent, inbound_email
from notifiers.notification import Accepted, DeadAddress, Misconfigured, Notification, Outcome, RetryAt
from notifiers.senders import smtp
from notifiers.words import in_words
from policies.notify.bouncing import ALIKE
from tests.conformance.servers import ELSEWHERE, KNOWN, STRANGER, exim, opensmtpd
from tests.hub.running import Running, running
from tests.notifiers.providers.smtp import SECRET, SmtpServer
from tests.servers import free_port

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.timeout(180)]

NOW = datetime(2026, 11, 23, 15, 4, tzinfo=UTC)
NOTE = Notification(
    key="n_1", thread="c_1", title="Maple Street", body="New message from Ana Reyes", url="https://hub.example/c",
    sender_name="Maple Street", created_at=NOW, expires_at=NOW + timedelta(hours=24),
)  # fmt: skip
DOMAIN, TOMS = "reply.maplestreet.example", "tom.alvarez@families.example"


@pytest.fixture(scope="module")
def of_exim() -> Iterator[int]:
    with exim(sink=free_port()) as port:
        yield port


@pytest.fixture(scope="module")
def of_opensmtpd() -> Iterator[int]:
    with opensmtpd(sink=free_port()) as port:
        yield port


def at(port: int) -> str:
    """How a hub sends through a server on loopback."""
    return f"smtp://127.0.0.1:{port}?starttls=never"


async def sent(
    url: str, *to: str, sender: str = "hub@maplestreet.example", hello: str = "hub.maplestreet.example"
) -> Sequence[Outcome]:
    """What a fresh sender comes to for each address in turn."""
    env = {"ROOMWIRE_SMTP_URL": url, "ROOMWIRE_SMTP_FROM": sender}
    its = smtp.configure({**env, "ROOMWIRE_SMTP_HELO": hello})
    assert its is not None
    found = [await its.send(one, NOTE) for one in to]
    await its.close()
    return found


def kinds(outcomes: Sequence[Outcome]) -> list[type]:
    return [type(one) for one in outcomes]


async def test_exim_takes_a_good_one_and_a_stranger_is_closed(of_exim: int) -> None:
    got = await sent(at(of_exim), KNOWN, STRANGER, KNOWN)

    assert kinds(got) == [Accepted, DeadAddress, Accepted], got


async def test_exim_passes_on_nothing_for_us_and_nobody_is_closed(of_exim: int) -> None:
    got = await sent(at(of_exim), ELSEWHERE, KNOWN)

    assert kinds(got) == [Misconfigured, Accepted], got
    assert in_words("smtp", got[0]) == "The mail server passes on no mail for us."


async def test_exim_refuses_our_sender_and_nobody_is_closed(of_exim: int) -> None:
    (got,) = await sent(at(of_exim), KNOWN, sender="stranger@maplestreet.example")

    assert isinstance(got, Misconfigured), got
    assert "Sender verify failed" in got.why
    assert in_words("smtp", got) == "The mail server refuses the address that our emails come from."


async def test_exim_refuses_our_name_and_nobody_is_closed(of_exim: int) -> None:
    (got,) = await sent(at(of_exim), KNOWN, hello="hub_1")

    assert isinstance(got, Misconfigured), got
    assert in_words("smtp", got) == "The mail server does not take the name that we greet it with."


async def test_opensmtpd_says_the_same_of_a_stranger_and_of_us_and_only_a_stranger_is_closed(
    of_opensmtpd: int,
) -> None:
    of_a_stranger = await sent(at(of_opensmtpd), STRANGER, KNOWN, STRANGER)
    of_us = await sent(at(of_opensmtpd), ELSEWHERE, "b@elsewhere.example", "c@elsewhere.example")
    words = {one.why.partition(":")[0] for one in (of_a_stranger[2], of_us[0])}  # type: ignore[union-attr]

    assert words == {"550 Invalid recipient"}
    assert kinds(of_a_stranger) == [RetryAt, Accepted, DeadAddress], of_a_stranger
    assert kinds(of_us) == [RetryAt, RetryAt, Misconfigured], of_us
    assert ALIKE in of_us[2].why  # type: ignore[union-attr]


async def test_opensmtpd_refuses_our_sender_or_our_name_and_nobody_is_closed(of_opensmtpd: int) -> None:
    (of_sender,) = await sent(at(of_opensmtpd), KNOWN, sender="stranger@maplestreet.example")
    (of_name,) = await sent(at(of_opensmtpd), KNOWN, hello="hub1")

    assert in_words("smtp", of_sender) == "The mail server refuses the address that our emails come from."
    assert in_words("smtp", of_name) == "The mail server does not take the name that we greet it with."


# What Exim reports later


@contextlib.asynccontextmanager
async def reported(records: Path, folder: Path) -> AsyncIterator[tuple[Running, SmtpServer]]:
    """The demo school behind an Exim, and the mail server of the families."""
    port = free_port()
    async with SmtpServer(folder).running() as families:
        with exim(sink=families.port, hub=port, replies=DOMAIN) as outgoing:
            env = {
                "ROOMWIRE_SMTP_URL": f"smtp://127.0.0.1:{outgoing}?starttls=never", "ROOMWIRE_SECRET": SECRET,
                "ROOMWIRE_SMTP_FROM": "hub@maplestreet.example", "ROOMWIRE_MAIL_DOMAIN": DOMAIN,
                "ROOMWIRE_MAIL_LISTEN": f"127.0.0.1:{port}", "ROOMWIRE_SMTP_HELO": "hub.maplestreet.example",
            }  # fmt: skip
            async with running(records, env) as maple:
                yield maple, families


async def kept(maple: Running, table: Any) -> list[dict[str, Any]]:
    rows = await maple.hub.store.read(lambda one: one.execute(select(table)).mappings().all(), Across.OPERATOR)
    return [dict(row) for row in rows]


@pytest.mark.parametrize(
    ("word", "became"),
    [
        ("dead address", "hard"), ("mailbox full", "soft"), ("policy", "policy"), ("exim relay", "policy"),
        ("helo", "policy"),
    ],
)  # fmt: skip
async def test_what_exim_reports_is_read_by_its_words(
    records: Path, tmp_path: Path, word: str, became: str
) -> None:
    async with reported(records, tmp_path) as (maple, families):
        families.refuses[TOMS] = word
        ana = await maple.somebody("Ana Reyes")
        await ana.post(await ana.conversation("family", "Mia"), "Can you pick her up?")
        async with asyncio.timeout(60):
            while not (rows := await kept(maple, inbound_email)):
                await asyncio.sleep(0.05)
        noted = {(one["address"], one["source"]) for one in await kept(maple, consent)}

    assert rows[0]["detail"].startswith("5.0.0 ")
    assert rows[0]["became"] == became, rows[0]["detail"]
    assert noted == ({(TOMS, "bounce")} if became == "hard" else set())
