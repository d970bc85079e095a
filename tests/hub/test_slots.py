"""How much of one carrier is claimed: as much as may be called, and of push a little more."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.dialects import sqlite

from hub.app import opened_store
from hub.handing import Handing, Means
from hub.settings import read
from hub.slots import Slots
from hub.store.clock import stamp
from notifiers import outbox
from notifiers.notification import Accepted, Ambiguous, Notification, Outcome, RetryAt
from notifiers.outbox import Claimed
from notifiers.routes import Carrier
from notifiers.tables import delivery
from tests.hub.running import DEADLINE

NOW = datetime.now(UTC)


class Provider:
    """A sender that keeps every call open until it is let go."""

    provider, medium, at_once = "fake", "push", 4

    def __init__(self) -> None:
        self.called: list[str] = []
        self.now = self.most = 0
        self.late = timedelta()
        self.go = asyncio.Event()

    def account(self, _address: str) -> str:
        return ""

    async def send(self, address: str, _notification: Notification) -> Outcome:
        self.called.append(address)
        self.now += 1
        self.most = max(self.most, self.now)
        await self.go.wait()
        self.now -= 1
        return Accepted()

    async def close(self) -> None: ...


@contextlib.asynccontextmanager
async def handing(
    folder: Path, sender: Provider, many: int, worded: Any = None, loud: int | None = None
) -> AsyncIterator[Handing]:
    """A carrier of push over a real outbox in which so much is due."""

    async def wording(one: Claimed) -> Any:
        return worded(one) if worded else one

    store = opened_store(read({"ROOMWIRE_DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3"}))
    await store.write(
        lambda one: one.connection.execute(
            insert(delivery), [row(number, "emergency" if number == loud else "normal") for number in range(many)]
        )
    )
    means = Means(
        carriers={"push": Carrier("push", "", (sender,))}, judge=lambda *_: {}, taken=lambda *_: None,
        notification=wording, follow=lambda *_: None, news=lambda: None,
        clock=lambda: datetime.now(UTC) + sender.late,
    )  # fmt: skip
    yield Handing(store, means)
    await store.stop()


def row(number: int, urgency: str = "normal") -> dict[str, Any]:
    """A push that is due, one after the other."""
    due = stamp(NOW - timedelta(seconds=60 - number))
    return {
        "id": f"n_{number:02}", "school": "s", "event": number, "message": "m", "conversation": "c", "n": 1,
        "recipients": '["p"]', "medium": "push", "provider": "", "address": f"a_{number:02}", "title": "Maple",
        "body": "New message", "path": "/#/", "planned_at": stamp(NOW), "due_at": due,
        "expires_at": stamp(NOW + timedelta(hours=1)), "detail": "", "urgency": urgency,
    }  # fmt: skip


async def became(its: Handing) -> dict[str, str | None]:
    """The outcome of each delivery."""
    rows = await its.store.read(lambda one: one.execute(select(delivery.c.id, delivery.c.outcome)).all())
    return dict(tuple(one) for one in rows)


async def until(condition: Any) -> None:
    async with asyncio.timeout(DEADLINE):
        while not condition():
            await asyncio.sleep(0.001)


@pytest.mark.parametrize(
    ("now", "ahead", "taken", "free"),
    [
        (4, 0.0, 0, 4), (4, 0.0, 3, 1), (4, 0.0, 4, 0), (8, 0.0, 7, 0), (8, 0.0, 6, 2),
        (8, 0.5, 8, 4), (8, 0.5, 11, 0), (8, 0.5, 10, 2), (8, 0.5, 12, 0), (1, 0.5, 0, 1), (1, 0.5, 1, 0),
    ],
)  # fmt: skip
def test_claims_are_few_and_large(now: float, ahead: float, taken: int, free: int) -> None:
    slots = Slots(8, ahead)
    slots.now, slots.calls = float(now), taken

    assert slots.free == free


def test_who_is_busy_gets_half_and_a_little_more_with_each_it_takes() -> None:
    slots = Slots(8)
    slots.learn(RetryAt("busy", timedelta(seconds=1)))
    half = slots.now
    slots.learn(RetryAt("down", timedelta(seconds=1), down=True))
    slots.learn(RetryAt("no word how long"))
    slots.learn(Ambiguous("no answer"))
    same = slots.now
    slots.learn(Accepted())
    more = slots.now
    for _ in range(1_000):
        slots.learn(Accepted())
    most = slots.now
    for _ in range(1_000):
        slots.learn(RetryAt("busy", timedelta(seconds=1)))

    assert (half, same, most, slots.now) == (4.0, 4.0, 8.0, 1.0)
    assert half < more < most


async def test_what_is_claimed_ahead_waits_until_a_call_has_ended(tmp_path: Path) -> None:
    sender = Provider()
    async with handing(tmp_path, sender, many=8) as its:
        await its.turn()
        await until(lambda: len(sender.called) == 4)
        waiting = [one.id for one in its._slots["push"].waiting]
        sender.go.set()
        await its.stop()
        outcomes = await became(its)

    assert waiting == ["n_04", "n_05"]
    assert sender.most == 4
    assert sender.called == [f"a_{number:02}" for number in range(6)]
    assert [its for its, outcome in outcomes.items() if outcome is None] == ["n_06", "n_07"]


async def test_an_emergency_goes_before_all_that_has_waited_for_longer(tmp_path: Path) -> None:
    sender = Provider()
    async with handing(tmp_path, sender, many=8, loud=7) as its:
        await its.turn()
        await until(lambda: len(sender.called) == 4)
        first = list(sender.called)
        sender.go.set()
        await its.stop()
        await its.turn()
        await its.stop()
        outcomes = await became(its)

    assert first == ["a_07", "a_00", "a_01", "a_02"]
    assert set(outcomes.values()) == {"accepted"}


async def test_what_is_urgent_is_found_without_looking_through_what_is_not(tmp_path: Path) -> None:
    asked = outbox._LOUD.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    values = {"medium": "push", "carried_by": "", "at": stamp(NOW), "most": 4}
    async with handing(tmp_path, Provider(), many=1) as its:
        plan = await its.store.read(
            lambda one: one.exec_driver_sql(
                f"explain query plan {asked}", tuple(values.get(name) for name in asked.positiontup or ())
            ).all()
        )

    assert ["delivery_loud" in str(step) for step in plan] == [True], plan


@pytest.mark.parametrize(("medium", "ahead"), [("push", True), ("email", False), ("sms", False)])
async def test_an_email_or_a_text_is_never_claimed_ahead_of_its_call(medium: str, ahead: bool) -> None:
    means: Any = type("", (), {"carriers": {medium: Carrier(medium, "", (Provider(),))}})
    its = Handing(None, means)  # type: ignore[arg-type]  # nothing is claimed here
    slots = its._slots[medium]
    slots.calls = slots.most

    assert (slots.free > 0) is ahead


async def test_what_waited_longer_than_its_lease_is_left_to_whoever_claims_it_next(tmp_path: Path) -> None:
    sender = Provider()
    async with handing(tmp_path, sender, many=6) as its:
        await its.turn()
        await until(lambda: len(sender.called) == 4)
        sender.late = timedelta(seconds=61)
        sender.go.set()
        await until(lambda: not its._slots["push"].taken)
        first = list(sender.called)
        await its.turn()
        await its.stop()
        outcomes = await became(its)

    assert first == ["a_00", "a_01", "a_02", "a_03"]
    assert sender.called[-2:] == ["a_04", "a_05"]
    assert outcomes["n_04"] == outcomes["n_05"] == "accepted"


async def test_an_alert_that_cannot_be_worded_holds_up_nobody_and_is_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {"n_00"}

    def worded(one: Claimed) -> Any:
        if one.id in broken:
            raise LookupError(one.id)
        return one

    sender = Provider()
    sender.go.set()
    async with handing(tmp_path, sender, many=2, worded=worded) as its:
        await its.turn()
        await its.stop()
        first = await became(its)
        broken.clear()
        sender.late = timedelta(minutes=15)
        await its.turn()
        await its.stop()
        then = await became(its)

    assert first == {"n_00": None, "n_01": "accepted"}
    assert then == {"n_00": "accepted", "n_01": "accepted"}
    assert [one.message for one in caplog.records] == ["n_00 could not be worded"]
    caplog.clear()


async def test_a_provider_that_is_busy_is_called_less_at_once_and_nothing_is_left_lying(tmp_path: Path) -> None:
    sender = Provider()
    async with handing(tmp_path, sender, many=6) as its:
        await its.turn()
        await until(lambda: sender.now == 4)
        its._slots["push"].now = 1.0
        sender.go.set()
        await its.stop()
        outcomes = await became(its)

    assert set(outcomes.values()) == {"accepted"}
    assert its._slots["push"].taken == 0
