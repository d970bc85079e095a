"""What the tests of attendance do over and over: look at a room, and sign its children in and out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hub.store.clock import stamp
from tests.hub.running import Running, Somebody


async def board(who: Somebody, room: str = "") -> dict[str, Any]:
    """A room as somebody sees it; without one their first."""
    return dict(await who.get(f"/v1/attendance?room={room}" if room else "/v1/attendance"))


async def rooms(who: Somebody) -> dict[str, str]:
    """The ids of rooms by name."""
    return {one["name"]: one["id"] for one in (await board(who))["rooms"]}


async def children(who: Somebody, room: str = "") -> dict[str, str]:
    """The ids of a room's children by first name."""
    return {one["name"].split()[0]: one["id"] for one in (await board(who, room))["children"]}


async def act(who: Somebody, what: str, *students: str, **more: object) -> tuple[int, Any]:
    """Sign children in, out, over."""
    return await who.ask("POST", f"/v1/attendance/{what}", {"students": list(students), **more})


async def done(who: Somebody, what: str, *students: str, **more: object) -> dict[str, Any]:
    """The same, where it must be done."""
    status, body = await act(who, what, *students, **more)
    assert status == 200, body
    return dict(body)


async def undone(who: Somebody, deed: str) -> tuple[int, Any]:
    """Take an act back."""
    return await who.ask("POST", "/v1/attendance/undo", {"deed": deed})


async def corrected(who: Somebody, stay: dict[str, Any], **more: object) -> tuple[int, Any]:
    """Correct a stay as it was read, but for what is said."""
    body = {"n": stay["n"], "room": stay["room"], "came_at": stay["since"], "left_at": stay.get("until")}
    sent = body | {"reason": "Written down too late"} | more
    return await who.ask("POST", f"/v1/attendance/stays/{stay['id']}/correct", sent)


async def here(who: Somebody, room: str = "") -> dict[str, str]:
    """By first name who is open where: the ids of rooms."""
    its = await board(who, room)
    names = {one["id"]: one["name"].split()[0] for one in its["children"]}
    return {names[one["student"]]: one["room"] for one in its["stays"] if "until" not in one}


def ago(maple: Running, **how_long: int) -> str:
    """A moment before the hub's own now."""
    return stamp(maple.clock() - timedelta(**how_long))
