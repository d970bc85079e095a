"""This file keeps runs of the roster, what waits for an admin's yes, and the roster as it was before the newest."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, insert, or_, select, update

from hub.store.schema import roster_before, roster_run, roster_upload

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

    from hub.store.page_cursor import PageCursor


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterRun:
    """
    One run for one school. by: the admin, None where nobody pressed anything. digest: of the bundle, None where it
    is not known. counts, said: JSON; said is None once its names are kept no more.
    """

    id: str
    school: str
    source: str
    by: str | None
    file: str
    digest: str | None
    started_at: str
    ended_at: str
    state: str
    counts: str
    said: str | None
    undone_at: str | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterUpload:
    """
    A roster that was read and waits. run: the one that is held because of it. said: JSON of its warnings.

    state, over: the digests of what its source has said with it, and of what its changes were read over.
    """

    id: str
    school: str
    source: str
    by: str | None
    file: str
    digest: str
    run: str | None
    at: str
    expires_at: str
    said: str
    state: str | None = None
    over: str | None = None


_RUN = tuple(roster_run.c[one.name] for one in fields(RosterRun))
_UPLOAD = tuple(roster_upload.c[one.name] for one in fields(RosterUpload))


def write_run(connection: Connection, run: RosterRun, before: bytes | None = None) -> None:
    """
    Write down how a run ended, in place of how it stood if it was there: one that was held, and had its answer.

    before: what the roster was, of one that was applied; it takes the place of what was kept of an earlier run.
    """
    if not connection.execute(update(roster_run).where(roster_run.c.id == run.id).values(**asdict(run))).rowcount:
        connection.execute(insert(roster_run).values(**asdict(run)))
    if run.state == "applied":
        connection.execute(delete(roster_before).where(roster_before.c.school == run.school))
    if before is not None:
        connection.execute(insert(roster_before).values(school=run.school, run=run.id, body=before))


def list_runs(connection: Connection, school: str, before: PageCursor | None, limit: int) -> list[RosterRun]:
    """The runs of a school, newest first, so many at the most."""
    its = roster_run.c
    older = () if before is None else (
        or_(its.ended_at < before.at, and_(its.ended_at == before.at, its.id < before.id)),
    )  # fmt: skip
    asked = select(*_RUN).where(its.school == school, *older)
    rows = connection.execute(asked.order_by(its.ended_at.desc(), its.id.desc()).limit(limit)).mappings()
    return [RosterRun(**row) for row in rows]


def find_run(connection: Connection, school: str, run: str) -> RosterRun | None:
    """A run of a school by its id; None where there is none."""
    its = roster_run.c
    row = connection.execute(select(*_RUN).where(its.school == school, its.id == run)).mappings().first()
    return None if row is None else RosterRun(**row)


def newest_run(
    connection: Connection,
    school: str,
    states: Collection[str],
    source: str | None = None,
    *,
    digest: str | None = None,
) -> RosterRun | None:
    """The newest run of a school that ended so; of one door, and of one bundle, where those are named."""
    its = roster_run.c
    named = [] if source is None else [its.source == source]
    named += [] if digest is None else [its.digest == digest]
    mine = its.school == school, its.state.in_(states), *named
    asked = select(*_RUN).where(*mine).order_by(its.ended_at.desc(), its.id.desc()).limit(1)
    row = connection.execute(asked).mappings().first()
    return None if row is None else RosterRun(**row)


def keep_said(connection: Connection, run: str, said: str) -> None:
    """Keep what a run tells of anew, as said_text writes it."""
    connection.execute(update(roster_run).where(roster_run.c.id == run).values(said=said))


def undo_run(connection: Connection, run: str, by: str, at: str) -> None:
    """Write down that a run was taken back; what the roster was before it is kept no more."""
    connection.execute(delete(roster_before).where(roster_before.c.run == run))
    values = {"state": "undone", "undone_by": by, "undone_at": at}
    connection.execute(update(roster_run).where(roster_run.c.id == run).values(**values))


def drop_run(connection: Connection, run: str, by: str, at: str) -> None:
    """Write down that an admin said no to a run that was held."""
    held = roster_run.c.id == run, roster_run.c.state == "held"
    connection.execute(update(roster_run).where(*held).values(state="dropped", by=by, ended_at=at))


def fetch_before(connection: Connection, run: str) -> bytes:
    """What the roster was before a run, of which is_before_kept said that it is known."""
    return bytes(connection.execute(select(roster_before.c.body).where(roster_before.c.run == run)).scalar_one())


def is_before_kept(connection: Connection, run: str) -> bool:
    """Whether it is known what the roster was before a run."""
    asked = select(roster_before.c.run).where(roster_before.c.run == run)
    return connection.execute(asked).first() is not None


def insert_upload(connection: Connection, upload: RosterUpload, body: bytes) -> None:
    """
    Keep a roster until its answer. What the same admin brought before, or what lay in the folder before, is kept no
    more: only the newest is answered.
    """
    its = roster_upload.c
    brought = its.by.is_(None) if upload.by is None else its.by == upload.by
    mine = its.school == upload.school, its.source == upload.source, brought
    connection.execute(delete(roster_upload).where(*mine))
    connection.execute(insert(roster_upload).values(**asdict(upload), body=body))


def list_uploads(connection: Connection, school: str, at: str) -> list[RosterUpload]:
    """What waits in a school at that moment, newest first."""
    its = roster_upload.c
    asked = select(*_UPLOAD).where(its.school == school, its.expires_at > at).order_by(its.at.desc(), its.id)
    return [RosterUpload(**row) for row in connection.execute(asked).mappings()]


def find_upload(connection: Connection, school: str, upload: str, at: str) -> RosterUpload | None:
    """What waits under that id at that moment; None where nothing does, or no more."""
    its = roster_upload.c
    mine = its.school == school, its.id == upload, its.expires_at > at
    row = connection.execute(select(*_UPLOAD).where(*mine)).mappings().first()
    return None if row is None else RosterUpload(**row)


def find_upload_body(connection: Connection, upload: str) -> bytes | None:
    """The rows of what waits, as they were kept; None where it waits no more."""
    return connection.execute(select(roster_upload.c.body).where(roster_upload.c.id == upload)).scalar()


def delete_upload(connection: Connection, upload: str) -> bool:
    """Whether it was there still: of two who answer at the same time one has it."""
    return bool(connection.execute(delete(roster_upload).where(roster_upload.c.id == upload)).rowcount)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """Moments: what waits until before now is deleted; names of runs before names are, and runs before runs."""

    now: str
    names: str
    runs: str


def sweep_runs(connection: Connection, ages: Ages) -> None:
    """Delete, in every school, what is kept no longer."""
    connection.execute(delete(roster_upload).where(roster_upload.c.expires_at <= ages.now))
    old = roster_run.c.ended_at < ages.names
    kept = select(roster_run.c.id).where(old)
    connection.execute(delete(roster_before).where(roster_before.c.run.in_(kept)))
    connection.execute(update(roster_run).where(old, roster_run.c.said.is_not(None)).values(said=None))
    connection.execute(delete(roster_run).where(roster_run.c.ended_at < ages.runs))


def find_before(connection: Connection, school: str) -> bytes | None:
    """What the roster of a school was before the newest run that can be taken back; None where none can."""
    found = connection.execute(select(roster_before.c.body).where(roster_before.c.school == school)).scalar()
    return None if found is None else bytes(found)


def replace_before(connection: Connection, school: str, body: bytes) -> None:
    """Let another roster stand for what it was before the newest run."""
    connection.execute(update(roster_before).where(roster_before.c.school == school).values(body=body))
