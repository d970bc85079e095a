"""How attendance is kept: out for the office alone, without the name of who was erased, and proved whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from hub.store import schema
from hub.store.row_security import Across
from hub.store.verify import verify
from tests.hub.attendance.signing import act, ago, board, children, corrected, done, here, rooms
from tests.hub.conversations.test_kinds import cast
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.records.exports import family_export, office_export
from tests.hub.records.test_erasure import agreed, asked, mia_left, night, synced
from tests.hub.running import Running, Somebody, running


async def a_day(ana: Somebody, maple: Running) -> str:
    """Mia's day: she came and went, with Rosa; her id."""
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    rosa = await maple.somebody("Rosa Alvarez")
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=3))
    await done(ana, "sign-out", mia, person=rosa.id)
    return mia


async def test_the_office_takes_out_every_stay_and_a_parent_none_of_this(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    mia = await a_day(ana, maple)

    theirs, hers = await office_export(ines), await family_export(rosa)

    (its,) = json.loads(theirs.zip.read("attendance.json"))
    assert its["student"]["id"] == mia
    (stay,) = its["stays"]
    assert (stay["taken_by"], [one["act"] for one in stay["history"]]) == ("Rosa Alvarez", ["sign_in", "sign_out"])
    assert "attendance.json" not in hers.names
    assert stay["stay"]["id"] not in hers.everything


async def test_the_records_prove_every_stay_whole_and_say_which_is_not(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    mia = await a_day(ana, maple)
    found = await maple.hub.store.read(verify, Across.OPERATOR)
    assert [one for one in found if one.broken] == []

    def spoil(transaction: object) -> None:
        connection = transaction.connection  # type: ignore[attr-defined]
        connection.execute(update(schema.stay).where(schema.stay.c.student == mia).values(n=9))

    await maple.hub.store.write(spoil, maple.school)
    found = await maple.hub.store.read(verify, Across.OPERATOR)
    assert ["Every stay has all its changes" in one.promise for one in found if one.broken] == [True]


async def test_the_database_itself_holds_one_open_stay_of_a_child(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=acorns)
    row = await maple.hub.store.read(
        lambda one: dict(one.execute(select(schema.stay).where(schema.stay.c.student == mia)).mappings().one()),
        maple.school,
    )

    def again(transaction: object) -> None:
        transaction.connection.execute(insert(schema.stay).values(row | {"id": "st_two"}))  # type: ignore[attr-defined]

    with pytest.raises(IntegrityError):
        await maple.hub.store.write(again, maple.school)


async def test_of_a_child_who_is_erased_its_days_stay_without_a_name(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
        mia = await a_day(ana, maple)
        mia_left(bundle)
        await synced(maple, records, bundle)
        await agreed(maple, await asked(ines, "student", mia))
        assert await night(maple) == 1

        its = (await ines.get(f"/v1/attendance/children/{mia}"))["stays"]
        assert [one["taken_by"] for one in its] == ["Rosa Alvarez"]
        told = await ines.get(f"/v1/attendance/children/{mia}")
        assert told["student"]["name"] == "Former child"
        assert "Mia" not in str(told)
        found = await maple.hub.store.read(verify, Across.OPERATOR)
        assert [one for one in found if one.broken] == []


async def test_a_room_that_is_closed_with_a_child_in_it_and_a_child_taken_off_the_roster_are_signed_out_still(
    records: Path, bundle: Path
) -> None:
    async with running(records) as maple:
        ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
        every = await rooms(ines)
        mia = (await children(ana))["Mia"]
        await done(ana, "sign-in", mia, room=every["Acorns"], at=ago(maple, hours=2))
        leo = (await children(ines, every["Saplings"]))["Leo"]
        await done(ines, "sign-in", leo, room=every["Saplings"], at=ago(maple, hours=2))
        mia_left(bundle)
        rewrite(bundle, "classes.csv", lambda its: [one for one in its if one["title"] != "Saplings"])
        rewrite(bundle, "enrollments.csv", lambda its: [one for one in its if "sapling" not in str(one)])
        code, said = await imported(records, bundle, "--yes")
        assert code == 0, said
        await maple.hub.schools[maple.school].catch_up()

        assert "Mia" in await children(ana)
        assert await here(ines, every["Saplings"]) == {"Leo": every["Saplings"]}
        status, body = await act(ana, "move", mia, room=every["Acorns"])
        assert (status, "no longer at" in body["detail"]) == (403, True)
        room = next(one for one in (await board(ines))["rooms"] if one["name"] == "Saplings")
        assert (room["mine"], room["open"]) == (True, False)
        (mias,) = (await done(ana, "sign-out", mia))["stays"]
        (leos,) = (await done(ines, "sign-out", leo))["stays"]
        assert (await act(ana, "sign-in", mia, room=every["Acorns"]))[0] == 403
        # Nor by a correction: neither who left nor who was in a room that is closed is "still here".
        assert (await corrected(ines, mias, left_at=None))[0] == 403
        assert (await corrected(ines, leos, left_at=None))[0] == 403
        assert (await corrected(ines, mias, left_at=ago(maple, minutes=30)))[0] == 200
        assert "Saplings" not in await rooms(ines)
