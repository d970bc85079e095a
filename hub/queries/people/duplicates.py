"""This file reads who of a school is perhaps in its roster twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.errors import Forbidden
from hub.store.child_record import birth_dates
from hub.store.pick_ups import list_all_pick_ups
from policies.people.duplicates import duplicates, may_see_duplicates
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from policies.people.duplicates import Duplicate


def found_twice(connection: Connection, snapshot: Snapshot, reader: str) -> tuple[Duplicate, ...]:
    """
    Who is perhaps twice in the roster of today, as an admin sees it.

    Raises:
        Forbidden: only admins see that.
    """
    roster, school = snapshot.roster, snapshot.school
    if isinstance(verdict := may_see_duplicates(roster.people[reader]), Refused):
        raise Forbidden(verdict.because)
    return duplicates(roster, list_all_pick_ups(connection, school), birth_dates(connection, school), reader)
