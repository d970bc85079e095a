"""What goes wrong during a run: one fault after the other, drawn from the run's seed, each of them healed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import secrets
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import redis.asyncio
from redis.exceptions import RedisError
from sqlalchemy import func, insert, select

from hub.actions.people.sync_roster import sync_roster
from hub.app import opened_store
from hub.errors import Unavailable
from hub.signing import fingerprint
from hub.store import schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from notifiers.tables import planned
from tests.faults.world import BUNDLES, Node, World

if TYPE_CHECKING:
    from hub.store.store import Store
    from hub.store.transaction import Transaction
    from tests.faults.client import Device, Person

Fault = Callable[[], Awaitable[None]]

PLANNED_S = 20.0
"""How long a worker that comes late gets to see how late it is."""


class Nemesis:
    """Does harm and undoes it. done: how often each fault was done."""

    def __init__(self, world: World, devices: list[Device], rng: random.Random) -> None:
        self.world, self.devices, self.rng = world, devices, rng
        self.done: Counter[str] = Counter()
        self.roster = "all"
        self.synced = False
        self._store: Store | None = None

    def faults(self) -> dict[str, Fault]:
        """Every fault this world can have, by its name."""
        setup = self.world.setup
        found: dict[str, Fault] = {
            "a hub is killed": self.kill_hub,
            "a hub stands still": self.pause_hub,
            "a hub is restarted": self.restart_hub,
            "devices lose their connection": self.drop_devices,
            "a device stops reading": self.stall_device,
            "a link to a hub is cut": self.cut_link,
            "a link to a hub carries nothing": self.stall_link,
            "a link to a hub is slow": self.slow_link,
            "the clock jumps": self.jump_clock,
            "rooms and families change": self.change_roster,
        }
        if setup.postgres:
            found |= {"PostgreSQL is killed": self.kill_postgres, "PostgreSQL stands still": self.pause_postgres}
        if setup.nodes > 1:
            found["a restart rolls through the hubs"] = self.roll
        if setup.far:
            found |= {"the link to PostgreSQL is cut": self.cut_postgres,
                      "the link to PostgreSQL is slow": self.slow_postgres}  # fmt: skip
        if setup.redis:
            found |= {
                "Redis is killed": self.kill_redis, "Redis stands still": self.pause_redis,
                "Redis is flushed": self.flush_redis, "hints are dropped": self.drop_hints,
                "the link to Redis is cut": self.cut_redis, "Redis lies": self.lie,
            }  # fmt: skip
        if setup.worker:
            found |= {"a worker is killed": self.kill_worker, "a worker stands still": self.pause_worker,
                      "a worker comes a day late": self.late_worker}  # fmt: skip
        if self.world.disk is not None:
            found["the disk is full"] = self.fill_disk
        return found

    async def run(self, until: float) -> None:
        """One fault after the other until that moment of the loop's clock; each is healed."""
        faults = self.faults()
        names = sorted(faults)
        loop = asyncio.get_running_loop()
        self._store = opened_store(self.world.settings())
        try:
            while loop.time() < until:
                name = self.rng.choice(names)
                await faults[name]()
                self.done[name] += 1
                await asyncio.sleep(self.rng.uniform(0.1, 0.9))
        finally:
            await self._store.stop()
            self._store = None

    async def _while(self, seconds: tuple[float, float], heal: Callable[[], object]) -> None:
        try:
            await asyncio.sleep(self.rng.uniform(*seconds))
        finally:
            heal()

    def _hub(self) -> Node:
        return self.rng.choice(self.world.nodes)

    async def kill_hub(self) -> None:
        await self._kill(self._hub())

    async def kill_worker(self) -> None:
        assert self.world.worker is not None
        await self._kill(self.world.worker)

    async def _kill(self, node: Node) -> None:
        node.signal(signal.SIGKILL)
        await node.ended()
        await asyncio.sleep(self.rng.uniform(0.0, 0.5))
        node.start()

    async def pause_hub(self) -> None:
        hub = self._hub()
        hub.signal(signal.SIGSTOP)
        await self._while((0.2, 1.5), lambda: hub.signal(signal.SIGCONT))

    async def pause_worker(self) -> None:
        worker = self.world.worker
        assert worker is not None
        worker.signal(signal.SIGSTOP)
        await self._while((0.2, 3.0), lambda: worker.signal(signal.SIGCONT))

    async def late_worker(self) -> None:
        """It stands still, and finds that what it has not planned yet is worth no alert any more."""
        worker = self.world.worker
        assert worker is not None
        worker.signal(signal.SIGSTOP)
        await self._while((1.0, 3.0), lambda: self.world.move_clock(100_000.0))
        worker.signal(signal.SIGCONT)
        try:
            await self._planned()
        finally:
            self.world.move_clock(0)

    async def _planned(self) -> None:
        """Wait until the worker has come to whatever was said so far, however slow this machine is."""
        store = self._store
        assert store is not None
        with contextlib.suppress(Unavailable, TimeoutError):
            said = await store.read(
                lambda one: one.scalar(select(func.max(schema.event.c.seq))) or 0, Across.OPERATOR
            )
            async with asyncio.timeout(PLANNED_S):
                while (
                    await store.read(lambda one: one.scalar(select(func.max(planned.c.seq))) or 0, Across.OPERATOR)
                    < said
                ):
                    await asyncio.sleep(0.05)

    async def restart_hub(self) -> None:
        hub = self._hub()
        hub.signal(signal.SIGTERM)
        await hub.ended()
        hub.start()

    async def roll(self) -> None:
        for hub in self.world.nodes:
            hub.signal(signal.SIGTERM)
            await hub.ended()
            hub.start()
            with contextlib.suppress(TimeoutError):
                await hub.ready(self.world.http)

    async def drop_devices(self) -> None:
        for device in self.rng.sample(self.devices, k=self.rng.randint(1, len(self.devices))):
            await device.drop()

    async def stall_device(self) -> None:
        device = self.rng.choice(self.devices)
        device.stalled.clear()
        await self._while((0.5, 3.0), device.stalled.set)

    async def cut_link(self) -> None:
        link = self.rng.choice(self.world.proxies)
        link.refuse()
        await self._while((0.1, 1.0), link.heal)

    async def stall_link(self) -> None:
        link = self.rng.choice(self.world.proxies)
        link.stall()
        await self._while((0.2, 2.0), link.heal)

    async def slow_link(self) -> None:
        link = self.rng.choice(self.world.proxies)
        link.slow(self.rng.uniform(0.01, 0.2))
        await self._while((0.5, 2.0), link.heal)

    async def cut_postgres(self) -> None:
        link = self.world.postgres_link
        assert link is not None
        link.refuse()
        await self._while((0.1, 1.0), link.heal)

    async def slow_postgres(self) -> None:
        link = self.world.postgres_link
        assert link is not None
        link.slow(self.rng.uniform(0.005, 0.03))
        await self._while((0.5, 1.5), link.heal)

    async def jump_clock(self) -> None:
        self.world.move_clock(self.rng.choice((-86_400.0, -300.0, -5.0, 0.0, 90.0, 3_600.0, 86_400.0)))

    async def kill_postgres(self) -> None:
        postgres = self.world.postgres
        assert postgres is not None
        await asyncio.to_thread(postgres.kill)
        await asyncio.sleep(self.rng.uniform(0.0, 0.5))
        await asyncio.to_thread(postgres.start)

    async def pause_postgres(self) -> None:
        postgres = self.world.postgres
        assert postgres is not None
        _freeze(postgres.process.pid if postgres.process else 0, signal.SIGSTOP)
        await self._while(
            (0.2, 2.0), lambda: _freeze(postgres.process.pid if postgres.process else 0, signal.SIGCONT)
        )

    async def kill_redis(self) -> None:
        server = self.world.redis
        assert server is not None
        await asyncio.to_thread(server.kill)
        await asyncio.sleep(self.rng.uniform(0.1, 1.5))
        await asyncio.to_thread(server.start)

    async def pause_redis(self) -> None:
        server = self.world.redis
        assert server is not None
        server.signal(signal.SIGSTOP)
        await self._while((0.3, 4.0), lambda: server.signal(signal.SIGCONT))

    async def flush_redis(self) -> None:
        await self._say(b"flushall")

    async def lie(self) -> None:
        """Positions that are not, of a school that is, and noise."""
        school = self.devices[0].school
        position = self.rng.randint(1, 10**9)
        for lie in (
            b"\xff", f'[{{"type":"grown","school":"{school}","seq":{position}}}]'.encode(),
            f'[{{"type":"marked","school":"{school}","rev":{position}}}]'.encode(),
        ):  # fmt: skip
            await self._say(b"publish", b"roomwire.v1", lie)

    async def _say(self, *words: bytes) -> None:
        server = self.world.redis
        assert server is not None
        with contextlib.suppress(RedisError, OSError, TimeoutError):
            async with redis.asyncio.Redis(port=server.port, socket_timeout=1) as client:
                await client.execute_command(*words)

    async def drop_hints(self) -> None:
        """Redis is there and says nothing."""
        link = self.world.redis_link
        assert link is not None
        link.stall()
        await self._while((0.5, 3.0), link.heal)

    async def cut_redis(self) -> None:
        link = self.world.redis_link
        assert link is not None
        link.refuse()
        await self._while((0.2, 2.0), link.heal)

    async def fill_disk(self) -> None:
        disk = self.world.disk
        assert disk is not None
        filler = disk / "filler"

        def fill() -> None:
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(b"\0" * 65_536)

        await asyncio.to_thread(fill)
        await self._while((0.2, 1.5), lambda: filler.unlink(missing_ok=True))

    async def change_roster(self) -> None:
        """Rosa ceases to be Mia's guardian and Ben goes elsewhere, Tom leaves the school, or all is as it was."""
        assert self._store is not None
        await self._sync(self._store, self.rng.choice([one for one in BUNDLES if one != self.roster]))

    async def _sync(self, store: Store, name: str) -> bool:
        """
        Sync a roster, and let who is back sign in anew; whether both were done. The database may be away; but a
        bundle that is held is none of ours, or no right would ever change.
        """
        people = {device.person.id: device.person for device in self.devices}
        self.roster, self.synced = name, True
        try:
            async with asyncio.timeout(5):
                now = datetime.now(UTC)
                await store.write(lambda one: sync_roster(one, BUNDLES[name], "UTC", now), whose=Across.OPERATOR)
                tokens = await store.write(
                    lambda one: signed_in_anew(one, people.values(), now), whose=Across.OPERATOR
                )
        except (Unavailable, TimeoutError):
            return False
        for person, token in tokens.items():
            people[person].token = token
        return True

    async def _back(self) -> None:
        """Everybody is in the roster and signed in, so that what they said can be answered."""
        store = opened_store(self.world.settings())
        try:
            while not await self._sync(store, "moved" if self.roster == "moved" else "all"):
                await asyncio.sleep(0.5)
        finally:
            await store.stop()

    async def heal(self) -> None:
        """Everything as it should be."""
        for device in self.devices:
            device.stalled.set()
        for link in (*self.world.proxies, self.world.redis_link, self.world.postgres_link):
            if link is not None:
                link.heal()
        self.world.move_clock(0)
        for node in self.world.processes():
            node.signal(signal.SIGCONT)
            if node.process is not None and node.process.poll() is not None:
                node.start()
        for node in self.world.nodes:
            await node.ready(self.world.http)
        if self.synced:
            await self._back()


