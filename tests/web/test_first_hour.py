"""The first hour of a new center, from an empty hub to the first parent's message, as those who live it do."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import until
from tests.hub.oneroster import bundles
from tests.hub.oneroster.sheets import as_xlsx
from tests.hub.people.test_inviting import FRESH
from tests.hub.people.test_roster import command
from tests.hub.running import ELSEWHERE, settings_for
from tests.hub.test_serve import STARTS_S
from tests.notifiers.providers.smtp import SmtpServer
from tests.servers import Postgres
from tests.test_layout import ROOT
from tests.web.browser import DESKTOP, PHONE, of_csp, wrong
from tests.web.test_inviting import nothing_sticks_out
from tests.web.test_roster import read

DEE = "director@sunnydays.example"
ANA, ROSA = "ana@families.example", "rosa@families.example"


@dataclass
class Center:
    """A center on its first day: a hub that an operator started, with nobody in it, and the mail it sends."""

    folder: Path
    url: str
    mail: SmtpServer
    env: dict[str, str] = field(default_factory=dict)

    async def run(self, *words: str) -> str:
        """What a command says that has to be done."""
        code, out, err = await command(self.folder, *words)
        assert code == 0, err
        return out

    async def email_to(self, address: str) -> str:
        """The path of the newest invitation that arrived there."""
        await until(lambda: any(one["to"] == address for one in self.mail.received))
        message = next(one["message"] for one in reversed(self.mail.received) if one["to"] == address)
        found = re.search(rf"{self.url}(/#/invited/[\w-]{{43}})", words_of(message))
        assert found
        return found[1]


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder that records are to come into, or that names a database in PostgreSQL with nothing in it."""
    if request.param == "sqlite":
        yield tmp_path
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    (tmp_path / ELSEWHERE).write_text(server.make(tmp_path.name))
    yield tmp_path
    server.drop(tmp_path.name)


@contextlib.asynccontextmanager
async def serving(folder: Path, port: int, **env: str) -> AsyncIterator[str]:
    """`python -m hub serve`, in a process of its own; its address."""
    url = f"http://127.0.0.1:{port}"
    environ = {**os.environ, **settings_for(folder).environ, "ROOMWIRE_BASE_URL": url, **env}  # noqa: TID251
    with (folder / "serve.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hub", "serve", "--port", str(port), cwd=ROOT, env=environ,
            stdout=asyncio.subprocess.DEVNULL, stderr=log,
        )  # fmt: skip
    try:
        async with asyncio.timeout(STARTS_S), aiohttp.ClientSession() as http:
            while True:
                assert process.returncode is None, (folder / "serve.log").read_text()
                with contextlib.suppress(aiohttp.ClientError):
                    async with http.get(f"{url}/readyz") as answer:
                        if answer.status == 200:
                            break
                await asyncio.sleep(0.05)
        yield url
    finally:
        process.terminate()
        await process.wait()


@pytest_asyncio.fixture(loop_scope="session")
async def center(
    empty: Path, unused_tcp_port: int, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Center]:
    async with (
        SmtpServer(tmp_path_factory.mktemp("mail")).running() as mail,
        serving(empty, unused_tcp_port, **mail.env()) as url,
    ):
        yield Center(empty, url, mail)


async def opened(chromium: Browser, size: dict[str, int], **more: object) -> Page:
    """A browser of somebody's own that has never been here; whatever it says wrong on its console is kept."""
    context = await chromium.new_context(viewport=size, reduced_motion="reduce", **more)  # type: ignore[arg-type]
    page = await context.new_page()
    page.on("pageerror", lambda error: page.__dict__.setdefault("wrong", []).append(str(error)))
    page.on(
        "console", lambda said: page.__dict__.setdefault("wrong", []).append(said.text) if of_csp(said) else None
    )
    return page


def one_roster(folder: Path) -> tuple[str, bytes]:
    its = bundles.zipped(folder / "export.zip", bundles.packed(bundles.school()))
    return its.name, its.read_bytes()


def spreadsheet(_folder: Path) -> tuple[str, bytes]:
    families = [
        ["Child", "Room", "Parent 1 Name", "Parent 1 Email"],
        ["Mia Alvarez", "Acorns", "Rosa Alvarez", ROSA],
    ]
    employees = [["Employee", "Email", "Room"], ["Ana Reyes", ANA, "Acorns"]]
    return "families.xlsx", as_xlsx(Families=families, Employees=employees)


