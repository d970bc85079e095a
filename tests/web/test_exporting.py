"""Taking a copy out on the page: a parent in one tap, the office with a reason; and reading it from a folder."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.conversations.test_kinds import mia
from tests.hub.records.exports import Export
from tests.hub.records.test_exporting import large, mias, until_free
from tests.hub.running import Running
from tests.web.browser import DESKTOP, signed_in, wrong
from tests.web.test_page import ANA, INES, ROSA
from tests.web.test_photos import shot

pytestmark = pytest.mark.only("sqlite")

NARROW = {"width": 320, "height": 640}
TAKE = "Download everything"
WIDE = "document.documentElement.scrollWidth"


async def taken(page: Page, button: str, folder: Path) -> Export:
    """What the page saves after a press, which must be whole."""
    async with page.expect_download() as saving:
        await page.get_by_role("button", name=button).click()
    saved = await saving.value
    assert saved.suggested_filename.startswith("roomwire-")
    await saved.save_as(folder / "copy.zip")
    return Export((folder / "copy.zip").read_bytes())


async def on_me(served: Running, chromium: Browser, email: str, **more: object) -> Page:
    page = await signed_in(chromium, served.url, email, NARROW, **more)
    await page.goto(f"{served.url}/#/me")
    await expect(page.get_by_role("heading", name="Me", exact=True)).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_parent_takes_a_copy_in_one_tap_and_reads_it_without_the_hub(
    served: Running, chromium: Browser, tmp_path: Path, scheme: str
) -> None:
    await mias(served)
    page = await on_me(served, chromium, ROSA, color_scheme=scheme)
    export = await taken(page, TAKE, tmp_path)
    await expect(page.get_by_text("The copy is whole")).to_be_visible()
    await page.get_by_text("The copy is whole").scroll_into_view_if_needed()
    await shot(page, f"export-me-{scheme}")
    assert await page.evaluate(WIDE) <= NARROW["width"]
    assert wrong(page) == []

    export.zip.extractall(tmp_path / "copy")
    for size in (NARROW, DESKTOP):
        reading = await chromium.new_context(viewport=size, color_scheme=scheme, offline=True)  # type: ignore[arg-type]
        book = await reading.new_page()
        await book.goto((tmp_path / "copy/index.html").as_uri())
        await shot(book, f"export-index-{size['width']}-{scheme}")
        await book.get_by_role("link", name="Mia Alvarez’s teachers").click()
        await expect(book.get_by_text("In the garden")).to_be_visible()
        photo = book.get_by_role("img")
        await photo.scroll_into_view_if_needed()
        async with asyncio.timeout(10):
            while not await photo.evaluate("one => one.complete && one.naturalWidth > 0"):
                await asyncio.sleep(0.02)
        await shot(book, f"export-talk-{size['width']}-{scheme}")
        assert await book.evaluate(WIDE) <= size["width"]
        await book.get_by_role("link", name="Overview").first.click()
        await expect(book.get_by_role("heading", name="Conversations")).to_be_visible()


async def test_what_breaks_off_is_not_saved_and_says_what_to_do(served: Running, chromium: Browser) -> None:
    await mias(served)
    rosa = await served.somebody("Rosa Alvarez")
    page = await on_me(served, chromium, ROSA)
    downloads: list[object] = []
    page.on("download", lambda one: downloads.append(one))

    async def broken(route: object) -> None:
        async with served.http.post(f"{served.url}/v1/exports/family", headers=rosa.headers) as answer:
            raw = await answer.read()
        await route.fulfill(body=raw[:-100], content_type="application/zip")  # type: ignore[attr-defined]

    await page.route("**/v1/exports/family", broken)
    await page.get_by_role("button", name=TAKE).click()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("Ask for it once more.")
    await shot(page, "export-broken")

    assert downloads == []
    await page.unroute("**/v1/exports/family")
    async with page.expect_download():
        await page.get_by_role("button", name=TAKE).click()


async def test_who_stops_or_goes_elsewhere_has_nothing_of_it(served: Running, chromium: Browser) -> None:
    await large(served)
    page = await on_me(served, chromium, ROSA)
    downloads: list[object] = []
    page.on("download", lambda one: downloads.append(one))
    asked = asyncio.Event()
    await page.route("**/v1/exports/family", lambda _route: asked.set())  # it never comes
    await page.get_by_role("button", name=TAKE).click()
    await expect(page.get_by_text("Keep this page open.")).to_be_visible()
    await shot(page, "export-going")
    await page.get_by_role("button", name="Stop").click()
    await expect(page.get_by_role("button", name=TAKE)).to_be_visible()
    await expect(page.get_by_role("main").get_by_role("alert")).to_have_count(0)
    assert asked.is_set()
    await page.unroute("**/v1/exports/family")
    await page.get_by_role("button", name=TAKE).click()
    await page.goto(f"{served.url}/#/")
    await until_free(served)

    assert downloads == []


async def test_the_office_exports_a_child_with_a_reason_and_finds_it_in_the_log(
    served: Running, chromium: Browser, tmp_path: Path
) -> None:
    await mias(served)
    ines = await served.somebody("Ines Walker")
    page = await signed_in(chromium, served.url, INES, NARROW)
    await page.goto(f"{served.url}/#/settings")
    await page.get_by_role("link", name="Export records").click()
    await expect(page.get_by_role("heading", name="Export records")).to_be_focused()
    await page.get_by_role("button", name="Export", exact=True).click()
    await expect(page.get_by_text("Choose a child.")).to_be_visible()
    await expect(page.get_by_text("Say why it is exported.")).to_be_visible()
    await shot(page, "export-office-missing")
    await page.get_by_role("combobox", name="Child").fill("mia al")
    await page.get_by_role("option", name="Mia Alvarez").click()
    await page.get_by_label("Why").fill("Her parents asked for the record")
    await shot(page, "export-office")
    export = await taken(page, "Export", tmp_path)

    assert await page.evaluate(WIDE) <= NARROW["width"]
    assert [one["id"] for one in export.data["children"]] == [await mia(ines)]
    assert "It waits for a yes" in export.pages
    export.zip.extractall(tmp_path / "copy")
    reading = await chromium.new_context(viewport=DESKTOP)
    book = await reading.new_page()
    await book.goto((tmp_path / "copy/index.html").as_uri())
    await shot(book, "export-office-index")
    await book.get_by_role("link", name="Mia Alvarez’s family").click()
    await book.get_by_text("It waits for a yes").scroll_into_view_if_needed()
    await shot(book, "export-office-talk")
    await page.goto(f"{served.url}/#/activity-log")
    await page.get_by_role("combobox", name="Show only").select_option("Exports")
    entry = page.get_by_role("article")
    await expect(entry).to_have_count(1)
    await expect(entry).to_contain_text("Ines Walker exported everything that is kept about Mia Alvarez.")
    await expect(entry).to_contain_text("Why: Her parents asked for the record")
    assert wrong(page) == []


async def test_staff_find_nothing_to_take_out(served: Running, chromium: Browser) -> None:
    page = await on_me(served, chromium, ANA)
    await expect(page.get_by_role("button", name=TAKE)).to_have_count(0)
    await page.goto(f"{served.url}/#/export")
    await page.get_by_label("The whole school").check(force=True)
    await page.get_by_label("Why").fill("I would like to see it")
    await page.get_by_role("button", name="Export", exact=True).click()

    await expect(page.get_by_text("Only admins export what the school keeps.")).to_be_visible()
