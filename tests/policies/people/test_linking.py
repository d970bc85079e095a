"""Who links two profiles, which, and who parts them."""

from dataclasses import replace
from datetime import date

import pytest

from policies.people.facts import Person, Role, Student
from policies.people.linking import may_link, may_see_links, may_unlink
from policies.people.roster import Roster
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused


def person(its: str, role: Role) -> Person:
    return Person(id=its, role=role, name=its.title(), human=frozenset({f"user:{its}"}))


INES, OLIVE = person("ines", Role.ADMIN), person("olive", Role.ADMIN)
ANA = person("ana", Role.STAFF)
ROSA, TOM = person("rosa", Role.GUARDIAN), person("tom", Role.GUARDIAN)


def roster(*people: Person, same: dict[str, frozenset[str]] | None = None) -> Roster:
    everybody = {one.id: one for one in (INES, OLIVE, ANA, ROSA, TOM)} | {one.id: one for one in people}
    return Roster(
        school="maple",
        school_name="Maple Street",
        day=date(2026, 11, 23),
        settings=SchoolSettings(),
        people=everybody,
        students={"mia": Student(id="mia", name="Mia", family=frozenset({"rosa", "tom"}))},
        rooms={},
        same_human=same or {},
    )


def says(verdict: Allowed | Refused) -> str:
    return str(verdict.because)


@pytest.mark.parametrize(
    ("who", "may"), [(INES, True), (ANA, False), (ROSA, False), (replace(INES, active=False), False)]
)
def test_admins_alone_link(who: Person, *, may: bool) -> None:
    assert isinstance(may_see_links(who), Allowed) is may
    assert isinstance(may_link(roster(who), who, ANA, ROSA), Allowed) is may
    linked = replace(ANA, linked=frozenset({"rosa"}))
    assert isinstance(may_unlink(roster(linked), who, linked, ROSA), Allowed) is may


@pytest.mark.parametrize(("one", "other"), [(ROSA, TOM), (ANA, OLIVE), (ROSA, ANA)])
def test_never_two_parents_nor_two_of_the_staff(one: Person, other: Person) -> None:
    assert "nothing else is linked" in says(may_link(roster(), INES, one, other))


def test_nobody_who_left_is_linked() -> None:
    assert "not at this school" in says(may_link(roster(), INES, replace(ANA, active=False), ROSA))
    assert "not at this school" in says(may_link(roster(), INES, ANA, replace(ROSA, active=False)))


def test_nobody_has_a_third_profile() -> None:
    ana, rosa = replace(ANA, linked=frozenset({"rosa"})), replace(ROSA, linked=frozenset({"ana"}))

    assert says(may_link(roster(), INES, ana, rosa)) == "They have one account already."
    assert says(may_link(roster(), INES, ana, TOM)) == "Ana is linked with another profile. Unlink that first."
    assert says(may_link(roster(), INES, OLIVE, rosa)) == "Rosa is linked with another profile. Unlink that first."


def test_a_profile_that_left_keeps_nobody_from_being_linked_with_who_is_here() -> None:
    left = replace(ROSA, active=False)
    ana = replace(ANA, linked=frozenset({"rosa", "elsewhere"}))

    assert isinstance(may_link(roster(left, ana), INES, ana, TOM), Allowed)
    assert isinstance(may_link(roster(ana), INES, ana, TOM), Refused)


def test_no_admin_links_themselves_nor_the_family_of_their_own_child() -> None:
    own = roster(same={"ines": frozenset({"ines", "rosa"})})

    assert says(may_link(roster(), INES, INES, ROSA)) == "Another admin does that for you."
    assert says(may_link(own, INES, ANA, ROSA)) == "Another admin does that for you."
    assert "of the family of a child of yours" in says(may_link(own, INES, ANA, TOM))
    assert isinstance(may_link(own, OLIVE, ANA, TOM), Allowed)
    ana = replace(ANA, linked=frozenset({"tom"}))
    assert "of the family of a child of yours" in says(may_unlink(own, INES, ana, TOM))


def test_only_what_is_linked_is_parted_and_not_what_the_roster_itself_has_as_one() -> None:
    ana = replace(ANA, linked=frozenset({"rosa"}))

    assert says(may_unlink(roster(), INES, ANA, ROSA)) == "They have no account together."
    assert isinstance(may_unlink(roster(), INES, ana, ROSA), Allowed)
    rosa = replace(ROSA, human=ANA.human)
    assert "The roster has them as one person" in says(may_unlink(roster(), INES, ana, rosa))
