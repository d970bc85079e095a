"""Mail that comes back: the timeline says so, and an address where nothing arrives is not used any more."""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.inbound.letters import read
from hub.store.address_schema import consent
from tests.hub.running import DEADLINE
from tests.hub.test_answering import HOOK, TOMS, Post, mailing
from tests.hub.test_telling import settled, until

WORDS = {
    "5.1.1": "smtp; 550 5.1.1 <tom.alvarez@families.example>: Recipient address rejected: User unknown",
    "5.2.2": "smtp; 552 5.2.2 Mailbox full",
    "5.7.1": "smtp; 554 5.7.1 Message rejected by policy",
    "4.4.1": "X-Postfix; connect to mail.families.example[192.0.2.1]:25: Connection timed out",
    "5.4.4": "X-Postfix; Host or domain name not found. Name service error",
    "2.0.0": "smtp; 250 2.0.0 Ok: queued as 12345",
}


def report(action: str, status: str, name: str = "1") -> bytes:
    """A delivery status notification, as Postfix writes it (RFC 3464)."""
    return f"""Return-Path: <>\r
Date: Mon, 23 Nov 2026 15:04:05 +0000 (UTC)\r
From: MAILER-DAEMON@mail.example (Mail Delivery System)\r
Subject: Undelivered Mail Returned to Sender\r
To: bounce@mail.example\r
Auto-Submitted: auto-replied\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status;\r
\tboundary="4F1.1764/mail.example"\r
Message-Id: <2026.{name}@mail.example>\r
\r
This is a MIME-encapsulated message.\r
\r
--4F1.1764/mail.example\r
Content-Description: Notification\r
Content-Type: text/plain; charset=us-ascii\r
\r
This is the mail system at host mail.example.\r
\r
--4F1.1764/mail.example\r
Content-Description: Delivery report\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mail.example\r
X-Postfix-Queue-ID: 4F1\r
Arrival-Date: Mon, 23 Nov 2026 15:04:04 +0000 (UTC)\r
\r
Final-Recipient: rfc822; tom.alvarez@families.example\r
Original-Recipient: rfc822;tom.alvarez@families.example\r
Action: {action}\r
Status: {status}\r
Remote-MTA: dns; mail.families.example\r
Diagnostic-Code: {WORDS.get(status, "smtp; 550 No")}\r
\r
--4F1.1764/mail.example\r
Content-Description: Undelivered Message Headers\r
Content-Type: text/rfc822-headers\r
\r
From: Maple Street <hub@maplestreet.example>\r
Subject: Messages from Maple Street\r
\r
--4F1.1764/mail.example--\r
""".encode()


@dataclass
class Bounces:
    """The demo school, where Tom is told by email."""

    post: Post

    async def ask(self, text: str) -> tuple[str, str]:
        """Ana writes to Mia's family: the message, and where Tom's email would come back."""
        before = sum(one["to"] == TOMS for one in self.post.server.received)
        message = await self.post.ana.post(self.post.family, text)
        await until(lambda: sum(one["to"] == TOMS for one in self.post.server.received) > before)
        await settled(self.post.maple)
        toms = [one for one in self.post.server.received if one["to"] == TOMS]
        return str(message["id"]), str(toms[-1]["from"])

    async def steps(self, message: str) -> list[tuple[str, str]]:
        """What the timeline says of Tom."""
        tom = await self.post.maple.somebody("Tom Alvarez")
        timeline = await self.post.ana.get(f"/v1/messages/{message}/timeline")
        told = next(one for one in timeline["items"] if one["person"] == tom.id)
        return [(one["what"], one["detail"]) for one in told["steps"]]

    async def skipped(self, message: str) -> str:
        tom = await self.post.maple.somebody("Tom Alvarez")
        timeline = await self.post.ana.get(f"/v1/messages/{message}/timeline")
        return str(next(one for one in timeline["items"] if one["person"] == tom.id)["skipped"])

    async def ledger(self) -> list[Any]:
        rows = await self.post.maple.hub.store.read(lambda one: one.execute(select(consent)).mappings().all())
        return [(row["address"], row["class"], row["state"], row["source"]) for row in rows]


@pytest.fixture
async def bounces(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bounces]:
    async with mailing(records, tmp_path_factory.mktemp("mail")) as its:
        yield Bounces(its)


CLOSED = [(TOMS, "emergency", "closed", "bounce"), (TOMS, "routine", "closed", "bounce")]


@pytest.mark.parametrize("status", ["5.1.1", "5.4.4"])
async def test_an_address_where_nobody_is_is_closed_at_once_and_the_timeline_says_why(
    bounces: Bounces, status: str
) -> None:
    message, back = await bounces.ask("One")
    before = await bounces.ledger()
    first, again = [
        await bounces.post.send(report("failed", status), sender="", to=back, greeting=greeting)
        for greeting in (smtplib.SMTP, smtplib.LMTP)
    ]
    steps = await bounces.steps(message)
    next_one = await bounces.post.ana.post(bounces.post.family, "Two")
    await until(lambda: sum(one["to"] != TOMS for one in bounces.post.server.received) == 2)

    assert before == []
    assert (first[0], again[0]) == (250, 250)
    assert [what for what, _ in steps] == ["planned", "handed", "accepted", "bounced"]
    assert steps[-1][1] == f"{status} {WORDS[status]}"
    assert await bounces.ledger() == CLOSED
    assert "what was sent there came back" in await bounces.skipped(next_one["id"])
    assert sum(one["to"] == TOMS for one in bounces.post.server.received) == 1


