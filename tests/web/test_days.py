"""A student's day as it is kept on a phone: naps end, colleagues put right, and the school's clock tells it."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.running import DEADLINE, Running
from tests.web.browser import PHONE, signed_in, wrong
from tests.web.test_page import ANA, ROSA

pytestmark = pytest.mark.only("sqlite")

MEI = "mei.chen@maplestreet.example"


def moment(minutes: float) -> str:
    """So many minutes from now."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


async def the_day(served: Running, page: Page) -> None:
    await page.goto(f"{served.url}/#/c/{await (await served.somebody('Ana Reyes')).conversation('day', 'Mia')}")


async def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("ROOMWIRE_SHOTS"):  # noqa: TID251 (of the tests alone)
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_a_nap_ends_with_one_tap_and_a_colleague_amends_a_bottle_with_four(
    served: Running, chromium: Browser
) -> None:
    ana = await served.somebody("Ana Reyes")
    day = await ana.conversation("day", "Mia")
    await ana.post(day, {"type": "nap", "started_at": moment(-60)})
    bottle = {"type": "bottle", "contents": "formula", "amount_ml": 120, "happened_at": moment(-90)}
    await ana.post(day, bottle)
    staff = await signed_in(chromium, served.url, MEI, PHONE)
    parent = await signed_in(chromium, served.url, ROSA, PHONE)
    for page in (staff, parent):
        await the_day(served, page)
    last_nap = staff.locator("article").filter(has_text="Fell asleep").last
    await expect(last_nap.get_by_role("button", name="Woke up")).to_be_visible()
    naps = await staff.get_by_role("button", name="Woke up").count()
    await shot(staff, "day-asleep")
    await expect(parent.locator("article").get_by_text("Fell asleep").first).to_be_visible()
    await expect(parent.get_by_role("button", name="Woke up")).to_have_count(0)

    await last_nap.get_by_role("button", name="Woke up").click()
    await expect(staff.get_by_role("button", name="Woke up")).to_have_count(naps - 1)
    await expect(parent.locator("article").get_by_text("Slept 1 h")).to_be_visible()
    await expect(parent.locator("article").get_by_text("by Mei Chen").first).to_be_visible()

    await staff.locator("article").filter(has_text="120 ml formula").last.get_by_title("Change").click()
    sheet = staff.get_by_role("dialog")
    await sheet.get_by_label("How much was drunk").fill("90")
    await shot(staff, "day-amend")
    await sheet.get_by_role("button", name="Save").click()
    await expect(parent.locator("article").get_by_text("90 ml formula")).to_be_visible()
    await staff.locator("article").filter(has_text="90 ml formula").last.get_by_title("Change").click()
    await staff.get_by_text("What it said before").click()
    await expect(staff.get_by_role("dialog").get_by_text("120 ml formula")).to_be_visible()
    await shot(staff, "day-before")
    await shot(parent, "day-parent")
    signs = [await one.inner_text() for one in await staff.locator("article strong").all()]
    texts = "\n".join(signs)
    assert texts.index("90 ml formula") < texts.rindex("Slept 1 h")  # it happened before, and was written after
    await expect(parent.get_by_text("What it said before")).to_have_count(0)
    assert wrong(staff) == wrong(parent) == []


async def test_a_tablet_in_tokyo_tells_and_takes_the_times_of_the_school(
    served: Running, chromium: Browser
) -> None:
    ana = await served.somebody("Ana Reyes")
    day = await ana.conversation("day", "Mia")
    zone = ZoneInfo(served.hub.schools[served.school].snapshot.time_zone)
    await ana.post(day, {"type": "note", "text": "On the school's clock", "happened_at": moment(-30)})
    local = (datetime.now(UTC) - timedelta(minutes=30)).astimezone(zone)
    said = f"{local.hour % 12 or 12}:{local.minute:02}"
    staff = await signed_in(chromium, served.url, ANA, PHONE, timezone_id="Asia/Tokyo", color_scheme="dark")
    await the_day(served, staff)

    its = staff.locator("article").filter(has_text="On the school's clock")
    await expect(its.locator("time")).to_contain_text(said)
    await expect(staff.get_by_role("note")).to_contain_text("Times are those of Maple Street")
    await shot(staff, "day-tokyo")
    await staff.get_by_role("group", name="Add to the day").get_by_role("button", name="Note").click()
    field = staff.get_by_label("When")
    shown = datetime.now(UTC).astimezone(zone)
    minutes = [f"{shown - timedelta(minutes=off):%H:%M}" for off in (0, 1)]
    assert await field.input_value() in minutes
    await staff.get_by_label("What would you like to tell?").fill("Seen in Tokyo")
    await staff.get_by_role("button", name="Add note").click()
    await expect(staff.locator("article").filter(has_text="Seen in Tokyo").locator("time")).to_be_visible()
    async with asyncio.timeout(DEADLINE):  # the page shows what one tells before the hub has it
        while (told := (await ana.messages(day))[0])["item"]["text"] != "Seen in Tokyo":
            await asyncio.sleep(0.05)
    late = datetime.now(UTC) - datetime.fromisoformat(told["item"]["happened_at"])
    assert timedelta(minutes=-1) < late < timedelta(minutes=3)
    assert wrong(staff) == []
