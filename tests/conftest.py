"""Fixtures of every test: a running hub of the demo school, one for each test that asks."""

import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.hub.running import Running, running, settings_for


@pytest.fixture(scope="session")
def loaded_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo school's records, made once; each test gets a copy."""
    import asyncio

    from tests.hub.running import _demo

    folder = tmp_path_factory.mktemp("school")
    asyncio.run(_demo(settings_for(folder)))
    return folder


@pytest.fixture
def records(loaded_school: Path, tmp_path: Path) -> Path:
    """A folder with the demo school's records."""
    for file in loaded_school.iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path


@pytest.fixture
async def maple(records: Path) -> AsyncIterator[Running]:
    """The demo school, served."""
    async with running(records) as hub:
        yield hub


@pytest.fixture(autouse=True)
def nothing_goes_wrong_unseen(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A bug that reaches a door is logged and answered kindly; a test must not pass over it."""
    yield
    broken = [one for one in caplog.get_records("call") if one.name.startswith("roomwire") and one.exc_info]
    assert not broken, [one.getMessage() for one in broken]


logging.getLogger("roomwire").setLevel(logging.INFO)
