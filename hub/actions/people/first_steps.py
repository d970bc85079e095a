"""This file is putting the steps of a school's first hour away, for all of its admins."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from hub.errors import Forbidden
from hub.store import first_steps
from hub.store.clock import stamp
from policies.people.first_steps import may_see_steps
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School


async def put_steps_away(school: School, admin: str, now: datetime) -> None:
    """
    Show them no more, whatever is left of them to do; nothing else changes, and twice is as once.

    Raises:
        Forbidden: only admins do that.
    """
    if isinstance(verdict := may_see_steps(school.snapshot.roster.people[admin]), Refused):
        raise Forbidden(verdict.because)
    at = stamp(now)
    await school.store.write(
        lambda transaction: first_steps.put_away(transaction.connection, school.id, admin, at), school.id
    )
