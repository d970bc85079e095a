"""Staff Only: what is held waits, shows no trace to families, and ends by an admin's word alone."""

import asyncio
import json
import time

import pytest

from hub.store.journal import Mark, Stored
from tests.hub.running import Running, Somebody

ITEMS = {
    "nap": {"type": "nap", "started_at": "2026-11-23T12:00:00Z"},
    "meal": {"type": "meal", "meal": "lunch", "amount": "all"},
    "bottle": {"type": "bottle", "contents": "milk", "amount_ml": 120},
    "diaper": {"type": "diaper", "state": "wet"},
    "note": {"type": "note", "text": "A good day"},
    "incident": {"type": "incident", "what": "Fell off the slide", "severity": "minor"},
}


async def hold(maple: Running, *types: str) -> Somebody:
    """The school sets these item types to Staff Only; the admin who did."""
    ines = await maple.somebody("Ines Walker")
    status, body = await ines.ask("PUT", "/v1/settings/staff-only", dict.fromkeys(types, True))
    assert status == 200, body
    return ines


async def everything_seen_by(person: Somebody) -> str:
    """All that a person can load, as text."""
    conversations = await person.conversations()
    histories = [await person.messages(one["id"]) for one in conversations]
    reviews = await person.ask("GET", "/v1/reviews?state=held")
    sync = await person.ask("POST", "/v1/sync", {"since": 0})
    start = await person.ask("POST", "/v1/sync", {})
    return json.dumps([conversations, histories, reviews, sync, start])


