"""Who sees whom an alert did not reach, and what may be sent again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.facts import SchoolSettings
from policies.undelivered import STALE, UNREACHED, Ended, may_resend, may_see_undelivered, next_step
from policies.verdict import Allowed, Refused
from tests.school import ana, ines, rosa

SETTINGS = SchoolSettings()
LOST = Ended(outcome="ambiguous", medium="email", ago=timedelta(hours=1), theirs=True, stopped=False)


def test_admins_alone_see_whom_alerts_did_not_reach() -> None:
    assert isinstance(may_see_undelivered(ines), Allowed)
    assert isinstance(may_see_undelivered(ana), Refused)
    assert isinstance(may_see_undelivered(rosa), Refused)


@pytest.mark.parametrize("outcome", ["ambiguous", "misconfigured", "bad_message", "expired"])
@pytest.mark.parametrize("medium", ["push", "email", "sms"])
def test_what_did_not_arrive_for_certain_may_be_sent_again(outcome: str, medium: str) -> None:
    assert isinstance(may_resend(replace(LOST, outcome=outcome, medium=medium), SETTINGS), Allowed)


@pytest.mark.parametrize(
    ("ended", "says"),
    [
        (replace(LOST, outcome="accepted"), "delivered"),
        (replace(LOST, outcome="cancelled"), "nobody needs it"),
        (replace(LOST, outcome="dead_address"), "no longer theirs"),
        (replace(LOST, theirs=False), "no longer theirs"),
        (replace(LOST, outcome="opted_out"), "asked for no more"),
        (replace(LOST, stopped=True), "asked for no more"),
        (replace(LOST, ago=STALE + timedelta(seconds=1)), "more than a week"),
    ],
)
def test_what_must_not_be_sent_again_is_refused_in_words(ended: Ended, says: str) -> None:
    verdict = may_resend(ended, SETTINGS)

    assert isinstance(verdict, Refused)
    assert says in verdict.because


@pytest.mark.parametrize(
    ("medium", "settings"),
    [("email", replace(SETTINGS, email=False)), ("sms", replace(SETTINGS, text=False))],
)
def test_a_medium_that_the_school_has_switched_off_stays_off(medium: str, settings: SchoolSettings) -> None:
    other = "sms" if medium == "email" else "email"

    assert isinstance(may_resend(replace(LOST, medium=medium), settings), Refused)
    assert isinstance(may_resend(replace(LOST, medium=other), settings), Allowed)


@given(
    outcome=st.sampled_from(["accepted", "cancelled", *UNREACHED]), theirs=st.booleans(), stopped=st.booleans(),
    ago=st.timedeltas(timedelta(), timedelta(days=30)), medium=st.sampled_from(["push", "email", "sms"]),
)  # fmt: skip
def test_nobody_is_told_again_who_is_gone_has_asked_to_stop_or_was_reached(
    outcome: str, theirs: bool, stopped: bool, ago: timedelta, medium: str
) -> None:
    verdict = may_resend(Ended(outcome=outcome, medium=medium, ago=ago, theirs=theirs, stopped=stopped), SETTINGS)
    fine = outcome in {"ambiguous", "misconfigured", "bad_message", "expired"} and theirs and not stopped

    assert isinstance(verdict, Allowed) == (fine and ago <= STALE)


@pytest.mark.parametrize("outcome", UNREACHED)
def test_every_ending_has_its_next_step(outcome: str) -> None:
    assert next_step(outcome).endswith(".")
