"""A spreadsheet of any shape is read by a mapping: what is certain counts, and the rest is refused row by row."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from hub.oneroster.read import read_zip
from hub.oneroster.rows import (
    AssignmentRow,
    Bundle,
    GuardianRow,
    PersonRow,
    PlacementRow,
    ReadBundle,
    RoomRow,
    SchoolRow,
    StudentRow,
)
from hub.oneroster.source import BundleSource
from hub.oneroster.spreadsheet.fitted import OnRecord
from hub.oneroster.spreadsheet.fitted import fitted as fitted_to
from hub.oneroster.spreadsheet.known_children import LeftChild
from hub.oneroster.spreadsheet.read import Spreadsheet, read_spreadsheet
from hub.oneroster.spreadsheet.tables import ROWS_OF_SHEET, is_spreadsheet, tables
from policies.people.pick_up_lists import ListedPickUp
from policies.people.spreadsheet_fields import SheetMapping
from policies.people.spreadsheet_headings import guess
from tests.hub.oneroster.bundles import packed as packed_files
from tests.hub.oneroster.sheets import Rows, as_csv, as_xlsx, cells, employees, export, families

DAY = date(2026, 11, 23)
WRITTEN = datetime(2026, 8, 24)  # noqa: DTZ001 (as Excel keeps days)
SOURCE = BundleSource(day=DAY, country="US")
SMALL: Rows = [
    ["Child", "Room", "Parent 1 Name", "Parent 1 Email", "Parent 1 Cell", "Parent 2 Name", "Parent 2 Cell"],
    ["Mia Alvarez", "Acorns", "Rosa Alvarez", "rosa@families.example", "312-555-0142", "Tom Alvarez", ""],
    ["Luca Alvarez", "Saplings", "Rosa Alvarez", "rosa@families.example", "", "Tom Alvarez", ""],
    ["Leo Novak", "Saplings", "Dana Novak", "dana@families.example", "", "", ""],
]


def reading(
    file: bytes, *kept: SheetMapping, name: str = "families.csv", without_refused: bool = False,
    source: BundleSource = SOURCE,
) -> ReadBundle:  # fmt: skip
    its = Spreadsheet(name=name, packed=file, school="maple", kept=kept)
    return read_spreadsheet(its, source, without_refused=without_refused).reading


def by_guess(rows: Rows, **more: Any) -> ReadBundle:
    """What a table comes to, by what is guessed of its columns."""
    text = [[str(one) if one is not None else "" for one in row] for row in rows]
    return reading(as_csv(rows), guess(text[0], text[1:]), **more)


def bundle_of(found: ReadBundle) -> Bundle:
    assert found.bundle is not None, found.problems
    return found.bundle


def ties(bundle: Bundle) -> set[tuple[str, str]]:
    """Parents and children by their names."""
    people = {one.user: f"{one.given} {one.family}" for one in bundle.people}
    students = {one.source: f"{one.given} {one.family}" for one in bundle.students}
    return {(people[one.user], students[one.student]) for one in bundle.guardians}


def why(found: ReadBundle) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.reason) for one in found.problems]


def test_one_row_for_each_child_with_parents_in_columns_makes_a_roster() -> None:
    its = bundle_of(by_guess(SMALL))

    assert ties(its) == {
        ("Rosa Alvarez", "Mia Alvarez"), ("Tom Alvarez", "Mia Alvarez"), ("Rosa Alvarez", "Luca Alvarez"),
        ("Tom Alvarez", "Luca Alvarez"), ("Dana Novak", "Leo Novak"),
    }  # fmt: skip
    rooms = {one.source: one.name for one in its.rooms}
    assert sorted(rooms[one.room] for one in its.placements) == ["Acorns", "Saplings", "Saplings"]
    rosa = [one for one in its.people if one.given == "Rosa"]
    assert [(one.email, one.sms) for one in rosa] == [("rosa@families.example", "+13125550142")]
    assert [one.given for one in its.people].count("Tom") == 1  # beside Rosa both times


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_whatever_a_program_saves_a_table_as_is_read_alike(separator: str, encoding: str) -> None:
    rows = cells(SMALL, 2, Child="Zoë Núñez")

    assert bundle_of(reading(as_csv(rows, separator=separator, encoding=encoding), guess(rows[0]))) == bundle_of(
        by_guess(rows)
    )


def test_polish_letters_of_an_old_excel_are_read_in_poland() -> None:
    rows = cells(SMALL, 2, Child="Łucja Wróżka")
    polish = replace(SOURCE, country="PL")

    its = bundle_of(reading(as_csv(rows, encoding="cp1250"), guess(rows[0]), source=polish))
    assert "Łucja" in {one.given for one in its.students}


def test_a_workbook_is_read_with_its_days_numbers_and_formulas_values() -> None:
    rows: Rows = [
        ["Maple Street, families"],
        [],
        ["Child ID", "Child", "Room", "Start Date", "Parent", "Phone", "Phone Type", "Accepts Texts"],
        [12, "Mia Alvarez", "Acorns", WRITTEN, "Rosa Alvarez", 3125550142, "Cell", True],
        [13.0, "Leo Novak", "Acorns", date(2026, 8, 25), "Dana Novak", "312 555 0143", "Home", True],
        [14, "Kim Osei", "Acorns", date(2026, 8, 25), "Ama Osei", 3125550144, "Cell", False],
    ]
    found = reading(as_xlsx(Families=rows), guess(rows[2]), name="families.xlsx")
    its = bundle_of(found)

    assert {one.source for one in its.students} == {"12", "13", "14"}
    assert {one.begin for one in its.placements} == {date(2026, 8, 24), date(2026, 8, 25)}
    assert {one.given: one.sms for one in its.people} == {"Rosa": "+13125550142", "Dana": None, "Ama": None}
    assert its.rows == 3


@pytest.mark.parametrize(
    ("written", "country", "sms"),
    [
        (48601234567, "PL", "+48601234567"),
        (601234567.0, "PL", "+48601234567"),
        (13125550142, "US", "+13125550142"),
        (525512345678, "MX", "+525512345678"),
        (48601234567, "US", None),
        (5550142, "US", None),
    ],
)
def test_a_number_that_lost_its_plus_is_read_in_the_schools_country(
    written: float, country: str, sms: str | None
) -> None:
    rows: Rows = [["Child", "Room", "Parent", "Cell"], ["Mia Alvarez", "Acorns", "Rosa Alvarez", written]]
    source = replace(SOURCE, country=country)
    found = reading(as_xlsx(A=rows), guess([str(one) for one in rows[0]]), name="a.xlsx", source=source)

    assert [one.sms for one in bundle_of(found).people] == [sms]
    assert any("no valid number" in one.reason for one in found.warnings) == (sms is None)


def test_what_excel_says_of_its_separator_and_a_title_above_are_passed_over() -> None:
    text = b"sep=;\r\nMaple Street, all families\r\n\r\n" + as_csv(SMALL, separator=";")
    refused = by_guess(cells(SMALL, 3, Parent_1_Name="Rosa & Tom"))
    found = reading(text.replace(b"Dana Novak", b"Dana & Bo"), guess([str(one) for one in SMALL[0]]))

    assert bundle_of(reading(text, guess([str(one) for one in SMALL[0]]))) == bundle_of(by_guess(SMALL))
    assert [line for line, _, _ in why(refused)] == [3]
    assert [line for line, _, _ in why(found)] == [7]


def test_a_row_that_is_not_certain_is_refused_with_its_number_its_column_and_what_to_do() -> None:
    rows: Rows = [
        ["Child ID", "Child", "Room", "Start Date", "Parent", "Payer"],
        ["1", "Mia Alvarez", "Acorns", "24/8/2026", "Rosa Alvarez", "yes"],
        ["2", "Leo Novak", "Acorns", "3/25/2026", "Dana Novak", "yes"],
        ["", "Kim Osei", "Acorns", "", "Ama Osei", "yes"],
        ["4", "", "Acorns", "", "Ada Bell", "yes"],
        ["5", "Ida Bell", "Acorns", "", "Ada and Bo Bell", "yes"],
        ["6", "Ivo Bell", "Acorns", "", "Ada Bell", "sometimes"],
        ["7", "Eva Bell", "#REF!", "2026-02-30", "Ada Bell", "no"],
    ]
    found = by_guess(rows)

    assert found.bundle is None
    assert [(line, column) for line, column, _ in why(found)] == [
        (2, "Start Date"), (3, "Start Date"), (4, "Child ID"), (5, "Child"), (6, "Parent"), (7, "Payer"),
        (8, "Room"), (8, "Start Date"),
    ]  # fmt: skip
    reasons = [reason for _, _, reason in why(found)]
    assert reasons[0] == "It is not certain which day 24/8/2026 is. Write it as 2026-08-24."
    assert reasons[4] == "There seem to be several names here. Give each person a column or a row."


def test_going_on_without_refused_rows_leaves_out_the_child_and_widens_nothing() -> None:
    broken = cells(SMALL, 3, Parent_1_Name="Rosa & Tom Alvarez")
    whole, found = bundle_of(by_guess(SMALL)), by_guess(broken, without_refused=True)

    assert by_guess(broken).bundle is None
    assert {one.given for one in bundle_of(found).students} == {"Mia", "Leo"}
    assert ties(bundle_of(found)) < ties(whole)
    assert (len(found.left_out), found.people >= 1) == (1, True)


def test_two_children_of_one_name_are_asked_about_and_never_made_one() -> None:
    twice = [*SMALL, ["Mia Alvarez", "Acorns", "Joe Alvarez", "", "", "", ""]]
    found = by_guess(twice)
    born = [[*twice[0], "Birth Date"], *([*row, day] for row, day in zip(
        twice[1:], ["2024-01-02", "2022-01-02", "2022-05-06", "2024-03-04"], strict=True))]  # fmt: skip

    assert [(line, reason[:41]) for line, _, reason in why(found)] == [
        (2, "Mia Alvarez stands in several rows. Are t"), (5, "Mia Alvarez stands in several rows. Are t"),
    ]  # fmt: skip
    assert {one.given for one in bundle_of(by_guess(twice, without_refused=True)).students} == {"Luca", "Leo"}
    assert len(bundle_of(by_guess(born)).students) == 4
    assert ("Joe Alvarez", "Mia Alvarez") in ties(bundle_of(by_guess(born)))


def test_a_birth_date_goes_into_the_childs_record_where_it_is_certain_and_the_row_counts_without_it() -> None:
    rows: Rows = [
        ["Child ID", "Child", "Room", "Birth Date"],
        ["1", "Mia Alvarez", "Acorns", "2024-01-22"],
        ["2", "Leo Novak", "Acorns", ""],
        ["3", "Kim Osei", "Acorns", "soon"],
        ["4", "Ben Osei", "Acorns", "2031-01-22"],
    ]
    found = by_guess(rows)

    born = [("1", date(2024, 1, 22)), ("2", None)]  # an empty cell tells that there is none, and “soon” nothing
    assert [(one.student, one.day) for one in bundle_of(found).births] == born
    assert [one.line for one in found.warnings if one.column == "Birth Date"] == [4, 5]
    assert len(bundle_of(found).students) == 4
    whole = fitted(bundle_of(found), bundle_of(by_guess(SMALL)))
    (its,) = (one for one in whole.births if one.day is not None)
    assert its.student in {one.source for one in whole.students if one.given == "Mia"}


def test_of_several_rows_of_a_child_the_one_with_a_birth_date_counts_and_an_unclear_one_empties_nothing() -> None:
    rows: Rows = [
        ["Child ID", "Child", "Room", "Birth Date", "Parent"],
        ["1", "Mia Alvarez", "Acorns", "", "Rosa Alvarez"],
        ["1", "Mia Alvarez", "Acorns", "2024-01-22", "Tom Alvarez"],
        ["2", "Leo Novak", "Acorns", "", "Dana Novak"],
        ["2", "Leo Novak", "Acorns", "soon", "Petr Novak"],
        ["3", "Kim Osei", "Acorns", "2031-01-22", "Ama Osei"],
        ["3", "Kim Osei", "Acorns", "", "Kofi Osei"],
    ]

    assert [(one.student, one.day) for one in bundle_of(by_guess(rows)).births] == [("1", date(2024, 1, 22))]
    assert (
        bundle_of(by_guess([[*row[:3], row[4]] for row in rows])).births == ()
    )  # without a column nothing is told


def test_of_one_id_for_two_people_no_row_counts() -> None:
    rows: Rows = [
        ["Child", "Room", "Parent ID", "Parent Name"],
        ["Mia Alvarez", "Acorns", "7", "Rosa Alvarez"],
        ["Leo Novak", "Acorns", "7", "Dana Novak"],
        ["Kim Osei", "Acorns", "8", "Ama Osei"],
    ]
    found = by_guess(rows, without_refused=True)

    assert [line for line, _, _ in why(by_guess(rows))] == [2, 3]
    assert {one.given for one in bundle_of(found).students} == {"Kim"}


def test_only_who_is_enrolled_today_comes_in_and_what_an_unknown_word_means_gives_nothing() -> None:
    rows: Rows = [
        ["Child", "Room", "Status", "Start Date", "End Date", "Parent"],
        ["Mia Alvarez", "Acorns", "Currently Enrolled", "2026-08-24", "", "Rosa Alvarez"],
        ["Leo Novak", "Acorns", "Withdrawn", "2026-08-24", "", "Dana Novak"],
        ["Kim Osei", "Acorns", "Sort of", "2026-08-24", "", "Ama Osei"],
        ["Ida Bell", "Acorns", "Currently Enrolled", "2027-01-04", "", "Ada Bell"],
        ["Ivo Bell", "Acorns", "Currently Enrolled", "2026-01-05", "2026-11-20", "Ada Bell"],
        ["Eva Bell", "Acorns", "", "", "", "Ada Bell"],
    ]
    found = by_guess(rows)

    assert {one.given for one in bundle_of(found).students} == {"Mia"}
    assert {one.given for one in bundle_of(found).people} == {"Rosa"}
    said = [one.reason for one in found.warnings]
    assert "5 children, this one the first, are not enrolled today, and are left out." in said
    assert "It is not known that “Sort of” means enrolled, so whoever has it is left out." in said


def test_who_pays_is_a_parent_and_who_only_picks_up_stays_apart() -> None:
    rows: Rows = [
        ["Child ID", "Child", "Room", "Parent", "Relationship", "Payer", "Pickup"],
        ["1", "Mia Alvarez", "Acorns", "Rosa Alvarez", "Mother", "Yes", "Yes"],
        ["1", "Mia Alvarez", "Acorns", "Tom Alvarez", "Father", "No", "Yes"],
        ["1", "Mia Alvarez", "Acorns", "Nan Bird", "Neighbor", "No", "Yes"],
        ["1", "Mia Alvarez", "Acorns", "Dr. Who", "Doctor", "No", "No"],
    ]
    found = by_guess(rows)
    its = bundle_of(found)

    assert {(one.given, tie.payer) for one in its.people for tie in its.guardians if tie.user == one.user} == {
        ("Rosa", True), ("Tom", False),
    }  # fmt: skip
    assert [one.line for one in found.warnings if "certainly a parent" in one.reason] == [5]
    (told,) = its.pick_ups
    assert (told.student, told.listed) == ("1", (ListedPickUp("Nan Bird", "Neighbor"),))


def test_a_no_to_a_parents_picking_up_is_said_where_the_column_is_about_parents() -> None:
    def said(rosa: str, tom: str) -> list[tuple[int | None, str]]:
        found = by_guess([
            ["Child ID", "Child", "Room", "Parent", "Relationship", "Payer", "Pickup"],
            ["1", "Mia Alvarez", "Acorns", "Rosa Alvarez", "Mother", "Yes", rosa],
            ["1", "Mia Alvarez", "Acorns", "Tom Alvarez", "Father", "No", tom],
            ["1", "Mia Alvarez", "Acorns", "Nan Bird", "Neighbor", "No", "Yes"],
        ])  # fmt: skip
        assert len(bundle_of(found).guardians) == 2
        return [(one.line, one.reason) for one in found.warnings if "does not pick up" in one.reason]

    ((line, reason),) = said("Yes", "No")
    assert line == 3
    assert reason.startswith("By this file Tom Alvarez, a parent of Mia, does not pick up.")
    for rosa, tom in (("Yes", "Yes"), ("Yes", ""), ("No", "No"), ("", "")):
        assert said(rosa, tom) == []


def test_names_of_who_may_pick_up_are_read_and_a_cell_that_cannot_be_keeps_what_is_known() -> None:
    rows: Rows = [
        ["Child ID", "Child", "Room", "Parent", "Authorized Pick-Ups"],
        ["1", "Mia Alvarez", "Acorns", "Rosa Alvarez", "Joe Diaz (uncle) 555-0101"],
        ["1", "Mia Alvarez", "Oaks", "Tom Alvarez", "Ana Ruiz"],
        ["2", "Leo Novak", "Acorns", "Eva Novak", ""],
        ["3", "Ada Bird", "Acorns", "Nan Bird", "#REF!"],
        ["4", "Bo Tate", "Acorns", "Rick Tate", "Joe Diaz; not Ana Ruiz"],
    ]
    found = by_guess(rows)

    assert {one.student: [its.name for its in one.listed] for one in bundle_of(found).pick_ups} == {
        "1": ["Ana Ruiz", "Joe Diaz"], "2": [], "4": [],
    }  # fmt: skip
    said = {one.line: one.reason for one in found.warnings if one.column == "Authorized Pick-Ups"}
    assert said.keys() == {5, 6}
    assert said[5] == "A formula in this cell went wrong, so who may pick up Ada stays as it is known."
    assert said[6].startswith("“Joe Diaz; not Ana Ruiz” says who may not, or only under a condition")
    assert bundle_of(by_guess([row[:4] for row in rows])).pick_ups == ()


def test_employees_are_who_works_here_today_by_a_position_that_is_known() -> None:
    rows: Rows = [
        ["Employee ID", "Employee", "Email", "Position", "Room", "Work History", "Hire Date"],
        ["7", "Ana Reyes", "ana@maplestreet.example", "Lead Teacher", "Acorns, Saplings", "Currently Employed", ""],
        ["8", "Ines Walker", "ines@maplestreet.example", "Director", "", "Currently Employed", "2020-01-02"],
        ["9", "Ben Carter", "ben@maplestreet.example", "Teacher", "Acorns", "Family Leave", ""],
        ["10", "Cy Cook", "cy@maplestreet.example", "Cook", "", "Currently Employed", ""],
        ["11", "Nia New", "nia@maplestreet.example", "Teacher", "Acorns", "Currently Employed", "2027-01-02"],
    ]
    its = bundle_of(by_guess(rows))

    assert {(one.user, one.role) for one in its.people} == {("employee:7", "staff"), ("employee:8", "admin")}
    assert len(its.assignments) == 2
    assert its.covers is not None
    assert "children" not in its.covers


def test_other_headings_than_those_that_are_kept_are_asked_about_and_nothing_is_read() -> None:
    kept = guess(SMALL[0])
    other = [["Child", "Room", "Parent 1 Name", "Phone"], ["Mia Alvarez", "Acorns", "Rosa Alvarez", "312-555-0142"]]
    file = Spreadsheet(name="families.csv", packed=as_csv(other), school="maple", kept=(kept,))
    found = read_spreadsheet(file, SOURCE)

    assert found.reading.bundle is None
    assert [one.reason[:36] for one in found.reading.problems] == ["The columns of this file are not kno"]
    assert [(one.guess.headings, one.rows) for one in found.asked] == [(tuple(other[0]), (tuple(other[1]),))]


HOSTILE = {
    "nothing": b"",
    "blank lines": b"\n\n,,\n",
    "half a zip": b"PK\x03\x04 and nothing",
    "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "no letters": bytes(range(256)) * 3,
    "an open quotation mark": b'Child,Room,Parent\n"Mia,Acorns,Rosa\n',
    "half an emoji in UTF-16": b"\xff\xfea\x00\x3d",
    "headings alone": b"Child,Room,Parent\n",
}


@pytest.mark.parametrize("packed", HOSTILE.values(), ids=HOSTILE)
def test_whatever_a_file_holds_it_is_answered_with_a_sentence(packed: bytes) -> None:
    found = reading(packed, guess(["Child", "Room", "Parent"]))

    assert found.bundle is None
    assert all(one.reason.endswith(".") for one in found.problems)
    assert found.problems


def repacked(book: bytes, change: dict[str, bytes]) -> bytes:
    """A workbook with other parts, or more."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as was, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as now:
        for info in was.infolist():
            now.writestr(info.filename, change.pop(info.filename, was.read(info)))
        for name, content in change.items():
            now.writestr(name, content)
    return made.getvalue()


