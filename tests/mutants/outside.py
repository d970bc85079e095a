"""
This file breaks what stands outside the functions of the rules: words, limits, tables, defaults.

mutmut keeps every mutant of a function beside the function, in a module that is imported once, and so leaves out
what an import decides. Here its own mutations of those lines are put into the file one after the other, and a new
process reads it each time: python -m tests.mutants.outside TOOL RESULT [MODULE …], in the copied tree.
"""

from __future__ import annotations

import difflib
import importlib
import json
import os
import signal
import site
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.mutants.report import changed
from tests.policies.covered import own_tests, shown_by

LONGEST_S = 300
ALL = ("tests/policies", "tests/channels")
QUIET = (
    "-x", "-q", "--noconftest", "-p", "tests.policies.few", "-p", "no:cacheprovider",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
NOTICED = {pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED}
"""A test failed, or the tests could not even be read, as the module could not."""

_ages = count(1_000_000_000)
"""A second each: Python keeps what it compiled by a file's age and length."""


def broken(path: Path) -> Iterator[tuple[str, str]]:
    """The module broken once outside its functions, and the line that is wrong; each way there is."""
    import libcst
    from mutmut.mutation.file_mutation import create_mutations

    source = path.read_text()
    module, mutations, _, _ = create_mutations(str(path), source)
    for one in mutations:
        if not isinstance(one.contained_by_top_level_function, libcst.FunctionDef):
            wrong = module.deep_replace(one.original_node, one.mutated_node).code
            diff = difflib.unified_diff(source.splitlines(), wrong.splitlines(), lineterm="", n=0)
            yield wrong, changed("\n".join(diff))


def code_of(tests: tuple[str, ...]) -> int:
    """How pytest ends, in a process that has not read the rules yet."""
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST_S)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        os._exit(int(pytest.main([*QUIET, *tests])))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def write(path: Path, source: str) -> None:
    """What the module says from now on."""
    path.write_text(source)
    age = next(_ages)
    os.utime(path, (age, age))


def noticed(own: tuple[str, ...]) -> bool:
    """Whether a test fails; the module's own are asked first, being fewer."""
    return (bool(own) and code_of(own) in NOTICED) or code_of(ALL) in NOTICED


def main(tool: str, result: str, *only: str) -> int:
    """0: each was tried."""
    site.addsitedir(tool)
    pytest.main(["--version", "--version"])  # reads every plugin, so that no fork has to
    importlib.import_module("hypothesis.strategies")
    paths, where = sorted(Path("policies").rglob("*.py")), shown_by(Path("tests/policies"))
    own = own_tests([path.stem for path in paths], where)
    if code_of(ALL) != pytest.ExitCode.OK:
        sys.exit("The tests have to pass first.")
    found = []
    for path in [path for path in paths if not only or path.stem in only]:
        source, tests = path.read_text(), tuple(str(where[one]) for one in own[path.stem])
        for wrong, line in [*broken(path)]:
            write(path, wrong)
            found.append((path.stem, line, noticed(tests)))
            print(*found[-1], flush=True)
        write(path, source)
    Path(result).write_text(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
