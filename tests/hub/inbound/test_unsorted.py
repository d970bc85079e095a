"""What came in and became no message lies with the office: told of, counted, settled once, seen by nobody else."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from hub.actions.inbound.unsorted import keep
from hub.store import schema
from hub.store import unsorted as store
from hub.store.row_security import Across
from hub.store.unsorted import STRANGERS, Unsorted
from policies.inbound.unsorted import Reason
from tests.hub.conversations.test_overseeing import assigned, choose
from tests.hub.running import Running, Somebody

ORIGINAL = b"From: evil@x.example\r\nSubject: x\r\n\r\nHello\r\n"


def unsorted(**more: Any) -> Unsorted:
    its = {"medium": "email", "address": "aunt@families.example", "person": None, "reason": Reason.STRANGER}
    return Unsorted(**{**its, "text": "I am her aunt", "original": ORIGINAL, **more})


async def put(maple: Running, **more: Any) -> bool:
    return await keep(maple.hub.schools[maple.school], unsorted(**more), maple.clock())


async def listed(admin: Somebody) -> list[dict[str, Any]]:
    return list((await admin.get("/v1/unsorted"))["items"])


async def head(maple: Running) -> int:
    """The journal's last position."""
    its = schema.school.c
    asked = select(its.seq).where(its.id == maple.school)
    return int(await maple.hub.store.read(lambda one: one.execute(asked).scalar_one(), Across.OPERATOR))


async def test_every_admin_is_told_reads_it_and_one_of_them_settles_it(maple: Running) -> None:
    ines, omar = await maple.somebody("Ines Walker"), await maple.somebody("Omar Haddad")
    rosa = await maple.somebody("Rosa Alvarez")
    async with ines.device() as desk, omar.device() as phone:
        await desk.live()
        await phone.live()
        assert await put(maple, person=rosa.id, reason=Reason.REFUSED, detail="Too long.")
        await desk.event(kind="unsorted")
        await phone.event(kind="unsorted")
        (one,) = await listed(ines)
        status, after = await ines.ask("POST", f"/v1/unsorted/{one['id']}", {"note": " Called her. "})
        await phone.event(kind="sorted")
    late = await omar.ask("POST", f"/v1/unsorted/{one['id']}", {"note": "Me too"})

    assert (one["from_name"], one["reason"], one["detail"]) == ("Rosa Alvarez", "refused", "Too long.")
    assert (one["because"], one["count"]) == ("It could not become a message.", 1)
    assert status == 200
    (settled,) = after["items"]
    assert (settled["note"], settled["settled_by_name"]) == ("Called her.", "Ines Walker")
    assert (late[0], late[1]["detail"]) == (409, "Ines Walker settled this already.")


