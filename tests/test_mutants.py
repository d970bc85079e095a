"""What is said of rules that were broken on purpose: a survivor is told, and none is explained away in general."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.__main__ import copy
from tests.mutants.record import digest, newer, recorded, told
from tests.mutants.report import Mutant, changed, read, read_outside, share, table, unexplained

FILE = "policies/conversations/office_hours.py"
DIFF = f"--- {FILE}\n+++ {FILE}\n@@ -1,2 +1,2 @@\n def f():\n-    return 7\n+    return 8"


@pytest.mark.parametrize(
    ("code", "killed"), [(1, True), (3, True), (36, False), (0, False), (33, False), (-11, False)]
)
def test_a_mutant_is_noticed_where_a_test_failed_and_nowhere_else(tmp_path: Path, code: int, killed: bool) -> None:
    (tmp_path / "office_hours.py.meta").write_text(
        f'{{"exit_code_by_key": {{"policies.conversations.office_hours.x__when__mutmut_3": {code}}}}}'
    )

    (one,) = read(tmp_path)
    assert one == Mutant("policies.conversations.office_hours.x__when__mutmut_3", "office_hours", killed)
    assert one.where == "office_hours._when"
    assert share([one]) == killed
    assert table([one])[2:] == [
        f"| `office_hours` | 1 | {killed:d} | 0 | 0 |",
        f"| all | 1 | {killed:d} | 0 | 0 |",
    ]


def test_a_mutant_that_was_never_tried_is_no_result(tmp_path: Path) -> None:
    (tmp_path / "office_hours.py.meta").write_text(
        '{"exit_code_by_key": {"policies.conversations.office_hours.x__when__mutmut_3": null}}'
    )

    with pytest.raises(ValueError, match="x__when__mutmut_3 was never tried"):
        read(tmp_path)


def test_what_stands_outside_a_function_is_told_by_its_module(tmp_path: Path) -> None:
    (tmp_path / "outside.json").write_text(
        '[["undoing", "LONGEST_S = 61", true], ["undoing", "Words = None", false]]'
    )

    found = read_outside(tmp_path / "outside.json")
    assert table(found)[2:] == ["| `undoing` | 0 | 0 | 2 | 1 |", "| all | 0 | 0 | 2 | 1 |"]
    assert unexplained(found, str, "") == ["`undoing`: `Words = None`"]


def test_a_survivor_has_to_be_explained_by_its_wrong_line() -> None:
    method = Mutant("policies.people.roster.xǁRosterǁroom_names__mutmut_3", "roster", killed=False)
    killed = Mutant("policies.conversations.office_hours.x__when__mutmut_3", "office_hours", killed=True)
    why = "- `roster.Roster.room_names`: `return 8` is never asked."

    assert changed(DIFF) == "return 8"
    assert changed(DIFF.replace("\n+    return 8", "")) == "without return 7"
    assert unexplained([method, killed], lambda name: changed(DIFF), why) == []
    assert unexplained([method, killed], lambda name: changed(DIFF), "`return 8`") == [
        why.removesuffix(" is never asked.")[2:]
    ]


RULE = 'def when():\n    """Seven."""\n    return 7\n'


def test_a_module_is_newer_than_its_run_where_a_rule_changed_and_not_where_it_moved_or_is_told_better() -> None:
    now = {"when": digest(RULE), "new": digest("LIMIT = 3")}
    found = recorded(
        {"gone": {}}, [Mutant("policies.when.x_when__mutmut_1", "when", killed=True)], now, "abc", "today"
    )

    assert (found["when"]["mutants"], found["when"]["noticed"], found["new"]["mutants"]) == (1, 1, 0)
    assert newer(found, now) == []
    assert newer(found, {"when": digest("from elsewhere import it\n\n" + RULE.replace("Seven", "A week"))}) == []
    assert newer(found, {"when": digest(RULE.replace("7", "8")), "other": "x"}) == ["when", "other"]
    assert "2 of 2 modules" in told(found, {"when": "y", "other": "x"})
    assert "as they were" in told(found, now)


@pytest.mark.long
@pytest.mark.timeout(600)  # it runs all tests of the rules once more
def test_the_copy_in_which_rules_are_broken_has_all_that_their_tests_need(tmp_path: Path) -> None:
    """It has the rules and their tests and nothing else; where a test needs more, no mutant is tried at all."""
    copy(tmp_path)
    plugins = "tests.policies.few", "no:xdist", "no:cacheprovider", "no:cov", "no:timeout"
    command = [sys.executable, "-m", "pytest", "-q", *(f"-p{one}" for one in plugins)]
    done = subprocess.run(
        [*command, "tests/policies", "tests/channels"], cwd=tmp_path, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stdout[-2_000:]
