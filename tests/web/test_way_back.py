"""The way back in, in a real browser: from “Forgot password?” to the messages, and a code from the office."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import until
from tests.hub.running import Running, running
from tests.notifiers.providers.smtp import SmtpServer
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_page import INES, ROSA

pytestmark = pytest.mark.only("sqlite")
FRESH = "four small green apples"


@pytest_asyncio.fixture(loop_scope="session")
async def mailed(
    records: Path, unused_tcp_port: int, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Running, SmtpServer]]:
    """The demo school, and the mail server it sends through."""
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        yield await stack.enter_async_context(running(records, server.env(), port=unused_tcp_port)), server


async def enter(page: Page, password: str) -> None:
    await page.get_by_label("Email").fill(ROSA)
    await page.get_by_label("Password", exact=True).fill(password)
    await page.get_by_role("button", name="Sign in", exact=True).click()


async def test_who_forgot_is_back_in_by_the_link_of_an_email(
    mailed: tuple[Running, SmtpServer], chromium: Browser
) -> None:
    hub, server = mailed
    page = await (await chromium.new_context(viewport=PHONE)).new_page()  # type: ignore[arg-type]
    await page.goto(hub.url)
    await expect(page.get_by_role("heading", name="Maple Street")).to_be_visible()
    await page.get_by_role("button", name="Forgot password?").click()
    await expect(page.get_by_role("heading", name="Forgot your password?")).to_be_focused()
    await page.get_by_label("Email").fill(ROSA)
    await page.get_by_role("button", name="Send me a link").click()
    await expect(page.get_by_text("an email is on its way")).to_be_visible()
    await until(lambda: bool(server.received))
    found = re.search(r"/#/reset/[\w-]{43}", words_of(server.received[-1]["message"]))
    assert found
    await page.goto(hub.url + found[0])
    await expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    await expect(page.get_by_text("Maple Street")).to_be_visible()
    await page.get_by_label("New password").fill("password12")
    await page.get_by_role("button", name="Save the password").click()
    await expect(page.get_by_text("Many people have this password")).to_be_visible()
    await page.get_by_label("New password").fill(FRESH)
    await page.get_by_role("button", name="Save the password").click()
    await page.get_by_role("button", name="Go to the sign-in").click()
    assert "reset" not in page.url
    await enter(page, FRESH)

    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    assert wrong(page) == []


async def test_an_admin_makes_a_code_that_a_parent_types_and_the_other_phone_says_why_it_is_out(
    mailed: tuple[Running, SmtpServer], chromium: Browser
) -> None:
    hub, _ = mailed
    office = await signed_in(chromium, hub.url, INES, DESKTOP)
    old = await signed_in(chromium, hub.url, ROSA, PHONE)
    await office.goto(f"{hub.url}/#/children")
    await office.get_by_role("button", name=re.compile("Mia Alvarez")).click()
    its = office.get_by_role("region", name="Password of Rosa Alvarez")
    await its.get_by_role("button", name="Code for a new password").click()
    code = await its.locator(".code").inner_text()
    page = await (await chromium.new_context(viewport=PHONE)).new_page()  # type: ignore[arg-type]
    await page.goto(hub.url)
    await page.get_by_role("button", name="I have a code from the office").click()
    await page.get_by_label("Email").fill(ROSA)
    await page.get_by_label("Code from the office").fill(code.lower())
    await page.get_by_label("New password").fill(FRESH)
    await page.get_by_role("button", name="Save the password").click()
    await expect(page.get_by_text("Your password is saved.")).to_be_visible()
    await enter(page, FRESH)
    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()

    await expect(old.get_by_text("the password was changed")).to_be_visible()
    assert [wrong(one) for one in (office, old, page)] == [[], [], []]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_each_way_fits_the_screen(
    mailed: tuple[Running, SmtpServer], chromium: Browser, tmp_path: Path, scheme: str, size: dict[str, int]
) -> None:
    hub, _ = mailed
    context = await chromium.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = await context.new_page()
    for name, to in (("sign-in", ""), ("forgot", "Forgot password?"), ("code", "I have a code from the office")):
        await page.goto(hub.url)
        if to:
            await page.get_by_role("button", name=to).click()
        await page.screenshot(path=tmp_path / f"{name}-{size['width']}-{scheme}.png", full_page=True)
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    await page.goto(f"{hub.url}/#/reset/{'x' * 43}")
    await expect(page.get_by_role("heading", name="Choose a new password")).to_be_visible()
    await page.screenshot(path=tmp_path / f"reset-{size['width']}-{scheme}.png", full_page=True)
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]
