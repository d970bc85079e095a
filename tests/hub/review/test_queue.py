"""The review queue: returned, changed, many at once, four eyes; and who gets it is decided when it is released."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.store import schema
from hub.store.row_security import Across
from hub.store.verify import verify
from notifiers.tables import delivery
from tests.hub.people.test_roster import Row, imported, rewrite
from tests.hub.review.test_approval import everything_seen_by, hold
from tests.hub.running import Running, Somebody, running

FIRST = "Mia was a monster today"
BETTER = "Mia was full of energy today"


def words(text: str) -> dict[str, str]:
    return {"type": "text", "text": text}


async def waiting_at_mias(maple: Running, text: str = FIRST) -> tuple[Somebody, Somebody, str, dict[str, Any]]:
    """Ines, Ana, the conversation with Mia's family, and what Ana wrote there, which waits."""
    ines, ana = await hold(maple, "message"), await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    return ines, ana, family, await ana.post(family, text)


async def decide(who: Somebody, message: str, answer: str, reason: str = "", **more: object) -> tuple[int, Any]:
    return await who.ask("POST", f"/v1/reviews/{message}", {"answer": answer, "reason": reason, **more})


async def listed(who: Somebody, query: str) -> list[dict[str, Any]]:
    return list((await who.get(f"/v1/reviews?{query}"))["items"])


async def alerts(maple: Running, event: int) -> list[dict[str, Any]]:
    """What is or was to be delivered of an event."""
    rows = await maple.hub.store.read(
        lambda one: one.execute(select(delivery).where(delivery.c.event == event)).mappings().all(), Across.OPERATOR
    )
    return [dict(row) for row in rows]


async def planned(maple: Running, event: int) -> list[dict[str, Any]]:
    """Likewise, once somebody is told of it."""
    async with asyncio.timeout(10):
        while not (found := await alerts(maple, event)):
            await asyncio.sleep(0.02)
    return found


# Return


async def test_what_is_returned_comes_back_to_its_author_with_the_reason_and_reaches_no_family(
    maple: Running,
) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    await hold(maple, "message")
    before = await everything_seen_by(rosa)
    ines, ana, _, said = await waiting_at_mias(maple)
    async with ana.device() as tablet, rosa.device() as phone:
        await tablet.live()
        await phone.live()
        status, body = await decide(ines, said["id"], "return", "Please be kinder")
        reviewed = await tablet.event(kind="reviewed")
        assert await phone.silence() == []
    told = await planned(maple, body["seq"])

    assert (status, body["answer"]) == (200, "return")
    assert (reviewed["review"]["answer"], reviewed["review"]["reason"]) == ("return", "Please be kinder")
    assert {person for one in told for person in json.loads(one["recipients"])} == {ana.id}
    assert {one["body"] for one in told} == {"Ines Walker returned what you wrote"}
    assert await everything_seen_by(rosa) == before
    (mine,) = await listed(ana, "state=returned&mine=yes")
    assert (mine["id"], mine["state"], mine["reason"], mine["reviewed_by_name"], mine["item"]["text"]) == (
        said["id"], "return", "Please be kinder", "Ines Walker", FIRST,
    )  # fmt: skip
    assert await listed(ana, "state=held&mine=yes") == []
    assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def test_returning_needs_a_reason_and_takes_no_changes(maple: Running) -> None:
    ines, _, _, said = await waiting_at_mias(maple)
    without = await decide(ines, said["id"], "return", "  ")
    changed = await decide(ines, said["id"], "return", "Kinder", item=words(BETTER))

    assert (without[0], without[1]["detail"]) == (422, "reason: tell the author why, so that they know what to do.")
    assert (changed[0], changed[1]["detail"]) == (
        422,
        "item: what is not approved is not changed either; write what should be different as the reason.",
    )
    assert len(await listed(ines, "state=held")) == 1


