"""A proxy that serves a hub behind a path, as many centers do: it takes the path away and passes on the rest."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web
from yarl import URL

DROPPED = {"host", "content-length"}


@contextlib.asynccontextmanager
async def behind(path: str, hub: str) -> AsyncIterator[str]:
    """Serve hub's endpoints behind path; yields where the proxy is."""

    async def passed_on(request: web.Request) -> web.Response:
        rest = request.raw_path.removeprefix(path)
        async with http.request(
            request.method, URL(hub + rest, encoded=True), data=await request.read(), allow_redirects=False,
            headers={one: value for one, value in request.headers.items() if one.lower() not in DROPPED},
        ) as answer:  # fmt: skip
            kept = {
                one: value for one, value in answer.headers.items() if one.lower() in {"content-type", "location"}
            }
            return web.Response(status=answer.status, body=await answer.read(), headers=kept)

    async with aiohttp.ClientSession() as http:
        app = web.Application()
        app.router.add_route("*", path + "/{rest:.*}", passed_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        try:
            yield f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"  # type: ignore[union-attr]
        finally:
            await runner.cleanup()
