"""This file has the facts of a roster as the system of record tells them, dated."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Role(StrEnum):
    """What a person is in a school."""

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
        """How far into an area."""
        return getattr(self, area.value)  # type: ignore[no-any-return]  # each area is a field


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """
    One profile: a person in one school.

    human: all by which two profiles are known to be the same human being (the source's user, the email).
    active: still in the roster. rooms: assigned on the roster's day; empty for guardians. primary: the room among
    them that is theirs first. cell: an E.164 number that takes texts, None where there is none. language: the one
    they chose, such as "es"; empty for the school's.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Student:
    """
    A child. rooms and guardians are those of the roster's day; practice: invented, to try things on.

    guardians: who sees the student. family: every parent still in the roster, whatever was denied them.
    collectors: who may be handed the child besides parents. barred: who of the family is kept away. denied: what
    who lost on that day; deny wins.
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


@dataclass(frozen=True, slots=True, order=True)
class Closed:
    """The school is closed from begin until end, both included; name: what for, where it says so."""

    begin: date
    end: date
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denial:
    """The school denies guardian a power about student, from begin until end, both included; None is open."""

    guardian: str
    student: str
    power: Power
    begin: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolSettings:
    """
    What a school chose.

    staff_only: the item types that wait for an admin; "message" stands for text, photos and files.
    email, text: the school's own switches, above everything (research/domain.md, D9).
    history: for who is newly assigned. guardians_start: whether parents may start conversations, or answer only.
    office_hours: when an answer may be expected; none says nothing about it.
    today_counts: where staff were checked in today counts like an assignment (floaters, substitutes).
    payers_only: only who pays for a student counts as a guardian (research/domain.md, B6).
    edit_minutes: how long after it was said a message may be changed; withdrawing has no end.
    undo_seconds: how long what was just written may be taken back as if it had not been sent; 0 sends at once.
    closed_dates: when nobody answers whatever the office hours say. oversight: whether admins read what is said
    outside their rooms; oversight_visible: whether those it concerns see that one did.
    hold_names: what staff write waits where it names a child of another family. review_minutes: how long something
    waits before its reviewers are reminded, 0 for ever; second_approver: who is asked then, by id.
    four_eyes: what admins say to families waits as well, and nobody reviews their own.
    segment_price: what a segment of a text costs, in ten-thousandths of the school's currency; 0 is not known.
    email_name, email_reply_to: whom emails come from and where answers go (research/domain.md, D10); empty for the
    school's own name, and for nowhere. language: of who has chosen none.
    ladder_minutes: how long an alert stays unread before the next medium is tried, 0 for ever.
    push_a_day, texts_a_day, emails_a_day: the most alerts by a medium that ring at one address between two digests.
    """

    staff_only: frozenset[str] = frozenset()
    email: bool = True
    text: bool = True
    history: History = History.ALL
    guardians_start: bool = True
    office_hours: tuple[Hours, ...] = ()
    today_counts: bool = False
    payers_only: bool = False
    edit_minutes: int = 1_440
    undo_seconds: int = 5
    closed_dates: tuple[Closed, ...] = ()
    oversight: bool = True
    oversight_visible: bool = False
    four_eyes: bool = False
    hold_names: bool = True
    review_minutes: int = 60
    second_approver: str = ""
    segment_price: int = 0
    email_name: str = ""
    email_reply_to: str = ""
    language: str = "en"
    ladder_minutes: int = 15
    push_a_day: int = 40
    texts_a_day: int = 10
    emails_a_day: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    A whole school, undecided: rooms of people and students still stand in placements and assignments.

    checked_in: which of the staff work in which room today, whatever they are assigned to; by person and room.
    photo_consents: the students whose parents agreed to photos.
    """

    school: str
    school_name: str
    settings: SchoolSettings
    people: tuple[Person, ...]
    students: tuple[Student, ...]
    rooms: tuple[Room, ...]
    placements: tuple[Dated, ...]
    assignments: tuple[Dated, ...]
    guardianships: tuple[Guardianship, ...]
    denials: tuple[Denial, ...] = ()
    checked_in: tuple[tuple[str, str], ...] = ()
    photo_consents: frozenset[str] = frozenset()
