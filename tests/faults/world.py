"""The servers of a run: a database, Redis, hubs and a worker as processes of their own, proxies between them."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
from sqlalchemy import insert, select, update

from hub.app import opened_store
from hub.commands.backup import backup, restore
from hub.commands.demo import BUNDLE, loaded
from hub.oneroster.read import read
from hub.oneroster.rows import Bundle
from hub.settings import Settings
from hub.settings import read as read_settings
from hub.signing import fingerprint
from hub.store import schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.snapshot import Snapshot, snapshot
from tests.faults.client import Person
from tests.faults.proxy import Proxy
from tests.hub.running import settings_for
from tests.notifiers.providers.smtp import SmtpServer
from tests.servers import Postgres, Server, free_port

ROOT = Path(__file__).parents[2]
READY_S = 30.0
FAKETIME = (
    Path(os.environ.get("ROOMWIRE_TEST_FAKETIME", "/nowhere")),  # noqa: TID251 (of the tests alone)
    *Path("/usr/lib").glob("*/faketime/libfaketime.so.1"),
    *Path("/usr/lib/faketime").glob("libfaketime.so.1"),
    *Path("/usr/local/lib/faketime").glob("libfaketime.so.1"),
)
"""Where libfaketime may be."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a run runs on. far: the database is behind a link that can be cut. small: its disk can be full."""

    postgres: bool
    nodes: int
    redis: bool
    worker: bool
    far: bool = False
    small: bool = False

    def __str__(self) -> str:
        parts = ["PostgreSQL" if self.postgres else "SQLite", f"{self.nodes} hub" + "s" * (self.nodes > 1)]
        parts += (
            ["Redis"] * self.redis + ["worker"] * self.worker + ["far"] * self.far + ["small disk"] * self.small
        )
        return ", ".join(parts)


@dataclass
class Template:
    """The demo school, loaded once, with everybody signed in. file: SQLite's records; name: PostgreSQL's."""

    rules: Snapshot
    people: dict[str, Person]
    file: Path
    name: str


@dataclass
class Node:
    """A hub or a worker process; killed, paused and started again."""

    words: list[str]
    env: dict[str, str]
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.node", *self.words], cwd=ROOT, stdin=subprocess.DEVNULL,
                env={**os.environ, **self.env}, stdout=log, stderr=log,  # noqa: TID251 (the child's)
            )  # fmt: skip

    def signal(self, number: int) -> None:
        """Send it a signal; nothing where it has ended."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    async def ended(self, within_s: float = 20.0) -> int:
        """Its exit code; killed where it does not end by itself."""
        assert self.process is not None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while self.process.poll() is None:
                    await asyncio.sleep(0.02)
        if self.process.poll() is None:
            self.process.kill()
        return await asyncio.to_thread(self.process.wait)

    async def ready(self, http: aiohttp.ClientSession) -> None:
        """Return once it answers that it is."""
        async with asyncio.timeout(READY_S):
            while True:
                assert self.process is not None
                if self.process.poll() is not None:  # a database that was away ends a start; like a supervisor
                    self.start()
                    await asyncio.sleep(0.2)
                with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                    async with http.get(
                        f"http://127.0.0.1:{self.port}/readyz", timeout=aiohttp.ClientTimeout(total=2)
                    ) as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.03)


@dataclass
class World:
    """Everything that runs. address: of the database, as the harness reaches it itself."""

    setup: Setup
    folder: Path
    address: str
    nodes: list[Node]
    worker: Node | None
    proxies: list[Proxy]
    mail: SmtpServer
    http: aiohttp.ClientSession
    postgres: Postgres | None
    redis: Server | None
    redis_link: Proxy | None
    postgres_link: Proxy | None
    clock: Path
    disk: Path | None

    def addresses(self) -> list[str]:
        """Where devices find the hubs."""
        return [f"127.0.0.1:{one.port}" for one in self.proxies]

    def settings(self) -> Settings:
        """Of the harness itself, straight to the database."""
        return read_settings({"ROOMWIRE_DATABASE_URL": self.address})

    def move_clock(self, ahead_s: float) -> None:
        """Set every hub's clock ahead, or back."""
        self.clock.write_text(f"{ahead_s:+f}")

    def processes(self) -> list[Node]:
        """Every process of ours."""
        return [*self.nodes, *([self.worker] if self.worker else [])]


