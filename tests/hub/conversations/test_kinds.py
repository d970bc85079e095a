"""The office, a parent alone, a room’s families, two colleagues: who is in it, and who never learns of it."""

import asyncio
import uuid
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from hub.store import schema
from hub.store.row_security import Across
from hub.store.verify import verify
from tests.hub.notify.test_telling import settled
from tests.hub.people.test_roster import ana_in_saplings, imported, rewrite
from tests.hub.review.test_approval import everything_seen_by, hold
from tests.hub.running import Running, Somebody, running

EVERYBODY = ("Ana Reyes", "Ben Carter", "Ines Walker", "Rosa Alvarez", "Tom Alvarez", "Dana Novak")


async def cast(maple: Running, *names: str) -> list[Somebody]:
    return [await maple.somebody(name) for name in names]


async def opened(person: Somebody, /, **wanted: str) -> dict[str, Any]:
    """A conversation that must be there or made."""
    status, body = await person.ask("POST", "/v1/conversations", wanted)
    assert status in {200, 201}, body
    return dict(body)


async def mia(person: Somebody) -> str:
    return str(next(one["student"] for one in await person.conversations() if "Mia" in (one["student_name"] or "")))


async def written(person: Somebody, conversation: str, words: str = "Hello") -> tuple[int, Any]:
    body = {"item": {"type": "text", "text": words}}
    path = f"/v1/conversations/{conversation}/messages"
    return await person.ask("POST", path, body, **{"idempotency-key": uuid.uuid4().hex})


def named(preview: tuple[int, Any]) -> set[str]:
    """Everybody whom a preview names, reached or not."""
    return {one["name"] for part in ("recipients", "skipped") for one in preview[1][part]}


async def test_tom_never_learns_of_rosas_private_conversation(maple: Running) -> None:
    rosa, tom, ana, ines = await cast(maple, "Rosa Alvarez", "Tom Alvarez", "Ana Reyes", "Ines Walker")
    before, whom = await everything_seen_by(tom), await tom.get("/v1/conversations/possible")
    async with tom.device() as his, ana.device() as tablet:
        await his.live()
        await tablet.live()
        private = (await opened(rosa, kind="direct"))["id"]
        assert (await tablet.event(kind="member"))["gained"] == [private]
        said = await rosa.post(private, "We are separating")
        assert (await tablet.event(kind="message"))["item"]["text"] == "We are separating"
        await ana.post(private, "Thank you for telling us")

        assert await his.silence() == []

    item = {"type": "text", "text": "x"}
    assert [one["item"]["text"] for one in await rosa.messages(private)] == [
        "Thank you for telling us", "We are separating",
    ]  # fmt: skip
    assert await everything_seen_by(tom) == before
    assert await tom.get("/v1/conversations/possible") == whom
    for method, path, body in (
        ("GET", "/v1/conversations/{}/messages", None),
        ("POST", "/v1/conversations/{}/read", {"n": 1}),
    ):
        theirs = await tom.ask(method, path.format(private), body)
        assert theirs[0] == 404
        assert theirs == await tom.ask(method, path.format("c_nothing"), body)
    asked = {"kind": "direct", "person": rosa.id}
    assert await tom.ask("POST", "/v1/conversations", asked) == await tom.ask(
        "POST", "/v1/conversations", {"kind": "direct", "person": "p_nobody"}
    )
    preview = await tom.ask("POST", "/v1/preview", {"conversation": private, "item": item})
    assert preview == await tom.ask("POST", "/v1/preview", {"conversation": "c_nothing", "item": item})
    assert (await tom.ask("GET", f"/v1/messages/{said['id']}/timeline"))[0] == 403
    assert private in await everything_seen_by(ines)  # it is there


async def test_each_private_message_is_told_to_its_own_people_and_never_to_the_other_parent(maple: Running) -> None:
    rosa, tom, ana = await cast(maple, "Rosa Alvarez", "Tom Alvarez", "Ana Reyes")
    private = (await opened(rosa, kind="direct"))["id"]
    item = {"conversation": private, "item": {"type": "text", "text": "x"}}
    by_rosa, by_ana = await rosa.ask("POST", "/v1/preview", item), await ana.ask("POST", "/v1/preview", item)

    assert named(by_ana) == {"Rosa Alvarez"}
    assert "Ana Reyes" in named(by_rosa)
    assert "Tom Alvarez" not in named(by_rosa)
    posted = await ana.post(private, "Only for you")
    await settled(maple)
    told = (await ana.get(f"/v1/messages/{posted['id']}/timeline"))["items"]
    assert [one["person"] for one in told] == [rosa.id]
    assert tom.id not in str(told)


