"""This file keeps how long a school keeps each kind of record, finds what is older, and what went by which rule."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, delete, exists, func, insert, literal, not_, or_, select, update

from hub.store.changes import GONE
from hub.store.schema import (
    ack,
    conversation,
    erasure,
    event,
    hold,
    person,
    profile,
    removal,
    report,
    retention_rule,
    revision,
    student,
)
from notifiers.tables import attempt, delivery, skip
from policies.notify.confirming import ASKS
from policies.records.retention import ALERTS, CONTACTS, INCIDENTS, PHOTOS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Select

    from policies.records.legal_hold import HeldRecords


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """How many months a school keeps a kind. on_at: since when the rest is removed, None while it is planned."""

    school: str
    kind: str
    months: int
    on_at: str | None
    by: str
    at: str


def list_rules(connection: Connection, school: str) -> dict[str, RetentionRule]:
    """What a school chose, by kind; what it has not chosen is not there."""
    rows = connection.execute(select(retention_rule).where(retention_rule.c.school == school)).mappings()
    return {row["kind"]: RetentionRule(**row) for row in rows}


def list_switched_on(connection: Connection) -> list[str]:
    """The schools that remove anything."""
    its = retention_rule.c
    return list(connection.execute(select(its.school).where(its.on_at.is_not(None)).distinct()).scalars())


def keep_rule(connection: Connection, one: RetentionRule) -> None:
    """Let this be how long a school keeps a kind."""
    its = retention_rule.c
    connection.execute(delete(retention_rule).where(its.school == one.school, its.kind == one.kind))
    connection.execute(insert(retention_rule).values(**asdict(one)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """
    What is looked for: records of a kind in a school that are from before a moment, as text.

    kind: of a conversation, or one of BESIDES. from_leaving: of children alone who left before it. but: the ids of
    the people whose contact data stays.
    """

    school: str
    kind: str
    from_leaving: bool
    before: str
    but: frozenset[str] = frozenset()


class AgedCount(NamedTuple):
    """How many there are, from when to when; both None where there are none."""

    many: int
    oldest: str | None
    newest: str | None


class AgedMessage(NamedTuple):
    """A message that is older than its kind is kept: its id, where it is, and when it was first said."""

    id: str
    conversation: str
    at: str


def count_aged(connection: Connection, wanted: Aged, held: HeldRecords) -> AgedCount:
    """How much would go, what is on hold left out."""
    if wanted.kind == ALERTS:
        rows = select(delivery.c.planned_at.label("at")).where(*_alerts(wanted, held)).subquery()
    elif wanted.kind == CONTACTS:
        rows = select(person.c.left_at.label("at")).where(*_contacts(wanted, held)).subquery()
    else:
        rows = _messages(wanted, held).subquery()
    asked = select(func.count(), func.min(rows.c.at), func.max(rows.c.at)).select_from(rows)
    return AgedCount(*connection.execute(asked).one())


def list_aged_contacts(
    connection: Connection, wanted: Aged, held: HeldRecords, limit: int | None = None
) -> list[AgedMessage]:
    """The people, by id, whose contact data would go, who left first; what they are in has no conversation."""
    its = person.c
    asked = select(its.id, literal(""), its.left_at).where(*_contacts(wanted, held)).order_by(its.left_at, its.id)
    return [AgedMessage(*row) for row in connection.execute(asked.limit(limit))]


def _contacts(wanted: Aged, held: HeldRecords) -> tuple[ColumnElement[bool], ...]:
    """
    Who left and has an address, a number or an account; while anything is on hold in a school, nobody, as alerts
    are whole then. What is to go by now is left out, and who is needed still.
    """
    its = person.c
    account = exists().where(profile.c.person == its.id)
    reached = or_(its.email.is_not(None), its.cell.is_not(None), its.phone.is_not(None), account)
    asked = exists().where(erasure.c.about == its.id, erasure.c.ended_at.is_(None))
    old = its.school == wanted.school, its.left_at < wanted.before, its.erased_at.is_(None), reached, ~asked
    but = its.id.not_in(wanted.but)
    return (*old, but, literal(1) == 0) if held else (*old, but)


def list_aged(connection: Connection, wanted: Aged, held: HeldRecords, limit: int) -> list[AgedMessage]:
    """The oldest messages that would go, what is on hold left out."""
    rows = connection.execute(_messages(wanted, held).order_by(func.min(event.c.seq)).limit(limit))
    return [AgedMessage(*row) for row in rows]


def list_still_aged(
    connection: Connection, wanted: Aged, held: HeldRecords, messages: Sequence[str]
) -> list[AgedMessage]:
    """Those of these messages that would go even now; found by their ids, however long the journal is."""
    asked = _messages(wanted, held).where(event.c.id.in_(messages)).order_by(func.min(event.c.seq))
    return [AgedMessage(*row) for row in connection.execute(asked)]


def list_kept(connection: Connection, school: str, held: HeldRecords, messages: Sequence[str]) -> list[str]:
    """Those of these messages that a legal hold keeps."""
    its, where = event.c, conversation.c
    placed = and_(where.id == its.conversation, where.school == its.school)
    asked = select(its.id).join(conversation, placed).where(its.school == school, its.id.in_(messages)).distinct()
    return list(connection.execute(asked.where(not_(and_(*_let_go(held))))).scalars())


def _messages(wanted: Aged, held: HeldRecords) -> Select[Any]:
    """Each message once, whether it waited or not, with the moment it was first said; none that was emptied."""
    its, where = event.c, conversation.c
    asked = (
        select(its.id, its.conversation, func.min(its.at).label("at"))
        .join(conversation, and_(where.id == its.conversation, where.school == its.school))
        .where(its.school == wanted.school, its.kind.in_(("message", "held")), its.at < wanted.before)
        .where(_of_kind(wanted.kind), _says_something(), *_settled(wanted.school), *_let_go(held))
        .group_by(its.id, its.conversation)
    )
    return asked.where(_left_before(wanted)) if wanted.from_leaving else asked


def _of_kind(kind: str) -> ColumnElement[bool]:
    """
    A photo or file is one wherever it was sent, and so is an incident; all else goes by where it was said.

    What it was before it was changed or withdrawn counts as well: its row may say nothing any more.
    """
    files, incident = _was("files"), _was("incident")
    if kind == PHOTOS:
        return and_(files, not_(incident))
    if kind == INCIDENTS:
        return incident
    return and_(conversation.c.kind == kind, not_(files), not_(incident))


def _was(item_type: str) -> ColumnElement[bool]:
    """Whether it is an item of this type, or was one."""
    tag = f'{{"type":"{item_type}"'
    return or_(
        event.c.body.contains(f'"item":{tag}', autoescape=True),
        _said_before(revision.c.item.startswith(tag, autoescape=True)),
    )


def _said_before(such: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether such a thing was said in it until it was changed or withdrawn."""
    return exists().where(revision.c.school == event.c.school, revision.c.message == event.c.id, such)


