"""Who changes what was said, and who takes it back."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.changing import Said, State, may_edit, may_see_revisions, may_withdraw
from policies.facts import Person, Role, SchoolSettings
from policies.sharing import Shared, Sharing
from policies.verdict import Allowed, Refused
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
