"""Who sees a student, and who reads which events."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.conversations.seeing import ALL, STAFF_SIDE, Side, is_own_child, may_read, may_see
from policies.people.facts import Denial, Guardianship, Power, Tie
from policies.verdict import Allowed, Refused, Verdict
from tests.school import FACTS, roster


@pytest.mark.parametrize(
    ("who", "child", "sees"),
    [
        ("ana", "mia", True), ("ana", "leo", True), ("kim", "leo", True), ("omar", "mia", True),
        ("rosa", "mia", True), ("rosa", "leo", False), ("nora-at-home", "mia", False),
    ],
)  # fmt: skip
def test_c7_staff_see_every_student_and_parents_their_own(who: str, child: str, sees: bool) -> None:
    school = roster()

    assert isinstance(may_see(school, school.people[who], school.students[child]), Allowed) is sees


def test_who_left_sees_nobody() -> None:
    school = roster(replace(FACTS, people=tuple(replace(one, active=one.id != "ana") for one in FACTS.people)))

    assert isinstance(may_see(school, school.people["ana"], school.students["mia"]), Refused)


def test_a_parent_sees_no_more_of_a_child_who_left_and_reads_so() -> None:
    school = roster(replace(FACTS, students=tuple(replace(one, active=one.id != "mia") for one in FACTS.students)))
    mia = school.students["mia"]

    assert may_see(school, school.people["rosa"], mia) == Refused("Mia is no longer at Maple Street.")
    assert isinstance(may_see(school, school.people["ana"], mia), Allowed)


def test_noras_child_is_hers_on_both_profiles_and_nobody_elses() -> None:
    school = roster()
    emil = school.students["emil"]

    assert is_own_child(school, school.people["nora"], emil)
    assert is_own_child(school, school.people["nora-at-home"], emil)
    assert not is_own_child(school, school.people["ana"], emil)


@pytest.mark.parametrize(
    ("side", "audience", "own_child", "reads"),
    [
        (Side.STAFF, ALL, False, True),
        (Side.STAFF, STAFF_SIDE, False, True),
        (Side.STAFF, ALL, True, True),
        (Side.STAFF, STAFF_SIDE, True, False),
        (Side.GUARDIAN, ALL, False, True),
        (Side.GUARDIAN, STAFF_SIDE, False, False),
    ],
)
def test_d4_what_is_held_is_read_by_the_staff_side_alone(
    side: Side, audience: str, own_child: bool, reads: bool
) -> None:
    assert may_read(side, audience, 5, ((1, None),), own_child=own_child) is reads


_spans = st.lists(st.tuples(st.integers(1, 20), st.integers(1, 20) | st.none()), max_size=4).map(
    lambda spans: tuple(sorted(spans, key=lambda span: (span[1] is None, span[0])))
)


@given(
    side=st.sampled_from(Side), audience=st.sampled_from([ALL, STAFF_SIDE]), seq=st.integers(1, 25), spans=_spans
)
def test_nobody_reads_without_a_right_that_is_open_now(
    side: Side, audience: str, seq: int, spans: tuple[tuple[int, int | None], ...]
) -> None:
    if not any(until is None for _, until in spans):
        assert not may_read(side, audience, seq, spans, own_child=False)


@given(seq=st.integers(1, 25), spans=_spans, own_child=st.booleans())
def test_guardians_read_what_was_said_while_they_belonged_and_never_what_is_for_staff(
    seq: int, spans: tuple[tuple[int, int | None], ...], own_child: bool
) -> None:
    belonged = any(since <= seq and (until is None or seq < until) for since, until in spans)
    still = any(until is None for _, until in spans)

    assert may_read(Side.GUARDIAN, ALL, seq, spans, own_child=own_child) == (belonged and still)
    assert not may_read(Side.GUARDIAN, STAFF_SIDE, seq, spans, own_child=own_child)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    ("seq", "reads"), [(1, False), (2, True), (4, True), (5, False), (8, False), (9, True), (99, True)]
)
def test_what_was_said_between_leaving_and_coming_back_is_read_by_nobody(side: Side, seq: int, reads: bool) -> None:
    assert may_read(side, ALL, seq, ((2, 5), (9, None)), own_child=False) is reads


@pytest.mark.parametrize(
    ("who", "child", "because"),
    [
        ("ana", "mia", Allowed("Staff and admins see every student of the school.")),
        ("rosa", "mia", Allowed("Rosa is a parent of Mia.")),
        ("dana", "mia", Refused("Parents see only their own children.")),
        ("tom", "mia", Refused("The school has set that Tom does not see Mia.")),
        ("practice", "emil", Refused("Practice is barred from Emil.")),
    ],
)
def test_who_sees_a_child_or_not_reads_why(who: str, child: str, because: Verdict) -> None:
    facts = replace(
        FACTS,
        denials=(Denial(guardian="tom", student="mia", power=Power.SEE),),
        guardianships=(*FACTS.guardianships, Guardianship("practice", "emil", Tie.BARRED)),
    )
    school = roster(facts)

    assert may_see(school, school.people[who], school.students[child]) == because


def test_who_left_reads_why_they_see_nobody() -> None:
    school = roster(replace(FACTS, people=tuple(replace(one, active=False) for one in FACTS.people)))

    assert may_see(school, school.people["ines"], school.students["mia"]) == Refused(
        "Ines is no longer at Maple Street."
    )


def test_sides_and_audiences_are_written_as_they_always_were() -> None:
    assert [one.value for one in Side] == ["guardian", "staff"]
    assert (ALL, STAFF_SIDE) == ("all", "staff")
