"""Whose answer about photos counts, and which of several holds."""

from dataclasses import replace
from typing import Any

import pytest

from policies.people.facts import Denial, PhotoAnswer, PhotoScope, Power, Tie
from policies.people.photo_scopes import decides, standing
from policies.people.roster import Facts
from tests.policies.people.test_child_record import with_tie, without
from tests.school import FACTS, student

BOTH = frozenset({"rosa", "tom"})
NONE, FAMILY, ROOMS, PUBLIC = PhotoScope


def answering(*answers: tuple[str, PhotoScope], facts: Facts = FACTS) -> Facts:
    return replace(facts, photos=tuple(PhotoAnswer(who, "mia", scope) for who, scope in answers))


@pytest.mark.parametrize(
    ("answers", "holds"),
    [
        ((), None),
        ((("rosa", PUBLIC),), PUBLIC),
        ((("rosa", PUBLIC), ("tom", FAMILY)), FAMILY),
        ((("tom", FAMILY), ("rosa", PUBLIC)), FAMILY),
        ((("rosa", ROOMS), ("tom", NONE)), NONE),
        ((("dana", NONE),), None),
        ((("dana", NONE), ("rosa", ROOMS)), ROOMS),
    ],
)
def test_of_several_answers_the_narrowest_holds_and_a_strangers_never_counts(
    answers: tuple[tuple[str, PhotoScope], ...], holds: PhotoScope | None
) -> None:
    assert standing(BOTH, answers) is holds
    assert student("mia", answering(*answers)).photos is holds


def test_who_is_barred_denied_or_gone_decides_no_more_and_their_answer_goes_with_them() -> None:
    both = answering(("rosa", PUBLIC), ("tom", FAMILY))
    assert decides(student("mia", both)) == BOTH
    assert student("mia", both).photos is FAMILY
    denials = tuple(Denial(guardian="tom", student="mia", power=power) for power in (Power.SEE, Power.MESSAGE))
    for facts in (with_tie(Tie.BARRED), without("tom"), *(replace(FACTS, denials=(one,)) for one in denials)):
        lost = answering(("rosa", PUBLIC), ("tom", FAMILY), facts=facts)
        assert decides(student("mia", lost)) == {"rosa"}
        assert student("mia", lost).photos is PUBLIC
    told = replace(both, denials=(Denial(guardian="tom", student="mia", power=Power.TOLD),))
    assert student("mia", told).photos is FAMILY


LEFT = tuple(replace(one, active=one.id != "mia") for one in FACTS.students)
BOTH_LEFT = tuple(replace(one, active=one.id not in BOTH) for one in FACTS.people)


ALL_LEFT = {"students": LEFT, "people": BOTH_LEFT}


@pytest.mark.parametrize("gone", [{"students": LEFT}, {"people": BOTH_LEFT}, ALL_LEFT])
def test_a_no_holds_on_when_the_child_or_its_parents_leave(gone: dict[str, Any]) -> None:
    both = answering(("rosa", PUBLIC), ("tom", NONE), ("dana", PUBLIC), facts=replace(FACTS, **gone))
    assert decides(student("mia", both)) == frozenset()
    assert student("mia", both).photos is NONE
    assert student("mia", answering(("dana", NONE), facts=replace(FACTS, **gone))).photos is None


@pytest.mark.parametrize("power", Power)
def test_nor_does_who_was_barred_or_denied_count_again_once_the_child_left(power: Power) -> None:
    denied = replace(FACTS, students=LEFT, denials=(Denial(guardian="tom", student="mia", power=power),))
    lost = power in {Power.SEE, Power.MESSAGE}
    assert student("mia", answering(("rosa", ROOMS), ("tom", FAMILY), facts=denied)).photos is (
        ROOMS if lost else FAMILY
    )
    assert student("mia", answering(("tom", PUBLIC), facts=denied)).photos is (None if lost else PUBLIC)
    barred = replace(with_tie(Tie.BARRED), students=LEFT)
    assert student("mia", answering(("rosa", ROOMS), ("tom", NONE), facts=barred)).photos is ROOMS


def test_an_answer_about_a_child_that_is_not_there_is_nothing() -> None:
    facts = replace(FACTS, photos=(PhotoAnswer("rosa", "nobody", NONE), PhotoAnswer("rosa", "mia", ROOMS)))
    assert student("mia", facts).photos is ROOMS
