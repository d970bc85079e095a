"""The roster comes in by every door, is on record, waits for a yes where it takes much, and is taken back."""

from __future__ import annotations

import asyncio
import io
import os
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.actions.people.bring_roster import bring_in
from hub.actions.people.roster_runs import RosterDoor
from hub.actions.people.sweep_roster import sweep
from hub.api.people import roster_runs, roster_uploads
from hub.api.people.roster_uploads import LARGEST_ROSTER
from hub.commands.demo import BUNDLE
from hub.inbound.roster.watched_folder import FolderWatch, look
from hub.oneroster import apart
from hub.oneroster.read import read
from hub.queries.people.roster_runs import standing
from hub.store import schema
from hub.store.roster_words import counts_of
from hub.store.row_security import Across
from hub.store.schools import list_schools
from notifiers.tables import delivery
from policies.people.roster_runs import ANSWER_WITHIN, NAMES_KEPT, RUNS_KEPT, RunSource
from tests.hub.people.test_losing import one_of_each
from tests.hub.people.test_roster import Row, imported, rewrite
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.running import Running, Somebody, running

TOM, BEN = "usr-tom-alvarez", "usr-ben-carter"


def zipped(bundle: Path) -> bytes:
    """A bundle as somebody exports it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(bundle.iterdir()):
            archive.write(file, file.name)
    return made.getvalue()


def without(bundle: Path, user: str) -> None:
    """Somebody is in the bundle no more."""

    def agents(row: Row) -> Row:
        return row | {"agentSourcedIds": ",".join(one for one in row["agentSourcedIds"].split(",") if one != user)}

    rewrite(bundle, "users.csv", lambda rows: [agents(one) for one in rows if one["sourcedId"] != user])
    for file in ("roles.csv", "enrollments.csv"):
        rewrite(bundle, file, lambda rows: [one for one in rows if one["userSourcedId"] != user])


async def brought(admin: Somebody, packed: bytes, name: str = "roster.zip", query: str = "") -> tuple[int, Any]:
    """Status and body of what an admin brings from the page."""
    headers = {**admin.headers, "content-type": "application/zip", "x-file-name": name}
    url = f"{admin.running.url}/v1/roster/uploads{query}"
    async with admin.running.http.post(url, data=io.BytesIO(packed), headers=headers) as answer:
        return answer.status, await answer.json()


async def waiting(admin: Somebody, packed: bytes, name: str = "roster.zip") -> tuple[str, Any]:
    """The id of a roster that waits for a yes, and what it would change."""
    status, body = await brought(admin, packed, name)
    assert (status, body["run"]) == (201, None), body
    return body["upload"], await admin.get(f"/v1/roster/uploads/{body['upload']}")


async def yes(admin: Somebody, upload: str, trial: Any, *, confirmed: bool = False) -> tuple[int, Any]:
    body = {"seen": trial["seen"], "confirmed": confirmed}
    return await admin.ask("POST", f"/v1/roster/uploads/{upload}/apply", body)


async def newest(admin: Somebody) -> Any:
    """The newest run, opened."""
    its = (await admin.get("/v1/roster"))["items"][0]["id"]
    return await admin.get(f"/v1/roster/runs/{its}")


async def is_here(admin: Somebody, name: str) -> bool:
    return any(one["name"] == name for one in (await admin.get("/v1/invitations"))["items"])


async def states(admin: Somebody) -> list[str]:
    return [one["state"] for one in (await admin.get("/v1/roster"))["items"]]


async def test_an_admin_brings_a_roster_sees_who_loses_access_applies_it_and_takes_it_back(
    maple: Running, bundle: Path
) -> None:
    ines, tom = await maple.somebody("Ines Walker"), await maple.somebody("Tom Alvarez")
    without(bundle, TOM)
    upload, trial = await waiting(ines, zipped(bundle))
    before = await is_here(ines, "Tom Alvarez")
    status, done = await yes(ines, upload, trial)
    gone, after = await tom.ask("GET", "/v1/me"), await is_here(ines, "Tom Alvarez")
    run = await newest(ines)
    back = await ines.get(f"/v1/roster/runs/{done['run']}/undo")
    undone, _ = await ines.ask("POST", f"/v1/roster/runs/{done['run']}/undo", {"seen": back["seen"]})

    assert trial["told"]["loses"] == ["Tom Alvarez leaves, a parent of Luca Alvarez and Mia Alvarez."]
    assert (trial["told"]["gains"], trial["told"]["held"], trial["changes"]) == ([], [], True)
    assert (trial["waiting"]["by"], trial["waiting"]["source"]) == ("Ines Walker", "page")
    assert (before, status, after, gone[0]) == (True, 200, False, 401)
    assert (run["run"]["id"], run["run"]["state"], run["run"]["source"]) == (done["run"], "applied", "page")
    assert (run["told"]["loses"], run["may_undo"]) == (trial["told"]["loses"], True)
    assert run["run"]["counts"]["guardians"] == {"gained": 0, "lost": 1, "changed": 0}
    assert back["told"]["gains"] == ["Tom Alvarez comes in, a parent of Luca Alvarez and Mia Alvarez."]
    assert undone == 200
    assert await is_here(ines, "Tom Alvarez")
    assert (await tom.ask("GET", "/v1/me"))[0] == 401  # a session that ended stays ended
    its = (await ines.get("/v1/roster"))["items"][0]
    assert (its["state"], its["undone_by"]) == ("undone", "Ines Walker")
    again = await ines.ask("POST", f"/v1/roster/runs/{done['run']}/undo", {"seen": back["seen"]})
    assert again[0] == 409
    assert "already" in again[1]["detail"]


async def test_taking_a_roster_back_overrides_no_denial_of_the_school(maple: Running, bundle: Path) -> None:
    ines, rosa = await maple.somebody("Ines Walker"), await maple.somebody("Rosa Alvarez")
    tom = (await maple.somebody("Tom Alvarez")).id
    mia = next(one["student"] for one in await rosa.conversations() if one["student_name"] == "Mia Alvarez")
    without(bundle, TOM)
    upload, trial = await waiting(ines, zipped(bundle))
    denied = {"denials": [{"power": "see"}]}
    status, body = await ines.ask("PUT", f"/v1/students/{mia}/guardians/{tom}", denied)
    assert status < 300, body
    moved = await yes(ines, upload, trial)
    _, done = await yes(ines, upload, await ines.get(f"/v1/roster/uploads/{upload}"))
    back = await ines.get(f"/v1/roster/runs/{done['run']}/undo")
    await ines.ask("POST", f"/v1/roster/runs/{done['run']}/undo", {"seen": back["seen"]})

    assert moved[0] == 409  # it would take something else away than was looked at
    assert "changed since you looked" in moved[1]["detail"]
    assert back["told"]["gains"] == ["Tom Alvarez comes in, a parent of Luca Alvarez."]
    roster = maple.hub.schools[maple.school].snapshot.roster
    assert {roster.students[one].name for one in roster.children_of[tom]} == {"Luca Alvarez"}


async def test_what_takes_much_away_is_told_by_name_and_nothing_is_applied_without_a_yes_to_it(
    maple: Running, bundle: Path
) -> None:
    ines, ana = await maple.somebody("Ines Walker"), await maple.somebody("Ana Reyes")
    one_of_each(bundle)
    upload, trial = await waiting(ines, zipped(bundle))
    held = {one["sentence"]: one["names"] for one in trial["told"]["held"]}
    refused = await yes(ines, upload, trial)
    there = len((await ana.get("/v1/people"))["people"])
    status, _ = await yes(ines, upload, trial, confirmed=True)

    assert "Leo Novak" in held["60 of 61 students would be gone, or without every room they have."]
    assert refused[0] == 409
    assert "say yes" in refused[1]["detail"]
    assert there > 90
    assert status == 200
    run = await newest(ines)
    assert (run["run"]["state"], run["run"]["counts"]["students"]["lost"]) == ("applied", 60)
    assert run["told"]["held"] == trial["told"]["held"]


async def test_a_no_deletes_what_was_brought_and_of_two_who_answer_one_is_first(
    maple: Running, bundle: Path
) -> None:
    ines = await maple.somebody("Ines Walker")
    without(bundle, TOM)
    upload, _ = await waiting(ines, zipped(bundle))
    declined = await ines.ask("DELETE", f"/v1/roster/uploads/{upload}")
    late = await ines.ask("GET", f"/v1/roster/uploads/{upload}")
    upload, trial = await waiting(ines, zipped(bundle))
    both = await asyncio.gather(yes(ines, upload, trial), yes(ines, upload, trial))

    assert (declined[0], late[0]) == (204, 404)
    assert "Bring it again" in late[1]["detail"]
    assert sorted(status for status, _ in both) == [200, 404]
    assert (await ines.get("/v1/roster"))["waiting"] == []
    assert await states(ines) == ["applied"]


async def test_by_hand_one_is_applied_in_an_hour_and_looking_is_free(maple: Running, bundle: Path) -> None:
    ines = await maple.somebody("Ines Walker")
    without(bundle, TOM)
    upload, trial = await waiting(ines, zipped(bundle))
    _, first = await yes(ines, upload, trial)
    upload, trial = await waiting(ines, zipped(BUNDLE))
    status, body = await yes(ines, upload, trial)
    again = (await ines.get("/v1/roster"))["by_hand_from"]
    maple.clock.ahead = timedelta(minutes=61)
    later, _ = await yes(ines, upload, trial)

    assert trial["told"]["gains"] == ["Tom Alvarez comes in, a parent of Luca Alvarez and Mia Alvarez."]
    assert (status, later) == (429, 200)
    assert "The next one may at" in body["detail"]
    assert again is not None
    assert await states(ines) == ["applied", "applied"]
    older = await ines.get(f"/v1/roster/runs/{first['run']}")
    assert (older["may_undo"], "later roster" in older["why"]) == (False, True)


async def test_what_cannot_be_read_is_refused_row_by_row_and_changes_nothing(maple: Running, bundle: Path) -> None:
    def broken(rows: list[Row]) -> list[Row]:
        rows[3]["beginDate"] = "yesterday"
        return rows

    ines = await maple.somebody("Ines Walker")
    rewrite(bundle, "enrollments.csv", broken)
    status, body = await brought(ines, zipped(bundle), "../../Export%20%283%29.zip")
    run = await ines.get(f"/v1/roster/runs/{body['run']}")
    half = (await brought(ines, zipped(BUNDLE)[:2000]))[1]["run"]
    torn = await ines.get(f"/v1/roster/runs/{half}")

    assert (status, body["upload"]) == (201, None)
    assert (run["run"]["state"], run["run"]["file"]) == ("refused", "Export (3).zip")
    assert [(one["file"], one["line"], one["column"]) for one in run["told"]["issues"]] == [
        ("enrollments.csv", 5, "beginDate")
    ]
    assert "not a whole zip file" in torn["told"]["issues"][0]["reason"]
    assert (await ines.get("/v1/roster"))["waiting"] == []


async def test_an_admin_goes_on_without_refused_rows_and_is_told_first_who_is_left_out_and_loses_access(
    maple: Running, bundle: Path
) -> None:
    def unknown(rows: list[Row]) -> list[Row]:
        return [one | {"enabledUser": "perhaps"} if one["sourcedId"] == TOM else one for one in rows]

    ines, tom = await maple.somebody("Ines Walker"), await maple.somebody("Tom Alvarez")
    rewrite(bundle, "users.csv", unknown)
    packed = zipped(bundle)
    _, refused = await brought(ines, packed)
    before = await ines.get("/v1/roster")
    odd = await brought(ines, packed, query="?without_refused=perhaps")
    _, taken = await brought(ines, packed, query="?without_refused=true")
    trial = await ines.get(f"/v1/roster/uploads/{taken['upload']}")
    still = (await tom.ask("GET", "/v1/conversations"))[0]
    done = await yes(ines, taken["upload"], trial)

    assert (refused["upload"], refused["left_out"]) == (None, {"rows": 1, "people": 1})
    assert before["waiting"] == []
    assert odd[0] == 422
    assert taken["left_out"] == refused["left_out"]
    whole, row = trial["told"]["issues"][:2]
    assert whole["reason"] == "One row is refused and left out. One person is left out with that."
    assert (row["file"], row["column"]) == ("users.csv", "enabledUser")
    assert [one for one in trial["told"]["loses"] if "Tom Alvarez" in one]
    assert trial["told"]["gains"] == []
    assert (still, done[0]) == (200, 200)
    assert (await tom.ask("GET", "/v1/conversations"))[0] == 401
    assert (await newest(ines))["told"]["issues"][0] == whole


@pytest.mark.only("sqlite")
async def test_where_more_is_wrong_than_rows_there_is_no_going_on_without_them(
    maple: Running, bundle: Path
) -> None:
    ines = await maple.somebody("Ines Walker")
    rewrite(bundle, "orgs.csv", lambda rows: [one | {"name": ""} for one in rows])
    found = [(await brought(ines, zipped(bundle), query=query))[1] for query in ("", "?without_refused=true")]

    assert [(one["upload"], one["left_out"]) for one in found] == [(None, None)] * 2
    assert (await ines.get("/v1/roster"))["waiting"] == []


async def test_what_is_too_large_is_refused_before_it_is_read(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    status, body = await brought(ines, bytes(LARGEST_ROSTER + 1))

    assert status == 413
    assert "larger than 20 MB" in body["detail"]


def join(bundle: Path, other: Path) -> None:
    """The bundle has the other one's rows too, as a chain of centers exports them."""
    for file in ("orgs.csv", "classes.csv", "users.csv", "roles.csv", "enrollments.csv"):
        theirs = (other / file).read_text().splitlines(keepends=True)[1:]
        with (bundle / file).open("a") as both:
            both.writelines(theirs)


