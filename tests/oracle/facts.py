"""What a school is, in plain words: people, children, rooms, and what was set about them. Nothing here decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

Place = tuple[str, str]
"""A conversation by its kind and what it is about: a child, a room, a person, "" for the school, "a+b" for two."""

Span = tuple[str, date | None, date | None]
"""A room, from a day until a day, both included; None is open."""

NEVER = ("observation", "name_to_face")
AREAS = {
    "family": "families", "office": "families", "direct": "families", "room": "families",
    "staff": "staff", "staff_direct": "staff", "announcement": "announcements", "day": "activities",
}  # fmt: skip
"""Which permission of the staff each kind of conversation comes under."""


@dataclass
class Person:
    """
    One profile. user: the human being; role: admin, staff or guardian. present: in the roster, which calls them
    known_as where two profiles of one human being are two users to it. email: as the roster has it. signed_up: the
    human being has an account.
    """

    user: str
    role: str
    present: bool = True
    known_as: str = ""
    email: str | None = None
    signed_up: bool = True


@dataclass
class Child:
    """parents: by profile, and whether they pay. collectors are of no interest here."""

    given: str
    rooms: list[Span] = field(default_factory=list)
    parents: dict[str, bool] = field(default_factory=dict)
    present: bool = True


@dataclass
class Link:
    """An invitation as it was sent. era: which facts held then. opened: it was used, and does no more."""

    p: str
    secret: str
    era: int
    at: datetime
    opened: bool = False


@dataclass
class Facts:
    """
    A school at one moment.

    works: by profile, what the roster says; given: what an admin gave besides. denied: profile, child, power and
    days. may: what differs from the usual for one of the staff, by area, and "reviews" and "own".
    """

    today: date
    people: dict[str, Person]
    children: dict[str, Child]
    rooms: set[str]
    works: dict[str, list[Span]]
    given: dict[str, list[Span]] = field(default_factory=dict)
    barred: set[tuple[str, str]] = field(default_factory=set)
    denied: dict[tuple[str, str], list[tuple[str, date | None, date | None]]] = field(default_factory=dict)
    may: dict[str, dict[str, str]] = field(default_factory=dict)
    staff_only: set[str] = field(default_factory=set)
    history: str = "all"
    guardians_start: bool = True
    payers_only: bool = False
    oversight: bool = True
    four_eyes: bool = False
    hold_names: bool = True


@dataclass
class Told:
    """An event of the journal that carries a message. era: which facts held when it was written."""

    seq: int
    era: int
    at: datetime
    kind: str
    audience: str


@dataclass
class Said:
    """
    A message. state: shared, held, never, returned, declined. text: as it reads now, None once withdrawn.

    first: what the staff read that was held, where a reviewer changed it. ended_by: who decided about it, or took
    it back while it waited.
    """

    id: str
    place: Place
    author: str
    type: str
    text: str | None
    first: str | None
    token: str
    state: str
    at: datetime
    told: list[Told]
    edited_at: str | None = None
    ended_by: str | None = None
