"""This file has the doors to what a school chose for its conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from hub.deeds import oversee
from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.place import place
from hub.deeds.talking import set_talking
from hub.doors import talking_bodies
from hub.doors.door import Asked, Door, answer
from hub.errors import Forbidden
from policies.facts import Closed, History, Hours
from policies.overseeing import may_see_readings
from policies.setting import may_set
from policies.verdict import Allowed, Refused, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot

MOST = 20
"""Readings that are shown; older ones are on record."""


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


def _wanted(body: talking_bodies.TalkingIn) -> dict[str, Any]:
    """By the settings' own names and types, and only what the body names."""
    wanted = {name: value for name in body.__struct_fields__ if (value := getattr(body, name)) is not None}
    if body.history is not None:
        wanted["history"] = History(body.history)
    if body.office_hours is not None:
        hours = (Hours(one.weekday, one.opens, one.closes) for one in body.office_hours)
        wanted["office_hours"] = tuple(sorted(hours))
    if body.closed_dates is not None:
        closed = (Closed(one.begin, one.end, one.name.strip()) for one in body.closed_dates)
        wanted["closed_dates"] = tuple(sorted(closed))
    return wanted


def _talking(school: School) -> talking_bodies.Talking:
    chosen = school.snapshot.roster.settings
    return talking_bodies.Talking(
        history=chosen.history.value,
        guardians_start=chosen.guardians_start,
        office_hours=tuple(
            talking_bodies.OfficeHours(weekday=one.weekday, opens=one.opens, closes=one.closes)
            for one in chosen.office_hours
        ),
        closed_dates=tuple(
            talking_bodies.ClosedDates(begin=one.begin, end=one.end, name=one.name) for one in chosen.closed_dates
        ),
        time_zone=school.snapshot.time_zone,
        undo_seconds=chosen.undo_seconds,
        edit_minutes=chosen.edit_minutes,
        oversight=chosen.oversight,
        oversight_visible=chosen.oversight_visible,
        today_counts=chosen.today_counts,
        ladder_minutes=chosen.ladder_minutes,
        push_a_day=chosen.push_a_day,
        texts_a_day=chosen.texts_a_day,
        emails_a_day=chosen.emails_a_day,
    )


async def readings(asked: Asked) -> Response:
    """For who is in it, and only where the school shows it."""
    school, conversation = asked.school, asked.request.path_params["id"]

    def read(connection: Connection, rules: Snapshot) -> tuple[Verdict, list[RowMapping]]:
        place(rules, asked.signed.person, conversation)
        verdict = may_see_readings(rules.roster, rules.roster.people[asked.signed.person])
        shown = isinstance(verdict, Allowed)
        return verdict, oversee.readings(connection, school.id, conversation, MOST) if shown else []

    verdict, rows = await read_on_fresh_rules(school, read)
    people = school.snapshot.roster.people
    items = tuple(
        talking_bodies.Reading(person=row["person"], name=people[row["person"]].name, at=row["at"]) for row in rows
    )
    why_not = verdict.because if isinstance(verdict, Refused) else None
    return answer(talking_bodies.Readings(items=items, why_not=why_not))


DOORS = (
    Door(method="GET", path="/v1/settings/conversations", handle=talking, gives=talking_bodies.Talking,
         says="How the school’s conversations go: history, who starts, office hours, how long one takes back."),
    Door(method="PUT", path="/v1/settings/conversations", handle=put_talking, takes=talking_bodies.TalkingIn,
         gives=talking_bodies.Talking, says="Change how conversations go; what is missing stays."),
    Door(method="GET", path="/v1/conversations/{id}/readings", handle=readings, gives=talking_bodies.Readings,
         says="Which admins read it from outside their rooms, where the school shows that."),
)  # fmt: skip
