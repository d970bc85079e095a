"""This file has the endpoints with which an admin pairs, lists, renames, moves and ends room devices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import room_devices
from hub.actions.people.room_devices import DeviceChange, Pairing
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Named, Out
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.store.room_devices import list_devices
from hub.wire import Id

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.room_devices import RoomDevice

DeviceName = Annotated[str, Meta(min_length=1, max_length=200)]
PairingCode = Annotated[str, Meta(min_length=1, max_length=40)]


class RoomDeviceIn(In, frozen=True):
    """code: as the device shows it; signs and spaces between do not matter."""

    code: PairingCode
    room: Id
    name: DeviceName


class RoomDeviceChangeIn(In, frozen=True):
    """Another name or room for a device; what is missing stays."""

    room: Id | None = None
    name: DeviceName | None = None


class RoomDeviceListed(Out, frozen=True):
    """seen_at: it asked the hub then, or up to a minute later."""

    id: str
    name: str
    room: str
    room_name: str
    paired_at: str
    paired_by: str
    seen_at: str


class RoomDevices(Out, frozen=True):
    """rooms: those that are open, for a device to stand in. address: where a tablet shows its code."""

    items: tuple[RoomDeviceListed, ...]
    rooms: tuple[Named, ...]
    address: str


async def list_room_devices(asked: Asked) -> Response:
    """For admins: each with its room, and when it was there last."""
    school = asked.school
    found = await asked.hub.store.read(lambda connection: list_devices(connection, school.id), school.id)
    rooms = sorted((one for one in school.snapshot.roster.rooms.values() if one.active), key=lambda one: one.name)
    return answer(
        RoomDevices(
            items=tuple(_listed(school, one) for one in found),
            rooms=tuple(Named(id=one.id, name=one.name) for one in rooms),
            address=f"{asked.hub.settings.base_url}/#/device",
        )
    )


def _listed(school: School, its: RoomDevice) -> RoomDeviceListed:
    roster = school.snapshot.roster
    return RoomDeviceListed(
        id=its.id, name=its.name, room=its.room, room_name=roster.rooms[its.room].name, paired_at=its.paired_at,
        paired_by=roster.people[its.by].name, seen_at=its.seen_at,
    )  # fmt: skip


async def pair_room_device(asked: Asked) -> Response:
    """The code is used up by it, and the device learns of it as it asks."""
    hub, body, signed = asked.hub, asked.body, asked.signed
    its = Pairing(
        admin=signed.person, session=signed.session, address=address_of(asked.request), code=body.code,
        room=body.room, name=body.name,
    )  # fmt: skip
    paired = await room_devices.pair(asked.school, hub.guessing, its, hub.clock())
    return answer(_listed(asked.school, paired), 201)


async def change_room_device(asked: Asked) -> Response:
    """Where it moves, who acts on it is out at once."""
    its = DeviceChange(
        admin=asked.signed.person, device=asked.request.path_params["id"], room=asked.body.room,
        name=asked.body.name,
    )  # fmt: skip
    changed = await room_devices.change(asked.school, its, asked.hub.clock())
    asked.hub.schools.sessions_ended()
    return answer(_listed(asked.school, changed))


async def end_room_device(asked: Asked) -> Response:
    """Who acts on it is out at once, and it forgets what it held as soon as it asks."""
    await room_devices.end(asked.school, asked.signed.person, asked.request.path_params["id"], asked.hub.clock())
    asked.hub.schools.sessions_ended()
    return Response(status_code=204)


ROUTES = (
    Route(method="GET", path="/v1/room-devices", cost=Cost.READ, handle=list_room_devices, gives=RoomDevices,
         says="The school's room devices, for admins."),
    Route(method="POST", path="/v1/room-devices", cost=Cost.WRITE, handle=pair_room_device, takes=RoomDeviceIn,
         gives=RoomDeviceListed, status=201, says="Pair the device that shows this code with a room, for admins."),
    Route(method="PATCH", path="/v1/room-devices/{id}", cost=Cost.WRITE, handle=change_room_device,
         takes=RoomDeviceChangeIn, gives=RoomDeviceListed, says="Rename a room device, or move it, for admins."),
    Route(method="DELETE", path="/v1/room-devices/{id}", cost=Cost.WRITE, handle=end_room_device, status=204,
         says="End a room device, for admins; who acts on it is out at once."),
)  # fmt: skip
