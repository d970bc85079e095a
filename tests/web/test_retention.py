"""How long records are kept, on the page: looked at before it is switched on, and what is on hold."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from hub.actions.records.retention import remove_in
from hub.store import schema
from hub.store.row_security import Across
from hub.store.schools import list_days
from tests.hub.running import Running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_photos import INES, ROSA

pytestmark = pytest.mark.only("sqlite")

WORDS = "Xylophones on Thursday"


async def test_ines_looks_at_what_would_go_switches_it_on_and_families_read_that_it_is_gone(
    served: Running, chromium: Browser
) -> None:
    ana = await served.somebody("Ana Reyes")
    room = await ana.conversation("room", "Acorns")
    await ana.post(room, WORDS)
    event = schema.event.c
    old = schema.event.update().where(event.conversation == room, event.kind == "message")
    long_ago = old.values(at="2019-05-01T10:00:00.000Z")
    await served.hub.store.write(lambda one: one.connection.execute(long_ago), served.school)
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.goto(f"{served.url}/#/privacy")
    line = page.get_by_role("group").filter(has_text="Messages to the families of a room")
    await expect(line.get_by_text("Planned, not yet switched on")).to_be_visible()
    await line.get_by_text("Messages to the families of a room").click()
    card = page.get_by_role("article", name="Messages to the families of a room")
    await card.get_by_role("combobox").select_option(label="2 years")
    await card.get_by_role("button", name="Look at what would go").click()
    await expect(card.get_by_text("1 record would go tonight.")).to_be_visible()
    await expect(card.get_by_text("Families of Acorns")).to_be_visible()
    await expect(card.get_by_text(WORDS)).to_have_count(0)
    await card.get_by_role("button", name="Remove what is older than 2 years").click()
    await expect(line.get_by_text("On: kept for 2 years")).to_be_visible()

    parent = await signed_in(chromium, served.url, ROSA, PHONE)
    await parent.goto(f"{served.url}/#/c/{room}")
    await expect(parent.get_by_text(WORDS, exact=True)).to_be_visible()
    (school,) = await served.hub.store.read(list_days, Across.OPERATOR)
    assert await remove_in(served.hub.store, school, served.clock()) == 1
    await expect(parent.get_by_text("Removed by the center’s retention rule of 2 years").last).to_be_visible()
    await expect(parent.get_by_text(WORDS)).to_have_count(0)
    await page.reload()
    await expect(page.get_by_role("region", name="What was removed").get_by_text("1 on ")).to_be_visible()
    assert wrong(page) == wrong(parent) == []


async def test_ines_puts_mia_on_hold_with_a_reason_and_releases_her(served: Running, chromium: Browser) -> None:
    page = await signed_in(chromium, served.url, INES, DESKTOP)
    await page.goto(f"{served.url}/#/privacy")
    card = page.get_by_role("region", name="Legal hold")
    await expect(card.get_by_text("Nothing is on hold.")).to_be_visible()
    await card.get_by_role("button", name="Put something on hold").click()
    await card.get_by_label("Child", exact=True).select_option(label="Mia Alvarez")
    await card.get_by_label("Why (court, number of the matter)").fill("Court, 26-118")
    await card.get_by_role("button", name="Put on hold", exact=True).click()
    await expect(card.get_by_text("Child: Mia Alvarez")).to_be_visible()
    await card.get_by_role("button", name="Release the hold on Mia Alvarez").click()
    await expect(card.get_by_text("released by Ines Walker")).to_be_visible()
    assert wrong(page) == []
