"""Who is a parent by a spreadsheet, and which child is which: nobody comes to another's by a word or a name."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.hub.oneroster.sheets import Rows, as_csv, without
from tests.hub.people.test_child_record import ORDER, PEANUTS, put
from tests.hub.people.test_roster import imported
from tests.hub.people.test_roster_runs import waiting, yes
from tests.hub.people.test_spreadsheets import maple_street, named
from tests.hub.people.test_ties import set_tie
from tests.hub.running import Running, Somebody, running

if TYPE_CHECKING:
    from pathlib import Path

BORN = "2022-03-04"


def with_births(rows: Rows) -> Rows:
    """With a column of birth dates, in which all have the same one."""
    return [[*row, BORN if no else "Birth date"] for no, row in enumerate(rows)]


def another_leo(rows: Rows, **cells: str) -> Rows:
    """In place of Leo Novak a child of that name whose mother is Vera Novak; _ stands for a blank in a heading."""
    its = {"Child": "Leo Novak", "Room": "Saplings", "Parent 1 Name": "Vera Novak",
           "Parent 1 Email": "vera@families.example"}  # fmt: skip
    its |= {heading.replace("_", " "): cell for heading, cell in cells.items()}
    return [*without(rows, "Leo Novak"), [its.get(heading, "") for heading in rows[0]]]


async def applied(maple: Running, rows: Rows) -> Any:
    """What a file was said to change, which is then done; an hour goes by before each."""
    ines = await maple.somebody("Ines Walker")
    maple.clock.ahead += timedelta(hours=2)
    upload, trial = await waiting(ines, as_csv(rows), "families.csv")
    status, body = await yes(ines, upload, trial, confirmed=True)
    assert status == 200, body
    return trial["told"]


async def children(admin: Somebody) -> dict[str, str]:
    return {one["name"]: one["id"] for one in (await admin.get("/v1/students"))["items"]}


async def known_leo(maple: Running) -> str:
    """The id of Leo Novak, of whom there is a record, and whom Rosa Alvarez may pick up."""
    ines = await maple.somebody("Ines Walker")
    leo = (await children(ines))["Leo Novak"]
    for part, value in (("allergies", [PEANUTS]), ("custody", ORDER)):
        assert (await put(ines, leo, part, value))[0] == 200
    await set_tie(ines, await maple.somebody("Rosa Alvarez"), leo, tie="pick_up", denials=[])
    return leo


async def test_who_is_called_more_than_a_parent_stays_out_and_the_admin_reads_why(maple: Running) -> None:
    ines, rows = await maple.somebody("Ines Walker"), maple_street()
    rows = [[*row, "" if no else "Parent 3 Relationship"] for no, row in enumerate(rows)]
    third = rows[0].index("Parent 3 Name")
    said = {"Mia Alvarez": ("Bo Tate", "Father (no contact, court order)"),
            "Leo Novak": ("Rick Hale", "Mother's ex-boyfriend")}  # fmt: skip
    at = {row[0]: line for line, row in enumerate(rows, 1) if row[0] in said}
    for child, line in at.items():
        rows[line - 1][third], rows[line - 1][-1] = said[child]
    body = await named(ines, as_csv(rows), "families.csv")
    told = (await ines.get(f"/v1/roster/uploads/{body['upload']}"))["told"]

    assert told["gains"] == []
    why = {(one["line"], one["column"]): one["reason"] for one in told["issues"] if "certainly" in one["reason"]}
    assert set(why) == {(line, "Parent 3 Relationship") for line in at.values()}
    assert why[at["Leo Novak"], "Parent 3 Relationship"] == (
        "Rick Hale is “Mother's ex-boyfriend” to Leo, which is not certainly a parent, and is left out. If they are"
        " one, write one word for it alone, such as “Mother” or “Legal guardian”."
    )


@pytest.mark.parametrize("births", [True, False])
async def test_another_child_of_the_name_does_not_become_the_child_who_left(maple: Running, births: bool) -> None:
    ines, leo = await maple.somebody("Ines Walker"), await known_leo(maple)
    rows = with_births(maple_street()) if births else maple_street()
    await named(ines, as_csv(rows), "families.csv")
    await applied(maple, rows)
    await applied(maple, without(rows, "Leo Novak"))
    told = await applied(maple, another_leo(rows, **{"Birth_date": "2026-01-15"} if births else {}))
    new = (await children(ines))["Leo Novak"]
    record = await ines.get(f"/v1/students/{new}/record")
    ties = await ines.get(f"/v1/students/{new}/guardians")
    again = await applied(maple, another_leo(rows, **{"Birth_date": "2026-01-15"} if births else {}))

    assert new != leo
    assert any("the name Leo Novak" in one and "comes in as another child" in one for one in told["children"])
    assert (record["allergies"]["value"], record["custody"]["there"]) == (None, False)
    assert {one["name"] for one in ties["items"]} == {"Vera Novak"}
    assert (again["gains"], again["children"], (await children(ines))["Leo Novak"]) == ([], [], new)


async def test_the_child_who_left_comes_back_with_the_record_by_a_parent_or_the_birth_date(maple: Running) -> None:
    ines, leo = await maple.somebody("Ines Walker"), await known_leo(maple)
    rows = with_births(maple_street())
    await named(ines, as_csv(rows), "families.csv")
    await applied(maple, rows)
    await applied(maple, without(rows, "Leo Novak"))
    by_parent = [[*row[:-1], "" if row[0] == "Leo Novak" else row[-1]] for row in rows]
    told = await applied(maple, by_parent)
    back = (await children(ines))["Leo Novak"]
    await applied(maple, rows)
    await applied(maple, without(rows, "Leo Novak"))
    await applied(maple, another_leo(rows, Birth_date=BORN))
    record = await ines.get(f"/v1/students/{leo}/record")

    assert back == leo
    assert not any("another child" in one for one in told["children"])
    assert (await children(ines))["Leo Novak"] == leo
    assert (record["allergies"]["value"][0]["what"], record["custody"]["there"]) == ("Peanuts", True)


async def test_an_empty_cell_takes_a_birth_date_back_and_one_that_is_no_date_keeps_it(maple: Running) -> None:
    ines, rows = await maple.somebody("Ines Walker"), with_births(maple_street())
    rows = [[f"c-{no}" if no else "Child ID", *row] for no, row in enumerate(rows)]
    leo = next(no for no, row in enumerate(rows) if row[1] == "Leo Novak")
    mia = next(no for no, row in enumerate(rows) if row[1] == "Mia Alvarez")
    await named(ines, as_csv(rows), "families.csv")
    await applied(maple, rows)
    born = await births(ines)
    rows[leo][-1], rows[mia][-1] = "", "soon"
    await applied(maple, rows)
    after = await births(ines)

    assert born["Leo Novak"] == born["Mia Alvarez"] == BORN
    assert (after["Leo Novak"], after["Mia Alvarez"]) == (None, BORN)


async def births(admin: Somebody) -> dict[str, str | None]:
    """The birth date in the record of each child."""
    records = {name: await admin.get(f"/v1/students/{one}/record") for name, one in (await children(admin)).items()}
    return {name: one["birth_date"]["value"] for name, one in records.items()}


@pytest.mark.only("sqlite")
async def test_the_command_says_beforehand_that_a_child_is_another_of_that_name(
    records: Path, tmp_path: Path
) -> None:
    rows, file = maple_street(), tmp_path / "families.csv"
    async with running(records) as maple:
        await named(await maple.somebody("Ines Walker"), as_csv(rows), "families.csv")
    file.write_bytes(as_csv(without(rows, "Leo Novak")))
    await imported(records, file)
    file.write_bytes(as_csv(another_leo(rows)))
    tried = await imported(records, file, "--dry-run")
    file.write_bytes(as_csv(rows))
    same = await imported(records, file, "--dry-run")

    (said,) = tried[1]["other_children"]
    assert said.startswith("A child of the name Leo Novak left on ")
    assert same[1]["other_children"] == []
