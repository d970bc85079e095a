"""Who sees and who changes what the center keeps about a child, part by part."""

from dataclasses import replace
from datetime import date

import pytest

from policies.people.child_record import (
    OLDEST_CHILD,
    SAFETY,
    RecordPart,
    may_be_born,
    may_be_called_at,
    may_change_part,
    may_see_changes,
    may_see_contacts,
    may_see_custody,
    may_see_part,
    may_see_record,
)
from policies.people.facts import Denial, Guardianship, Level, Permissions, Power, Role, Tie
from policies.people.roster import Facts, Roster
from policies.verdict import Allowed, Refused
from tests.school import DAY, FACTS, of, roster

EVERYTHING = frozenset(RecordPart)
SHARED = EVERYTHING - {RecordPart.CUSTODY}


def seen_by(person: str, school: Roster, child: str = "mia") -> frozenset[RecordPart]:
    who, whom = school.people[person], school.students[child]
    return frozenset(one for one in RecordPart if isinstance(may_see_part(school, who, whom, one), Allowed))


def changed_by(person: str, school: Roster, child: str = "mia") -> frozenset[RecordPart]:
    who, whom = school.people[person], school.students[child]
    return frozenset(one for one in RecordPart if isinstance(may_change_part(school, who, whom, one), Allowed))


def why_not(person: str, school: Roster, part: RecordPart, child: str = "mia") -> str:
    verdict = may_see_part(school, school.people[person], school.students[child], part)
    assert isinstance(verdict, Refused)
    return verdict.because


def with_tie(tie: Tie, guardian: str = "tom") -> Facts:
    others = tuple(one for one in FACTS.guardianships if (one.guardian, one.student) != (guardian, "mia"))
    return replace(FACTS, guardianships=(*others, Guardianship(guardian, "mia", tie)))


def denying(power: Power) -> Facts:
    return replace(FACTS, denials=(Denial(guardian="tom", student="mia", power=power),))


def without(person: str) -> Facts:
    return replace(
        FACTS, people=tuple(replace(one, active=one.active and one.id != person) for one in FACTS.people)
    )


@pytest.mark.parametrize(
    ("person", "sees", "changes"),
    [
        ("ines", EVERYTHING, EVERYTHING),
        ("omar", EVERYTHING, EVERYTHING),
        ("ana", SHARED, set()),
        ("nora", SHARED, set()),
        ("ben", set(), set()),
        ("kim", set(), set()),
        ("rosa", SHARED, {RecordPart.CONTACTS}),
        ("tom", SHARED, {RecordPart.CONTACTS}),
        ("dana", set(), set()),
        ("nora-at-home", set(), set()),
    ],
)
def test_admins_keep_it_all_the_childs_staff_and_parents_read_all_but_custody_and_nobody_else_anything(
    person: str, sees: set[RecordPart], changes: set[RecordPart]
) -> None:
    assert seen_by(person, roster()) == sees
    assert changed_by(person, roster()) == changes


def test_every_no_says_who_does() -> None:
    school = roster()
    mia = school.students["mia"]

    assert why_not("ben", school, RecordPart.ALLERGIES) == (
        "Only the staff of a child’s rooms and admins see what is kept about it."
    )
    for person in ("ana", "rosa"):
        assert why_not(person, school, RecordPart.CUSTODY) == (
            "Only admins read what is kept about custody, and that is noted."
        )
    assert may_change_part(school, school.people["ana"], mia, RecordPart.DIETS) == Refused(
        "Only admins change a child’s record. Tell the office what is wrong in it."
    )
    assert may_change_part(school, school.people["rosa"], mia, RecordPart.ALLERGIES) == Refused(
        "The school keeps this. To change it, write to the office."
    )
    assert may_change_part(school, school.people["dana"], mia, RecordPart.CONTACTS) == Refused(
        "Parents see only their own children."
    )
    assert why_not("nora", school, RecordPart.ALLERGIES, "emil") == (
        "Emil is your own child: what parents may see of this you see as a parent."
    )


def test_every_yes_says_why() -> None:
    school = roster()
    mia, people = school.students["mia"], school.people
    said = {
        who: may_see_part(school, people[who], mia, RecordPart.ALLERGIES).because for who in ("ines", "ana", "rosa")
    }
    changes = {
        who: may_change_part(school, people[who], mia, RecordPart.CONTACTS).because for who in ("ines", "rosa")
    }

    assert said == {
        "ines": "Admins see what is kept about every child.",
        "ana": "Ana and Mia are both in Acorns.",
        "rosa": "Rosa is a parent of Mia.",
    }
    assert changes == {
        "ines": "Admins keep a child’s record.",
        "rosa": "Parents name whom the school calls in an emergency.",
    }


def test_who_is_kept_out_of_families_sees_still_what_keeps_a_child_safe() -> None:
    for level, sees in ((Level.READ, SHARED), (Level.NONE, SAFETY)):
        kept_out = tuple(
            replace(one, permissions=Permissions(families=level)) if one.id == "ana" else one
            for one in FACTS.people
        )
        school = roster(replace(FACTS, people=kept_out))
        assert seen_by("ana", school) == sees

    assert why_not("ana", school, RecordPart.CONTACTS) == (
        "Ana is kept out of what is about families, and sees what keeps Mia safe."
    )
    assert isinstance(may_see_record(school, school.people["ana"], school.students["mia"]), Allowed)


