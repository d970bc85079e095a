"""This file keeps texts that have no place yet, and what we asked about them, until each has come to its end."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, exists, or_, select, text, update

from hub.store.clock import stamp
from hub.store.names import new
from hub.store.schema import OPEN, kept_text, question
from policies.inbound.choosing import COUNTS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping, Select

WHERE, STOP = "where", "stop"
"""What is asked: which conversation a text is for, and whether texts shall end."""

PAGE = 50
"""Texts that one commit brings to their end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A text without an end, as it is kept; see schema.kept_text. person: who wrote it, in that school."""

    sid: str
    number: str
    school: str
    person: str
    words: str
    at: str
    question: str | None = None
    conversation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A conversation that a number may mean, and who writes there from it."""

    school: str
    person: str
    conversation: str


def put(connection: Connection, one: Kept) -> None:
    """Keep a text that has not come to an end."""
    connection.execute(_PUT, asdict(one))


def gone(connection: Connection, sid: str) -> bool:
    """Let a text have come to its end; whether it had none before."""
    return bool(connection.execute(delete(kept_text).where(kept_text.c.sid == sid)).rowcount)


def going(connection: Connection, sid: str) -> list[Kept]:
    """The texts that go somewhere because of this one, itself or those it chose for, in the order they came."""
    its = kept_text.c
    chose = select(question.c.id).where(question.c.settled_by == sid)
    mine = its.conversation.is_not(None), or_(its.sid == sid, its.question.in_(chose))
    return [_kept(row) for row in connection.execute(select(kept_text).where(*mine).order_by(its.id)).mappings()]


def left(connection: Connection, school: str, before: str) -> list[Kept]:
    """Texts of a school that have a place since before then, and were not posted: their hub went down meanwhile."""
    its = kept_text.c
    mine = its.school == school, its.conversation.is_not(None), its.at <= before
    rows = connection.execute(select(kept_text).where(*mine).order_by(its.id).limit(PAGE)).mappings()
    return [_kept(row) for row in rows]


def list_schools(connection: Connection, left_before: str, asked_before: str) -> list[str]:
    """The schools that have something to bring to its end: left there, unanswered or silent since before then."""
    its, asks = kept_text.c, question.c
    place = its.conversation.is_not(None)
    waits = or_(and_(place, its.at <= left_before), and_(~place, its.at <= asked_before))
    silent_ones = select(asks.school).where(asks.kind == STOP, asks.asked_at <= asked_before, OPEN)
    return sorted(connection.execute(select(its.school).where(waits).union(silent_ones)).scalars())


def unanswered(connection: Connection, school: str, before: str) -> list[Kept]:
    """Texts of a school that wait for a place since before then."""
    its = kept_text.c
    mine = its.school == school, its.conversation.is_(None), its.at <= before
    rows = connection.execute(select(kept_text).where(*mine).order_by(its.id).limit(PAGE)).mappings()
    return [_kept(row) for row in rows]


def _kept(row: RowMapping) -> Kept:
    return Kept(**{one.name: row[one.name] for one in fields(Kept)})


def asked(connection: Connection, number: str, kind: str) -> RowMapping | None:
    """What a number is asked and has not answered; None where it is nothing."""
    return connection.execute(_asked(number, kind)).mappings().first()


def _held(connection: Connection, number: str, kind: str) -> RowMapping | None:
    """The same, held until the commit: nobody answers it meanwhile."""
    return connection.execute(_asked(number, kind).with_for_update()).mappings().first()


def _asked(number: str, kind: str) -> Select[Any]:
    return select(question).where(question.c.number == number, question.c.kind == kind, OPEN)


