"""
How long the figures of a school's alerts take: python -m benchmarks.figures

200,000 deliveries of a school within a quarter of a year, as many of another; a tenth are texts with a receipt. On
a fresh SQLite file, or with --url on an empty PostgreSQL database.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from hub import settings
from hub.app import opened_store
from hub.store import figures
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.schema import receipt
from hub.store.store import Store
from notifiers.tables import delivery
from policies.notify.figures import MAX_DAYS, days

DELIVERIES = 200_000
TIMES = 5
LAST = date(2026, 11, 25)
ZONE = "America/Chicago"
OUTCOMES = (
    ("accepted",) * 80 + ("joined",) * 8 + ("cancelled",) * 8 + ("dead_address", "expired", "ambiguous", None)
)
MEDIA = ("push",) * 7 + ("email",) * 2 + ("sms",)


def rows_of(school: str, chance: random.Random) -> Iterator[dict[str, Any]]:
    """A school's deliveries, evenly over the days."""
    end = datetime(LAST.year, LAST.month, LAST.day, tzinfo=UTC)
    for number in range(DELIVERIES):
        planned = end - timedelta(seconds=chance.random() * 86_400 * (MAX_DAYS - 1))
        outcome = chance.choice(OUTCOMES)
        handed = (
            planned + timedelta(seconds=5 + chance.expovariate(1)) if outcome not in {"cancelled", None} else None
        )
        yield {
            "id": f"{school}{number}", "school": school, "event": number, "message": f"m{number}",
            "conversation": "c", "recipients": '["p"]', "medium": chance.choice(MEDIA), "provider": "",
            "address": f"a{number % 500}", "title": "Maple Street", "body": f"{number % 20} new messages from Ana",
            "path": "/#/c/c", "planned_at": stamp(planned), "due_at": stamp(planned), "expires_at": stamp(end),
            "attempts": 1, "handed_at": stamp(handed) if handed else None, "outcome": outcome,
            "settled_at": stamp(planned + timedelta(seconds=20)) if outcome else None,
            "detail": "It was read before." if outcome == "cancelled" else "", "step": 1 + (number % 5 == 0),
        }  # fmt: skip


def fill(connection: Connection) -> None:
    """Two schools of DELIVERIES each."""
    chance = random.Random(1)
    for school in ("s_one", "s_other"):
        rows = list(rows_of(school, chance))
        for start in range(0, len(rows), 10_000):
            part = rows[start : start + 10_000]
            connection.execute(insert(delivery), part)
            said = [
                {"delivery": one["id"], "sid": "SM", "status": "delivered", "school": school,
                 "at": one["planned_at"], "said": "{}"}
                for one in part if one["medium"] == "sms"
            ]  # fmt: skip
            connection.execute(insert(receipt), said)


def asked(connection: Connection, first: date) -> int:
    """All that the endpoint asks for, from a day to the last one; how many deliveries it is about."""
    found = days(first, LAST, ZONE)
    counts = figures.counted(connection, "s_one", found)
    figures.took(connection, "s_one", found)
    figures.texted(connection, "s_one", found)
    return sum(sum(one.outcomes.values()) for one in counts.values())


async def timed(store: Store, many: int) -> tuple[list[float], list[float], int]:
    """Seconds for so many days, and those of this process’s CPU, TIMES times over; and of how many deliveries."""
    took, cpu, about = [], [], 0
    for _ in range(TIMES):
        began, worked = time.perf_counter(), time.process_time()
        about = await store.read(lambda one: asked(one, LAST - timedelta(days=many - 1)), Across.OPERATOR)
        took.append(time.perf_counter() - began)
        cpu.append(time.process_time() - worked)
    return took, cpu, about


async def measured(url: str) -> None:
    """Print a table."""
    store = opened_store(settings.read({"ROOMWIRE_DATABASE_URL": url}))
    await store.write(lambda one: fill(one.connection), whose=Across.OPERATOR)
    print(f"2 schools of {DELIVERIES:,} deliveries, {url.partition(':')[0]}")
    print("| days | deliveries | median s | worst s | median s of CPU |\n| --- | --- | --- | --- | --- |")
    for many in (14, MAX_DAYS):
        took, cpu, about = await timed(store, many)
        whole = f"{statistics.median(took):.3f} | {max(took):.3f}"
        print(f"| {many} | {about:,} | {whole} | {statistics.median(cpu):.3f} |")
    await store.stop()


def main() -> None:
    """Measure."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("--url", default="")
    url = wanted.parse_args().url
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measured(url or f"sqlite:///{Path(folder) / 'records.sqlite3'}"))


if __name__ == "__main__":
    main()
