"""This file removes the rows of somebody who is erased, and takes their name and addresses out of all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import String, and_, delete, or_, select, text, tuple_, update

from hub.store import schema
from hub.store.erased_search import may_name
from hub.store.erased_traces import accounts_alone
from hub.store.row_security import BELONGS
from hub.store.schema import everything
from notifiers import outbox
from notifiers.tables import delivery
from policies.records.traces import Traces
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Column, ColumnElement, Connection, RowMapping, Table, TextClause

    from hub.store.erased_traces import ErasureSubject
    from hub.store.transaction import Transaction

WHY = say("The data of whom it was for was erased.")

LEFT_ALONE = frozenset(
    {"person", "student", "log_entry", "log_erased", "log_head", "account", "guess", "listed_pick_up"}
)
"""
Tables with a way of their own (hub/store/erased_log.py, the last step), or without a word of anybody; and who may
pick up by the roster: that is about the child, says it of whoever has the name, and goes with the child.
"""

WITHOUT_A_NAME_LEFT_ALONE = frozenset({"child_record", "event", "revision"})
"""
Tables that are left as they are where contact data alone goes by a rule: whom to call for a child, which is
needed by day, and what was said, which is not changed without an event that says so.
"""

BY_ACCOUNT = (
    schema.passkey, schema.identity, schema.second_factor, schema.second_factor_offer, schema.recovery_code,
    schema.half_sign_in, schema.known_device, schema.reset,
)  # fmt: skip
"""What goes with an account."""

BY_PERSON = (
    schema.ticket, schema.device, schema.pin, schema.draft, schema.preference, schema.rhythm, schema.invitation,
    schema.unconfirmed_email, schema.watching, schema.kept_text,
)  # fmt: skip
"""Of a person what goes with their contact data."""

WITH_THE_NAME = (schema.name_wish, schema.permission, schema.missed)
"""Of a person what goes with their name besides."""


def delete_access(connection: Connection, its: str) -> None:
    """
    Remove what a person signs in and is reached by; of an account that acts as others too only their part.

    A sign-in of such an account goes on as one of the others.
    """
    for one in accounts_alone(connection, its):
        sessions = select(schema.session.c.id).where(schema.session.c.account == one)
        for table in (schema.ticket, schema.device):
            connection.execute(delete(table).where(table.c.session.in_(sessions)))
        for table in (schema.session, *BY_ACCOUNT, schema.profile):
            connection.execute(delete(table).where(table.c.account == one))
        connection.execute(delete(schema.account).where(schema.account.c.id == one))
    for table in BY_PERSON:
        connection.execute(delete(table).where(table.c.person == its))
    _part_from_others(connection, its)


def _part_from_others(connection: Connection, its: str) -> None:
    mine, session = schema.profile, schema.session
    for one in connection.execute(select(mine.c.account).where(mine.c.person == its)).scalars().all():
        other = select(mine.c.person).where(mine.c.account == one, mine.c.person != its).order_by(mine.c.person)
        goes_on = connection.execute(other.limit(1)).scalar_one()
        theirs = session.c.account == one, session.c.person == its
        connection.execute(update(session).where(*theirs).values(person=goes_on))
    connection.execute(delete(mine).where(mine.c.person == its))
    for table in (session, schema.half_sign_in):
        connection.execute(delete(table).where(table.c.person == its))


def delete_contacts(connection: Connection, subject: ErasureSubject, traces: Traces) -> None:
    """Remove what is kept by somebody's addresses, and what came from them and became no message."""
    its = subject.id
    _delete_addressed(connection, subject, traces)
    came = schema.unsorted.c
    from_them = or_(came.person == its, came.address.in_([*traces.emails, *traces.numbers]))
    connection.execute(delete(schema.unsorted).where(came.school == subject.school, from_them))
    seen, log = schema.log_address, schema.log_entry.c
    entries = select(log.n).where(log.school == subject.school, or_(log.by == its, log.about == its))
    connection.execute(delete(seen).where(seen.c.school == subject.school, seen.c.n.in_(entries)))


def _delete_addressed(connection: Connection, subject: ErasureSubject, traces: Traces) -> None:
    opened = schema.consent.c
    closed = opened.school == subject.school, opened.address.in_([*traces.emails, *traces.numbers])
    connection.execute(delete(schema.consent).where(*closed))
    for table in (schema.texted, schema.question, schema.kept_text):
        connection.execute(delete(table).where(table.c.number.in_(traces.numbers)))


def delete_named(connection: Connection, subject: ErasureSubject) -> None:
    """Remove what is kept of a person besides, or of a child: its record, and what parents said of its photos."""
    its, school = subject.id, subject.school
    if subject.side:
        for table in WITH_THE_NAME:
            connection.execute(delete(table).where(table.c.person == its))
        said = schema.child_record.c
        connection.execute(delete(schema.child_record).where(said.school == school, said.giver == its))
        keeps, parted = schema.block, schema.unlinked
        connection.execute(delete(keeps).where(or_(keeps.c.person == its, keeps.c.blocked == its)))
        connection.execute(delete(parted).where(or_(parted.c.at_work == its, parted.c.at_home == its)))
        connection.execute(delete(schema.remainder).where(
            schema.remainder.c.school == school, schema.remainder.c.author == its
        ))  # fmt: skip
        mine = schema.photo_consent.c.guardian == its
        connection.execute(update(schema.photo_consent).where(mine).values(note=""))
        return
    for table in (schema.child_record, schema.photo_consent, schema.listed_pick_up):
        connection.execute(delete(table).where(table.c.student == its))


