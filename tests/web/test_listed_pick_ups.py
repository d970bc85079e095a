"""Who may pick a child up by the roster, on the page: staff look at it, and see who is denied."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from tests.hub.conversations.test_kinds import cast, mia
from tests.hub.oneroster.sheets import as_csv
from tests.hub.people.test_listed_pick_ups import JOE, with_pick_ups
from tests.hub.people.test_roster_runs import yes
from tests.hub.people.test_spreadsheets import maple_street, named
from tests.hub.people.test_ties import set_tie
from tests.hub.running import Running
from tests.web.browser import PHONE, signed_in, wrong
from tests.web.test_child_record import WIDE, opened
from tests.web.test_page import ANA, INES
from tests.web.test_photos import shot

pytestmark = pytest.mark.only("sqlite")


async def test_ana_sees_in_mias_record_who_may_pick_up_by_the_roster_and_who_is_denied(
    served: Running, chromium: Browser
) -> None:
    ines, rosa, tom = await cast(served, "Ines Walker", "Rosa Alvarez", "Tom Alvarez")
    child = await mia(rosa)
    rows = with_pick_ups(
        maple_street(), Mia=f"{JOE}; Maria Guadalupe Fernandez de la Cruz (grandmother); Tom Alvarez"
    )
    body = await named(ines, as_csv(rows), "families.csv")
    assert (await yes(ines, body["upload"], await ines.get(f"/v1/roster/uploads/{body['upload']}")))[0] == 200
    await set_tie(ines, tom, child, denials=[{"power": "pick_up"}])

    page = await opened(served, chromium, ANA, child)
    card = page.get_by_role("region", name="May pick up, by the roster")
    await expect(card.get_by_text("By the roster Joe Diaz may pick up Mia Alvarez.")).to_be_visible()
    await expect(card.get_by_role("link", name="Call Joe Diaz")).to_have_attribute("href", "tel:2025550188")
    await expect(card.get_by_text("From the roster, as of")).to_be_visible()
    denied = card.get_by_role("listitem").filter(has_text="Not handed over")
    await expect(denied).to_have_count(1)
    await expect(denied).to_contain_text("The school has set that Tom Alvarez does not pick up Mia Alvarez.")
    await expect(card.get_by_role("button")).to_have_count(0)
    await card.scroll_into_view_if_needed()
    await shot(page, "record-pick-ups")
    assert await page.evaluate(WIDE) <= PHONE["width"]
    assert wrong(page) == []

    office = await signed_in(chromium, served.url, INES, PHONE)
    await office.goto(f"{served.url}/#/children")
    await office.get_by_role("button", name="Mia Alvarez").click()
    listed = office.get_by_role("region", name="May pick up, by the roster")
    await expect(listed.get_by_role("listitem")).to_have_count(3)
    await expect(listed.get_by_role("listitem").filter(has_text="Not handed over")).to_have_count(1)
    await listed.scroll_into_view_if_needed()
    await shot(office, "ties-pick-ups")
    assert await office.evaluate(WIDE) <= PHONE["width"]
    assert wrong(office) == []
