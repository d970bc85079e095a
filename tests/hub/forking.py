"""
Commands of the hub, each in a process of its own that need not read the whole program first.

A new interpreter imports for three seconds of a processor before it does anything; tests run hundreds of commands.
So a process that has imported everything (python -m tests.hub.forking SOCKET) forks one that does the command. It
knows nothing of the test: its environment, its output and where it stands are those it is given.
"""

from __future__ import annotations

import asyncio
import atexit
import functools
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
STARTS_S = 60.0


@functools.cache
def _server() -> str:
    """Start it, once for this test process; where it listens."""
    where = str(Path(tempfile.mkdtemp(prefix="roomwire-commands-")) / "socket")
    process = subprocess.Popen([sys.executable, "-m", "tests.hub.forking", where], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.stdout.close()
    atexit.register(_end, process, Path(where).parent)
    return where


def _end(process: subprocess.Popen[bytes], folder: Path) -> None:
    """Leave neither it nor its socket behind."""
    process.kill()
    shutil.rmtree(folder, ignore_errors=True)


async def command(environ: Mapping[str, str], *words: str) -> tuple[int, str, str]:
    """What `python -m hub` WORDS answers in this environment: its exit code and what it says."""
    where = await asyncio.to_thread(_server)
    with tempfile.TemporaryDirectory(prefix="roomwire-command-") as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        asked = {"words": words, "environ": dict(environ), "out": str(out), "err": str(err)}
        reader, writer = await asyncio.open_unix_connection(where)
        writer.write(json.dumps(asked).encode())
        writer.write_eof()
        said = await reader.read()
        writer.close()
        await writer.wait_closed()
        return int(said or b"-1"), out.read_text(), err.read_text()


def _serve(where: str) -> None:
    """Fork for everybody who comes, until whoever started this is gone."""
    from hub.__main__ import main

    parent = os.getppid()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(where)
        listening.listen()
        listening.settimeout(2.0)
        os.write(1, b"ready\n")
        while os.getppid() == parent:
            try:
                caller, _ = listening.accept()
            except TimeoutError:
                continue
            if os.fork() == 0:
                _do(main, caller)
            caller.close()


def _do(main: object, caller: socket.socket) -> None:
    """In the forked process: do what the caller asks, say how it ended, and end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    caller.settimeout(STARTS_S)
    asked = json.loads(b"".join(iter(lambda: caller.recv(65_536), b"")))
    caller.settimeout(None)
    for number, name in enumerate((os.devnull, asked["out"], asked["err"])):
        opened = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.environ.clear()  # noqa: TID251 (the command's own)
    os.environ.update(asked["environ"])  # noqa: TID251
    random.seed()
    code = 1
    try:
        code = int(main(asked["words"]))  # type: ignore[operator]
    except SystemExit as ended:
        code = int(ended.code or 0)
    except Exception:  # noqa: BLE001 (what an interpreter does with it)
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    caller.sendall(str(code).encode())
    os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1])
