"""This file keeps the activity log: who did what with rights, for each school in a chain of hashes."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import delete, func, or_, select

from hub.store.schema import audit, log_address, log_entry, log_head
from policies.records.activity_log import Deed, LogFacts, sought
from policies.records.deeds import kind_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, RowMapping

    from hub.store.transaction import Transaction

Row = Mapping[str, Any]
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogDraft:
    """
    What is to go on record, before it has a place in its school's chain. by, about: people by id, None for nobody.

    by_name, about_name: what they are called now. facts: plain values alone. address: where a sign-in came from,
    empty where that is not kept.
    """

    school: str
    deed: Deed
    at: str
    by: str | None = None
    by_name: str = ""
    about: str | None = None
    about_name: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    address: str = ""


def put_on_record(transaction: Transaction, *drafts: LogDraft) -> None:
    """Note what an action does: it is on record if the action stands, and the action stands if it is on record."""
    for one in drafts:
        transaction.at_end(_write_entries, one)


def _write_entries(transaction: Transaction, drafts: Sequence[LogDraft]) -> None:
    """
    Chain these to what is on record, as the last thing of the commit that does them.

    On PostgreSQL each school's chain is locked from here to the commit, school after school in one order, and
    nothing else is locked after it: so writers never wait for each other in a ring, and no chain has two ends. A
    commit that notes nothing, as every post, locks nothing.
    """
    by_school: defaultdict[str, list[LogDraft]] = defaultdict(list)
    for one in drafts:
        by_school[one.school].append(one)
    for school in sorted(by_school):
        transaction.turn_to(school)
        transaction.alone(f"log {school}")
        _chain(transaction, school, by_school[school])


def _chain(transaction: Transaction, school: str, drafts: Sequence[LogDraft]) -> None:
    head = transaction.run("select n, hash from log_head where school = ?", (school,))
    n, previous = head if head is not None else (0, "")
    entries, addresses = list[Values](), list[Values]()
    for one in drafts:
        n += 1
        salt = secrets.token_hex(16) if one.address else ""
        row = {**_row(one), "n": n, "previous": previous, "seal": seal_of(salt, one.address)}
        previous = hash_of(row)
        entries.append((*(row[name] for name in HASHED), previous))
        if one.address:
            addresses.append((school, n, one.at, one.address, salt))
    transaction.run_each(_ENTRY, entries)
    transaction.run_each(_ADDRESS, addresses)
    transaction.run(_HEAD, (school, n, previous))


def _row(one: LogDraft) -> Row:
    its = LogFacts(deed=one.deed, by=one.by_name, about=one.about_name, facts=one.facts)
    return {
        "school": one.school,
        "at": one.at,
        "kind": kind_of(one.deed).value,
        "deed": one.deed.value,
        "by": one.by,
        "by_name": one.by_name,
        "about": one.about,
        "about_name": one.about_name,
        "facts": msgspec.json.encode(one.facts, order="sorted").decode(),
        "sought": sought(its),
    }


HASHED = (
    "previous", "school", "n", "at", "kind", "deed", "by", "by_name", "about", "about_name", "facts", "sought",
    "seal",
)  # fmt: skip
"""What an entry's hash is over, as a list in JSON: whoever changes one of them changes all hashes after it."""


_ENTRY = """
    insert into log_entry (previous, school, n, at, kind, deed, "by", by_name, about, about_name, facts, sought,
    seal, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_ADDRESS = "insert into log_address (school, n, at, address, salt) values (?, ?, ?, ?, ?)"
_HEAD = """
    insert into log_head (school, n, hash) values (?, ?, ?)
    on conflict (school) do update set n = excluded.n, hash = excluded.hash
