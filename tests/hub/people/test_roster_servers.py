"""A school is connected with a OneRoster server: tried, fetched by hand and by itself, and never half applied."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from sqlalchemy import delete, select, update

from hub.actions.people import sealed_keys
from hub.commands.demo import BUNDLE
from hub.inbound.roster.watched_servers import ServerWatch, fetch_due
from hub.oneroster.server.client import ClientLimits
from hub.store import schema
from hub.store.roster_servers import find_server
from hub.store.row_security import Across
from hub.store.schools import list_schools
from policies.people.roster_runs import LOOKS, next_look
from tests.hub.people.test_roster_runs import is_here, newest, states, yes
from tests.hub.running import Running, Somebody, running
from tests.oneroster_server import CLIENT, SECRET, OneRosterServer, answering, cut, items_of, serving
from tests.past_policies import past_policies

QUICK = ClientLimits(first_wait_s=0.01, longest_wait_s=0.05, request_s=10, total_s=60)
OWN_SECRET, NEW_SECRET = "a secret of thirty-two characters!", "another one of thirty-two or more!!"
ENV = {"ROOMWIRE_SECRET": OWN_SECRET, "ROOMWIRE_ROSTER_ALLOW_LOCAL": "1", "ROOMWIRE_WORKER": "0"}
ORG = "org-maple-street"
LATER = "2026-12-24T08:00:00.000Z"
TOM = "usr-tom-alvarez"


@pytest.fixture
async def server() -> AsyncIterator[OneRosterServer]:
    """A server with the roster of the demo school."""
    async with serving(OneRosterServer(items=items_of(BUNDLE))) as made:
        yield made


@pytest.fixture
async def maple(records: Path) -> AsyncIterator[Running]:
    """The demo school, which may fetch rosters from this machine."""
    async with running(records, ENV) as hub:
        yield hub


def entered(server: OneRosterServer, **changes: Any) -> dict[str, Any]:
    its = {"version": server.version, "address": server.url, "token_address": f"{server.url}/token"}
    return {**its, "client": CLIENT, "secret": SECRET, "scope": "", **changes}


async def connected(admin: Somebody, server: OneRosterServer, **changes: Any) -> tuple[int, Any]:
    body = entered(server, org=ORG, org_name="Maple Street", **changes)
    return await admin.ask("PUT", "/v1/roster/server", body)


async def fetched(admin: Somebody) -> tuple[str, Any]:
    """The id of what was fetched by hand, and what it would change."""
    status, body = await admin.ask("POST", "/v1/roster/server/fetch")
    assert (status, body["run"]) == (201, None), body
    return body["upload"], await admin.get(f"/v1/roster/uploads/{body['upload']}")


def gone(server: OneRosterServer, user: str, at: str = LATER) -> None:
    """Somebody has left the roster of the server."""
    next(one for one in server.items["users"] if one["sourcedId"] == user).update(
        status="tobedeleted", dateLastModified=at
    )


async def at_next_look(maple: Running, watch: ServerWatch, *, in_the_morning: bool = False) -> None:
    """At the next moment at which servers are asked, or at the first one of the next day."""
    (school,) = await maple.hub.store.read(list_schools, Across.OPERATOR)
    zone = ZoneInfo(school.time_zone)
    at = next_look(maple.clock(), zone)
    while in_the_morning and at.astimezone(zone).hour != LOOKS[0].hour:
        at = next_look(at, zone)
    maple.clock.ahead += at - maple.clock() + timedelta(minutes=1)
    await fetch_due(maple.hub, watch, QUICK)


async def test_an_admin_tries_a_server_connects_it_fetches_and_says_yes(
    maple: Running, server: OneRosterServer
) -> None:
    ines = await maple.somebody("Ines Walker")
    status, found = await ines.ask("POST", "/v1/roster/server/look", entered(server))
    before = (await ines.get("/v1/roster"))["server"]
    assert (await connected(ines, server))[0] == 204
    shown = (await ines.get("/v1/roster"))["server"]
    gone(server, TOM)
    upload, trial = await fetched(ines)
    here = await is_here(ines, "Tom Alvarez")
    done, _ = await yes(ines, upload, trial)
    run = await newest(ines)

    assert (status, found["schools"]) == (200, [{"org": ORG, "name": "Maple Street Children's Center"}])
    assert found["users"] == len(server.items["users"])
    assert before is None
    assert (shown["address"], shown["client"], shown["org"], shown["by"]) == (
        server.url,
        CLIENT,
        ORG,
        "Ines Walker",
    )
    assert "secret" not in shown
    assert trial["told"]["loses"] == ["Tom Alvarez leaves, a parent of Luca Alvarez and Mia Alvarez."]
    assert (here, done, await is_here(ines, "Tom Alvarez")) == (True, 200, False)
    assert (run["run"]["source"], run["run"]["state"], run["run"]["by"]) == ("server", "applied", "Ines Walker")
    assert (await ines.get("/v1/roster"))["by_hand_from"] is not None


async def test_by_itself_it_is_whole_first_and_then_what_changed_and_a_no_counts_until_it_says_otherwise(
    maple: Running, server: OneRosterServer
) -> None:
    ines, watch = await maple.somebody("Ines Walker"), ServerWatch()
    await connected(ines, server)
    await fetch_due(maple.hub, watch, QUICK)
    at_once = list(server.asked)
    await at_next_look(maple, watch, in_the_morning=True)
    whole = [asked.get("filter") for kind, asked in server.asked if kind == "users"]
    server.asked.clear()
    gone(server, TOM, "2099-01-01T08:00:00.000Z")
    await at_next_look(maple, watch)
    changes = [asked.get("filter") for kind, asked in server.asked if kind == "users"]
    run = await newest(ines)
    here = await is_here(ines, "Tom Alvarez")
    back = await ines.get(f"/v1/roster/runs/{run['run']['id']}/undo")
    await ines.ask("POST", f"/v1/roster/runs/{run['run']['id']}/undo", {"seen": back["seen"]})
    again = await is_here(ines, "Tom Alvarez")
    server.asked.clear()
    await at_next_look(maple, watch)
    after = [asked.get("filter") for kind, asked in server.asked if kind == "users"]

    assert at_once == []  # who has just connected it looks at what comes first
    assert set(whole) == {None}
    assert changes
    assert all(one.startswith("dateLastModified>'") for one in changes)
    assert (run["run"]["state"], run["run"]["source"], run["run"]["by"]) == ("applied", "server", "")
    assert run["told"]["loses"] == ["Tom Alvarez leaves, a parent of Luca Alvarez and Mia Alvarez."]
    assert (here, again) == (False, True)
    assert set(after) == {None}  # nobody knows what changed since what was taken back
    assert await is_here(ines, "Tom Alvarez")
    assert (await states(ines))[0] == "undone"

    ben = next(one for one in server.items["users"] if one["sourcedId"] == "usr-ben-carter")
    for given in ("Benno", "Ben"):  # what was taken back is what it says once more, after it said otherwise
        ben["givenName"] = given
        await at_next_look(maple, watch, in_the_morning=True)
        assert (await states(ines))[0] == "applied"
        assert not await is_here(ines, "Tom Alvarez")
        assert await is_here(ines, f"{given} Carter")


async def test_changes_with_a_wrong_row_of_another_school_are_read_as_all_of_it_and_lose_nothing_of_ours(
    maple: Running, server: OneRosterServer
) -> None:
    ines, watch = await maple.somebody("Ines Walker"), ServerWatch()
    server.items["orgs"].append({**server.items["orgs"][0], "sourcedId": "elm", "name": "Elm", "type": "school"})
    await connected(ines, server)
    await at_next_look(maple, watch, in_the_morning=True)
    server.asked.clear()
    like = next(one for one in server.items["users"] if one["sourcedId"].startswith("stu-"))
    roles = [{**like["roles"][0], "org": {"sourcedId": "elm", "type": "org"}}]
    wrong = {"sourcedId": "stu-elm", "givenName": "", "agents": [], "roles": roles}
    server.items["users"].append({**like, **wrong, "dateLastModified": "2099-01-01T08:00:00.000Z"})
    gone(server, TOM, "2099-01-01T08:00:00.000Z")
    await at_next_look(maple, watch)
    asked = [asked.get("filter") for kind, asked in server.asked if kind == "users"]
    run = await newest(ines)

    assert asked[0] is not None  # first what changed, which is refused
    assert asked[-1] is None
    assert run["run"]["state"] == "applied"
    assert run["told"]["loses"] == ["Tom Alvarez leaves, a parent of Luca Alvarez and Mia Alvarez."]
    assert "stu-elm" not in str(run)
    assert not await is_here(ines, "Tom Alvarez")


async def test_what_a_server_loses_is_held_and_whatever_fails_changes_nothing_and_is_on_record(
    maple: Running, server: OneRosterServer
) -> None:
    ines, watch = await maple.somebody("Ines Walker"), ServerWatch()
    await connected(ines, server)
    for fault in (cut, answering(500), answering(200, "no JSON")):
        server.faults["enrollments"] = [fault] * 99
        await at_next_look(maple, watch)
        assert (await states(ines))[0] == "refused"
    server.faults.clear()
    refused = await newest(ines)
    kept = server.items["users"]
    server.items["users"] = [one for one in kept if not one["sourcedId"].startswith("stu-")]
    server.items["enrollments"] = [
        one for one in server.items["enrollments"] if not one["user"]["sourcedId"].startswith("stu-")
    ]
    for one in server.items["users"]:
        one["agents"] = []
    await at_next_look(maple, watch)
    held = await ines.get("/v1/roster")

    assert refused["told"]["issues"][0]["reason"].startswith("What the server answers is not OneRoster")
    assert (held["items"][0]["state"], held["items"][0]["source"]) == ("held", "server")
    assert [one["source"] for one in held["waiting"]] == ["server"]
    assert held["known"]["students"] == 61


async def test_by_hand_a_server_that_fails_says_why_and_two_do_not_fetch_at_once(
    maple: Running, server: OneRosterServer
) -> None:
    ines = await maple.somebody("Ines Walker")
    assert (await ines.ask("POST", "/v1/roster/server/fetch"))[0] == 404
    await connected(ines, server)
    server.faults["users"] = [answering(403)]
    status, body = await ines.ask("POST", "/v1/roster/server/fetch")
    run = await ines.get(f"/v1/roster/runs/{body['run']}")
    (school,) = await maple.hub.store.read(list_schools, Across.OPERATOR)
    maple.hub.fetching[school.id] = 250
    rows = (await ines.get("/v1/roster"))["server"]["rows"]
    busy, _ = await ines.ask("POST", "/v1/roster/server/fetch")

    assert (status, body["upload"]) == (201, None)
    assert "does not let this client read users" in run["told"]["issues"][0]["reason"]
    assert (rows, busy) == (250, 409)


async def test_a_secret_goes_only_where_it_was_entered_for_and_is_told_to_nobody(
    maple: Running, server: OneRosterServer, caplog: pytest.LogCaptureFixture
) -> None:
    ines = await maple.somebody("Ines Walker")
    await connected(ines, server)
    same, _ = await connected(ines, server, secret=None, scope="roster-core.readonly")
    async with serving(OneRosterServer(items=items_of(BUNDLE))) as other:
        asked = [
            await ines.ask("POST", "/v1/roster/server/look", entered(server, secret=None, **changes))
            for changes in ({"address": other.url}, {"token_address": f"{other.url}/token"}, {"client": "me"})
        ]
        put, _ = await connected(ines, server, secret=None, token_address=f"{other.url}/token")
        told = other.tokens, other.asked
    (school,) = await maple.hub.store.read(list_schools, Across.OPERATOR)
    kept = await maple.hub.store.read(lambda one: find_server(one, school.id), Across.OPERATOR)
    server.faults["token"] = [answering(401)] * 2
    _, body = await ines.ask("POST", "/v1/roster/server/fetch")

    assert same == 204
    assert [(status, "Enter the secret" in said["detail"]) for status, said in asked] == [(422, True)] * 3
    assert put == 422
    assert told == (0, [])
    assert kept is not None
    assert SECRET not in repr(kept)
    assert SECRET not in kept.secret
    everything = str(await ines.get("/v1/roster")) + str(await ines.get(f"/v1/roster/runs/{body['run']}"))
    assert SECRET not in everything + caplog.text


async def test_only_admins_connect_a_server_and_see_it(maple: Running, server: OneRosterServer) -> None:
    ines = await maple.somebody("Ines Walker")
    for name in ("Ana Reyes", "Rosa Alvarez"):
        other = await maple.somebody(name)
        assert (await connected(other, server))[0] == 403
        assert (await other.ask("POST", "/v1/roster/server/look", entered(server)))[0] == 403
        assert (await other.ask("POST", "/v1/roster/server/fetch"))[0] == 403
        assert (await other.ask("DELETE", "/v1/roster/server"))[0] == 403
    assert server.tokens == 0
    assert (await connected(ines, server))[0] == 204


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_server_that_refuses_to_be_asked_what_changed_is_asked_for_everything(
    maple: Running, server: OneRosterServer, status: int
) -> None:
    ines, watch = await maple.somebody("Ines Walker"), ServerWatch()
    await connected(ines, server)
    await at_next_look(maple, watch, in_the_morning=True)
    server.asked.clear()
    gone(server, TOM, "2099-01-01T08:00:00.000Z")
    for kind in ("orgs", "users"):
        server.faults[kind] = [
            lambda asked: web.json_response({}, status=status) if "filter" in asked.query else None
        ]
    await at_next_look(maple, watch)

    assert any("filter" in asked for _, asked in server.asked)
    assert (await newest(ines))["run"]["state"] == "applied"
    assert not await is_here(ines, "Tom Alvarez")


async def test_a_server_that_is_disconnected_is_asked_no_more_and_its_secret_is_gone(
    maple: Running, server: OneRosterServer
) -> None:
    ines, watch = await maple.somebody("Ines Walker"), ServerWatch()
    await connected(ines, server)
    await at_next_look(maple, watch)
    tokens = server.tokens
    done, _ = await ines.ask("DELETE", "/v1/roster/server")
    again, _ = await ines.ask("DELETE", "/v1/roster/server")
    await at_next_look(maple, watch)
    rows = await maple.hub.store.read(
        lambda one: one.execute(select(schema.roster_server.c.secret)).all(), Across.OPERATOR
    )
    said = await maple.hub.store.read(
        lambda one: one.execute(select(schema.roster_said.c.state)).all(), Across.OPERATOR
    )

    assert tokens == 1
    assert (done, again) == (204, 404)
    assert server.tokens == tokens
    assert (rows, said) == ([], [])


@pytest.mark.parametrize("becomes", ["applied", "held", "refused"])
async def test_nothing_comes_in_from_a_server_that_is_taken_away_while_it_is_asked(
    maple: Running, server: OneRosterServer, becomes: str
) -> None:
    ines = await maple.somebody("Ines Walker")
    await connected(ines, server)
    engine = past_policies(maple.hub.settings.database_url)

    def taken_away(asked: web.Request) -> None:
        with engine.begin() as connection:
            connection.execute(delete(schema.roster_server))
        engine.dispose()

    gone(server, TOM)
    students = [one["sourcedId"] for one in server.items["users"] if one["sourcedId"].startswith("stu-")]
    for one in students[: 30 if becomes == "held" else 0]:
        gone(server, one)
    if becomes == "refused":
        server.items["users"] = server.items["users"][:1]
    server.faults["users"] = [taken_away]
    await at_next_look(maple, ServerWatch())
    left = await states(ines)
    await connected(ines, server)
    await at_next_look(maple, ServerWatch())

    assert (left, await states(ines)) == ([], [becomes])


async def test_what_waits_of_a_server_waits_no_more_once_that_is_disconnected(
    maple: Running, server: OneRosterServer
) -> None:
    ines = await maple.somebody("Ines Walker")
    await connected(ines, server)
    await fetched(ines)
    before = (await ines.get("/v1/roster"))["waiting"]
    await ines.ask("DELETE", "/v1/roster/server")

    assert (len(before), (await ines.get("/v1/roster"))["waiting"]) == (1, [])


async def test_secrets_of_servers_are_sealed_anew_when_the_hubs_own_is_changed(
    maple: Running, server: OneRosterServer
) -> None:
    ines = await maple.somebody("Ines Walker")
    await connected(ines, server)
    hub = maple.hub
    moved = replace(hub.settings, secret=NEW_SECRET, other_secret=OWN_SECRET)
    done = await sealed_keys.seal_anew(hub.store, moved)
    hub.settings = replace(hub.settings, secret=NEW_SECRET)
    _, trial = await fetched(ines)
    await hub.store.write(
        lambda one: one.connection.execute(update(schema.roster_server).values(secret="c2hvcnQ=")),
        whose=Across.OPERATOR,
    )
    _, body = await ines.ask("POST", "/v1/roster/server/fetch")
    run = await ines.get(f"/v1/roster/runs/{body['run']}")

    assert done == 1
    assert trial["changes"] is False
    assert "secret cannot be read any more" in run["told"]["issues"][0]["reason"]


async def test_no_server_is_connected_without_a_secret_of_the_hub_or_in_its_own_network(
    records: Path, server: OneRosterServer
) -> None:
    async with running(records, {"ROOMWIRE_WORKER": "0"}) as maple:
        ines = await maple.somebody("Ines Walker")
        without, said = await connected(ines, server)
        maple.hub.settings = replace(maple.hub.settings, secret=OWN_SECRET)
        plain, _ = await connected(ines, server)
        address = server.url.replace("http:", "https:")
        status, inside = await ines.ask(
            "POST", "/v1/roster/server/look", entered(server, address=address, token_address=f"{address}/token")
        )

    assert (without, "ROOMWIRE_SECRET" in said["detail"]) == (503, True)
    assert plain == 422
    assert (status, "network of its own" in inside["detail"]) == (422, True)
    assert server.tokens == 0
