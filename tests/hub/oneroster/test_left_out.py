"""This file tests going on without rows that are refused: nobody ever has more for it than by the whole bundle."""

import copy
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.oneroster.findings import LEAVABLE
from hub.oneroster.read import read
from hub.oneroster.rows import Bundle, ReadBundle

from .bundles import Tables, as_1_2, folder, packed, school, with_manifest, with_rows

TWO = with_rows(
    with_rows(
        school(), "users.csv",
        {"sourcedId": "ben", "role": "teacher", "givenName": "Ben", "familyName": "Carter"},
        {"sourcedId": "leo", "role": "student", "givenName": "Leo", "familyName": "N", "agentSourcedIds": "dana"},
        {"sourcedId": "dana", "role": "parent", "givenName": "Dana", "familyName": "Novak"},
        {"sourcedId": "tom", "role": "parent", "givenName": "Tom", "familyName": "A", "agentSourcedIds": "mia"},
    ),
    "enrollments.csv",
    {"sourcedId": "e-ben", "classSourcedId": "saplings", "userSourcedId": "ben"},
    {"sourcedId": "e-leo", "classSourcedId": "saplings", "userSourcedId": "leo", "role": "student"},
)  # fmt: skip
"""The small school and a family and a room more."""


def going_on(path: Path, tables: Tables) -> ReadBundle:
    return read(folder(path, packed(tables)), without_refused=True)


def people(bundle: Bundle | None) -> set[str]:
    assert bundle is not None
    return {one.user for one in bundle.people} | {one.source for one in bundle.students}


def ties(bundle: Bundle) -> set[tuple[str, str]]:
    return {(one.user, one.student) for one in bundle.guardians}


def test_a_person_whose_row_is_refused_is_left_out_with_all_that_hangs_on_them(tmp_path: Path) -> None:
    eve = {"sourcedId": "eve", "givenName": "", "familyName": "Hart"}
    tables = copy.deepcopy(with_rows(TWO, "users.csv", eve))
    tables["users.csv"][2]["givenName"] = ""  # Mia

    reading = going_on(tmp_path, tables)

    assert reading.bundle is not None
    assert people(reading.bundle) == {"ana", "ines", "rosa", "tom", "ben", "leo", "dana"}
    assert ties(reading.bundle) == {("dana", "leo")}
    assert [(one.file, one.line, one.column) for one in reading.left_out] == [
        ("users.csv", 4, "givenName"), ("users.csv", 10, "givenName"),
    ]  # fmt: skip
    assert reading.people == 2
    assert reading.problems == ()


def test_a_reference_to_nobody_is_left_out_and_the_rest_of_its_row_stays(tmp_path: Path) -> None:
    tables = school(mia={"agentSourcedIds": "rosa,nobody"})

    reading = going_on(tmp_path, tables)

    assert reading.bundle is not None
    assert people(reading.bundle) == {"ana", "ines", "mia", "rosa"}
    assert ties(reading.bundle) == {("rosa", "mia")}
    assert {(one.line, one.column) for one in reading.left_out} == {(4, "agentSourcedIds")}
    assert reading.people == 0


def test_of_rows_with_one_id_none_is_taken_for_nobody_knows_which_is_right(tmp_path: Path) -> None:
    twice = with_rows(
        TWO, "users.csv", {"sourcedId": "ana", "role": "principal", "givenName": "A", "familyName": "R"}
    )

    reading = going_on(tmp_path, twice)

    assert "ana" not in people(reading.bundle)
    assert reading.people == 1


def test_a_refused_role_takes_its_user_along_as_it_may_be_the_one_that_ended(tmp_path: Path) -> None:
    tables = as_1_2(school())
    ended = {**tables["roles.csv"][0], "sourcedId": "r-ana-again", "endDate": "the end of May"}
    tables["roles.csv"] = [{**one, "endDate": ""} for one in tables["roles.csv"]] + [ended]

    reading = going_on(tmp_path, tables)

    assert people(reading.bundle) == {"ines", "mia", "rosa"}
    assert reading.people == 1


def test_of_roles_with_one_id_both_take_their_users_along(tmp_path: Path) -> None:
    tables = as_1_2(school())
    tables["roles.csv"][1]["sourcedId"] = tables["roles.csv"][0]["sourcedId"]  # that of Ines is that of Ana

    reading = going_on(tmp_path, tables)

    assert people(reading.bundle) == {"mia", "rosa"}
    assert reading.people == 2


def test_a_school_that_nothing_would_name_any_more_would_stay_as_it_is_so_all_is_refused(tmp_path: Path) -> None:
    by_its_rooms = school(maple={"type": "office"}, acorns={"title": ""}, saplings={"title": ""})

    assert going_on(tmp_path / "by_its_rooms", by_its_rooms).bundle is None
    assert going_on(tmp_path / "itself", school(maple={"name": ""})).bundle is None


