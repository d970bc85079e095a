"""This file takes somebody out of what was said: their name and tag, and of a child what is of it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from sqlalchemy import and_, exists, func, or_, select

from channels.items import Files, Item
from hub.store import changes, journal
from hub.store.emptied import Emptied, audience_of, empty
from hub.store.erased_search import may_name
from hub.store.retention import Aged, list_kept, list_still_aged
from hub.store.schema import conversation, event
from notifiers.tables import delivery
from policies.records.legal_hold import HeldRecords
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Select

    from hub.store.erased_traces import ErasureSubject
    from hub.store.transaction import Transaction
    from policies.records.traces import Traces

WHY = say("It was removed, as the data of a child who left was erased.")


class FoundMessages(NamedTuple):
    """named: what says or shows somebody, by message; alone: what is of a child alone, and goes wholly."""

    named: tuple[str, ...]
    alone: tuple[str, ...]


class Erased(NamedTuple):
    """Whom it is about, by what they are found, what stands instead, and which of a child's own words are old."""

    subject: ErasureSubject
    traces: Traces
    instead: str
    aged: Sequence[Aged]
    at: str


def find_messages(connection: Connection, one: Erased) -> FoundMessages:
    """What there is to do about messages, in order; read as a stream, outside of what holds anybody up."""
    named: dict[str, None] = {}
    alone = dict.fromkeys(_aged(connection, one))
    for message, body, own in connection.execution_options(yield_per=500).execute(_mentions(one)):
        if message in alone:
            continue
        item = _item(body)
        if item is None:
            continue
        if _is_alone(item, one.subject, own=bool(own)):
            alone[message] = None
        elif _without(item, one) != item:
            named[message] = None
    return FoundMessages(tuple(its for its in named if its not in alone), tuple(alone))


def _mentions(one: Erased) -> Select[Any]:
    its = event.c
    said = its.school == one.subject.school, its.id.is_not(None), its.body.contains('"item":', autoescape=True)
    mine = _own(one.subject)
    found: list[ColumnElement[bool]] = [may_name(its.body, one.traces)]
    if not one.subject.side:
        found += [its.body.contains(f'"{one.subject.id}"', autoescape=True)]
        found += [and_(mine, its.body.contains('"item":{"type":"files"', autoescape=True))]
    return select(its.id, its.body, mine.label("own")).where(*said, or_(*found)).order_by(its.seq)


def _own(subject: ErasureSubject) -> ColumnElement[bool]:
    its = conversation.c
    return exists().where(
        its.id == event.c.conversation, its.school == event.c.school, its.subject == f"student:{subject.id}"
    )


def _aged(connection: Connection, one: Erased) -> list[str]:
    """Of a child's own conversations what is older than has to be kept."""
    if one.subject.side or not one.aged:
        return []
    its = event.c
    asked = (
        select(its.id).where(its.school == one.subject.school, its.id.is_not(None), _own(one.subject)).distinct()
    )
    ids = list(connection.execute(asked).scalars())
    found: dict[str, None] = {}
    for start in range(0, len(ids), journal.PAGE):
        for aged in one.aged:
            old = list_still_aged(connection, aged, HeldRecords(), ids[start : start + journal.PAGE])
            found.update(dict.fromkeys(each.id for each in old))
    return list(found)


def _item(body: str) -> Item | None:
    return msgspec.json.decode(body, type=journal.Body).item


def _is_alone(item: Item, subject: ErasureSubject, *, own: bool) -> bool:
    """Whether these photos show that child and no other."""
    if subject.side or not isinstance(item, Files):
        return False
    return frozenset(item.tagged) == {subject.id} or (own and frozenset(item.tagged) <= {subject.id})


def _without(item: Item, one: Erased) -> Item:
    """The same item without the name and the tag."""
    if isinstance(item, Files) and one.subject.id in item.tagged:
        tagged = tuple(its for its in item.tagged if its != one.subject.id)
        item = msgspec.structs.replace(item, tagged=tagged)
    said = msgspec.json.encode(item).decode()
    without = one.traces.scrubbed(said, one.instead)
    if without == said:
        return item
    its: Item = msgspec.json.decode(without, type=Item)
    return its


def erase_in(transaction: Transaction, one: Erased, messages: Sequence[str]) -> int:
    """Take somebody out of these messages; how many said something of them still."""
    return sum(_rename(transaction, one, message) for message in messages)


def empty_in(transaction: Transaction, one: Erased, messages: Sequence[str]) -> int:
    """Let these messages go wholly; how many those were."""
    for message in messages:
        empty(transaction, Emptied(one.subject.school, message, one.at, WHY))
    return len(messages)


def _rename(transaction: Transaction, one: Erased, message: str) -> int:
    """
    One more event says it anew, by which devices, caches and the journal let go of the name; nobody is told of it.

    What a review says of it by itself is looked for with all other rows.
    """
    connection, school = transaction.connection, one.subject.school
    events = journal.of_message(connection, school, message)
    item = changes.newest(events)
    if item is None:
        return 0
    without = _without(item, one)
    said = any(its.event.item is not None and _without(its.event.item, one) != its.event.item for its in events)
    if without == item and not said:
        return 0
    author = events[0].event.author or ""
    change = changes.Change(school, author, audience_of(events), events, without, one.at, erased=True)
    changes.append(transaction, change)
    return 1


def list_concerned(connection: Connection, subject: ErasureSubject, found: FoundMessages) -> list[str]:
    """The messages that an erasure touches: those, what a person wrote, and what they were told of."""
    its, told = event.c, delivery.c
    wrote = select(its.id).where(its.school == subject.school, its.author == subject.id, its.id.is_not(None))
    heard = select(told.message).where(
        told.school == subject.school, told.recipients.contains(f'"{subject.id}"', autoescape=True)
    )
    own = select(its.id).where(its.school == subject.school, its.id.is_not(None), _own(subject))
    rows = connection.execute(wrote.union(heard, own)).scalars()
    return sorted({*found.named, *found.alone, *rows})


def is_any_held(connection: Connection, subject: ErasureSubject, found: FoundMessages, held: HeldRecords) -> bool:
    """Whether a legal hold keeps anything that an erasure would touch."""
    if not held:
        return False
    if subject.id in held.students | held.people:
        return True
    ids = list_concerned(connection, subject, found)
    return any(
        list_kept(connection, subject.school, held, ids[start : start + journal.PAGE])
        for start in range(0, len(ids), journal.PAGE)
    )


def count_own_words(connection: Connection, subject: ErasureSubject) -> int:
    """How many messages a person wrote that say something still."""
    its = event.c
    mine = its.school == subject.school, its.author == subject.id, its.kind.in_(("message", "held"))
    asked = select(func.count(its.id.distinct())).where(*mine, its.body.contains('"item":', autoescape=True))
    return int(connection.execute(asked).scalar_one())
