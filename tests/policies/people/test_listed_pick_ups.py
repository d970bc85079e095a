"""Who of those whom the roster lists may pick a child up: what the school has barred or denied wins."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policies.conversations.seeing import is_own_child
from policies.people.facts import Denial, Power
from policies.people.listed_pick_ups import (
    CollectedChild,
    KeptAway,
    may_be_name,
    may_collect,
    may_see_listed,
    person_names,
    pick_up_changes,
    pick_ups_end,
    same_name,
    same_number,
)
from policies.people.pick_up_lists import ListedPickUp
from policies.verdict import Allowed, Refused
from tests.school import FACTS, roster

DAY = date(2026, 11, 23)
EMIL = roster(FACTS).students["emil"]
TOM = KeptAway(
    name="Tom Alvarez", names=frozenset({"Tom Alvarez"}), source="usr-tom", numbers=frozenset({"+12025550123"})
)
MIA = CollectedChild(name="Mia Alvarez", active=True, school="Maple Street", parents=frozenset({"Rosa Alvarez"}))
KEPT = replace(MIA, kept=(TOM,))
JOE, MARIA = ListedPickUp("Joe Diaz"), ListedPickUp("Maria Lopez", "aunt", "555-0101")


def test_b7_who_stands_in_the_roster_may_pick_up_and_a_parent_is_said_to_be_one() -> None:
    assert may_collect(MIA, JOE, DAY) == Allowed("By the roster Joe Diaz may pick up Mia Alvarez.")
    rosa = may_collect(MIA, ListedPickUp("ALVAREZ, Rosa"), DAY)
    assert rosa == Allowed("ALVAREZ, Rosa is a parent of Mia Alvarez by the roster as well.")


def test_staff_see_the_list_parents_do_not_and_nobody_does_at_work_of_their_own_child() -> None:
    school = roster(FACTS)

    def sees(person: str, child: str) -> bool:
        return isinstance(may_see_listed(school, school.people[person], school.students[child]), Allowed)

    own = [one for one in school.people if one in school.staff and is_own_child(school, school.people[one], EMIL)]
    assert sees("ana", "mia")
    assert not sees("rosa", "mia")
    assert own != []
    assert [one for one in own if sees(one, "emil")] == []
    assert [one for one in own if sees(one, "mia")] == own


def test_a_child_who_left_is_handed_to_nobody_of_the_list() -> None:
    left = may_collect(replace(MIA, active=False), JOE, DAY)

    assert left == Refused("Mia Alvarez is no longer at Maple Street.")


@pytest.mark.parametrize(
    "listed",
    [ListedPickUp("Tom Alvarez"), ListedPickUp("TOM ÁLVAREZ"), ListedPickUp("Alvarez, Tom"),
     ListedPickUp("Tom J. Alvarez"), ListedPickUp("T. Alvarez"), ListedPickUp("Tom"),
     ListedPickUp("Tomás Elsewhere", source="usr-tom"), ListedPickUp("Tomás Elsewhere", source="x parent:usr-tom"),
     ListedPickUp("Uncle Bob", phone="(202) 555-0123"), ListedPickUp("Uncle Bob", phone="999-9999, 555-0123 x4")],
)  # fmt: skip
def test_who_may_be_somebody_barred_is_not_handed_the_child_by_id_name_or_number(listed: ListedPickUp) -> None:
    assert isinstance(may_collect(MIA, listed, DAY), Allowed)
    refused = may_collect(KEPT, listed, DAY)

    called = same_name(listed.name, "Tom Alvarez")
    said = "Tom Alvarez is" if called else f"{listed.name} may be Tom Alvarez, who is"
    assert refused == Refused(f"{said} barred from Mia Alvarez: do not hand Mia Alvarez over, call an admin.")
    assert isinstance(may_collect(KEPT, JOE, DAY), Allowed)


def test_a_denial_counts_on_its_days() -> None:
    denial = Denial(guardian="tom", student="mia", power=Power.PICK_UP, begin=DAY, end=DAY)
    denied = replace(MIA, kept=(replace(TOM, denial=denial),))

    assert may_collect(denied, ListedPickUp("Tom Alvarez"), DAY) == Refused(
        "The school has set that Tom Alvarez does not pick up Mia Alvarez."
    )
    assert may_collect(denied, ListedPickUp("T Alvarez"), DAY) == Refused(
        "T Alvarez may be Tom Alvarez, of whom the school has set that they do not pick up Mia Alvarez: call an"
        " admin."
    )
    assert isinstance(may_collect(denied, ListedPickUp("Tom Alvarez"), date(2026, 11, 24)), Allowed)


def test_names_and_numbers_are_compared_as_people_write_them() -> None:
    assert same_name("O'Brien, Seán", "Sean OBrien")
    assert same_name("Ana-Maria Ruiz", "ana maria ruiz")
    assert not same_name("Ana Ruiz", "Ana Maria Ruiz")
    assert may_be_name("Ana Ruiz", "Ana Maria Ruiz")
    assert not may_be_name("Ana Ruiz", "Joe Ruiz")
    assert not may_be_name("", "Joe Ruiz")
    assert same_number("+48 600 111 222", "0600 111 222")
    assert not same_number("555", "+1202555")
    assert not same_number("", "+12025550123")
    assert not same_number("555-0101", "555-0102")
    assert person_names("Tom", "Alvarez", None) == {"Tom Alvarez"}
    assert person_names("", "", "Tommy") == {"Tommy"}


def test_of_a_held_roster_single_pick_ups_end_at_once_and_many_wait() -> None:
    both, one = frozenset({JOE, MARIA}), frozenset({MARIA})
    before = {"mia": both, "leo": one, "ada": frozenset[ListedPickUp]()}

    assert pick_ups_end(before, {**before, "mia": one}) == {"mia": {JOE}}
    assert pick_ups_end(before, {"leo": one}) == {}  # the children who leave wait
    renamed = {**before, "mia": frozenset({ListedPickUp("Diaz, Joe", "uncle"), MARIA})}
    assert pick_ups_end(before, renamed) == {}
    many = {str(no): both for no in range(20)}
    assert len(pick_ups_end(many, many | {str(no): one for no in range(3)})) == 3
    assert pick_ups_end(many, many | {str(no): one for no in range(4)}) == {}


def test_what_a_roster_changes_is_told_and_nobody_who_is_denied_gains_anything() -> None:
    children = {"mia": KEPT, "leo": replace(MIA, name="Leo Novak")}
    tom = ListedPickUp("Tom Alvarez")
    before = {"mia": frozenset({JOE, MARIA}), "leo": frozenset[ListedPickUp]()}
    after = {"mia": frozenset({tom, replace(MARIA, phone="555-0102")}), "leo": frozenset({tom})}
    found = pick_up_changes(children, before, after, DAY)

    assert found.gains == ("Tom Alvarez may pick up Leo Novak by the roster from then on.",)
    assert found.loses == ("Joe Diaz may pick up Mia Alvarez by the roster no more.",)
    assert [one.split(",")[0] for one in found.others] == [
        "Maria Lopez", "Tom Alvarez is barred from Mia Alvarez: do not hand Mia Alvarez over",
    ]  # fmt: skip
    again = pick_up_changes(children, after, after, DAY)
    assert (again.gains, again.loses, again.others) == ((), (), ())
