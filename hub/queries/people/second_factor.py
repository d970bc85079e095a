"""This file reads how an account stands with its second factor: whether it has one, and whether it needs one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.store.passkeys import count_opening
from hub.store.second_factor import count_codes, find_factor, list_places
from policies.people.second_factor import must_have

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class FactorStanding:
    """
    since: when it was switched on, empty where it is off. required: a school asks for more than a password. codes:
    left. passkeys: by which the account is opened as well, where the hub is found today; each is two factors by
    itself.
    """

    since: str
    required: bool
    codes: int
    passkeys: int = 0

    @property
    def on(self) -> bool:
        """Whether a code is asked for at sign-in."""
        return self.since != ""

    @property
    def code_required(self) -> bool:
        """Whether a code has to be asked for: nothing else is there that the school would take for it."""
        return self.required and not self.passkeys


def standing_of(connection: Connection, account: str, party: str) -> FactorStanding:
    """
    How an account stands, at this moment of the database. party: the host that passkeys are for; one for another
    host opens nothing, so the school’s asking is not met by it.
    """
    found = find_factor(connection, account)
    required = must_have(list_places(connection, account))
    passkeys = count_opening(connection, account, party)
    if found is None:
        return FactorStanding("", required, 0, passkeys)
    return FactorStanding(found.since, required, count_codes(connection, account), passkeys)
