"""To whom a child is handed: who may fetch it, nobody who is barred or denied it, somebody else by an admin."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from policies.attendance.handing_over import (
    SomebodyElse,
    collectors_of,
    is_shown_already,
    may_be_named,
    may_be_other,
    may_bring,
    may_hand_to_other,
)
from policies.people.facts import Denial, Guardianship, Power, Tie
from policies.people.listed_pick_ups import CollectedChild, KeptAway
from policies.people.pick_up_lists import ListedPickUp
from policies.people.roster import Facts
from policies.verdict import Allowed, Refused
from tests.school import FACTS, of, roster

UNCLE = SomebodyElse("Joe Miller", "Both parents are at the hospital", "Driver’s license, 4821")

DAY = date(2026, 11, 23)
MIA = CollectedChild(name="Mia Alvarez", active=True, school="Maple Street")
TOM = KeptAway(name="Tom Alvarez", names=frozenset({"Tom Alvarez"}), source="usr-tom", numbers=frozenset())


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
    for denied in (TOM_DENIED, TOM_UNTIED):  # also where the roster ties them to the child no more
        assert listed(denied) == [("tom", False), ("rosa", True)]


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
    assert isinstance(may_hand_to_other(of("ines"), MIA, UNCLE, (), DAY), Allowed)
    assert isinstance(may_hand_to_other(of("ana"), MIA, UNCLE, (), DAY), Refused)
    assert isinstance(may_hand_to_other(of("ines"), replace(MIA, kept=(TOM,)), UNCLE, (), DAY), Allowed)


@pytest.mark.parametrize(("field", "most"), [("name", 120), ("id_seen", 60), ("reason", 500)])
def test_with_a_name_a_card_and_a_reason(field: str, most: int) -> None:
    for words, fits in (("", False), ("x" * most, True), ("x" * (most + 1), False)):
        other = replace(UNCLE, **{field: words})
        verdict = may_be_other(other)
        assert isinstance(verdict, Allowed) == fits
        assert fits or verdict.because.startswith(f"{field}: ")


DENIED = Denial(guardian="tom", student="mia", power=Power.PICK_UP)
UNTIL_SUNDAY = replace(DENIED, end=DAY - timedelta(days=1))


@pytest.mark.parametrize("denial", [None, DENIED])
@pytest.mark.parametrize(
    "name", ["Tom Alvarez", "tom alvarez", "ALVAREZ, TÓM", "Tom", "T. Alvarez", "Tom J. Alvarez"]
)
def test_and_never_to_who_may_be_somebody_barred_or_denied_it(name: str, denial: Denial | None) -> None:
    kept = replace(MIA, kept=(replace(TOM, denial=denial),))
    assert isinstance(may_hand_to_other(of("ines"), MIA, replace(UNCLE, name=name), (), DAY), Allowed)

    verdict = may_hand_to_other(of("ines"), kept, replace(UNCLE, name=name), (), DAY)

    assert isinstance(verdict, Refused)
    assert "Tom" in verdict.because


def test_nor_under_the_name_by_which_the_rosters_list_knows_them() -> None:
    kept = replace(MIA, kept=(TOM,))
    listed = (ListedPickUp("Joe Miller", source="usr-tom"), ListedPickUp("Maria Lopez"))

    assert isinstance(may_hand_to_other(of("ines"), kept, UNCLE, listed[1:], DAY), Allowed)
    assert isinstance(may_hand_to_other(of("ines"), kept, UNCLE, listed, DAY), Refused)
    over = replace(MIA, kept=(replace(TOM, denial=UNTIL_SUNDAY),))
    assert isinstance(may_hand_to_other(of("ines"), over, UNCLE, listed, DAY), Allowed)


def test_of_one_name_and_one_answer_one_is_shown_unless_the_list_says_who_else_it_is() -> None:
    found = collectors_of(roster(TOM_BARRED), roster(TOM_BARRED).students["mia"])
    tom, may, may_not = ListedPickUp("TOM"), Allowed("yes"), Refused("no")

    assert is_shown_already(found, tom, may_not)
    assert not is_shown_already(found, tom, may)
    assert not is_shown_already(found, replace(tom, relation="grandfather"), may_not)
    assert not is_shown_already(found, ListedPickUp("Maria Lopez"), may_not)


def test_one_takes_a_child_or_nobody_in_particular_does() -> None:
    assert isinstance(may_be_named("", "", None), Allowed)
    assert isinstance(may_be_named("", "", UNCLE), Allowed)
    assert isinstance(may_be_named("tom", "", UNCLE), Refused)
    assert isinstance(may_be_named("tom", "Maria Lopez", None), Refused)
