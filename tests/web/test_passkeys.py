"""Passkeys in a real browser, with an authenticator of its own: made, signed in by, removed, asked for and lost."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, Page, expect
from sqlalchemy import update

from hub.store import schema
from hub.store.row_security import Across
from policies.settings import SecondFactorFor
from tests.hub.people.test_second_factor import asks_of
from tests.hub.running import Running, running
from tests.notifiers.providers.smtp import SECRET
from tests.test_layout import ROOT
from tests.web.browser import DESKTOP, PHONE, known, wrong
from tests.web.test_fitting import fits
from tests.web.test_page import ANA, INES, ROSA

pytestmark = pytest.mark.only("sqlite")

NARROW = {"width": 320, "height": 568}
PASSWORD = "maple-street"
ADD = "Add a passkey"
USE = "Sign in with a passkey"


@pytest_asyncio.fixture(loop_scope="session")
async def maple(records: Path, unused_tcp_port: int) -> AsyncIterator[Running]:
    """The demo school at a name, as browsers have passkeys nowhere else."""
    env = {"ROOMWIRE_SECRET": SECRET, "ROOMWIRE_BASE_URL": f"http://localhost:{unused_tcp_port}"}
    async with running(records, env, port=unused_tcp_port) as hub:
        hub.url = env["ROOMWIRE_BASE_URL"]
        yield hub


@dataclass
class Phone:
    """A page, and the authenticator of the device that it is on."""

    page: Page
    cdp: CDPSession
    id: str

    async def shown(self, finger: bool) -> None:
        """Whether its owner shows who they are from now on."""
        await self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": finger})

    async def signs(self, name: str) -> None:
        """Press the button that asks for a passkey."""
        await self.page.get_by_role("button", name=name).click()

    async def leaves(self, url: str, name: str = "Sign out") -> None:
        """Sign out, to whoever is next on the device."""
        await self.page.goto(f"{url}/#/me")
        await self.page.get_by_role("button", name=name, exact=True).click()
        await expect(self.page.locator("input[type=email]")).to_be_visible()

    async def keys(self) -> list[dict[str, Any]]:
        """The passkeys that it holds."""
        found = await self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return list(found["credentials"])


NO_OFFER = "PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false)"
"""A browser that offers none by itself; the one here would pick it at once, as nobody looks on."""


async def phone_of(chromium: Browser, maple: Running, size: dict[str, int], **more: Any) -> Phone:
    """A device with an authenticator built in, at the page to sign in on. offers: its browser does so by itself."""
    offers = more.pop("offers", False)
    context = await chromium.new_context(viewport=size, reduced_motion="reduce", **more)  # type: ignore[arg-type]
    await known(context, maple.url)
    page = await context.new_page()
    page.on("pageerror", lambda error: page.__dict__.setdefault("wrong", []).append(str(error)))
    if not offers:
        await page.add_init_script(NO_OFFER)
    cdp = await context.new_cdp_session(page)
    await cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = await cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    await page.goto(maple.url)
    return Phone(page, cdp, made["authenticatorId"])


async def by_password(page: Page, email: str) -> None:
    """Sign in by password, whatever the page's language is."""
    await page.locator("input[type=email]").fill(email)
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.locator("form button[type=submit]").click()


async def inside(page: Page) -> None:
    """Somebody is signed in, whatever screen they were on when they left."""
    await expect(page.get_by_role("navigation")).to_be_visible()


async def adds(page: Page, url: str, name: str = "") -> None:
    """Add a passkey under Me."""
    await page.goto(f"{url}/#/passkeys")
    await page.get_by_role("button", name=ADD).click()
    await page.get_by_label("Current password").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_label("Name of this passkey").fill(name)
    await page.get_by_role("button", name="Create the passkey").click()
    await expect(page.get_by_text("The passkey opens your account from now on.")).to_be_visible()


