"""This file is what happens when somebody keeps another from starting new conversations with them, or no more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Forbidden, NotFound
from hub.store import blocks, journal
from hub.store.clock import stamp
from policies.conversations.blocking import may_block
from policies.people.facts import Role
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NO_SUCH_COLLEAGUE = say("There is nobody of that name among those who work at the school.")


async def block(school: School, person: str, other: str, now: datetime, *, blocked: bool) -> None:
    """
    Keep other from starting new conversations with person, or no more; saying it again changes nothing.

    Raises:
        NotFound: there is nobody like that, or person may not know of them; both alike.
        Forbidden: other cannot be blocked; the sentence says what to do instead.
    """
    await on_fresh_rules(school, lambda rules: _block(school, rules, person, other, stamp(now), blocked=blocked))
    await school.catch_up()


async def _block(school: School, rules: Snapshot, person: str, other: str, at: str, *, blocked: bool) -> None:
    blocker, colleague = rules.roster.people[person], rules.roster.people.get(other)
    if colleague is None or (blocker.role is Role.GUARDIAN and colleague.role is Role.GUARDIAN):
        raise NotFound(NO_SUCH_COLLEAGUE)
    if blocked and isinstance(verdict := may_block(rules.roster, blocker, colleague), Refused):
        raise Forbidden(verdict.because)
    await school.store.write(lambda one: _write(one, rules, person, other, at, blocked=blocked), school.id)


def _write(transaction: Transaction, rules: Snapshot, person: str, other: str, at: str, *, blocked: bool) -> None:
    school = rules.school
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, rules.rules_seq)
    if ((person, other) in rules.blocks) is blocked:
        return
    if blocked:
        blocks.insert_block(transaction.connection, school, person, other, at)
    else:
        blocks.delete_block(transaction.connection, school, person, other)
    change = journal.Draft(kind="setting", audience=person, at=at, author=person, rule=True)
    journal.append(transaction, school, change)
