"""The records: what was acknowledged survives anything, and what was refused leaves nothing behind."""

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import aiohttp
import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from hub.errors import Unavailable
from hub.store import journal, rights
from hub.store.clock import day_in, stamp
from hub.store.database import MIGRATIONS, migrate, newest, opened
from hub.store.row_security import NO_ROWS, Across
from hub.store.schema import everything
from hub.store.store import Store
from hub.store.transaction import Transaction
from tests.hub.running import DEADLINE, Running, running, settings_for
from tests.past_policies import past_policies

ROOT = Path(__file__).parents[3]


async def served(folder: Path, port: int) -> asyncio.subprocess.Process:
    """A hub in a process of its own."""
    env = {**os.environ, **settings_for(folder).environ, "ROOMWIRE_DEMO": "1"}  # noqa: TID251
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub", "serve", "--port", str(port), cwd=ROOT, env=env,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


async def ready(http: aiohttp.ClientSession, url: str) -> None:
    """Return once the hub answers."""
    async with asyncio.timeout(DEADLINE * 2):
        while True:
            try:
                async with http.get(f"{url}/readyz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.02)


async def test_kill_9_loses_no_acknowledged_message_and_the_hub_starts_again_by_itself(
    records: Path, unused_tcp_port: int
) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    acknowledged: list[str] = []
    async with aiohttp.ClientSession() as http:
        for life in range(3):
            process = await served(records, unused_tcp_port)
            await ready(http, url)
            signed = await (
                await http.post(
                    f"{url}/v1/sign-in", json={"email": "ana.reyes@maplestreet.example", "password": "maple-street"}
                )
            ).json()
            headers = {"authorization": f"Bearer {signed['token']}"}
            listed = await (await http.get(f"{url}/v1/conversations", headers=headers)).json()
            family = next(one["id"] for one in listed["items"] if one["title"] == "Mia Alvarez’s family")

            async def write(worker: int) -> None:
                number = 0
                while True:
                    text = f"{life} {worker} {number}"  # noqa: B023 (one life at a time)
                    try:
                        async with http.post(
                            f"{url}/v1/conversations/{family}/messages",  # noqa: B023
                            json={"item": {"type": "text", "text": text}},
                            headers={**headers, "idempotency-key": text.replace(" ", "-")},  # noqa: B023
                        ) as answer:
                            if answer.status == 201:
                                acknowledged.append(text)
                    except aiohttp.ClientError:
                        return
                    number += 1

            writers = [asyncio.create_task(write(worker)) for worker in range(8)]
            enough = len(acknowledged) + 100
            async with asyncio.timeout(DEADLINE):
                while len(acknowledged) < enough:
                    await asyncio.sleep(0.005)
            process.send_signal(signal.SIGKILL)
            await process.wait()
            await asyncio.gather(*writers)
    async with running(records) as again:
        ana = await again.somebody("Ana Reyes")
        async with ana.device(since=0) as phone:
            events = await phone.replayed()
    stored = [
        one["item"]["text"] for one in events if one.get("conversation") == family and one["kind"] == "message"
    ]

    assert len(acknowledged) >= 300
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))
    whole(records)


def whole(records: Path) -> None:
    """The journal has no holes, in seq or in n."""
    engine = past_policies(settings_for(records).database_url)
    with engine.connect() as database:
        seqs = list(database.execute(text("select seq from event order by seq")).scalars())
        assert seqs == list(range(1, len(seqs) + 1))
        assert database.execute(text("select seq from school")).scalar() == len(seqs)
        counted = "select conversation, count(n), max(n) from event where n is not null group by conversation"
        assert all(count == most for _, count, most in database.execute(text(counted)))
    engine.dispose()


@pytest.mark.only("sqlite")
async def test_a_second_hub_on_the_same_file_is_refused_in_a_sentence(records: Path, unused_tcp_port: int) -> None:
    async with aiohttp.ClientSession() as http:
        first = await served(records, unused_tcp_port)
        await ready(http, f"http://127.0.0.1:{unused_tcp_port}")
        second = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hub", "serve", "--port", "0", cwd=ROOT,
            env={**os.environ, **settings_for(records).environ}, stderr=asyncio.subprocess.PIPE,  # noqa: TID251
        )  # fmt: skip
        async with asyncio.timeout(DEADLINE):
            _, said = await second.communicate()
        first.terminate()
        async with asyncio.timeout(DEADLINE):
            ended = await first.wait()

    assert second.returncode == 2
    assert b"another hub serves" in said
    assert ended == 0


