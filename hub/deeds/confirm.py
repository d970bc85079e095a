"""This file is what happens when somebody confirms that they have read an emergency, and who has and has not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select, text

from hub.deeds.fresh import on_fresh_rules, read_on_fresh_rules
from hub.deeds.timeline import message_of
from hub.errors import Invalid
from hub.store import journal
from hub.store.clock import stamp
from hub.store.wish_schema import ack
from policies.confirming import may_confirm
from policies.facts import Urgency
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction


async def confirm(school: School, person: str, message: str, now: datetime) -> None:
    """
    Note that person has read an emergency; again changes nothing.

    Raises:
        NotFound: no such message, or it is not theirs to know of.
        Invalid: nothing asks them to confirm it.
        Unavailable: nothing was saved.
    """

    async def decided(snapshot: Snapshot) -> None:
        await school.store.write(lambda one: _confirm(one, snapshot, (person, message), stamp(now)), school.id)

    await on_fresh_rules(school, decided)


def _confirm(transaction: Transaction, snapshot: Snapshot, what: tuple[str, str], at: str) -> None:
    person, message = what
    journal.check_rules(transaction, snapshot.school, snapshot.rules_seq)
    said = message_of(transaction.connection, snapshot, person, message)[-1].event
    if isinstance(verdict := may_confirm(Urgency(said.urgency or Urgency.NORMAL)), Refused):
        raise Invalid(verdict.because)
    row = {"school": snapshot.school, "message": message, "person": person, "at": at}
    transaction.connection.execute(_ACK, row)


_ACK = text(
    "insert into ack (school, message, person, at) values (:school, :message, :person, :at)"
    " on conflict (school, message, person) do nothing"
)


async def confirmed_by(school: School, person: str) -> Mapping[str, str]:
    """The messages that person confirmed, with when."""
    its = select(ack.c.message, ack.c.at).where(ack.c.person == person)

    def read(connection: Connection, _rules: Snapshot) -> Mapping[str, str]:
        return {row.message: row.at for row in connection.execute(its)}

    return await read_on_fresh_rules(school, read)


def acks_of(connection: Connection, school: str, messages: list[str]) -> Mapping[tuple[str, str], str]:
    """Who confirmed these messages, by message and person, with when."""
    rows = connection.execute(
        select(ack.c.message, ack.c.person, ack.c.at).where(ack.c.school == school, ack.c.message.in_(messages))
    )
    return {(message, person): at for message, person, at in rows}
