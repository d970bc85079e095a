"""This file tests that a bundle with mistakes is refused, and that each mistake is named where it stands."""

import pytest

from hub.oneroster import sheets
from hub.oneroster.read import read

from .bundles import as_1_2, folder, packed, school, with_manifest, with_rows, zipped


def places(reading):
    assert reading.bundle is None
    return [(each.file, each.line, each.column) for each in reading.problems]


@pytest.fixture
def refused(tmp_path):
    """Where the problems of some tables, or files, stand."""
    return lambda tables, **files: places(read(folder(tmp_path, packed(tables) | files)))


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"ana": {"givenName": ""}}, ("users.csv", 2, "givenName")),
        ({"ana": {"givenName": "  "}}, ("users.csv", 2, "givenName")),
        ({"ana": {"familyName": "Rey\0es"}}, ("users.csv", 2, "familyName")),
        ({"ana": {"familyName": "Rey\u202ees"}}, ("users.csv", 2, "familyName")),
        ({"ana": {"familyName": "R" * 201}}, ("users.csv", 2, "familyName")),
        ({"ana": {"role": ""}}, ("users.csv", 2, "role")),
        ({"ana": {"orgSourcedIds": " , "}}, ("users.csv", 2, "orgSourcedIds")),
        ({"ana": {"orgSourcedIds": "elm"}}, ("users.csv", 2, "orgSourcedIds")),
        ({"ana": {"status": "on leave"}}, ("users.csv", 2, "status")),
        ({"ana": {"enabledUser": "maybe"}}, ("users.csv", 2, "enabledUser")),
        ({"ana": {"email": "ana\x07@home.example"}}, ("users.csv", 2, "email")),
        ({"ana": {"phone": "1\x07"}}, ("users.csv", 2, "phone")),
        ({"mia": {"agentSourcedIds": "rosa,nobody"}}, ("users.csv", 4, "agentSourcedIds")),
        ({"maple": {"name": ""}}, ("orgs.csv", 2, "name")),
        ({"maple": {"type": ""}}, ("orgs.csv", 2, "type")),
        ({"acorns": {"title": ""}}, ("classes.csv", 2, "title")),
        ({"acorns": {"title": "A" * 201}}, ("classes.csv", 2, "title")),
        ({"saplings": {"schoolSourcedId": "elm"}}, ("classes.csv", 3, "schoolSourcedId")),
        ({"e_ana": {"sourcedId": ""}}, ("enrollments.csv", 2, "sourcedId")),
        ({"e_ana": {"role": ""}}, ("enrollments.csv", 2, "role")),
        ({"e_ana": {"userSourcedId": "nobody"}}, ("enrollments.csv", 2, "userSourcedId")),
        ({"e_ana": {"userSourcedId": "ANA"}}, ("enrollments.csv", 2, "userSourcedId")),
        ({"e_ana": {"classSourcedId": "oaks"}}, ("enrollments.csv", 2, "classSourcedId")),
        ({"e_ana": {"schoolSourcedId": "elm"}}, ("enrollments.csv", 2, "schoolSourcedId")),
        ({"e_ana": {"beginDate": "24/13/2026"}}, ("enrollments.csv", 2, "beginDate")),
        ({"e_ana": {"beginDate": "46258"}}, ("enrollments.csv", 2, "beginDate")),
        ({"e_ana": {"beginDate": "2026-08-24T22:00:00Z"}}, ("enrollments.csv", 2, "beginDate")),
        ({"e_ana": {"beginDate": "2026-02-30"}}, ("enrollments.csv", 2, "beginDate")),
        ({"e_ana": {"endDate": "2026-08-23"}}, ("enrollments.csv", 2, "endDate")),
    ],
)
def test_a_mistake_in_a_row_is_named_with_file_line_and_column(refused, changes, where):
    assert refused(school(**changes)) == [where]


def test_every_mistake_is_told_of_at_once(refused):
    tables = school(ana={"phone": "1\x07"}, rosa={"givenName": "", "phone": "\x07"}, e_mia={"endDate": "soon"})

    assert refused(tables) == [
        ("enrollments.csv", 3, "endDate"),
        ("users.csv", 2, "phone"),
        ("users.csv", 5, "givenName"),
        ("users.csv", 5, "phone"),
    ]


