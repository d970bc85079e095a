"""This file has the endpoints of how the roster came in: every run, opened, and the newest one taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import roster_uploads
from hub.actions.people.roster_uploads import RosterYes
from hub.api.query import ListQuery, page_cursor, page_length
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Named, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden, NotFound
from hub.limits.costs import Cost
from hub.queries.people.roster_runs import standing, undoing
from hub.store import roster_runs as runs
from hub.store.clock import stamp
from hub.store.page_cursor import PageCursor
from hub.store.roster_words import counts_of, read_lines, said_of
from policies.people.facts import Role
from policies.people.roster_runs import may_run, next_look
from policies.sentence import together
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from hub.actions.people.roster_uploads import RosterTrial
    from hub.store.roster_runs import RosterRun, RosterUpload
    from hub.store.roster_servers import RosterServer
    from hub.store.roster_words import RunSaid
    from hub.store.snapshot import Snapshot
    from policies.people.roster import Roster
    from policies.people.roster_access import KindCount

SourceName = Literal["command", "page", "folder", "server"]
"""Whoever runs the hub ran the command; an admin brought it; it lay in the watched folder; a server gave it."""

StateName = Literal["applied", "unchanged", "held", "refused", "failed", "dropped", "undone"]
"""Held: it waits for a yes, or nobody said yes. Refused: it could not be read. Dropped: an admin said no."""


class ComeAndGone(Out, frozen=True):
    """How many of one kind come, leave, and stay otherwise than they were."""

    gained: int
    lost: int
    changed: int


class RosterCounts(Out, frozen=True):
    """Of students, staff (admins too) and guardians."""

    students: ComeAndGone
    staff: ComeAndGone
    guardians: ComeAndGone


class RosterRunListed(Out, frozen=True):
    """
    One run. by: the name of the admin, empty where nobody pressed anything. undone_at, undone_by: when it was taken
    back and by whom, null and empty where it was not.
    """

    id: str
    source: SourceName
    by: str
    file: str
    started_at: str
    ended_at: str
    state: StateName
    counts: RosterCounts
    undone_at: str | None
    undone_by: str


class RosterWaiting(Out, frozen=True):
    """A roster that waits for an admin's yes. by: as of a run. run: the one that is held for it, else null."""

    id: str
    source: SourceName
    by: str
    file: str
    at: str
    expires_at: str
    run: str | None


class RosterKnown(Out, frozen=True):
    """How many are in the roster now."""

    students: int
    staff: int
    guardians: int


class RosterServerShown(Out, frozen=True):
    """
    The server that the roster is fetched from; its secret is told to nobody. org, org_name: the school there. by,
    at: who connected it and when. asked_at: when it gave the roster last by itself, null where it has not yet.

    rows: how many have come so far, while it is being fetched; null while it is not.
    """

    version: Literal["1.1", "1.2"]
    address: str
    token_address: str
    client: str
    scope: str
    org: str
    org_name: str
    by: str
    at: str
    asked_at: str | None
    rows: int | None


class RosterState(Out, frozen=True):
    """
    as_of: when the roster was last as its source has it, null where it never was; as_of_source: by which door, null
    likewise; as_of_by: as of a run. columns: whether it is kept what the columns of spreadsheets hold.

    by_hand_from: when one may be applied from the page again, null at once. next_look: when the watched folder is
    looked at and the server asked, null where there is neither. items: runs, newest first; next: of the following
    page, null at the end. watched: whether there is a folder. server: null where none is connected.
    """

    as_of: str | None
    as_of_source: SourceName | None
    as_of_by: str
    by_hand_from: str | None
    next_look: str | None
    known: RosterKnown
    columns: bool
    watched: bool
    server: RosterServerShown | None
    waiting: tuple[RosterWaiting, ...]
    items: tuple[RosterRunListed, ...]
    next: str | None


class RosterIssue(Out, frozen=True):
    """What is wrong, or worth knowing. line: 1 is the header; 0 and an empty column where it is about the whole."""

    file: str
    line: int
    column: str
    reason: str


class RosterHeld(Out, frozen=True):
    """What is taken away that somebody has to say twice, and the names of whom."""

    sentence: str
    names: tuple[str, ...]


