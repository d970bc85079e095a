"""This file has the endpoints of one's own PIN for room devices, and of an admin who clears somebody's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import pins
from hub.actions.people.pins import NO_SECRET, WantedPin
from hub.api.people.second_factor import PasswordShown, proving_of
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out, Password
from hub.errors import Unavailable
from hub.limits.costs import Cost
from hub.signing import Signer
from hub.store.pins import find_pin

if TYPE_CHECKING:
    from hub.hub import Hub

TypedPin = Annotated[str, Meta(min_length=1, max_length=20)]


class PinIn(In, frozen=True):
    """pin: four to eight digits that nobody guesses first. current: the password of who is signed in."""

    current: Password
    pin: TypedPin


class PinStanding(Out, frozen=True):
    """since: when one's PIN was set, null for none; nobody can read it. offered: PINs can be used on this hub."""

    since: str | None
    offered: bool


def signer_of(hub: Hub) -> Signer:
    """
    What mixes the hub's secret into a PIN.

    Raises:
        Unavailable: it has none, so a copy of the records would give every PIN away.
    """
    if not hub.settings.secret:
        raise Unavailable(NO_SECRET)
    return Signer(hub.settings.secret, hub.settings.other_secret)


async def own_pin(asked: Asked) -> Response:
    """Whether there is one, and since when."""
    person = asked.signed.person
    kept = await asked.hub.store.read(lambda connection: find_pin(connection, person), asked.signed.school)
    return answer(PinStanding(since=kept.set_at if kept else None, offered=bool(asked.hub.settings.secret)))


async def choose_pin(asked: Asked) -> Response:
    """What one does on room devices by a former one ends at once."""
    hub, body = asked.hub, asked.body
    wanted = WantedPin(body.current, body.pin)
    await pins.choose(asked.school, proving_of(asked, None), signer_of(hub), wanted, hub.clock())
    hub.schools.sessions_ended()
    return await own_pin(asked)


async def remove_pin(asked: Asked) -> Response:
    """Room devices are closed to its owner from now on."""
    await pins.remove(asked.school, proving_of(asked, None), asked.body.current, asked.hub.clock())
    asked.hub.schools.sessions_ended()
    return Response(status_code=204)


async def clear_pin(asked: Asked) -> Response:
    """For an admin, of somebody who forgot theirs."""
    await pins.clear(asked.school, asked.signed.person, asked.request.path_params["person"], asked.hub.clock())
    asked.hub.schools.sessions_ended()
    return Response(status_code=204)


ROUTES = (
    Route(method="GET", path="/v1/pin", cost=Cost.READ, handle=own_pin, gives=PinStanding,
         says="Whether one has a PIN for room devices."),
    Route(method="PUT", path="/v1/pin", cost=Cost.RARE, handle=choose_pin, takes=PinIn, gives=PinStanding,
         says="Choose one's PIN for room devices."),
    Route(method="POST", path="/v1/pin/remove", cost=Cost.RARE, handle=remove_pin, takes=PasswordShown, status=204,
         says="Remove one's PIN for room devices."),
    Route(method="DELETE", path="/v1/people/{person}/pin", cost=Cost.WRITE, handle=clear_pin, status=204,
         says="Clear the PIN of somebody who forgot it, for admins, who cannot read it."),
)  # fmt: skip
