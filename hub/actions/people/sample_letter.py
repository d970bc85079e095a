"""This file is writing the letter that announces the hub to families, in a school's own words."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Forbidden, Invalid
from hub.store import journal
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.sample_letters import OwnLetter, find_letters, put_letter
from policies.people.inviting import may_invite
from policies.people.sample_letter import may_be_letter
from policies.records.activity_log import Deed
from policies.sentence import on_field
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction


async def change_letter(school: School, admin: str, language: str, text: str, now: datetime) -> None:
    """
    Keep a school's own text in a language from now on; empty is our sample again. As it is already changes nothing.

    Raises:
        Forbidden: only admins do that.
        Invalid: it is too long, or names what there is nothing to put in for.
    """
    if isinstance(verdict := may_be_letter(text), Refused):
        raise Invalid(on_field("text", verdict.because))
    its = OwnLetter(school=school.id, language=language, text=text.strip(), by=admin, at=stamp(now))
    await on_fresh_rules(school, partial(_change, school, its))


async def _change(school: School, its: OwnLetter, rules: Snapshot) -> None:
    await school.store.write(lambda transaction: _put(transaction, rules, its), school.id)


def _put(transaction: Transaction, rules: Snapshot, its: OwnLetter) -> None:
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)
    by = rules.roster.people[its.by]
    if isinstance(verdict := may_invite(by), Refused):
        raise Forbidden(verdict.because)
    if find_letters(transaction.connection, its.school).get(its.language, "") == its.text:
        return
    put_letter(transaction.connection, its)
    put_on_record(transaction, LogDraft(
        school=its.school, deed=Deed.LETTER_CHANGED, at=its.at, by=by.id, by_name=by.name,
    ))  # fmt: skip
