"""A seeded database is served, and what stands in the files of its connections opens it."""

from __future__ import annotations

import asyncio
import contextlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import seed
from benchmarks.rosters import rooms_of
from tests.hub.running import ELSEWHERE, Running, running, socket
from tests.servers import Postgres

SETS = "--set", "5:3", "--set", "4:4"


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder for the records of a hub: in SQLite, or with the address of an empty PostgreSQL database."""
    if request.param == "sqlite":
        yield tmp_path
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    (tmp_path / ELSEWHERE).write_text(server.make("seeded"))
    yield tmp_path
    server.drop("seeded")


def url_of(place: Path) -> str:
    """Where the records of a folder are."""
    elsewhere = place / ELSEWHERE
    return elsewhere.read_text() if elsewhere.exists() else f"sqlite:///{place}/hub.sqlite3"


async def seeded(place: Path, roster: Path, *options: str) -> int:
    """Seed the records of a folder as the command does; its exit code."""
    words = ["--roster", str(roster), "--database", url_of(place), "--vars", str(place / "vars"), *options]
    return await asyncio.to_thread(seed.main, words)


def lines_of(place: Path, file: str) -> list[list[str]]:
    """Ticket and conversation of each connection."""
    return [line.split("\t") for line in (place / "vars" / file).read_text().splitlines()]


async def talked(its: Running, lines: list[list[str]], conversation: str) -> list[str]:
    """One of a conversation's connections posts; what each of them is told, by whom it is from."""
    async with contextlib.AsyncExitStack() as stack:
        devices = []
        for number, (ticket, where) in enumerate(lines):
            if where == conversation:
                device = await stack.enter_async_context(socket(its))
                await device.send({"t": "hello", "i": 1, "ticket": ticket, "device": f"d{number}", "since": 0})
                devices.append(await device.live())
        answer = await devices[0].post(conversation, "Good morning")
        assert answer["t"] == "ok", answer
        told = [await one.event(kind="message", conversation=conversation) for one in devices[1:]]
        return [one["item"]["text"] for one in told]


async def test_each_connection_comes_in_with_its_ticket_and_hears_what_is_posted_into_its_conversation(
    place: Path,
) -> None:
    roster = rooms_of(place / "roster.zip", [3, 3, 4])

    assert await seeded(place, roster, *SETS) == 0

    lines = lines_of(place, "hub-5-3.tsv")
    rooms = [where for _, where in lines]
    assert rooms == [rooms[0], rooms[1]] * 2 + [rooms[0]]
    assert rooms[0] != rooms[1]
    async with running(place, demo=False) as its:
        assert await talked(its, lines, rooms[0]) == ["Good morning"] * 2
        assert (
            await talked(its, lines_of(place, "hub-4-4.tsv"), lines_of(place, "hub-4-4.tsv")[0][1])
            == ["Good morning"] * 3
        )


async def test_a_second_seed_of_the_same_roster_is_a_copy_that_works_as_the_first_did(tmp_path: Path) -> None:
    first = rooms_of(tmp_path / "roster.zip", [3, 3, 4])
    assert await seeded(tmp_path, first, *SETS) == 0
    lines = lines_of(tmp_path, "hub-5-3.tsv")
    async with running(tmp_path, demo=False) as its:
        assert await talked(its, lines, lines[0][1]) == ["Good morning"] * 2
    for path in tmp_path.glob("hub.sqlite3*"):
        path.unlink()
    again = rooms_of(tmp_path / "again.zip", [3, 3, 4], year=2027)
    assert again.read_bytes() != first.read_bytes()

    assert await seeded(tmp_path, again, *SETS) == 0

    assert lines_of(tmp_path, "hub-5-3.tsv") == lines  # tickets are drawn at random: these were copied
    async with running(tmp_path, demo=False) as its:
        assert await talked(its, lines, lines[0][1]) == ["Good morning"] * 2


async def test_another_roster_is_seeded_anew_and_the_oldest_that_are_kept_go(tmp_path: Path) -> None:
    for size in range(2, seed.SEEDS_KEPT + 4):
        roster = rooms_of(tmp_path / "roster.zip", [size])
        assert await seeded(tmp_path, roster, "--set", f"{size}:{size}") == 0
        (tmp_path / "hub.sqlite3").unlink()

    assert len(list((tmp_path / "vars").glob("seed-*"))) == seed.SEEDS_KEPT


async def test_a_database_that_is_in_use_is_left_as_it_is(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    roster = rooms_of(place / "roster.zip", [3])
    assert await seeded(place, roster, "--set", "3:3") == 0
    lines = lines_of(place, "hub-3-3.tsv")

    assert await seeded(place, roster, "--set", "3:3") == 1

    assert "seed: " in (said := capsys.readouterr().err)
    assert "already" in said
    assert lines_of(place, "hub-3-3.tsv") == lines


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--set", "6:3"], "The roster has 1 rooms with 3 staff each"),
        (["--set", "4:5"], "The roster has 0 rooms with 5 staff each"),
    ],
)
async def test_a_roster_with_too_few_rooms_is_refused_with_what_is_missing(
    tmp_path: Path, options: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await seeded(tmp_path, rooms_of(tmp_path / "roster.zip", [3]), *options) == 1

    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "hub.sqlite3").exists()
    assert list((tmp_path / "vars").iterdir()) == []


@pytest.mark.parametrize("what", ["nothing", "no zip", "no roster"])
async def test_what_is_no_roster_is_refused_in_a_sentence(
    tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "roster.zip"
    if what == "no zip":
        roster.write_text("hello")
    elif what == "no roster":
        with zipfile.ZipFile(roster, "w") as packed:
            packed.writestr("hello.txt", "hello")

    assert await seeded(tmp_path, roster) == 1

    assert "is no roster that can be" in capsys.readouterr().err
    assert not (tmp_path / "hub.sqlite3").exists()
