"""A day that nobody ended: at night its stays close by themselves, once, and somebody confirms or corrects each."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from hub.actions.attendance.closing import close_due, close_in
from hub.store import schema
from hub.store.clock import day_in, stamp
from hub.store.row_security import Across
from hub.store.schools import list_days
from hub.store.verify import verify
from tests.hub.attendance.signing import act, board, children, corrected, done, here, rooms, undone
from tests.hub.attendance.test_live import told, with_pins  # noqa: F401 (a fixture)
from tests.hub.conversations.test_kinds import cast
from tests.hub.people.test_room_devices import has_pin, paired
from tests.hub.records.exports import office_export
from tests.hub.records.test_erasure import agreed, asked, mia_left, synced
from tests.hub.records.test_erasure import night as erased
from tests.hub.running import DEADLINE, Running, Somebody, running
from tests.hub.store.test_nodes import nodes


def zone_of(maple: Running) -> ZoneInfo:
    return ZoneInfo(maple.hub.schools[maple.school].snapshot.time_zone)


def it_is(maple: Running, clock: str, day: int = 0) -> datetime:
    """Let it be then by the school's clock: on the day after the real one, or so many days later."""
    real = maple.clock() - maple.clock.ahead
    its = day_in(zone_of(maple).key, real) + timedelta(days=1 + day)
    at = datetime.combine(its, time.fromisoformat(clock), zone_of(maple))
    maple.clock.ahead = at - real
    return at


def on(maple: Running, clock: str, day: int = 0) -> str:
    """That moment as it is told."""
    real = maple.clock() - maple.clock.ahead
    its: date = day_in(zone_of(maple).key, real) + timedelta(days=1 + day)
    return stamp(datetime.combine(its, time.fromisoformat(clock), zone_of(maple)))


async def night(maple: Running) -> None:
    """What a hub does at night about attendance."""
    await close_due(maple.hub.store, maple.clock())
    await maple.hub.schools[maple.school].catch_up()


async def stays_of(who: Somebody, child: str) -> list[dict[str, Any]]:
    """A child's history, newest first."""
    return list((await who.get(f"/v1/attendance/children/{child}"))["stays"])


async def waiting(who: Somebody, room: str = "") -> dict[str, dict[str, Any]]:
    """What waits to be confirmed, by the first names of the children."""
    return {one["student"]["name"].split()[0]: one for one in (await board(who, room))["to_confirm"]}


async def confirmed(who: Somebody, stay: dict[str, Any], n: int | None = None) -> tuple[int, Any]:
    path = f"/v1/attendance/stays/{stay['id']}/confirm"
    return await who.ask("POST", path, {"n": stay["n"] if n is None else n})


async def left_in(maple: Running, ana: Somebody, clock: str = "08:00", day: int = 0, name: str = "Mia") -> str:
    """A child that Ana signed in then and that nobody signs out; its id."""
    it_is(maple, clock, day)
    its = (await children(ana))[name]
    await done(ana, "sign-in", its, room=(await board(ana))["room"])
    return its


async def whole(maple: Running) -> None:
    found = await maple.hub.store.read(verify, Across.OPERATOR)
    assert [one.promise for one in found if one.broken] == []


async def test_what_nobody_ended_closes_at_six_as_nobodys_and_the_morning_after_the_child_comes(
    maple: Running,
) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    mia = await left_in(maple, ana)
    it_is(maple, "23:59")
    await night(maple)
    assert await here(ana) == {"Mia": (await board(ana))["room"]}  # her day is not over

    it_is(maple, "00:01", 1)
    await night(maple)

    assert await here(ana) == {}
    (one,) = await stays_of(ana, mia)
    stay = one["stay"]
    assert (stay["until"], stay["by_itself"], stay.get("until_by")) == (on(maple, "18:00"), "to_confirm", None)
    assert (one["taken_by"], [its["act"] for its in one["history"]]) == ("", ["sign_in", "close"])
    assert one["history"][1]["by"] == ""
    assert one["history"][1]["says"].startswith("Closed by itself at ")
    assert one["by_itself"].endswith("6:00 PM, nobody signed the child out.")
    status, body = await act(ana, "sign-out", mia)
    assert (status, "that closed by itself" in body["detail"]) == (409, True)
    it_is(maple, "07:50", 1)
    assert (await act(ana, "sign-in", mia, room=(await board(ana))["room"]))[0] == 200
    assert [its["stay"].get("until") for its in await stays_of(ines, mia)] == [None, on(maple, "18:00")]
    await whole(maple)