Row = dict[str, str]
TOM = "usr-tom-alvarez"
BUNDLES: dict[str, Bundle] = {}


def bundles(folder: Path) -> dict[str, Bundle]:
    """The roster as it is; one where Rosa is no guardian of Mia and Ben in another room; one that Tom is not in."""
    if not BUNDLES:
        moved = {"users.csv": _without_rosa, "enrollments.csv": _ben_elsewhere}
        gone = {"users.csv": _without_tom, "roles.csv": _not_toms}
        for key, changes in (("all", {}), ("moved", moved), ("gone", gone)):
            bundle = read(_changed(folder / key, changes)).bundle
            assert bundle is not None
            BUNDLES[key] = bundle
    return BUNDLES


def _changed(folder: Path, changes: Mapping[str, Callable[[Row], Row | None]]) -> Path:
    """The demo's roster with each row of these files as it is changed; None is left out."""
    shutil.copytree(BUNDLE, folder)
    for name, change in changes.items():
        with (folder / name).open(newline="") as file:
            rows = [one for row in csv.DictReader(file) if (one := change(row)) is not None]
        with (folder / name).open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
    return folder


def _without_rosa(row: Row) -> Row | None:
    return _no_agent(row, "usr-rosa-alvarez") if row["sourcedId"] == "stu-mia-alvarez" else row


def _without_tom(row: Row) -> Row | None:
    return None if row["sourcedId"] == TOM else _no_agent(row, TOM)


def _not_toms(row: Row) -> Row | None:
    return None if row["userSourcedId"] == TOM else row


def _no_agent(row: Row, who: str) -> Row:
    kept = [one.strip() for one in row["agentSourcedIds"].split(",") if one.strip() != who]
    return {**row, "agentSourcedIds": ",".join(kept)}


def _ben_elsewhere(row: Row) -> Row | None:
    return {**row, "classSourcedId": "room-acorns"} if row["userSourcedId"] == "usr-ben-carter" else row


async def template(folder: Path, postgres: Postgres) -> Template:
    """The demo school on both databases, with the same ids: PostgreSQL's is restored from SQLite's."""
    settings = settings_for(folder)
    store = opened_store(settings)
    school, people = await loaded(store, settings)
    now = datetime.now(UTC)
    known = {}

    def signed_in(transaction) -> None:
        connection = transaction.connection
        for one in people:
            account = connection.execute(
                select(schema.profile.c.account).where(schema.profile.c.person == one["id"])
            ).scalar_one()
            token = f"token-of-{one['id']}"
            known[one["name"], one["role"]] = Person(one["id"], one["name"], token)
            connection.execute(
                insert(schema.session).values(
                    id=fingerprint(token), account=account, person=one["id"], created_at=stamp(now),
                    expires_at="2099-01-01T00:00:00.000Z",
                )
            )  # fmt: skip
        connection.execute(
            update(schema.school).values(settings='{"staff_only":["message"],"email":true,"text":false}')
        )

    await store.write(signed_in, whose=Across.OPERATOR)
    rules = await store.read(lambda connection: snapshot(connection, school), Across.OPERATOR)
    await store.stop()
    archive = folder / "template.zip"
    backup(settings.database_url, archive)
    url = postgres.make("template_of_runs")
    restore(url, archive, keep_epoch=True)
    by_name = {f"{name} ({role})": one for (name, role), one in known.items()}
    return Template(rules, {**by_name, **{name: one for (name, _), one in known.items()}}, folder / "hub.sqlite3",
                    "template_of_runs")  # fmt: skip


