"""A roster that somebody sent is read in a process of its own, and is what it would be in ours."""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from pathlib import Path

import pytest

from hub.errors import Unavailable
from hub.oneroster import apart
from hub.oneroster.apart import read_apart
from hub.oneroster.kept_bundle import bundle_of
from hub.oneroster.read import read
from hub.oneroster.rows import by_school
from hub.oneroster.source import BundleSource
from hub.store.roster_words import ISSUES_KEPT
from tests.hub.oneroster import bundles

SOURCE = BundleSource(day=date(2026, 11, 23), countries={"maple": "US"}, country="US")


async def test_what_is_read_apart_is_what_is_read_here(tmp_path: Path) -> None:
    zipped = bundles.zipped(tmp_path / "roster.zip", bundles.packed(bundles.school(rosa={"sms": "+12025550100"})))
    here = read(zipped, SOURCE)
    there = await read_apart("roster.zip", zipped.read_bytes(), SOURCE)

    assert here.bundle is not None
    assert {one.source: bundle_of(one.body) for one in there.parts} == by_school(here.bundle)
    assert (there.problems, there.warnings) == (apart.issues_of(here.problems), apart.issues_of(here.warnings))


async def test_of_schools_that_are_not_wanted_no_row_leaves_the_process(tmp_path: Path) -> None:
    zipped = bundles.zipped(tmp_path / "roster.zip", bundles.packed(bundles.school())).read_bytes()
    whole, none = [await read_apart("roster.zip", zipped, SOURCE, only) for only in ("maple", "elm")]

    assert bundle_of(whole.parts[0].body).students
    assert [(one.source, one.name, one.body) for one in none.parts] == [("maple", "Maple Street", b"")]


@pytest.mark.parametrize(
    "packed", [b"", b"PK", b"\x00" * 1000, b"PK\x01\x02" * 2000], ids=["empty", "two", "nul", "many"]
)
async def test_what_is_no_roster_is_refused_in_words_under_the_name_that_people_know(packed: bytes) -> None:
    found = await read_apart("Export (3).zip", packed, SOURCE)

    assert found.parts == ()
    assert [one.file for one in found.problems.items] == ["Export (3).zip"]


async def test_of_a_bundle_full_of_mistakes_the_first_are_told_and_how_many_more_there_are(tmp_path: Path) -> None:
    tables = bundles.school()
    long = [tables["users.csv"][3] | {"sourcedId": f"rosa-{no}", "role": "x" * 90_000} for no in range(250)]
    packed = bundles.packed(tables | {"users.csv": tables["users.csv"] + long})
    found = await read_apart("roster.zip", bundles.zipped(tmp_path / "r.zip", packed).read_bytes(), SOURCE)

    assert (len(found.problems.items), found.problems.more) == (ISSUES_KEPT, 250 - ISSUES_KEPT)
    assert max(len(str(one.reason)) for one in found.problems.items + found.warnings.items) < 3 * apart.REASON


async def test_a_process_that_takes_too_long_is_ended_and_the_next_one_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = bundles.zipped(tmp_path / "roster.zip", bundles.packed(bundles.school())).read_bytes()
    monkeypatch.setattr(apart, "LONGEST_S", 0.0)
    with pytest.raises(Unavailable, match="could not be read in time"):
        await read_apart("roster.zip", packed, SOURCE)
    monkeypatch.undo()

    async with asyncio.timeout(30):
        assert (await read_apart("roster.zip", packed, SOURCE)).problems.items == ()


async def test_the_process_that_reads_a_roster_starts_without_what_speaks_to_a_database() -> None:
    said = "import sys, hub.oneroster.apart; print(*sorted({'sqlalchemy', 'msgspec'} & sys.modules.keys()))"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", said, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()

    assert out.decode().split() == ["msgspec"]
