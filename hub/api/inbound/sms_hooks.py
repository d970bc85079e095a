"""This file has the endpoints that Twilio calls: what became of our texts, and the texts that people send us."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.responses import Response
from twilio.twiml.messaging_response import MessagingResponse

from hub.api.query import Query
from hub.api.request_body import Ends, read
from hub.api.route import Asked, Route
from hub.errors import Forbidden, Invalid, NotFound
from hub.inbound.sms.status import received
from hub.inbound.sms.texts import Incoming, taken
from hub.limits.costs import Cost
from hub.store.texts import Report
from notifiers.signatures import TOKENS, Call, said
from policies.sentence import on_field, say

if TYPE_CHECKING:
    pass

log = logging.getLogger("roomwire.api")

MOST_BYTES = 65_536
"""A text has 1,600 characters; what Twilio adds about it is a few thousand bytes."""

ENDS = Ends(MOST_BYTES, say("The body is larger than {most} bytes.", most=MOST_BYTES))

MAX_FIELDS = {"MessageSid": 64, "MessageStatus": 40, "From": 64, "To": 64, "ErrorCode": 10, "OptOutType": 20}
"""Characters of what is kept by itself."""


class DeliveryQuery(Query, frozen=True):
    """delivery: which one the report is about, as the address says that the provider was given."""

    delivery: str = ""


async def status(asked: Asked) -> Response:
    """Signed by Twilio; the delivery stands in the query, which the signature covers."""
    form = await _said(asked)
    code = form.get("ErrorCode", "")
    report = Report(
        delivery=asked.query.delivery[:80],
        sid=form.get("MessageSid", ""),
        status=form.get("MessageStatus", ""),
        code=int(code) if code.isascii() and code.isdigit() else None,
        to=form.get("To", ""),
        said=form,
    )
    if not report.sid or not report.status:
        raise Invalid(say("MessageSid and MessageStatus say which text this is about, and what became of it."))
    await received(asked.hub, report)
    return Response(status_code=204)


async def message(asked: Asked) -> Response:
    """Signed by Twilio; the answer is TwiML, empty where Twilio answers itself."""
    form = await _said(asked)
    number, sid = form.get("From", ""), form.get("MessageSid", "")
    if not sid or not number:
        raise Invalid(say("MessageSid and From say which text this is, and whose."))
    pictures = form.get("NumMedia", "")
    text = Incoming(
        sid=sid,
        number=number,
        body=form.get("Body", ""),
        told=form.get("OptOutType", ""),
        pictures=int(pictures) if pictures.isascii() and pictures.isdigit() and len(pictures) < 4 else 0,
    )
    reply = await taken(asked.hub, text)
    answer = MessagingResponse()
    if reply:
        answer.message(reply)
    return Response(str(answer), media_type="text/xml")


async def _said(asked: Asked) -> Mapping[str, str]:
    """
    What Twilio says.

    Raises:
        NotFound: texts are not configured here.
        Forbidden: it is not signed, or not with a token of ours.
        Invalid: there is a U+0000 in it, but for a text's own words, or it is longer than such a thing is.
    """
    env = asked.hub.settings.environ
    if not any(env.get(one) for one in TOKENS):
        raise NotFound(say("Texts are not configured here."))
    request = asked.request
    call = Call(url=_url(asked), headers=request.headers, body=await read(request, ENDS))
    form = said(call, env)
    if form is None:
        log.warning("a call was not signed by Twilio with a token of ours", extra={"path": request.url.path})
        raise Forbidden(say("This is not signed by Twilio."))
    if "Body" in form:  # a person's words come in whatever a carrier made of them
        form = {**form, "Body": form["Body"].replace("\0", "")}
    if any("\0" in one for pair in form.items() for one in pair):
        raise Invalid(say("The character U+0000 is not allowed."))
    for name, most in MAX_FIELDS.items():
        if len(form.get(name, "")) > most:
            raise Invalid(on_field(name, say("no more than {most} characters.", most=most)))
    return form


def _url(asked: Asked) -> str:
    """
    The address that was called, as the caller knows it: our public one, whatever stands between, and the raw query.
    """
    path, query = str(asked.request.scope["path"]), asked.request.scope["query_string"].decode("latin-1")
    return asked.hub.settings.base_url + path + (f"?{query}" if query else "")


ROUTES = (
    Route(method="POST", path="/v1/hooks/twilio/status", cost=Cost.HOOK,
         handle=status, status=204, query=DeliveryQuery,
         says="Twilio says what became of a text. Signed by Twilio."),
    Route(method="POST", path="/v1/hooks/twilio/message", cost=Cost.HOOK, handle=message,
         says="Twilio brings a text that somebody sent, which becomes a message where it answers one. Signed."),
)  # fmt: skip