@contextlib.asynccontextmanager
async def world(
    setup: Setup, its: Template, postgres: Postgres, redis: Server, bug: str = ""
) -> AsyncIterator[World]:
    """Start everything, and end it."""
    folder = Path(tempfile.mkdtemp(prefix="roomwire-run-"))
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        disk = await _small_disk(stack, folder) if setup.small else None
        address = _database(stack, setup, its, postgres, disk or folder)
        link = await _proxy(stack, postgres.port) if setup.far else None
        redis_link = await _proxy(stack, redis.port) if setup.redis else None
        mail = await stack.enter_async_context(SmtpServer(folder).running())
        http = await stack.enter_async_context(
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5), connector=aiohttp.TCPConnector(limit=0))
        )
        clock = folder / "clock"
        env = {
            "ROOMWIRE_DATABASE_URL": address.replace(f":{postgres.port}/", f":{link.port}/") if link else address,
            "ROOMWIRE_REDIS_URL": f"redis://127.0.0.1:{redis_link.port}" if redis_link else "",
            "ROOMWIRE_POSTS_PER_S": "10000", "ROOMWIRE_WORKER": "0" if setup.worker else "1",
            "FAULTS_BUG": bug, **moved_by(clock), **mail.env(),
        }  # fmt: skip
        nodes = []
        for number in range(setup.nodes):
            port = free_port()
            nodes.append(Node(["serve", "--port", str(port)], env, port, folder / f"hub-{number}.log"))
        worker = Node(["worker"], env, 0, folder / "worker.log") if setup.worker else None
        proxies = [await _proxy(stack, node.port) for node in nodes]
        made = World(
            setup, folder, address, nodes, worker, proxies, mail, http, postgres if setup.postgres else None,
            redis if setup.redis else None, redis_link, link, clock, disk,
        )  # fmt: skip
        stack.push_async_callback(_end, made)
        for node in made.processes():
            node.start()
        for node in nodes:
            await node.ready(http)
        yield made


def moved_by(clock: Path) -> dict[str, str]:
    """What has a process go by the clock in a file: libfaketime where this machine has it, for every reading of
    the wall clock and not the hub's alone; else the clock is given to the hub."""
    found = next((one for one in FAKETIME if one.exists()), None)
    if found is None:
        return {"FAULTS_CLOCK": str(clock)}
    clock.write_text("+0")
    return {
        "LD_PRELOAD": str(found), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_CACHE_DURATION": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAULTS_CLOCK": "",
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",  # or threads wait 10 ms for each other
    }  # fmt: skip


async def _end(made: World) -> None:
    for node in made.processes():
        node.signal(signal.SIGCONT)
        node.signal(signal.SIGKILL)
        await node.ended()


async def _proxy(stack: contextlib.AsyncExitStack, port: int) -> Proxy:
    one = Proxy(port)
    await one.start()
    stack.push_async_callback(one.stop)
    return one


async def _small_disk(stack: contextlib.AsyncExitStack, folder: Path) -> Path | None:
    """A disk of its own that can be filled, where this process may mount one."""
    disk = folder / "disk"
    disk.mkdir()
    done = await asyncio.create_subprocess_exec(
        "mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(disk),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    if await done.wait() != 0:
        return None
    stack.callback(subprocess.run, ["umount", "-l", str(disk)], check=False)
    return disk


def _database(
    stack: contextlib.AsyncExitStack, setup: Setup, its: Template, postgres: Postgres, folder: Path
) -> str:
    if setup.postgres:
        name = f"run_{folder.name.rpartition('-')[2]}".lower()
        stack.callback(postgres.drop, name)
        return postgres.make(name, its.name)
    shutil.copy(its.file, folder / "hub.sqlite3")
    return f"sqlite:///{folder}/hub.sqlite3"
