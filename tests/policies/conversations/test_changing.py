"""Who changes what was said, and who takes it back."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.conversations.changing import (
    MessageFacts,
    MessageState,
    may_edit,
    may_see_revisions,
    may_withdraw,
    may_withdraw_of_others,
)
from policies.people.facts import Person, Role
from policies.review.sharing import Shared, Sharing
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused, Verdict
from tests.school import roster

NOW, HELD = Shared(Sharing.NOW, "At once."), Shared(Sharing.HELD, "It waits.")
SETTINGS = SchoolSettings(edit_minutes=30)


def said(
    state: MessageState = MessageState.SHARED, minutes: float = 1, *, author: str = "ana", withdrawn: bool = False
) -> MessageFacts:
    return MessageFacts(author=author, item_type="text", state=state, minutes=minutes, withdrawn=withdrawn)


def anybody(its: str = "ana", role: Role = Role.STAFF, *, active: bool = True) -> Person:
    return Person(id=its, role=role, name=its.title(), human=frozenset(), active=active)


@pytest.mark.parametrize(
    ("what", "item_type", "shared", "because"),
    [
        (said(), "text", NOW, None),
        (said(minutes=30), "text", NOW, None),
        (said(MessageState.STAFF_ONLY), "text", HELD, None),
        (said(MessageState.WAITING, minutes=31), "text", HELD, None),
        (said(minutes=31), "text", NOW, "too late"),
        (said(), "text", HELD, "school’s approval"),
        (said(), "note", NOW, "A text stays a text"),
        (said(MessageState.WAITING), "note", NOW, "A text stays a text"),
        (said(MessageState.DECLINED), "text", NOW, "This message was declined. Write a new one."),
        (
            said(MessageState.RETURNED), "text", NOW,
            "This message was returned to you. Change it and send it again as a new one.",
        ),
        (said(withdrawn=True), "text", NOW, "was withdrawn"),
        (said(author="ben"), "text", NOW, "Only who wrote"),
    ],
)  # fmt: skip
def test_an_edit_is_the_authors_in_time_of_the_same_type_and_never_around_approval(
    what: MessageFacts, item_type: str, shared: Shared, because: str | None
) -> None:
    verdict = may_edit(anybody(), what, item_type, shared, SETTINGS)

    assert isinstance(verdict, Allowed if because is None else Refused)
    assert because is None or because in verdict.because


ANA, BEN, INES = anybody(), anybody("ben"), anybody("ines", Role.ADMIN)
ROSA = anybody("rosa", Role.GUARDIAN)
KEEPS = Allowed("Who writes a child’s day keeps it right.")
ENDS = Allowed("A nap is ended by whoever is in the room.")
NEWEST = Allowed("It waits for approval; who approves sees the newest.")
LATE = Refused("It is too late to change this message. Withdraw it and write a new one.")
FAMILY = Refused("The school’s staff keep a child’s day. To have something put right, write to them.")


@pytest.mark.parametrize(
    ("who", "what", "shared", "verdict"),
    [
        (ANA, {}, NOW, KEEPS),
        (BEN, {}, NOW, KEEPS),
        (INES, {}, NOW, KEEPS),
        (ROSA, {}, NOW, FAMILY),
        (ROSA, {"completes": True}, NOW, FAMILY),
        (ROSA, {"author": "rosa"}, NOW, FAMILY),
        (BEN, {"minutes": 31}, NOW, LATE),
        (BEN, {"minutes": 31, "completes": True}, NOW, ENDS),
        (BEN, {}, HELD, Refused("Changes to this need the school’s approval. Withdraw it and write it again.")),
        (BEN, {"completes": True}, HELD, ENDS),
        (BEN, {"state": MessageState.STAFF_ONLY}, HELD, KEEPS),
        (BEN, {"state": MessageState.WAITING}, HELD, NEWEST),
        (BEN, {"state": MessageState.WAITING, "completes": True}, HELD, NEWEST),
        (
            BEN, {"state": MessageState.DECLINED, "completes": True}, NOW,
            Refused("This was declined. Write a new one."),
        ),
        (
            BEN, {"state": MessageState.RETURNED}, NOW,
            Refused("This was returned to who wrote it, who changes it and sends it again."),
        ),
        (BEN, {"item_type": "meal"}, NOW, Refused("A meal stays a meal. Withdraw it and write a new one.")),
        (BEN, {"withdrawn": True}, NOW, Refused("This message was withdrawn. Write a new one.")),
    ],
)  # fmt: skip
def test_a_day_is_kept_right_by_who_is_in_the_room_and_never_by_a_family(
    who: Person, what: dict[str, Any], shared: Shared, verdict: Verdict
) -> None:
    its = {
        "author": "ana",
        "item_type": "bottle",
        "state": MessageState.SHARED,
        "minutes": 1,
        "of_day": True,
        **what,
    }

    assert may_edit(who, MessageFacts(**its), "bottle", shared, SETTINGS) == verdict


@pytest.mark.parametrize(
    ("who", "own_child", "keeps_day", "may"),
    [
        (BEN, False, True, True),
        (BEN, False, False, False),
        (BEN, True, True, False),
        (INES, False, False, True),
        (INES, True, True, False),
        (ROSA, False, True, False),
        (anybody("ben", active=False), False, True, False),
    ],
)  # fmt: skip
def test_who_keeps_a_day_reads_what_it_said_before_and_a_family_never_does(
    who: Person, own_child: bool, keeps_day: bool, may: bool
) -> None:
    assert isinstance(may_see_revisions(who, own_child=own_child, keeps_day=keeps_day), Allowed) is may


@given(
    st.sampled_from(MessageState), st.floats(0, 100), st.booleans(), st.sampled_from(["ana", "ben"]),
    st.sampled_from([NOW, HELD]), st.sampled_from(["text", "note"]),
)  # fmt: skip
def test_whatever_is_allowed_shows_families_nothing_that_a_post_would_not(
    state: MessageState, minutes: float, withdrawn: bool, author: str, shared: Shared, item_type: str
) -> None:
    what = said(state, minutes, author=author, withdrawn=withdrawn)

    if isinstance(may_edit(anybody(), what, item_type, shared, SETTINGS), Allowed):
        assert author == "ana"
        assert not withdrawn
        assert item_type == "text"
        assert state is not MessageState.SHARED or shared is NOW


def test_who_wrote_it_withdraws_it_and_admins_withdraw_what_staff_and_parents_wrote() -> None:
    people = {role: anybody(role.value, role) for role in Role}

    for who, author in product(Role, Role):
        may = isinstance(may_withdraw(people[who], people[author]), Allowed)
        assert may is (who is author or who is Role.ADMIN)
        another = anybody("another", author)
        assert isinstance(may_withdraw(people[who], another), Allowed) is (
            who is Role.ADMIN and author is not Role.ADMIN
        )


@pytest.mark.parametrize(("who", "may"), [("ines", True), ("ana", False), ("rosa", False)])
def test_only_admins_read_what_was_changed(who: str, may: bool) -> None:
    assert isinstance(may_see_revisions(roster().people[who]), Allowed) is may


def test_an_admin_who_left_reads_nothing_that_was_changed() -> None:
    assert isinstance(may_see_revisions(anybody("ines", Role.ADMIN, active=False)), Refused)


@pytest.mark.parametrize("role", Role)
def test_nobody_reads_what_was_changed_about_their_own_child(role: Role) -> None:
    refused = Refused("What was changed or withdrawn about your own child is for other admins.")

    assert may_see_revisions(anybody("nora", role), own_child=True) == refused


@pytest.mark.parametrize(
    ("what", "item_type", "shared", "verdict"),
    [
        (said(), "text", NOW, Allowed("Who wrote a message may change it.")),
        (said(MessageState.WAITING), "text", HELD, Allowed("It waits for approval; who approves sees the newest.")),
        (said(withdrawn=True), "text", NOW, Refused("This message was withdrawn. Write a new one.")),
        (said(MessageState.DECLINED), "text", NOW, Refused("This message was declined. Write a new one.")),
        (
            said(MessageState.RETURNED), "text", NOW,
            Refused("This message was returned to you. Change it and send it again as a new one."),
        ),
        (said(author="ben"), "text", NOW, Refused("Only who wrote a message changes it.")),
        (said(), "note", NOW, Refused("A text stays a text. Withdraw it and write a new one.")),
        (
            said(minutes=31), "text", NOW,
            Refused("It is too late to change this message. Withdraw it and write a new one."),
        ),
        (
            said(), "text", HELD,
            Refused("Changes to this need the school’s approval. Withdraw it and write it again."),
        ),
    ],
)  # fmt: skip
def test_an_edit_says_why_word_for_word(
    what: MessageFacts, item_type: str, shared: Shared, verdict: Verdict
) -> None:
    assert may_edit(anybody(), what, item_type, shared, SETTINGS) == verdict


OTHERS = "Admins may withdraw what staff and parents wrote."
NOT_YOURS = "Only who wrote a message withdraws it, or an admin."


def test_who_takes_back_what_reads_why() -> None:
    ana, ben, ines, omar = anybody(), anybody("ben"), anybody("ines", Role.ADMIN), anybody("omar", Role.ADMIN)

    assert may_withdraw(ana, ana) == Allowed("Who wrote a message may withdraw it.")
    assert may_withdraw(ines, ana) == may_withdraw_of_others(ines) == Allowed(OTHERS)
    assert may_withdraw(ben, ana) == may_withdraw_of_others(ben) == Refused(NOT_YOURS)
    assert may_withdraw(ines, omar) == Refused("Omar is an admin, and withdraws what they wrote themselves.")
    assert may_withdraw_of_others(anybody("ines", Role.ADMIN, active=False)) == Refused(NOT_YOURS)


def test_who_reads_what_was_changed_reads_that_it_is_noted() -> None:
    noted = Allowed("Admins read what was changed or withdrawn; it is noted that they did.")

    assert may_see_revisions(anybody("ines", Role.ADMIN)) == noted
    assert may_see_revisions(anybody()) == Refused("Only admins read what was changed or withdrawn.")


def test_where_a_message_stands_is_written_as_it_always_was() -> None:
    assert [one.value for one in MessageState] == ["shared", "waiting", "declined", "returned", "staff_only"]
    assert MessageFacts(author="ana", item_type="text", state=MessageState.SHARED, minutes=1).withdrawn is False
