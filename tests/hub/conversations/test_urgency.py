"""What is urgent and what is an emergency: who may say so, how it is told, who confirmed it, and whom to call."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.hub.notify.test_ladder import rows_of, with_phone
from tests.hub.notify.test_preferences import every
from tests.hub.notify.test_telling import Telling, settled, telling, until
from tests.hub.running import QUIET, Running, Somebody, planned, running

__all__ = ["telling"]


async def say(who: Somebody, where: str, text: str, urgency: str, **more: str) -> tuple[int, Any]:
    body = {"item": {"type": "text", "text": text}, "urgency": urgency}
    key = {"idempotency-key": more.get("cid", uuid.uuid4().hex)}
    return await who.ask("POST", f"/v1/conversations/{where}/messages", body, **key)


async def let_mark(maple: Running, name: str, marks: str) -> Somebody:
    ines, her = await maple.somebody("Ines Walker"), await maple.somebody(name)
    status, answer = await ines.ask("PUT", f"/v1/staff/{her.id}", {"marks": marks})
    assert status == 200, answer
    return her


async def test_only_who_may_calls_something_urgent_and_the_others_read_whom_to_ask(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    refused = [
        await say(who, family, "Fire", loud) for who in (ana, rosa) for loud in ("urgent", "emergency", "drill")
    ]
    before = await ana.messages(family)
    await let_mark(maple, "Ana Reyes", "urgent")
    status, posted = await say(ana, family, "Fire", "urgent")
    (said,) = await ana.messages(family)

    assert {one[0] for one in refused} == {403}
    assert refused[0][1]["detail"] == "Ana Reyes may not mark something as urgent. Ask an admin."
    assert before == []
    assert (status, said["urgency"]) == (201, "urgent")
    assert (await say(ana, family, "Fire", "emergency"))[0] == 403
    assert "urgent" in (await ana.get("/v1/me"))["may"]
    assert "emergency" not in (await ana.get("/v1/me"))["may"]
    assert (
        await ana.ask("POST", "/v1/preview", {"conversation": family, "item": said["item"], "urgency": "drill"})
    )[0] == 403
    assert posted["sharing"] == "now"


async def test_the_same_message_again_is_the_same_and_as_another_urgency_it_is_another(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    family = await ines.conversation("family", "Mia")
    first = await say(ines, family, "Hello", "urgent", cid="one")
    again = await say(ines, family, "Hello", "urgent", cid="one")
    other = await say(ines, family, "Hello", "normal", cid="one")
    async with ines.device() as desk:
        item = {"type": "text", "text": "Hello"}
        await desk.send(
            {"t": "post", "i": 3, "conversation": family, "cid": "two", "item": item, "urgency": "loud"}
        )
        wrong = await desk.until("error")
        await desk.send(
            {"t": "post", "i": 4, "conversation": family, "cid": "two", "item": item, "urgency": "urgent"}
        )
        event = await desk.event(cid="two")

    assert (first[0], again[0], other[0]) == (201, 200, 409)
    assert wrong["code"] == "invalid"
    assert event["urgency"] == "urgent"


async def test_something_urgent_asks_neither_preferences_nor_the_hour_and_goes_on_until_it_is_read(
    telling: Telling,
) -> None:
    ana, rosa, family = await with_phone(telling)
    await let_mark(telling.maple, "Ana Reyes", "urgent")
    now = telling.maple.clock()
    quiet = {"begins": (now.hour * 60 + now.minute - 30) % 1440, "ends": (now.hour * 60 + now.minute + 30) % 1440}
    await rosa.ask("PUT", "/v1/preferences", {"choices": every("families", "off"), "quiet": quiet})
    await ana.post(family, "Not urgent")
    await settled(telling.maple, 1)
    calm = list(telling.fcm.received)
    await say(ana, family, "Mia has a high fever", "urgent")
    await until(lambda: len(telling.fcm.received) == 1)
    telling.maple.clock.ahead = timedelta(minutes=6)
    await until(lambda: len(telling.texts.received) == 1)
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 2})
    telling.maple.clock.ahead = timedelta(minutes=11)
    await asyncio.sleep(1.2)
    rows = [row for row in await rows_of(telling.maple, rosa.id) if row["urgency"] == "urgent"]

    assert calm == []
    assert telling.fcm.received[0]["body"].startswith("Urgent: New message from Ana Reyes")
    assert [(row["medium"], row["outcome"]) for row in rows] == [
        ("push", "accepted"), ("sms", "accepted"), ("email", "cancelled"),
    ]  # fmt: skip


async def test_an_incident_is_urgent_by_itself(telling: Telling) -> None:
    ana, rosa, _ = await with_phone(telling)
    day = await ana.conversation("day", "Mia")
    await rosa.ask("PUT", "/v1/preferences", {"choices": every("day", "digest")})
    await ana.post(day, {"type": "incident", "what": "A fall", "severity": "minor"})
    await until(lambda: len(telling.fcm.received) == 1)

    assert telling.fcm.received[0]["body"] == "Ana Reyes reported an incident"
    assert [row["urgency"] for row in await rows_of(telling.maple, rosa.id)] == ["urgent"] * 3


async def test_an_emergency_uses_every_medium_at_once_and_staff_see_who_confirmed(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    tom = await telling.maple.somebody("Tom Alvarez")
    _, posted = await say(ines, family, "We are leaving the house", "emergency")
    await until(lambda: len(telling.fcm.received) == 1 and len(telling.texts.received) == 1)
    await until(lambda: len(telling.mail.received) == 2)
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 1})
    read_only = await ana.get(f"/v1/messages/{posted['id']}/acks")
    confirmed = [await rosa.ask("PUT", f"/v1/messages/{posted['id']}/ack") for _ in (1, 2)]
    shown = await ana.get(f"/v1/messages/{posted['id']}/acks")
    mine = await rosa.get("/v1/me/acks")

    assert telling.texts.received[0]["body"].startswith("Maple Street")
    assert "EMERGENCY: New message from Ines Walker" in telling.texts.received[0]["body"]
    assert {one["reached_at"] for one in read_only["people"]} == {None}
    assert [status for status, _ in confirmed] == [204, 204]
    stands = {one["person"]: one for one in shown["people"]}
    assert stands[rosa.id]["reached_at"]
    assert stands[tom.id]["reached_at"] is None
    assert stands[tom.id]["says"].startswith("Call them from ")
    assert [one["message"] for one in mine["items"]] == [posted["id"]]
    assert (await rosa.ask("GET", f"/v1/messages/{posted['id']}/acks"))[0] == 403


@pytest.mark.parametrize(("hours", "alerted"), [(23, True), (25, False)])
async def test_an_emergency_that_the_hub_comes_to_a_day_later_alerts_nobody_and_still_asks_to_be_confirmed(
    records: Path, hours: int, alerted: bool
) -> None:
    async with running(records, {"ROOMWIRE_WORKER": "0"}) as maple:
        ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")
        family = await ines.conversation("family", "Mia")
        _, loud = await say(ines, family, "We are leaving the house", "emergency")
        await say(ines, family, "We are back", "urgent")
        (school,) = maple.hub.schools.all()
        maple.clock.ahead = timedelta(hours=hours)
        await planned(school, None, maple.clock)
        asked = await rosa.get("/v1/emergencies")
        rows = await rows_of(maple, rosa.id)
        told = await ines.get(f"/v1/messages/{loud['id']}/timeline")

    assert [one["message"] for one in asked["items"]] == [loud["id"]]
    assert bool(rows) is alerted
    (hers,) = [one["skipped"] for one in told["items"] if one["person"] == rosa.id]
    late = "The hub came to it a day later, and alerts nobody of it any more."
    assert hers == (None if alerted else late)


async def test_an_emergency_is_confirmed_on_a_socket_too_and_nothing_else_is(maple: Running) -> None:
    ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")
    family = await ines.conversation("family", "Mia")
    _, loud = await say(ines, family, "Out", "drill")
    calm = await ines.post(family, "Calm")
    dana = next(one for one in maple.people if one["role"] == "guardian" and "Alvarez" not in one["name"])
    stranger = await maple.somebody(dana["name"])
    async with rosa.device() as phone:
        await phone.send({"t": "ack", "i": 3, "message": loud["id"]})
        ok = await phone.until("ok", lambda frame: frame["i"] == 3)
        await phone.send({"t": "ack", "i": 4, "message": calm["id"]})
        wrong = await phone.until("error", lambda frame: frame["i"] == 4)

    assert ok["id"] == loud["id"]
    assert (wrong["code"], wrong["message"]) == ("invalid", "Nothing asks you to confirm this.")
    assert (await stranger.ask("PUT", f"/v1/messages/{loud['id']}/ack"))[0] == 404
    assert (await rosa.ask("PUT", "/v1/messages/m_none/ack"))[0] == 404


async def test_a_drill_says_everywhere_that_it_is_none(telling: Telling) -> None:
    _, _rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    await say(ines, family, "We practise", "drill")
    await until(lambda: len(telling.fcm.received) == 1 and len(telling.texts.received) == 1)

    assert telling.fcm.received[0]["body"].startswith("DRILL, no emergency: ")
    assert "DRILL, no emergency" in telling.texts.received[0]["body"]


async def test_who_was_not_reached_by_any_medium_stands_on_the_list_of_calls(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    ines, tom = await telling.maple.somebody("Ines Walker"), await telling.maple.somebody("Tom Alvarez")
    await say(ines, family, "Please come at once", "urgent")
    await settled(telling.maple, 2)
    early = await ines.get("/v1/unreached")
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 1})
    telling.maple.clock.ahead = timedelta(minutes=20)
    await settled(telling.maple, 4)
    offices, anas = await ines.get("/v1/unreached"), await ana.get("/v1/unreached")

    (before,) = early["items"]
    assert {one["person"] for one in before["people"]} == {rosa.id, tom.id}
    assert {one["call"] for one in before["people"]} == {None}
    (item,) = offices["items"]
    assert (item["urgency"], item["author_name"]) == ("urgent", "Ines Walker")
    assert [(one["person"], one["call"], one["says"]) for one in item["people"]] == [
        (tom.id, "now", "Call them: nothing has reached them. No number is known."),
    ]  # fmt: skip
    assert anas["items"][0]["people"][0]["says"].endswith(" The office has the number.")
    assert (await rosa.ask("GET", "/v1/unreached"))[0] == 403


async def test_what_was_held_is_released_as_urgently_as_it_was_meant_and_rings_the_reviewers_loudly(
    telling: Telling,
) -> None:
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    await let_mark(telling.maple, "Ana Reyes", "urgent")
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
    _, posted = await say(ana, family, "Later", "urgent")
    await until(lambda: bool(telling.mail.received or telling.texts.received))
    await asyncio.sleep(QUIET)
    trace = list(telling.fcm.received)
    await ines.ask("POST", f"/v1/reviews/{posted['id']}", {"answer": "approve"})
    await until(lambda: len(telling.fcm.received) == 1)
    (said,) = await rosa.messages(family)

    assert posted["sharing"] == "held"
    assert trace == []
    assert said["urgency"] == "urgent"
    assert telling.fcm.received[0]["body"].startswith("Urgent: ")
