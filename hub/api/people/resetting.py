"""This file has the endpoints for who cannot sign in, and the one by which an admin helps."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import resetting
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Email, In, Named, NewPassword, Out
from hub.errors import Unavailable
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.limits.guesses import of_asking, of_guest, of_link
from hub.limits.hashing import AFTER_S, BUSY
from hub.notify.rendering import signer_of
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.schools import list_schools
from policies.people.passkeys import relying_party

if TYPE_CHECKING:
    from hub.limits.guesses import Try


class Front(Out, frozen=True):
    """
    What anybody may know before they sign in. school_name: null where the hub serves more than one. passkeys:
    browsers have passkeys where this hub is found. providers: by whose accounts people may sign in as well.
    """

    school_name: str | None
    passkeys: bool
    providers: tuple[Named, ...]


class ForgotIn(In, frozen=True):
    email: Email


class ResetIn(In, frozen=True):
    """secret: what stands in the link, behind `#/reset/`."""

    secret: Annotated[str, Meta(min_length=1, max_length=200)]
    new: NewPassword


class ResetByCodeIn(In, frozen=True):
    """code: as the office gave it; signs and spaces between its letters do not matter."""

    email: Email
    code: Annotated[str, Meta(min_length=1, max_length=40)]
    new: NewPassword


class Code(Out, frozen=True):
    """It is shown once. expires_at: in a quarter of an hour."""

    code: str
    expires_at: str


log = logging.getLogger("roomwire.api")

UNDER_WAY = 100
"""Links that are on their way to the outbox at once; each is one commit."""


async def front(asked: Asked) -> Response:
    """The name of the school, where there is one."""
    names = [one.name for one in await asked.hub.store.read(list_schools, Across.SCHOOLS)]
    settings = asked.hub.settings
    return answer(
        Front(
            school_name=names[0] if len(names) == 1 else None,
            passkeys=relying_party(settings.base_url) is not None,
            providers=tuple(Named(id=one.name, name=one.label) for one in settings.identity_providers),
        )
    )


async def forgot(asked: Asked) -> Response:
    """Answered before anything is looked up, so that nobody learns, or can time, whose addresses we know."""
    hub = asked.hub
    await hub.guessing.count(of_asking(address_of(asked.request)), hub.clock())
    if len(hub.under_way) >= UNDER_WAY:
        raise Unavailable(BUSY, after_s=AFTER_S)
    sending = asyncio.create_task(_send(asked))
    hub.under_way.add(sending)
    sending.add_done_callback(hub.under_way.discard)
    return Response(status_code=204)


async def _send(asked: Asked) -> None:
    signer = signer_of(asked.hub.settings)
    if signer is None:
        log.warning("somebody forgot a password, and ROOMWIRE_SECRET is not set: no link can be sent")
        return
    try:
        await resetting.forgot(asked.hub.store, signer, asked.body.email, asked.hub.clock())
    except Unavailable as met:
        log.warning("a link for a new password was not sent", extra={"why": met.sentence})


async def reset(asked: Asked) -> Response:
    """Choose a new password by the secret of an emailed link."""
    wanted = resetting.by_link(asked.body.secret)
    return await _choose(asked, of_link(wanted.secret, address_of(asked.request)), wanted)


async def reset_by_code(asked: Asked) -> Response:
    """Choose a new password by one's address and a code of the office."""
    email = asked.body.email.strip().casefold()
    its = of_guest(email, address_of(asked.request))
    return await _choose(asked, its, resetting.by_code(email, asked.body.code))


async def _choose(asked: Asked, its: Try, wanted: resetting.WantedPassword) -> Response:
    await resetting.choose(asked.hub.guessing, its, wanted, asked.body.new, asked.hub.clock())
    asked.hub.schools.sessions_ended()
    return Response(status_code=204)


async def hand_code(asked: Asked) -> Response:
    """For an admin who has the person before them."""
    person = asked.request.path_params["person"]
    code, until = await resetting.hand_code(asked.school, asked.signed.person, person, asked.hub.clock())
    return answer(Code(code=code, expires_at=stamp(until)), 201)


ROUTES = (
    Route(method="GET", path="/v1/front", cost=Cost.PAGE, handle=front, gives=Front,
         says="The name of the school, for the screen that people sign in on."),
    Route(method="POST", path="/v1/forgot", cost=Cost.GUEST,
         handle=forgot, takes=ForgotIn, status=204,
         says="Ask for a link to choose a new password; answered alike whether or not the address is known."),
    Route(method="POST", path="/v1/reset", cost=Cost.GUEST,
         handle=reset, takes=ResetIn, status=204,
         says="Choose a new password by the secret of a link; every session ends."),
    Route(method="POST", path="/v1/reset/code", cost=Cost.GUEST,
         handle=reset_by_code, takes=ResetByCodeIn,
         status=204, says="Choose a new password by a code that the office gave; every session ends."),
    Route(method="POST", path="/v1/people/{person}/code", cost=Cost.WRITE,
         handle=hand_code, gives=Code, status=201,
         says="A code for somebody to choose a new password with, for admins; the person is told by email."),
)  # fmt: skip