"""


def hash_of(row: Row) -> str:
    """The hash of an entry: SHA-256 of what it says and of the hash of the one before, in hexadecimal."""
    return hashlib.sha256(msgspec.json.encode([row[name] for name in HASHED])).hexdigest()


def seal_of(salt: str, address: str) -> str:
    """What an entry keeps of the address that it came from, so that this can be forgotten; empty for none."""
    return hashlib.sha256(f"{salt} {address}".encode()).hexdigest() if address else ""


def fingerprint_of(row: Row) -> str:
    """What an entry keeps of a row of the record of who looked, which says the rest: its SHA-256."""
    said = [str(row[name]) for name in ("id", "school", "person", "what", "about", "day", "at")]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSearch:
    """
    Which entries are wanted. person: who did it, or whom it was about; kind: a LogKind; since, until: moments,
    the latter not included; words: folded, each in a name; deeds: found by what they are called, besides names.
    before: the n of the last of the page before; without: the ns of those that are left out. What is empty asks for
    nothing.
    """

    person: str = ""
    kind: str = ""
    since: str = ""
    until: str = ""
    words: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()
    before: int | None = None
    without: tuple[int, ...] = ()


def list_log(connection: Connection, school: str, wanted: LogSearch, limit: int) -> list[RowMapping]:
    """Entries of a school, newest first, each with the address it came from where that is kept (else None)."""
    its, at = log_entry.c, log_address
    asked = (
        select(log_entry, at.c.address)
        .outerjoin(at, (at.c.school == its.school) & (at.c.n == its.n))
        .where(its.school == school, *_conditions(wanted))
        .order_by(its.n.desc())
        .limit(limit)
    )
    return list(connection.execute(asked).mappings())


def _conditions(wanted: LogSearch) -> Iterator[ColumnElement[bool]]:
    its = log_entry.c
    if wanted.before is not None:
        yield its.n < wanted.before
    if wanted.without:
        yield its.n.not_in(wanted.without)
    if wanted.person:
        yield or_(its.by == wanted.person, its.about == wanted.person)
    if wanted.kind:
        yield its.kind == wanted.kind
    if wanted.since:
        yield its.at >= wanted.since
    if wanted.until:
        yield its.at < wanted.until
    if wanted.words:
        named = [its.sought.contains(one, autoescape=True) for one in wanted.words]
        yield or_(its.deed.in_(wanted.deeds), *[_all(named)])


def _all(conditions: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    first, *others = conditions
    for one in others:
        first = first & one
    return first


def list_about(
    connection: Connection, school: str, deeds: Collection[Deed], students: Collection[str]
) -> tuple[int, ...]:
    """The ns of the entries of these deeds about any of these students, ascending."""
    its, kinds = log_entry.c, {kind_of(one).value for one in deeds}
    # Within a string of JSON a quotation mark bears a backslash, so this stands nowhere but at the field itself.
    about = [
        its.facts.contains(f'"student":{msgspec.json.encode(one).decode()}', autoescape=True) for one in students
    ]
    mine = its.school == school, its.kind.in_(kinds), its.deed.in_([one.value for one in deeds]), or_(*about)
    return tuple(connection.execute(select(its.n).where(*mine).order_by(its.n)).scalars())


def list_readings(connection: Connection, school: str, ids: Collection[str]) -> Mapping[str, RowMapping]:
    """The rows of the record of who looked that entries point to, by their ids."""
    asked = select(audit).where(audit.c.school == school, audit.c.id.in_(list(ids)))
    return {row["id"]: row for row in connection.execute(asked).mappings()}


def count_deeds(connection: Connection, school: str, deed: Deed, about: str, since: str) -> int:
    """How often this was noted about somebody since then."""
    its = log_entry.c
    mine = its.school == school, its.about == about, its.deed == deed.value, its.at >= since
    return int(connection.execute(select(func.count()).where(*mine)).scalar_one())


def delete_addresses(connection: Connection, school: str, before: str) -> int:
    """Forget from where somebody came before then; how many those were. The entries stay, and so does the chain."""
    old = log_address.c.school == school, log_address.c.at < before
    return connection.execute(delete(log_address).where(*old)).rowcount


def heads(connection: Connection) -> Mapping[str, tuple[int, str]]:
    """Where each school's log stands: how many entries, and the hash of the last."""
    return {row.school: (row.n, row.hash) for row in connection.execute(select(log_head))}
