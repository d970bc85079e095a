"""This file has the endpoints of a school's first hour: how far each step is, and putting them away."""

from __future__ import annotations

from typing import Literal

from starlette.responses import Response

from hub.actions.people.first_steps import put_steps_away
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from hub.queries.people.first_steps import steps_of
from hub.store.row_security import Across


class FirstStepShown(Out, frozen=True):
    """done of so many things; what is done is taken. A step of nobody is taken as well."""

    step: Literal["roster", "invite_staff", "invite_parents", "message"]
    done: int
    of: int
    taken: bool


class FirstSteps(Out, frozen=True):
    """The steps in their order; none once all are taken, or an admin has put them away."""

    steps: tuple[FirstStepShown, ...]


async def steps(asked: Asked) -> Response:
    """How far the school is, by what is there at this moment."""
    now = asked.hub.clock()
    found = await read_on_fresh_rules(asked.school, lambda one, rules: steps_of(one, rules, now), Across.ACCOUNT)
    shown = tuple(FirstStepShown(step=one.step.value, done=one.done, of=one.of, taken=one.taken) for one in found)
    return answer(FirstSteps(steps=shown))


async def put_away(asked: Asked) -> Response:
    """For every admin of the school."""
    await put_steps_away(asked.school, asked.signed.person, asked.hub.clock())
    return Response(status_code=204)


ROUTES = (
    Route(method="GET", path="/v1/first-steps", cost=Cost.HEAVY, handle=steps, gives=FirstSteps,
         says="How far a new school is, from its roster to its first message; for admins."),
    Route(method="DELETE", path="/v1/first-steps", cost=Cost.WRITE, handle=put_away, status=204,
         says="Show these steps no more; for admins."),
)  # fmt: skip
