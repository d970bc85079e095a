"""One run: a school is told of announcements while its providers fail and its workers are killed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import signal
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine, select

from channels.items import TextItem
from hub.actions.conversations.post import Post as Posting
from hub.actions.conversations.post import post
from hub.app import opened_store
from hub.bus.school import opened
from hub.settings import read
from hub.store import clock, schema
from notifiers.tables import delivery, planned
from tests.faults.world import Node
from tests.past_policies import past_policies
from tests.servers import Postgres, free_port
from tests.telling.checker import Verdict, check
from tests.telling.providers import Providers
from tests.telling.town import Town, built

STARTS_S = 12.0
OVER_S = 600.0
"""After the storm everything has to have ended within this."""

HARMED = 20
"""Posts to which something is done in a storm, at the least: on a slow machine workers take long to come back."""

LONGER_S = 180.0
"""How much longer than planned a storm lasts for that, at the most."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A run. storm_s: how long the weather is foul, at the least; kills: of workers, meanwhile, at the least."""

    seed: int
    families: int
    announcements: int
    workers: int
    storm_s: float
    kills: int
    bug: str = ""

    @property
    def pause_s(self) -> float:
        """Between two announcements, so that the last comes before the storm is over."""
        return 0.8 * self.storm_s / self.announcements


@dataclass(frozen=True, slots=True)
class Result:
    """What came of it."""

    plan: Plan
    verdict: Verdict
    ended: Counter[str]
    posts: int
    words: Counter[str]
    kills: int
    seconds: float

    def line(self) -> str:
        """For people."""
        ends = ", ".join(f"{number} {name}" for name, number in self.ended.most_common())
        return (
            f"seed {self.plan.seed}: {sum(self.ended.values())} alerts in {self.seconds:.0f} s,"
            f" {self.posts} posts, {self.kills} workers killed: {ends}. {self.verdict}"
        )


async def run(plan: Plan, postgres: Postgres | None) -> Result:
    """On PostgreSQL with workers of their own, or on SQLite with the one hub there is."""
    folder, begun = Path(tempfile.mkdtemp(prefix="roomwire-telling-")), time.monotonic()
    its_clock = folder / "clock"
    its_clock.write_text("0")
    providers = Providers(folder, plan.seed, lambda: time.time() + float(its_clock.read_text() or 0))
    async with contextlib.AsyncExitStack() as stack:
        for one in (providers.fcm, providers.browsers, providers.mail, providers.texts):
            await stack.enter_async_context(one.running())
        env = {"ROOMWIRE_DATABASE_URL": _database(stack, postgres, folder), **providers.env()}
        town = await built(read(env), plan.families, folder, providers.browsers.subscription)
        messages: list[str] = []
        await _announced(env, town, messages, (1, 0.0))
        nodes = [
            _node(env, its_clock, folder, number, plan, own=postgres is not None) for number in range(plan.workers)
        ]
        stack.push_async_callback(_end, nodes)
        for node in nodes:
            node.start()
        saying = asyncio.create_task(_announced(env, town, messages, (plan.announcements - 1, plan.pause_s)))
        kills = await _storm(plan, providers, nodes, its_clock)
        await saying
        await _calm(env, providers, its_clock)
        await _end(nodes)
        engine = past_policies(env["ROOMWIRE_DATABASE_URL"])
        verdict, ended = check(engine, town, messages, providers.posts)
        engine.dispose()
    words = Counter(f"{one.provider} {one.word}" for one in providers.posts)
    return Result(plan, verdict, ended, len(providers.posts), words, kills, time.monotonic() - begun)


def _database(stack: contextlib.AsyncExitStack, postgres: Postgres | None, folder: Path) -> str:
    if postgres is None:
        return f"sqlite:///{folder}/hub.sqlite3"
    name = folder.name.rpartition("-")[2].lower()
    stack.callback(postgres.drop, name)
    return postgres.make(name)


def _node(env: dict[str, str], its_clock: Path, folder: Path, number: int, plan: Plan, *, own: bool) -> Node:
    words = ["worker"] if own else ["serve", "--port", str(port := free_port())]
    more = {"FAULTS_CLOCK": str(its_clock), "FAULTS_BUG": plan.bug}
    return Node(words, {**env, **more}, 0 if own else port, folder / f"worker-{number}.log")


