"""Whose reading goes on record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.facts import Dated, Person, Role
from policies.people.roster import Facts, roster_on
from policies.records.overseeing import (
    is_in_charge,
    is_oversight,
    kept_to_their_rooms,
    may_oversee,
    may_see_readings,
    may_see_record,
)
from policies.review.reviewing import may_review
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.policies.schools import facts
from tests.school import DAY, FACTS, roster

CLOSED = SchoolSettings(oversight=False)
KEPT_OUT = "At Maple Street admins read only the conversations of their own rooms. "
INSTEAD = "To reach a family, write from the office."


def anybody(role: Role, *rooms: str, active: bool = True) -> Person:
    return Person(id="p", role=role, name="P", human=frozenset(), rooms=frozenset(rooms), active=active)


@pytest.mark.parametrize(
    ("who", "private", "noted"),
    [
        (anybody(Role.ADMIN), True, True),
        (anybody(Role.ADMIN, "oaks"), True, True),
        (anybody(Role.ADMIN, "acorns"), True, False),
        (anybody(Role.ADMIN, "acorns", "oaks"), True, False),
        (anybody(Role.ADMIN), False, False),
        (anybody(Role.STAFF), True, False),
        (anybody(Role.GUARDIAN), True, False),
    ],
)
def test_c7_an_admins_reading_outside_their_rooms_is_oversight(who: Person, private: bool, noted: bool) -> None:
    assert is_oversight(who, frozenset({"acorns"}), private=private) is noted


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("active", [True, False])
def test_only_admins_who_are_here_read_the_record(role: Role, active: bool) -> None:
    may = isinstance(may_see_record(anybody(role, active=active)), Allowed)

    assert may is (role is Role.ADMIN and active)


def at(facts: Facts = FACTS, **chosen: bool) -> Facts:
    return replace(facts, settings=SchoolSettings(**chosen))


@pytest.mark.parametrize(
    ("who", "room", "verdict"),
    [
        ("ines", "acorns", Allowed("Ines is in charge of Acorns.")),
        ("ines", "saplings", Allowed("Ines is in charge of Saplings.")),
        ("omar", "saplings", Allowed("Omar is in charge of Saplings.")),
        ("omar", "acorns", Refused(KEPT_OUT + INSTEAD)),
        ("ben", "acorns", Allowed("Admins read what is said in their school.")),
        ("rosa", "acorns", Allowed("Admins read what is said in their school.")),
    ],
)
def test_a_school_may_keep_its_admins_to_their_own_rooms_and_to_rooms_without_an_admin(who, room, verdict):
    closed, school = roster(at(oversight=False)), roster()

    assert may_oversee(closed, closed.people[who], frozenset({room}), instead=INSTEAD) == verdict
    unless = Allowed("Admins read what is said in their school.")
    assert may_oversee(school, school.people[who], frozenset({room}), instead=INSTEAD) == unless


def test_a_parent_of_the_child_is_not_the_admin_who_decides_for_its_room() -> None:
    """Nora, at work an admin of Acorns, is Emil's mother: so another admin has to be in charge of what waits."""
    people = tuple(replace(one, role=Role.ADMIN) if one.id == "nora" else one for one in FACTS.people)
    hers = tuple(one for one in FACTS.assignments if one.who != "ines")
    school = roster(at(replace(FACTS, people=people, assignments=hers), oversight=False))
    emil, mia = school.students["emil"], school.students["mia"]
    omar, nora = school.people["omar"], school.people["nora"]

    assert is_in_charge(school, omar, emil.rooms, emil)
    assert not is_in_charge(school, omar, mia.rooms, mia)
    assert not is_in_charge(school, omar, mia.rooms, None)
    assert is_in_charge(school, nora, emil.rooms, emil)


