"""This file reads for staff who may pick a child up by the roster, and whom of these the school keeps away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hub.store.pick_ups import find_collected, list_pick_ups, told_at
from policies.people.child_record import may_see_contacts
from policies.people.listed_pick_ups import may_collect, may_see_listed
from policies.verdict import Allowed, Refused, Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from policies.people.pick_up_lists import ListedPickUp


@dataclass(frozen=True, slots=True)
class JudgedPickUp:
    """Somebody whom the roster lists, and whether the child is handed to them today."""

    listed: ListedPickUp
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class RosterPickUps:
    """Who may pick a child up by the roster, those first who may. at: when the roster last said so of anybody."""

    at: str
    items: tuple[JudgedPickUp, ...]


def seen_pick_ups(connection: Connection, snapshot: Snapshot, reader: str, its: str) -> RosterPickUps | None:
    """
    What reader sees of it, numbers as far as they see the office's contacts; None for who does not see it, and
    where no roster said it.
    """
    roster = snapshot.roster
    person, student = roster.people[reader], roster.students[its]
    if isinstance(may_see_listed(roster, person, student), Refused):
        return None
    calls = isinstance(may_see_contacts(roster, person, student, ""), Allowed)
    at = told_at(connection, snapshot.school)
    if at is None:
        return None
    child = find_collected(connection, snapshot.school, its)
    judged = [
        JudgedPickUp(one if calls else replace(one, phone=""), may_collect(child, one, roster.day))
        for one in list_pick_ups(connection, snapshot.school, its)
    ]
    return RosterPickUps(at, tuple(sorted(judged, key=lambda one: isinstance(one.verdict, Refused))))
