"""A real Chromium, and what people do in it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import AsyncIterator

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

from tests.hub.running import DEADLINE, KNOWN_DEVICE

expect.set_options(timeout=1_000 * DEADLINE)

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


def chromium(*, whole: bool = False) -> str:
    """
    The path of a Chromium of this machine; tests/web/chromium.sh sees to it that there is one.

    whole: with windows and what else a browser has about its engine; else the engine alone, where that is there.
    """
    named = os.environ.get("ROOMWIRE_CHROMIUM")  # noqa: TID251
    shell = None if whole else shutil.which("chromium-headless-shell")
    own = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    found = named or shell or own
    assert found, "The browser tests need Chromium; `make browser` says how to get one."
    return found


def of_csp(said: ConsoleMessage) -> bool:
    """Whether a browser says on its console that it kept the page from something, by the policy the hub sent."""
    return "Content Security Policy" in said.text


@contextlib.asynccontextmanager
async def browser(*, whole: bool = False) -> AsyncIterator[Browser]:
    """A browser with nothing in it."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(whole=whole), args=FLAGS)
        try:
            yield opened
        finally:
            await opened.close()


async def signed_in(opened: Browser, url: str, email: str, size: dict[str, int], **more: object) -> Page:
    """A page of this person's, in a profile of its own; whatever it says wrong on its console fails the test."""
    context = await opened.new_context(viewport=size, reduced_motion="reduce", **more)  # type: ignore[arg-type]
    await known(context, url)
    page = await context.new_page()
    page.on("pageerror", lambda error: page.__dict__.setdefault("wrong", []).append(str(error)))
    page.on(
        "console", lambda said: page.__dict__.setdefault("wrong", []).append(said.text) if of_csp(said) else None
    )
    await page.goto(url)
    await page.get_by_label("Email").fill(email)
    await page.get_by_label("Password", exact=True).fill("maple-street")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    return page


async def send_counted(page: Page, button: str) -> None:
    """Press a button of what is summed up once it says whom it reaches: pressed before, it asks once more."""
    sheet = page.get_by_role("dialog", name="Send this?")
    await expect(sheet.get_by_role("status").locator("strong")).to_be_visible()
    await sheet.get_by_role("button", name=button).click()


async def known(context: BrowserContext, url: str) -> None:
    """Let this be the device that everybody of the cast has signed in on."""
    for name, mark in KNOWN_DEVICE.items():
        await context.add_cookies([{"name": name, "value": mark, "url": url, "httpOnly": True, "sameSite": "Lax"}])


def wrong(page: Page) -> list[str]:
    """What went wrong in the page's own code."""
    return list(page.__dict__.get("wrong", []))
