"""This file has the endpoints that are not the API: the web app, health, and the demo's own pages."""

from __future__ import annotations

import html
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response

from hub.api.route import problem
from hub.api.security_headers import policy_of_page
from hub.errors import NotFound, Unavailable
from hub.reference.editions import carried
from hub.store.clock import stamp
from hub.store.database import ping
from hub.store.deliveries import list_newest
from hub.store.row_security import Across
from notifiers.outbox import found
from policies.sentence import say

if TYPE_CHECKING:
    from hub.hub import Hub

DIST = Path(__file__).parent.parent / "web" / "dist"

SHOWN = 200
"""Deliveries on the page of the demo's outbox."""

MAX_ADDRESS = 200
"""Characters of an address within the app; those it makes are shorter."""

UNBUILT = "<!doctype html><title>Roomwire</title><p>The web app is not built yet. Run <code>make web</code>."


async def page(request: Request) -> Response:
    """A file of the web app, else the app itself: its views are its own addresses."""
    if request.url.path.startswith("/v1/"):
        return problem(NotFound(say("There is no such door.")))
    name = request.url.path.lstrip("/")
    built: Mapping[str, Path] = request.app.state.built
    if name == "metrics":
        return PlainTextResponse("What is measured is told at ROOMWIRE_METRICS_LISTEN alone.\n", 404)
    if name in built:
        return FileResponse(built[name], headers=_kept(built[name]))
    if "." in name.rpartition("/")[2] or not _is_view(name):
        return PlainTextResponse("There is no such file.", 404)
    index = built.get("index.html")
    return (
        FileResponse(index, headers={"cache-control": "no-cache"})
        if index is not None
        else HTMLResponse(UNBUILT, 503)
    )


def built_files() -> Mapping[str, Path]:
    """The files of the web app by their addresses, as they are when the hub starts: no address opens others."""
    return {str(one.relative_to(DIST)): one for one in sorted(DIST.rglob("*")) if one.is_file()}


def _is_view(name: str) -> bool:
    return len(name) <= MAX_ADDRESS and name.isprintable()


def _kept(file: Path) -> dict[str, str]:
    """Built files have their content in their name; the rest is asked for anew."""
    if file.parent.name == "assets":
        return {"cache-control": "public, max-age=31536000, immutable"}
    return {"cache-control": "no-cache"}


async def healthz(_request: Request) -> Response:
    """200 as long as the process answers at all, whatever its database does."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """
    The process can do its work: it is not going down, and its database answers.

    Besides it says which editions of facts of the outside world it goes by.
    """
    hub: Hub = request.app.state.hub
    if hub.draining.is_set():
        return PlainTextResponse("going down\n", 503)
    try:
        await hub.store.read(ping, "")
    except Unavailable:
        return PlainTextResponse("the database does not answer\n", 503)
    known = "".join(f"{one.name}: {one.installed}\n" for one in carried())
    return PlainTextResponse(f"ready\n{known}")


async def demo(request: Request) -> Response:
    """Three people to sign in as; only where the demo school is served."""
    hub: Hub = request.app.state.hub
    if not hub.settings.demo:
        return JSONResponse({"detail": "This is not the demo."}, 404)
    return JSONResponse({"people": msgspec.to_builtins(request.app.state.demo_people)})


async def outbox(request: Request) -> Response:
    """What was or would have been sent; only where the demo school is served."""
    hub: Hub = request.app.state.hub
    if not hub.settings.demo:
        return PlainTextResponse("There is no such page.", 404)
    now = stamp(hub.clock())
    rows = [dict(row) for row in await hub.store.read(lambda one: list_newest(one, now, SHOWN), Across.ANSWERS)]
    await _reword(hub, rows)
    if "application/json" in request.headers.get("accept", ""):
        names = ("medium", "provider", "address", "title", "body", "path", "planned_at", "outcome", "detail")
        return JSONResponse({"items": [{name: row[name] for name in names} for row in rows]})
    shown = "".join(
        f"<tr><td>{html.escape(row['planned_at'][:19].replace('T', ' '))}<td>{html.escape(row['medium'])}"
        f"<td>{html.escape(row['address'][:80])}<td>{html.escape(row['body'])}"
        f"<td>{html.escape(row['outcome'] or 'on its way')} {html.escape(row['detail'])}"
        for row in rows
    )
    whole = _OUTBOX.replace("ROWS", shown or "<tr><td colspan=5>Nothing has been sent yet.")
    return HTMLResponse(whole, headers={"content-security-policy": policy_of_page(_OUTBOX)})


async def _reword(hub: Hub, rows: list[dict[str, Any]]) -> None:
    """What was planned is English; what goes out is in the language of whom it goes to."""
    told = await hub.store.read(lambda connection: [found(connection, row["id"]) for row in rows], Across.ANSWERS)
    for row, one in zip(rows, told, strict=True):
        if one is not None:
            row["body"] = await hub.renderer.words(one)


_OUTBOX = """<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content="width=device-width">
<title>Outbox · Roomwire</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;
padding:0 1rem}div{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.5rem
.75rem;border-bottom:1px solid #8884;vertical-align:top}th{font-weight:600}</style>
<h1>Outbox</h1><p>What was sent, newest first, in the language that its reader has chosen by now. Media that are not
configured go to the console instead, and nobody real is reached.</p>
<div><table><thead><tr><th>When (UTC)<th>Medium<th>To<th>Text<th>Outcome<tbody>ROWS</table></div>"""
