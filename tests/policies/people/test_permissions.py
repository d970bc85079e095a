"""How far staff are let into what the school says: levels, approvers, urgency, rooms of today, and who decides."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.kinds import kinds
from channels.kinds.kind import Subject
from policies.notify.recipients import hears_of_colleague, hears_of_family, hears_of_hold, hears_of_staff_room
from policies.people.facts import Area, Level, Permissions, Role, Urgency
from policies.people.permissions import (
    WORDS,
    level_of,
    may_assign,
    may_grant,
    may_mark,
    may_see_staff,
    may_write_in,
)
from policies.people.roster import Facts, Roster, roster_on
from policies.review.reviewing import may_review
from policies.verdict import Allowed, Refused
from tests.policies.schools import facts
from tests.school import DAY, FACTS, roster

EVERYTHING = Permissions(reviews=True, marks=Urgency.EMERGENCY)


def permitting(who: str, **permissions: object) -> Roster:
    """The cast's school, in which somebody may only this."""
    its = Permissions(**permissions)  # type: ignore[arg-type]
    people = tuple(replace(one, permissions=its) if one.id == who else one for one in FACTS.people)
    return roster(replace(FACTS, people=people))


@pytest.mark.parametrize("area", list(Area))
@pytest.mark.parametrize("level", list(Level))
def test_a_level_lets_staff_in_to_read_or_keeps_them_out_and_the_rest_stays(area: Area, level: Level) -> None:
    school = permitting("ana", **{area.value: level})
    ana = school.people["ana"]

    assert level_of(ana, area) is level
    assert isinstance(may_write_in(ana, area), Allowed) is (level is Level.FULL)
    assert school.kept_out == {
        one: frozenset({"ana"} if (one, level) == (area, Level.NONE) else ()) for one in Area
    }
    for other in set(Area) - {area}:
        assert may_write_in(ana, other) == Allowed(f"Ana writes in {WORDS[other]}.")


def test_the_sentences_say_what_is_kept_from_whom_and_who_changes_it() -> None:
    reading = permitting("ana", families=Level.READ, announcements=Level.READ).people["ana"]
    out = permitting("ana", staff=Level.NONE, activities=Level.NONE).people["ana"]

    assert may_write_in(reading, Area.FAMILIES) == Refused(
        "Ana reads what families and the school write to each other and does not write there."
        " An admin can change that."
    )
    assert may_write_in(reading, Area.ANNOUNCEMENTS) == Refused(
        "Ana reads announcements and does not write there. An admin can change that."
    )
    assert may_write_in(out, Area.STAFF) == Refused(
        "Ana is kept out of what staff write among themselves. An admin can change that."
    )
    assert may_write_in(out, Area.ACTIVITIES) == Refused(
        "Ana is kept out of the children’s day. An admin can change that."
    )


@pytest.mark.parametrize("who", ["ines", "rosa"])
def test_admins_and_parents_are_never_kept_out_by_what_is_for_staff(who: str) -> None:
    school = permitting(who, families=Level.NONE, staff=Level.NONE)

    assert level_of(school.people[who], Area.FAMILIES) is Level.FULL
    assert not any(school.kept_out.values())


@pytest.mark.parametrize(
    ("kind", "subject", "area"),
    [
        ("family", "student:mia", Area.FAMILIES),
        ("direct", "person:rosa", Area.FAMILIES),
        ("room", "room:acorns", Area.FAMILIES),
        ("day", "student:mia", Area.ACTIVITIES),
        ("announcement", "room:acorns", Area.ANNOUNCEMENTS),
        ("staff", "room:acorns", Area.STAFF),
        ("staff_direct", "pair:ana+ines", Area.STAFF),
    ],
)
def test_who_is_kept_out_is_in_no_conversation_of_that_area_and_who_reads_only_writes_in_none(
    kind: str, subject: str, area: Area
) -> None:
    about, its = Subject.parse(subject), kinds()[kind]
    full, read, out = (permitting("ana", **{area.value: level}) for level in (Level.FULL, Level.READ, Level.NONE))

    assert [("ana" in its.inside(school, about)) for school in (full, read, out)] == [True, True, False]
    writes = [its.may_post(school, about, school.people["ana"], its.items[0]) for school in (full, read, out)]
    assert [isinstance(one, Allowed) for one in writes] == [True, False, False]
    assert its.area is area
    assert {"ines"} <= its.inside(out, about).keys()


