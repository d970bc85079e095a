"""The code besides the password: who needs one, which codes are good, and who takes one off whom."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.facts import Person, Role
from policies.people.second_factor import (
    DRIFT_STEPS,
    STEP_S,
    RoleAt,
    good_steps,
    is_of_an_app,
    may_switch_off,
    may_take_off,
    must_have,
    plain,
    step_at,
)
from policies.settings import SecondFactorFor
from policies.verdict import Allowed, Refused

NOBODY, ADMINS, STAFF = SecondFactorFor.NOBODY, SecondFactorFor.ADMINS, SecondFactorFor.STAFF


def person(its: str, role: Role, *, active: bool = True) -> Person:
    return Person(id=its, role=role, name=its.title(), human=frozenset(), active=active)


INES = person("ines", Role.ADMIN)


@pytest.mark.parametrize(
    ("asked_of", "needs"),
    [
        (NOBODY, set()),
        (ADMINS, {Role.ADMIN}),
        (STAFF, {Role.ADMIN, Role.STAFF}),
    ],
)
def test_a_school_asks_it_of_nobody_of_admins_or_of_all_who_work_there(
    asked_of: SecondFactorFor, needs: set[Role]
) -> None:
    assert {role for role in Role if must_have([RoleAt(role, asked_of)])} == needs


def test_the_strictest_of_an_accounts_schools_counts() -> None:
    at_home, at_work = RoleAt(Role.GUARDIAN, STAFF), RoleAt(Role.STAFF, ADMINS)

    assert not must_have([at_home, at_work])
    assert must_have([at_home, at_work, RoleAt(Role.STAFF, STAFF)])
    assert not must_have([])


steps = st.integers(min_value=DRIFT_STEPS, max_value=2**40)


@given(now=steps, last=steps)
def test_a_good_code_is_of_about_now_and_of_later_than_any_that_was_used(now: int, last: int) -> None:
    good = good_steps(now, last)

    assert all(abs(one - now) <= DRIFT_STEPS and one > last for one in good)
    assert set(good) == {one for one in range(now - DRIFT_STEPS, now + DRIFT_STEPS + 1) if one > last}


@given(now=steps, used=st.integers(min_value=-DRIFT_STEPS, max_value=DRIFT_STEPS))
def test_a_code_that_was_used_is_good_no_more_at_any_later_moment(now: int, used: int) -> None:
    assert now + used in good_steps(now, -1)
    assert all(now + used not in good_steps(later, now + used) for later in range(now, now + 4))


def test_a_step_is_half_a_minute() -> None:
    at = datetime(2026, 11, 29, 12, 0, 29, tzinfo=UTC)

    assert STEP_S == 30
    assert step_at(at) + 1 == step_at(at.replace(second=30))
    assert step_at(datetime.fromtimestamp(59, UTC)) == 1  # RFC 6238, appendix B


@pytest.mark.parametrize(
    ("typed", "compared", "of_an_app"),
    [
        ("123456", "123456", True),
        ("123 456", "123456", True),
        ("abcde-fghjk lmnpq", "ABCDEFGHJKLMNPQ", False),
        ("12345", "12345", False),
        ("1234567", "1234567", False),
        ("١٢٣٤٥٦", "١٢٣٤٥٦", False),
        ("", "", False),
    ],
)
def test_signs_between_do_not_matter_and_six_digits_are_of_an_app(
    typed: str, compared: str, of_an_app: bool
) -> None:
    assert plain(typed) == compared
    assert is_of_an_app(plain(typed)) is of_an_app


def test_what_a_school_asks_for_nobody_switches_off() -> None:
    assert isinstance(may_switch_off(required=False), Allowed)
    assert isinstance(may_switch_off(required=True), Refused)


@pytest.mark.parametrize("role", list(Role))
def test_an_admin_takes_a_lost_one_off_anybody_of_their_school(role: Role) -> None:
    assert isinstance(may_take_off(INES, person("other", role), {"maple"}, "maple"), Allowed)


@pytest.mark.parametrize(
    ("by", "whom", "schools", "why"),
    [
        (person("ana", Role.STAFF), person("rosa", Role.GUARDIAN), {"maple"}, "Only admins"),
        (person("tom", Role.GUARDIAN), person("rosa", Role.GUARDIAN), {"maple"}, "Only admins"),
        (person("ines", Role.ADMIN, active=False), person("rosa", Role.GUARDIAN), {"maple"}, "Only admins"),
        (INES, INES, {"maple"}, "Nobody takes off their own"),
        (INES, person("rosa", Role.GUARDIAN), {"maple", "elm"}, "at another school"),
    ],
)
def test_nobody_takes_it_off_themselves_or_reaches_further_than_their_school(
    by: Person, whom: Person, schools: set[str], why: str
) -> None:
    verdict = may_take_off(by, whom, schools, "maple")

    assert isinstance(verdict, Refused)
    assert why in verdict.because
