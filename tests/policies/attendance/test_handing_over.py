"""To whom a child is handed: who may fetch it, nobody who is barred or denied it, somebody else by an admin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policies.attendance.handing_over import (
    SomebodyElse,
    collectors_of,
    may_be_other,
    may_bring,
    may_hand_to_other,
)
from policies.people.facts import Denial, Guardianship, Power, Tie
from policies.people.roster import Facts
from policies.verdict import Allowed, Refused
from tests.school import FACTS, of, roster, student

UNCLE = SomebodyElse("Joe Miller", "Both parents are at the hospital", "Driver’s license, 4821")


def tied(*ties: Guardianship, denials: tuple[Denial, ...] = ()) -> Facts:
    of_mia = tuple(one for one in FACTS.guardianships if one.student != "mia")
    return replace(FACTS, guardianships=(*of_mia, *ties), denials=denials)


TOM_BARRED = tied(Guardianship("rosa", "mia"), Guardianship("tom", "mia", Tie.BARRED),
                  Guardianship("dana", "mia", Tie.PICK_UP))  # fmt: skip
TOM_UNTIED = tied(Guardianship("rosa", "mia"),
                  denials=(Denial(guardian="tom", student="mia", power=Power.PICK_UP),))  # fmt: skip
TOM_DENIED = tied(Guardianship("rosa", "mia"), Guardianship("tom", "mia"),
                  denials=(Denial(guardian="tom", student="mia", power=Power.PICK_UP),))  # fmt: skip


def listed(facts: Facts) -> list[tuple[str, bool]]:
    school = roster(facts)
    found = collectors_of(school, school.students["mia"])
    return [(one.person.id, isinstance(one.verdict, Allowed)) for one in found]


def test_who_may_not_fetch_a_child_stands_first() -> None:
    assert listed(FACTS) == [("rosa", True), ("tom", True)]
    assert listed(TOM_BARRED) == [("tom", False), ("dana", True), ("rosa", True)]
    assert listed(TOM_DENIED) == [("tom", False), ("rosa", True)]


def test_who_left_stands_nowhere_but_for_who_is_barred() -> None:
    def without(name: str, facts: Facts) -> Facts:
        return replace(facts, people=tuple(replace(one, active=one.id != name) for one in facts.people))

    assert listed(without("tom", FACTS)) == [("rosa", True)]
    assert listed(without("tom", TOM_BARRED)) == [("tom", False), ("dana", True), ("rosa", True)]


def test_whoever_is_tied_to_a_child_may_have_brought_it() -> None:
    for name, facts, may in (("rosa", FACTS, True), ("tom", TOM_BARRED, True), ("dana", FACTS, False)):
        school = roster(facts)
        verdict = may_bring(school, school.students["mia"], school.people[name])
        assert isinstance(verdict, Allowed) == may


def test_an_admin_alone_hands_a_child_to_somebody_else() -> None:
    school = roster()

    assert isinstance(may_hand_to_other(school, of("ines"), student("mia"), UNCLE), Allowed)
    assert isinstance(may_hand_to_other(school, of("ana"), student("mia"), UNCLE), Refused)
    barred = roster(TOM_BARRED)
    assert isinstance(may_hand_to_other(barred, of("ines"), barred.students["mia"], UNCLE), Allowed)


@pytest.mark.parametrize(("field", "most"), [("name", 120), ("id_seen", 60), ("reason", 500)])
def test_with_a_name_a_card_and_a_reason(field: str, most: int) -> None:
    for words, fits in (("", False), ("x" * most, True), ("x" * (most + 1), False)):
        other = replace(UNCLE, **{field: words})
        verdict = may_be_other(other)
        assert isinstance(verdict, Allowed) == fits
        assert fits or verdict.because.startswith(f"{field}: ")


@pytest.mark.parametrize("facts", [TOM_BARRED, TOM_DENIED, TOM_UNTIED])
@pytest.mark.parametrize("name", ["Tom", "tom", "TÓM", "Tom Alvarez", "Alvarez, T."])
def test_and_never_to_who_is_barred_or_denied_it_under_their_own_name(facts: Facts, name: str) -> None:
    school = roster(facts)
    verdict = may_hand_to_other(school, of("ines"), school.students["mia"], replace(UNCLE, name=name))

    assert isinstance(verdict, Refused)
    assert "Tom" in verdict.because


def test_a_name_that_somebody_chose_hides_them_not() -> None:
    people = tuple(
        replace(one, name="Tommy", listed="Tom Alvarez") if one.id == "tom" else one for one in FACTS.people
    )
    school = roster(replace(TOM_BARRED, people=people))

    for name in ("Tommy", "Tom Alvarez"):
        its = may_hand_to_other(school, of("ines"), school.students["mia"], replace(UNCLE, name=name))
        assert isinstance(its, Refused)
    its = may_hand_to_other(school, of("ines"), school.students["mia"], replace(UNCLE, name="Joe Alvarez"))
    assert isinstance(its, Allowed)