async def test_a_returned_message_is_not_edited_in_its_place_but_sent_again_once(maple: Running) -> None:
    ines, ana, family, said = await waiting_at_mias(maple)
    await decide(ines, said["id"], "return", "Please be kinder")
    status, refused = await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": words(BETTER)})
    again = await ana.post(family, BETTER, f"again:{said['id']}")
    repeated = await ana.post(family, BETTER, f"again:{said['id']}")

    assert (status, refused["detail"]) == (
        403, "This message was returned to you. Change it and send it again as a new one.",
    )  # fmt: skip
    assert again["sharing"] == "held"
    assert repeated["id"] == again["id"] != said["id"]
    assert await listed(ana, "state=returned&mine=yes") == []
    assert [one["id"] for one in await listed(ana, "state=ended&mine=yes")] == [said["id"]]
    assert [one["id"] for one in await listed(ines, "state=held")] == [again["id"]]


async def test_a_returned_message_is_discarded_by_withdrawing_it(maple: Running) -> None:
    ines, ana, _, said = await waiting_at_mias(maple)
    await decide(ines, said["id"], "return", "Please be kinder")
    assert len(await listed(ana, "state=returned&mine=yes")) == 1
    assert (await ana.ask("DELETE", f"/v1/messages/{said['id']}"))[0] == 200
    assert await listed(ana, "state=returned&mine=yes") == []


# Approve with changes


async def test_the_family_reads_what_the_reviewer_made_of_it_and_no_trace_of_what_it_was(maple: Running) -> None:
    ines, ana, family, said = await waiting_at_mias(maple)
    rosa = await maple.somebody("Rosa Alvarez")
    async with rosa.device() as phone, ana.device() as tablet:
        await phone.live()
        await tablet.live()
        status, _ = await decide(ines, said["id"], "approve", item=words(BETTER))
        shown = await phone.event(kind="message")
        reviewed = await tablet.event(kind="reviewed")
        assert await phone.silence() == []

    assert status == 200
    assert (shown["author"], shown["item"]["text"]) == (ana.id, BETTER)
    assert shown.keys() == {"t", "seq", "at", "kind", "conversation", "n", "id", "author", "item"}
    seen = await everything_seen_by(rosa)
    assert BETTER in seen
    assert FIRST not in seen
    assert ines.id not in json.dumps(await rosa.messages(family))
    assert reviewed["review"] == {
        "message": said["id"], "author": ana.id, "by": ines.id, "answer": "approve", "changed": True,
        "before": words(FIRST),
    }  # fmt: skip
    (ended,) = await listed(ana, "state=ended&mine=yes")
    assert (ended["item"]["text"], ended["before"]["text"], ended["changed"], ended["reviewed_by_name"]) == (
        BETTER, FIRST, True, "Ines Walker",
    )  # fmt: skip
    (kept,) = (await ines.get(f"/v1/messages/{said['id']}/revisions"))["items"]
    assert (kept["item"]["text"], kept["changed_by_name"]) == (FIRST, "Ines Walker")
    assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def test_what_was_changed_in_review_is_withdrawn_whole(maple: Running) -> None:
    ines, ana, _, said = await waiting_at_mias(maple)
    await decide(ines, said["id"], "approve", item=words(BETTER))
    assert FIRST in await everything_seen_by(ana)
    assert (await ana.ask("DELETE", f"/v1/messages/{said['id']}"))[0] == 200
    async with ana.device(since=0) as again:
        replayed = await again.replayed()

    for text in (FIRST, BETTER):
        assert text not in await everything_seen_by(ana)
        assert text not in json.dumps(replayed)
    kept = (await ines.get(f"/v1/messages/{said['id']}/revisions"))["items"]
    assert [one["item"]["text"] for one in kept] == [FIRST, BETTER]
    assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []
    told = json.dumps(
        {
            "review": {
                "message": said["id"],
                "author": ana.id,
                "by": ines.id,
                "answer": "approve",
                "changed": True,
                "before": words(FIRST),
            }
        }
    )
    row = update(schema.event).where(schema.event.c.kind == "reviewed").values(body=told)
    await maple.hub.store.write(lambda one: one.connection.execute(row), whose=Across.OPERATOR)
    broken = [one.promise for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken]
    assert broken == ["What was withdrawn is said nowhere"]


