"""This file reads what the suite found, and says whether ours fails anything that the library does not."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

OURS, LIBRARY = "roomwire", "websockets"
PASSED = {"OK", "NON-STRICT", "INFORMATIONAL"}
"""Whatever else the suite may say (FAILED, WRONG CODE, UNCLEAN, …) is a failure here."""


@dataclass(frozen=True, slots=True)
class Found:
    """How one case ended: the messages, and the closing."""

    behavior: str
    closing: str

    @property
    def ok(self) -> bool:
        """Nothing need be said of it."""
        return {self.behavior, self.closing} == {"OK"}

    @property
    def failed(self) -> bool:
        """It is not what the protocol asks for."""
        return not {self.behavior, self.closing} <= PASSED

    def __str__(self) -> str:
        return self.behavior if self.closing == "OK" else f"{self.behavior}, closing {self.closing}"


Findings = dict[str, dict[str, Found]]
"""By server, by case."""


def read(index: Path) -> Findings:
    """The suite's own index of a run."""
    return {
        server: {case: Found(one["behavior"], one["behaviorClose"]) for case, one in cases.items()}
        for server, cases in json.loads(index.read_text()).items()
    }


def section(case: str) -> int:
    """The first number of a case."""
    return int(case.partition(".")[0])


def in_order(cases: set[str]) -> list[str]:
    """9.2 before 10.1."""
    return sorted(cases, key=lambda case: [int(number) for number in case.split(".")])


def table(findings: Findings) -> list[str]:
    """How many cases ended how, by section and server, as a table of Markdown."""
    ends = sorted({found.behavior for cases in findings.values() for found in cases.values()}, key=_worst_last)
    lines = ["| section | server | cases | " + " | ".join(ends) + " |", "| --- " * (len(ends) + 3) + "|"]
    sections = sorted({section(case) for cases in findings.values() for case in cases})
    for name, chosen in [*((str(one), {one}) for one in sections), ("all", set(sections))]:
        for server, cases in findings.items():
            counted = Counter(found.behavior for case, found in cases.items() if section(case) in chosen)
            counts = [counted.total(), *(counted[end] for end in ends)]
            lines.append(f"| {name} | {server} | " + " | ".join(map(str, counts)) + " |")
    return lines


def _worst_last(end: str) -> tuple[bool, int, str]:
    return end not in PASSED, ["OK", "INFORMATIONAL", "NON-STRICT"].index(end) if end in PASSED else 0, end


def not_ok(findings: Findings) -> list[str]:
    """Every case that one of the two did not simply pass, with what the suite says of each."""
    cases = {case for its in findings.values() for case, found in its.items() if not found.ok}
    return [
        f"{case}: " + "; ".join(f"{server} {its[case]}" for server, its in findings.items() if case in its)
        for case in in_order(cases)
    ]


def faults(findings: Findings, explained: str) -> list[str]:
    """What must not be: a failure of ours alone, a case left out, a finding that the docs are silent about."""
    ours, theirs = findings.get(OURS, {}), findings.get(LIBRARY, {})
    alone = {case for case, found in ours.items() if found.failed and not (case in theirs and theirs[case].failed)}
    silent = {case for case, found in ours.items() if not found.ok and f"`{case}`" not in explained}
    return [
        *(["no case was run"] if not ours else []),
        *(f"{case} was not run against both" for case in in_order(set(ours) ^ set(theirs))),
        *(f"{case} fails here and not in the library" for case in in_order(alone)),
        *(f"{case} is not OK, and docs/autobahn.md does not say why" for case in in_order(silent)),
    ]
