"""Who looks at what came in by email or text and became no message."""

from dataclasses import replace

import pytest
from hypothesis import given

from policies.conversations.seeing import is_own_child
from policies.inbound.unsorted import QUIET, SENTENCES, Reason, lookers, may_sort
from policies.people.facts import Role
from policies.people.roster import Facts, roster_on
from policies.verdict import Allowed, Refused
from tests.policies.schools import facts
from tests.school import DAY, FACTS, roster

SCHOOL = roster()
ALLOWED = Allowed("Admins look at what came in and became no message.")
OWN = Refused("This is from your own family, so another admin looks at it.")
NO_ADMIN = Refused("Only admins look at what came in and became no message.")


def with_roles(**roles: Role) -> Facts:
    people = tuple(replace(one, role=roles.get(one.id, one.role)) for one in FACTS.people)
    return replace(FACTS, people=people)


NORA_TOO = roster(with_roles(nora=Role.ADMIN))
ONLY_NORA = roster(with_roles(nora=Role.ADMIN, ines=Role.STAFF, omar=Role.STAFF))


@pytest.mark.parametrize(
    ("school", "who", "writer", "verdict"),
    [
        (SCHOOL, "ines", None, ALLOWED),
        (SCHOOL, "ines", "rosa", ALLOWED),
        (SCHOOL, "ines", "ines", OWN),
        (SCHOOL, "ana", "rosa", NO_ADMIN),
        (SCHOOL, "rosa", "rosa", NO_ADMIN),
        (NORA_TOO, "nora", "rosa", ALLOWED),
        (NORA_TOO, "nora", "nora-at-home", OWN),
        (NORA_TOO, "ines", "nora-at-home", ALLOWED),
        (NORA_TOO, "nora", None, ALLOWED),
        (ONLY_NORA, "nora", "nora-at-home", ALLOWED),
    ],
)  # fmt: skip
def test_admins_look_at_it_but_not_at_what_their_own_family_sent(school, who: str, writer, verdict) -> None:
    assert may_sort(school, who, writer) == verdict


def test_the_other_parent_who_is_an_admin_does_not_read_it_while_somebody_else_can() -> None:
    father = replace(next(one for one in FACTS.people if one.id == "nora-at-home"))
    both = replace(FACTS, guardianships=(*FACTS.guardianships, replace(FACTS.guardianships[0], guardian=father.id)))
    school = roster(replace(both, people=with_roles(nora=Role.ADMIN).people))

    assert may_sort(school, "nora", "rosa") == OWN
    assert may_sort(school, "ines", "rosa") == ALLOWED


@given(school=facts())
def test_in_every_school_with_an_admin_somebody_looks_and_no_writer_as_long_as_others_can(school: Facts) -> None:
    its = roster_on(school, DAY)
    for writer in (None, *its.people):
        found = lookers(its, writer)
        assert found <= its.admins
        assert bool(found) == bool(its.admins)
        if writer is not None and its.admins - its.profiles_of(writer):
            assert not found & its.profiles_of(writer)
        children = [its.students[one] for one in its.children_of.get(writer or "", ())]
        if any(not any(is_own_child(its, its.people[one], child) for child in children)
               for one in its.admins - its.profiles_of(writer or "")):  # fmt: skip
            assert not any(is_own_child(its, its.people[one], child) for one in found for child in children)


def test_each_reason_is_a_sentence_and_only_what_no_person_wrote_is_quiet() -> None:
    assert set(SENTENCES) == set(Reason)
    assert all(one.endswith(".") for one in SENTENCES.values())
    assert frozenset({Reason.AUTOMATIC}) == QUIET
