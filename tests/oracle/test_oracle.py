"""Random schools, held at every step against the oracle; and the oracle notices when a rule goes wrong."""

from __future__ import annotations

import ast
import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.hub.running import running
from tests.oracle import oracle
from tests.oracle.machine import School, World

FEW = settings(
    max_examples=6, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
)


@contextlib.contextmanager
def a_world(records: Path) -> Iterator[World]:
    """A hub that runs through all examples."""
    with asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()
        hub = runner.run(stack.enter_async_context(running(records)))
        try:
            yield World(runner, hub)
        finally:
            runner.run(stack.aclose())


def test_whatever_a_school_says_and_sets_everybody_sees_exactly_what_the_rules_give_them(records: Path) -> None:
    with a_world(records) as world:
        run_state_machine_as_test(lambda: School(world), settings=FEW)


def test_the_oracle_knows_nothing_of_the_rules_it_judges() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text())
    named = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}

    assert named <= {"__future__", "collections.abc", "datetime", "tests.oracle.facts"}
