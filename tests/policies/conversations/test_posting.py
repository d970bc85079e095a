"""What goes into a conversation, and when families see it: the one decision that every way in is held to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.conversations.posting import (
    NO_CONVERSATION,
    Admitted,
    Attempt,
    Decision,
    Fault,
    Rejected,
    Sleep,
    Submission,
    Target,
    decide,
    may_be_told,
    may_write,
)
from policies.people.facts import Permissions, PhotoAnswer, PhotoScope, Urgency
from policies.people.permissions import may_mark
from policies.people.roster import Roster
from policies.review.content import names_of
from policies.review.sharing import Shared, Sharing, sharing_of
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.policies.schools import ITEM_TYPES, settings
from tests.school import FACTS, ana, ines, of, rosa, roster, student

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MAY = Allowed("Ana and Mia are both in Acorns.")
FAMILY = Target(by_kind=MAY, label="Family", takes=("text", "files"), to_families=True, addressed=(student("mia"),))
DAY = replace(FAMILY, label="Day", takes=ITEM_TYPES[1:])
WORDS = Submission("text", words="Mia slept well.")

HELD = roster(replace(FACTS, settings=SchoolSettings(staff_only=frozenset({"message"}))))
SCHOOL_STARTS = roster(replace(FACTS, settings=SchoolSettings(guardians_start=False)))


def asked(
    submission: Submission = WORDS, author: str = "ana", school: Roster | None = None, **more: object
) -> Decision:
    """What is decided about an item of Ana’s in Mia’s family’s conversation, but for what is said otherwise."""
    rules = school or roster()
    target = more.pop("target", FAMILY)
    return decide(
        Attempt(
            roster=rules, author=rules.people[author], target=target, submission=submission,
            names=lambda: names_of(rules), **more,
        )  # type: ignore[arg-type]
    )  # fmt: skip


def refused(decision: Decision) -> tuple[Fault, str]:
    assert isinstance(decision, Rejected)
    return decision.fault, decision.because


def shared(decision: Decision) -> Shared:
    assert isinstance(decision, Admitted)
    return decision.shared


def test_what_goes_in_says_why_its_author_may_and_why_families_see_it() -> None:
    assert asked() == Admitted(MAY.because, Shared(Sharing.NOW, "The school shares this kind of item at once."))


def test_a_staff_only_message_waits_and_the_same_of_a_parent_does_not() -> None:
    assert shared(asked(school=HELD)).sharing is Sharing.HELD
    assert shared(asked(school=HELD, author="rosa")).sharing is Sharing.NOW
    assert shared(asked(school=HELD, target=replace(FAMILY, to_families=False))).sharing is Sharing.NOW


def test_a_conversation_that_is_not_there_and_one_that_is_not_theirs_are_told_in_one_sentence() -> None:
    assert refused(asked(target=None)) == (Fault.UNKNOWN, NO_CONVERSATION)
    assert NO_CONVERSATION == "There is no such conversation, or it is not yours."


def test_who_may_not_write_there_reads_the_sentence_of_its_kind() -> None:
    target = replace(FAMILY, by_kind=Refused("Parents write only about their own children."))

    assert refused(asked(target=target)) == (Fault.FORBIDDEN, "Parents write only about their own children.")


def test_2_2_where_the_school_starts_a_parent_answers_and_does_not_begin() -> None:
    new = replace(FAMILY, begun=False)

    fault, why = refused(asked(author="rosa", school=SCHOOL_STARTS, target=new))
    assert (fault, why[:41]) == (Fault.FORBIDDEN, "At Maple Street the school starts convers")
    assert isinstance(asked(author="rosa", school=SCHOOL_STARTS), Admitted)
    assert isinstance(asked(author="ana", school=SCHOOL_STARTS, target=new), Admitted)
    assert isinstance(asked(author="rosa", target=new), Admitted)


def test_who_may_write_is_what_the_kind_says_until_the_first_word_is_asked_for() -> None:
    no = Refused("Not here.")

    assert may_write(SCHOOL_STARTS, rosa, MAY, begun=True) is MAY
    assert may_write(roster(), rosa, MAY, begun=False) is MAY
    assert may_write(SCHOOL_STARTS, rosa, no, begun=False) is no
    assert isinstance(may_write(SCHOOL_STARTS, rosa, MAY, begun=False), Refused)


@pytest.mark.parametrize(
    ("submission", "because"),
    [
        (Submission("nap"), "item.type: Family takes text, files, not nap."),
        (Submission("text", blank="text"), "item.text: there is nothing to see in it. Please write something."),
        (
            Submission("files", tagged=frozenset({"nobody"})),
            "item.tagged: Only children of this school whom you see here can be on your photo.",
        ),
    ],
)
def test_what_does_not_fit_is_named_by_its_field(submission: Submission, because: str) -> None:
    assert refused(asked(submission)) == (Fault.INVALID, because)


def test_a_photo_of_a_child_waits_whoever_is_on_it() -> None:
    of_mia, of_leo = (Submission("files", tagged=frozenset({one})) for one in ("mia", "leo"))

    assert shared(asked(of_leo)).because == "Leo is on a photo, and there is no consent to photos."
    assert shared(asked(of_mia)).because == "Mia is on a photo, and there is no consent to photos."


def test_a_photo_goes_as_far_as_parents_said_and_no_further_whoever_posts_it() -> None:
    photo = Submission("files", tagged=frozenset({"mia"}))
    of_the_room = replace(FAMILY, addressed=(), rooms=frozenset({"acorns"}))
    only_family = roster(replace(FACTS, photos=(PhotoAnswer("rosa", "mia", PhotoScope.OWN_FAMILY),)))
    rooms_too = roster(replace(FACTS, photos=(PhotoAnswer("rosa", "mia", PhotoScope.ROOMS),)))
    said = (Fault.INVALID, "item.tagged: Mia: photos only for the child’s family.")

    assert shared(asked(photo, school=only_family)).sharing is Sharing.NOW
    for author in ("ana", "ines"):
        assert refused(asked(photo, author, only_family, target=of_the_room)) == said
        assert shared(asked(photo, author, rooms_too, target=of_the_room)).sharing is Sharing.NOW


def test_a_change_is_asked_of_those_whom_it_says_anew_to_be_on_a_photo() -> None:
    both, one = frozenset({"mia", "leo"}), frozenset({"mia"})
    no = (PhotoAnswer("rosa", "mia", PhotoScope.NONE), PhotoAnswer("dana", "leo", PhotoScope.NONE))
    school = roster(replace(FACTS, photos=no))

    assert refused(asked(Submission("files", tagged=both), school=school))[0] is Fault.INVALID
    assert shared(asked(Submission("files", tagged=both, shown=both), school=school)).sharing is Sharing.NOW
    anew = refused(asked(Submission("files", tagged=both, shown=one), school=school))
    assert anew[1].startswith("item.tagged: Leo")


def test_words_that_name_another_familys_child_wait_where_the_school_chose_so() -> None:
    naming = Submission("text", words="Leo bit her.")
    careless = roster(replace(FACTS, settings=SchoolSettings(hold_names=False)))
    several = replace(FAMILY, addressed=())

    assert shared(asked(naming)) == Shared(Sharing.HELD, "It names Leo, who is not of this family.")
    assert shared(asked(naming, target=several)).because == "It names Leo, and goes to several families."
    assert shared(asked(naming, school=careless)).sharing is Sharing.NOW


def test_what_is_on_a_photo_counts_whatever_the_school_chose_about_names() -> None:
    careless = replace(roster(), settings=SchoolSettings(hold_names=False))
    photo = Submission("files", words="Leo!", tagged=frozenset({"leo"}))

    assert shared(asked(photo, school=careless)).because == "Leo is on a photo, and there is no consent to photos."


def test_nobody_is_asked_what_the_children_are_called_where_no_word_is_looked_at() -> None:
    attempt = Attempt(
        roster=roster(), author=rosa, target=FAMILY, submission=Submission("text", words="Leo bit her."),
        names=lambda: pytest.fail("a parent’s words are not looked at"),
    )  # fmt: skip

    assert isinstance(decide(attempt), Admitted)
    assert isinstance(decide(replace(attempt, author=of("ana"), submission=Submission("text"))), Admitted)


def test_2_4_how_loudly_is_asked_last() -> None:
    assert refused(asked(urgency=Urgency.URGENT)) == (
        Fault.FORBIDDEN,
        "Ana may not mark something as urgent. Ask an admin.",
    )
    assert isinstance(asked(author="ines", urgency=Urgency.EMERGENCY), Admitted)
    assert refused(asked(Submission("nap"), urgency=Urgency.URGENT))[0] is Fault.INVALID


@pytest.mark.parametrize(
    ("submission", "because"),
    [
        (
            Submission("note", happened_at=NOW + timedelta(hours=1)),
            "item.happened_at: That time is still to come. Check it, and this device’s clock.",
        ),
        (
            Submission("nap", slept=Sleep(NOW + timedelta(hours=1), None)),
            "item.started_at: That time is still to come. Check it, and this device’s clock.",
        ),
        (
            Submission("nap", slept=Sleep(NOW, NOW - timedelta(hours=1))),
            "item.ended_at: The nap would end before it began. Check both times.",
        ),
    ],
)
def test_what_cannot_have_happened_is_named_by_its_field_before_anything_else(
    submission: Submission, because: str
) -> None:
    assert may_be_told(submission, NOW) == Refused(because)
    assert refused(asked(submission, target=DAY, now=NOW)) == (Fault.INVALID, because)
    assert refused(asked(submission, target=None, now=NOW)) == (Fault.INVALID, because)
    assert isinstance(asked(submission, target=DAY), Admitted)


def test_what_has_happened_goes_in() -> None:
    nap = Submission("nap", happened_at=NOW, slept=Sleep(NOW - timedelta(hours=1), NOW))

    assert may_be_told(nap, NOW) == Allowed("It has happened.")
    assert isinstance(asked(nap, target=DAY, now=NOW), Admitted)
    assert isinstance(asked(Submission("nap", slept=Sleep(NOW, None)), target=DAY, now=NOW), Admitted)


@given(
    item_type=st.sampled_from([*ITEM_TYPES, "files"]),
    author=st.sampled_from([ana, ines, rosa]),
    chosen=settings(),
    to_families=st.booleans(),
    urgency=st.sampled_from(list(Urgency)),
)
def test_what_goes_in_is_shared_as_the_school_chose_and_marked_by_who_may(
    item_type: str, author, chosen: SchoolSettings, to_families: bool, urgency: Urgency
) -> None:
    school = roster(replace(FACTS, settings=chosen))
    target = replace(FAMILY, takes=("files", *ITEM_TYPES), to_families=to_families)
    decision = asked(Submission(item_type), author.id, school, target=target, urgency=urgency)

    may = isinstance(may_mark(school.people[author.id], urgency), Allowed)
    assert isinstance(decision, Admitted) is may
    if isinstance(decision, Admitted):
        expected = sharing_of(school.people[author.id], item_type, chosen, to_families=to_families)
        assert decision.shared == expected


def test_an_admin_lets_somebody_mark_and_then_it_goes_in() -> None:
    trusted = replace(ana, permissions=Permissions(marks=Urgency.URGENT))
    school = roster(replace(FACTS, people=tuple(trusted if one is ana else one for one in FACTS.people)))

    assert isinstance(asked(school=school, urgency=Urgency.URGENT), Admitted)
    assert refused(asked(school=school, urgency=Urgency.EMERGENCY))[0] is Fault.FORBIDDEN