async def test_the_same_again_is_counted_and_after_it_was_settled_it_is_new(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    new = [await put(maple), await put(maple), await put(maple, text="Something else")]
    two = await listed(ines)
    await ines.ask("POST", f"/v1/unsorted/{two[1]['id'] if two[1]['count'] == 2 else two[0]['id']}", {})
    again = await put(maple)

    assert new == [True, False, True]
    assert sorted(one["count"] for one in two) == [1, 2]
    assert again
    assert len(await listed(ines)) == 3


async def test_two_at_once_are_one(maple: Running) -> None:
    done = await asyncio.gather(*(put(maple) for _ in range(8)))

    assert sorted(done) == [False] * 7 + [True]
    assert [one["count"] for one in await listed(await maple.somebody("Ines Walker"))] == [8]


async def test_nobody_but_admins_sees_it_and_what_is_not_there_looks_alike(maple: Running) -> None:
    ines, ana = await maple.somebody("Ines Walker"), await maple.somebody("Ana Reyes")
    rosa = await maple.somebody("Rosa Alvarez")
    await put(maple, person=rosa.id)
    (one,) = await listed(ines)
    for reader in (ana, rosa):
        assert (await reader.ask("GET", "/v1/unsorted"))[0] == 403
        theirs = await reader.ask("POST", f"/v1/unsorted/{one['id']}", {})
        no_such = await reader.ask("POST", "/v1/unsorted/u_nothing", {})
        assert theirs == no_such
        assert theirs[0] == 404
        assert (await reader.ask("GET", f"/v1/unsorted/{one['id']}/original"))[0] == 404
    async with maple.http.get(f"{maple.url}/v1/unsorted/{one['id']}/original", headers=ines.headers) as answer:
        assert (answer.status, await answer.read()) == (200, ORIGINAL)
        assert answer.headers["content-disposition"].startswith("attachment")


async def test_strangers_ring_once_an_hour_and_cannot_fill_the_list(maple: Running) -> None:
    school = maple.hub.schools[maple.school]

    def flood(transaction: Any) -> list[bool]:
        at = "2026-11-23T12:00:00.000Z"
        return [
            store.keep(transaction, school.snapshot, unsorted(text=f"No. {n}"), at) for n in range(STRANGERS + 30)
        ]

    before = await head(maple)
    kept = await maple.hub.store.write(flood, school.id)

    assert sum(kept) == STRANGERS + 1
    assert await head(maple) - before == len(school.snapshot.roster.admins)  # one of them rang
    rosa = await maple.somebody("Rosa Alvarez")
    assert await put(maple, person=rosa.id, text="Mia is ill")  # a parent's words are kept all the same


async def test_what_no_person_wrote_is_listed_and_rings_nobody(maple: Running) -> None:
    before = await head(maple)
    await put(maple, reason=Reason.AUTOMATIC)
    quiet = await head(maple)
    await put(maple, reason=Reason.STRANGER)

    assert quiet == before
    assert await head(maple) > before
    assert len(await listed(await maple.somebody("Ines Walker"))) == 2


@pytest.mark.parametrize("size", [256 * 1024, 256 * 1024 + 1])
async def test_a_large_original_is_kept_of_people_of_the_school_alone(maple: Running, size: int) -> None:
    ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")
    await put(maple, original=b"x" * size)
    await put(maple, original=b"x" * size, person=rosa.id)

    kept = {one["from_name"]: one["has_original"] for one in await listed(ines)}
    assert kept == {None: size <= 256 * 1024, "Rosa Alvarez": True}


async def test_it_says_where_a_parent_is_answered_to_who_may_read_there(maple: Running) -> None:
    ines, omar = await assigned(maple, "Acorns")
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    await put(maple)
    await put(maple, person=ana.id, text="By a teacher")
    await put(maple, person=rosa.id, text="By a parent")
    parents, teachers, strangers = await listed(ines)
    await choose(omar, oversight=False)

    mia = {"id": await omar.conversation("family", "Mia Alvarez"), "name": "Mia Alvarez"}
    assert mia in parents["families"]
    assert [one["name"] for one in parents["families"]] == ["Luca Alvarez", "Mia Alvarez"]
    assert teachers["families"] == strangers["families"] == []
    assert mia not in (await listed(ines))[0]["families"]
    assert mia in (await listed(omar))[0]["families"]


async def test_automatic_answers_by_the_hundred_never_cost_the_words_of_somebody_unsure(maple: Running) -> None:
    school, at = maple.hub.schools[maple.school], "2026-11-23T12:00:00.000Z"

    def away(transaction: Any) -> None:
        for n in range(STRANGERS + 5):
            one = unsorted(reason=Reason.AUTOMATIC, text=f"I am away, {n}")
            store.keep(transaction, school.snapshot, one, at)

    await maple.hub.store.write(away, school.id)
    for text in ("Mia is ill", "No milk until Monday"):
        assert await put(maple, reason=Reason.DOUBTFUL, text=text)

    doubted = [one for one in await listed(await maple.somebody("Ines Walker")) if one["reason"] == "doubtful"]
    assert {one["text"] for one in doubted} == {"Mia is ill", "No milk until Monday"}


async def test_what_a_parent_wrote_first_is_listed_however_much_strangers_sent_since(maple: Running) -> None:
    school, rosa = maple.hub.schools[maple.school], await maple.somebody("Rosa Alvarez")
    await put(maple, person=rosa.id, reason=Reason.REFUSED, text="Mia has a fever")

    def flood(transaction: Any) -> None:
        for n in range(STRANGERS):
            store.keep(transaction, school.snapshot, unsorted(text=f"No. {n}"), "2099-01-01T00:00:00.000Z")

    await maple.hub.store.write(flood, school.id)

    assert "Mia has a fever" in {one["text"] for one in await listed(await maple.somebody("Ines Walker"))}


async def test_two_emails_with_other_files_and_no_words_are_two(maple: Running) -> None:
    rosa, ines = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ines Walker")
    for photo in ("one", "two", "one"):
        await put(maple, person=rosa.id, reason=Reason.EMPTY, text="", files=photo, original=photo.encode())

    assert sorted(one["count"] for one in await listed(ines)) == [1, 2]
