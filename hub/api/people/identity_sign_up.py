"""This file has the endpoints of signing up by an invitation with an account elsewhere, in three steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from hub.actions.people import identity_sign_up
from hub.actions.people.identity_sign_up import Door, Way
from hub.actions.people.inviting import LinkHolder
from hub.api import browser_cookies
from hub.api.people.account import HalfSignedIn, SignedIn, browser_of, entered
from hub.api.people.identities import ProviderId, ReturnIn, Visit, back_of, holder_of, leaving, providing_of
from hub.api.people.inviting import Secret, holder_of_link, school_of_link, signer_for
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.errors import Conflict
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from policies.people.identities import TOO_LATE

if TYPE_CHECKING:
    from starlette.responses import Response


class SignUpVisitIn(In, frozen=True):
    """secret: what stands in the link, behind `#/invited/`. provider: as /v1/invitations/welcome lists them."""

    secret: Secret
    provider: ProviderId


class SignUpShown(Out, frozen=True):
    """
    Who came back, to be confirmed. given: whom the invitation is for. email: how the provider calls the account,
    empty for nothing; it need not be the address of the invitation. step: what the yes brings, within ten minutes.

    signed_in: the name of somebody else who is signed in on this browser, and has to sign out first; else null.
    """

    school_name: str
    given: str
    provider: str
    email: str
    step: str
    signed_in: str | None


class SignUpIn(In, frozen=True):
    """step: as it was answered to who came back."""

    step: Annotated[str, Meta(min_length=1, max_length=4_000)]


def _door(asked: Asked) -> Door:
    return Door(asked.hub.guessing, asked.hub.schools, providing_of(asked))


def _token(asked: Asked) -> str:
    return browser_cookies.session_of(asked.request, asked.hub.settings, asked.hub.clock())


async def begin_sign_up(asked: Asked) -> Response:
    """The browser keeps what it comes back with; the secret of the link goes nowhere."""
    holder, now = holder_of_link(asked), asked.hub.clock()
    kept, browser = holder_of(asked)
    school = await school_of_link(asked, holder)
    way = Way(asked.body.provider, browser)
    location = await identity_sign_up.begin(school, providing_of(asked), holder, way, now)
    return leaving(asked, kept, location)


async def show_sign_up(asked: Asked) -> Response:
    """Nothing is made of it yet: its reader sees as whom they would sign in, and for whom the invitation is."""
    its = await identity_sign_up.show(_door(asked), back_of(asked), _token(asked), asked.hub.clock())
    return answer(
        SignUpShown(
            school_name=its.school_name,
            given=its.guest.given,
            provider=its.label,
            email=its.found.email,
            step=signer_for(asked).elsewhere(its.found),
            signed_in=its.another or None,
        )
    )


async def sign_up(asked: Asked) -> Response:
    """The answer signs in, or asks on, as a sign-in does. Only the browser that came back brings a step."""
    found = signer_for(asked).read_elsewhere(asked.body.step)
    if found is None or found.holder != holder_of(asked)[1]:
        raise Conflict(TOO_LATE)
    browser = browser_of(asked)
    holder = LinkHolder(secret="", address=address_of(asked.request), token=_token(asked), browser=browser)
    done = await identity_sign_up.accept(_door(asked), found, holder, asked.hub.clock())
    return await entered(asked, done, browser)


ROUTES = (
    Route(method="POST", path="/v1/invitations/oidc/begin", cost=Cost.GUEST, handle=begin_sign_up,
         takes=SignUpVisitIn, gives=Visit,
         says="Where to sign in elsewhere, to sign up by the link of an invitation; it keeps a cookie."),
    Route(method="POST", path="/v1/invitations/oidc", cost=Cost.GUEST, handle=show_sign_up, takes=ReturnIn,
         gives=SignUpShown, says="Who came back from elsewhere to sign up, and for whom the invitation is."),
    Route(method="POST", path="/v1/invitations/oidc/accept", cost=Cost.GUEST, handle=sign_up, takes=SignUpIn,
         gives=SignedIn, also={202: HalfSignedIn},
         says="Sign up by what came back, and be signed in, or asked on as at a sign-in."),
)  # fmt: skip
