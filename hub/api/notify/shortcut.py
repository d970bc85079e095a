"""This file has the endpoint of short addresses: what a text leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, RedirectResponse, Response

from hub.api.security_headers import policy_of_page
from hub.errors import Unavailable
from hub.store import links
from hub.store.clock import stamp
from hub.store.row_security import Across

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.hub import Hub

GONE = """<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width">
<title>Roomwire</title><style>:root{color-scheme:light dark}body{font:18px/1.5 system-ui,sans-serif;
margin:3rem auto;max-width:30rem;padding:0 1rem}a{display:inline-block;padding:.75rem 0}</style>
<h1>This link does not work any more</h1><p>Links in texts work for a day. What was written is still there.</p>
<p><a href="BASE/">Open Roomwire</a>"""
KEPT = {"x-robots-tag": "noindex"}
_POLICY = policy_of_page(GONE)


async def follow(request: Request) -> Response:
    """Lead to a place in the app, which asks who it is; expired and unknown answer alike."""
    hub: Hub = request.app.state.hub
    code, at = request.path_params["code"], stamp(hub.clock())
    try:
        path = await hub.store.read(lambda connection: links.leads_to(connection, code, at), Across.SECRET)
    except Unavailable:
        return HTMLResponse("The hub cannot answer right now. Please try again in a moment.", 503, KEPT)
    base = hub.settings.base_url
    if path is None:
        return HTMLResponse(GONE.replace("BASE", base), 404, {**KEPT, "content-security-policy": _POLICY})
    return RedirectResponse(base + path, 302, KEPT)
