"""How alerts went, in a real browser: the days, the numbers in words, and the table that an admin keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.hub.notify.test_figures import row, told
from tests.hub.running import Running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_page import INES

pytestmark = pytest.mark.only("sqlite")


async def with_alerts(served: Running, chromium: Browser, size: dict[str, int], **more: object) -> Page:
    """The screen, after two days on which alerts went in every way."""
    noon = datetime.now(UTC).replace(hour=12, minute=0) - timedelta(days=1)
    ended = ("joined", "dead_address", "expired", "ambiguous")
    await told(
        served,
        *(row(served.school, noon, after=seconds) for seconds in (1.0, 2.0, 3.0)),
        *(row(served.school, noon, outcome=outcome) for outcome in ended),
        row(served.school, noon, outcome="cancelled", detail="It was read before."),
        row(served.school, noon, medium="sms"),
        row(served.school, noon - timedelta(days=2), medium="email"),
        zone="UTC",
    )
    ines = await served.somebody("Ines Walker")
    await ines.ask("PUT", "/v1/settings/texts", {"segment_price": 83})
    page = await signed_in(chromium, served.url, INES, size, **more)
    await page.get_by_role("link", name="Settings").click()
    await page.get_by_role("link", name="How alerts went").click()
    return page


async def test_an_admin_reads_how_alerts_went_and_follows_what_did_not_arrive(
    served: Running, chromium: Browser
) -> None:
    page = await with_alerts(served, chromium, PHONE)
    table = page.get_by_role("table", name="How alerts went")
    await expect(page.get_by_text("10 alerts: 5 arrived, 2 not needed, 2 not reached.")).to_be_visible()
    await expect(table.get_by_role("row", name="Push 8 3 2 1")).to_be_visible()
    await expect(table).to_contain_text("half within 2.0 s, 95 of 100 within 5.0 s")
    await expect(table).to_contain_text("1 told together with another · 1 read before")
    await expect(table).to_contain_text("1 text, 1 segment, cost 0.0083")
    wide = await page.evaluate("document.documentElement.scrollWidth")
    await table.get_by_role("link", name="2 not reached").click()
    await expect(page.get_by_role("heading", name="Not reached")).to_be_visible()

    assert wide <= PHONE["width"]
    assert wrong(page) == []


async def test_an_admin_asks_for_other_days_and_keeps_them_as_a_table(
    served: Running, chromium: Browser, tmp_path: Path
) -> None:
    page = await with_alerts(served, chromium, DESKTOP, accept_downloads=True)
    today = datetime.now(UTC).date()
    await page.get_by_label("From", exact=True).fill(str(today - timedelta(days=100)))
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("give at most 92 days at once")
    await page.get_by_label("From", exact=True).fill(str(today - timedelta(days=1)))
    await page.get_by_label("To", exact=True).fill(str(today - timedelta(days=1)))
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_text("9 alerts:")).to_be_visible()
    async with page.expect_download() as download:
        await page.get_by_role("button", name="Download as a table (CSV)").click()
    kept = tmp_path / "kept.csv"
    await (await download.value).save_as(kept)

    assert (
        await download.value
    ).suggested_filename == f"roomwire-alerts-{today - timedelta(1)}-{today - timedelta(1)}.csv"
    lines = kept.read_text().splitlines()
    assert [one.split(",")[1:3] for one in lines[1:]] == [["push", "8"], ["sms", "1"]]
    assert wrong(page) == []


async def test_days_without_alerts_say_so(served: Running, chromium: Browser) -> None:
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.goto(f"{served.url}/#/figures")

    await expect(page.get_by_text("Nobody was to be told of anything on these days.")).to_be_visible()
    assert wrong(page) == []
