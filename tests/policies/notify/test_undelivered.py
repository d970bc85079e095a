"""Who sees whom an alert did not reach, and what may be sent again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.outcomes import UNREACHED
from policies.notify.undelivered import STALE, EndedDelivery, may_resend, may_see_undelivered, next_step
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.school import ana, ines, rosa

SETTINGS = SchoolSettings()
LOST = EndedDelivery(outcome="ambiguous", medium="email", ago=timedelta(hours=1), theirs=True, stopped=False)
NOT_THEIRS = "The address is no longer theirs. Once a new one is known, write again."


def test_admins_alone_see_whom_alerts_did_not_reach() -> None:
    assert may_see_undelivered(ines) == Allowed("Admins see whom alerts did not reach.")
    assert may_see_undelivered(ana) == Refused("Only admins see whom alerts did not reach.")
    assert isinstance(may_see_undelivered(rosa), Refused)


@pytest.mark.parametrize("outcome", ["ambiguous", "misconfigured", "bad_message", "expired"])
@pytest.mark.parametrize("medium", ["push", "email", "sms"])
def test_what_did_not_arrive_for_certain_may_be_sent_again(outcome: str, medium: str) -> None:
    assert isinstance(may_resend(replace(LOST, outcome=outcome, medium=medium), SETTINGS), Allowed)


@pytest.mark.parametrize(
    ("ended", "because"),
    [
        (replace(LOST, outcome="accepted"), "It was delivered, or nobody needs it any more."),
        (replace(LOST, outcome="cancelled"), "It was delivered, or nobody needs it any more."),
        (replace(LOST, outcome="dead_address"), NOT_THEIRS),
        (replace(LOST, theirs=False), NOT_THEIRS),
        (replace(LOST, outcome="opted_out"), "They asked for no more of these. Reach them another way."),
        (replace(LOST, stopped=True), "They asked for no more of these. Reach them another way."),
        (replace(LOST, ago=timedelta(days=7, seconds=1)), "It is more than a week old. Write again instead."),
    ],
)
def test_what_must_not_be_sent_again_is_refused_in_words(ended: EndedDelivery, because: str) -> None:
    assert may_resend(ended, SETTINGS) == Refused(because)


def test_what_is_a_week_old_to_the_second_is_sent_once_more() -> None:
    assert may_resend(replace(LOST, ago=timedelta(days=7)), SETTINGS) == Allowed(
        "It is sent once more, under the same key."
    )


@pytest.mark.parametrize(
    ("medium", "settings"),
    [("email", replace(SETTINGS, email=False)), ("sms", replace(SETTINGS, text=False))],
)
def test_a_medium_that_the_school_has_switched_off_stays_off(medium: str, settings: SchoolSettings) -> None:
    other = "sms" if medium == "email" else "email"

    assert may_resend(replace(LOST, medium=medium), settings) == Refused("The school has switched this medium off.")
    assert isinstance(may_resend(replace(LOST, medium=other), settings), Allowed)


@given(
    outcome=st.sampled_from(["accepted", "cancelled", *UNREACHED]), theirs=st.booleans(), stopped=st.booleans(),
    ago=st.timedeltas(timedelta(), timedelta(days=30)), medium=st.sampled_from(["push", "email", "sms"]),
)  # fmt: skip
def test_nobody_is_told_again_who_is_gone_has_asked_to_stop_or_was_reached(
    outcome: str, theirs: bool, stopped: bool, ago: timedelta, medium: str
) -> None:
    verdict = may_resend(
        EndedDelivery(outcome=outcome, medium=medium, ago=ago, theirs=theirs, stopped=stopped), SETTINGS
    )
    fine = outcome in {"ambiguous", "misconfigured", "bad_message", "expired"} and theirs and not stopped

    assert isinstance(verdict, Allowed) == (fine and ago <= STALE)


def test_every_ending_has_its_next_step() -> None:
    assert {outcome: next_step(outcome) for outcome in UNREACHED} == {
        "bad_message": "Tell who runs the hub; sending it again helps once that is mended.",
        "misconfigured": "Ask who runs the hub to mend its settings, then send it again.",
        "ambiguous": "Ask whether it arrived, or send it again: it may then come twice.",
        "expired": "Send it again, or reach them by phone.",
        "dead_address": "Ask for a new address or number, or have them open the app again on their phone.",
        "opted_out": "Reach them by phone, or ask them to allow texts again by answering START.",
    }
