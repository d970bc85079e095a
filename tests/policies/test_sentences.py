"""What people read of a rule, word for word; the same sentence stands on the wire and is the answer to why."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from policies.conversations.seeing import may_see
from policies.notify.recipients import plan
from policies.people.facts import Role
from policies.people.knowing import may_ask_about, may_see_queue, may_see_timeline
from policies.review.reviewing import may_review
from policies.review.sharing import sharing_of
from policies.settings import STAFF_ONLY, TEXTS, SchoolSettings, may_change
from policies.verdict import Verdict
from tests.school import FACTS, ana, ines, of, rosa, roster, student, tom

SCHOOL = roster()
GONE = roster(replace(FACTS, people=tuple(replace(one, active=one.id != "ana") for one in FACTS.people)))
MIA, EMIL = student("mia"), student("emil")

VERDICTS = (
    (lambda: may_see(SCHOOL, of("ana"), MIA), "Staff and admins see every student of the school."),
    (lambda: may_see(SCHOOL, of("rosa"), MIA), "Rosa is a parent of Mia."),
    (lambda: may_see(SCHOOL, of("dana"), MIA), "Parents see only their own children."),
    (lambda: may_see(GONE, GONE.people["ana"], MIA), "Ana is no longer at Maple Street."),
    (lambda: may_see_queue(rosa), "Only the school’s staff see what waits for approval."),
    (lambda: may_see_queue(ana), "Staff see what waits in their conversations."),
    (lambda: may_see_timeline(rosa), "Only the school’s staff see who was told."),
    (lambda: may_see_timeline(ana), "Staff see who was told of what they may read."),
    (lambda: may_ask_about(rosa, "ana"), "Parents can ask this about themselves."),
    (lambda: may_ask_about(ana, "rosa"), "Staff may ask about everybody of the school."),
    (lambda: may_change(ines, STAFF_ONLY.words()), "Admins set what waits for approval."),
    (lambda: may_change(ana, STAFF_ONLY.words()), "Only admins set what waits for approval."),
    (lambda: may_change(ana, TEXTS.words({"segment_price"})), "Only admins set the price of a text."),
    (
        lambda: may_review(SCHOOL, of("ana"), MIA),
        "Only admins, and staff they chose for it, review what waits for approval.",
    ),
    (lambda: may_review(SCHOOL, of("ines"), MIA), "Admins review what waits for approval."),
)
"""Asked while a test runs, and not while its file is read: a rule that is wrong is noticed by the test."""


@pytest.mark.parametrize(("verdict", "sentence"), VERDICTS, ids=[sentence for _, sentence in VERDICTS])
def test_a_verdict_says_why(verdict: Callable[[], Verdict], sentence: str) -> None:
    assert verdict().because == sentence


def test_an_admin_who_is_a_parent_reads_why_another_admin_reviews() -> None:
    at_work = replace(
        FACTS, people=tuple(replace(one, role=Role.ADMIN) if one.id == "nora" else one for one in FACTS.people)
    )
    school = roster(at_work)

    verdict = may_review(school, school.people["nora"], school.students["emil"])
    assert verdict.because == "Emil is your own child, so another admin reviews this."


@pytest.mark.parametrize(
    ("author", "item", "families", "sentence"),
    [
        (ana, "observation", True, "This kind of item is for staff only and is never shared with families."),
        (ana, "text", False, "No families are in this conversation."),
        (ines, "text", True, "Only what staff write to families can be held for approval."),
        (ana, "text", True, "The school approves this kind of item before families see it."),
        (ana, "nap", True, "The school shares this kind of item at once."),
    ],
)
def test_what_waits_says_why(author, item: str, families: bool, sentence: str) -> None:
    chosen = SchoolSettings(staff_only=frozenset({"message"}))

    assert sharing_of(author, item, chosen, to_families=families).because == sentence


@pytest.mark.parametrize(
    ("person", "settings", "routine", "practice", "sentence"),
    [
        (rosa, SchoolSettings(), False, True, "It is about a practice student, who never reaches a real contact."),
        (replace(rosa, active=False), SchoolSettings(), False, False, "Rosa is no longer at the school."),
        (
            rosa, SchoolSettings(), True, False,
            "Naps, meals, bottles and diapers are told by push only, and there is no device.",
        ),
        (
            tom, SchoolSettings(email=False), False, False,
            "There is no device; no number is marked cell; the school has switched email off.",
        ),
        (
            rosa, SchoolSettings(email=False, text=False), False, False,
            "There is no device; the school has switched text messages off; the school has switched email off.",
        ),
        (
            replace(rosa, email=None), SchoolSettings(text=False), False, False,
            "There is no device; the school has switched text messages off; no email address is known.",
        ),
    ],
)  # fmt: skip
def test_who_is_not_told_is_told_why(person, settings, routine: bool, practice: bool, sentence: str) -> None:
    found = plan(person, (), settings, routine=routine, practice=practice)

    assert (found.addresses, found.skipped) == ((), sentence)


def test_an_address_is_the_one_the_person_has() -> None:
    text, email = (plan(one, (), SchoolSettings(), routine=False, practice=False).addresses for one in (rosa, tom))

    assert [one.address for one in text] == [rosa.cell]
    assert [one.address for one in email] == [tom.email]
