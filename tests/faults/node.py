"""
A hub process as the fault runs start it: the hub's own command line, with a clock that can be moved, and
where the checker is to be proved, with one deliberate bug.

FAULTS_CLOCK names a file that holds the seconds by which this process's clock is ahead, if nothing else moves it.
FAULTS_BUG names a bug.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from hub import app
from hub.__main__ import main
from hub.api.live import device
from hub.commands import serve, worker
from hub.store import clock
from tests.faults import bugs


class Moved:
    """The clock of a machine that somebody sets."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> datetime:
        """The moment, as this machine has it."""
        try:
            ahead = float(self.file.read_text() or 0)
        except (OSError, ValueError):
            ahead = 0.0
        return clock.now() + timedelta(seconds=ahead)


if __name__ == "__main__":
    device.SOCKETS = 25  # the demo school has 97 people, and a storm of theirs is 2,000 devices
    if file := os.environ["FAULTS_CLOCK"]:  # noqa: TID251 (it is not the hub's setting)
        serve.made = partial(app.made, now=Moved(Path(file)))
        worker.opened_hub = partial(app.opened_hub, now=Moved(Path(file)))
    bugs.plant(os.environ.get("FAULTS_BUG", ""))  # noqa: TID251
    sys.exit(main(sys.argv[1:]))
