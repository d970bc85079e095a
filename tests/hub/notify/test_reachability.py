"""How well people can be reached, over a running hub: who sees it of whom, and whom a school reaches poorly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event, update

from hub.store import schema
from hub.store.row_security import Across
from tests.hub.conversations.test_kinds import cast, mia
from tests.hub.running import Running, Somebody

PHONE = {"provider": "fcm", "address": "rosas-phone"}


async def tied(reader: Somebody, child: str) -> dict[str, Any]:
    """Everybody's reach who is tied to a child, by name."""
    body = await reader.get(f"/v1/students/{child}/guardians")
    return {one["name"]: one["reach"] for one in body["items"]}


async def forget(maple: Running, person: Somebody, **values: str | None) -> None:
    """Let the roster know this of a person, as after an import."""
    its = schema.person
    await maple.hub.store.write(
        lambda one: one.connection.execute(update(its).where(its.c.id == person.id).values(**values)),
        whose=Across.OPERATOR,
    )
    ines = await maple.somebody("Ines Walker")
    on = (await ines.get("/v1/settings/guardians"))["payers_only"]
    for turned in (not on, on):  # a rule changes, so the roster in memory is made anew
        await ines.ask("PUT", "/v1/settings/guardians", {"payers_only": turned})


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is asked of the database meanwhile, without what everybody asks all the time."""
    found: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        plain = f"{statement} ".replace("\n", " ")
        if any(f"FROM {name} " in plain for name in ("device", "preference", "rhythm", "consent")):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", heard)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", heard)


async def test_an_admin_sees_at_a_child_how_each_parent_can_be_reached_and_what_to_do(maple: Running) -> None:
    ines, rosa, tom = await cast(maple, "Ines Walker", "Rosa Alvarez", "Tom Alvarez")
    child = await mia(rosa)
    await rosa.ask("POST", "/v1/devices", PHONE)
    before = await tied(ines, child)
    assert before["Rosa Alvarez"]["label"] == "well"
    assert before["Rosa Alvarez"]["ways"] == ["push", "sms", "email"]

    closing = {"medium": "email", "classes": ["routine"], "state": "closed", "why": "Told us on the phone."}
    for one in (rosa, tom):
        await ines.ask("PUT", f"/v1/consents/{one.id}", closing)
    await ines.ask("PUT", f"/v1/consents/{rosa.id}", {**closing, "medium": "sms"})
    await forget(maple, tom, cell=None)
    after = await tied(ines, child)

    assert (after["Rosa Alvarez"]["label"], after["Rosa Alvarez"]["ways"]) == ("one_way", ["push"])
    assert after["Tom Alvarez"]["label"] == "emergencies"
    assert after["Tom Alvarez"]["next"][:2] == [
        "Have them sign in on their phone and turn alerts on under Me.",
        "Ask for a cell number; it comes with the roster.",
    ]
    assert (await ines.get(f"/v1/people/{tom.id}/reach")) == after["Tom Alvarez"]


async def test_staff_see_it_of_the_parents_they_write_to_without_an_address_and_parents_of_themselves(
    maple: Running,
) -> None:
    ana, ben, rosa, dana = await cast(maple, "Ana Reyes", "Ben Carter", "Rosa Alvarez", "Dana Novak")
    child = await mia(rosa)
    seen, unseen = await tied(ana, child), await tied(ben, child)

    assert seen["Rosa Alvarez"]["label"] == "well"
    assert "families.example" not in str(seen)
    assert set(unseen) == set(seen)
    assert set(unseen.values()) == {None}
    assert (await ben.ask("GET", f"/v1/people/{rosa.id}/reach"))[0] == 403
    assert (await ana.ask("GET", f"/v1/people/{rosa.id}/reach"))[1]["label"] == "well"
    assert (await rosa.ask("GET", f"/v1/people/{rosa.id}/reach"))[1]["label"] == "well"
    for who in (dana.id, ana.id, "p_nobody"):
        assert (await rosa.ask("GET", f"/v1/people/{who}/reach"))[0] == 404
    assert (await ana.ask("GET", "/v1/people/p_nobody/reach"))[0] == 404
    for one in (ana, rosa):
        assert (await one.ask("GET", "/v1/reachability"))[0] == 403


async def test_whom_the_school_reaches_poorly_is_listed_worst_first_and_in_pages(maple: Running) -> None:
    ines, rosa, dana = await cast(maple, "Ines Walker", "Rosa Alvarez", "Dana Novak")
    await forget(maple, dana, cell=None, email=None)
    await rosa.ask("POST", "/v1/devices", PHONE)
    whole = await ines.get("/v1/reachability")
    order = ["none", "emergencies", "urgent", "one_way", "well"]
    labels = [one["reach"]["label"] for one in whole["items"]]
    first = whole["items"][0]

    assert labels == sorted(labels, key=order.index)
    assert "well" not in labels
    assert (first["name"], first["role"], first["about"]) == ("Dana Novak", "guardian", ["Leo Novak"])
    assert first["reach"]["next"][-1] == "Until then, call them."
    assert {label: labels.count(label) for label in order[:-1]} == {
        label: whole["counts"][label] for label in order[:-1]
    }
    assert whole["counts"]["well"] == len((await ines.get("/v1/reachability?label=well"))["items"])
    assert not any("Test" in name for one in whole["items"] for name in one["about"] if one["role"] == "guardian")

    paged, cursor = [], ""
    while True:
        page = await ines.get(f"/v1/reachability?limit=2{cursor}")
        assert len(page["items"]) <= 2
        paged += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert paged == whole["items"]


async def test_a_label_or_a_cursor_that_is_none_is_told_so(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    for query in ("label=bad", "cursor=none,p_nobody", "cursor=worst,x", "limit=0"):
        status, body = await ines.ask("GET", f"/v1/reachability?{query}")
        assert status == 422, query
        assert body["detail"]


async def test_a_whole_school_is_read_at_once_and_not_person_by_person(maple: Running) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    many = []
    for path in (f"/v1/people/{rosa.id}/reach", f"/v1/students/{child}/guardians", "/v1/staff", "/v1/reachability"):
        with statements(maple.hub.store.engine) as found:
            await ines.get(path)
        many.append(len(found))

    assert many == [4, 4, 4, 4]
