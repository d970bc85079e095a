"""This file reads how a roster came in: its runs, what waits for a yes, and when the next may come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.store import roster_runs as runs
from hub.store.clock import moment, stamp
from hub.store.roster_columns import find_columns
from hub.store.roster_servers import find_server
from policies.people.roster_runs import RunFacts, RunSource, RunState, by_hand_from, may_undo

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.page_cursor import PageCursor
    from hub.store.roster_runs import RosterRun, RosterUpload
    from hub.store.roster_servers import RosterServer
    from policies.verdict import Verdict

DONE = (RunState.APPLIED, RunState.UNCHANGED)
"""How a run ends after which the roster is as its source has it."""


@dataclass(frozen=True, slots=True)
class RosterStanding:
    """
    Where the roster stands. as_of: the newest run that brought it level with its source, None where none did.

    again: when one may be applied from the page again, None at once. uploads: what waits for a yes. runs: newest
    first; more: whether there are older ones. columns: whether it is kept what those of spreadsheets hold.
    server: from which it is fetched, None where from none.
    """

    as_of: RosterRun | None
    again: datetime | None
    uploads: list[RosterUpload]
    runs: list[RosterRun]
    more: bool
    columns: bool
    server: RosterServer | None


def standing(
    connection: Connection, school: str, before: PageCursor | None, limit: int, now: datetime
) -> RosterStanding:
    """Where the roster of a school stands, with so many of its runs at the most. before: the last run shown."""
    found = runs.list_runs(connection, school, before, limit + 1)
    return RosterStanding(
        as_of=runs.newest_run(connection, school, DONE),
        again=by_hand_from(last_by_hand(connection, school), now),
        uploads=runs.list_uploads(connection, school, stamp(now)),
        runs=found[:limit],
        more=len(found) > limit,
        columns=find_columns(connection, school) is not None,
        server=find_server(connection, school),
    )


def last_by_hand(connection: Connection, school: str) -> datetime | None:
    """When an admin applied a roster from the page or a server last; one that was taken back does not count."""
    found = [runs.newest_run(connection, school, DONE, source) for source in (RunSource.PAGE, RunSource.SERVER)]
    return max((moment(one.ended_at) for one in found if one is not None and one.by is not None), default=None)


def undoing(connection: Connection, its: RosterRun) -> Verdict:
    """Whether a run may be taken back now, and why not."""
    newest = runs.newest_run(connection, its.school, (RunState.APPLIED,))
    kept = runs.is_before_kept(connection, its.id)
    return may_undo(
        RunFacts(state=RunState(its.state), newest=newest is not None and newest.id == its.id, kept=kept)
    )
