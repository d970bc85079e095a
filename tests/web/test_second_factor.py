"""Sign-ins and the code besides the password, in a real browser: set up, asked for, lost, and ended elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.hub.people.test_second_factor import READY, App, sets_up
from tests.hub.people.test_sign_ins import FIREFOX
from tests.hub.running import Running, running
from tests.web.browser import DESKTOP, PHONE, of_csp, signed_in, wrong
from tests.web.test_page import ANA, INES, ROSA

pytestmark = pytest.mark.only("sqlite")

NARROW = {"width": 320, "height": 568}
PASSWORD = "maple-street"


@pytest_asyncio.fixture(loop_scope="session")
async def maple(records: Path, unused_tcp_port: int) -> AsyncIterator[Running]:
    """The demo school on a hub that has a secret, at an address that pages come from."""
    async with running(records, READY, port=unused_tcp_port) as hub:
        yield hub


async def begins(chromium: Browser, maple: Running, email: str, size: dict[str, int], **more: object) -> Page:
    """A page on which somebody has typed their password."""
    context = await chromium.new_context(viewport=size, reduced_motion="reduce", **more)  # type: ignore[arg-type]
    page = await context.new_page()
    page.on("pageerror", lambda error: page.__dict__.setdefault("wrong", []).append(str(error)))
    page.on(
        "console", lambda said: page.__dict__.setdefault("wrong", []).append(said.text) if of_csp(said) else None
    )
    await page.goto(maple.url)
    await page.get_by_label("Email").fill(email)
    await page.get_by_label("Password", exact=True).fill(PASSWORD)
    await page.get_by_role("button", name="Sign in", exact=True).click()
    return page


async def app_of(page: Page, maple: Running) -> App:
    """An app that has the key which this page shows, of whose picture a camera could read."""
    picture = page.get_by_role("img", name="QR code")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.complete && image.naturalWidth > 0")
    return App(await page.locator(".key").inner_text(), maple.clock)


async def keeps_codes(page: Page) -> list[str]:
    """The recovery codes, and on with it."""
    await expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_focused()
    codes = await page.locator("ol li").all_inner_texts()
    assert len(set(codes)) == 10
    await page.get_by_role("button", name="I have kept them").click()
    return codes


async def test_a_parent_sets_it_up_under_me_and_signs_in_by_the_app_and_by_a_recovery_code(
    maple: Running, chromium: Browser
) -> None:
    phone = await signed_in(chromium, maple.url, ROSA, PHONE)
    await phone.goto(f"{maple.url}/#/me")
    await phone.get_by_role("link", name="Code at sign-in").click()
    await expect(phone.get_by_role("heading", name="Code at sign-in")).to_be_focused()
    await phone.get_by_role("button", name="Set it up").click()
    await phone.get_by_label("Current password").fill("wrong")
    await phone.get_by_role("button", name="Go on").click()
    await expect(phone.get_by_text("this is not your current password")).to_be_visible()
    await phone.get_by_label("Current password").fill(PASSWORD)
    await phone.get_by_role("button", name="Go on").click()
    app = await app_of(phone, maple)
    await phone.get_by_label("Six-digit code").fill("000000")
    await phone.get_by_role("button", name="Switch it on").click()
    await expect(phone.get_by_text("This is not the code of the key")).to_be_visible()
    await phone.get_by_label("Six-digit code").fill(app.code())
    await phone.get_by_role("button", name="Switch it on").click()
    codes = await keeps_codes(phone)
    await expect(phone.get_by_text("10 recovery codes are left.")).to_be_visible()

    laptop = await begins(chromium, maple, ROSA, DESKTOP)
    await expect(laptop.get_by_role("heading", name="One more step")).to_be_visible()
    await expect(laptop.get_by_label("Six-digit code")).to_be_focused()
    await laptop.keyboard.type("000000")
    await laptop.keyboard.press("Enter")
    await expect(laptop.get_by_text("This code is wrong")).to_be_visible()
    await laptop.get_by_label("Six-digit code").fill(app.code(1))
    await laptop.keyboard.press("Enter")
    await expect(laptop.get_by_role("heading", name="Messages")).to_be_visible()
    await expect(phone.get_by_text("signed in to your account on a new device")).to_be_visible()

    tablet = await begins(chromium, maple, ROSA, PHONE)
    await tablet.get_by_role("button", name="I do not have my phone").click()
    await tablet.get_by_label("Recovery code").fill(codes[0].lower())
    await tablet.get_by_role("button", name="Sign in", exact=True).click()
    await expect(tablet.get_by_role("heading", name="Messages")).to_be_visible()
    assert [wrong(one) for one in (phone, laptop, tablet)] == [[], [], []]


async def test_one_ends_a_sign_in_elsewhere_and_that_page_is_out_at_once(maple: Running, chromium: Browser) -> None:
    lost = await signed_in(chromium, maple.url, ROSA, PHONE, user_agent=FIREFOX)
    page = await signed_in(chromium, maple.url, ROSA, PHONE)
    await page.goto(f"{maple.url}/#/me")
    await page.get_by_role("link", name="Where you are signed in").click()
    rows = page.get_by_role("list", name="Where you are signed in").get_by_role("listitem")
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("This device")
    await expect(rows.last).to_contain_text("Firefox, Android")
    await rows.last.get_by_role("button", name="Sign out there").click()
    await expect(rows).to_have_count(1)
    await expect(page.get_by_text("You are signed in on this device alone.")).to_be_visible()
    await expect(lost.get_by_label("Email")).to_be_visible()

    others = [await signed_in(chromium, maple.url, ROSA, PHONE) for _ in range(2)]
    await page.reload()
    await page.get_by_role("button", name="Sign out everywhere else").click()
    sheet = page.get_by_role("dialog", name="Sign out everywhere else?")
    await sheet.get_by_role("button", name="Sign out everywhere else").click()
    await expect(page.get_by_text("2 sign-ins were ended.")).to_be_visible()
    for one in others:
        await expect(one.get_by_label("Email")).to_be_visible()
    await expect(rows).to_have_count(1)
    assert wrong(page) == []


async def test_staff_whose_school_asks_for_it_set_it_up_before_they_see_anything(
    maple: Running, chromium: Browser
) -> None:
    office = await signed_in(chromium, maple.url, INES, DESKTOP)
    await office.goto(f"{maple.url}/#/settings")
    await office.get_by_label("Who needs a code at sign-in").select_option(label="All staff, admins included")
    await expect(office.get_by_text("Saved")).to_be_visible()
    page = await begins(chromium, maple, ANA, NARROW)
    await expect(page.get_by_text("Your school asks for a code at sign-in.")).to_be_visible()
    app = await app_of(page, maple)
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    await expect(page.get_by_role("navigation")).to_have_count(0)
    await page.get_by_label("Six-digit code").fill(app.code())
    await page.get_by_role("button", name="Switch it on").click()
    await keeps_codes(page)
    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()

    await office.goto(f"{maple.url}/#/staff")
    await office.get_by_role("button", name="Ana Reyes").click()
    its = office.get_by_role("region", name="Sign-ins of Ana Reyes")
    await its.get_by_role("button", name="Sign-ins, code and passkeys").click()
    await expect(its.get_by_text("Signed in on 1 device. A code is asked for at sign-in.")).to_be_visible()
    await its.get_by_role("button", name="Take off a lost code").click()
    await its.get_by_role("button", name="Yes, go on").click()
    await expect(its.get_by_text("No code is asked for at sign-in.")).to_be_visible()
    await its.get_by_role("button", name="End all sign-ins").click()
    await its.get_by_role("button", name="Yes, go on").click()
    await expect(page.get_by_label("Email")).to_be_visible()
    assert [wrong(one) for one in (office, page)] == [[], []]


async def test_a_step_that_took_too_long_asks_for_the_password_again(maple: Running, chromium: Browser) -> None:
    app = await sets_up(await maple.somebody("Rosa Alvarez"))
    page = await begins(chromium, maple, ROSA, PHONE)
    await expect(page.get_by_label("Six-digit code")).to_be_visible()
    maple.clock.ahead += timedelta(minutes=11)
    await page.get_by_label("Six-digit code").fill(app.code())
    await page.keyboard.press("Enter")

    await expect(page.get_by_text("Please sign in again with your password")).to_be_visible()
    await expect(page.get_by_label("Email")).to_have_value(ROSA)
    await expect(page.get_by_label("Password", exact=True)).to_have_value("")
    assert wrong(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP])
async def test_each_screen_fits(
    maple: Running, chromium: Browser, tmp_path: Path, scheme: str, size: dict[str, int]
) -> None:
    async def shot(page: Page, name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{size['width']}-{scheme}.png", full_page=True)
        assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    page = await signed_in(chromium, maple.url, ROSA, size, color_scheme=scheme)
    await signed_in(chromium, maple.url, ROSA, size)
    await page.goto(f"{maple.url}/#/sign-ins")
    await expect(page.get_by_role("button", name="Sign out everywhere else")).to_be_visible()
    await shot(page, "sign-ins")
    await page.goto(f"{maple.url}/#/second-factor")
    await expect(page.get_by_role("button", name="Set it up")).to_be_visible()
    await shot(page, "off")
    await page.get_by_role("button", name="Set it up").click()
    await page.get_by_label("Current password").fill(PASSWORD)
    await shot(page, "prove")
    await page.get_by_role("button", name="Go on").click()
    app = await app_of(page, maple)
    await shot(page, "key")
    await page.get_by_label("Six-digit code").fill(app.code())
    await page.get_by_role("button", name="Switch it on").click()
    await expect(page.get_by_role("heading", name="Keep these recovery codes")).to_be_visible()
    await shot(page, "codes")
    await page.get_by_role("button", name="I have kept them").click()
    await expect(page.get_by_text("10 recovery codes are left.")).to_be_visible()
    await shot(page, "on")
    step = await begins(chromium, maple, ROSA, size, color_scheme=scheme)
    await expect(step.get_by_label("Six-digit code")).to_be_visible()
    await shot(step, "step")
    await step.get_by_role("button", name="I do not have my phone").click()
    await shot(step, "recovery")
