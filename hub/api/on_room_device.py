"""This file is what a room device comes to: locked, to little; and who acts on it, to what is of its room."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

from hub.actions.people.acting import check
from hub.actions.people.sessions import SIGN_IN
from hub.api import browser_cookies
from hub.api.access_entry import Who
from hub.api.schemas import Out
from hub.errors import Forbidden, NotFound, Unauthenticated
from hub.queries.conversations.place import NO_MESSAGE
from hub.queries.people.room_devices import shows
from hub.signing import fingerprint
from hub.store import journal
from hub.store.room_devices import find_device
from hub.store.row_security import Across
from policies.conversations.posting import NO_CONVERSATION
from policies.people.roster import EMPTY
from policies.sentence import say

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.actions.people.sessions import Signed
    from hub.api.route import Asked, Route
    from hub.hub import Hub
    from hub.store.room_devices import RoomDevice
    from policies.people.roster import Roster

NOT_HERE = say("This is not shown on a room device. Use your own phone or computer.")
FOR_A_ROOM = say("This is a room device. Tap your name and enter your PIN.")
NO_STUDENT = say("There is no such student, or not in this room.")

OFFERED = frozenset({"attendance", "withdraw", "urgent", "emergency"})
"""What screens offer of what its reader may, on a room device too."""


class ActsHere(Out, frozen=True):
    """The room device on which its reader acts by their PIN. lock_seconds: how long it is open without a touch."""

    device: str
    room: str
    room_name: str
    lock_seconds: int


def acts_here(roster: Roster, device: RoomDevice | None) -> ActsHere | None:
    """On which device somebody acts; None where they are signed in instead."""
    if device is None:
        return None
    seconds = roster.settings.room_device_seconds
    return ActsHere(
        device=device.name, room=device.room, room_name=roster.rooms[device.room].name, lock_seconds=seconds
    )


Narrowing = Callable[["Asked"], Awaitable[None]]
"""Goes on only with what is shown in the room of the device that asks; all else is as what is not there."""


async def _as_it_is(_asked: Asked) -> None:
    """It has nothing of another room, or its handler leaves that out."""


def _check_conversation(asked: Asked, conversation: str) -> None:
    if not shows(asked.school.snapshot, asked.signed.room, conversation):
        raise NotFound(NO_CONVERSATION)


async def _of_address(asked: Asked) -> None:
    _check_conversation(asked, asked.request.path_params["id"])


async def _of_body(asked: Asked) -> None:
    _check_conversation(asked, asked.body.conversation)


async def _of_message(asked: Asked) -> None:
    await check_message(asked, asked.request.path_params["id"])


async def check_message(asked: Asked, message: str) -> None:
    """
    Go on only with a message of a conversation that is shown in the room.

    Raises:
        NotFound: it is not there, or in another conversation; both alike.
    """
    school = asked.school
    said = await school.store.read(lambda connection: journal.of_message(connection, school.id, message))
    if not any(shows(school.snapshot, asked.signed.room, one.event.conversation or "") for one in said):
        raise NotFound(NO_MESSAGE)


async def _of_child(asked: Asked) -> None:
    if asked.request.path_params["id"] not in asked.school.snapshot.roster.students_of.get(
        asked.signed.room, EMPTY
    ):
        raise NotFound(NO_STUDENT)


SHOWN: Mapping[str, Narrowing] = {
    "GET /v1/me": _as_it_is,
    "POST /v1/sign-out": _as_it_is,
    "POST /v1/ticket": _as_it_is,
    "POST /v1/room-device/touch": _as_it_is,
    "GET /v1/room-device/drafts": _as_it_is,
    "PUT /v1/room-device/drafts/{conversation}": _as_it_is,
    "GET /v1/people": _as_it_is,
    "GET /v1/conversations": _as_it_is,
    "GET /v1/conversations/{id}/messages": _of_address,
    "POST /v1/conversations/{id}/messages": _of_address,
    "POST /v1/conversations/{id}/read": _of_address,
    "GET /v1/conversations/{id}/photo-choices": _of_address,
    "POST /v1/preview": _of_body,
    "PUT /v1/messages/{id}": _of_message,
    "DELETE /v1/messages/{id}": _of_message,
    "PUT /v1/messages/{id}/ack": _of_message,
    "GET /v1/emergencies": _as_it_is,
    "GET /v1/me/acks": _as_it_is,
    "POST /v1/sync": _as_it_is,
    "POST /v1/files": _as_it_is,
    "GET /v1/files/{id}": _as_it_is,
    "DELETE /v1/files/{id}": _as_it_is,
    "GET /v1/students/{id}/record": _of_child,
    "GET /v1/attendance": _as_it_is,
    "GET /v1/attendance/children/{id}": _as_it_is,
    "POST /v1/attendance/sign-in": _as_it_is,
    "POST /v1/attendance/sign-out": _as_it_is,
    "POST /v1/attendance/move": _as_it_is,
    "POST /v1/attendance/take-over": _as_it_is,
    "POST /v1/attendance/undo": _as_it_is,
    "POST /v1/attendance/stays/{id}/correct": _as_it_is,
    "POST /v1/attendance/stays/{id}/confirm": _as_it_is,
}
"""All that somebody who acts on a room device comes to, by method and address: anything else is refused."""

WAYS_IN = frozenset({"POST /v1/sign-in/passkey/begin", "POST /v1/forgot"})
"""What leads to a sign-in without a secret; like all that takes the secret of a link, it is for no room device."""


async def device_of(hub: Hub, request: Request) -> RoomDevice | None:
    """The paired device that a request comes from, by the cookie it keeps; None where it is none."""
    secret = browser_cookies.room_device_of(request, hub.settings)
    if not secret:
        return None
    return await hub.store.read(lambda connection: find_device(connection, fingerprint(secret)), Across.SECRET)


async def check_device(route: Route, hub: Hub, request: Request, signed: Signed) -> None:
    """
    Keep a room device to what it is for, and what a PIN opens to its device.

    Raises:
        Unauthenticated: somebody acts who does so no more, or not on the device that was paired.
        Forbidden: this is not shown on a room device, or nobody signs in there.
    """
    device = await device_of(hub, request)
    if signed.room_device:
        if device is None or device.id != signed.room_device:  # a PIN opens nothing anywhere else
            raise Unauthenticated(SIGN_IN)
        if not await check(hub.schools[signed.school], signed, hub.clock()):
            hub.schools.sessions_ended()
            raise Unauthenticated(SIGN_IN)
        if not route.access.open and route.place not in SHOWN:
            raise Forbidden(NOT_HERE)
    elif device is not None and (not route.access.open or _leads_in(route)):
        raise Forbidden(FOR_A_ROOM)


def _leads_in(route: Route) -> bool:
    return route.access.who is Who.LINK or route.place in WAYS_IN


async def narrow(route: Route, asked: Asked) -> None:
    """
    Of somebody who acts on a room device, go on only with what is shown in its room.

    Raises:
        NotFound: this is not, as if it were not there.
    """
    if asked.signed.room_device:
        await SHOWN[route.place](asked)
