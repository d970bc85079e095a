"""What is held by who wrote it and by what it names, over a running hub, and who is reminded of it when."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.actions.review.remind import remind
from hub.store.row_security import Across
from notifiers.tables import delivery
from tests.hub.conversations.test_kinds import cast
from tests.hub.notify.test_telling import Telling, settled, telling, until  # noqa: F401 (a fixture)
from tests.hub.people.test_staff import permit
from tests.hub.review.test_approval import everything_seen_by, hold
from tests.hub.running import DEADLINE, Running, Somebody

NAMES = "It names Leo, who is not of this family."


async def reviewing(admin: Somebody, **wanted: Any) -> Mapping[str, Any]:
    """The settings of reviewing after it, which must be taken."""
    status, body = await admin.ask("PUT", "/v1/settings/review", wanted)
    assert status == 200, body
    return dict(body)


async def test_what_names_another_familys_child_waits_and_leaves_no_trace_with_the_family(maple: Running) -> None:
    ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
    before = await everything_seen_by(rosa)
    preview = await ana.ask(
        "POST", "/v1/preview", {"conversation": family, "item": {"type": "text", "text": "Leo bit her"}}
    )
    assert (preview[1]["sharing"], preview[1]["why"]) == ("held", NAMES)

    said = await ana.post(family, "Leo bit her")
    noted = await ana.post(day, {"type": "incident", "what": "A bite", "action": "Talked to Leo Novak"})
    assert (said["sharing"], noted["sharing"]) == ("held", "held")
    assert await everything_seen_by(rosa) == before
    waiting = {one["id"]: one["why"] for one in (await ines.get("/v1/reviews?state=held"))["items"]}
    assert waiting[said["id"]] == NAMES
    assert "Leo Novak" in waiting[noted["id"]]

    assert (await ana.post(family, "Another child bit her"))["sharing"] == "now"
    assert (await ines.post(family, "Leo bit her"))["sharing"] == "now"  # an admin answers for it
    assert (await rosa.post(family, "Who is Leo?"))["sharing"] == "now"
    await reviewing(ines, hold_names=False)
    assert (await ana.post(family, "Leo bit her"))["sharing"] == "now"


async def test_an_edit_does_not_bring_a_name_in_behind_the_schools_back(maple: Running) -> None:
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    said = await ana.post(family, "Another child bit her")
    status, body = await ana.ask(
        "PUT", f"/v1/messages/{said['id']}", {"item": {"type": "text", "text": "Leo bit her"}}
    )

    assert (status, body["code"]) == (403, "forbidden")
    assert (await rosa.messages(family))[0]["item"]["text"] == "Another child bit her"


async def test_new_staff_are_under_review_trusted_staff_are_not_and_it_changes_only_what_comes_after(
    maple: Running,
) -> None:
    ines, ana, ben = await cast(maple, "Ines Walker", "Ana Reyes", "Ben Carter")
    family, leos = await ana.conversation("family", "Mia"), await ben.conversation("family", "Leo")
    assert (await ana.post(family, "One"))["sharing"] == "now"
    assert (await permit(ines, ana, own="waits"))["own"] == "waits"
    held = await ana.post(family, "Two")
    assert held["sharing"] == "held"
    assert (await ben.post(leos, "One"))["sharing"] == "now"
    waiting = {one["id"]: one["why"] for one in (await ines.get("/v1/reviews?state=held"))["items"]}
    assert waiting[held["id"]] == "What Ana Reyes writes to families is approved first."

    await hold(maple, "message")
    await permit(ines, ben, own="trusted")
    assert (await ben.post(leos, "Two"))["sharing"] == "now"
    assert (await ben.post(leos, "Mia was there"))["sharing"] == "held"
    await permit(ines, ana, own="school")
    assert held["id"] in str(await ines.get("/v1/reviews?state=held"))


async def test_reviewers_are_reminded_once_of_all_that_waits_and_then_the_second_approver(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, omar = await cast(maple, "Ana Reyes", "Omar Haddad")
    school = maple.hub.schools[maple.school]
    family = await ana.conversation("family", "Mia")
    await reviewing(ines, review_minutes=30, second_approver=omar.id)
    posted = [await ana.post(family, text) for text in ("One", "Two")]
    assert await remind(school, maple.clock()) == 0

    maple.clock.ahead = timedelta(minutes=31)
    async with ana.device() as tablet:
        await tablet.live()
        assert await remind(school, maple.clock()) == 2
        assert await remind(school, maple.clock()) == 0  # once
        assert await tablet.silence() == []
    shown = await _told(maple, "2 items wait for your approval", 2)
    assert {one["recipients"] for one in shown} == {f'["{ines.id}"]', f'["{omar.id}"]'}

    assert (await omar.ask("POST", f"/v1/reviews/{posted[0]['id']}", {"answer": "approve"}))[0] == 200
    maple.clock.ahead = timedelta(minutes=61)
    assert await remind(school, maple.clock()) == 1
    (late,) = await _told(maple, "1 item waits for your approval, for too long by now", 1)
    assert late["recipients"] == f'["{omar.id}"]'
    maple.clock.ahead = timedelta(days=1)
    assert await remind(school, maple.clock()) == 0


async def _told(maple: Running, body: str, many: int) -> list[dict[str, Any]]:
    """The deliveries with that headline, once there are so many."""

    def read(connection: Any) -> list[dict[str, Any]]:
        rows = connection.execute(select(delivery).where(delivery.c.body == body)).mappings()
        return [dict(row) for row in rows]

    async with asyncio.timeout(DEADLINE):
        while len(found := await maple.hub.store.read(read, Across.OPERATOR)) < many:
            await asyncio.sleep(0.05)
    return found


async def test_a_school_may_remind_nobody_and_only_an_approver_is_second(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana = await maple.somebody("Ana Reyes")
    await ana.post(await ana.conversation("family", "Mia"), "One")
    stands = await reviewing(ines, review_minutes=0)
    assert stands["review_minutes"] == 0
    assert {"Ines Walker", "Omar Haddad"} <= {one["name"] for one in stands["approvers"]}
    maple.clock.ahead = timedelta(days=2)
    assert await remind(maple.hub.schools[maple.school], maple.clock()) == 0

    for wanted, words in (
        ({"second_approver": ana.id}, "Choose somebody who approves"),
        ({"review_minutes": -1}, "Choose 0 to 10080"),
        ({"review_minutes": 10_081}, "Choose 0 to 10080"),
    ):
        status, body = await ines.ask("PUT", "/v1/settings/review", wanted)
        assert status == 422
        assert words in body["detail"]
    assert (await ana.ask("PUT", "/v1/settings/review", {"hold_names": False}))[0] == 403


@pytest.mark.only("sqlite")
async def test_no_phone_rings_for_what_somebody_has_decided_meanwhile(telling: Telling) -> None:  # noqa: F811
    maple = telling.maple
    ines = await hold(maple, "message")
    ana = await maple.somebody("Ana Reyes")
    telling.texts.script.append("busy")
    said = await ana.post(await ana.conversation("family", "Mia"), "May I?")
    await until(lambda: telling.texts.calls == 1)
    assert (await ines.ask("POST", f"/v1/reviews/{said['id']}", {"answer": "decline", "reason": "No"}))[0] == 200
    maple.clock.ahead = timedelta(minutes=1)
    rows = await settled(maple, 2)

    cancelled = [row for row in rows if row["outcome"] == "cancelled"]
    assert [row["detail"] for row in cancelled] == ["Somebody has decided about it by now."]
