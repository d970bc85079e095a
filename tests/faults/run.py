"""One run: a seed, a world, devices that talk while things go wrong, and the checker's verdict."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from sqlalchemy import text

from hub.store.verify import verify
from policies.verdict import Allowed
from tests.faults.checker import Truth, Verdict, check, truth
from tests.faults.client import Device, Frame, Person
from tests.faults.history import History, Posted
from tests.faults.nemesis import Nemesis
from tests.faults.upkeep import Upkeep, to_confirm
from tests.faults.world import Setup, Template, World, world
from tests.past_policies import past_policies
from tests.servers import Postgres, Server

QUIET_S = 40.0
"""How long everything may take to be told once nothing goes wrong any more."""

CAST = (
    ("Ana Reyes", 3), ("Ben Carter", 2), ("Grace Okafor", 2), ("Priya Raman", 2), ("Nora Lind", 2),
    ("Ines Walker", 2), ("Rosa Alvarez", 2), ("Tom Alvarez", 1), ("Dana Novak", 1),
)  # fmt: skip
"""Who is there, and with how many devices."""

SETUPS = (
    Setup(postgres=False, nodes=1, redis=False, worker=False),
    Setup(postgres=True, nodes=3, redis=True, worker=False),
    Setup(postgres=True, nodes=3, redis=False, worker=False),
    Setup(postgres=True, nodes=1, redis=False, worker=False),
    Setup(postgres=False, nodes=1, redis=False, worker=False, small=True),
    Setup(postgres=True, nodes=3, redis=True, worker=True),
    Setup(postgres=True, nodes=1, redis=True, worker=True),
    Setup(postgres=True, nodes=3, redis=False, worker=True, far=True),
)


def setup_of(seed: int) -> Setup:
    """What a seed runs on."""
    return SETUPS[seed % len(SETUPS)]


@dataclass
class Result:
    """What came of a run."""

    seed: int
    setup: Setup
    verdict: Verdict
    acknowledged: int
    refused: int
    handled: int
    devices: int
    connections: int
    alerts: int
    amended: int = 0
    conflicts: int = 0
    confirmed: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    def line(self) -> str:
        """One line of the report."""
        kind = "clean" if self.verdict.clean() else f"BROKEN {self.verdict}"
        return (
            f"seed {self.seed}: {self.setup}: {self.acknowledged} acknowledged, {self.handled} handled on"
            f" {self.devices} devices, {self.connections} connections, {self.alerts} alerts,"
            f" {self.amended} amended ({self.conflicts} conflicts), {self.confirmed} confirmed,"
            f" {sum(self.faults.values())} faults, {self.seconds:.0f} s: {kind}"
        )


class Talk:
    """The people of the run: who writes where, who approves, who reads."""

    def __init__(self, its: Template, made: World, history: History, rng: random.Random) -> None:
        self.rules, self.history, self.rng = its.rules, history, rng
        self.people = {
            name: replace(one) for name, one in its.people.items()
        }  # who signs in anew does for this run
        self.world = made
        self.number = 0
        self.reviews: set[asyncio.Task[None]] = set()
        self.reviewed: set[str] = set()
        self.devices = [
            self._device(self.people[name], f"{name} {number}") for name, many in CAST for number in range(many)
        ]
        self.places = {name: self._places(name) for name, _ in CAST}
        self.upkeep = Upkeep(made, self.devices, random.Random(rng.random()))
        for device in self.devices:
            device.on_event = self._handler(device)

    def _device(self, person: Person, name: str) -> Device:
        return Device(
            person, name, self.rules.school, self.history, self.world.addresses, self.world.http,
            random.Random(self.rng.random()),
        )  # fmt: skip

    def _places(self, name: str) -> list[tuple[str, str, float]]:
        """Where somebody writes what, and how often: days most, for nobody is alerted to them."""
        person = self.people[name].id
        families = {self.people[one].id for one, _ in CAST} - self.rules.roster.staff - self.rules.roster.admins
        found = []
        for conversation in self.rules.of_person.get(person, ()):
            where = self.rules.conversations[conversation]
            roster, who = self.rules.roster, self.rules.roster.people[person]
            watched = families & self.rules.members(conversation).keys()
            for kind, weight in (("meal", 20.0), ("bottle", 1.2), ("nap", 1.2), ("text", 4.0 if watched else 0.2)):
                if where.kind.name != "announcement" and kind in where.kind.items:
                    verdict = where.kind.may_post(roster, where.subject, who, kind)
                    if isinstance(verdict, Allowed):
                        found.append((conversation, kind, weight))
        return found

    async def write(self, per_s: float, until: float) -> None:
        """Everybody writes, together so many a second, but nobody far ahead of what is answered."""
        loop = asyncio.get_running_loop()
        self.upkeep.stopped = False
        writers = [device for device in self.devices if self.places[device.person.name]]
        weights = [
            1.0 if any(kind == "meal" for _, kind, _ in self.places[one.person.name]) else 0.004 for one in writers
        ]
        due = 0.0
        last = loop.time()
        while loop.time() < until:
            now = loop.time()
            due, last = min(due + (now - last) * per_s, per_s), now
            while due >= 1:
                due -= 1
                (device,) = self.rng.choices(writers, weights)
                if device.waiting() < 64:
                    self._write(device)
            await asyncio.sleep(0.01)
        self.upkeep.stopped = True

    async def cry(self, seconds: float) -> None:
        """The admin cries out to the whole school, now and then."""
        ines = next(one for one in self.devices if one.person.name == "Ines Walker")
        await self.upkeep.cry(ines, self.rules.by_subject["announcement", "school:"].id, seconds)

    def _write(self, device: Device) -> None:
        places = self.places[device.person.name]
        where, kind, _ = self.rng.choices(places, [weight for *_, weight in places])[0]
        self.number += 1
        cid = f"run-{self.number}"
        device.post(Posted(device.person.id, where, cid, f"{device.name} says {self.number}", kind))

    def _handler(self, device: Device):
        name = device.person.name
        kept = {where for where, kind, _ in self.places[name] if kind == "bottle"}

        def handle(frame: Frame) -> None:
            self.upkeep.read(device, frame, may_write=frame.conversation in kept)
            if frame.kind == "held" and name == "Ines Walker" and frame.id not in self.reviewed:
                self.reviewed.add(frame.id or "")
                if self.rng.random() < 0.8:
                    task = asyncio.create_task(self._review(device, frame.id or ""))
                    self.reviews.add(task)
                    task.add_done_callback(self.reviews.discard)
            elif frame.n and self.rng.random() < 0.01:
                task = asyncio.create_task(device.read(frame.conversation or "", frame.n))
                self.reviews.add(task)
                task.add_done_callback(self.reviews.discard)

        return handle

    async def _review(self, device: Device, message: str) -> None:
        """Approve three of four; a decision is repeated until it is known to stand."""
        body = {"answer": "approve"} if self.rng.random() < 0.75 else {"answer": "decline", "reason": "Rather not."}
        headers = {"authorization": f"Bearer {device.person.token}", "roomwire-profile": device.person.id}
        while True:
            await asyncio.sleep(self.rng.uniform(0.0, 0.3))
            with contextlib.suppress(Exception):
                address = self.rng.choice(self.world.addresses())
                async with self.world.http.post(
                    f"http://{address}/v1/reviews/{message}", json=body, headers=headers
                ) as answer:
                    if answer.status in {200, 409}:
                        return
                    if answer.status not in {429, 503}:
                        self.history.complaints.append(
                            f"a review was answered {answer.status}: {await answer.text()}"
                        )
                        return

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Every device follows meanwhile."""
        tasks = [asyncio.create_task(device.run()) for device in self.devices]
        try:
            yield
            for task in tasks:
                if task.done() and task.exception() is not None:
                    self.history.complaints.append(f"a device failed: {task.exception()!r}")
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def answered(self) -> None:
        """Return once every post, every change, every reading and every review is."""
        while (
            any(device.waiting() or device.reading() for device in self.devices)
            or self.reviews
            or self.upkeep.tasks
        ):
            await asyncio.sleep(0.02)

    async def last_word(self) -> None:
        """One more message to everybody: other hubs than its own hear of it by themselves, or not at all."""
        ines = next(one for one in self.devices if one.person.name == "Ines Walker")
        where = self.rules.by_subject["announcement", "school:"].id
        ines.post(Posted(ines.person.id, where, "run-last", f"{ines.name} says good night", "text"))
        await self.answered()

    async def heads(self) -> dict[str, int]:
        """What each person is told is the last position, by one hub."""
        found: dict[str, int] = {}
        for person in {device.person.id: device.person for device in self.devices}.values():
            headers = {"authorization": f"Bearer {person.token}", "roomwire-profile": person.id}
            address = self.world.addresses()[0]
            async with self.world.http.post(f"http://{address}/v1/sync", json={}, headers=headers) as answer:
                found[person.id] = (await answer.json())["seq"]
        return found

    async def level(self) -> None:
        """Return once every device has come as far as its person may see."""
        heads = await self.heads()
        while any((device.since or 0) < heads[device.person.id] for device in self.devices):
            await asyncio.sleep(0.02)

    async def asked(self) -> None:
        """Note what every hub asks everybody to confirm."""
        for address in self.world.addresses():
            for device in {device.person.id: device for device in self.devices}.values():
                asked = await to_confirm(self.world, address, device)
                if asked is None:
                    self.history.complaints.append(f"{device.name} cannot ask what is to be confirmed")
                else:
                    self.history.to_confirm.append((device.person.id, asked))

    async def listed(self) -> None:
        """Note what every hub says is unread."""
        for address in self.world.addresses():
            for person in {device.person.id: device.person for device in self.devices}.values():
                unread: dict[str, int] = {}
                cursor = ""
                headers = {"authorization": f"Bearer {person.token}", "roomwire-profile": person.id}
                while True:
                    async with self.world.http.get(
                        f"http://{address}/v1/conversations?limit=100{cursor}", headers=headers
                    ) as answer:
                        body = await answer.json()
                    unread |= {one["id"]: one["unread"] for one in body["items"]}
                    if body["next"] is None:
                        break
                    cursor = f"&cursor={body['next']}"
                self.history.lists.append((person.id, unread))


