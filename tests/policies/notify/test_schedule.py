"""When each medium's turn comes, on the clock of who is told, and the sentence that says why then."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.preferences import USUAL, Wishes
from policies.notify.quiet_hours import Quiet
from policies.notify.recipients import Address, EscalationStep, How, Medium, Plan
from policies.notify.schedule import Moment, most_a_day, overflow_at, timed, urgency_of
from policies.people.facts import Urgency
from policies.settings import SchoolSettings
from tests.school import rosa

PHONE = Address(Medium.PUSH, "phone")
TEXT = Address(Medium.SMS, "+1")
MAIL = Address(Medium.EMAIL, "r@x.example")
PUSH_THEN_TEXT = Plan((EscalationStep(Medium.PUSH, (PHONE,)), EscalationStep(Medium.SMS, (TEXT,), 15)))
NIGHT = Wishes(quiet=Quiet(21 * 60, 7 * 60))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(text: str, **its: object) -> Moment:
    return Moment(first=utc(text), zone="Europe/Berlin", **its)  # type: ignore[arg-type]


def said(found: Plan, wishes: Wishes, when: Moment) -> list[tuple[str, str]]:
    return [(f"{one.due:%d %H:%M:%S}", one.why) for one in timed(found, rosa, wishes, when)]


def test_the_ladder_is_on_the_clock_of_who_is_told() -> None:
    assert said(PUSH_THEN_TEXT, USUAL, at("2026-11-23 14:05")) == [
        ("23 14:05:00", ""), ("23 14:20:00", "By text at 3:20 PM, unless it is read before."),
    ]  # fmt: skip
    assert said(PUSH_THEN_TEXT, Wishes(zone="America/New_York"), at("2026-11-23 14:05"))[1] == (
        "23 14:20:00", "By text at 9:20 AM (New York), unless it is read before.",
    )  # fmt: skip


def test_who_has_it_open_gets_twenty_seconds_and_everything_else_moves_with_them() -> None:
    assert said(PUSH_THEN_TEXT, USUAL, at("2026-11-23 14:05", watching=True)) == [
        ("23 14:05:20", "Rosa has it open, so it waits 20 seconds to be read."),
        ("23 14:20:20", "By text at 3:20 PM, unless it is read before."),
    ]
    loud = at("2026-11-23 14:05", watching=True, urgency=Urgency.EMERGENCY)
    assert said(PUSH_THEN_TEXT, USUAL, loud)[0] == ("23 14:05:00", "")
    assert said(Plan(skipped="no"), USUAL, at("2026-11-23 14:05", watching=True)) == []


def test_what_falls_into_quiet_hours_waits_and_then_rings_one_medium_after_the_other() -> None:
    held = "Held until 7:00 AM: quiet hours."
    assert said(PUSH_THEN_TEXT, NIGHT, at("2026-11-23 21:00")) == [
        ("24 06:00:00", held), ("24 06:15:00", "By text at 7:15 AM, unless it is read before."),
    ]  # fmt: skip
    assert said(PUSH_THEN_TEXT, NIGHT, at("2026-11-23 19:50")) == [("23 19:50:00", ""), ("24 06:00:00", held)]
    assert said(PUSH_THEN_TEXT, NIGHT, at("2026-11-23 21:00", watching=True))[0] == ("24 06:00:00", held)


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.EMERGENCY, Urgency.DRILL])
def test_what_is_urgent_knows_no_quiet_hours(urgency: Urgency) -> None:
    assert said(PUSH_THEN_TEXT, NIGHT, at("2026-11-23 22:00", urgency=urgency))[0] == ("23 22:00:00", "")


def test_the_digest_has_its_hour_and_comes_after_what_rings() -> None:
    alone = Plan((EscalationStep(Medium.EMAIL, (MAIL,), how=How.DIGEST),))
    both = Plan((*PUSH_THEN_TEXT.steps, EscalationStep(Medium.EMAIL, (MAIL,), how=How.DIGEST)))
    why = "In the digest of 6:00 PM: Rosa has chosen so."

    assert said(alone, USUAL, at("2026-11-23 14:05")) == [("23 17:00:00", why)]
    assert said(alone, Wishes(digest_at=7 * 60), at("2026-11-23 14:05"))[0][0] == "24 06:00:00"
    assert said(both, USUAL, at("2026-11-23 14:05"))[2] == ("23 17:00:00", why)
    assert said(both, USUAL, at("2026-11-23 16:50"))[2] == ("24 17:00:00", why)


def test_too_much_for_a_day_goes_into_the_digest_that_ends_it() -> None:
    chosen = SchoolSettings(push_a_day=3, texts_a_day=2, emails_a_day=1)

    assert overflow_at(USUAL, at("2026-11-23 14:05")) == utc("2026-11-23 17:00")
    assert overflow_at(Wishes(zone="Asia/Kolkata"), at("2026-11-23 14:05")) == utc("2026-11-24 12:30")
    assert [most_a_day(chosen, medium) for medium in Medium] == [3, 1, 2]


@pytest.mark.parametrize(
    ("marked", "item_type", "urgency"),
    [
        (Urgency.NORMAL, "text", Urgency.NORMAL), (Urgency.NORMAL, "incident", Urgency.URGENT),
        (Urgency.EMERGENCY, "incident", Urgency.EMERGENCY), (Urgency.URGENT, "text", Urgency.URGENT),
    ],
)  # fmt: skip
def test_an_incident_is_urgent_whatever_it_is_called(marked: Urgency, item_type: str, urgency: Urgency) -> None:
    assert urgency_of(marked, item_type) is urgency


def test_nobody_is_watching_and_nothing_is_urgent_unless_it_is_said() -> None:
    assert at("2026-11-23 14:05") == at("2026-11-23 14:05", watching=False, urgency=Urgency.NORMAL)


def test_each_medium_has_its_name_in_the_sentence() -> None:
    by_email = Plan(
        (
            EscalationStep(Medium.SMS, (TEXT,)),
            EscalationStep(Medium.EMAIL, (MAIL,), 15),
            EscalationStep(Medium.PUSH, (PHONE,), 30),
        )
    )

    assert [why for _, why in said(by_email, USUAL, at("2026-11-23 14:05"))] == [
        "",
        "By email at 3:20 PM, unless it is read before.",
        "By push at 3:35 PM, unless it is read before.",
    ]


def test_what_is_held_is_the_same_turn_later() -> None:
    turns = timed(PUSH_THEN_TEXT, rosa, NIGHT, at("2026-11-23 21:00"))

    assert [one.step for one in turns] == list(PUSH_THEN_TEXT.steps)


_minute = st.integers(0, 1439)
_wishes = st.builds(
    Wishes, quiet=st.none() | st.builds(Quiet, _minute, _minute),
    zone=st.sampled_from(["", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]), digest_at=_minute,
)  # fmt: skip
_steps = st.sampled_from(
    [
        PUSH_THEN_TEXT, Plan((*PUSH_THEN_TEXT.steps, EscalationStep(Medium.EMAIL, (MAIL,), how=How.DIGEST))),
        Plan((EscalationStep(Medium.EMAIL, (MAIL,), how=How.DIGEST),)),
    ]
)  # fmt: skip


@given(_steps, _wishes, st.integers(0, 2 * 365 * 24 * 60), st.booleans())
def test_turns_keep_their_order_never_come_together_and_never_in_quiet_hours(
    found: Plan, wishes: Wishes, minutes: int, watching: bool
) -> None:
    first = utc("2026-01-01 00:00") + timedelta(minutes=minutes)
    turns = timed(found, rosa, wishes, Moment(first=first, zone="Europe/Berlin", watching=watching))
    zone = ZoneInfo(wishes.zone or "Europe/Berlin")

    assert [one.step for one in turns] == list(found.steps)
    assert all(one.due >= first for one in turns)
    assert len({one.due for one in turns}) == len(turns)
    assert sorted(one.due for one in turns) == [one.due for one in turns]
    for one in turns:
        if wishes.quiet and one.step.how is How.INSTANT:
            assert not wishes.quiet.holds(one.due.astimezone(zone))
