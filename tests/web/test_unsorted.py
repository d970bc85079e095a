"""The screen "Unsorted" and what else stood in an email, in a real browser: read, saved, settled, unfolded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from policies.inbound.unsorted import Reason
from tests.hub.inbound.test_answering import mailing
from tests.hub.inbound.test_unsorted import ORIGINAL, put
from tests.hub.notify.test_telling import settled
from tests.hub.running import Running
from tests.web.browser import PHONE, signed_in, wrong
from tests.web.test_page import INES, ROSA
from tests.web.test_why import SMALL, UNNAMED

pytestmark = pytest.mark.only("sqlite")

LONG = "\n".join(f"{n}. Of the syrup she gets 5 ml, after lunch." for n in range(1, 13))
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"


async def filled(maple: Running) -> None:
    """Two of Rosa's, one of somebody unknown, and one that a program wrote."""
    rosa = await maple.somebody("Rosa Alvarez")
    await put(maple, reason=Reason.AUTOMATIC, address="robot@shop.example", text="Your order is on its way")
    for _ in range(3):
        await put(maple, text="I am her aunt and fetch Mia at four")
    its = {"person": rosa.id, "address": ROSA, "reason": Reason.REFUSED, "detail": "It has more than 10 files."}
    await put(maple, **its, text=LONG)
    await put(maple, medium="sms", person=rosa.id, address="+12025550123", reason=Reason.UNCLEAR, original=None,
              text="Yes")  # fmt: skip


async def unsorted(page: Page) -> None:
    """Go there as a person does."""
    await page.get_by_role("link", name="Me", exact=True).click()
    await page.get_by_role("link", name="Unsorted 3 open").click()
    await expect(page.get_by_role("heading", name="Unsorted", level=1)).to_be_focused()


async def test_an_admin_reads_what_became_no_message_saves_the_email_and_settles_it(
    served: Running, chromium: Browser
) -> None:
    await filled(served)
    page = await signed_in(chromium, served.url, INES, PHONE)
    await unsorted(page)
    cards = page.get_by_role("article")
    text, email, aunt = (cards.nth(at) for at in range(3))
    await expect(text).to_contain_text("Text from +12025550123")
    await expect(text).to_contain_text("It could not be told which conversation it belongs to.")
    await expect(email).to_contain_text("It could not become a message. It has more than 10 files.")
    await expect(aunt).to_contain_text("3 times since")
    assert (await page.evaluate(UNNAMED), await page.evaluate(SMALL), await page.evaluate(TOO_WIDE)) == (
        [],
        [],
        False,
    )

    last = email.get_by_text("12. Of the syrup")
    folded = (await last.bounding_box() or {})["height"]
    await email.get_by_role("button", name="Show all of it").click()
    assert (await last.bounding_box() or {})["height"] > folded
    async with page.expect_download() as saving:
        await aunt.get_by_role("button", name="Save the email").click()
    saved = await saving.value
    assert Path(await saved.path()).read_bytes() == ORIGINAL
    assert re.fullmatch(r"email-\d{4}-\d\d-\d\d\.eml", saved.suggested_filename)
    await expect(text.get_by_role("button", name="Save the email")).to_have_count(0)

    await email.get_by_label("What you did about it").fill("Asked her for fewer photos.")
    await email.get_by_role("button", name="Settle").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Settled. The other admins read who did, and what you noted.")).to_be_visible()
    done = page.get_by_role("region", name="Settled").get_by_role("article", name="Rosa Alvarez")
    await expect(done).to_contain_text("Settled by Ines Walker, today: Asked her for fewer photos.")
    await expect(page.get_by_role("heading", name="aunt@families.example")).to_be_focused()
    await expect(done.get_by_role("button", name="Settle")).to_have_count(0)

    robot = page.get_by_role("article", name="robot@shop.example")
    await expect(robot).to_be_hidden()
    await page.get_by_text("1 that no person wrote").click()
    await expect(robot).to_contain_text("A program wrote it, and no person.")
    await done.get_by_role("link", name="Mia Alvarez’s family").click()
    await expect(page.get_by_role("heading", name="Mia Alvarez’s family")).to_be_visible()
    assert wrong(page) == []