async def run(
    seed: int, its: Template, postgres: Postgres, redis: Server, *,
    seconds: float = 10.0, per_s: float = 550.0, bug: str = "", setup: Setup | None = None,
    only: frozenset[str] = frozenset(), quiet_s: float = QUIET_S,
) -> Result:  # fmt: skip
    """A run of this seed. only: the faults to choose from, by default all that its setup can have."""
    rng = random.Random(seed)
    chosen = setup or setup_of(seed)
    history = History()
    began = time.monotonic()
    async with world(chosen, its, postgres, redis, bug) as made:
        talk = Talk(its, made, history, rng)
        nemesis = Nemesis(made, talk.devices, random.Random(rng.random()))
        if only:
            whole = nemesis.faults()
            nemesis.faults = lambda: {name: whole[name] for name in only}  # type: ignore[method-assign]
        async with talk.connected():
            until = asyncio.get_running_loop().time() + seconds
            await asyncio.gather(talk.write(per_s, until), talk.cry(seconds), nemesis.run(until))
            found = await _end(made, talk, nemesis, history, quiet_s)
    handled = sum(len(one.handled) for one in history.devices)
    return Result(
        seed, chosen, found, sum(1 for one in history.posts.values() if one.id),
        sum(1 for one in history.posts.values() if one.refused), handled, len(history.devices),
        sum(device.connections for device in talk.devices), len(history.mails),
        sum(1 for one in history.asked if one.t == "edit" and one.done),
        sum(1 for one in history.asked if one.code == "conflict"),
        sum(1 for one in history.asked if one.t == "ack" and one.done),
        nemesis.done, time.monotonic() - began,
    )  # fmt: skip


