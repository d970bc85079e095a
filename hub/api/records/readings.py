"""This file has the endpoint of which admins read a conversation from outside its rooms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.actions.records import oversee
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from hub.queries.conversations.place import place
from policies.records.overseeing import may_see_readings
from policies.verdict import Refused, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.store.snapshot import Snapshot

READINGS_SHOWN = 20
"""Older ones are on record."""


class Reading(Out, frozen=True):
    """An admin read a conversation on that day from outside its rooms; at: when first."""

    person: str
    name: str
    at: str


class Readings(Out, frozen=True):
    """Newest first. why_not: the sentence where the school does not show them, null where it does."""

    items: tuple[Reading, ...]
    why_not: str | None


async def readings(asked: Asked) -> Response:
    """For who is in it, and only where the school shows it."""
    school, conversation = asked.school, asked.request.path_params["id"]

    def read(connection: Connection, rules: Snapshot) -> tuple[Verdict, list[RowMapping]]:
        place(rules, asked.signed.person, conversation)
        verdict = may_see_readings(rules.roster, rules.roster.people[asked.signed.person])
        if isinstance(verdict, Refused):
            return verdict, []
        return verdict, oversee.readings(connection, school.id, conversation, READINGS_SHOWN)

    verdict, rows = await read_on_fresh_rules(school, read)
    people = school.snapshot.roster.people
    items = tuple(Reading(person=row["person"], name=people[row["person"]].name, at=row["at"]) for row in rows)
    why_not = verdict.because if isinstance(verdict, Refused) else None
    return answer(Readings(items=items, why_not=why_not))


ROUTES = (
    Route(method="GET", path="/v1/conversations/{id}/readings", cost=Cost.READ,
         handle=readings, gives=Readings,
         says="Which admins read it from outside their rooms, where the school shows that."),
)  # fmt: skip