async def test_what_was_changed_in_review_and_by_its_author_later_says_the_newest_everywhere(
    maple: Running,
) -> None:
    ines, ana, family, said = await waiting_at_mias(maple)
    await decide(ines, said["id"], "approve", item=words(BETTER))
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": False})
    back = await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": words("Mia had fun")})
    rosa = await maple.somebody("Rosa Alvarez")

    assert back[0] == 200, back
    assert [one["item"]["text"] for one in await rosa.messages(family)] == ["Mia had fun"]
    seen = await everything_seen_by(ana)
    assert (FIRST in seen, BETTER in seen) == (False, False)
    assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def test_the_same_text_sent_as_a_change_is_a_plain_approval(maple: Running) -> None:
    ines, ana, _, said = await waiting_at_mias(maple)
    assert (await decide(ines, said["id"], "approve", item=words(FIRST)))[0] == 200
    (ended,) = await listed(ana, "state=ended")
    assert (ended["changed"], ended["before"]) == (False, None)
    assert (await ines.ask("GET", f"/v1/messages/{said['id']}/revisions"))[0] == 404


async def test_a_change_in_review_is_judged_like_a_post_and_made_of_what_the_reviewer_read(maple: Running) -> None:
    ines, ana, _, said = await waiting_at_mias(maple)
    other = await decide(ines, said["id"], "approve", item={"type": "note", "text": "x"})
    never = await decide(ines, said["id"], "approve", item={"type": "observation", "text": "x"})
    empty = await decide(ines, said["id"], "approve", item=words(""))
    await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": words("Newer")})
    stale = await decide(ines, said["id"], "approve", item=words(BETTER))

    assert (other[0], other[1]["detail"]) == (422, "item: A text stays a text. Return it to its author instead.")
    assert (never[0], never[1]["detail"]) == (
        422, "item: This kind of item is for staff only and is never shared with families.",
    )  # fmt: skip
    assert empty[0] == 422
    assert stale[0] == 409
    assert len(await listed(ines, "state=held")) == 1


async def test_an_activity_is_changed_in_review_too(maple: Running) -> None:
    ines, ana, rosa = (
        await hold(maple, "meal"),
        await maple.somebody("Ana Reyes"),
        await maple.somebody("Rosa Alvarez"),
    )
    day = await ana.conversation("day", "Mia")
    meal = {"type": "meal", "meal": "lunch", "amount": "some", "note": "Threw her peas"}
    said = await ana.post(day, meal)
    assert (await decide(ines, said["id"], "approve", item={**meal, "note": "Not a friend of peas"}))[0] == 200
    (shown,) = await rosa.messages(day)
    assert shown["item"]["note"] == "Not a friend of peas"


# The first decision wins


@pytest.mark.parametrize(
    ("answer", "more", "sentence"),
    [
        ("approve", {}, "Ines Walker already approved this."),
        ("approve", {"item": words(BETTER)}, "Ines Walker already approved this with changes."),
        ("return", {"reason": "Kinder"}, "Ines Walker already returned this to Ana Reyes."),
        ("decline", {"reason": "No"}, "Ines Walker already declined this."),
    ],
)
async def test_the_second_reviewer_is_told_who_decided_and_how(
    maple: Running, answer: str, more: dict[str, Any], sentence: str
) -> None:
    ines, _, _, said = await waiting_at_mias(maple)
    omar = await maple.somebody("Omar Haddad")
    assert (await decide(ines, said["id"], answer, **more))[0] == 200
    late = [
        await decide(omar, said["id"], "approve"),
        await decide(omar, said["id"], "return", "Why"),
        await decide(omar, said["id"], "decline", "Why"),
        await decide(omar, said["id"], "approve", item=words("Mine")),
    ]
    assert {(status, body["detail"]) for status, body in late} == {(409, sentence)}


# Many at once


