"""One contract for every kind of conversation; a new file in channels/kinds is found by itself."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.items import DAY_ITEMS
from channels.kinds import family_kind, kinds
from channels.kinds.kind import Kind, Subject, SubjectIds
from policies.conversations.seeing import Side
from policies.people.facts import Role
from policies.people.groups import filled
from policies.people.roster import Facts, Roster, roster_on
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.policies.schools import facts
from tests.school import DAY, FACTS, roster

EVERY = pytest.mark.parametrize("kind", kinds().values(), ids=kinds())


def members(school: Roster, kind: Kind, subject: Subject) -> dict[str, Side]:
    """Everybody in a conversation, with their side."""
    parties = filled(school)
    return {
        person: one.side
        for one in kind.members(school, subject)
        for person in parties[one.party]
        if person not in kind.outside(school, subject, [person])
    }


@EVERY
def test_a_kind_has_words_items_and_conversations(kind: Kind) -> None:
    assert kind.label
    assert kind.items
    assert list(kind.subjects(roster()))


@EVERY
@given(school_facts=facts())
def test_guardians_stand_on_their_side_and_staff_on_theirs(kind: Kind, school_facts: Facts) -> None:
    school = roster_on(school_facts, DAY)

    for subject in kind.subjects(school):
        for person, side in members(school, kind, subject).items():
            assert (side is Side.GUARDIAN) == (school.people[person].role is Role.GUARDIAN)


@EVERY
@given(school_facts=facts())
def test_whoever_may_post_is_a_member_and_every_refusal_is_a_sentence(kind: Kind, school_facts: Facts) -> None:
    school = roster_on(school_facts, DAY)

    for subject in kind.subjects(school):
        inside = members(school, kind, subject)
        for person in school.people.values():
            verdict = kind.may_post(school, subject, person, kind.items[0])
            assert verdict.because.endswith(".")
            assert person.id not in verdict.because
            if isinstance(verdict, Allowed):
                assert person.id in inside


@EVERY
@given(school_facts=facts(), data=st.data())
def test_nobody_hears_of_what_they_are_not_in(kind: Kind, school_facts: Facts, data: st.DataObject) -> None:
    school = roster_on(school_facts, DAY)
    subjects = list(kind.subjects(school))
    if subjects:
        subject = data.draw(st.sampled_from(subjects))
        for author in members(school, kind, subject):
            assert kind.hears(school, subject, school.people[author]) <= members(school, kind, subject).keys()


@EVERY
def test_a_headline_names_its_author_and_no_child(kind: Kind) -> None:
    school = roster()

    for item_type in kind.items:
        said = kind.headline(school.people["ana"], item_type)
        assert "Ana" in said
        assert not any(child.name in said for child in school.students.values())


@EVERY
def test_a_title_is_for_people(kind: Kind) -> None:
    school = roster()

    for subject in kind.subjects(school):
        for reader in school.people.values():
            assert ":" not in kind.title(school, subject, reader)


@pytest.mark.parametrize(
    ("kind", "subject", "who", "may"),
    [
        ("family", "student:mia", "ana", True), ("family", "student:mia", "ben", False),
        ("family", "student:mia", "omar", True), ("family", "student:mia", "tom", True),
        ("family", "student:mia", "dana", False), ("family", "student:leo", "nora", True),
        ("day", "student:mia", "ana", True), ("day", "student:mia", "rosa", False),
        ("day", "student:leo", "ana", False), ("day", "student:leo", "ines", True),
        ("staff", "room:acorns", "ana", True), ("staff", "room:acorns", "ben", False),
        ("staff", "room:acorns", "omar", True), ("staff", "room:acorns", "rosa", False),
        ("announcement", "school:", "ines", True), ("announcement", "school:", "ana", False),
        ("announcement", "school:", "rosa", False), ("announcement", "room:acorns", "ana", True),
        ("announcement", "room:saplings", "ana", False), ("announcement", "room:acorns", "tom", False),
        ("office", "student:mia", "ines", True), ("office", "student:mia", "omar", True),
        ("office", "student:mia", "rosa", True), ("office", "student:mia", "ana", False),
        ("office", "student:mia", "dana", False), ("direct", "person:rosa", "rosa", True),
        ("direct", "person:rosa", "tom", False), ("direct", "person:rosa", "ana", True),
        ("direct", "person:rosa", "ben", False), ("direct", "person:rosa", "omar", True),
        ("direct", "person:nora-at-home", "nora", False), ("direct", "person:nora-at-home", "ana", True),
        ("room", "room:acorns", "ana", True), ("room", "room:acorns", "ben", False),
        ("room", "room:acorns", "omar", True), ("room", "room:acorns", "rosa", False),
        ("staff_direct", "pair:ana+ben", "ana", True), ("staff_direct", "pair:ana+ben", "ines", False),
        ("staff_direct", "pair:ana+ben", "rosa", False),
    ],
)  # fmt: skip
def test_who_posts_where(kind: str, subject: str, who: str, may: bool) -> None:
    school = roster()
    verdict = kinds()[kind].may_post(school, Subject.parse(subject), school.people[who], "text")

    assert isinstance(verdict, Allowed) is may
    assert isinstance(verdict, Refused) is not may


def test_separated_parents_and_other_families_stay_apart() -> None:
    school = roster()
    mia = members(school, kinds()["family"], Subject("student", "mia"))

    assert {one for one, side in mia.items() if side is Side.GUARDIAN} == {"rosa", "tom"}


def test_every_item_of_a_day_can_be_put_into_it() -> None:
    assert len(kinds()["day"].items) == len(DAY_ITEMS) == 8


def test_a_subject_survives_being_written_down() -> None:
    for subject in (
        Subject("school"), Subject("room", "r_1"), Subject("student", "s:odd"), Subject("person", "p_1"),
        Subject.pair("p_2", "p_1"),
    ):  # fmt: skip
        assert Subject.parse(str(subject)) == subject


def test_a_pair_is_the_same_whoever_is_named_first() -> None:
    assert Subject.pair("ana", "ben") == Subject.pair("ben", "ana")
    assert Subject.pair("ana", "ben").people == {"ana", "ben"}
    assert Subject("student", "mia").people == frozenset()


def test_an_answer_to_a_room_goes_to_the_familys_own_conversation() -> None:
    school, room = roster(), kinds()["room"]
    acorns = Subject("room", "acorns")

    assert room.answers(school, acorns, school.people["rosa"]) == (("family", Subject("student", "mia")),)
    assert room.answers(school, acorns, school.people["dana"]) == ()
    assert room.may_post(school, acorns, school.people["rosa"], "text").because == (
        "This goes to every family of Acorns, so nobody answers here. To answer, write in “Mia’s teachers”."
    )


def test_each_parents_private_conversation_has_no_other_parent_in_it() -> None:
    school, direct = roster(), kinds()["direct"]

    assert direct.inside(school, Subject("person", "rosa")).keys() == {"rosa", "ana", "nora", "ines", "omar"}
    assert "nora" not in direct.inside(school, Subject("person", "nora-at-home"))  # herself, at work


@given(school_facts=facts())
def test_no_other_guardian_of_a_child_is_ever_in_a_private_conversation_on_any_profile(school_facts: Facts) -> None:
    school = roster_on(school_facts, DAY)

    for guardian, children in school.children_of.items():
        others = {one for child in children for one in school.students[child].guardians} - {guardian}
        profiles = {profile for one in others for profile in school.profiles_of(one)} - {guardian}
        assert not profiles & kinds()["direct"].inside(school, Subject("person", guardian)).keys()


def test_what_is_about_practice_students_alone_is_practice() -> None:
    school = roster()

    assert Subject("student", "sarah").practice(school)
    assert Subject("person", "practice").practice(school)
    assert not Subject("person", "rosa").practice(school)
    assert not Subject("room", "acorns").practice(school)


@pytest.mark.parametrize(
    ("name", "private", "blockable", "instead"),
    [
        ("family", True, False, "To reach a family, write from the office."),
        ("staff", True, False, "Ask the staff of the room."),
        ("direct", False, True, "Write to the child’s family, or ask an admin."),
        ("staff_direct", False, True, "Write in your team’s conversation, or ask an admin."),
        ("office", False, False, ""),
        ("room", False, False, ""),
        ("announcement", False, False, ""),
        ("day", False, False, ""),
    ],
)
def test_a_kind_says_what_is_private_about_it_and_where_to_turn_instead(
    name: str, private: bool, blockable: bool, instead: str
) -> None:
    kind = kinds()[name]

    assert (kind.private, kind.blockable, kind.instead) == (private, blockable, instead)


@EVERY
def test_who_can_be_kept_out_reads_where_to_turn_and_a_kind_has_one_sign(kind: Kind) -> None:
    assert bool(kind.instead) is (kind.private or kind.blockable)
    assert kind.instead == "" or kind.instead.endswith(".")
    assert kind.sign
    assert len({one.sign for one in kinds().values()}) == len(kinds())


@EVERY
def test_a_school_that_keeps_its_admins_to_their_rooms_keeps_them_out_of_what_is_private_alone(kind: Kind) -> None:
    closed = roster(replace(FACTS, settings=SchoolSettings(oversight=False)))
    omar = closed.people["omar"]
    kept = "At Maple Street admins read only the conversations of their own rooms. "
    mias = [one for one in kind.subjects(closed) if str(one) in {"student:mia", "room:acorns"}]

    for subject in mias:
        assert ("omar" in kind.outside(closed, subject, ["omar"])) is kind.private
        assert ("omar" in kind.outside(roster(), subject, ["omar"])) is False
        verdict = kind.may_post(closed, subject, omar, kind.items[0])
        assert (verdict == Refused(kept + kind.instead)) is kind.private
    assert mias or not kind.private


@EVERY
def test_a_conversation_is_about_what_somebody_asks_for(kind: Kind) -> None:
    about = {one.about for one in kind.subjects(roster())}
    asked = {
        "student": SubjectIds(student="mia"), "room": SubjectIds(room="acorns"), "school": SubjectIds(),
        "person": SubjectIds(person="rosa"), "pair": SubjectIds(person="ben"),
    }  # fmt: skip
    meant = {
        "student": Subject("student", "mia"), "room": Subject("room", "acorns"), "school": Subject("school"),
        "person": Subject("person", "rosa"), "pair": Subject.pair("ana", "ben"),
    }  # fmt: skip

    assert {one: kind.subject_of("ana", asked[one]) for one in about} == {one: meant[one] for one in about}


def test_a_parent_asks_for_their_own_private_conversation_by_naming_nobody() -> None:
    assert kinds()["direct"].subject_of("rosa", SubjectIds()) == Subject("person", "rosa")


def test_one_kind_is_where_a_students_family_is_written_to() -> None:
    assert family_kind() is kinds()["family"]
    assert [one.name for one in kinds().values() if one.contact] == ["direct", "family", "office", "staff_direct"]
