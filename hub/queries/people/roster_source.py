"""This file reads how the source of a school's roster writes, as far as the school has said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.oneroster.source import BundleSource
from hub.store.roster_columns import find_columns
from hub.store.schools import find_source
from hub.store.settings import countries_of

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class SchoolSource:
    """
    What the source calls the school, and in which country its numbers are read (ISO 3166).

    columns: what its admins said of the columns of its spreadsheets, None where nothing.
    """

    source: str
    country: str
    columns: str | None

    def as_of(self, day: date, end_dates: str) -> BundleSource:
        """For a roster that is read on a day."""
        return BundleSource(day, end_dates, {self.source: self.country}, self.country, self.columns)


def source_of(connection: Connection, school: str) -> SchoolSource:
    """How a school's roster is written, by the school's id."""
    source = find_source(connection, school)
    return SchoolSource(source, countries_of(connection)[source], find_columns(connection, school))
