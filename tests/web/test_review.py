"""The review queue in a real browser: one thumb, the keyboard, second thoughts, and another admin meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.hub.running import Running, running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_page import ANA, INES, ROSA

pytestmark = pytest.mark.only("sqlite")

SLOW = 15_000
"""Longer than an approval can be taken back."""


@pytest_asyncio.fixture(loop_scope="session")
async def served(records: Path, unused_tcp_port: int) -> AsyncIterator[Running]:
    """The hub at an address that the page may come from, where messages wait."""
    async with running(records, port=unused_tcp_port) as hub:
        ines = await hub.somebody("Ines Walker")
        await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
        yield hub


async def written(hub: Running, *texts: str) -> tuple[str, list[str]]:
    """The conversation with Mia's family, and the ids of what Ana wrote there, which waits."""
    ana = await hub.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    return family, [(await ana.post(family, text))["id"] for text in texts]


async def test_an_admin_clears_the_queue_with_one_thumb_and_can_take_an_approval_back(
    served: Running, chromium: Browser
) -> None:
    family, (_, second) = await written(served, "Mia was a monster", "Nap at one")
    omar = await served.somebody("Omar Haddad")
    parent = await signed_in(chromium, served.url, ROSA, PHONE)
    await parent.goto(f"{served.url}/#/c/{family}")
    admin = await signed_in(chromium, served.url, INES, PHONE)
    await admin.goto(f"{served.url}/#/review")
    cards, approve = admin.get_by_role("article"), admin.get_by_role("button", name="Approve", exact=True)
    await expect(cards).to_have_count(2)

    await approve.click()
    await expect(cards).to_have_count(1)
    await admin.get_by_role("button", name="Undo").click()
    await expect(cards).to_have_count(2)
    await expect(cards.first).to_be_focused()

    await cards.first.get_by_role("button", name="Edit").click()
    await cards.first.get_by_label("Message").fill("Mia was lively")
    await expect(cards.first.locator("del")).to_have_text("a monster")
    await cards.first.get_by_role("button", name="Approve edit").click()
    await expect(cards).to_have_count(1)
    await expect(cards.first).to_be_focused()
    await expect(parent.get_by_role("log").get_by_text("Mia was lively")).to_be_visible(timeout=SLOW)
    await expect(parent.get_by_text("monster")).to_have_count(0)

    await omar.ask("POST", f"/v1/reviews/{second}", {"answer": "approve"})
    await expect(
        admin.get_by_role("status").get_by_text("Omar Haddad approved what Ana Reyes wrote.")
    ).to_be_visible()
    await expect(admin.get_by_text("All caught up")).to_be_visible()
    assert [wrong(page) for page in (parent, admin)] == [[], []]


async def test_the_keyboard_is_enough_and_what_is_returned_is_sent_again(
    served: Running, chromium: Browser
) -> None:
    await written(served, "Mia was a monster", "Nap at one", "Lunch at two")
    admin = await signed_in(chromium, served.url, INES, DESKTOP)
    author = await signed_in(chromium, served.url, ANA, PHONE)
    await admin.goto(f"{served.url}/#/review")
    cards = admin.get_by_role("article")
    await expect(cards).to_have_count(3)
    await admin.keyboard.press("r")
    await expect(admin.get_by_label("Reason for Ana Reyes")).to_be_focused()
    await admin.keyboard.type("Please be kinder")
    await admin.get_by_role("button", name="Return to Ana Reyes").press("Enter")
    await expect(cards).to_have_count(2)

    await author.get_by_role("navigation").get_by_role("link", name="Waiting").click()
    await expect(author.get_by_text("Please be kinder")).to_be_visible()
    await author.get_by_role("button", name="Change and send again").click()
    await author.get_by_label("Message").fill("Mia was lively")
    await author.get_by_role("button", name="Send again", exact=True).click()
    await expect(author.get_by_role("heading", name="Returned to you")).to_have_count(0)
    await expect(cards).to_have_count(3)

    await admin.get_by_role("button", name="Approve all 3").click()
    await admin.get_by_role("checkbox").nth(1).uncheck()
    await admin.get_by_role("button", name="Approve 2").click()
    await expect(admin.get_by_role("status").get_by_text("2 approved.")).to_be_visible()
    await expect(cards).to_have_count(1)
    await expect(cards.first).to_contain_text("Lunch at two")
    await admin.keyboard.press("a")
    await expect(admin.get_by_text("All caught up")).to_be_visible()
    await admin.keyboard.press("u")
    await expect(cards).to_have_count(1)
    await admin.keyboard.press("a")
    await admin.close()
    await expect(author.get_by_text("Yours, waiting")).to_have_count(0, timeout=SLOW)
    assert wrong(author) == []


async def test_with_four_eyes_an_admin_reads_who_reviews_what_they_wrote(
    served: Running, chromium: Browser
) -> None:
    ines = await served.somebody("Ines Walker")
    await ines.ask("PUT", "/v1/settings/review", {"four_eyes": True})
    await ines.post(await ines.conversation("family", "Mia"), "Your invoice is late")
    admin = await signed_in(chromium, served.url, INES, PHONE)
    await admin.goto(f"{served.url}/#/review")

    await expect(admin.get_by_text("Omar Haddad may review it.")).to_be_visible()
    await expect(admin.get_by_role("button", name="Approve")).to_have_count(0)
    await admin.get_by_role("button", name="Withdraw").click()
    await expect(admin.get_by_text("All caught up")).to_be_visible()
    assert wrong(admin) == []