async def test_what_comes_in_stands_there_at_once_and_who_settles_too_late_reads_who_was_faster(
    served: Running, chromium: Browser
) -> None:
    omar, rosa = await served.somebody("Omar Haddad"), await served.somebody("Rosa Alvarez")
    page = await signed_in(chromium, served.url, INES, PHONE)
    await page.goto(f"{served.url}/#/unsorted")
    await expect(page.get_by_text("Nothing lies here.")).to_be_visible()
    await put(served, person=rosa.id, address=ROSA, reason=Reason.SHARED, text="Mia has a fever")
    card = page.get_by_role("article", name="Rosa Alvarez")
    await expect(card).to_contain_text("Mia has a fever")
    await card.get_by_label("What you did about it").fill("Called her.")

    await page.route("**/v1/unsorted", lambda route: route.abort())  # as it is for who has no network just now
    (one,) = (await omar.get("/v1/unsorted"))["items"]
    assert (await omar.ask("POST", f"/v1/unsorted/{one['id']}", {"note": "Told Ana."}))[0] == 200
    await expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("There is no connection to the hub")
    await page.unroute("**/v1/unsorted")
    await card.get_by_role("button", name="Settle").click()
    await expect(page.get_by_text("Omar Haddad settled this already.")).to_be_visible()
    await expect(card).to_contain_text("Settled by Omar Haddad, today: Told Ana.")
    await expect(page.get_by_text("Everything is settled.")).to_be_visible()
    await expect(page.get_by_role("heading", name="Unsorted", level=1)).to_be_focused()
    assert wrong(page) == []


async def test_rosa_unfolds_what_else_stood_in_her_answer_and_an_admin_reads_it_on_record(
    records: Path, tmp_path: Path, unused_tcp_port: int, chromium: Browser
) -> None:
    async with mailing(records, tmp_path, unused_tcp_port) as post:
        await post.ana.post(post.family, "Can you pick her up?")
        await settled(post.maple, 2)
        assert await post.send(post.letter().as_bytes()) == (250, "")
        for who, name in ((ROSA, "Change or withdraw"), (INES, "More")):
            page = await signed_in(chromium, post.maple.url, who, PHONE)
            await page.goto(f"{post.maple.url}/#/c/{post.family}")
            answer = page.get_by_role("article").filter(has_text="Yes, at noon.")
            await answer.get_by_role("button", name=name).click()
            unfold = page.get_by_role("button", name="What else stood in this email")
            await expect(page.get_by_text("That you looked goes on record.")).to_have_count(int(who == INES))
            await unfold.click()
            sheet = page.get_by_role("dialog", name="What else stood in this email")
            theirs = sheet.get_by_role("region", name="Added or quoted by the mail program")
            await expect(theirs).to_contain_text("On Mon, Nov 23, 2026 at 3:04 PM")
            ours = sheet.get_by_role("region", name="Quoted of our email")
            await expect(ours).to_contain_text("Ana Reyes sent you a message.")
            await page.keyboard.press("Escape")
            await expect(sheet).to_have_count(0)
            await expect(unfold).to_be_focused()
            assert wrong(page) == []
        ines = await post.maple.somebody("Ines Walker")
        noted = [(one["name"], one["what"]) for one in (await ines.get("/v1/audit"))["items"]]
        assert noted.count(("Ines Walker", "read_remainder")) == 1


async def test_where_nothing_else_stood_in_an_email_or_it_is_gone_that_is_said(
    records: Path, tmp_path: Path, unused_tcp_port: int, chromium: Browser
) -> None:
    async with mailing(records, tmp_path, unused_tcp_port) as post:
        await post.ana.post(post.family, "Can you pick her up?")
        await settled(post.maple, 2)
        letter = post.letter()
        letter.set_content("Yes, at noon.\n")
        assert await post.send(letter.as_bytes()) == (250, "")
        page = await signed_in(chromium, post.maple.url, ROSA, PHONE)
        await page.goto(f"{post.maple.url}/#/c/{post.family}")
        answer = page.get_by_role("article").filter(has_text="Yes, at noon.")
        await answer.get_by_role("button", name="Change or withdraw").click()
        await page.get_by_role("button", name="What else stood in this email").click()
        await expect(page.get_by_text("Nothing else stood in it, or it is gone.")).to_be_visible()
