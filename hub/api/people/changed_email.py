"""This file has the endpoints of changed email addresses: confirming one by its link, and asking again."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import changed_email
from hub.api.people.inviting import signer_for
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.limits.addresses import address_of
from hub.limits.costs import Cost


class ConfirmationIn(In, frozen=True):
    """secret: what stands in the link, behind `#/confirm_email/`."""

    secret: Annotated[str, Meta(min_length=1, max_length=200)]


class AddressConfirmed(Out, frozen=True):
    """The school that emails there from now on."""

    school_name: str


async def confirm_email(asked: Asked) -> Response:
    """By POST alone: scanners of mail follow links. Nobody need be signed in, as a mailbox is what is shown."""
    hub, secret, now = asked.hub, asked.body.secret, asked.hub.clock()
    its = await changed_email.asked_by(hub.guessing, signer_for(asked), secret, address_of(asked.request), now)
    name = await changed_email.confirm(await hub.schools.opened(its.school), its, now)
    return answer(AddressConfirmed(school_name=name))


async def ask_to_confirm(asked: Asked) -> Response:
    """To the address that waits, and to no other."""
    signer_for(asked)
    person = asked.request.path_params["person"]
    await changed_email.again(asked.school, asked.signed.person, person, asked.hub.clock())
    return Response(status_code=204)


ROUTES = (
    Route(method="POST", path="/v1/confirm-email", cost=Cost.GUEST, handle=confirm_email,
         takes=ConfirmationIn,
         gives=AddressConfirmed, says="Confirm an email address that the roster changed, by its link."),
    Route(method="POST", path="/v1/people/{person}/confirm-email", cost=Cost.RULE, handle=ask_to_confirm,
         status=204, says="Ask the reader of a changed address once more; for oneself, and for admins."),
)  # fmt: skip
