"""One round of one server: what is measured, in which order, on how many connections."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers.generator import Answer, Generator, Watched, generating, marked
from benchmarks.peers.processes import BenchError, last_line, memory_kb, started
from benchmarks.peers.servers import Peer, Place
from benchmarks.seed import ConnectionSet

SMALL, LARGE = 20, 200
"""Members of a room."""

WARM = ConnectionSet(50, SMALL)
"""Connections that come and go before a server's memory is read: what is loaded once is none of theirs."""

WARM_S = 1.0
FOREIGN = 0.25
"""Of a core: a phase during which others took more is measured again."""

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """
    How a run is done. connections, idle: how many, in the phases with load and in the one without; seconds: of each
    phase; rate: messages a second in the open loop.
    """

    program: Path
    work: Path
    connections: int = 2_000
    idle: int = 5_000
    seconds: float = 4.0
    rate: float = 200.0
    port: int = 7_300
    server_core: int = 0
    generator_core: int = 1

    @property
    def small(self) -> ConnectionSet:
        """The connections of the phases in small rooms."""
        return ConnectionSet(self.connections, SMALL)

    @property
    def large(self) -> ConnectionSet:
        """The connections of the phase in large rooms."""
        return ConnectionSet(self.connections, LARGE)

    @property
    def resting(self) -> ConnectionSet:
        """The connections that only stay."""
        return ConnectionSet(self.idle, SMALL)

    @property
    def sets(self) -> tuple[ConnectionSet, ...]:
        """All of these, each once."""
        return tuple(dict.fromkeys((WARM, self.small, self.large, self.resting)))


@dataclass(frozen=True, slots=True)
class Talk:
    """A closed loop: so many of each room, with so many messages under way each."""

    key: str
    senders: int
    depth: int


IN_SMALL = (Talk("talk_20_4", 1, 4), Talk("talk_20_1", 1, 1))
IN_LARGE = Talk("talk_200_40", 10, 4)


@dataclass(frozen=True, slots=True)
class Serving:
    """A server that runs: where, and by which processes."""

    place: Place
    watched: Watched


@contextlib.contextmanager
def serving(peer: Peer, options: Options) -> Iterator[Serving]:
    """
    A fresh server of a peer's, and what it needs.

    Raises:
        BenchError: it did not start.
    """
    folder = options.work / "run" / f"{peer.name}-{options.port}"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o777)  # nginx's worker is somebody else
    log = folder / "server.log"
    log.unlink(missing_ok=True)
    place = Place(folder=folder, port=options.port, seeds=options.work / "seeds", sets=options.sets)
    with contextlib.ExitStack() as stack:
        helpers = []
        if peer.helper is not None:
            its, core = peer.helper(place), options.generator_core
            needed = started(f"what {peer.name} needs", its, core, folder / "helper.log")
            helpers.append(stack.enter_context(needed).pid)
        server = stack.enter_context(started(peer.name, peer.launch(place), options.server_core, log))
        try:
            yield Serving(place, Watched(server.pid, helpers))
        except BenchError as error:
            said = f" {peer.name}: {last_line(log)}" if log.read_text(errors="replace").strip() else ""
            raise BenchError(f"{error}{said}") from error


@contextlib.contextmanager
def loaded(peer: Peer, served: Serving, options: Options, its: ConnectionSet) -> Iterator[Generator]:
    """The generator, with the connections of a set open, and what the processors did for that."""
    plan, size, begin = peer.plan(served.place, its), (its.connections, its.members), marked(served.watched)
    with generating(options.program, plan, options.port, size, options.generator_core) as generator:
        generator.opened |= marked(served.watched).since(begin)
        yield generator


def measured(peer: Peer, options: Options, *, memory: bool) -> dict[str, Any]:
    """
    A round: each phase's figures, by its key. memory: also what an idle connection costs, which does not vary.

    Raises:
        BenchError: something went wrong; the sentence says what.
    """
    found: dict[str, Any] = {}
    with serving(peer, options) as served, loaded(peer, served, options, options.small) as generator:
        found["open"] = generator.opened
        found["pace"] = undisturbed(generator, f"pace {WARM_S} {options.seconds} {options.rate}", served)
        for talk in IN_SMALL:
            found[talk.key] = undisturbed(generator, _words(talk, options), served)
    with serving(peer, options) as served, loaded(peer, served, options, options.large) as generator:
        found[IN_LARGE.key] = undisturbed(generator, _words(IN_LARGE, options), served)
    if memory:
        with serving(peer, options) as served:
            found["rest"] = _idle(peer, served, options)
    return found


def _words(talk: Talk, options: Options) -> str:
    return f"talk {WARM_S} {options.seconds} {talk.senders} {talk.depth}"


def undisturbed(generator: Generator, words: str, served: Serving) -> Answer:
    """A phase; again where others were busy on this machine meanwhile, and the last try if they always were."""
    answer = generator.measured(words, served.watched)
    for _ in range(TRIES - 1):
        if answer["foreign"] <= FOREIGN:
            break
        time.sleep(1)
        answer = generator.measured(words, served.watched)
    return answer


def _idle(peer: Peer, served: Serving, options: Options) -> dict[str, float]:
    with loaded(peer, served, options, WARM):
        pass
    time.sleep(0.5)
    before = memory_kb(served.watched.server)
    with loaded(peer, served, options, options.resting) as generator:
        generator.ask("rest 2")
        grown = memory_kb(served.watched.server) - before
    if not before:
        raise BenchError(f"The memory of {peer.name} cannot be read.")
    return {"kb": grown / options.idle, "before_mb": before / 1024}
