"""Every screen fits the narrowest phone: no word breaks, nothing scrolls away, and no notice hides an emergency."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.conversations.test_urgency import say
from tests.hub.running import Running
from tests.web.browser import signed_in, wrong
from tests.web.test_emergency import WORDS, bar, family
from tests.web.test_page import ANA, INES, ROSA

pytestmark = pytest.mark.only("sqlite")

NARROW = {"width": 360, "height": 640}
BEYOND = """() => {
  const { scrollWidth, scrollHeight } = document.documentElement;
  return [scrollWidth - innerWidth, scrollHeight - innerHeight];
}"""
BROKEN = """() => [
  ...document.querySelectorAll("h1, h2, nav a, .options span, .day > :first-child"),
].flatMap((one) => {
  const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode())
    for (const word of walk.currentNode.data.matchAll(/[^\\s@.]+/g)) {
      const range = document.createRange();
      range.setStart(walk.currentNode, word.index);
      range.setEnd(walk.currentNode, word.index + word[0].length);
      if (range.getClientRects().length > 1) found.push(word[0]);
    }
  return found;
})"""


async def fits(page: Page) -> None:
    assert await page.evaluate(BEYOND) == [0, 0]
    assert await page.evaluate(BROKEN) == []


async def test_a_screen_that_breaks_a_word_is_noticed(served: Running, chromium: Browser) -> None:
    page = await signed_in(chromium, served.url, ANA, NARROW)
    narrowed = """() => { const its = document.querySelector("h1").style;
      its.width = "3rem"; its.setProperty("overflow-wrap", "anywhere", "important") }"""
    await page.evaluate(narrowed)  # a style sheet of a test's own is none that the page loads

    assert "Messages" in await page.evaluate(BROKEN)


OF_ADMINS = ("settings", "attendance", "children", "staff", "names", "roster", "letter", "activity-log", "why/-/-")


@pytest.mark.parametrize("email", [ROSA, ANA, INES], ids=["parent", "staff", "admin"])
async def test_no_screen_breaks_a_word_or_scrolls_off_at_360(
    served: Running, chromium: Browser, email: str
) -> None:
    page = await signed_in(chromium, served.url, email, NARROW)
    await fits(page)
    for where in (
        "me",
        "sign-ins",
        "second-factor",
        "passkeys",
        *(OF_ADMINS if email == INES else ("attendance",) if email == ANA else ()),
    ):
        await page.goto(f"{served.url}/#/{where}")
        await expect(page.locator("main h1").first).to_be_visible()
        await page.wait_for_load_state("networkidle")
        await fits(page)
    assert wrong(page) == []


async def test_the_words_for_how_loud_it_is_stay_whole(served: Running, chromium: Browser) -> None:
    ines = await served.somebody("Ines Walker")
    page = await signed_in(chromium, served.url, INES, NARROW)
    await page.goto(f"{served.url}/#/c/{await ines.conversation('announcement')}")
    await page.get_by_role("button", name="Mark as urgent").click()
    await expect(page.get_by_text("Emergency", exact=True)).to_be_visible()
    await fits(page)


async def test_however_many_notices_there_are_the_emergency_is_confirmed(
    served: Running, chromium: Browser
) -> None:
    ines, mia = await family(served)
    page = await signed_in(chromium, served.url, ROSA, NARROW)
    await say(ines, mia, WORDS, "emergency")
    button = bar(page).get_by_role("button", name="I have read this")
    await expect(button).to_be_visible()
    await page.evaluate(
        """() => document.querySelector(".toasts").append(...Array.from({ length: 20 }, () => {
          const one = document.createElement("p");
          one.textContent = "A notice";
          Object.assign(one.style, { width: "100%", height: "4rem", pointerEvents: "auto", background: "black" });
          return one;
        }))"""
    )
    await button.click()

    await expect(bar(page)).to_have_count(0)


async def test_a_bottle_that_was_told_without_a_moment_is_amended_at_the_one_it_stands_at(
    served: Running, chromium: Browser
) -> None:
    ana = await served.somebody("Ana Reyes")
    day = await ana.conversation("day", "Mia")
    await ana.post(day, {"type": "bottle", "contents": "formula", "amount_ml": 120})
    page = await signed_in(chromium, served.url, ANA, NARROW)
    await page.goto(f"{served.url}/#/c/{day}")
    card = page.locator("article").filter(has_text="120 ml")
    await card.get_by_role("button", name="Change or withdraw").click()
    await page.get_by_role("dialog").get_by_role("button", name="More").click()
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()

    await expect(page.locator("article").filter(has_text="130 ml")).to_contain_text("edited")
    assert wrong(page) == []