async def test_nothing_of_another_school_comes_in_by_an_upload(records: Path, bundle: Path, tmp_path: Path) -> None:
    elm = elsewhere(tmp_path)
    await imported(records, elm)
    join(bundle, elm)
    without(bundle, TOM)
    without(bundle, "usr-elm-tom-alvarez")
    async with running(records) as maple:
        ines, theirs_ines = await maple.somebody("Ines Walker"), await at_elm(maple, "Ines Walker")
        alone = await brought(ines, zipped(elm))
        upload, trial = await waiting(ines, zipped(bundle))
        foreign = [
            await theirs_ines.ask("GET", f"/v1/roster/uploads/{upload}"),
            await yes(theirs_ines, upload, trial),
            await theirs_ines.ask("DELETE", f"/v1/roster/uploads/{upload}"),
        ]
        seen = await theirs_ines.get("/v1/roster")
        status, done = await yes(ines, upload, trial)
        foreign += [
            await theirs_ines.ask("GET", f"/v1/roster/runs/{done['run']}"),
            await theirs_ines.ask("GET", f"/v1/roster/runs/{done['run']}/undo"),
            await theirs_ines.ask("POST", f"/v1/roster/runs/{done['run']}/undo", {"seen": "x"}),
        ]
        refused = await ines.get(f"/v1/roster/runs/{alone[1]['run']}")

        assert status == 200
        assert not await is_here(ines, "Tom Alvarez")
        assert await is_here(theirs_ines, "Tom Alvarez")
    assert [answer[0] for answer in foreign] == [404] * 6
    assert seen["waiting"] == []
    assert [one["source"] for one in seen["items"]] == ["command"]
    assert "has nothing of" in refused["told"]["issues"][0]["reason"]
    assert "Elm Road" in trial["told"]["issues"][0]["reason"]


