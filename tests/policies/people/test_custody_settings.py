"""Where a school changes what somebody may not do about a student."""

from dataclasses import replace

import pytest

from policies.people.custody_settings import SettingPlace, how_to_change, set_at
from policies.people.facts import Denial, Guardianship, Level, Permissions, Power, Role, Tie
from policies.people.roster import Facts
from policies.settings import SchoolSettings
from tests.school import FACTS, ana, ines, rosa, roster, student, tom

ANA_LEFT = replace(FACTS, people=tuple(replace(one, active=one.id != "ana") for one in FACTS.people))
MIA_LEFT = replace(FACTS, students=tuple(replace(one, active=one.id != "mia") for one in FACTS.students))
PAYERS = replace(
    FACTS, settings=SchoolSettings(payers_only=True), guardianships=(Guardianship("tom", "mia", payer=False),)
)
BARRED = replace(FACTS, guardianships=(Guardianship("tom", "mia", Tie.BARRED),))
READS = replace(
    FACTS,
    people=tuple(
        replace(one, permissions=Permissions(families=Level.READ)) if one.id == "ana" else one
        for one in FACTS.people
    ),
)
OWN_ROOMS = replace(FACTS, settings=SchoolSettings(oversight=False))
ITS_ADMIN_IS_A_PARENT = replace(
    OWN_ROOMS,
    people=(*FACTS.people, replace(ines, id="ines-at-home", role=Role.GUARDIAN)),
    guardianships=(*FACTS.guardianships, Guardianship("ines-at-home", "mia")),
)
"""Of Mia’s room Ines alone is an admin, and she decides nothing about her own child: every admin may."""


def denied(power: Power) -> Facts:
    return replace(FACTS, denials=(Denial(guardian="tom", student="mia", power=power),))


@pytest.mark.parametrize(
    ("who", "power", "school", "place"),
    [
        ("ana", Power.MESSAGE, ANA_LEFT, SettingPlace.ROSTER),
        ("rosa", Power.SEE, MIA_LEFT, SettingPlace.ROSTER),
        ("tom", Power.SEE, denied(Power.SEE), SettingPlace.CHILDREN),
        ("tom", Power.MESSAGE, denied(Power.SEE), SettingPlace.CHILDREN),
        ("tom", Power.TOLD, denied(Power.TOLD), SettingPlace.CHILDREN),
        ("tom", Power.PICK_UP, denied(Power.PICK_UP), SettingPlace.CHILDREN),
        ("tom", Power.SEE, BARRED, SettingPlace.CHILDREN),
        ("tom", Power.SEE, PAYERS, SettingPlace.SETTINGS),
        ("tom", Power.MESSAGE, FACTS, SettingPlace.SETTINGS),
        ("dana", Power.SEE, FACTS, SettingPlace.ROSTER),
        ("dana", Power.PICK_UP, FACTS, SettingPlace.CHILDREN),
        ("ben", Power.MESSAGE, FACTS, SettingPlace.STAFF),
        ("ben", Power.TOLD, FACTS, SettingPlace.STAFF),
        ("ana", Power.MESSAGE, READS, SettingPlace.STAFF),
        ("ben", Power.MESSAGE, replace(FACTS, placements=()), SettingPlace.ROSTER),
        ("omar", Power.MESSAGE, OWN_ROOMS, SettingPlace.SETTINGS),
        ("omar", Power.TOLD, OWN_ROOMS, SettingPlace.STAFF),
        ("omar", Power.MESSAGE, ITS_ADMIN_IS_A_PARENT, SettingPlace.STAFF),
    ],
)
def test_a_no_leads_to_where_it_is_set(who: str, power: Power, school: Facts, place: SettingPlace) -> None:
    found = roster(school)

    assert set_at(found, found.people[who], found.students["mia"], power) is place


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (SettingPlace.CHILDREN, "An admin sets it under Children, with Mia."),
        (SettingPlace.STAFF, "An admin sets it under Staff, with Ana."),
        (SettingPlace.SETTINGS, "An admin sets it under Settings."),
        (SettingPlace.ROSTER, "Who is at the school, in which room, and whose parent, comes with the roster."),
    ],
)
def test_staff_read_the_screen_and_parents_whom_to_ask(place: SettingPlace, said: str) -> None:
    assert how_to_change(place, ines, ana, student("mia")) == said

    to_parent = how_to_change(place, rosa, tom, student("mia"))
    assert to_parent == (
        said if place is SettingPlace.ROSTER else "Only the school can change that. Ask the office."
    )


def test_each_screen_has_the_name_that_leads_there() -> None:
    assert [one.value for one in SettingPlace] == ["children", "staff", "settings", "roster"]
