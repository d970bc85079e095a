"""A mapping file says what the columns of spreadsheets hold: to the command, in the folder, over HTTP."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.commands.demo import BUNDLE
from hub.inbound.roster.watched_folder import FolderWatch, look
from hub.oneroster.spreadsheet.mapping_file import LARGEST_MAPPING
from tests.hub.oneroster.sheets import Rows, as_csv, as_xlsx, cells, without
from tests.hub.people.test_roster import command, counts, imported
from tests.hub.people.test_roster_runs import brought, newest, put
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.people.test_spreadsheets import maple_street, named, said
from tests.hub.running import Running, running


def odd() -> Rows:
    """The demo school under headings that nobody would guess, without Leo."""
    return cells(cells(without(maple_street(), "Leo Novak"), 1, Room="Where"), 1, Child="Who")


def mapping(rows: Rows) -> dict[str, Any]:
    """What somebody writes by hand for such a sheet."""
    held = {"Who": {"field": "child_name"}, "Where": {"field": "child_room"}}
    for nth in (1, 2, 3):
        held |= {
            f"Parent {nth} {what}": {"field": f"parent_{what.lower()}", "nth": nth}
            for what in ("Name", "Email", "Cell")
        }
    return {"sheets": [{"headings": rows[0], "about": "children", "columns": [held.get(one) for one in rows[0]]}]}


def of_others(where: str) -> dict[str, Any]:
    """A mapping of sheets that call the room otherwise."""
    its = mapping(odd())
    its["sheets"][0]["headings"] = [where if one == "Where" else one for one in its["sheets"][0]["headings"]]
    return its


def written(path: Path, its: object) -> Path:
    path.write_text(its if isinstance(its, str) else json.dumps(its))
    return path


def places(body: Any) -> list[tuple[str, int, str]]:
    return [(one["file"], one["line"], one["column"]) for one in body["refused"]]


async def test_the_command_reads_a_spreadsheet_by_a_mapping_file_and_keeps_nothing_of_it(
    records: Path, tmp_path: Path
) -> None:
    file, its = tmp_path / "families.csv", written(tmp_path / "ours.json", mapping(odd()))
    file.write_bytes(as_csv(odd()))
    unknown = await imported(records, file)
    dry = await imported(records, file, "--mapping", str(its), "--dry-run")
    done = await imported(records, file, "--mapping", str(its))
    again = await imported(records, file)

    assert (unknown[0], again[0]) == (1, 1)
    assert "An admin says on the page" in again[1]["refused"][0]["reason"]
    assert (dry[0], dry[1]["applied"], counts(dry[1]["would"])["students"]) == (0, False, (0, 0, 1))
    assert (done[0], done[1]["applied"], counts(done[1]["did"])["students"]) == (0, True, (0, 0, 1))
    assert counts(done[1]["did"]).get("people", (0, 0, 0))[0] == 0


async def test_a_mapping_file_that_no_longer_fits_is_refused_with_its_columns_and_nothing_is_imported(
    records: Path, tmp_path: Path
) -> None:
    file, its = tmp_path / "families.csv", written(tmp_path / "ours.json", mapping(odd()))
    file.write_bytes(as_csv(cells(odd(), 1, Where="Classroom")))
    stale = await imported(records, file, "--mapping", str(its))
    file.write_bytes(as_csv(without(maple_street(), "Leo Novak")))  # whose headings are kept, too
    async with running(records) as maple:
        await named(await maple.somebody("Ines Walker"), as_csv(maple_street()), "families.csv")
    kept = await imported(records, file, "--mapping", str(its))
    book = tmp_path / "book.xlsx"
    both = mapping(odd())
    both["sheets"].append({"headings": ["Name"], "about": "employees", "columns": [{"field": "employee_name"}]})
    book.write_bytes(as_xlsx(Families=odd()))
    gone = await imported(records, book, "--mapping", str(written(tmp_path / "both.json", both)))
    whole = await imported(records, BUNDLE)
    several = await imported(
        records, book, "--mapping", str(written(tmp_path / "both.json", both | {"several": True})), "--dry-run"
    )

    assert [(code, body["applied"]) for code, body in (stale, kept, gone)] == [(1, False)] * 3
    assert places(stale[1]) == [("families.csv", 1, "")]
    assert "does not say what these columns hold: “Classroom”" in stale[1]["refused"][0]["reason"]
    assert "no columns with these headings: “Where”" in stale[1]["refused"][0]["reason"]
    assert "does not fit this sheet" in kept[1]["refused"][0]["reason"]
    assert places(gone[1]) == [("both.json", 0, "sheets[1]")]
    assert counts(whole[1]["did"]) == {}
    assert (several[0], counts(several[1]["would"])["students"]) == (0, (0, 0, 1))


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("{", "truncated"),
        ("[" * 100_000, "Expected `object`"),
        ("\udcff", "malformed"),
        ({"dates": "dmy"}, "unknown field `dates`"),
        ({"sheets": []}, "sheets: expected `array` of length >= 1"),
        ("x" * (LARGEST_MAPPING + 1), "larger than"),
        ({"sheets": [{"headings": ["A"], "about": "pets", "columns": [None]}]}, r"sheets\[0\].about: "),
        ({"sheets": [{"headings": ["A"], "about": "employees", "columns": [{"field": "shoe"}]}]},
         r"sheets\[0\].columns\[0\].field: "),
        ({"sheets": [{"headings": ["A"], "about": "employees", "columns": [{"field": "employee_name", "n": 1}]}]},
         r"sheets\[0\].columns\[0\]: .*unknown field `n`"),
        ({"sheets": [{"headings": ["A"], "about": "employees", "columns": [None]}]},
         r"sheets\[0\]: Say which column has the employee’s name"),
        ({"sheets": [{"headings": ["A"], "about": "employees", "columns": []}]}, r"sheets\[0\]: A column cannot"),
        ({"sheets": [{"headings": ["A"], "about": "nothing", "columns": []}]}, r"sheets\[0\]: A column cannot"),
    ],
)  # fmt: skip
async def test_a_file_that_is_no_mapping_says_where_it_goes_wrong_and_nothing_is_imported(
    records: Path, tmp_path: Path, change: Any, says: str
) -> None:
    file, its = tmp_path / "families.csv", tmp_path / "ours.json"
    file.write_bytes(as_csv(odd()))
    text = change if isinstance(change, str) else json.dumps(mapping(odd()) | change)
    its.write_bytes(text.encode(errors="surrogateescape"))
    code, body = await imported(records, file, "--mapping", str(its))

    assert (code, body["applied"], places(body)) == (1, False, [("ours.json", 0, "")])
    assert re.search(says, body["refused"][0]["reason"]), body["refused"][0]["reason"]
    assert counts((await imported(records, BUNDLE))[1]["did"]) == {}


@pytest.mark.only("sqlite")
async def test_a_mapping_file_that_is_not_there_or_not_needed_is_not_passed_over(
    records: Path, tmp_path: Path
) -> None:
    file, its = tmp_path / "families.csv", written(tmp_path / "ours.json", mapping(odd()))
    file.write_bytes(as_csv(odd()))
    missing = await imported(records, file, "--mapping", str(tmp_path / "none.json"))
    folder = await imported(records, file, "--mapping", str(tmp_path))
    bundle = await imported(records, BUNDLE, "--mapping", str(its))
    code, out, _ = await command(records, "roster", "import", str(file), "--mapping", str(tmp_path / "none.json"))

    assert [(one[0], one[1]["applied"]) for one in (missing, folder, bundle)] == [(1, False)] * 3
    assert places(missing[1]) == [("none.json", 0, "")]
    assert "no spreadsheet" in bundle[1]["refused"][0]["reason"]
    assert (code, "refused: none.json: There is no mapping file here that can be read." in out) == (1, True)


@pytest.mark.only("sqlite")
async def test_a_mapping_file_with_the_mark_of_an_editor_is_read(records: Path, tmp_path: Path) -> None:
    file, its = tmp_path / "families.csv", tmp_path / "ours.json"
    file.write_bytes(as_csv(odd()))
    its.write_bytes(b"\xef\xbb\xbf" + json.dumps(mapping(odd())).encode())
    code, body = await imported(records, file, "--mapping", str(its), "--dry-run")

    assert (code, body["refused"]) == (0, [])


@pytest.mark.only("sqlite")
async def test_the_folder_reads_its_spreadsheets_by_the_mapping_file_beside_them_and_by_nothing_else(
    records: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    env = {"ROOMWIRE_ROSTER_FOLDER": str(folder), "ROOMWIRE_WORKER": "0"}
    async with running(records, env) as maple:
        ines, watch = await maple.somebody("Ines Walker"), FolderWatch()

        async def looked() -> Any:
            maple.clock.ahead += timedelta(hours=13)
            await look(maple.hub, watch)
            return await newest(ines)

        await named(ines, as_csv(maple_street()), "families.csv")
        written(folder / "Mapping.JSON", mapping(odd()))
        put(folder, as_csv(without(maple_street(), "Leo Novak")), "families.csv")
        stale = await looked()
        put(folder, as_csv(odd()), "families-2.csv", ago=0)
        known = await looked()
        written(folder / "mapping.json", "{")
        put(folder, as_csv(without(odd(), "Mia Alvarez")), "families-3.csv", ago=-46_800)
        two = await looked()
        (folder / "Mapping.JSON").unlink()
        broken = await looked()
        written(folder / "mapping.json", mapping(odd()))
        mended = await looked()

    assert stale["run"]["state"] == "refused"
    assert "does not fit this sheet any more" in stale["told"]["issues"][0]["reason"]
    assert (known["run"]["state"], known["run"]["counts"]["students"]["lost"]) == ("applied", 1)
    assert two["run"]["state"] == "refused"
    assert "two mapping files" in two["told"]["issues"][0]["reason"]
    assert broken["run"]["state"] == "refused"
    assert (mended["run"]["state"], mended["run"]["counts"]["students"]["lost"]) == ("applied", 1)


@pytest.mark.only("sqlite")
async def test_the_folder_tells_once_why_a_spreadsheet_does_not_come_in_and_again_when_the_reason_is_another(
    records: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    env = {"ROOMWIRE_ROSTER_FOLDER": str(folder), "ROOMWIRE_WORKER": "0"}
    async with running(records, env) as maple:
        ines, watch = await maple.somebody("Ines Walker"), FolderWatch()

        async def looked() -> tuple[str, str, Any]:
            """How the newest run ended, why, and when."""
            maple.clock.ahead += timedelta(hours=13)
            await look(maple.hub, watch)
            its = await newest(ines)
            issues = [one["reason"] for one in its["told"]["issues"]]
            return its["run"]["state"], str(issues), its["run"]["ended_at"]

        written(folder / "mapping.json", "{")
        put(folder, as_csv(odd()), "families.csv")
        broken, still = await looked(), await looked()
        written(folder / "mapping.json", of_others("Classroom"))
        stale, as_stale = await looked(), await looked()
        written(folder / "mapping.json", mapping(odd()))
        known = await looked()
        written(folder / "mapping.json", of_others("Group"))
        later, as_later = await looked(), await looked()
        written(folder / "mapping.json", mapping(odd()))
        mended = await looked()

    assert (broken[0], "truncated" in broken[1], still) == ("refused", True, broken)
    assert (stale[0], "“Classroom”" in stale[1], as_stale) == ("refused", True, stale)
    assert known[0] == "applied"
    assert (later[0], "“Group”" in later[1], as_later) == ("refused", True, later)
    assert mended[0] == "unchanged"


async def test_what_is_kept_comes_down_as_a_file_that_is_taken_again_and_by_the_command_as_well(
    records: Path, tmp_path: Path
) -> None:
    file = tmp_path / "families.csv"
    async with running(records) as maple:
        ines = await maple.somebody("Ines Walker")
        none, why = await ines.ask("GET", "/v1/roster/columns")
        await named(ines, as_csv(maple_street()), "families.csv")
        one = await ines.get("/v1/roster/columns")
        put_, body = await ines.ask("PUT", "/v1/roster/columns", mapping(odd()))
        both = await ines.get("/v1/roster/columns")
        await ines.ask("DELETE", "/v1/roster/columns")
        again, problem = await ines.ask("PUT", "/v1/roster/columns", both)
        anew = await ines.get("/v1/roster/columns")
        asked = (await brought(ines, as_csv(odd()), "families.csv"))[1]["to_name"]

    file.write_bytes(as_csv(odd()))
    code, said_ = await imported(
        records, file, "--mapping", str(written(tmp_path / "kept.json", both)), "--dry-run"
    )
    assert (none, put_, again) == (404, 204, 204), (why, body, problem)
    assert (one["several"], len(one["sheets"])) == (False, 1)
    assert (both["several"], len(both["sheets"])) == (True, 2)
    assert both["sheets"][0] == one["sheets"][0]
    assert anew == both
    assert asked is None
    assert (code, counts(said_["would"])["students"]) == (0, (0, 0, 1))


async def test_a_mapping_that_is_too_large_or_with_unknown_keys_is_refused_and_what_is_kept_stays(
    maple: Running,
) -> None:
    ines = await maple.somebody("Ines Walker")
    _, first = await brought(ines, as_csv(maple_street()), "families.csv")
    await ines.ask("PUT", "/v1/roster/columns", said(first))
    before = await ines.get("/v1/roster/columns")
    large = mapping(odd())
    large["sheets"][0]["headings"] = ["x" * 100] * 5_000
    odd_key = mapping(odd()) | {"dates": "dmy"}
    twice = mapping(odd())
    twice["sheets"] *= 2
    twice["sheets"][1] = twice["sheets"][1] | {"about": "nothing", "columns": [None] * len(odd()[0])}
    answers = [await ines.ask("PUT", "/v1/roster/columns", one) for one in (large, odd_key, twice)]

    assert [status for status, _ in answers] == [413, 422, 422]
    assert "dates" in answers[1][1]["detail"]
    assert "Two sheets have the same headings" in answers[2][1]["detail"]
    assert await ines.get("/v1/roster/columns") == before


async def test_a_mapping_file_is_the_admins_of_its_school_alone(records: Path, tmp_path: Path) -> None:
    await imported(records, elsewhere(tmp_path))
    async with running(records) as maple:
        ines, elm = await maple.somebody("Ines Walker"), await at_elm(maple, "Ines Walker")
        await ines.ask("PUT", "/v1/roster/columns", mapping(odd()))
        others = [
            (await (await maple.somebody(name)).ask("GET", "/v1/roster/columns"))[0]
            for name in ("Ana Reyes", "Rosa Alvarez")
        ]

        assert (await ines.get("/v1/roster/columns"))["sheets"]
        assert others == [403, 403]
        assert (await elm.ask("GET", "/v1/roster/columns"))[0] == 404
