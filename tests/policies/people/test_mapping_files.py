"""When a mapping file fits the sheets of a spreadsheet, and what is said where it is stale."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from policies.people.mapping_files import NAMED, FittedSheets, fitted
from policies.people.spreadsheet_fields import SheetAbout, SheetColumn, SheetField, SheetMapping

HEADINGS = ("Child", "Room", "Parent 1", "Email")
COLUMNS = (
    SheetColumn(SheetField.CHILD_NAME), SheetColumn(SheetField.CHILD_ROOM), SheetColumn(SheetField.PARENT_NAME),
    None,
)  # fmt: skip
CHILDREN = SheetMapping(HEADINGS, SheetAbout.CHILDREN, COLUMNS)
EMPLOYEES = SheetMapping(("Name",), SheetAbout.EMPLOYEES, (SheetColumn(SheetField.EMPLOYEE_NAME),))


def told(found: FittedSheets) -> list[tuple[int | None, int | None, str]]:
    return [(one.sheet, one.entry, one.says) for one in found.misfits]


def test_a_file_that_fits_says_what_each_sheet_holds_in_the_order_of_its_columns() -> None:
    turned = ("room", "CHILD", "Parent-1", "email ")
    found = fitted((CHILDREN, EMPLOYEES), (("Name",), turned), several=False)

    assert found.misfits == ()
    assert found.mappings == (
        EMPLOYEES,
        SheetMapping(turned, SheetAbout.CHILDREN, (COLUMNS[1], COLUMNS[0], COLUMNS[2], None)),
    )


def test_columns_that_are_new_or_gone_are_named_with_the_sheet() -> None:
    stale = "The mapping file does not fit this sheet any more."
    more, gone, both = (*HEADINGS, "Cell"), HEADINGS[:3], (*HEADINGS[:3], "Mail")

    assert told(fitted((EMPLOYEES, CHILDREN), (("Name",), more), several=False)) == [
        (1, None, f"{stale} It does not say what these columns hold: “Cell”.")
    ]
    assert told(fitted((CHILDREN,), (gone,), several=False)) == [
        (0, None, f"{stale} The sheet has no columns with these headings: “Email”.")
    ]
    assert told(fitted((CHILDREN,), (both,), several=True)) == [
        (0, None, f"{stale} It does not say what these columns hold: “Mail”. The sheet has no columns with these"
                  " headings: “Email”.")
    ]  # fmt: skip


def test_a_sheet_that_has_nothing_in_common_with_the_file_is_named_by_its_headings() -> None:
    many = tuple(f"Column {one}" for one in range(NAMED + 1))
    (few,), (cut,) = (
        fitted((CHILDREN,), (("A", "B"),), several=True).misfits,
        fitted((CHILDREN,), (many,), several=True).misfits,
    )

    assert few.says == "The mapping file has no sheet with these headings: “A”, “B”."
    assert cut.says.endswith(", “Column 9”, ….")


def test_a_sheet_that_is_gone_is_told_but_where_the_file_is_for_several_spreadsheets() -> None:
    (gone,) = fitted((CHILDREN, EMPLOYEES), (HEADINGS,), several=False).misfits

    assert (gone.sheet, gone.entry) == (None, 1)
    assert "No sheet of the spreadsheet has these headings: “Name”." in gone.says
    assert fitted((CHILDREN, EMPLOYEES), (HEADINGS,), several=True).mappings == (CHILDREN,)


def test_where_a_heading_stands_twice_the_order_counts() -> None:
    twice = replace(CHILDREN, headings=("Child", "Name", "Name", "Room"))

    assert fitted((twice,), (("Child", "Name", "Name", "Room"),), several=False).misfits == ()
    assert told(fitted((twice,), (("Name", "Name", "Child", "Room"),), several=False)) == [
        (0, None, "A heading stands twice in this sheet, so its columns have to stand as in the mapping file.")
    ]


@given(st.lists(st.sampled_from(("Child", "child", "Room", "Parent 1", "Email", "Cell", "")), max_size=6))
def test_a_sheet_is_read_by_all_of_its_headings_or_said_to_differ(headings: list[str]) -> None:
    found = fitted((CHILDREN,), (tuple(headings),), several=False)

    if found.misfits:
        assert found.mappings == ()
        assert found.misfits[0].says
    else:
        assert sorted(one.casefold() for one in headings) == sorted(one.casefold() for one in HEADINGS)
