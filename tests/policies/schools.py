"""Random small schools, for properties that have to hold in every one of them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from policies.people.facts import Dated, Guardianship, Person, Role, Room, Student
from policies.people.roster import Facts
from policies.settings import SchoolSettings
from tests.school import DAY

ITEM_TYPES = ("text", "nap", "meal", "bottle", "diaper", "note", "incident", "observation", "name_to_face")
SETTINGS = ("message", "nap", "meal", "bottle", "diaper", "note", "incident", "observation", "name_to_face")

_days = st.none() | st.integers(-3, 3).map(lambda offset: DAY + timedelta(days=offset))


def _dated(who: list[str], rooms: list[str]) -> st.SearchStrategy[tuple[Dated, ...]]:
    if not who or not rooms:
        return st.just(())
    one = st.builds(Dated, st.sampled_from(who), st.sampled_from(rooms), _days, _days)
    return st.lists(one, max_size=8).map(tuple)


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """A school of a few people, some of whom left, some of whom are two profiles of one human being."""
    rooms = [f"r{number}" for number in range(draw(st.integers(0, 3)))]
    students = [f"s{number}" for number in range(draw(st.integers(0, 3)))]
    people = tuple(
        Person(
            id=f"p{number}",
            role=draw(st.sampled_from(list(Role))),
            name=f"Person {number}",
            human=frozenset({f"h{draw(st.integers(0, 4))}"}),
            active=draw(st.booleans()),
            email=draw(st.none() | st.just(f"p{number}@x.example")),
            cell=draw(st.none() | st.just(f"+1202555010{number}")),
        )
        for number in range(draw(st.integers(1, 6)))
    )
    ties = (
        st.lists(
            st.builds(Guardianship, st.sampled_from([one.id for one in people]), st.sampled_from(students)),
            max_size=6,
        )
        if students
        else st.just([])
    )
    return Facts(
        school="school",
        school_name="School",
        settings=draw(settings()),
        people=people,
        students=tuple(
            Student(id=one, name=f"Child {one}", active=draw(st.booleans()), practice=draw(st.booleans()))
            for one in students
        ),
        rooms=tuple(Room(id=one, name=f"Room {one}", active=draw(st.booleans())) for one in rooms),
        placements=draw(_dated(students, rooms)),
        assignments=draw(_dated([one.id for one in people], rooms)),
        guardianships=tuple(draw(ties)),
    )


def settings() -> st.SearchStrategy[SchoolSettings]:
    """What a school may choose, and what it may not."""
    chosen = st.frozensets(st.sampled_from(SETTINGS))
    return st.builds(
        SchoolSettings, staff_only=chosen, email=st.booleans(), text=st.booleans(), four_eyes=st.booleans()
    )


def holds_on(fact: Dated, day: date) -> bool:
    """Said once more, and differently: whether a day lies within."""
    return (fact.begin or date.min) <= day <= (fact.end or date.max)
