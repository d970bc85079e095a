"""An emergency on the page: it looks like one, on every screen, until it is confirmed, and it leaves with care."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.hub.conversations.test_urgency import say
from tests.hub.pictures import photo
from tests.hub.running import DEADLINE, Running, Somebody
from tests.web.browser import DESKTOP, PHONE, send_counted, signed_in, wrong
from tests.web.test_page import ANA, INES, ROSA
from tests.web.test_undo import HIDDEN

pytestmark = pytest.mark.only("sqlite")

WORDS = "We are leaving the house. Please wait for our call."


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="Emergency")


async def family(served: Running) -> tuple[Somebody, str]:
    """Ines, and the conversation with Mia's family."""
    ines = await served.somebody("Ines Walker")
    return ines, await ines.conversation("family", "Mia")


@pytest.mark.parametrize(("email", "kind"), [(ROSA, "announcement"), (ANA, "staff")], ids=["parent", "staff"])
async def test_an_emergency_stands_over_every_screen_until_it_is_confirmed(
    served: Running, chromium: Browser, email: str, kind: str
) -> None:
    ines = await served.somebody("Ines Walker")
    everybody = await ines.conversation(kind)
    page = await signed_in(chromium, served.url, email, PHONE)
    await expect(bar(page)).to_have_count(0)
    await say(ines, everybody, "An older drill", "drill")
    await say(ines, everybody, WORDS, "emergency")

    await expect(bar(page)).to_contain_text(WORDS)
    await expect(bar(page)).to_contain_text("Ines Walker")
    await expect(bar(page)).to_contain_text("1 more")
    row = page.get_by_role("list", name="Please confirm").get_by_role("link")
    await expect(row).to_contain_text("Emergency")
    await row.click()
    await expect(page.get_by_role("log").get_by_text(WORDS)).to_be_visible()
    for where in ("me", "", "why"):
        await page.goto(f"{served.url}/#/{where}")
        await expect(bar(page)).to_contain_text(WORDS)
    await page.goto(f"{served.url}/#/")
    await page.reload()
    await expect(bar(page)).to_contain_text(WORDS)
    await expect(row).to_contain_text("Emergency")  # it was opened, and not confirmed

    await bar(page).get_by_role("button", name="I have read this").click()
    await expect(bar(page)).to_have_count(0)
    drill = page.get_by_role("region", name="Drill")
    await expect(drill).to_contain_text("An older drill")
    await expect(row).to_contain_text("Drill")
    await drill.get_by_role("button", name="I have read this").click()
    await expect(drill).to_have_count(0)
    await expect(page.get_by_text("Please confirm")).to_have_count(0)
    assert wrong(page) == []


async def test_who_sent_it_has_nothing_to_confirm_and_neither_has_who_is_not_told(
    served: Running, chromium: Browser
) -> None:
    ines, mia = await family(served)
    rosa = await signed_in(chromium, served.url, ROSA, PHONE)
    others = [await signed_in(chromium, served.url, one, PHONE) for one in (INES, ANA)]
    await say(ines, mia, WORDS, "emergency")

    await expect(bar(rosa)).to_be_visible()
    for page in others:
        await page.goto(f"{served.url}/#/c/{mia}")
        await expect(page.get_by_role("log").get_by_text(WORDS)).to_be_visible()
        await expect(bar(page)).to_have_count(0)
        await expect(page.get_by_role("button", name="I have read this")).to_have_count(0)


async def test_in_a_thread_full_of_photos_the_label_stands_above_and_the_button_is_in_sight(
    served: Running, chromium: Browser
) -> None:
    ines, mia = await family(served)
    for number in range(4):
        _, kept = await ines.bring(photo("teal", (900, 1200)), f"{number}.jpg")
        await ines.post(mia, {"type": "files", "files": [{"id": kept["id"]}]})
    await say(ines, mia, WORDS, "emergency")
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/c/{mia}")
    log = page.get_by_role("log")
    await expect(log.get_by_role("img")).to_have_count(4)
    await page.wait_for_function("[...document.images].every((one) => one.complete && one.naturalWidth)")
    button = log.get_by_role("button", name="I have read this")

    await expect(button).to_be_in_viewport(ratio=1)
    label, words = log.get_by_text("Emergency", exact=True), log.get_by_text(WORDS)
    tops = [(await one.bounding_box() or {})["y"] for one in (label, button, words)]
    assert tops[0] < tops[2]
    box, field = await words.bounding_box(), await page.get_by_placeholder("Write a message").bounding_box()
    assert box
    assert field
    assert box["y"] + box["height"] <= field["y"]
    await button.click()
    await expect(log.get_by_text("You confirmed that you read this")).to_be_visible()
    await expect(bar(page)).to_have_count(0)


async def test_it_goes_at_once_when_it_is_confirmed_elsewhere_or_withdrawn(
    served: Running, chromium: Browser
) -> None:
    ines, mia = await family(served)
    rosa = await served.somebody("Rosa Alvarez")
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    _, first = await say(ines, mia, WORDS, "emergency")
    await expect(bar(page)).to_be_visible()
    await rosa.ask("PUT", f"/v1/messages/{first['id']}/ack")
    await expect(bar(page)).to_have_count(0)

    _, second = await say(ines, mia, "Come back, all is well", "emergency")
    await expect(bar(page)).to_contain_text("all is well")
    await ines.ask("DELETE", f"/v1/messages/{second['id']}")
    await expect(bar(page)).to_have_count(0)


