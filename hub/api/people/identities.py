"""This file has the endpoints of accounts elsewhere: signing in by one, and those of one's own account."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import identities, taking_off
from hub.actions.people.identities import Providing, Return
from hub.api.browser_cookies import name_of
from hub.api.people.account import HalfSignedIn, SignedIn, browser_of, entered
from hub.api.people.second_factor import PasswordShown, proving_of
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Named, Out, Password
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.signing import fingerprint
from hub.store.identities import list_identities
from hub.store.row_security import Across
from policies.people.identities import VISIT_LASTS

if TYPE_CHECKING:
    from hub.store.identities import KeptIdentity

HOLDER = "roomwire_oidc"
"""The cookie by which a sign-in elsewhere is finished on the browser that began it, and on no other."""

_A_HOLDER = re.compile(r"[A-Za-z0-9_-]{43}")

ProviderId = Annotated[str, Meta(min_length=1, max_length=20)]


class VisitIn(In, frozen=True):
    """provider: as /v1/front lists them."""

    provider: ProviderId


class OwnVisitIn(In, frozen=True):
    """Likewise, and the password of who is signed in."""

    provider: ProviderId
    current: Password


class Visit(Out, frozen=True):
    """location: where the browser goes now; it comes back to /oidc with what the next step takes."""

    location: str


class ReturnIn(In, frozen=True):
    """What the provider sent along, as it stood in the address: a code, or an error (RFC 6749, 4.1.2)."""

    state: Annotated[str, Meta(min_length=1, max_length=200)]
    code: Annotated[str, Meta(max_length=8_000)] = ""
    error: Annotated[str, Meta(max_length=200)] = ""


class Identity(Out, frozen=True):
    """An account elsewhere that opens one's own. email: as the provider called it; used_at: null for never."""

    id: str
    provider: str
    email: str
    made_at: str
    used_at: str | None


class Identities(Out, frozen=True):
    """The newest first; providers: by which one may be added."""

    items: tuple[Identity, ...]
    providers: tuple[Named, ...]


def providing_of(asked: Asked) -> Providing:
    """The providers of this hub, what is known of them, and where it is found itself."""
    settings = asked.hub.settings
    known = {one.name: one for one in settings.identity_providers}
    return Providing(asked.hub.providers, known, settings.base_url)


def _kept(asked: Asked) -> str:
    kept = asked.request.cookies.get(name_of(asked.hub.settings, HOLDER), "")
    return kept if _A_HOLDER.fullmatch(kept) else ""


def _holder(kept: str) -> str:
    return fingerprint(f"oidc {kept}")


def holder_of(asked: Asked) -> tuple[str, str]:
    """What a browser keeps for its ways there and back, another one where it keeps nothing; and its fingerprint."""
    kept = _kept(asked) or secrets.token_urlsafe(32)
    return kept, _holder(kept)


def back_of(asked: Asked) -> Return:
    """Who comes back, with what the provider sent along and what their browser keeps."""
    body = asked.body
    return Return(
        state=body.state,
        code=body.code,
        error=body.error,
        holder=_holder(_kept(asked)),
        browser=browser_of(asked),
        address=address_of(asked.request),
    )


def leaving(asked: Asked, kept: str, location: str) -> Response:
    """The answer that sends a browser to a provider, and lets it keep what it comes back with."""
    response = answer(Visit(location=location))
    response.headers["cache-control"] = "no-store"
    response.set_cookie(
        name_of(asked.hub.settings, HOLDER), kept, max_age=int(VISIT_LASTS.total_seconds()), path="/",
        httponly=True, samesite="strict", secure=asked.hub.settings.secure,
    )  # fmt: skip
    return response


async def begin_identity_sign_in(asked: Asked) -> Response:
    """The browser keeps what it comes back with; a second tab of it keeps the same."""
    kept = _kept(asked) or secrets.token_urlsafe(32)
    hub = asked.hub
    location = await identities.leave(
        hub.store, providing_of(asked), asked.body.provider, _holder(kept), hub.clock()
    )
    return leaving(asked, kept, location)


