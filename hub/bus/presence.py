"""This file shows the staff which of them have the app open: a hint that expires by itself, never a promise."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hub import wire
from hub.bus.hints import Here
from hub.rounds import every_for_each

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.bus.schools import Schools

LOOK_EVERY_S = 2.0
"""How often it is looked who is there: short absences between two networks are not shown."""

AGAIN_S = 20.0
"""How often it is said again where nothing changes."""

FOR_MS = 60_000


class StaffPresence:
    """
    Who of the staff has a device open, on this node and, as they say, on others.

    Families neither see it nor stand in it.
    """

    def __init__(self, schools: Schools) -> None:
        self.schools = schools
        self._here: dict[str, frozenset[str]] = {}
        self._shown: dict[str, tuple[frozenset[str], float]] = {}

    async def run(self) -> None:
        """For ever, every LOOK_EVERY_S seconds: tell other nodes who is here, and devices here who is there."""
        await every_for_each(LOOK_EVERY_S, self.schools.all, self._look, "saying who has the app open")

    async def _look(self, school: School) -> None:
        self._tell(school)
        if self.schools.in_touch:
            self._show(school)

    def _tell(self, school: School) -> None:
        """Let other nodes know who is here, on a change and now and then."""
        here, before = self._local(school), self._here.get(school.id, frozenset())
        due = self._shown.get(school.id, (here, 0.0))[1] + AGAIN_S < time.monotonic()
        if here != before or (here and due):
            self.schools.hints.tell(Here(school.id, tuple(sorted(here)), tuple(sorted(before - here))))
            self._here[school.id] = here

    def _show(self, school: School) -> None:
        now = time.monotonic()
        elsewhere = {one for one, until in school.away.items() if until > now}
        there = self._local(school) | (elsewhere & self._works_here(school))
        shown, at = self._shown.get(school.id, (frozenset[str](), 0.0))
        listeners = [one for person in self._local(school) for one in school.listeners(person)]
        if not listeners:
            return
        if there != shown or at + AGAIN_S < now:
            self._shown[school.id] = there, now
            frame = wire.encode(wire.Presence(people=tuple(sorted(there)), for_ms=FOR_MS))
            for one in listeners:
                one.sign(frame)

    def _local(self, school: School) -> frozenset[str]:
        works_here = self._works_here(school)
        return frozenset(one.person for one in school.everybody() if one.person in works_here)

    def _works_here(self, school: School) -> frozenset[str]:
        return school.snapshot.roster.staff | school.snapshot.roster.admins
