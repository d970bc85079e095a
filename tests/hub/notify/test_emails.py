"""Emails over the running hub: whose they are, in which language, and how somebody ends them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.settings import SettingsError, read
from hub.signing import Signer
from hub.store.row_security import Across
from hub.store.schema import consent
from notifiers.tables import delivery
from tests.hub.notify.test_telling import settled, until
from tests.hub.running import Running, Somebody, running
from tests.notifiers.providers.smtp import SECRET, SmtpServer

ROOT = Path(__file__).parents[3]
DOMAIN = "reply.maplestreet.example"


@dataclass
class Mail:
    """The demo school, and the mail server that it sends through. Tom is told by email, Rosa by text."""

    maple: Running
    server: SmtpServer

    async def told(self, name: str, text: str, about: str = "Mia") -> Any:
        """The next email, after somebody wrote to a family."""
        before = len(self.server.received)
        ana = await self.maple.somebody(name)
        await ana.post(await ana.conversation("family", about), text)
        await until(lambda: len(self.server.received) > before)
        return self.server.received[-1]["message"]

    def announcements(self) -> list[Any]:
        """The emails that tell of one."""
        return [one["message"] for one in self.server.received if "an announcement" in words_of(one["message"])]

    async def consents(self) -> list[dict[str, Any]]:
        """The whole ledger."""
        rows = await self.maple.hub.store.read(
            lambda one: one.execute(select(consent)).mappings().all(), Across.OPERATOR
        )
        return [dict(row) for row in rows]


@pytest.fixture
async def mail(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mail]:
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        env = {**server.env(), "ROOMWIRE_MAIL_DOMAIN": DOMAIN}
        yield Mail(await stack.enter_async_context(running(records, env)), server)


async def tom_and_ines(mail: Mail) -> tuple[Somebody, Somebody]:
    return await mail.maple.somebody("Tom Alvarez"), await mail.maple.somebody("Ines Walker")


def words_of(message: Any) -> str:
    return str(message.get_body(("plain",)).get_content())


async def test_who_chose_spanish_is_written_to_in_spanish_and_everybody_else_as_the_school_chose(
    mail: Mail,
) -> None:
    tom, ines = await tom_and_ines(mail)
    english = await mail.told("Ana Reyes", "One")
    _, me = await tom.ask("PATCH", "/v1/me", {"language": "es"})
    spanish = await mail.told("Ana Reyes", "Two")
    _, school = await ines.ask("PUT", "/v1/settings/email", {"language": "es"})
    await tom.ask("PATCH", "/v1/me", {"language": "en"})
    again = await mail.told("Ana Reyes", "Three")
    await tom.ask("PATCH", "/v1/me", {"language": ""})
    as_the_school = await mail.told("Ana Reyes", "Four")

    assert "Ana Reyes sent you a message." in words_of(english)
    assert "Ana Reyes le ha enviado un mensaje." in words_of(spanish)
    assert [(one["id"], one["name"]) for one in me["languages"]] == [
        ("en", "English"), ("es", "Español"), ("pl", "Polski"),
    ]  # fmt: skip
    assert (me["language"], school["language"]) == ("es", "es")
    assert "sent you a message" in words_of(again)
    assert "enviado un mensaje" in words_of(as_the_school)
    assert (await tom.ask("PATCH", "/v1/me", {"language": "tlh"}))[0] == 422


async def test_d10_a_school_chooses_its_name_and_where_answers_go(mail: Mail) -> None:
    tom, ines = await tom_and_ines(mail)
    before = await mail.told("Ana Reyes", "One")
    wanted = {"display_name": "Maple Office", "reply_to": "office@maplestreet.example"}
    status, settings = await ines.ask("PUT", "/v1/settings/email", wanted)
    after = await mail.told("Ana Reyes", "Two")
    await ines.post(await ines.conversation("announcement", "Maple"), "We close early")
    found: list[Any] = []
    await until(lambda: bool(found.extend(mail.announcements()) or found))
    announced = found[0]

    assert status == 200
    assert settings["address"] == "hub@maplestreet.example"
    assert before["From"] == "Maple Street Children's Center <hub@maplestreet.example>"
    assert after["From"] == "Maple Office <hub@maplestreet.example>"
    assert re.search(rf"<reply\+[a-z2-7]{{24}}\.[a-z2-7]{{16}}@{DOMAIN}>", after["Reply-To"])
    assert announced["Reply-To"] == "Maple Office <office@maplestreet.example>"  # nobody answers an announcement
    for wrong in ({"reply_to": "nobody"}, {"display_name": "a@b"}, {"language": "tlh"}, {"language": ""}):
        assert (await ines.ask("PUT", "/v1/settings/email", wrong))[0] == 422
    assert (await tom.ask("PUT", "/v1/settings/email", wanted))[0] == 403
    assert (await tom.ask("GET", "/v1/settings/email"))[0] == 403


async def test_d9_a_school_that_switched_emails_off_sends_none(mail: Mail) -> None:
    tom, ines = await tom_and_ines(mail)
    await mail.told("Ana Reyes", "One")
    await ines.ask("PUT", "/v1/settings/email", {"on": False})
    ana = await mail.maple.somebody("Ana Reyes")
    posted = await ana.post(await ana.conversation("family", "Mia"), "Two")
    await settled(mail.maple, 3)  # Rosa's texts, and the first email
    timeline = await ana.get(f"/v1/messages/{posted['id']}/timeline")

    told = next(one for one in timeline["items"] if one["person"] == tom.id)
    assert "switched email off" in told["skipped"]
    assert len(mail.server.received) == 1


async def test_an_emergency_is_one_in_the_subject_too_in_the_readers_language_and_still_comes_after_the_click(
    mail: Mail,
) -> None:
    tom, ines = await tom_and_ines(mail)
    await tom.ask("PATCH", "/v1/me", {"language": "es"})
    routine = await mail.told("Ana Reyes", "One")
    (link,) = re.findall(r"https?://\S+/u/\S+", words_of(routine))
    await mail.maple.http.post(link.replace(mail.maple.settings.base_url, mail.maple.url))
    family = await ines.conversation("family", "Mia")
    for urgency in ("normal", "emergency", "drill"):
        status, body = await ines.ask(
            "POST", f"/v1/conversations/{family}/messages",
            {"item": {"type": "text", "text": "We leave the building"}, "urgency": urgency},
            **{"idempotency-key": urgency},
        )  # fmt: skip
        assert status == 201, body
    await until(lambda: len(mail.server.received) == 4)
    got = sorted((one["to"], one["message"]["Subject"]) for one in mail.server.received)
    loud = next(
        one["message"] for one in mail.server.received if one["message"]["Subject"].startswith("EMERGENCIA")
    )

    assert got == [
        ("rosa.alvarez@families.example", "DRILL, no emergency: Messages from Maple Street Children's Center"),
        ("rosa.alvarez@families.example", "EMERGENCY: Messages from Maple Street Children's Center"),
        (tom.its["email"], "EMERGENCIA: Mensajes de Maple Street Children's Center"),
        (
            tom.its["email"],
            "Mensajes de Maple Street Children's Center",
        ),  # the first; the click ended what is routine
    ]
    assert "Abra el mensaje y confirme que lo ha visto." in words_of(loud)
    assert loud["References"] == routine["References"]


async def test_one_click_ends_routine_emails_at_once_without_signing_in_and_twice_is_once(mail: Mail) -> None:
    message = await mail.told("Ana Reyes", "One")
    page, address = re.findall(r"<([^>]+)>", message["List-Unsubscribe"])
    url = page.replace(mail.maple.settings.base_url, mail.maple.url)
    http = mail.maple.http
    looked = await http.get(url)
    seen, before = await looked.text(), await mail.consents()
    clicked = [
        await http.post(url, data={"List-Unsubscribe": "One-Click"}, allow_redirects=False) for _ in range(2)
    ]
    ana = await mail.maple.somebody("Ana Reyes")
    posted = await ana.post(await ana.conversation("family", "Mia"), "Two")
    await settled(mail.maple, 3)
    timeline = await ana.get(f"/v1/messages/{posted['id']}/timeline")

    assert looked.status == 200
    assert "<button>" in seen
    assert "tom.alvarez@families.example" in seen
    assert before == []  # a scanner that opens the link ends nothing
    assert [one.status for one in clicked] == [200, 200]
    assert all("set-cookie" not in one.headers for one in clicked)
    (noted,) = await mail.consents()
    assert (noted["class"], noted["state"], noted["source"]) == ("routine", "closed", "one_click")
    assert noted["address"] == "tom.alvarez@families.example"
    assert any("has asked for no more routine emails" in (one["skipped"] or "") for one in timeline["items"])
    assert len(mail.server.received) == 1
    assert address.startswith("mailto:stop+")
    assert page in words_of(message)


@pytest.mark.only("sqlite")
@pytest.mark.parametrize("link", ["x", "x.y", "é", "WyJhIl0." + "A" * 22])
async def test_a_link_that_is_not_ours_ends_nothing_and_says_so_in_words(mail: Mail, link: str) -> None:
    for method in ("GET", "POST"):
        answer = await mail.maple.http.request(method, f"{mail.maple.url}/u/{link}")

        assert answer.status == 404
        assert "not one of ours" in await answer.text()
    assert await mail.consents() == []


async def test_two_parents_are_written_to_from_one_letter_and_each_answers_to_their_own_address(mail: Mail) -> None:
    from sqlalchemy import update

    from hub.store import rights, schema
    from hub.store.clock import stamp

    maple, rosa = mail.maple, await mail.maple.somebody("Rosa Alvarez")

    def no_cell(one: Any) -> None:
        one.connection.execute(update(schema.person).where(schema.person.c.id == rosa.id).values(cell=None))
        day = maple.hub.schools[maple.school].snapshot.roster.day
        rights.settle(one, maple.school, day, stamp(maple.clock()))

    await maple.hub.store.write(no_cell, whose=Across.OPERATOR)
    await maple.hub.schools[maple.school].catch_up()
    await mail.told("Ana Reyes", "To both")
    await until(lambda: len(mail.server.received) == 2)
    first, second = (one["message"] for one in mail.server.received)

    assert {first["To"], second["To"]} == {"rosa.alvarez@families.example", "tom.alvarez@families.example"}
    assert first["References"] == second["References"]
    assert words_of(first).partition("\n-- ")[0] == words_of(second).partition("\n-- ")[0]
    for header in ("Message-ID", "Reply-To", "List-Unsubscribe"):
        assert first[header] != second[header]


@pytest.mark.only("sqlite")
async def test_what_comes_back_is_named_in_the_envelope(mail: Mail) -> None:
    await mail.told("Ana Reyes", "One")
    rows = await mail.maple.hub.store.read(
        lambda one: one.execute(select(delivery.c.id)).scalars().all(), Across.OPERATOR
    )
    signer = Signer(SECRET)
    local, _, domain = mail.server.received[0]["from"].partition("@")

    assert domain == DOMAIN
    assert signer.read_local(local) in {("bounce", one) for one in rows}


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"ROOMWIRE_SMTP_URL": "smtp://localhost"}, "ROOMWIRE_SECRET is missing: with ROOMWIRE_SMTP_URL"),
        ({"ROOMWIRE_MAIL_DOMAIN": "a.example"}, "ROOMWIRE_SECRET is missing: with ROOMWIRE_MAIL_DOMAIN"),
        ({"ROOMWIRE_SECRET": "short"}, "ROOMWIRE_SECRET is shorter"),
        ({"ROOMWIRE_SECRET": SECRET, "ROOMWIRE_MAIL_LISTEN": "127.0.0.1:25"}, "ROOMWIRE_MAIL_DOMAIN is missing"),
        ({"ROOMWIRE_SECRET": SECRET, "ROOMWIRE_MAIL_HOOK_SECRET": SECRET}, "ROOMWIRE_MAIL_DOMAIN is missing"),
        ({"ROOMWIRE_SECRET": SECRET, "ROOMWIRE_MAIL_DOMAIN": "a b"}, "ROOMWIRE_MAIL_DOMAIN is 'a b'"),
        ({"ROOMWIRE_MAIL_AUTHSERV": "mx.example.org; dmarc=pass"}, "ROOMWIRE_MAIL_AUTHSERV is 'mx.example.org; d"),
        (
            {"ROOMWIRE_SECRET": SECRET, "ROOMWIRE_MAIL_DOMAIN": "a.b", "ROOMWIRE_MAIL_LISTEN": "2525"},
            "ROOMWIRE_MAIL_LISTEN is '2525'",
        ),
        (
            {"ROOMWIRE_SECRET": SECRET, "ROOMWIRE_MAIL_DOMAIN": "a.b", "ROOMWIRE_MAIL_HOOK_SECRET": "x"},
            "ROOMWIRE_MAIL_HOOK_SECRET is shorter",
        ),
    ],
)
def test_a_setting_of_mail_that_is_missing_or_wrong_is_told_in_a_sentence(env: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        read(env)


def test_no_secret_shows_in_what_is_printed_of_the_settings() -> None:
    env = {"ROOMWIRE_SECRET": SECRET, "ROOMWIRE_MAIL_DOMAIN": "a.b", "ROOMWIRE_MAIL_HOOK_SECRET": "h" * 40}
    settings = read(env)

    assert settings.secret == SECRET
    assert SECRET not in repr(settings).partition("environ=")[0]
    assert "h" * 40 not in repr(settings).partition("environ=")[0]


async def test_a_hub_that_cannot_take_mail_where_it_is_told_to_says_so_and_does_not_start(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = {
            **os.environ,  # noqa: TID251
            "ROOMWIRE_DATABASE_URL": f"sqlite:///{tmp_path}/hub.sqlite3", "ROOMWIRE_SECRET": SECRET,
            "ROOMWIRE_MAIL_DOMAIN": DOMAIN, "ROOMWIRE_MAIL_LISTEN": f"127.0.0.1:{taken.getsockname()[1]}",
        }  # fmt: skip
        hub = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "hub", "serve", "--port", str(unused_tcp_port), cwd=ROOT, env=env,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        async with asyncio.timeout(60):
            _, said = await hub.communicate()

    assert hub.returncode == 2
    assert "ROOMWIRE_MAIL_LISTEN:" in said.decode()
    assert "Traceback" not in said.decode()
