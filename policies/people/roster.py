"""This file makes, from dated facts, the roster of one day that every other rule is asked about."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from policies.people.active import holds, rooms_on
from policies.people.facts import (
    Area,
    Dated,
    Denial,
    Guardianship,
    Level,
    Person,
    PhotoAnswer,
    Power,
    Role,
    Room,
    Student,
    Tie,
)
from policies.people.one_human import may_be_one
from policies.people.photo_scopes import counted, standing
from policies.sentence import say
from policies.settings import SchoolSettings
from policies.wording import listed

NO_ROOM = say("no room")

EMPTY: frozenset[str] = frozenset()


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
    denials: tuple[Denial, ...] = ()
    photos: tuple[PhotoAnswer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """
    Who is in a school today, and where. Never changed: another day or another fact is another roster.

    people, students and rooms are by id and hold those who left too, not active, so that old messages have
    names. The rest are indexes over who is active. approvers: admins, and staff whom they let review. kept_out: the
    staff who know nothing of an area.
    """

    school: str
    school_name: str
    day: date
    settings: SchoolSettings
    people: Mapping[str, Person]
    students: Mapping[str, Student]
    rooms: Mapping[str, Room]
    admins: frozenset[str] = EMPTY
    staff: frozenset[str] = EMPTY
    staff_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    students_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    children_of: Mapping[str, frozenset[str]] = field(default_factory=dict)
    same_human: Mapping[str, frozenset[str]] = field(default_factory=dict)
    approvers: frozenset[str] = EMPTY
    kept_out: Mapping[Area, frozenset[str]] = field(default_factory=dict)

    def staff_in(self, room: str, area: Area) -> frozenset[str]:
        """The staff and admins of a room who are let into an area at all."""
        return self.staff_of.get(room, EMPTY) - self.kept_out.get(area, EMPTY)

    def room_names(self, rooms: frozenset[str]) -> str:
        """The rooms' names for a sentence: "Acorns", "Acorns and Oaks", "no room"."""
        names = sorted(self.rooms[room].name for room in rooms if room in self.rooms)
        return listed(names) or NO_ROOM

    def profiles_of(self, person: str) -> frozenset[str]:
        """The ids of every profile that is the same human being, this one included."""
        return self.same_human.get(person, frozenset({person}))


def roster_on(facts: Facts, day: date) -> Roster:
    """
    The roster of day.

    Deny wins: who left the roster has no room, no child and no role left, whatever else is said of them.
    """
    open_rooms = frozenset(room.id for room in facts.rooms if room.active)
    assigned = rooms_on(facts.assignments, day, open_rooms)
    placed = rooms_on(facts.placements, day, open_rooms)
    people = {person.id: _with_rooms(person, assigned) for person in facts.people}
    ties = _ties(facts, people, day)
    students = {one.id: _with_place(one, placed, ties) for one in facts.students}
    students |= {one.id: one for one in _with_photos(facts.photos, students, ties)}
    active = [person for person in people.values() if person.active]
    staff = [person for person in active if person.role is Role.STAFF]
    return Roster(
        school=facts.school,
        school_name=facts.school_name,
        day=day,
        settings=facts.settings,
        people=people,
        students=students,
        rooms={room.id: room for room in facts.rooms},
        admins=frozenset(person.id for person in active if person.role is Role.ADMIN),
        staff=frozenset(person.id for person in staff),
        staff_of=_turned({person.id: person.rooms for person in active}),
        students_of=_turned({one.id: one.rooms for one in students.values()}),
        children_of=_turned({one.id: one.guardians for one in students.values()}),
        same_human=_same_human(facts.people),
        approvers=frozenset(
            person.id
            for person in active
            if person.role is Role.ADMIN or (person.role is Role.STAFF and person.permissions.reviews)
        ),
        kept_out={
            area: frozenset(person.id for person in staff if person.permissions.level(area) is Level.NONE)
            for area in Area
        },
    )


def _with_rooms(person: Person, assigned: Mapping[str, frozenset[str]]) -> Person:
    works = person.active and person.role is not Role.GUARDIAN
    rooms = assigned.get(person.id, EMPTY) if works else EMPTY
    primary = person.primary if person.primary in rooms else None
    stays = rooms == person.rooms and primary == person.primary  # parents, most of a school
    return person if stays else replace(person, rooms=rooms, primary=primary)


