"""This file is `make mutants`: the rules copied, broken one line at a time, and their tests run against each."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tests.mutants.report import LEAST, changed, read, read_outside, share, table, unexplained

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".mutants"
TOOL, TREE = FOLDER / "tool", FOLDER / "tree"

NEEDED = (
    "policies", "channels", "docs/permissions.md", "tests/__init__.py", "tests/school.py", "tests/policies",
    "tests/channels", "tests/mutants",
)  # fmt: skip
"""What the rules and their tests are made of; the copy has nothing else, so nothing else can notice."""

CONFIG = """
[tool.mutmut]
source_paths = ["policies"]
also_copy = ["channels", "docs"]
pytest_add_cli_args_test_selection = ["tests/policies", "tests/channels"]
pytest_add_cli_args = ["-p", "tests.policies.few", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov",
                       "-p", "no:timeout"]

[tool.pytest.ini_options]
filterwarnings = ["error"]
pythonpath = ["."]
asyncio_default_fixture_loop_scope = "function"
"""

START = "import site, sys; site.addsitedir(sys.argv.pop(1)); from mutmut.__main__ import cli; cli()"
"""The tool lies in a folder of its own, behind what the tests run on."""


def mutmut(*args: str) -> list[str]:
    """The tool's command line."""
    return [sys.executable, "-c", START, str(TOOL), *args]


def copy() -> None:
    """The tree in which the rules are broken, made anew: what was found before counts for nothing."""
    shutil.rmtree(TREE, ignore_errors=True)
    for name in NEEDED:
        (TREE / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, TREE / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, TREE / name)
    (TREE / "pyproject.toml").write_text(CONFIG)


def line_of(name: str) -> str:
    """The wrong line of a mutant."""
    said = subprocess.run(mutmut("show", name), cwd=TREE, capture_output=True, text=True, check=True)
    return changed(said.stdout)


def main() -> int:
    """0: enough was noticed and the rest is explained; 1: not so; 2: the tool did not run."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--jobs", default="1", help="how many mutants at once")
    args = parser.parse_args()
    copy()
    log = (FOLDER / "mutmut.log").relative_to(ROOT)
    print(f"The rules are broken one line at a time; {log} says how far it is.", flush=True)
    began = time.monotonic()
    with (ROOT / log).open("wb") as out:
        ended = subprocess.run(mutmut("run", "--max-children", args.jobs), cwd=TREE, stdout=out, stderr=out)
        if ended.returncode == 0:
            outside = [sys.executable, "-m", "tests.mutants.outside", str(TOOL), str(FOLDER / "outside.json")]
            ended = subprocess.run(outside, cwd=TREE, stdout=out, stderr=out)
    if ended.returncode != 0:
        print(f"It ended with {ended.returncode}; {log} says why.", file=sys.stderr)
        return 2
    mutants = read(TREE / "mutants/policies") + read_outside(FOLDER / "outside.json")
    print(*table(mutants), "", sep="\n")
    print(f"{share(mutants):.1%} noticed in {(time.monotonic() - began) / 60:.0f} minutes.")
    found = unexplained(mutants, line_of, (ROOT / "docs/mutants.md").read_text())
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found or share(mutants) < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
