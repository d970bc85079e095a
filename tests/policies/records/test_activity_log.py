"""What goes on record of what people did with rights, who reads it, and how it reads."""

from dataclasses import fields, replace
from enum import StrEnum
from typing import Any

import pytest

from policies.people.facts import Level, Own, Permissions, Person, Role, Urgency
from policies.records.activity_log import (
    CHOSEN,
    KINDS,
    SAYS,
    Deed,
    LogFacts,
    LogKind,
    changed_permissions,
    changed_settings,
    in_a_sentence,
    in_detail,
    kind_of,
    may_see_log,
    sought,
)
from policies.settings import Hours, SchoolSettings, SecondFactorFor
from policies.verdict import Allowed, Refused

LABELS = {"note": "Notes", "message": "Texts, photos and files"}
USUAL = SchoolSettings()


def anybody(role: Role, *, active: bool = True) -> Person:
    return Person(id="p", role=role, name="P", human=frozenset(), active=active)


def detail(deed: Deed, about: str = "Tom", **facts: Any) -> list[str]:
    return [str(one) for one in in_detail(LogFacts(deed=deed, by="Ines", about=about, facts=facts), LABELS)]


@pytest.mark.parametrize(
    ("person", "may"),
    [
        (anybody(Role.ADMIN), True),
        (anybody(Role.ADMIN, active=False), False),
        (anybody(Role.STAFF), False),
        (anybody(Role.GUARDIAN), False),
    ],
)
def test_admins_alone_read_who_did_what(person: Person, may: bool) -> None:
    assert may_see_log(person) == (
        Allowed("Admins see who signed in and who changed what.")  # type: ignore[arg-type]
        if may
        else Refused("Only admins see who signed in and who changed what.")  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_is_of_one_kind_and_has_a_sentence_that_names_people(deed: Deed) -> None:
    facts: dict[str, Any] = {"settings": {"email": [True, False]}} if deed is Deed.SETTINGS else {"child": "Mia"}
    said = in_a_sentence(LogFacts(deed=deed, by="Ines", about="Tom", facts=facts))

    assert [kind for kind in LogKind if deed in KINDS[kind]] == [kind_of(deed)]
    assert ("Ines" in said) == ("{by}" in SAYS[deed])
    assert ("Tom" in said) == ("{about}" in SAYS[deed])
    assert "Ines" in said or "Tom" in said
    assert said.endswith(".")


def test_a_deed_is_found_by_the_names_in_it_however_they_are_written() -> None:
    its = LogFacts(deed=Deed.TIE, by="Inés Walker", about="Łukasz Nowak", facts={"child": "Mía"})

    assert sought(its) == "ines walker lukasz nowak mia"
    assert sought(LogFacts(deed=Deed.REFUSED, about="Tom")) == "tom"


def test_what_somebody_may_do_reads_as_it_is_and_as_it_was() -> None:
    before = Permissions()
    after = replace(before, families=Level.READ, reviews=True, marks=Urgency.URGENT, own=Own.WAITS)
    changed = changed_permissions(before, after)

    assert changed_permissions(before, before) == {}
    assert detail(Deed.PERMISSIONS, **changed) == [
        "what families and the school write to each other: now may read, before may read and write.",
        "Approves what waits: now yes, before no.",
        "May mark something as: now urgent, before normal.",
        "What they write to families: now always waits, before as the school has set.",
    ]


def test_rooms_read_as_they_are_and_as_they_were() -> None:
    assert detail(Deed.ROOMS, rooms=[[], ["Acorns", "Saplings"]], first=[["Acorns"], []]) == [
        "Rooms that admins gave: now Acorns, Saplings, before nothing.",
        "First room: now nothing, before Acorns.",
    ]
    assert detail(Deed.ROOMS, first=[[], ["Acorns"]]) == ["First room: now Acorns, before nothing."]


@pytest.mark.parametrize(
    ("tie", "said"),
    [
        (["guardian", "barred"], ["Tom is barred from Mia."]),
        (["guardian", "pick_up"], ["Tom picks up Mia."]),
        (["barred", "guardian"], ["Tom is to Mia what the roster says."]),
        (["guardian", "guardian"], []),
    ],
)
def test_what_somebody_is_to_a_child_reads_as_it_is_now(tie: list[str], said: list[str]) -> None:
    assert detail(Deed.TIE, child="Mia", tie=tie, denied=[], allowed=[]) == said


def test_what_was_denied_and_is_no_more_reads_with_its_days() -> None:
    denied = [["see", "", ""], ["told", "2026-12-01", ""], ["message", "", "2026-12-24"]]
    allowed = [["pick_up", "2026-12-01", "2026-12-24"]]

    assert detail(Deed.TIE, child="Mia", tie=["guardian", "guardian"], denied=denied, allowed=allowed) == [
        "Denied: seeing the child.",
        "Denied: being told about the child, from 2026-12-01.",
        "Denied: writing about the child, until 2026-12-24.",
        "Denied no more: picking up the child, from 2026-12-01 until 2026-12-24.",
    ]


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


@pytest.mark.parametrize("deed", [Deed.EXPORTED_CHILD, Deed.EXPORTED_SCHOOL])
def test_an_export_of_the_office_says_why(deed: Deed) -> None:
    assert detail(deed, reason="Asked for by the licensing office.") == ["Why: Asked for by the licensing office."]


def test_a_new_password_says_how_many_devices_it_signed_out() -> None:
    assert detail(Deed.PASSWORD_CHANGED, ended=2) == ["2 devices were signed out."]
    assert detail(Deed.PASSWORD_BY_LINK, ended=1) == ["One device was signed out."]
    assert detail(Deed.PASSWORD_BY_CODE, ended=0) == []


def test_the_last_wrong_password_that_is_listed_says_so() -> None:
    assert detail(Deed.REFUSED) == []
    assert detail(Deed.REFUSED, last=True) == ["More wrong passwords of this hour are not listed."]
    assert detail(Deed.SIGNED_IN) == []


def test_to_which_address_a_link_went_is_said_where_its_reader_gave_it() -> None:
    assert detail(Deed.INVITATION_LINK, email="tom@mail.example") == [
        "To an address that its reader gave: tom@mail.example"
    ]
    assert detail(Deed.INVITATION_LINK) == []
    assert detail(Deed.INVITED, email="tom@mail.example") == []


@pytest.mark.parametrize(("part", "said"), [("allergies", "Allergies."), ("custody", "Custody.")])
def test_of_a_childs_record_it_is_told_which_part_was_changed_and_never_what_it_says(part: str, said: str) -> None:
    facts = {"child": "Mia", "student": "st_mia", "part": part}
    its = LogFacts(deed=Deed.CHILD_RECORD, by="Ines", facts=facts)

    assert in_a_sentence(its) == "Ines changed what is kept about Mia."
    assert detail(Deed.CHILD_RECORD, **facts) == [said]
    looked = LogFacts(deed=Deed.READ_CUSTODY, by="Ines", facts={"child": "Mia"})
    assert in_a_sentence(looked) == "Ines looked at what is kept about custody of Mia."
    assert detail(Deed.READ_CUSTODY, child="Mia") == []
