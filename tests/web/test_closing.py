"""What closed by itself overnight, in a real browser: confirmed, corrected with who took the child, and set."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.hub.attendance.signing import board, children, done
from tests.hub.attendance.test_closing import it_is, night
from tests.hub.conversations.test_kinds import cast
from tests.hub.running import Running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_attendance import attends, line
from tests.web.test_page import ANA, INES
from tests.web.test_photos import shot
from tests.web.test_room_devices import maple  # noqa: F401 (a fixture)

pytestmark = pytest.mark.only("sqlite")


async def test_the_morning_after_each_is_confirmed_or_corrected_and_the_child_is_signed_in(
    maple: Running,  # noqa: F811
    chromium: Browser,
) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    it_is(maple, "08:00")
    its = await children(ana)
    names = {one["id"]: one["name"] for one in (await board(ana))["children"]}
    other = next(names[one] for name, one in its.items() if name != "Mia")
    await done(ana, "sign-in", *its.values(), room=(await board(ana))["room"])
    it_is(maple, "07:30", 1)
    await night(maple)
    phone = await signed_in(chromium, maple.url, ANA, PHONE)
    office = await signed_in(chromium, maple.url, INES, DESKTOP)
    await attends(phone)
    await attends(office)
    waiting = phone.get_by_role("region", name="Closed by itself, to confirm")
    await expect(waiting.get_by_role("listitem")).to_have_count(len(its))
    await expect(waiting.get_by_role("listitem").filter(has_text="Mia Alvarez")).to_contain_text(
        "6:00 PM, nobody signed the child out."
    )
    await shot(phone, "closed-by-itself")

    await phone.get_by_role("button", name=f"Confirm: {other}").press("Enter")
    await expect(waiting.get_by_role("listitem").filter(has_text=other)).to_have_count(0)
    await expect(waiting.get_by_role("button", name="Confirm").and_(phone.locator(":focus"))).to_have_count(1)
    elsewhere = office.get_by_role("region", name="Closed by itself, to confirm")
    await expect(elsewhere.get_by_role("listitem").filter(has_text=other)).to_have_count(0)

    await phone.get_by_role("button", name="Correct: Mia Alvarez").click()
    sheet = phone.get_by_role("dialog", name="Mia Alvarez")
    await sheet.get_by_label("Left").fill("17:20")
    await sheet.get_by_label("Taken by").select_option("Rosa Alvarez")
    await sheet.get_by_label("Why is it corrected?").fill("Rosa says so")
    await shot(phone, "closed-by-itself-corrected")
    await sheet.get_by_role("button", name="Save").click()
    await expect(waiting.get_by_role("listitem").filter(has_text="Mia Alvarez")).to_have_count(0)

    mia = phone.get_by_role("list", name="Acorns")
    await mia.get_by_role("button", name="Sign in: Mia Alvarez").click()
    await expect(line(phone, "Mia Alvarez")).to_contain_text("Here since")
    await phone.get_by_role("button", name="Mia Alvarez, details").click()
    await expect(sheet.get_by_text("Taken by Rosa Alvarez")).to_be_visible()
    await expect(sheet.get_by_text("Rosa says so")).to_be_visible()
    assert wrong(phone) + wrong(office) == []


async def test_an_admin_sets_when_it_closes_and_whether(maple: Running, chromium: Browser) -> None:  # noqa: F811
    (ines,) = await cast(maple, "Ines Walker")
    office = await signed_in(chromium, maple.url, INES, PHONE)
    await office.goto(f"{maple.url}/#/settings")
    group = office.get_by_role("region", name="Attendance")
    time = group.get_by_label("Closing time")
    await expect(time).to_have_value("18:00")
    await time.fill("16:30")
    async with office.expect_response("**/v1/settings/attendance"):
        await group.get_by_role("button", name="Save the closing time").click()
    await expect(group.get_by_role("button", name="Save the closing time")).to_be_disabled()
    assert (await ines.get("/v1/settings/attendance"))["minute"] == 990

    async with office.expect_response("**/v1/settings/attendance"):
        await group.get_by_role("switch", name="Close at night what nobody ended").click()
    await expect(time).to_have_count(0)
    assert not (await ines.get("/v1/settings/attendance"))["closes_by_itself"]
    assert wrong(office) == []
