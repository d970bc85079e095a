"""This file keeps how far the folder of rosters was brought into each school, one file after the other."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from hub.store.schema import roster_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderPlace:
    """
    Up to where the folder has come into a school. written_at: when the newest file was written that was dealt with,
    or the one that did not come in; missing: what that is called, None where there is none; digest: its sha256,
    None where it could not be read.
    """

    school: str
    written_at: str
    missing: str | None = None
    digest: str | None = None


def list_places(connection: Connection) -> Mapping[str, FolderPlace]:
    """How far it has come, by the school's id; none of a school into which nothing came."""
    names = ("school", "written_at", "missing", "digest")
    rows = connection.execute(select(*(roster_folder.c[one] for one in names))).mappings()
    return {row["school"]: FolderPlace(**row) for row in rows}


def put_place(connection: Connection, place: FolderPlace) -> None:
    """Write down that it has come this far into a school."""
    connection.execute(delete(roster_folder).where(roster_folder.c.school == place.school))
    connection.execute(insert(roster_folder).values(**asdict(place)))


def forget_missing(connection: Connection, school: str, digest: str | None, *, whole: bool) -> None:
    """
    Nothing is missing in a school any more, as it got a whole roster, or this very one that had not come in.

    digest: of what it got. The place stays where it was, so that what came after it is looked at.
    """
    its = roster_folder.c
    this = [] if whole else [its.digest == digest]
    connection.execute(update(roster_folder).where(its.school == school, *this).values(missing=None, digest=None))