ASKED = [
    ("GET", "/v1/roster", None),
    ("GET", "/v1/roster/runs/{run}", None),
    ("GET", "/v1/roster/runs/{run}/undo", None),
    ("POST", "/v1/roster/runs/{run}/undo", {"seen": "x"}),
    ("POST", "/v1/roster/uploads", None),
    ("GET", "/v1/roster/uploads/{upload}", None),
    ("POST", "/v1/roster/uploads/{upload}/apply", {"seen": "x", "confirmed": True}),
    ("POST", "/v1/roster/uploads/{upload}/end-access", {"people": ["x"]}),
    ("DELETE", "/v1/roster/uploads/{upload}", None),
]


@pytest.mark.parametrize("name", ["Rosa Alvarez", "Ana Reyes"])
async def test_whoever_is_no_admin_is_refused_at_every_door(maple: Running, bundle: Path, name: str) -> None:
    ines, somebody = await maple.somebody("Ines Walker"), await maple.somebody(name)
    without(bundle, TOM)
    upload, trial = await waiting(ines, zipped(bundle))
    run = (await yes(ines, upload, trial))[1]["run"]
    upload, _ = await waiting(ines, zipped(BUNDLE))
    named = [(method, path.format(run=run, upload=upload), body) for method, path, body in ASKED]
    answers = [await somebody.ask(method, path, body) for method, path, body in named]
    routes = {(one.method, one.path) for one in (*roster_runs.ROUTES, *roster_uploads.ROUTES)}

    assert {(method, path.format(run="{id}", upload="{id}")) for method, path, _ in ASKED} == routes
    assert [status for status, _ in answers] == [403] * len(ASKED)
    assert {body["detail"] for _, body in answers} == {"Only admins bring the roster in, and see what it changed."}
    assert (await ines.get("/v1/roster"))["waiting"][0]["id"] == upload


