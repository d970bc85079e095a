"""This file is `outbox`: whom alerts did not reach, in every school, and having them sent again."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from hub import settings
from hub.actions.notify.resend import resend
from hub.app import opened_hub
from hub.commands.database_role import refuse_bound
from hub.errors import Met
from hub.queries.records.timeline import masked
from hub.store import undelivered
from hub.store.row_security import Across
from hub.store.schools import list_schools
from notifiers.words import why_unreached
from policies.notify.undelivered import next_step

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from hub.bus.school import School
    from hub.commands.working import Commands
    from hub.hub import Hub

ALERTS_LISTED = 1_000
"""Alerts of one school that are listed; the newest."""


@dataclass(frozen=True, slots=True)
class Line:
    """One alert that reached nobody for certain."""

    id: str
    school: str
    people: list[str]
    headline: str
    medium: str
    address: str
    at: str
    outcome: str
    why: str
    next: str


def add(commands: Commands) -> None:
    """Declare the commands `outbox list` and `outbox resend`."""
    outbox = commands.add_parser("outbox", help="alerts that reached nobody for certain")
    what = outbox.add_subparsers(required=True, metavar="WHAT")
    listed = what.add_parser("list", help="whom they did not reach, why, and what to do")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")
    listed.set_defaults(run=run_list)
    again = what.add_parser("resend", help="send some again, under their own keys, on record")
    again.add_argument("ids", nargs="*", metavar="ID")
    again.add_argument("--outcome", help="all that ended so, e.g. misconfigured, once its settings are mended")
    again.set_defaults(run=run_resend)


def run_list(args: argparse.Namespace) -> int:
    """Print whom alerts did not reach, why, and what to do; always 0."""
    lines = asyncio.run(_listed())
    for one in lines:
        if args.json:
            print(json.dumps(asdict(one), ensure_ascii=False))
        else:
            print(f"{one.id}  {one.at[:16].replace('T', ' ')}  {', '.join(one.people)} ({one.school})")
            print(f"    {one.medium} to {one.address}: {one.headline}\n    {one.why} {one.next}")
    if not lines and not args.json:
        print("Every alert has arrived, or nobody needs it any more.")
    return 0


def run_resend(args: argparse.Namespace) -> int:
    """0 where all of them are on their way again, 1 where one was refused, 2 where none was named."""
    if not args.ids and not args.outcome:
        print("roomwire: name the alerts, as outbox list shows them, or an --outcome.", file=sys.stderr)
        return 2
    return asyncio.run(_resent(args.ids, args.outcome))


@contextlib.asynccontextmanager
async def _opened() -> AsyncIterator[Hub]:
    hub = await opened_hub(settings.read())
    try:
        refuse_bound(hub.store.engine)
        yield hub
    finally:
        await hub.worker.stop()
        await hub.store.stop()


async def _listed() -> list[Line]:
    async with _opened() as hub:
        return [_line(school, row) async for school in _schools(hub) for row in await _unreached(school)]


async def _schools(hub: Hub) -> AsyncIterator[School]:
    for one in await hub.store.read(list_schools, Across.SCHOOLS):
        yield await hub.schools.opened(one.id)


async def _unreached(school: School) -> list[RowMapping]:
    rows, _ = await school.store.read(lambda one: undelivered.unreached(one, school.id, None, ALERTS_LISTED))
    return rows


def _line(school: School, row: RowMapping) -> Line:
    people = school.snapshot.roster.people
    return Line(
        id=row["id"],
        school=school.snapshot.roster.school_name,
        people=[people[one].name for one in json.loads(row["recipients"]) if one in people],
        headline=row["body"],
        medium=row["medium"],
        address=masked(row["medium"], row["address"]),
        at=row["settled_at"],
        outcome=row["outcome"],
        why=why_unreached(row["outcome"], row["detail"]),
        next=next_step(row["outcome"]),
    )


async def _resent(ids: list[str], outcome: str | None) -> int:
    refused = 0
    async with _opened() as hub:
        async for school in _schools(hub):
            for its in await _chosen(school, ids, outcome):
                ids = [one for one in ids if one != its]
                refused += not await _again(hub, school, its)
    for its in ids:
        print(f"roomwire: {its}: there is no such alert.", file=sys.stderr)
    return 1 if refused or ids else 0


async def _chosen(school: School, ids: list[str], outcome: str | None) -> list[str]:
    """Those of a school that were named; whoever named one by its id has it tried, listed or not."""
    there = await school.store.read(lambda one: [its for its in ids if undelivered.one_of(one, school.id, its)])
    if outcome is None:
        return there
    return there + [row["id"] for row in await _unreached(school) if row["outcome"] == outcome]


async def _again(hub: Hub, school: School, its: str) -> bool:
    try:
        await resend(school, None, its, hub.clock())
    except Met as met:
        print(f"roomwire: {its}: {met.sentence}", file=sys.stderr)
        return False
    print(f"{its} is on its way again.")
    return True
