"""This file is `make mutants`: the rules copied, broken one line at a time, and their tests run against each."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.mutants import record
from tests.mutants.report import LEAST, changed, read, read_outside, share, table, unexplained
from tests.policies.covered import modules

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


def copy(tree: Path = TREE) -> None:
    """The tree in which the rules are broken, made anew: what was found before counts for nothing."""
    shutil.rmtree(tree, ignore_errors=True)
    for name in NEEDED:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tree / name)
    (tree / "pyproject.toml").write_text(CONFIG)


def line_of(name: str) -> str:
    """The wrong line of a mutant."""
    said = subprocess.run(mutmut("show", name), cwd=TREE, capture_output=True, text=True, check=True)
    return changed(said.stdout)


def asked() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants")
    parser.add_argument("--jobs", default="1", help="how many mutants at once")
    parser.add_argument("--changed", action="store_true", help="only rules that are newer than their recorded run")
    parser.add_argument("--newer", action="store_true", help="only say which those are")
    parser.add_argument("modules", nargs="*", help="only these modules")
    return parser.parse_args()


def broken(log: Path, jobs: str, only: list[str]) -> int:
    """Break the rules, or those of these modules only; how the tool ended."""
    paths = [path.relative_to(ROOT) for name, path in modules().items() if name in only]
    names = [".".join(path.with_suffix("").parts) + ".*" for path in paths]
    commands = [mutmut("run", "--max-children", jobs, *names)] if names or not only else []
    commands.append([sys.executable, "-m", "tests.mutants.outside", str(TOOL), str(FOLDER / "outside.json"), *only])
    with log.open("wb") as out:
        for command in commands:
            code = subprocess.run(command, cwd=TREE, stdout=out, stderr=out).returncode
            if code != 0:
                return code
    return 0


def main() -> int:
    """0: enough was noticed and the rest is explained; 1: not so; 2: the tool did not run."""
    args, now, kept = asked(), record.digests(ROOT / "policies"), record.read()
    if args.newer:
        print(record.told(kept, now))
        return 0
    only = args.modules or (record.newer(kept, now) if args.changed else [])
    if args.changed and not only:
        print(record.told(kept, now))
        return 0
    ran = {name: its for name, its in now.items() if not only or name in only}
    copy()
    log = FOLDER / "mutmut.log"
    print(f"The rules are broken one line at a time; {log.relative_to(ROOT)} says how far it is.", flush=True)
    began = time.monotonic()
    ended = broken(log, args.jobs, only)
    if ended != 0:
        print(f"It ended with {ended}; {log.relative_to(ROOT)} says why.", file=sys.stderr)
        return 2
    mutants = read(TREE / "mutants/policies", frozenset(ran)) + read_outside(FOLDER / "outside.json")
    print(*table(mutants), "", sep="\n")
    print(f"{share(mutants):.1%} noticed in {(time.monotonic() - began) / 60:.0f} minutes.")
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    record.write(record.recorded(kept, mutants, ran, commit.stdout.strip(), f"{datetime.now(UTC):%Y-%m-%d}"))
    found = unexplained(mutants, line_of, (ROOT / "docs/mutants.md").read_text())
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found or share(mutants) < LEAST else 0


if __name__ == "__main__":
    sys.exit(main())