async def test_a_parent_adds_one_signs_in_by_it_and_removes_it(maple: Running, chromium: Browser) -> None:
    phone = await phone_of(chromium, maple, PHONE)
    page = phone.page
    await by_password(page, ROSA)
    await inside(page)
    await page.goto(f"{maple.url}/#/me")
    await page.get_by_role("link", name="Passkeys").click()
    await expect(page.get_by_role("heading", name="Passkeys")).to_be_focused()
    await expect(page.get_by_text("You have no passkey so far.")).to_be_visible()
    await page.get_by_role("button", name=ADD).click()
    await page.get_by_label("Current password").fill("wrong")
    await page.get_by_role("button", name="Go on").click()
    await expect(page.get_by_text("this is not your current password")).to_be_visible()
    await page.get_by_role("button", name="Back").click()
    await adds(page, maple.url, "Rosa’s phone")
    rows = page.get_by_role("list", name="Passkeys").get_by_role("listitem")
    await expect(rows).to_have_count(1)
    await expect(rows.first).to_contain_text("Rosa’s phone")
    await expect(rows.first).to_contain_text("Not used so far")
    assert len(await phone.keys()) == 1

    await phone.leaves(maple.url)
    await phone.signs(USE)
    await inside(page)
    await page.goto(f"{maple.url}/#/passkeys")
    await expect(rows.first).to_contain_text("Last used")

    await page.get_by_role("button", name="Remove: Rosa’s phone").click()
    await page.get_by_label("Current password").fill(PASSWORD)
    await page.get_by_role("button", name="Remove", exact=True).click()
    await expect(page.get_by_text("You have no passkey so far.")).to_be_visible()
    await phone.leaves(maple.url)
    await phone.signs(USE)
    await expect(page.get_by_text("This passkey opens no account here.")).to_be_visible()
    await by_password(page, ROSA)
    await inside(page)
    assert wrong(page) == []


async def test_on_one_device_no_second_one_is_made_and_without_a_finger_none_is(
    maple: Running, chromium: Browser
) -> None:
    phone = await phone_of(chromium, maple, PHONE)
    page = phone.page
    await by_password(page, ROSA)
    await inside(page)
    await phone.shown(finger=False)
    await page.goto(f"{maple.url}/#/passkeys")
    await page.get_by_role("button", name=ADD).click()
    await page.get_by_label("Current password").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("button", name="Create the passkey").click()
    await expect(page.get_by_text("No passkey was made.")).to_be_visible()
    await phone.shown(finger=True)
    await page.get_by_role("button", name="Create the passkey").click()
    await expect(page.get_by_text("The passkey opens your account from now on.")).to_be_visible()
    await page.get_by_role("button", name=ADD).click()
    await page.get_by_label("Current password").fill(PASSWORD)
    await page.get_by_role("button", name="Go on").click()
    await page.get_by_role("button", name="Create the passkey").click()
    await expect(page.get_by_text("There is a passkey for your account on this device already.")).to_be_visible()
    await page.get_by_role("button", name="Back").click()
    await phone.leaves(maple.url)
    await phone.shown(finger=False)
    await phone.signs(USE)
    await expect(page.get_by_text("No passkey was used.")).to_be_visible()
    await expect(page.get_by_role("button", name=USE)).to_be_enabled()

    assert len(await phone.keys()) == 1
    assert wrong(page) == []


async def test_the_next_person_on_a_device_uses_their_own_and_adds_one_beside(
    maple: Running, chromium: Browser
) -> None:
    phone = await phone_of(chromium, maple, PHONE)
    page = phone.page
    await by_password(page, ROSA)
    await inside(page)
    await adds(page, maple.url, "Rosa’s")
    await phone.leaves(maple.url)
    await by_password(page, ANA)
    await inside(page)
    await page.goto(f"{maple.url}/#/passkeys")
    await expect(page.get_by_text("You have no passkey so far.")).to_be_visible()
    await expect(page.get_by_text("Rosa’s")).to_have_count(0)
    await adds(page, maple.url, "Ana’s")

    assert len(await phone.keys()) == 2
    assert wrong(page) == []


