"""This file tests bundles of changes (delta): a full one and then one of changes is the full one that results."""

from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.oneroster.read import read
from hub.oneroster.rows import Bundle, ReadBundle
from hub.oneroster.source import BundleSource

from .bundles import Tables, as_1_2, folder, packed, school, with_manifest, with_rows
from .test_left_out import TWO

FULL_AT, LATER, LATEST = "2026-09-01T08:00:00Z", "2026-09-02T08:00:00Z", "2026-09-03T08:00:00Z"


def dated(tables: Tables, at: str = FULL_AT) -> Tables:
    """Each row says that it was changed at that moment, and has a status."""
    return {
        file: [{"status": "active", **row, "dateLastModified": row.get("dateLastModified") or at} for row in rows]
        for file, rows in tables.items()
    }


def of_changes(files: Tables, **modes: str) -> Tables:
    """A bundle of changes: the files it has are such, but for those whose mode is told."""
    every = ("orgs", "classes", "users", "roles", "academicSessions", "enrollments")
    said = {one: "delta" if f"{one}.csv" in files else "absent" for one in every} | modes
    return with_manifest(files, **{f"file__{one}": mode for one, mode in said.items()})


def at(path: Path, tables: Tables, state: bytes | None = None, *, without_refused: bool = False) -> ReadBundle:
    empty = ",".join(TWO["enrollments.csv"][0]).encode() + b"\n"
    made = folder(path, {file: content or empty for file, content in packed(tables).items()})
    return read(made, BundleSource(state=state), without_refused=without_refused)


def whole(path: Path, tables: Tables) -> bytes:
    """What is kept of a full bundle."""
    reading = at(path, dated(tables))
    assert reading.problems == ()
    assert reading.state is not None
    return reading.state


def bundle_of(reading: ReadBundle) -> Bundle:
    assert reading.bundle is not None, reading.problems
    return replace(reading.bundle, rows=0)


def row(tables: Tables, file: str, source: str, **changes: str) -> dict[str, str]:
    """A row of the tables, changed later."""
    its = next(one for one in tables[file] if one["sourcedId"] == source)
    return {"status": "active", **its, "dateLastModified": LATER, **changes}


def test_what_changes_name_changes_and_the_rest_stays(tmp_path: Path) -> None:
    state = whole(tmp_path / "full", TWO)
    eve = {"sourcedId": "eve", "givenName": "Eve", "familyName": "Hart", "role": "teacher"}
    changes = {
        "users.csv": [
            row(TWO, "users.csv", "mia", givenName="Mia Sofia"),
            row(TWO, "users.csv", "tom", status="tobedeleted"),
            row(TWO, "users.csv", "ana", **eve),
        ],
        "enrollments.csv": [row(TWO, "enrollments.csv", "e-leo", status="tobedeleted")],
    }

    done = bundle_of(at(tmp_path / "changes", of_changes(changes), state))

    before = bundle_of(at(tmp_path / "full", dated(TWO)))
    assert {one.user for one in before.people} >= {"tom", "rosa"}
    assert {one.user for one in done.people} == {one.user for one in before.people} - {"tom"} | {"eve"}
    assert ("Mia Sofia", "Alvarez") in {(one.given, one.family) for one in done.students}
    assert {one.student for one in before.placements} == {"mia", "leo"}
    assert {one.student for one in done.placements} == {"mia"}
    assert done.rooms == before.rooms


def test_changes_without_a_whole_roster_before_are_refused_with_what_to_do(tmp_path: Path) -> None:
    changes = of_changes({"users.csv": [row(TWO, "users.csv", "tom", status="tobedeleted")]})

    reading = at(tmp_path, changes)

    assert reading.bundle is None
    assert [one.file for one in reading.problems] == ["manifest.csv"]
    assert "Send a full (bulk) export first" in reading.problems[0].reason


def test_of_files_some_are_whole_some_changed_and_some_are_as_they_were(tmp_path: Path) -> None:
    state = whole(tmp_path / "full", TWO)
    first = [row(TWO, "enrollments.csv", "e-mia")]  # and nobody else has a place
    changes = {
        "users.csv": [row(TWO, "users.csv", "tom", status="tobedeleted")],
        "enrollments.csv": first,
    }

    done = bundle_of(at(tmp_path / "changes", of_changes(changes, enrollments="bulk"), state))

    assert {one.student for one in done.placements} == {"mia"}
    assert done.assignments == ()
    assert {one.source for one in done.rooms} == {"acorns", "saplings"}
    assert "tom" not in {one.user for one in done.people}