async def test_what_staff_write_privately_waits_where_messages_are_staff_only(maple: Running) -> None:
    ines = await hold(maple, "message")
    rosa, ana = await cast(maple, "Rosa Alvarez", "Ana Reyes")
    private = (await opened(ana, kind="direct", person=rosa.id))["id"]
    before = await everything_seen_by(rosa)
    posted = await ana.post(private, "Not yet")

    assert posted["sharing"] == "held"
    assert await everything_seen_by(rosa) == before
    await ines.ask("POST", f"/v1/reviews/{posted['id']}", {"answer": "approve"})
    assert [one["item"]["text"] for one in await rosa.messages(private)] == ["Not yet"]
    room = await ana.conversation("room", "Acorns")
    assert (await ana.post(room, "To all of you"))["sharing"] == "held"
    assert await rosa.messages(room) == []


async def test_two_devices_that_ask_at_once_get_one_conversation(maple: Running) -> None:
    rosa, ana, ines = await cast(maple, "Rosa Alvarez", "Ana Reyes", "Ines Walker")
    asking: list[Awaitable[tuple[int, Any]]] = [
        who.ask("POST", "/v1/conversations", {"kind": "direct", "person": rosa.id})
        for who in (rosa, ana, ines)
        for _ in range(4)
    ]
    answers = await asyncio.gather(*asking)

    assert len({body["id"] for _, body in answers}) == 1
    assert sorted(status for status, _ in answers) == [200] * 11 + [201]
    assert (await rosa.ask("POST", "/v1/conversations", {"kind": "direct"}))[0] == 200
    its = schema.conversation.c
    counted = select(func.count()).where(its.kind == "direct")
    assert await maple.hub.store.read(lambda connection: connection.execute(counted).scalar(), Across.OPERATOR) == 1
    assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


@pytest.mark.only("postgres")
async def test_two_hubs_that_are_asked_at_once_make_one_conversation(records: Path) -> None:
    async with running(records) as one, running(records) as other:
        rosa, ana = await one.somebody("Rosa Alvarez"), await other.somebody("Ana Reyes")
        wanted = {"kind": "direct", "person": rosa.id}
        (_, first), (_, second) = await asyncio.gather(
            rosa.ask("POST", "/v1/conversations", wanted), ana.ask("POST", "/v1/conversations", wanted)
        )
        await rosa.post(first["id"], "On one hub")

        assert first["id"] == second["id"]
        await other.hub.schools[other.school].catch_up()
        assert (await ana.messages(second["id"]))[0]["item"]["text"] == "On one hub"


async def test_a_school_from_before_private_conversations_makes_them_too(records: Path) -> None:
    async with running(records) as maple:
        gone = text("delete from belongs where party like 'person:%'")
        await maple.hub.store.write(lambda one: one.connection.execute(gone), whose=Across.OPERATOR)
    async with running(records) as maple:
        rosa, tom, ana, ben = await cast(maple, "Rosa Alvarez", "Tom Alvarez", "Ana Reyes", "Ben Carter")
        private = (await opened(rosa, kind="direct"))["id"]
        await rosa.post(private, "Hello")
        between = (await opened(ana, kind="staff_direct", person=ben.id))["id"]

        assert len(await rosa.messages(private)) == len(await ana.messages(private)) == 1
        assert await ben.messages(between) == []
        assert private not in await everything_seen_by(tom)
        assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def test_the_office_is_for_parents_and_admins_and_no_teacher_reads_it(maple: Running) -> None:
    rosa, tom, ana, ines = await cast(maple, "Rosa Alvarez", "Tom Alvarez", "Ana Reyes", "Ines Walker")
    before = await everything_seen_by(ana)
    office = await opened(rosa, kind="office", student=await mia(rosa))
    await rosa.post(office["id"], "The invoice looks wrong")
    status, body = await ana.ask("POST", "/v1/conversations", {"kind": "office", "student": await mia(ana)})
    item = {"conversation": office["id"], "item": {"type": "text", "text": "x"}}
    heard = named(await rosa.ask("POST", "/v1/preview", item))

    assert office["title"] == "Office"
    assert len(await tom.messages(office["id"])) == len(await ines.messages(office["id"])) == 1
    assert await everything_seen_by(ana) == before
    assert (status, body["detail"]) == (
        403, "Only the office and a child’s parents write here. Teachers write to the family.",
    )  # fmt: skip
    assert "Ines Walker" in heard
    assert "Ana Reyes" not in heard


