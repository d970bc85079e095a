"""What stays unread comes by another medium, once; what was read does not, and who looks on is spared."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.store.row_security import Across
from hub.store.schema import watching
from notifiers.tables import delivery
from tests.hub.notify.test_telling import Telling, family_of_mia, settled, telling, until
from tests.hub.running import DEADLINE, QUIET, Running, Somebody, running
from tests.notifiers.providers.fcm import FcmServer

__all__ = ["telling"]

PHONE = {"provider": "fcm", "address": "rosas-phone"}


async def rows_of(maple: Running, person: str) -> list[dict[str, Any]]:
    """Every delivery to a person, in the order of the ladder."""
    asked = (
        select(delivery).where(delivery.c.recipients.contains(person)).order_by(delivery.c.event, delivery.c.step)
    )
    found = await maple.hub.store.read(lambda one: one.execute(asked).mappings().all(), Across.OPERATOR)
    return [dict(row) for row in found]


async def with_phone(telling: Telling) -> tuple[Somebody, Somebody, str]:
    ana, rosa, family = await family_of_mia(telling)
    await rosa.ask("POST", "/v1/devices", PHONE)
    return ana, rosa, family


async def opened(maple: Running, person: str, *, there: bool) -> None:
    """Once it is on record that a person has something open, or has not."""
    asked = select(watching.c.conversation).where(watching.c.person == person)
    async with asyncio.timeout(DEADLINE):
        while bool(await maple.hub.store.read(lambda one: one.execute(asked).all(), Across.OPERATOR)) != there:
            await asyncio.sleep(0.01)


async def test_what_stays_unread_comes_by_text_after_a_quarter_of_an_hour_and_no_more_than_once(
    telling: Telling,
) -> None:
    ana, rosa, family = await with_phone(telling)
    await ana.post(family, "Mia has a fever")
    await settled(telling.maple, 2)
    telling.maple.clock.ahead = timedelta(minutes=14)
    await asyncio.sleep(1.2)
    early = list(telling.texts.received)
    telling.maple.clock.ahead = timedelta(minutes=16)
    await until(lambda: len(telling.texts.received) == 1)
    telling.maple.clock.ahead = timedelta(hours=3)
    await asyncio.sleep(1.2)

    assert early == []
    assert len(telling.fcm.received) == 1
    assert len(telling.texts.received) == 1
    assert [(row["medium"], row["step"]) for row in await rows_of(telling.maple, rosa.id)] == [
        ("push", 1), ("sms", 2),
    ]  # fmt: skip


async def test_a_read_on_any_device_stops_what_would_have_followed(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    await ana.post(family, "Mia has a fever")
    await settled(telling.maple, 2)
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 1})
    telling.maple.clock.ahead = timedelta(minutes=16)
    await settled(telling.maple, 3)
    rows = await rows_of(telling.maple, rosa.id)

    assert [(row["medium"], row["outcome"], row["detail"]) for row in rows][1] == (
        "sms", "cancelled", "It was read before.",
    )  # fmt: skip
    assert telling.texts.received == []


async def test_a_device_that_is_gone_brings_the_text_forward_and_it_does_not_come_again(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    telling.fcm.script.append("dead address")
    await ana.post(family, "Mia has a fever")
    await until(lambda: len(telling.texts.received) == 1)
    telling.maple.clock.ahead = timedelta(minutes=16)
    await until(lambda: any(one["to"].startswith("rosa") for one in telling.mail.received))
    telling.maple.clock.ahead = timedelta(hours=2)
    await asyncio.sleep(1.2)

    assert len(telling.texts.received) == 1
    assert [(row["medium"], row["outcome"]) for row in await rows_of(telling.maple, rosa.id)] == [
        ("push", "dead_address"), ("sms", "accepted"), ("email", "accepted"),
    ]  # fmt: skip


async def test_who_has_the_conversation_open_gets_twenty_seconds_and_no_alert_for_what_they_read(
    telling: Telling,
) -> None:
    ana, rosa, family = await with_phone(telling)
    async with rosa.device() as phone:
        await phone.send({"t": "watch", "conversation": family})
        await opened(telling.maple, rosa.id, there=True)
        await ana.post(family, "Mia has a fever")
        await settled(telling.maple, 1)
        await asyncio.sleep(QUIET)
        spared = list(telling.fcm.received)
        await phone.send({"t": "read", "i": 3, "conversation": family, "n": 1})
        await phone.until("ok")
        telling.maple.clock.ahead = timedelta(seconds=21)
        await settled(telling.maple, 2)
    rows = await rows_of(telling.maple, rosa.id)

    assert spared == []
    assert telling.fcm.received == []
    assert (rows[0]["outcome"], rows[0]["detail"]) == ("cancelled", "It was read before.")
    assert rows[0]["reason"] == "Rosa Alvarez has it open, so it waits 20 seconds to be read."


async def test_who_has_it_open_and_does_not_look_is_told_after_twenty_seconds(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    async with rosa.device() as phone:
        await phone.send({"t": "watch", "conversation": family})
        await opened(telling.maple, rosa.id, there=True)
        await ana.post(family, "Mia has a fever")
        await settled(telling.maple, 1)
        telling.maple.clock.ahead = timedelta(seconds=21)
        await until(lambda: len(telling.fcm.received) == 1)


async def test_who_has_closed_it_or_left_is_told_at_once(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    async with rosa.device() as phone:
        await phone.send({"t": "watch", "conversation": family})
        await opened(telling.maple, rosa.id, there=True)
        await phone.send({"t": "watch", "conversation": None})
        await opened(telling.maple, rosa.id, there=False)
        await ana.post(family, "First")
        await until(lambda: len(telling.fcm.received) == 1)
        await phone.send({"t": "watch", "conversation": family})
        await opened(telling.maple, rosa.id, there=True)
    await opened(telling.maple, rosa.id, there=False)
    await ana.post(family, "Second")
    await until(lambda: len(telling.fcm.received) == 2)


async def test_what_is_open_elsewhere_or_not_ones_own_spares_nobody(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    ben = await telling.maple.somebody("Ana Reyes")
    others = await ben.conversation("staff")
    async with rosa.device() as phone:
        await phone.send({"t": "watch", "conversation": others})  # not hers to look at
        await phone.send({"t": "watch", "conversation": 7})
        await phone.until("error")
        await ana.post(family, "Hello")
        await until(lambda: len(telling.fcm.received) == 1)
    async with rosa.device() as phone:
        await phone.send({"t": "watch", "conversation": await rosa.conversation("day", "Mia")})
        await opened(telling.maple, rosa.id, there=True)
        await ana.post(family, "Hello again")
        await until(lambda: len(telling.fcm.received) == 2)


async def test_a_preview_and_an_explanation_tell_the_ladder_in_sentences(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    item = {"type": "text", "text": "Hello"}
    _, shown = await ana.ask("POST", "/v1/preview", {"conversation": family, "item": item})
    why = await ana.get(f"/v1/explain?who={rosa.id}&may=hear&about={family}")
    posted = await ana.post(family, "Hello")
    await settled(telling.maple, 2)
    told = await ana.get(f"/v1/messages/{posted['id']}/timeline")

    says = {one["name"]: one for one in shown["recipients"]}
    assert says["Rosa Alvarez"]["media"] == ["push"]
    (later,) = says["Rosa Alvarez"]["says"]
    assert later.startswith("By text at ")
    assert later.endswith(("AM, unless it is read before.", "PM, unless it is read before."))
    assert says["Tom Alvarez"]["says"] == []
    assert any(one.startswith("By text at ") for one in why["because"])
    (planned,) = [
        step["detail"]
        for one in told["items"] if one["person"] == rosa.id
        for step in one["steps"] if step["medium"] == "sms"
    ]  # fmt: skip
    assert planned.startswith("New message from Ana Reyes. By text at ")


@pytest.mark.only("postgres")
async def test_another_worker_sees_what_is_open_on_a_device_of_this_hub(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with FcmServer(tmp_path_factory.mktemp("providers")).running() as fcm:
        serves, tells = {**fcm.env(), "ROOMWIRE_WORKER": "0"}, fcm.env()
        async with running(records, serves) as here, running(records, tells) as worker:
            ana, rosa = await here.somebody("Ana Reyes"), await here.somebody("Rosa Alvarez")
            family = await ana.conversation("family", "Mia")
            await rosa.ask("POST", "/v1/devices", PHONE)
            await ana.post(family, "Before")
            await until(lambda: len(fcm.received) == 1)
            async with rosa.device() as phone:
                await phone.send({"t": "watch", "conversation": family})
                await opened(worker, rosa.id, there=True)
                await ana.post(family, "Watched")
                async with asyncio.timeout(DEADLINE):
                    while len(rows := await rows_of(worker, rosa.id)) < 4:
                        await asyncio.sleep(0.02)
                await asyncio.sleep(QUIET)
            spared = len(fcm.received)

    assert spared == 1
    assert rows[2]["reason"] == "Rosa Alvarez has it open, so it waits 20 seconds to be read."
