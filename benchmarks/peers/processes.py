"""Processes with a core of their own: started, watched, and ended with all that they started, whatever happens."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

STARTS_S = 60.0
ENDS_S = 20.0
TICKS_S = os.sysconf("SC_CLK_TCK")


class BenchError(Exception):
    """Something cannot be measured; the sentence says what, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """
    How a process is started. port: where it listens once it is ready, 0 for one that does not. folder: where it
    runs; environ: on top of ours.
    """

    command: Sequence[str]
    folder: Path
    port: int = 0
    environ: Mapping[str, str] = field(default_factory=dict)


@contextlib.contextmanager
def on_core(core: int) -> Iterator[None]:
    """What is started meanwhile has this core alone, and so has all that it starts."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _bound() -> list[str]:
    """What starts a command so that it ends when we are killed; nothing where the system has no such thing."""
    program = shutil.which("setpriv")
    return [program, "--pdeathsig", "TERM"] if program else []


@contextlib.contextmanager
def started(name: str, launch: Launch, core: int, log: Path) -> Iterator[subprocess.Popen[str]]:
    """
    A process on a core, once it listens; killed afterwards with all of its group. Its output is added to log,
    unless it does not listen: then it is talked to.

    Raises:
        BenchError: its port is taken, or it did not start.
    """
    talks = not launch.port
    if launch.port:
        check_free(launch.port)
    with log.open("ab") as out, on_core(core):
        try:
            process = subprocess.Popen(
                [*_bound(), *launch.command], cwd=launch.folder, text=True, start_new_session=True,
                env={**os.environ, **launch.environ},  # noqa: TID251 (the process's own)
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if talks else out, stderr=out,
            )  # fmt: skip
        except OSError as error:
            raise BenchError(f"{name} did not start: {error}.") from error
    try:
        if launch.port:
            _wait(name, process, launch.port, log)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        _wait_until_free(launch.port)
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                if pipe is not None:
                    pipe.close()


def check_free(port: int) -> None:
    """
    Nothing happens where nobody listens there.

    Raises:
        BenchError: somebody does.
    """
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError as error:
            raise BenchError(f"Port {port} is taken ({error.strerror}); give another with --port.") from error


def _wait_until_free(port: int) -> None:
    """What a server had started holds its port a moment longer than itself, while its connections are closed."""
    until = time.monotonic() + ENDS_S
    while port and time.monotonic() < until:
        try:
            check_free(port)
        except BenchError:
            time.sleep(0.02)
        else:
            return


def _wait(name: str, process: subprocess.Popen[str], port: int, log: Path) -> None:
    until = time.monotonic() + STARTS_S
    while time.monotonic() < until:
        if process.poll() is not None:
            raise BenchError(f"{name} did not start: it ended with {process.returncode}. {last_line(log)}")
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.02)
    raise BenchError(
        f"{name} did not start: nobody listens on port {port} after {STARTS_S:.0f} s. {last_line(log)}"
    )


def last_line(log: Path) -> str:
    """The last thing a process said."""
    lines = [one for one in log.read_text(errors="replace").splitlines() if one.strip()] if log.exists() else []
    return f"It last said: {lines[-1][:300]}" if lines else "It said nothing."


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text().split():
                yield from family(int(child))


def worked_s(pid: int) -> float:
    """Seconds of a processor that a process and its descendants have used."""
    ticks = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS_S


def memory_kb(pid: int) -> int:
    """The proportional set size (PSS) of a process and its descendants, in KB: what they share counts once."""
    total = 0
    for one in family(pid):
        with contextlib.suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total


def busy_s() -> float:
    """Seconds that all processors of this machine have worked, for whomever."""
    fields = [int(one) for one in Path("/proc/stat").read_text().partition("\n")[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS_S