async def test_it_runs_twice_and_twice_at_once_and_each_stay_closes_once(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    it_is(maple, "08:00")
    its = list((await children(ana)).values())
    await done(ana, "sign-in", *its, room=(await board(ana))["room"])
    it_is(maple, "03:00", 1)

    await asyncio.gather(*(close_due(maple.hub.store, maple.clock()) for _ in range(4)))
    await night(maple)

    assert sorted(await closings(maple)) == sorted(its)
    assert len([one for one in await events(maple) if "close" in one]) == 1
    await whole(maple)


async def closings(maple: Running) -> list[str]:
    """The children whose stays closed by themselves, once for each time."""
    its = schema.stay_change.c
    asked = select(schema.stay.c.student).join(schema.stay_change, its.stay == schema.stay.c.id)
    return list(
        await maple.hub.store.read(
            lambda one: one.execute(asked.where(its.act == "close")).scalars().all(), Across.OPERATOR
        )
    )


async def events(maple: Running) -> list[str]:
    """What stands in the journal of attendance: whether by somebody, and of how many stays."""
    its = schema.event.c
    asked = select(its.author, its.body).where(its.kind == "attendance").order_by(its.seq)
    rows = await maple.hub.store.read(lambda one: one.execute(asked).all(), Across.OPERATOR)
    return [f"{'close' if author is None else 'act'} {body.count('since')}" for author, body in rows]


@pytest.mark.only("postgres")
async def test_of_two_workers_at_once_each_stay_closes_once(records: Path) -> None:
    async with nodes(records, {"ROOMWIRE_WORKER": "0"}) as (one, other):
        ana = await one.somebody("Ana Reyes")
        it_is(one, "08:00")
        its = list((await children(ana)).values())
        await done(ana, "sign-in", *its, room=(await board(ana))["room"])
        now = it_is(one, "03:00", 1)

        (school,) = [day for day in await one.hub.store.read(list_days, Across.OPERATOR) if day.id == one.school]
        many = await asyncio.gather(
            *(close_in(hub.hub.store, school, now) for hub in (one, other) for _ in range(3))
        )

        assert sorted(many) == [0, 0, 0, 0, 0, len(its)]
        assert sorted(await closings(one)) == sorted(its)
        await whole(one)


async def test_a_hub_that_is_killed_in_the_middle_of_it_closes_each_stay_once_all_the_same(records: Path) -> None:
    async with running(records, {"ROOMWIRE_WORKER": "0"}) as maple:
        ana = await maple.somebody("Ana Reyes")
        it_is(maple, "08:00")
        its = list((await children(ana)).values())
        await done(ana, "sign-in", *its, room=(await board(ana))["room"])
        now = it_is(maple, "03:00", 1)
        said = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.hub.attendance.killed_night", stamp(now),
            env={**os.environ, **maple.settings.environ}, stdout=asyncio.subprocess.PIPE,  # noqa: TID251 (its own)
        )  # fmt: skip
        async with asyncio.timeout(DEADLINE * 6):
            ended = (await said.communicate())[0].decode().split()

        assert (ended[-1], ended[:-1]) == ("0", ["killed"] * (len(ended) - 1))
        assert len(ended) > 3  # a change at least, the event, the commit
        assert sorted(await closings(maple)) == sorted(its)
        assert [one for one in await events(maple) if "close" in one] == [f"close {len(its)}"]
        await whole(maple)


