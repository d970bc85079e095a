"""This file reads how the source of a school's roster writes, as far as the school has said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.oneroster.source import BundleSource
from hub.store.roster_columns import find_columns
from hub.store.roster_states import find_state, find_state_body
from hub.store.schools import find_source, taken_elsewhere
from hub.store.settings import countries_of

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class SchoolSource:
    """
    What the source calls the school, and in which country its numbers are read (ISO 3166).

    columns: what its admins said of the columns of its spreadsheets, None where nothing. over, state: the digest of
    what its source has said up to now, and that itself; None where that is not known. taken: as
    taken_elsewhere has it.
    """

    source: str
    country: str
    columns: str | None
    over: str | None
    state: bytes | None
    taken: frozenset[str] | None = None

    def as_of(self, day: date, end_dates: str, *, fetched: bool = False) -> BundleSource:
        """For a roster that is read on a day. fetched: from a server, for this school alone."""
        countries, only = {self.source: self.country}, self.source if fetched else ""
        return BundleSource(day, end_dates, countries, self.country, self.columns, self.state, only)


def source_of(connection: Connection, school: str) -> SchoolSource:
    """How a school's roster is written, by the school's id."""
    source, over = find_source(connection, school), find_state(connection, school)
    country, columns = countries_of(connection)[source], find_columns(connection, school)
    taken = taken_elsewhere(connection, school)
    return SchoolSource(source, country, columns, over, find_state_body(connection, over), taken)
