"""This file is what admins say of the columns of their spreadsheets: it is kept for the next file of that kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Forbidden, Invalid
from hub.oneroster.spreadsheet.kept_mapping import mappings_of, mappings_text
from hub.store import journal
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.people import find_named
from hub.store.roster_columns import find_columns, forget_columns, keep_columns
from policies.people.roster_runs import may_run
from policies.people.spreadsheet_fields import all_faults, together_with
from policies.records.activity_log import Deed
from policies.sentence import in_turn, on_field
from policies.verdict import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.spreadsheet_fields import SheetMapping


async def name_columns(
    school: School, admin: str, sheets: tuple[SheetMapping, ...], now: datetime, *, several: bool = False
) -> None:
    """
    Keep what the columns of the sheets of a file, or of several, hold; what was said of others is kept as well.

    Raises:
        Forbidden: only admins do that.
        Invalid: something is missing, or contradicts itself; nothing is kept.
    """

    def write(transaction: Transaction, rules: Snapshot) -> None:
        _check(transaction, rules, admin)
        if found := all_faults(sheets, several=several):
            raise Invalid(on_field("sheets", in_turn(*found)))
        connection = transaction.connection
        before = mappings_of(find_columns(connection, rules.school))
        if (after := together_with(before, sheets)) == before:
            return
        keep_columns(connection, rules.school, mappings_text(after))
        _put_deed(transaction, rules.school, admin, Deed.COLUMNS_NAMED, stamp(now))

    await on_fresh_rules(school, lambda rules: school.store.write(lambda one: write(one, rules), school.id))


async def forget(school: School, admin: str, now: datetime) -> None:
    """
    Keep no longer what columns hold, so that the next spreadsheet asks again.

    Raises:
        Forbidden: only admins do that.
    """

    def write(transaction: Transaction, rules: Snapshot) -> None:
        _check(transaction, rules, admin)
        if forget_columns(transaction.connection, rules.school):
            _put_deed(transaction, rules.school, admin, Deed.COLUMNS_FORGOTTEN, stamp(now))

    await on_fresh_rules(school, lambda rules: school.store.write(lambda one: write(one, rules), school.id))


def _check(transaction: Transaction, rules: Snapshot, admin: str) -> None:
    if isinstance(verdict := may_run(rules.roster.people[admin]), Refused):
        raise Forbidden(verdict.because)
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)


def _put_deed(transaction: Transaction, school: str, admin: str, deed: Deed, at: str) -> None:
    names = {one.id: one.name for one in find_named(transaction.connection, [admin])}
    put_on_record(transaction, LogDraft(school=school, deed=deed, at=at, by=admin, by_name=names.get(admin, "")))
