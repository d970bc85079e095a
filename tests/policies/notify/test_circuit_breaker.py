"""When a provider is left alone: what is about us does it, and what is about one person never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.circuit_breaker import FAILURES, PEOPLE, REMEMBERED, Refusals, Run, Says, counted, opens

BAD = [Says.US, Says.DOWN, Says.PERHAPS]


def row(*answers: tuple[Says, str]) -> list[bool]:
    """Whether it opens, after each answer."""
    run, found = Run(), []
    for says, person in answers:
        run = counted(run, says, [person])
        found.append(opens(run, says))
    return found


@pytest.mark.parametrize(
    ("says", "people", "opened"),
    [
        (Says.US, ["rosa"], [True]),
        (Says.DOWN, ["rosa"] * 6, [False, False, False, False, True, True]),
        (Says.PERHAPS, ["rosa"] * 6, [False] * 6),
        (Says.PERHAPS, ["rosa", "tom"] * 4, [False] * 8),
        (Says.PERHAPS, ["rosa", "tom", "dana"] * 2, [False, False, False, False, True, True]),
        (Says.PERHAPS, ["rosa"] * 5 + ["tom", "dana"], [False] * 6 + [True]),
        (Says.WORKS, ["rosa", "tom", "dana"] * 2, [False] * 6),
    ],
)
def test_an_account_is_left_alone_for_what_is_about_us(says: Says, people: list[str], opened: list[bool]) -> None:
    assert row(*((says, one) for one in people)) == opened


def test_one_that_was_taken_begins_the_row_anew() -> None:
    failing = [(Says.PERHAPS, one) for one in ("rosa", "tom", "dana", "ben")]

    assert row(*failing, (Says.WORKS, "ana"), *failing) == [False] * 9
    assert row(*failing, *failing)[-1]


@given(st.lists(st.tuples(st.sampled_from([Says.WORKS, Says.PERHAPS]), st.sampled_from(["rosa", "tom"]))))
def test_whatever_two_people_s_addresses_answer_shuts_nothing(answers: list[tuple[Says, str]]) -> None:
    assert not any(row(*answers))


@given(st.lists(st.tuples(st.sampled_from([*Says]), st.sampled_from(["rosa", "tom", "dana", "ben"]))))
def test_it_opens_on_a_failure_only_and_says_so_by_the_row(answers: list[tuple[Says, str]]) -> None:
    run = Run()
    for says, person in answers:
        run = counted(run, says, [person])
        assert len(run.people) <= PEOPLE
        if opens(run, says):
            assert says in BAD
            assert says is Says.US or run.failures >= FAILURES


HOST = "push.example"


def test_an_address_is_dead_once_it_was_refused_again_and_the_service_took_another_meanwhile() -> None:
    refusals = Refusals()
    refusals.took(HOST, "good")

    assert not refusals.refused(HOST, "bad"), "what was taken before says nothing"
    assert not refusals.refused(HOST, "bad"), "nothing was taken since"
    refusals.took("another.example", "good")
    assert not refusals.refused(HOST, "bad")
    refusals.took(HOST, "good")
    assert refusals.refused(HOST, "bad")


def test_no_address_is_dead_once_our_key_has_gone_bad() -> None:
    refusals = Refusals()
    everybody = [f"phone {number}" for number in range(20)]
    for one in everybody:
        refusals.took(HOST, one)

    assert not any(refusals.refused(HOST, one) for one in everybody * 3)


def test_an_address_that_was_taken_again_is_as_good_as_new() -> None:
    refusals = Refusals()
    refusals.refused(HOST, "moody")
    refusals.took(HOST, "moody")

    assert not refusals.refused(HOST, "moody")


def test_refusals_take_so_much_memory_and_no_more() -> None:
    refusals = Refusals()
    for number in range(REMEMBERED + 5):
        refusals.refused(HOST, f"phone {number}")
    refusals.took(HOST, "good")

    assert len(refusals._refused) == REMEMBERED
    assert not refusals.refused(HOST, "phone 0"), "it was forgotten, and is tried once more"
    assert refusals.refused(HOST, "phone 10")
