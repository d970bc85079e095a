"""What staff may do, over a running hub: what an admin takes is gone at once and everywhere, and comes back."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from hub.store import schema
from hub.store.row_security import Across
from tests.hub.conversations.test_kinds import cast, named, opened, written
from tests.hub.notify.test_telling import settled
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.review.test_approval import everything_seen_by, hold
from tests.hub.running import Running, Somebody


async def permit(admin: Somebody, person: Somebody, **what: Any) -> dict[str, Any]:
    """How that person stands after it, which must be taken."""
    status, body = await admin.ask("PUT", f"/v1/staff/{person.id}", what)
    assert status == 200, body
    return next(one for one in body["items"] if one["person"] == person.id)


async def room(admin: Somebody, name: str) -> str:
    return str(next(one["id"] for one in (await admin.get("/v1/staff"))["rooms"] if one["name"] == name))


async def test_who_is_kept_out_of_families_sees_and_hears_nothing_of_them_from_that_moment(maple: Running) -> None:
    ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    family, team = await ana.conversation("family", "Mia"), await ana.conversation("staff", "Acorns")
    await rosa.post(family, "Before")
    item = {"conversation": family, "item": {"type": "text", "text": "x"}}
    assert "Ana Reyes" in named(await rosa.ask("POST", "/v1/preview", item))
    async with ana.device() as tablet, ines.device() as office:
        await tablet.live()
        await office.live()
        assert (await permit(ines, ana, families="none"))["families"] == "none"
        assert family in (await tablet.event(kind="member"))["lost"]
        said = await rosa.post(family, "After")
        assert (await office.event(kind="message"))["item"]["text"] == "After"
        assert await tablet.silence() == []

    assert {one["kind"] for one in await ana.conversations()}.isdisjoint({"family", "direct", "room"})
    assert team in [one["id"] for one in await ana.conversations()]
    assert (await written(ana, family))[0] == 404
    assert "After" not in str(await everything_seen_by(ana))
    assert "Ana Reyes" not in named(await rosa.ask("POST", "/v1/preview", item))
    await settled(maple, 1)
    told = {one["name"] for one in (await ines.get(f"/v1/messages/{said['id']}/timeline"))["items"]}
    assert told
    assert "Ana Reyes" not in told
    why = await ines.get(f"/v1/explain?who={ana.id}&may=see&about={family}")
    assert why == {"answer": False, "change": None, "because": [
        "Ana Reyes is kept out of what families and the school write to each other. An admin can change that.",
    ]}  # fmt: skip

    await permit(ines, ana, families="full")
    assert [one["item"]["text"] for one in await ana.messages(family)] == ["After", "Before"]
    assert (await written(ana, family))[0] == 201


async def test_who_reads_only_reads_why_they_cannot_write(maple: Running) -> None:
    ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
    assert (await written(ana, family))[0] == 201
    await permit(ines, ana, families="read")

    await rosa.post(family, "Can you read this?")
    assert (await ana.messages(family))[0]["item"]["text"] == "Can you read this?"
    status, body = await written(ana, family)
    assert (status, body["detail"]) == (
        403,
        "Ana Reyes reads what families and the school write to each other and does not write there."
        " An admin can change that.",
    )
    assert next(one for one in await ana.conversations() if one["id"] == family)["may_post"] is False
    await ana.post(day, {"type": "note", "text": "Her day goes on"})
    asked = await ana.ask("POST", "/v1/conversations", {"kind": "direct", "person": rosa.id})
    assert asked[0] == 403


async def test_an_approver_clears_what_waits_where_they_work_and_nowhere_else(maple: Running) -> None:
    ines = await hold(maple, "message", "note")
    ana, ben, grace = await cast(maple, "Ana Reyes", "Ben Carter", "Grace Okafor")
    family = await ana.conversation("family", "Mia")
    elsewhere = await ana.post(family, "May I?")
    assert (await ben.ask("POST", f"/v1/reviews/{elsewhere['id']}", {"answer": "approve"}))[0] in {403, 404}
    assert "review" not in (await grace.get("/v1/me"))["may"]
    told = await permit(ines, grace, reviews=True)
    assert told["reviews"] is True
    assert "review" in (await grace.get("/v1/me"))["may"]

    assert (await grace.ask("POST", f"/v1/reviews/{elsewhere['id']}", {"answer": "approve"}))[0] == 404
    day = await ana.conversation("day", "Mia")  # all staff see a day
    noted = await ana.post(day, {"type": "note", "text": "A fine day"})
    async with grace.device() as phone:
        await phone.live()
        status, body = await grace.ask("POST", f"/v1/reviews/{noted['id']}", {"answer": "approve"})
        assert status == 200, body
    await permit(ines, grace, reviews=False)
    again = await ana.post(day, {"type": "note", "text": "Another"})
    assert (await grace.ask("POST", f"/v1/reviews/{again['id']}", {"answer": "approve"}))[0] == 403


async def test_an_admins_rooms_stay_beside_the_rosters_through_every_sync(
    maple: Running, records: Path, bundle: Path
) -> None:
    ines, ana = await cast(maple, "Ines Walker", "Ana Reyes")
    oaks = await room(ines, "Oaks")
    oak_team = await ines.conversation("staff", "Oaks")
    assert oak_team not in [one["id"] for one in await ana.conversations()]
    async with ana.device() as tablet:
        await tablet.live()
        stands = await permit(ines, ana, rooms=[{"room": oaks}], primary=oaks)
        assert oak_team in (await tablet.event(kind="member"))["gained"]
    assert {(one["name"], one["by"]) for one in stands["rooms"]} == {("Acorns", "roster"), ("Oaks", "admin")}
    assert stands["primary"] == oaks
    assert (await imported(records, bundle))[1]["did"]["assignments"] == {"added": 0, "changed": 0, "removed": 0}
    await maple.hub.schools[maple.school].catch_up()
    assert oak_team in [one["id"] for one in await ana.conversations()]

    stands = await permit(ines, ana, rooms=[])
    assert [one["name"] for one in stands["rooms"]] == ["Acorns"]
    assert stands["primary"] is None  # a room that is theirs no more is nobody's first
    assert oak_team not in [one["id"] for one in await ana.conversations()]


async def test_a_room_is_given_from_a_day_until_a_day(maple: Running) -> None:
    from hub.actions.people.turn_day import turn_due

    ines, ana = await cast(maple, "Ines Walker", "Ana Reyes")
    oaks, team = await room(ines, "Oaks"), await ines.conversation("staff", "Oaks")
    school = maple.hub.schools[maple.school]
    tomorrow = str(school.snapshot.roster.day + timedelta(days=1))
    await permit(ines, ana, rooms=[{"room": oaks, "begin": tomorrow, "end": tomorrow}])

    there = []
    for days in range(3):
        maple.clock.ahead = timedelta(days=days)
        await turn_due(maple.hub.store, maple.clock())
        await school.catch_up()
        there.append(team in [one["id"] for one in await ana.conversations()])
    assert there == [False, True, False]


async def test_what_is_no_right_is_refused_in_words_and_changes_nothing(maple: Running) -> None:
    ines, omar, ana, rosa = await cast(maple, "Ines Walker", "Omar Haddad", "Ana Reyes", "Rosa Alvarez")
    before = await omar.get("/v1/staff")
    oaks = await room(ines, "Oaks")
    backwards = {"room": oaks, "begin": "2026-12-02", "end": "2026-12-01"}
    for who, whom, body, status, words in (
        (ana, ana.id, {"reviews": True}, 403, "Only admins"),
        (rosa, ana.id, {"families": "none"}, 403, "Only admins"),
        (ines, ines.id, {"marks": "emergency"}, 403, "Ask another admin"),
        (ines, omar.id, {"families": "none"}, 403, "is an admin and may do everything"),
        (ines, rosa.id, {"families": "none"}, 403, "is a parent"),
        (ines, rosa.id, {"rooms": [{"room": oaks}]}, 403, "works in no room"),
        (ines, "p_nobody", {"reviews": True}, 404, "Nobody here"),
        (ines, ana.id, {"families": "some"}, 422, "families"),
        (ines, ana.id, {"rooms": [{"room": "r_nowhere"}]}, 422, "no such room"),
        (ines, ana.id, {"primary": "r_nowhere"}, 422, "no such room"),
        (ines, ana.id, {"rooms": [backwards]}, 422, "would end before it begins"),
        (ines, ana.id, {"rooms": [{"room": oaks}] * 51}, 422, "no more than 50"),
    ):
        answer = await who.ask("PUT", f"/v1/staff/{whom}", body)
        assert answer[0] == status, answer
        assert words in answer[1]["detail"]
    assert (await ana.ask("GET", "/v1/staff"))[0] == 403
    assert (await rosa.ask("GET", "/v1/staff"))[0] == 403
    assert await omar.get("/v1/staff") == before


async def test_the_records_refuse_a_level_that_is_none(maple: Running) -> None:
    ana = (await cast(maple, "Ana Reyes"))[0]

    def broken(one: Any) -> None:
        row = {"school": maple.school, "person": ana.id, "what": "marks", "level": "full", "by": ana.id, "at": ""}
        one.connection.execute(insert(schema.permission).values(**row))

    with pytest.raises(IntegrityError):
        await maple.hub.store.write(broken, whose=Across.OPERATOR)


async def test_what_staff_may_survives_a_sync_and_a_pair_falls_silent_when_one_is_kept_out(
    maple: Running, records: Path, bundle: Path
) -> None:
    ines, ana, ben = await cast(maple, "Ines Walker", "Ana Reyes", "Ben Carter")
    pair = (await opened(ana, kind="staff_direct", person=ben.id))["id"]
    assert (await written(ana, pair))[0] == 201
    await permit(ines, ben, staff="none", marks="urgent")
    assert (await imported(records, bundle))[0] == 0
    await maple.hub.schools[maple.school].catch_up()

    stands = next(one for one in (await ines.get("/v1/staff"))["items"] if one["person"] == ben.id)
    assert (stands["staff"], stands["families"], stands["marks"]) == ("none", "full", "urgent")
    assert pair not in [one["id"] for one in await ben.conversations()]
    assert pair in [one["id"] for one in await ana.conversations()]


async def test_a_teacher_who_becomes_a_parent_is_told_that_the_other_parents_words_are_gone(
    maple: Running, records: Path, bundle: Path
) -> None:
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    private = (await opened(rosa, kind="direct"))["id"]
    await rosa.post(private, "Only for the school")

    def mia(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        for row in rows:
            if row["sourcedId"] == "stu-mia-alvarez":
                row["agentSourcedIds"] += ",usr-ana-reyes"
        return rows

    def parent(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        hers = {"sourcedId": "rol-ana-parent", "userSourcedId": "usr-ana-reyes", "role": "parent"}
        org = {"roleType": "secondary", "orgSourcedId": "org-maple-street"}
        return [*rows, dict.fromkeys(rows[0], "") | hers | org]

    rewrite(bundle, "users.csv", mia)
    rewrite(bundle, "roles.csv", parent)
    async with ana.device() as tablet:
        await tablet.live()
        assert (await imported(records, bundle))[0] == 0
        await maple.hub.schools[maple.school].catch_up()
        assert private in (await tablet.event(kind="member"))["lost"]
    assert private not in [one["id"] for one in await ana.conversations()]
