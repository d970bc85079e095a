"""Who invites, who can be invited and why not, and what becomes of a link."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.facts import Person, Role, Student
from policies.people.inviting import (
    AGAIN_AFTER,
    GROUPS,
    INVITATION_LASTS,
    LOST,
    InvitationState,
    InviteeFacts,
    LastSending,
    LinkFacts,
    addressees,
    may_accept,
    may_be_invited,
    may_invite,
    sharing,
    state_of,
)
from policies.people.roster import Roster
from policies.sentence import say
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused

NOW = datetime(2026, 11, 23, 15, 4, tzinfo=UTC)
NOBODY = InviteeFacts()
SENT = LastSending(address="rosa@families.example", sent_at=NOW, expires_at=NOW + INVITATION_LASTS)


def person(its: str, role: Role, *, active: bool = True, email: str | None = "") -> Person:
    address = f"{its}@families.example" if email == "" else email
    return Person(id=its, role=role, name=its.title(), human=frozenset(), active=active, email=address)


ROSA, TOM = person("rosa", Role.GUARDIAN), person("tom", Role.GUARDIAN)
ANA, INES = person("ana", Role.STAFF), person("ines", Role.ADMIN)


def roster(*people: Person, mia: Student | None = None, settings: SchoolSettings | None = None) -> Roster:
    """Mia's school; Rosa and Tom are her guardians."""
    everybody = {one.id: one for one in (ROSA, TOM, ANA, INES)} | {one.id: one for one in people}
    child = mia or Student(id="mia", name="Mia", guardians=frozenset({"rosa", "tom"}))
    return Roster(
        school="maple",
        school_name="Maple Street",
        day=date(2026, 11, 23),
        settings=settings or SchoolSettings(),
        people=everybody,
        students={child.id: child},
        rooms={},
        children_of={one: frozenset({"mia"}) for one in child.guardians},
    )


@pytest.mark.parametrize(
    ("who", "may"), [(INES, True), (ANA, False), (ROSA, False), (replace(INES, active=False), False)]
)
def test_admins_invite_and_nobody_else(who: Person, may: bool) -> None:
    assert isinstance(may_invite(who), Allowed) is may


@pytest.mark.parametrize("who", [ROSA, ANA, INES])
def test_parents_staff_and_admins_are_invited(who: Person) -> None:
    verdict = may_be_invited(roster(), who, NOBODY, NOW)

    assert isinstance(verdict, Allowed)
    assert "good for a week" in verdict.because


@pytest.mark.parametrize(
    ("who", "its", "why"),
    [
        (replace(ROSA, active=False), NOBODY, "not at this school any more"),
        (ROSA, InviteeFacts(signed_up=True), "signed up already"),
        (person("omar", Role.GUARDIAN), NOBODY, "no child who is here now"),
        (person("rosa", Role.GUARDIAN, email=None), NOBODY, "no email address of Rosa"),
        (person("rosa", Role.GUARDIAN, email="at home"), NOBODY, "No email can be sent"),
        (ROSA, InviteeFacts(sharing=("Tom",)), "the same email address as that of Tom"),
        (ROSA, InviteeFacts(closed=say("Mail there came back.")), "came back"),
        (ROSA, InviteeFacts(last=SENT), "just now"),
    ],
)
def test_why_somebody_cannot_be_invited_is_said(who: Person, its: InviteeFacts, why: str) -> None:
    verdict = may_be_invited(roster(who), who, its, NOW)

    assert isinstance(verdict, Refused)
    assert why in verdict.because


def test_the_parent_of_a_practice_child_is_invited_by_nobody() -> None:
    practice = Student(id="mia", name="Sarah Test", guardians=frozenset({"rosa"}), practice=True)
    verdict = may_be_invited(roster(mia=practice), ROSA, NOBODY, NOW)

    assert isinstance(verdict, Refused)
    assert "practice child" in verdict.because


def test_where_the_school_has_switched_email_off_nobody_is_invited_by_it() -> None:
    verdict = may_be_invited(roster(settings=SchoolSettings(email=False)), ROSA, NOBODY, NOW)

    assert isinstance(verdict, Refused)
    assert "switched email off" in verdict.because


def test_who_was_invited_a_minute_ago_is_invited_again_as_often_as_wanted() -> None:
    assert isinstance(may_be_invited(roster(), ROSA, InviteeFacts(last=SENT), NOW + AGAIN_AFTER), Allowed)


def test_two_parents_with_one_address_share_it_and_a_parent_who_works_here_does_not() -> None:
    both = replace(TOM, email="Rosa@families.example")
    at_work = replace(ANA, name="Rosa", email="rosa@families.example")
    left = person("omar", Role.GUARDIAN, active=False, email="rosa@families.example")

    assert sharing(roster(both, at_work, left), {}) == {"rosa": ("Tom",), "tom": ("Rosa", "Rosa"), "ana": ("Tom",)}
    assert sharing(roster(at_work, left, replace(INES, email=None)), {}) == {}


def test_one_of_the_staff_and_a_parent_with_one_address_and_two_names_share_it_unless_they_are_linked() -> None:
    ana = replace(ANA, email="rosa@families.example")

    assert sharing(roster(ana), {}) == {"rosa": ("Ana",), "ana": ("Rosa",)}
    assert (
        sharing(roster(replace(ana, linked=frozenset({"rosa"})), replace(ROSA, linked=frozenset({"ana"}))), {})
        == {}
    )