def test_nobody_sees_their_own_childs_record_at_work_not_even_an_admin() -> None:
    admin = replace(of("nora"), role=Role.ADMIN)
    school = roster(replace(FACTS, people=tuple(admin if one.id == "nora" else one for one in FACTS.people)))

    assert seen_by("nora", school) == EVERYTHING
    assert seen_by("nora", school, "emil") == set()
    assert seen_by("nora-at-home", school, "emil") == SHARED


@pytest.mark.parametrize("tie", [Tie.BARRED, Tie.PICK_UP])
def test_who_is_barred_or_only_picks_up_sees_nothing(tie: Tie) -> None:
    school = roster(with_tie(tie))

    assert seen_by("tom", roster()) == SHARED  # else the rest would prove nothing
    assert seen_by("tom", school) == set()
    assert seen_by("rosa", school) == SHARED


def test_who_does_not_see_a_child_sees_nothing_of_its_record_and_who_may_not_write_changes_nothing() -> None:
    assert seen_by("tom", roster(denying(Power.SEE))) == set()
    silenced = roster(denying(Power.MESSAGE))

    assert seen_by("tom", silenced) == SHARED
    assert changed_by("tom", silenced) == set()
    assert may_change_part(
        silenced, silenced.people["tom"], silenced.students["mia"], RecordPart.CONTACTS
    ) == Refused("The school has set that Tom does not write about Mia.")


@pytest.mark.parametrize("person", ["ines", "ana", "rosa"])
def test_who_left_sees_nothing(person: str) -> None:
    school = roster(without(person))

    assert seen_by(person, school) == set()
    assert why_not(person, school, RecordPart.DIETS).endswith(" is no longer at Maple Street.")


def test_of_a_child_who_left_admins_read_what_is_kept_and_nobody_changes_it() -> None:
    gone = tuple(replace(one, active=one.id != "mia") for one in FACTS.students)
    school = roster(replace(FACTS, students=gone))

    assert {one: seen_by(one, school) for one in ("ines", "ana", "rosa")} == {
        "ines": EVERYTHING, "ana": set(), "rosa": set(),
    }  # fmt: skip
    assert changed_by("ines", school) == set()
    assert may_change_part(school, school.people["ines"], school.students["mia"], RecordPart.DIETS) == Refused(
        "Mia is no longer at Maple Street."
    )


def lists_seen_by(person: str, school: Roster) -> set[str]:
    who, mia = school.people[person], school.students["mia"]
    return {one for one in ("", "rosa", "tom") if isinstance(may_see_contacts(school, who, mia, one), Allowed)}


def test_a_parent_sees_the_contacts_they_named_and_never_the_other_parents() -> None:
    school = roster()

    assert {one: lists_seen_by(one, school) for one in ("ines", "ana", "rosa", "tom", "ben", "dana")} == {
        "ines": {"", "rosa", "tom"}, "ana": {"", "rosa", "tom"}, "rosa": {"rosa"}, "tom": {"tom"}, "ben": set(),
        "dana": set(),
    }  # fmt: skip
    assert may_see_contacts(school, school.people["rosa"], school.students["mia"], "tom") == Refused(
        "Parents see the emergency contacts that they named themselves."
    )


def test_nobody_calls_whom_a_barred_parent_named() -> None:
    school = roster(with_tie(Tie.BARRED))

    assert lists_seen_by("ana", school) == {"", "rosa"}
    assert may_see_contacts(school, school.people["ines"], school.students["mia"], "tom") == Refused(
        "Whoever named these is no longer a parent of Mia here."
    )


@pytest.mark.parametrize("rule", [may_see_custody, may_see_changes])
def test_custody_and_changes_are_for_admins_who_are_there(rule: object) -> None:
    asked = {one: rule(of(one)) for one in ("ines", "ana", "rosa")}  # type: ignore[operator]

    assert {one: isinstance(verdict, Allowed) for one, verdict in asked.items()} == {
        "ines": True, "ana": False, "rosa": False,
    }  # fmt: skip
    assert isinstance(rule(replace(of("ines"), active=False)), Refused)  # type: ignore[operator]
    assert asked["ines"].because.startswith("Admins ")
    assert asked["ana"].because.startswith("Only admins ")


def test_a_birth_date_is_no_day_to_come_and_nobody_in_care_is_grown_up() -> None:
    assert isinstance(may_be_born(DAY, DAY), Allowed)
    assert may_be_born(date(DAY.year, DAY.month, DAY.day + 1), DAY) == Refused("This birth date is still to come.")
    assert isinstance(may_be_born(date(DAY.year - OLDEST_CHILD, 1, 1), DAY), Allowed)
    assert may_be_born(date(DAY.year - OLDEST_CHILD - 1, 12, 31), DAY) == Refused(
        "This birth date is more than 21 years ago."
    )
    assert may_be_born(DAY, DAY).because == "A child may have been born then."


@pytest.mark.parametrize(
    "written",
    ["202-555-0100", "+1 (202) 555-0100", "(202) 555 0100", "20255", "202.555.0100 ext. 4", "2025550100 x12"],
)
def test_a_telephone_number_is_taken_as_people_write_it(written: str) -> None:
    assert may_be_called_at(written) == Allowed("Somebody can be called there.")


@pytest.mark.parametrize(
    "written", ["", "2025", "call me", "rosa@families.example", "+", "202-555-0100; rm", "1 2 3 4"]
)
def test_what_is_no_telephone_number_is_refused(written: str) -> None:
    assert may_be_called_at(written) == Refused(f"{written} is no telephone number.")
