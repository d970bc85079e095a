"""This file has what every test of the page needs: a real browser, and a hub at an address pages may come from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.hub.running import Running, running
from tests.web.browser import browser


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """A browser of this test's own."""
    async with browser() as opened:
        yield opened


@pytest.fixture
async def served(records: Path, unused_tcp_port: int) -> AsyncIterator[Running]:
    """The hub at an address that the page may come from."""
    async with running(records, port=unused_tcp_port) as hub:
        yield hub