def test_a_workbook_that_unpacks_without_end_or_is_broken_is_refused() -> None:
    whole = as_xlsx(Families=SMALL)
    large = repacked(whole, {"xl/media/a.bin": bytes(101 * 1024 * 1024)})
    laughs = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
    entities = repacked(whole, {"xl/worksheets/sheet1.xml": laughs})
    torn = repacked(whole, {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row>"})

    assert len(large) < 2 * 1024 * 1024
    assert bundle_of(reading(whole, guess(SMALL[0]), name="families.xlsx")).students
    assert "more than 100 MiB" in tables(large, "US").flaw
    assert "not a whole workbook" in tables(entities, "US").flaw
    assert "not a whole workbook" in tables(torn, "US").flaw


def test_a_sheet_of_a_million_rows_is_refused_before_it_is_read_to_its_end() -> None:
    rows = b"Child,Room,Parent\n" + b"Mia,Acorns,Rosa\n" * (ROWS_OF_SHEET + 1)

    assert "There are more than 50,000 rows" in reading(rows, guess(["Child", "Room", "Parent"])).problems[0].reason


def test_a_hidden_sheet_is_not_read() -> None:
    book, made = Workbook(), io.BytesIO()
    book.active.append(["Child", "Room"])
    hidden = book.create_sheet("Old")
    hidden.append(["Secret", "Room"])
    hidden.sheet_state = "hidden"
    book.save(made)

    assert [one.headings for one in tables(made.getvalue(), "US").sheets] == [("Child", "Room")]


def test_a_zip_of_very_many_files_is_not_looked_into() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        for no in range(1_100):
            archive.writestr(f"{no}", "")

    assert not is_spreadsheet("roster.zip", made.getvalue())
    assert is_spreadsheet("roster.zip", as_xlsx(A=SMALL))


def test_a_bundle_is_no_spreadsheet() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("users.csv", "sourcedId\n")

    assert not is_spreadsheet("roster.zip", made.getvalue())
    assert not is_spreadsheet("roster.csv", made.getvalue())
    assert is_spreadsheet("roster.csv", b"Child,Room\n")
    assert is_spreadsheet("whatever", as_xlsx(A=SMALL))


NAMES = ["Mia Alvarez", "Leo Novak", "Kim Osei", "Zoë Núñez"]
PARENTS = {"rosa": "Rosa Alvarez", "tom": "Tom Alvarez", "dana": "Dana Novak"}


@st.composite
def rosters(draw: st.DrawFn) -> Bundle:
    """A small roster of one school, whose children are in rooms and have somebody who pays."""
    students = draw(st.lists(st.sampled_from(["mia", "leo", "kim", "zoe"]), unique=True, min_size=1))
    guardians = draw(st.lists(st.sampled_from(sorted(PARENTS)), unique=True, min_size=1))
    staff = draw(st.lists(st.sampled_from(["ana", "ben"]), unique=True, min_size=1))
    rooms = draw(st.lists(st.sampled_from(["Acorns", "Saplings"]), unique=True, min_size=1))
    roles = st.sampled_from(["admin", "staff"])
    begins = st.sampled_from([None, date(2026, 8, 24), date(2026, 11, 2)])
    listed = {one: draw(st.lists(st.sampled_from(guardians), unique=True)) for one in students}
    used = sorted({one for theirs in listed.values() for one in theirs})
    place = {one: draw(st.sampled_from(rooms)) for one in students}
    work = {one: draw(st.lists(st.sampled_from(rooms), unique=True)) for one in staff}
    kept = sorted({*place.values(), *(one for theirs in work.values() for one in theirs)})

    def person(user: str, role: Any, name: str) -> PersonRow:
        given, _, family = name.partition(" ")
        email = draw(st.sampled_from([None, f"{user}@families.example"]))
        sms = draw(st.sampled_from([None, "+13125550142"]))
        return PersonRow(user=user, school="maple", role=role, given=given, family=family, email=email, sms=sms,
                         phone=None)  # fmt: skip

    names = dict(zip(["mia", "leo", "kim", "zoe"], NAMES, strict=True))
    return Bundle(
        schools=(SchoolRow(source="maple", name="Maple Street"),),
        rooms=tuple(RoomRow(source=one.lower(), school="maple", name=one) for one in kept),
        students=tuple(
            StudentRow(source=one, school="maple", given=names[one].split()[0], family=names[one].split()[1])
            for one in sorted(students)
        ),
        people=tuple(
            [person(one, "guardian", PARENTS[one]) for one in used]
            + [person(one, draw(roles), f"{one.title()} Reyes") for one in sorted(staff)]
        ),
        guardians=tuple(
            GuardianRow(school="maple", user=one, student=student, payer=at == 0 or draw(st.booleans()))
            for student, theirs in sorted(listed.items())
            for at, one in enumerate(theirs)
        ),
        placements=tuple(
            PlacementRow(school="maple", student=one, room=place[one].lower(), begin=draw(begins), end=None)
            for one in sorted(students)
        ),
        assignments=tuple(
            AssignmentRow(school="maple", user=one, room=room.lower(), begin=None, end=None)
            for one, theirs in sorted(work.items())
            for room in theirs
        ),
        rows=0,
    )  # fmt: skip


def as_oneroster(its: Bundle) -> bytes:
    """The same roster as a OneRoster bundle, version 1.1."""
    of = {one.source: [tie for tie in its.guardians if tie.student == one.source] for one in its.students}
    plain = {"orgSourcedIds": "maple", "email": "", "sms": "", "phone": "", "agentSourcedIds": "",
             "metadata.payerSourcedIds": ""}  # fmt: skip
    parts = {"admin": "principal", "staff": "teacher", "guardian": "parent"}
    tables = {
        "orgs.csv": [{"sourcedId": "maple", "name": "Maple Street", "type": "school"}],
        "classes.csv": [
            {"sourcedId": one.source, "title": one.name, "schoolSourcedId": "maple"} for one in its.rooms
        ],
        "users.csv": [
            {"sourcedId": one.source, "role": "student", "givenName": one.given, "familyName": one.family}
            | plain
            | {
                "agentSourcedIds": ",".join(tie.user for tie in of[one.source]),
                "metadata.payerSourcedIds": ",".join(tie.user for tie in of[one.source] if tie.payer),
            }
            for one in its.students
        ]
        + [
            {"sourcedId": one.user, "role": parts[one.role], "givenName": one.given, "familyName": one.family}
            | plain
            | {"email": one.email or "", "sms": one.sms or ""}
            for one in its.people
        ],
        "enrollments.csv": [
            {"sourcedId": f"s{at}", "classSourcedId": one.room, "schoolSourcedId": "maple",
             "userSourcedId": one.student, "role": "student", "beginDate": str(one.begin or ""), "endDate": ""}
            for at, one in enumerate(its.placements)
        ]
        + [
            {"sourcedId": f"w{at}", "classSourcedId": one.room, "schoolSourcedId": "maple",
             "userSourcedId": one.user, "role": "teacher", "beginDate": "", "endDate": ""}
            for at, one in enumerate(its.assignments)
        ],
    }  # fmt: skip
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in packed_files(tables).items():
            archive.writestr(name, content)
    return made.getvalue()


def fitted(part: Bundle, record: Bundle) -> Bundle:
    """Where nobody ever left, and no bar is kept beside the roster."""
    return fitted_to(part, OnRecord(record))


def bare(its: Bundle) -> Bundle:
    """Sorted, and without the count of rows."""
    return Bundle(
        **{
            kind: tuple(sorted(getattr(its, kind), key=str))
            for kind in ("schools", "rooms", "students", "people", "guardians", "placements", "assignments")
        },
        rows=0,
    )


EMPTY = Bundle(
    schools=(SchoolRow(source="maple", name="Maple Street"),), rooms=(), students=(), people=(), guardians=(),
    placements=(), assignments=(), rows=0,
)  # fmt: skip


def unprefixed(its: Bundle) -> Bundle:
    """With the ids as the file has them, and rooms under the names of the bundle."""
    rooms = {one.source: one.name.lower() for one in its.rooms}

    def own(user: str) -> str:
        return user.partition(":")[2] or user

    return replace(
        its,
        rooms=tuple(replace(one, source=rooms[one.source]) for one in its.rooms),
        people=tuple(replace(one, user=own(one.user)) for one in its.people),
        guardians=tuple(replace(one, user=own(one.user)) for one in its.guardians),
        placements=tuple(replace(one, room=rooms[one.room]) for one in its.placements),
        assignments=tuple(replace(one, user=own(one.user), room=rooms[one.room]) for one in its.assignments),
    )


@given(rosters(), st.booleans())
def test_the_export_of_any_roster_gives_the_same_as_its_bundle(roster: Bundle, workbook: bool) -> None:
    bundle = bundle_of(read_zip("roster.zip", as_oneroster(roster), SOURCE))
    if workbook:
        sheet = bundle_of(reading(as_xlsx(Families=export(roster), Employees=employees(roster)), name="a.xlsx"))
        its = fitted(sheet, EMPTY)
    else:
        its = fitted(bundle_of(reading(as_csv(export(roster)))), EMPTY)
        its = fitted(bundle_of(reading(as_csv(employees(roster)))), its)

    assert bare(unprefixed(its)) == bare(bundle)
    assert bare(fitted(bundle_of(reading(as_csv(export(roster)))), its)) == bare(its)  # twice changes nothing
    assert bare(fitted(bundle_of(reading(as_csv(export(roster)))), bundle)) == bare(bundle)  # nor after it


@given(rosters())
def test_a_sheet_without_ids_changes_nothing_where_everybody_is_known_by_name(roster: Bundle) -> None:
    bundle = bundle_of(read_zip("roster.zip", as_oneroster(roster), SOURCE))
    rows = families(bundle)
    its = fitted(bundle_of(by_guess(rows)), bundle)

    assert bare(its) == bare(bundle)


@given(rosters(), st.data())
def test_a_row_that_is_refused_or_left_out_widens_nothing(roster: Bundle, data: st.DataObject) -> None:
    rows = export(roster)
    at = data.draw(st.integers(min_value=2, max_value=len(rows)))
    change = data.draw(
        st.sampled_from(
            [{"Payer": "sometimes"}, {"Child_ID": ""}, {"Start_Date": "soon"}, {"Child_First_Name": "#REF!"}]
        )
    )
    whole = bundle_of(reading(as_csv(rows)))
    broken = reading(as_csv(cells(rows, at, **change)), without_refused=True)
    fewer = reading(as_csv([*rows[: at - 1], *rows[at:]]))

    for found in (broken, fewer):
        its = EMPTY if found.bundle is None else found.bundle
        assert set(its.students) <= set(whole.students)
        assert set(its.guardians) <= set(whole.guardians)
        assert set(its.placements) <= set(whole.placements)


def test_a_renamed_child_without_an_id_is_another_and_the_reader_is_told_to_look() -> None:
    renamed = cells(SMALL, 2, Child="Mia Bird")
    found = by_guess(renamed)

    assert {one.source for one in bundle_of(found).students} != {
        one.source for one in bundle_of(by_guess(SMALL)).students
    }
    assert any("This file has no ids of children." in one.reason for one in found.warnings)


def test_a_parent_of_the_same_name_and_no_child_address_or_number_in_common_is_another() -> None:
    record = fitted(bundle_of(by_guess(SMALL)), EMPTY)
    other = [SMALL[0], ["Ida Bell", "Acorns", "Rosa Alvarez", "other@families.example", "", "", ""]]
    its = fitted(bundle_of(by_guess(other)), record)

    assert {one.user for one in its.people if one.given == "Rosa"}.isdisjoint({one.user for one in record.people})


def test_a_parent_whose_address_changes_stays_who_they_are() -> None:
    record = fitted(bundle_of(by_guess(SMALL)), EMPTY)
    changed = cells(SMALL, 4, Parent_1_Email="dana.new@families.example")
    its = fitted(bundle_of(by_guess(changed)), record)

    assert {one.user for one in its.people} == {one.user for one in record.people}
    assert "dana.new@families.example" in {one.email for one in its.people}


def test_what_a_file_has_no_column_for_stays_as_it_is() -> None:
    record = fitted(bundle_of(by_guess(SMALL)), EMPTY)
    record = replace(record, guardians=tuple(replace(one, payer=one.student < "m") for one in record.guardians))
    its = fitted(bundle_of(by_guess([[row[0], row[1], row[2], row[5]] for row in SMALL])), record)

    assert {one.email for one in its.people} == {one.email for one in record.people}
    assert set(its.guardians) == set(record.guardians)


def test_who_was_barred_or_left_does_not_come_in_beside_that_under_another_id() -> None:
    record = fitted(bundle_of(by_guess(SMALL)), EMPTY)
    tom = next(one for one in record.people if one.given == "Tom")
    mia = next(one for one in record.students if one.given == "Mia")
    others = tuple(one for one in record.guardians if one.user != tom.user)
    barred = OnRecord(
        replace(record, guardians=others, people=tuple(one for one in record.people if one != tom)),
        left_parents=(tom,),
        ties=frozenset({(tom.user, mia.source)}),
    )
    alone = [SMALL[0], ["Mia Alvarez", "Acorns", "Tom Alvarez", "another@families.example", "", "", ""]]
    its = fitted_to(bundle_of(by_guess(alone)), barred)
    back = OnRecord(
        replace(EMPTY, rooms=record.rooms),
        left=tuple(LeftChild(one, None, DAY) for one in record.students),
        left_parents=record.people,
    )

    assert [one.user for one in its.people] == [tom.user]
    assert {one.source for one in fitted_to(bundle_of(by_guess(SMALL)), back).students} == {
        one.source for one in record.students
    }
