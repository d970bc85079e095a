"""Invitations by text: from the office's screen over Twilio's API to the first look inside, and who gets none."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from hub.notify.rendering import signer_of
from hub.store import schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from notifiers import tables
from notifiers.tables import delivery
from policies.notify.segments import segments
from policies.people.printing import read_code
from tests.hub.inbound.test_unsorted import listed
from tests.hub.notify.test_telling import until
from tests.hub.people.test_inviting import TOM, FirstDay
from tests.hub.people.test_printing import (
    OWN,
    ask_link,
    decline,
    deeds,
    link_to,
    number_of,
    shares_with_rosa,
    welcome,
)
from tests.hub.people.test_printing import page_of as printed_for
from tests.hub.running import Running, running
from tests.hub.texting import BASE, Texting
from tests.notifiers.providers.prefix import behind
from tests.notifiers.providers.smtp import SmtpServer
from tests.notifiers.providers.twilio import Public, TwilioServer

CELL, ROSAS = "+12025550177", "+12025550100"


@dataclass
class Texted(FirstDay):
    """A first day on which the hub sends texts as well, by day; Tom has no account, and has a cell."""

    texts: TwilioServer

    async def text(self, *names: str, status: int = 200, **body: Any) -> Any:
        """What Ines is told who invites these people by text, or a group."""
        ines = await self.maple.somebody("Ines Walker")
        people = [await self.id_of(name) for name in names]
        answered, said = await ines.ask("POST", "/v1/invitations/text", body or {"people": people})
        assert answered == status, said
        return said

    async def come(self, number: str = CELL, times: int = 1) -> dict[str, Any]:
        """The newest text that arrived there, once there are so many."""
        self.maple.hub.worker.wake.set()
        await until(lambda: len(self.texts.texts_to(number)) >= times)
        return self.texts.texts_to(number)[-1]

    async def code(self, name: str = "Tom Alvarez", number: str = CELL) -> str:
        """The code that reaches somebody's cell once they were invited."""
        before = len(self.texts.texts_to(number))
        assert (await self.text(name)) == {"sent": 1, "leaves_at": None, "left_out": []}
        return code_in(await self.come(number, before + 1))

    async def row(self, **its: object) -> dict[str, Any]:
        """The newest delivery of a text to Tom, once it is so."""
        return await Texting(self.maple, self.texts).row(CELL, **its)

    def at(self, hour: int, minute: int = 0) -> None:
        """It is that time of the next day that has it, by the school's clock."""
        now = self.maple.clock()
        then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.maple.clock.ahead += (then if then > now else then + timedelta(days=1)) - now
        self.maple.hub.worker.wake.set()

    async def nothing_waits_that_is_due(self) -> None:
        """The worker has looked at everything that is due by now."""
        at = self.maple.clock()

        def due(connection: Any) -> list[str]:
            its = delivery.c
            asked = select(its.id).where(its.medium == "sms", its.settled_at.is_(None), its.due_at <= stamp(at))
            return list(connection.execute(asked).scalars())

        while await self.maple.hub.store.read(due, Across.OPERATOR):
            self.maple.hub.worker.wake.set()
            await asyncio.sleep(0.05)


def code_in(text: dict[str, Any], base: str = BASE) -> str:
    """The code in the link of a text. base: the address of the hub."""
    found = re.search(rf"{re.escape(base)}/#/printed/([A-Z2-9]{{12}})$", text["body"])
    assert found, text["body"]
    assert read_code(found[1]) == found[1]
    return found[1]


@contextlib.asynccontextmanager
async def texted_day(records: Path, folder: Path, **env: str) -> AsyncIterator[Texted]:
    """A first day at noon, with a mail server and Twilio."""
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(folder).running())
        texts = await stack.enter_async_context(TwilioServer().running())
        its = {**server.env(), **texts.env(), "ROOMWIRE_BASE_URL": BASE, **env}
        maple = await stack.enter_async_context(running(records, its))
        texts.public = Public(BASE, await stack.enter_async_context(behind("/maple", maple.url)))
        yield Texted(maple, server, texts)


