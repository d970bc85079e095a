"""This file is the composition root: settings, store, schools, senders, doors, and how long they live."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub.bus.hints import Hints
from hub.bus.schools import Schools
from hub.deeds.remind import remind_all
from hub.deeds.sweep_files import sweep_files
from hub.deeds.turn_day import turn_days
from hub.deeds.typing import show_typing
from hub.doors import (
    account,
    blocking,
    calling,
    changing,
    consenting,
    conversing,
    emailing,
    explaining,
    figures,
    filing,
    mail_hook,
    pages,
    preferring,
    reachability,
    reaching,
    reporting,
    reviews,
    shortcut,
    sms_hooks,
    staff,
    sync,
    talk,
    talking,
    texting,
    tying,
    unsorted,
    unsubscribing,
)
from hub.doors.door import Door, come_in, problem
from hub.doors.mail_listener import listening
from hub.doors.openapi import document
from hub.doors.socket import socket
from hub.errors import Invalid
from hub.hub import Hub
from hub.keeping import sweep_texts
from hub.limits import Arrivals, Failures, Rates
from hub.mailing import Dressing
from hub.presence import Presence
from hub.settings import Settings, SettingsError
from hub.store import clock
from hub.store.database import migrate, opened
from hub.store.store import Store
from hub.telling import Telling
from notifiers import senders
from notifiers.routes import Carrier
from notifiers.senders import SettingError
from notifiers.senders.console import ConsoleSender

log = logging.getLogger("roomwire")

DOORS: tuple[Door, ...] = (
    *account.DOORS, *talk.DOORS, *changing.DOORS, *reviews.DOORS, *explaining.DOORS, *sync.DOORS,
    *conversing.DOORS, *talking.DOORS, *tying.DOORS, *staff.DOORS, *reporting.DOORS, *blocking.DOORS,
    *consenting.DOORS, *sms_hooks.DOORS, *texting.DOORS, *emailing.DOORS, *reaching.DOORS, *mail_hook.DOORS,
    *preferring.DOORS, *calling.DOORS, *reachability.DOORS, *figures.DOORS,
    *preferring.DOORS, *calling.DOORS, *filing.DOORS, *unsorted.DOORS,
)  # fmt: skip

AT_ONCE, WAITING = 32, 1_000
"""Devices that are taken in at the same time, and that may wait for it; a node takes in some hundreds a second."""

TRIES = 10
"""Failed sign-ins per address and email in a quarter of an hour."""


def made(settings: Settings, now: Callable[[], datetime] = clock.now) -> Starlette:
    """
    The application. Its database is brought up to date when it starts.

    Raises:
        SettingsError: the database's address is not one we serve on.
    """
    routes = [*_doors(), *_pages(), WebSocketRoute("/v1/ws", socket), Route("/{path:path}", pages.page)]
    app = Starlette(routes=routes, middleware=[Middleware(Guarded)], lifespan=partial(_life, settings, now))
    app.state.demo_people = []
    return app


@contextlib.asynccontextmanager
async def _life(settings: Settings, now: Callable[[], datetime], app: Starlette) -> AsyncIterator[None]:
    hub = await opened_hub(settings, now)
    app.state.hub = hub
    async with working(hub, tells=settings.worker):
        yield


@contextlib.asynccontextmanager
async def working(hub: Hub, *, tells: bool) -> AsyncIterator[None]:
    """All that a hub does by itself, until it goes down; tells: also what a worker does."""
    schools = hub.schools
    works = [schools.poll(), schools.watch_sessions(), schools.hints.run(), Presence(schools).run()]
    tasks = [
        asyncio.create_task(work)
        for work in (
            *works,
            *([turn_days(hub), remind_all(hub), sweep_files(hub), sweep_texts(hub)] if tells else []),
        )
    ]
    telling = asyncio.create_task(hub.telling.run()) if tells else None
    try:
        async with listening(hub) as hub.mail_port:
            yield
    finally:
        hub.draining.set()
        hub.telling.finish()
        if telling is not None:
            await asyncio.gather(telling, return_exceptions=True)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await hub.telling.stop()
        await hub.store.stop()


async def opened_hub(settings: Settings, now: Callable[[], datetime] = clock.now) -> Hub:
    """
    Everything the doors need, ready.

    Raises:
        SettingsError: a setting is missing or wrong.
    """
    store = opened_store(settings)
    telling = Telling(store, configured(settings), settings.base_url, now)
    schools = Schools(store, telling.wake, Hints(settings.redis_url), now)
    schools.typed = show_typing
    telling.schools, telling.dressing = schools, Dressing(store, settings)
    await schools.open()
    return Hub(
        settings=settings,
        store=store,
        schools=schools,
        telling=telling,
        rates=Rates(settings.posts_per_s),
        failures=Failures(TRIES, 900.0),
        arrivals=Arrivals(AT_ONCE, WAITING),
        clock=now,
    )


def opened_store(settings: Settings) -> Store:
    """
    The store of these settings, brought up to date and started.

    Raises:
        SettingsError: the database's address is not one we serve on, or it cannot be used.
    """
    store = Store(opened_engine(settings.database_url))
    store.start()
    return store


def opened_engine(url: str, *, migrated: bool = True) -> Engine:
    """
    A database, brought up to date unless that is not asked for.

    Raises:
        SettingsError: the address is not one we serve on, or it cannot be used.
    """
    try:
        engine = opened(url)
        if migrated:
            migrate(engine)
    except (ValueError, OSError) as error:
        raise SettingsError(f"ROOMWIRE_DATABASE_URL: {error}") from error
    except DatabaseError as error:
        raise SettingsError(f"ROOMWIRE_DATABASE_URL: the database cannot be used: {error.orig}") from error
    return engine


def configured(settings: Settings) -> Mapping[str, Carrier]:
    """
    Who carries every provider of push and every other medium; the console for what is not configured.

    Raises:
        SettingsError: a sender's settings are incomplete or wrong.
    """
    found: dict[str, Carrier] = {}
    for module in senders.modules():
        if module.MEDIUM == "any":
            continue
        try:
            its_senders = senders.configured(module, settings.environ)
        except SettingError as error:
            raise SettingsError(str(error)) from error
        provider = module.PROVIDER if module.MEDIUM == "push" else ""
        carrier = Carrier(module.MEDIUM, provider, its_senders or (ConsoleSender(module.MEDIUM),))
        found[carrier.name] = carrier
    return found


def _doors() -> list[Route]:
    """A route per address; its methods are told apart here, so that a wrong one is answered in words."""
    by_path: defaultdict[str, dict[str, Door]] = defaultdict(dict)
    for door in DOORS:
        by_path[door.path][door.method] = door
    return [Route(path, _entry(doors), methods=_METHODS) for path, doors in by_path.items()]


_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]


def _entry(doors: dict[str, Door]) -> Callable[[Request], Awaitable[Response]]:
    async def entry(request: Request) -> Response:
        door = doors.get("GET" if request.method == "HEAD" else request.method)
        if door is None:
            response = problem(Invalid(f"This address takes {', '.join(doors)}."))
            response.status_code, response.headers["allow"] = 405, ", ".join(doors)
            return response
        return await come_in(door, request.app.state.hub, request)

    return entry


def _pages() -> list[Route]:
    return [
        Route("/v1/openapi.json", _openapi),
        Route("/v1/demo", pages.demo),
        Route("/healthz", pages.healthz),
        Route("/readyz", pages.readyz),
        Route("/metrics", pages.metrics),
        Route("/dev/outbox", pages.outbox),
        Route("/s/{code}", shortcut.follow),
        Route("/u/{link}", unsubscribing.page, methods=["GET", "POST"]),
    ]


async def _openapi(request: Request) -> Response:
    return JSONResponse(document(DOORS, request.app.state.hub.settings.base_url))


class Guarded:
    """Puts the guarding headers on every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_GUARDED]
            await send(message)

        await self.app(scope, receive, guarded)


_GUARDED = [(name.encode(), value.encode()) for name, value in pages.GUARDED.items()]
