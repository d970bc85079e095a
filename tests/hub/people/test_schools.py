"""Two schools in one hub: neither knows of the other, whatever ids anybody sends."""

import shutil
from pathlib import Path

from hub.actions.people.accounts import create
from hub.actions.people.passwords import kept
from hub.commands.demo import BUNDLE
from hub.store.clock import stamp
from tests.hub.people.test_roster import imported
from tests.hub.running import Running, Somebody, running

from sqlalchemy import select  # isort: skip
from hub.store.schema import person  # isort: skip
from hub.store.row_security import Across


def elsewhere(folder: Path) -> Path:
    """The demo's bundle as another school's, with ids and addresses of its own."""
    bundle = Path(shutil.copytree(BUNDLE, folder / "elm"))
    for file in bundle.iterdir():
        text = file.read_text()
        for prefix in ("usr-", "stu-", "room-", "enr-", "rol-", "org-"):
            text = text.replace(prefix, f"{prefix}elm-")
        file.write_text(text.replace("Maple Street", "Elm Road").replace("@", "@elm."))
    return bundle


async def at_elm(hub: Running, name: str) -> Somebody:
    """Somebody of the other school, with an account."""
    given, family = name.split()
    row = await hub.hub.store.read(
        lambda one: (
            one.execute(
                select(person).where(
                    person.c.given == given, person.c.family == family, person.c.school != hub.school
                )
            )
            .mappings()
            .one()
        ),
        Across.OPERATOR,
    )
    hashed, at = kept("elm-road-1234"), stamp(hub.clock())
    await hub.hub.store.write(lambda one: create(one, row["email"], hashed, [row["id"]], at), whose=Across.OPERATOR)
    answer = await hub.http.post(f"{hub.url}/v1/sign-in", json={"email": row["email"], "password": "elm-road-1234"})
    return Somebody(hub, (await answer.json())["token"], {"id": row["id"], "name": name})


async def test_an_admin_of_one_school_finds_nothing_of_the_other_under_any_id(records: Path) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with running(records) as hub:
        ines, rosa = await hub.somebody("Ines Walker"), await hub.somebody("Rosa Alvarez")
        theirs = await at_elm(hub, "Ines Walker")
        mine = await ines.conversations()
        family = next(one for one in mine if one["kind"] == "family" and "Mia" in one["title"])
        posted = await ines.post(family["id"], "Only for Maple Street")
        text = {"type": "text", "text": "x"}
        asked = [
            ("GET", f"/v1/conversations/{family['id']}/messages", None),
            ("POST", f"/v1/conversations/{family['id']}/messages", {"item": text}),
            ("POST", f"/v1/conversations/{family['id']}/read", {"n": 1}),
            ("POST", "/v1/conversations", {"kind": "family", "student": family["student"]}),
            ("POST", "/v1/preview", {"conversation": family["id"], "item": text}),
            ("POST", f"/v1/reviews/{posted['id']}", {"answer": "approve"}),
            ("GET", f"/v1/messages/{posted['id']}/timeline", None),
            ("GET", f"/v1/explain?who={rosa.id}&may=see&about={family['student']}", None),
            ("POST", "/v1/ticket", {"profile": ines.id}),
        ]
        answers = [await theirs.ask(method, path, body, **{"idempotency-key": "k"}) for method, path, body in asked]
        people = (await theirs.get("/v1/people"))["people"]
        ids = {one["id"] for one in await theirs.conversations()}
        async with theirs.device(since=0) as phone:
            replayed = await phone.replayed()
            await ines.post(family["id"], "Still only for Maple Street")
            silence = await phone.silence()
        headers = {"authorization": f"Bearer {theirs.token}", "roomwire-profile": ines.id}
        as_other = await hub.http.get(f"{hub.url}/v1/me", headers=headers)

    assert [status for status, _ in answers] == [404] * len(asked)
    assert ines.id not in people
    assert ids.isdisjoint(one["id"] for one in mine)
    assert len(ids) == len(mine)
    assert {one["kind"] for one in replayed} <= {"member", "roster"}
    assert silence == []
    assert as_other.status == 404


async def test_importing_one_school_leaves_the_other_as_it_is(records: Path) -> None:
    await imported(records, elsewhere(records))
    async with running(records) as hub:
        ana = await hub.somebody("Ana Reyes")
        before = {one["id"] for one in await ana.conversations()}
        _, again = await imported(records, BUNDLE)
        after = {one["id"] for one in await ana.conversations()}

    assert before == after
    assert all(not any(count.values()) for count in again["did"].values())
