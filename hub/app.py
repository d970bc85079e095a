"""This file is the composition root: settings, store, schools, senders, endpoints, and how long they live."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as Path
from starlette.routing import WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hub import request_ids
from hub.actions.attendance.closing import close_days
from hub.actions.conversations.typing import show_typing
from hub.actions.people.idle_sessions import end_idle
from hub.actions.people.sealed_keys import seal_anew
from hub.actions.people.sweep_roster import sweep_roster
from hub.actions.people.turn_day import turn_days
from hub.actions.records.activity_log import forget_addresses
from hub.actions.records.erasing import erase_left
from hub.actions.records.retention import remove_aged
from hub.actions.records.sweep_files import sweep_files
from hub.actions.review.remind import remind_all
from hub.api import pages, speaking
from hub.api import settings as school_settings
from hub.api.access import access_to
from hub.api.attendance import boards, signing
from hub.api.conversations import changing, confirming, messages, starting
from hub.api.inbound import mail_hook, sms_hooks, unsorted
from hub.api.inbound.mail_listener import listening
from hub.api.live import sync
from hub.api.live.outgoing import Outgoing
from hub.api.live.socket import socket
from hub.api.methods import Answers, address
from hub.api.metrics_listener import telling_metrics
from hub.api.notify import consenting, figures, preferences, reachability, shortcut, undelivered, unsubscribing
from hub.api.openapi import document
from hub.api.people import (
    account,
    acting,
    blocking,
    changed_email,
    child_record,
    duplicates,
    first_steps,
    identities,
    identity_sign_up,
    inviting,
    linking,
    naming,
    passkeys,
    photo_consent,
    pins,
    printing,
    relationships,
    resetting,
    room_devices,
    roster_columns,
    roster_runs,
    roster_servers,
    roster_uploads,
    sample_letter,
    second_factor,
    sign_ins,
    staff,
    texting,
)
from hub.api.records import (
    activity_log,
    erasure,
    explaining,
    exporting,
    files,
    legal_hold,
    readings,
    reporting,
    retention,
)
from hub.api.review import reviews
from hub.api.route import NO_NUL, Route, come_in, problem
from hub.api.security_contact import ADDRESS, security_txt
from hub.api.security_headers import Guards
from hub.bus.hints import Hints
from hub.bus.presence import StaffPresence
from hub.bus.role_watch import watch_role
from hub.bus.schools import Schools
from hub.errors import Invalid, RateLimited
from hub.heap import sweep
from hub.hub import Hub
from hub.identity_providers import tokens
from hub.inbound.roster.watched_folder import watch_folder
from hub.inbound.roster.watched_servers import watch_servers
from hub.inbound.sms.kept_texts import sweep_texts
from hub.limits.addresses import address_of
from hub.limits.costs import Cost, Purse
from hub.limits.guesses import Guessing
from hub.limits.hashing import Gate
from hub.limits.rates import Arrivals, Rates
from hub.limits.unknown_sessions import Strangers
from hub.notify.claiming import Claimer
from hub.notify.dispatcher import Dispatcher
from hub.notify.eligibility import Eligibility
from hub.notify.rendering import Renderer
from hub.notify.transports import configured
from hub.notify.worker import Worker
from hub.rounds import note_lateness
from hub.settings import USUAL_POSTS, Settings, SettingsError
from hub.store import clock
from hub.store.database import migrate, opened
from hub.store.store import Store
from notifiers.writing import catalogs, sentences

log = logging.getLogger("roomwire")

ROUTES: tuple[Route, ...] = (
    *account.ROUTES, *messages.ROUTES, *changing.ROUTES, *reviews.ROUTES,
    *school_settings.routes("review", "staff-only"), *explaining.ROUTES, *sync.ROUTES, *starting.ROUTES,
    *school_settings.routes("conversations"), *readings.ROUTES, *relationships.ROUTES,
    *school_settings.routes("guardians"), *staff.ROUTES, *reporting.ROUTES, *blocking.ROUTES,
    *consenting.ROUTES, *sms_hooks.ROUTES, *school_settings.routes("texts", "email"), *undelivered.ROUTES,
    *mail_hook.ROUTES, *preferences.ROUTES, *confirming.ROUTES, *reachability.ROUTES, *figures.ROUTES,
    *files.ROUTES, *unsorted.ROUTES, *naming.ROUTES, *resetting.ROUTES, *inviting.ROUTES, *activity_log.ROUTES,
    *printing.ROUTES, *texting.ROUTES, *sample_letter.ROUTES, *first_steps.ROUTES, *duplicates.ROUTES,
    *roster_columns.ROUTES, *roster_runs.ROUTES, *roster_servers.ROUTES,
    *roster_uploads.ROUTES, *child_record.ROUTES, *photo_consent.ROUTES, *retention.ROUTES, *legal_hold.ROUTES,
    *erasure.ROUTES, *boards.ROUTES, *signing.ROUTES,
    *sign_ins.ROUTES, *second_factor.ROUTES, *passkeys.ROUTES,
    *linking.ROUTES, *changed_email.ROUTES, *identities.ROUTES, *identity_sign_up.ROUTES,
    *school_settings.routes("accounts"),
    *school_settings.routes("activity-log"), *exporting.ROUTES,
    *pins.ROUTES, *room_devices.ROUTES, *acting.ROUTES, *school_settings.routes("room-devices", "attendance"),
)  # fmt: skip

UNDER_WAY_S = 10.0
"""How long a hub that goes down waits for what was begun; what is stored by then is stored."""

AT_ONCE, WAITING = 32, 1_000
"""Devices that are taken in at the same time, and that may wait for it; a node takes in some hundreds a second."""


def made(settings: Settings, now: Callable[[], datetime] = clock.now) -> Starlette:
    """
    The application. Its database is brought up to date when it starts.

    Raises:
        SettingsError: the database's address is not one we serve on.
    """
    routes = [WebSocketRoute("/v1/ws", socket), *_paths(), *_pages()]  # the first is asked for most at once
    app = GuardedApp(routes=routes, lifespan=partial(_life, settings, now))
    app.guards = Guards(settings)
    app.state.demo_people, app.state.built = [], pages.built_files()
    app.state.outgoing = Outgoing()
    sentences.read_all()
    if settings.identity_providers:
        tokens()  # now, and not while the first person signs in so
    return app


class GuardedApp(Starlette):
    """The application, every answer of which is guarded, also that to a fault of our own."""

    guards: Guards

    def build_middleware_stack(self) -> ASGIApp:
        """What Starlette answers a fault with stands outside of all middleware, so we stand outside of that."""
        return Guarded(super().build_middleware_stack(), self.guards)


@contextlib.asynccontextmanager
async def _life(settings: Settings, now: Callable[[], datetime], app: Starlette) -> AsyncIterator[None]:
    hub = await opened_hub(settings, now)
    app.state.hub = hub
    async with working(hub, notifies=settings.worker):
        yield


@contextlib.asynccontextmanager
async def working(hub: Hub, *, notifies: bool) -> AsyncIterator[None]:
    """All that a hub does by itself, until it goes down; notifies: also what a worker does."""
    schools = hub.schools
    await seal_anew(hub.store, hub.settings)  # whoever starts last seals what others sealed meanwhile
    works = [schools.poll(), schools.watch_sessions(), schools.hints.run(), StaffPresence(schools).run()]
    works += [note_lateness(), sweep(lambda: hub.store.lively)]
    tasks = [
        asyncio.create_task(work)
        for work in (
            *works,
            *(
                [
                    turn_days(hub),
                    close_days(hub),
                    remind_all(hub),
                    sweep_files(hub),
                    sweep_texts(hub),
                    end_idle(hub),
                    watch_folder(hub),
                    watch_servers(hub),
                    sweep_roster(hub),
                    forget_addresses(hub),
                    remove_aged(hub),
                    erase_left(hub),
                    watch_role(hub.store),
                ]
                if notifies
                else []
            ),
        )
    ]
    notifying = asyncio.create_task(hub.worker.run()) if notifies else None
    try:
        async with listening(hub) as hub.mail_port, telling_metrics(hub) as hub.metrics_port:
            yield
    finally:
        hub.draining.set()
        hub.worker.finish()
        if notifying is not None:
            await asyncio.gather(notifying, return_exceptions=True)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await hub.finish(UNDER_WAY_S)
        for one in hub.darkrooms:
            await one.close()
        await hub.worker.stop()
        hub.guessing.gate.close()
        await hub.store.stop()


async def opened_hub(settings: Settings, now: Callable[[], datetime] = clock.now) -> Hub:
    """
    Everything the routes need, ready.

    Raises:
        SettingsError: a setting is missing or wrong.
    """
    catalogs.read_all()
    store = opened_store(settings)
    transports, wake = configured(settings), asyncio.Event()
    schools = Schools(store, wake.set, Hints(settings.redis_url), now)
    schools.typed = show_typing
    renderer = Renderer(schools, settings)
    dispatcher = Dispatcher(schools, transports, Claimer(schools, Eligibility(schools)), renderer, wake)
    purse = Purse(max(1.0, settings.posts_per_s / USUAL_POSTS))
    return Hub(
        settings=settings,
        store=store,
        schools=schools,
        worker=Worker(schools, dispatcher, wake),
        dispatcher=dispatcher,
        renderer=renderer,
        transports=transports,
        rates=Rates(settings.posts_per_s),
        guessing=Guessing(store, Gate()),
        arrivals=Arrivals(AT_ONCE, WAITING),
        purse=purse,
        strangers=Strangers(purse),
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
        raise SettingsError(f"ROOMWIRE_DATABASE_URL: the database cannot be used: {_refused(error)}") from error
    return engine


def _refused(error: DatabaseError) -> str:
    """What the server says; of a role of ours, also how it is made: a volume of before has none."""
    made = " (the roles are made with python -m hub roles, see docs/operators.md)"
    return f"{error.orig}{made if 'roomwire_' in str(error.orig) else ''}"


def _paths() -> list[Path]:
    """A route of Starlette's per address, with all that is answered there."""
    by_path: defaultdict[str, dict[str, Answers]] = defaultdict(dict)
    for route in ROUTES:
        by_path[route.path][route.method] = _entry(route)
    return [address(path, by_method) for path, by_method in by_path.items()]


