"""What devices are told of who is here: live, on catching up and by asking, the staff's and no parent's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from hub.store import schema
from hub.store.row_security import Across
from tests.hub.attendance.signing import act, board, children, done, here, rooms
from tests.hub.conversations.test_kinds import cast
from tests.hub.people.test_room_devices import has_pin, paired
from tests.hub.people.test_second_factor import READY
from tests.hub.running import Device, Running, Somebody, running
from tests.hub.store.test_nodes import nodes


@pytest_asyncio.fixture
async def with_pins(records: Path) -> AsyncIterator[Running]:
    """The demo school on a hub that has a secret, without which nobody has a PIN."""
    async with running(records, READY) as hub:
        yield hub


async def told(device: Device) -> dict[str, Any]:
    """The next event of attendance that comes to a device."""
    while (frame := await device.next()).get("kind") != "attendance":
        pass
    return frame


async def test_staff_are_told_at_once_and_parents_never(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    acorns, its = (await board(ana))["room"], await children(ana)
    family = await ana.conversation("family", "Mia")
    async with ines.device() as office, rosa.device() as phone:
        await office.live()
        await phone.live()
        made = await done(ana, "sign-in", *its.values(), room=acorns)

        event = await told(office)
        assert (event["author"], event["rooms"]) == (ana.id, [acorns])
        assert event["stays"] == made["stays"]
        assert {one["student"] for one in event["stays"]} == set(its.values())
        assert "n" not in event
        await ana.post(family, "She is here")
        while (frame := await phone.next()).get("kind") != "message":
            assert frame.get("kind") != "attendance"
        assert frame["item"]["text"] == "She is here"


async def test_who_was_away_is_told_on_coming_back_and_by_asking(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    _, start = await ines.ask("POST", "/v1/sync", {})
    _, theirs = await rosa.ask("POST", "/v1/sync", {})
    made = await done(ana, "sign-in", mia, room=acorns)
    out = await done(ana, "sign-out", mia)

    async with ines.device(since=start["seq"]) as office:
        assert [(await told(office))["stays"] for _ in range(2)] == [made["stays"], out["stays"]]
    _, page = await ines.ask("POST", "/v1/sync", {"since": start["seq"], "epoch": start["epoch"]})
    assert [one["kind"] for one in page["events"]] == ["attendance", "attendance"]
    status, page = await rosa.ask("POST", "/v1/sync", {"since": theirs["seq"], "epoch": theirs["epoch"]})
    assert (status, "attendance" in str(page)) == (200, False)


async def test_a_room_device_is_told_of_its_room_and_signs_as_who_gave_the_pin(with_pins: Running) -> None:
    maple = with_pins
    ana, ines = await has_pin(maple, "Ana Reyes"), await maple.somebody("Ines Walker")
    every = await rooms(ines)
    acorns, saplings = every["Acorns"], every["Saplings"]
    mia = (await children(ana))["Mia"]
    other = next(iter((await children(ines, saplings)).values()))
    async with paired(maple) as tablet:
        assert (await tablet.ask("GET", "/v1/attendance"))[0] == 401
        await tablet.act(ana)
        shown = await tablet.get("/v1/attendance")
        assert (shown["room"], shown["chosen"]) == (acorns, False)
        assert (await tablet.ask("GET", f"/v1/attendance?room={saplings}"))[0] == 404
        assert (await tablet.ask("GET", f"/v1/attendance/children/{other}"))[0] == 404
        async with tablet.socket() as socket:
            await done(ines, "sign-in", other, room=saplings)
            body = {"students": [mia], "room": acorns}
            status, made = await tablet.ask("POST", "/v1/attendance/sign-in", body)
            assert (status, made["stays"][0]["by"]) == (200, ana.id)
            assert (await told(socket))["stays"] == made["stays"]
        body = {"students": [other], "room": saplings}
        assert (await tablet.ask("POST", "/v1/attendance/sign-out", body | {"room": saplings}))[0] == 422
        assert (await tablet.ask("POST", "/v1/attendance/sign-out", {"students": [other]}))[0] == 403
    rows = select(schema.stay.c.came_device, schema.stay.c.came_by).where(schema.stay.c.student == mia)
    kept = await maple.hub.store.read(lambda one: one.execute(rows).one(), Across.OPERATOR)
    assert tuple(kept) == (tablet.id, ana.id)


async def test_nobodys_phone_rings_for_it(maple: Running) -> None:
    from notifiers.tables import delivery

    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=acorns)
    planned = select(func.count()).select_from(delivery)

    assert await maple.hub.store.read(lambda one: one.execute(planned).scalar_one(), Across.OPERATOR) == 0
    assert rosa.id


@pytest.mark.only("postgres")
async def test_two_hubs_that_sign_the_same_children_at_once_make_one_stay_of_each(records: Path) -> None:
    async with nodes(records, {"ROOMWIRE_WORKER": "0"}) as (one, other):
        ana, ines = await one.somebody("Ana Reyes"), await one.somebody("Ines Walker")
        there = Somebody(other, ines.token, ines.its)
        acorns, its = (await board(ana))["room"], await children(ana)
        ids = list(its.values())

        first, second = await asyncio.gather(
            act(ana, "sign-in", *ids, room=acorns), act(there, "sign-in", *reversed(ids), room=acorns)
        )

        assert (first[0], second[0]) == (200, 200)
        assert sorted(len(body["stays"]) for _, body in (first, second)) == [0, len(ids)]
        rows = select(func.count()).select_from(schema.stay)
        assert await one.hub.store.read(lambda its: its.execute(rows).scalar_one(), Across.OPERATOR) == len(ids)
        answers = await asyncio.gather(*(act(who, "sign-out", *ids) for who in (ana, there) for _ in range(3)))
        assert {status for status, _ in answers} == {200}
        assert sum(bool(body["stays"]) for _, body in answers) == 1
        assert await here(there, acorns) == {}


async def test_two_at_once_on_one_hub_make_one_stay(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]

    answers = await asyncio.gather(
        *(act(one, "sign-in", mia, room=acorns) for one in (ana, ines) for _ in range(4))
    )

    assert {status for status, _ in answers} == {200}
    assert sum(len(body["stays"]) for _, body in answers) == 1
    assert len((await board(ana))["stays"]) == 1