async def _announced(env: dict[str, str], town: Town, ids: list[str], when: tuple[int, float]) -> None:
    """What Ines tells every family of the school, so often and with such pauses between; into ids."""
    many, pause_s = when
    store = opened_store(read(env))
    school = await opened(store, town.school)
    store.followers = school.hint
    roster = school.snapshot.roster
    ines = next(one for one in roster.people.values() if one.name == "Ines Walker")
    where = next(
        one.id for one in school.snapshot.conversations.values()
        if one.kind.name == "announcement" and one.subject.about == "school"
    )  # fmt: skip
    for _ in range(many):
        item = TextItem(text=f"News {len(ids)}")
        ids.append((await post(school, Posting(ines.id, where, f"a{len(ids)}", item), clock.now())).id)
        await asyncio.sleep(pause_s)
    await store.stop()


async def _storm(plan: Plan, providers: Providers, nodes: list[Node], its_clock: Path) -> int:
    """
    Foul weather, outages that come and go, and workers killed with something in their hands; how many were.

    It lasts as long as is planned, and until there were as many kills and posts as were to be harmed; but not for
    ever: where nothing is posted for minutes, the checks say so.
    """
    rng, kills, begun = random.Random(plan.seed), 0, time.monotonic()
    until, at_the_latest = begun + plan.storm_s, begun + plan.storm_s + LONGER_S
    outages = itertools.cycle(DOWN)
    for one in providers.weather.values():
        one.storm()
    providers.hangs_up = True
    while (
        kills < plan.kills
        or time.monotonic() < until
        or (_harmed(providers) < HARMED and time.monotonic() < at_the_latest)
    ):
        name, word = next(outages)
        providers.answers.clear()
        await _handed(providers, "email" if kills % 2 else "sms")
        victims = nodes if rng.random() < 0.5 else [rng.choice(nodes)]
        for victim in victims:
            victim.signal(signal.SIGKILL)
        for victim in victims:
            await victim.ended()
            victim.start()
        providers.answers.set()
        kills += len(victims)
        _ahead(its_clock, rng.choice((2, 8, 30, 70)))
        weather = providers.weather[name]
        weather.down(word)
        await _handed(providers, name)
        await asyncio.sleep(plan.storm_s / 10)
        weather.storm()
    return kills


def _harmed(providers: Providers) -> int:
    """To how many posts something was done by now."""
    return sum(one.word not in ("accepted", "") for one in providers.posts)


DOWN = (
    ("sms", "answer lost"), ("fcm", "unavailable"), ("email", "answer lost"), ("webpush", "broken"),
    ("email", "leaving"), ("sms", "refused"),
)  # fmt: skip
"""Which provider fails next, and what it does to everybody while it is out."""


async def _handed(providers: Providers, provider: str) -> None:
    """Return once a worker hands something more to a provider, of a name or of any; or is long in coming."""
    before = len(providers.posts)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(STARTS_S):
            while not any(one.provider.startswith(provider) for one in providers.posts[before:]):
                await asyncio.sleep(0.005)


def _ahead(its_clock: Path, by_s: float) -> None:
    """Moved in one step, so that nobody reads half of it."""
    partial = its_clock.with_suffix(".new")
    partial.write_text(str(float(its_clock.read_text()) + by_s))
    partial.replace(its_clock)


async def _calm(env: dict[str, str], providers: Providers, its_clock: Path) -> None:
    """Good weather, and time that passes, until nothing is open any more."""
    for one in providers.weather.values():
        one.calm()
    providers.hangs_up = False
    engine, until = past_policies(env["ROOMWIRE_DATABASE_URL"]), time.monotonic() + OVER_S
    before = (0, 0, 0)
    try:
        while time.monotonic() < until:
            await asyncio.sleep(1.0)
            stands = unplanned, _, still = await asyncio.to_thread(_standing, engine)
            if not unplanned and not still:
                return
            if stands == before:  # what is left waits for a time
                _ahead(its_clock, 25)
            before = stands
    finally:
        engine.dispose()


def _standing(engine: Engine) -> tuple[int, int, int]:
    """How many events are not planned yet, how many deliveries there are, and how many of them are open."""
    with engine.connect() as connection:
        rows = connection.execute(select(delivery.c.settled_at)).scalars().all()
        head = connection.execute(select(schema.school.c.seq)).scalar_one()
        stands = connection.execute(select(planned.c.seq)).scalar() or 0
    return head - stands, len(rows), sum(one is None for one in rows)


async def _end(nodes: list[Node]) -> None:
    for node in nodes:
        node.signal(signal.SIGKILL)
    for node in nodes:
        if node.process is not None:
            await node.ended()


SHORT = Plan(seed=1, families=60, announcements=4, workers=2, storm_s=4.0, kills=3)
LONG = Plan(seed=1, families=1_000, announcements=10, workers=2, storm_s=60.0, kills=20)


def seeded(plan: Plan, seed: int, bug: str = "") -> Plan:
    """The same with another seed."""
    return replace(plan, seed=seed, bug=bug)
