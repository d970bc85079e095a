"""
A night of attendance: python -m benchmarks.closing --schools 100 --stays 100 [--database URL]

So many schools, in each so many children in five rooms whom nobody signed out, on a fresh SQLite file or an empty
database; then one night, in one process that has none of them opened. Told is how long it took, the longest that
one school took of it (who signs somebody in there waits so long at the most), and how long it takes when nothing
is left to close.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from hub.actions.attendance import closing
from hub.app import opened_store
from hub.settings import read
from hub.store import schema
from hub.store.row_security import Across
from hub.store.schools import SchoolName, insert_school, list_days
from hub.store.stays import Amendment, add_amendments
from policies.attendance.signing import SignAct
from policies.attendance.stays import ChildStay, SignMethod, StayEnd

if TYPE_CHECKING:
    from hub.store.store import Store
    from hub.store.transaction import Transaction

ROOMS = 5
ZONE = "America/New_York"
MORNING = datetime(2026, 11, 23, 13, tzinfo=UTC)
"""Eight o’clock there; the night comes after it."""
NIGHT = MORNING + timedelta(hours=17)


def fill(transaction: Transaction, school: str, children: int) -> None:
    """A school with its rooms, one of the staff, and children who were signed in by her and by nobody out."""
    connection, usual = transaction.connection, {"school": school}
    insert_school(connection, SchoolName(school, school, f"School {school}", ZONE), MORNING.date())
    ana, rooms = f"p_{school}", [f"r_{school}_{number}" for number in range(ROOMS)]
    row = {"id": ana, "source": ana, "side": "staff", "role": "staff", "given": "Ana", "family": "Reyes"}
    connection.execute(insert(schema.person).values(**usual, **row))
    connection.execute(insert(schema.room), [usual | {"id": one, "source": one, "name": one} for one in rooms])
    ids = [(f"c_{school}_{number}", rooms[number % ROOMS]) for number in range(children)]
    connection.execute(
        insert(schema.student),
        [usual | {"id": one, "source": one, "given": "Mia", "family": one} for one, _ in ids],
    )
    connection.execute(
        insert(schema.placement),
        [usual | {"student": one, "room": room} for one, room in ids],
    )
    came = StayEnd(at=MORNING, by=ana, method=SignMethod.BATCH, noted_at=MORNING)
    add_amendments(connection, school, [signed_in(one, room, came) for one, room in ids])


def signed_in(student: str, room: str, came: StayEnd) -> Amendment:
    """One of them, as the act that signed it in made it."""
    its = ChildStay(id=f"st_{student}", student=student, room=room, came=came, taken_over_at=came.at,
                    taken_over_by=came.by)  # fmt: skip
    return Amendment(
        deed=f"at_{room}", act=SignAct.IN.value, at=came.at, by=came.by, device="", before=None, after=its
    )


async def measured(store: Store, schools: int, children: int) -> tuple[float, float, float]:
    """Seconds of the night, of the school that took longest, and of a look that finds nothing left."""
    for number in range(schools):
        its = f"s_{number}"
        await store.write(lambda one: fill(one, its, children), whose=Across.OPERATOR.within(its))  # noqa: B023 (awaited)
    longest = 0.0
    begun = time.perf_counter()
    for school in await store.read(list_days, Across.NIGHT):
        before = time.perf_counter()
        assert await closing.close_in(store, school, NIGHT) == children
        longest = max(longest, time.perf_counter() - before)
    took, begun = time.perf_counter() - begun, time.perf_counter()
    await closing.close_due(store, NIGHT)
    again = time.perf_counter() - begun
    left = select(func.count()).select_from(schema.stay).where(schema.stay.c.left_at.is_(None))
    assert await store.read(lambda one: one.execute(left).scalar_one(), Across.OPERATOR) == 0
    return took, longest, again


async def night(url: str, schools: int, children: int) -> str:
    """What it came to, in words."""
    store = opened_store(read({"ROOMWIRE_DATABASE_URL": url}))
    try:
        took, longest, again = await measured(store, schools, children)
    finally:
        await store.stop()
    return (
        f"{schools} schools, {children} open stays each: {took:.2f} s, a school {longest * 1_000:.0f} ms at the"
        f" most; with nothing left to close {again * 1_000:.1f} ms"
    )


def main() -> None:
    """Print what a night took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.closing", description=__doc__)
    parser.add_argument("--schools", type=int, default=100)
    parser.add_argument("--stays", type=int, default=100)
    parser.add_argument("--database", default="")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = chosen.database or f"sqlite:///{Path(folder)}/hub.sqlite3"
        print(asyncio.run(night(url, chosen.schools, chosen.stays)))


if __name__ == "__main__":
    main()
