"""A child's record on the page: kept by the office, seen at a glance by staff, read and added to by parents."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.hub.conversations.test_kinds import cast, mia
from tests.hub.people.test_child_record import (
    GRAN,
    HIS,
    ORDER,
    PEANUTS,
    born,
    kept,
    level,
    log_of,
    put,
    record,
)
from tests.hub.running import Running, Somebody
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_languages import enter, has
from tests.web.test_languages import opened as signed_out
from tests.web.test_page import ANA, INES, ROSA
from tests.web.test_photos import shot

pytestmark = pytest.mark.only("sqlite")

OMAR = "omar.haddad@maplestreet.example"
MILK = {"what": "Milk", "severity": "mild", "action": ""}
LEFT_AND_BACK = """async () => {
for (const value of ["hidden", "visible"]) {
  Object.defineProperty(document, "visibilityState", { value, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  await new Promise((done) => setTimeout(done, 200));
}}
"""
"""The reader looks at something else and comes back to the page."""

WIDE = "document.documentElement.scrollWidth"


async def opened(served: Running, chromium: Browser, email: str, child: str, **more: object) -> Page:
    """The record of a child, for who signs in."""
    size = more.pop("size", PHONE)
    page = await signed_in(chromium, served.url, email, size, **more)  # type: ignore[arg-type]
    await page.goto(f"{served.url}/#/child/{child}")
    await expect(page.get_by_role("heading", name="Mia Alvarez")).to_be_visible()
    return page


async def edit(page: Page, what: str) -> None:
    await page.get_by_role("button", name=f"Edit: {what}", exact=True).click()


async def test_the_office_keeps_a_record_in_its_place_and_takes_a_change_back(
    served: Running, chromium: Browser
) -> None:
    ines, rosa = await cast(served, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.goto(f"{served.url}/#/children")
    await page.get_by_role("button", name="Mia Alvarez").click()
    await page.get_by_role("link", name="What the center keeps").click()
    await expect(page.get_by_role("heading", name="Mia Alvarez")).to_be_visible()
    await shot(page, "record-empty")

    await edit(page, "Allergies")
    await page.get_by_label("Allergic to").fill("Peanuts")
    await page.get_by_label("How bad").select_option(label="severe")
    await page.get_by_label("What to do").fill(PEANUTS["action"])
    await shot(page, "record-editing")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Peanuts – severe")).to_be_visible()
    assert (await record(ines, child))["allergies"]["value"] == [PEANUTS]
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Put back as it was.")).to_be_visible()
    assert (await record(ines, child))["allergies"]["value"] is None

    await edit(page, "Weekly plan")
    await page.get_by_text("Friday", exact=True).click()
    await page.get_by_text("Monday", exact=True).click()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Monday · Friday")).to_be_visible()
    await edit(page, "Emergency contacts")
    await page.get_by_label("Name").fill("Luz Alvarez")
    await page.get_by_label("Phone").fill("call me")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("call me is no telephone number.")).to_be_visible()
    await page.get_by_label("Phone").fill(GRAN["phone"])
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("link", name="Call Luz Alvarez")).to_have_attribute("href", "tel:2025550100")
    await page.get_by_text("Who changed what").click()
    await expect(page.get_by_text("After: Monday · Friday")).to_be_visible()
    await shot(page, "record-changes")
    assert await page.evaluate(WIDE) <= PHONE["width"]
    assert wrong(page) == []


async def test_custody_is_shown_by_a_press_that_is_noted(served: Running, chromium: Browser) -> None:
    ines, rosa = await cast(served, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    await kept(ines, child)
    page = await opened(served, chromium, INES, child)
    await expect(page.get_by_text("A text is kept.")).to_be_visible()
    assert ORDER not in await page.content()
    assert await log_of(ines, "reading") == []

    await page.get_by_role("button", name="Show what is kept").click()
    await expect(page.get_by_text(ORDER)).to_be_visible()
    assert len(await log_of(ines, "reading")) == 1
    await edit(page, "Custody")
    await page.get_by_role("textbox", name="Custody").fill("A new order")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved: Custody")).to_be_visible()
    assert "A new order" not in await page.content()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Put back as it was.")).to_be_visible()
    await page.get_by_role("button", name="Show what is kept").click()
    await expect(page.get_by_text(ORDER)).to_be_visible()
    assert wrong(page) == []


async def test_a_teacher_sees_allergies_over_the_conversation_in_words_and_reads_the_record(
    served: Running, chromium: Browser
) -> None:
    ines, ana, rosa = await cast(served, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    child = await mia(rosa)
    await kept(ines, child)
    family = await ana.conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.goto(f"{served.url}/#/c/{family}")
    badge = page.get_by_role("link", name="Allergies: Peanuts – severe")
    await expect(badge).to_be_visible()
    await shot(page, "record-badge")
    await badge.click()
    await expect(page.get_by_role("heading", name="Mia Alvarez")).to_be_visible()
    await expect(page.get_by_text("Tell the office what is wrong in it.")).to_be_visible()
    await expect(page.get_by_text(PEANUTS["action"])).to_be_visible()
    await expect(page.get_by_role("link", name="Call Luz Alvarez")).to_be_visible()
    await expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    await expect(page.get_by_role("heading", name="Custody")).to_have_count(0)
    await shot(page, "record-teacher")
    assert wrong(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_parent_reads_what_is_kept_and_names_whom_to_call_on_a_phone(
    served: Running, chromium: Browser, scheme: str
) -> None:
    ines, rosa, tom = await cast(served, "Ines Walker", "Rosa Alvarez", "Tom Alvarez")
    child = await mia(rosa)
    await kept(ines, child)
    await put(tom, child, "contacts", [HIS])
    page = await signed_in(chromium, served.url, ROSA, PHONE, color_scheme=scheme)
    await page.goto(f"{served.url}/#/me")
    await page.get_by_role("link", name="What the center keeps about Mia Alvarez").click()
    await expect(page.get_by_role("heading", name="Mia Alvarez")).to_be_visible()
    await expect(page.get_by_text("Peanuts – severe")).to_be_visible()
    await expect(page.get_by_role("heading", name="Custody")).to_have_count(0)
    assert HIS["phone"] not in await page.content()

    await edit(page, "Your emergency contacts")
    await page.get_by_label("Name").fill(GRAN["name"])
    await page.get_by_label("Relation to the child").fill(GRAN["relation"])
    await page.get_by_label("Phone").fill(GRAN["phone"])
    await page.get_by_role("button", name="Add somebody").click()
    await page.get_by_label("Name").nth(1).fill("Dr. Lee")
    await page.get_by_label("Phone").nth(1).fill("202-555-0199")
    await page.get_by_role("button", name="Move up").click()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved: Emergency contacts")).to_be_visible()
    (hers,) = (await record(rosa, child))["contacts"]
    assert [one["name"] for one in hers["value"]] == ["Dr. Lee", "Luz Alvarez"]
    await shot(page, f"record-parent-{scheme}")
    assert await page.evaluate(WIDE) <= PHONE["width"]
    assert wrong(page) == []


@pytest.mark.parametrize("language", ["es", "pl"])
async def test_the_record_is_said_in_the_readers_language(
    served: Running, chromium: Browser, language: str
) -> None:
    ines, rosa = await cast(served, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    await kept(ines, child)
    await has(served, "Rosa Alvarez", language)
    page = await signed_out(chromium, served.url, language)
    await enter(page, ROSA, language)
    await page.goto(f"{served.url}/#/child/{child}")
    words = {"es": ("Alergias", "Peanuts: grave"), "pl": ("Alergie", "Peanuts – ciężka")}[language]
    await expect(page.get_by_role("heading", name=words[0])).to_be_visible()
    await expect(page.get_by_text(words[1])).to_be_visible()
    await shot(page, f"record-{language}")
    assert await page.evaluate(WIDE) <= PHONE["width"]


async def test_what_the_roster_has_bears_a_lock_and_is_not_changed_here(
    served: Running, chromium: Browser, records: Path, bundle: Path
) -> None:
    (rosa,) = await cast(served, "Rosa Alvarez")
    child = await mia(rosa)
    born(bundle, "stu-mia-alvarez,,,2025-04-09,female")
    await level(served, records, bundle)
    page = await opened(served, chromium, INES, child)
    card = page.get_by_role("region", name="Birth date")
    await expect(card.get_by_text("Apr 9, 2025")).to_be_visible()
    await expect(card.get_by_text("From the roster, as of")).to_be_visible()
    await expect(card.locator("svg")).to_be_visible()
    await expect(card.get_by_role("button")).to_have_count(0)
    await card.scroll_into_view_if_needed()
    await shot(page, "record-roster")
    assert wrong(page) == []


async def test_on_a_desktop_it_stands_beside_the_ways_and_fits(served: Running, chromium: Browser) -> None:
    ines, rosa = await cast(served, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    await kept(ines, child)
    for scheme in ("light", "dark"):
        page = await opened(served, chromium, INES, child, size=DESKTOP, color_scheme=scheme)
        await expect(page.get_by_text("Peanuts – severe")).to_be_visible()
        await shot(page, f"record-desktop-{scheme}")
        assert await page.evaluate(WIDE) <= DESKTOP["width"]
        assert wrong(page) == []


async def test_of_two_admins_who_write_at_once_neither_loses_what_the_other_wrote(
    served: Running, chromium: Browser
) -> None:
    ines, rosa = await cast(served, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    await put(ines, child, "allergies", [MILK])
    hers = await opened(served, chromium, INES, child)
    his = await opened(served, chromium, OMAR, child)
    await edit(hers, "Allergies")
    await hers.get_by_label("Allergic to").fill("Milk and eggs")
    await edit(his, "Allergies")
    await his.get_by_role("button", name="Add an allergy").click()
    await his.get_by_label("Allergic to").nth(1).fill("Peanuts")
    await his.get_by_label("How bad").nth(1).select_option(label="severe")
    await his.get_by_role("button", name="Save").click()
    await expect(his.get_by_text("Peanuts – severe")).to_be_visible()

    for _ in range(2):  # a second press says no more than the first
        await hers.get_by_role("button", name="Save", exact=True).click()
        await expect(hers.get_by_text("Changed meanwhile by Omar Haddad. It is now:")).to_be_visible()
        await expect(hers.get_by_text("Peanuts – severe")).to_be_visible()
        await expect(hers.get_by_label("Allergic to")).to_have_value("Milk and eggs")
        assert [one["what"] for one in await allergies_of(ines, child)] == ["Milk", "Peanuts"]
    await shot(hers, "record-meanwhile")
    assert await hers.evaluate(WIDE) <= PHONE["width"]

    await hers.get_by_role("button", name="Save mine over it").click()
    await expect(hers.get_by_text("Saved: Allergies")).to_be_visible()
    assert [one["what"] for one in await allergies_of(ines, child)] == ["Milk and eggs"]
    await hers.get_by_role("button", name="Undo").click()
    await expect(hers.get_by_text("Put back as it was.")).to_be_visible()
    assert [one["what"] for one in await allergies_of(ines, child)] == ["Milk", "Peanuts"]
    assert wrong(hers) == wrong(his) == []


async def test_what_another_wrote_while_a_form_is_open_is_written_over_by_a_press_of_its_own_alone(
    served: Running, chromium: Browser
) -> None:
    ines, omar, rosa = await cast(served, "Ines Walker", "Omar Haddad", "Rosa Alvarez")
    child = await mia(rosa)
    await put(ines, child, "custody", ORDER)
    page = await opened(served, chromium, INES, child)
    await page.get_by_role("button", name="Show what is kept").click()
    for what, said in (("Allergies", "Milk"), ("Custody", "Mine"), ("Diets", "halal")):
        await edit(page, what)
        await page.get_by_role("region", name=what).get_by_role("textbox").first.fill(said)
    await put(omar, child, "allergies", [PEANUTS])
    await put(omar, child, "custody", "A newer order", 1)

    # Her next save of anything brings what he wrote, beside what she has open.
    await page.get_by_role("region", name="Diets").get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Peanuts – severe")).to_be_visible()
    await page.get_by_role("region", name="Allergies").get_by_role("button", name="Save", exact=True).click()
    await expect(page.get_by_text("Somebody has changed this meanwhile")).to_be_visible()
    assert await allergies_of(ines, child) == [PEANUTS]
    custody = page.get_by_role("region", name="Custody")
    await expect(custody.get_by_text("Changed meanwhile by Omar Haddad.")).to_be_visible()
    await custody.get_by_role("button", name="Save", exact=True).click()
    await expect(custody.get_by_role("textbox")).to_have_value("Mine")
    await expect(custody.get_by_role("button", name="Save mine over it")).to_have_count(0)  # unseen
    await custody.get_by_role("button", name="Show what is kept").click()
    await expect(custody.get_by_text("A newer order")).to_be_visible()
    await custody.get_by_role("button", name="Save mine over it").click()
    await expect(page.get_by_text("Saved: Custody")).to_be_visible()
    assert (await ines.ask("POST", f"/v1/students/{child}/record/custody"))[1]["text"] == "Mine"
    assert wrong(page) == []


async def test_an_undo_that_comes_too_late_says_so_and_changes_nothing(served: Running, chromium: Browser) -> None:
    ines, omar, rosa = await cast(served, "Ines Walker", "Omar Haddad", "Rosa Alvarez")
    child = await mia(rosa)
    page = await opened(served, chromium, INES, child)

    async def already(route: Route) -> None:
        """He writes between her change and the answer to it, which is the whole record as it is then."""
        its = await route.fetch()
        _, newest = await put(omar, child, "allergies", [PEANUTS], 1)
        await route.fulfill(response=its, json=newest)

    await page.route("**/record", already, times=1)
    await edit(page, "Allergies")
    await page.get_by_label("Allergic to").fill("Milk")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved: Allergies")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()

    await expect(page.get_by_text("Somebody has changed this meanwhile")).to_be_visible()
    await expect(page.get_by_text("Peanuts – severe")).to_be_visible()
    assert await allergies_of(ines, child) == [PEANUTS]
    assert wrong(page) == []


async def test_what_is_written_stays_in_its_form_without_a_connection(served: Running, chromium: Browser) -> None:
    ines, rosa = await cast(served, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    page = await opened(served, chromium, INES, child)
    await edit(page, "Allergies")
    await page.get_by_label("Allergic to").fill("Peanuts")
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator(".toast[data-tone=bad]")).to_be_visible()
    await expect(page.get_by_label("Allergic to")).to_have_value("Peanuts")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Saved: Allergies")).to_be_visible()
    assert [one["what"] for one in await allergies_of(ines, child)] == ["Peanuts"]
    assert wrong(page) == []


async def allergies_of(who: Somebody, child: str) -> list[dict[str, str]]:
    return list((await record(who, child))["allergies"]["value"])


async def test_allergies_stay_without_a_connection_and_are_as_of_now_once_it_is_back(
    served: Running, chromium: Browser
) -> None:
    ines, ana, rosa = await cast(served, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    child = await mia(rosa)
    await put(ines, child, "allergies", [PEANUTS])
    family = await ana.conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.goto(f"{served.url}/#/c/{family}")
    badge = page.get_by_role("link", name="Allergies: Peanuts – severe")
    await expect(badge).to_be_visible()
    await page.context.set_offline(True)
    await page.evaluate(LEFT_AND_BACK)
    stale = page.get_by_text("they could not be asked for again since")
    await expect(stale).to_be_visible()
    await expect(badge).to_be_visible()
    await shot(page, "record-badge-stale")
    await put(ines, child, "allergies", [PEANUTS, MILK], 1)

    await page.context.set_offline(False)
    await expect(page.get_by_role("link", name="Allergies: Peanuts – severe · Milk – mild")).to_be_visible()
    await expect(stale).to_have_count(0)
    assert wrong(page) == []


async def test_allergies_are_asked_for_again_while_a_teacher_looks_on(served: Running, chromium: Browser) -> None:
    ines, ana, rosa = await cast(served, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    child = await mia(rosa)
    family = await ana.conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ANA, PHONE)
    await page.clock.install()
    await page.goto(f"{served.url}/#/c/{family}")
    await expect(page.get_by_label("Message to")).to_be_visible()
    await put(ines, child, "allergies", [PEANUTS])
    await page.clock.fast_forward("05:01")
    badge = page.get_by_role("link", name="Allergies: Peanuts – severe")
    await expect(badge).to_be_visible()

    await page.context.set_offline(True)
    await page.clock.fast_forward("05:01")
    await expect(page.get_by_text("they could not be asked for again since")).to_be_visible()
    await page.context.set_offline(False)
    await page.clock.fast_forward("00:21")
    await expect(page.get_by_text("they could not be asked for again since")).to_have_count(0)
    await expect(badge).to_be_visible()
    assert wrong(page) == []


async def test_an_answer_that_comes_late_takes_no_newer_ones_place(served: Running, chromium: Browser) -> None:
    ines, ana, rosa = await cast(served, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    child = await mia(rosa)
    family = await ana.conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ANA, PHONE)
    answered, held = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        its = await route.fetch()
        answered.set()
        await held.wait()
        await route.fulfill(response=its)

    await page.route("**/record", late, times=1)
    await page.goto(f"{served.url}/#/c/{family}")
    await answered.wait()
    await put(ines, child, "allergies", [PEANUTS])
    await page.evaluate(LEFT_AND_BACK)
    badge = page.get_by_role("link", name="Allergies: Peanuts – severe")
    await expect(badge).to_be_visible()
    async with page.expect_response("**/record") as found:
        held.set()
    await (await found.value).finished()
    await page.evaluate("new Promise((done) => setTimeout(done, 100))")
    await expect(badge).to_be_visible()
    assert wrong(page) == []
