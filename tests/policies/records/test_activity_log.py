"""What goes on record of what people did with rights, who reads it, and how it reads."""

from dataclasses import replace
from typing import Any

import pytest

from policies.people.facts import Level, Own, Permissions, Person, Role, Urgency
from policies.records.activity_log import (
    SAYS,
    Deed,
    LogFacts,
    changed_permissions,
    in_a_sentence,
    in_detail,
    may_see_log,
    sought,
)
from policies.records.deeds import KINDS, LogKind, kind_of
from policies.verdict import Allowed, Refused

LABELS = {"note": "Notes", "message": "Texts, photos and files"}


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


BY_NIGHT = {Deed.REMOVED, Deed.ERASED, Deed.ERASURE_GIVEN_UP}
"""What is done by a rule, or names nobody who was erased."""


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_is_of_one_kind_and_has_a_sentence_that_names_people(deed: Deed) -> None:
    facts: dict[str, Any] = {"settings": {"email": [True, False]}} if deed is Deed.SETTINGS else {"child": "Mia"}
    said = in_a_sentence(LogFacts(deed=deed, by="Ines", about="Tom", facts=facts))

    assert [kind for kind in LogKind if deed in KINDS[kind]] == [kind_of(deed)]
    assert ("Ines" in said) == ("{by}" in SAYS[deed])
    assert ("Tom" in said) == ("{about}" in SAYS[deed])
    assert "Ines" in said or "Tom" in said or deed in BY_NIGHT
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


def test_photos_and_retention_are_told_as_they_were_set() -> None:
    assert detail(Deed.PHOTO_CONSENT, scope=["", "none"]) == ["Photos: No photos at all."]
    assert detail(Deed.RETENTION_SET, label="Announcements", months=24, on=False) == [
        "Announcements: 2 years planned; nothing is removed."
    ]


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


def test_a_change_of_settings_reads_by_its_word_and_what_it_was() -> None:
    its = LogFacts(deed=Deed.SETTINGS, by="Ines", facts={"settings": {"oversight": [True, False]}})

    assert in_a_sentence(its) == "Ines changed whether admins read outside their rooms."
    assert in_detail(its, LABELS) == ("whether admins read outside their rooms: now no, before yes.",)


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


def test_of_a_room_device_it_is_told_in_which_room_it_stands_and_what_was_changed() -> None:
    facts = {"device": "Acorns’ tablet", "name": ["Acorns’ tablet", "Tablet 1"], "moved": ["Acorns", "Saplings"]}
    its = LogFacts(deed=Deed.DEVICE_CHANGED, by="Ines", facts=facts)

    assert in_a_sentence(its) == "Ines changed the room device “Acorns’ tablet”."
    assert detail(Deed.DEVICE_CHANGED, **facts) == [
        "Name: now Tablet 1, before Acorns’ tablet.",
        "Room: now Saplings, before Acorns.",
    ]
    assert detail(Deed.DEVICE_CHANGED, device="T", name=["T", "U"]) == ["Name: now U, before T."]
    assert detail(Deed.DEVICE_PAIRED, device="T", **{"in": "Acorns"}) == ["Room: Acorns"]
    assert detail(Deed.DEVICE_ENDED, device="T") == []
    assert sought(its) == "ines acorns' tablet"


def test_who_acts_on_a_room_device_is_on_record_with_its_name() -> None:
    its = LogFacts(deed=Deed.ACTED_ON_DEVICE, by="Ana", facts={"device": "Acorns’ tablet"})

    assert in_a_sentence(its) == "Ana entered their PIN on “Acorns’ tablet”."
