"""
The check that each rule is shown, to the last branch, by tests of its own: python -m tests.policies.covered.

What other tests happen to run of a rule counts for nothing: `policies/review/sharing.py` is shown by
`test_sharing.py` and `test_sharing_….py`, wherever they lie in tests/policies. A module without a function (words,
shapes) has nothing to show; every other has, `facts` too. Lines that an import runs are run once here, before any
test.
"""

from __future__ import annotations

import ast
import importlib
import io
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from coverage import Coverage

ROOT = Path(__file__).parents[2]
IMPORTED = "imported"
"""The context of what an import runs, in coverage's sense: who ran a line."""

CASES = r"^\s*case .+:$"
"""
A case that is never passed over is no gap: had it been taken always, the lines of the next would be missing, and
that there is no way past the last one is what mypy shows (exhaustive-match).
"""


class Contexts:
    """A pytest plugin: what runs from here on, runs for this test file."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        """A table of tests asks the rules while its file is imported."""
        self._coverage.switch_context(collector.path.stem)

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._coverage.switch_context(Path(nodeid.partition("::")[0]).stem)


def modules(folder: Path = ROOT / "policies") -> dict[str, Path]:
    """The modules of policies/ that have a function, by name."""
    return {
        path.stem: path
        for path in sorted(folder.rglob("*.py"))
        if any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(path.read_text())))
    }


def shown_by(folder: Path = ROOT / "tests/policies") -> dict[str, Path]:
    """The test files of rules, by name."""
    return {path.stem: path for path in sorted(folder.rglob("test_*.py"))}


def own_tests(names: Iterable[str], tests: Iterable[str]) -> dict[str, list[str]]:
    """The test files of each module: test_NAME and test_NAME_…, of the longest name that fits."""
    found: dict[str, list[str]] = {name: [] for name in names}
    for test in sorted(tests):
        fit = [name for name in found if test == f"test_{name}" or test.startswith(f"test_{name}_")]
        if fit:
            found[max(fit, key=len)].append(test)
    return found


def run(tests: Iterable[str]) -> Coverage:
    """Each test file run once, and which lines and branches of policies/ it ran."""
    coverage = Coverage(data_file=None, branch=True, source=["policies"], config_file=False)
    coverage.set_option("report:partial_branches", [*coverage.get_option("report:partial_branches"), CASES])
    coverage.start()
    coverage.switch_context(IMPORTED)
    for path in sorted((ROOT / "policies").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        importlib.import_module(name.removesuffix(".__init__"))
    where = shown_by()
    files = [str(where[test]) for test in tests]
    quiet = [
        "-q",
        "--no-header",
        "--no-summary",
        "--noconftest",
        "-p",
        "no:cacheprovider",
        "-p",
        "tests.policies.few",
    ]
    ended = pytest.main([*quiet, *files], plugins=[Contexts(coverage)])
    coverage.stop()
    if ended != pytest.ExitCode.OK:
        sys.exit("The tests have to pass first.")
    return coverage


def not_shown(coverage: Coverage, path: Path, tests: Iterable[str]) -> str:
    """The lines and branches of a module that these test files leave out, as coverage reports them; empty: none."""
    said = io.StringIO()
    contexts = [f"^{one}$" for one in (IMPORTED, *tests)]
    percent = coverage.report(morfs=[str(path)], contexts=contexts, show_missing=True, file=said)
    return "" if percent == 100 else said.getvalue().splitlines()[2]


def main() -> int:
    """0: each rule is shown by its own tests."""
    rules = modules()
    tests = own_tests(rules, shown_by())
    coverage = run(one for found in tests.values() for one in found)
    assert all(not_shown(coverage, path, []) for path in rules.values()), (
        "without tests, something is always missing"
    )
    gaps = [f"{gap}   of {', '.join(tests[name]) or 'no test file of its own'}"
            for name, path in rules.items() if (gap := not_shown(coverage, path, tests[name]))]  # fmt: skip
    print(*gaps, f"{len(rules) - len(gaps)} of {len(rules)} modules are shown by their own tests.", sep="\n")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
