"""This file reads the environment, once, into settings that never change."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub import redis_address


class SettingsError(ValueError):
    """A setting is missing or wrong; the sentence says which, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What an operator chose.

    database_url: sqlite:///path or postgresql://…; redis_url: empty for none. worker: this hub also tells people,
    instead of a worker of its own. base_url: where people find the hub, without a slash at the end; links in
    alerts and the allowed origin come from it. origins: further origins that browsers may come from.
    posts_per_s: what one person may post. time_zone: of schools that are new. demo: show the demo's pages.
    environ: everything, for the senders to read theirs from.
    """

    database_url: str = "sqlite:///data/roomwire.sqlite3"
    base_url: str = "http://127.0.0.1:8000"
    origins: frozenset[str] = frozenset()
    posts_per_s: int = 10
    time_zone: str = "UTC"
    demo: bool = False
    redis_url: str = ""
    worker: bool = True
    environ: Mapping[str, str]

    @property
    def secure(self) -> bool:
        """Whether cookies travel over TLS alone."""
        return self.base_url.startswith("https://")


NAMES = {
    "ROOMWIRE_DATABASE_URL": "Where the records are: sqlite:///path/of/a/file or postgresql://user@host/name.",
    "ROOMWIRE_REDIS_URL": "Redis, where several hubs share a database: redis://, redis+sentinel:// or redis+cluster://.",
    "ROOMWIRE_WORKER": "0 leaves telling people to a worker of its own (python -m hub worker).",
    "ROOMWIRE_BASE_URL": "Where people find the hub, e.g. https://hub.example.org.",
    "ROOMWIRE_ORIGINS": "Further origins that browsers may come from, with spaces between.",
    "ROOMWIRE_POSTS_PER_S": "How many messages one person may post in a second.",
    "ROOMWIRE_TIME_ZONE": "The time zone of schools that are new, e.g. America/Chicago.",
    "ROOMWIRE_DEMO": "1 shows who can sign in, and what would have been sent; for the demo school only.",
}
"""Our own variables and what they mean; each sender has its own in its file."""


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """
    The settings of an environment, by default this process's.

    Raises:
        SettingsError: one is wrong.
    """
    env = dict(os.environ) if environ is None else dict(environ)  # noqa: TID251 (this is the place)
    default = Settings(environ=env)
    return Settings(
        database_url=env.get("ROOMWIRE_DATABASE_URL") or default.database_url,
        base_url=_url(env.get("ROOMWIRE_BASE_URL") or default.base_url),
        origins=frozenset(_url(one) for one in env.get("ROOMWIRE_ORIGINS", "").split()),
        posts_per_s=_number("ROOMWIRE_POSTS_PER_S", env.get("ROOMWIRE_POSTS_PER_S"), default.posts_per_s),
        time_zone=_zone(env.get("ROOMWIRE_TIME_ZONE") or default.time_zone),
        redis_url=_redis(env.get("ROOMWIRE_REDIS_URL", "")),
        worker=env.get("ROOMWIRE_WORKER") != "0",
        demo=env.get("ROOMWIRE_DEMO") == "1",
        environ=env,
    )


def _url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"ROOMWIRE_BASE_URL is {text!r}; it is an address such as https://hub.example.org.")
    return text.rstrip("/")


def _redis(url: str) -> str:
    try:
        if url:
            redis_address.check(url)
    except ValueError as error:
        raise SettingsError(f"ROOMWIRE_REDIS_URL: {error}") from error
    return url


def _number(name: str, text: str | None, default: int) -> int:
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 10_000:
        raise SettingsError(f"{name} is {text!r}; it is a whole number from 1 to 10000.")
    return int(text)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"ROOMWIRE_TIME_ZONE is {name!r}; it is a name such as America/Chicago.") from error
    return name
