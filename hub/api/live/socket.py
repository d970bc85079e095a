"""This file is the WebSocket endpoint: who may open one, and the handshake; what was opened is a device's."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

from starlette.responses import Response

from hub import wire
from hub.api.live.device import DeviceSocket
from hub.api.route import allowed_origin, names_a_secret, problem
from hub.api.server.websocket_protocol import EXTENSION
from hub.errors import RateLimited
from hub.limits.addresses import address_of
from hub.limits.costs import Cost

if TYPE_CHECKING:
    from starlette.websockets import WebSocket

    from hub.hub import Hub


async def socket(websocket: WebSocket) -> None:
    """Open a socket, or refuse it; from then on it lives without this task."""
    hub: Hub = websocket.app.state.hub
    refusal = _refusal(hub, websocket) or _too_many(hub, websocket)
    if refusal is not None:
        await websocket.send_denial_response(refusal)
        return
    await websocket.accept(subprotocol=wire.SUBPROTOCOL)
    DeviceSocket(hub, websocket.app.state.outgoing).open(websocket.scope["extensions"][EXTENSION])


def _refusal(hub: Hub, websocket: WebSocket) -> Response | None:
    """An HTTP answer instead of a socket, where there is to be none."""
    origin = websocket.headers.get("origin")
    if origin is not None and not allowed_origin(hub, origin):
        return Response("This page may not open a socket here.", 403)
    if names_a_secret(websocket.query_params.keys()):
        return Response("Credentials never stand in an address: send the ticket in hello.", 400)
    if wire.SUBPROTOCOL not in websocket.scope["subprotocols"]:
        return Response(f"Ask for the subprotocol {wire.SUBPROTOCOL}.", 400)
    if hub.draining.is_set() or hub.arrivals.full:
        why = "The hub is restarting." if hub.draining.is_set() else "Many are coming back at once."
        return Response(why, 503, {"retry-after": str(random.randint(1, 5))})  # noqa: S311 (it spreads load)
    return None


def _too_many(hub: Hub, websocket: WebSocket) -> Response | None:
    try:
        hub.purse.wait_s(Cost.HANDSHAKE, address_of(websocket), asyncio.get_running_loop().time())
    except RateLimited as met:
        return problem(met)
    return None
