"""A command that is killed before its first change, then before its second, and so on, until it ends by itself."""

from __future__ import annotations

import itertools
import os
import signal
import sys

from sqlalchemy import event
from sqlalchemy.engine import Engine

CHANGES = ("insert", "update", "delete", "commit")


def _dies_before(nth: int) -> None:
    """This process is killed, as by a power cut, before the nth change that it asks of a database."""
    counted = itertools.count(1)

    def before(*_: object) -> None:
        if next(counted) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    def statement(_c: object, _cursor: object, text: str, *_: object) -> None:
        if text.lstrip().lower().startswith((*CHANGES, "with")):
            before()

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "commit", before)


def main() -> None:
    """`python -m tests.hub.people.killing WORDS`: one attempt for each line that comes in; how it ended is said."""
    from hub.__main__ import main as hub

    for nth in itertools.count(1):
        if not sys.stdin.readline():
            return
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDWR), 1)
            _dies_before(nth)
            os._exit(hub(sys.argv[1:]))
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
