"""This file reads who of a school has one account with whom, and whom an admin parted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.store.many import Row
    from policies.people.facts import Person


@dataclass(frozen=True, slots=True)
class ProfileLinks:
    """By person: accounts that act as more than one; linked, with whom; apart, from whom an admin parted them."""

    accounts: Mapping[str, str]
    linked: Mapping[str, frozenset[str]]
    apart: Mapping[str, frozenset[str]]

    def on(self, one: Person) -> Person:
        """The person as they stand with other profiles; of most people nothing is known."""
        if one.id in self.linked:
            human = one.human | {f"account:{self.accounts[one.id]}"}
            one = replace(one, human=human, linked=self.linked[one.id])
        return replace(one, apart=self.apart[one.id]) if one.id in self.apart else one


def links_of(profiles: Sequence[Row], parted: Sequence[Row]) -> ProfileLinks:
    """How profiles stand with one another, of the rows of accounts that act as several, and of pairs parted."""
    together, apart = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for row in profiles:
        together[row["account"]].add(row["person"])
    for row in parted:
        apart[row["at_work"]].add(row["at_home"])
        apart[row["at_home"]].add(row["at_work"])
    several_of = {account: people for account, people in together.items() if len(people) > 1}
    return ProfileLinks(
        accounts={one: account for account, people in several_of.items() for one in people},
        linked={one: frozenset(people - {one}) for people in several_of.values() for one in people},
        apart={one: frozenset(others) for one, others in apart.items()},
    )
