"""Who gains and who loses access where one roster takes the place of another."""

from dataclasses import replace

from hypothesis import given

from policies.people.facts import Dated, Denial, Guardianship, Power, Role, Student
from policies.people.roster import Facts
from policies.people.roster_access import AccessChanges, KindCount, access_changes, kind_counts
from tests.policies import schools
from tests.school import FACTS, leo, roster

NOBODY = KindCount(gained=0, lost=0, changed=0)


def changes(before: Facts, after: Facts) -> AccessChanges:
    return access_changes(roster(before), roster(after))


def without(facts: Facts, *gone: str) -> Facts:
    """The facts once these have left."""
    return replace(
        facts,
        people=tuple(replace(one, active=one.active and one.id not in gone) for one in facts.people),
        students=tuple(replace(one, active=one.active and one.id not in gone) for one in facts.students),
    )


def missing(facts: Facts, *never: str) -> Facts:
    """The facts before these ever came."""
    return replace(
        facts,
        people=tuple(one for one in facts.people if one.id not in never),
        students=tuple(one for one in facts.students if one.id not in never),
    )


def test_who_leaves_loses_access_and_is_named_with_what_they_had() -> None:
    found = changes(FACTS, without(FACTS, "tom", "ben", "ines", "leo"))

    assert found.gains == ()
    assert found.loses == (
        "Ben leaves, who works in Saplings.",
        "Dana sees Leo no more.",
        "Ines leaves, who is an admin.",
        "Tom leaves, a parent of Mia.",
    )
    assert found.children == ("Leo leaves, who is in Saplings.",)


def test_who_comes_or_comes_back_gains_it_with_what_they_get() -> None:
    whole = replace(FACTS, guardianships=(*FACTS.guardianships, Guardianship("tom", "leo")))
    for before in (without(whole, "tom", "ben", "ines", "leo"), missing(whole, "tom", "ben", "ines", "leo")):
        found = changes(before, whole)

        assert found.loses == ()
        assert found.gains == (
            "Ben comes in and works in Saplings.",
            "Dana sees Leo from then on.",
            "Ines comes in as an admin.",
            "Tom comes in, a parent of Leo and Mia.",
        )
        assert found.children == ("Leo comes, in Saplings.",)


def test_who_stays_is_named_with_the_rooms_children_and_roles_that_are_new_or_gone() -> None:
    after = replace(
        FACTS,
        people=tuple(
            replace(one, role={"ana": Role.ADMIN, "omar": Role.STAFF}.get(one.id, one.role)) for one in FACTS.people
        ),
        assignments=(*(one for one in FACTS.assignments if one.who != "ben"), Dated("ben", "acorns")),
        placements=tuple(replace(one, room="saplings") if one.who == "mia" else one for one in FACTS.placements),
        guardianships=(*FACTS.guardianships[:2], Guardianship("rosa", "leo"), *FACTS.guardianships[3:]),
    )

    found = changes(FACTS, after)

    assert found.gains == (
        "Ana becomes an admin.",
        "Ben works in Acorns from then on.",
        "Rosa sees Leo from then on.",
    )
    assert found.loses == ("Ben works in Saplings no more.", "Dana sees Leo no more.", "Omar is an admin no more.")
    assert found.children == ("Mia moves: Acorns before, Saplings then.",)


def test_a_parent_without_a_child_here_comes_and_leaves_as_such() -> None:
    alone = replace(FACTS, guardianships=FACTS.guardianships[1:])

    assert changes(without(alone, "rosa"), alone).gains == (
        "Rosa comes in as a parent, without a child who is here.",
    )
    assert changes(alone, without(alone, "rosa")).loses == ("Rosa leaves, a parent without a child who is here.",)


def test_who_is_denied_a_child_is_not_said_to_gain_it() -> None:
    denied = replace(FACTS, denials=(Denial(guardian="tom", student="mia", power=Power.SEE),))
    unlisted = replace(denied, guardianships=tuple(one for one in FACTS.guardianships if one.guardian != "tom"))

    allowed = replace(unlisted, denials=())
    assert changes(allowed, FACTS).gains == ("Tom sees Mia from then on.",)  # else the rest would prove nothing
    assert changes(unlisted, denied).gains == ()


def test_of_each_kind_it_is_counted_how_many_come_leave_and_change() -> None:
    after = replace(
        without(FACTS, "tom", "ben"),
        students=(*FACTS.students, Student(id="ida", name="Ida")),
        placements=(*FACTS.placements, Dated("leo", "acorns")),
    )
    counts = kind_counts(roster(FACTS), roster(after))

    assert counts == {
        "students": KindCount(gained=1, lost=0, changed=2),  # Leo's rooms, and who sees Mia
        "staff": KindCount(gained=0, lost=1, changed=0),
        "guardians": KindCount(gained=0, lost=1, changed=0),
    }


def test_a_parent_who_sees_another_child_counts_as_changed_though_nothing_else_of_them_is() -> None:
    after = replace(FACTS, guardianships=(*FACTS.guardianships, Guardianship("rosa", leo.id)))

    assert kind_counts(roster(FACTS), roster(after))["guardians"] == KindCount(gained=0, lost=0, changed=1)


@given(before=schools.facts(), after=schools.facts())
def test_what_one_way_gives_the_other_way_takes(before: Facts, after: Facts) -> None:
    there, back = changes(before, after), changes(after, before)

    if before.people and {one.id for one in before.people} == {one.id for one in after.people}:
        assert (len(there.gains), len(there.loses)) == (len(back.loses), len(back.gains))
    assert changes(before, before) == AccessChanges(gains=(), loses=(), children=())
    assert set(kind_counts(roster(before), roster(before)).values()) == {NOBODY}
