"""
How long it takes to plan who is told: python -m benchmarks.planning

An announcement to a school of 1,000 families, two parents each: most with a phone, some with wishes of their own;
and one message to each of 500 families. From the journal to committed deliveries, on a fresh SQLite file, or with
--url on an empty PostgreSQL database. Last, what another family's posts wait while three urgent messages to a
parent with PHONES phones, and one announcement, are planned.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, insert, select

from channels.items import TextItem
from hub import settings
from hub.app import opened_store
from hub.bus.school import School, opened
from hub.store import clock, journal, rights, schema
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.row_security import Across
from hub.store.schema import preference, rhythm
from hub.store.settings import settings_text
from hub.store.store import Store
from hub.store.transaction import Transaction
from hub.wire import Urgency
from notifiers.tables import delivery
from policies.conversations.seeing import ALL
from policies.settings import SchoolSettings
from tests.hub.running import planned

FAMILIES = 1_000
TIMES = 5
PHONES = 4_000


def filled(transaction: Transaction) -> str:
    """A school of FAMILIES children with two parents each, and what they wish."""
    connection, now = transaction.connection, clock.now()
    its = new("s")
    connection.execute(
        insert(schema.school).values(
            id=its, source="bench", name="Bench", time_zone="Europe/Berlin", seq=0, rules_seq=0, epoch="e", floor=1,
            day=now.date(), settings=settings_text(replace(SchoolSettings(), undo_seconds=0)),
        )
    )  # fmt: skip
    people = [_person(its, "ines", "staff", "admin")]
    people += [_person(its, f"g{number}", "guardian", "guardian") for number in range(2 * FAMILIES)]
    connection.execute(insert(schema.person), people)
    students = [
        {"id": f"st{number}", "school": its, "source": f"st{number}", "given": f"Child{number}", "family": "B"}
        for number in range(FAMILIES)
    ]
    connection.execute(insert(schema.student), students)
    ties = [
        {"school": its, "guardian": f"g{number}", "student": f"st{number // 2}", "tie": "guardian",
         "listed_as": "guardian"}
        for number in range(2 * FAMILIES)
    ]  # fmt: skip
    connection.execute(insert(schema.guardianship), ties)
    _wishes(transaction, its, stamp(now))
    rights.settle(transaction, its, now.date(), stamp(now))
    return its


def _person(school: str, name: str, side: str, role: str) -> dict[str, object]:
    number = int(name[1:]) if name[1:].isdigit() else 0
    return {
        "id": name, "school": school, "source": name, "side": side, "role": role, "given": name, "family": "B",
        "email": f"{name}@bench.example", "cell": f"+1202{number:07}" if side == "guardian" else None,
    }  # fmt: skip


def _wishes(transaction: Transaction, school: str, at: str) -> None:
    """Four of five have a phone, one of ten quiet hours, one of ten a digest."""
    connection, people = transaction.connection, [f"g{number}" for number in range(2 * FAMILIES)]
    account = {"id": "a", "email": "everybody@bench.example", "password": "none", "created_at": at}
    session = {"id": "s", "account": "a", "person": people[0], "created_at": at, "expires_at": "2099"}
    connection.execute(insert(schema.account).values(**account))
    connection.execute(insert(schema.session).values(**session))
    devices = [
        {"id": f"d{one}", "school": school, "person": one, "provider": "fcm", "address": f"phone-{one}",
         "session": "s", "created_at": at, "used_at": at}
        for number, one in enumerate(people) if number % 5
    ]  # fmt: skip
    connection.execute(insert(schema.device), devices)
    connection.execute(
        insert(rhythm),
        [{"school": school, "person": one, "quiet_begins": 1260, "quiet_ends": 420, "zone": "", "digest_at": 1080}
         for one in people[::10]],
    )  # fmt: skip
    connection.execute(
        insert(preference),
        [{"school": school, "person": one, "category": "announcements", "medium": "email", "how": "digest"}
         for one in people[5::10]],
    )  # fmt: skip


def said(transaction: Transaction, school: str, conversation: str, text: str, urgency: Urgency = "normal") -> None:
    """A message of the admin's."""
    journal.append(
        transaction, school,
        journal.Draft(kind="message", audience=ALL, at=stamp(clock.now()), conversation=conversation, id=new("m"),
                      author="ines", body=journal.Body(item=TextItem(text=text), urgency=urgency), counted=True),
    )  # fmt: skip


