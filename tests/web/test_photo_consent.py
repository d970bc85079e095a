"""Consent to photos on the page: a parent answers in one tap, and who posts sees it before they send."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.hub.conversations.test_kinds import mia
from tests.hub.pictures import photo
from tests.hub.running import Running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_photos import ANA, INES, ROSA, chosen

pytestmark = pytest.mark.only("sqlite")


async def test_rosa_answers_in_one_tap_and_ana_sees_why_not_before_she_sends(
    served: Running, chromium: Browser
) -> None:
    ana, rosa = await served.somebody("Ana Reyes"), await served.somebody("Rosa Alvarez")
    child, room = await mia(rosa), await ana.conversation("room", "Acorns")
    parent = await signed_in(chromium, served.url, ROSA, PHONE)
    await parent.goto(f"{served.url}/#/me")
    await parent.get_by_role("link", name="Who may see photos of Mia Alvarez?").click()
    await expect(parent).to_have_url(f"{served.url}/#/child/{child}")
    card = parent.get_by_role("region", name="Photos")
    await expect(card.get_by_text("No parent has said yet.")).to_be_visible()
    await card.get_by_role("radio", name="Only our family").check()
    await expect(card.get_by_text("What holds now: Only the child’s family.")).to_be_visible()

    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.goto(f"{served.url}/#/c/{room}")
    await page.locator("input[type=file]").set_input_files(chosen("garden.jpg", photo()))
    send = page.get_by_role("button", name="Send", exact=True)
    await expect(send).to_be_enabled()
    await page.get_by_role("button", name="Who is on it?").click()
    await page.get_by_role("checkbox", name="Mia Alvarez").check(force=True)
    await expect(page.get_by_text("Mia Alvarez: photos only for the child’s family.")).to_be_visible()
    await expect(send).to_be_disabled()
    await page.reload()  # who is on it stays with the draft
    await expect(page.get_by_text("Mia Alvarez: photos only for the child’s family.")).to_be_visible()
    await expect(send).to_be_disabled()
    await page.get_by_role("button", name="On it: Mia Alvarez").click()
    await page.get_by_role("checkbox", name="Mia Alvarez").uncheck(force=True)
    await expect(send).to_be_enabled()

    await card.get_by_role("radio", name="Families of the room").check()
    await parent.get_by_role("button", name="Undo").last.click()
    await expect(card.get_by_role("radio", name="Only our family")).to_be_checked()
    await parent.goto(f"{served.url}/#/me")
    await expect(parent.get_by_role("link", name="What the center keeps about Mia Alvarez")).to_be_visible()
    await expect(parent.get_by_role("link", name="Who may see photos of Mia Alvarez?")).to_have_count(0)
    assert wrong(parent) == wrong(page) == []


async def test_ines_notes_a_form_on_paper_and_reads_who_said_what(served: Running, chromium: Browser) -> None:
    child = await mia(await served.somebody("Rosa Alvarez"))
    page = await signed_in(chromium, served.url, INES, DESKTOP)
    await page.goto(f"{served.url}/#/child/{child}")
    card = page.get_by_role("region", name="Photos")
    await card.get_by_role("button", name="Note a form on paper of Rosa Alvarez").click()
    await card.get_by_role("radio", name="Families of the room").check()
    await card.get_by_label("Date of the form and where it lies").fill("3 September, folder 2")
    await card.get_by_role("button", name="Save").click()
    await expect(card.get_by_text("What holds now: Also families of the child’s rooms.")).to_be_visible()
    await expect(card.get_by_text("On paper; noted by Ines Walker").first).to_be_visible()
    await card.get_by_text("All answers so far").click()
    await expect(card.get_by_text("folder 2").last).to_be_visible()
    assert wrong(page) == []


async def test_a_photo_is_not_sent_while_it_is_not_known_what_parents_allow(
    served: Running, chromium: Browser
) -> None:
    ana = await served.somebody("Ana Reyes")
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.route("**/photo-choices", lambda route: route.fulfill(status=503))
    await page.goto(f"{served.url}/#/c/{await ana.conversation('room', 'Acorns')}")
    await page.get_by_label("Message to").fill("in the garden")
    send = page.get_by_role("button", name="Send", exact=True)
    await expect(send).to_be_enabled()
    await page.locator("input[type=file]").set_input_files(chosen("garden.jpg", photo()))
    await expect(page.get_by_text("It is not known yet what parents allow")).to_be_visible()
    await expect(page.get_by_text("Sending waits until every file is there.")).to_have_count(0)
    await expect(send).to_be_disabled()

    await page.unroute("**/photo-choices")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_text("It is not known yet")).to_have_count(0)
    await expect(send).to_be_enabled()
