"""This file fetches a school's roster from a OneRoster server, whole or what has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from hub.oneroster.server.client import LATE, ClientLimits, NotThere, RosterClient, ServerAccess, ServerFailed
from hub.oneroster.server.tables import SchoolThere, bundle_of_items, word
from policies.sentence import say

KINDS = ("orgs", "academicSessions", "classes", "users", "enrollments")
"""What a roster is made of; demographics are read where a server gives them."""

NO_SCHOOL = say("The server does not know the school any more that this one was connected with. Connect it again.")
TAKEN = say(
    "The server knows another school by the id that this one has here. Choose that one, or ask whoever runs the"
    " hub."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSchool:
    """A school on a server. org: its sourcedId there; source: what we call it."""

    access: ServerAccess
    org: str
    source: str


@dataclass(frozen=True, slots=True)
class OrgThere:
    """A school that a server knows, by its sourcedId there."""

    org: str
    name: str


@dataclass(frozen=True, slots=True)
class FoundThere:
    """What a server has: its schools, and how many of each kind, None where it does not tell."""

    schools: tuple[OrgThere, ...]
    counts: Mapping[str, int | None]


async def look_around(access: ServerAccess, limits: ClientLimits, *, local: bool) -> FoundThere:
    """
    What is on a server.

    Raises:
        ServerFailed: it does not say.
    """
    try:
        async with asyncio.timeout(limits.total_s), RosterClient(access, limits, local=local) as client:
            orgs = await client.all_of("orgs")
            counts = {kind: await client.count(kind) for kind in ("classes", "users", "enrollments")}
    except TimeoutError:
        raise ServerFailed(LATE) from None
    here = [one for one in orgs if word(one.get("status")).lower() != "tobedeleted"]
    schools = [one for one in here if word(one.get("type")).lower() == "school"] or here
    found = sorted((word(one.get("name")), word(one.get("sourcedId"))) for one in schools)
    return FoundThere(tuple(OrgThere(org, name) for name, org in found), counts)


async def fetched(
    its: ServerSchool,
    limits: ClientLimits,
    since: datetime | None,
    *,
    local: bool,
    read: Callable[[int], None] | None = None,
) -> bytes:
    """
    The roster as a bundle: whole, or what has changed since a moment. read: told how many rows came so far.

    Raises:
        ServerFailed: it does not come whole; there is no half of it.
    """
    more = {} if since is None else {"filter": f"dateLastModified>'{_moment(since)}'"}
    try:
        async with (
            asyncio.timeout(limits.total_s),
            RosterClient(its.access, limits, local=local, read=read) as client,
        ):
            found = {kind: await _all_of(client, kind, more) for kind in KINDS}
            births = await _births(client, more)
    except TimeoutError:
        raise ServerFailed(LATE) from None
    if births is not None:
        found["demographics"] = births
    if since is None:
        _check_school(found["orgs"], its)
    there = SchoolThere(its.org, its.source)
    version = its.access.version
    return await asyncio.to_thread(bundle_of_items, found, there, version, changes=since is not None)


async def _all_of(client: RosterClient, kind: str, more: Mapping[str, str]) -> list[dict[str, Any]]:
    try:
        return await client.all_of(kind, more)
    except NotThere:
        if kind == "academicSessions":  # rooms without terms have no end but that of their enrollments
            return []
        raise


async def _births(client: RosterClient, more: Mapping[str, str]) -> list[dict[str, Any]] | None:
    """Of demographics the birth date alone; None where the server does not give them, and what is known stays."""
    fields = {"fields": "sourcedId,status,dateLastModified,birthDate"}
    try:
        return await client.all_of("demographics", {**more, **fields})
    except NotThere:
        return None


def _check_school(orgs: list[dict[str, Any]], its: ServerSchool) -> None:
    known = {one["sourcedId"] for one in orgs}
    if its.org not in known:
        raise ServerFailed(NO_SCHOOL)
    if its.org != its.source and its.source in known:
        raise ServerFailed(TAKEN)


def _moment(at: datetime) -> str:
    """As filters write it (OneRoster 1.2, section 3.4: ISO 8601 in UTC)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
