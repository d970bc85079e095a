"""Children go from room to room, are handed to who may fetch them, and what was written down wrong is corrected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.hub.attendance.signing import act, ago, board, children, corrected, done, here, rooms, undone
from tests.hub.conversations.test_kinds import cast
from tests.hub.people.test_ties import denial, set_tie
from tests.hub.running import Running, Somebody

UNCLE = {"name": "Joe Miller", "id_seen": "Driver’s license, 4821", "reason": "Both parents are at the hospital"}


async def on_record(ines: Somebody) -> list[dict[str, Any]]:
    found = (await ines.get("/v1/activity-log"))["items"]
    return [one for one in found if "not on its list" in one["says"]]


async def child(who: Somebody, its: str) -> dict[str, Any]:
    return dict(await who.get(f"/v1/attendance/children/{its}"))


async def test_a_move_is_one_instant_and_both_rooms_see_the_way_until_it_is_taken_over(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    every, mia = await rooms(ines), (await children(ana))["Mia"]
    acorns, saplings = every["Acorns"], every["Saplings"]
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=1))

    moved = await done(ana, "move", mia, room=saplings)

    left, came = sorted(moved["stays"], key=lambda one: one["since"])
    assert (left["until"], left["room"], came["room"], came["moved_from"]) == (
        came["since"], acorns, saplings, acorns,
    )  # fmt: skip
    assert "taken_over_at" not in came
    for room in (acorns, saplings):
        assert mia in [one["id"] for one in (await board(ines, room))["children"]]
    assert (await act(ana, "take-over", mia))[0] == 403
    taken = await done(ines, "take-over", mia)
    assert taken["stays"][0]["taken_over_at"]
    assert (await here(ines, saplings)) == {"Mia": saplings}
    assert (await act(ana, "sign-out", mia))[0] == 403


async def test_a_move_is_taken_back_as_a_whole(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    every, mia = await rooms(ines), (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=every["Acorns"], at=ago(maple, hours=1))
    moved = await done(ana, "move", mia, room=every["Saplings"])
    assert await here(ana) == {"Mia": every["Saplings"]}

    assert (await undone(ana, moved["deed"]))[0] == 200

    assert await here(ana) == {"Mia": every["Acorns"]}
    assert len((await board(ana))["stays"]) == 1


async def test_a_child_is_handed_to_who_may_fetch_it_and_to_nobody_who_is_denied_it(maple: Running) -> None:
    ana, ines, rosa, tom = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez", "Tom Alvarez")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=1), person=rosa.id)
    assert [one["may"] for one in (await child(ana, mia))["collectors"]] == [True, True]
    await set_tie(ines, tom, mia, denials=[denial("pick_up")])

    first = (await child(ana, mia))["collectors"][0]
    assert (first["person"], first["may"]) == (tom.id, False)
    status, body = await act(ana, "sign-out", mia, person=tom.id)
    assert (status, body["detail"]) == (403, "The school has set that Tom Alvarez does not pick up Mia Alvarez.")
    status, body = await act(ana, "sign-out", mia, other=UNCLE)
    assert (status, body["detail"]) == (
        403, "Only an admin hands Mia Alvarez to somebody who is not on its list. Call one.",
    )  # fmt: skip
    assert (await act(ines, "sign-out", mia, other=UNCLE | {"name": "Tom  Alvarez"}))[0] == 403
    assert (await act(ines, "sign-out", mia, other=UNCLE | {"id_seen": " "}))[0] == 422
    await done(ana, "sign-out", mia, person=rosa.id)
    seen = (await child(ana, mia))["stays"][0]
    assert (seen["brought_by"], seen["taken_by"]) == ("Rosa Alvarez", "Rosa Alvarez")


async def test_an_admin_hands_it_to_somebody_else_and_that_is_on_record(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=1))
    assert await on_record(ines) == []

    await done(ines, "sign-out", mia, other=UNCLE)

    (entry,) = await on_record(ines)
    assert entry["says"] == "Ines Walker handed Mia Alvarez to somebody who is not on its list."
    assert entry["details"] == [
        "To Joe Miller; seen: Driver’s license, 4821. Why: Both parents are at the hospital"
    ]
    last = (await child(ines, mia))["stays"][0]
    assert last["taken_by"] == "Joe Miller"
    assert last["history"][-1]["reason"] == "Both parents are at the hospital · Driver’s license, 4821"


async def test_a_correction_keeps_both_values_and_why_and_overwrites_nobody_elses(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    (stay,) = (await done(ana, "sign-in", mia, room=acorns))["stays"]
    assert (await corrected(ana, stay, reason="  "))[0] == 422
    assert (await corrected(ana, stay, came_at=ago(maple, minutes=-30)))[0] == 422

    status, body = await corrected(ana, stay, came_at=ago(maple, hours=2))

    assert (status, body["stays"][0]["corrected"], body["stays"][0]["n"]) == (200, True, 2)
    assert (await corrected(ines, stay, came_at=ago(maple, hours=3)))[0] == 409
    history = (await child(ines, mia))["stays"][0]["history"]
    assert [one["act"] for one in history] == ["sign_in", "correct"]
    assert history[1]["by"] == "Ana Reyes"
    assert history[1]["reason"] == "Written down too late"
    assert history[1]["lines"][0].startswith("Came: now ")
    maple.clock.ahead += timedelta(days=8)
    old = (await child(ines, mia))["stays"][0]["stay"]
    status, body = await corrected(ana, old, left_at=old["since"][:10] + "T23:59:59Z")
    assert (status, body["detail"][:22]) == (403, "This is more than 7 da")
    assert (await corrected(ines, old, struck=True))[0] == 200
    assert await here(ana) == {}


async def test_a_stay_of_nobody_and_one_that_would_overlap_are_refused(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=5))
    (first,) = (await done(ana, "sign-out", mia, at=ago(maple, hours=4)))["stays"]
    (second,) = (await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=3)))["stays"]

    assert (await corrected(ana, first | {"id": "st_nobody"}))[0] == 404
    assert (await corrected(ana, first, left_at=ago(maple, hours=2)))[0] == 409
    assert (await corrected(ana, first, left_at=None))[0] == 409
    assert (await corrected(ana, second, came_at=ago(maple, hours=4, minutes=30)))[0] == 409
    assert (await corrected(ana, first, left_at=ago(maple, hours=6)))[0] == 409
    assert (await corrected(ana, first, left_at=ago(maple, hours=3, minutes=30)))[0] == 200


async def test_a_mistake_with_times_that_cannot_be_is_a_choice_and_no_failure(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=3))
    (stay,) = (await done(ana, "sign-out", mia, at=ago(maple, hours=2)))["stays"]

    status, body = await corrected(ana, stay, struck=True, left_at=ago(maple, hours=4))

    assert (status, body["code"]) == (409, "conflict")
    assert (await corrected(ana, stay, struck=True))[0] == 200


async def test_by_a_correction_a_child_comes_into_no_room_that_one_does_not_answer_for(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    every, mia = await rooms(ines), (await children(ana))["Mia"]
    acorns, saplings = every["Acorns"], every["Saplings"]
    (stay,) = (await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=3)))["stays"]

    status, body = await corrected(ana, stay, room=saplings)

    assert (status, "is a matter of Saplings" in body["detail"]) == (403, True)
    assert (await corrected(ana, stay, room="nowhere"))[0] == 422
    (stay,) = (await corrected(ana, stay, came_at=ago(maple, hours=4)))[1]["stays"]
    (stay,) = (await corrected(ines, stay, room=saplings))[1]["stays"]
    assert await here(ines, saplings) == {"Mia": saplings}
    (stay,) = (await done(ines, "sign-out", mia, at=ago(maple, hours=1)))["stays"]
    (stay,) = (await corrected(ines, stay, room=acorns))[1]["stays"]
    assert (await corrected(ana, stay, room=saplings))[0] == 200  # it is over: what was is said, nobody comes


async def test_from_room_to_room_and_back_again_two_stays_touch_and_one_correction_keeps_them_so(
    maple: Running,
) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    every, mia = await rooms(ines), (await children(ana))["Mia"]
    acorns, saplings = every["Acorns"], every["Saplings"]
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=3))
    away = await done(ana, "move", mia, room=saplings, at=ago(maple, hours=2))
    await done(ines, "take-over", mia)
    back = await done(ines, "move", mia, room=acorns, at=ago(maple, hours=1))
    assert (await undone(ana, away["deed"]))[0] == 409
    assert (await act(ines, "take-over", mia))[0] == 200
    assert (await undone(ines, back["deed"]))[0] == 409
    its = sorted((one["stay"] for one in (await child(ines, mia))["stays"]), key=lambda one: str(one["since"]))
    first, second, third = its

    assert [one["room"] for one in its] == [acorns, saplings, acorns]
    assert (first["until"], second["until"]) == (second["since"], third["since"])
    assert (await corrected(ana, first, left_at=ago(maple, hours=1, minutes=50)))[0] == 409
    assert (await corrected(ana, first, left_at=ago(maple, hours=2, minutes=10)))[0] == 200
    assert (await corrected(ines, second, came_at=ago(maple, hours=2, minutes=20)))[0] == 409
    now = (await child(ines, mia))["stays"][-1]["stay"]
    assert (await corrected(ines, second, came_at=now["until"]))[0] == 200


async def test_what_was_done_is_not_taken_back_once_somebody_else_has_the_child(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    every, mia = await rooms(ines), (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=every["Acorns"], at=ago(maple, hours=1))
    out = await done(ana, "sign-out", mia, at=ago(maple, minutes=30))
    await done(ines, "sign-in", mia, room=every["Saplings"])

    status, body = await undone(ana, out["deed"])

    assert (status, "was in Saplings from" in body["detail"]) == (409, True)
    assert await here(ines, every["Saplings"]) == {"Mia": every["Saplings"]}
