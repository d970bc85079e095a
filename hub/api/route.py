"""This file is what every HTTP endpoint has in common: who asks, what they send, and how it is answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from hub.actions.people.sessions import SIGN_IN, Signed, living, who
from hub.api import browser_cookies, on_room_device, speaking
from hub.api.access import access_to
from hub.api.access_entry import Access, Coming, Who
from hub.api.query import Query, query_of
from hub.api.request_body import Ends, read
from hub.errors import OUR_FAULT, STATUS, Forbidden, Invalid, Late, Met, RateLimited, Unauthenticated, in_words
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.settings import origin_of
from hub.signing import fingerprint
from hub.store.clock import stamp
from hub.store.row_security import Across
from policies.sentence import say

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.hub import Hub

log = logging.getLogger("roomwire.api")

PROFILE = "roomwire-profile"
BODY_BYTES = 262_144
"""The largest body read: one item and its envelope, with every character escaped."""

ENDS = Ends(BODY_BYTES, say("The body is larger than {most} bytes.", most=BODY_BYTES))

AT_ONCE_S = 0.5
"""Who waited longer for their turn, or took longer to send a body, is asked again whether they are signed in."""

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Asked:
    """
    One request: of whom, with which body, and what its address asks for. signed stands for nobody at endpoints that
    are open to all.
    """

    hub: Hub
    request: Request
    signed: Signed
    body: Any
    query: Any

    @property
    def school(self) -> School:
        """The school of the profile that asks."""
        return self.hub.schools[self.signed.school]

    async def still(self) -> None:
        """
        Go on only for who is signed in still, and at the school: to be asked after a handler has waited.

        Raises:
            Unauthenticated: the session or the profile has ended meanwhile.
        """
        now = stamp(self.hub.clock())
        if not await self.hub.store.read(lambda connection: living(connection, self.signed, now), Across.SESSION):
            raise Unauthenticated(SIGN_IN)


Handle = Callable[[Asked], Awaitable[Response]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """
    One method of one address. takes: the body's type; gives: the answer's; both None where there is none.

    takes_raw: the handler reads the body itself, whatever it is; gives_raw: so is the answer. also: what it gives
    with another status instead. query: what its address may ask for. says: a sentence for the OpenAPI document.
    cost: what one request may cost; it is counted before anything is read of it. access: who may come, of the one
    table of that.

    Raises:
        LookupError: the table of who may come (hub/api/access.py) has no entry for it.
    """

    method: str
    path: str
    handle: Handle
    says: str
    cost: Cost
    takes: type | None = None
    gives: type | None = None
    status: int = 200
    also: Mapping[int, type] = field(default_factory=dict)
    query: type[Query] | None = None
    takes_raw: bool = False
    gives_raw: bool = False
    access: Access = field(init=False)

    @property
    def place(self) -> str:
        """Its method and address, as tables of endpoints name it."""
        return f"{self.method} {self.path}"

    def __post_init__(self) -> None:
        """Nothing is an endpoint before it is said who may come to it."""
        object.__setattr__(self, "access", access_to(self.method, self.path))


ANONYMOUS = Signed("", "", "", "")


async def come_in(route: Route, hub: Hub, request: Request) -> Response:
    """Ask who it is, read what they send, do it, and answer every ending in words."""
    try:
        _no_secret_in_url(request)
        if route.access.open and route.access.who is not Who.PROVIDER:
            _not_from_elsewhere(hub, request)
        signed = ANONYMOUS if route.access.open else await known(hub, request)
        with hub.schools.using(signed.school):
            await on_room_device.check_device(route, hub, request, signed)
            asked = await _come(route, Asked(hub, request, signed, None, None))
            _check(route.access, asked)
            await on_room_device.narrow(route, asked)
            return _renewed(hub, request, signed, await route.handle(asked))
    except RateLimited as met:
        await hub.purse.refuse(address_of(request))
        return problem(met)
    except Met as met:
        return problem(met)
    except ClientDisconnect:
        return Response(status_code=400)
    except Exception:
        log.exception("a request failed", extra={"method": route.method, "route": route.path})
        return _problem(500, "internal", OUR_FAULT)


async def _come(route: Route, asked: Asked) -> Asked:
    """With its body, once it is its turn: both may take a while, and a session may end in it."""
    hub, now = asked.hub, asyncio.get_running_loop().time
    begun = now()
    await hub.purse.pay(route.cost, asked.signed.person, address_of(asked.request))
    if route.query is not None:
        asked = replace(asked, query=query_of(asked.request.query_params, route.query))
    if route.takes is not None:
        asked = replace(asked, body=await _body(asked.request, route.takes))
    if not route.access.open and now() - begun > AT_ONCE_S:
        await asked.still()
    return asked


def _check(access: Access, asked: Asked) -> None:
    """Who is not among those who may come is refused here, and no handler hears of them."""
    if access.rule is not None:
        roster = asked.school.snapshot.roster
        access.check(Coming(roster, roster.people[asked.signed.person], asked.body))


async def known(hub: Hub, request: Request) -> Signed:
    """
    Who comes with this request: by Authorization, or by the cookie of the sign-in.

    From an address of which too many came whom nobody knows, only who was known lately is looked up.

    Raises:
        Unauthenticated: nobody we know.
        Forbidden: a browser brings the cookie from another place.
        RateLimited: from this address came too many.
    """
    token = _token(hub, request)
    async with hub.strangers.look(fingerprint(token), address_of(request)):
        if not token:
            raise Unauthenticated(SIGN_IN)
        signed = await who(hub.store, token, request.headers.get(PROFILE), hub.clock())
    speaking.speak_to(await hub.schools.level(signed.school, signed.seq, signed.person), signed.person)
    return signed


def _token(hub: Hub, request: Request) -> str:
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else ""
    if not token:
        token = browser_cookies.session_of(request, hub.settings, hub.clock())
        _not_from_elsewhere(hub, request)
        if token:
            of_our_page(request)
    return token


def _renewed(hub: Hub, request: Request, signed: Signed, response: Response) -> Response:
    """The browser keeps its cookie for as long as the session goes on, unless this very request ends that."""
    if not signed.session or "authorization" in request.headers or "set-cookie" in response.headers:
        return response
    if signed.renewed or browser_cookies.is_outdated(request, hub.settings):
        token = browser_cookies.session_of(request, hub.settings, hub.clock())
        browser_cookies.renew_session(response, hub.settings, token)
    return response


def allowed_origin(hub: Hub, origin: str) -> bool:
    """Whether browsers may come from there: exact scheme, host and port."""
    return origin == origin_of(hub.settings.base_url) or origin in hub.settings.origins


ELSEWHERE = say("This request comes from another place than the hub’s own page.")


def _not_from_elsewhere(hub: Hub, request: Request) -> None:
    """No page of another place may change anything by a cookie, nor sign anybody in."""
    origin = request.headers.get("origin")
    if request.method not in {"GET", "HEAD"} and origin is not None and not allowed_origin(hub, origin):
        raise Forbidden(ELSEWHERE)


def of_our_page(request: Request) -> None:
    """
    A cookie travels by itself, so a change that comes with one has to show that our page asked for it.

    By its Origin, which all browsers send with a change, else by Sec-Fetch-Site. What has neither is no browser of
    today; a program uses Authorization.

    Raises:
        Forbidden: nothing shows it.
    """
    shown = "origin" in request.headers or request.headers.get("sec-fetch-site") in {"same-origin", "none"}
    if request.method not in {"GET", "HEAD"} and not shown:
        raise Forbidden(say("A browser says where it asks from; a program signs in by the Authorization header."))


SECRETS_IN_URLS = frozenset(
    {"token", "ticket", "access_token", "id_token", "refresh_token", "password", "passwd", "secret", "session",
     "session_id", "authorization", "auth", "bearer", "jwt", "key", "api_key", "apikey", "code", "step"}
)  # fmt: skip
"""What no address says in its query, however it is written: addresses are kept by logs, histories and proxies."""


def names_a_secret(names: Iterable[str]) -> bool:
    """Whether a query has one of these names; Access-Token is access_token."""
    return any(one.casefold().replace("-", "_") in SECRETS_IN_URLS for one in names)


def _no_secret_in_url(request: Request) -> None:
    if names_a_secret(request.query_params.keys()):
        raise Invalid(say("Credentials never stand in an address: use the Authorization header."))


async def _body(request: Request, takes: type) -> Any:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise Invalid(say("Send the body as application/json."))
    return decoded(await read(request, ENDS), takes)


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
        raise Invalid(say("This is not JSON we can read.")) from None
    no_nul(raw)
    return body


NO_NUL = say("The character U+0000 is not allowed.")


def no_nul(raw: bytes) -> None:
    """
    Refuse U+0000: databases and phones disagree about it, and nobody writes it.

    Raises:
        Invalid: there is one.
    """
    if b"\\u0000" in raw and _holds_nul(msgspec.json.decode(raw)):
        raise Invalid(NO_NUL)


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
    """An answer with one of our bodies, as JSON; its sentences are in the language of who asks."""
    return Response(msgspec.json.encode(gives, enc_hook=speaking.encoded), status, media_type=JSON)


def problem(met: Met, status: int | None = None) -> Response:
    """What a person may meet, as RFC 9457. status: of HTTP, where it is not that of its code."""
    response = _problem(status or STATUS[met.code], met.code, met.sentence)
    if met.after_s is not None:
        response.headers["retry-after"] = str(max(1, round(met.after_s)))
    if isinstance(met, Late):
        response.headers["connection"] = "close"
    return response


def _problem(status: int, code: str, detail: str) -> Response:
    body = {
        "type": f"urn:roomwire:error:{code}",
        "title": code.replace("_", " "),
        "status": status,
        "detail": detail,
        "code": code,
    }
    return Response(
        msgspec.json.encode(body, enc_hook=speaking.encoded), status, media_type="application/problem+json"
    )
