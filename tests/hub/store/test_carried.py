"""Facts of the outside world that a hub carries: its own edition, which one, and a warning when it is old."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import date, timedelta
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import aiohttp

from hub.reference.editions import carried, warnings
from tests.hub.running import Running, settings_for
from tests.hub.store.test_store import ready

ROOT = Path(__file__).parents[3]
ASKS = """
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones
if sys.argv[1] == "hub":
    import hub
else:
    import policies
at = datetime(2026, 12, 1, 4, 30, tzinfo=UTC)
print(at.astimezone(ZoneInfo("Europe/Berlin")).hour, "Europe/Paris" in available_timezones())
"""
"""What the clock of Berlin shows at half past four in Greenwich, and whether there is a Paris."""


async def asked(folder: Path, who: str) -> str:
    """The answer of a process on a host whose zone files are these."""
    env = {**os.environ, "PYTHONTZPATH": str(folder), "PYTHONPATH": str(ROOT)}  # noqa: TID251
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", ASKS, who, env=env, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return said.decode().strip()


async def test_a_hub_goes_by_its_own_zone_data_whatever_files_its_host_has(tmp_path: Path) -> None:
    stale = tmp_path / "Europe" / "Berlin"
    stale.parent.mkdir()
    stale.write_bytes(files("tzdata").joinpath("zoneinfo", "Etc", "UTC").read_bytes())

    assert await asked(tmp_path, "policies") == "4 True", "these files count where nobody says otherwise"
    assert await asked(tmp_path, "hub") == "5 True"


def test_what_is_installed_is_what_this_release_was_made_with() -> None:
    """Who takes a newer edition looks at hub/reference/editions.py and writes down the day."""
    assert version("tzdata") == "2026.6"
    assert {one.name: one.installed for one in carried()} == {one.name: one.version for one in carried()}
    assert warnings(date(2026, 11, 28)) == ()


async def test_admins_are_warned_of_old_facts_and_nobody_else(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    assert (await ines.get("/v1/me"))["warnings"] == []
    maple.clock.ahead = max(one.checked for one in carried()) - maple.clock().date() + timedelta(days=366)
    maple._signed.clear()

    told = (await (await maple.somebody("Ines Walker")).get("/v1/me"))["warnings"]

    assert [one.partition(" (")[0] for one in told] == ["The time zones", "The phone plans"]
    for name in ("Ana Reyes", "Rosa Alvarez"):
        assert (await (await maple.somebody(name)).get("/v1/me"))["warnings"] == []


async def test_the_start_and_readyz_say_which_editions_it_goes_by(tmp_path: Path, unused_tcp_port: int) -> None:
    url = f"http://127.0.0.1:{unused_tcp_port}"
    env = {**os.environ, **settings_for(tmp_path).environ, "ROOMWIRE_DEMO": "1"}  # noqa: TID251
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub", "serve", "--port", str(unused_tcp_port),
        cwd=ROOT, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    async with aiohttp.ClientSession() as http:
        await ready(http, url)
        answer = await (await http.get(f"{url}/readyz")).text()
    process.terminate()
    said, _ = await process.communicate()

    editions = [f"{one.name}: {one.installed}" for one in carried()]
    assert answer.splitlines() == ["ready", *editions]
    assert f'"time_zones": "{carried()[0].installed}"' in said.decode()