async def test_a_deed_that_is_refused_leaves_nothing_while_its_neighbours_are_kept(maple: Running) -> None:
    store, school, now = maple.hub.store, maple.hub.schools[maple.school], maple.hub.clock()
    day = day_in(school.snapshot.time_zone, now)  # records made before midnight are turned first
    await store.write(lambda transaction: rights.turn(transaction, maple.school, day, stamp(now)), maple.school)
    await school.catch_up()
    start = school.seq

    def good(transaction: Transaction) -> int:
        return journal.append(
            transaction, maple.school, journal.Draft(kind="x", audience="all", at="2026-11-23T12:00:00.000Z")
        ).event.seq

    def bad(transaction: Transaction) -> int:
        good(transaction)
        raise ValueError("changed my mind")

    answers = await asyncio.gather(
        *(store.write(work, whose=Across.OPERATOR) for work in (good, bad, good)), return_exceptions=True
    )

    assert [answers[0], answers[2]] == [start + 1, start + 2]
    assert isinstance(answers[1], ValueError)


async def test_a_commit_that_fails_acknowledges_nobody_and_tells_nobody(tmp_path: Path) -> None:
    engine = opened(f"sqlite:///{tmp_path}/small.sqlite3")
    migrate(engine)
    store, told = Store(engine), []
    store.followers = told.extend
    store.start()
    await store.write(lambda one: one.run("create table filler (its blob)"), whose=Across.OPERATOR)
    await store.write(lambda one: one.run("pragma max_page_count = 60"), whose=Across.OPERATOR)

    def much(transaction: Transaction) -> None:
        transaction.appended.append("something")  # type: ignore[arg-type]
        transaction.run("insert into filler values (zeroblob(1000000))")

    became: list[object] = []
    then = lambda its, error: became.append((its, type(error)))  # noqa: E731
    store.write_then(lambda _one: lambda: "stored", "", then, NO_ROWS)
    with pytest.raises(Unavailable):
        await store.write(much, whose=Across.OPERATOR)
    assert told == []
    assert became == [(None, Unavailable)]
    await store.write(lambda one: one.run("insert into filler values (1)"), whose=Across.OPERATOR)
    kept = await store.read(
        lambda one: one.exec_driver_sql("select count(*) from filler").scalar(), Across.OPERATOR
    )
    await store.stop()
    assert kept == 1


async def test_what_comes_in_one_turn_of_the_loop_is_committed_together(tmp_path: Path) -> None:
    engine = opened(f"sqlite:///{tmp_path}/small.sqlite3")
    migrate(engine)
    store, commits = Store(engine), []
    store.followers = lambda appended: commits.append(len(appended))
    store.start()

    async def wrote() -> None:
        time.sleep(0.002)  # noqa: ASYNC251 (the turn is to be a long one, in which a writer could begin)
        await store.write(lambda one: one.appended.append("something"), whose=Across.OPERATOR)  # type: ignore[arg-type]

    await asyncio.gather(*(wrote() for _ in range(20)))
    await wrote()
    await store.stop()

    assert commits == [20, 1]


def test_the_migrations_make_the_schema_that_the_code_declares(tmp_path: Path) -> None:
    engine = opened(f"sqlite:///{tmp_path}/fresh.sqlite3")
    migrate(engine)
    migrate(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, list(everything))  # type: ignore[arg-type]
    engine.dispose()

    assert differences == []


def test_a_commit_is_on_the_disk_before_it_is_acknowledged(tmp_path: Path) -> None:
    engine = opened(f"sqlite:///{tmp_path}/fresh.sqlite3")
    with engine.connect() as connection:
        settings = [
            connection.exec_driver_sql(f"pragma {name}").scalar() for name in ("journal_mode", "synchronous")
        ]
    engine.dispose()

    assert settings == ["wal", 2]


def test_no_column_is_a_flag() -> None:
    columns = [column for metadata in everything for table in metadata.tables.values() for column in table.columns]

    assert len(columns) > 50
    assert [str(column) for column in columns if str(column.type) == "BOOLEAN"] == []


def test_the_newest_migration_is_known_by_its_name_before_any_of_them_is_read() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))

    assert newest() == ScriptDirectory.from_config(config).get_current_head()
