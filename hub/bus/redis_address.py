"""This file reads the address of Redis: one server, Sentinels, or a cluster."""

from __future__ import annotations

from urllib.parse import urlsplit

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
    for _, port in hosts(url):
        if not 0 < port < 65_536:
            raise ValueError(f"{port} is not a port.")


def hosts(url: str) -> list[tuple[str, int]]:
    """
    Every host and port of an address.

    Raises:
        ValueError: a port is none.
    """
    netloc = urlsplit(url).netloc.rpartition("@")[2]
    found = []
    for one in netloc.split(","):
        host, _, port = one.rpartition(":") if ":" in one else (one, "", "6379")
        if not port.isdigit():
            raise ValueError(f"{port!r} is not a port.")
        found.append((host.strip("[]"), int(port)))
    return found
