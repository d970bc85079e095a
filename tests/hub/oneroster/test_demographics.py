"""demographics.csv: when children were born, and nothing that stops a roster."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hub.oneroster.kept_bundle import bundle_of, kept_bundle
from hub.oneroster.read import read
from hub.oneroster.rows import ReadBundle, by_school
from hub.oneroster.source import BundleSource
from tests.hub.oneroster.bundles import folder, packed, school, with_manifest, zipped

DAY = date(2026, 11, 23)


def born(tmp_path: Path, *rows: dict[str, str], zip_: bool = False, **manifest: str) -> ReadBundle:
    """The small school, with these rows of demographics."""
    tables: Any = school() | {"demographics.csv": list(rows)}
    files = packed(with_manifest(tables, **manifest) if manifest else tables)
    made = zipped(tmp_path / "bundle.zip", files) if zip_ else folder(tmp_path, files)
    return read(made, BundleSource(day=DAY))


def days(reading: ReadBundle) -> dict[str, date | None]:
    assert reading.problems == ()
    assert reading.bundle is not None
    assert {one.school for one in reading.bundle.births} <= {"maple"}
    return {one.student: one.day for one in reading.bundle.births}


MIA = {"sourcedId": "mia", "status": "", "birthDate": "2025-04-09", "sex": "female", "cityOfBirth": "Lodz"}


@pytest.mark.parametrize("zip_", [False, True])
def test_the_birth_date_is_all_that_is_read_of_it(tmp_path: Path, zip_: bool) -> None:
    reading = born(tmp_path, MIA, {**MIA, "sourcedId": "ana", "birthDate": "1990-01-01"}, zip_=zip_)

    assert days(reading) == {"mia": date(2025, 4, 9)}
    assert [one for one in reading.warnings if one.file == "demographics.csv"] == []
    assert reading.bundle is not None
    assert "Lodz" not in str(reading.bundle)
    assert bundle_of(kept_bundle(by_school(reading.bundle)["maple"])).births == reading.bundle.births


def test_a_roster_without_it_says_nothing_of_birth_dates(tmp_path: Path) -> None:
    assert days(read(folder(tmp_path, packed(school())), BundleSource(day=DAY))) == {}


@pytest.mark.parametrize("row", [{"birthDate": ""}, {"status": "tobedeleted"}, {"sourcedId": "somebody-else"}])
def test_who_has_no_birth_date_in_a_whole_file_has_none(tmp_path: Path, row: dict[str, str]) -> None:
    assert days(born(tmp_path, {**MIA, **row})) == {"mia": None}


def test_of_what_only_changed_nobody_is_missing(tmp_path: Path) -> None:
    other = {**MIA, "sourcedId": "somebody-else"}

    assert days(born(tmp_path, other, file__demographics="delta")) == {}
    assert days(born(tmp_path, MIA, file__demographics="delta")) == {"mia": date(2025, 4, 9)}


@pytest.mark.parametrize(
    ("written", "day"),
    [("2025-04-09T00:00:00Z", date(2025, 4, 9)), ("2025-04-09 00:00", date(2025, 4, 9)), ("2026-11-23", DAY)],
)
def test_a_date_with_midnight_behind_it_is_a_date(tmp_path: Path, written: str, day: date) -> None:
    assert days(born(tmp_path, {**MIA, "birthDate": written})) == {"mia": day}


@pytest.mark.parametrize(
    "written", ["04.19.2025", "2025-13-01", "45756", "2025-04-091", "2026-11-24", "1925-01-01"]
)
def test_a_date_that_is_none_is_a_warning_of_its_row_and_says_nothing(tmp_path: Path, written: str) -> None:
    reading = born(tmp_path, {**MIA, "birthDate": written})

    assert days(reading) == {}
    (warned,) = [one for one in reading.warnings if one.file == "demographics.csv"]
    assert (warned.line, warned.column) == (2, "birthDate")


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\0", b"sourcedId,sex\nmia,female\n", b'sourcedId,birthDate\n"mia', b"sourcedId|birthDate\n"],
)
def test_a_file_that_cannot_be_read_is_one_warning_and_says_nothing(tmp_path: Path, content: bytes) -> None:
    reading = read(folder(tmp_path, packed(school()) | {"demographics.csv": content}), BundleSource(day=DAY))

    assert days(reading) == {}
    assert [one.file for one in reading.warnings].count("demographics.csv") == 1


def test_of_a_file_that_breaks_off_what_was_read_counts_and_nobody_else_loses_anything(tmp_path: Path) -> None:
    content = b'sourcedId,birthDate\nmia,2025-04-09\n"leo'
    reading = read(folder(tmp_path, packed(school()) | {"demographics.csv": content}), BundleSource(day=DAY))

    assert days(reading) == {"mia": date(2025, 4, 9)}


def test_a_child_that_stands_there_twice_has_its_first_birth_date(tmp_path: Path) -> None:
    reading = born(tmp_path, MIA, {**MIA, "birthDate": "2025-05-09"})

    assert days(reading) == {"mia": date(2025, 4, 9)}
    assert [one.line for one in reading.warnings if one.file == "demographics.csv"] == [3]
