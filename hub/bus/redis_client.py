"""This file connects to Redis by an address: one server, Sentinels, or a cluster."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote, urlsplit

from redis.asyncio import Redis
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff

from hub.bus.redis_address import hosts

HANGS_UP_S = 0.1
"""How long a cluster's client gets at its end to hang up on every node that it had."""


@contextlib.asynccontextmanager
async def connected(url: str, limit_s: float) -> AsyncIterator[Any]:
    """A client that tries nothing twice and waits for nothing longer than limit_s."""
    parts = urlsplit(url)
    more: dict[str, Any] = {
        "socket_connect_timeout": limit_s * 5,
        "retry": Retry(NoBackoff(), 0),
    }
    if parts.username:
        more["username"] = unquote(parts.username)
    if parts.password:
        more["password"] = unquote(parts.password)
    async with contextlib.AsyncExitStack() as closing:
        client: Any
        match parts.scheme:
            case "redis+sentinel":
                asking = {"socket_timeout": limit_s * 5}
                sentinel = Sentinel(hosts(url), sentinel_kwargs=asking, **more)  # type: ignore[no-untyped-call]
                await closing.enter_async_context(sentinel)
                client = sentinel.master_for(parts.path.strip("/"))
            case "redis+cluster":
                nodes = [ClusterNode(host, port) for host, port in hosts(url)]
                client = RedisCluster(startup_nodes=nodes, **more)
                # It hangs up on nodes that have left the cluster in tasks of its own, which nobody can wait for.
                closing.push_async_callback(asyncio.sleep, HANGS_UP_S)
            case _:
                client = Redis.from_url(url, **more)
        yield await closing.enter_async_context(client)
