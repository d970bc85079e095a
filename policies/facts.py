"""This file has the facts of a roster as the system of record tells them, dated."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a school."""

    ADMIN = "admin"
    STAFF = "staff"
    GUARDIAN = "guardian"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    One profile: a person in one school.

    human: all by which two profiles are known to be the same human being (the source's user, the email).
    active: still in the roster. rooms: assigned on the roster's day; empty for guardians.
    cell: an E.164 number that takes texts, None where there is none.
    """

    id: str
    role: Role
    name: str
    human: frozenset[str]
    active: bool = True
    rooms: frozenset[str] = frozenset()
    email: str | None = None
    cell: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """A child. rooms and guardians are those of the roster's day; practice: invented, to try things on."""

    id: str
    name: str
    active: bool = True
    rooms: frozenset[str] = frozenset()
    guardians: frozenset[str] = frozenset()
    practice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A group of students and its staff; in the source a class."""

    id: str
    name: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Dated:
    """
    Somebody in a room, from begin until end, both included; None is open.

    who: a student's or a person's id.
    """

    who: str
    room: str
    begin: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Guardianship:
    """guardian answers for student."""

    guardian: str
    student: str


class History(StrEnum):
    """From where staff who are newly assigned read what was said before."""

    ALL = "all"
    WEEK = "week"
    ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """The office is there on a weekday (0 is Monday) from opens until closes, in minutes of the day."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolSettings:
    """
    What a school chose.

    staff_only: the item types that wait for an admin; "message" stands for text, photos and files.
    email, text: the school's own switches, above everything (research/domain.md, D9).
    history: for who is newly assigned. guardians_start: whether parents may start conversations, or answer only.
    office_hours: when an answer may be expected; none says nothing about it.
    edit_minutes: how long after it was said a message may be changed; withdrawing has no end.
    four_eyes: what admins say to families waits as well, and nobody reviews their own.
    """

    staff_only: frozenset[str] = frozenset()
    email: bool = True
    text: bool = True
    history: History = History.ALL
    guardians_start: bool = True
    office_hours: tuple[Hours, ...] = ()
    edit_minutes: int = 1_440
    four_eyes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A whole school, undecided: rooms of people and students still stand in placements and assignments."""

    school: str
    school_name: str
    settings: SchoolSettings
    people: tuple[Person, ...]
    students: tuple[Student, ...]
    rooms: tuple[Room, ...]
    placements: tuple[Dated, ...]
    assignments: tuple[Dated, ...]
    guardianships: tuple[Guardianship, ...]
