"""Children are signed in and out by the staff of their room, one or many, and it is taken back with one tap."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.hub.attendance.signing import act, ago, board, children, done, here, rooms, undone
from tests.hub.conversations.test_kinds import cast
from tests.hub.running import Running


async def test_a_teacher_signs_a_child_in_and_out_and_everybody_at_work_sees_it(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    acorns = (await board(ana))["room"]
    mia = (await children(ana))["Mia"]
    assert (await board(ana))["stays"] == []

    made = await done(ana, "sign-in", mia, room=acorns)

    assert [(one["student"], one["room"], one["by"]) for one in made["stays"]] == [(mia, acorns, ana.id)]
    assert await here(ines, acorns) == {"Mia": acorns}
    out = await done(ana, "sign-out", mia)
    assert out["stays"][0]["until_by"] == ana.id
    assert await here(ines, acorns) == {}
    assert [one["student"] for one in (await board(ines, acorns))["stays"]] == [mia]


async def test_a_whole_room_is_signed_in_at_once_and_taken_back_at_once(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    acorns, its = (await board(ana))["room"], await children(ana)
    assert len(its) > 2

    made = await done(ana, "sign-in", *its.values(), room=acorns)

    assert set(await here(ana)) == set(its)
    status, back = await undone(ana, made["deed"])
    assert status == 200
    assert {one["struck"] for one in back["stays"]} == {True}
    assert await here(ana) == {}
    assert (await undone(ana, made["deed"]))[0] == 409


async def test_signed_in_twice_is_one_stay_and_later_a_choice(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=acorns)

    again = await done(ines, "sign-in", mia, room=acorns)
    assert (again["stays"], again["deed"]) == ([], None)
    assert again["already"][0]["says"].startswith("Mia Alvarez is already in since ")
    assert again["already"][0]["says"].endswith(" by Ana Reyes.")
    maple.clock.ahead += timedelta(minutes=3)
    status, body = await act(ines, "sign-in", mia, room=acorns)

    assert (status, body["code"], body["choices"]) == (409, "conflict", ["move", "correct"])
    assert body["detail"].startswith("Mia Alvarez is already in Acorns, since ")
    assert body["stay"]["student"] == mia
    assert len((await board(ana))["stays"]) == 1


async def test_signed_out_twice_is_once_and_later_says_when(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    status, body = await act(ana, "sign-out", mia)
    assert (status, body["detail"]) == (409, "Mia Alvarez is not here: nobody has signed Mia Alvarez in.")
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=2))
    await done(ana, "sign-out", mia)

    assert "is already out since" in (await done(ines, "sign-out", mia))["already"][0]["says"]
    maple.clock.ahead += timedelta(minutes=3)
    status, body = await act(ines, "sign-out", mia)
    assert (status, body["choices"]) == (409, ["sign_in", "correct"])
    assert "signed out at" in body["detail"]


async def test_all_or_none_and_the_sentence_names_who_stands_against_it(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    acorns, its = (await board(ana))["room"], await children(ana)
    await done(ana, "sign-in", its["Mia"], room=acorns)
    maple.clock.ahead += timedelta(minutes=5)

    status, body = await act(ana, "sign-in", *its.values(), room=acorns)

    assert status == 409
    assert "Mia Alvarez" in body["detail"]
    assert set(await here(ana)) == {"Mia"}


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ({"hours": 13}, "at: this is more than 12 hours ago."),
        ({"minutes": -10}, "at: this moment is still to come."),
    ],
)
async def test_a_moment_is_of_today_and_never_to_come(maple: Running, moment: dict[str, int], said: str) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]

    status, body = await act(ana, "sign-in", mia, room=acorns, at=ago(maple, **moment))

    assert (status, body["detail"][: len(said)]) == (422, said)
    made = await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=1, minutes=30))
    assert made["stays"][0]["since"][:16] == ago(maple, hours=1, minutes=30)[:16]
    assert (await act(ana, "sign-out", mia, at=ago(maple, hours=2)))[0] == 409


async def test_a_moment_within_an_earlier_stay_is_refused_with_that_stay(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=3))
    await done(ana, "sign-out", mia, at=ago(maple, hours=1))

    status, body = await act(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=2))

    assert (status, body["choices"]) == (409, ["correct"])
    assert "was in Acorns from" in body["detail"]
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, minutes=30))
    assert len((await board(ana))["stays"]) == 2


async def test_bad_input_is_refused_in_words_and_changes_nothing(maple: Running) -> None:
    (ana,) = await cast(maple, "Ana Reyes")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    wrong: list[tuple[int, list[str], dict[str, object]]] = [
        (422, [], {"room": acorns}),
        (404, ["s_nobody"], {"room": acorns}),
        (404, [mia, "s_nobody"], {"room": acorns}),
        (422, [mia], {"room": "nowhere"}),
        (422, [mia], {"room": acorns, "at": "yesterday"}),
        (422, [mia], {"room": acorns, "at": "2026-11-23T08:00:00"}),
        (422, [mia], {"room": acorns, "person": "p_nobody"}),
        (422, [f"s_{one}" for one in range(101)], {"room": acorns}),
        (422, [mia], {"room": acorns, "more": 1}),
        (422, [mia], {}),
    ]
    for expected, students, more in wrong:
        status, body = await act(ana, "sign-in", *students, **more)
        assert status in {expected, 403}, (students, more, body)
        assert body["detail"], (students, more)
    assert (await undone(ana, "at_nothing"))[0] == 404

    assert await here(ana) == {}
    await done(ana, "sign-in", mia, room=acorns)


async def test_staff_sign_the_children_of_their_rooms_and_parents_none(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    every = await rooms(ines)
    other = next(one for name, one in every.items() if one not in {every["Acorns"]})
    child = next(iter((await children(ines, other)).values()))
    mia = (await children(ana))["Mia"]

    status, body = await act(ana, "sign-in", child, room=other)
    assert (status, "its staff sign children in and out there, and admins" in body["detail"]) == (403, True)
    for path in ("/v1/attendance", f"/v1/attendance/children/{mia}"):
        status, body = await rosa.ask("GET", path)
        assert (status, body["detail"]) == (403, "Only the school’s staff see which children are here.")
    assert (await act(rosa, "sign-in", mia, room=every["Acorns"]))[0] == 403
    await done(ines, "sign-in", child, room=other)
    assert (await act(ana, "sign-out", child))[0] == 403
    await done(ines, "sign-out", child)


async def test_undo_is_for_a_minute_of_who_did_it_and_of_what_nothing_came_since(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    first = await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=1))
    assert (await undone(ines, first["deed"]))[0] == 403
    out = await done(ana, "sign-out", mia)
    assert (await undone(ana, first["deed"]))[0] == 409

    status, back = await undone(ana, out["deed"])
    assert (status, "until" in back["stays"][0]) == (200, False)
    assert set(await here(ana)) == {"Mia"}
    again = await done(ana, "sign-out", mia)
    maple.clock.ahead += timedelta(minutes=2)
    status, body = await undone(ana, again["deed"])
    assert (status, body["detail"][:32]) == (403, "Only what one did oneself a mome")
