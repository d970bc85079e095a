"""The roster, in a real browser: an admin looks at what one would change, says yes, and takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from hub.commands.demo import BUNDLE
from hub.inbound.roster.watched_folder import FolderWatch, look
from tests.hub.people.test_duplicates import ROSA, brought, twice
from tests.hub.people.test_losing import one_of_each
from tests.hub.people.test_roster import Row, rewrite
from tests.hub.people.test_roster_runs import TOM, put, without, zipped
from tests.hub.running import Running, running
from tests.oneroster_server import CLIENT, SECRET, OneRosterServer, answering, items_of, serving
from tests.web.browser import DESKTOP, PHONE, signed_in, wrong
from tests.web.test_fitting import fits
from tests.web.test_page import ANA, INES

pytestmark = pytest.mark.only("sqlite")

SMALLEST = {"width": 320, "height": 640}


async def office(served: Running, chromium: Browser, size: dict[str, int] = PHONE, scheme: str = "light") -> Page:
    """Ines, on the screen of the roster."""
    page = await signed_in(chromium, served.url, INES, size, color_scheme=scheme)
    await page.goto(f"{served.url}/#/settings")
    await page.get_by_role("link", name="Roster").click()
    await expect(page.get_by_role("heading", name="Roster", exact=True)).to_be_focused()
    return page


async def choose(page: Page, packed: bytes, name: str = "roster.zip") -> None:
    file = {"name": name, "mimeType": "application/zip", "buffer": packed}
    await page.get_by_label("Choose a roster").set_input_files(file)  # type: ignore[arg-type]
    await read(page)


async def read(page: Page) -> None:
    """Once what was chosen has been read, in a process that leaves the machine to others first."""
    await expect(page.get_by_role("progressbar")).to_have_count(0, timeout=30_000)
    await expect(page.get_by_text("Reading it…")).to_have_count(0, timeout=30_000)


def broken(rows: list[Row]) -> list[Row]:
    rows[3]["beginDate"] = "yesterday"
    return rows


async def test_an_admin_sees_who_loses_access_applies_it_and_takes_it_back(
    served: Running, chromium: Browser, bundle: Path
) -> None:
    page = await office(served, chromium)
    await expect(page.get_by_role("heading", name="No run is on record yet.")).to_be_visible()
    await expect(page.get_by_text("Export the roster of the school")).to_be_visible()
    without(bundle, TOM)
    await choose(page, zipped(bundle))
    sheet = page.get_by_role("dialog", name="What this roster would change")
    await expect(sheet.get_by_text("Tom Alvarez leaves, a parent of Luca Alvarez and Mia Alvarez.")).to_be_visible()
    await sheet.get_by_role("button", name="Close").click()
    await expect(page.get_by_role("heading", name="A roster waits for a yes")).to_be_visible()
    await page.get_by_role("button", name="See what it would change").click()
    await sheet.get_by_role("button", name="Apply it").click()
    await expect(page.get_by_text("The roster is applied.")).to_be_visible()
    await expect(page.get_by_role("heading", name="As of")).to_be_visible()
    await expect(page.get_by_text("The next one may at")).to_be_visible()
    run = page.locator("summary")
    await expect(run.get_by_text("Parents: 1 gone")).to_be_visible()
    await run.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="1 loses access")).to_be_visible()
    await page.get_by_role("button", name="Take it back").click()
    sheet = page.get_by_role("dialog", name="Take this roster back?")
    await expect(sheet.get_by_text("Tom Alvarez comes in, a parent of")).to_be_visible()
    await sheet.get_by_role("button", name="Take it back").click()
    await expect(page.get_by_text("It is taken back.")).to_be_visible()
    await expect(run.get_by_text("Taken back")).to_be_visible()
    assert wrong(page) == []


async def test_what_takes_much_away_is_read_by_name_and_ticked_before_it_is_applied(
    served: Running, chromium: Browser, bundle: Path
) -> None:
    page = await office(served, chromium)
    one_of_each(bundle)
    await choose(page, zipped(bundle))
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_text("60 of 61 students would be gone")).to_be_visible()
    button = sheet.get_by_role("button", name="Apply it")
    await expect(button).to_be_disabled()
    await sheet.get_by_role("button", name="Show all 60").first.click()
    await expect(sheet.get_by_text("Leo Novak", exact=True).first).to_be_visible()
    await sheet.get_by_role("button", name="Delete it, change nothing").click()
    await expect(page.get_by_text("It is deleted. Nothing was changed.")).to_be_visible()
    await choose(page, zipped(bundle))
    await sheet.get_by_role("checkbox", name="I have looked at the names").check()
    await button.click()
    await expect(page.get_by_text("The roster is applied.")).to_be_visible()
    assert wrong(page) == []


async def test_what_the_folder_brought_is_held_until_an_admin_answers_on_the_page(
    records: Path, bundle: Path, tmp_path: Path, unused_tcp_port: int, chromium: Browser
) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    one_of_each(bundle)
    put(folder, zipped(bundle))
    env = {"ROOMWIRE_ROSTER_FOLDER": str(folder), "ROOMWIRE_WORKER": "0"}
    async with running(records, env, port=unused_tcp_port) as maple:
        await look(maple.hub, FolderWatch())
        page = await office(maple, chromium)
        await expect(page.get_by_text("The folder is looked at next at")).to_be_visible()
        await expect(page.get_by_role("heading", name="A roster is held until an admin says yes")).to_be_visible()
        await page.locator("summary").click()
        await expect(page.get_by_text("The rest waits for a yes, above")).to_be_visible()
        await expect(page.get_by_text("Tom Alvarez sees Mia Alvarez no more.")).to_be_visible()
        await page.get_by_role("button", name="See what it would change").click()
        sheet = page.get_by_role("dialog", name="What this roster would change")
        await fits(page)
        await sheet.get_by_role("button", name="End the access of Dana Novak now").click()
        await expect(page.get_by_text("The access of one person is ended")).to_be_visible()
        await expect(sheet.get_by_role("button", name="End the access of Dana Novak now")).to_have_count(0)
        await sheet.get_by_role("button", name="Delete it, change nothing").click()
        await expect(page.locator("summary").get_by_text("Declined")).to_be_visible()
        await expect(page.get_by_role("heading", name="A roster is held")).to_have_count(0)
        assert wrong(page) == []


async def test_what_cannot_be_read_says_where_and_what_to_do_in_the_readers_language(
    served: Running, chromium: Browser, bundle: Path
) -> None:
    ines = await served.somebody("Ines Walker")
    page = await signed_in(chromium, served.url, INES, PHONE)
    await ines.ask("PATCH", "/v1/me", {"language": "es"})
    await page.goto(f"{served.url}/#/roster")
    await page.reload()
    rewrite(bundle, "enrollments.csv", broken)
    input_ = page.get_by_label("Elegir una lista")
    await input_.set_input_files({"name": "r.zip", "mimeType": "application/zip", "buffer": zipped(bundle)})  # type: ignore[arg-type]
    await expect(page.get_by_role("progressbar")).to_have_count(0, timeout=30_000)

    await expect(page.get_by_text("enrollments.csv, línea 5, beginDate")).to_be_visible()
    await expect(page.get_by_text("beginDate tiene que ser una fecha como 2026-08-24.")).to_be_visible()
    assert wrong(page) == []


async def test_an_admin_goes_on_without_a_refused_row_after_reading_who_is_left_out(
    served: Running, chromium: Browser, bundle: Path
) -> None:
    page = await office(served, chromium, SMALLEST)
    rewrite(
        bundle, "users.csv",
        lambda rows: [one | {"enabledUser": "perhaps"} if one["sourcedId"] == TOM else one for one in rows],
    )  # fmt: skip
    await choose(page, zipped(bundle))
    await expect(page.get_by_role("heading", name="This roster cannot be read")).to_be_focused()
    await expect(page.get_by_text("1 row of the file is refused. With that 1 person is left out.")).to_be_visible()
    await fits(page)
    await page.get_by_role("button", name="Go on without these rows").click()
    await read(page)
    sheet = page.get_by_role("dialog", name="What this roster would change")
    await expect(sheet.get_by_text("Tom Alvarez leaves, a parent of Luca Alvarez and Mia Alvarez.")).to_be_visible()
    await expect(sheet.get_by_text("One row is refused and left out.")).to_be_visible()
    await sheet.get_by_role("button", name="Apply it").click()
    await expect(page.get_by_text("The roster is applied.")).to_be_visible()
    assert wrong(page) == []


async def test_whoever_uses_this_device_next_and_is_no_admin_finds_nothing_there(
    served: Running, chromium: Browser, bundle: Path
) -> None:
    page = await office(served, chromium)
    without(bundle, TOM)
    await choose(page, zipped(bundle))
    await expect(page.get_by_text("Tom Alvarez leaves")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.goto(f"{served.url}/#/me")
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    await page.get_by_label("Email").fill(ANA)
    await page.get_by_label("Password", exact=True).fill("maple-street")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()  # the beginning, not where one left
    await page.goto(f"{served.url}/#/roster")

    await expect(page.get_by_role("alert").get_by_text("Only admins bring the roster in")).to_be_visible()
    await expect(page.get_by_label("Choose a roster")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [SMALLEST, PHONE, DESKTOP])
async def test_each_screen_fits(
    served: Running, chromium: Browser, bundle: Path, tmp_path: Path, scheme: str, size: dict[str, int]
) -> None:
    page = await office(served, chromium, size, scheme)

    async def shot(name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{size['width']}-{scheme}.png")
        await fits(page)

    await shot("empty")
    rewrite(bundle, "enrollments.csv", lambda rows: rows[:-2])
    without(bundle, TOM)
    await choose(page, zipped(bundle), "Export of the roster, November 23, from the office (3).zip")
    await expect(page.get_by_role("button", name="Apply it")).to_be_visible()
    await shot("trial")
    await page.get_by_role("button", name="Apply it").click()
    await expect(page.locator("summary")).to_be_visible()
    await page.locator("summary").click()
    await expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    await shot("run")
    one_of_each(bundle)
    await choose(page, zipped(bundle))
    await expect(page.get_by_role("checkbox")).to_be_visible()
    await shot("held")
    await page.keyboard.press("Escape")
    rewrite(bundle, "users.csv", lambda rows: [row | {"email": "x" * 700} for row in rows])
    await choose(page, zipped(bundle))
    await expect(page.get_by_role("heading", name="This roster cannot be read")).to_be_visible()
    await shot("refused")
    assert wrong(page) == []


async def test_an_admin_connects_a_server_fetches_from_it_and_disconnects_it(
    records: Path, unused_tcp_port: int, chromium: Browser
) -> None:
    env = {"ROOMWIRE_SECRET": "a secret of thirty-two characters!", "ROOMWIRE_ROSTER_ALLOW_LOCAL": "1"}
    server = OneRosterServer(items=items_of(BUNDLE))
    tom = next(one for one in server.items["users"] if one["sourcedId"] == TOM)
    tom["status"] = "tobedeleted"
    async with serving(server), running(records, {**env, "ROOMWIRE_WORKER": "0"}, port=unused_tcp_port) as maple:
        page = await office(maple, chromium)
        await page.get_by_role("button", name="Connect a server").click()
        await page.get_by_label("Address of the server").fill(server.url)
        await page.get_by_label("Token address").fill(f"{server.url}/token")
        await page.get_by_label("Client id").fill(CLIENT)
        await page.get_by_label("Client secret").fill("not this one")
        await page.get_by_role("button", name="Try the connection").click()
        await expect(page.get_by_text("does not take this client id and secret")).to_be_visible(timeout=30_000)
        await page.get_by_label("Client secret").fill(SECRET)
        await page.get_by_role("button", name="Try the connection").click()
        await expect(page.get_by_role("heading", name="The server answers")).to_be_focused(timeout=30_000)
        await expect(page.get_by_role("radio", name="Maple Street")).to_be_checked()
        await page.get_by_role("button", name="Connect", exact=True).click()
        await expect(page.get_by_text("The server is connected.")).to_be_visible()
        server.faults["orgs"] = [answering(403)]
        await page.get_by_role("button", name="Fetch it now").click()
        await expect(page.get_by_role("heading", name="The roster could not be fetched")).to_be_focused(
            timeout=30_000
        )
        await expect(page.get_by_text("does not let this client read orgs").first).to_be_visible()
        await page.get_by_role("button", name="Fetch it now").click()
        sheet = page.get_by_role("dialog", name="What this roster would change")
        await expect(sheet.get_by_text("Tom Alvarez leaves, a parent of")).to_be_visible(timeout=60_000)
        await sheet.get_by_role("button", name="Apply it").click()
        await expect(page.get_by_text("The roster is applied.")).to_be_visible()
        await page.get_by_role("button", name="Change", exact=True).click()
        await expect(page.get_by_label("Client secret")).to_have_value("")
        await page.get_by_role("button", name="Cancel").click()
        await page.get_by_role("button", name="Disconnect").click()
        await expect(page.get_by_role("button", name="Disconnect")).to_be_focused()
        await page.get_by_role("button", name="Disconnect").click()
        await expect(page.get_by_role("button", name="Connect a server")).to_be_visible()
        await fits(page)
        assert wrong(page) == []


@pytest.mark.parametrize("size", [SMALLEST, DESKTOP])
async def test_who_is_perhaps_twice_is_one_line_until_an_admin_opens_it(
    served: Running, chromium: Browser, records: Path, bundle: Path, size: dict[str, int]
) -> None:
    page = await office(served, chromium, size)
    await expect(page.get_by_text("perhaps twice in the roster")).to_have_count(0)
    twice(bundle, ROSA, "usr-rosa-2", givenName="ROSA", email="")
    twice(bundle, "usr-ana-reyes", "usr-ana-2", email="a.reyes@maplestreet.example", sms="")
    await brought(served, records, bundle)
    await page.reload()
    line = page.get_by_role("heading", name="2 entries are perhaps twice in the roster")
    await expect(line).to_be_visible()
    await expect(page.get_by_text("Both work here")).to_be_hidden()
    await line.click()
    await expect(page.get_by_text("Both work here")).to_be_visible()
    await expect(page.get_by_text("The same number · A child of both")).to_be_visible()
    await expect(page.get_by_text("Merge those that are one where the roster comes from")).to_be_visible()

    await fits(page)
    assert wrong(page) == []
