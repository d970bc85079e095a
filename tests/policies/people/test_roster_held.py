"""What of a roster that is held takes effect all the same, and whose access is open until somebody says yes."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from policies.people.facts import Dated, Guardianship, Person, Role, Room, Student
from policies.people.roster import Facts
from policies.people.roster_held import EndsAtOnce, ends_at_once, ends_for, loses_access
from policies.people.roster_losses import losses
from policies.settings import SchoolSettings
from tests.policies.people.test_roster_losses import without
from tests.school import roster

SIZE = 12


def a_center() -> Facts:
    """A dozen of each, in two rooms; each child has its two parents, and two of the staff are admins."""
    people = [
        Person(id=f"staff{no}", role=Role.ADMIN if no < 2 else Role.STAFF, name=f"Staff {no:02}", human=frozenset())
        for no in range(SIZE)
    ]
    people += [
        Person(id=f"{side}{no}", role=Role.GUARDIAN, name=f"{side} {no:02}", human=frozenset())
        for no in range(SIZE)
        for side in ("mother", "father")
    ]
    return Facts(
        school="center", school_name="Center", settings=SchoolSettings(), people=tuple(people),
        students=tuple(Student(id=f"child{no}", name=f"Child {no:02}") for no in range(SIZE)),
        rooms=(Room(id="ants", name="Ants"), Room(id="bees", name="Bees")),
        placements=tuple(Dated(f"child{no}", "ants" if no % 2 else "bees") for no in range(SIZE)),
        assignments=tuple(Dated(f"staff{no}", "ants" if no % 2 else "bees") for no in range(SIZE)),
        guardianships=tuple(
            Guardianship(f"{side}{no}", f"child{no}") for no in range(SIZE) for side in ("mother", "father")
        ),
    )  # fmt: skip


def untied(facts: Facts, *pairs: str) -> Facts:
    """Without what ties these guardians to these children, as "guardian-child"."""
    ties = tuple(one for one in facts.guardianships if f"{one.guardian}-{one.student}" not in pairs)
    return replace(facts, guardianships=ties)


def ended(before: Facts, after: Facts) -> tuple[set[str], dict[str, frozenset[str]]]:
    was, its = roster(before), roster(after)
    found = ends_at_once(was, its)
    assert found.any() is bool(found.people or found.children)
    return set(found.people), dict(found.children)


CHILDREN = [f"child{no}" for no in range(6)]
"""So many that a roster without them is held."""


def test_who_was_dismissed_is_out_though_the_children_of_a_class_are_asked_about() -> None:
    center = a_center()
    after = without(center, *CHILDREN, "staff5", "staff7")

    assert losses(roster(center), roster(after))
    assert ended(center, after) == ({"staff5", "staff7"}, {})


def test_where_many_staff_leave_all_of_them_wait() -> None:
    center = a_center()

    assert ended(center, without(center, *(f"staff{no}" for no in range(4, 9)))) == (set(), {})


def test_a_parent_whom_custody_took_a_child_from_sees_it_no_more_and_whose_child_left_waits() -> None:
    center = a_center()
    after = untied(without(center, *CHILDREN), "father8-child8", "father0-child0")

    assert ended(center, after) == (set(), {"father8": frozenset({"child8"})})


def test_a_parent_who_is_listed_no_more_leaves_where_every_child_of_theirs_stays() -> None:
    center = a_center()
    after = untied(without(center, *CHILDREN, "father8", "father0"), "father8-child8", "father0-child0")

    assert ended(center, after) == ({"father8"}, {"father8": frozenset({"child8"})})


def test_of_two_children_of_whom_one_left_the_other_alone_is_ended_at_once() -> None:
    center = a_center()
    both = replace(center, guardianships=(*center.guardianships, Guardianship("father8", "child0")))
    after = untied(without(both, *CHILDREN, "father8"), "father8-child8", "father8-child0")

    assert ended(both, after) == (set(), {"father8": frozenset({"child8"})})


def test_where_many_are_parted_from_children_who_stay_all_of_them_wait() -> None:
    center = a_center()
    after = untied(
        without(center, "staff5"), *(f"{side}{no}-child{no}" for no in range(6) for side in ("mother", "father"))
    )

    assert ended(center, after) == ({"staff5"}, {})


def test_a_school_is_never_left_without_an_admin_by_itself() -> None:
    center = a_center()

    assert ended(center, without(center, "staff0", "staff5", *CHILDREN)) == ({"staff0", "staff5"}, {})
    assert ended(center, without(center, "staff0", "staff1", "staff5")) == ({"staff5"}, {})
    new = Person(id="new", role=Role.ADMIN, name="New", human=frozenset())
    replaced = without(center, "staff0", "staff1", "staff5")
    assert ended(center, replace(replaced, people=(*replaced.people, new))) == ({"staff5"}, {})


def test_whom_the_roster_has_under_another_id_waits_with_the_rest() -> None:
    center = a_center()
    named = tuple(replace(one, email=f"{one.id}@x.example") for one in center.people)
    center = replace(center, people=named)
    gone = without(center, *CHILDREN, "staff5", "staff7", "father8", "father9")
    after = untied(gone, "father8-child8", "father9-child9")
    again = [
        Person(id="new5", role=Role.STAFF, name="Staff Five", email="STAFF5@x.example", human=frozenset()),
        Person(id="new8", role=Role.GUARDIAN, name="father 08", human=frozenset()),
        Person(id="new9", role=Role.STAFF, name="father 09", human=frozenset()),  # works here now; no parent
    ]
    after = replace(
        after, people=(*after.people, *again),
        guardianships=(*after.guardianships, Guardianship("new8", "child8")),
    )  # fmt: skip

    assert ended(center, after) == ({"staff7", "father9"}, {"father9": frozenset({"child9"})})


def test_whose_access_is_open_is_told_by_name_whatever_they_lose() -> None:
    center = a_center()
    after = untied(without(center, "staff5", "mother3"), "father4-child4")
    after = replace(
        after,
        people=tuple(replace(one, role=Role.STAFF) if one.id == "staff1" else one for one in after.people),
        assignments=tuple(one for one in after.assignments if one.who != "staff6"),
    )
    lost = loses_access(roster(center), roster(after))

    assert [one.id for one in lost] == ["staff1", "staff5", "staff6", "father4", "mother3"]
    assert loses_access(roster(center), roster(center)) == ()
    assert loses_access(roster(after), roster(center)) == ()


def test_an_admin_ends_for_whom_they_name_all_that_the_roster_takes_and_nothing_else() -> None:
    center = a_center()
    after = untied(without(center, "staff5", "mother3", "child4"), "father6-child6")
    after = replace(after, assignments=tuple(one for one in after.assignments if one.who != "staff6"))
    was, its = roster(center), roster(after)
    found = ends_for(was, its, ["staff5", "staff6", "mother3", "father4", "father6", "staff8", "nobody"])

    assert found.people == {"staff5", "mother3"}
    assert found.children == {"mother3": {"child3"}, "father4": {"child4"}, "father6": {"child6"}}
    assert found.rooms == {"staff5": {"ants"}, "staff6": {"bees"}}
    assert found.demoted == frozenset()
    less = replace(
        after, people=tuple(replace(one, role=Role.STAFF) if one.id == "staff1" else one for one in after.people)
    )
    assert ends_for(was, roster(less), ["staff1"]).demoted == {"staff1"}
    assert not ends_for(was, its, ["staff8", "nobody"]).any()
    assert not ends_for(its, its, ["staff5"]).any()  # who has left already


@given(
    gone=st.sets(
        st.sampled_from([f"{kind}{no}" for kind in ("staff", "mother", "father", "child") for no in range(SIZE)])
    ),
    parted=st.sets(
        st.sampled_from([f"{side}{no}-child{no}" for no in range(SIZE) for side in ("mother", "father")])
    ),
)
def test_nothing_ends_at_once_that_the_roster_does_not_end(gone: set[str], parted: set[str]) -> None:
    center = a_center()
    was, its = roster(center), roster(untied(without(center, *gone), *parted))
    found: EndsAtOnce = ends_at_once(was, its)

    assert found.people <= {one.id for one in loses_access(was, its)}
    assert found.people <= gone
    for guardian, children in found.children.items():
        assert children <= was.children_of[guardian] - its.children_of.get(guardian, frozenset())
        assert all(its.students[one].active for one in children)
    assert was.admins - found.people
