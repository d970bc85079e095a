"""The screen of whom alerts did not reach, in a real browser: an admin reads why, and sends one again."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.hub.notify.test_telling import settled, shut
from tests.hub.running import running
from tests.notifiers.providers.twilio import TwilioServer
from tests.web.browser import PHONE, signed_in
from tests.web.test_page import INES

pytestmark = pytest.mark.only("sqlite")


async def test_an_admin_reads_whom_an_alert_did_not_reach_and_sends_it_again(
    records: Path, unused_tcp_port: int, chromium: Browser
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        texts = await stack.enter_async_context(TwilioServer().running())
        maple = await stack.enter_async_context(running(records, texts.env(), port=unused_tcp_port))
        ana, ines = await maple.somebody("Ana Reyes"), await maple.somebody("Ines Walker", "admin")
        no_second_way = {"ladder_minutes": 0}  # else Rosa is not listed while an email may still reach her
        assert (await ines.ask("PUT", "/v1/settings/conversations", no_second_way))[0] == 200
        page = await signed_in(chromium, maple.url, INES, PHONE)
        await page.get_by_role("link", name="Settings").click()
        await page.get_by_role("link", name="Not reached").click()
        await expect(page.get_by_text("Everybody was reached.")).to_be_visible()

        texts.script.extend(["answer lost", "refused"])
        family = await ana.conversation("family", "Mia")
        await ana.post(family, "Perhaps")
        await settled(maple, 2)
        await ana.post(family, "Later")
        await shut(maple)
        await page.reload()
        card = page.get_by_role("article", name="Rosa Alvarez")
        await expect(card).to_contain_text("It may have arrived: the answer was lost.")
        await expect(page.get_by_role("region", name="Text message is waiting")).to_contain_text(
            "Twilio refuses our account or its token."
        )
        await card.get_by_role("button", name="Send again").click()
        await expect(page.get_by_text("On its way again.")).to_be_visible()
        await expect(card).to_have_count(0)
        await page.reload()
        waiting = page.get_by_role("region", name="Text message is waiting")
        await expect(waiting).to_contain_text("and 2 of this school’s alerts")