async def _end(made: World, talk: Talk, nemesis: Nemesis, history: History, quiet_s: float) -> Verdict:
    """Heal, let everything be told, and look at it."""
    await nemesis.heal()
    late = ""
    try:
        async with asyncio.timeout(quiet_s):
            late = "posts are not answered"
            await talk.answered()
            await talk.last_word()
            late = "devices are not level"
            await talk.level()
            late = "alerts are not settled"
            await _settled(made)
            late = "the lists cannot be read"
            await asyncio.sleep(1.3)  # the read markers of other hubs have come by then
            await talk.listed()
            await talk.asked()
            late = ""
    except TimeoutError:
        pass
    engine = past_policies(made.address)
    try:
        its: Truth = truth(engine)
        with engine.connect() as connection:
            proofs = verify(connection)
    finally:
        engine.dispose()
    history.mails = [(str(one["message"]["Message-ID"]).strip("<>").partition("@")[0], one["to"])
                     for one in made.mail.received]  # fmt: skip
    found = check(history, its)
    found.broken += [f"after {quiet_s:.0f} s {late}"] if late else []
    found.broken += [f"{one.promise}: {what}" for one in proofs for what in one.broken]
    return found


async def _settled(made: World) -> None:
    """Return once every alert has its outcome; the leases of dead workers are let run out."""
    engine = past_policies(made.address)
    try:
        for moment in range(10_000):
            with engine.connect() as connection:
                left = connection.execute(
                    text("select count(*) from delivery where settled_at is null and step = 1")
                ).scalar()
                behind = connection.execute(
                    text(
                        "select count(*) from school s left join planned p on p.school = s.id"
                        " where s.seq > coalesce(p.seq, 0)"
                    )
                ).scalar()
            if not left and not behind:
                return
            if moment == 10:
                made.move_clock(200_000.0)
            await asyncio.sleep(0.1)
    finally:
        engine.dispose()
