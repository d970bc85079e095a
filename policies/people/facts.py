"""This file has the facts of a roster as the system of record tells them, dated."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a school, which most rules go by."""

    ADMIN = "admin"
    STAFF = "staff"
    GUARDIAN = "guardian"


class Power(StrEnum):
    """What somebody tied to a student may do about them, unless the school has denied it."""

    SEE = "see"
    MESSAGE = "message"
    TOLD = "told"
    PICK_UP = "pick_up"


class Tie(StrEnum):
    """What a person is to a student; one word for the two of them, so that nobody is two of these at once."""

    GUARDIAN = "guardian"
    PICK_UP = "pick_up"
    BARRED = "barred"


class Area(StrEnum):
    """What staff may be let into, or kept out of."""

    FAMILIES = "families"
    STAFF = "staff"
    ANNOUNCEMENTS = "announcements"
    ACTIVITIES = "activities"


class Level(StrEnum):
    """How far staff are let into an area."""

    NONE = "none"
    READ = "read"
    FULL = "full"


class Urgency(StrEnum):
    """How loudly something is told; a drill is told like an emergency, and says that it is none."""

    NORMAL = "normal"
    URGENT = "urgent"
    EMERGENCY = "emergency"
    DRILL = "drill"


class Own(StrEnum):
    """Whether what one of the staff writes to families waits for approval."""

    SCHOOL = "school"
    WAITS = "waits"
    TRUSTED = "trusted"


class PhotoScope(StrEnum):
    """How far a parent lets photos of their child go, the narrowest first."""

    NONE = "none"
    OWN_FAMILY = "own_family"
    ROOMS = "rooms"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissions:
    """
    What one of the staff may do; admins may everything.

    marks: the loudest they may call something. own: whether what they write waits: as the school has set, always
    (new staff), or never by its type (trusted staff).
    """

    families: Level = Level.FULL
    staff: Level = Level.FULL
    announcements: Level = Level.FULL
    activities: Level = Level.FULL
    reviews: bool = False
    marks: Urgency = Urgency.NORMAL
    own: Own = Own.SCHOOL

    def level(self, area: Area) -> Level:
        """How far these permissions reach into an area."""
        return getattr(self, area.value)  # type: ignore[no-any-return]  # each area is a field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    One profile: a person in one school.

    human: all by which two profiles are known to be the same human being (the source's user, the email, the
    account). linked: the ids of profiles with which it has one account. apart: of those of whom an admin said that
    they are somebody else. unconfirmed: the email is another than before, and its reader has not said that it is
    theirs. erased: their name is nobody's any more (ADR 66).
    active: still in the roster. rooms: assigned on the roster's day; empty for guardians. primary: the room among
    them that is theirs first. cell: an E.164 number that takes texts, None where there is none. language: the one
    they chose, such as "es"; empty for the school's. name: as they are shown; listed: as the roster has it.
    """

    id: str
    role: Role
    name: str
    human: frozenset[str]
    active: bool = True
    rooms: frozenset[str] = frozenset()
    primary: str | None = None
    permissions: Permissions = Permissions()
    email: str | None = None
    cell: str | None = None
    language: str = ""
    listed: str = ""
    linked: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()
    unconfirmed: bool = False
    erased: bool = False

    @property
    def mail(self) -> str | None:
        """Where emails go; None where there is no address, or one that waits to be confirmed."""
        return None if self.unconfirmed else self.email


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """
    A child. rooms and guardians are those of the roster's day; practice: invented, to try things on.

    guardians: who sees the student. family: every parent, whatever was denied them, and though they or the child
    left: what is kept about it is about their child.
    collectors: who may be handed the child besides parents. barred: who of the family is kept away. denied: what
    who lost on that day; deny wins. photos: how far photos of the child may go, None where no parent has said.
    erased: its name is nobody's any more (ADR 66).
    """

    id: str
    name: str
    given: str = ""
    active: bool = True
    rooms: frozenset[str] = frozenset()
    guardians: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    collectors: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    denied: frozenset[tuple[str, Power]] = frozenset()
    practice: bool = False
    photos: PhotoScope | None = None
    erased: bool = False


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
    """guardian is tied to student. payer: they pay for the student's place, as far as the source tells."""

    guardian: str
    student: str
    tie: Tie = Tie.GUARDIAN
    payer: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """The school denies guardian a power about student, from begin until end, both included; None is open."""

    guardian: str
    student: str
    power: Power
    begin: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class PhotoAnswer:
    """What guardian allows of photos of student, by their last word."""

    guardian: str
    student: str
    scope: PhotoScope