@pytest.mark.parametrize(
    ("roster", "size", "scheme"),
    [(one_roster, PHONE, "light"), (spreadsheet, DESKTOP, "dark")],
    ids=["a bundle, on phones", "a spreadsheet, at a desk in the dark"],
)
async def test_a_new_center_comes_from_an_empty_hub_to_a_parents_first_message_within_the_hour(
    center: Center, chromium: Browser, tmp_path: Path, roster, size: dict[str, int], scheme: str
) -> None:
    async def shot(page: Page, name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{size['width']}-{scheme}.png", full_page=True)
        await nothing_sticks_out(page, size)

    # The operator opens the school, with its first admin.
    said = await center.run(
        "admin", "create", "--new-school", "Sunny Days", "--email", DEE, "--given", "Dee", "--family", "Day"
    )
    password = said.rsplit(" ", 1)[-1].strip()

    # The admin comes in, and is led.
    office = await opened(chromium, size, color_scheme=scheme)
    await office.goto(center.url)
    await shot(office, "01-door")
    await office.get_by_label("Email").fill(DEE)
    await office.get_by_label("Password", exact=True).fill(password)
    await office.get_by_role("button", name="Sign in", exact=True).click()
    await expect(office.get_by_role("heading", name="Messages")).to_be_visible()
    await shot(office, "02-messages")
    here = office.get_by_role("complementary", name="Your first hour")
    await here.get_by_role("link", name="All steps").click()
    steps = office.get_by_role("region", name="Your first hour")
    await expect(steps).to_be_visible()
    await shot(office, "03-settings")
    await office.get_by_role("link", name="Messages").first.click()
    await here.get_by_role("link", name="Next: Bring in the roster").click()
    await expect(here).to_contain_text("step 1 of 4")
    name, packed = roster(tmp_path)
    await shot(office, "04-roster")
    file = {"name": name, "mimeType": "application/zip", "buffer": packed}
    await office.get_by_label("Choose a roster").set_input_files(file)  # type: ignore[arg-type]
    await read(office)
    if name.endswith("xlsx"):
        await shot(office, "05-columns")
        await office.get_by_role("button", name="See what it would change").click()
    sheet = office.get_by_role("dialog", name="What this roster would change")
    await expect(sheet).to_be_visible(timeout=30_000)
    await shot(office, "06-changes")
    await sheet.get_by_role("button", name="Apply it").click()
    await expect(office.get_by_text("The roster is applied.")).to_be_visible()
    await shot(office, "07-applied")
    await expect(here).to_contain_text("step 2 of 4")
    await here.get_by_role("link", name="All steps").click()
    await expect(steps.locator("[aria-current=step]")).to_contain_text("Invite staff")
    await expect(steps.get_by_role("listitem").filter(has_text="Bring in the roster")).to_contain_text("Done")
    await shot(office, "08-steps")
    await steps.get_by_role("link", name="Invite staff").click()
    await expect(office.get_by_role("heading", name="Invitations")).to_be_visible()
    await expect(office.get_by_text("Ana Reyes")).to_be_visible()
    await shot(office, "09-invitations")
    await office.get_by_role("button", name=re.compile("^Email all . not yet invited")).click()
    sure = office.get_by_role("dialog")
    await shot(office, "10-sure")
    await sure.get_by_role("button", name=re.compile("^Send . emails?")).click()
    await expect(office.get_by_text("invitations are on their way.")).to_be_visible()
    await here.get_by_role("link", name="Next: Write the first message").scroll_into_view_if_needed()
    await shot(office, "11-invited")
    await here.get_by_role("link", name="Next: Write the first message").click()
    await expect(here).to_contain_text("Write the first message")
    await shot(office, "11-message")

    # Ana and Rosa come in by their own emails, on phones of their own.
    ana = await opened(chromium, size, color_scheme=scheme)
    await signs_up(ana, center, ANA, "Ana", shot)
    rosa = await opened(chromium, size, color_scheme=scheme)
    await signs_up(rosa, center, ROSA, "Rosa", shot)

    # Rosa writes the first message; Ana has the app open, and answers.
    await rosa.get_by_role("link", name=re.compile("Mia Alvarez")).first.click()
    await shot(rosa, "14-family")
    await rosa.get_by_placeholder("Write a message").fill("Good morning! Mia had a short night.")
    await shot(rosa, "14-writing")
    await rosa.get_by_role("button", name="Send", exact=True).click()
    await shot(rosa, "15-written")
    await expect(ana.get_by_text("Mia had a short night")).to_be_visible()
    await shot(ana, "16-came")
    await ana.get_by_role("link", name=re.compile("Mia Alvarez")).first.click()
    await ana.get_by_placeholder("Write a message").fill("Thank you, we will let her rest.")
    await ana.get_by_role("button", name="Send", exact=True).click()
    await expect(rosa.locator(".bubble").filter(has_text="we will let her rest")).to_be_visible()
    await shot(rosa, "17-answered")
    await office.goto(f"{center.url}/#/settings")
    await office.reload()
    await expect(office.get_by_role("link", name="Invitations")).to_be_visible()
    await shot(office, "18-done")
    await expect(steps).to_have_count(0)
    assert [wrong(one) for one in (office, ana, rosa)] == [[], [], []]


async def signs_up(page: Page, center: Center, address: str, given: str, shot) -> None:
    """By the link of the email that came there, with a password that they choose."""
    await page.goto(center.url + await center.email_to(address))
    await expect(page.get_by_role("heading", name=f"Welcome, {given}")).to_be_visible()
    await shot(page, f"12-welcome-{given}")
    await page.get_by_label("Choose a password").fill(FRESH)
    await page.get_by_role("button", name="Sign up").click()
    await expect(page.get_by_role("heading", name="Messages")).to_be_visible()
    await expect(page.get_by_role("link", name=re.compile("Mia Alvarez")).first).to_be_visible()
    await shot(page, f"13-in-{given}")
