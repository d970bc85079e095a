"""This file looks into a folder four times a day, and brings in the newest roster that was put there."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.actions.people import roster_runs
from hub.actions.people.bring_roster import bring_in
from hub.actions.people.roster_runs import RosterDoor, about_all, state_said
from hub.errors import Unavailable
from hub.inbound.roster.folder_files import mapping_in, newest_files, opened
from hub.inbound.roster.folder_places import (
    FolderRound,
    is_dealt_with,
    is_newer,
    refuse_later,
    stop_where_missing,
    went_to,
)
from hub.oneroster.apart import read_apart
from hub.oneroster.kept_bundle import bundle_of
from hub.oneroster.source import BundleSource
from hub.oneroster.spreadsheet.tables import is_spreadsheet
from hub.reference.phone_numbers import country_of
from hub.rounds import every, tried
from hub.store import roster_runs as runs
from hub.store.clock import day_in, moment, stamp
from hub.store.roster_columns import find_columns
from hub.store.roster_folders import list_places
from hub.store.roster_states import find_state_body, list_states
from hub.store.roster_words import RunIssues, RunSaid, said_text
from hub.store.row_security import Across
from hub.store.schools import list_schools
from hub.store.settings import countries_of
from policies.people.roster_runs import QUIET_FOR, RunSource, RunState, last_look
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from hub.hub import Hub
    from hub.inbound.roster.folder_files import FoundZip
    from hub.oneroster.apart import ReadApart, SchoolPart
    from hub.store.roster_folders import FolderPlace
    from hub.store.schools import SchoolName

log = logging.getLogger("roomwire.roster")

LOOK_EVERY_S = 30.0
"""How often it is asked whether it is time to look."""

LONG_AGO = datetime(1970, 1, 2, tzinfo=UTC)

WHOSE = say(
    "A spreadsheet does not say which school it is of, and this hub has several. Bring it in on the page of its"
    " school."
)

CLOSED_FILE = say("The file cannot be read. Whoever runs the hub finds the reason in its log.")

TELLS_APART = timedelta(milliseconds=1)
"""Runs of one look are known by when they were; moments are kept this fine."""

LOOKING = "looking for a roster in the folder"


@dataclass(slots=True)
class FolderWatch:
    """By school's id (empty: schools that are new), the look that was done last."""

    looked: dict[str, datetime] = field(default_factory=dict)


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
    schools = await hub.store.read(list_schools, Across.SCHOOLS)
    due = [one for one in schools if await _is_due(hub, watch, one, now)]
    newcomers = watch.looked.get("") != last_look(now, ZoneInfo(zone))
    if not due and not newcomers:
        return
    places = await hub.store.read(list_places, Across.ROSTER)
    since = await _since(hub, due, places)
    files = await asyncio.to_thread(newest_files, Path(hub.settings.roster_folder), now, since)
    its = FolderRound([one.id for one in due], places)
    chain = await _chain(hub, files, its, now)
    if chain.files:
        await _bring_chain(hub, chain, its, now)
    watch.looked |= {one.id: last_look(now, ZoneInfo(one.time_zone)) for one in due}
    watch.looked[""] = last_look(now, ZoneInfo(zone))


async def _since(hub: Hub, due: list[SchoolName], places: Mapping[str, FolderPlace]) -> datetime:
    """From when on files are looked at, for any of these schools; before all that is known, where none came."""
    last = list[datetime]()
    for school in due:
        if (place := places.get(school.id)) is not None:
            last.append(moment(place.written_at) + (timedelta() if place.missing is not None else TELLS_APART))
        elif (run := await hub.store.read(partial(_newest, school=school.id), school.id)) is not None:
            last.append(moment(run.started_at) - QUIET_FOR)
    return min(last, default=LONG_AGO)


@dataclass(frozen=True, slots=True)
class FolderChain:
    """Files, the oldest first. whole: the first is known to be a whole roster."""

    files: list[FoundZip]
    whole: bool = False


async def _chain(hub: Hub, paths: list[Path], its: FolderRound, now: datetime) -> FolderChain:
    """The newest roster that is whole and the changes to it since; else all there is."""
    files: list[FoundZip] = []
    alone = len(paths) == 1 and not its.missing()
    for path in paths:
        if (found := await asyncio.to_thread(opened, path)) is None:
            continue
        files.append(found)
        if not alone and await _is_whole(hub, found, now):
            return FolderChain(files[::-1], whole=True)
    return FolderChain(files[::-1])