async def test_a_held_message_waits_for_an_admin_and_then_reaches_the_family(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    async with rosa.device() as phone, ines.device() as desk, ana.device() as tablet:
        for one in (phone, desk, tablet):
            await one.live()
        answer = await tablet.post(family, "Please call us")
        held = await desk.event(kind="held")
        assert await phone.silence() == []

        (waiting,) = (await ines.get("/v1/reviews?state=held"))["items"]
        status, body = await ines.ask("POST", f"/v1/reviews/{waiting['id']}", {"answer": "approve"})
        shown = await phone.event(kind="message")
        reviewed = await tablet.event(kind="reviewed")

    assert answer["sharing"] == "held"
    assert held["id"] == waiting["id"] == shown["id"] == answer["id"]
    assert status == 200, body
    assert shown["item"]["text"] == "Please call us"
    assert shown["seq"] > held["seq"]
    assert "cid" not in shown
    assert reviewed["review"] == {"message": answer["id"], "author": ana.id, "by": ines.id, "answer": "approve"}
    assert (await ines.get("/v1/reviews?state=held"))["items"] == []


@pytest.mark.parametrize("item_type", ITEMS)
async def test_each_activity_can_be_held_and_released(maple: Running, item_type: str) -> None:
    ines = await hold(maple, item_type)
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    day = await ana.conversation("day", "Mia")
    posted = await ana.post(day, ITEMS[item_type])
    assert await rosa.messages(day) == []

    await ines.ask("POST", f"/v1/reviews/{posted['id']}", {"answer": "approve"})

    assert posted["sharing"] == "held"
    (shown,) = await rosa.messages(day)
    assert shown["item"]["type"] == item_type
    assert ITEMS[item_type].items() <= shown["item"].items()


async def test_a_held_item_leaves_no_trace_on_a_familys_side(maple: Running) -> None:
    ines = await hold(maple, "message", "note")
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
    before = await everything_seen_by(rosa)
    async with rosa.device() as phone:
        head = (await phone.until("caught_up"))["seq"]
        poll = asyncio.create_task(rosa.ask("POST", "/v1/sync", {"since": head, "wait_ms": 600}))
        await ana.post(family, "Not yet for parents")
        await ana.post(day, {"type": "note", "text": "Nor this"})
        assert await phone.silence() == []
        status, polled = await poll
    async with rosa.device(since=head) as again:
        welcome, replayed = again.welcome, await again.replayed()

    assert await everything_seen_by(rosa) == before
    assert (status, polled["events"], polled["seq"], polled["more"]) == (200, [], head, False)
    assert (welcome["head"], replayed) == (head, [])
    assert (await rosa.ask("POST", "/v1/sync", {"since": head + 1}))[0] == 409  # nobody is ahead of their own head
    assert "Not yet for parents" in await everything_seen_by(ines)  # it is there


@pytest.mark.parametrize(
    "item", [{"type": "observation", "text": "Stands alone"}, {"type": "name_to_face", "where": "playground"}]
)
async def test_observation_and_name_to_face_are_never_shared_whatever_anybody_does(
    maple: Running, item: dict
) -> None:
    ana, ben, ines, rosa = [
        await maple.somebody(name) for name in ("Ana Reyes", "Ben Carter", "Ines Walker", "Rosa Alvarez")
    ]
    day = await ana.conversation("day", "Mia")
    by_ana, by_ines = await ana.post(day, item), await ines.post(day, item)
    approved = await ines.ask("POST", f"/v1/reviews/{by_ana['id']}", {"answer": "approve"})
    switched = await ines.ask("PUT", "/v1/settings/staff-only", {item["type"]: False})

    assert by_ana["sharing"] == by_ines["sharing"] == "never"
    assert len(await ben.messages(day)) == 2  # staff see it
    assert approved[0] == 404
    assert switched[0] == 422
    assert await rosa.messages(day) == []
    assert item["type"] not in await everything_seen_by(rosa)


async def test_declining_needs_a_reason_which_its_author_reads_and_the_family_never(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    posted = await ana.post(family, "Mia was a monster today")
    async with ana.device() as tablet:
        await tablet.live()
        without = await ines.ask("POST", f"/v1/reviews/{posted['id']}", {"answer": "decline"})
        await ines.ask("POST", f"/v1/reviews/{posted['id']}", {"answer": "decline", "reason": "Please be kinder"})
        reviewed = await tablet.event(kind="reviewed")

    assert without[0] == 422
    assert reviewed["review"]["reason"] == "Please be kinder"
    assert "monster" not in await everything_seen_by(rosa)
    (ended,) = (await ana.get("/v1/reviews?state=ended"))["items"]
    assert (ended["state"], ended["reason"], ended["reviewed_by_name"]) == (
        "decline", "Please be kinder", "Ines Walker",
    )  # fmt: skip


async def test_the_first_decision_wins_and_the_second_reviewer_is_told_who_decided(maple: Running) -> None:
    ines = await hold(maple, "message")
    omar, ana = await maple.somebody("Omar Haddad"), await maple.somebody("Ana Reyes")
    posted = await ana.post(await ana.conversation("family", "Mia"), "One of us")
    path = f"/v1/reviews/{posted['id']}"
    answers = await asyncio.gather(
        ines.ask("POST", path, {"answer": "approve"}),
        omar.ask("POST", path, {"answer": "decline", "reason": "No"}),
    )

    assert sorted(status for status, _ in answers) == [200, 409]
    late = next(body for status, body in answers if status == 409)
    assert late["detail"] in {"Ines Walker already approved this.", "Omar Haddad already declined this."}


async def test_only_admins_review_and_only_what_they_may_read(maple: Running) -> None:
    await hold(maple, "message")
    ana, rosa, ben = [await maple.somebody(name) for name in ("Ana Reyes", "Rosa Alvarez", "Ben Carter")]
    posted = await ana.post(await ana.conversation("family", "Mia"), "Waits")
    path = f"/v1/reviews/{posted['id']}"
    answers = {one.its["name"]: await one.ask("POST", path, {"answer": "approve"}) for one in (ana, rosa, ben)}

    assert answers["Ana Reyes"][0] == 403
    assert answers["Rosa Alvarez"] == await rosa.ask("POST", "/v1/reviews/m_nothing", {"answer": "approve"})
    assert answers["Rosa Alvarez"][0] == answers["Ben Carter"][0] == 404  # Ben is not in Mia's conversation


async def test_what_admins_and_parents_write_is_not_held(maple: Running) -> None:
    ines = await hold(maple, "message")
    rosa = await maple.somebody("Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")

    assert (await rosa.post(family, "Hello"))["sharing"] == "now"
    assert (await ines.post(family, "Hello back"))["sharing"] == "now"


async def test_staff_among_themselves_are_not_held(maple: Running) -> None:
    await hold(maple, "message")
    ana = await maple.somebody("Ana Reyes")

    assert (await ana.post(await ana.conversation("family", "Mia"), "Held"))["sharing"] == "held"
    assert (await ana.post(await ana.conversation("staff", "Acorns"), "Not held"))["sharing"] == "now"


async def test_switching_staff_only_off_changes_only_what_comes_after(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    await ana.post(family, "Before")
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": False})
    await ana.post(family, "After")

    assert [one["item"]["text"] for one in await rosa.messages(family)] == ["After"]
    assert len((await ines.get("/v1/reviews?state=held"))["items"]) == 1


async def test_nora_never_sees_as_staff_what_is_held_about_her_own_child(maple: Running) -> None:
    await hold(maple, "note")
    ana, nora, kim = [await maple.somebody(name, "staff") for name in ("Ana Reyes", "Nora Lind", "Kim Osei")]
    at_home = await maple.somebody("Nora Lind", "guardian")
    emil, mia = await ana.conversation("day", "Emil"), await ana.conversation("day", "Mia")
    for day in (emil, mia):
        await ana.post(day, {"type": "note", "text": "Waits"})
        await ana.post(day, {"type": "observation", "text": "For staff"})

    assert len(await kim.messages(emil)) == 2
    assert len(await nora.messages(mia)) == 2
    assert await nora.messages(emil) == []
    assert await at_home.messages(emil) == []
    assert {one["conversation"] for one in (await nora.get("/v1/reviews"))["items"]} == {mia}


async def test_only_admins_set_what_waits_and_unknown_names_are_refused(maple: Running) -> None:
    ana, ines = await maple.somebody("Ana Reyes"), await maple.somebody("Ines Walker")

    assert (await ana.ask("PUT", "/v1/settings/staff-only", {"nap": True}))[0] == 403
    assert (await ines.ask("PUT", "/v1/settings/staff-only", {"nope": True}))[0] == 422
    status, body = await ines.ask("PUT", "/v1/settings/staff-only", {"nap": True})
    assert (status, body["staff_only"]["nap"], body["staff_only"]["meal"]) == (200, True, False)


async def test_a_preview_names_who_would_hear_and_writes_nothing(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
    status, body = await ana.ask(
        "POST", "/v1/preview", {"conversation": family, "item": {"type": "text", "text": "x"}}
    )
    never = await ana.ask(
        "POST", "/v1/preview", {"conversation": day, "item": {"type": "observation", "text": "x"}}
    )

    assert status == 200
    media = {one["name"]: one["media"] for one in body["recipients"]}
    assert media == {"Rosa Alvarez": ["sms"], "Tom Alvarez": ["email"]}
    assert never[1]["recipients"] == []
    assert await rosa.messages(family) == []


async def test_what_is_held_reviewed_and_shared_in_one_commit_shows_each_device_what_is_its_own_alone(
    maple: Running,
) -> None:
    """What one commit brings is written to each device at once, and framed once for all who get the same."""
    ines = await hold(maple, "message")
    ana, rosa, dana = [await maple.somebody(name) for name in ("Ana Reyes", "Rosa Alvarez", "Dana Novak")]
    family = await ana.conversation("family", "Mia")
    store, sizes = maple.hub.store, list[int]()
    followers = store.followers

    def counted(appended: list[Stored | Mark]) -> None:
        sizes.append(len(appended))
        followers(appended)

    store.followers = counted
    async with ana.device() as tablet, rosa.device() as phone, dana.device() as other, ines.device() as desk:
        devices = {"Ana": tablet, "Rosa": phone, "Dana": other, "Ines": desk}
        for one in devices.values():
            await one.live()
        await tablet.post(family, "FIRST, held")
        first = (await desk.event(kind="held"))["id"]
        busy = asyncio.create_task(store.write(lambda _transaction: time.sleep(0.5), maple.school))
        await asyncio.sleep(0.1)
        await asyncio.gather(
            ines.ask("POST", f"/v1/reviews/{first}", {"answer": "approve"}),
            tablet.post(family, "SECOND, held", i=8),
            phone.post(family, "THIRD, of Rosa"),
            busy,
        )
        while "FIRST" not in "".join(phone.raw):
            await phone.next()
        for one in devices.values():
            await one.silence()

    read = {name: "".join(one.raw) for name, one in devices.items()}
    seen = {name: [word for word in ("FIRST", "SECOND", "THIRD") if word in text] for name, text in read.items()}
    assert max(sizes) >= 3
    assert seen == {
        "Ana": ["FIRST", "SECOND", "THIRD"],
        "Ines": ["FIRST", "SECOND", "THIRD"],
        "Rosa": ["FIRST", "THIRD"],
        "Dana": [],
    }
    assert '"kind":"held"' not in read["Rosa"]
    assert "staff" not in read["Rosa"]
