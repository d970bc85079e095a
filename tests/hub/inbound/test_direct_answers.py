"""An email that answers an email goes the way of every other: by accounts that work, within their limits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.hub.inbound.test_answering import ROSAS, TOMS, Post, attached, mailing
from tests.hub.notify.test_telling import settled, shut, until
from tests.hub.running import DEADLINE, QUIET
from tests.notifiers.providers.smtp import SmtpServer


@pytest.fixture
async def post(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Post]:
    """Ana has asked Mia's parents something, and both have her email."""
    async with mailing(records, tmp_path_factory.mktemp("mail")) as its:
        await its.ana.post(its.family, "Can you pick her up?")
        await settled(its.maple, 2)
        yield its


async def test_while_the_mail_server_is_left_alone_no_answer_goes_there_either_and_it_is_told_once_it_works(
    post: Post,
) -> None:
    raw = attached(post.letter()).as_bytes()
    post.server.refuses[TOMS] = "helo"
    await post.ana.post(post.family, "Or at four?")
    await shut(post.maple)
    calls = post.server.calls
    while_shut = await post.send(raw)
    after = post.server.calls
    post.server.refuses.clear()
    post.maple.clock.ahead = timedelta(minutes=2)
    await until(lambda: len(post.answers()) == 1 or post.server.calls > after)  # a probe
    async with asyncio.timeout(DEADLINE):
        while (then := await post.send(raw))[0] == 451:  # a mail server comes again, too, until the probe is back
            await asyncio.sleep(0.02)
    again = await post.send(raw)

    assert while_shut[0] == 451
    assert after == calls
    assert (then[0], again[0]) == (250, 250)
    assert len(post.answers()) == 1


async def test_what_the_first_mail_server_does_not_take_goes_by_the_second(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with SmtpServer(tmp_path_factory.mktemp("other")).running() as other:
        second = {
            "ROOMWIRE_SMTP_2_URL": other.env()["ROOMWIRE_SMTP_URL"], "ROOMWIRE_SMTP_2_FROM": "hub@second.example",
        }  # fmt: skip
        async with mailing(records, tmp_path_factory.mktemp("mail"), **second) as post:
            await post.ana.post(post.family, "Can you pick her up?")
            await settled(post.maple, 2)
            raw = attached(post.letter()).as_bytes()
            post.server.refuses[ROSAS] = "greylisted"
            ending = await post.send(raw)

            assert ending == (250, "")
            assert post.answers() == []
            assert [(one["to"], one["message"]["Auto-Submitted"]) for one in other.received] == [
                (ROSAS, "auto-replied")
            ]


async def test_an_answer_waits_while_as_many_emails_as_may_be_are_under_way(post: Post) -> None:
    limiter = post.maple.hub.dispatcher._limiters["email"]
    free = int(limiter.limit) - limiter.calls
    for _ in range(free):
        await limiter.acquire()
    raw = attached(post.letter()).as_bytes()
    calls = post.server.calls
    limiter._released.set()
    waiting = asyncio.create_task(post.send(raw))
    await until(lambda: not limiter._released.is_set())  # somebody waits for it
    await asyncio.sleep(QUIET)
    still = post.server.calls
    for _ in range(free):
        limiter.release()

    assert free > 0
    assert still == calls
    assert await waiting == (250, "")
    assert len(post.answers()) == 1
