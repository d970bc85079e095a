"""What one device posts in a row is stored together and in that order, and each is answered for itself."""

import asyncio
import uuid

import pytest

from hub.api.live.device import POSTS
from tests.hub.pictures import photo
from tests.hub.records.test_files import brought
from tests.hub.running import Device, Running

pytestmark = pytest.mark.timeout(60)


def post(conversation: str, number: int, text: str = "", cid: str = "") -> dict[str, object]:
    item = {"type": "text", "text": text or f"number {number}"}
    return {"t": "post", "i": number, "conversation": conversation, "cid": cid or f"k{number}", "item": item}


async def answers(device: Device, many: int) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    while len(found) < many:
        frame = await device.next()
        if frame["t"] in {"ok", "error"}:
            found.append(frame)
    return found


async def test_many_posts_of_one_frame_are_stored_answered_and_shown_in_the_order_in_which_they_stand(
    maple: Running,
) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    many = 2 * POSTS + 9
    async with ana.device() as hers, rosa.device() as phone:
        await phone.live()
        await hers.live()
        await hers.send([post(family, number) for number in range(many)])
        told = await answers(hers, many)
        heard = [await phone.event(kind="message") for _ in range(many)]

    assert [one["t"] for one in told] == ["ok"] * many
    assert [one["i"] for one in told] == list(range(many))
    assert [one["item"]["text"] for one in heard] == [f"number {number}" for number in range(many)]
    assert [one["n"] for one in heard] == list(range(1, many + 1))


async def test_one_that_is_refused_among_many_is_told_for_itself_and_the_others_stand(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    async with ana.device() as hers:
        await hers.live()
        await hers.send(
            [
                post(family, 1), post(family, 2, "\u200b"), post("c_nothing", 3), post(family, 4, cid="k1"),
                post(family, 5, "number 1", cid="k1"), post(family, 6),
            ]
        )  # fmt: skip
        answered = await answers(hers, 6)
    told = {one["i"]: one for one in answered}
    kept = [one["item"]["text"] for one in await ana.messages(family)]

    assert {i: its.get("code", "ok") for i, its in told.items()} == {
        1: "ok", 2: "invalid", 3: "not_found", 4: "conflict", 5: "ok", 6: "ok",
    }  # fmt: skip
    assert [one["i"] for one in answered] == [1, 2, 3, 4, 5, 6]
    assert told[5]["id"] == told[1]["id"]
    assert kept == ["number 6", "number 1"]


async def test_what_is_asked_after_a_post_finds_it_stored(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    async with ana.device() as hers:
        await hers.live()
        for turn in range(5):
            first = await hers.post(family, "Slept well", cid=f"first{turn}")
            change = {"type": "text", "text": "Slept very well"}
            await hers.send(
                [
                    post(family, 50 + turn, "And ate well", cid=f"next{turn}"),
                    {"t": "edit", "i": 60 + turn, "message": first["id"], "item": change},
                    {"t": "withdraw", "i": 70 + turn, "message": first["id"]},
                ]
            )
            told = await answers(hers, 3)

            assert [(one["t"], one["i"]) for one in told] == [
                ("ok", 50 + turn),
                ("ok", 60 + turn),
                ("ok", 70 + turn),
            ]


async def test_while_the_rules_change_what_was_sent_first_is_still_stored_first_and_all_of_it_once(
    maple: Running,
) -> None:
    """Each change of a rule makes posts be decided again, in the middle of what a device sends in a row."""
    ana, ines = await maple.somebody("Ana Reyes"), await maple.somebody("Ines Walker")
    family = await ana.conversation("family", "Mia")
    over = asyncio.Event()
    changed = 0

    async def change_rules() -> None:
        nonlocal changed
        while not over.is_set():
            status, body = await ines.ask("PUT", "/v1/settings/staff-only", {"nap": changed % 2 == 0})
            assert status == 200, body
            changed += 1
            await asyncio.sleep(0.05)  # who changes rules without a pause keeps everybody from writing

    changing = asyncio.create_task(change_rules())
    cids = []
    async with ana.device() as hers:
        await hers.live()
        while changed < 6:
            frames = [post(family, number, cid=uuid.uuid4().hex) for number in range(100)]
            cids += [str(one["cid"]) for one in frames]
            await hers.send(frames)
            told = await answers(hers, 100)

            assert [one["t"] for one in told] == ["ok"] * 100
    over.set()
    await changing
    async with ana.device(since=0) as again:
        events = [one for one in await again.replayed() if one.get("conversation") == family and one["n"]]

    assert [one["cid"] for one in events] == cids
    assert [one["n"] for one in events] == list(range(1, len(cids) + 1))


async def test_words_after_a_photo_do_not_overtake_it(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    frames: list[dict[str, object]] = []
    for turn in range(3):
        file = await brought(ana, photo(size=(900, 700 + turn)))
        look = {"type": "files", "files": [{"id": file}], "text": f"photo {turn}"}
        frames += [
            post(family, 10 * turn, f"before {turn}"),
            {**post(family, 10 * turn + 1), "item": look},
            post(family, 10 * turn + 2, f"after {turn}"),
            post(family, 10 * turn + 3, f"and after {turn}"),
        ]
    async with ana.device() as hers:
        await hers.live()
        await hers.send(frames)
        told = await answers(hers, len(frames))
    kept = [one["item"]["text"] for one in reversed(await ana.messages(family))]

    assert {one["t"] for one in told} == {"ok"}
    assert kept == [f"{what} {turn}" for turn in range(3) for what in ("before", "photo", "after", "and after")]


async def test_what_cannot_be_read_is_answered_in_its_turn_too(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    async with ana.device() as hers:
        await hers.live()
        for number in range(0, 30, 3):
            await hers.send(post(family, number))
            await hers.send({"t": "post", "i": number + 1, "conversation": family})
            await hers.send(post("c_nothing", number + 2))
        told = await answers(hers, 30)

    assert [one["i"] for one in told] == list(range(30))
    assert [one.get("code", "ok") for one in told] == ["ok", "invalid", "not_found"] * 10
