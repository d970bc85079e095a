"""Hostile and broken mail: it is refused in words, dropped with a line in the log, or read as well as it can be."""

from __future__ import annotations

import asyncio
import base64
import io
import smtplib
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.inbound.email.answers import answer_of
from hub.inbound.email.html_text import text_of_page
from hub.inbound.email.letters import LARGEST, Unreadable, read
from hub.signing import Signer
from hub.store.names import new
from tests.hub.inbound.test_answering import DOMAIN, HOOK, ROSAS, TOMS, Post, mailing
from tests.hub.notify.test_telling import settled
from tests.hub.our_emails import OURS
from tests.notifiers.providers.smtp import SECRET

pytestmark = pytest.mark.only("sqlite")

QUESTION = "Can you pick her up?"


@pytest.fixture
async def post(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Post]:
    """Ana has asked Mia's parents something, and both have her email."""
    async with mailing(records, tmp_path_factory.mktemp("mail")) as its:
        await its.ana.post(its.family, QUESTION)
        await settled(its.maple, 2)
        yield its


def mail(head: str, body: str = "Hello", sender: str = ROSAS) -> bytes:
    """An email written by hand, whatever a mail program would say of it."""
    lines = [f"From: {sender}"] if sender else []
    return "\r\n".join([*lines, "Message-ID: <1@x.example>", *head.splitlines(), "", body, ""]).encode("utf-8")


def deep(levels: int) -> bytes:
    open_ = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(levels))
    close = "".join(f"\r\n--b{n}--" for n in reversed(range(levels)))
    return (
        f"From: {ROSAS}\r\nMessage-ID: <1@x.example>\r\n{open_}Content-Type: text/plain\r\n\r\nDeep{close}".encode()
    )


REFUSED: dict[str, tuple[bytes, str]] = {
    "no From": (mail("Subject: x", sender=""), "senders"),
    "two Froms": (mail(f"From: {ROSAS}"), "senders"),
    "two in one From": (mail("", sender=f"{ROSAS}, {TOMS}"), "senders"),
    "another's address": (mail("", sender=TOMS), "stranger"),
    "a stranger's address": (mail("", sender="evil@x.example"), "stranger"),
    "her address as a name": (mail("", sender=f'"{ROSAS}" <evil@x.example>'), "stranger"),
    "her address in a comment": (mail("", sender=f"evil@x.example ({ROSAS})"), "senders"),
    "her address encoded in a name": (
        mail("", sender="=?utf-8?q?rosa=2Ealvarez=40families=2Eexample_=28?= <evil@evil.example>"),
        "stranger",
    ),
    "a From that ends early for some": (mail("", sender=f"evil@evil.example\0 <{ROSAS}>"), "senders"),
    "a From that some do not see": (mail("From : evil@evil.example"), "senders"),
    "a From of nothing": (mail("", sender="<>"), "senders"),
    "too deep": (deep(150), "unreadable"),
    "too many parts": (mail("", "boundary=x\r\n" * 101), "unreadable"),
}

DROPPED: dict[str, bytes] = {
    "out of office": mail("Auto-Submitted: auto-replied"),
    "generated": mail("Auto-Submitted: auto-generated; owner=x"),
    "bulk": mail("Precedence: bulk"),
    "list": mail("Precedence: list"),
    "junk": mail("Precedence:  JUNK "),
    "a mailing list": mail("List-Id: <x.example>"),
    "encoded": mail("Auto-Submitted: =?utf-8?q?auto-replied?="),
    "our own": mail("").replace(b"<1@x.example>", b"<" + b"0" * 32 + b"@maplestreet.example>"),
}

