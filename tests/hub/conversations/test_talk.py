"""Talking: who writes where, who reads it, in which order, and what a device gets that was away."""

import asyncio

import pytest

from tests.hub.running import Running


async def test_what_ana_writes_to_mias_family_reaches_rosa_at_once_and_is_acknowledged(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    async with ana.device() as hers, rosa.device() as phone:
        await phone.live()
        answer = await hers.post(family, "Mia slept well")
        event = await phone.event(kind="message")

    assert answer["t"] == "ok"
    assert answer["sharing"] == "now"
    assert event["item"] == {"type": "text", "text": "Mia slept well"}
    assert (event["seq"], event["id"], event["author"], event["n"]) == (answer["seq"], answer["id"], ana.id, 1)


async def test_another_family_hears_and_sees_nothing_of_it(maple: Running) -> None:
    ana, rosa, dana = [await maple.somebody(name) for name in ("Ana Reyes", "Rosa Alvarez", "Dana Novak")]
    family = await ana.conversation("family", "Mia")
    async with rosa.device() as phone, dana.device() as other:
        await phone.live()
        await other.live()
        await ana.post(family, "For Mia’s parents alone")
        await phone.event(kind="message")  # it does go out

        assert await other.silence() == []
    status, body = await dana.ask("GET", f"/v1/conversations/{family}/messages")
    unknown = await dana.ask("GET", "/v1/conversations/c_nothing/messages")
    assert (status, body) == unknown
    assert status == 404


async def test_ana_cannot_write_to_leos_family_and_is_told_why(maple: Running) -> None:
    ana, ben = await maple.somebody("Ana Reyes"), await maple.somebody("Ben Carter")
    leo = next(one for one in await ben.conversations() if one["kind"] == "family" and "Leo" in one["title"])

    status, body = await ana.ask("POST", "/v1/conversations", {"kind": "family", "student": leo["student"]})

    assert status == 403
    assert body["detail"] == (
        "Staff write only to families of students in their own rooms: "
        "Leo Novak is in Saplings, Ana Reyes is in Acorns."
    )


async def test_staff_see_every_students_day_and_write_only_those_of_their_rooms(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    days = {one["title"]: one["may_post"] for one in await ana.conversations() if one["kind"] == "day"}

    assert len(days) == 61
    assert days["Mia Alvarez’s day"] is True
    assert days["Leo Novak’s day"] is False


async def test_parents_read_announcements_and_cannot_reply(maple: Running) -> None:
    ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")
    everybody = await ines.conversation("announcement", "Maple Street")
    await ines.post(everybody, "Closed on Friday")

    assert (await rosa.messages(everybody))[0]["item"]["text"] == "Closed on Friday"
    status, body = await rosa.ask(
        "POST",
        f"/v1/conversations/{everybody}/messages",
        {"item": {"type": "text", "text": "Why?"}},
        **{"idempotency-key": "x"},
    )
    assert status == 403
    assert body["detail"] == "Announcements take no replies. To reach the teachers, write to them."


async def test_the_same_cid_is_one_message_for_ever(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    first = await ana.post(family, "Once", cid="01JABC")
    async with ana.device() as phone:
        again = await phone.post(family, "Once", cid="01JABC")
        other = await phone.post(family, "Something else", cid="01JABC", i=8)

    assert (again["id"], again["seq"]) == (first["id"], first["seq"])
    assert (other["t"], other["code"]) == ("error", "conflict")
    assert [one["item"]["text"] for one in await ana.messages(family)] == ["Once"]


async def test_a_device_that_was_away_gets_everything_it_missed_in_order_and_nothing_twice(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    async with rosa.device() as phone:
        since = (await phone.until("caught_up"))["seq"]
    said = [f"message {number}" for number in range(1_200)]  # more than a page of the journal
    await asyncio.gather(*(ana.post(family, text, cid=f"c{number}") for number, text in enumerate(said)))

    async with rosa.device(since=since) as phone:
        events = await phone.replayed()
        assert await phone.silence() == []

    assert sorted(one["item"]["text"] for one in events) == sorted(said)
    assert [one["n"] for one in events] == list(range(1, 1_201))
    assert [one["seq"] for one in events] == sorted(one["seq"] for one in events)


async def test_the_journal_has_no_holes_however_many_write_at_once(maple: Running) -> None:
    ana, ben, rosa = [await maple.somebody(name) for name in ("Ana Reyes", "Ben Carter", "Rosa Alvarez")]
    mia, leo = await ana.conversation("family", "Mia"), await ben.conversation("family", "Leo")
    start = maple.hub.schools[maple.school].seq
    answers = await asyncio.gather(
        *(ana.post(mia, f"a{number}") for number in range(40)),
        *(rosa.post(mia, f"r{number}") for number in range(40)),
        *(ben.post(leo, f"b{number}") for number in range(40)),
    )

    assert sorted(one["seq"] for one in answers) == list(range(start + 1, start + 121))


async def test_reading_on_one_phone_shows_on_the_other_and_survives_a_new_sign_in(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    await ana.post(family, "one")
    await ana.post(family, "two")
    before = next(one for one in await rosa.conversations() if one["id"] == family)
    async with rosa.device() as phone, rosa.device() as tablet:
        await tablet.live()
        await phone.send({"t": "read", "i": 3, "conversation": family, "n": 2})
        marker = await tablet.until("read")
    after = next(one for one in await rosa.conversations() if one["id"] == family)

    assert before["unread"] == 2
    assert marker == {"t": "read", "conversation": family, "person": rosa.id, "n": 2}
    assert after["unread"] == 0
    async with rosa.device() as fresh:
        assert (await fresh.until("read"))["n"] == 2


@pytest.mark.parametrize(
    "text",
    [
        "שלום, מיה ישנה טוב",
        "🧸👩‍👩‍👧 done",
        "<script>alert('x')</script> & <b>bold</b>",
        "tab\tnew\nline \u200e \u202e reversed \u0007 bell",
        "x" * 16_000,
        "🧸" * 16_000,
    ],
    ids=["right to left", "emoji", "html", "controls", "longest", "longest emoji"],
)
async def test_text_comes_back_exactly_as_it_was_written(maple: Running, text: str) -> None:
    rosa, ana = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ana Reyes")
    family = await rosa.conversation("family", "Mia")
    async with ana.device() as tablet:
        await tablet.live()
        await rosa.post(family, text)

        assert (await tablet.event(kind="message"))["item"]["text"] == text
    assert (await ana.messages(family))[0]["item"]["text"] == text


@pytest.mark.parametrize(
    "text", ["\u200b", "\u2800", "\u3164", "\u2060", " \n \n", "\u00a0\u200d\ufe0f"], ids=ascii
)
async def test_what_shows_nothing_is_refused_at_every_door_and_no_phone_rings(maple: Running, text: str) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
    said = (await ana.post(family, "Mia slept well"))["id"]
    nothing = {"type": "text", "text": text}
    sentence = "item.text: there is nothing to see in it. Please write something."
    note, incident = {"type": "note", "text": text}, {"type": "incident", "what": text}
    post = "/v1/conversations/{}/messages"

    async with rosa.device() as phone, ana.device() as tablet:
        await phone.live()
        answers = [
            await ana.ask("POST", post.format(family), {"item": nothing}, **{"idempotency-key": "c1"}),
            await ana.ask("PUT", f"/v1/messages/{said}", {"item": nothing}),
            await ana.ask("POST", "/v1/preview", {"conversation": family, "item": nothing}),
            await ana.ask("POST", post.format(day), {"item": note}, **{"idempotency-key": "c2"}),
        ]
        assert [(status, body["detail"]) for status, body in answers] == [(422, sentence)] * 4
        status, body = await ana.ask("POST", post.format(day), {"item": incident}, **{"idempotency-key": "c3"})
        assert (status, body["detail"].partition(":")[0]) == (422, "item.what")
        assert (await tablet.post(family, text))["message"] == sentence
        assert await phone.silence() == []
        await ana.post(day, {"type": "nap", "started_at": "2026-11-28T12:00:00Z", "note": text})
        assert (await phone.event(kind="message"))["item"]["type"] == "nap", "a note may be empty"


async def test_history_is_read_page_by_page_newest_first(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    for number in range(7):
        await ana.post(family, f"{number}")
    first = await ana.get(f"/v1/conversations/{family}/messages?limit=3")
    second = await ana.get(f"/v1/conversations/{family}/messages?limit=3&before={first['next']}")
    third = await ana.get(f"/v1/conversations/{family}/messages?limit=3&cursor={second['next']}")

    pages = [[one["item"]["text"] for one in page["items"]] for page in (first, second, third)]
    assert pages == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    assert third["next"] is None