@dataclass(slots=True)
class _Tied:
    """Who is tied to one student on the day."""

    guardians: set[str] = field(default_factory=set)
    family: set[str] = field(default_factory=set)
    collectors: set[str] = field(default_factory=set)
    barred: set[str] = field(default_factory=set)
    denied: set[tuple[str, Power]] = field(default_factory=set)


def _ties(facts: Facts, people: Mapping[str, Person], day: date) -> Mapping[str, _Tied]:
    """
    Who is what to whom. Whom the school does not hand a child stays so when the roster ties them to it no more:
    they may stand at the door all the same.
    """
    found: defaultdict[str, _Tied] = defaultdict(_Tied)
    for one in facts.guardianships:
        if (person := people.get(one.guardian)) is not None:
            _tie(found[one.student], one, person, payers_only=facts.settings.payers_only)
    for denial in facts.denials:
        tied = found[denial.student]
        tells = denial.power is Power.PICK_UP or denial.guardian in tied.family | tied.collectors
        if tells and denial.guardian in people and holds(denial, day):
            tied.denied.add((denial.guardian, denial.power))
    for tied in found.values():
        tied.guardians -= {guardian for guardian, power in tied.denied if power is Power.SEE}
    return found


def _tie(tied: _Tied, one: Guardianship, person: Person, *, payers_only: bool) -> None:
    """Who left is still one of the family, whose child it is; they have no right to it left."""
    match one.tie:
        case Tie.PICK_UP:
            if person.active:
                tied.collectors.add(person.id)
        case Tie.BARRED:
            tied.barred.add(person.id)
            tied.family.add(person.id)
        case Tie.GUARDIAN if person.role is Role.GUARDIAN:
            tied.family.add(person.id)
            if person.active and (one.payer or not payers_only):
                tied.guardians.add(person.id)
        case _:
            pass  # who works here and is listed as a guardian is one on another profile


def _with_place(student: Student, placed: Mapping[str, frozenset[str]], ties: Mapping[str, _Tied]) -> Student:
    """Of a child who left its family stays, and who is barred: what is kept about it is still about their child."""
    tied = ties.get(student.id) or _Tied()
    family, barred = frozenset(tied.family), frozenset(tied.barred)
    if not student.active:
        return replace(student, rooms=EMPTY, guardians=EMPTY, family=family, barred=barred)
    return replace(
        student,
        rooms=placed.get(student.id, EMPTY),
        guardians=frozenset(tied.guardians),
        family=family,
        collectors=frozenset(tied.collectors),
        barred=barred,
        denied=frozenset(tied.denied),
    )


def _with_photos(
    answers: Iterable[PhotoAnswer], students: Mapping[str, Student], ties: Mapping[str, _Tied]
) -> Iterable[Student]:
    """Those of whose photos a parent has said something that counts."""
    said: defaultdict[str, list[PhotoAnswer]] = defaultdict(list)
    for one in answers:
        said[one.student].append(one)
    for its, theirs in said.items():
        if (student := students.get(its)) is not None:
            denied = ties[its].denied if its in ties else ()
            holds_now = standing(counted(student, denied), ((one.guardian, one.scope) for one in theirs))
            yield replace(student, photos=holds_now)


def _turned(of: Mapping[str, frozenset[str]]) -> Mapping[str, frozenset[str]]:
    """The same relation read from its other end."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one, others in of.items():
        for other in others:
            found[other].add(one)
    return {other: frozenset(ones) for other, ones in found.items()}


def _same_human(people: tuple[Person, ...]) -> Mapping[str, frozenset[str]]:
    """
    Only those with more than one profile.

    An address makes one human being of a parent and one of the staff, whatever they are called: who reads the
    mailbox is kept from what waits about the child. Two parents with one address are two (one_human.may_be_one).
    """
    known_by = _turned({person.id: person.human for person in people})
    several = ((person, EMPTY.union(*(known_by[key] for key in person.human))) for person in people)
    shared = {one.id: profiles for one, profiles in several if len(profiles) > 1}
    by_id = {one.id: one for one in people if one.id in shared}
    found = {
        one: frozenset(its for its in profiles if its == one or may_be_one(by_id[one], by_id[its]))
        for one, profiles in shared.items()
    }
    return {one: profiles for one, profiles in found.items() if len(profiles) > 1}