def _entry(route: Route) -> Answers:
    async def entry(request: Request) -> Response:
        return await come_in(route, request.app.state.hub, request)

    return entry


async def _openapi(request: Request) -> Response:
    return JSONResponse(document(ROUTES, request.app.state.hub.settings.base_url))


PAGES: tuple[tuple[str, Cost, Answers, list[str]], ...] = (
    ("/v1/openapi.json", Cost.GUEST, _openapi, ["GET"]),
    ("/v1/demo", Cost.PAGE, pages.demo, ["GET"]),
    ("/healthz", Cost.PAGE, pages.healthz, ["GET"]),
    ("/readyz", Cost.PAGE, pages.readyz, ["GET"]),
    (ADDRESS, Cost.PAGE, security_txt, ["GET"]),
    ("/dev/outbox", Cost.GUEST, pages.outbox, ["GET"]),
    ("/s/{code}", Cost.GUEST, shortcut.follow, ["GET"]),
    ("/u/{link}", Cost.GUEST, unsubscribing.page, ["GET", "POST"]),
    ("/{path:path}", Cost.PAGE, pages.page, ["GET"]),
)
"""What is not the API: its address, what one look costs, who answers. The last stands behind everything else."""


def _pages() -> list[Path]:
    guarded = [(path, method) for path, _, _, methods in PAGES for method in methods]
    if closed := [one for one in guarded if not access_to(one[1], one[0]).open]:
        raise LookupError(f"Nobody is asked who they are at a page, so it is for everybody: {closed}")
    return [address(path, dict.fromkeys(methods, paid(cost, page))) for path, cost, page, methods in PAGES]


