"""This file has the door through which a mail service hands over mail over HTTP."""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.doors.door import Asked, Door, answer
from hub.doors.email_bodies import MailTaken
from hub.errors import Invalid, NotFound, TooLarge, Unauthenticated, Unavailable
from hub.inbound.headers import head_of
from hub.inbound.letters import LARGEST
from hub.inbound.senders import named_in
from hub.inbound.taking import NOBODY, Later, Mail, Never, Taken, purpose_of, take

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.hub import Hub

SECRET, SENDER, RECIPIENT = "roomwire-hook-secret", "roomwire-envelope-from", "roomwire-envelope-to"

TOLD_TO = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "to", "cc")
"""Where a mail server writes whom it hands an email to, and where its writer did."""

AT_ONCE = 4
"""Emails that are read from the network at the same time; each may be LARGEST."""

_room = asyncio.Semaphore(AT_ONCE)


async def hook(asked: Asked) -> Response:
    """One email as it is, message/rfc822; its envelope in headers, where the service knows it."""
    hub, request = asked.hub, asked.request
    if not hub.settings.mail_hook_secret:
        raise NotFound("There is no such door.")
    if not hmac.compare_digest(request.headers.get(SECRET, "").encode(), hub.settings.mail_hook_secret.encode()):
        raise Unauthenticated("The header Roomwire-Hook-Secret is missing or wrong.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "message/rfc822":
        raise Invalid("Send the email as message/rfc822.")
    async with _room:
        mail = await asyncio.to_thread(_mail, hub, request, await _raw(request))
        ending = await take(hub, mail)
    match ending:
        case Taken(what):
            return answer(MailTaken(became=what))
        case Later(why):
            raise Unavailable(why, after_s=60.0)
        case Never(why):
            raise Invalid(why)


async def _raw(request: Request) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST:
            raise TooLarge(f"The email is larger than {LARGEST} bytes.")
    return bytes(raw)


def _mail(hub: Hub, request: Request, raw: bytes) -> Mail:
    """With its envelope: as the service tells it, else as the mail server before it wrote it into the email."""
    head = head_of(raw)
    told = request.headers.get(SENDER)
    paths = [told] if told is not None else head.all("return-path")
    sender = paths[0].strip().strip("<>").strip() if paths else None
    lines = [line for name in TOLD_TO for line in head.all(name)]
    found = [request.headers.get(RECIPIENT, "").strip().strip("<>"), *named_in(lines)]
    ours = next((one for one in found if purpose_of(hub, one) is not None), None)
    if ours is None:
        raise Invalid(NOBODY)
    return Mail(sender=sender, recipient=ours, raw=raw)


DOORS = (
    Door(method="POST", path="/v1/hooks/mail", handle=hook, gives=MailTaken, open=True,
         says="An email that came in, as message/rfc822, by whom the header Roomwire-Hook-Secret names."),
)  # fmt: skip
