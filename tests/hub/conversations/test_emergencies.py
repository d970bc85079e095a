"""What somebody has yet to confirm: who is asked, since when and until when, and who never."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.hub.conversations.test_urgency import let_mark, say
from tests.hub.notify.test_ladder import with_phone
from tests.hub.notify.test_telling import Telling, settled, telling, until
from tests.hub.running import Running, Somebody

__all__ = ["telling"]


async def asked(who: Somebody) -> list[str]:
    """The words of what who has yet to confirm, newest first."""
    found = await who.get("/v1/emergencies")
    assert found["many"] == len(found["items"])
    return [one["item"]["text"] for one in found["items"]]


async def confirms(who: Somebody, message: str) -> tuple[int, Any]:
    return await who.ask("PUT", f"/v1/messages/{message}/ack")


async def test_everybody_who_is_told_has_it_to_confirm_until_they_do_and_nobody_else(maple: Running) -> None:
    ines, ana = await maple.somebody("Ines Walker"), await maple.somebody("Ana Reyes")
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    family = await ines.conversation("family", "Mia")
    before = await asked(rosa)
    _, fire = await say(ines, family, "Fire", "emergency")
    await say(ines, family, "Only urgent", "urgent")
    await say(ines, family, "We practise", "drill")

    assert before == []
    (drill, first) = (await rosa.get("/v1/emergencies"))["items"]
    assert (first["message"], first["author_name"], first["conversation"], first["urgency"]) == (
        fire["id"], "Ines Walker", family, "emergency",
    )  # fmt: skip
    assert (drill["item"]["text"], drill["urgency"]) == ("We practise", "drill")
    assert await asked(tom) == ["We practise", "Fire"]
    assert await asked(ines) == await asked(ana) == []  # who wrote it, and whom nobody tells of it
    assert (await confirms(rosa, fire["id"]))[0] == 204
    assert await asked(rosa) == ["We practise"]
    assert await asked(tom) == ["We practise", "Fire"]


async def test_who_was_told_is_asked_after_the_telling_as_before_it(telling: Telling) -> None:
    _, rosa, family = await with_phone(telling)
    ines, tom = await telling.maple.somebody("Ines Walker"), await telling.maple.somebody("Tom Alvarez")
    _, said = await say(ines, family, "Fire", "emergency")
    await until(lambda: len(telling.fcm.received) == 1)
    await settled(telling.maple, 1)

    assert await asked(rosa) == await asked(tom) == ["Fire"]
    assert (await confirms(tom, said["id"]))[0] == 204
    assert (await asked(rosa), await asked(tom)) == (["Fire"], [])


async def test_what_is_confirmed_is_told_to_the_persons_other_devices_once_and_to_nobody_else(
    maple: Running,
) -> None:
    ines, rosa, tom = [await maple.somebody(one) for one in ("Ines Walker", "Rosa Alvarez", "Tom Alvarez")]
    family = await ines.conversation("family", "Mia")
    async with rosa.device() as hers, tom.device() as his, ines.device() as desk:
        _, said = await say(ines, family, "Fire", "emergency")
        event = await hers.event(kind="message")
        await confirms(rosa, said["id"])
        told = await hers.event(kind="confirmed")
        await confirms(rosa, said["id"])
        await ines.post(family, "All is well")
        mine = await hers.until("event")
        others = [[await one.until("event") for _ in range(2)] for one in (his, desk)]

    assert told["of"] == event["seq"]
    assert mine["item"]["text"] == "All is well"
    assert [[one["kind"] for one in its] for its in others] == [["message", "message"]] * 2
    async with rosa.device(since=event["seq"], epoch=hers.welcome["epoch"]) as again:
        assert (await again.event(kind="confirmed"))["of"] == event["seq"]


async def test_what_was_withdrawn_asks_nobody_and_who_confirms_it_reads_why_not(maple: Running) -> None:
    ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")
    family = await ines.conversation("family", "Mia")
    _, said = await say(ines, family, "Fire", "emergency")
    there = await asked(rosa)
    assert (await ines.ask("DELETE", f"/v1/messages/{said['id']}"))[0] in {200, 204}
    status, answer = await confirms(rosa, said["id"])

    assert (there, await asked(rosa)) == (["Fire"], [])
    assert (status, answer["detail"]) == (422, "This was withdrawn, so there is nothing to confirm any more.")
    assert (await rosa.get("/v1/me/acks"))["items"] == []


async def test_a_withdrawal_and_a_confirmation_at_once_leave_either_whole(maple: Running) -> None:
    ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")
    family = await ines.conversation("family", "Mia")
    for _ in range(8):
        _, said = await say(ines, family, "Fire", "emergency")
        taken, (status, _) = await asyncio.gather(
            ines.ask("DELETE", f"/v1/messages/{said['id']}"), confirms(rosa, said["id"])
        )
        noted = said["id"] in {one["message"] for one in (await rosa.get("/v1/me/acks"))["items"]}

        assert taken[0] in {200, 204}
        assert noted == (status == 204)
        assert await asked(rosa) == []


async def test_what_waits_for_approval_asks_nobody_until_it_is_approved(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    await let_mark(telling.maple, "Ana Reyes", "emergency")
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
    _, held = await say(ana, family, "Gas in the street", "emergency")
    await settled(telling.maple, 1)
    waiting = [await asked(one) for one in (ana, ines, rosa)]
    status, _ = await ines.ask("POST", f"/v1/reviews/{held['id']}", {"answer": "approve"})
    await until(lambda: len(telling.fcm.received) == 1)

    assert (held["sharing"], waiting, status) == ("held", [[], [], []], 200)
    assert await asked(rosa) == ["Gas in the street"]


async def test_who_may_no_longer_read_it_has_nothing_to_confirm_and_it_reads_as_it_was_changed(
    maple: Running,
) -> None:
    ines, rosa, tom = [await maple.somebody(one) for one in ("Ines Walker", "Rosa Alvarez", "Tom Alvarez")]
    family = await ines.conversation("family", "Mia")
    _, said = await say(ines, family, "Fire in the kitchen", "emergency")
    there = await asked(tom)
    mia = next(one["student"] for one in await ines.conversations() if one["id"] == family)
    assert (await ines.ask("PUT", f"/v1/students/{mia}/guardians/{tom.id}", {"tie": "barred"}))[0] == 200
    item = {"type": "text", "text": "Smoke in the kitchen"}
    await ines.ask("PUT", f"/v1/messages/{said['id']}", {"item": item})

    assert (there, await asked(tom)) == (["Fire in the kitchen"], [])
    assert (await confirms(tom, said["id"]))[0] == 404
    assert await asked(rosa) == ["Smoke in the kitchen"]
