"""The first hour of a school in a real browser: what comes next, with its screen, until it is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.hub.people.test_inviting import FirstDay
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_inviting import first, nothing_sticks_out
from tests.web.test_page import ANA, INES

__all__ = ["first"]

pytestmark = pytest.mark.only("sqlite")


async def test_an_admin_is_led_to_the_screen_of_what_comes_next_and_puts_the_list_away(
    first: FirstDay, chromium: Browser
) -> None:
    office = await signed_in(chromium, first.maple.url, INES, PHONE)
    await office.goto(f"{first.maple.url}/#/settings")
    steps = office.get_by_role("region", name="Your first hour")
    await expect(steps.get_by_role("listitem")).to_have_count(4)
    await expect(steps.get_by_role("listitem").filter(has_text="Bring in the roster")).to_contain_text("Done")
    now = steps.locator("[aria-current=step]")
    await expect(now).to_contain_text("Invite staff")
    await now.get_by_role("link", name="Invite staff").click()
    await expect(office.get_by_role("heading", name="Invitations")).to_be_focused()
    await office.goto(f"{first.maple.url}/#/settings")
    await steps.get_by_role("button", name="Show this no more").click()
    await expect(steps).to_have_count(0)
    await office.reload()
    await expect(office.get_by_role("heading", name="Settings")).to_be_visible()
    await expect(office.get_by_role("link", name="Invitations")).to_be_visible()

    await expect(steps).to_have_count(0)
    assert wrong(office) == []


async def test_it_is_gone_once_everybody_is_invited_and_something_was_said(
    first: FirstDay, chromium: Browser
) -> None:
    ana = await first.maple.somebody("Ana Reyes")
    office = await signed_in(chromium, first.maple.url, INES, PHONE)
    await office.goto(f"{first.maple.url}/#/settings")
    steps = office.get_by_role("region", name="Your first hour")
    await expect(steps).to_be_visible()
    await first.change("Ben Carter", email="ben.carter@maplestreet.example")
    await first.invite("Tom Alvarez", "Ben Carter", "Joy Bell")
    await ana.post(await ana.conversation("family", "Mia"), {"type": "text", "text": "Good morning"})
    await office.reload()
    await expect(office.get_by_role("link", name="Invitations")).to_be_visible()

    await expect(steps).to_have_count(0)
    assert wrong(office) == []


async def test_staff_see_nothing_of_it(first: FirstDay, chromium: Browser) -> None:
    page = await signed_in(chromium, first.maple.url, ANA, PHONE)
    await page.goto(f"{first.maple.url}/#/me")
    await expect(page.get_by_role("heading", name="Me", exact=True)).to_be_visible()

    await expect(page.get_by_text("Your first hour")).to_have_count(0)
    assert wrong(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_it_fits(
    first: FirstDay, chromium: Browser, tmp_path: Path, scheme: str, size: dict[str, int]
) -> None:
    office = await signed_in(chromium, first.maple.url, INES, size, color_scheme=scheme)
    await office.goto(f"{first.maple.url}/#/settings")
    await expect(office.get_by_role("region", name="Your first hour")).to_be_visible()
    await office.screenshot(path=tmp_path / f"steps-{size['width']}-{scheme}.png")
    await nothing_sticks_out(office, size)
