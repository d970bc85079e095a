"""Erasure on the page: looked at, asked for, agreed to by another admin, taken back; and a hold on who left."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.hub.conversations.test_kinds import opened
from tests.hub.records.test_erasure import ROSA, mia_left, rosa_left, synced
from tests.hub.running import Running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_photos import INES

pytestmark = pytest.mark.only("sqlite")

OMAR = "omar.haddad@maplestreet.example"


async def test_ines_looks_at_what_goes_asks_and_omar_says_yes_and_takes_it_back(
    served: Running, chromium: Browser, records: Path, bundle: Path
) -> None:
    rosa = await served.somebody(ROSA)
    await rosa.post((await opened(rosa, kind="direct"))["id"], f"I am {ROSA}")
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.goto(f"{served.url}/#/privacy")
    card = page.get_by_role("region", name="Erasure")
    await expect(card.get_by_text("Nobody left yet whose data could be erased.")).to_be_visible()
    rosa_left(bundle)
    mia_left(bundle)
    await synced(served, records, bundle)
    await page.reload()
    await card.get_by_role("button", name="Erase somebody’s data").click()
    await card.get_by_role("combobox", name="Who left").fill("Rosa")
    await card.get_by_role("option", name="Rosa Alvarez").click()
    await expect(card.get_by_role("heading", name="Erase the data of Rosa Alvarez")).to_be_visible()
    await expect(card.get_by_text("1 message loses the name or the tag.")).to_be_visible()
    await expect(card.get_by_text("Whose parent they were, and what they were denied")).to_be_visible()
    await card.get_by_label("Why (who asked for it, and when)").fill("Her letter of 12 November")
    await card.get_by_role("button", name="Erase in 7 days").click()
    await expect(card.get_by_text("Another admin has to say yes.")).to_be_visible()
    await expect(card.get_by_role("button", name="Say yes")).to_have_count(0)

    other = await signed_in(chromium, served.url, OMAR, DESKTOP)
    await other.goto(f"{served.url}/#/privacy")
    theirs = other.get_by_role("region", name="Erasure")
    await expect(theirs.get_by_text("Her letter of 12 November")).to_be_visible()
    await theirs.get_by_role("button", name="Say yes to the erasure of Rosa Alvarez").click()
    await expect(theirs.get_by_text("Omar Haddad agreed.")).to_be_visible()
    await theirs.get_by_role("button", name="Take back the erasure of Rosa Alvarez").click()
    await expect(theirs.get_by_text("Taken back")).to_be_visible()

    holds = other.get_by_role("region", name="Legal hold")
    await holds.get_by_role("button", name="Put something on hold").click()
    child = holds.get_by_label("Child", exact=True)
    await expect(child.locator("option", has_text="Mia Alvarez (Child, left")).to_have_count(1)
    its = await child.locator("option", has_text="Mia Alvarez (Child, left").get_attribute("value")
    await child.select_option(value=its)
    await holds.get_by_label("Why (court, number of the matter)").fill("Court, 26-118")
    await holds.get_by_role("button", name="Put on hold", exact=True).click()
    await expect(holds.get_by_text("Child: Mia Alvarez")).to_be_visible()
    assert wrong(page) == wrong(other) == []
