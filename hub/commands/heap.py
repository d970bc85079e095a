"""This file keeps Python's garbage collector away from what lives as long as the process does."""

import gc


def hold_off() -> None:
    """Collect nothing until freeze: nearly all that a start makes stays, and looking through it takes long."""
    gc.disable()


def freeze() -> None:
    """
    Call it once everything is loaded: what is there by now is never looked through again.

    Else every full collection walks through all modules and the whole roster while everybody waits; of the
    processor time of an alert that was a third (python -m benchmarks.telling, before and after).
    """
    gc.collect()
    gc.freeze()
    gc.enable()
