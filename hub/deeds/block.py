"""This file is what happens when somebody keeps another from starting new conversations with them, or no more."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, delete, insert, select

from hub.deeds.fresh import on_fresh_rules
from hub.errors import Forbidden, NotFound
from hub.store import journal, schema
from hub.store.clock import stamp
from policies.blocking import may_block
from policies.facts import Role
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NOBODY = "There is nobody of that name among those who work at the school."


async def block(school: School, person: str, other: str, now: datetime, *, blocked: bool) -> None:
    """
    Keep other from starting new conversations with person, or no more; saying it again changes nothing.

    Raises:
        NotFound: there is nobody like that, or person may not know of them; both alike.
        Forbidden: other cannot be blocked; the sentence says what to do instead.
    """
    await on_fresh_rules(school, lambda rules: _block(school, rules, (person, other), stamp(now), blocked=blocked))
    await school.catch_up()


async def _block(school: School, rules: Snapshot, pair: tuple[str, str], at: str, *, blocked: bool) -> None:
    person, other = (rules.roster.people.get(one) for one in pair)
    assert person is not None  # noqa: S101 (they are signed in)
    if other is None or (person.role is Role.GUARDIAN and other.role is Role.GUARDIAN):
        raise NotFound(NOBODY)
    if blocked and isinstance(verdict := may_block(rules.roster, person, other), Refused):
        raise Forbidden(verdict.because)
    await school.store.write(lambda transaction: _write(transaction, rules, pair, at, blocked=blocked), school.id)


def _write(transaction: Transaction, rules: Snapshot, pair: tuple[str, str], at: str, *, blocked: bool) -> None:
    school, (person, other), table = rules.school, pair, schema.block
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, rules.rules_seq)
    if (pair in rules.blocks) is blocked:
        return
    if blocked:
        row = {"school": school, "person": person, "blocked": other, "at": at}
        transaction.connection.execute(insert(table).values(**row))
    else:
        mine = table.c.school == school, table.c.person == person, table.c.blocked == other
        transaction.connection.execute(delete(table).where(*mine))
    change = journal.Draft(kind="setting", audience=person, at=at, author=person, rule=True)
    journal.append(transaction, school, change)


def blocks_of(connection: Connection, school: str, person: str) -> list[RowMapping]:
    """Whom person has blocked, newest first."""
    its = schema.block.c
    asked = select(schema.block).where(its.school == school, its.person == person)
    return list(connection.execute(asked.order_by(its.at.desc(), its.blocked)).mappings())
