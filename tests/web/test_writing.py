"""Writing a message in a real browser: what is pasted, composed, and shown of it."""

from __future__ import annotations

import base64

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.pictures import photo
from tests.hub.running import Running
from tests.web.browser import DESKTOP, PHONE, signed_in
from tests.web.test_page import ANA

pytestmark = pytest.mark.only("sqlite")

COPY = """async ([words, page, picture]) => {
  const bits = Uint8Array.from(atob(picture), (one) => one.charCodeAt(0));
  const its = {"image/png": new Blob([bits], {type: "image/png"})};
  if (words) its["text/plain"] = new Blob([words], {type: "text/plain"});
  if (page) its["text/html"] = new Blob([page], {type: "text/html"});
  await navigator.clipboard.write([new ClipboardItem(its)]);
}"""
ENTER = """(field, code) => field.dispatchEvent(
  new KeyboardEvent("keydown", {key: "Enter", keyCode: code, bubbles: true, cancelable: true}))"""


async def writing(served: Running, chromium: Browser, size: dict[str, int] = DESKTOP) -> Page:
    """Ana, about to write to Mia's family."""
    family = await (await served.somebody("Ana Reyes")).conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ANA, size)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await page.goto(f"{served.url}/#/c/{family}")
    await page.get_by_placeholder("Write a message").click()
    return page


async def test_what_is_copied_from_word_is_pasted_as_words_and_a_picture_alone_as_a_picture(
    served: Running, chromium: Browser
) -> None:
    page = await writing(served, chromium)
    field, picture = (
        page.get_by_placeholder("Write a message"),
        base64.b64encode(photo("gold", form="PNG")).decode(),
    )

    await page.evaluate(COPY, ["5 ml at noon", "<p>5 ml at noon</p>", picture])
    await page.keyboard.press("Control+V")
    await expect(field).to_have_value("5 ml at noon")
    await expect(page.get_by_role("button", name="Take out")).to_have_count(0)

    await page.evaluate(COPY, ["", "<img src=x>", picture])
    await page.keyboard.press("Control+V")
    await expect(page.get_by_role("button", name="Take out")).to_have_count(1)
    await expect(field).to_have_value("5 ml at noon")


async def test_the_enter_that_ends_a_composition_sends_nothing(served: Running, chromium: Browser) -> None:
    page = await writing(served, chromium)
    field = page.get_by_placeholder("Write a message")
    await field.fill("ありがとう")

    await field.evaluate(ENTER, 229)
    await expect(field).to_have_value("ありがとう")
    await field.evaluate(ENTER, 13)
    await expect(field).to_have_value("")


async def test_links_numbers_and_addresses_are_there_to_be_tapped_and_marks_stay_in_their_bubble(
    served: Running, chromium: Browser
) -> None:
    ana, rosa = await served.somebody("Ana Reyes"), await served.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    await rosa.post(family, "see https://center.example/form_(2026) or call (202) 555-0123, rosa@families.example")
    await rosa.post(family, "Z" + "\u0301" * 300)
    page = await writing(served, chromium, PHONE)

    links = page.get_by_role("log").get_by_role("link")
    await expect(links).to_have_count(3)
    assert [await one.get_attribute("href") for one in await links.all()] == [
        "https://center.example/form_(2026)",
        "tel:2025550123",
        "mailto:rosa@families.example",
    ]
    assert {await one.get_attribute("rel") for one in await links.all()} == {"noopener noreferrer"}
    marked = page.get_by_role("log").locator("p").filter(has_text="Z").last
    assert await marked.evaluate("(one) => getComputedStyle(one).overflow") == "clip"
