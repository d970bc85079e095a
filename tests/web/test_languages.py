"""The page in a language, in a real browser: a reader's own once they are signed in, before that the browser's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.notify.test_figures import row, told
from tests.hub.running import Running
from tests.web.browser import PHONE, known, wrong
from tests.web.test_fitting import fits
from tests.web.test_page import ANA, INES, ROSA

pytestmark = pytest.mark.only("sqlite")

MESSAGES = {"en": "Messages", "es": "Mensajes", "pl": "Wiadomości"}
SCREENS = {
    ROSA: ("", "me", "sign-ins", "second-factor", "passkeys", "calls", "reports", "why/-/-"),
    INES: (
        "", "me", "review", "settings", "children", "staff", "names", "why/-/-",
        "reports", "unsorted", "unreached", "calls", "reach", "figures", "invitations", "letter", "roster",
        "activity-log",
    ),
}  # fmt: skip


async def opened(chromium: Browser, url: str, locale: str) -> Page:
    """The sign-in page on a phone whose browser is in this language."""
    context = await chromium.new_context(viewport=PHONE, locale=locale, reduced_motion="reduce")  # type: ignore[arg-type]
    await known(context, url)
    page = await context.new_page()
    page.on("pageerror", lambda error: page.__dict__.setdefault("wrong", []).append(str(error)))
    await page.goto(url)
    await expect(page.locator("input[type=password]")).to_be_visible()
    return page


async def enter(page: Page, email: str, language: str) -> None:
    """Sign in, whatever the page is in, and read the page in this language."""
    await page.locator("input[type=email]").fill(email)
    await page.locator("input[type=password]").fill("maple-street")
    await page.locator("form button[type=submit]").click()
    await reads(page, language)


async def reads(page: Page, language: str) -> None:
    """The way to the messages is in this language, and so is what a screen reader is told of the page."""
    link = page.get_by_role("navigation").get_by_role("link", name=MESSAGES[language])
    await expect(link).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", language)


async def has(served: Running, name: str, language: str) -> None:
    """This person is told in this language."""
    person = await served.somebody(name)
    assert (await person.ask("PATCH", "/v1/me", {"language": language}))[0] == 200


async def test_who_is_signed_out_reads_the_browsers_language(served: Running, chromium: Browser) -> None:
    page = await opened(chromium, served.url, "es-MX")
    await expect(page.locator("html")).to_have_attribute("lang", "es")
    await expect(page.get_by_role("button", name="Iniciar sesión", exact=True)).to_be_visible()
    await expect(page.get_by_text("Contraseña", exact=True)).to_be_visible()
    await fits(page)
    assert wrong(page) == []


async def test_who_is_signed_in_reads_their_own_language_whatever_the_browsers(
    served: Running, chromium: Browser
) -> None:
    await has(served, "Rosa Alvarez", "es")
    page = await opened(chromium, served.url, "en-US")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await enter(page, ROSA, "es")
    await page.goto(f"{served.url}/#/me")
    await expect(page.get_by_role("heading", name="Cómo le avisamos")).to_be_visible()
    await expect(page.get_by_role("switch", name="Horas de silencio")).to_be_visible()

    spanish = await opened(chromium, served.url, "es-MX")
    await expect(spanish.locator("html")).to_have_attribute("lang", "es")
    await enter(spanish, ANA, "en")
    assert wrong(page) == wrong(spanish) == []


async def test_another_language_is_there_at_once_and_what_was_being_written_stays(
    served: Running, chromium: Browser
) -> None:
    rosa = await served.somebody("Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")
    page = await opened(chromium, served.url, "en-US")
    await enter(page, ROSA, "en")
    await page.goto(f"{served.url}/#/c/{family}")
    await page.locator("main textarea").fill("Mia se durmió tarde")
    await page.goto(f"{served.url}/#/me")
    await page.evaluate("window.sameVisit = true")
    await page.get_by_label("Quiet hours").check()
    await page.locator("#email-language").select_option("es")
    await reads(page, "es")
    await expect(page.get_by_role("switch", name="Horas de silencio")).to_be_checked()
    await expect(page.locator("main")).not_to_contain_text("How you are told")
    await page.goto(f"{served.url}/#/c/{family}")
    await expect(page.locator("main textarea")).to_have_value("Mia se durmió tarde")

    assert await page.evaluate("window.sameVisit") is True
    assert wrong(page) == []


async def test_who_signs_out_leaves_nothing_of_their_language(served: Running, chromium: Browser) -> None:
    await has(served, "Rosa Alvarez", "es")
    page = await opened(chromium, served.url, "en-US")
    await enter(page, ROSA, "es")
    await page.goto(f"{served.url}/#/me")
    await page.locator("main button.button").last.click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await enter(page, ANA, "en")
    assert wrong(page) == []


async def test_one_few_and_many_are_told_apart_in_polish(served: Running, chromium: Browser) -> None:
    await has(served, "Ines Walker", "pl")
    noon = datetime.now(UTC).replace(hour=12, minute=0)
    for ago, texts in enumerate((1, 2, 5, 22), start=1):
        sent = noon - timedelta(days=ago)
        await told(served, *(row(served.school, sent, medium="sms") for _ in range(texts)), zone="UTC")
    page = await opened(chromium, served.url, "en-US")
    await enter(page, INES, "pl")
    await page.goto(f"{served.url}/#/figures")
    table = page.get_by_role("table")
    for day in ("1 SMS, 1 segment", "2 SMS-y, 2 segmenty", "5 SMS-ów, 5 segmentów", "22 SMS-y, 22 segmenty"):
        await expect(table.get_by_text(day, exact=True)).to_be_visible()
    await expect(page.get_by_text("30 powiadomień. Dotarło: 30; zbędne: 0; nie dotarło: 0.")).to_be_visible()
    assert wrong(page) == []


@pytest.mark.parametrize("language", ["es", "pl"])
@pytest.mark.parametrize(
    ("name", "email"), [("Rosa Alvarez", ROSA), ("Ines Walker", INES)], ids=["parent", "admin"]
)
async def test_no_screen_breaks_a_word_or_scrolls_off_in_a_longer_language(
    served: Running, chromium: Browser, language: str, name: str, email: str
) -> None:
    await has(served, name, language)
    page = await opened(chromium, served.url, "en-US")
    await enter(page, email, language)
    await fits(page)
    for where in SCREENS[email]:
        await page.goto(f"{served.url}/#/{where}")
        await expect(page.locator("main h1").first).to_be_visible()
        await page.wait_for_load_state("networkidle")
        await fits(page)
    assert wrong(page) == []


@pytest.mark.parametrize("language", ["en", "es", "pl"])
async def test_the_way_around_fits_a_phone_of_320_in_every_language(
    served: Running, chromium: Browser, language: str
) -> None:
    await has(served, "Ines Walker", language)
    page = await opened(chromium, served.url, language)
    await page.set_viewport_size({"width": 320, "height": 640})
    await enter(page, INES, language)
    for where in ("", "settings", "roster", "activity-log", "invitations", "letter", "sign-ins"):
        await page.goto(f"{served.url}/#/{where}")
        await page.wait_for_load_state("networkidle")
        await fits(page)
    assert wrong(page) == []
