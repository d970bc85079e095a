"""How well people can be reached, in a real browser: at a child, among the staff, and in a list of its own."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.hub.notify.test_reachability import forget
from tests.hub.running import Running
from tests.web.browser import PHONE, signed_in, wrong
from tests.web.test_page import ANA, INES

pytestmark = pytest.mark.only("sqlite")


async def test_an_admin_reads_who_is_hard_to_reach_and_what_to_do(served: Running, chromium: Browser) -> None:
    dana = await served.somebody("Dana Novak")
    await forget(served, dana, cell=None, email=None)
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.get_by_role("link", name="Settings").click()
    await page.get_by_role("link", name="Who is hard to reach").click()
    people = page.get_by_role("list", name="Who is hard to reach")
    first = people.get_by_role("listitem").first
    await expect(first).to_contain_text("Dana Novak")
    await expect(first).to_contain_text("Parent · Leo Novak")
    await expect(first).to_contain_text("Not reachable")
    await expect(first).to_contain_text("Ask for a cell number; it comes with the roster.")
    await page.get_by_role("button", name="One way only").click()
    await expect(people).not_to_contain_text("Dana Novak")
    await page.get_by_role("button", name="Not reachable").click()
    await expect(people.get_by_role("heading")).to_have_count(1)
    await page.get_by_role("link", name="Alerts that did not arrive").click()
    await page.get_by_role("link", name="Whom to call").click()
    await page.get_by_role("link", name="Not reached: alerts that did not arrive").click()
    await expect(page.get_by_role("heading", name="Not reached")).to_be_visible()

    assert wrong(page) == []


async def test_a_teacher_sees_at_a_child_of_their_room_how_each_parent_is_reached(
    served: Running, chromium: Browser
) -> None:
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.goto(f"{served.url}/#/children")
    await page.get_by_role("button", name="Mia Alvarez").click()
    tom = page.get_by_role("article", name="Tom Alvarez")
    await expect(tom).to_contain_text("One way only: email")
    await tom.get_by_text("One way only: email").click()
    await expect(tom).to_contain_text("No number is marked cell.")
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Leo Novak").click()
    await expect(page.get_by_role("article", name="Dana Novak")).to_be_visible()
    await expect(page.get_by_role("article", name="Dana Novak").locator("[data-label]")).to_have_count(0)

    assert wrong(page) == []


async def test_an_admin_sees_among_the_staff_who_is_reached_by_one_way_only(
    served: Running, chromium: Browser
) -> None:
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.goto(f"{served.url}/#/staff")
    await expect(page.get_by_role("button", name="Kim Osei")).to_contain_text("One way only: email")
    await page.get_by_role("button", name="Kim Osei").click()
    await page.get_by_role("dialog").get_by_text("One way only: email").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Ask for a cell number")

    assert wrong(page) == []
