"""This file looks into a folder four times a day, and brings in the newest roster that was put there."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.actions.people import roster_runs
from hub.actions.people.roster_runs import RosterDoor, about_all, printable
from hub.errors import Unavailable
from hub.oneroster.apart import read_apart
from hub.oneroster.kept_bundle import bundle_of
from hub.oneroster.source import BundleSource
from hub.oneroster.spreadsheet.tables import is_spreadsheet
from hub.oneroster.unpack import UNPACKED
from hub.reference.phone_numbers import country_of
from hub.rounds import every, tried
from hub.store import roster_runs as runs
from hub.store.clock import day_in, moment, stamp
from hub.store.roster_columns import find_columns
from hub.store.roster_words import RunIssues
from hub.store.schools import list_schools
from hub.store.settings import countries_of
from policies.people.roster_runs import QUIET_FOR, RunSource, RunState, last_look
from policies.sentence import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.hub import Hub
    from hub.oneroster.apart import ReadApart, SchoolPart
    from hub.store.schools import SchoolName

log = logging.getLogger("roomwire.roster")

LOOK_EVERY_S = 30.0
"""How often it is asked whether it is time to look."""

SUFFIXES = {".zip", ".xlsx", ".csv"}
"""What a roster comes as."""

WHOSE = say(
    "A spreadsheet does not say which school it is of, and this hub has several. Bring it in on the page of its"
    " school."
)

LOOKING = "looking for a roster in the folder"


@dataclass(slots=True)
class FolderWatch:
    """By school's id (empty: schools that are new), the look that was done last."""

    looked: dict[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundZip:
    """
    The newest zip or spreadsheet of the folder. digest: sha256 of packed, which has no more octets than are ever
    read. at: when it was written.
    """

    name: str
    packed: bytes
    digest: str
    at: datetime


async def watch_folder(hub: Hub) -> None:
    """Look when it is time, for ever; where no folder is set there is nothing to do."""
    if hub.settings.roster_folder:
        await every(LOOK_EVERY_S, partial(look, hub, FolderWatch()), LOOKING)


async def look(hub: Hub, watch: FolderWatch) -> None:
    """
    Bring the newest roster into each school whose time it is; what one school's admins have to say yes to holds up
    no other school.
    """
    now, zone = hub.clock(), hub.settings.time_zone
    schools = await hub.store.read(list_schools)
    due = [one for one in schools if await _is_due(hub, watch, one, now)]
    newcomers = watch.looked.get("") != last_look(now, ZoneInfo(zone))
    if not due and not newcomers:
        return
    found = await asyncio.to_thread(newest_zip, Path(hub.settings.roster_folder), now)
    if found is not None:
        await _bring_newest(hub, found, [one.id for one in due], now)
    watch.looked |= {one.id: last_look(now, ZoneInfo(one.time_zone)) for one in due}
    watch.looked[""] = last_look(now, ZoneInfo(zone))


async def _bring_newest(hub: Hub, found: FoundZip, due: list[str], now: datetime) -> None:
    try:
        async with hub.rosters:
            source = await _source(hub, now)
            its = FromWhere("", None)
            if await asyncio.to_thread(is_spreadsheet, found.name, found.packed):
                its = await hub.store.read(_sheets_of)
            source = replace(source, columns=its.columns)
            reading = await read_apart(found.name, found.packed, source, its.school)
    except Unavailable as met:  # the next look tries again, and admins see that this one did not
        log.warning("a roster in the folder was not read", extra={"file": found.name, "why": met.sentence})
        door = RosterDoor(source=RunSource.FOLDER, file=found.name, started=now)
        await roster_runs.note_refused(hub.store, about_all(found.name, met.sentence), door, now, due)
    else:
        await _brought(hub, found, reading, due, now)


@dataclass(frozen=True, slots=True)
class FromWhere:
    """Whose a file is, by the school's source, empty for any; and what its columns hold, None if not said."""

    school: str
    columns: str | None


def _sheets_of(connection: Connection) -> FromWhere:
    """
    Whose every spreadsheet of the folder is: it does not say.

    Raises:
        Unavailable: there is not just one school, so nobody knows.
    """
    known = list_schools(connection)
    if len(known) != 1:
        raise Unavailable(WHOSE)
    return FromWhere(known[0].source, find_columns(connection, known[0].id))


async def _is_due(hub: Hub, watch: FolderWatch, school: SchoolName, now: datetime) -> bool:
    """Whether this look was not done yet, here or, as the log of the school tells, by another worker."""
    its = last_look(now, ZoneInfo(school.time_zone))
    if watch.looked.get(school.id) == its:
        return False
    newest = await hub.store.read(lambda one: _newest(one, school.id))
    return newest is None or moment(newest.ended_at) < its


def _newest(connection: Connection, school: str) -> runs.RosterRun | None:
    return runs.newest_run(connection, school, tuple(RunState), RunSource.FOLDER)


async def _source(hub: Hub, now: datetime) -> BundleSource:
    zone = hub.settings.time_zone
    return BundleSource(
        day=day_in(zone, now),
        end_dates=hub.settings.roster_end_dates,
        countries=await hub.store.read(countries_of),
        country=country_of("", zone),
    )


def newest_zip(folder: Path, now: datetime) -> FoundZip | None:
    """The newest roster in a folder that nobody writes to any more; None where there is none, or no folder."""
    latest = (now - QUIET_FOR).timestamp()
    try:
        files = [one for one in folder.iterdir() if one.suffix.lower() in SUFFIXES and one.is_file()]
        known = [(its, one) for one in files if (its := one.stat().st_mtime) <= latest]
        if not known:
            return None
        written, path = max(known)
        with path.open("rb") as file:
            packed = file.read(UNPACKED + 1)
    except OSError as error:
        log.warning("the folder of rosters cannot be read", extra={"why": str(error)})
        return None
    digest, at = hashlib.sha256(packed).hexdigest(), datetime.fromtimestamp(written, UTC)
    return FoundZip(name=printable(path.name), packed=packed, digest=digest, at=at)


async def _brought(hub: Hub, found: FoundZip, reading: ReadApart, due: list[str], now: datetime) -> None:
    door = RosterDoor(source=RunSource.FOLDER, file=found.name, started=now, digest=found.digest)
    if reading.problems.items:
        log.warning(
            "a roster in the folder is refused",
            extra={"file": found.name, "why": len(reading.problems.items) + reading.problems.more},
        )
        again = [one for one in due if not await _is_answered(hub, one, found, now)]
        if again:
            await roster_runs.note_refused(hub.store, reading.problems, door, now, again)
        return
    known = {one.source: one for one in await hub.store.read(list_schools)}
    warnings = reading.warnings if len(reading.parts) == 1 else RunIssues()  # rows of one are not another's
    for part in reading.parts:
        school = known.get(part.source)
        if school is not None and (school.id not in due or await _is_answered(hub, school.id, found, now)):
            continue
        its = RosterDoor(
            source=door.source, file=door.file, started=now, digest=door.digest, warnings=warnings, body=part.body
        )
        await tried(partial(_bring, hub, part, its, now), LOOKING, "" if school is None else school.id)


async def _bring(hub: Hub, part: SchoolPart, door: RosterDoor, now: datetime) -> None:
    bundle = await asyncio.to_thread(bundle_of, part.body)
    await roster_runs.bring_in(hub.store, bundle, door, hub.settings.time_zone, now)


SAID = tuple(one for one in RunState if one is not RunState.UNCHANGED)
"""The runs after which something may have been said of a file."""


def _is_newer(run: runs.RosterRun, found: FoundZip) -> bool:
    """Whether somebody brought another roster after this file was written: it would be undone by an older one."""
    by_hand = run.source != RunSource.FOLDER and run.digest != found.digest
    return by_hand and moment(run.ended_at) > found.at


async def _is_answered(hub: Hub, school: str, found: FoundZip, now: datetime) -> bool:
    """
    Whether this very file needs nothing more said of it: it was refused, an admin said no to it or took it back, or
    it waits for a yes; or it is older than what came in by another door since. Any other is brought in again: days
    that it names begin and end.
    """

    def asked(connection: Connection) -> bool:
        back = runs.newest_run(connection, school, (RunState.UNDONE,))
        last = runs.newest_run(connection, school, (RunState.APPLIED, RunState.UNCHANGED))
        if back is not None and back.digest == found.digest:
            return True
        if last is not None and _is_newer(last, found):
            return True
        newest = runs.newest_run(connection, school, SAID, RunSource.FOLDER)
        if newest is None or newest.digest != found.digest:
            return False
        if newest.state == RunState.HELD:
            return any(one.run == newest.id for one in runs.list_uploads(connection, school, stamp(now)))
        return newest.state in (RunState.DROPPED, RunState.UNDONE, RunState.REFUSED)

    return await hub.store.read(asked)
