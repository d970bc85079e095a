"""Taking back, reporting and blocking as people do it: on a phone, in a real browser, against the real hub."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.running import DEADLINE, QUIET, Running, Somebody
from tests.web.browser import PHONE, signed_in, wrong

pytestmark = pytest.mark.only("sqlite")

INES, ROSA = "ines.walker@maplestreet.example", "rosa.alvarez@families.example"
AWAY = "document.dispatchEvent(new Event('visibilitychange'))"
HIDDEN = "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});" + AWAY


async def writing(served: Running, chromium: Browser, seconds: int) -> tuple[Somebody, str, Page]:
    """Rosa at her conversation with Mia's teachers, at a school that gives so long to take back."""
    ines, rosa = await served.somebody("Ines Walker"), await served.somebody("Rosa Alvarez")
    status, _ = await ines.ask("PUT", "/v1/settings/conversations", {"undo_seconds": seconds})
    assert status == 200
    family = await rosa.conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/c/{family}")
    return rosa, family, page


async def sends(page: Page, words: str) -> None:
    await page.get_by_placeholder("Write a message").fill(words)
    await page.get_by_role("button", name="Send", exact=True).click()


async def said(rosa: Somebody, family: str, least: int) -> list[str]:
    """What the hub has of the conversation, once there is that much; oldest first."""
    async with asyncio.timeout(DEADLINE):
        while len(found := await rosa.messages(family)) < least:
            await asyncio.sleep(0.05)
    return [one["item"]["text"] for one in reversed(found)]


async def test_what_rosa_takes_back_was_never_sent_and_she_writes_it_anew(
    served: Running, chromium: Browser
) -> None:
    rosa, family, page = await writing(served, chromium, 60)
    await sends(page, "We will be late on Monday")
    log = page.get_by_role("log")
    await expect(log.get_by_text("Sending…")).to_be_visible()
    await log.get_by_role("button", name="Undo").click()

    await expect(page.get_by_placeholder("Write a message")).to_have_value("We will be late on Monday")
    await expect(log.get_by_text("We will be late on Monday")).to_have_count(0)
    await sends(page, "We will be late on Tuesday")
    await sends(page, "By an hour")
    assert await said(rosa, family, 1) == ["We will be late on Tuesday"]
    await expect(log.get_by_role("button", name="Undo")).to_have_count(1)
    await page.evaluate(HIDDEN)
    assert await said(rosa, family, 2) == ["We will be late on Tuesday", "By an hour"]
    await expect(log.get_by_role("button", name="Undo")).to_have_count(0)
    assert wrong(page) == []


async def test_a_message_leaves_by_itself_also_on_a_page_that_was_opened_anew(
    served: Running, chromium: Browser
) -> None:
    rosa, family, page = await writing(served, chromium, 3)
    await sends(page, "Hello")
    await page.reload()
    await asyncio.sleep(QUIET)

    assert await said(rosa, family, 1) == ["Hello"]
    await expect(page.get_by_role("log").get_by_text("Sent")).to_be_visible()


async def test_where_the_school_gives_no_time_a_message_is_sent_at_once(served: Running, chromium: Browser) -> None:
    rosa, family, page = await writing(served, chromium, 0)
    await sends(page, "Hello")

    await expect(page.get_by_role("log").get_by_text("Sent")).to_be_visible()
    assert await said(rosa, family, 1) == ["Hello"]
    await expect(page.get_by_role("button", name="Undo")).to_have_count(0)


async def test_rosa_reports_a_message_and_blocks_its_author_and_an_admin_settles_it(
    served: Running, chromium: Browser
) -> None:
    ana = await served.somebody("Ana Reyes")
    _, family, page = await writing(served, chromium, 0)
    await ana.post(family, "Be on time for once")
    desk = await signed_in(chromium, served.url, INES, PHONE)
    await desk.goto(f"{served.url}/#/reports")
    await expect(desk.get_by_text("Nothing was reported.")).to_be_visible()

    more = page.get_by_role("article", name="Ana Reyes").get_by_role("button", name="More")
    await more.click()
    await page.get_by_label("What is wrong with this message?").fill("Not how one speaks to a parent")
    await page.get_by_role("button", name="Report to the school").click()
    await expect(page.get_by_text("Reported. The school’s admins will look at it.")).to_be_visible()
    await more.click()
    await page.get_by_role("button", name="Block Ana Reyes").click()

    card = desk.get_by_role("article").filter(has_text="Not how one speaks to a parent")
    await expect(card.get_by_text("Be on time for once")).to_be_visible()
    await card.get_by_role("textbox").fill("We talked to Ana")
    await card.get_by_role("button", name="Settle").click()
    await page.goto(f"{served.url}/#/reports")
    await expect(page.get_by_text("The school has looked at it: We talked to Ana")).to_be_visible()
    await page.goto(f"{served.url}/#/me")
    await page.get_by_role("button", name="Unblock Ana Reyes").click()
    await expect(page.get_by_role("heading", name="Blocked")).to_have_count(0)
    assert [wrong(one) for one in (page, desk)] == [[], []]
