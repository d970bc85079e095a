"""Programs of npm that check us: where they are, and one of them running on loopback."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
STARTS_S = 60.0


def program(path: str) -> list[str]:
    """How a program of tests/conformance/package.json, or beside it, is called."""
    node = shutil.which("node")
    assert node, "There is no Node: install version 20.19 or newer."
    assert (HERE / "node_modules").is_dir(), "What npm brings is missing: make conformance installs it."
    return [node, str(HERE / path)]


@contextlib.contextmanager
def serving(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """The program, once it listens on port of loopback; what it says goes into a file of folder."""
    with (folder / "node.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(process, port, folder / "node.log")
            yield
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(10)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + STARTS_S
    while True:
        assert process.poll() is None, log.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.05)
