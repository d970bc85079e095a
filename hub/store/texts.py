"""This file keeps what is said about texts: what became of ours, and what came in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, insert, select, text, update

from hub.store.clock import stamp
from hub.store.schema import receipt, texted
from notifiers.outbox import Claimed
from notifiers.tables import delivery

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

MOST_TEXTS = 200
"""Texts to one number that are looked at, announcements among them: nobody answers one further back."""

ONCE_IN = timedelta(hours=1)
"""The same answer goes to a number no more often: two machines must not talk to each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What Twilio says of a text of ours. said: all of it; code: None where there is none."""

    delivery: str
    sid: str
    status: str
    code: int | None
    to: str
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of a text that came in; see schema.texted."""

    sid: str
    number: str
    school: str | None
    became: str
    detail: str
    reply: str
    at: str


def delivery_of(connection: Connection, report: Report) -> RowMapping | None:
    """The delivery that a report is about, locked; None where it is no text of ours to that number."""
    its = delivery.c
    row = connection.execute(
        select(delivery).where(its.id == report.delivery, its.medium == "sms").with_for_update()
    ).mappings()
    found = row.first()
    return found if found is not None and found["address"] == report.to else None


def statuses(connection: Connection, report: Report) -> frozenset[str]:
    """What was said before of the same text."""
    its = receipt.c
    rows = connection.execute(select(its.status).where(its.delivery == report.delivery, its.sid == report.sid))
    return frozenset(rows.scalars())


def record(connection: Connection, school: str, report: Report, at: str) -> None:
    """Write down what the provider reported of a text."""
    connection.execute(
        insert(receipt).values(
            delivery=report.delivery, sid=report.sid, status=report.status, school=school, code=report.code, at=at,
            said=json.dumps(dict(report.said)),
        )
    )  # fmt: skip


def ended(connection: Connection, its: str, at: str, outcome: str, detail: str) -> None:
    """Let a delivery have ended so, whatever was thought before."""
    done = update(delivery).where(delivery.c.id == its)
    connection.execute(done.values(settled_at=at, outcome=outcome, detail=detail, lease_until=None))


def again(connection: Connection, its: str, due_at: str, why: str) -> None:
    """Let a delivery that had ended be due once more."""
    connection.execute(
        update(delivery)
        .where(delivery.c.id == its)
        .values(settled_at=None, outcome=None, handed_at=None, lease_until=None, due_at=due_at, detail=why)
    )


def claimed(row: RowMapping) -> Claimed:
    """A delivery as the planner takes one that did not arrive."""
    its: dict[str, Any] = {one.name: row[one.name] for one in fields(Claimed) if one.name in row}
    about = tuple((what, who) for what, who in json.loads(row["about"]))
    return Claimed(**{**its, "recipients": people(row), "about": about})


def people(row: RowMapping) -> tuple[str, ...]:
    """The ids of those whom a delivery was for."""
    return tuple(json.loads(row["recipients"]))


def sent_to(connection: Connection, number: str, since: datetime) -> list[RowMapping]:
    """All that this number was texted of since then, newest first, in any school; one text may tell of several."""
    its = delivery.c
    told_at = case((its.outcome == "joined", its.settled_at), else_=its.handed_at)
    return list(
        connection.execute(
            select(delivery, told_at.label("told_at"))
            .where(its.medium == "sms", its.address == number, told_at >= stamp(since))
            .where(its.outcome.is_(None) | its.outcome.in_(("accepted", "ambiguous", "joined")))
            .order_by(told_at.desc())
            .limit(MOST_TEXTS)
        ).mappings()
    )


def replied(connection: Connection, sid: str) -> str | None:
    """What a text that came in was answered; None where it is new."""
    return connection.execute(select(texted.c.reply).where(texted.c.sid == sid)).scalar()


def last_school(connection: Connection, number: str) -> str | None:
    """The school that texted a number last; None where none ever did."""
    its = delivery.c
    mine = its.medium == "sms", its.address == number, its.handed_at.is_not(None)
    return connection.execute(select(its.school).where(*mine).order_by(its.handed_at.desc()).limit(1)).scalar()


def answers_to(connection: Connection, number: str, since: datetime) -> list[str]:
    """What we answered a number since then, newest first."""
    its = texted.c
    mine = its.number == number, its.reply != "", its.at >= stamp(since)
    return list(
        connection.execute(select(its.reply).where(*mine).order_by(its.at.desc()).limit(MOST_TEXTS)).scalars()
    )


def claim(connection: Connection, its: Became) -> bool:
    """Write down what becomes of a text; whether it is new, and so this hub's to see to."""
    return bool(connection.execute(_TEXTED, asdict(its)).rowcount)


def answer(connection: Connection, sid: str, reply: str, now: datetime, *, once: bool = True) -> str:
    """
    Let a text be answered so, and return what is answered.

    once: nothing, where its number read the same within an hour; a question has a limit of its own.
    """
    if once and reply and _was_read(connection, sid, reply, now):
        reply = ""
    connection.execute(update(texted).where(texted.c.sid == sid).values(reply=reply))
    return reply


def _was_read(connection: Connection, sid: str, reply: str, now: datetime) -> bool:
    its = texted.c
    number = select(its.number).where(its.sid == sid).scalar_subquery()
    same = its.number == number, its.reply == reply, its.at > stamp(now - ONCE_IN), its.sid != sid
    return connection.execute(select(its.sid).where(*same).limit(1)).first() is not None


def became(connection: Connection, sid: str, became: str, detail: str) -> None:
    """Write down what a text that was kept became."""
    connection.execute(update(texted).where(texted.c.sid == sid).values(became=became, detail=detail))


_TEXTED = text(
    "insert into texted (sid, number, school, became, detail, reply, at)"
    " values (:sid, :number, :school, :became, :detail, :reply, :at) on conflict (sid) do nothing"
)
