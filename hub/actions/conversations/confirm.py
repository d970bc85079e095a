"""This file is what happens when somebody confirms that they have read an emergency, and who has and has not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules, read_on_fresh_rules
from hub.errors import Invalid
from hub.queries.records.timeline import message_of
from hub.store import acks, journal
from hub.store.clock import stamp
from policies.notify.confirming import may_confirm
from policies.people.facts import Urgency
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction


async def confirm(school: School, person: str, message: str, now: datetime) -> None:
    """
    Note that person has read an emergency, and tell their other devices; again changes nothing.

    Raises:
        NotFound: no such message, or it is not theirs to know of.
        Invalid: nothing asks them to confirm it, or not any more.
        Unavailable: nothing was saved.
    """

    async def decided(snapshot: Snapshot) -> None:
        await school.store.write(lambda one: _confirm(one, snapshot, person, message, stamp(now)), school.id)

    await on_fresh_rules(school, decided)


def _confirm(transaction: Transaction, snapshot: Snapshot, person: str, message: str, at: str) -> None:
    journal.lock(transaction, snapshot.school)
    journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
    said = message_of(transaction.connection, snapshot, person, message)[-1].event
    withdrawn = said.withdrawn_at is not None
    if isinstance(verdict := may_confirm(Urgency(said.urgency or Urgency.NORMAL), withdrawn=withdrawn), Refused):
        raise Invalid(verdict.because)
    if acks.insert_ack(transaction.connection, snapshot.school, message, person, at):
        told = journal.Draft(kind="confirmed", audience=person, at=at, body=journal.Body(of=said.seq))
        journal.append(transaction, snapshot.school, told)


async def confirmed_by(school: School, person: str) -> Mapping[str, str]:
    """The messages that person confirmed, with when."""

    def read(connection: Connection, rules: Snapshot) -> Mapping[str, str]:
        return acks.list_confirmed(connection, rules.school, person)

    return await read_on_fresh_rules(school, read)
