"""The benchmark of a night of attendance still runs, and closes what it filled."""

from __future__ import annotations

from pathlib import Path

from benchmarks.closing import night


async def test_a_small_night_closes_every_stay_and_says_how_long_it_took(tmp_path: Path) -> None:
    said = await night(f"sqlite:///{tmp_path}/hub.sqlite3", 2, 7)

    assert said.startswith("2 schools, 7 open stays each: ")