class RosterTold(Out, frozen=True):
    """
    Sentences, by name. gains, loses: of staff and parents; children: who comes, leaves or moves. at_once: of a held
    one who lost access all the same. more: issues that are not listed.
    """

    gains: tuple[str, ...]
    loses: tuple[str, ...]
    children: tuple[str, ...]
    at_once: tuple[str, ...]
    held: tuple[RosterHeld, ...]
    issues: tuple[RosterIssue, ...]
    more: int


class RosterRunDetail(Out, frozen=True):
    """
    One run, opened. named: whether its names are kept still. may_undo: whether it can be taken back; why: why not.
    """

    run: RosterRunListed
    named: bool
    told: RosterTold
    may_undo: bool
    why: str


class RosterTrialShown(Out, frozen=True):
    """
    What a roster would change, if it were applied now. seen: to be sent with the yes, which is for just this.

    changes: whether it changes anything. waiting: what waits; null of a run that is taken back. open: of one that
    is held, who would lose access and has it still (POST …/end-access).
    """

    waiting: RosterWaiting | None
    seen: str
    changes: bool
    counts: RosterCounts
    told: RosterTold
    open: tuple[Named, ...]


class RosterUndoIn(In, frozen=True):
    """seen: the word of the trial that was looked at."""

    seen: Annotated[str, Meta(max_length=64)]


class RosterDone(Out, frozen=True):
    """run: where it stands in the log."""

    run: str


async def roster(asked: Asked) -> Response:
    """How the roster stands, and its runs."""
    hub, before, limit = asked.hub, page_cursor(asked.query), page_length(asked.query)
    now, watched = hub.clock(), bool(hub.settings.roster_folder)
    rows = hub.fetching.get(asked.school.id)

    def work(connection: Connection, rules: Snapshot) -> RosterState:
        refuse_others(rules, asked.signed.person)
        its, people = standing(connection, rules.school, before, limit, now), rules.roster
        last = its.runs[-1] if its.more else None
        return RosterState(
            as_of=None if its.as_of is None else its.as_of.ended_at,
            as_of_source=None if its.as_of is None else its.as_of.source,  # type: ignore[arg-type]
            as_of_by="" if its.as_of is None else _name(people, its.as_of.by),
            by_hand_from=None if its.again is None else stamp(its.again),
            next_look=stamp(next_look(now, ZoneInfo(rules.time_zone)))
            if watched or its.server is not None
            else None,
            known=_known(people),
            columns=its.columns,
            watched=watched,
            server=None if its.server is None else _server(people, its.server, rows),
            waiting=tuple(_waiting(people, one) for one in its.uploads),
            items=tuple(_listed(people, one) for one in its.runs),
            next=None if last is None else str(PageCursor(last.ended_at, last.id)),
        )

    return answer(await read_on_fresh_rules(asked.school, work))


def refuse_others(rules: Snapshot, person: str) -> None:
    """
    Go on only for who sees the runs of the roster.

    Raises:
        Forbidden: anybody else.
    """
    if isinstance(verdict := may_run(rules.roster.people[person]), Refused):
        raise Forbidden(verdict.because)


def _known(roster: Roster) -> RosterKnown:
    active = [one for one in roster.people.values() if one.active]
    guardians = sum(one.role is Role.GUARDIAN for one in active)
    students = sum(one.active for one in roster.students.values())
    return RosterKnown(students=students, staff=len(active) - guardians, guardians=guardians)


def _name(roster: Roster, person: str | None) -> str:
    return roster.people[person].name if person is not None and person in roster.people else ""


def _listed(roster: Roster, its: RosterRun) -> RosterRunListed:
    return RosterRunListed(
        id=its.id, source=its.source, by=_name(roster, its.by), file=its.file,  # type: ignore[arg-type]
        started_at=its.started_at, ended_at=its.ended_at, state=its.state,  # type: ignore[arg-type]
        counts=_counts(counts_of(its.counts)), undone_at=its.undone_at, undone_by=_name(roster, its.undone_by),
    )  # fmt: skip


def _waiting(roster: Roster, its: RosterUpload) -> RosterWaiting:
    return RosterWaiting(
        id=its.id, source=its.source, by=_name(roster, its.by), file=its.file, at=its.at,  # type: ignore[arg-type]
        expires_at=its.expires_at, run=its.run,
    )  # fmt: skip


