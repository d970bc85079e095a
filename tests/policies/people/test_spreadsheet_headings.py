"""What columns hold is guessed, from headings in three languages and from values; nobody is let in by a guess."""

from collections.abc import Sequence

import pytest

from policies.people.spreadsheet_fields import SheetAbout, SheetField, faults
from policies.people.spreadsheet_headings import EMPLOYEES, FAMILIES, READY, guess, ready_for


def said(headings: str, *rows: Sequence[str]) -> list[str]:
    """What is guessed of each heading: “parent_email 2”; empty where it is not read."""
    found = guess([one.strip() for one in headings.split("|")], rows).columns
    return ["" if one is None else one.field.value + (f" {one.nth}" if one.nth > 1 else "") for one in found]


@pytest.mark.parametrize(
    ("headings", "held"),
    [
        (
            "Child Name|DOB|Classroom|Mother Name|Mother Email|Mother Cell|Father Name|Father E-mail|Father Mobile"
            "|Allergies",
            "child_name|child_birth|child_room|parent_name|parent_email|parent_cell|parent_name 2|parent_email 2"
            "|parent_cell 2|",
        ),
        (
            "First Name|Last Name|Room|Status|Start Date|Parent 1 First Name|Parent 1 Last Name|Parent 1 Phone"
            "|Phone Type|Payer 1|Parent 2 Name|Address",
            "child_given|child_family|child_room|child_status|child_start|parent_given|parent_family|parent_phone"
            "|parent_phone_label|parent_pays|parent_name 2|",
        ),
        (
            "Nombre|Apellidos|Sala|Nombre de la madre|Correo|Celular|Nombre del padre|Correo del padre"
            "|Fecha de baja",
            "child_given|child_family|child_room|parent_name|parent_email|parent_cell|parent_name 2|parent_email 2"
            "|child_end",
        ),
        (
            "Imię i nazwisko dziecka|Grupa|Imię opiekuna|Nazwisko opiekuna|E-mail|Telefon komórkowy",
            "child_name|child_room|parent_given|parent_family|parent_email|parent_cell",
        ),
        ("Student|Class|Primary Guardian|Secondary Guardian", "child_name|child_room|parent_name|parent_name 2"),
        ("StudentID|StudentName|Room|ParentName", "child_id|child_name|child_room|parent_name"),
        ("Name|Room|Name|Email", "child_name|child_room|parent_name|parent_email"),
        ("Child|Child Email|Room|Parent", "child_name||child_room|parent_name"),
        ("Employee|Email|Position|Room|Hire Date|Work History", "employee_name|employee_email|employee_role"
         "|employee_room|employee_start|employee_status"),
        ("Staff First Name|Last Name|Doctor|Birthday", "employee_given|employee_family||"),
    ],
)  # fmt: skip
def test_headings_are_understood_in_three_languages(headings: str, held: str) -> None:
    assert said(headings) == held.split("|")


def test_what_is_guessed_of_a_whole_sheet_needs_no_correction() -> None:
    its = guess(["Child", "Room", "Parent 1 Name", "Parent 1 Email"])

    assert (its.about, faults(its)) == (SheetAbout.CHILDREN, ())


def test_nobody_who_picks_up_or_is_called_in_an_emergency_is_guessed_to_be_a_parent() -> None:
    row = ["Mia", "Acorns", "Rosa", "Nan Bird", "Joe Bird", "312"]

    assert said("Child|Room|Parent|Pickup 1|Emergency Contact|Doctor Phone", row) == [
        "child_name", "child_room", "parent_name", "child_pick_ups", "", "",
    ]  # fmt: skip
    assert said("Child|Room|Parent|Pick-up", ["Mia", "Acorns", "Rosa", "yes"])[3] == "parent_collects"


def test_names_of_pick_ups_are_known_by_their_heading_and_looks_and_never_those_of_who_may_not() -> None:
    row = ["Mia", "Acorns", "Rosa", "Joe Diaz (uncle)"]

    for heading in ("Authorized Pick-Ups", "Personas autorizadas", "Osoby upoważnione do odbioru", "Pickup"):
        assert said(f"Child|Room|Parent|{heading}", row)[3] == "child_pick_ups"
    assert said("Child|Room|Parent|Authorized Pickups")[3] == "child_pick_ups"
    for heading in ("Not authorized for pickup", "Pickup Phone", "Pick-up time"):
        assert said(f"Child|Room|Parent|{heading}", row)[3] == ""
    assert said("Child|Room|Parent|Pickup", [*row[:3], "gate B"])[3] == ""


def test_values_tell_what_a_heading_does_not() -> None:
    row = ["Mia", "Acorns", "Rosa", "rosa@families.example", "312-555-0142"]

    assert said("Child|Room|Parent|Contact|Texts", row) == [
        "child_name", "child_room", "parent_name", "parent_email", "parent_cell",
    ]  # fmt: skip
    assert said("Child|Room|Parent|Texts|Payer", ["Mia", "Acorns", "Rosa", "yes", "no"])[3:] == [
        "parent_texts", "parent_pays",
    ]  # fmt: skip
    assert said("Child|Room|Payer", ["Mia", "Acorns", "Rosa Alvarez"])[2] == "parent_name"
    assert said("Child|Room|Whatever", ["Mia", "Acorns", ""])[2] == ""


def test_a_seventh_parent_is_not_read_and_what_stands_twice_is_read_once() -> None:
    headings = "Child|Room|" + "|".join(f"Parent {one} Name" for one in range(1, 9))

    assert said(headings)[-3:] == ["parent_name 6", "", ""]
    assert said("Child|Room|Room|Parent") == ["child_name", "child_room", "", "parent_name"]


@pytest.mark.parametrize("columns", [FAMILIES, EMPLOYEES])
def test_the_ready_mapping_needs_nobody_to_look_at_it(columns: tuple[tuple[str, str], ...]) -> None:
    headings = [heading for heading, _ in reversed(columns)]
    its = ready_for(headings)

    assert its is not None
    assert faults(its) == ()
    assert its.headings == tuple(headings)
    assert guess(headings) == its
    assert ready_for(headings[1:]) is None
    assert [one.about for one in READY] == [SheetAbout.CHILDREN, SheetAbout.EMPLOYEES]
    assert all(one.has(SheetField.CHILD_ID) or one.has(SheetField.EMPLOYEE_ID) for one in READY)
