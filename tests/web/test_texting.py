"""Invitations by text in a real browser: an admin texts, and a parent comes with the link in the text."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.hub.people.test_inviting import FRESH, TOM
from tests.hub.people.test_texting import CELL, Texted, code_in
from tests.hub.running import running
from tests.hub.texting import Texting
from tests.notifiers.providers.smtp import SmtpServer
from tests.notifiers.providers.twilio import TwilioServer
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_inviting import link_to, nothing_sticks_out
from tests.web.test_page import INES
from tests.web.test_printing import guest

pytestmark = pytest.mark.only("sqlite")

BENS = "+12025550178"


@pytest_asyncio.fixture(loop_scope="session")
async def day(
    records: Path, unused_tcp_port: int, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Texted]:
    """The demo school at noon, with Twilio: Tom has a cell and an address, Ben a cell alone, Joy neither."""
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        texts = await stack.enter_async_context(TwilioServer().running())
        its = {**server.env(), **texts.env()}
        maple = await stack.enter_async_context(running(records, its, port=unused_tcp_port))
        found = Texted(maple, server, texts)
        found.at(12)
        await found.forget("Tom Alvarez", "Ben Carter", "Joy Bell")
        await found.change("Tom Alvarez", cell=CELL)
        await found.change("Ben Carter", email=None, cell=BENS)
        await found.change("Joy Bell", email=None, cell=None, phone="+12025550145")
        yield found


async def office_of(day: Texted, chromium: Browser, size: dict[str, int] = PHONE, scheme: str = "light") -> Page:
    office = await signed_in(chromium, day.maple.url, INES, size, color_scheme=scheme)
    await office.goto(f"{day.maple.url}/#/invitations")
    return office


async def test_an_admin_texts_one_and_the_parent_taps_the_link_asks_for_an_email_and_is_in(
    day: Texted, chromium: Browser
) -> None:
    office = await office_of(day, chromium)
    await office.get_by_role("searchbox").fill("Tom Alvarez")
    await office.get_by_role("checkbox", name="Tom Alvarez").check()
    await expect(office.get_by_role("button", name="Email 1 person")).to_be_visible()
    await office.get_by_role("button", name="Text 1 person").click()
    sheet = office.get_by_role("dialog", name="Send 1 text?")
    await expect(sheet.get_by_text("Texts leave between 8:00")).to_be_visible()
    assert day.texts.received == []
    await sheet.get_by_role("button", name="Send 1 text").click()
    await expect(office.get_by_text("1 text is on its way.")).to_be_visible()
    await expect(office.get_by_text("Texted", exact=False).first).to_be_visible()
    text = await day.come()

    page = await guest(chromium, f"{day.maple.url}/#/printed/{code_in(text, day.maple.url)}")
    await expect(page.get_by_role("heading", name="Welcome, Tom")).to_be_focused()
    await page.get_by_role("button", name="Send me the link").click()
    await expect(page.get_by_text("A link is on its way.")).to_be_visible()
    await page.goto(day.maple.url + await link_to(day, TOM))
    await page.get_by_label("Choose a password").fill(FRESH)
    await page.get_by_role("button", name="Sign up").click()

    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    assert [wrong(one) for one in (office, page)] == [[], []]


async def test_whom_no_email_reaches_is_texted_at_night_for_the_morning_and_who_gets_none_is_told(
    day: Texted, chromium: Browser
) -> None:
    day.at(22)
    office = await office_of(day, chromium)
    await office.get_by_role("button", name="Text 1 whom no email reaches").click()
    sheet = office.get_by_role("dialog", name="Send 1 text?")
    await expect(sheet.get_by_text("It is night at the school: they leave at 8:00")).to_be_visible()
    await expect(sheet.get_by_text("1 of them has no email address of their own")).to_be_visible()
    await expect(sheet.get_by_text("The code asks for a number")).to_be_visible()
    await sheet.get_by_role("button", name="Send 1 text").click()
    await expect(office.get_by_text("1 text leaves at 8:00")).to_be_visible()
    await expect(office.get_by_text("The text leaves at 8:00")).to_be_visible()
    await expect(office.get_by_text("Number to say in person")).to_be_visible()
    await expect(office.get_by_text("No number of Joy Bell is marked")).to_be_visible()
    assert day.texts.received == []
    day.texts.script.append("dead address")
    day.at(8)
    assert (await Texting(day.maple, day.texts).row(BENS, settled=True))["outcome"] == "dead_address"
    await office.reload()
    await office.get_by_role("button", name="Did not arrive").click()

    await expect(office.get_by_text("it could not be delivered")).to_be_visible()
    assert day.texts.asked == [BENS]
    assert wrong(office) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_each_screen_fits(
    day: Texted, chromium: Browser, tmp_path: Path, scheme: str, size: dict[str, int]
) -> None:
    async def shot(page: Page, name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{size['width']}-{scheme}.png", full_page=True)
        await nothing_sticks_out(page, size)

    office = await office_of(day, chromium, size, scheme)
    await office.get_by_role("button", name="Not invited").click()
    await office.get_by_role("checkbox", name="Tom Alvarez").check()
    await office.get_by_role("checkbox", name="Ben Carter").check()
    await expect(office.get_by_role("button", name="Text 2 people")).to_be_visible()
    await shot(office, "chosen")
    await office.get_by_role("button", name="Text 2 people").click()
    await expect(office.get_by_role("dialog")).to_be_visible()
    await shot(office, "sheet")
    await office.get_by_role("button", name="Send 2 texts").click()
    await expect(office.get_by_text("2 texts are on their way.")).to_be_visible()
    day.maple.clock.ahead += timedelta(minutes=2)
    await office.reload()
    await expect(office.get_by_text("Texted", exact=False).first).to_be_visible()
    await shot(office, "texted")
