"""This file is `make autobahn`: both servers, the suite's fuzzing client, and the verdict."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import shutil
import sys
import time
from pathlib import Path

from tests.autobahn.echo import our_config, ours, the_library
from tests.autobahn.report import LIBRARY, OURS, faults, not_ok, read, table

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".autobahn"
SECTIONS = (1, 2, 3, 4, 5, 6, 7, 9)
"""All but 10, one case of fragmenting for the client's sake, and 12 and 13, compression, which is off here."""

START = "import site, sys; site.addsitedir(sys.argv[1]); from autobahntestsuite.wstest import run; "
"""The suite's packages lie in a folder of their own; its program is called with what follows that folder."""


async def run(python: str, cases: list[str], report: Path) -> int:
    """Let the suite talk to both; its exit code."""
    config = our_config()
    async with ours(config) as our_port, the_library() as library_port:
        spec = {
            "outdir": str(report),
            "servers": [
                {"agent": OURS, "url": f"ws://127.0.0.1:{our_port}"},
                {"agent": LIBRARY, "url": f"ws://127.0.0.1:{library_port}"},
            ],
            "cases": cases,
            "exclude-cases": [],
            "exclude-agent-cases": {},
        }
        file = report / "spec.json"
        file.write_text(json.dumps(spec, indent=1))
        with (report / "wstest.log").open("wb") as log:
            suite = await asyncio.create_subprocess_exec(
                python, "-c", START + "sys.argv[1:2] = []; run()", str(FOLDER / "suite"),
                "-m", "fuzzingclient", "-s", str(file), stdout=log, stderr=log,
            )  # fmt: skip
            return await suite.wait()


def main() -> int:
    """0: nothing of ours fails that the library passes; 1: something does; 2: the suite did not run."""
    parser = argparse.ArgumentParser(prog="python -m tests.autobahn")
    parser.add_argument("--python", default="python2.7", help="a CPython 2.7")
    parser.add_argument("--cases", nargs="+", default=[f"{one}.*" for one in SECTIONS])
    args = parser.parse_args()
    report = FOLDER / "report"
    shown = report.relative_to(ROOT)
    shutil.rmtree(report, ignore_errors=True)
    report.mkdir(parents=True)
    logging.basicConfig(filename=report / "servers.log", level=logging.INFO)
    began = time.monotonic()
    with asyncio.Runner(loop_factory=our_config().get_loop_factory()) as runner:
        ended = runner.run(run(args.python, args.cases, report))
    if ended != 0 or not (report / "index.json").exists():
        print(f"The suite ended with {ended}; {shown}/wstest.log says why.", file=sys.stderr)
        return 2
    findings = read(report / "index.json")
    found = faults(findings, (ROOT / "docs/autobahn.md").read_text())
    print(*table(findings), "", "Not simply OK:", *not_ok(findings), "", sep="\n")
    print(f"{time.monotonic() - began:.0f} s. Each case is told at length in {shown}/index.html.")
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
