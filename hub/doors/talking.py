"""This file has the doors to what a school chose for its conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from hub.deeds.talking import set_talking
from hub.doors import bodies
from hub.doors.door import Asked, Door, answer
from hub.errors import Forbidden
from policies.facts import History, Hours
from policies.setting import may_set
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School


async def talking(asked: Asked) -> Response:
    """For who may change it."""
    roster = asked.school.snapshot.roster
    if isinstance(verdict := may_set(roster.people[asked.signed.person]), Refused):
        raise Forbidden(verdict.because)
    return answer(_talking(asked.school))


async def put_talking(asked: Asked) -> Response:
    """Merged into what is set."""
    await set_talking(asked.school, asked.signed.person, _wanted(asked.body), asked.hub.clock())
    return answer(_talking(asked.school))


def _wanted(body: bodies.TalkingIn) -> dict[str, Any]:
    wanted: dict[str, Any] = {}
    if body.history is not None:
        wanted["history"] = History(body.history)
    if body.guardians_start is not None:
        wanted["guardians_start"] = body.guardians_start
    if body.office_hours is not None:
        wanted["office_hours"] = tuple(
            sorted(Hours(one.weekday, one.opens, one.closes) for one in body.office_hours)
        )
    return wanted


def _talking(school: School) -> bodies.Talking:
    chosen = school.snapshot.roster.settings
    return bodies.Talking(
        history=chosen.history.value,
        guardians_start=chosen.guardians_start,
        office_hours=tuple(
            bodies.OfficeHours(weekday=one.weekday, opens=one.opens, closes=one.closes)
            for one in chosen.office_hours
        ),
        time_zone=school.snapshot.time_zone,
    )


DOORS = (
    Door(method="GET", path="/v1/settings/conversations", handle=talking, gives=bodies.Talking,
         says="How the school’s conversations go: history, who starts, office hours."),
    Door(method="PUT", path="/v1/settings/conversations", handle=put_talking, takes=bodies.TalkingIn,
         gives=bodies.Talking, says="Change how conversations go; what is missing stays."),
)  # fmt: skip
