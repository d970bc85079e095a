"""Bundles of changes by every door: added to what was applied before, held, refused and taken back."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.actions.people.sweep_roster import sweep
from hub.commands.roster import RosterCame, source_of, sync
from hub.errors import Conflict
from hub.inbound.roster.watched_folder import FolderWatch, look
from hub.oneroster.read import read
from hub.reference.end_dates import EXCLUSIVE
from hub.store import schema
from hub.store.roster_states import digest_of
from hub.store.row_security import Across
from tests.hub.oneroster.bundles import Tables, folder, packed
from tests.hub.oneroster.test_changes import of_changes
from tests.hub.people.test_roster import Row, counts, imported, rewrite
from tests.hub.people.test_roster_runs import (
    TOM,
    brought,
    is_here,
    newest,
    put,
    states,
    waiting,
    without,
    yes,
    zipped,
)
from tests.hub.running import Running, running, settings_for

LATER = "2026-12-01T08:00:00Z"


def rows_of(bundle: Path, file: str, *sources: str, **changes: str) -> list[Row]:
    """Rows of a bundle as changed later."""
    found: list[Row] = []
    rewrite(bundle, file, lambda rows: found.extend(rows) or rows)  # type: ignore[func-returns-value]
    its = [row for row in found if row["sourcedId"] in sources]
    return [{**row, "status": "active", "dateLastModified": LATER, **changes} for row in its]


def changes_of(at: Path, files: Tables) -> Path:
    """A bundle of changes of version 1.2."""
    return folder(at, packed(of_changes(files)))


def tom_leaves(bundle: Path, at: Path) -> Path:
    return changes_of(at, {"users.csv": rows_of(bundle, "users.csv", TOM, status="tobedeleted")})


async def test_changes_are_added_to_the_whole_roster_that_was_applied_before_them(
    maple: Running, bundle: Path, tmp_path: Path
) -> None:
    ines = await maple.somebody("Ines Walker")
    changes = zipped(tom_leaves(bundle, tmp_path / "changes"))
    status, alone = await brought(ines, changes)
    refused = await ines.get(f"/v1/roster/runs/{alone['run']}")
    upload, trial = await waiting(ines, zipped(bundle))
    await yes(ines, upload, trial)
    maple.clock.ahead += timedelta(hours=2)
    upload, trial = await waiting(ines, changes)
    before = await is_here(ines, "Tom Alvarez")
    done, _ = await yes(ines, upload, trial)
    run = await newest(ines)

    assert (status, alone["upload"]) == (201, None)
    assert "Send a full (bulk) export first" in refused["told"]["issues"][0]["reason"]
    assert trial["told"]["loses"] == ["Tom Alvarez leaves, a parent of Luca Alvarez and Mia Alvarez."]
    assert (trial["counts"]["students"]["gained"], trial["counts"]["students"]["lost"]) == (0, 0)
    assert (before, done, await is_here(ines, "Tom Alvarez")) == (True, 200, False)

    back = await ines.get(f"/v1/roster/runs/{run['run']['id']}/undo")
    await ines.ask("POST", f"/v1/roster/runs/{run['run']['id']}/undo", {"seen": back["seen"]})
    _, again = await brought(ines, changes)
    assert await is_here(ines, "Tom Alvarez")
    assert again["upload"] is None  # what comes next is a change to what was taken back


async def test_changes_that_wait_are_not_applied_over_another_roster_that_came_meanwhile(
    maple: Running, bundle: Path, tmp_path: Path
) -> None:
    ines, omar = await maple.somebody("Ines Walker"), await maple.somebody("Omar Haddad")
    upload, trial = await waiting(ines, zipped(bundle))
    await yes(ines, upload, trial)
    maple.clock.ahead += timedelta(hours=2)
    upload, trial = await waiting(ines, zipped(tom_leaves(bundle, tmp_path / "changes")))
    without(bundle, "usr-ben-carter")
    second, its = await waiting(omar, zipped(bundle), "whole.zip")
    between, _ = await yes(omar, second, its)
    maple.clock.ahead += timedelta(hours=2)
    status, said = await yes(ines, upload, trial)
    looked, _ = await ines.ask("GET", f"/v1/roster/uploads/{upload}")

    assert (between, status, looked) == (200, 409, 409)
    assert "another roster has come in" in said["detail"]
    assert await is_here(ines, "Tom Alvarez")
    assert not await is_here(ines, "Ben Carter")


async def test_the_command_adds_changes_and_the_same_ones_twice_change_nothing(
    records: Path, bundle: Path, tmp_path: Path
) -> None:
    changes = tom_leaves(bundle, tmp_path / "changes")
    refused = await imported(records, changes)
    await imported(records, bundle)
    dry = await imported(records, changes, "--dry-run")
    done = await imported(records, changes)
    again = await imported(records, changes)

    assert (refused[0], [one["file"] for one in refused[1]["refused"]]) == (1, ["manifest.csv"])
    assert (dry[0], counts(dry[1]["would"])) == (0, counts(done[1]["did"]))
    assert counts(done[1]["did"])["people"] == (0, 0, 1)
    assert (again[0], counts(again[1]["did"])) == (0, {})


async def test_what_takes_much_away_by_changes_is_held_as_well(records: Path, bundle: Path, tmp_path: Path) -> None:
    await imported(records, bundle)
    students = [row["sourcedId"] for row in all_rows(bundle, "users.csv") if row["sourcedId"].startswith("stu-")]
    gone = {"users.csv": rows_of(bundle, "users.csv", *students[:30], status="tobedeleted")}
    code, held = await imported(records, changes_of(tmp_path / "changes", gone))

    assert (code, held["applied"]) == (1, False)
    assert {one["what"]: one["count"] for one in held["held"]}["students"] == 30


def all_rows(bundle: Path, file: str) -> list[Row]:
    found: list[Row] = []
    rewrite(bundle, file, lambda rows: found.extend(rows) or rows)  # type: ignore[func-returns-value]
    return found


async def test_from_the_folder_all_changes_since_the_last_look_come_in_in_their_order(
    records: Path, bundle: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    env = {"ROOMWIRE_ROSTER_FOLDER": str(inbox), "ROOMWIRE_WORKER": "0"}
    async with running(records, env) as maple:
        ines = await maple.somebody("Ines Walker")
        whole = zipped(bundle)
        first = zipped(tom_leaves(bundle, tmp_path / "first"))
        renamed = {"users.csv": rows_of(bundle, "users.csv", "usr-ben-carter", givenName="Benjamin")}
        second = zipped(changes_of(tmp_path / "second", renamed))
        for number, content in enumerate((whole, first, second)):
            put(inbox, content, f"{number}.zip")
            at = maple.clock().timestamp() - 600 + number
            os.utime(inbox / f"{number}.zip", (at, at))
        await look(maple.hub, FolderWatch())
        came = await states(ines)
        here = await is_here(ines, "Tom Alvarez"), await is_here(ines, "Benjamin Carter")
        await look(maple.hub, FolderWatch())
        maple.clock.ahead += timedelta(days=1)
        await look(maple.hub, FolderWatch())
        again = await states(ines)

    assert sorted(came[:3]) == ["applied", "applied", "unchanged"]
    assert here == (False, True)
    assert again[0] == "unchanged"


class Inbox:
    """A folder in which files lie one after the other, and a hub that looks into it."""

    def __init__(self, maple: Running, folder: Path) -> None:
        self.maple, self.folder, self.watch = maple, folder, FolderWatch()

    def put(self, name: str, packed: bytes) -> None:
        (self.folder / name).write_bytes(packed)
        at = self.maple.clock().timestamp() - 600 + len(list(self.folder.iterdir()))
        os.utime(self.folder / name, (at, at))

    async def look(self) -> None:
        """The next look, thirteen hours later."""
        self.maple.clock.ahead += timedelta(hours=13)
        await look(self.maple.hub, self.watch)


@pytest.fixture
async def inbox(records: Path, bundle: Path, tmp_path: Path) -> AsyncIterator[Inbox]:
    """A whole roster has come in from the folder."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    env = {"ROOMWIRE_ROSTER_FOLDER": str(folder), "ROOMWIRE_WORKER": "0"}
    async with running(records, env) as maple:
        its = Inbox(maple, folder)
        its.put("0.zip", zipped(bundle))
        await look(maple.hub, its.watch)
        yield its


