"""A room device in a real browser: paired, tapped, written on under one's own name, locked, and nothing stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from hub.store.row_security import Across
from tests.hub.people.test_room_devices import OTHER, PIN, has_pin
from tests.hub.people.test_second_factor import READY
from tests.hub.pictures import photo
from tests.hub.running import Running, running
from tests.web.browser import PHONE, of_csp, signed_in, wrong
from tests.web.test_page import ANA, INES
from tests.web.test_photos import chosen

pytestmark = pytest.mark.only("sqlite")

TABLET = {"width": 1024, "height": 768}


@pytest_asyncio.fixture(loop_scope="session")
async def maple(records: Path, unused_tcp_port: int) -> AsyncIterator[Running]:
    """The demo school on a hub that has a secret, at an address that pages come from."""
    async with running(records, READY, port=unused_tcp_port) as hub:
        yield hub


async def tablet_of(chromium: Browser, maple: Running, size: dict[str, int] = TABLET) -> Page:
    """A tablet that shows where it becomes a room device."""
    context: BrowserContext = await chromium.new_context(viewport=size, reduced_motion="reduce")  # type: ignore[arg-type]
    page = await context.new_page()
    page.on("pageerror", lambda error: page.__dict__.setdefault("wrong", []).append(str(error)))
    page.on(
        "console", lambda said: page.__dict__.setdefault("wrong", []).append(said.text) if of_csp(said) else None
    )
    await page.goto(f"{maple.url}/#/device")
    return page


async def pairs(chromium: Browser, maple: Running, tablet: Page) -> Page:
    """The phone of the admin who paired the tablet with the Acorns."""
    await tablet.get_by_role("button", name="Show a code").click()
    await expect(tablet.get_by_role("heading", name="Pair this device")).to_be_visible()
    code = await tablet.locator(".code").inner_text()
    phone = await signed_in(chromium, maple.url, INES, PHONE)
    await phone.goto(f"{maple.url}/#/settings")
    await phone.get_by_role("link", name="Room devices").click()
    await expect(phone.get_by_role("heading", name="Room devices")).to_be_focused()
    await expect(phone.get_by_text("No device is paired yet.")).to_be_visible()
    await phone.get_by_label("Code on the device").fill("AAAA 2222")
    await phone.get_by_role("button", name="Pair a device").click()
    await expect(phone.get_by_text("no device shows this code")).to_be_visible()
    await phone.get_by_label("Code on the device").fill(code)
    await phone.get_by_label("Room", exact=True).select_option("Acorns")
    await expect(phone.get_by_label("Name of the device")).to_have_value("Acorns tablet")
    await phone.get_by_role("button", name="Pair a device").click()
    await expect(phone.get_by_role("list", name="Room devices")).to_contain_text("Acorns tablet")
    await expect(tablet.get_by_role("heading", name="Acorns")).to_be_visible()
    return phone


async def enters(tablet: Page, name: str, pin: str) -> None:
    """Somebody taps their name and their digits."""
    await tablet.get_by_role("button", name=name).click()
    await expect(tablet.get_by_role("textbox", name=f"PIN of {name}")).to_be_focused()
    for digit in pin:
        await tablet.get_by_role("button", name=digit, exact=True).click()
    await tablet.get_by_role("button", name="Go on").click()


async def until(found: Callable[[], Awaitable[set[str]]], wanted: str) -> None:
    """The hub has it, or soon will."""
    async with asyncio.timeout(15):
        while wanted not in await found():
            await asyncio.sleep(0.1)


async def kept(tablet: Page) -> str:
    """All that its browser keeps, of which only that it is a room device says anything of nobody."""
    return str(
        await tablet.evaluate(
            """async () => JSON.stringify([
                {...localStorage}, {...sessionStorage},
                (await indexedDB.databases()).map((one) => one.name), await caches.keys(),
            ])"""
        )
    )


async def test_one_taps_oneself_writes_locks_and_nothing_of_one_stays_for_the_next(
    maple: Running, chromium: Browser
) -> None:
    await has_pin(maple, "Ana Reyes", PIN)
    await has_pin(maple, "Ines Walker", OTHER)
    tablet = await tablet_of(chromium, maple)
    await pairs(chromium, maple, tablet)

    await enters(tablet, "Ana Reyes", "9999")
    await expect(tablet.get_by_text("this is not your PIN")).to_be_visible()
    await tablet.keyboard.type(PIN)
    await tablet.keyboard.press("Enter")
    await expect(tablet.get_by_text("Ana Reyes on Acorns tablet")).to_be_visible()
    await expect(tablet.get_by_role("link", name="Settings")).to_have_count(0)
    await expect(tablet.get_by_text("Leo Novak")).to_have_count(0)
    await tablet.get_by_role("link", name="Mia Alvarez’s family").click()
    await tablet.get_by_label("Message to").fill("she slept well")
    await tablet.get_by_role("button", name="Send", exact=True).click()
    await expect(tablet.get_by_text("she slept well", exact=True)).to_be_visible()
    await tablet.get_by_label("Message to").fill("half a sentence")
    assert "Ana" not in await kept(tablet)
    assert "half" not in await kept(tablet)
    await tablet.get_by_role("button", name="Lock").click()

    await expect(tablet.get_by_role("heading", name="Tap your name")).to_be_visible()
    for text in ("she slept well", "half a sentence", "Mia Alvarez"):
        await expect(tablet.get_by_text(text)).to_have_count(0)
    assert await kept(tablet) == '[{"roomwire.room-device":"1"},{},[],[]]'
    await tablet.go_back()
    await expect(tablet.get_by_role("heading", name="Tap your name")).to_be_visible()
    await tablet.reload()
    await expect(tablet.get_by_role("heading", name="Tap your name")).to_be_visible()

    await tablet.get_by_role("button", name="Somebody else").click()
    await tablet.get_by_label("Two letters of your name").fill("ines")
    await enters(tablet, "Ines Walker", OTHER)
    await expect(tablet.get_by_text("Ines Walker on Acorns tablet")).to_be_visible()
    await tablet.get_by_role("link", name="Mia Alvarez’s family").click()
    await expect(tablet.get_by_text("she slept well", exact=True)).to_be_visible()
    await expect(tablet.get_by_label("Message to")).to_have_value("")
    await tablet.get_by_role("button", name="Lock").click()

    await enters(tablet, "Ana Reyes", PIN)
    await tablet.get_by_role("link", name="Mia Alvarez’s family").click()
    await expect(tablet.get_by_label("Message to")).to_have_value("half a sentence")
    assert wrong(tablet) == []


async def test_it_locks_by_itself_on_a_phone_too_and_a_page_that_slept_is_locked_by_the_hub(
    maple: Running, chromium: Browser
) -> None:
    await has_pin(maple, "Ana Reyes", PIN)
    tablet = await tablet_of(chromium, maple, PHONE)
    await tablet.clock.install()
    await tablet.clock.resume()
    await pairs(chromium, maple, tablet)
    await enters(tablet, "Ana Reyes", PIN)
    await expect(tablet.get_by_text("Ana Reyes on Acorns tablet")).to_be_visible()
    await tablet.clock.run_for(51_000)
    await expect(tablet.get_by_text("Locks in")).to_be_visible()
    await tablet.get_by_text("Ana Reyes on").click()
    await expect(tablet.get_by_text("Locks in")).to_have_count(0)
    await tablet.clock.run_for(61_000)
    await expect(tablet.get_by_role("heading", name="Tap your name")).to_be_visible()

    await enters(tablet, "Ana Reyes", PIN)
    await expect(tablet.get_by_text("Ana Reyes on Acorns tablet")).to_be_visible()
    maple.clock.ahead += timedelta(seconds=70)  # the hub's clock, of which the page knows nothing
    await expect(tablet.get_by_role("heading", name="Tap your name")).to_be_visible()
    assert wrong(tablet) == []


async def test_a_device_that_is_ended_forgets_that_it_was_one(maple: Running, chromium: Browser) -> None:
    await has_pin(maple, "Ana Reyes", PIN)
    tablet = await tablet_of(chromium, maple)
    phone = await pairs(chromium, maple, tablet)
    await enters(tablet, "Ana Reyes", PIN)
    await expect(tablet.get_by_text("Ana Reyes on Acorns tablet")).to_be_visible()

    await phone.get_by_role("button", name="Change Acorns tablet").click()
    sheet = phone.get_by_role("dialog", name="Acorns tablet")
    await sheet.get_by_label("Name of the device").fill("Tablet at the door")
    await sheet.get_by_role("button", name="Save").click()
    await expect(phone.get_by_role("list", name="Room devices")).to_contain_text("Tablet at the door")
    await phone.get_by_role("button", name="Change Tablet at the door").click()
    await phone.get_by_role("button", name="End this device").click()
    await phone.get_by_role("button", name="End this device").click()
    await expect(phone.get_by_text("No device is paired yet.")).to_be_visible()

    await expect(tablet.get_by_role("button", name="Show a code")).to_be_visible()
    assert await kept(tablet) == "[{},{},[],[]]"
    assert [one["name"] for one in await tablet.context.cookies() if "room_device" in one["name"]] == []  # type: ignore[typeddict-item]
    assert wrong(tablet) == wrong(phone) == []


async def test_staff_choose_their_pin_under_me_and_an_admin_clears_it(maple: Running, chromium: Browser) -> None:
    page = await signed_in(chromium, maple.url, ANA, PHONE)
    await page.goto(f"{maple.url}/#/me")
    await page.get_by_role("link", name="PIN for room devices").click()
    await expect(page.get_by_role("heading", name="PIN for room devices")).to_be_focused()
    await page.get_by_role("button", name="Choose a PIN").click()
    await page.get_by_label("New PIN").fill("1234")
    await page.get_by_label("The same PIN once more").fill("1234")
    await page.get_by_label("Current password").fill("maple-street")
    await page.get_by_role("button", name="Save PIN").click()
    await expect(page.get_by_text("among the first that somebody would try")).to_be_visible()
    await page.get_by_label("New PIN").fill(PIN)
    await expect(page.get_by_text("These two are not the same.")).to_be_visible()
    await page.get_by_label("The same PIN once more").fill(PIN)
    await page.get_by_role("button", name="Save PIN").click()
    await expect(page.get_by_text("Chosen Today.")).to_be_visible()

    phone = await signed_in(chromium, maple.url, INES, PHONE)
    await phone.goto(f"{maple.url}/#/staff")
    await phone.get_by_role("button", name="Ana Reyes").click()
    await phone.get_by_role("button", name="Sign-ins, code and passkeys").click()
    await phone.get_by_role("button", name="Clear PIN").click()
    await phone.get_by_role("button", name="Yes, go on").click()
    await expect(phone.get_by_text("The PIN of Ana Reyes is cleared.")).to_be_visible()
    assert wrong(page) == wrong(phone) == []


async def test_photos_on_their_way_are_left_out_at_the_lock_and_nobody_brings_them(
    maple: Running, chromium: Browser
) -> None:
    ana = await has_pin(maple, "Ana Reyes", PIN)
    await has_pin(maple, "Ines Walker", OTHER)
    tablet = await tablet_of(chromium, maple)
    await pairs(chromium, maple, tablet)
    await enters(tablet, "Ana Reyes", PIN)
    await tablet.get_by_role("link", name="Mia Alvarez’s family").click()
    held: list[Route] = []
    await tablet.route("**/v1/files", lambda route: held.append(route))
    files = [chosen(f"{n}.jpg", photo()) for n in ("one", "two", "three")]
    await tablet.locator("input[type=file]").set_input_files(files)
    await expect(tablet.get_by_text("3 files are still on their way. Locking leaves them out.")).to_be_visible()
    assert len(held) == 2
    await tablet.get_by_role("button", name="Lock").click()

    await expect(tablet.get_by_text("3 files were still on their way, and were left out.")).to_be_visible()
    await tablet.get_by_role("button", name="Somebody else").click()
    await tablet.get_by_label("Two letters of your name").fill("ines")
    await enters(tablet, "Ines Walker", OTHER)
    await tablet.get_by_role("link", name="Mia Alvarez’s family").click()
    await expect(tablet.get_by_label("Message to")).to_be_visible()
    await expect(tablet.get_by_text("on their way")).to_have_count(0)
    assert len(held) == 2
    stored = await maple.hub.store.read(
        lambda one: one.exec_driver_sql("select author from file").scalars().all(), Across.OPERATOR
    )
    assert (ana.id in stored, len(stored)) == (False, 0)
    assert wrong(tablet) == []


async def test_what_was_sent_goes_out_when_the_cover_is_closed_and_when_it_is_locked(
    maple: Running, chromium: Browser
) -> None:
    ana = await has_pin(maple, "Ana Reyes", PIN)
    family, ines = await ana.conversation("family", "Mia"), await maple.somebody("Ines Walker")
    assert (await ines.ask("PUT", "/v1/settings/conversations", {"undo_seconds": 30}))[0] == 200

    async def said() -> set[str]:
        items = (await ana.get(f"/v1/conversations/{family}/messages"))["items"]
        return {one["item"]["text"] for one in items}

    tablet = await tablet_of(chromium, maple)
    await pairs(chromium, maple, tablet)
    await enters(tablet, "Ana Reyes", PIN)
    await tablet.get_by_role("link", name="Mia Alvarez’s family").click()
    await tablet.get_by_label("Message to").fill("she slept well")
    await tablet.get_by_role("button", name="Send", exact=True).click()
    await expect(tablet.get_by_role("button", name="Undo")).to_be_visible()
    assert "she slept well" not in await said()
    await tablet.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { value: true, configurable: true });
            document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    await expect(tablet.get_by_role("button", name="Undo")).to_have_count(0)
    await until(said, "she slept well")

    for text in ("one", "two"):
        await tablet.get_by_label("Message to").fill(text)
        await tablet.get_by_role("button", name="Send", exact=True).click()
    await tablet.get_by_role("button", name="Lock").click()
    await expect(tablet.get_by_role("heading", name="Tap your name")).to_be_visible()
    print("SAID", await said(), await tablet.locator("body").inner_text(), flush=True)
    assert {"one", "two"} <= await said()
    await expect(tablet.get_by_text("not gone out yet")).to_have_count(0)

    await enters(tablet, "Ana Reyes", PIN)
    await tablet.get_by_role("link", name="Mia Alvarez’s family").click()
    await tablet.context.set_offline(True)
    await tablet.get_by_label("Message to").fill("three")
    await tablet.get_by_role("button", name="Send", exact=True).click()
    await tablet.get_by_role("button", name="Lock").click()
    await expect(tablet.get_by_text("1 message has not gone out yet.")).to_be_visible()
    await tablet.context.set_offline(False)
    await enters(tablet, "Ana Reyes", PIN)
    await until(said, "three")


async def test_a_device_whose_page_forgot_that_it_is_one_finds_out(maple: Running, chromium: Browser) -> None:
    await has_pin(maple, "Ana Reyes", PIN)
    tablet = await tablet_of(chromium, maple)
    await pairs(chromium, maple, tablet)
    forgets = "() => { localStorage.clear(); location.hash = '#/'; location.reload(); }"
    flag = '[{"roomwire.room-device":"1"},{},[],[]]'
    await tablet.evaluate(forgets)
    await tablet.get_by_label("Email").fill(ANA)
    await tablet.get_by_label("Password").fill("maple-street")
    await tablet.get_by_role("button", name="Sign in", exact=True).click()
    await expect(tablet.get_by_role("heading", name="Tap your name")).to_be_visible()
    assert await kept(tablet) == flag

    await tablet.evaluate("() => localStorage.clear()")
    await tablet.goto(f"{maple.url}/#/device")
    await tablet.reload()
    await expect(tablet.get_by_role("heading", name="Tap your name")).to_be_visible()
    await tablet.wait_for_function("() => localStorage.getItem('roomwire.room-device') === '1'")

    await expect(tablet.get_by_role("heading", name="Tap your name")).to_be_visible()
    await enters(tablet, "Ana Reyes", PIN)
    await expect(tablet.get_by_text("Ana Reyes on Acorns tablet")).to_be_visible()
    await tablet.evaluate(forgets)
    await tablet.wait_for_function("() => localStorage.getItem('roomwire.room-device') === '1'")
    await expect(tablet.get_by_text("Ana Reyes on Acorns tablet")).to_be_visible()
    assert await kept(tablet) == flag
