"""Taking back: a message withdrawn in time rings nobody; what a school chooses of its conversations."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from hub.store.row_security import Across
from notifiers.tables import delivery
from tests.hub.running import QUIET, Running, Somebody

TALKING = "/v1/settings/conversations"


async def chosen(maple: Running, **wanted: object) -> Somebody:
    """Ines, who has chosen so for the school."""
    ines = await maple.somebody("Ines Walker")
    status, body = await ines.ask("PUT", TALKING, wanted)
    assert status == 200, body
    return ines


async def alerts(maple: Running, message: str, least: int = 1) -> list[Any]:
    """What is planned of a message, once there is that much."""
    its = delivery.c
    async with asyncio.timeout(10):
        while True:
            rows = await maple.hub.store.read(
                lambda connection: list(
                    connection.execute(select(delivery).where(its.message == message, its.step == 1)).mappings()
                ),
                Across.OPERATOR,
            )
            if len(rows) >= least:
                return rows
            await asyncio.sleep(0.02)


async def rung(maple: Running, message: str) -> set[str]:
    """How the alerts of a message ended, once all of them have."""
    async with asyncio.timeout(10):
        while any(row["outcome"] is None for row in await alerts(maple, message)):
            await asyncio.sleep(0.05)
    return {row["outcome"] for row in await alerts(maple, message)}


async def test_a_message_withdrawn_before_the_phones_ring_rings_none(maple: Running) -> None:
    await chosen(maple, undo_seconds=30)
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    taken_back = await ana.post(family, "Somebody bit her at lunch")
    kept = await ana.post(family, "She slept well")
    waiting = [*await alerts(maple, taken_back["id"], 2), *await alerts(maple, kept["id"], 2)]
    await asyncio.sleep(QUIET)
    before = [row["handed_at"] for row in waiting]
    assert (await ana.ask("DELETE", f"/v1/messages/{taken_back['id']}"))[0] == 200
    maple.clock.ahead = timedelta(seconds=31)

    assert before == [None] * 4
    assert {_wait(row) for row in waiting} == {timedelta(seconds=30)}
    assert await rung(maple, kept["id"]) == {"accepted"}
    assert await rung(maple, taken_back["id"]) == {"cancelled"}


async def test_an_incident_rings_at_once_and_so_does_everything_where_the_school_waits_for_nothing(
    maple: Running,
) -> None:
    ana = await maple.somebody("Ana Reyes")
    family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
    at_once = await ana.post(family, "Hello")
    assert await rung(maple, at_once["id"]) == {"accepted"}

    await chosen(maple, undo_seconds=30)
    fell = {"type": "incident", "what": "She fell", "happened_at": "2026-11-23T12:00:00Z"}
    incident = await ana.post(day, fell)

    assert await rung(maple, incident["id"]) == {"accepted"}
    assert {_wait(row) for row in await alerts(maple, incident["id"])} == {timedelta()}


def _wait(row: Any) -> timedelta:
    return datetime.fromisoformat(row["due_at"]) - datetime.fromisoformat(row["planned_at"])


async def test_everybodys_page_learns_how_long_to_hold_what_was_written(maple: Running) -> None:
    ines = await chosen(maple, undo_seconds=12, edit_minutes=90)
    rosa = await maple.somebody("Rosa Alvarez")

    talking = await ines.get(TALKING)
    assert (talking["undo_seconds"], talking["edit_minutes"]) == (12, 90)
    assert (await rosa.get("/v1/me"))["undo_seconds"] == 12
    assert (await rosa.ask("PUT", TALKING, {"undo_seconds": 0}))[0] == 403


async def test_what_no_school_may_choose_is_refused_in_words_and_changes_nothing(maple: Running) -> None:
    ines = await chosen(maple, undo_seconds=12)
    backwards = [{"begin": "2027-01-02", "end": "2027-01-01"}]
    for wanted, said in (
        ({"undo_seconds": 61}, "undo_seconds: Give 0 to 60 seconds to take a message back; 0 sends at once."),
        (
            {"edit_minutes": -1},
            "edit_minutes: Give 0 to 43,200 minutes to change a message; 0 lets nobody change any.",
        ),
        ({"closed_dates": backwards}, "closed_dates: A closing ends on the day it begins or later, within a year."),
    ):
        status, body = await ines.ask("PUT", TALKING, {"guardians_start": False, **wanted})
        assert (status, body["detail"]) == (422, said)

    talking = await ines.get(TALKING)
    assert (talking["undo_seconds"], talking["guardians_start"], talking["closed_dates"]) == (12, True, [])


async def test_a_message_may_be_changed_for_as_long_as_the_school_says(maple: Running) -> None:
    await chosen(maple, edit_minutes=10)
    ana = await maple.somebody("Ana Reyes")
    said = await ana.post(await ana.conversation("family", "Mia"), "She slept wel")
    path, item = f"/v1/messages/{said['id']}", {"item": {"type": "text", "text": "She slept well"}}
    maple.clock.ahead = timedelta(minutes=9)
    in_time = await ana.ask("PUT", path, item)
    maple.clock.ahead = timedelta(minutes=11)
    status, body = await ana.ask("PUT", path, {"item": {"type": "text", "text": "She slept badly"}})

    assert in_time[0] == 200
    assert (status, body["detail"]) == (
        403, "It is too late to change this message. Withdraw it and write a new one.",
    )  # fmt: skip


async def test_a_parent_who_writes_in_the_holidays_reads_when_the_school_is_back(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    today = maple.clock().date()
    begin, end = today - timedelta(days=2), today + timedelta(days=40)
    assert (await rosa.get("/v1/conversations/possible"))["expect"] is None
    closed = [{"begin": begin.isoformat(), "end": end.isoformat(), "name": " Winter break "}]
    ines = await chosen(maple, closed_dates=closed)

    first = end + timedelta(days=1)
    day = f"{first:%A}, {first.day} {first:%B}"
    expect = (await rosa.get("/v1/conversations/possible"))["expect"]
    assert expect.endswith(f" is closed until {day} (Winter break). Expect an answer from then on.")
    assert (await ines.get(TALKING))["closed_dates"] == [{**closed[0], "name": "Winter break"}]
    family = await rosa.conversation("family", "Mia")
    assert (await rosa.post(family, "We will be late"))["sharing"] == "now"