async def test_who_confirms_what_was_withdrawn_meanwhile_reads_so(served: Running, chromium: Browser) -> None:
    ines, mia = await family(served)
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    _, said = await say(ines, mia, WORDS, "emergency")
    await expect(bar(page)).to_be_visible()
    await page.context.route("**/ack", lambda route: _withdrawn_first(ines, said["id"], route))
    await bar(page).get_by_role("button", name="I have read this").click()

    await expect(page.get_by_text("This was withdrawn, so there is nothing to confirm any more.")).to_be_visible()
    await expect(bar(page)).to_have_count(0)


async def _withdrawn_first(ines: Somebody, message: str, route: object) -> None:
    await ines.ask("DELETE", f"/v1/messages/{message}")
    await route.continue_()  # type: ignore[attr-defined]


async def test_over_an_open_sheet_it_is_seen_and_confirmed_as_well(served: Running, chromium: Browser) -> None:
    ines, mia = await family(served)
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.get_by_role("button", name="New message").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await say(ines, mia, WORDS, "emergency")
    await page.get_by_role("dialog").get_by_role("button", name="I have read this").click()

    await expect(bar(page)).to_have_count(0)


async def test_the_next_person_on_this_device_sees_nothing_of_it(served: Running, chromium: Browser) -> None:
    ines, mia = await family(served)
    await say(ines, mia, WORDS, "emergency")
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await expect(bar(page)).to_be_visible()
    await page.goto(f"{served.url}/#/me")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    await expect(bar(page)).to_have_count(0)
    assert await page.get_by_text(WORDS).count() == 0


async def with_undo(ines: Somebody) -> None:
    """Her school gives a minute to take something back."""
    assert (await ines.ask("PUT", "/v1/settings/conversations", {"undo_seconds": 60}))[0] == 200


async def writes(page: Page, words: str) -> None:
    await page.get_by_placeholder("Write a message").fill(words)
    await page.get_by_placeholder("Write a message").press("Enter")


async def test_what_goes_to_many_is_summed_up_first_and_enter_alone_sends_nothing(
    served: Running, chromium: Browser
) -> None:
    ines = await served.somebody("Ines Walker")
    everybody = await ines.conversation("announcement")
    await with_undo(ines)
    desk = await signed_in(chromium, served.url, INES, DESKTOP)
    await desk.goto(f"{served.url}/#/c/{everybody}")
    await writes(desk, "We are closed on Friday")
    sheet = desk.get_by_role("dialog", name="Send this?")
    await expect(sheet.get_by_text("We are closed on Friday")).to_be_visible()
    button = sheet.get_by_role("button", name="Send to ")
    await expect(button).to_contain_text("people")
    await expect(sheet.get_by_text("by email").first).to_be_visible()
    await desk.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)

    assert await ines.messages(everybody) == []
    await expect(desk.get_by_placeholder("Write a message")).to_have_value("We are closed on Friday")
    await desk.get_by_role("button", name="Send", exact=True).click()
    await button.click()
    log = desk.get_by_role("log")
    await log.get_by_role("button", name="Undo").click()
    await expect(desk.get_by_placeholder("Write a message")).to_have_value("We are closed on Friday")
    assert await ines.messages(everybody) == []
    assert wrong(desk) == []


async def test_an_emergency_goes_after_one_question_and_three_seconds_also_where_nobody_can_be_counted(
    served: Running, chromium: Browser
) -> None:
    ines, mia = await family(served)
    await with_undo(ines)
    phone = await signed_in(chromium, served.url, INES, PHONE)
    await phone.goto(f"{served.url}/#/c/{mia}")
    await phone.context.route("**/v1/preview", lambda route: route.abort())
    await phone.get_by_placeholder("Write a message").fill(WORDS)
    await phone.get_by_role("button", name="Mark as urgent").click()
    await phone.get_by_text("Emergency", exact=True).click()
    await phone.get_by_role("button", name="Send", exact=True).click()
    sheet = phone.get_by_role("dialog", name="Send this?")
    await expect(sheet.get_by_text("It could not be counted whom this reaches.")).to_be_visible()
    await sheet.get_by_role("button", name="Send emergency").click()
    await sheet.get_by_role("button", name="Send all the same").click()
    await expect(phone.get_by_role("log").get_by_role("button", name="Undo")).to_be_visible()
    assert await ines.messages(mia) == []
    await expect(phone.get_by_role("log").get_by_text("Sent", exact=True)).to_be_visible()

    (said,) = await ines.messages(mia)
    assert (said["urgency"], said["item"]["text"]) == ("emergency", WORDS)


async def test_who_leaves_the_page_sends_what_they_had_decided_to_send(served: Running, chromium: Browser) -> None:
    ines, mia = await family(served)
    await with_undo(ines)
    phone = await signed_in(chromium, served.url, INES, PHONE)
    await phone.goto(f"{served.url}/#/c/{mia}")
    await phone.get_by_placeholder("Write a message").fill(WORDS)
    await phone.get_by_role("button", name="Mark as urgent").click()
    await phone.get_by_text("Drill", exact=True).click()
    await phone.get_by_role("button", name="Send", exact=True).click()
    await send_counted(phone, "Send drill")
    await phone.evaluate(HIDDEN)

    async with asyncio.timeout(DEADLINE):
        while not await ines.messages(mia):
            await asyncio.sleep(0.05)


async def test_a_message_to_one_family_is_asked_about_by_nobody(served: Running, chromium: Browser) -> None:
    _, mia = await family(served)
    desk = await signed_in(chromium, served.url, INES, DESKTOP)
    await desk.goto(f"{served.url}/#/c/{mia}")
    await writes(desk, "Good morning")
    await expect(desk.get_by_role("log").get_by_text("Good morning")).to_be_visible()
    await expect(desk.get_by_role("dialog")).to_have_count(0)
