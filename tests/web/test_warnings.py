"""What has grown old in a hub, as its admins read it in a real browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from tests.hub.running import Running
from tests.web.browser import PHONE, signed_in
from tests.web.test_page import ANA, INES

pytestmark = pytest.mark.only("sqlite")


async def test_an_admin_reads_that_zone_data_is_old_and_a_teacher_does_not(
    served: Running, chromium: Browser
) -> None:
    served.clock.ahead = timedelta(days=400)
    told = "This hub needs its keeper"
    page = await signed_in(chromium, served.url, INES, PHONE)
    for screen in ("Settings", "Me"):
        await page.get_by_role("link", name=screen, exact=True).click()
        await expect(page.get_by_role("heading", name=told)).to_be_visible()
        await expect(page.get_by_text("The time zones (")).to_contain_text("alerts may ring within quiet hours")

    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.get_by_role("link", name="Me", exact=True).click()
    await expect(page.get_by_role("heading", name="Me", level=1)).to_be_visible()
    await expect(page.get_by_role("heading", name=told)).to_have_count(0)
