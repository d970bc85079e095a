"""Lists of a large center, in a real browser: the first hundred, more on demand, and all of them chosen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect
from sqlalchemy import func, select

from benchmarks.rosters import center_of
from hub.actions.people import accounts
from hub.actions.people.passwords import kept
from hub.store import schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.schools import list_schools
from tests.hub.people.test_roster import imported
from tests.hub.running import Running, running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong

pytestmark = [pytest.mark.only("sqlite"), pytest.mark.timeout(120)]

PARENTS, STAFF = 660, 40
OTHERS = PARENTS + STAFF - 1
"""Everybody but the admin, who is in."""

ADMIN = "s0-t0@bench.example"


@dataclass
class Large:
    """A center with more people than one request names, and its admin."""

    hub: Running

    async def invited(self) -> int:
        asked = select(func.count()).select_from(schema.invitation).where(schema.invitation.c.ended_at.is_(None))
        return int(await self.hub.hub.store.read(lambda one: one.execute(asked).scalar_one(), Across.OPERATOR))


@pytest_asyncio.fixture(loop_scope="session")
async def large(tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[Large]:
    code, said = await imported(tmp_path, center_of(tmp_path / "center.zip", PARENTS))
    assert code == 0, said
    env = {"ROOMWIRE_SECRET": "s" * 40, "ROOMWIRE_WORKER": "0"}
    async with running(tmp_path, env, demo=False, port=unused_tcp_port) as hub:
        (its,) = await hub.hub.store.read(list_schools, Across.OPERATOR)
        school, hashed = await hub.hub.schools.opened(its.id), kept("maple-street")
        admin = next(one.id for one in school.snapshot.roster.people.values() if one.email == ADMIN)
        await hub.hub.store.write(
            lambda one: accounts.create(one, ADMIN, hashed, [admin], stamp(hub.clock())), whose=Across.OPERATOR
        )
        yield Large(hub)


async def invitations(large: Large, chromium: Browser, size: dict[str, int]) -> Page:
    office = await signed_in(chromium, large.hub.url, ADMIN, size)
    await office.goto(f"{large.hub.url}/#/invitations")
    await expect(office.get_by_role("heading", name="Invitations")).to_be_focused()
    return office


async def test_a_hundred_people_are_shown_and_a_hundred_more_by_the_keyboard_from_the_first_new_one_on(
    large: Large, chromium: Browser
) -> None:
    office = await invitations(large, chromium, PHONE)
    people = office.get_by_role("list", name="Invitations").get_by_role("checkbox")
    await expect(office.get_by_text(f"100 of {OTHERS + 1} are shown.")).to_be_visible()
    await expect(people).to_have_count(101)  # one of them chooses all

    await office.get_by_role("button", name="Show 100 more").focus()
    await office.keyboard.press("Enter")

    await expect(people).to_have_count(201)
    await expect(people.nth(101)).to_be_focused()
    await expect(office.get_by_text(f"200 of {OTHERS + 1} are shown.")).to_be_visible()
    await office.get_by_role("searchbox").fill("g12")
    await expect(people).to_have_count(12)  # g12, g120 to g129, and who chooses all
    await expect(office.get_by_text("are shown.")).to_have_count(0)
    await office.get_by_role("searchbox").fill("given")
    await expect(people).to_have_count(101)
    assert await office.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert wrong(office) == []


async def test_who_chooses_all_invites_all_of_them_and_not_those_alone_who_are_shown(
    large: Large, chromium: Browser
) -> None:
    office = await invitations(large, chromium, DESKTOP)
    await office.get_by_role("checkbox", name=f"Choose all {OTHERS}").check()
    await expect(office.get_by_role("button", name=f"Email {OTHERS} people")).to_be_visible()
    await expect(office.get_by_role("button", name="Print 500 pages")).to_be_visible()
    assert await large.invited() == 0

    await office.get_by_role("button", name=f"Email {OTHERS} people").click()

    await expect(office.get_by_text(f"{OTHERS} invitations are on their way.")).to_be_visible()
    assert await large.invited() == OTHERS
    assert wrong(office) == []


async def test_who_was_sent_something_before_the_line_failed_is_chosen_no_more(
    large: Large, chromium: Browser
) -> None:
    """Nobody is sent it twice: the list cannot be asked for anew either, which would say the same."""
    office = await invitations(large, chromium, DESKTOP)
    await office.get_by_role("checkbox", name=f"Choose all {OTHERS}").check()
    sent: list[str] = []

    async def fails(route: Route) -> None:
        sent.append(route.request.method)
        await (route.continue_() if sent == ["POST"] else route.abort())

    await office.route("**/v1/invitations", fails)
    await office.get_by_role("button", name=f"Email {OTHERS} people").click()

    await expect(office.get_by_text("500 were sent before that.")).to_be_visible()
    await expect(office.get_by_role("button", name=f"Email {OTHERS - 500} people")).to_be_visible()
    assert sent[:2] == ["POST", "POST"]
    assert await large.invited() == 500


async def test_who_narrows_the_list_and_chooses_all_chooses_those_who_are_found(
    large: Large, chromium: Browser
) -> None:
    office = await invitations(large, chromium, PHONE)
    await office.get_by_role("searchbox").fill("t1")
    await office.get_by_role("checkbox", name="Choose all 11").check()
    await office.get_by_role("searchbox").fill("")
    await expect(office.get_by_role("button", name="Email 11 people")).to_be_visible()

    await office.get_by_role("button", name="Email 11 people").click()

    await expect(office.get_by_text("11 invitations are on their way.")).to_be_visible()
    assert await large.invited() == 11


async def test_of_more_than_one_print_takes_the_rest_stays_chosen(large: Large, chromium: Browser) -> None:
    office = await invitations(large, chromium, DESKTOP)
    await office.get_by_role("checkbox", name=f"Choose all {OTHERS}").check()
    await office.get_by_role("button", name="Print 500 pages").click()
    async with office.expect_download():
        await office.get_by_role("dialog").get_by_role("button", name="Print").click()

    await expect(office.get_by_role("button", name=f"Print {OTHERS - 500} pages")).to_be_visible()
    assert await large.invited() == 500


@pytest.mark.parametrize(
    ("path", "name", "all_"), [("children", "Children", PARENTS // 2), ("", "Conversations", 0)]
)
async def test_other_long_lists_go_on_at_the_first_new_row_too(
    large: Large, chromium: Browser, path: str, name: str, all_: int
) -> None:
    office = await signed_in(chromium, large.hub.url, ADMIN, PHONE)
    await office.goto(f"{large.hub.url}/#/{path}")
    rows = office.get_by_role("list", name=name).get_by_role("listitem")
    await expect(rows).to_have_count(100)
    await expect(office.get_by_text(re.compile(f"^100 of {all_ or '[0-9]+'} are shown"))).to_be_visible()

    await office.get_by_role("button", name="Show 100 more").click()

    await expect(rows).to_have_count(200)
    await expect(rows.nth(100).locator("a, button").first).to_be_focused()
