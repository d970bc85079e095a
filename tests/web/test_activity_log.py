"""The activity log, in a real browser: an admin looks through it as they type, on the narrowest phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.running import Running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_page import ANA, INES

pytestmark = pytest.mark.only("sqlite")

NARROW = {"width": 320, "height": 640}


async def something_done(served: Running) -> None:
    """Ines changes what Ben may do, Rosa comes in, and somebody tries her password."""
    ines, ben = await served.somebody("Ines Walker"), await served.somebody("Ben Carter")
    await served.somebody("Rosa Alvarez")
    assert (await ines.ask("PUT", f"/v1/staff/{ben.id}", {"families": "read"}))[0] == 200
    rosa = {"email": "rosa.alvarez@families.example", "password": "wrong"}
    async with served.http.post(f"{served.url}/v1/sign-in", json=rosa) as answer:
        assert answer.status == 401
    await served.hub.finish(5)
    maple = await ines.conversation("family", "Mia")
    await ines.messages(maple)


async def opened(served: Running, chromium: Browser, size: dict[str, int], **more: object) -> Page:
    page = await signed_in(chromium, served.url, INES, size, **more)
    await page.goto(f"{served.url}/#/settings")
    await page.get_by_role("link", name="Activity log").click()
    await expect(page.get_by_role("heading", name="Activity log")).to_be_focused()
    return page


async def test_an_admin_finds_who_did_what_as_they_type(served: Running, chromium: Browser) -> None:
    await something_done(served)
    page = await opened(served, chromium, NARROW)
    entries = page.get_by_role("article")
    await expect(entries.first).to_contain_text("Ines Walker signed in.")
    await expect(page.get_by_role("region", name="Today")).to_be_visible()

    await page.get_by_role("searchbox").press_sequentially("ben cart")
    await expect(entries).to_have_count(2)
    await expect(entries.first).to_contain_text("Ines Walker changed what Ben Carter may do.")
    await expect(entries.first).to_contain_text("now may read, before may read and write.")
    await page.get_by_role("searchbox").fill("")
    kinds = page.get_by_role("combobox", name="Show only")
    await kinds.select_option("Rights")
    await expect(entries).to_have_count(1)
    await kinds.select_option("Everything")
    await page.get_by_role("button", name="Show only Rosa Alvarez").first.click()
    await expect(entries).to_have_count(2)
    await expect(entries.first).to_contain_text("Somebody tried to sign in as Rosa Alvarez with a wrong password.")
    await expect(entries.first).to_contain_text("from 127.0.0.1")
    await page.get_by_role("searchbox").fill("nobody at all")
    await expect(page.get_by_text("Nothing on record is like that.")).to_be_visible()
    await page.get_by_role("button", name="Show everything").click()
    await expect(page.get_by_role("searchbox")).to_have_value("")
    await expect(entries.first).to_contain_text("Ines Walker signed in.")
    await page.get_by_label("Day", exact=True).fill("2020-01-01")
    await expect(page.get_by_text("Nothing on record is like that.")).to_be_visible()
    await page.get_by_label("Day", exact=True).fill("")
    await kinds.select_option("Who looked")
    await expect(entries).to_have_count(1)
    await page.get_by_role("link", name="Open the conversation").click()
    await expect(page.get_by_role("heading", name="Mia")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    assert wrong(page) == []


async def test_an_admin_sets_for_how_long_addresses_are_kept_and_takes_it_back(
    served: Running, chromium: Browser
) -> None:
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.goto(f"{served.url}/#/settings")
    days = page.get_by_label("Days that addresses of sign-ins are kept")
    await expect(days).to_have_value("90")
    await days.fill("9999")
    await expect(page.get_by_text("Give a number of days from 0 to 730.")).to_be_visible()
    await days.fill("30")
    await page.get_by_role("button", name="Save days").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(days).to_have_value("90")
    assert wrong(page) == []


async def test_staff_are_told_that_it_is_not_theirs(served: Running, chromium: Browser) -> None:
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.goto(f"{served.url}/#/activity-log")

    await expect(page.get_by_text("Only admins see who signed in and who changed what.")).to_be_visible()
    await expect(page.get_by_role("article")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROW, DESKTOP])
async def test_it_fits(
    served: Running, chromium: Browser, tmp_path: Path, scheme: str, size: dict[str, int]
) -> None:
    await something_done(served)
    page = await opened(served, chromium, size, color_scheme=scheme)
    await expect(page.get_by_role("article").first).to_be_visible()
    await page.screenshot(path=tmp_path / f"log-{size['width']}-{scheme}.png")

    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    small = await page.evaluate(
        """() => [...document.querySelectorAll("main button, main a, main input, main select")].filter((one) =>
             one.getBoundingClientRect().height < 40).map((one) => one.textContent)"""
    )
    assert small == []
