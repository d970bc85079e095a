"""Mail that comes back: the timeline says so, and an address where nothing arrives is not used any more."""

from __future__ import annotations

import asyncio
import base64
import quopri
import smtplib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from hub.inbound.email.delivery_reports import folded
from hub.inbound.email.letters import read
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.schema import consent, inbound_email
from policies.notify.bouncing import Bounce, bounce_of, report_of
from tests.hub.inbound.test_answering import HOOK, TOMS, Post, mailing
from tests.hub.inbound.test_hostile_mail import unsorted
from tests.hub.notify.test_telling import settled, until
from tests.hub.running import DEADLINE

WORDS = {
    "5.1.1": "smtp; 550 5.1.1 <tom.alvarez@families.example>: Recipient address rejected: User unknown",
    "5.2.2": "smtp; 552 5.2.2 Mailbox full",
    "5.7.1": "smtp; 554 5.7.1 Message rejected by policy",
    "4.4.1": "X-Postfix; connect to mail.families.example[192.0.2.1]:25: Connection timed out",
    "5.4.4": "X-Postfix; Host or domain name not found. Name service error",
    "2.0.0": "smtp; 250 2.0.0 Ok: queued as 12345",
}


def report(action: str, status: str, name: str = "1", said: str = "", about: str = TOMS) -> bytes:
    """A delivery status notification, as Postfix writes it (RFC 3464). said: the server's words; about: whom."""
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
Final-Recipient: rfc822; {about}\r
Original-Recipient: rfc822;{about}\r
Action: {action}\r
Status: {status}\r
Remote-MTA: dns; mail.families.example\r
Diagnostic-Code: {said or WORDS.get(status, "smtp; 550 No")}\r
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
        told = [step for one in timeline["items"] if one["person"] == tom.id for step in one["steps"]]
        return [(one["what"], one["detail"]) for one in told]

    async def skipped(self, message: str) -> str:
        tom = await self.post.maple.somebody("Tom Alvarez")
        timeline = await self.post.ana.get(f"/v1/messages/{message}/timeline")
        return str(next(one for one in timeline["items"] if one["person"] == tom.id)["skipped"])

    async def ledger(self) -> list[Any]:
        rows = await self.post.maple.hub.store.read(
            lambda one: one.execute(select(consent)).mappings().all(), Across.OPERATOR
        )
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
    await bounces.post.send(report("failed", "4.2.2", "again"), sender="", to=backs[3])

    assert after_three == []  # the first was more than a week ago
    assert await bounces.ledger() == CLOSED


OURS = [
    ("5.7.1", ""), ("4.4.1", ""), ("5.3.4", ""), ("4.7.0", "smtp; 421 4.7.0 Try again later"),
    ("5.1.8", "smtp; 553 5.1.8 Domain of sender address does not exist"), ("5.1.7", ""), ("5.1.90", ""),
    ("5.1.0", "smtp; 550 5.1.0 <{back}>: Sender address rejected: User unknown in virtual mailbox table"),
    ("5.1.1", "smtp; 550 5.1.1 <{back}>: User unknown"),
    ("5.0.0", "smtp; 554 5.7.1 Message rejected by policy"), ("5.0.0", "smtp; 550 relay not permitted"),
]  # fmt: skip


async def test_what_is_about_us_closes_nobody_however_often_and_the_operator_reads_of_it(
    bounces: Bounces, caplog: pytest.LogCaptureFixture
) -> None:
    message, back = await bounces.ask("One")
    for number in range(3):
        for status, said in OURS:
            raw = report("failed", status, f"{number} {said} {status}", said.format(back=back))
            await bounces.post.send(raw, sender="", to=back)
    steps = await bounces.steps(message)

    assert [what for what, _ in steps].count("bounced") == 3 * len(OURS)
    assert await bounces.ledger() == []
    errors = [vars(one)["why"] for one in caplog.records if one.levelname == "ERROR"]
    assert any("5.7.1" in one for one in errors)
    ines = await bounces.post.maple.somebody("Ines Walker")
    email = next(one for one in (await ines.get("/v1/providers"))["items"] if one["provider"] == "smtp")
    assert email["state"] == "works"  # what one server says in a report shuts nothing
    assert email["why"] == (
        "It takes our emails, but a mail server of families sent some back. The last one passes on no mail for us. "
        "Look at ROOMWIRE_SMTP_URL."
    )
    assert email["since"]


@pytest.mark.only("sqlite")
async def test_a_command_that_was_refused_before_any_recipient_is_told_in_words_for_people(
    bounces: Bounces,
) -> None:
    message, back = await bounces.ask("One")
    raw = report("failed", "5.1.0", said="smtp; 550 5.1.0 User unknown")
    told = b"<tom.alvarez@families.example>: host mail.families.example said: 550 No (in reply\r\n to MAIL FROM)"
    await bounces.post.send(raw.replace(b"This is the mail system at host mail.example.", told), sender="", to=back)

    assert [what for what, _ in await bounces.steps(message)][-1] == "bounced"
    assert await bounces.ledger() == []


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("5.0.0", "smtp; 550 5.1.1 <tom.alvarez@families.example>: Recipient address rejected: User unknown"),
        ("5.0.0", "smtp; 550 Unrouteable address"), ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
    ],
)  # fmt: skip
async def test_exims_reports_are_read_by_their_words(bounces: Bounces, status: str, said: str) -> None:
    _, back = await bounces.ask("One")
    await bounces.post.send(report("failed", status, said=said), sender="", to=back)

    assert await bounces.ledger() == CLOSED


