"""
Bugs on purpose, and a short test that finds each: python -m tests.planted [NAME …].

The long simulations plant these bugs to see that their checkers find them. Here each is planted under the short
tests that are about what it breaks, and one of them has to fail; docs/testing.md keeps which. No part of `make ci`,
as it takes minutes. A module of rules with a bug in it is what `make mutants` is for, and its tests are short.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REASON = re.compile(r"^(?:FAILED|ERROR) (\S+?)(?:\[.*\])?(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Bug:
    """A bug: who plants it (a list in the simulations), and the short tests that are about what it breaks."""

    planted_by: str
    about: str


HUB, TELLING = "tests/hub", "tests/hub/notify/test_telling.py"

BUGS = {
    "ack_before_commit": Bug("faults", f"{HUB}/conversations/test_talk.py"),
    "lost_hint_without_poll": Bug("faults", f"{HUB}/store/test_nodes.py"),
    "rights_read_before_attaching": Bug("faults", f"{HUB}/people/test_ties.py {HUB}/people/test_roster.py"),
    "claimed_twice": Bug("faults", f"{TELLING} {HUB}/notify/test_outbox.py"),
    "queue_cut_off": Bug("faults", f"{HUB}/api/test_slow.py"),
    "lost_answers_repeated": Bug(
        "faults",
        f"{TELLING}::test_an_answer_that_is_lost_is_shown_as_ambiguous_and_no_text_is_sent_twice {TELLING}",
    ),
    "handed_without_mark": Bug("faults", f"{HUB}/notify/test_marked_as_handed.py"),
    "told_without_call": Bug("faults", f"{HUB}/notify/test_crowds.py {TELLING}"),
    "held_for_all": Bug("faults", f"{HUB}/review/test_approval.py"),
    "amended_over": Bug("faults", f"{HUB}/conversations/test_day.py"),
    "amended_at_the_front_alone": Bug("faults", f"{HUB}/conversations/test_changing.py"),
    "confirmation_forgotten": Bug("faults", f"{HUB}/conversations/test_emergencies.py"),
    "late_forgotten": Bug("faults", f"{HUB}/conversations/test_urgency.py"),
    "everybody_reads_what_waits": Bug("oracle", f"{HUB}/review/test_approval.py"),
    "parents_read_from_before_they_came": Bug(
        "oracle",
        f"{HUB}/people/test_roster.py::test_a_guardian_reads_what_was_said_while_they_belonged_and_nothing_from_before",
    ),
    "who_has_a_child_here_reads_about_it_at_work": Bug(
        "oracle", f"{HUB}/people/test_ties.py {HUB}/conversations/test_kinds.py {HUB}/review"
    ),
    "the_other_parent_reads_at_work_what_one_says_alone": Bug("oracle", "tests/channels"),
    "both_parents_hear_of_what_a_teacher_says_whatever_became_of_them": Bug("oracle", TELLING),
    "one_too_late": Bug("protocol", f"{HUB}/conversations/test_talk.py"),
    "newest_answer_first": Bug("protocol", f"{HUB}/conversations/test_in_turn.py"),
}


def plant(name: str) -> None:
    """Plant a bug in this process, for as long as it lives."""
    from tests.faults import bugs
    from tests.hub.api import test_protocol
    from tests.oracle import test_oracle

    its = BUGS[name].planted_by
    if its == "faults":
        bugs.plant(name)
        return
    planted: Callable[[pytest.MonkeyPatch], None] = getattr(test_oracle if its == "oracle" else test_protocol, name)
    planted(pytest.MonkeyPatch())


def pytest_addoption(parser: pytest.Parser) -> None:
    """A pytest plugin: --plant NAME."""
    parser.addoption("--plant", choices=list(BUGS), help="the bug to plant before the tests")


def pytest_configure(config: pytest.Config) -> None:
    """Plant it once everything can be imported."""
    name = config.getoption("--plant")
    if name:
        plant(name)


def ended(*words: str) -> tuple[int, str]:
    """How the short tests named by these words ended, and what was said."""
    asked = [sys.executable, "-m", "pytest", "-p", "tests.planted", "-m", "short", "--hypothesis-profile=short"]
    quiet = ["-x", "-q", "--no-header", "--tb=no"]
    ran = subprocess.run([*asked, *quiet, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
        raise RuntimeError(ran.stdout + ran.stderr)
    return ran.returncode, ran.stdout


def found_by(name: str) -> str | None:
    """The first short test that fails with the bug and passes without it; None: none does."""
    passed_over: list[str] = []
    while True:
        skipped = [f"--deselect={one}" for one in passed_over]
        code, said = ended("--plant", name, *skipped, *BUGS[name].about.split())
        failed = REASON.search(said)
        if code == pytest.ExitCode.OK or failed is None:
            return None
        if ended(failed[1])[0] == pytest.ExitCode.OK:
            return failed[1]
        passed_over.append(failed[1])  # it fails anyhow, on this machine and at this moment


def main(*names: str) -> int:
    """0: a short test found each."""
    missed = 0
    print("| planted bug | found by |\n| --- | --- |")
    for name in names or BUGS:
        test = found_by(name)
        missed += test is None
        print(f"| `{name}` ({BUGS[name].planted_by}) | {f'`{test}`' if test else '**nothing**'} |", flush=True)
    return min(missed, 1)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
