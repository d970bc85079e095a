"""A spreadsheet comes in: an admin says once what its columns hold, looks at what would change, and applies it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.commands.demo import BUNDLE
from hub.inbound.roster.watched_folder import FolderWatch, look
from hub.oneroster.read import read
from tests.hub.oneroster.sheets import Rows, as_csv, as_xlsx, cells, employees, export, families, without
from tests.hub.people.test_roster import imported
from tests.hub.people.test_roster_runs import brought, is_here, newest, put, waiting, yes
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.running import Running, Somebody, running


def maple_street() -> Rows:
    """The demo school as its director keeps it: a row for each child, and no ids."""
    bundle = read(BUNDLE).bundle
    assert bundle is not None
    return families(bundle)


def said(body: Any) -> dict[str, Any]:
    """What an admin answers who corrects nothing."""
    return {
        "sheets": [
            {"headings": one["headings"], "about": one["about"], "columns": one["columns"]}
            for one in body["to_name"]["sheets"]
        ]
    }


async def named(admin: Somebody, packed: bytes, name: str) -> Any:
    """The answer to a file of which the columns have just been named, as they were guessed."""
    _, first = await brought(admin, packed, name)
    status, body = await admin.ask("PUT", "/v1/roster/columns", said(first))
    assert status == 204, body
    return (await brought(admin, packed, name))[1]


async def test_an_admin_names_the_columns_once_and_the_next_file_needs_nobody(maple: Running) -> None:
    ines, rows = await maple.somebody("Ines Walker"), maple_street()
    before = await ines.get("/v1/roster")
    status, first = await brought(ines, as_csv(rows, separator=";"), "families.csv")
    (sheet,) = first["to_name"]["sheets"]
    kept, _ = await ines.ask("PUT", "/v1/roster/columns", said(first))
    upload, trial = await waiting(ines, as_csv(rows, separator=";"), "families.csv")
    fewer = without(rows, "Tom Alvarez")
    less, lost = await waiting(ines, as_xlsx(Families=fewer), "families.xlsx")
    done, _ = await yes(ines, less, lost)
    log = (await ines.get("/v1/activity-log"))["items"]

    assert (status, first["upload"], first["run"], before["columns"]) == (201, None, None, False)
    assert sheet["headings"] == rows[0]
    assert sheet["columns"][:4] == [
        {"field": "child_name", "nth": 1}, {"field": "child_room", "nth": 1}, {"field": "parent_name", "nth": 1},
        {"field": "parent_email", "nth": 1},
    ]  # fmt: skip
    assert [one[0] for one in sheet["rows"]] == [row[0] for row in rows[1:6]]
    assert before["waiting"] == (await ines.get("/v1/roster"))["waiting"] == []
    assert kept == 204
    assert upload
    assert (trial["told"]["gains"], trial["told"]["loses"], trial["told"]["children"]) == ([], [], [])
    assert any("no ids of children" in one["reason"] for one in trial["told"]["issues"])
    assert sorted(one.split(" leaves")[0] for one in lost["told"]["children"] if "leaves" in one) == [
        "Luca Alvarez", "Mia Alvarez",
    ]  # fmt: skip
    assert done == 200
    assert await is_here(ines, "Ana Reyes")  # nobody who works here stood in the file
    assert not await is_here(ines, "Tom Alvarez")
    assert any("said what the columns" in one["says"] for one in log)
    assert (await ines.get("/v1/roster"))["columns"] is True


async def test_what_a_spreadsheet_brought_is_taken_back_like_every_roster(maple: Running) -> None:
    ines, rows = await maple.somebody("Ines Walker"), maple_street()
    await named(ines, as_csv(rows), "families.csv")
    upload, trial = await waiting(ines, as_csv(without(rows, "Leo Novak")), "families.csv")
    _, done = await yes(ines, upload, trial)
    gone = await is_here(ines, "Dana Novak")
    back = await ines.get(f"/v1/roster/runs/{done['run']}/undo")
    undone, _ = await ines.ask("POST", f"/v1/roster/runs/{done['run']}/undo", {"seen": back["seen"]})

    assert [one.split(",")[0] for one in trial["told"]["loses"]] == [
        one.split(",")[0].replace("comes in", "leaves") for one in back["told"]["gains"]
    ]
    assert trial["told"]["loses"]
    assert (gone, undone, await is_here(ines, "Dana Novak")) == (False, 200, True)


async def test_other_headings_ask_again_and_change_nothing(maple: Running) -> None:
    ines, rows = await maple.somebody("Ines Walker"), maple_street()
    await named(ines, as_csv(rows), "families.csv")
    other = cells(rows, 1, Room="Classroom")
    _, again = await brought(ines, as_csv(other), "families.csv")
    forgotten, _ = await ines.ask("DELETE", "/v1/roster/columns")
    _, anew = await brought(ines, as_csv(rows), "families.csv")

    assert again["to_name"]["sheets"][0]["columns"][1] == {"field": "child_room", "nth": 1}
    assert forgotten == 204
    assert anew["to_name"] is not None
    assert (await ines.get("/v1/roster"))["columns"] is False


async def test_what_is_missing_is_said_and_nothing_is_kept(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    _, first = await brought(ines, as_csv(maple_street()), "families.csv")
    body = said(first)
    body["sheets"][0]["columns"][1] = None
    status, problem = await ines.ask("PUT", "/v1/roster/columns", body)
    nothing = {"sheets": [body["sheets"][0] | {"about": "nothing"}]}
    empty, why = await ines.ask("PUT", "/v1/roster/columns", nothing)
    odd, _ = await ines.ask("PUT", "/v1/roster/columns", {"sheets": [body["sheets"][0] | {"about": "pets"}]})

    assert (status, empty, odd) == (422, 422, 422)
    assert "Say which column has the child’s room." in problem["detail"]
    assert "children or employees" in why["detail"]
    assert (await ines.get("/v1/roster"))["columns"] is False


async def test_a_row_that_is_refused_is_told_with_its_number_and_gone_on_without(maple: Running) -> None:
    ines, rows = await maple.somebody("Ines Walker"), maple_street()
    at = next(no for no, one in enumerate(rows, 1) if one[0] == "Mia Alvarez")
    await named(ines, as_csv(rows), "families.csv")
    broken = as_csv(cells(rows, at, Parent_1_Name="Rosa & Tom Alvarez"))
    _, refused = await brought(ines, broken, "families.csv")
    run = await ines.get(f"/v1/roster/runs/{refused['run']}")
    _, taken = await brought(ines, broken, "families.csv", "?without_refused=true")
    trial = await ines.get(f"/v1/roster/uploads/{taken['upload']}")

    assert [(one["file"], one["line"], one["column"]) for one in run["told"]["issues"]] == [
        ("families.csv", at, "Parent 1 Name")
    ]
    assert refused["left_out"]["rows"] == 1
    assert trial["told"]["gains"] == []
    assert any(one.startswith("Mia Alvarez leaves") for one in trial["told"]["children"])


async def test_the_export_of_families_and_employees_needs_no_mapping_and_takes_nobody_away(maple: Running) -> None:
    ines, bundle = await maple.somebody("Ines Walker"), read(BUNDLE).bundle
    assert bundle is not None
    book = as_xlsx(Families=export(bundle), Employees=employees(bundle))
    _, body = await brought(ines, book, "export.xlsx")
    trial = await ines.get(f"/v1/roster/uploads/{body['upload']}")

    assert body["to_name"] is None
    assert (trial["told"]["loses"], trial["told"]["held"]) == ([], [])
    assert trial["told"]["gains"] == []


async def test_nobody_but_an_admin_names_columns_and_no_school_reads_by_anothers(
    records: Path, tmp_path: Path
) -> None:
    await imported(records, elsewhere(tmp_path))
    async with running(records) as maple:
        ines, elm = await maple.somebody("Ines Walker"), await at_elm(maple, "Ines Walker")
        rows = as_csv(maple_street())
        _, first = await brought(ines, rows, "families.csv")
        refused = [
            await (await maple.somebody(name)).ask(method, "/v1/roster/columns", body)
            for name in ("Ana Reyes", "Rosa Alvarez")
            for method, body in (("PUT", said(first)), ("DELETE", None))
        ]
        await ines.ask("PUT", "/v1/roster/columns", said(first))
        _, theirs = await brought(elm, rows, "families.csv")
        mine = await ines.get("/v1/roster")
        await elm.ask("DELETE", "/v1/roster/columns")

        assert [status for status, _ in refused] == [403] * 4
        assert theirs["to_name"] is not None
        assert (mine["columns"], (await elm.get("/v1/roster"))["columns"]) == (True, False)
        assert (await ines.get("/v1/roster"))["columns"] is True
        assert (await brought(ines, rows, "families.csv"))[1]["upload"]


async def test_the_command_takes_a_spreadsheet_by_the_kept_columns(records: Path, tmp_path: Path) -> None:
    rows = maple_street()
    file = tmp_path / "families.csv"
    file.write_bytes(as_csv(rows))
    unknown = await imported(records, file)
    async with running(records) as maple:
        await named(await maple.somebody("Ines Walker"), as_csv(rows), "families.csv")
    file.write_bytes(as_csv(without(rows, "Leo Novak")))
    known = await imported(records, file)
    again = await imported(records, file)
    await imported(records, elsewhere(tmp_path))
    whose = await imported(records, file)
    theirs = await imported(records, file, "--school", "org-maple-street")

    assert (unknown[0], unknown[1]["applied"]) == (1, False)
    assert "An admin says on the page" in unknown[1]["refused"][0]["reason"]
    assert (known[0], known[1]["did"]["students"]) == (0, {"added": 0, "changed": 0, "removed": 1})
    assert known[1]["did"]["people"]["added"] == 0
    assert not any(one["added"] or one["changed"] or one["removed"] for one in again[1]["did"].values())
    assert whose[0] == 1
    assert "--school" in whose[1]["refused"][0]["reason"]
    assert theirs[0] == 0


@pytest.mark.only("sqlite")
async def test_the_folder_takes_a_spreadsheet_by_the_kept_columns(
    records: Path, tmp_path: Path, unused_tcp_port: int
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    rows = maple_street()
    env = {"ROOMWIRE_ROSTER_FOLDER": str(folder), "ROOMWIRE_WORKER": "0"}
    async with running(records, env, port=unused_tcp_port) as maple:
        ines = await maple.somebody("Ines Walker")
        put(folder, as_csv(without(rows, "Leo Novak")), "families.csv")
        await look(maple.hub, FolderWatch())
        unknown = await newest(ines)
        await named(ines, as_csv(rows), "families.csv")
        put(folder, as_csv(without(rows, "Leo Novak", "Mia Alvarez")), "families2.csv", ago=0)
        maple.clock.ahead = timedelta(hours=13)
        await look(maple.hub, FolderWatch())
        known = await newest(ines)

    assert unknown["run"]["state"] == "refused"
    assert "An admin says on the page" in unknown["told"]["issues"][0]["reason"]
    assert (known["run"]["state"], known["run"]["counts"]["students"]["lost"]) == ("applied", 2)


async def test_who_is_barred_is_not_let_in_by_a_row_with_another_address(maple: Running) -> None:
    ines, rows = await maple.somebody("Ines Walker"), maple_street()
    tom, rosa = await maple.somebody("Tom Alvarez"), await maple.somebody("Rosa Alvarez")
    mia = next(one["student"] for one in await rosa.conversations() if one["student_name"] == "Mia Alvarez")
    status, body = await ines.ask("PUT", f"/v1/students/{mia}/guardians/{tom.id}", {"tie": "barred"})
    assert status < 300, body
    changed = [list(row) for row in rows]
    his = [(row, at) for row in changed for at, cell in enumerate(row) if cell == "Tom Alvarez"]
    for row, at in his:
        row[at + 1 : at + 3] = ["tom.new@families.example", ""]
    assert [row[0] for row, _ in his] == ["Luca Alvarez", "Mia Alvarez"]  # else the rest would prove nothing
    await named(ines, as_csv(rows), "families.csv")
    upload, trial = await waiting(ines, as_csv(changed), "families.csv")
    done, _ = await yes(ines, upload, trial)
    roster = maple.hub.schools[maple.school].snapshot.roster

    assert trial["told"]["gains"] == []
    assert done == 200
    assert tom.id not in roster.students[mia].guardians
    assert {roster.people[one].name for one in roster.students[mia].guardians} == {"Rosa Alvarez"}


async def test_an_employee_and_a_parent_of_one_id_are_two_people_with_two_accounts(maple: Running) -> None:
    ines, bundle = await maple.somebody("Ines Walker"), read(BUNDLE).bundle
    assert bundle is not None
    team, its = employees(bundle), export(bundle)
    team.append(["7", "Nia", "Newly", "nia@maplestreet.example", "", "", "", "Teacher", "Acorns",
                 "Currently Employed", "", ""])  # fmt: skip
    its.append(["9", "c-7", "Eve", "Bell", "", "Acorns", "Currently Enrolled", "", "", "7", "Ada", "Bell", "Mother",
                "Yes", "Yes", "ada@families.example", "", "", ""])  # fmt: skip
    upload, trial = await waiting(ines, as_xlsx(Families=its, Employees=team), "export.xlsx")
    done, _ = await yes(ines, upload, trial)
    roster = maple.hub.schools[maple.school].snapshot.roster
    nia, ada = (
        next(one for one in roster.people.values() if one.name == name) for name in ("Nia Newly", "Ada Bell")
    )

    assert done == 200
    assert trial["told"]["loses"] == []
    assert nia.human.isdisjoint(ada.human)