def test_the_kinds_own_sentence_comes_first() -> None:
    school = permitting("ben", families=Level.READ)
    verdict = kinds()["family"].may_post(school, Subject("student", "mia"), school.people["ben"], "text")

    assert isinstance(verdict, Refused)
    assert verdict.because.startswith("Staff write only to families of students in their own rooms")


def test_where_the_only_teacher_is_kept_out_the_admins_hear() -> None:
    def hears(school: Roster) -> frozenset[str]:
        return hears_of_family(school, school.students["leo"], school.people["dana"])

    both = tuple(
        replace(one, permissions=Permissions(families=Level.NONE)) if one.id in {"ben", "nora"} else one
        for one in FACTS.people
    )
    assert hears(roster()) == {"ben", "nora"}
    assert hears(permitting("ben", families=Level.READ)) == {"ben", "nora"}
    assert hears(permitting("ben", families=Level.NONE)) == {"nora"}
    assert hears(roster(replace(FACTS, people=both))) == {"ines", "omar"}


def test_who_is_kept_out_of_the_team_hears_nothing_of_it() -> None:
    school = permitting("nora", staff=Level.NONE)
    ana = school.people["ana"]

    assert hears_of_staff_room(roster(), "acorns", ana) == {"nora", "ines"}
    assert hears_of_staff_room(school, "acorns", ana) == {"ines"}
    assert hears_of_colleague(roster(), frozenset({"ana", "nora"}), ana) == {"nora"}
    assert hears_of_colleague(school, frozenset({"ana", "nora"}), ana) == frozenset()


def test_an_approver_reviews_and_is_told_of_holds_like_an_admin_but_never_about_their_own_child() -> None:
    school = permitting("nora", reviews=True)
    mia, emil, ana = school.students["mia"], school.students["emil"], school.people["ana"]

    assert school.approvers == {"ines", "omar", "nora"}
    assert roster().approvers == {"ines", "omar"}
    assert isinstance(may_review(school, school.people["nora"], mia), Allowed)
    assert isinstance(may_review(roster(), roster().people["nora"], mia), Refused)
    assert may_review(school, school.people["nora"], emil) == Refused(
        "Emil is your own child, so another admin reviews this."
    )
    assert hears_of_hold(school, mia, ana) == {"ines", "omar", "nora"}
    assert hears_of_hold(school, emil, ana) == {"ines", "omar"}


@pytest.mark.parametrize("who", ["rosa", "left"])
def test_parents_and_who_left_approve_nothing_whatever_is_noted(who: str) -> None:
    people = tuple(
        replace(one, permissions=EVERYTHING, active=one.id != "ana") if one.id in {"rosa", "ana"} else one
        for one in FACTS.people
    )
    school = roster(replace(FACTS, people=people))

    assert school.approvers == {"ines", "omar"}


@pytest.mark.parametrize(
    ("who", "marks", "may"),
    [
        ("ana", Urgency.NORMAL, {Urgency.NORMAL}),
        ("ana", Urgency.URGENT, {Urgency.NORMAL, Urgency.URGENT}),
        ("ana", Urgency.EMERGENCY, set(Urgency)),
        ("ines", Urgency.NORMAL, set(Urgency)),
        ("rosa", Urgency.EMERGENCY, {Urgency.NORMAL}),
    ],
)
def test_who_may_call_something_urgent(who: str, marks: Urgency, may: set[Urgency]) -> None:
    person = permitting(who, marks=marks).people[who]

    assert {one for one in Urgency if isinstance(may_mark(person, one), Allowed)} == may


def test_urgency_is_answered_in_words() -> None:
    ana, ines, rosa = (roster().people[one] for one in ("ana", "ines", "rosa"))

    assert may_mark(ana, Urgency.URGENT) == Refused("Ana may not mark something as urgent. Ask an admin.")
    assert may_mark(ines, Urgency.EMERGENCY) == Allowed("Ines may mark something as emergency.")
    assert may_mark(rosa, Urgency.NORMAL) == Allowed("Anybody may write without calling it urgent.")
    assert isinstance(may_mark(replace(ines, active=False), Urgency.URGENT), Refused)


