"""This file reads how an account stands with its second factor: whether it has one, and whether it needs one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.store.second_factor import count_codes, find_factor, list_places
from policies.people.second_factor import must_have

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class FactorStanding:
    """since: when it was switched on, empty where it is off. required: a school asks for it. codes: left."""

    since: str
    required: bool
    codes: int

    @property
    def on(self) -> bool:
        """Whether a code is asked for at sign-in."""
        return self.since != ""


def standing_of(connection: Connection, account: str) -> FactorStanding:
    """How an account stands, at this moment of the database."""
    found = find_factor(connection, account)
    required = must_have(list_places(connection, account))
    if found is None:
        return FactorStanding("", required, 0)
    return FactorStanding(found.since, required, count_codes(connection, account))