def forget_addresses(connection: Connection, subject: ErasureSubject, traces: Traces, at: str, limit: int) -> int:
    """
    Let so many alerts at somebody's addresses say nothing of where they went; how many did.

    What waits is not sent any more. That they were told stays.
    """
    its = delivery.c
    alone = its.recipients == f'["{subject.id}"]'
    there = its.address.in_([*traces.emails, *traces.numbers])
    mine = its.school == subject.school, or_(alone, there), ~its.address.startswith(GONE_TO)
    asked = select(its.id, its.settled_at).where(*mine).order_by(its.id).limit(limit)
    rows = connection.execute(asked.with_for_update()).all()
    for row in rows:
        if row.settled_at is None:
            outbox.settle(connection, row.id, at, "cancelled", WHY)
        nowhere = update(delivery).where(its.id == row.id).values(address=GONE_TO + row.id)
        connection.execute(nowhere)
    return len(rows)


GONE_TO = "erased:"
"""Begins what stands for an address; the alert's own name follows, as no event has two alerts at one address."""


class RowKey(NamedTuple):
    """A row by the values of its primary key, in their order."""

    values: tuple[Any, ...]


class Searched(NamedTuple):
    """Where something is looked for: in a table as far as it is a school's, for what, and what stands instead."""

    table: Table
    school: str
    traces: Traces
    instead: str


def tables_searched(school: str, traces: Traces, instead: str, *, names: bool = True) -> list[Searched]:
    """
    Every table that has words in it; those of no school are looked through for addresses alone.

    names: whether the name goes as well, or contact data alone.
    """
    alone = LEFT_ALONE if names else LEFT_ALONE | WITHOUT_A_NAME_LEFT_ALONE
    found = [table for metadata in everything for table in metadata.sorted_tables if table.name not in alone]
    addresses = Traces(emails=traces.emails, numbers=traces.numbers)
    return [
        Searched(table, school, traces if _whose(table, school) is not None else addresses, instead)
        for table in found
        if _words(table)
    ]


def _whose(table: Table, school: str) -> ColumnElement[bool] | TextClause | None:
    if "school" in table.c:
        its = table.c.school
        return or_(its == school, its.is_(None)) if its.nullable else its == school
    if table.name in BELONGS and table is not schema.school:
        return text(BELONGS[table.name].format(table=table.name, school=":its_school")).bindparams(
            its_school=school
        )
    return None


def _words(table: Table) -> list[Column[Any]]:
    return [
        one
        for one in table.c
        if isinstance(one.type, String) and not one.primary_key and not one.foreign_keys and one.name != "traces"
    ]


def find_named_rows(connection: Connection, wanted: Searched) -> list[RowKey]:
    """The rows in which somebody is named; read as a stream, outside of what holds anybody up."""
    words = _words(wanted.table)
    if not wanted.traces.searches:
        return []
    named = or_(*(may_name(one, wanted.traces) for one in words))
    whose = _whose(wanted.table, wanted.school)
    asked = select(wanted.table).where(named) if whose is None else select(wanted.table).where(whose, named)
    keys = tuple(wanted.table.primary_key)
    return [
        RowKey(tuple(row[one.name] for one in keys))
        for row in connection.execution_options(yield_per=500).execute(asked).mappings()
        if _otherwise(row, words, wanted)
    ]


def _otherwise(row: RowMapping, words: Sequence[Column[Any]], wanted: Searched) -> dict[str, str]:
    """The columns that say something else without them."""
    found = {}
    for one in words:
        said = row[one.name]
        if said and (without := wanted.traces.scrubbed(said, wanted.instead)) != said:
            found[one.name] = without
    return found


def scrub_rows(connection: Connection, wanted: Searched, keys: Sequence[RowKey]) -> int:
    """Take somebody out of these rows as they stand now; how many said something of them."""
    table, words = wanted.table, _words(wanted.table)
    its = tuple(table.primary_key)
    found = 0
    for row in _rows(connection, table, keys):
        if values := _otherwise(row, words, wanted):
            if table is schema.unsorted:
                values = {**values, "original": None}  # type: ignore[dict-item]  # as it came, in a coding of its own
            mine = and_(*(one == row[one.name] for one in its))
            connection.execute(update(table).where(mine).values(**values))
            found += 1
    return found


def _rows(connection: Connection, table: Table, keys: Sequence[RowKey]) -> Iterator[RowMapping]:
    its = tuple(table.primary_key)
    asked = select(table).where(tuple_(*its).in_([one.values for one in keys]))
    yield from connection.execute(asked).mappings().all()


def wipe(transaction: Transaction, subject: ErasureSubject, at: str) -> None:
    """Let the row of a person or child name nobody any more, which stays for what hangs on it."""
    if subject.side:
        its, nothing = schema.person, dict.fromkeys(
            ("display_name", "email", "cell", "phone", "primary_room", "language")
        )  # fmt: skip
    else:
        its, nothing = schema.student, {"birth_date": None}
    done = update(its).where(its.c.id == subject.id)
    transaction.connection.execute(done.values(given="", family="", erased_at=at, **nothing))


def detach(connection: Connection, subject: ErasureSubject, source: str) -> None:
    """Let no roster know the row of a person or child any more: who is listed again comes as somebody new."""
    its = schema.person if subject.side else schema.student
    connection.execute(update(its).where(its.c.id == subject.id).values(source=source))


def wipe_contacts(connection: Connection, its: str) -> None:
    """Let a person who left have no address and no number any more; a roster that lists them again has new ones."""
    mine = update(schema.person).where(schema.person.c.id == its)
    connection.execute(mine.values(email=None, cell=None, phone=None))
