"""Who may come where: one table, which is what is enforced, walked as everybody of the cast and of two schools."""

import re
import shutil
import typing
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from hub import wire
from hub.api.access import FRAMES, TABLE, access_to, by_place
from hub.api.access_entry import Access, Coming, Who
from hub.api.route import Route
from hub.app import PAGES, ROUTES, made
from hub.commands.demo import BUNDLE
from hub.errors import Forbidden
from hub.limits.costs import Cost
from policies.people.facts import Role
from policies.verdict import Refused
from tests.hub.people.test_roster import imported
from tests.hub.people.test_schools import at_elm
from tests.hub.running import Running, Somebody, running, settings_for

SOCKET = "GET /v1/ws"
CLOSED = [one for one in ROUTES if not one.access.open]
INSIDE = {
    Who.SIGNED: {Role.GUARDIAN, Role.STAFF, Role.ADMIN},
    Who.STAFF: {Role.STAFF, Role.ADMIN},
    Who.ADMINS: {Role.ADMIN},
    Who.GUARDIANS: {Role.GUARDIAN},
}
CAST = {"Rosa Alvarez": "guardian", "Dana Novak": "guardian", "Ana Reyes": "staff", "Ines Walker": "admin"}
"""Mia's mother, a mother of another family, a teacher, an admin."""

A_SERVER = {"version": "1.2", "address": "x", "token_address": "x", "client": "x", "secret": "x", "scope": ""}

BODIES: dict[str, Any] = {
    "POST /v1/attendance/sign-in": {"students": ["stu_x"], "room": "x"},
    "POST /v1/attendance/sign-out": {"students": ["stu_x"]},
    "POST /v1/attendance/move": {"students": ["stu_x"], "room": "x"},
    "POST /v1/attendance/take-over": {"students": ["stu_x"]},
    "POST /v1/attendance/undo": {"deed": "x"},
    "POST /v1/attendance/stays/{id}/confirm": {"n": 1},
    "POST /v1/attendance/stays/{id}/correct": {
        "n": 1,
        "room": "x",
        "came_at": "2026-11-23T08:00:00Z",
        "left_at": None,
        "reason": "Forgotten",
    },
    "POST /v1/reviews": {"answer": "approve", "messages": [{"id": "m_x"}]},
    "POST /v1/reviews/{id}": {"answer": "approve"},
    "POST /v1/name-wishes/{id}": {"answer": "approve"},
    "POST /v1/invitations": {"group": "not_invited"},
    "POST /v1/invitations/text": {"group": "not_invited"},
    "POST /v1/invitations/print": {"group": "not_invited"},
    "PUT /v1/invitations/letter": {"language": "en", "text": ""},
    "POST /v1/invitations/letter/preview": {"language": "en", "text": ""},
    "POST /v1/invitations/letter/print": {"language": "en"},
    "POST /v1/exports/office": {"reason": "A parent asked for it", "student": "stu_x"},
    "POST /v1/roster/runs/{id}/undo": {"seen": "x"},
    "POST /v1/roster/uploads/{id}/apply": {"seen": "x"},
    "POST /v1/roster/uploads/{id}/end-access": {"people": ["x"]},
    "PUT /v1/roster/server": {**A_SERVER, "org": "maple", "org_name": "Maple Street"},
    "POST /v1/roster/server/look": A_SERVER,
    "PUT /v1/roster/columns": {"sheets": [{"headings": [], "about": "nothing", "columns": []}]},
    "PUT /v1/retention/{kind}": {"months": 36, "on": False},
    "POST /v1/retention/preview": {"kind": "room", "months": 36},
    "POST /v1/erasures": {"on": "student", "about": "stu_x", "reason": "Asked for"},
    "POST /v1/erasures/preview": {"on": "student", "about": "stu_x"},
    "POST /v1/legal-holds": {"on": "student", "about": "stu_x", "reason": "Court"},
    "PUT /v1/settings/accounts": {"second_factor": "nobody"},
    "PUT /v1/consents/{person}": {"medium": "sms", "classes": ["routine"], "state": "closed", "why": "She asked"},
    "PUT /v1/settings/guardians": {"payers_only": False},
    "PUT /v1/pin": {"current": "x", "pin": "x"},
    "POST /v1/pin/remove": {"current": "x"},
    "POST /v1/room-devices": {"code": "x", "room": "x", "name": "x"},
}
"""What is sent where an empty object is no body; so that it is the table that refuses, and not the body."""


def place_of(route: Route) -> str:
    return f"{route.method} {route.path}"