async def test_the_command_is_on_record_whatever_becomes_of_it(records: Path, bundle: Path) -> None:
    whole = {file.name: file.read_bytes() for file in bundle.iterdir()}
    await imported(records, BUNDLE)
    without(bundle, TOM)
    await imported(records, bundle, "--dry-run")
    await imported(records, bundle)
    one_of_each(bundle)
    await imported(records, bundle)
    (bundle / "users.csv").write_text("nothing")
    await imported(records, bundle)
    async with running(records) as maple:
        ines = await maple.somebody("Ines Walker")
        its = await ines.get("/v1/roster")
        details = [await ines.get(f"/v1/roster/runs/{one['id']}") for one in its["items"]]

    assert whole
    assert [one["state"] for one in its["items"]] == ["refused", "held", "applied", "unchanged"]
    assert {one["source"] for one in its["items"]} == {"command"}
    assert its["as_of"] == its["items"][2]["ended_at"]
    assert details[0]["told"]["issues"]
    assert details[1]["told"]["held"]
    assert details[2]["may_undo"]


async def test_a_run_that_fails_changes_nothing_and_is_on_record(maple: Running, bundle: Path) -> None:
    ines, store = await maple.somebody("Ines Walker"), maple.hub.store
    without(bundle, TOM)
    its = read(bundle).bundle
    assert its is not None
    broken = replace(its, rooms=(*its.rooms, replace(its.rooms[0], source="room-x", name=None)))  # type: ignore[arg-type]
    door = RosterDoor(source=RunSource.FOLDER, file="roster.zip", started=maple.clock())
    with pytest.raises(IntegrityError):
        await bring_in(store, broken, door, "UTC", maple.clock())
    run = await newest(ines)

    assert await is_here(ines, "Tom Alvarez")
    assert (run["run"]["state"], run["may_undo"]) == ("failed", False)
    assert "Try again" in run["told"]["issues"][0]["reason"]
    await bring_in(store, its, door, "UTC", maple.clock())
    await maple.hub.schools[maple.school].catch_up()
    assert not await is_here(ines, "Tom Alvarez")


