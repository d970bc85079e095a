"""This file has the endpoints to how one is told: one's own preferences, which need no touching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta
from starlette.responses import Response

from hub.actions.notify.prefer import prefer, wishes
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.limits.costs import Cost
from hub.store.reach import devices_of
from policies.notify.preferences import ALWAYS, Category, categories_of
from policies.notify.quiet_hours import Quiet
from policies.notify.recipients import How, Medium

if TYPE_CHECKING:
    from policies.notify.preferences import Wishes


CategoryName = Literal["families", "day", "announcements", "staff", "approvals"]

HowName = Literal["instant", "digest", "off"]


class Preference(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one wants of a medium for what is of a category: each alert at once, in the daily digest, or none."""

    category: CategoryName
    medium: Literal["push", "email", "sms"]
    how: HowName


class QuietHours(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes of the day on one's own clock: begins is quiet, ends is not; over midnight where ends is smaller."""

    begins: int
    ends: int


class PreferencesIn(In, frozen=True):
    """What is missing stays. quiet: null for none. zone: empty for the school's."""

    choices: Annotated[tuple[Preference, ...], Meta(max_length=50)] | None = None
    quiet: QuietHours | msgspec.UnsetType | None = msgspec.UNSET
    zone: Annotated[str, Meta(max_length=60)] | None = None
    digest_at: int | None = None


class Preferences(Out, frozen=True):
    """
    How one is told: every category one may choose about, with every medium.

    zone: empty where it is the school's, which is school_zone. digest_at: minute of the day. always: the sentence
    about what nobody can switch off. reached_by: the media there is an address for.
    """

    choices: tuple[Preference, ...]
    quiet: QuietHours | None
    zone: str
    school_zone: str
    digest_at: int
    always: str
    reached_by: tuple[str, ...]


async def preferences(asked: Asked) -> Response:
    """How the asker has chosen to be told, and what there is to choose."""
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
    devices = await asked.hub.store.read(
        lambda connection: devices_of(connection, [person.id], asked.hub.clock()), asked.signed.school
    )
    there = {Medium.PUSH: devices, Medium.EMAIL: person.mail, Medium.SMS: person.cell}
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


ROUTES = (
    Route(method="GET", path="/v1/preferences", cost=Cost.READ, handle=preferences, gives=Preferences,
         says="How one is told: by category and medium, quiet hours, and when the digest comes."),
    Route(method="PUT", path="/v1/preferences", cost=Cost.RULE,
         handle=put_preferences, takes=PreferencesIn, gives=Preferences,
         says="Choose how one is told; what is missing stays. Nobody can switch emergencies off."),
)  # fmt: skip
