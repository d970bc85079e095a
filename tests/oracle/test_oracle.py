"""Random schools, held at every step against the oracle; and the oracle notices when a rule goes wrong."""

from __future__ import annotations

import ast
import asyncio
import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import get_state_machine_test, run_state_machine_as_test

from channels.kinds import direct, family
from hub.actions.people import inviting, sync_roster
from hub.bus import school
from hub.store import returning, snapshot
from policies.conversations.seeing import ALL, Side, may_read
from tests.hub.running import running
from tests.notifiers.providers.smtp import SECRET
from tests.oracle import oracle
from tests.oracle.chances import CHILDREN, STAFF
from tests.oracle.joining import Joining, Step
from tests.oracle.machine import School
from tests.oracle.views import World

pytestmark = pytest.mark.timeout(600)
"""A whole school many times over; on a machine that has other work too it takes its time."""

FEW = settings(
    max_examples=6,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    derandomize=True,
)
"""The same schools each time; `python -m tests.oracle` has others."""


@contextlib.contextmanager
def a_world(records: Path, *, exports: bool = False) -> Iterator[World]:
    """A hub that runs through all examples."""
    with asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()
        hub = runner.run(stack.enter_async_context(running(records, {"ROOMWIRE_SECRET": SECRET})))
        try:
            yield World(runner, hub, exports)
        finally:
            runner.run(stack.aclose())


def test_whatever_a_school_says_and_sets_everybody_sees_exactly_what_the_rules_give_them(records: Path) -> None:
    with a_world(records, exports=True) as world:
        run_state_machine_as_test(lambda: School(world), settings=FEW)


def test_whoever_is_invited_signs_up_leaves_and_comes_back_sees_exactly_what_the_rules_give_them(
    records: Path,
) -> None:
    with a_world(records) as world:
        run_state_machine_as_test(
            lambda: Joining(world), settings=settings(FEW, max_examples=4, stateful_step_count=12)
        )


def test_the_oracle_knows_nothing_of_the_rules_it_judges() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text())
    named = {one.module for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}

    assert named <= {"__future__", "collections.abc", "datetime", "tests.oracle.facts"}


def everybody_reads_what_waits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(snapshot, "may_read", lambda _side, _audience, seq, spans, own_child: may_read(
        Side.STAFF, ALL, seq, spans, own_child=own_child))  # fmt: skip


def parents_read_from_before_they_came(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        snapshot, "reach", lambda _side, spans, _history, _week, admin: tuple((0, end) for _, end in spans)
    )


def who_has_a_child_here_reads_about_it_at_work(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(snapshot, "is_own_child", lambda _roster, _person, _student: False)


def the_other_parent_reads_at_work_what_one_says_alone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(direct, "is_kept_from", lambda _roster, _person, _guardian: False)


def both_parents_hear_of_what_a_teacher_says_whatever_became_of_them(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(family, "hears_of_family", lambda _roster, student, _author: student.family)


def links_live_on_after_leaving(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(sync_roster, "end_invitations", lambda _connection, _people, _at: None)


def one_human_being_stays_two_accounts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inviting, "link_found", lambda _transaction, _school, _now, _account: [])
    patch.setattr(sync_roster, "link_found", lambda _transaction, _school, _now: [])


def who_is_back_has_nothing_unread(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(returning, "is_back", lambda _spans, _seq: False)
    patch.setattr(school, "is_back", lambda _spans, _seq: False)


BUGS = {
    everybody_reads_what_waits: 12,
    parents_read_from_before_they_came: 3,
    who_has_a_child_here_reads_about_it_at_work: 1,
    the_other_parent_reads_at_work_what_one_says_alone: 1,
    both_parents_hear_of_what_a_teacher_says_whatever_became_of_them: 1,
}
"""Each with a seed that comes upon it soon; any other does so later."""


@pytest.mark.only("sqlite")
@pytest.mark.parametrize("bug", BUGS, ids=[bug.__name__ for bug in BUGS])
def test_a_rule_that_goes_wrong_is_noticed(
    records: Path, monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None]
) -> None:
    bug(monkeypatch)
    many = settings(
        FEW, max_examples=60, stateful_step_count=40, derandomize=False, database=None, phases=[Phase.generate]
    )
    with a_world(records) as world, pytest.raises(AssertionError):
        seed(BUGS[bug])(get_state_machine_test(lambda: School(world), settings=many))()


HISTORY: list[Step] = [
    ("invite", "eve at home", "mia", 0),
    ("leave or come back", "eve at home", "mia", 0),
    ("leave or come back", "eve at home", "mia", 0),
    ("follow", "eve at home", "mia", 0),
    ("invite", "gus", "mia", 0),
    ("follow", "gus", "mia", 0),
    ("say", "august at home", "mia", 3),
    ("invite", "eve at home", "mia", 0),
    ("follow", "eve at home", "mia", 0),
    ("leave or come back", "gus", "mia", 0),
    ("leave or come back", "gus", "mia", 0),
]
"""A link of before somebody left, one human being with two profiles, and who comes back with an account."""


def goes_by(world: World) -> None:
    """One school in which just that happens, held against the oracle at every step."""
    its, acorns = Joining(world), [("acorns", (None, None))]
    its.begins(
        placed=dict.fromkeys(CHILDREN, acorns), tied={one: {"rosa at home": True} for one in CHILDREN},
        works=dict.fromkeys(STAFF, acorns), staff_only=set(),
    )  # fmt: skip
    its.newcomers_come_and_go(HISTORY)
    its.teardown()


def test_a_link_of_before_somebody_left_and_two_profiles_of_one_are_as_the_oracle_has_them(records: Path) -> None:
    with a_world(records) as world:
        goes_by(world)


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    "bug",
    [links_live_on_after_leaving, one_human_being_stays_two_accounts, who_is_back_has_nothing_unread],
    ids=lambda bug: bug.__name__,
)
def test_a_rule_of_who_comes_in_that_goes_wrong_is_noticed(
    records: Path, monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None]
) -> None:
    bug(monkeypatch)
    with a_world(records) as world, pytest.raises(AssertionError):
        goes_by(world)
