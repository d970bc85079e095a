"""Who is told, and by which medium."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.recipients import (
    Address,
    Medium,
    hears_of_announcement,
    hears_of_colleague,
    hears_of_family,
    hears_of_hold,
    hears_of_office,
    hears_of_private,
    hears_of_rooms,
    hears_of_staff_room,
    plan,
)
from policies.people.facts import Area, Dated
from policies.people.roster import Facts, roster_on
from policies.settings import SchoolSettings
from tests.policies.schools import facts, settings
from tests.school import DAY, FACTS, dana, of, rosa, roster, student, tom

PHONE = Address(Medium.PUSH, "rosas-phone", "fcm")
TABLET = Address(Medium.PUSH, "rosas-tablet", "webpush")
ALL_ON = SchoolSettings()


def told(person, devices=(), chosen=ALL_ON, *, routine=False, practice=False):
    return plan(person, devices, chosen, routine=routine, practice=practice)


@pytest.mark.parametrize(
    ("author", "child", "heard_by"),
    [
        ("ana", "mia", {"rosa", "tom"}),
        ("ines", "mia", {"rosa", "tom"}),
        ("rosa", "mia", {"ana", "nora", "ines"}),
        ("dana", "leo", {"ben", "nora"}),
        ("nora-at-home", "emil", {"ana", "ines"}),
        ("nora", "emil", set()),
    ],
)
def test_c8_families_hear_the_school_and_a_rooms_staff_and_admins_hear_its_families(
    author: str, child: str, heard_by: set[str]
) -> None:
    school = roster()

    assert hears_of_family(school, school.students[child], school.people[author]) == heard_by


def test_a_message_about_a_child_whose_room_has_nobody_reaches_every_admin() -> None:
    nobody = replace(FACTS, assignments=(Dated("ben", "saplings"),))
    school = roster(nobody)

    assert hears_of_family(roster(), student("mia"), rosa) == {"ana", "nora", "ines"}
    assert hears_of_family(school, school.students["mia"], rosa) == {"ines", "omar"}


def test_what_a_teacher_writes_as_a_parent_is_heard_by_somebody_else() -> None:
    alone = replace(FACTS, assignments=(Dated("nora", "acorns"),))
    school = roster(alone)

    assert hears_of_family(school, school.students["mia"], rosa) == {"nora"}
    assert hears_of_family(school, school.students["emil"], school.people["nora-at-home"]) == {"ines", "omar"}


@pytest.mark.parametrize(
    ("author", "child", "rooms", "heard_by"),
    [
        ("ines", "mia", {"ines": "acorns"}, {"rosa", "tom"}),
        ("rosa", "mia", {"ines": "acorns"}, {"ines", "omar"}),  # Omar has no room: he hears of all
        ("rosa", "mia", {"ines": "acorns", "omar": "saplings"}, {"ines"}),
        ("dana", "leo", {"ines": "acorns", "omar": "acorns"}, {"ines", "omar"}),  # nobody there: all of them
        ("dana", "leo", {"ines": "acorns", "omar": "saplings"}, {"omar"}),
    ],
)
def test_c8_the_office_hears_by_its_admins_rooms_and_a_room_without_an_admin_is_everybodys(
    author: str, child: str, rooms: dict[str, str], heard_by: set[str]
) -> None:
    teachers = tuple(one for one in FACTS.assignments if one.who not in {"ines", "omar"})
    assignments = (*teachers, *(Dated(who, room) for who, room in rooms.items()))
    school = roster(replace(FACTS, assignments=assignments))

    assert hears_of_office(school, school.students[child], school.people[author]) == heard_by


def test_the_office_hears_of_a_child_without_a_room() -> None:
    school = roster(replace(FACTS, placements=()))

    assert hears_of_office(school, school.students["mia"], rosa) == {"ines", "omar"}


@pytest.mark.parametrize(
    ("author", "guardian", "heard_by"),
    [
        ("rosa", "rosa", {"ana", "nora", "ines"}), ("ana", "rosa", {"rosa"}), ("ines", "tom", {"tom"}),
        ("nora-at-home", "nora-at-home", {"ana", "ines"}), ("dana", "dana", {"ben", "nora"}),
    ],
)  # fmt: skip
def test_a_private_message_is_heard_by_one_parent_or_the_rooms_staff_and_never_by_the_other_parent(
    author: str, guardian: str, heard_by: set[str]
) -> None:
    school = roster()

    assert hears_of_private(school, school.people[guardian], school.people[author]) == heard_by


def test_a_private_message_about_a_room_without_anybody_reaches_every_admin() -> None:
    school = roster(replace(FACTS, assignments=()))

    assert hears_of_private(school, school.people["rosa"], school.people["rosa"]) == {"ines", "omar"}


def test_of_two_colleagues_the_other_hears() -> None:
    assert hears_of_colleague(roster(), frozenset({"ana", "ben"}), of("ana")) == {"ben"}


@given(facts())
def test_no_message_of_a_parent_to_the_school_is_left_unheard(school_facts: Facts) -> None:
    school = roster_on(school_facts, DAY)

    for guardian, children in school.children_of.items():
        person = school.people[guardian]
        others = {one for child in children for one in school.students[child].family} - {guardian}
        elsewhere = {profile for one in {guardian, *others} for profile in school.profiles_of(one)}
        if school.admins - elsewhere:
            assert hears_of_private(school, person, person)
            assert all(hears_of_office(school, school.students[child], person) for child in children)
        assert not hears_of_private(school, person, person) & elsewhere


def test_a_team_hears_its_own_but_the_author() -> None:
    assert hears_of_staff_room(roster(), "acorns", of("ana")) == {"nora", "ines"}
    assert hears_of_rooms(roster(), frozenset(), Area.FAMILIES) == frozenset()


def test_an_announcement_is_heard_by_its_families_but_not_by_its_author_at_home() -> None:
    families = frozenset({"rosa", "nora-at-home"})

    assert hears_of_announcement(families, roster(), of("ana")) == families
    assert hears_of_announcement(families, roster(), of("nora")) == {"rosa"}


def test_d5_what_waits_is_told_to_who_may_review_it() -> None:
    assert hears_of_hold(roster(), student("mia"), of("ana")) == {"ines", "omar"}
    assert hears_of_hold(roster(), student("mia"), of("ines")) == {"omar"}
    assert hears_of_hold(roster(), None, of("ana")) == {"ines", "omar"}


@pytest.mark.parametrize(
    ("person", "devices", "chosen", "media"),
    [
        (rosa, (PHONE, TABLET), ALL_ON, ["push", "push"]),
        (rosa, (), ALL_ON, ["sms"]),
        (tom, (), ALL_ON, ["email"]),
        (rosa, (), SchoolSettings(text=False), ["email"]),
        (tom, (), SchoolSettings(email=False), []),
        (dana, (), SchoolSettings(text=False), []),
        (dana, (PHONE,), SchoolSettings(text=False, email=False), ["push"]),
    ],
)
def test_d9_and_d11_push_comes_first_then_text_to_a_cell_then_email_as_the_school_allows(
    person, devices, chosen: SchoolSettings, media: list[str]
) -> None:
    assert [one.medium for one in told(person, devices, chosen).addresses] == media


@pytest.mark.parametrize(
    ("person", "chosen", "why"),
    [
        (tom, SchoolSettings(email=False),
         "There is no device; no number is marked cell; the school has switched email off."),
        (dana, SchoolSettings(text=False),
         "There is no device; the school has switched text messages off; no email address is known."),
        (replace(tom, email=None), ALL_ON,
         "There is no device; no number is marked cell; no email address is known."),
    ],
)  # fmt: skip
def test_who_is_not_reached_is_told_of_with_the_reason(person, chosen: SchoolSettings, why: str) -> None:
    assert told(person, chosen=chosen).skipped == why


def test_nothing_is_mailed_to_an_address_that_waits_to_be_confirmed_and_texts_go_on() -> None:
    waits = replace(tom, unconfirmed=True)

    assert (tom.mail, waits.mail, waits.email) == (tom.email, None, tom.email)
    assert [one.medium for one in told(tom).addresses] == [Medium.EMAIL]
    assert told(waits).skipped == (
        "There is no device; no number is marked cell; the new email address is not confirmed yet."
    )
    assert [one.medium for one in told(replace(rosa, unconfirmed=True)).addresses] == [Medium.SMS]


def test_d2_practice_students_never_reach_a_real_contact() -> None:
    assert told(rosa, (PHONE,)).addresses == (PHONE,)
    assert told(rosa, (PHONE,), practice=True).addresses == ()


def test_naps_and_diapers_are_pushed_and_never_texted_or_mailed() -> None:
    assert told(rosa, (PHONE,), routine=True).addresses == (PHONE,)
    assert told(rosa).addresses[0].medium is Medium.SMS
    assert told(rosa, routine=True).addresses == ()


def test_who_left_is_told_nothing() -> None:
    assert told(replace(rosa, active=False), (PHONE,)).addresses == ()


@given(
    person=st.sampled_from([rosa, tom, dana, replace(tom, email=None), replace(rosa, active=False)]),
    devices=st.sampled_from([(), (PHONE,), (PHONE, TABLET)]), chosen=settings(),
    routine=st.booleans(), practice=st.booleans(),
)  # fmt: skip
def test_one_event_never_rings_two_media_at_once_and_silence_always_has_a_reason(
    person, devices, chosen: SchoolSettings, routine: bool, practice: bool
) -> None:
    found = told(person, devices, chosen, routine=routine, practice=practice)

    assert bool(found.addresses) != bool(found.skipped)
    assert len({one.medium for one in found.addresses}) <= 1
    assert not (practice and found.addresses)
    assert all(one.medium is not Medium.SMS or (person.cell and chosen.text) for one in found.addresses)
    assert all(one.medium is not Medium.EMAIL or (person.email and chosen.email) for one in found.addresses)


@given(facts())
def test_nobody_hears_their_own_words_back_on_any_of_their_profiles(school_facts: Facts) -> None:
    school = roster_on(school_facts, DAY)

    for author in school.people.values():
        for child in school.students.values():
            assert not hears_of_family(school, child, author) & school.profiles_of(author.id)
            assert not hears_of_hold(school, child, author) & school.profiles_of(author.id)