async def test_a_room_reaches_its_families_and_an_answer_goes_to_ones_own_teachers(maple: Running) -> None:
    rosa, dana, ana, ben = await cast(maple, "Rosa Alvarez", "Dana Novak", "Ana Reyes", "Ben Carter")
    room = await ana.conversation("room", "Acorns")
    await ana.post(room, "Please bring boots")
    shown = next(one for one in await rosa.conversations() if one["id"] == room)
    status, body = await written(rosa, room, "Why?")

    assert (await rosa.messages(room))[0]["item"]["text"] == "Please bring boots"
    assert (await dana.ask("GET", f"/v1/conversations/{room}/messages"))[0] == 404
    assert (status, body["detail"]) == (
        403,
        "This goes to every family of Acorns, so nobody answers here. "
        "To answer, write in “Mia Alvarez’s teachers”.",
    )
    assert shown["answers"] == [{"id": await rosa.conversation("family", "Mia"), "name": "Mia Alvarez’s teachers"}]
    assert (shown["may_post"], shown["why_not"]) == (False, body["detail"])
    assert (await written(ben, room))[0] == 404


async def test_two_colleagues_write_to_each_other_and_nobody_else_reads_it(maple: Running) -> None:
    ana, ben, ines, rosa = await cast(maple, "Ana Reyes", "Ben Carter", "Ines Walker", "Rosa Alvarez")
    before = [await everything_seen_by(one) for one in (ines, rosa)]
    between = await opened(ana, kind="staff_direct", person=ben.id)
    again = await opened(ben, kind="staff_direct", person=ana.id)
    await ana.post(between["id"], "Can you take my late shift?")

    assert (between["id"], between["title"], again["title"]) == (again["id"], "Ben Carter", "Ana Reyes")
    assert len(await ben.messages(between["id"])) == 1
    assert [await everything_seen_by(one) for one in (ines, rosa)] == before
    assert (await rosa.ask("POST", "/v1/conversations", {"kind": "staff_direct", "person": ana.id}))[0] == 404
    assert (await ana.ask("POST", "/v1/conversations", {"kind": "staff_direct", "person": ana.id}))[0] == 404


async def test_everybody_is_offered_whom_they_may_write_to_and_can(maple: Running) -> None:
    for name in EVERYBODY:
        person = await maple.somebody(name)
        offered = (await person.get("/v1/conversations/possible"))["items"]
        assert offered
        for kind in sorted({one["kind"] for one in offered}):
            one = next(one for one in offered if one["kind"] == kind)
            about = {key: one[key] for key in ("student", "person") if one[key] is not None}
            found = await opened(person, kind=kind, **about)
            assert found["may_post"]
            assert found["title"] == one["title"]
            assert (await written(person, found["id"]))[0] == 201


async def test_where_the_school_starts_conversations_parents_answer_and_read_why(maple: Running) -> None:
    ines, rosa, ana, dana = await cast(maple, "Ines Walker", "Rosa Alvarez", "Ana Reyes", "Dana Novak")
    status, chosen = await ines.ask("PUT", "/v1/settings/conversations", {"guardians_start": False})
    family = await rosa.conversation("family", "Mia")
    refused = await written(rosa, family)
    private = await rosa.ask("POST", "/v1/conversations", {"kind": "direct"})
    whom = await rosa.get("/v1/conversations/possible")
    await ana.post(family, "Hello Rosa")

    assert (status, chosen["guardians_start"]) == (200, False)
    assert refused[0] == private[0] == 403
    assert refused[1]["detail"] == private[1]["detail"] == whom["why_not"]
    assert whom["items"] == []
    assert (await written(rosa, family))[0] == 201
    assert next(one for one in await rosa.conversations() if one["id"] == family)["may_post"]
    assert not next(one for one in await dana.conversations() if one["kind"] == "family")["may_post"]
    assert (await ana.ask("PUT", "/v1/settings/conversations", {"guardians_start": True}))[0] == 403


async def test_a_held_word_of_the_school_does_not_show_by_letting_a_parent_answer(maple: Running) -> None:
    ines = await hold(maple, "message")
    rosa, ana = await cast(maple, "Rosa Alvarez", "Ana Reyes")
    await ines.ask("PUT", "/v1/settings/conversations", {"guardians_start": False})
    family = await rosa.conversation("family", "Mia")
    before = await everything_seen_by(rosa)
    await ana.post(family, "Waits")

    assert (await written(rosa, family))[0] == 403
    assert await everything_seen_by(rosa) == before


async def test_out_of_hours_a_parent_reads_when_to_expect_an_answer_and_can_still_write(maple: Running) -> None:
    ines, rosa, ana = await cast(maple, "Ines Walker", "Rosa Alvarez", "Ana Reyes")
    elsewhere = (datetime.now(UTC).weekday() + 3) % 7
    hours = [{"weekday": elsewhere, "opens": 450, "closes": 1020}]
    status, chosen = await ines.ask("PUT", "/v1/settings/conversations", {"office_hours": hours})
    wrong = await ines.ask("PUT", "/v1/settings/conversations", {"office_hours": [*hours, *hours]})
    family = await rosa.conversation("family", "Mia")
    item = {"conversation": family, "item": {"type": "text", "text": "x"}}
    by_rosa, by_ana = await rosa.ask("POST", "/v1/preview", item), await ana.ask("POST", "/v1/preview", item)

    assert (status, chosen["office_hours"]) == (200, hours)
    assert wrong[0] == 422
    assert "Expect an answer from" in by_rosa[1]["expect"]
    assert by_ana[1]["expect"] is None
    assert (await rosa.get("/v1/conversations/possible"))["expect"] == by_rosa[1]["expect"]
    assert (await written(rosa, family))[0] == 201


