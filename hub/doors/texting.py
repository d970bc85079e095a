"""This file has the doors to how a school sends texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.deeds.talking import set_talking
from hub.doors import consent_bodies as bodies
from hub.doors.door import Asked, Door, answer
from hub.errors import Forbidden
from policies.setting import may_set
from policies.verdict import Refused

if TYPE_CHECKING:
    from starlette.responses import Response

FIELDS = {"on": "text", "segment_price": "segment_price"}
"""What a body calls it, and what the school's settings do."""


async def text_settings(asked: Asked) -> Response:
    """For who may change them."""
    if isinstance(verdict := may_set(asked.school.snapshot.roster.people[asked.signed.person]), Refused):
        raise Forbidden(verdict.because)
    return answer(_settings(asked))


async def put_text_settings(asked: Asked) -> Response:
    """Merged into what is set."""
    body: bodies.TextSettingsIn = asked.body
    wanted = {ours: value for theirs, ours in FIELDS.items() if (value := getattr(body, theirs)) is not None}
    await set_talking(asked.school, asked.signed.person, wanted, asked.hub.clock())
    return answer(_settings(asked))


def _settings(asked: Asked) -> bodies.TextSettings:
    chosen = asked.school.snapshot.roster.settings
    return bodies.TextSettings(
        on=chosen.text,
        segment_price=chosen.segment_price,
        sender=asked.hub.settings.environ.get("ROOMWIRE_TWILIO_FROM", ""),
    )


DOORS = (
    Door(method="GET", path="/v1/settings/texts", handle=text_settings, gives=bodies.TextSettings,
         says="How the school sends texts: whether at all, and what a segment costs."),
    Door(method="PUT", path="/v1/settings/texts", handle=put_text_settings, takes=bodies.TextSettingsIn,
         gives=bodies.TextSettings, says="Change how the school sends texts; what is missing stays."),
)  # fmt: skip