def test_only_admins_see_and_set_what_staff_may_and_nobody_their_own() -> None:
    school = permitting("ana", reviews=True, marks=Urgency.EMERGENCY)
    ines, omar, ana, ben, rosa = (school.people[one] for one in ("ines", "omar", "ana", "ben", "rosa"))
    left = replace(omar, active=False)
    wanted = Permissions(families=Level.READ)

    assert may_grant(school, ines, ben, wanted) == Allowed("Admins set what staff may do.")
    for granter in (ana, rosa, left):
        assert may_grant(school, granter, ben, wanted) == Refused("Only admins set what staff may do.")
    for own in (ines, ana):
        assert may_grant(school, own, own, EVERYTHING) == Refused(
            "Nobody sets what they may do themselves. Ask another admin."
        )
    assert may_grant(school, ines, omar, wanted) == Refused(
        "Omar is an admin and may do everything. Roles come from the roster."
    )
    assert isinstance(may_grant(school, ines, omar, Permissions()), Allowed)
    assert may_grant(school, ines, rosa, wanted) == Refused(
        "Rosa is a parent. What parents may do is set with each child."
    )
    assert may_see_staff(ines) == Allowed("Admins see what each of the staff may do.")
    for other in (ana, rosa, left):
        assert may_see_staff(other) == Refused("Only admins see what each of the staff may do.")


def test_nobody_sets_what_they_may_on_their_other_profile() -> None:
    school = roster(replace(FACTS, people=tuple(
        replace(one, role=Role.ADMIN) if one.id == "nora-at-home" else one for one in FACTS.people
    )))  # fmt: skip

    assert isinstance(may_grant(school, school.people["nora-at-home"], school.people["nora"], EVERYTHING), Refused)


@given(facts(), st.sampled_from(list(Area)), st.sampled_from([Level.NONE, Level.READ]))
def test_in_no_school_does_a_lower_level_let_anybody_in_or_say_anything_more(
    school_facts: Facts, area: Area, level: Level
) -> None:
    its = Permissions(**{area.value: level})  # type: ignore[arg-type]
    lower = replace(school_facts, people=tuple(replace(one, permissions=its) for one in school_facts.people))
    before, after = roster_on(school_facts, DAY), roster_on(lower, DAY)

    for kind in kinds().values():
        for subject in kind.subjects(before):
            had, has = kind.inside(before, subject), kind.inside(after, subject)
            assert has.items() <= had.items()
            for person in after.people.values():
                item = kind.items[0]
                if isinstance(kind.may_post(after, subject, person, item), Allowed):
                    assert isinstance(kind.may_post(before, subject, before.people[person.id], item), Allowed)
                    assert person.role is not Role.STAFF or kind.area is not area
                if person.role is Role.STAFF and kind.area is area and level is Level.NONE:
                    assert person.id not in has


def test_admins_assign_rooms_to_whoever_works_here_themselves_included() -> None:
    school = roster()
    ines, ana, rosa = (school.people[one] for one in ("ines", "ana", "rosa"))

    assert may_assign(ines, ana) == Allowed("Admins assign rooms.")
    assert may_assign(ines, ines) == Allowed("Admins assign rooms.")  # C8
    assert may_assign(ines, rosa) == Refused("Rosa is a parent, and works in no room.")
    for other in (ana, rosa, replace(ines, active=False)):
        assert may_assign(other, ana) == Refused("Only admins assign rooms.")


def test_an_approver_who_is_no_admin_never_reviews_their_own() -> None:
    school = permitting("nora", reviews=True)
    nora, mia = school.people["nora"], school.students["mia"]

    assert isinstance(may_review(school, nora, mia, school.people["ana"]), Allowed)
    assert may_review(school, nora, mia, nora) == Refused(
        "You wrote this, so somebody else reviews it. Ines or Omar may review it."
    )
    assert isinstance(may_review(school, school.people["ines"], mia, school.people["ines"]), Allowed)
