"""This file has the doors to how a school sends emails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.deeds.talking import set_talking
from hub.doors import email_bodies
from hub.doors.bodies import Named
from hub.doors.door import Asked, Door, answer
from hub.errors import Forbidden
from notifiers.writing.words import languages
from policies.setting import may_set
from policies.verdict import Refused

if TYPE_CHECKING:
    from starlette.responses import Response

FIELDS = {"display_name": "email_name", "reply_to": "email_reply_to", "language": "language", "on": "email"}
"""What a body calls it, and what the school's settings do."""


async def email_settings(asked: Asked) -> Response:
    """For who may change them."""
    if isinstance(verdict := may_set(asked.school.snapshot.roster.people[asked.signed.person]), Refused):
        raise Forbidden(verdict.because)
    return answer(_settings(asked))


async def put_email_settings(asked: Asked) -> Response:
    """Merged into what is set."""
    body: email_bodies.EmailSettingsIn = asked.body
    wanted = {ours: value for theirs, ours in FIELDS.items() if (value := getattr(body, theirs)) is not None}
    wanted = {name: value.strip() if isinstance(value, str) else value for name, value in wanted.items()}
    await set_talking(asked.school, asked.signed.person, wanted, asked.hub.clock())
    return answer(_settings(asked))


def _settings(asked: Asked) -> email_bodies.EmailSettings:
    roster, settings = asked.school.snapshot.roster, asked.hub.settings
    return email_bodies.EmailSettings(
        display_name=roster.settings.email_name,
        reply_to=roster.settings.email_reply_to,
        language=roster.settings.language,
        languages=tuple(Named(id=one, name=name) for one, name in languages().items()),
        on=roster.settings.email,
        address=settings.environ.get("ROOMWIRE_SMTP_FROM", ""),
        answers=bool(settings.secret and settings.mail_domain),
        school_name=roster.school_name,
    )


DOORS = (
    Door(method="GET", path="/v1/settings/email", handle=email_settings, gives=email_bodies.EmailSettings,
         says="How the school sends emails: from whom, where answers go, in which language."),
    Door(method="PUT", path="/v1/settings/email", handle=put_email_settings, takes=email_bodies.EmailSettingsIn,
         gives=email_bodies.EmailSettings, says="Change how the school sends emails; what is missing stays."),
)  # fmt: skip