def test_a_file_of_which_nobody_says_whether_it_is_whole_is_refused(tmp_path: Path) -> None:
    state = whole(tmp_path / "full", TWO)
    changes = {
        "users.csv": [row(TWO, "users.csv", "tom")],
        "enrollments.csv": [row(TWO, "enrollments.csv", "e-mia")],
    }

    reading = at(tmp_path / "changes", with_manifest(changes, file__users="delta"), state)

    assert ["enrollments.csv" in one.reason for one in reading.problems] == [True]


def test_rows_that_are_older_than_what_is_known_change_nothing_whatever_the_order(tmp_path: Path) -> None:
    state = whole(tmp_path / "full", TWO)
    newer = of_changes({"users.csv": [row(TWO, "users.csv", "tom", status="tobedeleted", dateLastModified=LATEST)]})
    older = of_changes({"users.csv": [row(TWO, "users.csv", "tom", givenName="Thomas")]})
    first = at(tmp_path / "newer", newer, state)
    assert first.state is not None

    then = at(tmp_path / "older", older, first.state)
    other = at(tmp_path / "other", older, state)
    assert other.state is not None
    last = at(tmp_path / "last", newer, other.state)

    assert "Thomas" in {one.given for one in bundle_of(other).people}
    assert bundle_of(then) == bundle_of(first) == bundle_of(last)
    assert [one.column for one in then.warnings if "older" in one.reason] == ["dateLastModified"]


def test_whoever_left_before_the_last_whole_roster_does_not_come_back_by_older_changes(tmp_path: Path) -> None:
    left = {**TWO, "users.csv": [one for one in TWO["users.csv"] if one["sourcedId"] != "tom"]}
    state = whole(tmp_path / "full", left)
    tom = row(TWO, "users.csv", "tom")

    older = at(tmp_path / "old", of_changes({"users.csv": [{**tom, "dateLastModified": "2026-08-30"}]}), state)
    newer = at(tmp_path / "new", of_changes({"users.csv": [tom]}), state)

    assert "tom" in {one.user for one in bundle_of(newer).people}
    assert "tom" not in {one.user for one in bundle_of(older).people}


@pytest.mark.parametrize("said", ["", "yesterday"])
def test_a_row_that_does_not_say_when_it_was_changed_is_refused_and_nobody_has_more_without_it(
    tmp_path: Path, said: str
) -> None:
    state = whole(tmp_path / "full", TWO)
    changes = {
        "users.csv": [
            row(TWO, "users.csv", "tom", status="tobedeleted", dateLastModified=said),
            row(TWO, "users.csv", "mia", givenName="Sofia"),
        ]
    }

    refused = at(tmp_path / "refused", of_changes(changes), state)
    without = at(tmp_path / "refused", of_changes(changes), state, without_refused=True)

    assert [(one.file, one.line, one.column) for one in refused.problems] == [("users.csv", 2, "dateLastModified")]
    assert "tom" not in {one.user for one in bundle_of(without).people}
    assert without.people == 1
    assert "Sofia" in {one.given for one in bundle_of(without).students}


def test_a_row_without_an_id_may_be_the_one_that_takes_a_right_so_nobody_goes_on_without_it(tmp_path: Path) -> None:
    state = whole(tmp_path / "full", TWO)
    nobody = row(TWO, "users.csv", "tom", status="tobedeleted", sourcedId="")

    reading = at(tmp_path / "changes", of_changes({"users.csv": [nobody]}), state, without_refused=True)

    assert reading.bundle is None
    assert [(one.line, one.column) for one in reading.problems] == [(2, "sourcedId")]


def test_what_a_file_of_changes_has_no_column_for_is_as_it_was(tmp_path: Path) -> None:
    cut_off = school(ana={"enabledUser": "false"})
    state = whole(tmp_path / "full", cut_off)
    ana = {name: value for name, value in row(cut_off, "users.csv", "ana").items() if name != "enabledUser"}

    done = bundle_of(at(tmp_path / "changes", of_changes({"users.csv": [ana]}), state))

    assert "ana" not in {one.user for one in done.people}


