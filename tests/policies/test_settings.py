"""What a school may choose, who changes which of it, and what who may not reads."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from policies.settings import (
    ACCOUNTS,
    ACTIVITY_LOG,
    ATTENDANCE,
    CONVERSATIONS,
    DAYS,
    EMAIL,
    GROUPS,
    GUARDIANS,
    REVIEW,
    ROOM_DEVICES,
    STAFF_ONLY,
    TEXTS,
    WITHIN,
    Between,
    Closed,
    History,
    Hours,
    SchoolSettings,
    SettingsGroup,
    changed,
    may_change,
    tidied,
    within_bounds,
)
from policies.verdict import Allowed, Refused
from tests.school import DAY, ana, ines, rosa

NOTHING: frozenset[str] = frozenset()
WEEKDAYS = tuple(Hours(day, 7 * 60 + 30, 17 * 60) for day in range(5))
THANKSGIVING = Closed(date(2026, 11, 26), date(2026, 11, 26))


def refusal(group: SettingsGroup, setting: str, value: object) -> str:
    """What is read of a value that a school may not choose; empty where it may."""
    verdict = within_bounds(group, {setting: value})
    return verdict.because if isinstance(verdict, Refused) else ""


def test_a_school_that_chose_nothing_is_open_and_says_so() -> None:
    assert {one.name: getattr(SchoolSettings(), one.name) for one in fields(SchoolSettings)} == {
        "staff_only": NOTHING, "email": True, "text": True, "history": History.ALL, "guardians_start": True,
        "office_hours": (), "payers_only": False, "edit_minutes": 24 * 60, "undo_seconds": 5,
        "closed_dates": (), "oversight": True, "oversight_visible": False, "four_eyes": False, "hold_names": True,
        "review_minutes": 60, "second_approver": "", "segment_price": 0, "email_name": "",
        "email_reply_to": "", "language": "en", "ladder_minutes": 15, "push_a_day": 40, "texts_a_day": 10,
        "emails_a_day": 20, "country": "", "second_factor": "nobody", "address_days": 90,
        "room_device_seconds": 60, "closes_by_itself": True, "closing_minute": 18 * 60,
    }  # fmt: skip
    assert Closed(DAY, DAY).name == ""


def test_a_word_is_written_as_it_was_kept_in_every_school_so_far() -> None:
    assert [one.value for one in History] == ["all", "week", "assigned"]
    assert [one.name for one in History] == ["ALL", "WEEK", "ASSIGNED"]


def test_everything_a_school_may_choose_is_in_one_group() -> None:
    grouped = [setting for group in GROUPS.values() for setting in group.settings]

    assert sorted(grouped) == sorted(one.name for one in fields(SchoolSettings))
    assert list(GROUPS.values()) == [
        CONVERSATIONS, REVIEW, STAFF_ONLY, GUARDIANS, EMAIL, TEXTS, ACCOUNTS, ACTIVITY_LOG,
        ROOM_DEVICES, ATTENDANCE,
    ]  # fmt: skip
    assert list(GROUPS) == [
        "conversations", "review", "staff-only", "guardians", "email", "texts", "accounts", "activity-log",
        "room-devices", "attendance",
    ]  # fmt: skip


def test_what_a_school_has_chosen_may_be_chosen() -> None:
    for group in GROUPS.values():
        usual: dict[str, Any] = {one: getattr(SchoolSettings(), one) for one in group.settings}

        assert within_bounds(group, usual) == WITHIN == Allowed("A school may choose that.")
        assert tidied(group, usual) == usual


@pytest.mark.parametrize(
    ("group", "names"),
    [
        (CONVERSATIONS, {
            "history", "guardians_start", "office_hours", "closed_dates", "undo_seconds", "edit_minutes",
            "oversight", "oversight_visible", "ladder_minutes", "push_a_day", "texts_a_day", "emails_a_day",
            "country",
        }),
        (REVIEW, {"four_eyes", "hold_names", "review_minutes", "second_approver"}),
        (STAFF_ONLY, {"staff_only"}),
        (GUARDIANS, {"payers_only"}),
        (EMAIL, {"display_name", "reply_to", "language", "on"}),
        (TEXTS, {"on", "segment_price"}),
        (ACCOUNTS, {"second_factor"}),
        (ACTIVITY_LOG, {"address_days"}),
        (ROOM_DEVICES, {"lock_seconds"}),
        (ATTENDANCE, {"closes_by_itself", "minute"}),
    ],
)  # fmt: skip
def test_requests_and_answers_call_a_setting_as_they_always_did(group: SettingsGroup, names: set[str]) -> None:
    assert set(group.called()) == names
    assert set(group.called().values()) == set(group.settings)


@pytest.mark.parametrize(
    ("who", "may"), [(ines, True), (ana, False), (rosa, False), (replace(ines, active=False), False)]
)
def test_c6_admins_set_what_a_school_chooses_and_nobody_else(who, may: bool) -> None:
    sentence = "dmins set what a school chooses."

    assert may_change(who) == (Allowed(f"A{sentence}") if may else Refused(f"Only a{sentence}"))


SENTENCES = [
    (CONVERSATIONS, (), "how conversations go"),
    (CONVERSATIONS, ("history",), "how far back newly assigned staff read"),
    (CONVERSATIONS, ("guardians_start",), "whether parents start conversations"),
    (CONVERSATIONS, ("office_hours",), "the office hours"),
    (CONVERSATIONS, ("closed_dates",), "the days on which the school is closed"),
    (CONVERSATIONS, ("undo_seconds",), "how long a message can be taken back before it is sent"),
    (CONVERSATIONS, ("edit_minutes",), "how long a message can be changed"),
    (CONVERSATIONS, ("oversight",), "whether admins read outside their rooms"),
    (CONVERSATIONS, ("oversight_visible",), "whether others see which admin read"),
    (CONVERSATIONS, ("ladder_minutes",), "how long an alert stays unread before it comes another way"),
    (CONVERSATIONS, ("push_a_day",), "how many alerts ring in a day"),
    (CONVERSATIONS, ("texts_a_day",), "how many alerts ring in a day"),
    (CONVERSATIONS, ("emails_a_day",), "how many alerts ring in a day"),
    (CONVERSATIONS, ("push_a_day", "texts_a_day"), "how many alerts ring in a day"),
    (CONVERSATIONS, ("push_a_day", "office_hours"), "how conversations go"),
    (CONVERSATIONS, ("country",), "the country of telephone numbers"),
    (REVIEW, (), "how the school reviews what waits"),
    (REVIEW, ("four_eyes",), "whether what admins write waits for another admin"),
    (REVIEW, ("hold_names",), "whether what names another family’s child waits"),
    (REVIEW, ("review_minutes",), "when who approves is reminded"),
    (REVIEW, ("second_approver",), "who the second approver is"),
    (STAFF_ONLY, (), "what waits for approval"),
    (STAFF_ONLY, ("staff_only",), "what waits for approval"),
    (GUARDIANS, (), "who counts as a parent"),
    (GUARDIANS, ("payers_only",), "who counts as a parent"),
    (EMAIL, (), "how the school sends emails"),
    (EMAIL, ("email",), "whether the school sends emails"),
    (EMAIL, ("email_name",), "whom emails come from"),
    (EMAIL, ("email_reply_to",), "where answers to emails go"),
    (EMAIL, ("language",), "the language of emails, texts and alerts"),
    (EMAIL, ("email_name", "email_reply_to"), "how the school sends emails"),
    (TEXTS, (), "how the school sends texts"),
    (TEXTS, ("text",), "whether the school sends texts"),
    (TEXTS, ("segment_price",), "the price of a text"),
    (ACCOUNTS, (), "who needs a code at sign-in"),
    (ACCOUNTS, ("second_factor",), "who needs a code at sign-in"),
    (ACTIVITY_LOG, (), "what the activity log keeps"),
    (ACTIVITY_LOG, ("address_days",), "for how many days addresses of sign-ins are kept"),
    (ROOM_DEVICES, (), "how room devices lock"),
    (ATTENDANCE, (), "when attendance closes"),
    (ATTENDANCE, ("closes_by_itself",), "whether attendance closes by itself"),
    (ATTENDANCE, ("closing_minute",), "when attendance closes"),
    (ROOM_DEVICES, ("room_device_seconds",), "when a room device locks"),
]


@pytest.mark.parametrize(("group", "names", "what"), SENTENCES)
def test_who_may_not_change_a_setting_reads_which_it_is(group: SettingsGroup, names, what: str) -> None:
    for other in (ana, rosa):
        assert may_change(other, group.words(names)) == Refused(f"Only admins set {what}.")
    assert may_change(ines, group.words(names)) == Allowed(f"Admins set {what}.")


def test_every_setting_has_a_sentence() -> None:
    said = {(group.what, *names) for group, names, _ in SENTENCES}

    assert said >= {(group.what, name) for group in GROUPS.values() for name in group.settings}


MOST_ALERTS = "Choose 1 to 1,000 alerts a day; what comes after them waits for the digest."


@pytest.mark.parametrize(
    ("group", "setting", "least", "most", "sentence"),
    [
        (CONVERSATIONS, "undo_seconds", 0, 60, "Give 0 to 60 seconds to take a message back; 0 sends at once."),
        (CONVERSATIONS, "edit_minutes", 0, 43_200,
         "Give 0 to 43,200 minutes to change a message; 0 lets nobody change any."),
        (CONVERSATIONS, "ladder_minutes", 0, 1_440,
         "Choose 0 to 1440 minutes until the next medium is tried; 0 never tries one."),
        (CONVERSATIONS, "push_a_day", 1, 1_000, MOST_ALERTS),
        (CONVERSATIONS, "texts_a_day", 1, 1_000, MOST_ALERTS),
        (CONVERSATIONS, "emails_a_day", 1, 1_000, MOST_ALERTS),
        (REVIEW, "review_minutes", 0, 10_080, "Choose 0 to 10080 minutes; 0 reminds nobody."),
        (TEXTS, "segment_price", 0, 100_000,
         "Give 0 to 100000, in ten-thousandths of your currency; 0 shows no cost."),
    ],
)  # fmt: skip
def test_a_number_is_within_its_bounds(
    group: SettingsGroup, setting: str, least: int, most: int, sentence: str
) -> None:
    for good in (least, least + 1, most - 1, most):
        assert refusal(group, setting, good) == ""
    for bad in (least - 1, most + 1):
        assert refusal(group, setting, bad) == f"{setting}: {sentence}"


def test_every_number_has_bounds() -> None:
    numbers = {one.name for one in fields(SchoolSettings) if one.type is int}

    assert len(numbers) >= 8
    assert numbers == {
        name for group in GROUPS.values() for name, one in group.settings.items() if isinstance(one.bound, Between)
    }


@pytest.mark.parametrize(
    ("hours", "may"),
    [
        ((), True), (WEEKDAYS, True), ((Hours(0, 480, 720), Hours(0, 720, 1_020)), True),
        ((Hours(0, 480, 721), Hours(0, 720, 1_020)), False), ((Hours(7, 0, 60),), False),
        ((Hours(-1, 0, 60),), False), ((Hours(0, 60, 60),), False), ((Hours(0, -1, 60),), False),
        ((Hours(6, 0, 1_440),), True), ((Hours(6, 0, 1_441),), False),
        ((Hours(1, 480, 720), Hours(0, 480, 720)), True),
    ],
)  # fmt: skip
def test_a_week_is_made_of_hours_that_open_before_they_close_and_do_not_overlap(hours, may: bool) -> None:
    assert (refusal(CONVERSATIONS, "office_hours", hours) == "") is may


def test_what_no_week_is_like_is_told_in_words() -> None:
    outside = "Hours are of Monday (0) to Sunday (6), and open before they close, within one day."

    assert refusal(CONVERSATIONS, "office_hours", (Hours(7, 0, 60),)) == f"office_hours: {outside}"
    for weekday, day in enumerate(DAYS):
        twice = (Hours(weekday, 0, 61), Hours(weekday, 60, 90))
        assert refusal(CONVERSATIONS, "office_hours", twice) == (
            f"office_hours: {day} has hours that overlap; join them into one."
        )


def test_weekdays_begin_with_monday() -> None:
    assert [f"{DAY + timedelta(days=one - DAY.weekday()):%A}" for one in range(7)] == list(DAYS)


@pytest.mark.parametrize(
    ("days", "name", "because"),
    [
        (0, "", ""),
        (365, "Winter break", ""),
        (-1, "", "A closing ends on the day it begins or later, within a year."),
        (366, "", "A closing ends on the day it begins or later, within a year."),
        (1, "x" * 60, ""),
        (1, "x" * 61, "A closing’s name has at most 60 characters."),
    ],
)
def test_a_closing_ends_after_it_began_within_a_year(days: int, name: str, because: str) -> None:
    closed = Closed(DAY, DAY + timedelta(days=days), name)

    assert refusal(CONVERSATIONS, "closed_dates", (THANKSGIVING, closed)) == (
        because and f"closed_dates: {because}"
    )


def test_of_several_the_first_that_is_out_of_bounds_is_told() -> None:
    wanted = {"oversight": False, "undo_seconds": 61, "edit_minutes": -1}

    assert within_bounds(CONVERSATIONS, wanted) == Refused(
        "undo_seconds: Give 0 to 60 seconds to take a message back; 0 sends at once."
    )


def test_what_is_written_loosely_is_kept_in_order() -> None:
    monday, tuesday = Hours(0, 480, 720), Hours(1, 480, 720)
    first, second = Closed(DAY, DAY, " Fair "), Closed(DAY + timedelta(days=1), DAY + timedelta(days=1))

    assert tidied(CONVERSATIONS, {"office_hours": [tuesday, monday], "closed_dates": [second, first]}) == {
        "office_hours": (monday, tuesday),
        "closed_dates": (replace(first, name="Fair"), second),
    }
    assert tidied(EMAIL, {"email_name": " Maple ", "email_reply_to": " a@b.example\n", "language": " es "}) == {
        "email_name": "Maple", "email_reply_to": "a@b.example", "language": "es",
    }  # fmt: skip
    assert tidied(CONVERSATIONS, {"country": " US"}) == {"country": " US"}


def test_what_is_not_named_stays() -> None:
    before = SchoolSettings(undo_seconds=7, staff_only=frozenset({"nap"}))

    assert changed(before, {}) == before
    assert changed(before, {"edit_minutes": 5}) == replace(before, edit_minutes=5)
    assert changed(before, {"email": False, "language": "es"}) == replace(before, email=False, language="es")


@pytest.mark.parametrize(
    ("wanted", "waits"),
    [
        ({}, {"nap", "meal"}),
        ({"note": True}, {"nap", "meal", "note"}),
        ({"nap": True, "meal": False}, {"nap"}),
        ({"note": False}, {"nap", "meal"}),
        ({"nap": False, "meal": False}, set()),
    ],
)
def test_what_waits_is_switched_type_by_type(wanted: dict[str, bool], waits: set[str]) -> None:
    before = SchoolSettings(staff_only=frozenset({"nap", "meal"}), undo_seconds=7)

    assert changed(before, {"staff_only": wanted}) == replace(before, staff_only=frozenset(waits))