def test_a_room_that_is_refused_is_nobodys(tmp_path: Path) -> None:
    reading = going_on(tmp_path, school(acorns={"title": ""}))

    assert reading.bundle is not None
    assert [one.source for one in reading.bundle.rooms] == ["saplings"]
    assert reading.bundle.placements == reading.bundle.assignments == ()


@pytest.mark.parametrize(
    ("tables", "file"),
    [
        (with_manifest(school(), file__users="delta"), "manifest.csv"),
        (with_manifest(school(), file__roles="bulk"), "manifest.csv"),
        ({name: rows for name, rows in school().items() if name != "classes.csv"}, "classes.csv"),
        ({**school(), "academicSessions.csv": [{"title": "fall"}]}, "academicsessions.csv"),
    ],
)
def test_what_is_wrong_with_more_than_a_row_is_refused_all_the_same(
    tmp_path: Path, tables: Tables, file: str
) -> None:
    plain = read(folder(tmp_path / "plain", packed(tables)))

    reading = going_on(tmp_path / "without", tables)

    assert reading.bundle is None
    assert reading == plain
    assert reading.problems[0].file == file


def test_nothing_is_left_out_unless_somebody_says_so(tmp_path: Path) -> None:
    reading = read(folder(tmp_path, packed(school(mia={"givenName": ""}))))

    assert reading.bundle is None
    assert reading.left_out == ()


WRONG = ("", "2026-13-01", "nobody", "\x07", "delta", "x" * 300, "counselor", "inactive", "0", "03/13/13")
OTHERS = ("2026-13-01", "nobody", "delta", "counselor", "inactive", "0", "03/13/13")
"""Of these, what is a sourcedId as good as any, and no mistake."""

BROKEN = st.lists(
    st.tuples(st.sampled_from(sorted(LEAVABLE)), st.integers(0, 9), st.integers(0, 9), st.sampled_from(WRONG)),
    min_size=1, max_size=5,
)  # fmt: skip
TWICE = st.lists(st.tuples(st.sampled_from(sorted(LEAVABLE)), st.integers(0, 9), st.integers(0, 9)), max_size=2)


def spoiled(sound: Tables, broken: list[tuple[str, int, int, str]], twice: list[tuple[str, int, int]]) -> Tables:
    """The tables with cells that are wrong, and rows under the sourcedIds of others."""
    tables = {name: [dict(row) for row in rows] for name, rows in sound.items()}
    for file, row, column, wrong in broken:
        if rows := tables.get(file):
            name = list(rows[0])[column % len(rows[0])]
            rows[row % len(rows)][name] = wrong if name != "sourcedId" or wrong not in OTHERS else "x" * 300
    for file, row, other in twice:
        if rows := tables.get(file):
            rows.append({**rows[row % len(rows)], "sourcedId": rows[other % len(rows)]["sourcedId"]})
    return tables


@given(st.booleans(), BROKEN, TWICE)
def test_whatever_is_broken_nobody_has_more_than_by_the_bundle_as_it_was(
    tmp_path_factory: pytest.TempPathFactory,
    separate: bool,
    broken: list[tuple[str, int, int, str]],
    twice: list[tuple[str, int, int]],
) -> None:
    sound = as_1_2(TWO) if separate else TWO
    tables = spoiled(sound, broken, twice)
    whole = read(folder(tmp_path_factory.mktemp("whole"), packed(sound))).bundle

    reading = going_on(tmp_path_factory.mktemp("broken"), tables)

    assert whole is not None
    if reading.bundle is not None:
        assert wider(reading.bundle, whole) == []


ACCESS = {
    "people": ("user", "school", "role"), "students": ("source", "school"), "rooms": ("source", "school"),
    "guardians": ("user", "student", "school"), "assignments": ("user", "room", "school"),
    "placements": ("student", "room", "school"),
}  # fmt: skip
"""What gives somebody something, of each kind of row."""


def wider(some: Bundle, than: Bundle) -> list[object]:
    """What the one gives and the other does not."""
    assert set(ACCESS) | {"schools", "rows", "births", "covers", "pick_ups"} == {one.name for one in fields(Bundle)}
    return [
        *sorted(_picking_up(some) - _picking_up(than)),
        *(
            one for kind, names in ACCESS.items()
            for one in sorted(_access(getattr(some, kind), names) - _access(getattr(than, kind), names))
        ),
    ]  # fmt: skip


def _picking_up(bundle: Bundle) -> set[tuple[str, ...]]:
    return {(row.student, row.school, one.name) for row in bundle.pick_ups for one in row.listed}


def _access(rows: Iterable[object], names: tuple[str, ...]) -> set[tuple[str, ...]]:
    return {tuple(str(getattr(row, name)) for name in names) for row in rows}
