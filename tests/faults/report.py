"""Add up the runs of record files (python -m tests.faults --record FILE): python -m tests.faults.report FILE…"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from pathlib import Path

COUNTED = ("acknowledged", "handled", "connections", "alerts", "lost", "duplicated", "reordered", "leaked",
           "otherwise_broken")  # fmt: skip


def main(files: list[str]) -> int:
    """Tables for RELIABILITY.md."""
    runs = [json.loads(line) for file in files for line in Path(file).read_text().splitlines()]
    by_setup: defaultdict[str, Counter[str]] = defaultdict(Counter)
    faults: Counter[str] = Counter()
    for run in runs:
        by_setup[run["setup"]] += Counter({"runs": 1, **{name: run[name] for name in COUNTED}})
        faults += Counter(run["faults"])
    total = sum(by_setup.values(), Counter())
    names = ("runs", *COUNTED)
    print("| on | " + " | ".join(name.replace("_", " ") for name in names) + " |")
    print("| --- |" + " --- |" * len(names))
    for setup, counts in sorted(by_setup.items()):
        print(f"| {setup} | " + " | ".join(f"{counts[name]:,}" for name in names) + " |")
    print("| together | " + " | ".join(f"{total[name]:,}" for name in names) + " |")
    print()
    print("; ".join(f"{name} ({times})" for name, times in faults.most_common()) + ".")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
