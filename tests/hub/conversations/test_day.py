"""A student's day is kept right by whoever is in the room, and families read the newest and who changed it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from hub.actions.records.oversee import REVISIONS
from tests.hub.review.test_approval import everything_seen_by, hold
from tests.hub.running import Running, Somebody


def moment(minutes: float) -> str:
    """So many minutes from now."""
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def nap(began: float = -40, ended: float | None = None) -> dict[str, Any]:
    item = {"type": "nap", "started_at": moment(began), "note": "With her bear"}
    return item if ended is None else {**item, "ended_at": moment(ended)}


def bottle(amount: int) -> dict[str, Any]:
    return {"type": "bottle", "contents": "formula", "amount_ml": amount, "note": "Warm"}


async def put(who: Somebody, message: str, item: dict[str, Any], **seen: Any) -> tuple[int, Any]:
    return await who.ask("PUT", f"/v1/messages/{message}", {"item": item, **seen})


async def the_room(maple: Running) -> tuple[Somebody, Somebody, Somebody, str]:
    """Ana, Mei of the same room, Rosa, and the day of her child."""
    ana = await maple.somebody("Ana Reyes")
    found = await maple.somebody("Mei Chen"), await maple.somebody("Rosa Alvarez")
    return ana, *found, await ana.conversation("day", "Mia")


async def told_of(rosa: Somebody, message: str) -> dict[str, Any]:
    for one in await rosa.conversations():
        if one["kind"] == "day":
            for said in await rosa.messages(one["id"]):
                if said["id"] == message:
                    return dict(said)
    raise AssertionError(message)


async def test_a_colleague_ends_a_nap_and_the_family_reads_who_did_and_is_alerted_once(maple: Running) -> None:
    ana, mei, rosa, day = await the_room(maple)
    asleep = nap()
    async with rosa.device() as phone:
        await phone.live()
        said = await ana.post(day, asleep)
        await phone.event(kind="message")
        status, body = await put(mei, said["id"], {**asleep, "ended_at": moment(0)}, edited_at=None)
        assert status == 200, body
        edited = await phone.event(kind="edited")
    async with asyncio.timeout(20):
        while not (told := (await ana.get(f"/v1/messages/{said['id']}/timeline"))["items"]):
            await asyncio.sleep(0.05)
    assert (await put(mei, said["id"], edited["item"]))[0] == 200  # again, after everybody was told
    again = (await ana.get(f"/v1/messages/{said['id']}/timeline"))["items"]

    assert (edited["author"], edited["edited_by"], edited["id"]) == (mei.id, mei.id, said["id"])
    shown = await told_of(rosa, said["id"])
    assert (shown["author"], shown["edited_by"], shown["edited_at"]) == (ana.id, mei.id, edited["at"])
    assert shown["item"]["ended_at"]
    assert sorted(one["person"] for one in again) == sorted(one["person"] for one in told)
    assert len(again) == len({one["person"] for one in again})


@pytest.mark.parametrize(
    ("began", "ended", "says"),
    [
        (-30, -31, "item.ended_at: The nap would end before it began. Check both times."),
        (-30, 20, "item.ended_at: That time is still to come. Check it, and this device’s clock."),
        (-1_500, 0, "item.ended_at: The nap would be longer than a day. Check both times."),
    ],
)
async def test_a_nap_with_an_impossible_end_is_refused_in_words_and_stays_as_it_was(
    maple: Running, began: float, ended: float, says: str
) -> None:
    ana, mei, rosa, day = await the_room(maple)
    asleep = nap(began)
    said = await ana.post(day, asleep)
    status, body = await put(mei, said["id"], {**asleep, "ended_at": moment(ended)})
    path = f"/v1/conversations/{day}/messages"
    fresh, why = await ana.ask("POST", path, {"item": nap(began, ended)}, **{"idempotency-key": "late"})

    assert (status, body["detail"]) == (fresh, why["detail"]) == (422, says)
    shown = await told_of(rosa, said["id"])
    assert "edited_at" not in shown
    assert shown["item"].get("ended_at") is None


async def test_of_two_who_end_a_nap_at_once_the_second_is_told_and_nothing_is_written_over(maple: Running) -> None:
    ana, mei, rosa, day = await the_room(maple)
    asleep = nap()
    said = await ana.post(day, asleep)
    ends = [{**asleep, "ended_at": moment(-2)}, {**asleep, "ended_at": moment(-1)}]
    answers = await asyncio.gather(
        put(ana, said["id"], ends[0], edited_at=None), put(mei, said["id"], ends[1], edited_at=None)
    )
    won = [one for one, _ in answers].index(200)
    refused = answers[1 - won]
    shown = await told_of(rosa, said["id"])

    winner = ["Ana Reyes", "Mei Chen"][won]
    assert (refused[0], refused[1]["detail"]) == (
        409, f"{winner} changed this meanwhile. Look at it, and change it again.",
    )  # fmt: skip
    assert datetime.fromisoformat(shown["item"]["ended_at"]) == datetime.fromisoformat(ends[won]["ended_at"])
    who = (mei, ana)[won]  # the second looks, and has the last word
    assert (await put(who, said["id"], ends[1 - won], edited_at=shown["edited_at"]))[0] == 200


async def test_the_same_amendment_sent_again_after_a_lost_answer_is_no_conflict(maple: Running) -> None:
    _, mei, rosa, day = await the_room(maple)
    said = await mei.post(day, bottle(120))
    async with mei.device() as tablet:
        frame = {"t": "edit", "message": said["id"], "item": bottle(90), "edited_at": None}
        answers = []
        for i in (1, 2):
            await tablet.send({**frame, "i": i})
            answers.append(await tablet.until("ok"))
        await tablet.send({**frame, "i": 3, "item": bottle(60)})
        conflict = await tablet.until("error")

    assert answers[0]["seq"] == answers[1]["seq"]
    assert (conflict["i"], conflict["code"]) == (3, "conflict")
    assert (await told_of(rosa, said["id"]))["item"]["amount_ml"] == 90


async def test_only_who_writes_to_the_day_now_amends_it_and_texts_stay_their_authors(maple: Running) -> None:
    ana, mei, rosa, day = await the_room(maple)
    ben, ines = await maple.somebody("Ben Carter"), await maple.somebody("Ines Walker")
    said = await ana.post(day, bottle(120))
    words = await ana.post(await ana.conversation("family", "Mia"), "Good morning")
    refused = {who: (await put(one, said["id"], bottle(10)))[0] for who, one in {"rosa": rosa, "ben": ben}.items()}

    assert refused["rosa"] == 403
    assert refused["ben"] in {403, 404}
    assert [(await put(one, said["id"], bottle(n)))[0] for n, one in ((90, mei), (80, ines))] == [200, 200]
    assert (await put(mei, words["id"], {"type": "text", "text": "Good evening"}))[0] == 403
    assert (await told_of(rosa, said["id"]))["item"]["amount_ml"] == 80


async def test_what_an_activity_said_before_is_for_who_keeps_the_day_and_noted_and_for_no_family(
    maple: Running,
) -> None:
    ana, mei, rosa, day = await the_room(maple)
    ines, ben = await maple.somebody("Ines Walker"), await maple.somebody("Ben Carter")
    said = await ana.post(day, bottle(120))
    assert (await put(mei, said["id"], bottle(90)))[0] == 200
    path = f"/v1/messages/{said['id']}/revisions"
    (before,) = (await ana.get(path))["items"]
    noted = [
        (one["person"], one["about"]) for one in (await ines.get("/v1/audit"))["items"] if one["what"] == REVISIONS
    ]
    (seen,) = (await ines.get(path))["items"]

    assert (before["item"]["amount_ml"], before["changed_by_name"]) == (120, "Mei Chen")
    assert seen == before
    assert (ana.id, said["id"]) in noted
    assert (await rosa.ask("GET", path))[0] == 403
    assert (await ben.ask("GET", path))[0] in {403, 404}
    assert '"amount_ml": 120' not in await everything_seen_by(rosa)
    assert (await ana.ask("DELETE", f"/v1/messages/{said['id']}"))[0] == 200
    assert ((await ana.ask("GET", path))[0], (await ines.ask("GET", path))[0]) == (403, 200)


async def test_where_naps_wait_for_approval_a_colleague_amends_what_waits_and_ends_what_was_approved(
    maple: Running,
) -> None:
    ines = await hold(maple, "nap")
    ana, mei, rosa, day = await the_room(maple)
    before = await everything_seen_by(rosa)
    asleep = nap()
    said = await ana.post(day, asleep)
    amended = {**asleep, "note": "With her blanket"}
    assert (await put(mei, said["id"], amended, edited_at=None))[0] == 200
    assert await everything_seen_by(rosa) == before
    (waiting,) = (await ines.get("/v1/reviews?state=held"))["items"]
    answer = {"answer": "approve", "edited_at": waiting["edited_at"]}
    assert (await ines.ask("POST", f"/v1/reviews/{said['id']}", answer))[0] == 200
    shown = await told_of(rosa, said["id"])

    assert (waiting["edited_by"], shown["item"]["note"]) == (mei.id, "With her blanket")
    assert (await put(mei, said["id"], {**amended, "note": "Another", "ended_at": moment(0)}))[0] == 403
    assert (await put(mei, said["id"], {**shown["item"], "ended_at": moment(0)}))[0] == 200
    assert (await told_of(rosa, said["id"]))["item"]["ended_at"]


async def test_a_person_learns_the_clock_of_the_school(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")

    zone = maple.hub.schools[maple.school].snapshot.time_zone
    assert (await rosa.get("/v1/me"))["school_zone"] == zone
