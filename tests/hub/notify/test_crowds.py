"""Nothing of one person, and nothing that is told to a whole school, holds up what others write."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, select

from hub.store import schema
from hub.store.clock import now, stamp
from hub.store.reach import DEVICES
from hub.store.row_security import Across
from notifiers import planner
from notifiers.planner import ROWS, Piece, PlannedAlert, ScheduledDelivery, pieces
from notifiers.tables import delivery
from policies.notify.recipients import Address, Medium
from tests.hub.notify.test_telling import Telling, family_of_mia, settled, telling
from tests.hub.running import Running, planned, running

__all__ = ["telling"]


async def test_of_thousands_of_devices_the_newest_ring_and_nobody_else_waits_for_them(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    await registered(telling.maple, rosa.id, DEVICES + 480)
    await ana.post(family, "Please call")
    rows = await settled(telling.maple, DEVICES + 1)

    rang = {row["address"] for row in rows if row["medium"] == "push"}
    assert rang == {f"phone-{number}" for number in range(480, DEVICES + 480)}
    assert ("email", "tom.alvarez@families.example") in telling.told()


async def registered(maple: Running, person: str, number: int) -> None:
    """So many phones of one person, the last one the newest; as they stand in the records of an older version."""
    at = now() - timedelta(days=1)
    its, profile = schema.session.c, schema.profile.c
    mine = select(its.id).join(schema.profile, profile.account == its.account).where(profile.person == person)
    session = await maple.hub.store.read(lambda one: one.execute(mine).scalars().first(), Across.OPERATOR)
    rows = [
        {"id": f"d_{one}", "school": maple.school, "person": person, "provider": "fcm", "address": f"phone-{one}",
         "session": session, "created_at": stamp(at + timedelta(seconds=one)), "used_at": stamp(at)}
        for one in range(number)
    ]  # fmt: skip
    await maple.hub.store.write(
        lambda one: one.connection.execute(insert(schema.device), rows), whose=Across.OPERATOR
    )


def told(event: int, people: int, skipped: int = 0, each: int = 1) -> PlannedAlert:
    """An event that so many people hear of, each at so many addresses, and so many more do not."""
    return PlannedAlert(
        event=event, message=f"m{event}", conversation="c", n=event, title="", body="", path="", at="",
        deliveries={
            f"p{one:04}": tuple(
                ScheduledDelivery(
                    address=Address(Medium.PUSH, f"{one}-{number}", "fcm"), step=1, due_at="", expires_at=""
                )
                for number in range(each)
            )
            for one in range(people)
        },
        skipped={f"q{one}": "no address" for one in range(skipped)},
    )  # fmt: skip


def cut(*events: PlannedAlert, since: int = 0) -> list[Piece]:
    return pieces("s", events, (since, events[-1].event), lambda: "n")


def test_no_transaction_writes_many_rows_and_the_cursor_never_passes_what_is_not_written() -> None:
    found = cut(told(4, 3), told(6, 5 * ROWS, skipped=ROWS + 1), told(7, 0, skipped=2), told(9, 2), since=3)

    assert [len(one.rows) + len(one.skips) for one in found] == [ROWS] * 6 + [8]
    assert [one.span for one in found] == [(3, 5), *[(5, 5)] * 5, (5, 9)]
    assert sum(len(one.rows) for one in found) == 5 * ROWS + 5
    assert cut(told(2, 0)) == [Piece([], [], (0, 2))]


def test_somebodys_addresses_are_written_together() -> None:
    found = cut(told(1, 40, each=7))

    their = Counter(
        (json.loads(row["recipients"])[0], number) for number, one in enumerate(found) for row in one.rows
    )
    assert len(found) == 2
    assert set(their.values()) == {7}
    assert max(len(one.rows) for one in found) < ROWS + 7


async def test_a_planner_that_stops_between_two_pieces_leaves_nobody_out_and_tells_nobody_twice(
    records: Path,
) -> None:
    async with running(records, {"ROOMWIRE_WORKER": "0"}) as maple:
        ines = await maple.somebody("Ines Walker")
        news = await ines.conversation("announcement")
        await ines.post(news, "The garden is open")
        school = maple.hub.schools[maple.school]
        store, first = maple.hub.store, school.seq
        await planned(school, None, maple.clock)
        whole = await rows_of(maple, first)
        await store.write(lambda one: one.connection.execute(delivery.delete()), whose=Across.OPERATOR)
        rows = [{key: value for key, value in row.items() if key != "id"} for row in whole]
        half = [{**row, "id": f"half-{number}"} for number, row in enumerate(rows[: len(rows) // 2])]
        await store.write(lambda one: one.connection.execute(insert(delivery), half), whose=Across.OPERATOR)
        await store.write(
            lambda one: one.connection.execute(planner.planned.update().values(seq=first - 1)),
            whose=Across.OPERATOR,
        )
        await planned(school, first - 1, maple.clock)
        again = await rows_of(maple, first)

    assert len(half) > 20
    assert [row["id"] for row in again if row["id"].startswith("half")] == [row["id"] for row in half]
    assert [(row["medium"], row["address"], row["due_at"]) for row in again] == [
        (row["medium"], row["address"], row["due_at"]) for row in whole
    ]


async def rows_of(maple: Running, event: int) -> list[dict[str, object]]:
    its = select(delivery).where(delivery.c.event == event).order_by(delivery.c.medium, delivery.c.address)
    return [
        dict(row)
        for row in await maple.hub.store.read(lambda one: one.execute(its).mappings().all(), Across.OPERATOR)
    ]
