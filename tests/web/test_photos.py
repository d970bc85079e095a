"""Photos and files on the page: chosen, sent, looked at; a held one is seen where it is decided alone."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.pictures import PDF, from_a_phone, photo
from tests.hub.records.test_files import brought, sending
from tests.hub.running import DEADLINE, Running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong

pytestmark = pytest.mark.only("sqlite")

ANA, INES = "ana.reyes@maplestreet.example", "ines.walker@maplestreet.example"
ROSA = "rosa.alvarez@families.example"


def chosen(name: str, raw: bytes, kind: str = "image/jpeg") -> dict[str, object]:
    return {"name": name, "mimeType": kind, "buffer": raw}


async def shot(page: Page, name: str) -> None:
    """A picture of the page, where somebody asked for them."""
    if folder := os.environ.get("ROOMWIRE_SHOTS"):  # noqa: TID251
        await page.screenshot(path=str(Path(folder) / f"{name}.png"))


async def seen(page: Page) -> list[int]:
    """The widths of the photos in the thread that are really there."""
    there = (
        "[...document.querySelectorAll('[role=log] .grid')].every((one) =>"
        " [...one.querySelectorAll('img')].length && [...one.querySelectorAll('img')].every((it) => it.complete))"
    )
    async with asyncio.timeout(DEADLINE):
        while not await page.evaluate(there):  # the page forbids eval, by which a browser waits
            await asyncio.sleep(0.02)
    widths = await page.evaluate("[...document.querySelectorAll('[role=log] img')].map((one) => one.naturalWidth)")
    return list(widths)


async def test_ana_sends_photos_and_a_letter_and_rosa_looks_at_them_and_saves(
    served: Running, chromium: Browser
) -> None:
    ana = await served.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ANA, PHONE)
    parent = await signed_in(chromium, served.url, ROSA, PHONE, color_scheme="dark")
    for one in (page, parent):
        await one.goto(f"{served.url}/#/c/{family}")
        await expect(one.get_by_placeholder("Write a message")).to_be_visible()

    files = [chosen("garden.jpg", from_a_phone()), chosen("sand.png", photo("gold", form="PNG"), "image/png")]
    await page.locator("input[type=file]").set_input_files([*files, chosen("plan.pdf", PDF, "application/pdf")])
    await expect(page.get_by_role("button", name="Take out plan.pdf")).to_be_visible()
    await page.get_by_placeholder("Write a message").fill("In the garden today")
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    await shot(page, "composer")
    await page.get_by_role("button", name="Take out sand.jpg").click()
    await page.locator("input[type=file]").set_input_files(chosen("run.exe", b"MZ\0\0", "application/x-msdownload"))
    await expect(page.get_by_text("A file of this kind is not taken.")).to_be_visible()
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_disabled()
    await page.get_by_role("button", name="Take out run.exe").click()
    await page.get_by_role("button", name="Send", exact=True).click()

    await expect(parent.get_by_text("In the garden today", exact=True).last).to_be_visible()
    assert await seen(parent) == [360]
    assert await seen(page) == [360]
    await page.get_by_role("button", name="Change or withdraw").click()  # nothing lies over it
    await expect(page.get_by_label("Change it")).to_have_value("In the garden today")
    await page.get_by_role("button", name="Take out plan.pdf").click()
    await page.get_by_role("button", name="Save", exact=True).click()
    await expect(parent.get_by_role("button", name="plan.pdf")).to_have_count(0)
    await shot(page, "sent")
    await shot(parent, "received-dark")
    look = parent.get_by_role("button", name="Photo: In the garden today")
    await look.click()
    viewer = parent.get_by_role("dialog")
    await expect(viewer.get_by_role("img", name="In the garden today")).to_be_visible()
    await shot(parent, "viewer")
    await parent.keyboard.press("Escape")
    await expect(viewer).to_have_count(0)
    await expect(look).to_be_focused()
    assert f"#/c/{family}" in parent.url
    await look.click()
    await parent.go_back()
    await expect(parent.get_by_role("dialog")).to_have_count(0)
    assert f"#/c/{family}" in parent.url
    await page.locator("input[type=file]").set_input_files(chosen("plan.pdf", PDF, "application/pdf"))
    await page.get_by_role("button", name="Send", exact=True).click()
    async with parent.expect_download() as saving:
        await parent.get_by_role("button", name="plan.pdf").click()
    saved = await saving.value
    assert saved.suggested_filename == "plan.pdf"
    assert Path(await saved.path()).read_bytes() == PDF
    assert wrong(page) == wrong(parent) == []


async def test_what_was_chosen_stays_with_the_draft_and_what_is_taken_back_is_there_again(
    served: Running, chromium: Browser
) -> None:
    ines, ana = await served.somebody("Ines Walker"), await served.somebody("Ana Reyes")
    await ines.ask("PUT", "/v1/settings/conversations", {"undo_seconds": 30})
    family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.goto(f"{served.url}/#/c/{family}")
    await page.locator("input[type=file]").set_input_files(chosen("garden.jpg", photo()))
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()

    await page.goto(f"{served.url}/#/c/{day}")
    await expect(page.get_by_role("button", name="Take out garden.jpg")).to_have_count(0)
    await page.goto(f"{served.url}/#/c/{family}")
    await page.reload()
    await expect(page.get_by_role("button", name="Take out garden.jpg")).to_be_visible()
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("button", name="Take out garden.jpg")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("button", name="Take out garden.jpg")).to_be_visible()
    assert wrong(page) == []


async def test_a_held_photo_is_seen_where_it_is_decided_and_by_the_family_only_then(
    served: Running, chromium: Browser
) -> None:
    ana, rosa = await served.somebody("Ana Reyes"), await served.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    mia = next(one["student"] for one in await rosa.conversations() if one["id"] == family)
    files = [await brought(ana, photo(color, (800, 600))) for color in ("teal", "gold", "coral")]
    await ana.post(family, sending(*files, text="Painting", tagged=[mia]))
    parent = await signed_in(chromium, served.url, ROSA, PHONE)
    admin = await signed_in(chromium, served.url, INES, DESKTOP)
    await parent.goto(f"{served.url}/#/c/{family}")
    await expect(parent.get_by_placeholder("Write a message")).to_be_visible()
    await admin.goto(f"{served.url}/#/review")
    card = admin.get_by_role("article").filter(has_text="Painting")

    await expect(card.get_by_role("img", name="Photo 1 of 3: Painting")).to_be_visible()
    await expect(card.get_by_text("Mia Alvarez is on a photo, and there is no consent to photos.")).to_be_visible()
    await shot(admin, "review")
    await expect(parent.locator(".grid")).to_have_count(0)
    await card.get_by_role("button", name="Approve").click()
    await expect(parent.get_by_role("button", name="Photo 3 of 3: Painting")).to_be_visible(timeout=20_000)
    assert await seen(parent) == [480, 480, 480]
    await shot(parent, "three")
    assert wrong(parent) == wrong(admin) == []
