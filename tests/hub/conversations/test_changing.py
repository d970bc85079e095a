"""Editing and withdrawing: families read the newest or a stub, admins what was there, and it is noted."""

import asyncio
import json
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from channels.items import TextItem
from hub.actions.records.oversee import CONVERSATION, REVISIONS
from hub.actions.review.review import CHANGED
from hub.bus.school import opened
from hub.store import journal
from hub.store.row_security import Across
from hub.store.transaction import Transaction
from hub.store.verify import verify
from notifiers.tables import delivery
from tests.hub.review.test_approval import everything_seen_by, hold
from tests.hub.running import Running, Somebody

SECRET = "Somebody bit her at lunch"


def words(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


async def said_by(author: Somebody, text: str = SECRET) -> tuple[str, dict[str, Any]]:
    """The conversation with Mia's family, and what author said there."""
    family = await author.conversation("family", "Mia")
    return family, await author.post(family, text)


async def test_an_edit_reaches_who_reads_and_is_the_only_text_left(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family, said = await said_by(ana)
    before = next(one for one in await rosa.conversations() if one["id"] == family)
    async with rosa.device() as phone, ana.device() as tablet:
        await phone.live()
        await tablet.live()
        frame = {"t": "edit", "i": 3, "message": said["id"], "item": words("She is fine")}
        await tablet.send([frame, {**frame, "i": 4}])
        first, again = await tablet.until("ok"), await tablet.until("ok")
        shown = await phone.event(kind="edited")
    after = next(one for one in await rosa.conversations() if one["id"] == family)
    (message, *_) = await rosa.messages(family)

    assert first["seq"] == again["seq"] == shown["seq"]
    assert (shown["id"], shown["item"]["text"], shown["of"]) == (said["id"], "She is fine", said["seq"])
    assert (before["n"], before["unread"]) == (after["n"], after["unread"])
    assert (message["id"], message["item"]["text"]) == (said["id"], "She is fine")
    assert message["edited_at"] == shown["edited_at"]
    assert SECRET not in await everything_seen_by(rosa)
    assert SECRET not in await everything_seen_by(ana)


async def test_withdrawn_text_is_nowhere_but_in_the_revision_that_admins_read(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    ines = await maple.somebody("Ines Walker")
    family, said = await said_by(ana)
    await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": words(SECRET + " again")})
    async with rosa.device() as phone:
        await phone.live()
        status, body = await ana.ask("DELETE", f"/v1/messages/{said['id']}")
        gone = await phone.event(kind="withdrawn")
    again = await ana.ask("DELETE", f"/v1/messages/{said['id']}")
    for one in (rosa, ana, ines):
        assert SECRET not in await everything_seen_by(one)
        async with one.device(since=0) as device:
            assert SECRET not in json.dumps(await device.replayed())
    (stub, *_) = await rosa.messages(family)
    kept = await ines.get(f"/v1/messages/{said['id']}/revisions")

    assert (status, body) == again == (200, {"id": said["id"], "seq": gone["seq"]})
    assert "item" not in stub
    assert (stub["id"], stub["author"], stub["n"]) == (said["id"], ana.id, stub["n"])
    assert stub["withdrawn_at"] == gone["withdrawn_at"]
    assert [one["item"]["text"] for one in kept["items"]] == [SECRET, SECRET + " again"]
    assert (await ana.ask("GET", f"/v1/messages/{said['id']}/revisions"))[0] == 403
    assert (await rosa.ask("GET", f"/v1/messages/{said['id']}/revisions"))[0] == 403
    record = (await ines.get("/v1/audit"))["items"]
    assert (REVISIONS, said["id"], ines.id) in [(one["what"], one["about"], one["person"]) for one in record]


async def test_nobody_changes_what_another_wrote_and_who_may_not_know_of_it_learns_nothing(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    dana = await maple.somebody("Dana Novak")
    _, said = await said_by(ana)
    path = f"/v1/messages/{said['id']}"

    status, body = await rosa.ask("PUT", path, {"item": words("No")})
    assert (status, body["detail"]) == (403, "Only who wrote a message changes it.")
    status, body = await rosa.ask("DELETE", path)
    assert (status, body["detail"]) == (403, "Only who wrote a message withdraws it, or an admin.")
    assert (await dana.ask("PUT", path, {"item": words("No")}))[0] == 404
    assert (await dana.ask("DELETE", path))[0] == 404
    assert (await dana.ask("DELETE", "/v1/messages/m_none"))[0] == 404


async def test_an_admin_withdraws_what_a_parent_wrote_and_nobody_edits_what_is_withdrawn(maple: Running) -> None:
    rosa, ines = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ines Walker")
    _, said = await said_by(rosa)

    assert (await ines.ask("DELETE", f"/v1/messages/{said['id']}"))[0] == 200
    status, body = await rosa.ask("PUT", f"/v1/messages/{said['id']}", {"item": words("Still here")})
    assert (status, body["detail"]) == (403, "This message was withdrawn. Write a new one.")


async def test_an_edit_of_what_waits_shows_the_newest_to_who_reviews_and_leaves_no_trace(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    before = await everything_seen_by(rosa)
    family, said = await said_by(ana)
    async with rosa.device() as phone:
        await phone.live()
        status, body = await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": words("She is fine")})
        assert status == 200, body
        assert await phone.silence() == []
    assert await everything_seen_by(rosa) == before
    (waiting,) = (await ines.get("/v1/reviews?state=held"))["items"]
    body = {"answer": "approve", "edited_at": waiting["edited_at"]}
    assert (await ines.ask("POST", f"/v1/reviews/{said['id']}", body))[0] == 200

    assert waiting["item"]["text"] == "She is fine"
    (shown, *_) = await rosa.messages(family)
    assert (shown["id"], shown["item"]["text"]) == (said["id"], "She is fine")
    assert "edited_at" not in shown
    status, body = await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": words("Changed")})
    refused = "Changes to this need the school’s approval. Withdraw it and write it again."
    assert (status, body["detail"]) == (403, refused)


async def test_what_was_changed_since_the_reviewer_looked_is_not_approved_unread(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family, said = await said_by(ana, "She slept well")
    (seen,) = (await ines.get("/v1/reviews?state=held"))["items"]
    await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": words(SECRET)})
    path = f"/v1/reviews/{said['id']}"
    status, refused = await ines.ask("POST", path, {"answer": "approve", "edited_at": seen["edited_at"]})
    shown = await rosa.messages(family)
    (now,) = (await ines.get("/v1/reviews?state=held"))["items"]
    approved, _ = await ines.ask("POST", path, {"answer": "approve", "edited_at": now["edited_at"]})

    assert (status, refused["detail"]) == (409, CHANGED.format(person="Ana Reyes"))
    assert [one for one in shown if one["id"] == said["id"]] == []
    assert approved == 200
    assert [one["item"]["text"] for one in await rosa.messages(family) if one["id"] == said["id"]] == [SECRET]


async def test_what_waits_can_be_withdrawn_and_waits_no_more(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    before = await everything_seen_by(rosa)
    _, said = await said_by(ana)

    assert (await ana.ask("DELETE", f"/v1/messages/{said['id']}"))[0] == 200

    assert await everything_seen_by(rosa) == before
    assert (await ines.get("/v1/reviews?state=held"))["items"] == []
    assert (await ines.get("/v1/reviews?state=ended"))["items"] == []
    status, body = await ines.ask("POST", f"/v1/reviews/{said['id']}", {"answer": "approve"})
    assert (status, body["detail"]) == (409, "Ana Reyes already withdrew this.")
    assert SECRET not in await everything_seen_by(ines)


async def test_an_admins_reading_outside_their_rooms_is_on_record_once_a_day(maple: Running) -> None:
    ines, ana = await maple.somebody("Ines Walker"), await maple.somebody("Ana Reyes")
    rooms = {one["id"] for one in (await ines.get("/v1/me"))["rooms"]}
    families = [one for one in await ines.conversations() if one["kind"] == "family"]
    roster = maple.hub.schools[maple.school].snapshot.roster
    outside = next(one for one in families if not roster.students[one["student"]].rooms & rooms)
    for _ in range(3):
        await ines.messages(outside["id"])
    await ana.messages(await ana.conversation("family", "Mia"))

    items = (await ines.get("/v1/audit"))["items"]
    seen = [(one["person"], one["what"]) for one in items if one["about"] == outside["id"]]
    assert seen == [(ines.id, CONVERSATION)]
    assert {one["person"] for one in items} == {ines.id}
    assert (await ana.ask("GET", "/v1/audit"))[0] == 403


async def test_after_changes_the_records_are_whole_and_a_restart_knows_no_more(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family, said = await said_by(ana)
    _, other = await said_by(ana, "Hello")
    await ana.ask("PUT", f"/v1/messages/{other['id']}", {"item": words("Hello Rosa")})
    await ana.ask("DELETE", f"/v1/messages/{said['id']}")
    async with rosa.device() as phone:
        cursor = (await phone.until("caught_up"))["seq"]

    findings = await maple.hub.store.read(verify, Across.OPERATOR)
    again = await opened(maple.hub.store, maple.school)
    rows = await maple.hub.store.read(
        lambda connection: journal.before(connection, maple.school, family, 2**53, 100), Across.OPERATOR
    )

    assert [one for one in findings if one.broken] == []
    assert again.head_of(rosa.id) == cursor == maple.hub.schools[maple.school].head_of(rosa.id)
    assert SECRET.encode() not in b"".join(one.encoded for one in rows)
    last = again.heads.last_for(again.snapshot, rosa.id, family)
    assert last is not None
    assert last.event.id == other["id"]
    assert last.event.item == TextItem("Hello Rosa")


async def test_a_parent_who_came_later_reads_nothing_of_a_change_to_what_was_said_before(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family, said = await said_by(ana)
    await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": words("She is fine")})
    school = maple.hub.schools[maple.school]
    edited = school.recent[-1]
    place = school.snapshot.members(family)[rosa.id]

    came_later = replace(place, spans=((edited.event.seq, None),))
    later = replace(school.snapshot, _members={family: {rosa.id: came_later}})

    assert school.snapshot.may_read(rosa.id, edited.event, edited.audience)
    assert not later.may_read(rosa.id, edited.event, edited.audience)


async def test_alerts_of_a_withdrawn_message_are_cancelled_and_the_timeline_says_why(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    _, said = await said_by(ana)
    later = {"settled_at": None, "outcome": None, "handed_at": None, "due_at": "2099-01-01T00:00:00.000Z"}
    async with asyncio.timeout(10):
        while not await maple.hub.store.write(lambda one: _put_off(one, said["id"], later), whose=Across.OPERATOR):
            await asyncio.sleep(0.05)
    assert (await ana.ask("DELETE", f"/v1/messages/{said['id']}"))[0] == 200

    told = (await ana.get(f"/v1/messages/{said['id']}/timeline"))["items"]
    steps = [step for one in told for step in one["steps"] if step["what"] == "cancelled"]
    assert steps
    assert {one["detail"] for one in steps} == {"The message was withdrawn."}


def _put_off(transaction: Transaction, message: str, values: dict[str, object]) -> int:
    """As if no provider had been there yet, once none is under way; how many alerts of the message there are."""
    mine = (delivery.c.message == message) & (delivery.c.step == 1)
    if transaction.connection.execute(select(delivery.c.id).where(mine, delivery.c.settled_at.is_(None))).first():
        return 0
    return int(transaction.connection.execute(update(delivery).where(mine).values(**values)).rowcount)