async def _is_whole(hub: Hub, found: FoundZip, now: datetime) -> bool:
    """Whether it is known to be no changes: what cannot be read may be."""
    if found.digest is None:
        return False
    try:
        async with hub.rosters:
            return not (await read_apart(found.name, found.packed, await _source(hub, now))).changes
    except Unavailable:  # it is told of where it is brought
        return False


async def _bring_chain(hub: Hub, chain: FolderChain, its: FolderRound, now: datetime) -> None:
    """
    Bring one file after the other; what is changed after one that did not come in would be read over what was said
    before both, and that one be lost. So the others wait for it, or, where it never comes, for a whole roster.
    """
    if not chain.whole:
        await stop_where_missing(hub, chain.files, its)
    for number, found in enumerate(chain.files):
        going = its.going(None if chain.whole and number == 0 else found)
        unread = await _bring_file(hub, found, its, now + number * TELLS_APART)
        for one in going:
            if one in unread or not await hub.store.read(partial(is_dealt_with, school=one, found=found), one):
                its.stopped[one] = found.name
            await went_to(hub, one, found, its)
    newest = chain.files[-1]
    for one, missing in its.stopped.items():
        if newest.name != missing:
            await refuse_later(hub, one, missing, newest, now + len(chain.files) * TELLS_APART)


@dataclass(frozen=True, slots=True)
class ReadFor:
    """A roster as it was read for some schools, by their ids. over: the digest of what it was read over."""

    reading: ReadApart
    over: str | None
    schools: list[str]
    newcomers: bool


async def _bring_file(hub: Hub, found: FoundZip, its: FolderRound, now: datetime) -> set[str]:
    """The schools that go on, by their ids, of which nothing is known as it could not be read or written."""
    going = its.going()
    try:
        async with hub.rosters:
            readings = await _readings(hub, found, its, now)
    except Unavailable as met:  # the next look tries again, and admins see that this one did not
        log.warning("a roster in the folder was not read", extra={"file": found.name, "why": met.sentence})
        door = RosterDoor(source=RunSource.FOLDER, file=found.name, started=now)
        await roster_runs.note_refused(hub.store, about_all(found.name, met.sentence), door, now, going)
        return set() if met.sentence == WHOSE else set(going)  # which is no part of what a source says
    failed = set[str]()
    for one in readings:
        failed |= await _brought(hub, found, one, now)
    return failed


async def _readings(hub: Hub, found: FoundZip, where: FolderRound, now: datetime) -> list[ReadFor]:
    """
    What is in a file: once where it is whole; of changes once for all schools whose source has said the same.

    Raises:
        Unavailable: it cannot be read, or not now.
    """
    if found.digest is None:
        raise Unavailable(CLOSED_FILE)
    source = await _source(hub, now)
    its = FromWhere("", None)
    if await asyncio.to_thread(is_spreadsheet, found.name, found.packed):
        its = await hub.store.read(_sheets_of, Across.ROSTER)
        mapping = await asyncio.to_thread(mapping_in, Path(hub.settings.roster_folder))
        source = replace(source, mapping=mapping)
    states = await hub.store.read(list_states, Across.ROSTER)
    groups: dict[str | None, list[str]] = {}
    for one in where.going(found):
        groups.setdefault(states.get(one), []).append(one)
    made = list[ReadFor]()
    for over, schools in (groups or {None: []}).items():
        state = await hub.store.read(partial(find_state_body, digest=over), Across.ROSTER)
        given = replace(source, columns=its.columns, state=state)
        reading = await read_apart(found.name, found.packed, given, its.school)
        if not reading.changes:
            return [ReadFor(reading, None, where.going(), newcomers=True)]
        made.append(ReadFor(reading, over, schools, newcomers=not made))
    return made


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
    newest = await hub.store.read(lambda one: _newest(one, school.id), school.id)
    return newest is None or moment(newest.ended_at) < its


def _newest(connection: Connection, school: str) -> runs.RosterRun | None:
    return runs.newest_run(connection, school, tuple(RunState), RunSource.FOLDER)


async def _source(hub: Hub, now: datetime) -> BundleSource:
    zone = hub.settings.time_zone
    return BundleSource(
        day=day_in(zone, now),
        end_dates=hub.settings.roster_end_dates,
        countries=await hub.store.read(countries_of, Across.ROSTER),
        country=country_of("", zone),
    )


