"""A spreadsheet, in a real browser: an admin sees its first rows, corrects what a column holds, and applies it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.oneroster.sheets import Rows, as_csv, as_xlsx, cells, without
from tests.hub.people.test_spreadsheets import maple_street
from tests.hub.running import Running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_fitting import fits
from tests.web.test_page import INES
from tests.web.test_roster import SMALLEST, office, read

pytestmark = pytest.mark.only("sqlite")


async def choose(page: Page, packed: bytes, name: str = "families.csv") -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": packed}
    await page.get_by_label("Choose a roster").set_input_files(file)  # type: ignore[arg-type]
    await read(page)


def odd() -> Rows:
    """The demo school under a heading that nobody would guess."""
    return cells(without(maple_street(), "Tom Alvarez"), 1, Room="Where")


async def test_an_admin_says_what_a_column_holds_sees_what_would_change_and_the_next_file_asks_nothing(
    served: Running, chromium: Browser
) -> None:
    page = await office(served, chromium)
    await choose(page, as_csv(odd(), separator=";"))
    wizard = page.get_by_role("form", name="What the columns hold")
    await expect(page.get_by_role("heading", name="What the columns hold")).to_be_focused()
    await expect(wizard.get_by_text("Still missing: the child’s room.")).to_be_visible()
    go = wizard.get_by_role("button", name="See what it would change")
    await expect(go).to_be_disabled()
    await expect(wizard.get_by_label("Column “Child” holds")).to_have_value("child_name:1")
    await expect(wizard.get_by_text(str(odd()[1][0]), exact=True)).to_be_visible()
    await wizard.get_by_label("Column “Where” holds").select_option(label="Child: whole name")
    await expect(wizard.get_by_text("Two columns hold the same: Child: whole name.")).to_be_visible()
    await wizard.get_by_label("Column “Where” holds").select_option(label="Child: room")
    await expect(wizard.get_by_text("Still missing")).to_have_count(0)
    await go.click()
    sheet = page.get_by_role("dialog", name="What this roster would change")
    await expect(sheet.get_by_text("Tom Alvarez leaves, a parent of Luca Alvarez and Mia Alvarez.")).to_be_visible(
        timeout=30_000
    )
    await sheet.get_by_role("button", name="Apply it").click()
    await expect(page.get_by_text("The roster is applied.")).to_be_visible()
    await expect(wizard).to_have_count(0)
    await choose(page, as_csv(odd()))
    await expect(sheet.get_by_text("It would change nothing")).to_be_visible(timeout=30_000)
    await sheet.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="Name the columns anew").click()
    await expect(page.get_by_text("The next spreadsheet asks what its columns hold.")).to_be_visible()
    await choose(page, as_csv(odd()))
    await expect(wizard).to_be_visible()
    await wizard.get_by_role("button", name="Choose another file").click()
    await expect(wizard).to_have_count(0)
    assert wrong(page) == []


async def test_a_workbook_with_employees_is_asked_about_sheet_by_sheet(served: Running, chromium: Browser) -> None:
    page = await office(served, chromium)
    staff: Rows = [["Employee", "Email"], ["Ana Reyes", "ana.reyes@maplestreet.example"]]
    await choose(page, as_xlsx(Families=odd(), Team=staff), "maple.xlsx")
    team = page.get_by_label("“Team” has")
    await expect(team).to_have_value("employees")
    await expect(page.get_by_label("Column “Employee” holds")).to_have_value("employee_name:1")
    await team.select_option(label="nothing for the roster")
    await expect(page.get_by_label("Column “Employee” holds")).to_have_count(0)
    assert wrong(page) == []


async def test_what_the_columns_hold_is_saved_as_a_file_and_a_file_fills_them_in_but_one_that_does_not_fit(
    served: Running, chromium: Browser, tmp_path: Path
) -> None:
    page = await office(served, chromium)
    await choose(page, as_csv(odd()))
    wizard = page.get_by_role("form", name="What the columns hold")
    await expect(wizard.get_by_role("button", name="Save as a file")).to_have_count(0)  # its room is missing
    await wizard.get_by_label("Column “Where” holds").select_option(label="Child: room")
    async with page.expect_download() as saving:
        await wizard.get_by_role("button", name="Save as a file").click()
    saved = tmp_path / (await saving.value).suggested_filename
    await (await saving.value).save_as(saved)
    its = json.loads(saved.read_text())
    stale = tmp_path / "stale.json"
    stale.write_text(json.dumps({"sheets": [its["sheets"][0] | {"headings": maple_street()[0]}]}))
    await wizard.get_by_role("button", name="Choose another file").click()
    await choose(page, as_csv(odd()))
    use, where = wizard.get_by_label("Use a file"), wizard.get_by_label("Column “Where” holds")
    await use.set_input_files(stale)
    await expect(wizard.get_by_role("alert")).to_have_text(
        "The file does not fit. Only in the spreadsheet: “Where”. Only in the file: “Room”."
    )
    await expect(where).to_have_value("")
    await use.set_input_files(saved)
    await expect(where).to_have_value("child_room:1")
    await expect(wizard.get_by_role("alert")).to_have_count(0)
    await wizard.get_by_role("button", name="Choose another file").click()
    await page.get_by_label("Use a file").set_input_files(saved)
    await expect(page.get_by_text("The next spreadsheet with these headings is read by this file.")).to_be_visible()
    await expect(page.get_by_role("button", name="Save as a file")).to_be_visible()
    await choose(page, as_csv(odd()))
    await expect(page.get_by_role("dialog", name="What this roster would change")).to_be_visible(timeout=30_000)

    assert saved.name == "mapping.json"
    assert await (await served.somebody("Ines Walker")).get("/v1/roster/columns") == {"several": False} | its
    assert wrong(page) == []


@pytest.mark.parametrize("size", [SMALLEST, PHONE, DESKTOP], ids=["smallest", "phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "es", "pl"])
async def test_the_columns_fit_every_width_in_every_language(
    served: Running, chromium: Browser, size: dict[str, int], language: str
) -> None:
    ines = await served.somebody("Ines Walker")
    page = await signed_in(chromium, served.url, INES, size)
    await ines.ask("PATCH", "/v1/me", {"language": language})
    await page.goto(f"{served.url}/#/roster")
    await page.reload()
    file = {"name": "families.csv", "mimeType": "text/csv", "buffer": as_csv(odd())}
    await page.locator("input[type=file][accept*='.xlsx']").set_input_files(file)  # type: ignore[arg-type]
    await expect(page.locator("form select").first).to_be_visible(timeout=30_000)

    await fits(page)
    assert wrong(page) == []
