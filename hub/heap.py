"""This file keeps Python's garbage collector from holding everybody up: it looks at what is new, and at no more."""

from __future__ import annotations

import asyncio
import gc
import logging
import time
from collections.abc import Callable
from typing import Any

from hub import metrics

log = logging.getLogger("roomwire.heap")

YOUNG, TIMES = 2_000, 4
"""Objects more than there were, after which the collector looks at the new ones; and after how many such looks it
looks at all that came since it last did: some 10,000 objects."""

NEVER = 1_000_000_000
"""What outlived both is not looked through while anybody waits."""

QUIET_S = 60.0
"""How long nobody may have written anything before everything is looked through."""

BETWEEN_S = 6 * 3_600.0
"""How long at least from one look through everything to the next."""


def hold_off() -> None:
    """Collect nothing until freeze: nearly all that a start makes stays, and looking through it takes long."""
    gc.disable()


def freeze() -> None:
    """
    Call it once everything is loaded: what is there is not looked through again, nor what turns out to live long.

    Else every full collection walks through all modules, rosters and sockets while everybody waits: up to a third
    of a second with 2,000 devices. Sockets and messages are in no cycles, so they are freed without the collector;
    what else it would have found waits for a quiet minute (sweep).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, TIMES, NEVER)
    if _collected not in gc.callbacks:
        gc.callbacks.append(_collected)
    gc.enable()


async def sweep(written: Callable[[], int]) -> None:
    """For ever: look through everything in a quiet minute, hours after the last one. written: counts writes."""
    last, before = time.monotonic(), written()
    while True:
        await asyncio.sleep(QUIET_S)
        before, was = written(), before
        if before == was and time.monotonic() - last >= BETWEEN_S:
            last = time.monotonic()
            gc.unfreeze()
            found = gc.collect()
            gc.freeze()
            log.info("looked through the whole heap", extra={"found": found, "took_s": time.monotonic() - last})


_began = 0.0


def _collected(phase: str, info: dict[str, Any]) -> None:
    global _began  # there is one collector, and it waits for its callbacks
    if phase == "start":
        _began = time.perf_counter()
        return
    if info["generation"] > 0:
        gc.freeze()  # what is left has outlived two looks
    metrics.COLLECTED.observe(time.perf_counter() - _began)
