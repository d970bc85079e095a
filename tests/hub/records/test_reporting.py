"""Reports: whoever is in a conversation tells the admins what is wrong; who wrote it never learns of it."""

import asyncio
import json
from typing import Any

from sqlalchemy import select

from hub.store.row_security import Across
from hub.store.verify import verify
from notifiers.tables import delivery
from tests.hub.review.test_approval import everything_seen_by
from tests.hub.running import Running, Somebody

WHY = "This is not how one speaks to a parent"


async def said(maple: Running, author: str = "Ana Reyes") -> tuple[Somebody, Somebody, str, str]:
    """Rosa, the author, the conversation with Mia's family, and a message of theirs there."""
    rosa, who = await maple.somebody("Rosa Alvarez"), await maple.somebody(author)
    family = await who.conversation("family", "Mia")
    return rosa, who, family, (await who.post(family, "Be on time for once"))["id"]


async def reported(by: Somebody, family: str, message: str | None, reason: str = WHY) -> tuple[int, Any]:
    return await by.ask("POST", f"/v1/conversations/{family}/reports", {"reason": reason, "message": message})


async def listed(reader: Somebody) -> list[dict[str, Any]]:
    return list((await reader.get("/v1/reports"))["items"])


async def test_a_parent_reports_a_message_and_reads_how_it_ended(maple: Running) -> None:
    rosa, _, family, message = await said(maple)
    ines, omar = await maple.somebody("Ines Walker"), await maple.somebody("Omar Haddad")
    async with ines.device() as desk, rosa.device() as phone:
        await desk.live()
        await phone.live()
        status, made = await reported(rosa, family, message)
        await desk.event(kind="reported")
        (waiting,) = await listed(ines)
        settled = await ines.ask("POST", f"/v1/reports/{made['id']}", {"note": "We talked to Ana. "})
        await phone.event(kind="settled")

    assert (status, settled[0]) == (201, 200)
    assert (waiting["by_name"], waiting["against_name"], waiting["reason"]) == ("Rosa Alvarez", "Ana Reyes", WHY)
    assert waiting["item"]["text"] == "Be on time for once"
    assert (waiting["may_settle"], waiting["mine"]) == (True, False)
    (mine,) = await listed(rosa)
    assert (mine["mine"], mine["may_settle"], mine["note"]) == (True, False, "We talked to Ana.")
    assert mine["settled_at"] is not None
    assert (mine["by_name"], mine["against_name"], mine["settled_by_name"]) == (None, None, None)
    status, body = await omar.ask("POST", f"/v1/reports/{made['id']}", {"note": "Me too"})
    assert (status, body["detail"]) == (409, "Ines Walker settled this already.")
    assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def test_who_wrote_it_learns_nothing_of_the_report_not_even_as_an_admin(maple: Running) -> None:
    rosa, ines, family, message = await said(maple, "Ines Walker")
    omar, ana = await maple.somebody("Omar Haddad"), await maple.somebody("Ana Reyes")
    async with ines.device() as hers, omar.device() as his, ana.device() as other:
        for device in (hers, his, other):
            await device.live()
        _, made = await reported(rosa, family, message)
        await his.event(kind="reported")
        assert await hers.silence() == []
        assert await other.silence() == []

    assert [one["id"] for one in await listed(omar)] == [made["id"]]
    assert await listed(ines) == []
    assert await listed(ana) == []
    assert WHY not in await everything_seen_by(ines)
    async with ines.device(since=0) as hers:
        assert "reported" not in json.dumps(await hers.replayed())
    assert (await ines.ask("POST", f"/v1/reports/{made['id']}", {}))[0] == 404
    assert (await ana.ask("POST", f"/v1/reports/{made['id']}", {}))[0] == 404


async def test_admins_are_told_without_a_name_and_only_those_who_may_look(maple: Running) -> None:
    rosa, _, family, message = await said(maple, "Ines Walker")
    omar = await maple.somebody("Omar Haddad")
    _, made = await reported(rosa, family, message)
    (to_omar,) = await alerts(maple, "Something was reported; please look at it")
    assert (await omar.ask("POST", f"/v1/reports/{made['id']}", {}))[0] == 200
    (to_rosa,) = await alerts(maple, "The school has looked at what you reported")

    assert (json.loads(to_omar["recipients"]), to_omar["outcome"]) == ([omar.id], "accepted")
    assert (json.loads(to_rosa["recipients"]), to_rosa["outcome"]) == ([rosa.id], "accepted")
    assert {to_omar["path"], to_rosa["path"]} == {"/#/reports"}


async def alerts(maple: Running, body: str) -> list[Any]:
    """The alerts that say so, once there is one and each has its outcome."""
    async with asyncio.timeout(10):
        while True:
            rows = await maple.hub.store.read(
                lambda connection: list(
                    connection.execute(select(delivery).where(delivery.c.body == body)).mappings()
                ),
                Across.OPERATOR,
            )
            if rows and all(row["outcome"] for row in rows):
                return rows
            await asyncio.sleep(0.02)


async def test_what_waits_already_is_not_reported_twice_and_another_may_report_it_too(maple: Running) -> None:
    rosa, _, family, message = await said(maple)
    tom, ines = await maple.somebody("Tom Alvarez"), await maple.somebody("Ines Walker")
    first, again = await reported(rosa, family, message), await reported(rosa, family, message, "Still")
    other, whole = await reported(tom, family, message), await reported(rosa, family, None)
    await ines.ask("POST", f"/v1/reports/{first[1]['id']}", {})
    after = await reported(rosa, family, message, "Once more")

    assert [first[0], again[0], other[0], whole[0], after[0]] == [201, 200, 201, 201, 201]
    assert first[1] == again[1]
    assert len({one[1]["id"] for one in (first, other, whole, after)}) == 4
    assert [one["settled_at"] is None for one in await listed(ines)] == [True, True, True, False]
    assert [one["mine"] for one in await listed(tom)] == [True]


async def test_nobody_reports_what_is_not_theirs_to_know_of_or_says_nothing(maple: Running) -> None:
    rosa, ana, family, message = await said(maple)
    dana = await maple.somebody("Dana Novak")
    leo = await dana.conversation("family", "Leo")

    assert (await reported(dana, family, message))[0] == 404
    assert (await reported(dana, leo, message))[0] == 404
    assert (await reported(rosa, family, "m_none"))[0] == 404
    status, body = await reported(ana, family, message)
    assert (status, body["detail"]) == (403, "This is your own message. You can withdraw it instead.")
    status, body = await reported(rosa, family, message, "  ")
    assert (status, body["detail"]) == (
        422, "reason: Say in a sentence what is wrong, so that the school knows what to do.",
    )  # fmt: skip


async def test_a_colleague_reports_a_conversation_of_two_that_no_admin_reads(maple: Running) -> None:
    ana, ben = await maple.somebody("Ana Reyes"), await maple.somebody("Ben Carter")
    ines = await maple.somebody("Ines Walker")
    _, pair = await ana.ask("POST", "/v1/conversations", {"kind": "staff_direct", "person": ben.id})
    rude = await ben.post(pair["id"], "You are useless")
    assert (await reported(ana, pair["id"], rude["id"]))[0] == 201
    assert (await reported(ana, pair["id"], None))[0] == 201

    whole, one = await listed(ines)
    assert (one["item"]["text"], one["against_name"]) == ("You are useless", "Ben Carter")
    assert (whole["item"], whole["against_name"]) == (None, "Ben Carter")
    assert (await ines.ask("GET", f"/v1/conversations/{pair['id']}/messages"))[0] == 404
    assert await listed(ben) == []
