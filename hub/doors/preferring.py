"""This file has the doors to how one is told: one's own preferences, which need no touching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response

from hub.deeds.prefer import prefer, wishes
from hub.doors.door import Asked, Door, answer
from hub.doors.preferring_bodies import Preference, Preferences, PreferencesIn, QuietHours
from hub.store.reach import devices_of
from policies.quiet import Quiet
from policies.telling import How, Medium
from policies.wishes import ALWAYS, Category, categories_of

if TYPE_CHECKING:
    from policies.wishes import Wishes


async def preferences(asked: Asked) -> Response:
    """One's own."""
    return await _shown(asked, await wishes(asked.school, asked.signed.person))


async def put_preferences(asked: Asked) -> Response:
    """Merged into what one chose before."""
    return await _shown(asked, await prefer(asked.school, asked.signed.person, _wanted(asked.body)))


def _wanted(body: PreferencesIn) -> dict[str, Any]:
    wanted: dict[str, Any] = {
        name: value for name in ("zone", "digest_at") if (value := getattr(body, name)) is not None
    }
    if body.quiet is not msgspec.UNSET:
        quiet = body.quiet
        wanted["quiet"] = Quiet(quiet.begins, quiet.ends) if isinstance(quiet, QuietHours) else None
    if body.choices is not None:
        wanted["hows"] = {(Category(one.category), Medium(one.medium)): How(one.how) for one in body.choices}
    return wanted


async def _shown(asked: Asked, wishes: Wishes) -> Response:
    snapshot = asked.school.snapshot
    person = snapshot.roster.people[asked.signed.person]
    devices = await asked.hub.store.read(lambda connection: devices_of(connection, [person.id]))
    there = {Medium.PUSH: devices, Medium.EMAIL: person.email, Medium.SMS: person.cell}
    return answer(
        Preferences(
            choices=tuple(
                Preference(
                    category=category.value,
                    medium=medium.value,
                    how=wishes.hows.get((category, medium), How.INSTANT).value,
                )
                for category in categories_of(person)
                for medium in Medium
            ),
            quiet=QuietHours(begins=wishes.quiet.begins, ends=wishes.quiet.ends) if wishes.quiet else None,
            zone=wishes.zone,
            school_zone=snapshot.time_zone,
            digest_at=wishes.digest_at,
            always=ALWAYS,
            reached_by=tuple(medium.value for medium, its in there.items() if its),
        )
    )


DOORS = (
    Door(method="GET", path="/v1/preferences", handle=preferences, gives=Preferences,
         says="How one is told: by category and medium, quiet hours, and when the digest comes."),
    Door(method="PUT", path="/v1/preferences", handle=put_preferences, takes=PreferencesIn, gives=Preferences,
         says="Choose how one is told; what is missing stays. Nobody can switch emergencies off."),
)  # fmt: skip
