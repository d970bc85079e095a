"""This file keeps what people chose of how they are told; hub/store/reach.py reads it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, insert

from hub.store.schema import preference, rhythm
from policies.notify.preferences import USUAL

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from policies.notify.preferences import Wishes


def put_wishes(connection: Connection, school: str, person: str, wishes: Wishes) -> None:
    """Let a person's wishes be these; what is usual has no row."""
    connection.execute(_NO_PREFERENCES, {"whose": person})
    connection.execute(_NO_RHYTHM, {"whose": person})
    rows = [
        {"school": school, "person": person, "category": category.value, "medium": medium.value, "how": how.value}
        for (category, medium), how in wishes.hows.items()
    ]
    if rows:
        connection.execute(insert(preference), rows)
    if replace(wishes, hows={}) != USUAL:
        _insert_rhythm(connection, school, person, wishes)


def _insert_rhythm(connection: Connection, school: str, person: str, wishes: Wishes) -> None:
    quiet = wishes.quiet
    connection.execute(
        insert(rhythm).values(
            school=school,
            person=person,
            quiet_begins=quiet.begins if quiet else None,
            quiet_ends=quiet.ends if quiet else None,
            zone=wishes.zone,
            digest_at=wishes.digest_at,
        )
    )


_NO_PREFERENCES = delete(preference).where(preference.c.person == bindparam("whose"))
_NO_RHYTHM = delete(rhythm).where(rhythm.c.person == bindparam("whose"))
