"""What `serve` refuses and warns of before it serves, and whose the files are that it makes."""

import asyncio
import contextlib
import json
import os
import stat
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.hub.people.test_roster import command, imported
from tests.hub.people.test_schools import elsewhere
from tests.hub.running import settings_for
from tests.test_layout import ROOT

STARTS_S = 60.0
"""A new interpreter reads the whole program, on a machine that may have more to do."""


async def serve(folder: Path, port: int, **env: str) -> tuple[int | None, str]:
    """How a hub in a process of its own ends, by itself or once it is ready, and all that it logged."""
    environ = {**os.environ, **settings_for(folder).environ, **env}  # noqa: TID251
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hub", "serve", "--port", str(port), cwd=ROOT, env=environ,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    told = asyncio.create_task(process.communicate())
    try:
        async with asyncio.timeout(STARTS_S), aiohttp.ClientSession() as http:
            while not told.done():
                with contextlib.suppress(aiohttp.ClientError):
                    async with http.get(f"http://127.0.0.1:{port}/readyz") as answer:
                        if answer.status == 200 and process.returncode is None:
                            process.terminate()
                            break
                await asyncio.sleep(0.05)
            return process.returncode, (await told)[1].decode()
    finally:
        if process.returncode is None:
            process.kill()
        await asyncio.gather(told, return_exceptions=True)


@pytest.mark.only("sqlite")
async def test_the_demos_pages_are_not_served_beside_another_school(records: Path, unused_tcp_port: int) -> None:
    await imported(records, elsewhere(records))
    code, told = await serve(records, unused_tcp_port, ROOMWIRE_DEMO="1")

    assert code == 2
    assert "there is a school here that is not the demo" in told


@pytest.mark.only("sqlite")
async def test_a_demo_that_is_served_as_a_school_and_records_that_others_may_read_are_warned_of(
    records: Path, unused_tcp_port: int
) -> None:
    file = next(one for one in records.iterdir() if one.suffix == ".sqlite3")
    file.chmod(0o644)
    _, told = await serve(records, unused_tcp_port)
    lines = [json.loads(one) for one in told.splitlines() if one.startswith("{")]
    warned = [one["event"] for one in lines if one["level"] == "warning"]

    assert any("everybody knows the password" in one for one in warned)
    assert any("others on this machine may read the records" in one for one in warned)


async def test_what_a_command_writes_is_its_owners_alone(tmp_path: Path) -> None:
    code, _, err = await command(tmp_path, "demo")
    backup, _, told = await command(tmp_path, "backup", str(tmp_path / "all.zip"))
    files = [one for one in tmp_path.iterdir() if one.is_file()]

    assert (code, backup) == (0, 0), (err, told)
    assert len(files) >= 2
    assert {stat.S_IMODE(one.stat().st_mode) & 0o077 for one in files} == {0}
