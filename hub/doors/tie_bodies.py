"""This file has the bodies of the doors that say what people are to a child, and what they may do about it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from hub.doors.bodies import In, Out
from hub.doors.reach_bodies import Reach

Power = Literal["see", "message", "told", "pick_up"]
Tie = Literal["guardian", "pick_up", "barred"]


class Child(Out, frozen=True):
    """A student for a list; own: a child of the reader's, about whom another admin decides."""

    id: str
    name: str
    rooms: tuple[str, ...]
    tied: int
    barred: int
    own: bool


class Children(Out, frozen=True):
    items: tuple[Child, ...]


class DenialIn(In, frozen=True):
    """From the first day to the last, both included; null is open."""

    power: Power
    begin: date | None = None
    end: date | None = None


class Denial(Out, frozen=True):
    power: Power
    begin: date | None
    end: date | None
    now: bool


class May(Out, frozen=True):
    """What a rule answers today, and why."""

    power: Power
    answer: bool
    because: str


class Tied(Out, frozen=True):
    """
    Somebody's tie to a child. role: what they are at the school. payer: as far as the source tells.

    reach: how they can be reached; null for who is not told, and where the reader does not see it.
    """

    person: str
    name: str
    role: str
    tie: Tie
    payer: bool
    may: tuple[May, ...]
    denials: tuple[Denial, ...]
    reach: Reach | None


class TiesOf(Out, frozen=True):
    """may_set: the reader may change them; else why not."""

    student: str
    name: str
    may_set: bool
    why: str
    items: tuple[Tied, ...]


class TieIn(In, frozen=True):
    """What is missing stays. tie guardian: what the roster says, which lifts a bar and ends a pick-up."""

    denials: tuple[DenialIn, ...] | None = None
    tie: Tie | None = None


class GuardianPolicy(Out, frozen=True):
    payers_only: bool


class GuardianPolicyIn(In, frozen=True):
    payers_only: bool
