"""The screen "Why?" in a real browser: chosen by touch and by keyboard, every answer with its reason."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.conversations.test_kinds import mia
from tests.hub.running import Running
from tests.web.browser import PHONE, signed_in, wrong
from tests.web.test_page import ANA, INES, ROSA

pytestmark = pytest.mark.only("sqlite")


UNNAMED = """() => [...document.querySelectorAll("main input, main button, main a, main [role=listbox]")]
  .filter((one) => one.offsetParent !== null)
  .filter((one) => !(one.labels?.length || one.getAttribute("aria-label") || one.textContent.trim()))
  .map((one) => one.outerHTML)"""
SMALL = """() => [...document.querySelectorAll("main input, main button, main a, main [role=option]")]
  .filter((one) => one.offsetParent !== null && one.getBoundingClientRect().height < 44)
  .map((one) => one.outerHTML)"""


async def answers(page: Page) -> list[str]:
    """What each answer says: its head with the word."""
    return [one.strip() for one in await page.get_by_role("listitem").get_by_role("heading").all_inner_texts()]


async def test_an_admin_learns_by_touch_why_a_teacher_does_not_hear_and_changes_it_where_the_answer_leads(
    served: Running, chromium: Browser
) -> None:
    page = await signed_in(chromium, served.url, INES, PHONE, has_touch=True)
    await page.get_by_role("link", name="Settings").tap()
    await page.get_by_role("link", name="Why?").tap()
    await expect(page.get_by_text("The answers stand here as soon as both are chosen.")).to_be_visible()

    person, child = page.get_by_role("combobox", name="Person"), page.get_by_role("combobox", name="Child")
    await person.tap()
    await person.fill("carter")
    await page.get_by_role("option", name="Ben Carter").tap()
    await child.tap()
    await child.fill("mia")
    assert await page.evaluate(SMALL) == []
    await page.get_by_role("option", name="Mia Alvarez").tap()

    await expect(person).to_have_value("Ben Carter")
    hears = page.get_by_role("listitem").filter(has_text="Hears of what Mia Alvarez’s family writes")
    await expect(hears).to_contain_text("No")
    assert await answers(page) == [
        "Sees Mia Alvarez: Yes",
        "Writes to Mia Alvarez’s family: No",
        "Hears of what Mia Alvarez’s family writes: No",
        "Picks Mia Alvarez up: No",
    ]
    await expect(hears).to_contain_text("Mia Alvarez is in Acorns, Ben Carter is in Saplings.")
    assert (await page.evaluate(UNNAMED), await page.evaluate(SMALL)) == ([], [])

    await hears.get_by_role("link", name="Change it under Staff").tap()
    await expect(page.get_by_role("dialog", name="Ben Carter")).to_be_visible()
    ben, ines = await served.somebody("Ben Carter"), await served.somebody("Ines Walker")
    rooms = (await ines.get("/v1/staff"))["rooms"]
    acorns = next(one["id"] for one in rooms if one["name"] == "Acorns")
    assert (await ines.ask("PUT", f"/v1/staff/{ben.id}", {"rooms": [{"room": acorns}]}))[0] == 200
    await page.go_back()
    await expect(page.get_by_role("listitem").filter(has_text="Hears of what")).to_contain_text("Yes")
    assert wrong(page) == []


async def test_a_teacher_asks_by_keyboard_alone_and_escape_closes_what_was_opened(
    served: Running, chromium: Browser
) -> None:
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.get_by_role("link", name="Children", exact=True).click()
    await page.get_by_label("Search by name or room").fill("mia al")
    await page.get_by_role("button", name="Mia Alvarez").press("Enter")
    await page.get_by_role("link", name="Why does somebody hear of Mia Alvarez, or not?").press("Enter")

    await expect(page.get_by_role("heading", name="Why?")).to_be_focused()
    person, child = page.get_by_role("combobox", name="Person"), page.get_by_role("combobox", name="Child")
    await expect(child).to_have_value("Mia Alvarez")
    await page.keyboard.press("Tab")
    await expect(person).to_be_focused()
    await page.keyboard.type("alvarez")
    await expect(page.get_by_role("option")).to_have_count(2)
    await expect(page.get_by_role("option", selected=True)).to_contain_text("Rosa Alvarez")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("option")).to_have_count(0)
    await expect(person).to_have_value("")
    await page.keyboard.type("alvarez")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("option", selected=True)).to_contain_text("Tom Alvarez")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", name="Hears of what the school writes: Yes")).to_be_visible()
    await expect(page.locator("main").get_by_role("status")).to_have_text(
        "Tom Alvarez and Mia Alvarez: 4 yes, 0 no."
    )
    await expect(person).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(child).to_be_focused()
    await page.keyboard.type("nobody at all")
    await expect(page.get_by_text("No child is called that.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(child).to_have_value("Mia Alvarez")
    await expect(page.get_by_role("link", name="Change it under")).to_have_count(0)
    assert wrong(page) == []


async def test_who_gets_this_leads_to_why_somebody_is_missing(served: Running, chromium: Browser) -> None:
    ana = await served.somebody("Ana Reyes")
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.goto(f"{served.url}/#/c/{await ana.conversation('family', 'Mia')}")
    await page.get_by_role("button", name="Who gets this?").click()
    sheet = page.get_by_role("dialog", name="Who gets this?")
    await sheet.get_by_role("link", name="Is somebody missing? Ask why").click()

    await expect(page.get_by_role("combobox", name="Child")).to_have_value("Mia Alvarez")
    await expect(page.get_by_role("combobox", name="Person")).to_have_value("")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_who_heard_of_it_leads_to_why_somebody_did_not_hear_of_that_message(
    served: Running, chromium: Browser
) -> None:
    ana, rosa = await served.somebody("Ana Reyes"), await served.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    await ana.post(family, "She slept well")
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.goto(f"{served.url}/#/c/{family}")
    await page.get_by_role("button", name="Who heard of it").click()
    sheet = page.get_by_role("dialog", name="Who heard of it")
    await expect(sheet.get_by_text("Rosa Alvarez")).to_be_visible()
    await sheet.get_by_role("link", name="Is somebody missing? Ask why").click()

    person = page.get_by_role("combobox", name="Person")
    await person.fill("ana reyes")
    await person.press("Enter")
    heard = page.get_by_role("listitem").filter(has_text="Heard of this message")
    await expect(heard).to_contain_text("Ana Reyes wrote it, and nobody is told of their own words.")
    await person.fill("rosa")
    await person.press("Enter")
    await expect(heard).to_contain_text("by text message to …0100")
    await expect(page.get_by_role("heading", name="Sees Mia Alvarez: Yes")).to_be_visible()
    assert wrong(page) == []
    assert rosa.id in page.url


async def test_a_parent_asks_about_themselves_alone(served: Running, chromium: Browser) -> None:
    rosa = await served.somebody("Rosa Alvarez")
    child = await mia(rosa)
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.get_by_role("link", name="Me", exact=True).click()
    await page.get_by_role("link", name="Why you hear of your child, or do not").click()
    await expect(page.get_by_role("combobox", name="Person")).to_have_count(0)
    await page.get_by_role("combobox", name="Child").click()
    await page.get_by_role("option", name="Mia Alvarez").click()
    await expect(page.get_by_role("heading", name="Writes to the school about Mia Alvarez: Yes")).to_be_visible()

    tom = await served.somebody("Tom Alvarez")
    await page.goto(f"{served.url}/#/why/{tom.id}/{child}")
    await expect(page.get_by_role("main").get_by_role("alert")).to_have_text(
        "Parents can ask this about themselves."
    )
