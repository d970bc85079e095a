"""Each module of policies/ is shown, to the last branch, by tests of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.policies.covered import modules, own_tests

ROOT = Path(__file__).parents[1]


@pytest.mark.timeout(600)  # it runs all tests of the rules once more
def test_each_rule_is_shown_to_the_last_branch_by_tests_of_its_own() -> None:
    asked = [sys.executable, "-m", "tests.policies.covered"]
    ran = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_rule_has_to_be_shown_and_only_its_own_tests_count() -> None:
    names = {path.stem for path in (ROOT / "policies").rglob("*.py")}
    tests = [
        "test_sharing_own",
        "test_sharing",
        "test_matrix",
        "test_shar",
        "test_sharing_out",
        "test_sharing_out_of",
    ]
    found = own_tests(["sharing", "sharing_out", "seeing"], tests)

    assert names - set(modules()) >= {"__init__", "verdict"}  # nothing but words and shapes
    assert {"facts", "sharing"} <= set(modules())
    assert found == {
        "sharing": ["test_sharing", "test_sharing_own"],
        "sharing_out": ["test_sharing_out", "test_sharing_out_of"],
        "seeing": [],
    }
