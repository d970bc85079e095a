"""What people are called comes from the roster: a wish for another name waits for an admin, who is nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from hub.store import schema
from hub.store.row_security import Across
from tests.hub.running import Running, Somebody


async def wish(one: Somebody, name: str) -> tuple[int, Any]:
    return await one.ask("PATCH", "/v1/me", {"display_name": name})


async def listed(admin: Somebody) -> list[dict[str, Any]]:
    return list((await admin.get("/v1/name-wishes"))["items"])


async def settle(admin: Somebody, its: str, answer: str, reason: str = "") -> tuple[int, Any]:
    return await admin.ask("POST", f"/v1/name-wishes/{its}", {"answer": answer, "reason": reason})


async def events(maple: Running, kind: str) -> int:
    its = schema.event.c
    asked = select(func.count()).select_from(schema.event).where(its.school == maple.school, its.kind == kind)
    return int(await maple.hub.store.read(lambda one: one.execute(asked).scalar_one(), Across.OPERATOR))


async def name_of(reader: Somebody, person: Somebody) -> str:
    return str((await reader.get("/v1/people"))["people"][person.id])


async def test_a_wish_changes_no_rule_and_nothing_that_anybody_sees_until_an_admin_says_yes(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    ines, omar = await maple.somebody("Ines Walker"), await maple.somebody("Omar Haddad")
    before, school = await events(maple, "roster"), maple.hub.schools[maple.school]
    rules = school.snapshot
    async with ines.device() as desk, omar.device() as other, rosa.device() as phone:
        for one in (desk, other, phone):
            await one.live()
        status, me = await wish(rosa, "Rosie  Alvarez")
        await desk.event(kind="name_wished")
        await other.event(kind="name_wished")
        (one,) = await listed(ines)

        assert (status, me["name"], me["wish"]) == (
            200, "Rosa Alvarez", {"wanted": "Rosie Alvarez", "answer": None, "reason": ""},
        )  # fmt: skip
        assert (one["current"], one["wanted"], one["beside"]) == (
            "Rosa Alvarez",
            "Rosie Alvarez",
            "parent of Luca and Mia",
        )
        assert await name_of(ana, rosa) == "Rosa Alvarez"
        assert school.snapshot is rules
        assert await events(maple, "roster") == before

        status, after = await settle(omar, one["id"], "approve")
        await desk.event(kind="name_settled")
        await phone.event(kind="name_answered")

    assert (status, after["items"][0]["answer"], after["items"][0]["settled_by_name"]) == (
        200, "approved", "Omar Haddad",
    )  # fmt: skip
    assert await name_of(ana, rosa) == "Rosie Alvarez"
    assert await events(maple, "roster") == before + 1
    assert (await settle(ines, one["id"], "decline", "No"))[0] == 409


async def test_a_no_says_why_to_who_wished_and_changes_nothing_else(maple: Running) -> None:
    ines, ana = await maple.somebody("Ines Walker"), await maple.somebody("Ana Reyes")
    before = await events(maple, "roster")
    await wish(ana, "Miss Ana")
    (one,) = await listed(ines)
    silent = await settle(ines, one["id"], "decline", "  ")
    status, _ = await settle(ines, one["id"], "decline", "Both names, please.")
    me = await ana.get("/v1/me")

    assert (silent[0], status) == (422, 200)
    assert silent[1]["detail"].startswith("reason: Say in a sentence why")
    assert (me["name"], me["wish"]["answer"], me["wish"]["reason"]) == (
        "Ana Reyes",
        "declined",
        "Both names, please.",
    )
    assert await events(maple, "roster") == before


async def test_nobody_but_admins_reads_or_answers_wishes(maple: Running) -> None:
    ines, ana = await maple.somebody("Ines Walker"), await maple.somebody("Ana Reyes")
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    await wish(rosa, "Rosie Alvarez")
    (one,) = await listed(ines)

    for person in (ana, rosa, tom):
        assert (await person.ask("GET", "/v1/name-wishes"))[0] == 403
        assert (await settle(person, one["id"], "approve"))[0] == 404
    assert (await settle(ines, "w_nothing", "approve"))[0] == 404
    assert (await tom.get("/v1/me"))["wish"] is None


async def test_one_wish_is_open_at_a_time_and_five_are_enough_for_a_day(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    ines = await maple.somebody("Ines Walker")
    await wish(rosa, "Rosie Alvarez")
    again, other = await wish(rosa, "Rosie Alvarez"), await wish(rosa, "Roxy Alvarez")

    assert (again[0], other[0]) == (200, 409)
    assert "You have asked to be called Rosie Alvarez" in other[1]["detail"]
    assert await events(maple, "name_wished") == 2  # one for each of two admins
    for name in ("A Alvarez", "B Alvarez", "C Alvarez", "D Alvarez"):
        status, me = await wish(rosa, "Rosa Alvarez")  # takes it back
        assert (status, me["wish"]["answer"]) == (200, "withdrawn")
        assert (await wish(rosa, name))[0] == 200
    await wish(rosa, "Rosa Alvarez")
    status, problem = await wish(rosa, "E Alvarez")

    assert (status, problem["detail"]) == (
        409, "You have asked for 5 names within a day. Please try again tomorrow.",
    )  # fmt: skip
    assert await listed(ines) == []
    maple.clock.ahead = timedelta(hours=25)
    assert (await wish(rosa, "E Alvarez"))[0] == 200


async def test_nobody_takes_the_name_of_who_works_here_or_of_the_school(maple: Running) -> None:
    rosa, ben = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ben Carter")
    before = await events(maple, "name_wished")
    for name in (
        "Ines Walker", "INES  walker", "Inеs Walker", "lnes Walker", "Dr. Ines Walker", "Walker, Ines",
        "Maple Street Children's Center", "Maple Street", "Teacher Rosa", "Rоsa Alvarez", "a\nb", "🙂", " ",
        "x" * 81,
    ):  # fmt: skip
        assert (await wish(rosa, name))[0] == 422, name
    assert (await wish(ben, "Ana Reyes"))[0] == 422

    assert await events(maple, "name_wished") == before
    assert (await wish(ben, "Teacher Ben"))[0] == 200


async def test_who_goes_back_to_the_roster_asks_nobody_and_an_admin_is_called_so_at_once(maple: Running) -> None:
    ines, omar = await maple.somebody("Ines Walker"), await maple.somebody("Omar Haddad")
    ana = await maple.somebody("Ana Reyes")
    status, me = await wish(ines, "Ines W. Walker")
    back = await wish(ines, "Ines Walker")

    assert (status, me["name"]) == (200, "Ines W. Walker")
    assert (back[0], back[1]["name"], back[1]["listed_name"]) == (200, "Ines Walker", "Ines Walker")
    await wish(ana, "Miss Ana")
    (one,) = [one for one in await listed(omar) if one["settled_at"] is None]
    await settle(omar, one["id"], "approve")
    assert (await ana.get("/v1/me"))["name"] == "Miss Ana"
    assert (await wish(ana, "Ana Reyes"))[1]["name"] == "Ana Reyes"
    rosters = await events(maple, "roster")
    await wish(ana, "Ana Reyes")
    assert await events(maple, "roster") == rosters


async def test_a_yes_is_refused_where_somebody_who_works_here_is_called_so_by_now(maple: Running) -> None:
    ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")
    await wish(rosa, "Rosa Flores")
    (one,) = await listed(ines)
    its = schema.name_wish
    await maple.hub.store.write(
        lambda t: t.connection.execute(update(its).values(wanted="Ana Reyes")), maple.school
    )
    status, _ = await settle(ines, one["id"], "approve")

    assert status == 422
    assert (await rosa.get("/v1/me"))["name"] == "Rosa Alvarez"


async def test_a_language_that_somebody_has_already_changes_no_rule(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    await rosa.ask("PATCH", "/v1/me", {"language": "es"})
    before = await events(maple, "roster")
    await rosa.ask("PATCH", "/v1/me", {"language": "es"})

    assert before
    assert await events(maple, "roster") == before
