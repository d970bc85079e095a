"""This file keeps the row of each school: its name, and where its journal and its rules stand."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import exists, insert, select, update

from hub.store.names import new
from hub.store.roster_words import LOCAL
from hub.store.schema import school, student
from hub.store.settings import settings_of, settings_text
from policies.settings import SchoolSettings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import Connection


class SchoolName(NamedTuple):
    """A school by its id, its source's id, its name and its time zone."""

    id: str
    source: str
    name: str
    time_zone: str


class SchoolDay(NamedTuple):
    """The day on which a school's dated rights were last weighed, and the time zone in which its days begin."""

    id: str
    time_zone: str
    day: date


class SchoolVoice(NamedTuple):
    """What a school is called, and the language that it speaks."""

    id: str
    name: str
    language: str


class Position(NamedTuple):
    """Where a school stands: the journal's last position, and the last revision of its read markers."""

    seq: int
    marks: int


_NAMES = select(school.c.id, school.c.source, school.c.name, school.c.time_zone)


def list_schools(connection: Connection) -> Sequence[SchoolName]:
    """Every school of this database."""
    return [SchoolName(*row) for row in connection.execute(_NAMES)]


def list_days(connection: Connection) -> list[SchoolDay]:
    """Which day it is in every school, as far as its rights go."""
    return [SchoolDay(*row) for row in connection.execute(select(school.c.id, school.c.time_zone, school.c.day))]


def list_voices(connection: Connection, schools: Collection[str]) -> list[SchoolVoice]:
    """How these schools speak of themselves; all of them where none is named."""
    asked = select(school.c.id, school.c.name, school.c.settings).order_by(school.c.id)
    rows = connection.execute(asked.where(school.c.id.in_(schools)) if schools else asked)
    return [SchoolVoice(its, name, settings_of(chosen).language) for its, name, chosen in rows]


def lock_by_source(connection: Connection, source: str) -> SchoolName | None:
    """The school that its source calls so, which nobody changes until the commit; None where it is new."""
    row = connection.execute(_NAMES.where(school.c.source == source).with_for_update()).first()
    return None if row is None else SchoolName(*row)


def find_by_source(connection: Connection, source: str) -> SchoolName | None:
    """The school that its source calls so; None where it is new."""
    row = connection.execute(_NAMES.where(school.c.source == source)).first()
    return None if row is None else SchoolName(*row)


def find_id(connection: Connection, source: str) -> str | None:
    """The id of the school that its source calls so."""
    return connection.execute(select(school.c.id).where(school.c.source == source)).scalar()


def find_source(connection: Connection, school_id: str) -> str:
    """What its source calls a school."""
    return str(connection.execute(select(school.c.source).where(school.c.id == school_id)).scalar_one())


def insert_school(connection: Connection, one: SchoolName, day: date) -> None:
    """A new school with an empty journal and the usual settings. day: its own date."""
    connection.execute(insert(school).values(**new_row(one, day)))


def new_row(one: SchoolName, day: date) -> dict[str, Any]:
    """The columns of a new school's row by their names."""
    return dict(
        one._asdict(), seq=0, rules_seq=0, epoch=secrets.token_hex(8), floor=1, day=day,
        settings=settings_text(SchoolSettings()),
    )  # fmt: skip


def open_school(connection: Connection, name: str, time_zone: str, day: date) -> SchoolName:
    """A school that no roster has named yet, with nobody in it. day: its own date."""
    made = new("s")
    one = SchoolName(made, LOCAL + made, name, time_zone)
    insert_school(connection, one, day)
    return one


def taken_elsewhere(connection: Connection, school_id: str) -> frozenset[str] | None:
    """
    What the other schools are called by their sources, where this one awaits its first roster: no source has
    named it, and it has no children. None where it does not.
    """
    here = exists().where(student.c.school == school_id, student.c.left_at.is_(None))
    waits = select(school.c.id).where(school.c.id == school_id, school.c.source.startswith(LOCAL), ~here)
    if connection.execute(waits).first() is None:
        return None
    return frozenset(connection.execute(select(school.c.source).where(school.c.id != school_id)).scalars())


def call_by_source(connection: Connection, school_id: str, source: str) -> None:
    """Let a school be the one that its source calls so, from now on."""
    connection.execute(update(school).where(school.c.id == school_id).values(source=source))


def rename_school(connection: Connection, school_id: str, name: str) -> None:
    """Let a school be called so from now on."""
    connection.execute(update(school).where(school.c.id == school_id).values(name=name))


def turn_day(connection: Connection, school_id: str, day: date) -> None:
    """Write down the day on which a school's dated rights were weighed."""
    connection.execute(update(school).where(school.c.id == school_id).values(day=day))


def find_position(connection: Connection, school_id: str) -> Position | None:
    """Where a school stands; None where there is none of that name."""
    row = connection.execute(select(school.c.seq, school.c.marks).where(school.c.id == school_id)).first()
    return None if row is None else Position(*row)


def find_rules_seq(connection: Connection, school_id: str) -> int | None:
    """The position of the last change of its rules."""
    return connection.execute(select(school.c.rules_seq).where(school.c.id == school_id)).scalar()


def renew_epoch(connection: Connection, school_id: str, was: str) -> None:
    """Let positions of before mean nothing any more, if nobody else has done so since it was that one."""
    mine = school.c.id == school_id, school.c.epoch == was
    connection.execute(update(school).where(*mine).values(epoch=secrets.token_hex(8)))
