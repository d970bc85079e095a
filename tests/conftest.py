"""Fixtures of every test: a running hub of the demo school, one for each test that asks."""

import asyncio
import gc
import logging
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, update

from hub.actions.people import passwords
from hub.commands.demo import BUNDLE
from hub.demo.accounts import PASSWORD
from hub.store import database, schema
from hub.store.database import migrate, opened
from tests.compiled_once import engine_that_shares
from tests.hub.running import ELSEWHERE, PEOPLE, Running, prepared, running, settings_for
from tests.past_policies import past_policies
from tests.servers import Postgres, Server, postgres, valkey
from tests.web.browser import DESKTOP

BOTH = ("sqlite", "postgres")
LOADED = "loaded"
"""The database in PostgreSQL that the others are copies of."""

FULL_COST = passwords._hasher
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
passwords._NOBODY = passwords.kept("nobody has this password")
"""A sign-in costs what it should where a test is about that (marked hashing), and next to nothing elsewhere."""


database.create_engine = engine_that_shares  # type: ignore[attr-defined]

ON_BOTH = ("tests/hub/store/",)
"""What is about the store and its SQL: shown on both databases in the short suite too."""

LONG = (
    "tests/answers/", "tests/benchmarks/", "tests/faults/", "tests/oracle/", "tests/telling/",
    "tests/test_covered.py",
    "tests/hub/api/test_costs.py::test_an_admin_clears_two_hundred_things_and_meets_no_limit",
    "tests/hub/api/test_costs.py::test_who_floods_is_answered_at_the_rate_and_then_refused_with_a_sentence",
    "tests/hub/api/test_endings.py::test_what_is_withdrawn_leaves_no_more_to_a_device_that_is_still_catching_up",
    "tests/hub/api/test_protocol.py::test_the_machine_finds_a_bug_that_was_planted",
    "tests/hub/api/test_costs.py::test_who_has_no_session_of_ours_is_not_looked_up_for_ever",
    "tests/hub/attendance/test_closing.py::test_a_hub_that_is_killed_in_the_middle_of_it_closes_each_",
    "tests/hub/oneroster/test_refusals.py::test_people_in_more_schools_than_any_roster_has_are_refused",
    "tests/hub/people/test_addressed.py::test_nobody_is_believed_about_their_address_unless_they_are_our_proxy",
    "tests/hub/people/test_guessing.py::test_three_hundred_emails_at_once_are_answered",
    "tests/hub/people/test_inviting_many.py",
    "tests/hub/people/test_mapping_files.py",
    "tests/hub/people/test_printing.py",
    "tests/hub/people/test_roster.py::test_no_event_after_a_loss_reaches_who_lost_it_however_many_are_under_way",
    "tests/hub/people/test_roster_changes.py",
    "tests/hub/people/test_roster_twice.py",
    "tests/hub/people/test_roster_undo.py",
    "tests/hub/people/test_spreadsheet_children.py",
    "tests/hub/people/test_spreadsheets.py",
    "tests/hub/records/test_darkroom.py::test_after_photos_the_hub_is_as_large_as_before",
    "tests/hub/records/test_erasure_meanwhile.py",
    "tests/hub/records/test_exporting.py",
    "tests/hub/records/test_records.py",
    "tests/hub/store/test_carried.py",
    "tests/hub/store/test_redis.py::test_hints_go_on_through_the_server_that_takes_over",
    "tests/hub/store/test_store.py::test_a_second_hub_on_the_same_file_is_refused_in_a_sentence",
    "tests/hub/store/test_store.py::test_kill_9_loses_no_acknowledged_message",
    "tests/hub/test_provider_settings.py::test_what_reads_tokens_is_loaded_where_somebody_is_one_and_nowhere_else",
    "tests/hub/test_serve.py",
)  # fmt: skip
"""
Simulations, samples that other tests read, what runs other tests again, measuring sticks, hundreds of requests,
a roster that comes time and again in one test, processes that are killed or started for each test, and what many
photos leave behind.
"""

STORIES = (
    "tests/web/test_days.py", "tests/web/test_emergency.py", "tests/web/test_inviting.py",
    "tests/web/test_leaving.py", "tests/web/test_page.py", "tests/web/test_people.py", "tests/web/test_photos.py",
    "tests/web/test_review.py", "tests/web/test_telling.py", "tests/web/test_undo.py",
    "tests/web/test_warnings.py", "tests/web/test_writing.py",
)  # fmt: skip
"""What people do on the page every day, which the short suite looks at; the office's screens are long."""

SAMPLED = ("tests/hub/inbound/test_answers.py",)
"""What reads hundreds of samples of one thing, and so is short for the first of them, as what takes a hub is."""

FIGURES = (
    "tests/hub/inbound/test_answers.py::test_no_answer_keeps_us_busy_for_longer_than_its_length",
    "tests/hub/inbound/test_long_letters.py::test_no_email_keeps_us_busy",
    "tests/hub/inbound/test_plain_sentences.py::test_an_answer_full_of_signs_of_addresses_takes_no_time",
    "tests/hub/people/test_guessing.py::test_a_hash_costs_what_it_did_and_a_known_address_takes_as_long",
    "tests/hub/people/test_resetting.py::test_known_and_unknown_addresses_are_answered_alike_and_as_fast",
    "tests/notifiers/test_senders.py::test_a_token_endpoint_of_a_second_and_a_half_stalls_nobody",
    "tests/policies/inbound/test_own_links.py::test_a_hostile_text_is_read_in_a_moment",
    "tests/policies/inbound/test_tapbacks.py::test_a_hostile_text_is_read_in_a_moment",
    "tests/policies/notify/test_bouncing.py::test_a_long_answer_takes_no_longer_than_a_short_one",
    "tests/policies/people/test_word_names.py::test_a_long_text_full_of_such_words_is_read_in_linear_time",
)
"""What holds a time against a time, and so wants a machine that does nothing else meanwhile."""