async def test_many_are_approved_at_once_and_each_that_is_not_says_why(maple: Running) -> None:
    ines, ana, family, first = await waiting_at_mias(maple, "First")
    omar, rosa = await maple.somebody("Omar Haddad"), await maple.somebody("Rosa Alvarez")
    declined, changed, last = [await ana.post(family, text) for text in ("Declined", "Changed", "Last")]
    await decide(omar, declined["id"], "decline", "No")
    await ana.ask("PUT", f"/v1/messages/{changed['id']}", {"item": words("Newer")})
    messages = [{"id": one["id"], "edited_at": None} for one in (first, declined, changed, last)]
    messages += [{"id": "m_none"}, {"id": first["id"]}]
    status, body = await ines.ask("POST", "/v1/reviews", {"answer": "approve", "messages": messages})

    assert status == 200, body
    assert [(one["id"], one["done"], one["code"], one["detail"]) for one in body["items"]] == [
        (first["id"], True, None, None),
        (declined["id"], False, "conflict", "Omar Haddad already declined this."),
        (
            changed["id"], False, "conflict",
            "Ana Reyes changed this since you looked. Read it again, then decide.",
        ),
        (last["id"], True, None, None),
        ("m_none", False, "not_found", "There is no such message, or it is not yours."),
    ]  # fmt: skip
    assert [one["item"]["text"] for one in await rosa.messages(family)] == ["Last", "First"]
    assert [one["id"] for one in await listed(ines, "state=held")] == [changed["id"]]


async def test_many_at_once_are_so_many_and_for_who_may_review(maple: Running) -> None:
    ines, ana, _, said = await waiting_at_mias(maple)
    rosa = await maple.somebody("Rosa Alvarez")
    one = {"id": said["id"]}
    many = {"answer": "approve", "messages": [one] * 101}
    by_ana = await ana.ask("POST", "/v1/reviews", {"answer": "approve", "messages": [one]})

    assert (await ines.ask("POST", "/v1/reviews", many))[0] == 422
    assert (await ines.ask("POST", "/v1/reviews", {"answer": "approve", "messages": []}))[0] == 422
    assert (await ines.ask("POST", "/v1/reviews", {"answer": "decline", "messages": [one]}))[0] == 422
    assert (
        by_ana[1]["items"][0]["detail"]
        == "Only admins, and staff they chose for it, review what waits for approval."
    )
    assert (await rosa.ask("POST", "/v1/reviews", {"answer": "approve", "messages": [one]}))[0] == 403
    assert len(await listed(ines, "state=held")) == 1


# Four eyes


async def test_with_four_eyes_another_admin_approves_what_an_admin_wrote(maple: Running) -> None:
    ines = await hold(maple, "message")
    omar, rosa, ana = [await maple.somebody(one) for one in ("Omar Haddad", "Rosa Alvarez", "Ana Reyes")]
    family = await ines.conversation("family", "Mia")
    assert (await ines.post(family, "Before"))["sharing"] == "now"
    status, body = await ines.ask("PUT", "/v1/settings/review", {"four_eyes": True})
    assert (status, body["four_eyes"]) == (200, True)
    said = await ines.post(family, "Your invoice is late")
    own = await decide(ines, said["id"], "approve")
    changed = await decide(ines, said["id"], "approve", item=words("Other"))
    returned = await decide(ines, said["id"], "return", "Why")
    (mine,), (his,) = await listed(ines, "state=held"), await listed(omar, "state=held")
    seen_before = [one["item"]["text"] for one in await rosa.messages(family)]
    approved = await decide(omar, said["id"], "approve")

    sentence = "You wrote this, and the school asks for four eyes. Omar Haddad may review it."
    assert said["sharing"] == "held"
    assert {(one[0], one[1]["detail"]) for one in (own, changed, returned)} == {(403, sentence)}
    assert (mine["may_review"], mine["why_not"], his["may_review"], his["why_not"]) == (False, sentence, True, None)
    assert mine["why"] == "The school asks for four eyes: another admin approves this before families see it."
    assert seen_before == ["Before"]
    assert approved[0] == 200
    assert [one["item"]["text"] for one in await rosa.messages(family)] == ["Your invoice is late", "Before"]
    assert (await ana.get("/v1/settings/review"))["four_eyes"] is True
    assert (await ana.ask("PUT", "/v1/settings/review", {"four_eyes": False}))[0] == 403
    assert (await rosa.ask("GET", "/v1/settings/review"))[0] == 403


async def test_four_eyes_switched_off_changes_only_what_comes_after(maple: Running) -> None:
    ines = await hold(maple, "message")
    rosa = await maple.somebody("Rosa Alvarez")
    family = await ines.conversation("family", "Mia")
    await ines.ask("PUT", "/v1/settings/review", {"four_eyes": True})
    await ines.post(family, "Held")
    await ines.ask("PUT", "/v1/settings/review", {"four_eyes": False})
    await ines.post(family, "Shared")
    assert [one["item"]["text"] for one in await rosa.messages(family)] == ["Shared"]
    assert len(await listed(ines, "state=held")) == 1


