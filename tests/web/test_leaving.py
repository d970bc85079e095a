"""Leaving a device, in a real browser: nothing of who left stays on it, with a connection and without."""

from __future__ import annotations

import asyncio

from playwright.async_api import Browser, Page, Route, expect

from tests.hub.running import DEADLINE, Running
from tests.web.browser import PHONE, signed_in, wrong
from tests.web.test_page import ANA, ROSA, TOM

OURS = "Object.keys(localStorage).filter((key) => /draft|outbox|profile|push/.test(key))"


async def test_who_signs_out_without_a_connection_is_out_here_and_the_hub_is_told_once_there_is_one(
    served: Running, chromium: Browser
) -> None:
    rosa = await served.somebody("Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    cookies = await _cookies(page)
    await page.goto(f"{served.url}/#/c/{family}")
    await page.get_by_label("Message to").fill("A draft that nobody else reads")
    await page.goto(f"{served.url}/#/me")
    assert await page.evaluate(OURS) != []
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Sign out").click()

    await expect(page.get_by_text("You are signed out on this device. The hub cannot be reached")).to_be_visible()
    await expect(page.get_by_label("Password", exact=True)).to_be_visible()
    assert await page.evaluate(OURS) == []
    assert await _answer(served, cookies) == 200  # how should it know

    await page.context.set_offline(False)
    await expect(page.get_by_text("You are signed out on this device. The hub cannot be reached")).to_have_count(0)
    assert await _answer(served, cookies) == 401
    await page.reload()
    await expect(page.get_by_label("Password", exact=True)).to_be_visible()


async def test_who_comes_next_comes_in_and_stays_though_the_hub_did_not_know_that_somebody_left(
    served: Running, chromium: Browser
) -> None:
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    other = await page.context.new_page()
    await other.goto(served.url)
    await expect(other.get_by_role("heading", name="Messages")).to_be_visible()
    before = await _cookies(page)
    await page.goto(f"{served.url}/#/me")
    await page.route("**/v1/sign-out", lambda route: route.abort())
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_text("The hub cannot be reached right now")).to_be_visible()
    await expect(other.get_by_label("Password", exact=True)).to_be_visible()  # the other page of this browser

    await other.get_by_label("Email").fill(ANA)
    await other.get_by_label("Password", exact=True).fill("maple-street")
    await other.get_by_role("button", name="Sign in", exact=True).click()
    await expect(other.get_by_role("heading", name="Messages")).to_be_visible()
    await page.unroute("**/v1/sign-out")
    await page.evaluate("window.dispatchEvent(new Event('online'))")  # the page that was left tells the hub

    await expect(page.get_by_text("The hub cannot be reached right now")).to_have_count(0)
    await other.reload()
    await expect(other.get_by_role("heading", name="Messages")).to_be_visible()
    assert (await _answer(served, before), await _answer(served, await _cookies(page))) == (401, 200)


async def test_a_line_that_swallows_everything_keeps_nobody_on_the_screen(
    served: Running, chromium: Browser
) -> None:
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/me")
    swallowed = asyncio.Event()

    async def swallow(_route: Route) -> None:
        swallowed.set()

    await page.route("**/v1/sign-out", swallow)
    await page.get_by_role("button", name="Sign out").click()
    async with asyncio.timeout(DEADLINE):
        await swallowed.wait()

    assert await page.get_by_label("Password", exact=True).is_visible()
    assert await page.evaluate(OURS) == []
    assert not await page.get_by_text(ROSA).is_visible()


async def test_what_waited_its_turn_is_not_done_to_whoever_comes_next(served: Running, chromium: Browser) -> None:
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/me")
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await page.route(
        "**/v1/preferences", lambda route: hold(route) if route.request.method == "PUT" else route.continue_()
    )
    card = page.get_by_role("region", name="How you are told")
    await card.get_by_label("Quiet hours").check()
    await card.get_by_label("From", exact=True).fill("20:00")  # waits for the first
    async with asyncio.timeout(DEADLINE):
        while not held:
            await asyncio.sleep(0.02)
    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_label("Email").fill(TOM)
    await page.get_by_label("Password", exact=True).fill("maple-street")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    for route in held:
        await route.abort()
    await page.goto(f"{served.url}/#/me")
    await expect(card.get_by_label("Quiet hours")).not_to_be_checked()

    assert len(held) == 1
    assert (await (await served.somebody("Tom Alvarez")).get("/v1/preferences"))["quiet"] is None


async def test_who_signs_out_is_asked_about_what_was_not_sent_and_leaves_none_of_it(
    served: Running, chromium: Browser
) -> None:
    rosa = await served.somebody("Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/c/{family}")
    await page.get_by_label("Message to").fill("She is asleep now")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Send", exact=True).click()
    await page.goto(f"{served.url}/#/me")
    await page.get_by_role("button", name="Sign out").click()
    asked = page.get_by_role("dialog", name="1 message has not been sent")
    await asked.get_by_role("button", name="Stay signed in").click()
    await expect(asked).to_have_count(0)
    assert len(await page.evaluate(OURS)) == 1

    await page.get_by_role("button", name="Sign out").click()
    await asked.get_by_role("button", name="Delete and sign out").click()
    await expect(page.get_by_label("Password", exact=True)).to_be_visible()
    assert await page.evaluate(OURS) == []
    await page.context.set_offline(False)
    await expect(page.get_by_text("The hub cannot be reached right now")).to_have_count(0)
    assert "She is asleep now" not in str(await rosa.messages(family))
    assert wrong(page) == []


async def _cookies(page: Page) -> dict[str, str]:
    return {one["name"]: one["value"] for one in await page.context.cookies()}


async def _answer(served: Running, cookies: dict[str, str]) -> int:
    async with served.http.get(f"{served.url}/v1/me", cookies=cookies) as answer:
        return answer.status
