"""What is chatty rings once, what is to wait comes once a day, and nothing of it is lost."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hub.store.row_security import Across
from notifiers.senders.smtp import CONNECTIONS
from notifiers.tables import delivery
from policies.notify.bundling import BEHIND
from tests.hub.notify.test_ladder import opened, rows_of, with_phone
from tests.hub.notify.test_preferences import every
from tests.hub.notify.test_telling import Telling, settled, telling, until
from tests.hub.running import Somebody

__all__ = ["telling"]


@contextlib.asynccontextmanager
async def looking(telling: Telling, who: Somebody, conversation: str) -> AsyncIterator[None]:
    """While somebody has a conversation open: what is said there waits a little before it rings."""
    async with who.device() as phone:
        await phone.send({"t": "watch", "conversation": conversation})
        await opened(telling.maple, who.id, there=True)
        yield
        await planned(telling, who)


async def planned(telling: Telling, who: Somebody) -> None:
    """Once everything that was said is planned."""
    school = telling.maple.hub.schools[telling.maple.school]
    from notifiers.planner import cursor

    while await telling.maple.hub.store.read(lambda one: cursor(one, school.id), Across.OPERATOR) < school.seq:
        await asyncio.sleep(0.01)
    assert await rows_of(telling.maple, who.id)


async def test_three_messages_ring_once_and_stay_unread_once(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    async with looking(telling, rosa, family):
        posted = [await ana.post(family, text) for text in ("Mia has a fever", "It is 38.5", "Please call")]
    telling.maple.clock.ahead = timedelta(seconds=25)
    await until(lambda: len(telling.fcm.received) == 1)
    await settled(telling.maple, 6)
    timeline = await ana.get(f"/v1/messages/{posted[2]['id']}/timeline")
    telling.maple.clock.ahead = timedelta(minutes=17)
    await until(lambda: len(telling.texts.received) == 1)
    telling.maple.clock.ahead = timedelta(minutes=40)
    await asyncio.sleep(1.2)

    ines = await telling.maple.somebody("Ines Walker")
    assert (await ines.get("/v1/undelivered"))["items"] == []
    assert [one["body"] for one in telling.fcm.received] == ["3 new messages from Ana Reyes"]
    assert "3 new messages from Ana Reyes" in telling.texts.received[0]["body"]
    assert len(telling.texts.received) == 1
    steps = next(one["steps"] for one in timeline["items"] if one["person"] == rosa.id)
    assert [one["what"] for one in steps if one["medium"] == "push"] == ["planned", "joined", "handed", "accepted"]


async def test_what_was_withdrawn_or_read_meanwhile_is_not_counted(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    async with looking(telling, rosa, family):
        await ana.post(family, "One")
        await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 1})
        gone = await ana.post(family, "Two")
        await ana.post(family, "Three")
        await ana.post(family, "Four")
        await planned(telling, rosa)
        await ana.ask("DELETE", f"/v1/messages/{gone['id']}")
    telling.maple.clock.ahead = timedelta(seconds=25)
    await until(lambda: len(telling.fcm.received) == 1)
    await settled(telling.maple, 8)

    assert [one["body"] for one in telling.fcm.received] == ["2 new messages from Ana Reyes"]


async def test_messages_in_two_conversations_ring_twice_and_two_authors_are_both_named(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    day = await ana.conversation("day", "Mia")
    async with looking(telling, rosa, family):
        await ana.post(family, "Hello")
        await ines.post(family, "Hello from me")
        await ana.post(day, {"type": "note", "text": "Peas"})
    telling.maple.clock.ahead = timedelta(seconds=25)
    await until(lambda: len(telling.fcm.received) == 2)

    assert {one["body"] for one in telling.fcm.received} == {
        "2 new messages from Ana Reyes and Ines Walker", "Ana Reyes shared an update",
    }  # fmt: skip


async def test_what_is_urgent_never_waits_for_others(telling: Telling) -> None:
    _, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    async with looking(telling, rosa, family):
        await ines.post(family, "Hello")
        body = {"item": {"type": "text", "text": "Come"}, "urgency": "emergency"}
        await ines.ask("POST", f"/v1/conversations/{family}/messages", body, **{"idempotency-key": "e"})
        await until(lambda: len(telling.fcm.received) == 1)
    telling.maple.clock.ahead = timedelta(seconds=25)
    await until(lambda: len(telling.fcm.received) == 2)

    assert [one["body"] for one in telling.fcm.received][1] == "New message from Ines Walker"


async def test_a_worker_that_dies_after_it_handed_over_several_as_one_tells_once(telling: Telling) -> None:
    """As after kill -9: handed, never settled, its lease over."""
    ana, rosa, family = await with_phone(telling)
    async with looking(telling, rosa, family):
        await ana.post(family, "One")
        await ana.post(family, "Two")
    telling.maple.clock.ahead = timedelta(seconds=25)
    await until(lambda: len(telling.fcm.received) == 1)
    before = await settled(telling.maple, 4)
    (push,) = [row for row in before if row["medium"] == "push" and row["outcome"] == "accepted"]
    again = update(delivery).where(delivery.c.id == push["id"])
    await telling.maple.hub.store.write(
        lambda one: one.connection.execute(
            again.values(settled_at=None, outcome=None, lease_until=push["planned_at"])
        ),
        whose=Across.OPERATOR,
    )
    await until(lambda: len(telling.fcm.received) == 2)
    await settled(telling.maple, 4)

    assert {(one["key"], one["body"]) for one in telling.fcm.received} == {
        (push["id"], "2 new messages from Ana Reyes"),
    }  # fmt: skip


def in_minutes(telling: Telling, minutes: int) -> int:
    soon = telling.maple.clock() + timedelta(minutes=minutes)
    return soon.hour * 60 + soon.minute


async def test_a_digest_comes_once_a_day_at_its_hour_with_what_is_unread(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    news = await ines.conversation("announcement", "Maple")
    day = await ana.conversation("day", "Mia")
    choices = [*every("families", "digest"), *every("announcements", "digest"), *every("day", "digest")]
    await rosa.ask("PUT", "/v1/preferences", {"choices": choices, "digest_at": in_minutes(telling, 10)})
    for text in ("One", "Two"):
        await ana.post(family, text)
    await ines.post(news, "The garden is open")
    await ana.post(day, {"type": "note", "text": "Read before"})
    await rosa.ask("POST", f"/v1/conversations/{day}/read", {"n": 1})
    await planned(telling, rosa)
    nothing = [row for row in await rows_of(telling.maple, rosa.id) if row["settled_at"]]
    telling.maple.clock.ahead = timedelta(minutes=11)
    hers = lambda: [one for one in telling.mail.received if one["to"].startswith("rosa")]  # noqa: E731
    await until(lambda: len(hers()) == 1)
    await settled(telling.maple)  # else the clock passes the lease of what is just being written down
    telling.maple.clock.ahead = timedelta(hours=23)
    await ana.post(family, "Three")
    await asyncio.sleep(1.2)
    once = len(hers())
    telling.maple.clock.ahead = timedelta(hours=24, minutes=11)
    await until(lambda: len(hers()) == 2)
    await settled(telling.maple)
    rows = await rows_of(telling.maple, rosa.id)

    assert nothing == []
    assert once == 1
    assert telling.fcm.received == []
    assert rows[0]["body"] == "2 new messages from Ana Reyes, 1 new announcement from Ines Walker"
    assert rows[0]["reason"].endswith("M: Rosa Alvarez has chosen so.")
    assert sorted(row["outcome"] for row in rows) == ["accepted", "accepted", "cancelled", "joined", "joined"]


@pytest.mark.only("sqlite")
async def test_a_digest_of_more_than_is_claimed_at_once_is_one(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    tom, many = await telling.maple.somebody("Tom Alvarez"), CONNECTIONS + 6
    await tom.ask("PUT", "/v1/preferences", {"choices": every("families", "off")})
    await rosa.ask(
        "PUT", "/v1/preferences", {"choices": every("families", "digest"), "digest_at": in_minutes(telling, 10)}
    )
    for number in range(many):
        await ana.post(family, f"Message {number}")
    await planned(telling, rosa)
    telling.maple.clock.ahead = timedelta(minutes=11)
    await until(lambda: any(one["to"].startswith("rosa") for one in telling.mail.received))
    await settled(telling.maple, many)
    rows = await rows_of(telling.maple, rosa.id)

    assert sorted({row["outcome"] for row in rows}) == ["accepted", "joined"]
    assert [row["body"] for row in rows if row["outcome"] == "accepted"] == [f"{many} new messages from Ana Reyes"]


async def test_what_is_too_much_for_a_day_waits_for_the_digest_and_says_so(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    status, _ = await ines.ask("PUT", "/v1/settings/conversations", {"push_a_day": 2, "ladder_minutes": 0})
    await rosa.ask("PUT", "/v1/preferences", {"digest_at": in_minutes(telling, 10)})
    for number in (1, 2):
        await ana.post(family, f"Message {number}")
        await until(lambda: len(telling.fcm.received) == number)  # noqa: B023 (awaited)
    late = [await ana.post(family, text) for text in ("Three", "Four")]
    await planned(telling, rosa)
    asked = select(delivery.c.id).where(delivery.c.bundle == "digest")
    async with asyncio.timeout(10):
        while len(await telling.maple.hub.store.read(lambda one: one.execute(asked).all(), Across.OPERATOR)) < 2:
            await asyncio.sleep(0.02)
    rang = len(telling.fcm.received)
    told = (await ana.get(f"/v1/messages/{late[0]['id']}/timeline"))["items"]
    telling.maple.clock.ahead = timedelta(minutes=11)
    await until(lambda: len(telling.fcm.received) == 3)

    steps = next(one["steps"] for one in told if one["person"] == rosa.id)
    assert status == 200
    assert rang == 2
    assert [one["detail"] for one in steps if one["what"] == "postponed"] == [
        "In the digest: the 2 alerts by push of a day have rung already.",
    ]  # fmt: skip
    assert telling.fcm.received[2]["body"] == "2 new messages from Ana Reyes"


async def test_what_is_put_off_to_the_digest_brings_its_text_after_the_digest_and_not_before(
    telling: Telling,
) -> None:
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    await ines.ask("PUT", "/v1/settings/conversations", {"push_a_day": 1})
    await rosa.ask("PUT", "/v1/preferences", {"digest_at": in_minutes(telling, 60)})
    await ana.post(family, "This one rings")
    await until(lambda: len(telling.fcm.received) == 1)
    late = await ana.post(await ana.conversation("day", "Mia"), {"type": "note", "text": "Too much"})
    put_off = select(delivery).where(delivery.c.message == late["id"], delivery.c.bundle == "digest")
    async with asyncio.timeout(10):
        while not await telling.maple.hub.store.read(lambda one: one.execute(put_off).all(), Across.OPERATOR):
            await asyncio.sleep(0.02)
    telling.maple.clock.ahead = timedelta(minutes=17)
    await until(lambda: len(telling.texts.received) == 1)
    await asyncio.sleep(1.2)
    before = list(telling.texts.received)
    telling.maple.clock.ahead = timedelta(minutes=61)
    await until(lambda: len(telling.fcm.received) == 2)
    telling.maple.clock.ahead = timedelta(minutes=77)
    await until(lambda: len(telling.texts.received) == 2)
    told = (await ana.get(f"/v1/messages/{late['id']}/timeline"))["items"]
    steps = next(one["steps"] for one in told if one["person"] == rosa.id)

    assert len(before) == 1
    assert "New message from Ana Reyes" in before[0]["body"]
    assert "Ana Reyes shared an update" in telling.texts.received[1]["body"]
    assert [(one["medium"], one["detail"]) for one in steps if one["what"] == "postponed"] == [
        ("push", "In the digest: the 1 alerts by push of a day have rung already."),
        ("sms", BEHIND),
    ]  # fmt: skip


async def test_a_text_is_not_put_off_while_another_phone_of_the_same_person_has_rung(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    await ines.ask("PUT", "/v1/settings/conversations", {"push_a_day": 1})
    await rosa.ask("PUT", "/v1/preferences", {"digest_at": in_minutes(telling, 60)})
    await ana.post(family, "This one rings")
    await until(lambda: len(telling.fcm.received) == 1)
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-second-phone"})
    late = await ana.post(await ana.conversation("day", "Mia"), {"type": "note", "text": "On the second phone"})
    await until(lambda: len(telling.fcm.received) == 2)
    telling.maple.clock.ahead = timedelta(minutes=17)
    await until(lambda: len(telling.texts.received) == 2)
    its = delivery.c
    asked = select(its.address, its.bundle).where(its.message == late["id"], its.step == 1)
    rows = dict(await telling.maple.hub.store.read(lambda one: one.execute(asked).all(), Across.OPERATOR))

    assert (rows["rosas-phone"], rows["rosas-second-phone"] != "digest") == ("digest", True)


async def test_what_was_told_of_with_something_that_is_needless_now_is_still_told(telling: Telling) -> None:
    """The one that stands for others was read while its provider was busy; the others were not."""
    ana, rosa, family = await with_phone(telling)
    day = await ana.conversation("day", "Mia")
    choices = [*every("families", "off"), *every("day", "off")]
    texts = [{"category": one, "medium": "sms", "how": "digest"} for one in ("families", "day")]
    await rosa.ask("PUT", "/v1/preferences", {"choices": [*choices, *texts], "digest_at": in_minutes(telling, 10)})
    await ana.post(family, "Read later")
    await ana.post(day, {"type": "note", "text": "Never read"})
    await planned(telling, rosa)
    telling.texts.script.append("busy")
    telling.maple.clock.ahead = timedelta(minutes=11)
    await until(lambda: telling.texts.calls == 1)
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 1})
    telling.maple.clock.ahead = timedelta(minutes=13)
    await until(lambda: len(telling.texts.received) == 1)

    assert "Ana Reyes shared an update" in telling.texts.received[0]["body"]
