"""This file keeps what is on record of admins: what they looked at, and the codes they gave out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite

from hub.store.activity_log import LogDraft, fingerprint_of, put_on_record
from hub.store.names import new
from hub.store.people import find_named
from hub.store.schema import audit
from policies.records.activity_log import Deed

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.store.page_cursor import PageCursor
    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what about which conversation, message or person. day: theirs; the same is on record once a day."""

    school: str
    person: str
    what: str
    about: str
    day: date
    at: str


def insert_entry(transaction: Transaction, entry: AuditEntry) -> None:
    """Put on record what somebody did; the same a second time that day is left out."""
    insert = postgresql.insert if transaction.postgres else sqlite.insert
    row = {"id": new("u"), **asdict(entry)}
    if transaction.connection.execute(insert(audit).values(**row).on_conflict_do_nothing()).rowcount:
        put_on_record(transaction, _pointing(transaction.connection, row))


DEEDS = {
    "read_conversation": Deed.READ_CONVERSATION,
    "read_revisions": Deed.READ_REVISIONS,
    "read_remainder": Deed.READ_REMAINDER,
    "gave_code": Deed.CODE_GIVEN,
    "ended_sign_ins": Deed.SIGN_INS_ENDED_BY_ADMIN,
    "took_factor": Deed.FACTOR_TAKEN_OFF,
    "took_passkeys": Deed.PASSKEYS_TAKEN_OFF,
    "took_identities": Deed.IDENTITIES_TAKEN_OFF,
}
"""What each thing that is noted here is called in the activity log."""

OF_PEOPLE = frozenset({"gave_code", "ended_sign_ins", "took_factor", "took_passkeys", "took_identities"})
"""What is about somebody: who, a space, and when."""


def _pointing(connection: Connection, row: dict[str, Any]) -> LogDraft:
    """The entry of the activity log that points here: it is told once, and missed where it is gone."""
    whom = row["about"].split(" ")[0] if row["what"] in OF_PEOPLE else ""
    names = {one.id: one for one in find_named(connection, [row["person"], whom])}
    return LogDraft(
        school=row["school"], deed=DEEDS[row["what"]], at=row["at"], by=row["person"],
        by_name=names[row["person"]].name, about=whom or None, about_name=names[whom].name if whom in names else "",
        facts={"record": row["id"], "mark": fingerprint_of(row)},
    )  # fmt: skip


def list_entries(connection: Connection, school: str, before: PageCursor | None, limit: int) -> list[RowMapping]:
    """What is on record, newest first. before: where the page before ended."""
    its = audit.c
    asked = select(audit).where(its.school == school)
    if before is not None:
        asked = asked.where(or_(its.at < before.at, (its.at == before.at) & (its.id < before.id)))
    return list(connection.execute(asked.order_by(its.at.desc(), its.id.desc()).limit(limit)).mappings())


def list_entries_about(connection: Connection, school: str, what: str, about: str, limit: int) -> list[RowMapping]:
    """Who did this about that, newest first."""
    its = audit.c
    asked = select(audit).where(its.school == school, its.what == what, its.about == about)
    return list(connection.execute(asked.order_by(its.at.desc(), its.id.desc()).limit(limit)).mappings())
