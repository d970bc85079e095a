"""The collector looks at what is new; whatever lives long waits for a quiet minute."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

BEGIN = """
import asyncio, gc, json, weakref
from hub import heap, metrics

looked = []
gc.callbacks.append(lambda phase, info: looked.append(info["generation"]) if phase == "stop" else None)

class Ring:
    def __init__(self):
        self.itself = self

def old_ring():
    ring = Ring()
    gc.collect(1)  # it outlives two looks
    return weakref.ref(ring)

heap.freeze()
looked.clear()
"""
"""Of a process of its own: who freezes a heap holds on to it."""


def told(script: str) -> Any:
    made = subprocess.run(
        [sys.executable, "-c", BEGIN + script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return json.loads(made.stdout)


def test_what_lives_long_is_looked_at_twice_and_then_left_alone_while_new_rubbish_goes() -> None:
    found = told(
        """
frozen = gc.get_freeze_count()
new = [weakref.ref(Ring()) for _ in range(20_000)]
kept = [[number] for number in range(100_000)]
print(json.dumps({
    "looked": sorted(set(looked)), "frozen": gc.get_freeze_count() - frozen,
    "rubbish": sum(1 for one in new if one() is not None), "counted": sum(metrics.COLLECTED.counts) > 0,
}))
"""
    )

    assert found["looked"] == [0, 1]
    assert found["frozen"] >= 75_000
    assert found["rubbish"] < 1_000
    assert found["counted"]


def test_old_rubbish_goes_in_a_quiet_minute_and_not_while_somebody_writes() -> None:
    found = told(
        """
heap.QUIET_S, heap.BETWEEN_S = 0.02, 0.0
written = 0

async def swept():
    global written
    old = old_ring()
    sweeping = asyncio.create_task(heap.sweep(lambda: written))
    for _ in range(30):
        written += 1
        await asyncio.sleep(0.01)
    while_writing = old() is not None
    await asyncio.sleep(0.2)
    sweeping.cancel()
    return while_writing, old() is None, 2 in looked

print(json.dumps(asyncio.run(swept())))
"""
    )

    assert found == [True, True, True]
