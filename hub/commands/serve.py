"""This file is `serve`: the running hub, alone on its database file, drained before it goes down."""

from __future__ import annotations

import argparse
import asyncio
import fcntl
import logging
import socket
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from hub import settings, wire
from hub.api.server.connections import Crowd, room
from hub.api.server.http_protocol import protocols
from hub.api.server.listen_addresses import check_free
from hub.app import made
from hub.commands.database_role import look_at_role
from hub.commands.demo import SHOWN, demo_school, people_of
from hub.commands.logs import log_as_json
from hub.commands.working import working
from hub.heap import freeze, hold_off
from hub.notify.transports import close, configured
from hub.reference.editions import carried, warnings
from hub.settings import SettingsError
from hub.store.database import sqlite_file
from hub.store.row_security import Across
from hub.store.schools import list_schools

if TYPE_CHECKING:
    from types import FrameType

    from starlette.applications import Starlette

    from hub.commands.working import Commands
    from hub.store.store import Store

log = logging.getLogger("roomwire.serve")

DRAIN_S = 3.0
"""How long devices get to hear that they are to come again; a restart is not to take longer."""


def add(commands: Commands) -> None:
    """Declare the command `serve` and its options."""
    command = commands.add_parser("serve", help="run the hub")
    command.add_argument("--host", default="127.0.0.1")
    command.add_argument("--port", type=int, default=8000)
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop; 1 where it could not begin, else 0."""
    hold_off()
    chosen = settings.read()
    log_as_json()
    log.info("going by these editions", extra={one.name.replace(" ", "_"): one.installed for one in carried()})
    for warning in warnings(datetime.now(UTC).date()):
        log.warning("%s", warning)
    if chosen.demo:
        logging.getLogger("roomwire.console").setLevel(logging.WARNING)  # /dev/outbox shows it
    lock = _alone(chosen.database_url)
    _settings_hold(chosen)
    app = made(chosen)
    # what is wrong with the database is told here, in a sentence
    people, others = working(chosen, partial(_who_is_here, chosen), whole=False)
    _demo_alone(chosen, demo=bool(people), others=others)
    _warn_of_readers(chosen.database_url)
    app.state.demo_people = [one for one in people if chosen.demo and one["name"] in SHOWN]
    server = Draining(_config(app, args.host, args.port, chosen.proxies), app)
    freeze()
    server.run()
    if lock is not None:
        lock.close()
    return 0 if server.started else 1


async def _who_is_here(chosen: settings.Settings, store: Store) -> tuple[list[dict[str, Any]], bool]:
    """Who can sign in at the demo school, and whether there is any other."""
    await look_at_role(store, works=chosen.worker)
    school, schools = await store.read(demo_school, Across.SCHOOLS), await store.read(list_schools, Across.SCHOOLS)
    return await people_of(store, school) if school else [], len(schools) > bool(school)


def _demo_alone(chosen: settings.Settings, *, demo: bool, others: bool) -> None:
    """
    The demo's pages show whom every school would have told what, and everybody knows the demo's password.

    Raises:
        SettingsError: its pages are to be shown, and a school is here that is not the demo.
    """
    if chosen.demo and others:
        raise SettingsError(
            "ROOMWIRE_DEMO is 1, and there is a school here that is not the demo: its alerts would be shown to "
            "whoever asks. Leave ROOMWIRE_DEMO out, or give the demo a database of its own."
        )
    if demo and not chosen.demo:
        log.warning(
            "the demo school is served without ROOMWIRE_DEMO: everybody knows the password of its accounts, its "
            "admins' too; a school of one's own belongs into a database of its own"
        )


_OF_OTHERS = 0o077


def _warn_of_readers(url: str) -> None:
    """What commands write is their owner's alone; a file of before may still be open to everybody here."""
    database = sqlite_file(url)
    if database is not None and Path(database).stat().st_mode & _OF_OTHERS:
        log.warning("others on this machine may read the records: chmod 600", extra={"file": database})


def _settings_hold(chosen: settings.Settings) -> None:
    """What is set up wrongly is told of now, in a sentence, and not by a stack trace later."""
    check_free(chosen)

    async def tried() -> None:
        await close(configured(chosen))

    asyncio.run(tried())


def _config(app: Starlette, host: str, port: int, proxies: tuple[str, ...]) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        **protocols(Crowd(room(), proxies), proxies, wire.PING_MS / 1000),
        ws_max_size=wire.FRAME_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=10,
        access_log=False,
        log_config=None,
        server_header=False,
    )


class Draining(uvicorn.Server):
    """A server that says goodbye: devices are told to come again before their sockets go."""

    def __init__(self, config: uvicorn.Config, app: Starlette) -> None:
        super().__init__(config)
        self.app = app
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve; the loop is kept, by which it is told to stop."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The first signal drains, the second one does not wait."""
        hub: Any = getattr(self.app.state, "hub", None)
        if hub is None or self._loop is None or hub.draining.is_set():
            super().handle_exit(sig, frame)
            return
        # a signal arrives between two instructions, and not in the loop
        asyncio.run_coroutine_threadsafe(self._go(hub), self._loop)

    async def _go(self, hub: Any) -> None:
        await hub.drain(DRAIN_S)
        self.should_exit = True


def _alone(url: str) -> Any:
    """
    Hold the database file for this server; the system lets go of it when the process ends, however it ends.

    None where the database is made for several.

    Raises:
        SettingsError: another server holds it.
    """
    database = sqlite_file(url)
    if database is None:
        return None
    try:
        Path(database).parent.mkdir(parents=True, exist_ok=True)
        lock = Path(f"{database}.lock").open("w")  # noqa: SIM115 (held until the process ends)
    except OSError as error:
        raise SettingsError(f"ROOMWIRE_DATABASE_URL: {error}") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise SettingsError(f"ROOMWIRE_DATABASE_URL: another hub serves {database} already.") from error
    return lock
