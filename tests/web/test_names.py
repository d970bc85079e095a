"""A parent wishes another name, in a real browser, and the office answers; whose parent it is stands beside."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.hub.running import Running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_page import ANA, INES, ROSA
from tests.web.test_why import SMALL, UNNAMED

pytestmark = pytest.mark.only("sqlite")

TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"


async def test_a_parent_asks_for_a_name_and_is_called_so_when_an_admin_agrees(
    served: Running, chromium: Browser
) -> None:
    desk = await signed_in(chromium, served.url, INES, DESKTOP)
    await desk.get_by_role("link", name="Me", exact=True).click()
    await desk.get_by_role("link", name="Names", exact=True).click()
    await expect(desk.get_by_text("Nobody waits for an answer.")).to_be_visible()

    phone = await signed_in(chromium, served.url, ROSA, PHONE)
    await phone.get_by_role("link", name="Me", exact=True).click()
    await phone.get_by_label("Display name").fill("Inеs Walker")
    await phone.get_by_role("button", name="Ask for this name").click()
    await expect(phone.get_by_text("A word of this name mixes letters")).to_be_visible()
    await phone.get_by_label("Display name").fill("Rosie Alvarez")
    await phone.get_by_role("button", name="Ask for this name").click()
    await expect(phone.get_by_text("You asked to be called Rosie Alvarez.")).to_be_visible()

    card = desk.get_by_role("article", name="Rosie Alvarez")  # it comes by itself
    await expect(card).to_contain_text("Rosa Alvarez, parent of Luca and Mia")
    await card.get_by_role("button", name="Decline… the name Rosie Alvarez").click()
    await card.get_by_label("Why not; Rosa Alvarez reads this").fill("Both names as in your papers, please.")
    assert (await desk.evaluate(UNNAMED), await desk.evaluate(SMALL)) == ([], [])
    assert (await desk.evaluate(TOO_WIDE), await phone.evaluate(TOO_WIDE)) == (False, False)
    await desk.emulate_media(color_scheme="dark")
    await card.get_by_role("button", name="Decline", exact=True).click()
    await expect(desk.get_by_text("Declined by Ines Walker: Both names")).to_be_visible()
    await expect(phone.get_by_text("The school did not agree to Rosie Alvarez: Both names")).to_be_visible()

    await phone.get_by_label("Display name").fill("Rosa Maria Alvarez")
    await phone.get_by_role("button", name="Ask for this name").click()
    await desk.get_by_role("button", name="Approve the name Rosa Maria Alvarez").click()
    await expect(desk.get_by_text("Everybody reads Rosa Maria Alvarez from now on.")).to_be_visible()
    await expect(phone.locator(".who .name")).to_have_text("Rosa Maria Alvarez")
    await phone.get_by_role("button", name="Be called Rosa Alvarez again").click()
    await expect(phone.locator(".who .name")).to_have_text("Rosa Alvarez")
    assert wrong(desk) == wrong(phone) == []


async def test_whose_parent_somebody_is_stands_at_the_first_of_what_they_say_and_names_find_a_family(
    served: Running, chromium: Browser
) -> None:
    rosa = await served.somebody("Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")
    for text in ("Hello Ana", "She slept badly"):
        await rosa.post(family, text)
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.get_by_role("searchbox").fill("rosa acorns")
    row = page.get_by_role("link").filter(has_text="Mia Alvarez’s family")
    await expect(row).to_be_visible()
    await expect(page.get_by_role("link").filter(has_text="Leo")).to_have_count(0)
    await row.click()

    await expect(page.get_by_text("Rosa Alvarez, parent of Luca and Mia")).to_have_count(1)
    await expect(page.get_by_text("She slept badly", exact=True)).to_be_visible()
    assert await page.evaluate(TOO_WIDE) is False
