"""This file has the endpoints of a room device itself: its code, who works in its room, acting, unsent words."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from hub import one_time_codes
from hub.actions.people import acting, room_devices, sessions
from hub.actions.people.acting import ENDED, PinAttempt
from hub.api import browser_cookies
from hub.api.on_room_device import device_of
from hub.api.people.pins import TypedPin, signer_of
from hub.api.query import Query
from hub.api.route import Asked, Route, answer, of_our_page
from hub.api.schemas import In, Named, Out
from hub.errors import NotFound, Unauthenticated
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.signing import fingerprint
from hub.store.clock import moment, stamp
from hub.store.drafts import KeptDraft
from hub.store.room_devices import find_code, see_device
from hub.store.row_security import Across
from hub.wire import Id
from policies.conversations.posting import NO_CONVERSATION
from policies.people.room_devices import SEEN_EVERY, found_staff, team_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.bus.school import School
    from hub.store.room_devices import RoomDevice
    from policies.people.facts import Person


class DeviceWaits(Out, frozen=True):
    """A device that shows a code until expires_at. picture: a QR code of where an admin types it (data:)."""

    code: str
    picture: str
    expires_at: str


class DevicePaired(Out, frozen=True):
    """
    A device that is paired, locked or not. team: who is assigned to its room, to be tapped; lock_seconds: how long
    it stays open without a touch.
    """

    name: str
    room: str
    room_name: str
    school_name: str
    lock_seconds: int
    team: tuple[Named, ...]


class RoomDeviceStanding(Out, frozen=True):
    """waits: it shows a code; paired: it is a room's. One of them is null."""

    waits: DeviceWaits | None
    paired: DevicePaired | None


class StaffFound(Out, frozen=True):
    """Ten of them at the most, by name."""

    items: tuple[Named, ...]


class ActIn(In, frozen=True):
    """person: who taps their name; pin: theirs."""

    person: Id
    pin: TypedPin


class ActsUntil(Out, frozen=True):
    """until: when it locks without another touch of the screen, by the hub's clock."""

    until: str
    lock_seconds: int


class UnsentWords(Out, frozen=True):
    """What somebody wrote in a conversation and did not send."""

    conversation: str
    text: str


class UnsentList(Out, frozen=True):
    """What its reader wrote on room devices and did not send; nobody else is shown it."""

    items: tuple[UnsentWords, ...]


class UnsentIn(In, frozen=True):
    """text: empty where nothing is left to keep."""

    text: Annotated[str, Meta(max_length=20_000)]


def _named(people: Iterable[Person]) -> tuple[Named, ...]:
    return tuple(Named(id=one.id, name=one.name) for one in people)


async def _of(asked: Asked) -> tuple[RoomDevice, School]:
    """
    The paired device that asks, and its school.

    Raises:
        Unauthenticated: it is none, or was ended.
    """
    found = await device_of(asked.hub, asked.request)
    if found is None:
        raise Unauthenticated(ENDED)
    return found, await asked.hub.schools.level(found.school, 0)


async def begin_pairing(asked: Asked) -> Response:
    """Whoever was signed in on it is so no more: from now on it is nobody's."""
    hub, now = asked.hub, asked.hub.clock()
    of_our_page(asked.request)
    secret = await _kept_secret(asked) or secrets.token_urlsafe(32)
    shown = await room_devices.show_code(hub.guessing, fingerprint(secret), address_of(asked.request), now)
    former = browser_cookies.session_of(asked.request, hub.settings, now)
    if await sessions.replace_former(hub.store, former, "", now):
        hub.schools.sessions_ended()
    response = answer(RoomDeviceStanding(waits=_waits(asked, shown.code, shown.expires_at), paired=None), 201)
    browser_cookies.keep_room_device(response, hub.settings, secret)
    browser_cookies.forget_session(response, hub.settings)
    return response


async def _kept_secret(asked: Asked) -> str:
    """The secret of a device that shows a code or is paired; empty for any other: one that was ended is new."""
    hub = asked.hub
    secret = browser_cookies.room_device_of(asked.request, hub.settings)
    if not secret or await device_of(hub, asked.request) is not None:
        return secret
    now, its = stamp(hub.clock()), fingerprint(secret)
    shown = await hub.store.read(lambda connection: find_code(connection, its, now), Across.SECRET)
    return secret if shown is not None else ""


def _waits(asked: Asked, code: str, until: str) -> DeviceWaits:
    where = f"{asked.hub.settings.base_url}/#/room-devices/{code}"
    return DeviceWaits(code=code, picture=one_time_codes.picture(where), expires_at=until)