def test_every_endpoint_stands_in_the_table_once_and_nothing_else_does(tmp_path: Path) -> None:
    doors = [place_of(one) for one in ROUTES]
    doors += [f"{method} {path}" for path, _, _, methods in PAGES for method in methods]
    served = {str(one.path) for one in made(settings_for(tmp_path)).routes}  # type: ignore[attr-defined]

    assert len(doors) > 90
    assert sorted(doors) == sorted(set(doors))
    assert {place for place, _ in TABLE} == {*doors, SOCKET}
    assert {place.partition(" ")[2] for place, _ in TABLE} == served


def test_an_endpoint_that_nobody_said_who_may_come_to_cannot_be_made() -> None:
    with pytest.raises(LookupError, match="POST /v1/back-door has no entry"):
        Route(method="POST", path="/v1/back-door", handle=ROUTES[0].handle, says="", cost=Cost.WRITE)
    with pytest.raises(LookupError):
        access_to("DELETE", "/v1/me")


def test_an_endpoint_does_not_stand_twice() -> None:
    with pytest.raises(ValueError, match="GET /v1/me stands twice"):
        by_place([*TABLE, ("GET /v1/me", access_to("GET", "/v1/staff"))])


def test_every_frame_of_a_device_stands_in_the_table() -> None:
    assert set(FRAMES) == set(typing.get_args(wire.Command))
    assert [one for one, its in FRAMES.items() if its.open] == [wire.Hello]


@pytest.mark.parametrize("place", [place for place, _ in TABLE])
def test_who_is_kept_out_is_kept_out_by_a_rule_and_nobody_else_is(place: str) -> None:
    its = access_to(*place.split(" ", 1))

    assert (its.rule is not None) == (its.who in {Who.STAFF, Who.ADMINS, Who.GUARDIANS})


async def refusal(maple: Running, one: Somebody, route: Route) -> str | None:
    """What the table says to somebody; None where they may come."""
    roster = maple.hub.schools[maple.school].snapshot.roster
    if route.access.rule is None:
        return None
    verdict = route.access.rule(Coming(roster, roster.people[one.id], {}))
    return str(route.access.hidden or verdict.because) if isinstance(verdict, Refused) else None


async def ask(maple: Running, route: Route, one: Somebody | None, **ids: str) -> tuple[int, Any]:
    path = re.sub(r"{(\w+)}", lambda found: ids.get(found[1], "x"), route.path)
    body = BODIES.get(place_of(route), {}) if route.takes is not None else None
    if one is not None:
        return await one.ask(route.method, path, body, **{"idempotency-key": "k"})
    async with maple.http.request(route.method, maple.url + path, json=body) as answer:
        return answer.status, await answer.json()


@pytest.mark.only("sqlite")
async def test_each_of_the_cast_comes_where_the_table_says_and_nowhere_else(maple: Running) -> None:
    cast = {name: await maple.somebody(name, role) for name, role in CAST.items()}
    walk = [one for one in CLOSED if one.path != "/v1/sign-out"]
    refused = 0
    for route in walk:
        status, _ = await ask(maple, route, None)
        assert status == 401, place_of(route)
        for name, who in cast.items():
            inside = Role(CAST[name]) in INSIDE[route.access.who]
            said = await refusal(maple, who, route)
            status, body = await ask(maple, route, who)
            detail = body.get("detail", "") if isinstance(body, dict) else ""
            assert (said is None) == inside, (name, place_of(route))
            assert status != 401, (name, place_of(route))
            if said is not None:
                refused += 1
                assert status == (404 if route.access.hidden else 403), (name, place_of(route), detail)
                if not place_of(route).startswith("PUT /v1/settings/"):  # those name what was sent
                    assert detail == said, (name, place_of(route))

    assert len(walk) > 70
    assert refused > 100


@pytest.mark.only("sqlite")
async def test_who_is_refused_reaches_no_handler(maple: Running) -> None:
    reached: list[str] = []
    routes = {place_of(one): one for one in ROUTES}
    its = routes["GET /v1/staff"]

    async def handle(asked: Any) -> Any:
        reached.append(asked.signed.person)
        return await handler(asked)

    handler = its.handle
    object.__setattr__(its, "handle", handle)
    try:
        rosa, ines = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ines Walker")
        statuses = [(await one.ask("GET", "/v1/staff"))[0] for one in (rosa, ines)]
    finally:
        object.__setattr__(its, "handle", handler)

    assert statuses == [403, 200]
    assert reached == [ines.id]


