"""This file keeps what was asked of erasing somebody's data: by whom, who agreed, when, and how it ended."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import insert, select, update

from hub.store.schema import erasure
from policies.records.traces import Traces

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

ALL, CONTACTS = "all", "contacts"
"""What goes: everything that names somebody, or contact data alone, which a school's rule of retention lets go."""

DONE, TAKEN_BACK, RETURNED = "done", "taken_back", "returned"
"""How it ended: it is done; an admin took it back; whom it was about came back before it was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """
    An erasure of what about names by its id. by: the admin, empty where a rule says so. begun_at: nobody takes it
    back any more. traces: as kept_traces has it; mark: as mark_of has it. The rest: None until it is so.
    """

    id: str
    school: str
    on: str
    about: str
    scope: str
    reason: str
    by: str
    by_name: str
    at: str
    due_at: str
    agreed_at: str | None = None
    agreed_by: str | None = None
    agreed_name: str | None = None
    begun_at: str | None = None
    traces: str = ""
    mark: str = ""
    noted_at: str | None = None
    ended_at: str | None = None
    ended: str | None = None
    ended_by: str | None = None


_COLUMNS = tuple(erasure.c[one.name] for one in fields(Erasure))


def list_erasures(connection: Connection, school: str) -> list[Erasure]:
    """Those that an admin asked for in a school, which are not over first, then the newest."""
    its = erasure.c
    asked = select(*_COLUMNS).where(its.school == school, its.scope == ALL).order_by(its.at.desc(), its.id)
    found = [Erasure(**row) for row in connection.execute(asked).mappings()]
    return sorted(found, key=lambda one: one.ended_at is not None)


def list_open(connection: Connection, school: str) -> list[Erasure]:
    """Those of a school that are not over, whoever or whatever said so, the oldest first."""
    its = erasure.c
    asked = select(*_COLUMNS).where(its.school == school, its.ended_at.is_(None)).order_by(its.at, its.id)
    return [Erasure(**row) for row in connection.execute(asked).mappings()]


def list_schools_with(connection: Connection) -> frozenset[str]:
    """The schools in which something is still to be erased."""
    asked = select(erasure.c.school).where(erasure.c.ended_at.is_(None)).distinct()
    return frozenset(connection.execute(asked).scalars())


def find_erasure(connection: Connection, school: str, its: str) -> Erasure | None:
    """An erasure of a school by its id; None where there is none."""
    asked = select(*_COLUMNS).where(erasure.c.school == school, erasure.c.id == its)
    row = connection.execute(asked).mappings().first()
    return None if row is None else Erasure(**row)


def find_open_about(connection: Connection, school: str, about: str) -> Erasure | None:
    """The erasure of a student or person that is not over; None where none is asked for."""
    its = erasure.c
    mine = its.school == school, its.about == about, its.scope == ALL, its.ended_at.is_(None)
    row = connection.execute(select(*_COLUMNS).where(*mine)).mappings().first()
    return None if row is None else Erasure(**row)


def add_erasure(connection: Connection, one: Erasure) -> None:
    """Let somebody's data be erased, once it is due."""
    connection.execute(insert(erasure).values(**asdict(one)))


def change_erasure(connection: Connection, its: str, **values: str | None) -> None:
    """Write down how an erasure stands; values: by the names of Erasure's fields."""
    connection.execute(update(erasure).where(erasure.c.id == its).values(**values))


def mark_of(school: str, on: str, side: str, source: str) -> str:
    """What is kept of what a roster knew somebody by: a hash, by which who comes again is told of."""
    return hashlib.sha256(msgspec.json.encode([school, on, side, source])).hexdigest()


def list_known(connection: Connection, school: str, marks: Iterable[str]) -> frozenset[str]:
    """Those of these marks that are of somebody who was erased here."""
    its, wanted = erasure.c, list(marks)
    if not wanted or connection.execute(select(its.id).where(its.school == school, its.mark != "")).first() is None:
        return frozenset()
    rows = connection.execute(select(its.mark).where(its.school == school, its.mark != "")).scalars()
    return frozenset(rows) & frozenset(wanted)


def kept_traces(one: Traces, source: str = "") -> str:
    """What is looked for, as it is kept while an erasure is under way. source: what the roster called them."""
    return msgspec.json.encode(
        {"names": one.names, "emails": one.emails, "numbers": one.numbers, "alone": one.alone, "source": source}
    ).decode()


def traces_kept(kept: str) -> Traces:
    """What kept_traces wrote; nothing where it is empty."""
    found = msgspec.json.decode(kept) if kept else {}
    return Traces(**{name: tuple(its) for name, its in found.items() if name != "source"})


def source_kept(kept: str) -> str:
    """What the roster called whom kept_traces was written of; nothing where it is empty."""
    return str(msgspec.json.decode(kept)["source"]) if kept else ""
