"""The page, as people use it: on a phone, in a real browser, against the real hub and every provider."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from hub.commands.demo import BUNDLE
from tests.hub.notify.test_ladder import opened
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.running import DEADLINE, QUIET, Running, running
from tests.notifiers.providers.fcm import FcmServer
from tests.notifiers.providers.smtp import SmtpServer
from tests.notifiers.providers.twilio import TwilioServer
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong

pytestmark = pytest.mark.only("sqlite")

ANA, INES = "ana.reyes@maplestreet.example", "ines.walker@maplestreet.example"
ROSA, TOM = "rosa.alvarez@families.example", "tom.alvarez@families.example"
ELENA = "+12025550198"
ADMIN_NUMBERS = {"+12025550172"}
SAID = "Please pick Mia up early today"


def with_grandmother(bundle: Path) -> Path:
    """The demo's bundle, in which Mia has a grandmother with a number for texts: a medium for each of three."""

    def person(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        mia = next(row for row in rows if row["sourcedId"] == "stu-mia-alvarez")
        mia["agentSourcedIds"] += ",usr-elena-alvarez"
        named = {"sourcedId": "usr-elena-alvarez", "givenName": "Elena", "familyName": "Alvarez", "sms": ELENA}
        return [*rows, dict.fromkeys(mia, "") | named]

    def relative(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        named = {"sourcedId": "rol-elena", "userSourcedId": "usr-elena-alvarez", "role": "relative"}
        org = {"roleType": "primary", "orgSourcedId": "org-maple-street"}
        return [*rows, dict.fromkeys(rows[0], "") | named | org]

    rewrite(bundle, "users.csv", person)
    rewrite(bundle, "roles.csv", relative)
    return bundle


async def test_a_staff_only_message_waits_for_the_admin_and_then_reaches_page_push_email_and_text(
    records: Path, tmp_path_factory: pytest.TempPathFactory, unused_tcp_port: int, chromium: Browser
) -> None:
    folder = tmp_path_factory.mktemp("providers")
    bundle = with_grandmother(Path(shutil.copytree(BUNDLE, folder / "bundle")))
    assert (await imported(records, bundle))[0] == 0
    async with contextlib.AsyncExitStack() as stack:
        fcm = await stack.enter_async_context(FcmServer(folder).running())
        mail = await stack.enter_async_context(SmtpServer(folder).running())
        texts = await stack.enter_async_context(TwilioServer().running())
        env = {**fcm.env(), **mail.env(), **texts.env()}
        hub = await stack.enter_async_context(running(records, env, port=unused_tcp_port))
        ines, rosa = await hub.somebody("Ines Walker"), await hub.somebody("Rosa Alvarez")
        await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
        await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
        family = await ines.conversation("family", "Mia")

        def told() -> list[tuple[str, str]]:
            """The family's alerts; that an item waits, admins hear too."""
            everything = [
                *(("push", one["to"]) for one in fcm.received),
                *(("email", one["to"]) for one in mail.received),
                *(("sms", one["to"]) for one in texts.received),
            ]
            staff = {one["email"] for one in hub.people if one["role"] == "admin"}
            return sorted(one for one in everything if one[1] not in staff | ADMIN_NUMBERS)

        staff = await signed_in(chromium, hub.url, ANA, PHONE)
        parent = await signed_in(chromium, hub.url, ROSA, PHONE)
        admin = await signed_in(chromium, hub.url, INES, DESKTOP)
        await parent.goto(f"{hub.url}/#/c/{family}")
        await expect(parent.get_by_role("heading", name="Mia Alvarez’s teachers")).to_be_visible()
        await staff.get_by_role("link", name="Mia Alvarez’s family").first.click()
        await staff.get_by_placeholder("Write a message").fill(SAID)
        await staff.get_by_role("button", name="Send").click()
        await expect(staff.get_by_role("log").get_by_text("Waiting for approval")).to_be_visible()

        await admin.goto(f"{hub.url}/#/review")
        waiting = admin.get_by_role("article").filter(has_text=SAID)
        await expect(waiting).to_be_visible()
        await expect(parent.get_by_text(SAID)).to_have_count(0)
        assert told() == []

        await parent.goto(f"{hub.url}/#/me")  # who looks on is spared the alert
        await opened(hub, rosa.id, there=False)
        await waiting.get_by_role("button", name="Approve").click()
        await expect(admin.get_by_text("All caught up")).to_be_visible()
        await expect(staff.get_by_role("log").get_by_text("Waiting for approval")).to_have_count(0, timeout=15_000)
        async with asyncio.timeout(DEADLINE):
            while len(told()) < 3:
                await asyncio.sleep(0.02)
        await parent.goto(f"{hub.url}/#/c/{family}")
        await expect(parent.get_by_role("log").get_by_text(SAID)).to_be_visible()
        await asyncio.sleep(QUIET)

        assert told() == [("email", TOM), ("push", "rosas-phone"), ("sms", ELENA)]
        assert [wrong(page) for page in (staff, parent, admin)] == [[], [], []]


async def test_a_draft_and_an_unsent_message_survive_a_lost_connection(served: Running, chromium: Browser) -> None:
    rosa = await served.somebody("Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/c/{family}")
    composer = page.get_by_placeholder("Write a message")
    await composer.fill("We are five minutes")
    await page.reload()
    await expect(composer).to_have_value("We are five minutes")

    await page.context.set_offline(True)
    for listener in served.hub.schools[served.school].listeners(rosa.id):
        listener.end(4001)  # type: ignore[attr-defined]
    await expect(page.get_by_text("No connection")).to_be_visible()
    await composer.fill("We are five minutes late")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_text("We are five minutes late")).to_be_visible()
    assert await rosa.messages(family) == []

    await page.context.set_offline(False)
    async with asyncio.timeout(DEADLINE * 3):
        while not (said := await rosa.messages(family)):
            await asyncio.sleep(0.05)
    assert [one["item"]["text"] for one in said] == ["We are five minutes late"]
    await expect(page.get_by_text("No connection")).to_have_count(0, timeout=20_000)


KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('roomwire.draft.'))"