async def test_who_has_a_phone_by_then_is_told_there_when_the_email_comes_back(bounces: Bounces) -> None:
    tom = await bounces.post.maple.somebody("Tom Alvarez")
    message, back = await bounces.ask("One")
    await tom.ask("POST", "/v1/devices", {"provider": "fcm", "address": "toms-phone"})
    await bounces.post.send(report("failed", "5.1.1"), sender="", to=back)
    async with asyncio.timeout(DEADLINE):
        while ("accepted", "console") not in (steps := await bounces.steps(message)):
            await asyncio.sleep(0.01)

    assert [what for what, _ in steps].count("planned") == 2


async def test_a_full_mailbox_is_closed_the_third_time_in_a_week_and_not_over_a_month(bounces: Bounces) -> None:
    clock = bounces.post.maple.clock
    backs = [(await bounces.ask(f"Number {number}"))[1] for number in range(4)]
    for number, ahead in enumerate((0, 8, 9)):
        clock.ahead = timedelta(days=ahead)
        await bounces.post.send(report("failed", "5.2.2", str(number)), sender="", to=backs[number])
    after_three = await bounces.ledger()
    await bounces.post.send(report("failed", "4.4.1", "again"), sender="", to=backs[3])

    assert after_three == []  # the first was more than a week ago
    assert await bounces.ledger() == CLOSED


async def test_a_policy_against_us_closes_nobody_and_the_operator_reads_of_it(
    bounces: Bounces, caplog: pytest.LogCaptureFixture
) -> None:
    message, back = await bounces.ask("One")
    for number in range(4):
        await bounces.post.send(report("failed", "5.7.1", str(number)), sender="", to=back)
    steps = await bounces.steps(message)

    assert [what for what, _ in steps][-4:] == ["bounced"] * 4
    assert await bounces.ledger() == []
    errors = [one.getMessage() for one in caplog.records if one.levelname == "ERROR"]
    assert any("5.7.1" in one for one in errors)


async def test_what_is_late_or_passed_on_only_shows(bounces: Bounces) -> None:
    message, back = await bounces.ask("One")
    for number in range(4):
        await bounces.post.send(report("delayed", "4.4.1", f"d{number}"), sender="", to=back)
    await bounces.post.send(report("relayed", "2.0.0", "r"), sender="", to=back)
    steps = await bounces.steps(message)

    assert [what for what, _ in steps] == ["planned", "handed", "accepted", *["delayed"] * 4]
    assert await bounces.ledger() == []


@pytest.mark.only("sqlite")
async def test_a_report_is_believed_from_nobody_and_to_a_signed_address_alone(bounces: Bounces) -> None:
    _, back = await bounces.ask("One")
    local, _, domain = back.partition("@")
    from_somebody = await bounces.post.send(report("failed", "5.1.1"), sender="evil@x.example", to=back)
    forged = await bounces.post.send(
        report("failed", "5.1.1"), sender="", to=f"{local.partition('.')[0]}.{'a' * 16}@{domain}"
    )
    to_reply = await bounces.post.send(report("failed", "5.1.1"), sender="", to=bounces.post.reply_to)

    assert from_somebody == (550, "5.7.1 This address takes only reports of mail that came back.")
    assert forged[0] == 550
    assert to_reply[0] == 250  # it is dropped: a report answers nothing
    assert await bounces.ledger() == []
    assert await bounces.post.said() == ["One"]
    await bounces.post.send(report("failed", "5.1.1"), sender="", to=back)
    assert await bounces.ledger() == CLOSED


@pytest.mark.only("sqlite")
async def test_a_report_over_http_needs_the_envelope_of_nobody(bounces: Bounces) -> None:
    _, back = await bounces.ask("One")
    url, http = f"{bounces.post.maple.url}/v1/hooks/mail", bounces.post.maple.http
    head = {"content-type": "message/rfc822", "roomwire-hook-secret": HOOK, "roomwire-envelope-to": back}
    raw = report("failed", "5.1.1")
    named = await http.post(url, data=raw, headers={**head, "roomwire-envelope-from": "evil@x.example"})
    unknown = await http.post(url, data=raw.replace(b"Return-Path: <>\r\n", b""), headers=head)
    before = await bounces.ledger()
    by_path = await http.post(url, data=raw, headers=head)

    assert (named.status, unknown.status, by_path.status) == (422, 422, 200)
    assert before == []
    assert (await by_path.json())["became"] == "hard"
    assert await bounces.ledger() == CLOSED


@pytest.mark.parametrize(
    "raw",
    [
        b"From: x@y.example\r\n\r\nYour mail came back, sorry: 5.1.1",
        report("failed", "5.1.1").replace(b"report-type=delivery-status", b"report-type=disposition-notification"),
        report("failed", "5.1.1").replace(b"message/delivery-status", b"text/plain"),
        report("failed", "5.1.1").replace(b"Action:", b"Axtion:"),
        report("failed", "nonsense"), report("exploded", "5.1.1"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_report_closes_nothing(raw: bytes) -> None:
    from policies.bouncing import bounce_of

    assert read(report("failed", "5.1.1")).reports
    assert not any(bounce_of(one.action, one.status) for one in read(raw).reports)