async def timed(school: School, store: Store, texts: list[tuple[str, str]]) -> tuple[float, float]:
    """Seconds from the journal to committed deliveries of these messages, and those of this process’s CPU."""
    for conversation, text in texts:
        await store.write(lambda one: said(one, school.id, conversation, text), school.id)  # noqa: B023 (awaited)
    await school.catch_up()
    now: datetime = clock.now() + timedelta(seconds=1)
    began, worked = time.perf_counter(), time.process_time()
    await planned(school, None, lambda: now)
    return time.perf_counter() - began, time.process_time() - worked


async def beside(school: School, store: Store, texts: list[tuple[str, str]]) -> list[float]:
    """Seconds that each of another family's posts took while these were planned, one post after the other."""
    for conversation, text in texts:
        await store.write(lambda one: said(one, school.id, conversation, text, "urgent"), school.id)  # noqa: B023
    await school.catch_up()
    other = school.snapshot.by_subject["family", f"student:st{FAMILIES - 1}"].id
    now: datetime = clock.now() + timedelta(seconds=1)
    planning, took = asyncio.create_task(planned(school, None, lambda: now)), []
    while not planning.done():
        began = time.perf_counter()
        await store.write(lambda one: said(one, school.id, other, "Hello"), school.id)
        took.append(time.perf_counter() - began)
    await planning
    return took


def _phones(transaction: Transaction, school: str) -> None:
    devices = [
        {"id": f"many{number}", "school": school, "person": "g0", "provider": "fcm", "address": f"many-{number}",
         "session": "s", "created_at": stamp(clock.now()), "used_at": stamp(clock.now())}
        for number in range(PHONES)
    ]  # fmt: skip
    transaction.connection.execute(insert(schema.device), devices)


async def measured(url: str) -> None:
    """Print a table."""
    store = opened_store(settings.read({"ROOMWIRE_DATABASE_URL": url}))
    its = await store.write(filled, whose=Across.OPERATOR)
    school = await opened(store, its)
    await planned(school, None, clock.now)
    by_kind = school.snapshot.by_subject
    news = by_kind["announcement", "school:"].id
    families = [by_kind["family", f"student:st{number}"].id for number in range(500)]
    print(f"{len(school.snapshot.roster.people)} people, {url.partition(':')[0]}")
    print("| what | median s | worst s | median s of CPU | deliveries |\n| --- | --- | --- | --- | --- |")
    for name, texts in (
        (f"an announcement to {FAMILIES:,} families", [(news, "The garden is open")]),
        ("500 messages to a family each", [(one, "Hello") for one in families]),
    ):
        before = await _count(store)
        took = [await timed(school, store, texts) for _ in range(TIMES)]
        rows = (await _count(store) - before) // TIMES
        whole, cpu = [one for one, _ in took], statistics.median(one for _, one in took)
        print(f"| {name} | {statistics.median(whole):.3f} | {max(whole):.3f} | {cpu:.3f} | {rows:,} |")
    await store.write(lambda one: _phones(one, its), whose=Across.OPERATOR)
    print("| while is planned | posts | median ms | worst ms | deliveries |\n| --- | --- | --- | --- | --- |")
    for name, texts in (
        (f"three urgent messages to a parent with {PHONES:,} phones", [(families[0], "Please call")] * 3),
        (f"an urgent announcement to {FAMILIES:,} families", [(news, "The garden is shut")]),
    ):
        before = await _count(store)
        posts = [1_000 * one for one in await beside(school, store, texts)]
        rows = await _count(store) - before
        print(f"| {name} | {len(posts)} | {statistics.median(posts):.1f} | {max(posts):.1f} | {rows:,} |")
    await store.stop()


async def _count(store: Store) -> int:
    return int(
        await store.read(
            lambda one: one.execute(select(func.count()).select_from(delivery)).scalar_one(), Across.OPERATOR
        )
    )


def main() -> None:
    """Measure."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--url", default="")
    url = asked.parse_args().url
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measured(url or f"sqlite:///{Path(folder)}/bench.sqlite3"))


if __name__ == "__main__":
    main()
