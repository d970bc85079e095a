"""The screens of children and staff in a real browser: an admin sets what somebody may, and it counts at once."""

import pytest
from playwright.async_api import Browser, expect

from tests.hub.conversations.test_kinds import written
from tests.hub.running import Running
from tests.web.browser import PHONE, signed_in
from tests.web.test_page import INES

pytestmark = pytest.mark.only("sqlite")

TOM = "tom.alvarez@families.example"


async def test_an_admin_denies_and_allows_from_the_phone_and_the_parents_screen_follows(
    served: Running, chromium: Browser
) -> None:
    admin = await signed_in(chromium, served.url, INES, PHONE)
    tom = await signed_in(chromium, served.url, TOM, PHONE)
    family = tom.get_by_role("link").filter(has_text="Mia Alvarez’s teachers")
    await expect(family).to_be_visible()

    await admin.get_by_role("link", name="Children", exact=True).click()
    await admin.get_by_label("Search by name or room").fill("mia al")
    await admin.get_by_role("button", name="Mia Alvarez").click()
    his = admin.get_by_role("article", name="Tom Alvarez, Parent")
    sees = his.get_by_role("switch", name="Sees the child")
    await sees.click()
    question = admin.get_by_role("dialog", name="Keep Tom Alvarez from Mia Alvarez?")
    await question.get_by_role("button", name="Keep as it is").click()
    await expect(question).to_have_count(0)
    await expect(sees).to_be_checked()
    await expect(family).to_be_visible()
    await sees.click()
    await question.get_by_role("button", name="No longer sees Mia Alvarez").click()

    await expect(admin.get_by_role("dialog").get_by_role("status")).to_contain_text(
        "denied from now on for Tom Alvarez"
    )
    await expect(his).to_contain_text("The school has set that Tom Alvarez does not see Mia Alvarez.")
    await expect(his.get_by_role("switch", name="Writes to the school")).to_be_disabled()
    await expect(family).to_have_count(0)

    await admin.get_by_role("button", name="Undo").click()
    await expect(family).to_be_visible()
    await expect(sees).to_be_checked()
    await his.get_by_role("button", name="Bar…").click()
    await his.get_by_role("button", name="Bar from Mia Alvarez").click()
    barred = admin.get_by_role("article", name="Tom Alvarez, Barred")
    await expect(barred).to_contain_text("do not hand Mia Alvarez over")
    await expect(family).to_have_count(0)
    await barred.get_by_role("button", name="Lift the bar").click()
    await expect(family).to_be_visible()


async def test_an_admin_lets_a_teacher_read_only_and_takes_it_back_with_undo(
    served: Running, chromium: Browser
) -> None:
    admin = await signed_in(chromium, served.url, INES, PHONE)
    await admin.get_by_role("link", name="Settings").click()
    await admin.get_by_role("link", name="Rooms, and what each of the staff may do").click()
    await admin.get_by_role("button", name="Ana Reyes").click()
    families = admin.get_by_role("group", name="Families")
    await expect(families.get_by_label("Full")).to_be_checked()

    await families.get_by_text("Read").click()
    await expect(admin.get_by_text("Saved.")).to_be_visible()
    await expect(families.get_by_label("Read")).to_be_checked()
    ana = await served.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    assert (await written(ana, family))[0] == 403

    await admin.get_by_role("button", name="Undo").click()
    await expect(families.get_by_label("Full")).to_be_checked()
    assert (await written(ana, family))[0] == 201


async def test_an_admin_notes_that_a_parent_wants_no_more_texts_and_the_parent_reads_it(
    served: Running, chromium: Browser
) -> None:
    admin = await signed_in(chromium, served.url, INES, PHONE)
    await admin.get_by_role("link", name="Children", exact=True).click()
    await admin.get_by_label("Search by name or room").fill("mia al")
    await admin.get_by_role("button", name="Mia Alvarez").click()
    hers = admin.get_by_role("article", name="Rosa Alvarez, Parent")
    texts = hers.get_by_role("switch", name="Texts to +12025550100")
    await expect(texts).to_be_checked()
    await texts.click()
    await expect(hers).to_contain_text("The cell number is closed for routine texts by the school.")
    await expect(hers).to_contain_text("An emergency is still told there.")
    await hers.get_by_text("On record").click()
    await expect(hers).to_contain_text("Texts off, by Ines Walker.")

    rosa = await signed_in(chromium, served.url, "rosa.alvarez@families.example", PHONE)
    await rosa.get_by_role("link", name="Me", exact=True).click()
    mine = rosa.get_by_role("switch", name="Texts to +12025550100")
    await expect(mine).to_be_disabled()
    await expect(mine).not_to_be_checked()
    await expect(rosa.get_by_text("To change this, text STOP or START")).to_be_visible()

    await texts.click()
    await expect(texts).to_be_checked()
