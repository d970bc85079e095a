"""Who is tied to a child on a day: guardians, family, who picks up, who is barred, what was denied whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from policies.people.facts import Denial, Guardianship, Power, Student, Tie
from policies.settings import SchoolSettings
from tests.school import DAY, FACTS, roster

LEFT = tuple(replace(one, active=one.id != "tom") for one in FACTS.people)


def mia(*ties: Guardianship, denials: tuple[Denial, ...] = (), **changed: object) -> Student:
    """Mia, to whom these and nobody else are tied."""
    return roster(replace(FACTS, guardianships=ties, denials=denials, **changed)).students["mia"]  # type: ignore[arg-type]


def test_a_parent_is_guardian_and_family_and_nothing_else() -> None:
    found = mia(Guardianship("rosa", "mia"), Guardianship("dana", "leo"))

    assert (found.guardians, found.family) == ({"rosa"}, {"rosa"})
    assert (found.collectors, found.barred, found.denied) == (frozenset(), frozenset(), frozenset())
    assert found.rooms == {"acorns"}


def test_who_may_pick_up_is_no_family() -> None:
    found = mia(Guardianship("rosa", "mia"), Guardianship("dana", "mia", Tie.PICK_UP))

    assert (found.guardians, found.family, found.collectors) == ({"rosa"}, {"rosa"}, {"dana"})


def test_who_is_barred_is_family_and_no_guardian() -> None:
    found = mia(Guardianship("rosa", "mia"), Guardianship("tom", "mia", Tie.BARRED))

    assert (found.guardians, found.family, found.barred) == ({"rosa"}, {"rosa", "tom"}, {"tom"})


def test_who_works_here_is_a_parent_on_another_profile_only() -> None:
    found = mia(Guardianship("nora", "mia"), Guardianship("ines", "mia"), Guardianship("nora-at-home", "mia"))

    assert (found.guardians, found.family) == ({"nora-at-home"}, {"nora-at-home"})


@pytest.mark.parametrize("tie", Tie)
def test_who_left_has_no_right_left_and_is_still_whose_child_it_is(tie: Tie) -> None:
    here = mia(Guardianship("tom", "mia", tie))
    gone = mia(Guardianship("tom", "mia", tie), Guardianship("nobody", "mia", tie), people=LEFT)

    assert "tom" in here.guardians | here.barred | here.collectors
    assert gone.guardians | gone.collectors == frozenset()
    assert (gone.family, gone.barred) == (here.family, here.barred)


@pytest.mark.parametrize(("payers_only", "guardians"), [(False, {"rosa", "tom"}), (True, {"rosa"})])
def test_b6_who_does_not_pay_stays_family_where_only_payers_are_parents(payers_only: bool, guardians) -> None:
    chosen = SchoolSettings(payers_only=payers_only)
    found = mia(Guardianship("rosa", "mia"), Guardianship("tom", "mia", payer=False), settings=chosen)

    assert (found.guardians, found.family) == (guardians, {"rosa", "tom"})


@pytest.mark.parametrize("power", Power)
@pytest.mark.parametrize(("who", "tie"), [("rosa", Tie.GUARDIAN), ("dana", Tie.PICK_UP)])
def test_what_was_denied_one_of_the_child_stands_with_the_child(power: Power, who: str, tie: Tie) -> None:
    tied = (Guardianship("tom", "mia"), Guardianship(who, "mia", tie))
    found = mia(*tied, denials=(Denial(guardian=who, student="mia", power=power),))

    assert found.denied == {(who, power)}
    assert ("rosa" in found.guardians) is (who == "rosa" and power is not Power.SEE)
    assert "tom" in found.guardians


def test_a_denial_of_a_stranger_or_of_another_day_or_child_counts_for_nothing() -> None:
    found = mia(
        Guardianship("rosa", "mia"),
        Guardianship("rosa", "leo"),
        denials=(
            Denial(guardian="dana", student="mia", power=Power.SEE),
            Denial(guardian="rosa", student="leo", power=Power.SEE),
            Denial(guardian="rosa", student="mia", power=Power.SEE, begin=DAY + timedelta(days=1)),
            Denial(guardian="rosa", student="mia", power=Power.SEE, end=DAY - timedelta(days=1)),
        ),
    )

    assert (found.denied, found.guardians) == (frozenset(), {"rosa"})


def test_a_child_of_whom_only_a_denial_is_known_has_nobody() -> None:
    found = mia(denials=(Denial(guardian="rosa", student="mia", power=Power.SEE),))

    assert found.rooms == {"acorns"}
    assert found.guardians | found.family | found.denied == frozenset()


def test_a_child_who_left_has_no_room_and_no_guardian_and_is_still_of_its_family() -> None:
    gone = tuple(replace(one, active=one.id != "mia") for one in FACTS.students)
    ties = (
        Guardianship("rosa", "mia"),
        Guardianship("tom", "mia", Tie.BARRED),
        Guardianship("dana", "mia", Tie.PICK_UP),
    )
    denied = (Denial(guardian="rosa", student="mia", power=Power.PICK_UP),)
    found = mia(*ties, denials=denied, students=gone)

    assert found.rooms | found.guardians | found.collectors | found.denied == frozenset()
    assert (found.family, found.barred) == ({"rosa", "tom"}, {"tom"})
    assert found.name == "Mia"  # old messages keep the name


def test_a_child_to_whom_nobody_is_tied_is_in_its_room_and_has_no_guardian() -> None:
    found = mia(Guardianship("dana", "leo"))

    assert found.rooms == {"acorns"}
    assert found.guardians == frozenset()


def test_a_guardian_is_who_is_tied_and_a_room_is_where_somebody_was_placed_whatever_else_a_fact_says() -> None:
    said = Student(id="mia", name="Mia", rooms=frozenset({"saplings"}), guardians=frozenset({"dana"}))
    untied, tied = mia(students=(said,)), mia(Guardianship("rosa", "mia"), students=(said,))
    gone = mia(Guardianship("rosa", "mia"), students=(replace(said, active=False),))

    assert (untied.rooms, untied.guardians) == ({"acorns"}, frozenset())
    assert (tied.rooms, tied.guardians) == ({"acorns"}, {"rosa"})
    assert (gone.rooms, gone.guardians) == (frozenset(), frozenset())