@pytest.mark.parametrize(
    ("history", "reads"),
    [("all", ["a month ago", "yesterday"]), ("week", ["yesterday"]), ("assigned", [])],
)
async def test_a_newly_assigned_teacher_reads_as_far_back_as_the_school_chose(
    records: Path, bundle: Path, history: str, reads: list[str]
) -> None:
    rewrite(bundle, "enrollments.csv", ana_in_saplings)
    async with running(records) as maple:
        ines, dana, ana, ben = await cast(maple, "Ines Walker", "Dana Novak", "Ana Reyes", "Ben Carter")
        leo = await dana.conversation("family", "Leo")
        for words, days in (("a month ago", 30), ("yesterday", 1)):
            await dana.post(leo, words)
            aged = _aged(maple, days)
            await maple.hub.store.write(lambda one, its=aged: one.connection.execute(its), whose=Across.OPERATOR)
        await ines.ask("PUT", "/v1/settings/conversations", {"history": history})
        await imported(records, bundle)
        await maple.hub.schools[maple.school].catch_up()
        await dana.post(leo, "today")

        assert [one["item"]["text"] for one in await ana.messages(leo)] == ["today", *reversed(reads)]
        for other in (ben, ines, dana):  # who was there before, or answers for all of it
            assert len(await other.messages(leo)) == 3
        async with ana.device(since=0) as phone:
            replayed = [one["item"]["text"] for one in await phone.replayed() if one.get("conversation") == leo]
        assert replayed == [*reads, "today"]


def _aged(maple: Running, days: int) -> Any:
    """Everything so far was at least as many days ago."""
    at = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return text("update event set at = :at where at > :at").bindparams(at=at)


async def test_why_somebody_is_or_is_not_in_a_private_conversation_is_told_in_the_rules_own_words(
    maple: Running,
) -> None:
    rosa, tom, ana, ben = await cast(maple, "Rosa Alvarez", "Tom Alvarez", "Ana Reyes", "Ben Carter")
    private = (await opened(rosa, kind="direct"))["id"]

    async def explained(who: Somebody, may: str) -> dict[str, Any]:
        return dict(await ana.get(f"/v1/explain?who={who.id}&may={may}&about={private}"))

    no_other = "A private conversation is one parent’s own; no other parent is in it."
    assert await explained(tom, "see") == await explained(tom, "message") == {
        "answer": False, "because": [no_other], "change": None,
    }  # fmt: skip
    assert (await explained(rosa, "see"))["answer"] is (await explained(ana, "message"))["answer"] is True
    assert (await explained(ana, "hear"))["answer"] is (await explained(rosa, "hear"))["answer"] is True
    assert (await explained(ben, "hear"))["because"] == ["Ben Carter is not in this conversation."]
    asked = await tom.ask("GET", f"/v1/explain?who={tom.id}&may=see&about={private}")
    assert asked[0] == 404


async def test_a_change_of_room_takes_a_private_conversation_from_ana_and_leaves_it_to_rosa(
    records: Path, bundle: Path
) -> None:
    rewrite(bundle, "enrollments.csv", ana_in_saplings)
    async with running(records) as maple:
        rosa, ana, dana = await cast(maple, "Rosa Alvarez", "Ana Reyes", "Dana Novak")
        private, danas = (await opened(rosa, kind="direct"))["id"], (await opened(dana, kind="direct"))["id"]
        await rosa.post(private, "She reads this")
        assert len(await ana.messages(private)) == 1
        async with ana.device() as phone:
            await phone.live()
            await imported(records, bundle)
            member = await phone.event(kind="member")
            await rosa.post(private, "She does not read this")
            assert await phone.silence() == []

        assert private in member["lost"]
        assert danas in member["gained"]
        assert (await ana.ask("GET", f"/v1/conversations/{private}/messages"))[0] == 404
        assert (await written(ana, private))[0] == 404
        refused = await ana.ask("POST", "/v1/conversations", {"kind": "direct", "person": rosa.id})
        assert refused[0] == 403
        assert "Rosa Alvarez’s children are in" in refused[1]["detail"]
        assert len(await rosa.messages(private)) == 2
