"""Invitations, in a real browser: an admin invites, a parent opens the link of the email and is in."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import until
from tests.hub.people.test_inviting import FRESH, TOM, FirstDay
from tests.hub.running import running
from tests.notifiers.providers.smtp import SmtpServer
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_page import INES, ROSA

pytestmark = pytest.mark.only("sqlite")


@pytest_asyncio.fixture(loop_scope="session")
async def first(
    records: Path, unused_tcp_port: int, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FirstDay]:
    """The demo school, where Tom and Ben have no account yet, and nobody knows an address of Ben's."""
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        maple = await stack.enter_async_context(running(records, server.env(), port=unused_tcp_port))
        its = FirstDay(maple, server)
        await its.forget("Tom Alvarez", "Ben Carter", "Joy Bell")
        await its.change("Ben Carter", email=None)
        yield its


async def link_to(first: FirstDay, address: str) -> str:
    """The path of the link that arrives there."""
    await until(lambda: any(one["to"] == address for one in first.server.received))
    message = next(one["message"] for one in reversed(first.server.received) if one["to"] == address)
    found = re.search(r"/#/invited/[\w-]{43}", words_of(message))
    assert found
    return found[0]


async def nothing_sticks_out(page: Page, size: dict[str, int]) -> None:
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]


async def test_an_admin_invites_one_and_the_parent_is_in_by_the_link(first: FirstDay, chromium: Browser) -> None:
    office = await signed_in(chromium, first.maple.url, INES, PHONE)
    await office.goto(f"{first.maple.url}/#/settings")
    await office.get_by_role("link", name="Invitations").click()
    await expect(office.get_by_role("heading", name="Invitations")).to_be_focused()
    await office.get_by_role("searchbox").fill("tom alva")
    await office.get_by_role("checkbox", name="Tom Alvarez").focus()
    await office.keyboard.press("Space")
    await office.get_by_role("button", name="Email 1 person").click()
    await expect(office.get_by_text("1 invitation is on its way.")).to_be_visible()
    await expect(office.get_by_text("was invited just now")).to_be_visible()
    path = await link_to(first, TOM)

    page = await (await chromium.new_context(viewport=PHONE)).new_page()  # type: ignore[arg-type]
    await page.goto(first.maple.url + path)
    await expect(page.get_by_role("heading", name="Welcome, Tom")).to_be_visible()
    await page.get_by_label("Choose a password").fill("password12")
    await page.get_by_role("button", name="Sign up").click()
    await expect(page.get_by_text("Many people have this password")).to_be_visible()
    await page.get_by_label("Choose a password").fill(FRESH)
    await page.get_by_role("button", name="Sign up").click()
    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    assert "invited" not in page.url
    await expect(page.get_by_text("Mia Alvarez").first).to_be_visible()
    await page.goto(first.maple.url + path)
    await page.reload()
    await expect(page.get_by_text("This invitation has been used.")).to_be_visible()
    assert [wrong(one) for one in (office, page)] == [[], []]


async def test_all_who_never_were_are_invited_after_it_was_said_how_many_emails_leave(
    first: FirstDay, chromium: Browser
) -> None:
    office = await signed_in(chromium, first.maple.url, INES, PHONE)
    await office.goto(f"{first.maple.url}/#/invitations")
    await office.get_by_role("button", name="Email all 2 not yet invited").click()
    sheet = office.get_by_role("dialog", name="Send 2 emails?")
    assert first.server.received == []
    await sheet.get_by_role("button", name="Not now").click()
    await expect(sheet).to_be_hidden()
    await office.get_by_role("button", name="Email all 2 not yet invited").click()
    await sheet.get_by_role("button", name="Send 2 emails").click()
    await expect(office.get_by_text("2 invitations are on their way.")).to_be_visible()
    await expect(office.get_by_role("button", name=re.compile("^Email .*(not yet|never) invited"))).to_have_count(0)
    await until(lambda: len(first.server.received) == 2)
    await office.get_by_role("button", name="Not invited").click()

    await expect(office.get_by_text("The roster has no email address of Ben Carter.")).to_be_visible()
    in_list = office.get_by_role("list", name="Invitations").get_by_role("listitem")
    await expect(in_list).to_have_count(1)
    assert wrong(office) == []


async def test_somebody_else_on_this_phone_signs_out_first_and_a_link_that_is_over_says_whom_to_ask(
    first: FirstDay, chromium: Browser
) -> None:
    path = f"/#/invited/{await first.link('Tom Alvarez', TOM)}"
    page = await signed_in(chromium, first.maple.url, ROSA, PHONE)
    await page.goto(first.maple.url + path)
    await expect(page.get_by_text("Rosa Alvarez is signed in here")).to_be_visible()
    await expect(page.get_by_role("button", name="Sign up")).to_have_count(0)
    await page.get_by_role("button", name="Sign out and go on").click()
    await expect(page.get_by_role("button", name="Sign up")).to_be_visible()
    first.maple.clock.ahead = timedelta(days=8)
    await page.get_by_label("Choose a password").fill(FRESH)
    await page.get_by_role("button", name="Sign up").click()

    await expect(page.get_by_text("Ask the school for a new one.")).to_be_visible()
    assert wrong(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_each_screen_fits(
    first: FirstDay, chromium: Browser, tmp_path: Path, scheme: str, size: dict[str, int]
) -> None:
    async def shot(page: Page, name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{size['width']}-{scheme}.png")
        await nothing_sticks_out(page, size)

    office = await signed_in(chromium, first.maple.url, INES, size, color_scheme=scheme)
    await office.goto(f"{first.maple.url}/#/invitations")
    await expect(office.get_by_role("button", name="Email all 2 not yet invited")).to_be_visible()
    await shot(office, "list")
    await office.get_by_role("button", name="Not invited").click()
    await office.get_by_role("checkbox", name="Tom Alvarez").check()
    await shot(office, "chosen")
    await office.get_by_role("button", name="Email all 2 not yet invited").click()
    await expect(office.get_by_role("dialog")).to_be_visible()
    await shot(office, "sure")
    secret = await first.link("Tom Alvarez", TOM)
    page = await (await chromium.new_context(viewport=size, color_scheme=scheme)).new_page()  # type: ignore[arg-type]
    await page.goto(f"{first.maple.url}/#/invited/{secret}")
    await expect(page.get_by_role("heading", name="Welcome, Tom")).to_be_visible()
    await shot(page, "invited")
    await page.goto(f"{first.maple.url}/#/invited/{'x' * 43}")
    await expect(page.get_by_text("There is no such invitation")).to_be_visible()
    await shot(page, "over")
