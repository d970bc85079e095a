"""A sync that is killed at any moment is whole or nothing; two at once leave one roster."""

from __future__ import annotations

import asyncio
import csv
import os
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hub.commands.demo import BUNDLE
from hub.store import schema
from tests.hub.people.test_roster import Row, counts, imported, rewrite
from tests.hub.people.test_roster_runs import without
from tests.hub.running import settings_for
from tests.past_policies import past_policies

Known = tuple[object, ...]

COUNTED = tuple(
    getattr(schema, name)
    for name in ("person", "student", "room", "event", "roster_run", "roster_before", "roster_state", "log_entry")
)


def known(folder: Path) -> Known:
    """The roster by its own words, and how much there is of all that a sync writes."""
    engine = past_policies(settings_for(folder).database_url)
    person, room = schema.person.c, schema.room.c
    with engine.connect() as connection:
        people = connection.execute(select(person.source, person.given, person.left_at.is_(None))).all()
        rooms = connection.execute(select(room.source, room.name)).all()
        many = [connection.execute(select(func.count()).select_from(one)).scalar_one() for one in COUNTED]
        connection.rollback()
    engine.dispose()
    return (*sorted(map(tuple, people)), *sorted(map(tuple, rooms)), *many)


def another(bundle: Path) -> None:
    """Tom has left, Ben is called otherwise, and a room is."""
    without(bundle, "usr-tom-alvarez")
    for file, source, column in (
        ("users.csv", "usr-ben-carter", "givenName"),
        ("classes.csv", "room-acorns", "title"),
    ):
        rewrite(bundle, file, lambda rows, its=source, name=column: [_called(one, its, name) for one in rows])  # type: ignore[misc]


def _called(row: Row, source: str, column: str) -> Row:
    return row | {column: "Hazel"} if row["sourcedId"] == source else row


@pytest.mark.timeout(600)
@pytest.mark.long("a process is killed at each change that it makes")
async def test_a_sync_that_is_killed_before_any_of_its_changes_left_nothing_or_everything(
    records: Path, bundle: Path
) -> None:
    another(bundle)
    before, seen = known(records), list[Known]()
    environ = {**os.environ, **settings_for(records).environ}  # noqa: TID251
    words = ("roster", "import", str(bundle), "--yes")
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.hub.people.killing", *words, env=environ,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    while True:
        process.stdin.write(b"\n")
        ended = (await process.stdout.readline()).decode().strip()
        seen.append(await asyncio.to_thread(known, records))
        if ended != "killed":
            break
    process.stdin.close()
    await process.wait()
    after = seen[-1]
    again = await imported(records, bundle, "--yes")

    assert ended == "0"
    assert len(seen) > 10
    assert before != after
    wholes = [one for one in seen if one != before]
    assert len({one[: -len(COUNTED)] for one in wholes}) == 1, "half a roster"
    assert seen[0] == before
    assert seen[: len(seen) - len(wholes)] == [before] * (len(seen) - len(wholes))
    assert counts(again[1]["did"]) == {}


@pytest.mark.long("two imports at once, each in a process of its own")
async def test_two_imports_of_one_source_at_once_leave_one_roster_whole(records: Path, bundle: Path) -> None:
    another(bundle)
    done = await asyncio.gather(*(imported(records, bundle, "--yes") for _ in range(2)))
    again = await imported(records, bundle, "--yes")
    with (bundle / "classes.csv").open(newline="") as file:
        rooms = {(one["sourcedId"], one["title"]) for one in csv.DictReader(file)}
    its = known(records)

    assert [code for code, _ in done] == [0, 0]
    assert sorted(counts(body["did"]).get("guardians", (0, 0, 0))[2] > 0 for _, body in done) == [False, True]
    assert counts(again[1]["did"]) == {}
    assert rooms <= set(its)
    assert counts((await imported(records, BUNDLE, "--yes"))[1]["did"])["guardians"][0] > 0