async def _brought(hub: Hub, found: FoundZip, read: ReadFor, now: datetime) -> set[str]:
    """Bring what was read into its schools; the ids of those for which that failed."""
    reading, due = read.reading, read.schools
    said = await asyncio.to_thread(state_said, reading, read.over)
    door = RosterDoor(source=RunSource.FOLDER, file=found.name, started=now, digest=found.digest)
    if reading.problems.items:
        log.warning(
            "a roster in the folder is refused",
            extra={"file": found.name, "why": len(reading.problems.items) + reading.problems.more},
        )
        known_now = await hub.store.read(list_schools, Across.SCHOOLS)
        told = roster_runs.refusal_told(known_now, reading.problems, found.name)
        again = [one for one in due if not await _is_answered(hub, one, found, now, refusal=told)]
        if again:
            await roster_runs.note_refused(hub.store, reading.problems, door, now, again)
        return set()
    failed = set[str]()
    known = {one.source: one for one in await hub.store.read(list_schools, Across.SCHOOLS)}
    warnings = reading.warnings if len(reading.parts) == 1 else RunIssues()  # rows of one are not another's
    for part in reading.parts:
        school = known.get(part.source)
        if school is None and not read.newcomers:
            continue
        if school is not None and (school.id not in due or await _is_answered(hub, school.id, found, now)):
            continue
        its = replace(door, warnings=warnings, body=part.body, state=said)
        its_id = "" if school is None else school.id
        if not await tried(partial(_bring, hub, part, its, now), LOOKING, its_id):
            failed.add(its_id)
    return failed


async def _bring(hub: Hub, part: SchoolPart, door: RosterDoor, now: datetime) -> None:
    bundle = await asyncio.to_thread(bundle_of, part.body)
    await bring_in(hub.store, bundle, door, hub.settings.time_zone, now)


SAID = tuple(one for one in RunState if one is not RunState.UNCHANGED)
"""The runs after which something may have been said of a file."""


async def _is_answered(
    hub: Hub, school: str, found: FoundZip, now: datetime, *, refusal: RunIssues | None = None
) -> bool:
    """
    Whether this very file needs nothing more said of it: it was refused and cannot be read still, for the same
    reasons; an admin said no to it or took it back, or it waits for a yes; or it is older than what came in by
    another door since. Any other is brought in again: days that it names begin and end.

    refusal: what is to be told, where it cannot be read.
    """

    def asked(connection: Connection) -> bool:
        back = runs.newest_run(connection, school, (RunState.UNDONE,))
        last = runs.newest_run(connection, school, (RunState.APPLIED, RunState.UNCHANGED))
        if back is not None and back.digest == found.digest:
            return True
        if last is not None and is_newer(last, found):
            return True
        if refusal is not None and last is not None and last.digest == found.digest:
            return not _stopped_fitting(connection, school, found, refusal)
        its = runs.newest_run(connection, school, SAID, RunSource.FOLDER, digest=found.digest)
        newest = runs.newest_run(connection, school, SAID, RunSource.FOLDER)
        if newest is None or its is None:
            return False
        if its.state == RunState.HELD:
            return any(one.run == its.id for one in runs.list_uploads(connection, school, stamp(now)))
        if its.state == RunState.REFUSED:
            return refusal is not None and _is_told(its, refusal)
        return newest.id == its.id and its.state in (RunState.DROPPED, RunState.UNDONE)

    return await hub.store.read(asked, Across.ROSTER)


def _is_told(run: runs.RosterRun, refusal: RunIssues) -> bool:
    """Whether a run that was refused told just this; what is kept no more was told long ago."""
    return run.said is None or run.said == said_text(RunSaid(issues=refusal))


def _stopped_fitting(connection: Connection, school: str, found: FoundZip, refusal: RunIssues) -> bool:
    """
    Whether a spreadsheet that came in is not understood any more, as it is said otherwise by now what its columns
    hold: the days that it names begin and end no more, which somebody has to know.
    """
    if Path(found.name).suffix.lower() == ".zip":
        return False
    its = runs.newest_run(connection, school, tuple(RunState), RunSource.FOLDER, digest=found.digest)
    if its is None:  # it was brought on the page, without the rows that are refused
        return False
    return its.state in (RunState.APPLIED, RunState.UNCHANGED) or (
        its.state == RunState.REFUSED and not _is_told(its, refusal)
    )