OTHERWISE = {"size": DESKTOP, "scheme": "dark"}
"""How the page is shown too; the short suite looks at it on a phone, in the light."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by where it stands and what it is shown on; what is left is short. `-m` chooses afterwards."""
    shown: set[tuple[object, ...]] = set()
    for item in items:
        found = marks_of(item)
        if not found and is_example(item):
            its = case_of(item)
            found = {"examples"} if its in shown else set()
            shown.add(its)
        for mark in found or {"short"}:
            item.add_marker(mark)


def is_example(item: pytest.Item) -> bool:
    """Whether it is one of several examples of a sentence, each of which takes a hub, or of hundreds of samples."""
    takes_hub = {"records", "chromium"} & set(getattr(item, "fixturenames", ()))
    return hasattr(item, "callspec") and (bool(takes_hub) or item.nodeid.startswith(SAMPLED))


def case_of(item: pytest.Item) -> tuple[object, ...]:
    """The sentence, and what its example says yes or no to: both are shown, however many examples there are."""
    params = item.callspec.params.items() if hasattr(item, "callspec") else ()
    return item.nodeid.partition("[")[0], *((name, its) for name, its in params if isinstance(its, bool))


def marks_of(item: pytest.Item) -> set[str]:
    """Why a test is not short; empty: it is."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    found = {its for its in ("long", "figures") if item.get_closest_marker(its)}
    found |= {its for its, places in (("long", LONG), ("figures", FIGURES)) if item.nodeid.startswith(places)}
    here = item.get_closest_marker("only") or item.nodeid.startswith(ON_BOTH)
    if params.get("records") == "postgres" and not here:
        found.add("again")
    if any(params.get(name) == value for name, value in OTHERWISE.items()):
        found.add("wide")
    if item.nodeid.startswith("tests/web/") and not item.nodeid.startswith(STORIES):
        found.add("long")
    return found


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """
    Let the collector go about, past what is there for good.

    Importing the command line stops it until a command begins (hub/__main__.py). Without this a process kept three
    megabytes of each test that takes a hub, and had two gigabytes at the end.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    gc.enable()


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
    asyncio.run(prepared(folder))
    return folder


@pytest.fixture(scope="session")
def loaded_template(postgres_server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo school's records in PostgreSQL, made once; each test gets a copy of the database."""
    folder = tmp_path_factory.mktemp("template")
    (folder / ELSEWHERE).write_text(postgres_server.make(LOADED))
    asyncio.run(prepared(folder))
    return folder


@pytest.fixture
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A folder with the demo school's records, or with the address of the PostgreSQL database that has them."""
    if request.param == "sqlite":
        for file in request.getfixturevalue("loaded_school").iterdir():
            shutil.copy(file, tmp_path)
    else:
        server: Postgres = request.getfixturevalue("postgres_server")
        template: Path = request.getfixturevalue("loaded_template")
        (tmp_path / ELSEWHERE).write_text(server.make(tmp_path.name, LOADED))
        shutil.copy(template / PEOPLE, tmp_path)
    if request.node.get_closest_marker("hashing"):
        at_full_cost(tmp_path, request.getfixturevalue("monkeypatch"))
    yield tmp_path
    if request.param == "postgres":
        server.drop(tmp_path.name)


def at_full_cost(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let passwords be hashed as they are in a hub that serves a school."""
    monkeypatch.setattr(passwords, "_hasher", FULL_COST)
    monkeypatch.setattr(passwords, "_NOBODY", passwords.kept("nobody has this password"))
    engine = past_policies(settings_for(folder).database_url)
    with engine.begin() as connection:
        connection.execute(update(schema.account).values(password=passwords.kept(PASSWORD)))
    engine.dispose()


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
    """A bug that reaches an endpoint is logged and answered kindly; a test must not pass over it."""
    yield
    broken = [one for one in caplog.get_records("call") if one.name.startswith("roomwire") and one.exc_info]
    assert not broken, [one.getMessage() for one in broken]


logging.getLogger("roomwire").setLevel(logging.INFO)

# How long an example takes is a matter of the machine: nothing here is a timed assertion.
hypothesis.settings.register_profile(
    "shared", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("short", hypothesis.settings.get_profile("shared"), max_examples=25)
hypothesis.settings.load_profile("shared")


@pytest.fixture(params=BOTH)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database as it was after the migration that the test file names as BEFORE."""
    if request.param == "sqlite":
        engine = opened(f"sqlite:///{tmp_path}/old.sqlite3")
    else:
        server: Postgres = request.getfixturevalue("postgres_server")
        engine = past_policies(server.make(f"before_{abs(hash(str(tmp_path)))}"))
    migrate(engine, request.module.BEFORE)
    yield engine
    engine.dispose()