async def test_staff_whose_school_asks_for_more_come_by_passkey_and_an_admin_takes_a_lost_one_off(
    maple: Running, chromium: Browser
) -> None:
    phone = await phone_of(chromium, maple, NARROW)
    page = phone.page
    await by_password(page, ANA)
    await inside(page)
    await adds(page, maple.url, "Ana’s phone")
    await asks_of(maple, SecondFactorFor.STAFF)
    await page.reload()
    await expect(page.get_by_text("Your school asks for more than a password.")).to_be_visible()
    await expect(page.get_by_role("button", name="Remove: Ana’s phone")).to_have_count(0)
    await phone.leaves(maple.url)
    await by_password(page, ANA)
    await expect(page.get_by_text("Your account has a passkey: sign in with that.")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    await phone.signs(USE)
    await inside(page)

    await asks_of(maple, SecondFactorFor.NOBODY)
    office = await phone_of(chromium, maple, DESKTOP)
    await by_password(office.page, INES)
    await inside(office.page)
    await office.page.goto(f"{maple.url}/#/staff")
    await office.page.get_by_role("button", name="Ana Reyes").click()
    its = office.page.get_by_role("region", name="Sign-ins of Ana Reyes")
    await its.get_by_role("button", name="Sign-ins, code and passkeys").click()
    await expect(its.get_by_text("1 passkey opens the account.")).to_be_visible()
    await its.get_by_role("button", name="Take off lost passkeys").click()
    await its.get_by_role("button", name="Yes, go on").click()
    await expect(its.get_by_text("1 passkey opens the account.")).to_have_count(0)
    await expect(office.page.get_by_text("Ana Reyes has no passkeys any more.")).to_be_visible()
    assert [wrong(one) for one in (office.page, page)] == [[], []]


async def test_a_passkey_that_is_picked_where_the_email_is_typed_signs_in(
    maple: Running, chromium: Browser
) -> None:
    phone = await phone_of(chromium, maple, PHONE, offers=True)
    page = phone.page
    await expect(page.get_by_label("Email")).to_have_attribute("autocomplete", "username webauthn")
    await by_password(page, ROSA)
    await inside(page)
    await adds(page, maple.url)
    await page.goto(f"{maple.url}/#/me")
    async with page.expect_response(lambda answer: answer.url.endswith("/v1/sign-in/passkey")) as picked:
        await page.get_by_role("button", name="Sign out", exact=True).click()

    assert (await picked.value).status == 200
    await inside(page)
    assert wrong(page) == []


async def test_where_browsers_have_none_the_page_offers_none(served: Running, chromium: Browser) -> None:
    phone = await phone_of(chromium, served, PHONE)
    page = phone.page
    await expect(page.get_by_role("heading", name="Maple Street")).to_be_visible()
    await expect(page.get_by_role("button", name=USE)).to_have_count(0)
    await by_password(page, ROSA)
    await inside(page)
    await page.goto(f"{served.url}/#/passkeys")

    await expect(page.get_by_text("Passkeys need the hub to be found at a name")).to_be_visible()
    await expect(page.get_by_role("button", name=ADD)).to_have_count(0)


def words(language: str) -> dict[str, str]:
    """What the page says in this language."""
    found: dict[str, str] = json.loads((ROOT / f"hub/web/messages/{language}/people.json").read_text())
    return found


async def made_for(maple: Running, party: str) -> None:
    """As if every passkey had been made where the hub was found at this host."""
    its = update(schema.passkey).values(party=party)
    await maple.hub.store.write(lambda one: one.connection.execute(its), whose=Across.OPERATOR)


@pytest.mark.parametrize("language", ["en", "es", "pl"])
async def test_each_language_adds_one_and_signs_in_by_it_on_the_narrowest_phone(
    maple: Running, chromium: Browser, tmp_path: Path, language: str
) -> None:
    said = words(language)
    rosa = await maple.somebody("Rosa Alvarez")
    assert (await rosa.ask("PATCH", "/v1/me", {"language": language}))[0] == 200
    scheme = "dark" if language == "pl" else "light"
    phone = await phone_of(chromium, maple, NARROW, locale=language, color_scheme=scheme)
    page = phone.page

    async def shot(name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{language}.png", full_page=True)
        assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]

    await expect(page.get_by_role("button", name=said["people_passkey_use"])).to_be_visible()
    await shot("sign-in")
    await by_password(page, ROSA)
    await inside(page)
    await page.goto(f"{maple.url}/#/passkeys")
    await expect(page.get_by_text(said["people_passkeys_none"])).to_be_visible()
    await fits(page)
    await shot("none")
    await page.get_by_role("button", name=said["people_passkey_add"]).click()
    await page.locator("input[type=password]").fill(PASSWORD)
    await page.get_by_role("button", name=said["people_factor_go_on"]).click()
    await expect(page.get_by_role("heading", name=said["people_passkey_add"])).to_be_focused()
    await shot("name")
    await page.get_by_label(said["people_passkey_name"]).fill("W" * 60)
    await page.get_by_role("button", name=said["people_passkey_make"]).click()
    await expect(page.get_by_text("W" * 60)).to_be_visible()
    await shot("list")
    await made_for(maple, "hub.maple-street.example")
    await page.reload()
    elsewhere = said["people_passkey_elsewhere"].replace("{host}", "hub.maple-street.example")
    await expect(page.get_by_text(elsewhere)).to_be_visible()
    await fits(page)
    await shot("elsewhere")
    await made_for(maple, "localhost")
    await phone.leaves(maple.url, said["people_sign_out"])
    await phone.signs(said["people_passkey_use"])
    await inside(page)
    assert wrong(page) == []