def much_goes(bundle: Path, at: Path) -> bytes:
    """Changes by which Tom and thirty children leave, which an admin has to say yes to."""
    students = [row["sourcedId"] for row in all_rows(bundle, "users.csv") if row["sourcedId"].startswith("stu-")]
    return zipped(
        changes_of(at, {"users.csv": rows_of(bundle, "users.csv", TOM, *students[:30], status="tobedeleted")})
    )


def bens_name(bundle: Path, at: Path, given: str = "Benjamin") -> bytes:
    return zipped(changes_of(at, {"users.csv": rows_of(bundle, "users.csv", "usr-ben-carter", givenName=given)}))


@pytest.mark.parametrize("said", [True, False])
async def test_changes_after_those_that_wait_for_a_yes_wait_too_and_none_is_lost(
    inbox: Inbox, bundle: Path, tmp_path: Path, said: bool
) -> None:
    ines = await inbox.maple.somebody("Ines Walker")
    inbox.put("1.zip", much_goes(bundle, tmp_path / "1"))
    inbox.put("2.zip", bens_name(bundle, tmp_path / "2"))
    await inbox.look()
    inbox.put("3.zip", bens_name(bundle, tmp_path / "3", "Benno"))
    await inbox.look()
    (waits,) = (await ines.get("/v1/roster"))["waiting"]
    held = await states(ines)
    early = await is_here(ines, "Benjamin Carter"), await is_here(ines, "Benno Carter")
    if said:
        trial = await ines.get(f"/v1/roster/uploads/{waits['id']}")
        status, _ = await yes(ines, waits["id"], trial, confirmed=True)
    else:
        status, _ = await ines.ask("DELETE", f"/v1/roster/uploads/{waits['id']}")
    await inbox.look()

    assert (held, early) == (["held", "unchanged"], (False, False))
    assert (status, waits["file"]) == (200 if said else 204, "1.zip")
    assert await is_here(ines, "Tom Alvarez") is not said
    assert await is_here(ines, "Benno Carter")


