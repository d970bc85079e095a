"""Printed invitations in a real browser: an admin prints, and a parent, or somebody else, comes with the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.notify.test_telling import until
from tests.hub.paper import Sheet, sheets
from tests.hub.people.test_inviting import FRESH, TOM, FirstDay
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_inviting import first, link_to, nothing_sticks_out
from tests.web.test_page import INES

__all__ = ["first"]

pytestmark = pytest.mark.only("sqlite")

OWN = "ben@mail.example"


async def saved(page: Page, button: str, folder: Path) -> list[Sheet]:
    """What is on the pages that a press of a button of the open sheet saves."""
    async with page.expect_download() as downloading:
        await page.get_by_role("dialog").get_by_role("button", name=button).click()
    download = await downloading.value
    path = folder / download.suggested_filename
    await download.save_as(path)
    assert re.fullmatch(r"invitations-\d{4}-\d\d-\d\d\.pdf", path.name)
    return sheets(path.read_bytes())


async def guest(chromium: Browser, url: str, size: dict[str, int] = PHONE, **more: object) -> Page:
    """A page of somebody who is signed in as nobody."""
    context = await chromium.new_context(viewport=size, reduced_motion="reduce", **more)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(url)
    return page


async def print_one(office: Page, name: str, folder: Path) -> Sheet:
    """The page that is printed for somebody who is looked for by name."""
    await office.get_by_role("searchbox").fill(name)
    await office.get_by_role("checkbox", name=name).check()
    await office.get_by_role("button", name="Print 1 page").click()
    (page,) = await saved(office, "Print 1 page", folder)
    await expect(office.get_by_text("1 page was saved, ready to print.")).to_be_visible()
    return page


async def test_an_admin_prints_a_page_and_the_parent_scans_it_and_is_in(
    first: FirstDay, chromium: Browser, tmp_path: Path
) -> None:
    office = await signed_in(chromium, first.maple.url, INES, PHONE)
    await office.goto(f"{first.maple.url}/#/invitations")
    sheet = await print_one(office, "Tom Alvarez", tmp_path)
    await expect(office.get_by_text("Printed, not used").first).to_be_visible()

    page = await guest(chromium, first.maple.url + "/#/printed" + sheet.seen[0].partition("/#/printed")[2])
    await expect(page.get_by_role("heading", name="Welcome, Tom")).to_be_focused()
    await page.get_by_role("button", name="Send me the link").click()
    await expect(page.get_by_text("A link is on its way.")).to_be_visible()
    await page.goto(first.maple.url + await link_to(first, TOM))
    await page.get_by_label("Choose a password").fill(FRESH)
    await page.get_by_role("button", name="Sign up").click()

    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    assert [wrong(one) for one in (office, page)] == [[], []]


async def test_who_has_no_address_types_the_code_an_address_and_the_number_that_the_office_reads_in_the_list(
    first: FirstDay, chromium: Browser, tmp_path: Path
) -> None:
    office = await signed_in(chromium, first.maple.url, INES, PHONE)
    await office.goto(f"{first.maple.url}/#/invitations")
    sheet = await print_one(office, "Ben Carter", tmp_path)
    await expect(office.get_by_text("No page: Ben Carter was invited just now.")).to_be_visible()
    said = await office.get_by_text("Number to say in person").inner_text()
    number = said.partition(": ")[2]

    page = await guest(chromium, first.maple.url)
    await page.get_by_role("link", name="I have a printed or texted invitation").click()
    await page.get_by_label("Code").fill(sheet.code[:-1] + "2")
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_text("Look at it again")).to_be_visible()
    await page.get_by_label("Code").fill(sheet.code.lower())
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_role("heading", name="Welcome, Ben")).to_be_visible()
    await page.get_by_label("Email").fill(OWN)
    await page.get_by_label("Number from the office").fill("1")
    await page.get_by_role("button", name="Send me the link").click()
    await expect(page.get_by_text("Tries left: 4")).to_be_visible()
    await page.get_by_label("Number from the office").fill(number)
    await page.get_by_role("button", name="Send me the link").click()
    await expect(page.get_by_text("A link is on its way.")).to_be_visible()
    await expect(page.get_by_text("Alerts by email go only to the address that the office has")).to_be_visible()
    await page.goto(first.maple.url + await link_to(first, OWN))
    await page.get_by_label("Choose a password").fill(FRESH)
    await page.get_by_role("button", name="Sign up").click()

    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    assert [wrong(one) for one in (office, page)] == [[], []]


async def test_who_is_somebody_else_says_so_with_one_tap_and_the_office_sees_it(
    first: FirstDay, chromium: Browser
) -> None:
    path = f"/#/invited/{await first.link('Tom Alvarez', TOM)}"
    page = await guest(chromium, first.maple.url + path)
    await expect(page.get_by_role("heading", name="Welcome, Tom")).to_be_visible()
    await page.get_by_role("button", name="This is not me").click()
    await expect(page.get_by_text("the school’s office is told")).to_be_visible()
    await page.goto(first.maple.url + path)
    await page.reload()
    await expect(page.get_by_text("This invitation is not good any more.")).to_be_visible()
    office = await signed_in(chromium, first.maple.url, INES, PHONE)
    await office.goto(f"{first.maple.url}/#/invitations")
    await office.get_by_role("button", name="Somebody else had it").click()

    await expect(
        office.get_by_role("list", name="Invitations").get_by_text("Tom Alvarez", exact=True)
    ).to_be_visible()
    await until(lambda: any(one["to"] == INES for one in first.server.received))
    assert wrong(office) == []


async def test_all_not_yet_invited_are_printed_after_it_was_said_how_many(
    first: FirstDay, chromium: Browser, tmp_path: Path
) -> None:
    office = await signed_in(chromium, first.maple.url, INES, PHONE)
    await office.goto(f"{first.maple.url}/#/invitations")
    await office.get_by_role("button", name="Print pages for 3 not yet invited").click()
    sheet = office.get_by_role("dialog", name="Print 3 pages?")
    await expect(sheet.get_by_text("1 of them has no email address of their own")).to_be_visible()
    pages = await saved(office, "Print 3 pages", tmp_path)
    await expect(office.get_by_text("3 pages were saved, ready to print.")).to_be_visible()

    await expect(office.get_by_role("button", name="Print pages for 3 not yet invited")).to_have_count(0)
    assert len({one.code for one in pages}) == 3
    assert first.server.received == []


async def test_a_letter_is_written_looked_at_and_kept(first: FirstDay, chromium: Browser) -> None:
    office = await signed_in(chromium, first.maple.url, INES, PHONE)
    await office.goto(f"{first.maple.url}/#/invitations")
    await office.get_by_role("link", name="Letter to families").click()
    await expect(office.get_by_role("heading", name="Letter to families")).to_be_focused()
    shown = office.get_by_role("region", name="As families read it")
    await expect(shown.get_by_text("Dear families,")).to_be_visible()
    await office.get_by_label("The letter").fill("Dear {family}")
    await expect(office.get_by_text("There is nothing to put in for {family}.")).to_be_visible()
    await expect(office.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    await office.get_by_label("The letter").fill("We begin on Monday. {admin}")
    await expect(shown.get_by_text("We begin on Monday. Ines Walker")).to_be_visible()
    await office.get_by_role("button", name="Save", exact=True).click()
    await expect(office.get_by_text("Saved.")).to_be_visible()
    await office.reload()
    await expect(office.get_by_label("The letter")).to_have_value("We begin on Monday. {admin}")
    async with office.expect_download() as downloading:
        await office.get_by_role("button", name="Save as PDF").click()
    assert (await downloading.value).suggested_filename == "letter.pdf"
    await office.get_by_role("button", name="Back to our sample").click()

    await expect(shown.get_by_text("Dear families,")).to_be_visible()
    assert wrong(office) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_each_screen_fits(
    first: FirstDay, chromium: Browser, tmp_path: Path, scheme: str, size: dict[str, int]
) -> None:
    async def shot(page: Page, name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{size['width']}-{scheme}.png", full_page=True)
        await nothing_sticks_out(page, size)

    office = await signed_in(chromium, first.maple.url, INES, size, color_scheme=scheme)
    await office.goto(f"{first.maple.url}/#/invitations")
    await office.get_by_role("button", name="Print pages for 3 not yet invited").click()
    await expect(office.get_by_role("dialog")).to_be_visible()
    await shot(office, "print")
    await office.get_by_role("button", name="Not now").click()
    sheet = await print_one(office, "Ben Carter", tmp_path)
    await expect(office.get_by_text("Number to say in person")).to_be_visible()
    await shot(office, "printed")
    await office.get_by_role("searchbox").fill("")
    await office.get_by_role("button", name="Not invited").click()
    await office.get_by_role("checkbox", name="Tom Alvarez").check()
    await shot(office, "chosen")
    await office.goto(f"{first.maple.url}/#/letter")
    await expect(office.get_by_text("Dear families,").last).to_be_visible()
    await shot(office, "letter")
    page = await guest(chromium, f"{first.maple.url}/#/printed", size, color_scheme=scheme)
    await expect(page.get_by_label("Code")).to_be_visible()
    await shot(page, "code")
    await page.goto(f"{first.maple.url}/#/printed/{sheet.code}")
    await expect(page.get_by_role("heading", name="Welcome, Ben")).to_be_visible()
    await shot(page, "number")
