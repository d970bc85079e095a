"""This file keeps track of how far the folder of rosters has come into each school, so that no change is lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from hub.actions.people import roster_runs
from hub.actions.people.roster_runs import RosterDoor, about_all
from hub.store import roster_runs as runs
from hub.store.clock import moment, stamp
from hub.store.roster_folders import FolderPlace, list_places, put_place
from hub.store.roster_states import find_state
from hub.store.row_security import Across
from policies.people.roster_runs import DEALT_WITH, RunSource, RunState
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.hub import Hub
    from hub.inbound.roster.folder_files import FoundZip


@dataclass(frozen=True, slots=True)
class FolderRound:
    """
    The schools, by their ids, into which one look brings the folder, and how far it had come into each.

    stopped: by school, the file after which nothing more comes in now.
    """

    due: list[str]
    places: Mapping[str, FolderPlace]
    stopped: dict[str, str] = field(default_factory=dict)

    def missing(self) -> Mapping[str, FolderPlace]:
        """By school, what did not come in at an earlier look."""
        places = ((one, self.places.get(one)) for one in self.due)
        return {one: place for one, place in places if place is not None and place.missing is not None}

    def going(self, changes: FoundZip | None = None) -> list[str]:
        """Those that go on; with changes not those that are past it, as somebody may have said no to it."""
        at = None if changes is None else stamp(changes.at)
        return [
            one
            for one in self.due
            if one not in self.stopped
            and (at is None or one not in self.places or self.places[one].written_at <= at)
        ]


async def stop_where_missing(hub: Hub, chain: list[FoundZip], its: FolderRound) -> None:
    """Where a file that did not come in lies there no more, and no whole roster came since, nothing comes in."""
    there = {one.digest for one in chain} | {one.name for one in chain}
    for one in its.due:
        if (place := its.missing().get(one)) is None or (place.digest or place.missing) in there:
            continue
        ended = await hub.store.read(partial(_ended, school=one, digest=place.digest), one)
        if ended not in DEALT_WITH:
            its.stopped[one] = place.missing or ""


async def went_to(hub: Hub, school: str, found: FoundZip, its: FolderRound) -> None:
    """Write down how far a school has come; it goes back to no file that came in."""
    at, before = stamp(found.at), its.places.get(school)
    place = FolderPlace(school=school, written_at=at, missing=found.name, digest=found.digest)
    if school not in its.stopped:
        at = at if before is None or before.missing is not None else max(at, before.written_at)
        place = FolderPlace(school=school, written_at=at)
    if place != before:
        await hub.store.write(lambda one: put_place(one.connection, place), school)


async def refuse_later(hub: Hub, school: str, missing: str, found: FoundZip, now: datetime) -> None:
    """Say once that changes are not brought in, as others before them are missing and never come."""

    def told(connection: Connection) -> bool:
        return _ended(connection, school, found.digest) is not None or _may_come(connection, school, now)

    if not await hub.store.read(told, Across.ROSTER):
        door = RosterDoor(source=RunSource.FOLDER, file=found.name, started=now, digest=found.digest)
        issues = about_all(found.name, say(
            "Changes before these did not come in: {file}. Nothing was changed. Send a full (bulk) export.",
            file=missing,
        ))  # fmt: skip
        await hub.store.write(
            lambda one: roster_runs.write_refused(one.connection, school, issues, door, now), school
        )


def _may_come(connection: Connection, school: str, now: datetime) -> bool:
    """Whether what did not come in may do so yet: an admin may say yes to it, or the next look tries again."""
    place = list_places(connection).get(school)
    its = None if place is None or place.digest is None else place.digest
    run = runs.newest_run(connection, school, tuple(RunState), digest=its) if its is not None else None
    if run is None or run.state != RunState.HELD:
        return run is None or run.state != RunState.REFUSED
    said = find_state(connection, school)
    return any(
        one.run == run.id and one.over in {None, said} for one in runs.list_uploads(connection, school, stamp(now))
    )


def _ended(connection: Connection, school: str, digest: str | None) -> str | None:
    """How this very bundle ended in a school the last time; None where it never came there, or was not read."""
    run = None if digest is None else runs.newest_run(connection, school, tuple(RunState), digest=digest)
    return None if run is None else run.state


def is_dealt_with(connection: Connection, school: str, found: FoundZip) -> bool:
    """Whether changes after this file may come into a school: it came in, has nothing of it, or is overtaken."""
    ended, place = _ended(connection, school, found.digest), list_places(connection).get(school)
    if ended is None or ended in DEALT_WITH:
        return True
    if place is not None and place.missing is not None and place.digest == found.digest:
        return False  # only a whole roster takes its place
    last = runs.newest_run(connection, school, (RunState.APPLIED, RunState.UNCHANGED))
    return last is not None and is_newer(last, found)


def is_newer(run: runs.RosterRun, found: FoundZip) -> bool:
    """Whether somebody brought another roster after this file was written: it would be undone by an older one."""
    by_hand = run.source != RunSource.FOLDER and run.digest != found.digest
    return by_hand and moment(run.ended_at) > found.at
