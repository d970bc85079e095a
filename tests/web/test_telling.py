"""How one is told, in a real browser: chosen with a thumb, kept, and heeded."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

from playwright.async_api import Browser, expect
from sqlalchemy import select

from hub.store.row_security import Across
from hub.store.schema import watching
from tests.hub.running import DEADLINE, Running
from tests.web.browser import DESKTOP, PHONE, send_counted, signed_in, wrong
from tests.web.test_page import ANA, INES, ROSA


async def test_a_parent_chooses_how_they_are_told_and_reads_what_nobody_switches_off(
    served: Running, chromium: Browser
) -> None:
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/me")
    card = page.get_by_role("region", name="How you are told")
    await expect(card).to_contain_text("Nobody can switch them off.")
    await expect(card.get_by_role("radio", name="At once", checked=True)).to_have_count(3)
    await expect(card.get_by_text("The daily summary comes at")).to_have_count(0)

    await card.get_by_role("group", name="Your child’s day").first.get_by_text("Daily").click()
    await card.get_by_label("The daily summary comes at").fill("19:30")
    await card.get_by_label("Quiet hours").check()
    await card.get_by_label("From", exact=True).fill("20:00")
    await card.get_by_label("Until").blur()
    await expect(card.get_by_label("From", exact=True)).to_have_value("20:00")
    await card.get_by_text("Choose for push, texts and email apart").click()
    await card.get_by_role("group", name="Announcements").last.get_by_label("Email").select_option("Off")
    await expect(
        card.get_by_role("group", name="Announcements").first.get_by_role("radio", checked=True)
    ).to_have_count(0)

    rosa = await served.somebody("Rosa Alvarez")
    async with asyncio.timeout(DEADLINE):  # the page shows what was chosen before the hub has it
        while (hows := _hows(kept := await rosa.get("/v1/preferences")))["announcements", "email"] != "off":
            await asyncio.sleep(0.02)
    assert {hows["day", medium] for medium in ("push", "email", "sms")} == {"digest"}
    assert hows["announcements", "push"] == "instant"
    assert (kept["digest_at"], kept["quiet"]) == (19 * 60 + 30, {"begins": 1200, "ends": 420})

    await page.reload()
    await expect(card.get_by_label("Quiet hours")).to_be_checked()
    assert wrong(page) == []


def _hows(kept: dict[str, Any]) -> dict[tuple[str, str], str]:
    """How somebody is told, by what it is about and the medium."""
    return {(one["category"], one["medium"]): one["how"] for one in kept["choices"]}


async def test_the_hub_knows_what_is_open_and_when_it_is_not_any_more(served: Running, chromium: Browser) -> None:
    rosa = await served.somebody("Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/c/{family}")
    await _open(served, [family])
    await page.goto(f"{served.url}/#/me")
    await _open(served, [])
    await page.goto(f"{served.url}/#/c/{family}")
    await _open(served, [family])
    await page.close()
    await _open(served, [])


async def _open(served: Running, wanted: list[str]) -> None:
    asked = select(watching.c.conversation)
    async with asyncio.timeout(DEADLINE):
        while (
            await served.hub.store.read(lambda one: one.execute(asked).scalars().all(), Across.OPERATOR)
        ) != wanted:
            await asyncio.sleep(0.02)


async def test_an_emergency_is_marked_confirmed_and_followed_up(served: Running, chromium: Browser) -> None:
    ines = await served.somebody("Ines Walker")
    family = await ines.conversation("family", "Mia")
    desk = await signed_in(chromium, served.url, INES, DESKTOP)
    await desk.goto(f"{served.url}/#/c/{family}")
    await desk.get_by_label("Message to Mia").fill("We are leaving the house. Please wait for our call.")
    await desk.get_by_role("button", name="Mark as urgent").click()
    await desk.get_by_text("Emergency", exact=True).click()
    await expect(desk.get_by_text("at any hour, and asks them to confirm")).to_be_visible()
    await desk.get_by_role("button", name="Send", exact=True).click()
    await send_counted(desk, "Send emergency")

    phone = await signed_in(chromium, served.url, ROSA, PHONE)
    await phone.goto(f"{served.url}/#/c/{family}")
    await expect(phone.get_by_role("log").get_by_text("Emergency", exact=True)).to_be_visible()
    await phone.get_by_role("log").get_by_role("button", name="I have read this").click()
    await expect(phone.get_by_text("You confirmed that you read this")).to_be_visible()
    await phone.reload()
    await expect(phone.get_by_text("You confirmed that you read this")).to_be_visible()

    await desk.get_by_role("button", name="Who heard of it").click()
    await expect(desk.get_by_text("Confirmed by 1 of 2")).to_be_visible()
    served.clock.ahead = timedelta(minutes=20)
    await desk.goto(f"{served.url}/#/calls")
    await expect(desk.get_by_text("Call them: nothing has reached them. No number is known.")).to_be_visible()
    await expect(desk.get_by_text("Rosa Alvarez")).to_have_count(0)
    assert wrong(desk) + wrong(phone) == []


async def test_who_may_not_is_offered_nothing_urgent(served: Running, chromium: Browser) -> None:
    ana = await served.somebody("Ana Reyes")
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.goto(f"{served.url}/#/c/{await ana.conversation('family', 'Mia')}")
    await expect(page.get_by_role("button", name="Send")).to_be_visible()
    await expect(page.get_by_role("button", name="Mark as urgent")).to_have_count(0)
