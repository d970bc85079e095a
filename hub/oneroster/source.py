"""This file says how a source writes what the standard leaves open: until when, and in which country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from hub.reference.end_dates import EXCLUSIVE, LAST_DAY
from hub.reference.phone_numbers import ELSEWHERE

if TYPE_CHECKING:
    from hub.oneroster.spreadsheet.mapping_file import MappingBrought


@dataclass(frozen=True, slots=True)
class BundleSource:
    """
    Where a bundle comes from. day: today, on which roles count or not; None: on any. countries: in which numbers
    without one are read, by school's sourcedId; country: in all other schools. columns: what those of a spreadsheet
    hold (hub/oneroster/spreadsheet/kept_mapping.py), None where nobody has said; mapping: the file that says it
    instead, where there is one. state: what it has said up to now
    (hub/oneroster/kept_state.py), None where nothing is known. only: the school that a server was asked for, by its
    source: its rows have no lines that anybody sees, and nothing is warned of that is of another; empty for a file.
    """

    day: date | None = None
    end_dates: str = EXCLUSIVE
    countries: Mapping[str, str] = field(default_factory=dict)
    country: str = ELSEWHERE
    columns: str | None = None
    state: bytes | None = None
    only: str = ""
    mapping: MappingBrought | None = None

    def country_of(self, school: str) -> str:
        """Where a school's numbers are from."""
        return self.countries.get(school, self.country)

    def all_countries(self) -> frozenset[str]:
        """Where the schools of the bundle are, as far as they are known; else where a school here is."""
        return frozenset(self.countries.values()) or frozenset((self.country,))

    def last_day(self, end: date | None) -> date | None:
        """The last day that counts, of an endDate; None where it is open."""
        if end is None or self.end_dates == LAST_DAY or end == date.min:
            return end
        return end - timedelta(days=1)

    def is_over(self, last: date | None) -> bool:
        """Whether what counted until then counts no more."""
        return self.day is not None and last is not None and last < self.day

    def is_to_come(self, begin: date | None) -> bool:
        """Whether what counts from then does not yet."""
        return self.day is not None and begin is not None and self.day < begin