@pytest.fixture
async def watched(records: Path, tmp_path: Path) -> Any:
    """The demo school and a folder that is looked at when a test says so."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    async with running(records, {"ROOMWIRE_ROSTER_FOLDER": str(folder), "ROOMWIRE_WORKER": "0"}) as maple:
        yield maple, folder


def put(folder: Path, packed: bytes, name: str = "roster.zip", ago: float = 60) -> None:
    """A zip lies in the folder since then, in seconds."""
    (folder / name).write_bytes(packed)
    at = (folder / name).stat().st_mtime - ago
    os.utime(folder / name, (at, at))


async def test_what_lies_in_the_folder_is_brought_in_at_its_time_and_tells_nobody(
    watched: tuple[Running, Path], bundle: Path
) -> None:
    maple, folder = watched
    ines, watch = await maple.somebody("Ines Walker"), FolderWatch()
    without(bundle, TOM)
    put(folder, zipped(bundle))
    put(folder, b"half of", "later.zip", ago=0)  # somebody writes it still
    await look(maple.hub, watch)
    await look(maple.hub, watch)
    await maple.hub.schools[maple.school].catch_up()
    first, gone = await states(ines), not await is_here(ines, "Tom Alvarez")
    (folder / "later.zip").unlink()
    maple.clock.ahead = timedelta(hours=13)
    await look(maple.hub, FolderWatch())  # as another worker would
    told = select(delivery.c.id).where(delivery.c.school == maple.school)

    assert first == ["applied"]
    assert gone
    assert await states(ines) == ["unchanged", "applied"]
    assert (await ines.get("/v1/roster"))["next_look"] is not None
    assert await maple.hub.store.read(lambda one: one.execute(told).all(), Across.OPERATOR) == []


async def test_what_the_folder_brings_is_held_until_an_admin_answers(
    watched: tuple[Running, Path], bundle: Path
) -> None:
    maple, folder = watched
    ines, watch = await maple.somebody("Ines Walker"), FolderWatch()
    one_of_each(bundle)
    put(folder, zipped(bundle))
    await look(maple.hub, watch)
    its = await ines.get("/v1/roster")
    trial = await ines.get(f"/v1/roster/uploads/{its['waiting'][0]['id']}")
    maple.clock.ahead = timedelta(hours=13)
    await look(maple.hub, watch)  # the same again, while it waits
    still = await states(ines)
    await ines.ask("DELETE", f"/v1/roster/uploads/{its['waiting'][0]['id']}")
    maple.clock.ahead = timedelta(hours=26)
    await look(maple.hub, watch)  # the same again, after a no

    assert ([one["state"] for one in its["items"]], its["waiting"][0]["run"]) == (["held"], its["items"][0]["id"])
    assert "Leo Novak" in trial["told"]["held"][0]["names"]
    assert (still, await states(ines)) == (["held"], ["dropped"])
    assert (await ines.get("/v1/roster"))["waiting"] == []
    put(folder, zipped(bundle) + b" ", "newer.zip")
    maple.clock.ahead = timedelta(hours=39)
    await look(maple.hub, watch)
    (newer,) = (await ines.get("/v1/roster"))["waiting"]
    trial = await ines.get(f"/v1/roster/uploads/{newer['id']}")
    status, _ = await yes(ines, newer["id"], trial, confirmed=True)
    assert status == 200
    assert await states(ines) == ["applied", "dropped"]


async def test_what_one_school_has_to_say_yes_to_holds_up_no_other(
    watched: tuple[Running, Path], records: Path, bundle: Path, tmp_path: Path
) -> None:
    maple, folder = watched
    elm = elsewhere(tmp_path)
    await imported(records, elm)
    one_of_each(bundle)
    without(elm, "usr-elm-tom-alvarez")
    join(bundle, elm)
    put(folder, zipped(bundle), ago=0)
    maple.clock.ahead = timedelta(minutes=2)
    ines, theirs = await maple.somebody("Ines Walker"), await at_elm(maple, "Ines Walker")
    await look(maple.hub, FolderWatch())
    here, there = await ines.get("/v1/roster"), await theirs.get("/v1/roster")

    assert ([one["state"] for one in here["items"]], len(here["waiting"])) == (["held"], 1)
    assert [one["state"] for one in there["items"]] == ["applied", "applied"]
    assert there["waiting"] == []
    assert (await is_here(ines, "Tom Alvarez"), await is_here(theirs, "Tom Alvarez")) == (True, False)


async def test_an_empty_hub_gets_its_school_from_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    folder.mkdir()
    put(folder, zipped(BUNDLE))
    env = {"ROOMWIRE_ROSTER_FOLDER": str(folder), "ROOMWIRE_WORKER": "0"}
    async with running(tmp_path, env, demo=False) as hub:
        await look(hub.hub, FolderWatch())
        (school,) = await hub.hub.store.read(list_schools, Across.OPERATOR)
        its = await hub.hub.store.read(lambda one: standing(one, school.id, None, 10, hub.clock()), Across.OPERATOR)

    assert [(one.state, counts_of(one.counts)["students"].gained) for one in its.runs] == [("applied", 61)]
    assert its.as_of is not None


async def without_tom_by_the_folder(watched: tuple[Running, Path], bundle: Path, watch: FolderWatch) -> str:
    """The run by which a roster in the folder took Tom away."""
    maple, folder = watched
    without(bundle, TOM)
    put(folder, zipped(bundle))
    await look(maple.hub, watch)
    await maple.hub.schools[maple.school].catch_up()
    return str((await (await maple.somebody("Ines Walker")).get("/v1/roster"))["items"][0]["id"])


async def taken_back(ines: Somebody, run: str) -> int:
    """What somebody is answered who looks what taking a run back would change, and does so."""
    back = await ines.get(f"/v1/roster/runs/{run}/undo")
    return (await ines.ask("POST", f"/v1/roster/runs/{run}/undo", {"seen": back["seen"]}))[0]


async def test_what_was_taken_back_does_not_come_again_by_the_same_file(
    watched: tuple[Running, Path], bundle: Path
) -> None:
    maple, _ = watched
    ines, watch = await maple.somebody("Ines Walker"), FolderWatch()
    run = await without_tom_by_the_folder(watched, bundle, watch)
    assert await taken_back(ines, run) == 200
    maple.clock.ahead = timedelta(hours=13)
    await look(maple.hub, watch)

    assert await states(ines) == ["undone"]
    assert await is_here(ines, "Tom Alvarez")


async def test_what_was_taken_back_does_not_come_again_though_a_look_had_found_nothing_new_in_it(
    watched: tuple[Running, Path], bundle: Path
) -> None:
    maple, _ = watched
    ines, watch = await maple.somebody("Ines Walker"), FolderWatch()
    run = await without_tom_by_the_folder(watched, bundle, watch)
    maple.clock.ahead = timedelta(hours=13)
    await look(maple.hub, watch)
    assert await taken_back(ines, run) == 200
    maple.clock.ahead = timedelta(hours=26)
    await look(maple.hub, watch)

    assert await states(ines) == ["unchanged", "undone"]
    assert await is_here(ines, "Tom Alvarez")
    log = (await ines.get("/v1/activity-log?kind=rights"))["items"]
    assert [one["says"] for one in log] == ["Ines Walker took the newest roster back."]


async def test_a_file_that_is_not_read_in_time_is_told_once_and_tried_again_at_the_next_look(
    watched: tuple[Running, Path], bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maple, folder = watched
    ines, watch = await maple.somebody("Ines Walker"), FolderWatch()
    without(bundle, TOM)
    put(folder, zipped(bundle))
    with monkeypatch.context() as slow:
        slow.setattr(apart, "LONGEST_S", 0.0)
        await look(maple.hub, watch)
        await look(maple.hub, watch)
    told = await states(ines)
    maple.clock.ahead = timedelta(hours=13)
    await look(maple.hub, watch)

    assert told == ["refused"]
    assert await states(ines) == ["applied", "refused"]


async def test_an_older_file_of_the_folder_does_not_undo_what_an_admin_brought_since(
    watched: tuple[Running, Path], records: Path, bundle: Path
) -> None:
    maple, folder = watched
    ines = await maple.somebody("Ines Walker")
    put(folder, zipped(BUNDLE))
    without(bundle, TOM)
    assert (await imported(records, bundle))[0] == 0
    await maple.hub.schools[maple.school].catch_up()
    await look(maple.hub, FolderWatch())

    assert await states(ines) == ["applied"]
    assert not await is_here(ines, "Tom Alvarez")


async def test_a_folder_with_a_file_that_is_no_roster_says_so_once(watched: tuple[Running, Path]) -> None:
    maple, folder = watched
    ines, watch = await maple.somebody("Ines Walker"), FolderWatch()
    await look(maple.hub, watch)  # an empty folder says nothing
    put(folder, b"PK no roster")
    for hours in (13, 26):
        maple.clock.ahead = timedelta(hours=hours)
        await look(maple.hub, watch)

    assert await states(ines) == ["refused"]


async def test_what_nobody_answered_is_deleted_after_a_day_and_names_after_a_month(
    maple: Running, bundle: Path
) -> None:
    ines, start = await maple.somebody("Ines Walker"), maple.clock()
    without(bundle, TOM)
    upload, trial = await waiting(ines, zipped(bundle))
    await yes(ines, upload, trial)
    upload, _ = await waiting(ines, zipped(BUNDLE))
    tables = (schema.roster_upload, schema.roster_before, schema.roster_run)

    async def left() -> list[int]:
        return [
            len(await maple.hub.store.read(lambda one, its=its: one.execute(select(its)).all(), Across.OPERATOR))
            for its in tables
        ]

    there = await left()
    await sweep(maple.hub.store, start + ANSWER_WITHIN + timedelta(minutes=1))
    day = await left()
    await sweep(maple.hub.store, start + NAMES_KEPT + timedelta(minutes=1))
    month, run = await left(), await newest(ines)
    await sweep(maple.hub.store, start + RUNS_KEPT + timedelta(minutes=1))

    assert (there, day, month, await left()) == ([1, 1, 1], [0, 1, 1], [0, 0, 1], [0, 0, 0])
    assert (run["named"], run["told"]["loses"], run["may_undo"]) == (False, [], False)
    assert run["run"]["counts"]["guardians"]["lost"] == 1
