"""This file has the shapes of who may pick a child up by the roster, for records, lists and exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.api.schemas import Out
from policies.verdict import Allowed

if TYPE_CHECKING:
    from hub.queries.people.listed_pick_ups import RosterPickUps


class ListedToCollect(Out, frozen=True):
    """
    Somebody whom the roster lists to pick a child up; they have no account by it. relation, phone: as the roster
    has them, null where it does not say. may: the child is handed to them today; because: why, or why not.
    """

    name: str
    relation: str | None
    phone: str | None
    may: bool
    because: str


class ToCollect(Out, frozen=True):
    """at: when the roster last said who may pick children up."""

    at: str
    items: tuple[ListedToCollect, ...]


def shown_pick_ups(found: RosterPickUps | None) -> ToCollect | None:
    """As the wire has them; null where the reader does not see them, or no roster said it."""
    if found is None:
        return None
    return ToCollect(
        at=found.at,
        items=tuple(
            ListedToCollect(
                name=one.listed.name,
                relation=one.listed.relation or None,
                phone=one.listed.phone or None,
                may=isinstance(one.verdict, Allowed),
                because=one.verdict.because,
            )
            for one in found.items
        ),
    )
