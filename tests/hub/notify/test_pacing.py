"""Telling people makes way for those who talk, for a while, and never where something is urgent."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from channels.items import TextItem
from hub.notify.planning import EVENTS, CursorPosition, plan_page
from hub.notify.throttle import BUSY, LATE_S, LATE_SHARE, LIVELY, LONGEST_S, NAP_S, SHARE, Throttle
from hub.notify.worker import Worker
from hub.store import journal
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.transaction import Transaction
from tests.hub.notify.test_telling import Telling, family_of_mia, settled, telling  # noqa: F401 (a fixture)
from tests.hub.running import Running, planned, running

WORK_S = 0.004
STORE: Any = SimpleNamespace(lively=0)
"""Of a store nothing but its count is looked at."""


@pytest.mark.parametrize(
    ("busy", "lively", "late_s", "share"),
    [
        (0.0, 0, 0.0, None),  # nobody else wants anything
        (BUSY - 0.01, LIVELY - 1, LATE_S * 2, None),
        (BUSY, 0, 0.0, SHARE),  # others use the processor
        (0.0, LIVELY, 0.0, SHARE),  # others post a lot
        (1.0, 0, LATE_S - 0.1, SHARE),
        (1.0, 0, LATE_S, LATE_SHARE),  # it has waited for long enough
    ],
)
def test_a_busy_hub_gives_telling_a_share_and_a_larger_one_once_it_is_late(
    busy: float, lively: float, late_s: float, share: float | None
) -> None:
    pause = Throttle(STORE, busy=busy, lively=lively).pause(WORK_S, late_s)

    assert pause == (0.0 if share is None else pytest.approx(WORK_S / share - WORK_S))


def test_no_pause_is_longer_than_that() -> None:
    assert Throttle(STORE, busy=1.0).pause(60.0, 0.0) == LONGEST_S


def test_what_is_urgent_waits_for_nobody() -> None:
    throttle = Throttle(STORE, busy=1.0)
    before = throttle.pause(WORK_S, 0.0)
    throttle.hurry(60.0)
    hurried = throttle.pause(WORK_S, 0.0)
    throttle.hurry(-1.0)

    assert before > 0.0
    assert hurried == 0.0
    assert throttle.pause(WORK_S, 0.0) == before


async def test_a_loop_that_others_use_is_seen_as_busy_and_one_s_own_work_is_not() -> None:
    throttle = Throttle(STORE)
    await throttle.yield_to_others()
    worked(0.15)
    await throttle.yield_to_others()
    others = throttle.busy
    with throttle.working():
        worked(0.15)  # the same again, and it was ours
    await throttle.yield_to_others()

    assert others > throttle.busy


def worked(seconds: float) -> None:
    """Use the processor."""
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        pass


async def test_an_incident_makes_telling_hurry_and_a_message_does_not(telling: Telling) -> None:  # noqa: F811
    ana, _rosa, family = await family_of_mia(telling)
    worker: Worker = telling.maple.hub.worker
    worker.throttle.hurried_until = 0.0
    await ana.post(family, "Mia slept well")
    await settled(telling.maple, 2)
    after_a_message = worker.throttle.hurried_until
    day = next(one for one in await ana.conversations() if one["kind"] == "day" and one["title"].startswith("Mia"))
    await ana.post(day["id"], {"type": "incident", "what": "A fall in the garden", "severity": "minor"})
    await settled(telling.maple, 4)

    assert after_a_message == 0.0
    assert worker.throttle.hurried_until > 0.0


async def test_a_pause_ends_when_something_urgent_comes() -> None:
    urgent: list[str] = []
    throttle = Throttle(STORE, lambda: bool(urgent), busy=1.0, lively=1_000.0, spent=60.0)
    throttle._wall = time.monotonic()  # it has just looked
    pausing = asyncio.create_task(throttle.yield_to_others())
    await asyncio.sleep(NAP_S)
    still = not pausing.done()
    urgent.append("fire")
    async with asyncio.timeout(LONGEST_S - 2 * NAP_S):
        await pausing

    assert still


class Watched(Throttle):
    """A throttle that notes how late it was told that things are, and makes the clock go on."""

    def __init__(self, maple: Running) -> None:
        super().__init__(maple.hub.store)
        self.maple, self.late = maple, list[float]()

    async def yield_to_others(self, late_s: float = 0.0) -> None:
        self.late.append(late_s)
        self.maple.clock.ahead += timedelta(seconds=1)


async def test_much_is_planned_page_by_page_and_each_piece_knows_how_late_it_is(records: Path) -> None:
    async with running(records, {"ROOMWIRE_WORKER": "0"}) as maple:
        ana = await maple.somebody("Ana Reyes")
        family = await ana.conversation("family", "Mia")
        (school,) = maple.hub.schools.all()
        before = await planned(school, None, maple.clock)
        for number in range(EVENTS + 20):
            await maple.hub.store.write(lambda one: said(one, school.id, family, ana.id, str(number)), school.id)  # noqa: B023
        await school.catch_up()
        throttle = Watched(maple)
        first = await plan_page(school, before, maple.clock, throttle)
        second = await plan_page(school, first.at, maple.clock, throttle)
        third = await plan_page(school, second.at, maple.clock, throttle)

    assert (first.at, second.at, third.at) == (before + EVENTS, school.seq, school.seq)
    assert {first.elsewhere, second.elsewhere, third.elsewhere} == {False}
    assert len(throttle.late) == EVENTS + 20 + 3  # and after each transaction: the first page's rows take two
    assert throttle.late[:EVENTS] == sorted(throttle.late[:EVENTS])
    assert throttle.late[EVENTS] > EVENTS - 1


async def test_where_another_worker_has_planned_meanwhile_it_is_left_to_that_one(records: Path) -> None:
    async with running(records, {"ROOMWIRE_WORKER": "0"}) as maple:
        ana = await maple.somebody("Ana Reyes")
        family = await ana.conversation("family", "Mia")
        (school,) = maple.hub.schools.all()
        before = await planned(school, None, maple.clock)
        await ana.post(family, "Mia slept well")
        await school.catch_up()  # a look at the heads may be under way, and what was told waits for it
        theirs = await planned(school, before, maple.clock)
        await ana.post(family, "And ate well")
        await school.catch_up()
        again = await plan_page(school, before, maple.clock, Throttle(maple.hub.store))

    assert again == CursorPosition(theirs, elsewhere=True)


def said(transaction: Transaction, school: str, conversation: str, author: str, text: str) -> None:
    """A message, put into the journal by itself."""
    body = journal.Body(item=TextItem(text=text))
    at = stamp(datetime.now(UTC))
    draft = journal.Draft(
        kind="message", audience="all", at=at, conversation=conversation, id=new("m"), author=author, body=body,
        counted=True,
    )  # fmt: skip
    journal.append(transaction, school, draft)
