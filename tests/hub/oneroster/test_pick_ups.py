"""Our column of who may pick a student up: read where it is there, and nothing is said where it is not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from hub.oneroster.rows import ReadBundle
from hub.oneroster.server.tables import SchoolThere, bundle_of_items

from .bundles import Tables
from .test_changes import at, bundle_of, dated, of_changes, row, whole
from .test_left_out import TWO

COLUMN = "metadata.authorizedPickUps"


def listing(**of: str) -> Tables:
    """The small school, in which every row of a user has the column."""
    tables: Tables = dict(TWO)
    tables["users.csv"] = [{**one, COLUMN: of.get(one["sourcedId"], "")} for one in TWO["users.csv"]]
    return tables


def told(reading: ReadBundle) -> dict[str, list[str]]:
    """Who may pick up each student of whom it says so."""
    return {one.student: [its.name for its in one.listed] for one in bundle_of(reading).pick_ups}


def test_a_bundle_says_it_of_every_student_where_the_column_is_there_and_of_nobody_where_it_is_not(
    tmp_path: Path,
) -> None:
    with_it = at(tmp_path / "with", dated(listing(mia="Joe Diaz (uncle) 555-0101; Ana Ruiz")))
    limited = at(tmp_path / "limited", dated(listing(mia="Joe Diaz, court order")))

    assert told(with_it) == {"leo": [], "mia": ["Ana Ruiz", "Joe Diaz"]}
    assert told(limited) == {"leo": [], "mia": []}
    assert [one.column for one in limited.warnings if one.file == "users.csv"] == [COLUMN]
    assert told(at(tmp_path / "plain", dated(TWO))) == {}


def test_changes_without_the_column_leave_it_as_it_was_and_of_whom_nothing_was_said_nothing_is(
    tmp_path: Path,
) -> None:
    state = whole(tmp_path / "full", listing(mia="Joe Diaz"))
    plain = at(tmp_path / "plain", of_changes({"users.csv": [row(TWO, "users.csv", "mia", givenName="M")]}), state)
    emptied = {"users.csv": [row(listing(), "users.csv", "mia")]}

    assert told(plain) == {"leo": [], "mia": ["Joe Diaz"]}
    assert told(at(tmp_path / "emptied", of_changes(emptied), state)) == {"leo": [], "mia": []}

    never = whole(tmp_path / "never", TWO)
    first = at(
        tmp_path / "first", of_changes({"users.csv": [row(listing(leo="Bo Tate"), "users.csv", "leo")]}), never
    )
    assert told(first) == {"leo": ["Bo Tate"]}
    again = of_changes({"users.csv": [row(TWO, "users.csv", "tom", status="tobedeleted")]})
    assert told(at(tmp_path / "again", again, first.state)) == {"leo": ["Bo Tate"]}


def test_who_left_and_comes_back_without_the_column_is_said_nothing_of(tmp_path: Path) -> None:
    state = whole(tmp_path / "full", listing(mia="Joe Diaz"))
    enrolled = row(TWO, "enrollments.csv", "e-mia", status="tobedeleted")
    left = at(
        tmp_path / "left",
        of_changes(
            {"users.csv": [row(TWO, "users.csv", "mia", status="tobedeleted")], "enrollments.csv": [enrolled]}
        ),
        state,
    )
    assert told(left) == {"leo": []}
    back = {
        "users.csv": [row(TWO, "users.csv", "mia", dateLastModified="2026-09-03T08:00:00Z")],
        "enrollments.csv": [row(TWO, "enrollments.csv", "e-mia", dateLastModified="2026-09-03T08:00:00Z")],
    }
    assert told(at(tmp_path / "back", of_changes(back), left.state)) == {"leo": []}


def test_a_server_gives_it_as_text_or_as_a_list_and_one_that_gives_it_of_nobody_says_nothing() -> None:
    def columns(*metadata: object) -> str:
        users = [
            {"sourcedId": str(no), **({} if one is None else {"metadata": one})} for no, one in enumerate(metadata)
        ]
        made = bundle_of_items(
            {"users": users, "classes": [], "enrollments": []}, SchoolThere("org", "maple"), "1.1", changes=False
        )
        return zipfile.ZipFile(io.BytesIO(made)).read("users.csv").decode()

    listed = columns({"authorizedPickUps": ["Joe Diaz", "Ana Ruiz (aunt)"]}, {"authorizedPickUps": "Bo Tate"}, None)
    assert COLUMN in listed
    assert "Joe Diaz; Ana Ruiz (aunt)" in listed
    assert "Bo Tate" in listed
    assert COLUMN not in columns({"payerSourcedIds": "1"}, None)


def test_going_on_without_rows_lets_nobody_pick_up_who_did_not(tmp_path: Path) -> None:
    tables = listing(mia="Joe Diaz", leo="Bo Tate")
    tables["users.csv"] = [
        one | ({"givenName": ""} if one["sourcedId"] == "leo" else {}) for one in tables["users.csv"]
    ]
    found = at(tmp_path, dated(tables), without_refused=True)

    assert told(found) == {"mia": ["Joe Diaz"]}
