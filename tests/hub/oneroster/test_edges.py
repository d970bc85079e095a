"""This file tests the edges of a bundle: what counts on which day, and which addresses and numbers are used."""

from datetime import date

import pytest

from hub.oneroster.read import read
from hub.oneroster.source import BundleSource
from hub.reference.end_dates import LAST_DAY
from notifiers.writing.letter import checked

from .bundles import as_1_2, folder, packed, school, with_manifest, with_rows

TODAY = date(2026, 11, 28)
LATER = {"sourcedId": "e-2", "userSourcedId": "mia", "role": "student", "classSourcedId": "saplings"}


@pytest.fixture
def reading_of(tmp_path):
    def reading_of(tables, **its):
        return read(folder(tmp_path, packed(tables)), BundleSource(**({"day": TODAY} | its)))

    return reading_of


def with_roles(dates, user="ines"):
    tables = as_1_2(school())
    no_dates = {"beginDate": "", "endDate": ""}
    tables["roles.csv"] = [
        row | no_dates | (dates if row["userSourcedId"] == user else {}) for row in tables["roles.csv"]
    ]
    return tables


def warned(reading, column):
    return [(each.file, each.line) for each in reading.warnings if each.column == column]


@pytest.mark.parametrize(
    ("dates", "counts", "column"),
    [
        ({"endDate": "2024-06-30"}, False, "endDate"),
        ({"endDate": "2026-11-28"}, False, "endDate"),  # the first day that no longer counts
        ({"endDate": "2026-11-29"}, True, "endDate"),
        ({"beginDate": "2026-11-28"}, True, None),
        ({"beginDate": "2026-11-29"}, False, "beginDate"),
        ({"beginDate": "2027-08-01", "endDate": "2028-06-30"}, False, "beginDate"),
        ({"beginDate": "2026-01-01", "endDate": "2026-01-01"}, False, "endDate"),
    ],
)
def test_a_role_counts_on_its_days_and_on_others_is_warned_of(reading_of, dates, counts, column):
    reading = reading_of(with_roles(dates))

    assert reading.problems == ()
    assert ("ines" in {each.user for each in reading.bundle.people}) is counts
    assert [each.column for each in reading.warnings if each.file == "roles.csv"] == ([column] if column else [])


def test_with_the_last_day_in_it_a_role_counts_on_its_end(reading_of):
    reading = reading_of(with_roles({"endDate": "2026-11-28"}), end_dates=LAST_DAY)

    assert "ines" in {each.user for each in reading.bundle.people}


def test_a_room_gives_nothing_to_whose_role_in_the_school_has_ended(reading_of):
    tables = with_roles({"endDate": "2024-06-30"}, user="ana")
    elm = {"sourcedId": "elm", "name": "Elm Street", "type": "school"}
    tables["orgs.csv"].append(elm)
    tables["roles.csv"].append(tables["roles.csv"][0] | {"sourcedId": "r-2", "orgSourcedId": "elm", "endDate": ""})

    reading = reading_of(tables)

    assert {each.school for each in reading.bundle.people if each.user == "ana"} == {"elm"}
    assert reading.bundle.assignments == ()
    assert warned(reading, "userSourcedId") == [("enrollments.csv", 2)]


@pytest.mark.parametrize(
    ("end_dates", "end", "begin", "last", "line"),
    [
        ("exclusive", "2026-10-01", "2026-10-01", date(2026, 9, 30), None),
        ("exclusive", "2026-09-30", "2026-10-01", date(2026, 9, 29), 3),
        ("exclusive", "2026-10-02", "2026-10-05", date(2026, 10, 1), 3),  # Friday, and on Monday the next room
        ("exclusive", "2026-10-01", "2026-10-05", date(2026, 9, 30), None),  # she was away on that Friday too
        ("exclusive", "2026-09-30", "2026-10-20", date(2026, 9, 29), None),
        ("last-day", "2026-09-30", "2026-10-01", date(2026, 9, 30), None),
        ("last-day", "2026-10-01", "2026-10-01", date(2026, 10, 1), 3),
    ],
)
def test_until_when_is_by_the_rule_of_the_source_and_a_day_between_is_warned_of(
    reading_of, end_dates, end, begin, last, line
):
    tables = with_rows(school(e_mia={"endDate": end}), "enrollments.csv", LATER | {"beginDate": begin})

    reading = reading_of(tables, end_dates=end_dates)

    assert next(each.end for each in reading.bundle.placements if each.room == "acorns") == last
    assert warned(reading, "endDate") == ([("enrollments.csv", line)] if line else [])


