"""Emails in a real browser: what a school and a parent choose, how an email looks, and the page that ends them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.hub.running import Running
from tests.notifiers.test_writing import NOTE, SENDER, forms, written
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_page import INES, ROSA

pytestmark = pytest.mark.only("sqlite")


async def test_an_admin_gives_the_schools_emails_a_name_and_an_address_and_wrong_ones_are_told(
    served: Running, chromium: Browser
) -> None:
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.goto(f"{served.url}/#/settings")
    emails = page.get_by_role("region", name="Emails")
    await emails.get_by_label("Email display name").fill("Maple Office")
    await emails.get_by_label("Reply-to email").fill("office@maple")
    await emails.get_by_role("button", name="Save emails").click()
    await expect(page.get_by_text("Give one email address")).to_be_visible()
    await emails.get_by_label("Reply-to email").fill("office@maplestreet.example")
    await emails.get_by_role("button", name="Save emails").click()
    await expect(page.get_by_text("Saved.")).to_be_visible()
    async with page.expect_response("**/v1/settings/email") as answer:
        await emails.get_by_label("Language of emails").select_option("es")
    assert (await answer.value).ok
    await page.reload()
    ines = await served.somebody("Ines Walker")
    kept = await ines.get("/v1/settings/email")

    # Ines chose no language of her own: the page speaks the school's.
    await expect(page.get_by_label("Correo para respuestas")).to_have_value("office@maplestreet.example")
    assert (kept["display_name"], kept["reply_to"], kept["language"]) == (
        "Maple Office", "office@maplestreet.example", "es",
    )  # fmt: skip
    assert wrong(page) == []


async def test_a_parent_chooses_the_language_of_their_emails(served: Running, chromium: Browser) -> None:
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/me")
    await page.get_by_label("Alerts, texts and emails to you are in").select_option("es")
    await expect(page.get_by_text("Your language is saved.")).to_be_visible()
    rosa = await served.somebody("Rosa Alvarez")

    assert (await rosa.get("/v1/me"))["language"] == "es"
    assert wrong(page) == []


async def test_who_writes_reads_the_text_in_each_language_that_it_goes_out_in(
    served: Running, chromium: Browser
) -> None:
    ben, dana = await served.somebody("Ben Carter"), await served.somebody("Dana Novak")
    await dana.ask("PATCH", "/v1/me", {"language": "es"})
    page = await signed_in(chromium, served.url, ben.its["email"], PHONE)
    await page.goto(f"{served.url}/#/c/{await ben.conversation('family', 'Leo')}")
    await page.get_by_role("button", name="Who gets this?").click()
    sheet = page.get_by_role("dialog", name="Who gets this?")

    await expect(sheet.locator("blockquote[lang=es]")).to_contain_text("Mensaje nuevo de Ben Carter")
    await expect(sheet.locator("blockquote[lang=en]")).to_contain_text("New message from Ben Carter")
    await expect(sheet.get_by_text("To one number: one segment.")).to_have_count(2)
    assert wrong(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_an_email_fits_its_screen_and_its_button_a_thumb_in_the_light_and_in_the_dark(
    chromium: Browser, tmp_path: Path, size: dict[str, int], scheme: str
) -> None:
    context = await chromium.new_context(viewport=size, color_scheme=scheme, java_script_enabled=False)  # type: ignore[arg-type]
    page = await context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    file = tmp_path / "email.html"
    file.write_text(forms(written(NOTE, SENDER, "rosa@families.example"))[1])
    await page.goto(file.as_uri())
    button = await page.get_by_role("link", name="Read it").bounding_box()
    body = await page.locator("body").evaluate("it => [it.scrollWidth, getComputedStyle(it).backgroundColor]")

    assert button is not None
    assert button["height"] >= 44
    assert body[0] <= size["width"]
    assert (sum(map(int, re.findall(r"\d+", body[1]))) < 200) is (scheme == "dark")
    assert asked == [file.as_uri()]  # nothing is loaded from anywhere


async def test_the_page_that_ends_emails_asks_first_and_works_without_scripts(
    served: Running, chromium: Browser
) -> None:
    from hub.signing import Signer, Stop
    from tests.notifiers.providers.smtp import SECRET

    object.__setattr__(served.hub.settings, "secret", SECRET)
    link = Signer(SECRET).link(Stop(served.school, "p_nobody", "routine", "rosa.alvarez@families.example"))
    context = await chromium.new_context(viewport=PHONE, java_script_enabled=False)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(f"{served.url}/u/{link}")
    await expect(page.get_by_text("rosa.alvarez@families.example?")).to_be_visible()
    await page.get_by_role("button", name="Stop them").click()

    await expect(page.get_by_text("No more routine emails go to rosa.alvarez@families.example.")).to_be_visible()