@pytest.mark.parametrize(("status", "said"), [("5.2.2", ""), ("5.0.0", "smtp; 550 No"), ("5.7.1", "")])
async def test_at_the_first_email_that_came_back_they_are_told_by_the_next_medium(
    bounces: Bounces, status: str, said: str
) -> None:
    tom = await bounces.post.maple.somebody("Tom Alvarez")
    message, back = await bounces.ask("One")
    await tom.ask("POST", "/v1/devices", {"provider": "fcm", "address": "toms-phone"})
    await bounces.post.send(report("failed", status, said=said), sender="", to=back)
    async with asyncio.timeout(DEADLINE):
        while ("accepted", "console") not in await bounces.steps(message):
            await asyncio.sleep(0.01)

    assert await bounces.ledger() == []


@pytest.mark.parametrize("about", ["someone.else@families.example", "tom.alvarez@elsewhere.example", "tom", ""])
async def test_a_report_about_somebody_else_closes_nothing(bounces: Bounces, about: str) -> None:
    message, back = await bounces.ask("One")
    for number in range(4):
        raw = report("failed", "5.1.1", str(number), "smtp; 550 5.1.1 User unknown", about)
        await bounces.post.send(raw, sender="", to=back)

    assert await bounces.ledger() == []
    assert [what for what, _ in await bounces.steps(message)][-1] == "accepted"


@pytest.mark.parametrize(
    "about", ["Tom.Alvarez@Families.Example", "<tom.alvarez@families.example>", "tom.alvarez@families.example."]
)
async def test_a_report_may_write_the_address_in_its_own_way(bounces: Bounces, about: str) -> None:
    _, back = await bounces.ask("One")
    await bounces.post.send(report("failed", "5.1.1", about=about), sender="", to=back)

    assert await bounces.ledger() == CLOSED


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
async def test_a_report_in_utf_8_is_read(bounces: Bounces, encoding: str) -> None:
    _, back = await bounces.ask("One")
    await bounces.post.send(in_utf_8(encoding), sender="", to=back)

    assert await bounces.ledger() == CLOSED


def in_utf_8(encoding: str, about: str = TOMS) -> bytes:
    """The same as RFC 6533 has it, its fields encoded so."""
    head, between, rest = report(
        "failed", "5.1.1", said="smtp; 550 5.1.1 Usuario ñ desconocido", about=about
    ).partition(b"Reporting-MTA")
    fields, boundary, end = (between + rest).partition(b"--4F1")
    encoded = {"8bit": bytes, "base64": base64.encodebytes, "quoted-printable": quopri.encodestring}[encoding](
        fields
    )
    kind = b"message/global-delivery-status\r\nContent-Transfer-Encoding: " + encoding.encode()
    head = head.replace(b"message/delivery-status", kind)
    return head + encoded + b"\r\n" + boundary + end.replace(b"rfc822-headers", b"global-headers")


@pytest.mark.parametrize("about", ["josé@niño.example", "jos\\x{E9}@xn--nio-8ma.example"])
def test_addresses_in_utf_8_are_the_same_however_they_are_written(about: str) -> None:
    (its,) = read(in_utf_8("8bit", about)).reports

    assert folded("JOSÉ@niño.example") in its.about
    assert folded("jose@nino.example") not in its.about


async def test_where_a_mail_domain_has_lost_all_its_users_at_once_nobody_more_is_closed(bounces: Bounces) -> None:
    back, school = (await bounces.ask("One"))[1], next(iter(bounces.post.maple.hub.schools.all())).id
    row = {"school": school, "delivery": "n_1", "became": "hard", "detail": "5.1.1"}
    at = stamp(bounces.post.maple.hub.clock())
    rows = [{**row, "id": str(n), "address": f"p{n}@families.example", "at": at} for n in range(4)]
    await bounces.post.maple.hub.store.write(
        lambda one: one.connection.execute(insert(inbound_email), rows), whose=Across.OPERATOR
    )
    await bounces.post.send(report("failed", "5.1.1"), sender="", to=back)

    assert await bounces.ledger() == []


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

    assert (from_somebody[0], to_reply[0]) == (250, 250)  # listed for the office: neither is an answer or believed
    assert forged[0] == 550
    listed = await unsorted(bounces.post)
    assert {one["reason"] for one in listed} == {"automatic"}
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

    assert (named.status, unknown.status, by_path.status) == (200, 200, 200)
    assert {(await one.json())["became"] for one in (named, unknown)} == {"listed"}
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
    def meant(raw: bytes) -> list[Bounce | None]:
        return [bounce_of(one.action, report_of(one.said, one.status, one.stage, "")) for one in read(raw).reports]

    assert meant(report("failed", "5.1.1")) == [Bounce.HARD]
    assert not any(meant(raw))