def test_a_mistake_is_told_of_in_a_sentence_that_helps(tmp_path):
    [problem] = read(folder(tmp_path, packed(school(e_ana={"userSourcedId": "anna"})))).problems

    assert problem.reason == "There is no anna in users.csv. Correct the userSourcedId, or add the missing row."


@pytest.mark.parametrize("file", ["orgs.csv", "classes.csv", "users.csv", "enrollments.csv"])
def test_a_sourced_id_stands_in_a_file_only_once(tmp_path, file):
    reading = read(folder(tmp_path, packed(with_rows(school(), file, {}))))
    last = len(school()[file]) + 2

    assert (file, last, "sourcedId") in places(reading)
    assert "stands on line 2 already" in reading.problems[0].reason


def test_an_enrollment_is_in_the_school_of_its_room(refused):
    tables = with_rows(school(e_ana={"schoolSourcedId": "elm"}), "orgs.csv", {"sourcedId": "elm"})

    assert refused(tables) == [("enrollments.csv", 2, "schoolSourcedId")]


def test_a_role_refers_to_a_user_and_an_organization(refused):
    tables = as_1_2(school())
    tables["roles.csv"][0] |= {"orgSourcedId": "elm"}
    tables["roles.csv"][1] |= {"userSourcedId": "nobody"}

    assert refused(tables) == [("roles.csv", 2, "orgSourcedId"), ("roles.csv", 3, "userSourcedId")]


@pytest.mark.parametrize("file", ["orgs.csv", "classes.csv", "users.csv", "enrollments.csv"])
def test_a_missing_file_is_one_problem_and_not_one_for_each_row_that_needs_it(refused, file):
    tables = school()
    del tables[file]

    assert refused(tables) == [(file, 0, "")]


def test_roles_have_to_stand_somewhere(refused):
    tables = as_1_2(school())
    del tables["roles.csv"]

    assert refused(tables) == [("roles.csv", 0, "")]


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("orgs.csv", "type"),
        ("classes.csv", "title"),
        ("users.csv", "givenName"),
        ("users.csv", "orgSourcedIds"),
        ("enrollments.csv", "classSourcedId"),
    ],
)
def test_a_missing_column_is_one_problem_in_the_header(refused, file, column):
    tables = school()
    tables[file] = [{name: value for name, value in row.items() if name != column} for row in tables[file]]

    assert refused(tables) == [(file, 1, column)]


HEADER = b"sourcedId,name,type\n"


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"", 0, "empty"),
        (b"\n\n\n", 0, "empty"),
        (b"sourcedId|name|type\nmaple|Maple|school\n", 1, "does not name"),
        (b"sourcedId;name;type\nmaple;Maple;Street;school\n", 2, "4 values"),
        (b"sep=;\nsourcedId,name,type\nmaple,Maple,school\n", 2, "does not name"),
        (b"sourcedId,name,type,Name\nmaple,Maple,school,Maple\n", 1, "twice"),
        ("sourcedId,name,type\nmaple,Maple,school\n".encode("utf-16") + b"\0", 1, "not a text file"),
        ("\u010dourcedId,name,type\n".encode("utf-16-le"), 1, "not a text file"),
        ("sourcedId".encode("utf-16-le")[:14], 1, "not a text file"),
        (HEADER + "maple,Maplé,school\n".encode() + b"elm,Elm \xe9,school\n", 3, "UTF-8"),
        (HEADER + b"maple,Maple,school\r\n\r\nelm,Elm \x81,school\r\n", 4, "UTF-8"),
        (HEADER + b'maple,"Maple,school\nelm,Elm,school\n', 2, "never closed"),
        (HEADER + b'maple,"Maple\nStreet"s,school\n', 2, "do not match"),
        (HEADER + b"maple,Maple, Street,school\n", 2, "4 values"),
        (HEADER + b"maple," + b"M" * 140_000 + b",school\n", 2, "131,072"),
    ],
)
def test_a_file_that_is_no_proper_csv_says_why_and_where(tmp_path, content, line, words):
    reading = read(folder(tmp_path, packed(school()) | {"orgs.csv": content}))
    problem = next(each for each in reading.problems if each.file == "orgs.csv")

    assert (reading.bundle, problem.line) == (None, line)
    assert words in problem.reason


