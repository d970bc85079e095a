"""What a mail server refuses at once: whose address is closed, whom the next medium tells, what admins read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.store.row_security import Across
from hub.store.schema import consent
from tests.hub.inbound.test_answering import TOMS
from tests.hub.inbound.test_bounces import CLOSED, Bounces, mailing, report
from tests.hub.running import DEADLINE


@pytest.fixture
async def refusals(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bounces]:
    """The demo school, whose mail server takes everything but what script says."""
    async with mailing(records, tmp_path_factory.mktemp("mail")) as its:
        yield Bounces(its)


async def asked(its: Bounces, text: str, word: str) -> str:
    """Ana writes, and the mail server says this word to Tom's email: the message, once that has ended or waits."""
    its.post.server.refuses[TOMS] = word
    message = str((await its.post.ana.post(its.post.family, text))["id"])
    async with asyncio.timeout(DEADLINE):
        while not {what for what, _ in await its.steps(message)} & {"failed", "retrying", "accepted"}:
            await asyncio.sleep(0.01)
    return message


async def providers(its: Bounces) -> dict[str, Any]:
    ines = await its.post.maple.somebody("Ines Walker")
    return next(one for one in (await ines.get("/v1/providers"))["items"] if one["provider"] == "smtp")


async def test_a_mailbox_that_is_full_closes_at_the_third_time(
    refusals: Bounces,
) -> None:
    first = await asked(refusals, "One", "mailbox full")
    ledgers = [await refusals.ledger()]
    for number in range(2):
        await asked(refusals, f"Number {number}", "mailbox full")
        ledgers.append(await refusals.ledger())

    assert (await refusals.steps(first))[-1][1].startswith("This mailbox takes nothing for now. 552 5.2.2")
    assert ledgers == [[], [], CLOSED]
    assert (await providers(refusals))["state"] == "works"


async def test_full_at_once_and_full_in_a_report_are_counted_together(refusals: Bounces) -> None:
    _, back = await refusals.ask("One")
    await refusals.post.send(report("failed", "5.2.2", "1"), sender="", to=back)
    await asked(refusals, "Two", "mailbox full")
    before = await refusals.ledger()
    await refusals.post.send(report("failed", "5.2.2", "2"), sender="", to=back)

    assert before == []
    assert await refusals.ledger() == CLOSED


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("helo", "The mail server does not take the name that we greet it with."),
        ("exim relay", "The mail server passes on no mail for us."),
        ("sender", "The mail server refuses the address that our emails come from."),
    ],
)
async def test_what_is_about_us_closes_nobody_shuts_the_mail_server_and_is_told_to_admins(
    refusals: Bounces, word: str, why: str
) -> None:
    message = await asked(refusals, "One", word)
    steps, shut = await refusals.steps(message), await providers(refusals)

    assert "retrying" in {what for what, _ in steps}
    assert await refusals.ledger() == []
    assert (shut["state"], shut["why"]) == ("shut", why)


async def test_an_address_closed_by_such_an_answer_once_is_used_again_when_it_is_open(refusals: Bounces) -> None:
    store = refusals.post.maple.hub.store
    await asked(refusals, "One", "dead address")
    ledger = await refusals.ledger()
    rows = await store.read(lambda one: one.execute(select(consent)).mappings().all(), Across.OPERATOR)
    opened = [{**row, "state": "open", "id": None} for row in rows]
    await store.write(
        lambda one: one.connection.execute(
            consent.insert(), [{key: value for key, value in row.items() if key != "id"} for row in opened]
        ),
        whose=Across.OPERATOR,
    )
    refusals.post.server.refuses.clear()
    message, _ = await refusals.ask("Two")

    assert ledger == CLOSED
    assert (await refusals.steps(message))[-1][0] == "accepted"
