"""Tickets that are shown together open what each would have opened by itself."""

import asyncio
from datetime import timedelta

from sqlalchemy import select, update

from hub.signing import fingerprint
from hub.store import schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.tickets import ShownTicket, TicketHolder, insert_ticket
from hub.store.transaction import Transaction
from tests.hub.running import Running

PEOPLE = ("Rosa Alvarez", "Tom Alvarez", "Ana Reyes", "Ines Walker", "Ben Carter", "Grace Okafor")
"""Whose tickets are shown: good, of an ended session, of one past its time, too old, of who has left, good."""


async def test_of_tickets_that_are_shown_at_once_each_that_is_good_opens_its_own_and_once(maple: Running) -> None:
    now, soon = stamp(maple.clock()), stamp(maple.clock() + timedelta(minutes=1))
    signed = [await maple.somebody(name) for name in PEOPLE]
    sessions = {one.id: fingerprint(one.token) for one in signed}
    rosa, tom, ana, ines, ben, grace = sessions

    def arranged(transaction: Transaction) -> None:
        connection, session = transaction.connection, schema.session
        for person, its in sessions.items():
            insert_ticket(connection, f"ticket of {person}", its, person, now if person == ines else soon)
        connection.execute(update(session).where(session.c.id == sessions[tom]).values(ended_at=now))
        connection.execute(update(session).where(session.c.id == sessions[ana]).values(expires_at=now))
        connection.execute(update(schema.person).where(schema.person.c.id == ben).values(left_at=now))

    await maple.hub.store.write(arranged, whose=Across.OPERATOR)
    shown = [f"ticket of {one}" for one in (rosa, tom, ana, rosa, ines, "nobody", ben, grace)]

    opened = await asyncio.gather(*(_opened(maple, one, now) for one in shown))
    again = await asyncio.gather(*(_opened(maple, one, now) for one in shown))

    assert [one and (one.person, one.session, one.school) for one in opened] == [
        (rosa, sessions[rosa], maple.school), None, None, None, None, None, None,
        (grace, sessions[grace], maple.school),
    ]  # fmt: skip
    assert again == [None] * len(shown)


async def test_who_asks_for_one_takes_the_old_ones_of_quiet_schools_away(maple: Running) -> None:
    its = schema.ticket
    rosa, ana = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ana Reyes")

    def arranged(transaction: Transaction) -> None:
        run, old, quiet = transaction.connection.execute, "2026-01-01T00:00:00.000Z", {"id": "s_quiet"}
        row = dict(run(select(schema.school)).mappings().one()) | {**quiet, "source": "quiet", "name": "Quiet"}
        run(schema.school.insert().values(**row))
        insert_ticket(transaction.connection, "theirs", fingerprint(ana.token), ana.id, old)
        run(update(schema.person).where(schema.person.c.id == ana.id).values(school="s_quiet"))

    await maple.hub.store.write(arranged, whose=Across.OPERATOR)
    status, _ = await rosa.ask("POST", "/v1/ticket", {"profile": rosa.id})
    left = await maple.hub.store.read(lambda one: one.execute(select(its.c.id)).scalars().all(), Across.OPERATOR)

    assert status in {200, 201}
    assert "theirs" not in left
    assert len(left) == 1


async def _opened(hub: Running, ticket: str, now: str) -> TicketHolder | None:
    return await hub.hub.store.write_swiftly(ShownTicket(ticket, now), "", Across.TICKET)