# Who gets it is decided at release


def mia_in_saplings(rows: list[Row]) -> list[Row]:
    for row in rows:
        if row["userSourcedId"] == "stu-mia-alvarez":
            row["classSourcedId"] = "room-saplings"
    return rows


def rosa_lost_mia(rows: list[Row]) -> list[Row]:
    for row in rows:
        if row["sourcedId"] == "stu-mia-alvarez":
            row["agentSourcedIds"] = "usr-tom-alvarez"
    return rows


async def test_what_is_released_after_a_change_of_room_goes_to_the_staff_of_the_new_one(
    records: Path, bundle: Path
) -> None:
    rewrite(bundle, "enrollments.csv", mia_in_saplings)
    async with running(records) as maple:
        ines, ana, family, said = await waiting_at_mias(maple)
        ben = await maple.somebody("Ben Carter")
        assert (await ben.ask("GET", f"/v1/conversations/{family}/messages"))[0] == 404
        code, _ = await imported(records, bundle)
        async with ana.device() as old, ben.device() as new:
            await old.live()
            await new.live()
            status, _ = await decide(ines, said["id"], "approve")
            shown = await new.event(kind="message")
            assert [one for one in await old.silence() if one.get("conversation") == family] == []
        gone = await ana.ask("GET", f"/v1/conversations/{family}/messages")

    assert (code, status, gone[0]) == (0, 200, 404)
    assert (shown["id"], shown["author"], shown["item"]["text"]) == (said["id"], ana.id, FIRST)


async def test_a_guardian_who_lost_the_child_while_it_waited_gets_nothing_of_it(
    records: Path, bundle: Path
) -> None:
    rewrite(bundle, "users.csv", rosa_lost_mia)
    async with running(records) as maple:
        ines, _, family, said = await waiting_at_mias(maple)
        rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
        assert family in {one["id"] for one in await rosa.conversations()}
        code, _ = await imported(records, bundle)
        async with rosa.device() as hers, tom.device() as his:
            await hers.live()
            await his.live()
            status, body = await decide(ines, said["id"], "approve")
            shown = await his.event(kind="message")
            assert await hers.silence() == []
        told = await planned(maple, shown["seq"])
        seen = await everything_seen_by(rosa)
        rows = await maple.hub.store.read(
            lambda one: one.execute(select(schema.hold.c.answer)).scalars().all(), Across.OPERATOR
        )

    assert (code, status, body["answer"], list(rows)) == (0, 200, "approve", ["approve"])
    assert {person for one in told for person in json.loads(one["recipients"])} == {tom.id}
    assert FIRST not in seen
    assert family not in seen.split('"gained"')[0]


async def test_a_reviewer_who_became_a_parent_of_the_child_is_told_that_another_decides(
    records: Path, bundle: Path
) -> None:
    def ines_is_a_parent(rows: list[Row]) -> list[Row]:
        mia = next(row for row in rows if row["sourcedId"] == "stu-mia-alvarez")
        mia["agentSourcedIds"] += ",usr-ines-walker"
        return rows

    def of_both(rows: list[Row]) -> list[Row]:
        parent = dict(next(row for row in rows if row["userSourcedId"] == "usr-tom-alvarez"))
        return [*rows, {**parent, "sourcedId": "rol-ines-parent", "userSourcedId": "usr-ines-walker"}]

    rewrite(bundle, "users.csv", ines_is_a_parent)
    rewrite(bundle, "roles.csv", of_both)
    async with running(records) as maple:
        ines, _, _, said = await waiting_at_mias(maple)
        omar = await maple.somebody("Omar Haddad")
        code, answered = await imported(records, bundle)
        own = await decide(ines, said["id"], "approve")
        many = await ines.ask("POST", "/v1/reviews", {"answer": "approve", "messages": [{"id": said["id"]}]})
        others = await decide(omar, said["id"], "approve")

    assert code == 0, answered
    assert own[0] == 404  # as staff she does not even know of it
    assert [one["done"] for one in many[1]["items"]] == [False]
    assert others[0] == 200
