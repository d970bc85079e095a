"""Whom somebody may keep from starting new conversations with them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.kinds import kinds
from policies.conversations.blocking import may_block, may_start_with
from policies.people.facts import Role
from policies.people.roster import Facts, roster_on
from policies.verdict import Allowed, Refused
from tests.policies.schools import facts
from tests.school import DAY, roster

SCHOOL = roster()
FREE = Allowed("Nobody keeps anybody from starting this conversation.")
WORKS_HERE = Allowed("Everybody may keep a member of the staff from starting new conversations with them.")
TO_THE_SCHOOL = Refused(
    "Parents write to the school and not to you alone, so they are not blocked. "
    "Report what is wrong, and the admins look at it."
)


@pytest.mark.parametrize(
    ("who", "other", "verdict"),
    [
        ("rosa", "ana", WORKS_HERE),
        ("rosa", "ines", WORKS_HERE),
        ("ana", "ben", WORKS_HERE),
        ("ana", "rosa", TO_THE_SCHOOL),
        ("rosa", "tom", TO_THE_SCHOOL),
        ("ana", "ana", Refused("This is you yourself.")),
        ("nora-at-home", "nora", Refused("This is you yourself.")),
        ("nora", "nora-at-home", Refused("This is you yourself.")),
    ],
)
def test_staff_are_blocked_and_parents_and_oneself_are_not(who: str, other: str, verdict) -> None:
    assert may_block(SCHOOL, SCHOOL.people[who], SCHOOL.people[other]) == verdict


@pytest.mark.parametrize(
    ("who", "kind", "people", "verdict"),
    [
        (
            "ben", "staff_direct", {"ana", "ben"},
            Refused(
                "This conversation cannot be started. Write in your team’s conversation, or ask an admin."
            ),
        ),
        (
            "ana", "direct", {"rosa"},
            Refused("This conversation cannot be started. Write to the child’s family, or ask an admin."),
        ),
        ("ana", "staff_direct", {"ana", "ben"}, FREE),
        ("ben", "staff_direct", {"ben", "kim"}, FREE),
        ("ben", "direct", {"rosa"}, FREE),
        ("rosa", "direct", {"rosa"}, FREE),
        ("ana", "office", {"rosa"}, FREE),
        ("ana", "family", {"rosa"}, FREE),
    ],
)  # fmt: skip
def test_who_was_blocked_starts_nothing_new_with_who_blocked_them_and_reads_where_to_turn(
    who, kind, people, verdict
) -> None:
    blocks = frozenset({("ana", "ben"), ("rosa", "ana")})

    found = kinds()[kind]
    whom = frozenset(people) if found.blockable else frozenset()
    assert may_start_with(SCHOOL, SCHOOL.people[who], whom, blocks, found.instead) == verdict
    assert may_start_with(SCHOOL, SCHOOL.people[who], whom, frozenset(), found.instead) == FREE


def test_a_block_holds_for_every_profile_of_who_was_blocked() -> None:
    home, work = SCHOOL.people["nora-at-home"], SCHOOL.people["nora"]
    blocks = frozenset({("ana", "nora-at-home")})

    for person in (home, work):
        assert isinstance(may_start_with(SCHOOL, person, frozenset({"ana", person.id}), blocks, "Ask."), Refused)


@given(facts(), st.data())
def test_in_no_school_does_a_block_stop_what_always_reaches_or_a_parent(drawn: Facts, data: st.DataObject) -> None:
    school = roster_on(drawn, DAY)
    everybody = [(one, other) for one in school.people for other in school.people]
    possible = {
        pair
        for pair in everybody
        if isinstance(may_block(school, school.people[pair[0]], school.people[pair[1]]), Allowed)
    }
    blocks = frozenset(data.draw(st.sets(st.sampled_from(sorted(everybody)), max_size=4)) & possible)
    for kind in kinds().values():
        for subject in kind.subjects(school):
            for person in school.people.values():
                verdict = kind.may_be_started(school, subject, person, blocks)
                own = subject.about == "person" and subject.id == person.id
                if not kind.on_demand or kind.name == "office" or (person.role is Role.GUARDIAN and own):
                    assert verdict == FREE
