"""This file connects to Redis by an address: one server, Sentinels, or a cluster."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import unquote, urlsplit

from redis.asyncio import Redis
from redis.asyncio.cluster import ClusterNode, RedisCluster
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel
from redis.backoff import NoBackoff

SCHEMES = ("redis", "rediss", "redis+sentinel", "redis+cluster")


def check(url: str) -> None:
    """
    Refuse an address that is none of ours.

    Raises:
        ValueError: the sentence says what it should look like.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.netloc:
        raise ValueError(
            "use redis://host:port, rediss://host:port, redis+sentinel://host:port,host:port/service"
            " or redis+cluster://host:port,host:port."
        )
    if parts.scheme == "redis+sentinel" and not parts.path.strip("/"):
        raise ValueError("a redis+sentinel:// address ends in the name of the service, such as /mymaster.")
    for _, port in _hosts(url):
        if not 0 < port < 65_536:
            raise ValueError(f"{port} is not a port.")


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
    client: Any
    match parts.scheme:
        case "redis+sentinel":
            sentinel = Sentinel(_hosts(url), sentinel_kwargs={"socket_timeout": limit_s * 5}, **more)  # type: ignore[no-untyped-call]
            client = sentinel.master_for(parts.path.strip("/"))
        case "redis+cluster":
            nodes = [ClusterNode(host, port) for host, port in _hosts(url)]
            client = RedisCluster(startup_nodes=nodes, cluster_error_retry_attempts=0, **more)
        case _:
            client = Redis.from_url(url, **more)
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):
            await client.aclose()


def _hosts(url: str) -> list[tuple[str, int]]:
    netloc = urlsplit(url).netloc.rpartition("@")[2]
    found = []
    for one in netloc.split(","):
        host, _, port = one.rpartition(":") if ":" in one else (one, "", "6379")
        if not port.isdigit():
            raise ValueError(f"{port!r} is not a port.")
        found.append((host.strip("[]"), int(port)))
    return found