async def room_device(asked: Asked) -> Response:
    """It asks now and then, by which it is known to be there; one that was ended hears so, and forgets itself."""
    hub, now = asked.hub, asked.hub.clock()
    secret = browser_cookies.room_device_of(asked.request, hub.settings)
    found = await device_of(hub, asked.request)
    if found is None:
        shown = await hub.store.read(
            lambda connection: find_code(connection, fingerprint(secret), stamp(now)), Across.SECRET
        )
        if not secret or shown is None:
            raise Unauthenticated(ENDED)
        return answer(RoomDeviceStanding(waits=_waits(asked, shown.code, shown.expires_at), paired=None))
    school = await hub.schools.level(found.school, 0)
    response = answer(RoomDeviceStanding(waits=None, paired=_paired(school, found)))
    if now - moment(found.seen_at) >= SEEN_EVERY:
        await hub.store.write(lambda one: see_device(one.connection, found.id, stamp(now)), whose=found.school)
        browser_cookies.keep_room_device(response, hub.settings, secret)
    return response


def _paired(school: School, its: RoomDevice) -> DevicePaired:
    roster = school.snapshot.roster
    return DevicePaired(
        name=its.name,
        room=its.room,
        room_name=roster.rooms[its.room].name,
        school_name=roster.school_name,
        lock_seconds=roster.settings.room_device_seconds,
        team=_named(team_of(roster, its.room)),
    )


async def forget_room_device(asked: Asked) -> Response:
    """What a device keeps that is paired no more; one that still is stays so: an admin ends it."""
    response = Response(status_code=204)
    if await device_of(asked.hub, asked.request) is None:
        browser_cookies.forget_room_device(response, asked.hub.settings)
    return response


class StaffQuery(Query, frozen=True):
    """name: what was typed of somebody's."""

    name: str = ""


async def find_staff(asked: Asked) -> Response:
    """Somebody who helps out is found by their name; a device lists nobody who is not looked for."""
    _, school = await _of(asked)
    return answer(StaffFound(items=_named(found_staff(school.snapshot.roster, asked.query.name))))


async def act(asked: Asked) -> Response:
    """The browser keeps the session, which is in no answer."""
    of_our_page(asked.request)
    device, school = await _of(asked)
    hub, body = asked.hub, asked.body
    its = PinAttempt(body.person, body.pin, address_of(asked.request))
    opened = await acting.act(school, hub.guessing, signer_of(hub), device, its, hub.clock())
    hub.schools.sessions_ended()  # of who acted before
    seconds = school.snapshot.roster.settings.room_device_seconds
    response = answer(ActsUntil(until=opened.until, lock_seconds=seconds))
    browser_cookies.keep_acting(response, hub.settings, opened.token)
    return response


async def touch(asked: Asked) -> Response:
    """The hub knows of touches by this alone: what a page asks for by itself is none."""
    if not asked.signed.room_device:
        raise NotFound(ENDED)
    seconds = asked.school.snapshot.roster.settings.room_device_seconds
    until = await acting.touch(asked.hub.store, asked.signed, seconds, asked.hub.clock())
    return answer(ActsUntil(until=until, lock_seconds=seconds))


async def unsent(asked: Asked) -> Response:
    """On a room device alone; what is written elsewhere stays on that device."""
    found = await acting.drafts_of(asked.school, asked.signed) if asked.signed.room_device else []
    items = tuple(UnsentWords(conversation=one.conversation, text=one.text) for one in found)
    return answer(UnsentList(items=items))


async def keep_unsent(asked: Asked) -> Response:
    """Kept for who writes it alone, and for a week."""
    if not asked.signed.room_device:
        raise NotFound(NO_CONVERSATION)
    its = KeptDraft(asked.request.path_params["conversation"], asked.body.text)
    await acting.keep_draft(asked.school, asked.signed, its, asked.hub.clock())
    return Response(status_code=204)


ROUTES = (
    Route(method="POST", path="/v1/room-device", cost=Cost.GUEST, handle=begin_pairing, gives=RoomDeviceStanding,
         status=201, says="Show a code by which an admin pairs this device with a room; it also keeps a cookie."),
    Route(method="GET", path="/v1/room-device", cost=Cost.GUEST, handle=room_device, gives=RoomDeviceStanding,
         says="How this room device stands: the code it shows, or its room and who works there."),
    Route(method="DELETE", path="/v1/room-device", cost=Cost.GUEST, handle=forget_room_device, status=204,
         says="Forget what this device keeps, where it is paired no more."),
    Route(method="GET", path="/v1/room-device/staff", cost=Cost.GUEST, handle=find_staff, gives=StaffFound,
         query=StaffQuery, says="Who else works at the school of this room device, by two letters of their name."),
    Route(method="POST", path="/v1/room-device/act", cost=Cost.GUEST, handle=act, takes=ActIn, gives=ActsUntil,
         says="Act on this room device under one's own name, by one's PIN; the session is kept as a cookie."),
    Route(method="POST", path="/v1/room-device/touch", cost=Cost.WRITE, handle=touch, gives=ActsUntil,
         says="Somebody touched the screen of a room device, which stays open for as long again."),
    Route(method="GET", path="/v1/room-device/drafts", cost=Cost.READ, handle=unsent, gives=UnsentList,
         says="What one wrote on room devices and did not send."),
    Route(method="PUT", path="/v1/room-device/drafts/{conversation}", cost=Cost.WRITE, handle=keep_unsent,
         takes=UnsentIn, status=204, says="Keep what one is writing on a room device, for oneself alone."),
)  # fmt: skip