async def test_after_three_days_down_each_stay_closes_at_its_own_day(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    names = sorted(await children(ana))[:3]
    ids = [await left_in(maple, ana, day=day, name=name) for day, name in enumerate(names)]

    it_is(maple, "09:00", 3)
    await night(maple)

    for day, its in enumerate(ids):
        (one,) = await stays_of(ines, its)
        assert one["stay"]["until"] == on(maple, "18:00", day)
    assert [one for one in await events(maple) if "close" in one] == ["close 1"] * 3
    await whole(maple)


async def test_who_was_signed_out_before_is_left_alone_and_who_came_after_is_out_at_midnight(
    maple: Running,
) -> None:
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    mia = await left_in(maple, ana)
    it_is(maple, "17:59")
    await done(ana, "sign-out", mia, person=rosa.id)
    it_is(maple, "18:30")
    await done(ana, "sign-in", mia, room=(await board(ana))["room"])
    it_is(maple, "00:01", 1)

    await night(maple)

    late, day = await stays_of(ana, mia)
    assert (day["taken_by"], "by_itself" in day["stay"], day["by_itself"]) == ("Rosa Alvarez", False, "")
    assert day["stay"]["until"][:16] == on(maple, "17:59")[:16]
    assert (late["stay"]["until"], late["stay"]["by_itself"]) == (on(maple, "00:00", 1), "to_confirm")
    await whole(maple)


async def test_a_school_closes_when_it_says_or_not_at_all(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    assert (await ines.ask("PUT", "/v1/settings/attendance", {"closes_by_itself": False}))[0] == 200
    mia = await left_in(maple, ana)
    it_is(maple, "09:00", 1)
    await night(maple)
    assert await here(ines, (await board(ana))["room"]) != {}

    assert (await ana.ask("PUT", "/v1/settings/attendance", {"closes_by_itself": True}))[0] == 403
    wanted = {"closes_by_itself": True, "minute": 16 * 60 + 30}
    assert (await ines.ask("PUT", "/v1/settings/attendance", wanted))[0] == 200
    await night(maple)

    (one,) = await stays_of(ines, mia)
    assert one["stay"]["until"] == on(maple, "16:30")


async def test_staff_devices_are_told_once_and_a_family_hears_nothing_of_it(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    mia = await left_in(maple, ana)
    family = await ana.conversation("family", "Mia")
    it_is(maple, "03:00", 1)
    async with ines.device() as office, rosa.device() as phone:
        await office.live()
        await phone.live()
        await night(maple)

        event = await told(office)
        assert ("author" in event, event["rooms"]) == (False, [(await board(ana))["room"]])
        assert [(one["student"], one["by_itself"]) for one in event["stays"]] == [(mia, "to_confirm")]
        await ana.post(family, "She is well")
        while (frame := await phone.next()).get("kind") != "message":
            assert frame.get("kind") != "attendance"
    status, body = await rosa.ask("GET", "/v1/attendance")
    assert (status, "to_confirm" in body) == (403, False)
    assert (await rosa.ask("POST", f"/v1/attendance/stays/{event['stays'][0]['id']}/confirm", {"n": 2}))[0] == 403


async def test_a_room_device_hears_of_its_own_room_and_confirms_there(with_pins: Running) -> None:  # noqa: F811
    maple = with_pins
    ana, ines = await has_pin(maple, "Ana Reyes"), await maple.somebody("Ines Walker")
    saplings = (await rooms(ines))["Saplings"]
    mia = await left_in(maple, ana)
    leo = (await children(ines, saplings))["Leo"]
    await done(ines, "sign-in", leo, room=saplings)
    it_is(maple, "03:00", 1)
    async with paired(maple) as tablet:
        await tablet.act(ana)
        async with tablet.socket() as socket:
            await night(maple)
            assert [one["student"] for one in (await told(socket))["stays"]] == [mia]
        found = (await tablet.get("/v1/attendance"))["to_confirm"]
        assert [one["student"]["id"] for one in found] == [mia]
        (leos,) = [one["stay"] for one in (await board(ines))["to_confirm"] if one["student"]["id"] == leo]
        status, body = await tablet.ask("POST", f"/v1/attendance/stays/{leos['id']}/confirm", {"n": leos["n"]})
        assert (status, "is a matter of Saplings" in body["detail"]) == (403, True)
        path = f"/v1/attendance/stays/{found[0]['stay']['id']}/confirm"
        status, body = await tablet.ask("POST", path, {"n": found[0]["stay"]["n"]})
        assert (status, body["stays"][0]["by_itself"]) == (200, "confirmed")


async def test_each_waits_until_its_room_or_an_admin_confirms_or_corrects_it(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    saplings = (await rooms(ines))["Saplings"]
    mia = await left_in(maple, ana)
    its = await children(ines, saplings)
    await done(ines, "sign-in", its["Leo"], room=saplings)
    it_is(maple, "07:00", 1)
    await night(maple)

    assert set(await waiting(ana)) == {"Mia"}
    assert set(await waiting(ines, saplings)) == set(await waiting(ines)) == {"Mia", "Leo"}
    leos = (await waiting(ines))["Leo"]
    assert (leos["room_name"], leos["may"]) == ("Saplings", True)
    assert leos["says"].endswith("6:00 PM, nobody signed the child out.")
    assert (await confirmed(ana, leos["stay"]))[0] == 403  # not of her room
    assert (await confirmed(ines, leos["stay"], n=1))[0] == 409

    status, body = await confirmed(ines, leos["stay"])
    assert (status, body["stays"][0]["by_itself"]) == (200, "confirmed")
    assert set(await waiting(ines)) == {"Mia"}
    status, again = await confirmed(ines, leos["stay"])
    assert (status, again["stays"]) == (200, [])
    assert "Ines Walker has already confirmed" in again["already"][0]["says"]
    assert (await undone(ines, body["deed"]))[0] == 200
    assert set(await waiting(ines)) == {"Mia", "Leo"}

    stay = (await waiting(ana))["Mia"]["stay"]
    assert (await corrected(ana, stay, left_at=on(maple, "17:20"), person=ana.id))[
        0
    ] == 403  # nobody of the child's
    assert (await corrected(ana, stay, left_at=None, person=rosa.id))[0] == 422
    status, body = await corrected(ana, stay, left_at=on(maple, "17:20"), person=rosa.id)
    assert (status, body["stays"][0]["until"], "by_itself" in body["stays"][0]) == (200, on(maple, "17:20"), False)
    assert await waiting(ana) == {}
    (one,) = await stays_of(ines, mia)
    assert (one["taken_by"], one["by_itself"]) == ("Rosa Alvarez", "")
    assert [change["act"] for change in one["history"]] == ["sign_in", "close", "correct"]
    assert one["history"][2]["lines"][0].endswith("6:00 PM by itself.")
    assert (await confirmed(ana, one["stay"]))[0] == 409
    assert (await corrected(ana, one["stay"], left_at=on(maple, "17:30"), person=rosa.id))[0] == 422  # it is noted
    await whole(maple)


async def test_of_a_child_who_is_here_a_correction_names_nobody_who_took_it(maple: Running) -> None:
    """Somebody may be barred from it: to whom it is handed is decided where it is signed out, and there alone."""
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    mia = await left_in(maple, ana)
    it_is(maple, "17:30")
    (one,) = await stays_of(ana, mia)

    status, body = await corrected(ana, one["stay"], left_at=on(maple, "17:20"), person=rosa.id)
    assert (status, "who took the child is noted where its stay closed by itself" in body["detail"]) == (422, True)
    assert await here(ana) == {"Mia": (await board(ana))["room"]}
    assert (await corrected(ana, one["stay"], left_at=on(maple, "17:20")))[0] == 200


async def test_who_is_said_to_be_here_a_moment_after_midnight_stays_open_that_day(maple: Running) -> None:
    """By a correction that leaves a stay open, and by a sign-out that is taken back."""
    (ana,) = await cast(maple, "Ana Reyes")
    mia, other = await left_in(maple, ana, "22:30"), sorted(set(await children(ana)) - {"Mia"})[0]
    await left_in(maple, ana, "22:30", name=other)
    it_is(maple, "23:59:50")
    deed = (await done(ana, "sign-out", (await children(ana))[other]))["deed"]
    it_is(maple, "00:00:10", 1)
    (one,) = await stays_of(ana, mia)
    assert (await corrected(ana, one["stay"], came_at=on(maple, "22:20")))[0] == 200
    assert (await undone(ana, deed))[0] == 200
    it_is(maple, "00:01", 1)
    await night(maple)
    assert set(await here(ana)) == {"Mia", other}

    it_is(maple, "00:01", 2)
    await night(maple)
    assert await here(ana) == {}
    await whole(maple)


async def test_more_than_are_shown_at_once_wait_until_those_are_settled(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.queries.attendance.board.MOST_TO_CONFIRM", 2)
    (ana,) = await cast(maple, "Ana Reyes")
    names = sorted(await children(ana))[:3]
    for name in names:
        await left_in(maple, ana, name=name)
    it_is(maple, "07:00", 1)
    await night(maple)
    first = await board(ana)
    assert (len(first["to_confirm"]), first["to_confirm_more"]) == (2, True)
    for one in first["to_confirm"]:
        assert (await confirmed(ana, one["stay"]))[0] == 200
    then = await board(ana)

    assert (len(then["to_confirm"]), then["to_confirm_more"]) == (1, False)


async def test_a_correction_that_leaves_the_end_confirms_it_and_a_mistake_waits_no_more(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    names = sorted(await children(ana))[:2]
    for name in names:
        await left_in(maple, ana, name=name)
    it_is(maple, "07:00", 1)
    await night(maple)
    one, other = [(await waiting(ana))[name]["stay"] for name in names]

    status, body = await corrected(ana, one)
    assert (status, body["stays"][0]["by_itself"]) == (200, "confirmed")
    assert (await corrected(ana, other, struck=True))[0] == 200
    assert await waiting(ana) == {}
    await whole(maple)


async def test_who_is_there_after_all_stays_open_until_the_day_after(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    mia = await left_in(maple, ana)
    it_is(maple, "00:30", 1)
    await night(maple)

    assert (await corrected(ana, (await waiting(ana))["Mia"]["stay"], left_at=None))[0] == 200
    await night(maple)
    assert set(await here(ana)) == {"Mia"}

    it_is(maple, "00:30", 2)
    await night(maple)
    (one,) = await stays_of(ana, mia)
    assert one["stay"]["until"] == on(maple, "18:00", 1)
    await whole(maple)


async def test_nobody_confirms_at_work_what_is_said_of_their_own_child(maple: Running) -> None:
    (ines,) = await cast(maple, "Ines Walker")
    nora = await maple.somebody("Nora Lind", "staff")
    it_is(maple, "08:00")
    own = {one["id"] for one in (await nora.get("/v1/students"))["items"] if one["own"]}
    room = (await board(nora))["room"]
    its = [one["id"] for one in (await board(nora, room))["children"]]
    assert own & set(its)
    assert set(its) - own  # there are others whom she does confirm
    await done(ines, "sign-in", *its, room=room)
    it_is(maple, "07:00", 1)
    await night(maple)

    found = {one["student"]["id"]: one for one in (await board(nora))["to_confirm"]}
    assert {child for child, one in found.items() if not one["may"]} == own & set(its)
    for child, one in found.items():
        if child in own:
            stay = one["stay"]
            assert "your own child" in one["why"]
            assert (await confirmed(nora, stay))[0] == 403
            assert (await corrected(nora, stay, left_at=on(maple, "17:00")))[0] == 403
        else:
            assert (await confirmed(nora, one["stay"]))[0] == 200
    assert (await confirmed(ines, stay))[0] == 200


async def test_what_is_older_than_a_week_waits_for_an_admin(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    await left_in(maple, ana)
    it_is(maple, "09:00", 8)
    await night(maple)
    its = (await waiting(ana))["Mia"]

    assert (its["may"], "an admin corrects it" in its["why"]) == (False, True)
    assert (await confirmed(ana, its["stay"]))[0] == 403
    assert (await confirmed(ines, its["stay"]))[0] == 200


async def test_the_office_takes_it_out_as_what_it_is(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    await left_in(maple, ana)
    it_is(maple, "07:00", 1)
    await night(maple)

    taken = await office_export(ines)

    ((stay,),) = [one["stays"] for one in json.loads(taken.zip.read("attendance.json"))]
    assert (stay["taken_by"], stay["stay"]["by_itself"]) == ("", "to_confirm")
    assert "nobody signed the child out" in stay["by_itself"]
    assert [one["by"] for one in stay["history"]] == ["Ana Reyes", ""]


async def test_of_a_child_who_is_erased_it_stays_without_a_name(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
        mia = await left_in(maple, ana)
        it_is(maple, "07:00", 1)
        await night(maple)
        assert (await confirmed(ana, (await waiting(ana))["Mia"]["stay"]))[0] == 200
        mia_left(bundle)
        await synced(maple, records, bundle)
        await agreed(maple, await asked(ines, "student", mia))
        assert await erased(maple) == 1

        told_of = await ines.get(f"/v1/attendance/children/{mia}")
        assert (told_of["student"]["name"], "Mia" in str(told_of)) == ("Former child", False)
        assert [one["stay"]["by_itself"] for one in told_of["stays"]] == ["confirmed"]
        await whole(maple)


async def test_a_hub_closes_what_it_finds_in_a_school_that_nobody_has_opened(records: Path) -> None:
    async with running(records, {"ROOMWIRE_WORKER": "0"}) as maple:
        ana = await maple.somebody("Ana Reyes")
        mia = await left_in(maple, ana)
        now = it_is(maple, "03:00", 1)
    async with running(records, {"ROOMWIRE_WORKER": "0"}, opened=False) as alone:
        assert alone.hub.schools.all() == ()
        await close_due(alone.hub.store, now)
        assert await closings(alone) == [mia]
        assert alone.hub.schools.all() == ()
        rows = select(func.count()).select_from(schema.stay).where(schema.stay.c.left_at.is_(None))
        assert await alone.hub.store.read(lambda one: one.execute(rows).scalar_one(), Across.OPERATOR) == 0