async def test_what_was_typed_does_not_stay_on_a_device_whose_sign_in_was_ended_elsewhere(
    served: Running, chromium: Browser
) -> None:
    rosa, ines = await served.somebody("Rosa Alvarez"), await served.somebody("Ines Walker")
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/c/{await rosa.conversation('family', 'Mia')}")
    await page.get_by_placeholder("Write a message").fill("For nobody else to read")
    await page.wait_for_function(f"{KEPT}.length === 1")

    assert (await ines.ask("DELETE", f"/v1/people/{rosa.id}/sign-ins"))[0] == 200

    await expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible(timeout=20_000)
    assert await page.evaluate(KEPT) == []
    assert "For nobody else to read" not in await page.evaluate("JSON.stringify(localStorage)")
    assert wrong(page) == []


async def test_a_day_is_logged_with_a_thumb_and_read_by_the_parents(served: Running, chromium: Browser) -> None:
    ana = await served.somebody("Ana Reyes")
    day = await ana.conversation("day", "Mia")
    staff = await signed_in(chromium, served.url, ANA, PHONE)
    parent = await signed_in(chromium, served.url, ROSA, PHONE)
    await parent.goto(f"{served.url}/#/c/{day}")
    await staff.goto(f"{served.url}/#/c/{day}")
    await staff.get_by_role("group", name="Add to the day").get_by_role("button", name="Diaper").click()
    await staff.get_by_role("button", name="Add diaper").click()

    await expect(parent.get_by_role("article", name="Diaper")).to_be_visible()
    await expect(parent.get_by_text("Staff write a child’s day; parents read it.")).to_be_visible()
    await expect(parent.get_by_placeholder("Write a message")).to_have_count(0)


async def test_a_wrong_password_is_told_and_the_keyboard_is_enough(served: Running, chromium: Browser) -> None:
    context = await chromium.new_context(viewport=PHONE)  # type: ignore[arg-type]
    page = await context.new_page()
    await page.goto(served.url)
    await page.get_by_label("Email").fill(ANA)
    await page.get_by_label("Password", exact=True).fill("wrong")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("The email address or the password is wrong.")

    await page.get_by_label("Password", exact=True).fill("maple-street")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    await page.get_by_role("link", name="Acorns team").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Acorns team")).to_be_visible()
    await page.get_by_placeholder("Write a message").fill("By keyboard")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log").get_by_text("By keyboard")).to_be_visible()


async def test_no_text_of_a_person_becomes_part_of_the_page(served: Running, chromium: Browser) -> None:
    ana = await served.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    hostile = "<img src=x onerror=\"document.title='broken'\"><b>bold</b>"
    await ana.post(family, hostile)
    page = await signed_in(chromium, served.url, ROSA, PHONE)
    await page.goto(f"{served.url}/#/c/{family}")

    await expect(page.get_by_role("log").get_by_text(hostile)).to_be_visible()
    assert await page.title() != "broken"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("email", [ANA, INES, ROSA], ids=["staff", "admin", "parent"])
async def test_no_screen_is_wider_than_the_window(
    served: Running, chromium: Browser, size: dict[str, int], email: str
) -> None:
    page = await signed_in(chromium, served.url, email, size)
    rosa = await served.somebody("Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")
    for view in ("#/", f"#/c/{family}", "#/review", "#/settings", "#/me"):
        await page.goto(f"{served.url}/{view}")
        await page.wait_for_load_state("networkidle")
        wide = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, view
    assert wrong(page) == []
