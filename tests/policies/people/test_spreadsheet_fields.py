"""What the columns of a spreadsheet may hold, what is missing, and when a mapping that was kept still fits."""

from dataclasses import replace

import pytest

from policies.people.spreadsheet_fields import (
    KEPT,
    SheetAbout,
    SheetColumn,
    SheetField,
    SheetMapping,
    all_faults,
    columns_for,
    faults,
    fields_of,
    together_with,
)

HEADINGS = ("Child", "Room", "Parent 1", "Email")
COLUMNS = (
    SheetColumn(SheetField.CHILD_NAME), SheetColumn(SheetField.CHILD_ROOM), SheetColumn(SheetField.PARENT_NAME),
    SheetColumn(SheetField.PARENT_EMAIL),
)  # fmt: skip
CHILDREN = SheetMapping(HEADINGS, SheetAbout.CHILDREN, COLUMNS)
EMPLOYEES = SheetMapping(("Name",), SheetAbout.EMPLOYEES, (SheetColumn(SheetField.EMPLOYEE_NAME),))
NOTHING = SheetMapping(("A", "B"), SheetAbout.NOTHING, (None, None))


def test_children_have_a_name_a_room_and_a_parent_and_employees_a_name() -> None:
    assert faults(CHILDREN) == faults(EMPLOYEES) == faults(NOTHING) == ()
    assert faults(replace(CHILDREN, columns=(None,) * 4)) == (
        "Say which column has the child’s name.",
        "Say which column has the child’s room.",
        "Say which column has a parent’s name.",
    )
    assert faults(replace(EMPLOYEES, columns=(None,))) == ("Say which column has the employee’s name.",)


def test_two_columns_that_hold_the_same_are_named() -> None:
    twice = replace(CHILDREN, columns=(*COLUMNS[:3], SheetColumn(SheetField.CHILD_ROOM)))

    assert faults(twice) == ("Two columns are said to hold the same: Room and Email.",)


def test_a_second_parent_of_whom_there_is_an_address_alone_has_no_name() -> None:
    second = replace(CHILDREN, columns=(*COLUMNS[:3], SheetColumn(SheetField.PARENT_EMAIL, 2)))

    assert faults(second) == ("Say which column has the name of parent 2.",)


@pytest.mark.parametrize(
    "columns",
    [
        COLUMNS[:2],
        (*COLUMNS[:3], SheetColumn(SheetField.EMPLOYEE_NAME)),
        (*COLUMNS[:3], SheetColumn(SheetField.PARENT_EMAIL, 7)),
        (*COLUMNS[:3], SheetColumn(SheetField.PARENT_EMAIL, 0)),
        (*COLUMNS[:3], SheetColumn(SheetField.CHILD_BIRTH, 2)),
    ],
)
def test_what_such_a_sheet_cannot_hold_is_refused(columns: tuple[SheetColumn, ...]) -> None:
    assert faults(replace(CHILDREN, columns=columns)) == (
        "A column cannot hold that in such a sheet. Choose what it holds again.",
    )


def test_also_a_sheet_that_is_not_read_has_as_many_columns_as_headings() -> None:
    short = replace(NOTHING, columns=())

    assert faults(NOTHING) == ()
    assert faults(short) == ("A column cannot hold that in such a sheet. Choose what it holds again.",)
    assert columns_for(NOTHING, ("b", "a")) == (None, None)
    assert columns_for(short, ("A", "B")) == columns_for(short, ("b", "a")) is None


def test_a_file_has_the_children_once_and_somebody_at_all() -> None:
    assert all_faults((CHILDREN, EMPLOYEES, NOTHING)) == ()
    assert all_faults((NOTHING,)) == ("Say of one sheet at least who stands in it: children or employees.",)
    assert all_faults((CHILDREN, CHILDREN)) == (
        "Two sheets cannot both have the children, or both the employees. Leave one out.",
    )


