"""Who changes what was said, and who takes it back."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.changing import (
    Said,
    State,
    may_be_edit,
    may_edit,
    may_see_revisions,
    may_withdraw,
    may_withdraw_of_others,
)
from policies.facts import Person, Role, SchoolSettings
from policies.sharing import Shared, Sharing
from policies.verdict import Allowed, Refused, Verdict
from tests.school import roster

NOW, HELD = Shared(Sharing.NOW, "At once."), Shared(Sharing.HELD, "It waits.")
SETTINGS = SchoolSettings(edit_minutes=30)


def said(state: State = State.SHARED, minutes: float = 1, *, author: str = "ana", withdrawn: bool = False) -> Said:
    return Said(author=author, item_type="text", state=state, minutes=minutes, withdrawn=withdrawn)


def anybody(its: str = "ana", role: Role = Role.STAFF, *, active: bool = True) -> Person:
    return Person(id=its, role=role, name=its.title(), human=frozenset(), active=active)


@pytest.mark.parametrize(
    ("what", "item_type", "shared", "because"),
    [
        (said(), "text", NOW, None),
        (said(minutes=30), "text", NOW, None),
        (said(State.STAFF_ONLY), "text", HELD, None),
        (said(State.WAITING, minutes=31), "text", HELD, None),
        (said(minutes=31), "text", NOW, "too late"),
        (said(), "text", HELD, "school’s approval"),
        (said(), "note", NOW, "A text stays a text"),
        (said(State.WAITING), "note", NOW, "A text stays a text"),
        (said(State.DECLINED), "text", NOW, "This message was declined. Write a new one."),
        (
            said(State.RETURNED), "text", NOW,
            "This message was returned to you. Change it and send it again as a new one.",
        ),
        (said(withdrawn=True), "text", NOW, "was withdrawn"),
        (said(author="ben"), "text", NOW, "Only who wrote"),
    ],
)  # fmt: skip
def test_an_edit_is_the_authors_in_time_of_the_same_type_and_never_around_approval(
    what: Said, item_type: str, shared: Shared, because: str | None
) -> None:
    verdict = may_edit(anybody(), what, item_type, shared, SETTINGS)

    assert isinstance(verdict, Allowed if because is None else Refused)
    assert because is None or because in verdict.because


@given(
    st.sampled_from(State), st.floats(0, 100), st.booleans(), st.sampled_from(["ana", "ben"]),
    st.sampled_from([NOW, HELD]), st.sampled_from(["text", "note"]),
)  # fmt: skip
def test_whatever_is_allowed_shows_families_nothing_that_a_post_would_not(
    state: State, minutes: float, withdrawn: bool, author: str, shared: Shared, item_type: str
) -> None:
    what = said(state, minutes, author=author, withdrawn=withdrawn)

    if isinstance(may_edit(anybody(), what, item_type, shared, SETTINGS), Allowed):
        assert author == "ana"
        assert not withdrawn
        assert item_type == "text"
        assert state is not State.SHARED or shared is NOW


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
        (said(State.WAITING), "text", HELD, Allowed("It waits for approval; who approves sees the newest.")),
        (said(withdrawn=True), "text", NOW, Refused("This message was withdrawn. Write a new one.")),
        (said(State.DECLINED), "text", NOW, Refused("This message was declined. Write a new one.")),
        (
            said(State.RETURNED), "text", NOW,
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
def test_an_edit_says_why_word_for_word(what: Said, item_type: str, shared: Shared, verdict: Verdict) -> None:
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


@pytest.mark.parametrize(("minutes", "may"), [(-1, False), (0, True), (43_200, True), (43_201, False)])
def test_a_school_gives_up_to_a_month_to_change_what_was_said(minutes: int, may: bool) -> None:
    so = Allowed("What was said may be changed for so long.")
    not_so = Refused("Give 0 to 43,200 minutes to change a message; 0 lets nobody change any.")

    assert may_be_edit(minutes) == (so if may else not_so)


def test_where_a_message_stands_is_written_as_it_always_was() -> None:
    assert [one.value for one in State] == ["shared", "waiting", "declined", "returned", "staff_only"]
    assert Said(author="ana", item_type="text", state=State.SHARED, minutes=1).withdrawn is False
