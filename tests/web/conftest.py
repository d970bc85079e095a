"""This file has what every test of the page needs: a real browser, and a hub at an address pages may come from."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.hub.running import Running, running
from tests.web.browser import browser


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The browser is shared, so its tests share the loop that it lives on."""
    for item in items:
        if Path(__file__).parent in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared_chromium() -> AsyncIterator[Browser]:
    """The browser of this test process."""
    async with browser() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def chromium(shared_chromium: Browser) -> AsyncIterator[Browser]:
    """A browser with nothing in it: whoever signs in has a profile of their own, which ends with the test."""
    assert shared_chromium.contexts == []
    yield shared_chromium
    for context in shared_chromium.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def served(records: Path, unused_tcp_port: int) -> AsyncIterator[Running]:
    """The hub at an address that the page may come from."""
    async with running(records, port=unused_tcp_port) as hub:
        yield hub
