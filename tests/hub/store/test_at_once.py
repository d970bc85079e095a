"""The same action on two hubs of one database at the same moment: it is done once, and the other is told so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from hub.actions.inbound.unsorted import keep
from hub.actions.notify.unsubscribe import ONE_CLICK, unsubscribe
from hub.queries.records.file_limits import DAY_BYTES
from hub.store import schema, texts
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.schema import consent, file
from notifiers import outbox
from notifiers.tables import delivery
from tests.hub.inbound.test_unsorted import unsorted
from tests.hub.records.test_reporting import reported
from tests.hub.review.test_approval import hold
from tests.hub.review.test_queue import decide
from tests.hub.running import Running, Somebody
from tests.hub.store.test_nodes import nodes

pytestmark = pytest.mark.only("postgres")

TIMES = 6
"""How often each is tried: what goes wrong by chance does so in one of a few."""


@pytest.fixture
async def both(records: Path) -> AsyncIterator[tuple[Running, Running]]:
    """Two hubs on the same records."""
    async with nodes(records, {"ROOMWIRE_WORKER": "0"}) as pair:
        yield pair


async def on_both(both: tuple[Running, Running], name: str) -> tuple[Somebody, Somebody]:
    """One sign-in, on either hub."""
    here, there = both
    one = await here.somebody(name)
    return one, Somebody(there, one.token, one.its)


async def counted(maple: Running, asked: Any) -> int:
    """The one number that is asked for."""
    return int(await maple.hub.store.read(lambda one: one.execute(asked).scalar_one(), Across.OPERATOR))


async def test_two_reviewers_decide_once(both: tuple[Running, Running]) -> None:
    await hold(both[0], "message")
    ana, (ines, too) = await both[0].somebody("Ana Reyes"), await on_both(both, "Ines Walker")
    family = await ana.conversation("family", "Mia")
    event = schema.event.c
    for number in range(TIMES):
        said = await ana.post(family, f"number {number}")
        answers = await asyncio.gather(
            decide(ines, said["id"], "approve"), decide(too, said["id"], "decline", "No")
        )
        rows = select(func.count()).where(event.kind == "reviewed")

        assert sorted(status for status, _ in answers) == [200, 409]
        assert await counted(both[0], rows) == number + 1


async def test_two_who_settle_a_report_and_an_entry_of_the_office_settle_it_once(
    both: tuple[Running, Running],
) -> None:
    rosa, (ines, too) = await both[0].somebody("Rosa Alvarez"), await on_both(both, "Ines Walker")
    ana = await both[0].somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    _, made = await reported(rosa, family, (await ana.post(family, "Hello"))["id"])
    await keep(both[0].hub.schools[both[0].school], unsorted(), both[0].clock())
    entry = (await ines.get("/v1/unsorted"))["items"][0]["id"]
    for path in (f"/v1/reports/{made['id']}", f"/v1/unsorted/{entry}"):
        answers = await asyncio.gather(*(one.ask("POST", path, {"note": "Seen."}) for one in (ines, too)))

        assert sorted(status for status, _ in answers) == [200, 409]


async def test_two_who_send_an_alert_again_send_it_once(both: tuple[Running, Running]) -> None:
    ines, too = await on_both(both, "Ines Walker")
    rosa, ana = await both[0].somebody("Rosa Alvarez"), await both[0].somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    said = {**await ana.post(family, "Hello"), "conversation": family}
    for number in range(TIMES):
        its = f"n_again{number}"
        await _alert(both[0], its, said, rosa, settled_at=stamp(both[0].clock()), outcome="expired")
        path = f"/v1/deliveries/{its}/resend"
        answers = await asyncio.gather(*(one.ask("POST", path, {}) for one in (ines, too)))

        assert sorted(status for status, _ in answers) == [200, 409], answers


async def _alert(maple: Running, its: str, said: dict[str, Any], rosa: Somebody, **more: Any) -> None:
    at = stamp(maple.clock())
    row = {
        "id": its, "school": maple.school, "event": said["seq"], "message": said["id"],
        "conversation": said["conversation"], "n": 1, "recipients": f'["{rosa.id}"]', "medium": "email",
        "provider": "", "address": rosa.its["email"] if more.get("outcome") else its, "title": "t", "body": "b",
        "path": "/", "planned_at": at, "due_at": at, "expires_at": stamp(maple.clock() + timedelta(hours=1)),
        "attempts": 0, **more,
    }  # fmt: skip
    if more.get("outcome"):
        row |= {"event": said["seq"] + 1_000 + int(its[-1])}
    await maple.hub.store.write(
        lambda one: one.connection.execute(insert(delivery).values(**row)), whose=Across.OPERATOR
    )


async def test_what_is_claimed_while_its_message_is_taken_back_is_not_called_cancelled(
    both: tuple[Running, Running],
) -> None:
    rosa, ana = await both[0].somebody("Rosa Alvarez"), await both[0].somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    said = {**await ana.post(family, "Hello"), "conversation": family}
    here, there = both
    await _alert(here, "n_claimed1", said, rosa)
    claimed, cancelled = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()

    def claims(transaction: Any) -> None:
        hands = update(delivery).where(delivery.c.id == "n_claimed1").values(handed_at=stamp(here.clock()))
        transaction.connection.execute(hands)
        loop.call_soon_threadsafe(claimed.set)
        asyncio.run_coroutine_threadsafe(_a_moment(), loop).result()

    def cancels(transaction: Any) -> None:
        outbox.cancel(transaction.connection, here.school, said["id"], stamp(here.clock()), "taken back")
        loop.call_soon_threadsafe(cancelled.set)

    claiming = asyncio.create_task(here.hub.store.write(claims, whose=Across.OPERATOR))
    await claimed.wait()
    await there.hub.store.write(cancels, whose=Across.OPERATOR)
    await claiming
    outcome = select(delivery.c.outcome).where(delivery.c.id == "n_claimed1")

    assert cancelled.is_set()
    assert await here.hub.store.read(lambda one: one.execute(outcome).scalar_one(), Across.OPERATOR) is None


async def _a_moment() -> None:
    """Long enough for who is about to wait for a lock to wait for it."""
    await asyncio.sleep(0.3)


async def test_two_clicks_that_end_emails_are_on_record_once(both: tuple[Running, Running]) -> None:
    rows = select(func.count()).where(consent.c.address == "rosa.alvarez@families.example")
    clicks = (
        unsubscribe(one.hub.schools[one.school], "rosa.alvarez@families.example", ONE_CLICK, one.clock())
        for one in both
    )
    await asyncio.gather(*clicks)

    assert await counted(both[0], rows) == 1


async def test_two_pages_that_choose_at_once_both_have_their_wish(both: tuple[Running, Running]) -> None:
    one, other = await on_both(both, "Rosa Alvarez")
    for number in range(TIMES):
        quiet, digest = {"begins": 1_200 + number, "ends": 400}, 1_000 + number
        answers = await asyncio.gather(
            one.ask("PUT", "/v1/preferences", {"quiet": quiet}),
            other.ask("PUT", "/v1/preferences", {"digest_at": digest}),
        )
        now = await one.get("/v1/preferences")

        assert [status for status, _ in answers] == [200, 200], answers
        assert (now["quiet"], now["digest_at"]) == (quiet, digest)


async def test_a_person_brings_no_more_files_at_once_than_they_may(both: tuple[Running, Running]) -> None:
    one, other = await on_both(both, "Rosa Alvarez")
    at = stamp(both[0].clock())
    row = {
        "school": both[0].school, "id": "f_1", "author": one.id, "name": "a.txt", "media_type": "text/plain",
        "bytes": DAY_BYTES - 1, "sha256": "0", "made_at": at, "ready_at": at,
    }  # fmt: skip
    await both[0].hub.store.write(
        lambda transaction: transaction.connection.execute(insert(file), row), whose=Across.OPERATOR
    )
    answers = await asyncio.gather(one.bring(b"one list", "a.txt"), other.bring(b"another list", "b.txt"))

    assert sorted(status for status, _ in answers) == [201, 429], answers


async def test_two_texts_at_once_are_answered_with_the_same_sentence_once(both: tuple[Running, Running]) -> None:
    number, now = "+12025550199", both[0].clock()

    async def answered(maple: Running, sid: str) -> str:
        def write(transaction: Any) -> str:
            became = texts.Became(
                sid=sid, number=number, school=None, became="help", detail="", reply="", at=stamp(now)
            )
            texts.claim(transaction.connection, became)
            transaction.alone(f"answers {number}")
            return texts.answer(transaction.connection, sid, "We are closed.", now)

        return await maple.hub.store.write(write, whose=Across.OPERATOR)

    for number_ in range(TIMES):
        number = f"+1202555019{number_}"
        said = await asyncio.gather(*(answered(one, f"SM{number_}{place}") for place, one in enumerate(both)))

        assert sorted(said) == ["", "We are closed."]
