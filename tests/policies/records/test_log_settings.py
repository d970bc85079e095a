"""A change of a school's settings reads by its own word, as it is now and as it was."""

from dataclasses import fields, replace
from enum import StrEnum

import pytest

from policies.records.activity_log import Deed, LogFacts, in_a_sentence, in_detail
from policies.records.log_settings import CHOSEN, changed_settings
from policies.settings import Hours, SchoolSettings, SecondFactorFor

LABELS = {"note": "Notes", "message": "Texts, photos and files"}
USUAL = SchoolSettings()


def settings_said(after: SchoolSettings, before: SchoolSettings = USUAL) -> tuple[str, list[str]]:
    its = LogFacts(deed=Deed.SETTINGS, by="Ines", facts={"settings": changed_settings(before, after)})
    return str(in_a_sentence(its)), [str(one) for one in in_detail(its, LABELS)]


def test_one_setting_reads_by_its_own_word_and_several_by_their_group() -> None:
    assert settings_said(replace(USUAL, oversight=False)) == (
        "Ines changed whether admins read outside their rooms.",
        ["whether admins read outside their rooms: now no, before yes."],
    )
    said, details = settings_said(replace(USUAL, undo_seconds=0, office_hours=(Hours(0, 480, 960),)))
    assert said == "Ines changed how conversations go."
    assert sorted(details) == [
        "The office hours.",
        "how long a message can be taken back before it is sent: now 0, before 5.",
    ]
    assert settings_said(replace(USUAL, email_name="Office"), USUAL)[1] == [
        "whom emails come from: now Office, before nothing."
    ]
    assert settings_said(USUAL, replace(USUAL, email_name="Office"))[1] == [
        "whom emails come from: now nothing, before Office."
    ]


@pytest.mark.parametrize("name", [one.name for one in fields(SchoolSettings) if isinstance(one.default, StrEnum)])
def test_a_setting_that_is_one_of_a_few_reads_by_their_names_as_it_is_and_as_it_was(name: str) -> None:
    usual = getattr(USUAL, name)
    for other in type(usual):
        changed = changed_settings(USUAL, replace(USUAL, **{name: other}))
        assert changed == ({name: [usual.value, other.value]} if other is not usual else {})
        if changed:
            _, (said,) = settings_said(replace(USUAL, **{name: other}))
            assert said.endswith(f": now {CHOSEN[name][other]}, before {CHOSEN[name][usual]}.")


def test_a_code_at_sign_in_that_a_school_asks_for_says_of_whom() -> None:
    said = settings_said(replace(USUAL, second_factor=SecondFactorFor.STAFF))[1]

    assert said == ["who needs a code at sign-in: now all staff, before nobody."]


def test_a_closing_time_reads_as_on_a_clock() -> None:
    said = settings_said(replace(USUAL, closing_minute=16 * 60 + 30))[1]

    assert said == ["when attendance closes: now 4:30 PM, before 6:00 PM."]


def test_what_waits_for_approval_reads_by_the_words_of_the_screen() -> None:
    both = replace(USUAL, staff_only=frozenset({"note", "meal"}))
    message = replace(USUAL, staff_only=frozenset({"message"}))

    assert settings_said(both)[1] == ["Waits from now on: meal, Notes. Waits no more: nothing."]
    assert settings_said(USUAL, message)[1] == [
        "Waits from now on: nothing. Waits no more: Texts, photos and files."
    ]


def test_a_setting_that_there_is_no_more_still_reads_as_one() -> None:
    its = LogFacts(deed=Deed.SETTINGS, by="Ines", facts={"settings": {"gone": [1, 2]}})

    assert in_a_sentence(its) == "Ines changed settings."
    assert in_detail(its, LABELS) == ("settings: now 2, before 1.",)
