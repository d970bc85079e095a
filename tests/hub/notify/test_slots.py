"""How much of one transport is claimed: as much as may be called, and of push a little more."""

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
from hub.bus.hints import Hints
from hub.bus.schools import Schools
from hub.notify.claiming import Claimer
from hub.notify.dispatcher import Dispatcher
from hub.notify.limiter import Limiter
from hub.settings import read
from hub.store.clock import stamp
from hub.store.row_security import Across
from notifiers import outbox
from notifiers.notification import Accepted, Ambiguous, Notification, Outcome, RetryAt
from notifiers.outbox import Claimed
from notifiers.routes import Transport
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


class Needed:
    """Judges nothing: of these deliveries each is needed, and at any hour."""

    def ineligible(self, *_: object) -> dict[str, Any]:
        return {}

    def held(self, *_: object) -> dict[str, Any]:
        return {}


class Plain:
    """Hands a sender the delivery itself."""

    def __init__(self, worded: Any) -> None:
        self.worded = worded

    async def notification(self, one: Claimed) -> Any:
        return self.worded(one) if self.worded else one


@contextlib.asynccontextmanager
async def dispatching(
    folder: Path, sender: Provider, many: int, worded: Any = None, urgent: int | None = None
) -> AsyncIterator[Dispatcher]:
    """A transport of push over a real outbox in which so much is due."""
    store = opened_store(read({"ROOMWIRE_DATABASE_URL": f"sqlite:///{folder}/hub.sqlite3"}))
    await store.write(
        lambda one: one.connection.execute(
            insert(delivery), [row(number, "emergency" if number == urgent else "normal") for number in range(many)]
        ),
        whose=Across.OPERATOR,
    )
    wake = asyncio.Event()
    schools = Schools(store, wake.set, Hints(""), lambda: datetime.now(UTC) + sender.late)
    claimer: Any = Claimer(schools, Needed())  # type: ignore[arg-type]  # its schools are nobody's
    renderer: Any = Plain(worded)
    yield Dispatcher(schools, {"push": Transport("push", "", (sender,))}, claimer, renderer, wake)
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


async def became(its: Dispatcher) -> dict[str, str | None]:
    """The outcome of each delivery."""
    rows = await its.schools.store.read(
        lambda one: one.execute(select(delivery.c.id, delivery.c.outcome)).all(), Across.OPERATOR
    )
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
    limiter = Limiter(8, ahead)
    limiter.limit, limiter.calls = float(now), taken

    assert limiter.free == free


def test_who_is_busy_gets_half_and_a_little_more_with_each_it_takes() -> None:
    limiter = Limiter(8)
    limiter.learn(RetryAt("busy", timedelta(seconds=1)))
    half = limiter.limit
    limiter.learn(RetryAt("down", timedelta(seconds=1), down=True))
    limiter.learn(RetryAt("no word how long"))
    limiter.learn(Ambiguous("no answer"))
    same = limiter.limit
    limiter.learn(Accepted())
    more = limiter.limit
    for _ in range(1_000):
        limiter.learn(Accepted())
    most = limiter.limit
    for _ in range(1_000):
        limiter.learn(RetryAt("busy", timedelta(seconds=1)))

    assert (half, same, most, limiter.limit) == (4.0, 4.0, 8.0, 1.0)
    assert half < more < most


async def test_what_is_claimed_ahead_waits_until_a_call_has_ended(tmp_path: Path) -> None:
    sender = Provider()
    async with dispatching(tmp_path, sender, many=8) as its:
        await its.dispatch()
        await until(lambda: len(sender.called) == 4)
        waiting = [one.id for one in its._limiters["push"].waiting]
        sender.go.set()
        await its.stop()
        outcomes = await became(its)

    assert waiting == ["n_04", "n_05"]
    assert sender.most == 4
    assert sender.called == [f"a_{number:02}" for number in range(6)]
    assert [its for its, outcome in outcomes.items() if outcome is None] == ["n_06", "n_07"]


async def test_an_emergency_goes_before_all_that_has_waited_for_longer(tmp_path: Path) -> None:
    sender = Provider()
    async with dispatching(tmp_path, sender, many=8, urgent=7) as its:
        await its.dispatch()
        await until(lambda: len(sender.called) == 4)
        first = list(sender.called)
        sender.go.set()
        await its.stop()
        await its.dispatch()
        await its.stop()
        outcomes = await became(its)

    assert first == ["a_07", "a_00", "a_01", "a_02"]
    assert set(outcomes.values()) == {"accepted"}


async def test_what_is_urgent_is_found_without_looking_through_what_is_not(tmp_path: Path) -> None:
    asked = outbox._URGENT.compile(dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True})
    values = {"medium": "push", "carried_by": "", "at": stamp(NOW), "most": 4}
    async with dispatching(tmp_path, Provider(), many=1) as its:
        plan = await its.schools.store.read(
            lambda one: one.exec_driver_sql(
                f"explain query plan {asked}", tuple(values.get(name) for name in asked.positiontup or ())
            ).all(),
            Across.OPERATOR,
        )

    assert ["delivery_loud" in str(step) for step in plan] == [True], plan


@pytest.mark.parametrize(("medium", "ahead"), [("push", True), ("email", False), ("sms", False)])
async def test_an_email_or_a_text_is_never_claimed_ahead_of_its_call(medium: str, ahead: bool) -> None:
    nothing: Any = None  # is claimed here
    transports = {medium: Transport(medium, "", (Provider(),))}
    limiter = Dispatcher(nothing, transports, nothing, nothing, nothing)._limiters[medium]
    limiter.calls = limiter.most

    assert (limiter.free > 0) is ahead


async def test_what_waited_longer_than_its_lease_is_left_to_whoever_claims_it_next(tmp_path: Path) -> None:
    sender = Provider()
    async with dispatching(tmp_path, sender, many=6) as its:
        await its.dispatch()
        await until(lambda: len(sender.called) == 4)
        sender.late = timedelta(seconds=61)
        sender.go.set()
        await until(lambda: not its._limiters["push"].claimed)
        first = list(sender.called)
        await its.dispatch()
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
    async with dispatching(tmp_path, sender, many=2, worded=worded) as its:
        await its.dispatch()
        await its.stop()
        first = await became(its)
        broken.clear()
        sender.late = timedelta(minutes=15)
        await its.dispatch()
        await its.stop()
        then = await became(its)

    assert first == {"n_00": None, "n_01": "accepted"}
    assert then == {"n_00": "accepted", "n_01": "accepted"}
    errors = [(one.message, vars(one)["delivery"]) for one in caplog.records if one.levelname == "ERROR"]
    assert errors == [("a delivery could not be worded", "n_00")]
    caplog.clear()


async def test_a_provider_that_is_busy_is_called_less_at_once_and_nothing_is_left_lying(tmp_path: Path) -> None:
    sender = Provider()
    async with dispatching(tmp_path, sender, many=6) as its:
        await its.dispatch()
        await until(lambda: sender.now == 4)
        its._limiters["push"].limit = 1.0
        sender.go.set()
        await its.stop()
        outcomes = await became(its)

    assert set(outcomes.values()) == {"accepted"}
    assert its._limiters["push"].claimed == 0