@pytest.mark.only("sqlite")
async def test_a_frame_that_has_a_rule_is_refused_to_others_and_is_done_for_them(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    rosa, ana = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    for frame in (wire.Post, wire.Read):
        monkeypatch.setitem(FRAMES, frame, access_to("GET", "/v1/reviews"))  # type: ignore[arg-type]
    async with rosa.device() as hers, ana.device() as theirs:
        await hers.live()
        await theirs.live()
        answers = [await hers.post(family, "Hello"), await theirs.post(family, "Hello")]
        for phone in (hers, theirs):
            await phone.send({"t": "read", "i": 9, "conversation": family, "n": 1})
            while (frame := await phone.next()).get("i") != 9:
                pass
            answers.append(frame)

    assert [one["t"] for one in answers] == ["error", "ok", "error", "ok"]
    assert {one["code"] for one in answers if one["t"] == "error"} == {"forbidden"}


def test_a_refusal_is_forbidden_or_not_found_as_the_table_says() -> None:
    its = Access(Who.ADMINS, access_to("GET", "/v1/me").reach, lambda _one: Refused("No."))  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        its.check(Coming(None, None))  # type: ignore[arg-type]


def twin(folder: Path) -> Path:
    """The demo's bundle as another school's, whose people, children and rooms have the very same ids."""
    bundle = Path(shutil.copytree(BUNDLE, folder / "twin"))
    for file in bundle.iterdir():
        text = file.read_text().replace("org-", "org-elm-")
        file.write_text(text.replace("Maple Street", "Elm Road").replace("@", "@elm."))
    return bundle


@pytest.fixture
async def both(records: Path) -> AsyncIterator[tuple[Running, Somebody, Somebody]]:
    """Two schools of the same bundle, and an admin of each."""
    code, said = await imported(records, twin(records))
    assert code == 0, said
    async with running(records) as hub:
        yield hub, await hub.somebody("Ines Walker"), await at_elm(hub, "Ines Walker")


ID = re.compile(r"\b[a-z]{1,2}_[\w-]{20}(?![\w-])")


def ids_in(told: object) -> set[str]:
    return set(ID.findall(str(told)))


GETS = [one for one in CLOSED if one.method == "GET" and not one.gives_raw]


async def test_two_schools_with_the_same_ids_get_answers_that_have_nothing_in_common(
    both: tuple[Running, Somebody, Somebody],
) -> None:
    hub, ines, theirs = both
    whole = [one for one in GETS if "{" not in one.path and one.path not in {"/v1/push-key", "/v1/explain"}]
    seen: dict[str, int] = {}
    for one, heading in ((ines, "Oak"), (theirs, "Elm")):  # what nobody has said yet is not found
        its = {"headings": [heading], "about": "employees", "columns": [{"field": "employee_name"}]}
        assert (await one.ask("PUT", "/v1/roster/columns", {"sheets": [its]}))[0] == 204
    for route in whole:
        (mine, here), (other, there) = await ask(hub, route, ines), await ask(hub, route, theirs)
        assert (mine, other) == (200, 200), place_of(route)
        assert ids_in(here) & ids_in(there) == set(), place_of(route)
        seen[route.path] = min(len(ids_in(here)), len(ids_in(there)))
    columns = [str(await one.get("/v1/roster/columns")) for one in (ines, theirs)]

    assert [("Oak" in one, "Elm" in one) for one in columns] == [(True, False), (False, True)]
    assert len(whole) > 20
    assert sum(many > 0 for many in seen.values()) > 5
    assert seen["/v1/people"] > 50


async def test_every_door_answers_to_an_id_of_another_school_as_to_one_of_nobody(
    both: tuple[Running, Somebody, Somebody],
) -> None:
    hub, ines, theirs = both
    family = next(one for one in await ines.conversations() if one["kind"] == "family" and "Mia" in one["title"])
    posted = await ines.post(family["id"], "Only for Maple Street")
    known = [family["id"], posted["id"], ines.id, family["student"]]
    doors = [one for one in CLOSED if "{" in one.path]
    mine = 0
    for route in doors:
        for its in known:
            invented = its[:2] + "x" * (len(its) - 2)
            answers = [await ask(hub, route, theirs, id=one, person=one) for one in (its, invented)]
            shown = [str(answer).replace(one, "…") for answer, one in zip(answers, (its, invented), strict=True)]
            assert shown[0] == shown[1], (place_of(route), its)
            if route.method == "GET":
                mine += (await ask(hub, route, ines, id=its, person=its))[0] == 200

    assert len(doors) > 25
    assert mine > 5
