"""Fixtures of every test: a running hub of the demo school, one for each test that asks."""

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from hub.commands.demo import BUNDLE
from tests.hub.running import ELSEWHERE, Running, _demo, running, settings_for
from tests.servers import Postgres, Server, postgres, valkey

BOTH = ("sqlite", "postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever needs records is shown on both databases; what is about one of them says so with a marker."""
    if "records" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only")
        metafunc.parametrize("records", only.args if only else BOTH, indirect=True)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    """A PostgreSQL of this test process."""
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[Server]:
    """A Valkey of this test process."""
    with valkey() as server:
        yield server


@pytest.fixture(scope="session")
def loaded_school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo school's records in SQLite, made once; each test gets a copy."""
    folder = tmp_path_factory.mktemp("school")
    asyncio.run(_demo(settings_for(folder)))
    return folder


@pytest.fixture(scope="session")
def loaded_template(postgres_server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demo school's records in PostgreSQL: the name of a database that each test gets a copy of."""
    folder = tmp_path_factory.mktemp("template")
    (folder / ELSEWHERE).write_text(postgres_server.make("loaded"))
    asyncio.run(_demo(settings_for(folder)))
    return "loaded"


@pytest.fixture
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder with the demo school's records, or with the address of the PostgreSQL database that has them."""
    if request.param == "sqlite":
        for file in request.getfixturevalue("loaded_school").iterdir():
            shutil.copy(file, tmp_path)
        yield tmp_path
        return
    server: Postgres = request.getfixturevalue("postgres_server")
    (tmp_path / ELSEWHERE).write_text(server.make(tmp_path.name, request.getfixturevalue("loaded_template")))
    yield tmp_path
    server.drop(tmp_path.name)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """The demo school's bundle, to be changed."""
    return Path(shutil.copytree(BUNDLE, tmp_path / "bundle"))


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

# How long an example takes is a matter of the machine: nothing here is a timed assertion.
hypothesis.settings.register_profile(
    "shared", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("shared")
