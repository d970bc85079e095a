"""This file reads what became of every mutant, and says which is neither killed nor explained."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

LEAST = 0.95
"""The share of mutants that the tests have to notice."""

ENDINGS = {1: "killed", 3: "killed", 36: "killed", 24: "killed", -24: "killed", 152: "killed", 255: "killed"}
"""
By the exit code that mutmut writes down: a test failed, or did not end in time. Whatever else it writes (no test
failed, no test ran it, the interpreter broke) is a survivor here.
"""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong line of a module, and whether a test noticed it."""

    name: str
    module: str
    killed: bool

    @property
    def where(self) -> str:
        """The function: policies.hours.x__when__mutmut_3 is of hours._when."""
        mangled = self.name.removeprefix(f"policies.{self.module}.").rpartition("__mutmut_")[0]
        return f"{self.module}.{mangled.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def read(folder: Path) -> list[Mutant]:
    """Every mutant that mutmut made of the modules of a folder; it is an error if one was never tried."""
    found = []
    for path in sorted(folder.glob("*.py.meta")):
        for name, code in json.loads(path.read_text())["exit_code_by_key"].items():
            if code is None:
                raise ValueError(f"{name} was never tried")
            found.append(Mutant(name, path.name.removesuffix(".py.meta"), ENDINGS.get(code) == "killed"))
    return found


def changed(diff: str) -> str:
    """The line that a mutant has and the rule has not; where it has none, the one that it lost."""
    lines = [line for line in diff.splitlines() if line[:1] in {"+", "-"} and line[:3] not in {"+++", "---"}]
    made = [line[1:].strip() for line in lines if line[0] == "+"]
    return made[0] if made else f"without {lines[0][1:].strip()}" if lines else ""


def unexplained(mutants: Iterable[Mutant], line_of: Callable[[str], str], page: str) -> list[str]:
    """The survivors that the page does not quote: the function, and the line that is wrong in it."""
    quoted = [f"`{one.where}`: `{line_of(one.name)}`" for one in mutants if not one.killed]
    return [one for one in quoted if one not in page]


def table(mutants: list[Mutant]) -> list[str]:
    """How many of each module were noticed, as a table of Markdown."""
    every, killed = Counter(one.module for one in mutants), Counter(one.module for one in mutants if one.killed)
    rows = [
        f"| `{name}` | {every[name]} | {killed[name]} | {every[name] - killed[name]} |" for name in sorted(every)
    ]
    total = f"| all | {len(mutants)} | {killed.total()} | {len(mutants) - killed.total()} |"
    return ["| module | mutants | noticed | not |", "| --- | --- | --- | --- |", *rows, total]


def share(mutants: list[Mutant]) -> float:
    """How much of all was noticed."""
    return sum(one.killed for one in mutants) / len(mutants)
