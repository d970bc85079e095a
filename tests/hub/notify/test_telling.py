"""Telling: who hears of what, on which medium, once, and what becomes of it when a provider fails."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.store.clock import stamp
from hub.store.row_security import Across
from notifiers.tables import delivery, outage
from tests.hub.running import DEADLINE, QUIET, Running, Somebody, running
from tests.notifiers.providers.fcm import FcmServer
from tests.notifiers.providers.smtp import SmtpServer
from tests.notifiers.providers.twilio import TwilioServer
from tests.notifiers.providers.webpush import WebPushServer


@dataclass
class Telling:
    """The demo school and every provider it reaches people through."""

    maple: Running
    fcm: FcmServer
    browsers: WebPushServer
    mail: SmtpServer
    texts: TwilioServer

    def told(self) -> list[tuple[str, str]]:
        """Everything that arrived, as medium and address."""
        return sorted(
            [("fcm", one["to"]) for one in self.fcm.received]
            + [("webpush", one["to"]) for one in self.browsers.received]
            + [("email", one["to"]) for one in self.mail.received]
            + [("sms", one["to"]) for one in self.texts.received]
        )


@pytest.fixture
async def telling(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Telling]:
    folder = tmp_path_factory.mktemp("providers")
    async with contextlib.AsyncExitStack() as stack:
        fcm = await stack.enter_async_context(FcmServer(folder).running())
        browsers = await stack.enter_async_context(WebPushServer().running())
        mail = await stack.enter_async_context(SmtpServer(folder).running())
        texts = await stack.enter_async_context(TwilioServer().running())
        env = {**fcm.env(), **browsers.env(), **mail.env(), **texts.env()}
        maple = await stack.enter_async_context(running(records, env))
        yield Telling(maple, fcm, browsers, mail, texts)


async def until(that: Callable[[], bool]) -> None:
    """Return once it is so."""
    async with asyncio.timeout(DEADLINE):
        while not that():
            await asyncio.sleep(0.01)


async def settled(maple: Running, most: int = 1) -> list[dict[str, Any]]:
    """Every delivery whose turn has come, once there are as many and each has its outcome."""
    async with asyncio.timeout(DEADLINE):
        while True:
            now = stamp(maple.clock())
            come = select(delivery).where(delivery.c.due_at <= now)
            rows = await maple.hub.store.read(lambda one: one.execute(come).mappings().all(), Across.OPERATOR)  # noqa: B023 (awaited)
            if len(rows) >= most and all(row["settled_at"] for row in rows):
                return [dict(row) for row in rows]
            await asyncio.sleep(0.01)


async def shut(maple: Running, number: int = 1) -> list[dict[str, Any]]:
    """What is not open any more, once so many accounts are shut and what they had been handed is settled.

    What is still under way would be refused after a test has moved the clock, and tried again long after that.
    """
    async with asyncio.timeout(DEADLINE):
        while True:
            quiet = not maple.hub.dispatcher._under_way
            rows = await maple.hub.store.read(
                lambda one: one.execute(select(outage)).mappings().all(), Across.OPERATOR
            )
            found = [dict(row) for row in rows if row["closed_at"] is None]
            if quiet and len(found) >= number:
                return found
            await asyncio.sleep(0.01)


async def family_of_mia(telling: Telling) -> tuple[Somebody, Somebody, str]:
    ana, rosa = await telling.maple.somebody("Ana Reyes"), await telling.maple.somebody("Rosa Alvarez")
    return ana, rosa, await ana.conversation("family", "Mia")


async def test_each_parent_is_told_once_on_the_medium_that_reaches_them(telling: Telling) -> None:
    ana, _rosa, family = await family_of_mia(telling)
    await ana.post(family, "Mia has a fever")
    rows = await settled(telling.maple, 2)

    number = next(row["address"] for row in rows if row["medium"] == "sms")
    assert telling.told() == [("email", "tom.alvarez@families.example"), ("sms", number)]
    assert "Ana Reyes" in telling.texts.received[0]["body"]
    assert "Mia" not in telling.texts.received[0]["body"]
    assert "fever" not in telling.texts.received[0]["body"]
    link = telling.texts.received[0]["body"].split()[-1]
    async with telling.maple.http.get(
        telling.maple.url + link[link.index("/s/") :], allow_redirects=False
    ) as answer:
        assert answer.headers["location"].endswith(f"/#/c/{family}")


async def test_a_device_comes_before_a_text_and_every_device_rings(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    await rosa.ask(
        "POST", "/v1/devices", {"provider": "webpush", "address": telling.browsers.subscription("rosas-tablet")}
    )
    await ana.post(family, "Hello")
    await settled(telling.maple, 3)

    assert telling.told() == [
        ("email", "tom.alvarez@families.example"), ("fcm", "rosas-phone"), ("webpush", "rosas-tablet"),
    ]  # fmt: skip


async def test_a_held_message_tells_the_admins_alone_and_the_parents_at_release(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    ines = await telling.maple.somebody("Ines Walker")
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
    posted = await ana.post(family, "Later")
    await settled(telling.maple, 2)
    before = telling.told()
    await ines.ask("POST", f"/v1/reviews/{posted['id']}", {"answer": "approve"})
    await settled(telling.maple, 4)

    admins = {one["email"] for one in telling.maple.people if one["role"] == "admin"}
    reached = {row["recipients"] for row in await settled(telling.maple, 4)}
    assert len(before) == len(admins) == 2
    assert len(telling.told()) == 4
    assert any(rosa.id in one for one in reached)


async def test_what_a_parent_writes_is_told_to_the_rooms_staff_and_not_to_the_other_parent(
    telling: Telling,
) -> None:
    _, rosa, family = await family_of_mia(telling)
    await rosa.post(family, "We are late")
    rows = await settled(telling.maple, 2)

    people = {one["id"]: one for one in telling.maple.people}
    told = [people[person] for row in rows for person in json.loads(row["recipients"])]
    assert "Ana Reyes" in {one["name"] for one in told}
    assert all("Acorns" in one["rooms"] for one in told)


async def test_practice_students_reach_nobody_real(telling: Telling) -> None:
    ines = await telling.maple.somebody("Ines Walker")
    sarah = await ines.conversation("family", "Sarah Test")
    posted = await ines.post(sarah, "Practice")
    async with asyncio.timeout(DEADLINE):
        while not (told := (await ines.get(f"/v1/messages/{posted['id']}/timeline"))["items"]):
            await asyncio.sleep(0.02)

    assert [(one["name"], one["skipped"]) for one in told] == [
        ("Practice Parent", "It is about a practice student, who never reaches a real contact.")
    ]
    assert telling.told() == []


async def test_a_nap_is_pushed_and_never_texted(telling: Telling) -> None:
    ana, rosa, _ = await family_of_mia(telling)
    day = await ana.conversation("day", "Mia")
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    await ana.post(day, {"type": "nap", "started_at": "2026-11-23T12:00:00Z"})
    await settled(telling.maple, 1)

    assert telling.told() == [("fcm", "rosas-phone")]


async def test_what_was_read_before_it_was_sent_rings_nowhere(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    telling.texts.script.append("busy")
    await ana.post(family, "Read at once")
    await until(lambda: telling.texts.calls == 1)
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 1})
    telling.maple.clock.ahead = timedelta(minutes=1)
    rows = await settled(telling.maple, 2)

    text = next(row for row in rows if row["medium"] == "sms")
    assert (text["outcome"], text["detail"]) == ("cancelled", "It was read before.")
    assert telling.texts.received == []


async def test_a_busy_provider_is_asked_again_when_it_said_and_the_alert_arrives_once(telling: Telling) -> None:
    ana, _, family = await family_of_mia(telling)
    telling.texts.script.append("busy")
    await ana.post(family, "Eventually")
    await until(lambda: telling.texts.calls == 1)
    await asyncio.sleep(QUIET)
    early = telling.texts.calls
    telling.maple.clock.ahead = timedelta(seconds=8)
    rows = await settled(telling.maple, 2)

    assert early == 1
    assert len(telling.texts.received) == 1
    assert next(row["attempts"] for row in rows if row["medium"] == "sms") == 2


async def test_an_answer_that_is_lost_is_shown_as_ambiguous_and_no_text_is_sent_twice(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    telling.texts.script.append("answer lost")
    posted = await ana.post(family, "Perhaps")
    rows = await settled(telling.maple, 2)
    telling.maple.clock.ahead = timedelta(minutes=30)
    await asyncio.sleep(QUIET)
    timeline = await ana.get(f"/v1/messages/{posted['id']}/timeline")

    assert next(row["outcome"] for row in rows if row["medium"] == "sms") == "ambiguous"
    assert telling.texts.calls == 1
    steps = next(one["steps"] for one in timeline["items"] if one["person"] == rosa.id)
    assert [one["what"] for one in steps if one["medium"] == "sms"] == ["planned", "handed", "ambiguous"]


async def test_a_push_whose_answer_is_lost_is_repeated_under_the_same_key(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    telling.fcm.script.append("answer lost")
    await ana.post(family, "Again")
    await until(lambda: telling.fcm.calls == 1)
    telling.maple.clock.ahead = timedelta(minutes=10)
    rows = await settled(telling.maple, 2)

    assert telling.fcm.calls == 2
    assert {one["key"] for one in telling.fcm.received} == {
        next(row["id"] for row in rows if row["medium"] == "push")
    }


async def test_a_dead_device_is_forgotten_and_its_owner_is_told_by_text_instead(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "old-phone"})
    telling.fcm.script.append("dead address")
    await ana.post(family, "First")
    await until(lambda: len(telling.texts.received) == 1)
    await ana.post(family, "Second")
    await until(lambda: len(telling.texts.received) == 2)

    assert telling.fcm.calls == 1


async def test_who_asked_for_no_texts_gets_email_instead(telling: Telling) -> None:
    ana, _, family = await family_of_mia(telling)
    telling.texts.script.append("opted out")
    await ana.post(family, "By mail then")
    await until(lambda: len(telling.mail.received) == 2)

    assert {one["to"] for one in telling.mail.received} == {
        "rosa.alvarez@families.example", "tom.alvarez@families.example",
    }  # fmt: skip


async def test_wrong_settings_burn_no_attempts_and_nothing_is_lost(telling: Telling) -> None:
    ana, _, family = await family_of_mia(telling)
    telling.texts.script.append("refused")
    await ana.post(family, "When the password is mended")
    await shut(telling.maple)
    telling.maple.clock.ahead = timedelta(seconds=61)
    rows = await settled(telling.maple, 2)

    assert len(telling.texts.received) == 1
    assert next(row["attempts"] for row in rows if row["medium"] == "sms") == 1


async def test_what_a_dead_hub_left_in_its_hands_is_repeated_as_push_and_shown_as_text(telling: Telling) -> None:
    """As after kill -9 between handing over and settling: claimed, handed, its lease over."""
    ana, rosa, family = await family_of_mia(telling)
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    await ana.post(family, "Interrupted")
    before = await settled(telling.maple, 2)
    store, old = telling.maple.hub.store, before[0]["planned_at"]
    await store.write(
        lambda one: one.connection.execute(
            update(delivery).values(settled_at=None, outcome=None, handed_at=old, lease_until=old)
        ),
        whose=Across.OPERATOR,
    )
    telling.maple.clock.ahead = timedelta(seconds=5)
    after = {row["medium"]: row for row in await settled(telling.maple, 2)}

    assert after["push"]["outcome"] == "accepted"
    assert len(telling.fcm.received) == 2  # under one key, so the phone shows it once
    assert len({one["key"] for one in telling.fcm.received}) == 1
    assert after["email"]["outcome"] == "ambiguous"
    assert len(telling.mail.received) == 1


async def test_who_lost_the_right_before_it_was_sent_is_not_told(telling: Telling) -> None:
    from hub.store import rights, schema
    from hub.store.clock import stamp

    ana, rosa, family = await family_of_mia(telling)
    telling.texts.script.append("busy")
    await ana.post(family, "Not for Rosa any more")
    await until(lambda: telling.texts.calls == 1)
    maple = telling.maple
    school = maple.hub.schools[maple.school]

    def cut_off(one: Any) -> None:
        tie = schema.guardianship.c
        one.connection.execute(schema.guardianship.delete().where(tie.guardian == rosa.id))
        rights.settle(one, maple.school, school.snapshot.roster.day, stamp(maple.clock()))

    await maple.hub.store.write(cut_off, whose=Across.OPERATOR)
    await school.catch_up()
    maple.clock.ahead = timedelta(minutes=1)
    rows = await settled(maple, 2)

    assert next(row["outcome"] for row in rows if row["medium"] == "sms") == "cancelled"
    assert telling.texts.received == []


async def test_two_parents_who_share_an_address_are_told_once(telling: Telling) -> None:
    from hub.store import rights, schema
    from hub.store.clock import stamp

    ana, rosa, family = await family_of_mia(telling)
    maple = telling.maple
    tom = next(one for one in maple.people if one["name"] == "Tom Alvarez")

    def shared(one: Any) -> None:
        person = schema.person
        both = person.c.id.in_([rosa.id, tom["id"]])
        one.connection.execute(update(person).where(both).values(cell=None, email="alvarez@families.example"))
        day = maple.hub.schools[maple.school].snapshot.roster.day
        rights.settle(one, maple.school, day, stamp(maple.clock()))

    await maple.hub.store.write(shared, whose=Across.OPERATOR)
    await maple.hub.schools[maple.school].catch_up()
    await ana.post(family, "To both of you")
    (row,) = await settled(maple, 1)
    await asyncio.sleep(QUIET)

    assert telling.told() == [("email", "alvarez@families.example")]
    assert rosa.id in row["recipients"]
    assert tom["id"] in row["recipients"]


async def test_without_configuration_the_console_takes_over_and_the_demo_shows_it(records: Path) -> None:
    async with running(records, {"ROOMWIRE_DEMO": "1"}) as maple:
        ana = await maple.somebody("Ana Reyes")
        await ana.post(await ana.conversation("family", "Mia"), "Hello")
        await settled(maple, 2)
        shown = await (
            await maple.http.get(f"{maple.url}/dev/outbox", headers={"accept": "application/json"})
        ).json()
        tom = await maple.somebody("Tom Alvarez")
        await tom.ask("PATCH", "/v1/me", {"language": "es"})
        page = await (await maple.http.get(f"{maple.url}/dev/outbox")).text()

    assert {(one["medium"], one["detail"]) for one in shown["items"]} == {("sms", "console"), ("email", "console")}
    assert {one["body"] for one in shown["items"]} == {"New message from Ana Reyes"}
    assert "<td>tom.alvarez@families.example<td>Mensaje nuevo de Ana Reyes<td>" in page
    assert "<td>New message from Ana Reyes<td>" in page  # as Rosa reads it


async def test_the_outbox_page_is_for_the_demo_alone(maple: Running) -> None:
    assert (await maple.http.get(f"{maple.url}/dev/outbox")).status == 404
    assert (await maple.http.get(f"{maple.url}/v1/demo")).status == 404


async def test_an_email_is_dated_when_it_goes_out_and_not_when_it_was_planned(telling: Telling) -> None:
    ana, _rosa, family = await family_of_mia(telling)
    telling.mail.script.append("busy")
    planned = telling.maple.clock()
    await ana.post(family, "Mia slept well")
    await until(lambda: telling.mail.calls == 1)
    telling.maple.clock.ahead = timedelta(hours=2)
    await until(lambda: bool(telling.mail.received))

    dated = telling.mail.received[0]["message"]["Date"].datetime
    assert timedelta(hours=2) - timedelta(seconds=1) <= dated - planned < timedelta(hours=2, minutes=5)
