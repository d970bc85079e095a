"""A school that is opened knows what it knew before it was closed, however long its journal has grown."""

import sqlite3
from dataclasses import replace

import pytest
from sqlalchemy import Connection, text

from hub.bus.heads import Heads, heads
from hub.bus.school import opened
from hub.store.row_security import Across
from tests.hub.review.test_approval import hold
from tests.hub.running import Running

LONGER = text(
    "with recursive number(n) as (select 1 union all select n + 1 from number where n < 20000)"
    " insert into event (school, seq, kind, audience, conversation, n, id, author, at, body)"
    " select s.id, s.seq + number.n, 'message', 'all', c.id, c.n + number.n, 'm' || number.n, null,"
    " '2026-11-23T12:00:00.000Z', '{}' from number, school as s, conversation as c where c.id = :conversation"
)
COUNTED = (
    text("update conversation set n = n + 20000 where id = :conversation"),
    text("update school set seq = seq + 20000"),
)


def texted(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}


async def test_a_school_that_is_opened_anew_knows_its_journal_as_one_that_lived_through_it(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    said = [await ana.post(family, f"number {number}") for number in range(5)]
    await rosa.post(family, "Thank you")
    await ana.ask("DELETE", f"/v1/messages/{said[1]['id']}")
    ines = await hold(maple, "message")
    held = [await ana.post(family, f"held {number}") for number in range(3)]
    await ines.ask("POST", f"/v1/reviews/{held[0]['id']}", {"answer": "approve"})
    await ines.ask("POST", f"/v1/reviews/{held[1]['id']}", {"answer": "return", "reason": "Say it kindly."})
    for changed in (said[2], held[2]):
        await ana.ask("PUT", f"/v1/messages/{changed['id']}", {"item": texted("otherwise")})
    await ana.ask("DELETE", f"/v1/messages/{said[4]['id']}")

    lived = maple.hub.schools[maple.school]
    await lived.catch_up()
    anew = await opened(maple.hub.store, maple.school)

    assert any(anew.heads.changes.values())
    assert any(anew.heads.withdrawn.values())
    assert {audience for _, audience in anew.heads.last} >= {"all", "staff", rosa.id}
    assert told(anew.heads) == told(lived.heads)
    assert anew.seq == lived.seq
    assert anew.read_n.items() >= lived.read_n.items()


def told(its: Heads) -> Heads:
    """Without what is empty, which says the same as what is not there."""
    return replace(
        its,
        changes={place: sorted(changes, key=lambda one: one.event.seq) for place, changes in its.changes.items()},
        n={where: n for where, n in its.n.items() if n},
    )


@pytest.mark.only("sqlite")
async def test_how_long_its_journal_is_costs_a_school_nothing_when_it_is_opened(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    await ana.post(family, "hello")
    before = await maple.hub.store.read(lambda connection: steps(connection, maple.school), Across.OPERATOR)
    for one in (LONGER, *COUNTED):
        await maple.hub.store.write(
            lambda job, its=one: job.connection.execute(its, {"conversation": family}), whose=Across.OPERATOR
        )

    after = await maple.hub.store.read(lambda connection: steps(connection, maple.school), Across.OPERATOR)

    assert before > 0
    assert after <= before * 1.2


def steps(connection: Connection, school: str) -> int:
    """Instructions of SQLite's machine, in hundreds, that it takes to read the heads of a school."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    counted = [0]

    def step() -> None:
        counted[0] += 1

    driver.set_progress_handler(step, 100)
    try:
        heads(connection, school)
    finally:
        driver.set_progress_handler(None, 100)
    return counted[0]