def _says_something() -> ColumnElement[bool]:
    """It has words, or what it said before it was changed is still on record."""
    return or_(event.c.body.contains('"item":', autoescape=True), _said_before(revision.c.item != GONE))


def _settled(school: str) -> tuple[ColumnElement[bool], ...]:
    """Nobody is to decide about it any more: what waits or was reported, alone or with all, stays until then."""
    waits = exists().where(hold.c.school == school, hold.c.message == event.c.id, hold.c.answer.is_(None))
    its = report.c
    whole = and_(its.message.is_(None), its.conversation == event.c.conversation)
    reported = exists().where(its.school == school, or_(its.message == event.c.id, whole), its.settled_at.is_(None))
    return not_(waits), not_(reported)


def _left_before(wanted: Aged) -> ColumnElement[bool]:
    return exists().where(
        student.c.school == wanted.school,
        conversation.c.subject == literal("student:") + student.c.id,
        student.c.left_at < wanted.before,
    )


def _let_go(held: HeldRecords) -> list[ColumnElement[bool]]:
    """
    Nothing keeps it: no hold on its conversation, on a child it is about or shows, or on somebody who wrote there.

    Of a child, what showed it before it was changed or withdrawn is kept as well; of a person the whole
    conversation, as what was answered is part of what was said.
    """
    said = event.alias("said")
    found: list[ColumnElement[bool]] = []
    if held.conversations:
        found.append(conversation.c.id.not_in(held.conversations))
    for one in sorted(held.students):
        found.append(conversation.c.subject != f"student:{one}")
        found.append(not_(event.c.body.contains(f'"{one}"', autoescape=True)))
        found.append(not_(_said_before(revision.c.item.contains(f'"{one}"', autoescape=True))))
    for one in sorted(held.people):
        found.append(not_(conversation.c.subject.contains(one, autoescape=True)))
        # asked once, not of each message anew: that looked through the whole conversation as often as it has any
        wrote = select(said.c.conversation).where(said.c.author == one, said.c.conversation.is_not(None))
        found.append(conversation.c.id.not_in(wrote))
    return found


