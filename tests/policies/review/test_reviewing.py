"""Who reviews what waits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.facts import Guardianship, Permissions, Role
from policies.people.roster import Facts
from policies.review.reviewing import may_approve_as, may_review, needs_reason, outcome
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.policies.schools import facts as schools
from tests.school import FACTS, roster


@pytest.mark.parametrize(("who", "may"), [("ines", True), ("omar", True), ("ana", False), ("rosa", False)])
def test_d5_any_admin_reviews_and_nobody_else(who: str, may: bool) -> None:
    school = roster()

    assert isinstance(may_review(school, school.people[who], school.students["mia"]), Allowed) is may
    assert isinstance(may_review(school, school.people[who], None), Allowed) is may


def test_an_admin_does_not_review_what_is_held_about_their_own_child() -> None:
    at_home = replace(FACTS.people[0], id="ines-at-home", role=Role.GUARDIAN)
    school = roster(
        replace(
            FACTS,
            people=(*FACTS.people, at_home),
            guardianships=(*FACTS.guardianships, Guardianship("ines-at-home", "mia")),
        )
    )

    assert isinstance(may_review(school, school.people["ines"], school.students["leo"]), Allowed)
    assert may_review(school, school.people["ines"], school.students["mia"]) == Refused(
        "Mia is your own child, so another admin reviews this."
    )


def test_an_admin_who_left_reviews_nothing() -> None:
    school = roster(replace(FACTS, people=tuple(replace(one, active=one.id != "ines") for one in FACTS.people)))

    assert isinstance(may_review(school, school.people["ines"], None), Refused)


FOUR_EYES = replace(FACTS, settings=SchoolSettings(four_eyes=True))


def with_admins(*names: str, facts: Facts = FOUR_EYES) -> Facts:
    """Four eyes, and these are the admins; the demo has Ines and Omar."""
    people = tuple(
        replace(one, role=Role.ADMIN if one.name in names else Role.STAFF) if one.role is not Role.GUARDIAN else one
        for one in facts.people
    )
    return replace(facts, people=people)


@pytest.mark.parametrize(
    ("admins", "who"),
    [
        (("Ines", "Omar"), "Omar may review it."),
        (("Ines", "Omar", "Kim"), "Kim or Omar may review it."),
        (("Ines", "Omar", "Kim", "Ben"), "Ben or Kim or Omar may review it."),
        (("Ines", "Omar", "Kim", "Ben", "Ana"), "Any other admin may review it."),
        (
            ("Ines",),
            "Nobody else here may review it: make another person an admin, or switch four eyes off.",
        ),
    ],
)
def test_with_four_eyes_nobody_reviews_their_own_and_a_sentence_says_who_can(
    admins: tuple[str, ...], who: str
) -> None:
    school = roster(with_admins(*admins))
    ines, mia = school.people["ines"], school.students["mia"]

    assert may_review(school, ines, mia, ines) == Refused(
        f"You wrote this, and the school asks for four eyes. {who}"
    )
    assert isinstance(may_review(school, ines, mia, school.people["rosa"]), Allowed)
    assert isinstance(may_review(school, ines, mia), Allowed)


def test_without_four_eyes_an_admin_may_review_what_they_wrote_before_they_became_one() -> None:
    school = roster()

    assert isinstance(may_review(school, school.people["ines"], None, school.people["ines"]), Allowed)


def test_with_four_eyes_one_human_being_is_one_pair_of_eyes_whichever_profile_wrote() -> None:
    twin = replace(FACTS.people[0], id="ines-too", name="Ines")
    school = roster(replace(FOUR_EYES, people=(*FACTS.people, twin)))

    assert may_review(school, school.people["ines-too"], None, school.people["ines"]) == Refused(
        "You wrote this, and the school asks for four eyes. Omar may review it."
    )


def test_with_four_eyes_an_admin_whose_own_child_it_is_about_is_not_named_as_one_who_can() -> None:
    school = roster(with_admins("Ines", "Omar", "Nora"))

    assert may_review(school, school.people["ines"], school.students["emil"], school.people["ines"]) == Refused(
        "You wrote this, and the school asks for four eyes. Omar may review it."
    )


@pytest.mark.parametrize(
    ("four_eyes", "sentence"),
    [
        (False, "You wrote this, so somebody else reviews it. Ines or Omar may review it."),
        (True, "You wrote this, and the school asks for four eyes. Ines or Omar may review it."),
    ],
)
def test_d4_a_teacher_who_reviews_never_reviews_their_own(four_eyes: bool, sentence: str) -> None:
    people = tuple(
        replace(one, permissions=replace(one.permissions, reviews=True)) if one.id == "ana" else one
        for one in FACTS.people
    )
    school = roster(replace(FACTS, people=people, settings=SchoolSettings(four_eyes=four_eyes)))
    ana, mia = school.people["ana"], school.students["mia"]

    assert isinstance(may_review(school, ana, mia, school.people["ben"]), Allowed)
    assert may_review(school, ana, mia, ana) == Refused(sentence)


@given(facts=schools(), chosen=st.booleans())
def test_with_four_eyes_no_profile_of_the_author_ever_reviews_and_without_it_only_role_and_child_count(
    facts: Facts, chosen: bool
) -> None:
    school = roster(replace(facts, settings=replace(facts.settings, four_eyes=chosen)))
    for author in school.people.values():
        for person in school.people.values():
            verdict = may_review(school, person, None, author)
            same = person.id == author.id or bool(person.human & author.human)
            own = same and (chosen or person.id not in school.admins)
            assert isinstance(verdict, Allowed) is (person.id in school.approvers and not own)


@pytest.mark.parametrize(
    ("item_type", "changed", "taken", "sentence"),
    [
        ("text", "text", ("text",), None),
        ("nap", "nap", ("nap", "note"), None),
        ("nap", "note", ("nap", "note"), "A nap stays a nap. Return it to its author instead."),
        ("text", "text", ("nap",), "A text stays a text. Return it to its author instead."),
        (
            "observation", "observation", ("observation",),
            "This kind of item is for staff only and is never shared with families.",
        ),
        (
            "note", "name_to_face", ("note", "name_to_face"),
            "This kind of item is for staff only and is never shared with families.",
        ),
    ],
)  # fmt: skip
def test_a_reviewer_changes_the_words_and_never_the_kind_of_item(
    item_type: str, changed: str, taken: tuple[str, ...], sentence: str | None
) -> None:
    verdict = may_approve_as(item_type, changed, taken)

    if sentence is None:
        assert verdict == Allowed("Who approves may change what is said; the staff see both names.")
    else:
        assert verdict == Refused(sentence)


@pytest.mark.parametrize(("answer", "needs"), [("approve", False), ("return", True), ("decline", True)])
def test_the_author_is_owed_a_reason_for_what_is_not_approved(answer: str, needs: bool) -> None:
    assert needs_reason(answer) is needs


@pytest.mark.parametrize(
    ("answer", "more", "sentence"),
    [
        ("approve", {}, "Ines already approved this."),
        ("approve", {"changed": True}, "Ines already approved this with changes."),
        ("return", {}, "Ines already returned this to Ana."),
        ("decline", {}, "Ines already declined this."),
        ("decline", {"withdrew": True}, "Ines already withdrew this."),
    ],
)
def test_the_second_reviewer_is_told_who_decided_and_how(answer: str, more: dict[str, bool], sentence: str) -> None:
    assert outcome("Ines", "Ana", answer, **more) == sentence


def test_a_teacher_who_reviews_is_not_sent_to_an_admin_whose_own_child_it_is_about() -> None:
    at_home = replace(FACTS.people[0], id="ines-at-home", role=Role.GUARDIAN)
    reviews = Permissions(reviews=True)
    people = tuple(replace(one, permissions=reviews) if one.id == "ana" else one for one in FACTS.people)
    school = roster(replace(
        FACTS,
        people=(*people, at_home),
        guardianships=(*FACTS.guardianships, Guardianship("ines-at-home", "mia")),
    ))  # fmt: skip
    ana, mia, leo = school.people["ana"], school.students["mia"], school.students["leo"]
    wrote = "You wrote this, so somebody else reviews it. "

    assert may_review(school, ana, leo, ana) == Refused(f"{wrote}Ines or Omar may review it.")
    assert may_review(school, ana, mia, ana) == Refused(f"{wrote}Omar may review it.")
