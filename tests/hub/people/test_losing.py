"""A bundle that loses people is held until somebody says it twice; one that is cut does nothing by halves."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.commands.demo import BUNDLE
from tests.hub.people.test_roster import Row, command, counts, imported, rewrite


def one_of_each(bundle: Path) -> None:
    """What F33 of the fault research was: one child, one parent, one teacher, one admin."""
    kept = {"stu-mia-alvarez", "usr-rosa-alvarez", "usr-ana-reyes", "usr-ines-walker"}

    def rows(column: str) -> Callable[[list[Row]], list[Row]]:
        return lambda all_of_them: [
            row | ({"agentSourcedIds": "usr-rosa-alvarez"} if row.get("sourcedId") == "stu-mia-alvarez" else {})
            for row in all_of_them
            if row[column] in kept
        ]

    rewrite(bundle, "users.csv", rows("sourcedId"))
    rewrite(bundle, "roles.csv", rows("userSourcedId"))
    rewrite(bundle, "enrollments.csv", rows("userSourcedId"))


async def test_a_bundle_that_lost_its_people_takes_a_child_from_one_parent_and_nothing_else_until_it_is_said_twice(
    records: Path, bundle: Path
) -> None:
    one_of_each(bundle)
    dry = await imported(records, bundle, "--dry-run")
    held = await imported(records, bundle)
    same = await imported(records, BUNDLE)
    told = await command(records, "roster", "import", str(bundle))
    sure = await imported(records, bundle, "--dry-run", "--yes")
    said = await imported(records, bundle, "--yes")

    code, its = held
    assert (code, its["applied"], its["did"], its["refused"]) == (1, False, None, [])
    assert (dry[0], dry[1]["held"]) == (1, its["held"])
    whole = {one["what"]: (one["count"], one["of"]) for one in its["held"] if one["what"] != "room"}
    assert whole["students"] == (60, 61)
    assert whole["guardians"][0] > 10
    assert "Leo Novak" in next(one["names"] for one in its["held"] if one["what"] == "students")
    assert any(one["what"] == "room" for one in its["held"])
    assert its["at_once"] == ["Tom Alvarez sees Mia Alvarez no more."]  # who stays, without him as her parent
    assert counts(same[1]["did"]) == {"guardians": (1, 0, 0)}
    assert told[0] == 1
    assert "at once: Tom Alvarez sees Mia Alvarez no more." in told[1]
    assert "Nothing else was changed" in told[1]
    assert "60 of 61 students would be gone" in told[1]
    assert "and 50 more" in told[1]
    assert "add --yes" in told[1]
    assert (sure[0], sure[1]["applied"], sure[1]["held"]) == (0, False, [])
    assert (said[0], said[1]["applied"], said[1]["held"]) == (0, True, [])
    assert counts(said[1]["did"])["students"] == (0, 0, 60)


@pytest.mark.parametrize("file", ["users.csv", "enrollments.csv", "roles.csv"])
async def test_a_bundle_whose_file_ends_in_the_middle_is_held_or_refused(
    records: Path, bundle: Path, file: str
) -> None:
    content = (bundle / file).read_bytes()
    cut = content[: len(content) // 2]
    (bundle / file).write_bytes(cut[: cut.rindex(b"\n") + 1])  # the worst place: a line is whole

    code, said = await imported(records, bundle)

    assert (code, said["applied"]) == (1, False)
    assert said["held"] or said["refused"]
    assert counts((await imported(records, BUNDLE))[1]["did"]) == {}


async def test_users_without_their_enrollments_are_held_with_every_room(records: Path, bundle: Path) -> None:
    rewrite(bundle, "enrollments.csv", lambda rows: rows[:1])

    code, said = await imported(records, bundle)

    assert (code, said["applied"], said["refused"]) == (1, False, [])
    assert {one["what"] for one in said["held"]} >= {"students", "room"}


async def test_half_a_zip_is_refused(records: Path, bundle: Path, tmp_path: Path) -> None:
    whole = tmp_path / "roster.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in bundle.iterdir():
            archive.write(file, file.name)
    half = tmp_path / "half.zip"
    half.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])

    code, said = await imported(records, half)

    assert (code, said["applied"], said["held"]) == (1, False, [])
    assert "not a whole zip file" in said["refused"][0]["reason"]
    assert (await imported(records, whole))[0] == 0


async def test_a_few_who_leave_are_not_asked_about(records: Path, bundle: Path) -> None:
    for file, column in (("users.csv", "sourcedId"), ("roles.csv", "userSourcedId")):
        rewrite(bundle, file, lambda rows, column=column: [one for one in rows if one[column] != "usr-ben-carter"])  # type: ignore[misc]
    rewrite(
        bundle, "enrollments.csv", lambda rows: [one for one in rows if one["userSourcedId"] != "usr-ben-carter"]
    )

    code, said = await imported(records, bundle)

    assert (code, said["held"], counts(said["did"])["people"]) == (0, [], (0, 0, 1))
