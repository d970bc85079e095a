"""Blocking: somebody keeps another from starting new conversations, and everything else goes on."""

from typing import Any

from hub.store.row_security import Across
from hub.store.verify import verify
from tests.hub.review.test_approval import everything_seen_by
from tests.hub.running import Running, Somebody

CANNOT = "This conversation cannot be started. "


async def starts(by: Somebody, kind: str, person: str) -> tuple[int, Any]:
    return await by.ask("POST", "/v1/conversations", {"kind": kind, "person": person})


async def blocks(by: Somebody, other: Somebody, method: str = "PUT") -> list[str]:
    """Whom by has blocked after blocking, or letting go, another."""
    status, body = await by.ask(method, f"/v1/me/blocks/{other.id}")
    assert status == 200, body
    return [one["name"] for one in body["items"]]


async def test_a_blocked_colleague_starts_nothing_and_reads_where_to_turn(maple: Running) -> None:
    ana, ben = await maple.somebody("Ana Reyes"), await maple.somebody("Ben Carter")
    ines = await maple.somebody("Ines Walker")
    before = await everything_seen_by(ben)
    assert ana.id in {one["person"] for one in (await ben.get("/v1/conversations/possible"))["items"]}
    async with ben.device() as phone:
        await phone.live()
        assert await blocks(ana, ben) == ["Ben Carter"]
        assert await blocks(ana, ben) == ["Ben Carter"]
        assert await phone.silence() == []

    assert await everything_seen_by(ben) == before
    status, body = await starts(ben, "staff_direct", ana.id)
    assert (status, body["detail"]) == (403, CANNOT + "Write in your team’s conversation, or ask an admin.")
    assert ana.id not in {one["person"] for one in (await ben.get("/v1/conversations/possible"))["items"]}
    assert (await starts(ines, "staff_direct", ana.id))[0] == 201
    assert (await starts(ana, "staff_direct", ben.id))[0] == 201
    assert (await starts(ben, "staff_direct", ana.id))[0] == 200
    assert (await ben.get("/v1/me/blocks"))["items"] == []
    assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def test_a_parent_blocks_a_teacher_and_family_office_and_the_others_still_reach(maple: Running) -> None:
    rosa, ana = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ana Reyes")
    ines = await maple.somebody("Ines Walker")
    assert await blocks(rosa, ana) == ["Ana Reyes"]
    status, body = await starts(ana, "direct", rosa.id)
    assert (status, body["detail"]) == (403, CANNOT + "Write to the child’s family, or ask an admin.")

    family = await ana.conversation("family", "Mia")
    await ana.post(family, "Mia needs a hat")
    assert [one["item"]["text"] for one in await rosa.messages(family)] == ["Mia needs a hat"]
    mia = next(one["student"] for one in await ines.conversations() if one["id"] == family)
    assert (await ines.ask("POST", "/v1/conversations", {"kind": "office", "student": mia}))[0] == 201
    status, made = await starts(ines, "direct", rosa.id)
    assert status == 201
    await ana.post(made["id"], "It is there, so I am in it")


async def test_what_is_there_stays_and_who_is_let_go_starts_again(maple: Running) -> None:
    ana, ben = await maple.somebody("Ana Reyes"), await maple.somebody("Ben Carter")
    nora = await maple.somebody("Nora Lind", "staff")
    _, made = await starts(ben, "staff_direct", ana.id)
    assert await blocks(ana, ben) == ["Ben Carter"]
    assert set(await blocks(ana, nora)) == {"Ben Carter", "Nora Lind"}
    await ben.post(made["id"], "Still here")
    assert (await starts(nora, "staff_direct", ana.id))[0] == 403

    assert await blocks(ana, nora, "DELETE") == ["Ben Carter"]
    assert await blocks(ana, nora, "DELETE") == ["Ben Carter"]
    assert (await starts(nora, "staff_direct", ana.id))[0] == 201
    assert [one["item"]["text"] for one in await ana.messages(made["id"])] == ["Still here"]


async def test_who_cannot_be_blocked_is_told_in_words_and_strangers_are_nobody(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    dana, tom = await maple.somebody("Dana Novak"), await maple.somebody("Tom Alvarez")
    status, body = await ana.ask("PUT", f"/v1/me/blocks/{rosa.id}")
    assert status == 403
    assert body["detail"].startswith("Parents write to the school and not to you alone")
    assert (await ana.ask("PUT", f"/v1/me/blocks/{ana.id}"))[0] == 403
    answers = [await rosa.ask("PUT", f"/v1/me/blocks/{one}") for one in (dana.id, tom.id, "p_none")]

    assert [status for status, _ in answers] == [404, 404, 404]
    assert len({body["detail"] for _, body in answers}) == 1
    assert (await rosa.get("/v1/me/blocks"))["items"] == []
