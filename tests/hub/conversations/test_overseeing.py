"""Oversight: a school may switch it off, and may show those it concerns who looked."""

import json
from typing import Any

from sqlalchemy import delete, insert

from hub.store import rights, schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.verify import verify
from tests.hub.review.test_approval import everything_seen_by, hold
from tests.hub.running import Running, Somebody

TALKING = "/v1/settings/conversations"
SECRET = "Somebody bit her at lunch"
KEPT_OUT = "admins read only the conversations of their own rooms."


async def assigned(maple: Running, room: str) -> tuple[Somebody, Somebody]:
    """Ines, an admin of no room or of others, and Omar, whom a room is assigned to."""
    ines, omar = await maple.somebody("Ines Walker"), await maple.somebody("Omar Haddad")
    school = maple.hub.schools[maple.school]
    its = next(one.id for one in school.snapshot.roster.rooms.values() if one.name == room)

    def assign(transaction: Any) -> None:
        at = stamp(maple.clock())
        transaction.connection.execute(delete(schema.assignment).where(schema.assignment.c.person == ines.id))
        values = {"school": maple.school, "person": omar.id, "room": its}
        transaction.connection.execute(insert(schema.assignment).values(**values))
        rights.settle(transaction, maple.school, school.snapshot.roster.day, at)

    await maple.hub.store.write(assign, whose=Across.OPERATOR)
    await school.catch_up()
    return ines, omar


async def choose(admin: Somebody, **wanted: bool) -> None:
    status, body = await admin.ask("PUT", TALKING, wanted)
    assert status == 200, body


async def test_where_oversight_is_off_an_admin_reads_nothing_outside_their_rooms(maple: Running) -> None:
    ines, omar = await assigned(maple, "Acorns")
    ana = await maple.somebody("Ana Reyes")
    family, team = await ana.conversation("family", "Mia"), await ana.conversation("staff", "Acorns")
    for where in (family, team):
        await ana.post(where, SECRET)
    assert SECRET in await everything_seen_by(ines)
    async with ines.device() as phone, omar.device() as his:
        await phone.live()
        await his.live()
        await choose(omar, oversight=False)
        gone = await phone.event(kind="member")
        await ana.post(family, SECRET + " too")
        heard = await his.event(kind="message")
        assert [one for one in await phone.silence() if one.get("conversation") in {family, team}] == []

    assert {family, team} <= set(gone["lost"])
    assert heard["item"]["text"] == SECRET + " too"
    assert SECRET not in await everything_seen_by(ines)
    assert SECRET in await everything_seen_by(omar)
    for where in (family, team):
        assert (await ines.ask("GET", f"/v1/conversations/{where}/messages"))[0] == 404
    async with ines.device(since=0) as phone:
        assert SECRET not in json.dumps(await phone.replayed(), ensure_ascii=False)
    assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []

    await choose(omar, oversight=True)
    assert SECRET in await everything_seen_by(ines)


async def test_an_admin_who_is_kept_out_reads_why_and_reaches_the_family_from_the_office(maple: Running) -> None:
    ines, omar = await assigned(maple, "Acorns")
    rosa = await maple.somebody("Rosa Alvarez")
    mia = next(one["student"] for one in await omar.conversations() if one["title"].startswith("Mia"))
    assert (await ines.ask("POST", "/v1/conversations", {"kind": "family", "student": mia}))[0] == 200
    await choose(omar, oversight=False)

    status, body = await ines.ask("POST", "/v1/conversations", {"kind": "family", "student": mia})
    assert status == 403
    assert body["detail"].endswith(f"{KEPT_OUT} To reach a family, write from the office.")
    items = (await ines.get("/v1/conversations/possible"))["items"]
    assert not [one for one in items if one["kind"] == "family" and one["student"] == mia]
    status, office = await ines.ask("POST", "/v1/conversations", {"kind": "office", "student": mia})
    assert status == 201
    await ines.post(office["id"], "Please call the office")
    assert [one["item"]["text"] for one in await rosa.messages(office["id"])] == ["Please call the office"]


async def test_what_is_held_is_still_reviewed_by_the_admins_in_charge(maple: Running) -> None:
    await hold(maple, "message")
    ines, omar = await assigned(maple, "Acorns")
    await choose(omar, oversight=False)
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    held = await ana.post(family, SECRET)

    assert [one["id"] for one in (await omar.get("/v1/reviews?state=held"))["items"]] == [held["id"]]
    assert (await ines.get("/v1/reviews?state=held"))["items"] == []
    assert (await ines.ask("POST", f"/v1/reviews/{held['id']}", {"answer": "approve"}))[0] == 404
    assert (await omar.ask("POST", f"/v1/reviews/{held['id']}", {"answer": "approve"}))[0] == 200
    assert [one["item"]["text"] for one in await rosa.messages(family)] == [SECRET]


async def test_where_four_eyes_need_a_second_admin_one_from_outside_the_rooms_gets_in(maple: Running) -> None:
    await hold(maple, "message")
    ines, omar = await assigned(maple, "Acorns")
    family = await omar.conversation("family", "Mia")
    await choose(omar, oversight=False)
    assert family not in {one["id"] for one in await ines.conversations()}
    async with ines.device() as phone:
        await phone.live()
        await omar.ask("PUT", "/v1/settings/review", {"four_eyes": True})
        assert family in (await phone.event(kind="member"))["gained"]
    said = await omar.post(family, "Your invoice is late")
    approved = await ines.ask("POST", f"/v1/reviews/{said['id']}", {"answer": "approve"})

    assert (said["sharing"], approved[0]) == ("held", 200)


async def test_those_it_concerns_see_who_looked_where_the_school_shows_it(maple: Running) -> None:
    ines, omar = await assigned(maple, "Acorns")
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    dana = await maple.somebody("Dana Novak")
    family = await ana.conversation("family", "Mia")
    path = f"/v1/conversations/{family}/readings"
    for reader in (ines, ines, omar, ana):
        await reader.messages(family)
    hidden = await rosa.get(path)
    assert [one["name"] for one in (await ines.get(path))["items"]] == ["Ines Walker"]
    await choose(omar, oversight_visible=True)

    assert hidden["items"] == []
    assert hidden["why_not"].endswith(" only admins see who looked at a conversation.")
    for member in (rosa, ana):
        shown = await member.get(path)
        assert [(one["person"], one["name"]) for one in shown["items"]] == [(ines.id, "Ines Walker")]
        assert shown["why_not"] is None
    assert (await dana.ask("GET", path))[0] == 404
    talking = await ines.get(TALKING)
    assert (talking["oversight"], talking["oversight_visible"]) == (True, True)
    assert (await ana.ask("PUT", TALKING, {"oversight_visible": False}))[0] == 403


async def test_reading_while_it_is_hidden_is_shown_once_the_school_shows_it_again(maple: Running) -> None:
    ines, _ = await assigned(maple, "Acorns")
    rosa = await maple.somebody("Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")
    await choose(ines, oversight_visible=False)
    await ines.messages(family)
    await choose(ines, oversight_visible=True)

    shown = await rosa.get(f"/v1/conversations/{family}/readings")
    assert [one["name"] for one in shown["items"]] == ["Ines Walker"]