async def test_after_changes_that_are_refused_no_others_come_in_before_a_whole_roster(
    inbox: Inbox, bundle: Path, tmp_path: Path
) -> None:
    ines = await inbox.maple.somebody("Ines Walker")
    bad = rows_of(bundle, "users.csv", TOM, status="tobedeleted", dateLastModified="yesterday")
    inbox.put("1.zip", zipped(changes_of(tmp_path / "1", {"users.csv": bad})))
    inbox.put("2.zip", bens_name(bundle, tmp_path / "2"))
    await inbox.look()
    first, its = await states(ines), await newest(ines)
    (inbox.folder / "1.zip").unlink()
    await inbox.look()
    again, kept_out = await states(ines), not await is_here(ines, "Benjamin Carter")
    without(bundle, TOM)
    inbox.put("4.zip", zipped(bundle))
    inbox.put("5.zip", bens_name(bundle, tmp_path / "5"))
    await inbox.look()

    assert first == again == ["refused", "refused", "unchanged"]
    assert "Changes before these did not come in: 1.zip" in its["told"]["issues"][0]["reason"]
    assert kept_out
    assert not await is_here(ines, "Tom Alvarez")
    assert await is_here(ines, "Benjamin Carter")


async def test_of_more_changes_than_ever_before_the_oldest_come_in_as_well(
    inbox: Inbox, bundle: Path, tmp_path: Path
) -> None:
    ines = await inbox.maple.somebody("Ines Walker")
    inbox.put("tom.zip", zipped(tom_leaves(bundle, tmp_path / "tom")))
    for number in range(22):
        inbox.put(f"{number:02}-ben.zip", bens_name(bundle, tmp_path / str(number)))
    await inbox.look()

    assert not await is_here(ines, "Tom Alvarez")
    assert await is_here(ines, "Benjamin Carter")