READ_AS: dict[str, tuple[bytes, str]] = {
    "plain": (mail("", "Hello"), "Hello"),
    "NUL": (mail("", "He\0llo\0"), "Hello"),
    "a charset that is none": (mail('Content-Type: text/plain; charset="klingon"', "Grüße"), "Grüße"),
    "a charset that lies": (
        mail("Content-Type: text/plain; charset=utf-8", "Hello").replace(b"Hello", b"Gr\xfc\xdfe"),
        "Grüße",
    ),
    "no charset": (mail("").replace(b"Hello", b"caf\xe9"), "café"),
    "a broken base64": (mail("Content-Transfer-Encoding: base64", "SGVsbG8=!!!"), "Hello"),
    "a codec that is no charset": (mail("Content-Type: text/plain; charset=rot13", "Hello"), "Hello"),
    "base64": (
        mail("Content-Transfer-Encoding: base64", base64.b64encode("Señora 🍁".encode()).decode()),
        "Señora 🍁",
    ),
    "a page": (
        mail("Content-Type: text/html", "<p>Yes,<br>at <b>noon</b>&nbsp;&amp; on time</p>"),
        "Yes,\nat noon & on time",
    ),
    "a page with a script": (
        mail("Content-Type: text/html", "<style>p{}</style><script>x</script><p>Yes</p><!-- <p>no</p>"),
        "Yes",
    ),
    "a page that quotes": (
        mail("Content-Type: text/html", "<div>Yes</div><blockquote type=cite><div>Ana asks</div></blockquote>"),
        "Yes\n> Ana asks",
    ),
    "her name as Exchange writes it": (
        mail("", sender=f"=?utf-8?Q?=C3=81lvarez=2C_Rosa?= <{ROSAS}>"),
        "Hello",
    ),
    "her name before it": (mail("", sender=f"Rosa Álvarez <{ROSAS.upper()}>"), "Hello"),
    "a multipart without parts": (mail("Content-Type: multipart/mixed; boundary=x", "--x--"), ""),
    "reversed writing": (mail("", "Hel\u202elo"), "Hello"),
}


async def unsorted(post: Post) -> list[dict[str, Any]]:
    """What lies with the office, the newest first."""
    return list((await (await post.maple.somebody("Ines Walker")).get("/v1/unsorted"))["items"])


async def unchanged(post: Post) -> bool:
    """Whether nothing was said, and her next email still is."""
    quiet = await post.said() == [QUESTION]
    await post.send(post.letter("Still here", name="<next@x.example>").as_bytes())
    return quiet and await post.said() == [QUESTION, "Still here"]


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_not_surely_hers_lies_with_the_office_and_whoever_sent_it_learns_nothing(
    post: Post, what: str
) -> None:
    raw, reason = REFUSED[what]

    assert await post.send(raw) == (250, "")
    (kept,) = await unsorted(post)
    assert (kept["reason"], kept["person"], kept["count"]) == (reason, None, 1)
    assert kept["has_original"]
    assert post.answers() == []
    assert await unchanged(post)


@pytest.mark.parametrize("what", DROPPED)
async def test_what_no_person_wrote_is_no_message_is_never_answered_and_stands_in_a_list_with_its_reason(
    post: Post, what: str
) -> None:
    code, _ = await post.send(DROPPED[what])
    (kept,) = await unsorted(post)

    assert code == 250
    assert kept["reason"] == "automatic"
    assert kept["detail"]
    assert post.answers() == []
    assert await unchanged(post)


@pytest.mark.parametrize("what", READ_AS)
def test_what_is_broken_is_read_as_well_as_it_can_be(what: str) -> None:
    raw, text = READ_AS[what]

    assert answer_of(read(raw).text, "", OURS).text == text
    assert read(raw).senders == (ROSAS,)


async def test_an_address_that_we_did_not_make_takes_nothing(post: Post) -> None:
    local, mac = post.reply_to.partition("@")[0].split(".")
    others = Signer("x" * 40).local("reply", new("n"))
    gone = Signer(SECRET).local("reply", new("n"))
    for to in (
        f"{local}.{'a' * 16}@{DOMAIN}", f"{local}@{DOMAIN}", f"{others}@{DOMAIN}", f"ana@{DOMAIN}",
        f"{local}.{mac}@elsewhere.example", f"bounce{local.removeprefix('reply')}.{mac}@{DOMAIN}",
    ):  # fmt: skip
        assert await post.send(post.letter().as_bytes(), to=to) == (550, "5.1.1 There is no such address here.")
    assert "not on record" in (await post.send(post.letter().as_bytes(), to=f"{gone}@{DOMAIN}"))[1]
    assert await unchanged(post)


async def test_toms_address_does_not_speak_for_tom_when_rosa_writes_to_it(post: Post) -> None:
    toms = post.to(TOMS)["Reply-To"].addresses[0].addr_spec
    code, _ = await post.send(post.letter().as_bytes(), to=toms)
    (kept,) = await unsorted(post)

    assert (code, kept["reason"], kept["address"]) == (250, "stranger", ROSAS)
    assert post.answers() == []  # nobody has proved that it was Rosa
    assert await unchanged(post)