def test_a_file_that_cannot_be_read_is_not_blamed_on_the_rows_that_need_it(refused):
    assert refused(school(), **{"users.csv": b'sourcedId,"'}) == [("users.csv", 1, "")]


def test_lines_are_those_of_the_file_even_below_line_breaks_in_quotes_and_blank_lines(refused):
    tables = school(ana={"phone": "first\n\x07\nthird"}, ines={"phone": "\x07"})
    content = packed(tables)["users.csv"].replace(b"\nmia", b"\n\n\nmia").replace(b"Rosa", b"")

    assert refused(tables, **{"users.csv": content}) == [
        ("users.csv", 2, "phone"),
        ("users.csv", 5, "phone"),
        ("users.csv", 9, "givenName"),
    ]


def test_spreadsheets_may_leave_empty_rows_and_drop_the_last_commas(tmp_path):
    content = b"sourcedId,name,type,status\nmaple,Maple Street,school\n,,,\n ,,\n"

    reading = read(folder(tmp_path, packed(school()) | {"orgs.csv": content.replace(b" ,,\n", b"")}))

    assert reading.problems == ()


@pytest.mark.parametrize(
    ("properties", "line"),
    [
        ({"file__users": "delta"}, 2),
        ({"file__orgs": "bulk", "file__enrollments": "Delta", "file__users": "delta"}, 3),
    ],
)
def test_a_bundle_of_changes_is_refused_with_one_sentence(tmp_path, properties, line):
    tables = with_manifest(school(ana={"phone": "\x07"}), **properties)

    reading = read(folder(tmp_path, packed(tables)))

    assert places(reading) == [("manifest.csv", line, "value")]
    assert "whole roster" in reading.problems[0].reason


@pytest.mark.parametrize(
    "properties",
    [
        {"file__users": "absent"},
        {"file__users": "some"},
        {"file__users": ""},
        {"file__roles": "bulk"},
        {"oneroster__version": "2.0"},
        {"oneroster__version": "1.10"},
    ],
)
def test_a_manifest_that_contradicts_the_bundle_is_refused(refused, properties):
    assert refused(with_manifest(school(), **properties)) == [("manifest.csv", 2, "value")]


def test_a_file_that_is_announced_and_missing_is_told_of_once(refused):
    tables = with_manifest(school(), file__orgs="bulk")
    del tables["orgs.csv"]

    assert refused(tables) == [("manifest.csv", 2, "value")]


def test_a_manifest_may_say_what_it_likes_of_files_that_nobody_reads(tmp_path):
    tables = with_manifest(school(), file__results="delta", file__demographics="bulk", source__systemName="X")

    assert read(folder(tmp_path, packed(tables))).problems == ()


def test_a_changed_status_with_a_date_is_no_delta_without_a_manifest_that_says_so(tmp_path):
    tables = school(ana={"status": "active", "dateLastModified": "2026-09-01T00:00:00Z"})
    for row in tables["users.csv"]:
        row.setdefault("dateLastModified", "")

    assert read(folder(tmp_path, packed(tables))).problems == ()


def test_more_rows_than_any_roster_has_are_refused(tmp_path):
    rows = b"x\n" * (sheets.ROWS + 1)
    header = b"sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\n"

    for content in (header + b"\n" * len(rows), header + b",,,,\n" * (len(rows) // 2)):
        reading = read(zipped(tmp_path / "many.zip", packed(school()) | {"enrollments.csv": content}))

        assert [each.file for each in reading.problems] == ["enrollments.csv"]
        assert "1,000,000 rows" in reading.problems[0].reason


def test_people_in_more_schools_than_any_roster_has_are_refused(tmp_path):
    orgs = [{"sourcedId": f"s{each}", "name": "S", "type": "school"} for each in range(1_100)]
    users = [
        {
            "sourcedId": f"u{each}",
            "givenName": "U",
            "orgSourcedIds": ",".join(org["sourcedId"] for org in orgs),
        }
        for each in range(1_000)
    ]
    tables = with_rows(with_rows(school(), "orgs.csv", *orgs), "users.csv", *users)

    reading = read(zipped(tmp_path / "wide.zip", packed(tables)))

    assert [each.file for each in reading.problems] == ["users.csv"]
