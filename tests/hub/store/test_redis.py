"""Redis as Sentinels and as a cluster: hubs find it, and find the server that takes over when one dies."""

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub.bus.hints import CHANNEL
from tests.hub.notify.test_telling import until
from tests.hub.running import Running
from tests.hub.store.test_nodes import deaf, family, nodes
from tests.servers import Server, ask, valkey_cluster, valkey_with_sentinels

pytestmark = pytest.mark.only("postgres")


@dataclass
class Several:
    """Several servers that stand in for each other. leading: the one that hints go through."""

    url: str
    leading: Server


@contextlib.contextmanager
def sentinels() -> Iterator[Several]:
    """A server and its replica behind Sentinels."""
    with valkey_with_sentinels() as (primary, watching):
        places = ",".join(f"127.0.0.1:{one.port}" for one in watching)
        yield Several(f"redis+sentinel://{places}/school", primary)


@contextlib.contextmanager
def cluster() -> Iterator[Several]:
    """A cluster, known by two of its six servers; the third leads for our channel."""
    with valkey_cluster() as servers:
        slot = int(ask(servers[0], "cluster", "keyslot", CHANNEL))
        leading = servers[slot * 3 // 16_384]
        places = ",".join(f"127.0.0.1:{one.port}" for one in servers if one is not leading)
        yield Several(f"redis+cluster://{places}", leading)


@pytest.fixture(params=[sentinels, cluster], ids=["Sentinels", "a cluster"])
def several(request: pytest.FixtureRequest) -> Iterator[Several]:
    """Several servers, by Sentinels and as a cluster."""
    with request.param() as one:
        yield one


async def test_hints_go_on_through_the_server_that_takes_over(records: Path, several: Several) -> None:
    def hear(both: tuple[Running, Running]) -> list[bool]:
        return [one.hub.schools.hints.healthy for one in both]

    async with nodes(records, {"ROOMWIRE_REDIS_URL": several.url}) as both:
        here, there = both
        ana, rosa = await here.somebody("Ana Reyes"), await there.somebody("Rosa Alvarez")
        where = await family(ana)
        await until(lambda: all(hear(both)))
        async with rosa.device() as phone, deaf(there.hub):
            await phone.live()
            await ana.post(where, "before")
            assert (await phone.event(kind="message"))["item"]["text"] == "before"

            await asyncio.to_thread(several.leading.kill)
            await until(lambda: not any(hear(both)))
            await until(lambda: all(hear(both)))
            await ana.post(where, "after")
            assert (await phone.event(kind="message"))["item"]["text"] == "after"