async def test_thirty_megabytes_are_refused_at_once_and_while_they_come(post: Post) -> None:
    large = mail("", "x" * 70 + "\r\n") + (b"y" * 70 + b"\r\n") * (30 * 1024 * 1024 // 72)
    announced = await post.send(large)

    def unannounced() -> tuple[int, bytes]:
        with smtplib.SMTP("127.0.0.1", post.maple.hub.mail_port, timeout=60) as client:
            client.ehlo()
            client.mail(ROSAS)
            client.rcpt(post.reply_to)
            return client.data(large)

    later = await asyncio.to_thread(unannounced)
    hook = await post.maple.http.post(
        f"{post.maple.url}/v1/hooks/mail", data=io.BytesIO(large),
        headers={"content-type": "message/rfc822", "roomwire-hook-secret": HOOK},
    )  # fmt: skip

    assert len(large) > LARGEST
    assert (announced[0], later[0], hook.status) == (552, 552, 413)
    assert await unchanged(post)


async def test_a_message_that_is_too_long_or_has_no_words_is_answered_in_words(post: Post) -> None:
    long = await post.send(mail("", "long words " * 2_000))
    post.maple.clock.ahead = timedelta(hours=1, seconds=1)
    empty = await post.send(mail("X: 1", "").replace(b"<1@", b"<2@"))
    told = [" ".join(one.get_body(("plain",)).get_content().split()) for one in post.answers()]

    assert (long[0], empty[0]) == (250, 250)
    assert "longer than 16,000 characters" in told[0]
    assert "no text of yours" in told[1]
    assert [one["reason"] for one in await unsorted(post)] == ["empty", "refused"]
    assert await unchanged(post)


async def test_several_recipients_are_taken_one_at_a_time(post: Post) -> None:
    def two() -> tuple[int, int]:
        with smtplib.SMTP("127.0.0.1", post.maple.hub.mail_port, timeout=20) as client:
            client.ehlo()
            client.mail(ROSAS)
            return client.rcpt(post.reply_to)[0], client.rcpt(post.to(TOMS)["Reply-To"].addresses[0].addr_spec)[0]

    assert await asyncio.to_thread(two) == (250, 452)


async def test_more_connections_than_there_is_room_for_are_told_to_come_again(post: Post) -> None:
    opened = [await asyncio.open_connection("127.0.0.1", post.maple.hub.mail_port) for _ in range(17)]
    greetings = [await reader.readline() for reader, _ in opened]
    for _, writer in opened:
        writer.close()

    assert [one[:3] for one in greetings[:16]] == [b"220"] * 16
    assert greetings[16].startswith(b"421 4.3.2")
    assert await unchanged(post)


@given(raw=st.binary(max_size=400), body=st.text(max_size=400))
def test_no_bytes_break_the_reading(raw: bytes, body: str) -> None:
    for one in (raw, mail("Content-Type: text/html", "") + raw, b"From: =?" + raw + b"\r\n\r\n"):
        try:
            letter = read(one)
        except Unreadable:
            continue
        assert "\0" not in letter.text
        letter.text.encode()
    assert "\0" not in answer_of(body, "", OURS).text or "\0" in body
    text_of_page(body)


@pytest.mark.parametrize(
    "made",
    [
        lambda n: "On " * (n // 3), lambda n: "On a\n" * (n // 5), lambda n: "From: a\n" * (n // 8),
        lambda n: "\n\n_" * (n // 3), lambda n: "-\n" * (n // 2), lambda n: "> " * (n // 2), lambda n: " " * n,
    ],
)  # fmt: skip
@pytest.mark.timeout(20)
def test_no_text_keeps_us_busy(made: Callable[[int], str]) -> None:
    answer_of(made(200_000), made(100_000), OURS)


@pytest.mark.parametrize(
    "piece", ["<", "<!--", "<a ", "<a b='", "&", "<![CDATA[", "</", "<script>", "<blockquote>x"]
)
@pytest.mark.timeout(20)
def test_no_page_keeps_us_busy(piece: str) -> None:
    text_of_page(piece * (200_000 // len(piece)))
