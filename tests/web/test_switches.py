"""The school's switches and prices in a real browser: what each means, a change, and taking it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.hub.running import Running, running
from tests.notifiers.providers.twilio import TwilioServer
from tests.web.browser import PHONE, signed_in, wrong
from tests.web.test_page import INES

pytestmark = pytest.mark.only("sqlite")


async def test_an_admin_switches_texts_off_and_takes_it_back(served: Running, chromium: Browser) -> None:
    page = await signed_in(chromium, served.url, INES, PHONE)
    ines = await served.somebody("Ines Walker")
    await page.goto(f"{served.url}/#/settings")
    texts = page.get_by_role("region", name="Text messages")
    await expect(texts).to_contain_text("No provider of texts is set up on this server")
    switch = texts.get_by_role("switch", name="Send text messages")
    await expect(switch).to_be_checked()
    await expect(texts).to_contain_text("nobody gets a text, not even in an emergency")
    await switch.uncheck()
    await expect(page.get_by_text("No text messages are sent any more, not even in an emergency.")).to_be_visible()
    off = (await ines.get("/v1/settings/texts"))["on"]
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Put back as it was.")).to_be_visible()
    await expect(switch).to_be_checked()

    assert off is False
    assert (await ines.get("/v1/settings/texts"))["on"] is True
    assert wrong(page) == []


async def test_an_admin_says_what_a_text_costs_and_what_is_no_price_is_told_at_once(
    records: Path, unused_tcp_port: int, chromium: Browser
) -> None:
    async with TwilioServer().running() as texts, running(records, texts.env(), port=unused_tcp_port) as maple:
        page = await signed_in(chromium, maple.url, INES, PHONE)
        ines = await maple.somebody("Ines Walker")
        await page.goto(f"{maple.url}/#/settings")
        region = page.get_by_role("region", name="Text messages")
        await expect(region).to_contain_text("Texts come from +15005550006.")
        price = region.get_by_label("Price of a segment")
        await price.fill("a little")
        await expect(region.get_by_role("alert")).to_contain_text("Give a price such as 0.0083")
        await expect(region.get_by_role("button", name="Save price")).to_be_disabled()
        await price.fill("0,0079")
        await region.get_by_role("switch", name="Send text messages").uncheck()
        await expect(price).to_have_value("0,0079")  # what is not saved yet is not lost by another change
        await region.get_by_role("button", name="Save price").click()
        await expect(page.get_by_text("Saved.")).to_be_visible()

        assert (await ines.get("/v1/settings/texts"))["segment_price"] == 79
        assert wrong(page) == []


async def test_the_switch_for_emails_says_what_it_does_and_turns_back_where_the_hub_refuses(
    served: Running, chromium: Browser
) -> None:
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.goto(f"{served.url}/#/settings")
    emails = page.get_by_role("region", name="Emails")
    switch = emails.get_by_role("switch", name="Send emails")
    await expect(emails).to_contain_text("nobody gets an email, not even in an emergency")
    await page.context.set_offline(True)
    await switch.click()
    await expect(page.locator(".toast[data-tone=bad]")).to_be_visible()
    await expect(switch).to_be_checked()
    await page.context.set_offline(False)
    await switch.click()
    await expect(switch).not_to_be_checked()

    assert wrong(page) == []
