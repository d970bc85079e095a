"""What a hub does by itself goes on after a round that failed, whatever the failure was."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from hub.errors import Unavailable
from hub.rounds import every, every_for_each
from tests.hub.running import Running


@dataclass(frozen=True)
class Named:
    id: str


@asynccontextmanager
async def running(loop: Awaitable[None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(loop)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def failing_once(with_: Exception, done: list[str]) -> Callable[[], Awaitable[None]]:
    failures = [with_]

    async def work() -> None:
        if failures:
            raise failures.pop()
        done.append("done")

    return work


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():
            await asyncio.sleep(0.01)


async def test_an_exception_in_a_round_is_in_the_log_with_its_name_and_the_next_round_runs(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []

    async with running(every(0.01, failing_once(ZeroDivisionError("nobody thought of it"), done), "turning days")):
        await until(lambda: len(done) > 1)

    (told,) = caplog.records
    assert (told.levelname, told.getMessage()) == ("ERROR", "turning days failed; going on")
    assert told.exc_info is not None
    assert told.exc_info[0] is ZeroDivisionError
    caplog.clear()


async def test_records_that_are_away_for_a_while_are_a_line_in_the_log_and_no_trace(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[str] = []

    async with running(every(0.01, failing_once(Unavailable("The records are away."), done), "turning days")):
        await until(lambda: bool(done))

    (told,) = caplog.records
    assert (told.levelname, told.exc_info) == ("WARNING", None)
    assert vars(told)["why"] == "The records are away."


async def test_a_school_for_which_a_round_fails_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    async def work(school: Named) -> None:
        if school.id == "maple":
            raise ZeroDivisionError
        done.append(school.id)

    schools = [Named("maple"), Named("cedar")]
    async with running(every_for_each(0.01, lambda: schools, work, "turning days")):
        await until(lambda: len(done) > 1)

    assert set(done) == {"cedar"}
    assert {vars(one)["school"] for one in caplog.records} == {"maple"}
    caplog.clear()


async def test_a_round_that_is_told_to_end_ends(caplog: pytest.LogCaptureFixture) -> None:
    async def work() -> None:
        await asyncio.sleep(60)

    task = asyncio.create_task(every(0.01, work, "turning days"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert caplog.records == []


async def test_a_hub_goes_on_asking_for_news_of_others_after_a_look_that_failed(
    maple: Running, caplog: pytest.LogCaptureFixture
) -> None:
    schools, looks = maple.hub.schools, list[str]()
    look = schools.look

    async def failing_at_first() -> None:
        looks.append("looked")
        if len(looks) == 1:
            raise ZeroDivisionError
        await look()

    schools.look = failing_at_first  # type: ignore[method-assign]
    await until(lambda: len(looks) > 1)

    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == [
        "reading how far each journal goes failed; going on"
    ]
    caplog.clear()
