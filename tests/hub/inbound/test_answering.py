"""Mail that comes in: an answer becomes a message, once; nobody speaks for another; hostile mail harms nothing."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.store import rights, schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.schema import inbound_email
from notifiers.tables import delivery
from tests.hub.notify.test_telling import settled, until
from tests.hub.running import Running, Somebody, running
from tests.notifiers.providers.smtp import SmtpServer
from tests.servers import Postgres

DOMAIN = "reply.maplestreet.example"
HOOK = "a-hook-secret-of-the-tests-and-of-nobody-else"
ROSAS, TOMS = "rosa.alvarez@families.example", "tom.alvarez@families.example"


@dataclass
class Post:
    """The demo school with mail both ways. Rosa has no phone here, so that she is told by email, as Tom is."""

    maple: Running
    server: SmtpServer
    ana: Somebody
    rosa: Somebody
    family: str

    def to(self, address: str) -> Any:
        """The newest email to somebody that told of a message."""
        return [
            one["message"]
            for one in self.server.received
            if one["to"] == address and one["message"]["Auto-Submitted"] == "auto-generated"
        ][-1]

    def answers(self) -> list[Any]:
        """What the hub answered to those who wrote to it."""
        return [
            one["message"] for one in self.server.received if one["message"]["Auto-Submitted"] == "auto-replied"
        ]

    def letter(
        self, text: str = "Yes, at noon.", sender: str = ROSAS, name: str = "<1@phone.example>", to: str = ROSAS
    ) -> EmailMessage:
        """An answer as a mail program writes it. to: whom the email went to that it answers."""
        told = self.to(to)
        answer = EmailMessage()
        answer["From"], answer["To"], answer["Subject"] = sender, told["Reply-To"], f"Re: {told['Subject']}"
        answer["Message-ID"], answer["In-Reply-To"], answer["References"] = (
            name,
            told["Message-ID"],
            told["References"],
        )
        quoted = "\n".join(f"> {line}" for line in told.get_body(("plain",)).get_content().splitlines())
        answer.set_content(f"{text}\n\nOn Mon, Nov 23, 2026 at 3:04 PM {told['Reply-To']} wrote:\n\n{quoted}\n")
        return answer

    @property
    def reply_to(self) -> str:
        return str(self.to(ROSAS)["Reply-To"].addresses[0].addr_spec)

    async def send(
        self, raw: bytes, sender: str = ROSAS, to: str = "", greeting: Callable[..., Any] = smtplib.SMTP
    ) -> tuple[int, str]:
        """Hand it over by a real mail client; the last answer of the hub's."""

        def sent() -> tuple[int, str]:
            with greeting("127.0.0.1", self.maple.hub.mail_port, timeout=20) as client:
                try:
                    client.sendmail(sender, [to or self.reply_to], raw)
                except smtplib.SMTPRecipientsRefused as refused:
                    return next((code, text.decode()) for code, text in refused.recipients.values())
                except smtplib.SMTPResponseException as refused:
                    text = refused.smtp_error
                    return refused.smtp_code, text if isinstance(text, str) else text.decode()
            return 250, ""

        return await asyncio.to_thread(sent)

    async def said(self) -> list[str]:
        """What Ana reads in the app, oldest first."""
        return [one["item"]["text"] for one in reversed(await self.ana.messages(self.family))]

    async def kept(self) -> list[Any]:
        """The record of what came in."""
        return list(
            await self.maple.hub.store.read(
                lambda one: one.execute(select(inbound_email)).mappings().all(), Across.OPERATOR
            )
        )


async def without_cell(maple: Running, person: str) -> None:
    """Somebody's number is taken away, so that they are told by email."""

    def taken(one: Any) -> None:
        one.connection.execute(update(schema.person).where(schema.person.c.id == person).values(cell=None))
        day = maple.hub.schools[maple.school].snapshot.roster.day
        rights.settle(one, maple.school, day, stamp(maple.clock()))

    await maple.hub.store.write(taken, whose=Across.OPERATOR)
    await maple.hub.schools[maple.school].catch_up()


@contextlib.asynccontextmanager
async def mailing(records: Path, folder: Path, port: int = 0, **more: str) -> AsyncIterator[Post]:
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(folder).running())
        env = {
            **server.env(), "ROOMWIRE_MAIL_DOMAIN": DOMAIN, "ROOMWIRE_MAIL_LISTEN": "127.0.0.1:0",
            "ROOMWIRE_MAIL_HOOK_SECRET": HOOK, **more,
        }  # fmt: skip
        maple = await stack.enter_async_context(running(records, env, port=port))
        ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
        await without_cell(maple, rosa.id)
        yield Post(maple, server, ana, rosa, await ana.conversation("family", "Mia"))


@pytest.fixture
async def post(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Post]:
    """Ana has asked Mia's parents something, and both have her email."""
    async with mailing(records, tmp_path_factory.mktemp("mail")) as its:
        await its.ana.post(its.family, "Can you pick her up?")
        await settled(its.maple, 2)
        yield its


