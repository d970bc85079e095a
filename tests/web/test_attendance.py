"""Who is here, in a real browser: two devices that follow each other, a room device, and a child's sheet."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.hub.attendance.signing import board, children, done
from tests.hub.attendance.test_by_the_roster import listed
from tests.hub.conversations.test_kinds import cast
from tests.hub.people.test_room_devices import PIN, has_pin
from tests.hub.people.test_ties import denial, set_tie
from tests.hub.running import Running
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_child_record import WIDE
from tests.web.test_page import ANA, INES
from tests.web.test_photos import shot
from tests.web.test_room_devices import enters, maple, pairs, tablet_of  # noqa: F401 (a fixture)

pytestmark = pytest.mark.only("sqlite")


async def attends(page: Page) -> None:
    """Somebody of the staff goes to who is here."""
    await page.get_by_role("link", name="Attendance").click()
    await expect(page.get_by_role("heading", name="Attendance")).to_be_focused()


def line(page: Page, child: str) -> Locator:
    """A child on its line."""
    return page.get_by_role("listitem").filter(has_text=child)


async def test_two_devices_follow_each_other_and_a_tap_is_taken_back(maple: Running, chromium: Browser) -> None:  # noqa: F811
    phone = await signed_in(chromium, maple.url, ANA, PHONE)
    office = await signed_in(chromium, maple.url, INES, DESKTOP)
    await attends(phone)
    await attends(office)
    await office.get_by_label("Room").select_option("Acorns")
    await expect(line(office, "Mia Alvarez")).to_contain_text("Not here yet")

    await phone.get_by_role("button", name="Sign in: Mia Alvarez").click()
    await expect(line(phone, "Mia Alvarez")).to_contain_text("Here since")
    await expect(line(office, "Mia Alvarez")).to_contain_text("Here since")
    await phone.get_by_role("button", name="Undo").click()
    await expect(line(office, "Mia Alvarez")).to_contain_text("Not here yet")

    await phone.get_by_role("button", name="Sign everybody in").click()
    await expect(phone.get_by_role("button", name="Sign everybody in")).to_have_count(0)
    await expect(line(office, "Mia Alvarez")).to_contain_text("Here since")
    await office.get_by_role("button", name="Sign out: Mia Alvarez").click()
    sheet = office.get_by_role("dialog", name="Mia Alvarez")
    await sheet.get_by_label("Rosa Alvarez").check()
    await sheet.get_by_role("button", name="Sign out").click()
    await expect(line(phone, "Mia Alvarez")).to_contain_text("Left at")
    await phone.get_by_role("switch", name="Only signed-in children").click()
    await expect(line(phone, "Mia Alvarez")).to_have_count(0)
    assert wrong(phone) + wrong(office) == []


async def test_a_child_is_moved_corrected_and_its_history_says_so(maple: Running, chromium: Browser) -> None:  # noqa: F811
    office = await signed_in(chromium, maple.url, INES, PHONE)
    await attends(office)
    await office.get_by_label("Room").select_option("Acorns")
    await office.get_by_role("button", name="Sign in: Mia Alvarez").click()
    await office.get_by_role("button", name="Mia Alvarez, details").click()
    sheet = office.get_by_role("dialog", name="Mia Alvarez")
    await sheet.get_by_role("button", name="Move to another room").click()
    await sheet.get_by_role("button", name="Saplings").click()
    await expect(line(office, "Mia Alvarez")).to_contain_text("On the way to Saplings")
    await office.get_by_label("Room").select_option("Saplings")
    await expect(line(office, "Mia Alvarez")).to_contain_text("On the way here from Acorns")
    await office.get_by_role("button", name="Take over: Mia Alvarez").click()
    await expect(line(office, "Mia Alvarez")).to_contain_text("Here since")

    await office.get_by_role("button", name="Mia Alvarez, details").click()
    await sheet.get_by_role("button", name="Correct").first.click()
    await sheet.get_by_label("It was a mistake").check()
    await sheet.get_by_label("Why is it corrected?").fill("She stayed with the Acorns")
    await sheet.get_by_role("button", name="Save").click()
    await expect(sheet.get_by_text("She stayed with the Acorns")).to_be_visible()
    await expect(sheet.get_by_text("A mistake, and struck")).to_be_visible()
    assert wrong(office) == []


async def test_on_a_room_device_it_is_signed_by_who_typed_the_pin(maple: Running, chromium: Browser) -> None:  # noqa: F811
    await has_pin(maple, "Ana Reyes", PIN)
    tablet = await tablet_of(chromium, maple)
    await pairs(chromium, maple, tablet)
    await enters(tablet, "Ana Reyes", PIN)
    await tablet.get_by_role("link", name="Attendance").click()
    await expect(tablet.get_by_role("heading", name="Acorns")).to_be_visible()
    await expect(tablet.get_by_label("Room", exact=True).locator("option")).to_have_count(0)
    phone = await signed_in(chromium, maple.url, ANA, PHONE)
    await attends(phone)

    await tablet.get_by_role("button", name="Sign in: Mia Alvarez").click()

    await expect(line(tablet, "Mia Alvarez")).to_contain_text("Here since")
    await expect(line(phone, "Mia Alvarez")).to_contain_text("Here since")
    await phone.get_by_role("button", name="Mia Alvarez, details").click()
    await expect(phone.get_by_text("Ana Reyes signed the child in.")).to_be_visible()
    await tablet.get_by_role("button", name="Lock").click()
    await expect(tablet.get_by_text("Mia Alvarez")).to_have_count(0)
    await expect(tablet.get_by_role("button", name="Undo")).to_have_count(0)
    assert wrong(tablet) + wrong(phone) == []


async def test_a_child_is_handed_to_who_is_in_the_rosters_list_and_who_is_denied_stands_in_red(
    maple: Running,  # noqa: F811
    chromium: Browser,
) -> None:
    ana, ines, tom = await cast(maple, "Ana Reyes", "Ines Walker", "Tom Alvarez")
    await listed(ines, "Joe Diaz (uncle) 202-555-0188; Alvarez, Tom")
    mia = (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=(await board(ana))["room"])
    phone = await signed_in(chromium, maple.url, ANA, PHONE)
    await attends(phone)
    await phone.get_by_role("button", name="Sign out: Mia Alvarez").click()
    sheet = phone.get_by_role("dialog", name="Mia Alvarez")
    await expect(sheet.get_by_label("Joe Diaz")).to_be_visible()
    await expect(sheet.get_by_role("note")).to_have_count(0)

    await set_tie(ines, tom, mia, denials=[denial("pick_up")])

    refused = sheet.get_by_role("note")  # while the sheet is open
    await expect(refused).to_contain_text("The school has set that Tom Alvarez does not pick up Mia Alvarez.")
    await expect(sheet.get_by_label("Tom Alvarez")).to_have_count(0)
    joe = sheet.locator("label").filter(has_text="Joe Diaz")
    await expect(joe).to_contain_text("· uncle")
    await expect(joe).to_contain_text("By the roster, as of")
    await shot(phone, "attendance-by-the-roster")
    assert await phone.evaluate(WIDE) <= PHONE["width"]
    await sheet.get_by_label("Joe Diaz").check()
    await sheet.get_by_role("button", name="Sign out").click()
    await expect(sheet).to_have_count(0)  # its refusals name the child as well
    await expect(line(phone, "Mia Alvarez")).to_contain_text("Left at")
    await phone.get_by_role("button", name="Mia Alvarez, details").click()
    await expect(phone.get_by_text("Taken by Joe Diaz, whom the roster listed for it then")).to_be_visible()
    assert wrong(phone) == []
