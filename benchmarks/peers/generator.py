"""The generator (load.c) as a process: built where that is due, asked for a phase, its answers read."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.processes import BenchError, Launch, busy_s, last_line, started, worked_s

SOURCE = Path(__file__).with_name("load.c")
Answer = dict[str, Any]


def built(folder: Path) -> Path:
    """
    The generator's program in folder, compiled where it is older than its source.

    Raises:
        BenchError: there is no C compiler, or it refuses.
    """
    program, compiler = folder / "load", shutil.which("gcc") or shutil.which("cc")
    if program.exists() and program.stat().st_mtime > SOURCE.stat().st_mtime:
        return program
    if compiler is None:
        raise BenchError("The generator is in C: make bench needs gcc (Debian: apt-get install gcc libc6-dev).")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        made = Path(name) / "load"
        command = [compiler, "-O2", "-Wall", "-Wextra", "-std=gnu11", "-o", str(made), str(SOURCE)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BenchError(f"The generator cannot be compiled: {done.stderr.strip()}")
        made.rename(program)
    return program


@dataclass(frozen=True, slots=True)
class Watched:
    """What a phase may be measured by besides: the processes of a server, and of what it needs."""

    server: int
    helpers: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """What the processors had done at a moment, in seconds: of a server, what it needs, all of them, and ours."""

    at: float
    server: float
    helpers: float
    busy: float
    ours: float

    def since(self, begin: Mark) -> Answer:
        """Seconds of the server and of what it needs, how long that was, and the share of a core others took."""
        seconds, server, helpers = self.at - begin.at, self.server - begin.server, self.helpers - begin.helpers
        others = self.busy - begin.busy - server - helpers - (self.ours - begin.ours)
        return {
            "server_s": server, "helpers_s": helpers, "window_s": seconds, "foreign": max(0.0, others) / seconds
        }  # fmt: skip


def marked(watched: Watched) -> Mark:
    """What the processors have done by now; ours are this process and its children, but for those watched."""
    server, helpers = worked_s(watched.server), sum(map(worked_s, watched.helpers))
    return Mark(time.monotonic(), server, helpers, busy_s(), worked_s(os.getpid()) - server - helpers)


class Generator:
    """A generator whose connections are open. opened: how opening them went."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process, self._log = process, log
        self.opened = self._checked(self._read())

    def ask(self, words: str, mark: Callable[[], None] | None = None) -> Answer:
        """
        What came of a phase, called as load.c says. mark is called when what is measured begins, and when it ends.

        Raises:
            BenchError: connections were lost meanwhile, or the generator ended.
        """
        assert self.process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(words + "\n")
            self.process.stdin.flush()
        while True:
            answer = self._read()
            if answer["at"] not in {"begin", "end"}:
                return self._checked(answer)
            if mark is not None:
                mark()

    def measured(self, words: str, watched: Watched) -> Answer:
        """
        What came of a phase, with what the processors did meanwhile, as Mark.since says.
        """
        marks: list[Mark] = []
        answer = self.ask(words, lambda: marks.append(marked(watched)))
        begin, end = marks
        return {**answer, **end.since(begin)}

    def _read(self) -> Answer:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise BenchError(f"The generator ended with {self.process.wait()}. {last_line(self._log)}")
        answer: Answer = json.loads(line)
        return answer

    def _checked(self, answer: Answer) -> Answer:
        if answer.get("why"):
            raise BenchError(f"{answer['gone']} connections were lost: {answer['why']}.")
        return answer


@contextlib.contextmanager
def generating(program: Path, plan: str, port: int, size: Sequence[int], core: int) -> Iterator[Generator]:
    """
    A generator on a core, all its connections open. size: how many there are, and how many are in a room.

    Raises:
        BenchError: a connection was refused, or the plan is wrong.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "plan").write_text(plan)
        command = [str(program), str(folder / "plan"), str(port), *map(str, size)]
        with started("the generator", Launch(command=command, folder=folder), core, folder / "log") as process:
            yield Generator(process, folder / "log")