async def test_rosa_answers_an_email_and_ana_reads_it_once_though_it_was_delivered_twice(post: Post) -> None:
    async with post.ana.device() as phone:
        await phone.live()
        first = await post.send(post.letter().as_bytes())
        live = await phone.event(kind="message", conversation=post.family)
        again = await post.send(b"Received: by another way\r\n" + post.letter().as_bytes(), greeting=smtplib.LMTP)
    other = await post.send(post.letter("And thank you!", name="<2@phone.example>").as_bytes())

    assert (first[0], again[0], other[0]) == (250, 250, 250)
    assert live["item"]["text"] == "Yes, at noon."
    assert live["author"] == post.rosa.id
    assert await post.said() == ["Can you pick her up?", "Yes, at noon.", "And thank you!"]
    assert post.answers() == []
    assert [one["became"] for one in await post.kept()] == ["posted", "posted"]


async def test_an_answer_brought_over_http_is_the_same_message_and_needs_the_secret(post: Post) -> None:
    url, raw = f"{post.maple.url}/v1/hooks/mail", post.letter().as_bytes()
    head = {"content-type": "message/rfc822", "roomwire-hook-secret": HOOK}

    async def hand(**headers: str) -> tuple[int, Any]:
        async with post.maple.http.post(url, data=raw, headers={**head, **headers}) as answer:
            return answer.status, await answer.json()

    wrong, bare = await hand(**{"roomwire-hook-secret": "wrong"}), await hand(**{"content-type": "text/plain"})
    before = await post.said()
    brought = [await hand(), await hand(**{"roomwire-envelope-to": post.reply_to})]
    by_smtp = await post.send(raw)

    assert (wrong[0], bare[0]) == (401, 422)
    assert before == ["Can you pick her up?"]
    assert [status for status, _ in brought] == [200, 200]
    assert by_smtp[0] == 250
    assert await post.said() == ["Can you pick her up?", "Yes, at noon."]


def attached(letter: EmailMessage) -> EmailMessage:
    letter.add_attachment(b"\xff\xd8 no picture", maintype="image", subtype="jpeg", filename="mia.jpg")
    return letter


async def test_a_file_that_is_not_taken_does_not_arrive_its_words_do_and_rosa_is_told_once_in_her_language(
    post: Post,
) -> None:
    await post.rosa.ask("PATCH", "/v1/me", {"language": "es"})
    raw = attached(post.letter()).as_bytes()
    endings = [await post.send(raw), await post.send(raw)]
    (told,) = post.answers()

    assert endings == [(250, ""), (250, "")]
    assert await post.said() == ["Can you pick her up?", "Yes, at noon."]
    assert told["To"] == ROSAS
    assert told["In-Reply-To"] == "<1@phone.example>"
    text = told.get_body(("plain",)).get_content()
    assert "pero no estos archivos" in text
    assert "mia.jpg" in text
    (sent,) = (one for one in post.server.received if one["message"]["Auto-Submitted"] == "auto-replied")
    assert sent["from"] == "<>"  # nothing answers it, and nothing comes back


async def test_what_the_rules_refuse_is_answered_by_email_in_their_words(post: Post) -> None:
    ines = await post.maple.somebody("Ines Walker")
    mia = next(one["student"] for one in await post.ana.conversations() if one["id"] == post.family)
    status, body = await ines.ask(
        "PUT", f"/v1/students/{mia}/guardians/{post.rosa.id}", {"denials": [{"power": "message"}]}
    )
    refused, again = await post.send(post.letter().as_bytes()), await post.send(post.letter().as_bytes())
    (told,) = post.answers()

    assert status == 200, body
    assert (refused[0], again[0]) == (250, 250)
    assert await post.said() == ["Can you pick her up?"]
    assert "did not become a message" in told.get_body(("plain",)).get_content()
    (kept,) = await post.kept()
    assert kept["became"] == "refused"
    assert kept["detail"] in " ".join(told.get_body(("plain",)).get_content().split())


async def test_who_reads_spanish_is_not_answered_in_the_english_of_the_rules(post: Post) -> None:
    ines = await post.maple.somebody("Ines Walker")
    mia = next(one["student"] for one in await post.ana.conversations() if one["id"] == post.family)
    await ines.ask("PUT", f"/v1/students/{mia}/guardians/{post.rosa.id}", {"denials": [{"power": "message"}]})
    await post.rosa.ask("PATCH", "/v1/me", {"language": "es"})
    await post.send(post.letter().as_bytes())
    (told,) = post.answers()
    (kept,) = await post.kept()
    said = " ".join(told.get_body(("plain",)).get_content().split())

    assert told["Subject"] == "Su correo no se ha entregado"
    assert "no se ha convertido en un mensaje. En Roomwire verá por qué." in said
    assert "Rosa Alvarez" in kept["detail"]  # what the rule says is on record
    assert kept["detail"] not in said