def test_sheets_of_several_files_may_each_have_the_children() -> None:
    other = replace(CHILDREN, headings=("Kid", "Room", "Parent", "Mail"))

    assert all_faults((CHILDREN, other)) != ()
    assert all_faults((CHILDREN, other), several=True) == ()
    assert all_faults((NOTHING,), several=True) != ()


def test_two_sheets_that_nobody_can_tell_apart_hold_the_same_or_are_refused() -> None:
    twin = replace(NOTHING, headings=("b", "A "))
    former = SheetMapping(("room", "child", "email", "parent 1"), SheetAbout.NOTHING, (None,) * 4)
    turned = SheetMapping(
        ("Room", "Child", "Email", "Parent 1"),
        SheetAbout.CHILDREN,
        (COLUMNS[1], COLUMNS[0], COLUMNS[3], COLUMNS[2]),
    )
    why = (
        "Two sheets have the same headings, and are said to hold different things. Rename a heading in one, or"
        " leave it out of the file."
    )

    assert all_faults((CHILDREN, NOTHING, twin)) == ()
    assert all_faults((CHILDREN, former)) == (why,)
    assert all_faults((CHILDREN, turned), several=True) == ()
    assert all_faults((CHILDREN, replace(turned, columns=COLUMNS)), several=True) == (why,)
    assert all_faults((CHILDREN, replace(CHILDREN, columns=COLUMNS[:2])), several=True) == (
        "A column cannot hold that in such a sheet. Choose what it holds again.",
    )


def test_every_field_is_of_children_or_of_employees() -> None:
    assert {*fields_of(SheetAbout.CHILDREN), *fields_of(SheetAbout.EMPLOYEES)} == set(SheetField)
    assert fields_of(SheetAbout.NOTHING) == ()
    assert CHILDREN.has(SheetField.CHILD_ROOM)
    assert not CHILDREN.has(SheetField.CHILD_ID)


def test_a_kept_mapping_fits_the_same_headings_however_they_are_written_and_ordered() -> None:
    assert columns_for(CHILDREN, ("CHILD", "room ", "Parent-1", "email")) == COLUMNS
    assert columns_for(CHILDREN, ("Room", "Child", "Email", "Parent 1")) == (
        COLUMNS[1], COLUMNS[0], COLUMNS[3], COLUMNS[2],
    )  # fmt: skip
    assert columns_for(CHILDREN, HEADINGS[:3]) is None
    assert columns_for(CHILDREN, ("Child", "Room", "Parent 1", "Phone")) is None


def test_where_a_heading_stands_twice_the_order_tells_them_apart() -> None:
    twice = replace(CHILDREN, headings=("Name", "Room", "Name", "Email"))

    assert columns_for(twice, ("Name", "Room", "Name", "Email")) == COLUMNS
    assert columns_for(twice, ("Name", "Name", "Room", "Email")) is None


def test_what_is_said_of_one_sheet_leaves_what_was_said_of_others() -> None:
    newer = replace(CHILDREN, headings=("Kid", "Room", "Parent", "Mail"))
    again = replace(CHILDREN, headings=("room", "child", "parent 1", "email"))
    many = tuple(replace(EMPLOYEES, headings=(f"Name {one}",)) for one in range(KEPT))

    assert together_with((CHILDREN, EMPLOYEES), (newer,)) == (CHILDREN, EMPLOYEES, newer)
    assert together_with((CHILDREN, EMPLOYEES), (again,)) == (EMPLOYEES, again)
    assert together_with(many, (CHILDREN,)) == (*many[1:], CHILDREN)
    assert together_with((NOTHING, EMPLOYEES), (CHILDREN,)) == (NOTHING, EMPLOYEES, CHILDREN)
    assert together_with((NOTHING,), (replace(NOTHING, headings=("B", "A")),)) == (
        replace(NOTHING, headings=("B", "A")),
    )
