"""A run of the benchmark: what it writes, what it says of what is not there, and that nothing outlives it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from benchmarks.peers import __main__ as bench
from benchmarks.peers.generator import built
from benchmarks.peers.measure import Options
from benchmarks.peers.processes import BenchError, Launch, started
from benchmarks.peers.report import page
from benchmarks.peers.servers import Peer
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
SMALL = "--connections", "20", "--idle", "20", "--seconds", "0.3", "--rounds", "2"
CORES = sorted(os.sched_getaffinity(0))

pytestmark = pytest.mark.skipif(
    shutil.which("gcc") is None or len(CORES) < 2, reason="it needs gcc, and a core each for server and generator"
)


def words(folder: Path, *options: str) -> list[str]:
    """The command, with all it writes in a folder, on a free port."""
    usual = ["--work", str(folder), "--page", str(folder / "page.md"), "--port", str(free_port())]
    cores = ["--server-core", str(CORES[0]), "--generator-core", str(CORES[1])]
    return [sys.executable, "-m", "benchmarks.peers", *usual, *cores, *options]


def run(folder: Path, *options: str, path: str = "") -> tuple[int, str]:
    """Its exit code, and what it complains of."""
    environ = {**os.environ, "PATH": path or os.environ["PATH"]}  # noqa: TID251 (the command's own)
    done = subprocess.run(
        words(folder, *options), cwd=ROOT, env=environ, capture_output=True, text=True, timeout=550
    )
    return done.returncode, done.stderr


@pytest.mark.long
@pytest.mark.timeout(600)  # what others disturbed is measured again, up to twice
def test_the_page_has_a_row_for_each_server_with_how_it_was_measured(tmp_path: Path) -> None:
    code, complaints = run(tmp_path, "--peers", "hub", *SMALL)

    written = (tmp_path / "page.md").read_text()
    row = next(line for line in written.splitlines() if line.startswith("| hub |"))
    assert (code, complaints) == (0, "")
    figures = row.strip("| ").split(" | ")[1:]
    assert len(figures) == 8
    # With so few connections the memory of each may come out below nothing: the server gave some back meanwhile.
    assert all(re.fullmatch(r"(>= )?-?[\d,.]+( \(-?[\d,.]+ to -?[\d,.]+\))?", one) for one in figures), figures
    for said in ("2 interleaved rounds", "--seconds 0.3", "Python 3.", "rooms of 20, depth 4", "synchronous FULL"):
        assert said in written


def test_a_server_that_is_not_installed_stands_in_the_table_as_such(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("gcc", "as", "ld"):
        (tools / name).symlink_to(shutil.which(name) or "")

    code, complaints = run(tmp_path, "--peers", "ws", *SMALL, path=str(tools))

    assert code == 0
    assert "ws: not measured: Node is not installed." in complaints
    assert "| ws | not measured: Node is not installed |" in (tmp_path / "page.md").read_text()


def test_a_port_that_is_taken_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])

        code, complaints = run(tmp_path, "--peers", "hub", "--port", port)

    assert code == 1
    assert f"bench: Port {port} is taken" in complaints
    assert "give another with --port" in complaints
    assert not (tmp_path / "page.md").exists()


def test_one_core_for_both_is_refused(tmp_path: Path) -> None:
    code, complaints = run(tmp_path, "--generator-core", str(CORES[0]))

    assert code == 1
    assert "bench: Server and generator need a core each" in complaints


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (
            "print('no roster, no hub', flush=True); raise SystemExit(3)",
            "ended with 3. It last said: no roster, no hub",
        ),
        ("raise SystemExit(3)", "ended with 3. It said nothing."),
    ],
)
def test_a_server_that_does_not_start_is_told_of_with_its_last_words(
    tmp_path: Path, script: str, said: str
) -> None:
    launch = Launch(command=[sys.executable, "-c", script], folder=tmp_path, port=free_port())

    with pytest.raises(BenchError) as met, started("Ours", launch, CORES[0], tmp_path / "log"):
        pass

    assert str(met.value) == f"Ours did not start: it {said}"


def test_a_server_that_is_no_program_is_told_of(tmp_path: Path) -> None:
    launch = Launch(command=["no-such-server"], folder=tmp_path, port=free_port())

    with (
        pytest.raises(BenchError, match=r"Ours did not start: .*no-such-server"),
        started("Ours", launch, CORES[0], tmp_path / "log"),
    ):
        pass


LINGERS = """
import os, socket, sys, time

server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
parent = os.getpid()
if os.fork() == 0:
    os.setsid()
    while os.getppid() == parent:
        time.sleep(0.01)
    time.sleep(0.5)
else:
    time.sleep(60)
"""


def test_a_server_is_over_once_what_it_started_has_let_go_of_its_port(tmp_path: Path) -> None:
    port = free_port()
    launch = Launch(command=[sys.executable, "-c", LINGERS, str(port)], folder=tmp_path, port=port)

    for _ in range(2):
        with started("Ours", launch, CORES[0], tmp_path / "log"):
            pass


HANGS_UP = """
import asyncio, os, sys, websockets

heard = 0

async def serve(ws):
    global heard
    await ws.send("in")
    async for said in ws:
        heard += 1
        if heard == 20:
            print("that was enough", flush=True)
            os._exit(3)
        await ws.send(said)

async def main():
    async with websockets.serve(serve, "127.0.0.1", int(sys.argv[1])) as server:
        await server.serve_forever()

asyncio.run(main())
"""


def test_a_server_that_hangs_up_is_tried_twice_and_stands_in_the_table_with_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    peer = Peer(
        name="brief", brought_by="this test", keeps="forgotten",
        launch=lambda its: Launch(
            command=[sys.executable, "-c", HANGS_UP, str(its.port)], folder=its.folder, port=its.port
        ),
        plan=lambda _place, _its: "hear in\npost {body}\n", missing=lambda: "", version=lambda: "1",
    )  # fmt: skip
    options = Options(
        program=built(tmp_path), work=tmp_path, connections=20, idle=20, seconds=0.2, port=free_port(),
        server_core=CORES[0], generator_core=CORES[1],
    )  # fmt: skip

    outcomes = bench.run(options, [peer], 3)

    why = r"connection \d+ once in: the server closed it. brief: It last said: that was enough"
    written = page(outcomes, options, "this test", "nobody", "")
    (row,) = [one for one in written.splitlines() if "not measured" in one]
    assert re.search(rf"^\| brief \| not measured: \d+ connections were lost: {why}", row), row
    tries = [line for line in capsys.readouterr().err.splitlines() if "connections were lost" in line]
    assert [line[0] for line in tries] == ["1", "2"]


def wait_until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Return once it is so."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_interrupted_leaves_no_process_behind(tmp_path: Path, number: signal.Signals) -> None:
    options = ("--peers", "hub", "--connections", "20", "--idle", "20", "--seconds", "60")
    bench = subprocess.Popen(words(tmp_path, *options), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    its = psutil.Process(bench.pid)
    wait_until(lambda: bench.poll() is not None or "load" in {one.name() for one in its.children(recursive=True)})
    theirs = its.children(recursive=True)
    assert len(theirs) >= 2

    bench.send_signal(number)

    _, said = bench.communicate(timeout=30)
    assert bench.returncode == (-number if number == signal.SIGKILL else 130)
    assert number == signal.SIGKILL or "nothing was written" in said
    wait_until(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in theirs), 20)
    assert not (tmp_path / "page.md").exists()
