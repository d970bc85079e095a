"""This file tells a monitoring what was measured, at an address of its own, which is not the one people come to."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

from hub.errors import Unavailable
from hub.settings import SettingsError
from hub.store.progress import list_progress
from hub.store.row_security import Across
from notifiers import outages

if TYPE_CHECKING:
    from hub.hub import Hub

CONNECTED = Gauge("roomwire_connections", "Devices that are looking", ["school"])
HEAD = Gauge("roomwire_journal_head", "The last position of a school's journal", ["school"])

SHUT = Gauge(
    "roomwire_provider_shut", "Accounts of providers that nothing is handed to", ["provider", "account", "cause"]
)


async def measured(hub: Hub) -> bytes:
    """All that is counted and measured, in the text form that Prometheus reads."""
    CONNECTED.clear()
    for school in hub.schools.all():
        CONNECTED.labels(school.id).set(len(school.everybody()))
        HEAD.labels(school.id).set(school.seq)
    SHUT.clear()
    with contextlib.suppress(Unavailable):
        for its in await hub.store.read(list_progress, Across.HEADS):
            HEAD.labels(its.school).set(its.seq)
        for one in (await hub.store.read(outages.ongoing, Across.SCHOOLS)).values():
            SHUT.labels(one.provider, one.account, one.cause).set(1)
    return generate_latest()


@contextlib.asynccontextmanager
async def telling_metrics(hub: Hub) -> AsyncIterator[int]:
    """
    Answer `/metrics` where the settings say so, until it is left; the port, 0 where nothing is told.

    Nobody is asked who they are there: it says of schools how much goes on, so it is for a network of one's own.

    Raises:
        SettingsError: somebody else listens there.
    """
    if hub.settings.metrics_listen is None:
        yield 0
        return

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(body=await measured(hub), headers={"content-type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, *hub.settings.metrics_listen).start()
        except OSError as error:
            raise SettingsError(f"ROOMWIRE_METRICS_LISTEN: {error}") from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
