"""Signing in by an account elsewhere, and linking two profiles, in a real browser."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.hub.identity_provider import IdentityServer
from tests.hub.people.test_inviting import TOM, FirstDay
from tests.hub.running import Running, running
from tests.notifiers.providers.smtp import SmtpServer
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_inviting import nothing_sticks_out

pytestmark = pytest.mark.only("sqlite")

ANA, INES = "ana.reyes@maplestreet.example", "ines.walker@maplestreet.example"


@pytest_asyncio.fixture(loop_scope="session")
async def provider() -> AsyncIterator[IdentityServer]:
    async with IdentityServer().running() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def maple(records: Path, unused_tcp_port: int, provider: IdentityServer) -> AsyncIterator[Running]:
    async with running(records, provider.env(), port=unused_tcp_port) as hub:
        yield hub


async def test_an_account_elsewhere_is_added_under_me_and_signs_in_from_then_on(
    chromium: Browser, maple: Running, provider: IdentityServer
) -> None:
    page = await signed_in(chromium, maple.url, ANA, PHONE)
    await page.goto(f"{maple.url}/#/me")
    await page.get_by_role("link", name="Google, Microsoft and the like").click()
    await page.get_by_role("button", name="Add Google").click()
    await page.get_by_label("Current password").fill("maple-street")
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_role("button", name="Take Google off")).to_be_visible()
    assert "code=" not in page.url

    await page.goto(f"{maple.url}/#/me")
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("button", name="Sign in with Google").click()
    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    assert "/oidc" not in page.url
    assert "state=" not in page.url

    await page.goto(f"{maple.url}/#/me")
    await page.get_by_role("button", name="Sign out").click()
    provider.fault = "denied"
    await page.get_by_role("button", name="Sign in with Google").click()
    await expect(page.get_by_role("alert").filter(has_text="You did not allow it")).to_be_visible()
    assert wrong(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_an_invited_parent_signs_up_with_an_account_elsewhere_that_they_have_seen_and_confirmed(
    chromium: Browser,
    records: Path,
    unused_tcp_port: int,
    provider: IdentityServer,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    size: dict[str, int],
    scheme: str,
) -> None:
    provider.who = {"sub": "2002", "email": "tom.of.his.own@gmail.example", "email_verified": True}
    async with contextlib.AsyncExitStack() as stack:
        mail = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        env = {**mail.env(), **provider.env()}
        first = FirstDay(await stack.enter_async_context(running(records, env, port=unused_tcp_port)), mail)
        await first.forget("Tom Alvarez")
        secret = await first.link("Tom Alvarez", TOM)
        page = await (await chromium.new_context(viewport=size, color_scheme=scheme)).new_page()  # type: ignore[arg-type]

        async def shot(name: str) -> None:
            await page.screenshot(path=tmp_path / f"{name}-{size['width']}-{scheme}.png")
            await nothing_sticks_out(page, size)

        await page.goto(f"{first.maple.url}/#/invited/{secret}")
        provider.fault = "denied"
        await page.get_by_role("button", name="Sign up with Google").click()
        await expect(page.get_by_role("heading", name="You have not signed up yet")).to_be_visible()
        await expect(page.get_by_text("Open the link of your invitation once more.")).to_be_visible()
        await shot("denied")
        provider.fault = ""
        await page.goto(f"{first.maple.url}/#/invited/{secret}")
        await expect(page.get_by_role("button", name="Sign up with Google")).to_be_visible()
        await shot("invited")
        await page.get_by_role("button", name="Sign up with Google").click()
        await expect(page.get_by_text("tom.of.his.own@gmail.example")).to_be_visible()
        assert "code=" not in page.url
        assert secret not in page.url
        await shot("confirm")
        await page.get_by_role("button", name="Sign up").click()
        await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
        await expect(page.get_by_text("Mia Alvarez").first).to_be_visible()
        await page.goto(f"{first.maple.url}/#/join")
        await expect(page.get_by_text("Open the link of your invitation once more.")).to_be_visible()
        assert wrong(page) == []


async def test_no_other_way_in_is_shown_where_none_is_set_up(chromium: Browser, served: Running) -> None:
    page = await (await chromium.new_context(viewport=PHONE)).new_page()
    await page.goto(served.url)
    await expect(page.get_by_role("heading", name="Maple Street")).to_be_visible()  # of the same answer
    await expect(page.get_by_role("button", name="Sign in with Google")).to_have_count(0)


async def test_me_leads_to_no_accounts_elsewhere_where_there_are_none(chromium: Browser, served: Running) -> None:
    page = await signed_in(chromium, served.url, ANA, PHONE)
    async with page.expect_response("**/v1/front"):
        await page.goto(f"{served.url}/#/me")
    await expect(page.get_by_role("link", name="Passkeys")).to_be_visible()
    await expect(page.get_by_role("link", name="Google, Microsoft and the like")).to_have_count(0)


async def test_an_admin_links_one_of_the_staff_with_a_parent_and_parts_them(
    chromium: Browser, served: Running
) -> None:
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.goto(f"{served.url}/#/staff")
    await page.get_by_role("button", name="Ana Reyes").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_role("button", name="Also a parent here?").click()
    await sheet.get_by_role("combobox", name="Parent", exact=True).fill("Carol")
    await sheet.get_by_role("listbox", name="Parent").get_by_role("option").first.click()
    await sheet.get_by_role("button", name="Link the two profiles").click()
    await expect(sheet.get_by_text("signs in once, and is also")).to_be_visible()
    await sheet.get_by_role("button", name="Part the two profiles").click()
    await sheet.get_by_role("button", name="Part them").click()
    await expect(sheet.get_by_text("If Ana Reyes is a parent here as well")).to_be_visible()
    assert wrong(page) == []
