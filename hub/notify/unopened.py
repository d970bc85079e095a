"""This file looks after schools that nobody has opened: one that has something to tell is opened for it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.bus.schools import WORK_S
from hub.rounds import tried
from hub.store.progress import Progress, list_progress
from hub.store.row_security import Across

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hub.bus.schools import Schools

OVERVIEW_S = 1.0
"""How often it is looked: the bound on how much later an alert is planned where nobody has the school open."""

OPENED_AT_ONCE = 30
"""Schools opened after one look: the night turns every school's day, and nobody is to wait for that."""


@dataclass
class Unopened:
    """
    What one worker knows of the schools that are not open in its process.

    behind: those whose journal was not planned to its end at the last look, with how far it was; None before the
    first look.
    """

    schools: Schools
    _behind: dict[str, int] | None = None
    _looked: float = 0.0
    _found: list[Progress] = field(default_factory=list)

    async def look(self) -> None:
        """
        Open, for a moment, the schools that have something to plan; at most every OVERVIEW_S.

        Another worker may be about to plan it: so it has to be where it was a look ago. At the first look nobody
        is, or whoever was has gone down.

        Raises:
            Unavailable: the database did not answer.
        """
        if time.monotonic() < self._looked + OVERVIEW_S:
            return
        progress = await self.schools.store.read(list_progress, Across.HEADS)
        self._looked = time.monotonic()
        opened = {school.id for school in self.schools.all()}
        self._found = [one for one in progress if one.school not in opened]
        before, self._behind = (
            self._behind,
            {one.school: one.planned for one in self._found if one.planned < one.seq},
        )
        stuck = [one for one, at in self._behind.items() if before is None or before.get(one) == at]
        for school in stuck[:OPENED_AT_ONCE]:
            await tried(lambda: self.schools.opened(school, WORK_S), "opening a school to plan it", school)  # noqa: B023 (awaited)

    def found(self) -> Sequence[Progress]:
        """Where those stand that were not open at the last look, once for each look."""
        found, self._found = self._found, []
        return found