async def test_a_file_that_cannot_be_read_holds_up_the_changes_after_it_until_it_can(
    inbox: Inbox, bundle: Path, tmp_path: Path
) -> None:
    ines = await inbox.maple.somebody("Ines Walker")
    with monkeypatch_open(inbox.folder / "1.zip"):
        inbox.put("1.zip", zipped(tom_leaves(bundle, tmp_path / "1")))
        inbox.put("2.zip", bens_name(bundle, tmp_path / "2"))
        await inbox.look()
        its, early = await newest(ines), await is_here(ines, "Benjamin Carter")
    await inbox.look()

    assert (its["told"]["issues"][0]["file"], early) == ("1.zip", False)
    assert "cannot be read" in its["told"]["issues"][0]["reason"]
    assert (await is_here(ines, "Tom Alvarez"), await is_here(ines, "Benjamin Carter")) == (False, True)


@contextmanager
def monkeypatch_open(path: Path) -> Iterator[None]:
    """As a disk does that cannot give a file for a while."""
    usual = Path.open

    def failing(self: Path, *args: Any, **kwargs: Any) -> Any:
        if self == path and args == ("rb",):
            raise PermissionError(str(path))
        return usual(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as its:
        its.setattr(Path, "open", failing)
        yield


async def test_what_nobody_goes_by_any_more_is_swept(maple: Running, bundle: Path) -> None:
    ines = await maple.somebody("Ines Walker")
    upload, trial = await waiting(ines, zipped(bundle))
    await yes(ines, upload, trial)
    maple.clock.ahead += timedelta(hours=2)
    without(bundle, TOM)
    upload, trial = await waiting(ines, zipped(bundle))
    kept = await maple.hub.store.read(digests, Across.OPERATOR)
    await sweep(maple.hub.store, maple.hub.clock())
    both = await maple.hub.store.read(digests, Across.OPERATOR)
    await yes(ines, upload, trial)
    await sweep(maple.hub.store, maple.hub.clock())

    assert len(kept) == 2
    assert both == kept  # one is gone by, and one waits
    assert len(await maple.hub.store.read(digests, Across.OPERATOR)) == 1


def digests(connection) -> set[str]:
    return set(connection.execute(select(schema.roster_state.c.digest)).scalars())


async def test_changes_by_command_that_another_roster_came_before_are_refused(
    records: Path, bundle: Path, tmp_path: Path
) -> None:
    """What they were read over is looked at once, with the reading: later it would be another one's."""
    await imported(records, bundle)
    changes = tom_leaves(bundle, tmp_path / "changes")
    chosen = settings_for(records)
    source = await asyncio.to_thread(source_of, chosen, EXCLUSIVE)
    reading = read(changes, source)
    assert source.state is not None
    came = RosterCame("changes", digest_of(source.state))
    would = await asyncio.to_thread(partial(sync, chosen, reading, came, dry_run=True))
    rewrite(bundle, "users.csv", lambda rows: [{**row, "phone": "5550100"} for row in rows])
    await imported(records, bundle)

    assert would.changes.people.removed == 1
    with pytest.raises(Conflict, match="another roster has come in since it was read"):
        await asyncio.to_thread(sync, chosen, reading, came)
