"""What others write is read where its meaning is certain, and what is not used of it is told of and counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from hub.oneroster.apart import issues_of
from hub.oneroster.read import read
from hub.oneroster.rows import Bundle, ReadBundle
from hub.oneroster.source import BundleSource
from hub.store.roster_words import ISSUES_KEPT
from notifiers.writing.sentences import said

from .base_sets import base_set
from .bundles import Tables, as_1_2, folder, packed, school, with_manifest, with_rows, zipped

Files = dict[str, bytes]

TERM = {"sourcedId": "fall", "startDate": "2026-08-01", "endDate": "2027-06-30"}


def with_terms(*terms: dict[str, str], rooms: str = "fall", **changes: dict[str, str]) -> Tables:
    """The small school, whose rooms are held in terms."""
    tables = school(**changes)
    tables["classes.csv"] = [row | {"termSourcedIds": rooms} for row in tables["classes.csv"]]
    return tables | {"academicSessions.csv": list(terms)}


def with_user(**its: str) -> Tables:
    """The small school and Kim, whose row has what is said."""
    return with_rows(school(), "users.csv", {"sourcedId": "kim", "givenName": "Kim", "familyName": "Lee", **its})


def with_role(**its: str) -> Tables:
    """The small school of version 1.2 and a further role of Ana."""
    return with_rows(as_1_2(school()), "roles.csv", {"sourcedId": "r-more", **its})


def with_enrollment(**its: str) -> Tables:
    """The small school and a further enrollment of Ana."""
    return with_rows(school(), "enrollments.csv", {"sourcedId": "e-more", **its})


def edited(tables: Tables, change: Callable[[str], str], encoding: str = "utf-8", *, only: str = "") -> Files:
    """The files of a bundle, the text of each (or of one) changed, and saved in some letters."""
    files = packed(tables)
    return {
        name: change(content.decode()).encode(encoding) if only in {"", name} else content
        for name, content in files.items()
    }


def as_it_is(text: str) -> str:
    return text


ACCENTS = school(rosa={"familyName": "Álvarez Núñez"}, mia={"familyName": "Álvarez Núñez"})
SEMICOLONS = {name: content.replace(b",", b";") for name, content in packed(school()).items()}
TABS = {name: content.replace(b",", b"\t") for name, content in packed(school()).items()}


@dataclass(frozen=True)
class Case:
    """
    What somebody wrote, and what is told of it: file, line and column. like: the tables that are meant by it.
    country: of the school.
    """

    what: str
    wrote: Tables | Files
    told: Sequence[tuple[str, int, str]] = ()
    like: Tables = field(default_factory=school)
    country: str = "US"


UNKNOWN = ("users.csv", 6, "role")
ROLES = [
    Case(
        "an unknown role in an org that is not there", with_user(role="counselor", orgSourcedIds="elm"), [UNKNOWN]
    ),
    Case("an unknown role in no org", with_user(role="proctor", orgSourcedIds=""), [UNKNOWN]),
    Case("an unknown role without a name", with_user(role="mascot", givenName="", familyName=""), [UNKNOWN]),
    Case(
        "an unknown role in an org that is not there, of 1.2",
        with_role(userSourcedId="ana", role="counselor", orgSourcedId="elm"),
        [("roles.csv", 6, "role")],
    ),
    Case(
        "an unknown role of nobody, of 1.2",
        with_role(userSourcedId="nobody", role="counselor"),
        [("roles.csv", 6, "role")],
    ),
    Case(
        "somebody of an unknown role without a name, of 1.2",
        with_rows(
            with_role(userSourcedId="kim", role="counselor"),
            "users.csv",
            {"sourcedId": "kim", "givenName": "", "familyName": ""},
        ),
        [("roles.csv", 6, "role")],
    ),
    Case(
        "an enrollment of an unknown role in a class that is not there",
        with_enrollment(role="counselor", classSourcedId="oaks"),
        [("enrollments.csv", 4, "role")],
    ),
    Case(
        "a guardian who is enrolled in a class that is not there",
        with_enrollment(role="guardian", classSourcedId="oaks"),
        [("enrollments.csv", 4, "role")],
    ),
    Case(
        "an enrollment of somebody of an unknown role in a class that is not there",
        with_rows(
            with_user(role="counselor"),
            "enrollments.csv",
            {"sourcedId": "e-kim", "userSourcedId": "kim", "classSourcedId": "oaks", "beginDate": "some day"},
        ),
        [("enrollments.csv", 4, "userSourcedId"), UNKNOWN],
    ),
]

ORGS = [
    Case(
        "a guardian of a district that is not there",
        school(rosa={"orgSourcedIds": "district"}),
        [("users.csv", 5, "orgSourcedIds")],
    ),
    Case("a guardian of no org", school(rosa={"orgSourcedIds": ""})),
    Case(
        "a guardian of a district that is not there, of 1.2",
        as_1_2(school(rosa={"orgSourcedIds": "district"})),
        [("roles.csv", 5, "orgSourcedId")],
    ),
    Case("a guardian of no org, of 1.2", as_1_2(school(rosa={"orgSourcedIds": ""}))),
    Case(
        "staff of a second school that is not there",
        school(ana={"orgSourcedIds": "elm,maple"}),
        [("users.csv", 2, "orgSourcedIds")],
    ),
    Case("a district that lies in what is not there", with_rows(
        {**school(), "orgs.csv": [row | {"parentSourcedId": "a\x07b"} for row in school()["orgs.csv"]]}, "orgs.csv",
        {"sourcedId": "district", "type": "district", "name": "", "parentSourcedId": "state"},
    )),
    Case("an enrollment without its school", school(e_ana={"schoolSourcedId": ""})),
    Case("enrollments without a column of schools", {**school(), "enrollments.csv": [
        {name: value for name, value in row.items() if name != "schoolSourcedId"}
        for row in school()["enrollments.csv"]
    ]}),
]  # fmt: skip

TOM = {"sourcedId": "tom", "role": "parent", "givenName": "Tom", "familyName": "A"}
LISTS = [
    Case(
        "a list with semicolons",
        with_rows(school(mia={"agentSourcedIds": "rosa;tom"}), "users.csv", TOM),
        like=with_rows(school(mia={"agentSourcedIds": "rosa,tom"}), "users.csv", TOM),
    ),
    Case("a list with bars", school(ines={"orgSourcedIds": "maple|maple"})),
]  # fmt: skip

STATUS = [
    Case(
        "inactive is a leaving",
        school(rosa={"status": "inactive"}, e_ana={"status": "Inactive"}),
        [("enrollments.csv", 2, "status"), ("users.csv", 4, "sourcedId"), ("users.csv", 5, "status")],
        school(rosa={"status": "tobedeleted"}, e_ana={"status": "tobedeleted"}),
    ),
    *(Case(f"enabledUser {on}", school(ana={"enabledUser": on})) for on in ("1", "TRUE", "yes", "Y", "", "prawda")),
    *(
        Case(f"enabledUser {off}", school(ana={"enabledUser": off}), like=school(ana={"enabledUser": "false"}))
        for off in ("0", "FALSE", "no", "N", "FAŁSZ")
    ),
]

TERMS = [
    Case(
        "terms that are announced and not there",
        with_manifest(school(), file__academicSessions="bulk", file__orgs="bulk"),
        [("manifest.csv", 2, "value")],
    ),
    Case(
        "a term whose end cannot be read",
        with_terms(TERM | {"endDate": "in summer"}),
        [("academicsessions.csv", 2, "endDate")],
        with_terms(TERM | {"endDate": ""}),
    ),
    Case(
        "terms without days",
        with_terms(TERM | {"startDate": "", "endDate": ""}, TERM | {"sourcedId": "x", "startDate": "2026/27"}),
        [("academicsessions.csv", 3, "startDate")],
    ),
    Case(
        "a term without an id",
        with_terms(TERM, {**TERM, "sourcedId": ""}),
        [("academicsessions.csv", 3, "sourcedId")],
    ),
    Case(
        "a term that stands there twice",
        with_terms(TERM, TERM | {"startDate": "2026-09-01"}, e_mia={"beginDate": ""}),
        [("academicsessions.csv", 3, "sourcedId")],
        with_terms(TERM | {"startDate": "2026-09-01"}, e_mia={"beginDate": ""}),
    ),
    Case("a term that ends before it begins", with_terms(TERM | {"endDate": "2026-07-01"})),
    Case("a term of another status", with_terms(TERM | {"status": "open"})),
    Case(
        "rooms that name a term that is not there",
        with_terms(TERM, rooms="fall,winter"),
        [("classes.csv", 2, "termSourcedIds")],
    ),
]

LETTERS = [
    Case("UTF-8 with a mark", edited(ACCENTS, as_it_is, "utf-8-sig"), like=ACCENTS),
    Case("UTF-16 with a mark", edited(ACCENTS, as_it_is, "utf-16"), like=ACCENTS),
    Case("UTF-16 without a mark, the small end first", edited(ACCENTS, as_it_is, "utf-16-le"), like=ACCENTS),
    Case("UTF-16 without a mark, the big end first", edited(ACCENTS, as_it_is, "utf-16-be"), like=ACCENTS),
    Case("Windows-1252", edited(ACCENTS, as_it_is, "cp1252"), [("users.csv", 0, "")], ACCENTS),
    Case(
        "Windows-1250, in Poland",
        edited(school(rosa={"familyName": "Żółć"}), as_it_is, "cp1250"),
        [("users.csv", 0, "")],
        school(rosa={"familyName": "Żółć"}),
        "PL",
    ),
]


def shouted(text: str) -> str:
    header, _, rest = text.partition("\n")
    return f"{header.upper()}\n{rest}"


def with_blanks(text: str) -> str:
    return text.replace("sourcedId", " Sourced Id").replace("givenName", "given_name")


def with_empty_ends(text: str) -> str:
    return text.replace("\n", ",,\n") + "\n ,,\n,\n\n"


COLUMNS = [
    Case("semicolons", SEMICOLONS),
    Case("tabs", TABS),
    Case("a line for Excel", {name: b"sep=;\n" + content for name, content in SEMICOLONS.items()}),
    Case("a line for Excel, of tabs", {name: b'"sep=\t"\r\n' + content for name, content in TABS.items()}),
    Case("headers in another case", edited(school(), shouted)),
    Case("headers with blanks", edited(school(), with_blanks)),
    Case("columns in another order", {
        name: [dict(reversed(row.items())) for row in rows] for name, rows in school().items()
    }),
    Case("more columns", {
        name: [{"x": "1", **row, "y": "a,b", "metadata.z": ""} for row in rows] for name, rows in school().items()
    }),
    Case("empty columns and lines at the end", edited(school(), with_empty_ends)),
    Case("blank lines above the header", edited(school(), lambda text: "\n\n" + text)),
    Case(
        "line breaks in quotes",
        school(ana={"phone": "1\r\n 2"}, mia={"familyName": "Alvarez\n"}),
        like=school(ana={"phone": "1 2"}),
    ),
    Case("line breaks of Windows", packed(with_manifest(school(), file__orgs="bulk"), newline="\r\n")),
    Case("line breaks of old Macs", packed(with_manifest(school(), file__orgs="bulk"), newline="\r")),
]  # fmt: skip


def dated(begin: str, end: str = "") -> Tables:
    return school(e_ana={"beginDate": begin, "endDate": end}, e_mia={"beginDate": begin, "endDate": end})


BY_COUNTRY = [("enrollments.csv", 2, "")]
SEPTEMBER = dated("2026-09-01")
A_YEAR = dated("2026-09-01", "2027-06-30")
DAYS = [
    *(
        Case(f"the day {day}", dated(day), like=SEPTEMBER)
        for day in (
            "2026-09-01T00:00:00Z", "2026-09-01T00:00:00.000Z", "2026-09-01 00:00:00", "2026-09-01T00:00:00-05:00",
            "2026-9-1", "2026/09/01", "20260901", "1.9.2026", "Sep 1, 2026", "1 September 2026",
        )
    ),
    Case("a day that its country writes with the month first", dated("09/01/2026"), BY_COUNTRY, SEPTEMBER),
    Case("likewise with a time of day", dated("9/1/2026 12:00:00 AM"), BY_COUNTRY, SEPTEMBER),
    Case("a day that its country writes with the day first", dated("01/09/2026"), BY_COUNTRY, SEPTEMBER, "PL"),
    Case("days that show that the month is first", dated("09/01/2026", "06/30/2027"), (), A_YEAR, "PL"),
    Case("days that show that the day is first", dated("01/09/2026", "30/06/2027"), (), A_YEAR),
]  # fmt: skip

CASES = [*ROLES, *ORGS, *LISTS, *STATUS, *TERMS, *LETTERS, *COLUMNS, *DAYS]


def files_of(wrote: Tables | Files) -> Files:
    return {name: its if isinstance(its, bytes) else packed({name: its})[name] for name, its in wrote.items()}


def reading_of(at: Path, wrote: Tables | Files, country: str = "US", *, going_on: bool = False) -> ReadBundle:
    return read(folder(at, files_of(wrote)), BundleSource(country=country), without_refused=going_on)


def without_rows(bundle: Bundle | None) -> Bundle:
    """What a bundle gives, however many rows it took."""
    assert bundle is not None
    return replace(bundle, rows=0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_it_is_read_as_it_is_meant_and_what_is_not_used_is_told(tmp_path: Path, case: Case) -> None:
    meant = reading_of(tmp_path / "meant", case.like, case.country)

    reading = reading_of(tmp_path / "wrote", case.wrote, case.country)

    assert reading.problems == meant.problems == ()
    assert without_rows(reading.bundle) == without_rows(meant.bundle)
    assert [(one.file, one.line, one.column) for one in reading.warnings] == sorted(case.told)


@pytest.mark.parametrize("case", [case for case in CASES if case.told], ids=lambda case: case.what)
def test_what_is_told_is_a_sentence_in_every_language(tmp_path: Path, case: Case) -> None:
    for one in reading_of(tmp_path, case.wrote, case.country).warnings:
        assert one.reason.endswith(".")
        assert len({one.reason, said(one.reason, "es"), said(one.reason, "pl")}) == 3


def test_what_is_not_used_is_counted_by_its_kind(tmp_path: Path) -> None:
    them = [
        {"sourcedId": f"c-{no}", "role": "counselor", "orgSourcedIds": "elm", "givenName": ""} for no in range(40)
    ]
    tables = with_rows(school(rosa={"orgSourcedIds": "district"}), "users.csv", *them, {
        "sourcedId": "tom", "role": "parent", "givenName": "Tom", "familyName": "A", "orgSourcedIds": "state",
        "agentSourcedIds": "mia",
    })  # fmt: skip
    its = [{"sourcedId": f"e-{no}", "userSourcedId": f"c-{no}", "classSourcedId": "oaks"} for no in range(40)]

    reading = reading_of(tmp_path, with_rows(tables, "enrollments.csv", *its))

    assert [(one.line, str(one.reason)) for one in reading.warnings] == [
        (4, "40 rows, this one the first, are of people who have no part in the roster, such as c-0. They are"
            " ignored."),
        (5, "2 rows, this one the first, name an organization that is not in orgs.csv, such as district. It gives"
            " nothing here."),
        (6, "40 rows, this one the first, have the role counselor, which has no place in Roomwire. Whoever has only"
            " this role is left out."),
    ]  # fmt: skip


def test_a_kind_of_which_there_is_one_is_in_the_log_of_a_run_behind_many_of_another(tmp_path: Path) -> None:
    children = [
        {"sourcedId": f"s-{no:03}", "role": "student", "givenName": "Kid", "agentSourcedIds": "rosa"}
        for no in range(300)
    ]
    tables = with_rows(school(), "users.csv", *children, {"sourcedId": "kai", "role": "counselor"})
    warnings = reading_of(tmp_path, tables).warnings

    kept = issues_of(warnings)

    assert len(warnings) == 301
    assert (len(kept.items), kept.more) == (ISSUES_KEPT, 301 - ISSUES_KEPT)
    assert [one.line for one in kept.items] == sorted(one.line for one in kept.items)
    assert kept.items[-1].column == "role"


BEGIN = ("enrollments.csv", 2, "beginDate")
REFUSED = [
    ("a day that may be two by its country", dated("03/04/2026"), "CA", BEGIN),
    ("days that contradict each other", dated("13/01/2026", "01/13/2027"), "US", BEGIN),
    ("a moment that may be another day", dated("2026-08-31T22:00:00Z"), "PL", BEGIN),
    ("a mark for enabledUser", school(ana={"enabledUser": "-"}), "US", ("users.csv", 2, "enabledUser")),
    ("a teacher of no school", school(ana={"orgSourcedIds": ""}), "US", ("users.csv", 2, "orgSourcedIds")),
    ("a student of another school", school(mia={"orgSourcedIds": "elm"}), "US", ("users.csv", 4, "orgSourcedIds")),
    ("a school without a name", school(maple={"name": ""}), "US", ("orgs.csv", 2, "name")),
    ("a nameless office with rooms", school(maple={"name": "", "type": "local"}), "US", ("orgs.csv", 2, "name")),
    ("a nameless child of 1.2", as_1_2(school(mia={"givenName": ""})), "US", ("users.csv", 4, "givenName")),
    ("a school that is not there", school(e_mia={"schoolSourcedId": "elm"}), "US",
     ("enrollments.csv", 3, "schoolSourcedId")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("wrote", "country", "where"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED]
)
def test_what_is_not_certain_is_asked_for_in_its_row(
    tmp_path: Path, wrote: Tables, country: str, where: tuple[str, int, str]
) -> None:
    reading = reading_of(tmp_path, wrote, country)

    assert reading.bundle is None
    assert where in [(one.file, one.line, one.column) for one in reading.problems]


def test_a_list_is_parted_by_something_else_only_where_each_of_it_is_there(tmp_path: Path) -> None:
    named = with_rows(school(mia={"agentSourcedIds": "tom;rosa"}), "users.csv", TOM | {"sourcedId": "tom;rosa"})
    absent = reading_of(tmp_path / "absent", school(mia={"agentSourcedIds": "rosa;nobody"}))

    reading = reading_of(tmp_path / "named", named)

    assert reading.bundle is not None
    assert [one.user for one in reading.bundle.guardians] == ["tom;rosa"]
    assert [(one.line, one.column) for one in absent.problems] == [(4, "agentSourcedIds")]


@pytest.mark.parametrize(
    ("sms", "country", "number"),
    [
        ("48601234567", "PL", "+48601234567"),  # lost its plus
        ("12025550101", "US", "+12025550101"),
        ("0048 601 234 567", "PL", "+48601234567"),
        ("2025550101.0", "US", "+12025550101"),
        ("34612345678", "US", None),  # Spain, or a number of Houston with a digit too many
        ("4.8601E+10", "PL", None),
    ],
)
def test_a_number_that_a_spreadsheet_took_for_an_amount_is_read_where_it_is_certain(
    tmp_path: Path, sms: str, country: str, number: str | None
) -> None:
    reading = reading_of(tmp_path, school(rosa={"sms": sms}), country)

    assert reading.bundle is not None
    assert [one.sms for one in reading.bundle.people if one.user == "rosa"] == [number]
    assert [one.column for one in reading.warnings] == ([] if number else ["sms"])


def test_old_letters_are_not_guessed_where_schools_are_in_countries_of_both(tmp_path: Path) -> None:
    files = folder(tmp_path, edited(ACCENTS, as_it_is, "cp1252"))

    mixed = read(files, BundleSource(countries={"maple": "US", "elm": "PL"}))

    assert [(one.file, one.line) for one in mixed.problems] == [("users.csv", 4)]
    assert read(files, BundleSource(countries={"maple": "US", "elm": "MX"})).problems == ()


def test_somebody_who_is_refused_for_their_school_is_counted(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, school(ana={"orgSourcedIds": "elm"}), going_on=True)

    assert reading.people == 1
    assert reading.bundle is not None
    assert "ana" not in {one.user for one in reading.bundle.people}


@pytest.mark.parametrize("name", [str.upper, str.title, "OneRoster/{}".format, "One Roster 2026/{}".format])
def test_files_are_found_by_any_case_in_one_folder_beside_what_a_mac_adds(
    tmp_path: Path, name: Callable[[str], str]
) -> None:
    shadows = {f"__MACOSX/{name(its)}": b"\x00\x05\x16\x07" for its in school()} | {".DS_Store": b"\0\0\0\1Bud1"}

    files = {name(its): content for its, content in packed(school()).items()}
    reading = read(zipped(tmp_path / "a.zip", files | shadows))

    assert reading.problems == reading.warnings == ()
    assert reading.bundle == read(zipped(tmp_path / "b.zip", packed(school()))).bundle


def test_the_days_of_a_child_s_birth_are_read_as_spreadsheets_write_them(tmp_path: Path) -> None:
    births = {"demographics.csv": [{"sourcedId": "mia", "birthDate": "12/31/2023"}]}

    reading = reading_of(tmp_path, school() | births)

    assert reading.bundle is not None
    assert [one.day for one in reading.bundle.births] == [date(2023, 12, 31)]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_bundle_of_the_shape_of_the_standard_s_own_data_is_refused_nothing(tmp_path: Path, version: str) -> None:
    its = base_set(version)

    reading = reading_of(tmp_path, its)

    assert len(its) == (14 if version == "1.1" else 22)
    assert reading.problems == reading.left_out == ()
    assert reading.bundle is not None
    assert {(one.user, one.school, one.role) for one in reading.bundle.people} == {
        ("u-uma", "org-hs", "staff"), ("u-gus", "org-ms", "staff"), ("u-fay", "org-hs", "staff"),
        ("u-max", "org-hs", "admin"), ("u-max", "org-ms", "admin"), ("u-ned", "org-hs", "admin"),
        ("u-bea", "org-hs", "guardian"), ("u-bea", "org-ms", "guardian"), ("u-rob", "org-hs", "guardian"),
        ("u-ola", "org-hs", "guardian"),
    }  # fmt: skip
    assert {(one.user, one.student) for one in reading.bundle.guardians} == {
        ("u-bea", "u-pia"), ("u-rob", "u-pia"), ("u-ola", "u-jan"), ("u-bea", "u-lou"),
    }  # fmt: skip
    assert [(one.student, one.room) for one in reading.bundle.placements] == [
        ("u-jan", "k-1"), ("u-pia", "k-1"), ("u-lou", "k-2"),
    ]  # fmt: skip
    assert len(reading.bundle.assignments) == len(reading.bundle.births) == 3
    roles = "users.csv" if version == "1.1" else "roles.csv"
    assert [(one.file, one.column) for one in reading.warnings] == [
        ("enrollments.csv", "userSourcedId"), (roles, "role"), (roles, "role"),
    ]  # fmt: skip