async def test_where_the_answer_cannot_be_sent_the_mail_server_is_to_come_again_and_nothing_is_said_twice(
    post: Post,
) -> None:
    post.server.script.extend(["greylisted"] * 3)  # the alerts of the message may take some of them
    raw = attached(post.letter()).as_bytes()
    later = await post.send(raw)
    async with asyncio.timeout(10):
        while (then := await post.send(raw))[0] == 451:
            await asyncio.sleep(0.01)

    assert later[0] == 451
    assert then[0] == 250
    assert await post.said() == ["Can you pick her up?", "Yes, at noon."]
    assert len(post.answers()) == 1


async def test_what_a_held_conversation_holds_it_holds_of_an_email_too(post: Post) -> None:
    ines = await post.maple.somebody("Ines Walker")
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
    await without_cell(post.maple, post.ana.id)
    await post.rosa.post(post.family, "When do you close?")
    await until(lambda: any(one["to"] == post.ana.its["email"] for one in post.server.received))
    to_ana = post.to(post.ana.its["email"])
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Message-ID"] = (
        post.ana.its["email"],
        to_ana["Reply-To"],
        "<9@ana.example>",
    )
    answer.set_content("At six.")
    status = await post.send(answer.as_bytes(), to=to_ana["Reply-To"].addresses[0].addr_spec)
    rosas = [one["item"]["text"] for one in await post.rosa.messages(post.family)]
    held = (await ines.get("/v1/reviews?state=held"))["items"]

    assert status[0] == 250
    assert "At six." not in rosas
    assert [one["item"]["text"] for one in held] == ["At six."]


@pytest.mark.only("postgres")
async def test_while_the_database_is_away_it_is_later_and_the_mail_is_not_lost(
    post: Post, postgres_server: Postgres
) -> None:
    raw, name = post.letter().as_bytes(), post.maple.settings.database_url.rpartition("/")[2]
    postgres_server.run(f'alter database "{name}" with allow_connections false')
    postgres_server.run(f"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'")  # noqa: S608 (ours)
    later = await post.send(raw)
    postgres_server.run(f'alter database "{name}" with allow_connections true')
    then = await post.send(raw)

    assert later[0] == 451, later
    assert "Try again in a moment" in later[1]
    assert then[0] == 250
    assert (await post.said())[-1] == "Yes, at noon."


async def test_two_parents_of_one_address_get_one_email_that_takes_no_answer_as_nobody_knows_whose_it_is(
    post: Post,
) -> None:
    def shared(one: Any) -> None:
        rosas = schema.person.c.id == post.rosa.id
        one.connection.execute(update(schema.person).where(rosas).values(email=TOMS))
        day = post.maple.hub.schools[post.maple.school].snapshot.roster.day
        rights.settle(one, post.maple.school, day, stamp(post.maple.clock()))

    await post.maple.hub.store.write(shared, whose=Across.OPERATOR)
    await post.maple.hub.schools[post.maple.school].catch_up()
    post.server.received.clear()
    await post.ana.post(post.family, "To both of you")
    await until(lambda: len(post.server.received) == 1)
    (told,) = (one["message"] for one in post.server.received)

    assert told["To"].addresses[0].addr_spec == TOMS
    assert told["Reply-To"] is None
    said = " ".join(told.get_body(("plain",)).get_content().split())
    assert "several people of" in said
    assert "share this mailbox, so nobody would know who wrote. Answer in the app, or ask the office" in said


async def test_what_tells_of_several_conversations_takes_no_answer_and_says_so(post: Post) -> None:
    row = (
        await post.maple.hub.store.read(
            lambda one: one.execute(select(delivery.c.id).where(delivery.c.address == ROSAS)).scalars().all(),
            Across.OPERATOR,
        )
    )[0]
    await post.maple.hub.store.write(
        lambda one: one.connection.execute(update(delivery).where(delivery.c.id == row).values(path="/#/")),
        whose=Across.OPERATOR,
    )
    status = await post.send(post.letter().as_bytes())
    (answer,) = post.answers()

    assert status[0] == 250
    assert "do not go into a conversation" in answer.get_body(("plain",)).get_content()
    assert await post.said() == ["Can you pick her up?"]


async def test_an_email_to_the_address_for_it_ends_routine_emails(post: Post) -> None:
    address = post.to(ROSAS)["List-Unsubscribe"].partition("mailto:")[2].rstrip(">")
    status = await post.send(b"From: somebody@else.example\r\n\r\n", to=address)
    closed = await post.maple.hub.store.read(lambda one: _closed(one, post.maple.school), Across.OPERATOR)

    assert status[0] == 250
    assert closed == {ROSAS}


def _closed(connection: Any, school: str) -> set[str]:
    from hub.store.consents import closed

    return {address for _, address in closed(connection, school, [ROSAS, TOMS])}
