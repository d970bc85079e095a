"""The night of attendance, killed before its first change, then before its second, until it ends by itself."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys

from hub.actions.attendance.closing import close_due
from hub.app import opened_store
from hub.settings import read
from hub.store.clock import moment
from tests.hub.people.killing import _dies_before


async def night(at: str) -> None:
    """What a hub does at night, as of a moment, and then goes down."""
    store = opened_store(read(dict(os.environ)))  # noqa: TID251 (whoever started this says which database)
    await close_due(store, moment(at))
    await store.stop()


def main() -> None:
    """`python -m tests.hub.attendance.killed_night MOMENT`: how each attempt ended is said."""
    for nth in itertools.count(1):
        child = os.fork()
        if child == 0:
            _dies_before(nth)
            asyncio.run(night(sys.argv[1]))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status), flush=True)
        if not os.WIFSIGNALED(status):
            return


if __name__ == "__main__":
    main()