def ask_where(connection: Connection, number: str, places: Sequence[Place], now: datetime) -> tuple[str, bool]:
    """
    The question that a number's text waits for, and whether it is to be said now: where it is new, where something
    else is offered, and where a number would not count any more.
    """
    about = json.dumps([asdict(one) for one in places])
    known = _held(connection, number, WHERE)
    if known is None:
        made = _make(connection, WHERE, number, places[-1].school, about, now)
        if made:
            return made, True
        known = _held(connection, number, WHERE)
        assert known is not None  # noqa: S101 (whoever made it has committed)
    if known["about"] == about and known["asked_at"] > stamp(now - COUNTS):
        return known["id"], False
    its = update(question).where(question.c.id == known["id"])
    connection.execute(its.values(about=about, asked_at=stamp(now)))
    return known["id"], True


def ask_stop(connection: Connection, number: str, school: str, about: dict[str, str], now: datetime) -> bool:
    """Ask whether texts shall end; whether that is new."""
    if _held(connection, number, STOP) is not None:
        return False
    return bool(_make(connection, STOP, number, school, json.dumps(about), now))


def _make(connection: Connection, kind: str, number: str, school: str, about: str, now: datetime) -> str:
    """Its id; empty where another of its kind is open."""
    its = {"id": new("q"), "kind": kind, "number": number, "school": school, "about": about, "at": stamp(now)}
    made = connection.execute(_ASK, its).rowcount
    return its["id"] if made else ""


def places_of(row: RowMapping) -> tuple[Place, ...]:
    """What a question offers, in its order."""
    return tuple(Place(**one) for one in json.loads(row["about"]))


def settle(connection: Connection, its: str, at: str, by: str | None = None) -> bool:
    """Let a question be answered, by that text, or given up; whether it was open."""
    mine = question.c.id == its, OPEN
    done = update(question).where(*mine).values(settled_at=at, settled_by=by)
    return bool(connection.execute(done).rowcount)


def settle_stop(connection: Connection, number: str, at: str) -> None:
    """Let whatever a number wrote say that its texts go on."""
    mine = question.c.number == number, question.c.kind == STOP, OPEN
    connection.execute(update(question).where(*mine).values(settled_at=at))


def choose(connection: Connection, its: str, place: Place, by: str, at: str) -> bool:
    """Let all that was kept with a question go to a place, as that text says; whether the question was open."""
    if not settle(connection, its, at, by):
        return False
    where = {"school": place.school, "person": place.person, "conversation": place.conversation}
    connection.execute(update(kept_text).where(kept_text.c.question == its).values(**where))
    return True


def silent(connection: Connection, school: str, before: str) -> list[RowMapping]:
    """Of a school, what was asked about ending texts before then, and nothing came back."""
    its = question.c
    mine = its.school == school, its.kind == STOP, its.asked_at <= before, OPEN
    return list(connection.execute(select(question).where(*mine).limit(PAGE)).mappings())


def close_empty(connection: Connection, school: str, before: str, at: str) -> None:
    """Let no question that was asked before then stay open where nothing is kept for it any more."""
    waits = exists().where(kept_text.c.question == question.c.id)
    mine = question.c.school == school, question.c.kind == WHERE, question.c.asked_at <= before, OPEN, ~waits
    connection.execute(update(question).where(*mine).values(settled_at=at))


def overdue(connection: Connection, number: str, before: str) -> frozenset[str]:
    """The schools in which something of a number waits since before then."""
    its, texts = question.c, kept_text.c
    stops = select(its.school).where(its.number == number, its.kind == STOP, its.asked_at <= before, OPEN)
    waits = select(texts.school).where(texts.number == number, texts.at <= before)
    return frozenset(connection.execute(stops.union(waits)).scalars())


_PUT = text(
    "insert into kept_text (sid, number, school, person, words, at, question, conversation)"
    " values (:sid, :number, :school, :person, :words, :at, :question, :conversation) on conflict do nothing"
)
_ASK = text(
    "insert into question (id, kind, number, school, asked_at, about)"
    " values (:id, :kind, :number, :school, :at, :about) on conflict do nothing"
)