def _alerts(wanted: Aged, held: HeldRecords) -> tuple[ColumnElement[bool], ...]:
    """Settled ones alone, of what asks nobody any more; while anything is on hold in a school, all of them stay."""
    its = delivery.c
    old = its.school == wanted.school, its.settled_at.is_not(None), its.planned_at < wanted.before
    return (*old, literal(1) == 0) if held else (*old, not_(_asks_still()))


def _asks_still() -> ColumnElement[bool]:
    """It is of an emergency that says something still, and one of its recipients has not confirmed it."""
    its = delivery.c
    confirmed = select(func.count()).select_from(ack).where(
        ack.c.school == its.school,
        ack.c.message == its.message,
        its.recipients.contains(literal('"') + ack.c.person + literal('"')),
    )  # fmt: skip
    recipients = func.length(its.recipients) - func.length(func.replace(its.recipients, ",", "")) + 1
    says = exists().where(
        event.c.school == its.school,
        event.c.id == its.message,
        event.c.body.contains('"item":', autoescape=True),
    )
    return and_(its.urgency.in_(sorted(ASKS)), says, confirmed.scalar_subquery() < recipients)


def delete_alerts(connection: Connection, wanted: Aged, held: HeldRecords, limit: int) -> AgedCount:
    """Remove so many alerts with their history; how many those were, and from when."""
    its = delivery.c
    asked = select(its.id, its.planned_at).where(*_alerts(wanted, held)).order_by(its.planned_at).limit(limit)
    rows = list(connection.execute(asked))
    if not rows:
        return AgedCount(0, None, None)
    ids = [row.id for row in rows]
    connection.execute(delete(attempt).where(attempt.c.delivery.in_(ids)))
    connection.execute(delete(delivery).where(its.id.in_(ids)))
    return AgedCount(len(ids), rows[0].planned_at, rows[-1].planned_at)


def forget_words(connection: Connection, school: str, message: str) -> None:
    """Remove what else is kept of what a message said: former versions, why it waited, who was not told of it."""
    mine = revision.c.school == school, revision.c.message == message
    connection.execute(update(revision).where(*mine).values(item=GONE))
    waited = hold.c.school == school, hold.c.message == message
    connection.execute(update(hold).where(*waited).values(why="", reason=None))
    connection.execute(delete(skip).where(skip.c.school == school, skip.c.message == message))


class RemovalKey(NamedTuple):
    """Of which kind something was removed, in which school, on which day of its own."""

    school: str
    kind: str
    day: date


def note_removal(connection: Connection, key: RemovalKey, months: int, found: AgedCount, at: str) -> None:
    """Add to what was removed that day; never what it said."""
    its = removal.c
    mine = its.school == key.school, its.kind == key.kind, its.day == key.day
    known = connection.execute(select(removal).where(*mine)).mappings().first()
    oldest, newest = found.oldest or at, found.newest or at
    if known is None:
        values = {**key._asdict(), "months": months, "count": found.many, "oldest": oldest, "newest": newest}
        connection.execute(insert(removal).values(**values, at=at, noted=0))
        return
    grown = {"count": known["count"] + found.many, "oldest": min(known["oldest"], oldest)}
    newer = {"newest": max(known["newest"], newest), "months": months, "at": at}
    connection.execute(update(removal).where(*mine).values(**grown, **newer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """
    What went of a kind on a school's day: how many, said from when to when, by a rule of how many months.

    noted: so many of them are in the activity log.
    """

    school: str
    kind: str
    day: date
    months: int
    count: int
    oldest: str
    newest: str
    at: str
    noted_at: str | None
    noted: int


def list_removals(connection: Connection, school: str, limit: int) -> Sequence[Removal]:
    """What went in a school, the newest first."""
    asked = select(removal).where(removal.c.school == school).order_by(removal.c.at.desc(), removal.c.kind)
    return [Removal(**row) for row in connection.execute(asked.limit(limit)).mappings()]


def take_unnoted(connection: Connection, school: str, at: str) -> list[Removal]:
    """What is not on record in the activity log yet, wholly or in part, which it is from now on."""
    its = removal.c
    mine = its.school == school, its.noted < its["count"]
    found = [Removal(**row) for row in connection.execute(select(removal).where(*mine)).mappings()]
    connection.execute(update(removal).where(*mine).values(noted_at=at, noted=its["count"]))
    return found
