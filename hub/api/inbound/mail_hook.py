"""This file has the endpoint through which a mail service hands over mail over HTTP."""

from __future__ import annotations

import asyncio
import hmac
from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.api.request_body import Ends, read
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.errors import Invalid, NotFound, Unauthenticated, Unavailable
from hub.inbound.email.headers import head_of
from hub.inbound.email.letters import LARGEST
from hub.inbound.email.senders import named_in
from hub.inbound.email.taking import NO_SUCH_ADDRESS, Later, Mail, Never, Taken, purpose_of, take
from hub.limits.costs import Cost
from policies.sentence import in_turn, say

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.hub import Hub

SECRET, SENDER, RECIPIENT = "roomwire-hook-secret", "roomwire-envelope-from", "roomwire-envelope-to"

TOLD_TO = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "to", "cc")
"""Where a mail server writes whom it hands an email to, and where its writer did."""

PARALLEL_EMAILS = 4
"""Emails that are read from the network at the same time; each may be LARGEST."""

ENDS = Ends(LARGEST, say("The email is larger than {most} bytes.", most=LARGEST), lasts_s=120.0)
"""A mail service is no phone, yet its attachments take a while on a line like a center’s."""

_room = asyncio.Semaphore(PARALLEL_EMAILS)


class MailTaken(Out, frozen=True):
    """What became of an email that was handed over, in one word."""

    became: str


async def hook(asked: Asked) -> Response:
    """One email as it is, message/rfc822; its envelope in headers, where the service knows it."""
    hub, request = asked.hub, asked.request
    if not hub.settings.mail_hook_secret:
        raise NotFound(say("There is no such door."))
    if not hmac.compare_digest(request.headers.get(SECRET, "").encode(), hub.settings.mail_hook_secret.encode()):
        raise Unauthenticated(say("The header Roomwire-Hook-Secret is missing or wrong."))
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "message/rfc822":
        raise Invalid(say("Send the email as message/rfc822."))
    async with _room:
        mail = await asyncio.to_thread(_mail, hub, request, await read(request, ENDS))
        ending = await take(hub, mail)
    match ending:
        case Taken(what):
            return answer(MailTaken(became=what))
        case Later(why):
            raise Unavailable(in_turn(why), after_s=60.0)
        case Never(why):
            raise Invalid(in_turn(why))


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
        raise Invalid(in_turn(NO_SUCH_ADDRESS))
    return Mail(sender=sender, recipient=ours, raw=raw)


ROUTES = (
    Route(method="POST", path="/v1/hooks/mail", cost=Cost.HOOK, handle=hook, gives=MailTaken,
         says="An email that came in, as message/rfc822, by whom the header Roomwire-Hook-Secret names."),
)  # fmt: skip