def test_what_ends_on_the_day_it_begins_gives_no_day(reading_of):
    reading = reading_of(school(e_mia={"endDate": "2026-08-24"}))

    assert reading.bundle.placements == ()
    assert warned(reading, "endDate") == [("enrollments.csv", 3)]


@pytest.mark.parametrize(
    ("term", "begins", "is_there"),
    [
        (("2026-08-01", "2027-06-30"), date(2026, 8, 1), True),
        (("2027-01-10", "2027-06-30"), date(2027, 1, 10), True),
        (("2025-08-01", "2026-06-30"), None, False),
        (("", ""), None, True),
    ],
)
def test_a_room_is_held_in_its_terms_where_an_enrollment_has_no_dates(reading_of, term, begins, is_there):
    tables = school(e_mia={"beginDate": ""})
    tables["classes.csv"] = [row | {"termSourcedIds": "fall"} for row in tables["classes.csv"]]
    tables["academicSessions.csv"] = [{"sourcedId": "fall", "startDate": term[0], "endDate": term[1]}]

    reading = reading_of(tables)

    assert reading.problems == ()
    assert [each.begin for each in reading.bundle.placements] == ([begins] if is_there else [])
    assert bool(warned(reading, "classSourcedId")) is not is_there


@pytest.mark.parametrize(
    "written", ["ana@ni\u00f1o.example", "ana@x.example\u200b", "<ana@x.example>", "ana@x.example."]
)
def test_an_address_that_is_certain_is_mended_and_can_be_sent_to(reading_of, written):
    reading = reading_of(school(ana={"email": written}))
    address = reading.bundle.people[0].email

    assert reading.warnings == ()
    assert checked(address) == address


@pytest.mark.parametrize(
    "written", ["ana", "ana@home", "a na@home.example", "ana@a@home.example", "ana.@x.example", "ana@x..example",
                "ana.o\u2019brien@x.example", "@x.example"]
)  # fmt: skip
def test_an_address_that_cannot_be_sent_to_is_warned_of_and_not_used(reading_of, written):
    reading = reading_of(school(ana={"email": written}))

    assert warned(reading, "email") == [("users.csv", 2)]
    assert reading.bundle.people[0].email is None
    with pytest.raises(ValueError, match="no email"):
        checked(written)


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("202-555-0101", "US", "+12025550101"),
        ("555-0100", "US", None),  # without its area code
        ("202-555-MOMS", "US", None),
        ("000-000-0000", "US", None),
        ("800-555-0100", "US", None),  # takes no texts
        ("0612 345678", "NL", "+31612345678"),
        ("0612 345678", "US", None),
        ("+31 6 12345678", "US", "+31612345678"),
    ],
)
def test_a_number_is_valid_where_the_school_is_or_warned_of_and_not_used(reading_of, written, country, number):
    reading = reading_of(school(rosa={"sms": written}), countries={"maple": country})

    assert reading.bundle.people[2].sms == number
    assert warned(reading, "sms") == ([] if number else [("users.csv", 5)])


def test_what_an_org_lies_in_need_not_be_in_the_bundle(reading_of):
    tables = as_1_2(school())
    tables["orgs.csv"] = [row | {"parentSourcedId": "a-state", "identifier": "7"} for row in tables["orgs.csv"]]
    tables["users.csv"] = [row | {"userIds": "{LDAP:7}", "grades": "KG"} for row in tables["users.csv"]]

    reading = reading_of(
        with_manifest(tables, manifest__version="1.0", oneroster__version="1.2", file__orgs="bulk")
    )

    assert reading.problems == reading.warnings == ()
    assert len(reading.bundle.people) == 3


def test_a_manifest_alone_says_that_nothing_changed(reading_of):
    alone = {"manifest.csv": with_manifest({}, file__users="absent", file__orgs="absent")["manifest.csv"]}
    announced = {"manifest.csv": with_manifest({}, file__users="bulk", file__orgs="absent")["manifest.csv"]}

    assert (reading_of(alone).problems, reading_of(alone).bundle.schools) == ((), ())
    assert reading_of(announced).bundle is None


def test_a_line_for_excel_before_the_columns_is_passed_over(tmp_path):
    files = packed(school())
    files["orgs.csv"] = b"sep=,\n" + files["orgs.csv"]

    assert read(folder(tmp_path, files)).problems == ()
