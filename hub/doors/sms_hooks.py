"""This file has the doors that Twilio knocks at: what became of our texts, and the texts that people send us."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.responses import Response
from twilio.twiml.messaging_response import MessagingResponse

from hub.doors.door import Asked, Door
from hub.errors import Forbidden, Invalid, NotFound, TooLarge
from hub.receipts import received
from hub.store.texts import Report
from hub.texts import Incoming, taken
from notifiers.signatures import TOKENS, Call, said

if TYPE_CHECKING:
    from starlette.requests import Request

log = logging.getLogger("roomwire.doors")

MOST_BYTES = 65_536
"""A text has 1,600 characters; what Twilio adds about it is a few thousand bytes."""

LONGEST = {"MessageSid": 64, "MessageStatus": 40, "From": 64, "To": 64, "ErrorCode": 10, "OptOutType": 20}
"""Characters of what is kept by itself."""


async def status(asked: Asked) -> Response:
    """Signed by Twilio; the delivery stands in the query, which the signature covers."""
    form = await _said(asked)
    code = form.get("ErrorCode", "")
    report = Report(
        delivery=asked.request.query_params.get("delivery", "")[:80],
        sid=form.get("MessageSid", ""),
        status=form.get("MessageStatus", ""),
        code=int(code) if code.isascii() and code.isdigit() else None,
        to=form.get("To", ""),
        said=form,
    )
    if not report.sid or not report.status:
        raise Invalid("MessageSid and MessageStatus say which text this is about, and what became of it.")
    await received(asked.hub, report)
    return Response(status_code=204)


async def message(asked: Asked) -> Response:
    """Signed by Twilio; the answer is TwiML, empty where Twilio answers itself."""
    form = await _said(asked)
    number, sid = form.get("From", ""), form.get("MessageSid", "")
    if not sid or not number:
        raise Invalid("MessageSid and From say which text this is, and whose.")
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
        raise NotFound("Texts are not configured here.")
    request = asked.request
    call = Call(url=_url(asked), headers=request.headers, body=await _raw(request))
    form = said(call, env)
    if form is None:
        log.warning("a call to %s was not signed by Twilio with a token of ours", request.url.path)
        raise Forbidden("This is not signed by Twilio.")
    if "Body" in form:  # a person's words come in whatever a carrier made of them
        form = {**form, "Body": form["Body"].replace("\0", "")}
    if any("\0" in one for pair in form.items() for one in pair):
        raise Invalid("The character U+0000 is not allowed.")
    for name, most in LONGEST.items():
        if len(form.get(name, "")) > most:
            raise Invalid(f"{name}: no more than {most} characters.")
    return form


def _url(asked: Asked) -> str:
    """
    The address that was called, as the caller knows it: our public one, whatever stands between, and the raw query.
    """
    path, query = str(asked.request.scope["path"]), asked.request.scope["query_string"].decode("latin-1")
    return asked.hub.settings.base_url + path + (f"?{query}" if query else "")


async def _raw(request: Request) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise TooLarge(f"The body is larger than {MOST_BYTES} bytes.")
    return bytes(raw)


DOORS = (
    Door(method="POST", path="/v1/hooks/twilio/status", handle=status, open=True, status=204, query=("delivery",),
         says="Twilio says what became of a text. Signed by Twilio."),
    Door(method="POST", path="/v1/hooks/twilio/message", handle=message, open=True,
         says="Twilio brings a text that somebody sent, which becomes a message where it answers one. Signed."),
)  # fmt: skip