@given(
    st.lists(st.sampled_from(["a@x.example", "A@x.example", "b@x.example", None]), max_size=6),
    st.dictionaries(st.sampled_from(["p0", "p1", "p2", "p3"]), st.sampled_from(["a@x.example", "b@x.example"])),
    st.sets(st.integers(0, 5)),
)
def test_of_a_few_it_is_said_who_shares_their_address_as_it_is_of_everybody(
    emails: list[str | None], signing: dict[str, str], few: set[int]
) -> None:
    people = [person(f"p{at}", Role.GUARDIAN, active=at != 1, email=one) for at, one in enumerate(emails)]
    its = roster(*people)
    asked = [one for at, one in enumerate(people) if at in few]
    theirs = {(one.email or "").casefold() for one in asked}
    some = {one: address for one, address in signing.items() if address in theirs}
    ids = {one.id for one in asked}

    everybody = sharing(its, signing)

    assert sharing(its, some, asked, addressees(its)) == {one: who for one, who in everybody.items() if one in ids}


def test_who_signs_in_with_the_address_that_the_roster_has_of_another_parent_shares_it() -> None:
    tom = replace(TOM, email=None)
    left = person("omar", Role.GUARDIAN, active=False, email=None)
    hers = "Rosa@families.example"

    assert sharing(roster(tom), {"tom": hers}) == {"rosa": ("Tom",)}
    namesake = replace(ANA, name="Rosa")
    assert sharing(roster(namesake), {"rosa": hers, "ana": hers, "tom": "tom@mail.example"}) == {}
    assert sharing(roster(left), {"omar": hers, "elsewhere": hers}) == {}


@pytest.mark.parametrize(
    ("its", "state"),
    [
        (NOBODY, InvitationState.NOT_INVITED),
        (InviteeFacts(last=SENT), InvitationState.INVITED),
        (InviteeFacts(last=replace(SENT, lost=True)), InvitationState.BOUNCED),
        (InviteeFacts(last=replace(SENT, expires_at=NOW)), InvitationState.OVER),
        (InviteeFacts(last=replace(SENT, ended=True)), InvitationState.OVER),
        (InviteeFacts(last=replace(SENT, address="old@families.example")), InvitationState.OVER),
        (InviteeFacts(last=SENT, signed_up=True), InvitationState.SIGNED_UP),
        (InviteeFacts(last=replace(SENT, printed=True)), InvitationState.PRINTED),
        (InviteeFacts(last=replace(SENT, printed=True, expires_at=NOW)), InvitationState.OVER),
        (InviteeFacts(last=replace(SENT, ended=True, declined=True)), InvitationState.DECLINED),
    ],
)
def test_where_somebody_stands_is_one_of_seven(its: InviteeFacts, state: InvitationState) -> None:
    assert state_of(ROSA, its, NOW) is state


def test_a_text_to_a_number_that_is_not_theirs_any_more_is_over() -> None:
    its = InviteeFacts(last=replace(SENT, cell="+12025550100"))

    assert state_of(replace(ROSA, cell="+12025550100"), its, NOW) is InvitationState.INVITED
    assert state_of(replace(ROSA, cell="+12025550188"), its, NOW) is InvitationState.OVER
    assert state_of(ROSA, its, NOW) is InvitationState.OVER


def test_a_code_that_was_texted_is_good_as_long_as_the_number_is_theirs() -> None:
    texted = replace(GOOD, cell="+12025550100", cell_now="+12025550100")

    assert isinstance(may_accept(texted, NOW), Allowed)
    assert isinstance(may_accept(replace(texted, cell_now=None), NOW), Refused)


def test_a_link_to_an_address_that_is_nobodys_any_more_is_over() -> None:
    assert state_of(replace(ROSA, email=None), InviteeFacts(last=SENT), NOW) is InvitationState.OVER


GOOD = LinkFacts(
    used=False,
    ended=False,
    newer=False,
    expires_at=NOW + timedelta(days=1),
    address="rosa@families.example",
    address_now="Rosa@families.example",
    here=True,
)


def test_a_link_is_good_for_who_is_here_at_the_address_it_went_to() -> None:
    assert isinstance(may_accept(GOOD, NOW), Allowed)


@pytest.mark.parametrize(
    ("link", "why"),
    [
        (replace(GOOD, used=True), "has been used"),
        (replace(GOOD, used=True, here=False), "has been used"),
        (replace(GOOD, here=False), "school’s office"),
        (replace(GOOD, address_now="other@families.example"), "school’s office"),
        (replace(GOOD, address_now=None), "school’s office"),
        (replace(GOOD, ended=True, newer=True), "newest email"),
        (replace(GOOD, ended=True), "school’s office"),
        (replace(GOOD, expires_at=NOW), "Ask the school for a new one"),
    ],
)
def test_a_link_that_opens_nothing_says_why(link: LinkFacts, why: str) -> None:
    verdict = may_accept(link, NOW)

    assert isinstance(verdict, Refused)
    assert why in verdict.because


def test_what_was_taken_or_may_have_been_is_not_lost() -> None:
    assert not LOST & {"accepted", "ambiguous", "joined"}


def test_a_group_is_who_never_was_invited_or_everybody_who_is_not_in_and_whom_no_stranger_answered_for() -> None:
    assert GROUPS["not_invited"] == {InvitationState.NOT_INVITED}
    assert frozenset(InvitationState) - GROUPS["not_signed_up"] == {
        InvitationState.SIGNED_UP,
        InvitationState.DECLINED,
    }