def paid(cost: Cost, page: Answers) -> Answers:
    """A page that is counted before it is made."""

    async def its(request: Request) -> Response:
        try:
            await request.app.state.hub.purse.pay(cost, "", address_of(request))
        except RateLimited as met:
            await request.app.state.hub.purse.refuse(address_of(request))
            return problem(met)
        return await page(request)

    return its


class Guarded:
    """Names every request, and puts its name and the guarding headers on every answer that is HTTP."""

    def __init__(self, app: ASGIApp, guards: Guards) -> None:
        self.app = app
        self.guards = guards

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI; of a socket only what is answered in its place is HTTP."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        speaking.begin(scope["headers"])
        # all that a device asks on one socket has the socket's id
        named = (request_ids.HEADER.encode(), request_ids.begin(scope["headers"]).encode())

        async def guarded(message: Message) -> None:
            if message["type"] in _ANSWERS:
                message["headers"] = self.guards.add(scope["path"], [*message.get("headers", []), named])
            await send(message)

        await (problem(Invalid(NO_NUL)) if _looks_up_nul(scope) else self.app)(scope, receive, guarded)


_LOOKED_UP = tuple(
    {f"/{path.split('/')[1]}/" for path in (*(route.path for route in ROUTES), *(one[0] for one in PAGES[:-1]))}
)
"""How the addresses begin by which records are looked up; behind all others there are the page's files alone."""


def _looks_up_nul(scope: Scope) -> bool:
    """Whether records would be looked up by U+0000, which is refused as in a body (hub.api.route.no_nul)."""
    path: str = scope["path"]
    nul = "\0" in path or b"%00" in scope["query_string"]
    return nul and scope["type"] == "http" and path.startswith(_LOOKED_UP)


_ANSWERS = frozenset({"http.response.start", "websocket.http.response.start"})