@given(facts())
def test_in_every_school_somebody_who_may_decide_reads_what_waits_unless_nobody_could_anyhow(drawn: Facts) -> None:
    school = roster_on(replace(drawn, settings=CLOSED), DAY)
    for child in school.students.values():
        deciding = {
            one for one in school.admins if isinstance(may_review(school, school.people[one], child), Allowed)
        }
        reading = {
            one
            for one in deciding
            if isinstance(may_oversee(school, school.people[one], child.rooms, child), Allowed)
        }
        assert bool(reading) is bool(deciding)


@given(facts())
def test_where_oversight_is_on_nobody_is_kept_out(drawn: Facts) -> None:
    school = roster_on(replace(drawn, settings=SchoolSettings()), DAY)

    assert all(isinstance(may_oversee(school, one, frozenset()), Allowed) for one in school.people.values())


@pytest.mark.parametrize(
    ("who", "visible", "verdict"),
    [
        ("rosa", True, Allowed("Maple Street shows everybody in a conversation who looked at it.")),
        ("ana", True, Allowed("Maple Street shows everybody in a conversation who looked at it.")),
        ("ines", False, Allowed("Admins read who looked at what.")),
        ("ana", False, Refused("At Maple Street only admins see who looked at a conversation.")),
        ("rosa", False, Refused("At Maple Street only admins see who looked at a conversation.")),
    ],
)
def test_a_school_may_show_those_it_concerns_who_looked(who: str, visible: bool, verdict) -> None:
    school = roster(at(oversight_visible=visible))

    assert may_see_readings(school, school.people[who]) == verdict
    assert (SchoolSettings().oversight, SchoolSettings().oversight_visible) == (True, False)


def test_who_looked_is_for_admins_in_words() -> None:
    assert may_see_record(anybody(Role.ADMIN)) == Allowed("Admins read who looked at what.")
    assert may_see_record(anybody(Role.STAFF)) == Refused("Only admins read who looked at what.")


def test_an_admin_assigned_until_yesterday_is_in_charge_no_more() -> None:
    ended = replace(FACTS, assignments=(Dated("omar", "saplings", end=DAY - timedelta(days=1)), *FACTS.assignments))
    school = roster(at(ended, oversight=False))

    assert is_in_charge(school, school.people["ines"], frozenset({"saplings"}), None)


def test_with_four_eyes_a_room_with_one_admin_has_none_to_approve_what_that_one_writes() -> None:
    facts = replace(FACTS, settings=SchoolSettings(oversight=False))
    one = roster(facts)
    asked = roster(replace(facts, settings=replace(facts.settings, four_eyes=True)))
    both = roster(
        replace(facts, settings=asked.settings, assignments=(*facts.assignments, Dated("omar", "acorns")))
    )
    rooms, mia = frozenset({"acorns"}), one.students["mia"]
    kim = replace(one.people["kim"], role=Role.ADMIN)

    assert not is_in_charge(one, one.people["omar"], rooms, mia)
    assert is_in_charge(asked, asked.people["omar"], rooms, mia)
    assert not is_in_charge(both, kim, rooms, mia)


@given(facts(), st.booleans(), st.integers(0, 2))
def test_the_admins_kept_out_of_a_conversation_are_those_who_may_not_oversee_it(
    drawn: Facts, oversight: bool, which: int
) -> None:
    school = roster_on(replace(drawn, settings=replace(drawn.settings, oversight=oversight)), DAY)
    children = [*school.students.values(), None]
    child, rooms = children[which % len(children)], frozenset(sorted(school.rooms)[:which])

    kept = kept_to_their_rooms(school, rooms, child)

    assert kept == {
        one.id
        for one in school.people.values()
        if one.active and isinstance(may_oversee(school, one, rooms, child), Refused)
    }
    assert not (kept and oversight)


def test_where_oversight_is_off_an_admin_of_no_room_is_kept_out_where_another_is_in_charge() -> None:
    school = roster(replace(FACTS, settings=SchoolSettings(oversight=False)))

    assert kept_to_their_rooms(school, frozenset({"acorns"})) == {"omar"}