def _server(roster: Roster, its: RosterServer, rows: int | None) -> RosterServerShown:
    return RosterServerShown(
        version=its.version, address=its.address, token_address=its.token_address,  # type: ignore[arg-type]
        client=its.client, scope=its.scope, org=its.org, org_name=its.org_name, by=_name(roster, its.by), at=its.at,
        asked_at=its.asked_at, rows=rows,
    )  # fmt: skip


def _counts(counts: Mapping[str, KindCount]) -> RosterCounts:
    nobody = ComeAndGone(gained=0, lost=0, changed=0)
    its = {kind: ComeAndGone(gained=one.gained, lost=one.lost, changed=one.changed) for kind, one in counts.items()}
    return RosterCounts(
        students=its.get("students", nobody), staff=its.get("staff", nobody), guardians=its.get("guardians", nobody)
    )


def _told(said: RunSaid) -> RosterTold:
    return RosterTold(
        gains=read_lines(said.gains),
        loses=read_lines(said.loses),
        children=read_lines(said.children),
        at_once=read_lines(said.at_once),
        held=tuple(RosterHeld(sentence=together(one.sentence), names=one.names) for one in said.held),
        issues=tuple(
            RosterIssue(file=one.file, line=one.line, column=one.column, reason=together(one.reason))
            for one in said.issues.items
        ),
        more=said.issues.more,
    )


async def roster_run(asked: Asked) -> Response:
    """One run, with what it changed and what was wrong."""
    wanted = asked.request.path_params["id"]

    def work(connection: Connection, rules: Snapshot) -> RosterRunDetail:
        refuse_others(rules, asked.signed.person)
        its = runs.find_run(connection, rules.school, wanted)
        if its is None:
            raise NotFound(roster_uploads.NO_SUCH_RUN)
        verdict = undoing(connection, its)
        return RosterRunDetail(
            run=_listed(rules.roster, its),
            named=its.said is not None,
            told=_told(said_of(its.said)),
            may_undo=not isinstance(verdict, Refused),
            why=verdict.because if isinstance(verdict, Refused) else "",
        )

    return answer(await read_on_fresh_rules(asked.school, work))


def shown(asked: Asked, trial: RosterTrial) -> Response:
    """What a roster would change, as it is answered."""
    people = asked.school.snapshot.roster
    return answer(
        RosterTrialShown(
            waiting=None if trial.upload is None else _waiting(people, trial.upload),
            seen=trial.seen,
            changes=trial.any,
            counts=_counts(trial.counts),
            told=_told(trial.said),
            open=tuple(Named(id=one.id, name=one.name) for one in trial.open),
        )
    )


async def look_back_roster(asked: Asked) -> Response:
    """Who would regain access stands among the gains."""
    person, its = asked.signed.person, asked.request.path_params["id"]
    return shown(asked, await roster_uploads.look_back(asked.school, person, its, asked.hub.clock()))


async def undo_roster(asked: Asked) -> Response:
    """Just what was looked at, or nothing."""
    yes = RosterYes(admin=asked.signed.person, of=asked.request.path_params["id"], seen=asked.body.seen)
    return answer(RosterDone(run=await roster_uploads.undo(asked.school, yes, asked.hub.clock())))


ROUTES = (
    Route(method="GET", path="/v1/roster", cost=Cost.READ, handle=roster, gives=RosterState,
         query=ListQuery,
         says="As of when the roster is, what waits for a yes, and every run; for admins."),
    Route(method="GET", path="/v1/roster/runs/{id}", cost=Cost.READ, handle=roster_run, gives=RosterRunDetail,
         says="One run of the roster: what it changed, and what was wrong with it; for admins."),
    Route(method="GET", path="/v1/roster/runs/{id}/undo", cost=Cost.HEAVY, handle=look_back_roster,
         gives=RosterTrialShown, says="What taking the newest run back would change; for admins."),
    Route(method="POST", path="/v1/roster/runs/{id}/undo", cost=Cost.RULE, handle=undo_roster, takes=RosterUndoIn,
         gives=RosterDone, says="Take the newest run of the roster back; for admins."),
)  # fmt: skip