@pytest.fixture
async def day(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Texted]:
    async with texted_day(records, tmp_path_factory.mktemp("mail")) as found:
        found.at(12)
        await found.forget("Tom Alvarez")
        await found.change("Tom Alvarez", cell=CELL)
        yield found


async def everything(maple: Running) -> str:
    """All that the database holds, as one text."""

    def read(connection: Any) -> str:
        every = [*schema.metadata.sorted_tables, *tables.metadata.sorted_tables]
        return "\n".join(str(tuple(row)) for table in every for row in connection.execute(select(table)))

    return str(await maple.hub.store.read(read, Across.OPERATOR))


async def test_a_parent_is_texted_a_code_which_brings_a_link_by_email_and_is_in(
    day: Texted, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    code = await day.code()
    standing = await day.standing("Tom Alvarez")
    (text,) = day.texts.texts_to(CELL)
    seen = await welcome(day, code)
    as_link = await day.accept(code)
    asked = await ask_link(day, code)
    status, its = await day.accept(await link_to(day, TOM))

    assert (standing["state"], standing["by_text"], standing["times"]) == ("invited", True, 1)
    assert standing["why_not_texted"] == "Tom Alvarez was invited just now."
    assert "Tom" not in text["body"]
    assert "Mia" not in text["body"]
    assert "Reply STOP for no texts." in text["body"]
    assert segments(text["body"]).count <= 2
    assert seen == (200, {"school_name": seen[1]["school_name"], "given": "Tom", "by_number": False})
    assert as_link[0] == 404
    assert (asked, status, its["role"]) == ((204, None), 200, "guardian")
    assert (await welcome(day, code))[0] == 409
    assert "Ines Walker texted an invitation to Tom Alvarez." in await deeds(day)
    assert len(day.texts.received) == 1
    assert text["sid"] in await everything(day.maple)  # else the next line would prove nothing
    assert code not in await everything(day.maple)
    assert code not in caplog.text


@pytest.mark.parametrize(
    ("language", "words"), [("es", "donde la escuela le escribe"), ("pl", "gdzie placowka pisze do Ciebie")]
)
async def test_the_text_is_in_the_persons_language_in_two_segments_at_the_most(
    day: Texted, language: str, words: str
) -> None:
    await day.change("Tom Alvarez", language=language)
    await day.code()
    (text,) = day.texts.texts_to(CELL)

    assert words in text["body"]
    assert "STOP" in text["body"]
    assert segments(text["body"]).count <= 2


async def test_who_shares_an_address_types_the_number_of_the_office_besides(day: Texted) -> None:
    await shares_with_rosa(day)
    code = await day.code()
    number = await number_of(day, "Tom Alvarez")
    without = await ask_link(day, code, email=OWN)
    sent = await ask_link(day, code, email=OWN, number=number)
    status, _ = await day.accept(await link_to(day, OWN))

    assert without[0] == 422
    assert "this invitation. Tries left: 4" in without[1]["detail"]
    assert (sent[0], status) == (204, 200)


async def test_what_is_texted_in_the_evening_leaves_in_the_morning_and_its_week_begins_then(day: Texted) -> None:
    day.at(21)
    said = await day.text("Tom Alvarez")
    waits = await day.standing("Tom Alvarez")
    listing = await (await day.maple.somebody("Ines Walker")).get("/v1/invitations")
    day.at(7, 58)
    await day.nothing_waits_that_is_due()
    early = list(day.texts.texts_to(CELL))
    day.at(8)
    code = code_in(await day.come())

    assert said["sent"] == 1
    assert said["leaves_at"][11:16] == "08:00"
    assert said["leaves_at"] == waits["leaves_at"] == listing["texts_wait_until"]
    assert waits["expires_at"][8:10] != waits["sent_at"][8:10]
    assert early == []
    assert (await welcome(day, code))[0] == 200
    assert (await day.standing("Tom Alvarez"))["leaves_at"] is None


async def test_a_retry_that_falls_into_the_night_waits_for_the_morning(day: Texted) -> None:
    day.at(20, 59)
    day.texts.script.extend(["busy"] * 2)
    assert (await day.text("Tom Alvarez"))["leaves_at"] is None
    await until(lambda: len(day.texts.asked) == 1)
    await day.row(lease_until=None, handed_at=None)
    day.at(22)
    await day.row(attempts=1)

    async def put_off() -> bool:
        return str((await day.row())["due_at"])[11:16] == "08:00"

    while not await put_off():
        day.maple.hub.worker.wake.set()
        await asyncio.sleep(0.05)
    assert len(day.texts.asked) == 1
    day.texts.script.clear()
    day.at(8, 1)
    assert code_in(await day.come())
    assert len(day.texts.texts_to(CELL)) == 1


async def test_who_chose_quiet_hours_is_texted_by_them(day: Texted) -> None:
    tom = await day.id_of("Tom Alvarez")
    its = {"person": tom, "quiet_begins": 9 * 60, "quiet_ends": 17 * 60, "zone": "", "digest_at": 18 * 60}
    await day.maple.hub.store.write(
        lambda one: one.connection.execute(insert(schema.rhythm).values({**its, "school": day.maple.school})),
        day.maple.school,
    )  # who works at night
    said = await day.text("Tom Alvarez")
    day.at(16, 59)
    await day.nothing_waits_that_is_due()
    asleep = list(day.texts.texts_to(CELL))
    day.at(17)
    await day.come()

    assert said["leaves_at"][11:16] == "17:00"
    assert asleep == []


async def bar(day: Texted) -> None:
    ines, tom = await day.maple.somebody("Ines Walker"), await day.id_of("Tom Alvarez")
    see = {"denials": [{"power": "see", "begin": None, "end": None}]}
    for one in (await ines.get("/v1/students"))["items"]:
        if one["name"] in {"Mia Alvarez", "Luca Alvarez"}:
            assert (await ines.ask("PUT", f"/v1/students/{one['id']}/guardians/{tom}", see))[0] == 200


async def leave(day: Texted) -> None:
    await day.change("Tom Alvarez", left_at=stamp(day.maple.clock()))


async def sign_up(day: Texted) -> None:
    tom = await day.id_of("Tom Alvarez")
    account = {"id": "a_tom", "email": TOM, "password": "x", "created_at": "2026-11-23T15:04:00.000Z"}

    def write(transaction: Any) -> None:
        transaction.connection.execute(insert(schema.account).values(account))
        transaction.connection.execute(insert(schema.profile).values(account="a_tom", person=tom))

    await day.maple.hub.store.write(write, whose=Across.OPERATOR)


async def share(day: Texted) -> None:
    await day.change("Rosa Alvarez", cell=CELL)


async def move(day: Texted) -> None:
    await day.change("Tom Alvarez", cell="+12025550188")


async def stop(day: Texted) -> None:
    await day.texts.says(CELL, "STOP")


async def be_invited_anew(day: Texted) -> None:
    await day.invite("Tom Alvarez")


async def switch_off(day: Texted) -> None:
    ines = await day.maple.somebody("Ines Walker")
    assert (await ines.ask("PUT", "/v1/settings/texts", {"on": False}))[0] == 200


async def nothing(_day: Texted) -> None:
    """The night passes."""


@pytest.mark.parametrize("happens", [nothing, bar, leave, sign_up, share, move, stop, be_invited_anew, switch_off])
async def test_whatever_happens_at_night_counts_in_the_morning(day: Texted, happens: Any) -> None:
    day.at(22)
    assert (await day.text("Tom Alvarez"))["sent"] == 1
    day.maple.clock.ahead += timedelta(minutes=2)
    await happens(day)
    day.at(8)
    row = await day.row(settled=True)

    assert len(day.texts.texts_to(CELL)) == (happens is nothing)
    assert row["outcome"] == ("accepted" if happens is nothing else "cancelled")


async def test_it_is_said_who_gets_no_text_and_why(day: Texted) -> None:
    await day.forget("Rosa Alvarez", "Dana Novak", "Pavel Marek")
    whys = {}
    await day.change("Rosa Alvarez", cell=None, phone=None)
    await day.change("Dana Novak", cell=None, phone="+12025550144")
    await day.change("Pavel Marek", cell=CELL)
    for name in ("Rosa Alvarez", "Dana Novak", "Pavel Marek", "Tom Alvarez", "Ines Walker"):
        whys[name] = (await day.standing(name))["why_not_texted"]
    left = await day.text("Rosa Alvarez", "Tom Alvarez")
    await day.change("Pavel Marek", cell=None)
    good = (await day.standing("Tom Alvarez"))["why_not_texted"]
    await day.texts.says(CELL, "STOP")
    stopped = (await day.standing("Tom Alvarez"))["why_not_texted"]

    assert whys == {
        "Rosa Alvarez": "The roster has no cell number of Rosa Alvarez. Enter one there.",
        "Dana Novak": "No number of Dana Novak is marked in the roster as a cell phone that takes texts.",
        "Pavel Marek": "It is the same cell number as that of Tom Alvarez, and nobody knows who would read it. "
        "Print an invitation, or enter a number of their own in the roster.",
        "Tom Alvarez": "It is the same cell number as that of Pavel Marek, and nobody knows who would read it. "
        "Print an invitation, or enter a number of their own in the roster.",
        "Ines Walker": "Ines Walker has signed up already.",
    }
    assert left["sent"] == 0
    assert [one["name"] for one in left["left_out"]] == ["Rosa Alvarez", "Tom Alvarez"]
    assert (good, stopped) == ("", "The cell number has asked for no more routine texts.")
    assert day.texts.received == []


async def test_of_a_group_only_who_gets_no_email_is_texted(day: Texted) -> None:
    await day.forget("Rosa Alvarez")
    await day.change("Rosa Alvarez", cell=ROSAS)
    await day.change("Tom Alvarez", email=None)
    listing = await (await day.maple.somebody("Ines Walker")).get("/v1/invitations")
    said = await day.text(group="not_invited")
    await day.come()

    assert (listing["to_text"], listing["to_text_open"]) == (1, 1)
    assert said["sent"] == 1
    assert [one["to"] for one in day.texts.received] == [CELL]
    assert (await day.standing("Rosa Alvarez"))["state"] == "not_invited"
    assert await day.text(status=422, people=[], group=None)


async def test_a_text_that_does_not_arrive_is_seen_and_counted(day: Texted) -> None:
    await day.text("Tom Alvarez")
    text = await day.come()
    await day.row(settled=True)
    assert await day.texts.report(text, "undelivered", 30006) == 204
    ines = await day.maple.somebody("Ines Walker")
    listing = await ines.get("/v1/invitations?state=bounced")
    day.maple.clock.ahead += timedelta(minutes=2)

    assert listing["counts"]["bounced"] == 1
    assert [(one["name"], one["by_text"]) for one in listing["items"]] == [("Tom Alvarez", True)]
    assert "came back" in (await day.standing("Tom Alvarez"))["why_not_texted"]
    assert len(day.texts.received) == 1


async def test_a_newer_invitation_of_either_kind_ends_the_text_and_a_stranger_says_so(day: Texted) -> None:
    first = await day.code()
    day.maple.clock.ahead += timedelta(minutes=2)
    second = await day.code()
    older, newer = await welcome(day, first), await welcome(day, second)
    day.maple.clock.ahead += timedelta(minutes=2)
    page = await printed_for(day, "Tom Alvarez")
    ended = await welcome(day, second)
    good = await welcome(day, page.code)
    day.maple.clock.ahead += timedelta(minutes=2)
    third = await day.code()
    await decline(day, {"code": third})

    assert first != second
    assert (older[0], newer[0], ended[0], good[0]) == (409, 200, 409, 200)
    assert "Use the newest email, page or text." in older[1]["detail"]
    assert (await welcome(day, third))[0] == 409
    assert (await day.standing("Tom Alvarez"))["state"] == "declined"


async def test_a_code_is_over_after_a_week_and_once_the_number_is_another(day: Texted) -> None:
    code = await day.code()
    day.maple.clock.ahead += timedelta(days=6, hours=23)
    before = await welcome(day, code)
    await day.change("Tom Alvarez", cell="+12025550188")
    moved, state = await welcome(day, code), (await day.standing("Tom Alvarez"))["state"]
    await day.change("Tom Alvarez", cell=CELL)
    back = await welcome(day, code)
    day.maple.clock.ahead += timedelta(hours=2)
    over = await welcome(day, code)

    assert (before[0], moved[0], back[0], over[0]) == (200, 409, 200, 409)
    assert state == "over"
    assert "good for a week, and that is over" in over[1]["detail"]


async def test_who_answers_an_invitation_reaches_the_office_and_no_childs_conversation(day: Texted) -> None:
    ana, ines = await day.maple.somebody("Ana Reyes"), await day.maple.somebody("Ines Walker")
    family = await ana.conversation("family", "Mia")
    await day.change("Tom Alvarez", email=None)
    await ana.post(family, "Mia sleeps")
    await day.come()
    day.texts.received.clear()
    assert "Bring" not in str(await ana.messages(family))
    await day.texts.says(CELL, "Bring her at nine")  # an answer to Ana, before there is an invitation
    answered = [one["item"]["text"] for one in await ana.messages(family)]
    code = await day.code()
    link = f"{BASE}/#/printed/{code}"
    said = await day.texts.says(CELL, f"Who is this? {link}")
    await day.texts.says(CELL, f"{code[:4]}-{code[4:8]}-{code[8:]}".lower())
    await day.texts.says(CELL, f"Liked “{day.texts.texts_to(CELL)[-1]['body']}”")
    found = await listed(ines)
    after = [one["item"]["text"] for one in await ana.messages(family)]

    assert answered[0] == "Bring her at nine"  # else the rest would prove nothing
    assert after == answered
    assert "office reads what you wrote" in said
    assert {one["reason"] for one in found} == {"invited", "automatic", "empty"}
    assert "Who is this?" in {one["text"] for one in found}
    assert {one["from_name"] for one in found} == {"Tom Alvarez"}
    assert code not in await everything(day.maple)
    assert code.lower() not in (await everything(day.maple)).replace("-", "").lower()


async def test_who_shares_another_familys_number_gets_no_text_and_a_wrong_number_lets_nobody_in(
    day: Texted,
) -> None:
    await shares_with_rosa(day)  # so that the code asks for the number of the office
    code = await day.code()
    for wrong in range(4):
        assert (await ask_link(day, code, email="stranger@mail.example", number=str(wrong)))[0] == 422
    ended = await ask_link(day, code, email="stranger@mail.example", number="9")

    assert ended[0] == 409
    assert "this invitation does no more" in ended[1]["detail"]
    assert "stranger@mail.example" not in {one["to"] for one in day.server.received}
    assert "The printed or texted invitation of Tom Alvarez ended after wrong numbers or addresses." in await deeds(
        day
    )


@pytest.mark.only("sqlite")
async def test_a_hub_without_a_provider_of_texts_says_so_and_nothing_is_logged(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with (
        SmtpServer(tmp_path_factory.mktemp("mail")).running() as server,
        running(records, server.env()) as maple,
    ):
        its = Texted(maple, server, TwilioServer())
        await its.forget("Tom Alvarez")
        await its.change("Tom Alvarez", cell=CELL)
        said = await its.text("Tom Alvarez")
        standing = await its.standing("Tom Alvarez")

    assert said["sent"] == 0
    assert "This hub sends no texts" in standing["why_not_texted"]


@pytest.mark.only("sqlite")
async def test_a_text_planned_under_the_former_secret_brings_a_good_code(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("mail")
    changed = {"ROOMWIRE_SECRET": "another secret, long enough to be one", "ROOMWIRE_OTHER_SECRET": ""}
    async with texted_day(records, folder, ROOMWIRE_WORKER="0") as before:
        before.at(12)
        people, former = before.maple.people, before.maple.hub.settings.secret
        await before.forget("Tom Alvarez")
        await before.change("Tom Alvarez", cell=CELL)
        assert (await before.text("Tom Alvarez"))["sent"] == 1
        ahead = before.maple.clock.ahead
    changed["ROOMWIRE_OTHER_SECRET"] = former
    async with texted_day(records, folder, **changed) as after:
        after.maple.people, after.maple.clock.ahead = people, ahead
        code = code_in(await after.come())
        seen = await welcome(after, code)

    signer = signer_of(after.maple.hub.settings)
    assert signer is not None
    assert seen[0] == 200
