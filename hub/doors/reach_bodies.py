"""This file has the bodies that say how well somebody can be reached."""

from __future__ import annotations

from typing import Literal

from hub.doors.bodies import Out

ReachLabel = Literal["none", "emergencies", "urgent", "one_way", "well"]
"""Worst first: by nothing; in an emergency alone; by what is urgent alone, by choice; by one way; by several."""


class Reach(Out, frozen=True):
    """
    How somebody can be reached. ways: by which media messages come. because: a sentence for each medium, without
    any address; next: what the school can do about it, the most useful first, empty where all is well.
    """

    label: ReachLabel
    ways: tuple[Literal["push", "email", "sms"], ...]
    because: tuple[str, ...]
    next: tuple[str, ...]


class HardToReach(Out, frozen=True):
    """Somebody of the school. about: their children's names, or the rooms they work in."""

    person: str
    name: str
    role: str
    about: tuple[str, ...]
    reach: Reach


class ReachCounts(Out, frozen=True):
    """How many people of the school have each label; parents of practice children are not counted."""

    none: int
    emergencies: int
    urgent: int
    one_way: int
    well: int


class Reachability(Out, frozen=True):
    """Worst first, then by name; next: of the following page, null at the end."""

    counts: ReachCounts
    items: tuple[HardToReach, ...]
    next: str | None