def signed_in_anew(transaction: Transaction, people: Iterable[Person], now: datetime) -> dict[str, str]:
    """A new token, by id, for each of these people who is in the roster and whose sign-in was ended."""
    connection, session = transaction.connection, schema.session
    here = select(schema.profile.c.person, schema.profile.c.account).join(
        schema.person, (schema.person.c.id == schema.profile.c.person) & schema.person.c.left_at.is_(None)
    )
    accounts = {one.person: one.account for one in connection.execute(here)}
    alive = set(connection.execute(select(session.c.id).where(session.c.ended_at.is_(None))).scalars())
    back = [one for one in people if one.id in accounts and fingerprint(one.token) not in alive]
    tokens = {one.id: secrets.token_hex(16) for one in back}
    for person, token in tokens.items():
        connection.execute(
            insert(session).values(
                id=fingerprint(token), account=accounts[person], person=person, created_at=stamp(now),
                expires_at="2099-01-01T00:00:00.000Z",
            )
        )  # fmt: skip
    return tokens


def _freeze(parent: int, number: int) -> None:
    """A signal to a process and all of its children; PostgreSQL's are in sessions of their own."""
    for pid in [parent, *_children(parent)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _children(parent: int) -> list[int]:
    try:
        with open(f"/proc/{parent}/task/{parent}/children") as file:  # noqa: PTH123 (a file of the kernel)
            return [int(one) for one in file.read().split()]
    except OSError:
        return []
