"""The cast: facts of a small school for the rules' own tests, and the demo school's people by name."""

from dataclasses import replace
from datetime import date

from policies.people.facts import Dated, Guardianship, Person, Role, Room, Student
from policies.people.roster import Facts, Roster, roster_on
from policies.settings import SchoolSettings

DAY = date(2026, 11, 23)


def _person(name: str, role: Role, **more: object) -> Person:
    known_by = more.pop("human", frozenset({f"user:{name.lower()}"}))
    return Person(id=name.lower(), name=name, role=role, human=known_by, **more)  # type: ignore[arg-type]


ines = _person("Ines", Role.ADMIN, email="ines@maplestreet.example")
omar = _person("Omar", Role.ADMIN, email="omar@maplestreet.example")
ana = _person("Ana", Role.STAFF, email="ana@maplestreet.example")
ben = _person("Ben", Role.STAFF, email="ben@maplestreet.example")
kim = _person("Kim", Role.STAFF, email="kim@maplestreet.example")
nora = _person("Nora", Role.STAFF, human=frozenset({"user:nora"}))
nora_at_home = replace(nora, id="nora-at-home", role=Role.GUARDIAN)
rosa = _person("Rosa", Role.GUARDIAN, email="rosa@families.example", cell="+12025550100")
tom = _person("Tom", Role.GUARDIAN, email="tom@families.example")
dana = _person("Dana", Role.GUARDIAN, cell="+12025550101")
practice_parent = _person("Practice", Role.GUARDIAN, email="practice@maplestreet.example")

mia = Student(id="mia", name="Mia")
leo = Student(id="leo", name="Leo")
emil = Student(id="emil", name="Emil")
sarah_test = Student(id="sarah", name="Sarah Test", practice=True)

acorns = Room(id="acorns", name="Acorns")
saplings = Room(id="saplings", name="Saplings")

FACTS = Facts(
    school="maple",
    school_name="Maple Street",
    settings=SchoolSettings(),
    people=(ines, omar, ana, ben, kim, nora, nora_at_home, rosa, tom, dana, practice_parent),
    students=(mia, leo, emil, sarah_test),
    rooms=(acorns, saplings),
    placements=(
        Dated("mia", "acorns"),
        Dated("leo", "saplings"),
        Dated("emil", "acorns"),
        Dated("sarah", "acorns"),
    ),
    assignments=(
        Dated("ana", "acorns"),
        Dated("ben", "saplings"),
        Dated("nora", "saplings"),
        Dated("nora", "acorns"),
        Dated("ines", "acorns"),
    ),
    guardianships=(
        Guardianship("rosa", "mia"),
        Guardianship("tom", "mia"),
        Guardianship("dana", "leo"),
        Guardianship("nora-at-home", "emil"),
        Guardianship("practice", "sarah"),
    ),
)


def roster(facts: Facts = FACTS, day: date = DAY) -> Roster:
    """The cast's school on a day."""
    return roster_on(facts, day)


def of(name: str, facts: Facts = FACTS) -> Person:
    """Somebody of the cast with their rooms."""
    return roster(facts).people[name]


def student(name: str, facts: Facts = FACTS) -> Student:
    """A child of the cast with rooms and guardians."""
    return roster(facts).students[name]
