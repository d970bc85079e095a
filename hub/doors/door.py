"""This file is what every HTTP door has in common: who asks, what they send, and how it is answered."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from hub.deeds.sessions import SIGN_IN, Signed, who
from hub.errors import OUR_FAULT, STATUS, Forbidden, Invalid, Met, TooLarge, Unauthenticated

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.hub import Hub

log = logging.getLogger("roomwire.doors")

COOKIE = "roomwire_session"
PROFILE = "roomwire-profile"
BODY_BYTES = 262_144
"""The largest body read: one item and its envelope, with every character escaped."""

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: of whom, with which body. signed stands for nobody at doors that are open to all."""

    hub: Hub
    request: Request
    signed: Signed
    body: Any

    @property
    def school(self) -> School:
        """The school of the profile that asks."""
        return self.hub.schools[self.signed.school]


Handle = Callable[[Asked], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """
    One method of one address. takes: the body's type; gives: the answer's; both None where there is none.

    takes_raw: the handler reads the body itself, whatever it is; gives_raw: so is the answer.
    says: a sentence for the OpenAPI document. open: nobody need be signed in.
    """

    method: str
    path: str
    handle: Handle
    says: str
    takes: type | None = None
    gives: type | None = None
    status: int = 200
    query: tuple[str, ...] = ()
    open: bool = False
    takes_raw: bool = False
    gives_raw: bool = False


NOBODY = Signed("", "", "", "")


async def come_in(door: Door, hub: Hub, request: Request) -> Response:
    """Ask who it is, read what they send, do it, and answer every ending in words."""
    try:
        _no_secret_in_url(request)
        signed = NOBODY if door.open else await signed_in(hub, request)
        body = None if door.takes is None else await _body(request, door.takes)
        return await door.handle(Asked(hub, request, signed, body))
    except Met as met:
        return problem(met)
    except ClientDisconnect:
        return Response(status_code=400)
    except Exception:
        log.exception("%s %s failed", door.method, door.path)
        return _problem(500, "internal", OUR_FAULT)


async def signed_in(hub: Hub, request: Request) -> Signed:
    """
    Who comes with this request: by Authorization, or by the cookie of the sign-in.

    Raises:
        Unauthenticated: nobody we know.
        Forbidden: a browser brings the cookie from another place.
    """
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else ""
    if not token:
        token = request.cookies.get(COOKIE, "")
        _same_place(hub, request)
    if not token:
        raise Unauthenticated(SIGN_IN)
    signed = await who(hub.store, token, request.headers.get(PROFILE), hub.clock())
    await hub.schools.level(signed.school, signed.seq, signed.person)
    return signed


def allowed_origin(hub: Hub, origin: str) -> bool:
    """Whether browsers may come from there: exact scheme, host and port."""
    return origin == _origin(hub.settings.base_url) or origin in hub.settings.origins


def _origin(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"


def _same_place(hub: Hub, request: Request) -> None:
    """A cookie travels by itself, so a change asked for from another place is not the person's wish."""
    origin = request.headers.get("origin")
    if request.method not in {"GET", "HEAD"} and origin is not None and not allowed_origin(hub, origin):
        raise Forbidden("This request comes from another place than the hub’s own page.")


def _no_secret_in_url(request: Request) -> None:
    if {"token", "ticket", "access_token", "password"} & request.query_params.keys():
        raise Invalid("Credentials never stand in an address: use the Authorization header.")


async def _body(request: Request, takes: type) -> Any:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise Invalid("Send the body as application/json.")
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > BODY_BYTES:
            raise TooLarge(f"The body is larger than {BODY_BYTES} bytes.")
    return decoded(bytes(raw), takes)


def decoded(raw: bytes, takes: type) -> Any:
    """
    A body or frame as its type.

    Raises:
        Invalid: it is not; the sentence names the field.
    """
    try:
        body: Any = msgspec.json.decode(raw, type=takes)
    except msgspec.MsgspecError as error:
        raise Invalid(in_words(error)) from None
    except (RecursionError, UnicodeDecodeError):
        raise Invalid("This is not JSON we can read.") from None
    no_nul(raw)
    return body


def in_words(error: msgspec.MsgspecError) -> str:
    """What msgspec found wrong, with the field first: "item.text: expected `str`, got `int`"."""
    sentence, _, where = str(error).partition(" - at `$")
    field = where.rstrip("`").lstrip(".")
    return f"{field}: {sentence[:1].lower()}{sentence[1:]}" if field else sentence


def no_nul(raw: bytes) -> None:
    """
    Refuse U+0000: databases and phones disagree about it, and nobody writes it.

    Raises:
        Invalid: there is one.
    """
    if b"\\u0000" in raw and _holds_nul(msgspec.json.decode(raw)):
        raise Invalid("The character U+0000 is not allowed.")


def _holds_nul(value: object) -> bool:
    match value:
        case str():
            return "\0" in value
        case list():
            return any(_holds_nul(one) for one in value)
        case dict():
            return any(_holds_nul(one) for pair in value.items() for one in pair)
        case _:
            return False


def answer(gives: object, status: int = 200) -> Response:
    """A body of ours."""
    return Response(msgspec.json.encode(gives), status, media_type=JSON)


def problem(met: Met) -> Response:
    """What a person may meet, as RFC 9457."""
    response = _problem(STATUS[met.code], met.code, met.sentence)
    if met.after_s is not None:
        response.headers["retry-after"] = str(max(1, round(met.after_s)))
    return response


def _problem(status: int, code: str, detail: str) -> Response:
    body = {
        "type": f"urn:roomwire:error:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": detail,
        "code": code,
    }
    return Response(msgspec.json.encode(body), status, media_type="application/problem+json")
