"""This file is the one gate of all password hashing: threads of its own, a bounded queue, and everybody's turn."""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from hub.errors import Unavailable
from policies.sentence import say

T = TypeVar("T")

PARALLEL_HASHES = max(1, (os.cpu_count() or 1) // 2)
"""Hashes at the same time: each takes a core and 64 MiB, and those who write to each other need a core as well."""

WAITING, WAITING_OF_ONE = 64, 16
"""Who waits in one lane, and of one address: some seconds' work; who would wait longer is asked to come again."""

BUSY = say("Many people are signing in right now. Nothing was lost; please try again in a few seconds.")

AFTER_S = 5.0
"""When to come again where the queue is full: by then it has been worked off."""


class Lane(Enum):
    """Who asks. Lanes take turns, so that a flood in one holds up nobody in another."""

    KNOWN = "known"
    """Somebody whom we know by a session, or by a device that has signed in as this account before."""
    KIOSK = "kiosk"
    """A device of the school at its door."""
    GUEST = "guest"
    """Anybody."""


@dataclass(slots=True, eq=False)
class _Waiting:
    work: Callable[[], Any]
    done: asyncio.Future[Any]


@dataclass(slots=True)
class _Queue:
    """One lane: its addresses take turns."""

    of: dict[str, deque[_Waiting]] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(map(len, self.of.values()))

    def put(self, address: str, one: _Waiting) -> bool:
        """Queue it; False where there is no room, and nobody who has more waiting to take it from."""
        mine = len(self.of.get(address, ()))
        if mine >= WAITING_OF_ONE:
            return False
        if len(self) >= WAITING:
            greedy = max(self.of, key=lambda other: len(self.of[other]))
            if len(self.of[greedy]) <= mine + 1:
                return False
            _refuse(self.of[greedy].pop())
        self.of.setdefault(address, deque()).append(one)
        return True

    def take(self) -> _Waiting | None:
        """The next of the address whose turn it is, which then stands behind the others."""
        while self.of:
            address = next(iter(self.of))
            waiting = self.of.pop(address)
            one = waiting.popleft()
            if waiting:
                self.of[address] = waiting
            if not one.done.done():  # who went away meanwhile needs no answer
                return one
        return None


def _refuse(one: _Waiting) -> None:
    if not one.done.done():
        one.done.set_exception(Unavailable(BUSY, after_s=AFTER_S))


class Gate:
    """Runs hashing, at_once at a time; memory is bounded by that, and waiting by the queue of each lane."""

    def __init__(self, at_once: int = PARALLEL_HASHES) -> None:
        self.at_once = at_once
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="hashing")
        self._lanes = {lane: _Queue() for lane in Lane}
        self._running = 0

    async def run(self, lane: Lane, address: str, work: Callable[[], T]) -> T:
        """
        What work returns, once it was its turn.

        address: where it was asked from; those of one lane take turns.

        Raises:
            Unavailable: too many are waiting; it says when to come again.
        """
        one = _Waiting(work, asyncio.get_running_loop().create_future())
        if not self._lanes[lane].put(address, one):
            raise Unavailable(BUSY, after_s=AFTER_S)
        self._next()
        result: T = await one.done
        return result

    def _next(self) -> None:
        while self._running < self.at_once and (one := self._take()) is not None:
            self._running += 1
            running = asyncio.get_running_loop().run_in_executor(self._threads, one.work)
            running.add_done_callback(lambda ended, one=one: self._ended(one, ended))  # type: ignore[misc]

    def _take(self) -> _Waiting | None:
        for lane in list(self._lanes):
            if (one := self._lanes[lane].take()) is not None:
                self._lanes[lane] = self._lanes.pop(lane)  # it stands behind the others now
                return one
        return None

    def _ended(self, one: _Waiting, ended: asyncio.Future[Any]) -> None:
        self._running -= 1
        if ended.cancelled():  # the gate is closed
            _refuse(one)
            return
        if not one.done.done():
            if (error := ended.exception()) is not None:
                one.done.set_exception(error)
            else:
                one.done.set_result(ended.result())
        self._next()

    def close(self) -> None:
        """End the threads once what they do is done."""
        self._threads.shutdown(wait=False, cancel_futures=True)