def test_what_is_wrong_with_a_row_of_before_is_told_by_its_id(tmp_path: Path) -> None:
    two = with_rows(TWO, "orgs.csv", {"sourcedId": "elm", "name": "Elm"})
    state = whole(tmp_path / "full", two)
    moved = row(two, "classes.csv", "acorns", schoolSourcedId="elm")

    reading = at(tmp_path / "changes", of_changes({"classes.csv": [moved]}), state)

    assert {(one.file, one.line) for one in reading.problems} == {("enrollments.csv", 0)}
    assert any("e-mia" in one.reason for one in reading.problems)


def test_changes_of_the_other_version_are_refused(tmp_path: Path) -> None:
    state = whole(tmp_path / "full", as_1_2(TWO))
    changes = of_changes({"users.csv": [row(TWO, "users.csv", "tom", status="tobedeleted")]}, roles="absent")

    reading = at(tmp_path / "changes", with_manifest_version(changes), state)

    assert any("another version" in one.reason for one in reading.problems)


def with_manifest_version(tables: Tables) -> Tables:
    said = {"propertyName": "oneroster.version", "value": "1.1"}
    return tables | {"manifest.csv": [said, *tables["manifest.csv"]]}


NAMES = st.sampled_from(["Ana", "Mia", "Rosa", "Leo"])
DATES = st.sampled_from(["", "2026-08-24", "2026-10-01"])


@st.composite
def changed(draw: st.DrawFn, before: Tables) -> Tables:
    """The same school later: whoever is there may be otherwise or gone, and there are others."""
    after = copy.deepcopy(before)
    gone = draw(st.sets(st.sampled_from([one["sourcedId"] for one in before["users.csv"]]), max_size=3))
    places = [one["sourcedId"] for one in before["enrollments.csv"]]
    ended = draw(st.sets(st.sampled_from(places), max_size=2))
    users = [one for one in after["users.csv"] if one["sourcedId"] not in gone]
    for one in draw(st.lists(st.sampled_from(users), max_size=3, unique_by=id)) if users else []:
        one["givenName"] = draw(NAMES)
        one["enabledUser"] = draw(st.sampled_from(["true", "false"]))
    for one in users:
        listed = [each for each in one["agentSourcedIds"].split(",") if each and each not in gone]
        one["agentSourcedIds"] = ",".join(listed)
    rows = [
        one
        for one in after["enrollments.csv"]
        if one["sourcedId"] not in ended and one["userSourcedId"] not in gone
    ]
    for one in draw(st.lists(st.sampled_from(rows), max_size=2, unique_by=id)) if rows else []:
        one["classSourcedId"], one["beginDate"] = draw(st.sampled_from(["acorns", "saplings"])), draw(DATES)
    new = [
        {**TWO["users.csv"][0], "sourcedId": f"new-{number}", "givenName": draw(NAMES), "email": ""}
        for number in range(draw(st.integers(0, 2)))
    ]
    return {**after, "users.csv": users + new, "enrollments.csv": rows}


def what_changed(before: Tables, after: Tables) -> Tables:
    """The bundle of changes between two full ones."""
    files: Tables = {}
    for file, rows in after.items():
        had = {one["sourcedId"]: one for one in before[file]}
        has = {one["sourcedId"] for one in rows}
        its = [
            {"status": "active", **one, "dateLastModified": LATER}
            for one in rows
            if had.get(one["sourcedId"]) != one
        ]
        its += [
            {**one, "status": "tobedeleted", "dateLastModified": LATER}
            for source, one in had.items()
            if source not in has
        ]
        if its:
            files[file] = its
    return of_changes(files)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(data=st.data(), later_version=st.booleans())
def test_a_full_one_and_then_the_changes_is_the_full_one_that_results(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, later_version: bool
) -> None:
    then = data.draw(changed(TWO))
    before, after = (as_1_2(TWO), as_1_2(then)) if later_version else (TWO, then)
    path = tmp_path_factory.mktemp("bundles")
    state = whole(path / "before", before)
    changes = what_changed(before, after)

    by_changes, at_once = at(path / "changes", changes, state), at(path / "after", dated(after))

    if len(changes) > 1:
        assert bundle_of(by_changes) == bundle_of(at_once)
        assert by_changes.state is not None
        again = at(path / "changes", changes, by_changes.state)  # the folder brings the same one again
        assert bundle_of(again) == bundle_of(at_once)
        assert again.state == by_changes.state
