"""Requests that the document allows, and such that it does not, as a guest, a parent, a teacher and an admin."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.hub.running import Running, running

ROOT = Path(__file__).parents[2]
TOOL = ROOT / ".audit" / "bin" / "schemathesis"
ROLES = {"guest": None, "parent": "Rosa Alvarez", "teacher": "Ana Reyes", "admin": "Ines Walker"}
SECRETS = {"ROOMWIRE_SECRET": "a-secret-for-fuzzing-and-nobody-else"}

ENDS_ITSELF = ("sign_out",)
"""Operations after which whoever asks is signed in no more; ends of others' sign-ins need their names."""


async def fuzzed(hub: Running, role: str, chosen: argparse.Namespace, folder: Path) -> Counter[int]:
    """How many answers there were of each status."""
    name, report = ROLES[role], folder / f"{role}.ndjson"
    headers = {} if name is None else (await hub.somebody(name)).headers
    command = [
        str(TOOL), "run", f"{hub.url}/v1/openapi.json", "--url", hub.url, "--checks", "not_a_server_error",
        "--phases", "coverage,fuzzing", "--max-examples", str(chosen.examples), "--seed", str(chosen.seed),
        "--max-time", str(chosen.seconds), "--no-shrink", "--request-timeout", "30", "--warnings", "off",
        "--suppress-health-check", "all", "--report", "ndjson", "--report-ndjson-path", str(report),
        *(part for one in ENDS_ITSELF for part in ("--exclude-operation-id", one)),
        *(part for key, value in headers.items() for part in ("-H", f"{key}: {value}")),
    ]  # fmt: skip
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, cwd=folder)
    said, _ = await process.communicate()
    (folder / f"{role}.txt").write_bytes(said)
    return Counter(statuses(report))


def statuses(report: Path) -> list[int]:
    """The status of every answer in a report of schemathesis, wherever it stands in its lines."""
    found: list[int] = []

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if isinstance(its := value.get("status_code"), int):
                found.append(its)
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    for line in report.read_text().splitlines():
        look(json.loads(line))
    return found


async def main(chosen: argparse.Namespace) -> int:
    """As every role in turn; 1 where any answer was a fault of the hub's, else 0."""
    folder = Path(chosen.reports or tempfile.mkdtemp(prefix="roomwire-fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    faults = 0
    for role in chosen.role or ROLES:
        with tempfile.TemporaryDirectory() as records:
            async with running(Path(records), SECRETS) as hub:
                found = await fuzzed(hub, role, chosen, folder)
        wrong = sum(count for status, count in found.items() if status >= 500)
        faults += wrong or not found
        told = ", ".join(f"{count} × {status}" for status, count in sorted(found.items()))
        print(f"{role}: {sum(found.values())} requests, {wrong} faults ({told}); {folder / role}.txt", flush=True)
    return 1 if faults else 0


def asked() -> argparse.Namespace:
    """What is to be done, by the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--role", action="append", choices=ROLES, help="only as this one; several may be named")
    parser.add_argument("--examples", type=int, default=20, help="random requests of an operation, at the most")
    parser.add_argument("--seconds", type=int, default=120, help="how long each role takes, at the most")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reports", help="a folder for what schemathesis says")
    return parser.parse_args()


if __name__ == "__main__":
    if not TOOL.exists():
        sys.exit("schemathesis is not there; `make fuzz` installs it.")
    sys.exit(asyncio.run(main(asked())))