async def sign_in_by_identity(asked: Asked) -> Response:
    """The page that the provider sent the browser back to asks this; so no cookie has to come from elsewhere."""
    back, hub = back_of(asked), asked.hub
    into = await identities.sign_in(hub.guessing, providing_of(asked), back, hub.clock())
    return await entered(asked, into, back.browser)


async def own_identities(asked: Asked) -> Response:
    """The subject that a provider calls them by is told to nobody."""
    account, hub = asked.signed.account, asked.hub
    found = await hub.store.read(lambda connection: list_identities(connection, account), Across.ACCOUNT)
    labels = _labels(asked)
    return answer(
        Identities(
            items=tuple(_shown(one, labels) for one in found),
            providers=tuple(Named(id=one, name=label) for one, label in labels.items()),
        )
    )


def _labels(asked: Asked) -> dict[str, str]:
    return {one.name: one.label for one in asked.hub.settings.identity_providers}


def _shown(one: KeptIdentity, labels: dict[str, str]) -> Identity:
    return Identity(
        id=one.id,
        provider=labels.get(one.provider, one.provider),
        email=one.email,
        made_at=one.made_at,
        used_at=one.used_at,
    )


async def begin_identity(asked: Asked) -> Response:
    """What comes back is good for this session alone."""
    kept, body = _kept(asked) or secrets.token_urlsafe(32), asked.body
    location = await identities.begin(
        proving_of(asked, None), providing_of(asked), body.provider, _holder(kept), body.current, asked.hub.clock()
    )
    return leaving(asked, kept, location)


async def add_identity(asked: Asked) -> Response:
    """Its owner is told of it by email at once."""
    hub = asked.hub
    made = await identities.add(hub.store, providing_of(asked), asked.signed, back_of(asked), hub.clock())
    return answer(_shown(made, _labels(asked)), 201)


async def remove_identity(asked: Asked) -> Response:
    """Who is signed in by it stays so: sign-ins are ended under “Where you are signed in”."""
    its, password = asked.request.path_params["id"], asked.body.current
    await identities.remove(proving_of(asked, None), _labels(asked), password, its, asked.hub.clock())
    return Response(status_code=204)


async def take_off_identities(asked: Asked) -> Response:
    """For an admin, of somebody who lost them or knows them not; the password opens the account as before."""
    person = asked.request.path_params["person"]
    await taking_off.take_off(asked.school, taking_off.IDENTITIES, asked.signed.person, person, asked.hub.clock())
    return Response(status_code=204)


ROUTES = (
    Route(method="POST", path="/v1/sign-in/oidc/begin", cost=Cost.GUEST, handle=begin_identity_sign_in,
         takes=VisitIn, gives=Visit, says="Where to sign in elsewhere (OpenID Connect); it keeps a cookie."),
    Route(method="POST", path="/v1/sign-in/oidc", cost=Cost.GUEST, handle=sign_in_by_identity, takes=ReturnIn,
         gives=SignedIn, also={202: HalfSignedIn},
         says="Sign in with what came back from elsewhere, on the browser that began it."),
    Route(method="GET", path="/v1/identities", cost=Cost.READ, handle=own_identities, gives=Identities,
         says="The accounts elsewhere that open one's account."),
    Route(method="POST", path="/v1/identities/begin", cost=Cost.RARE, handle=begin_identity, takes=OwnVisitIn,
         gives=Visit, says="Where to sign in elsewhere, to add that to one's account."),
    Route(method="POST", path="/v1/identities", cost=Cost.WRITE, handle=add_identity, takes=ReturnIn,
         gives=Identity, status=201, says="Let an account elsewhere open one's account, by what came back."),
    Route(method="POST", path="/v1/identities/{id}/remove", cost=Cost.RARE, handle=remove_identity,
         takes=PasswordShown, status=204, says="Let an account elsewhere open one's account no more."),
    Route(method="DELETE", path="/v1/people/{person}/identities", cost=Cost.WRITE, handle=take_off_identities,
         status=204, says="Take accounts elsewhere off somebody's account, for admins; they are told by email."),
)  # fmt: skip
