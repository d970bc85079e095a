"""This file reads what became of every mutant, and says which is neither killed nor explained."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

LEAST = 0.95
"""The share of mutants that the tests have to notice."""

NOTICED = {1, 3}
"""
The exit codes of pytest that mutmut writes down where a test failed, or pytest itself did. Whatever else it writes
(no test failed, no test ran it, it took too long, the interpreter broke) is a survivor here.
"""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One wrong line of a module, and whether a test noticed it. line: what it says, of one outside a function."""

    name: str
    module: str
    killed: bool
    line: str | None = None

    @property
    def where(self) -> str:
        """The function: policies.….office_hours.x__when__mutmut_3 is of office_hours._when; outside, the module."""
        if self.line is not None:
            return self.module
        mangled = self.name.rpartition(".")[2].rpartition("__mutmut_")[0]
        return f"{self.module}.{mangled.removeprefix('x_').removeprefix('xǁ').replace('ǁ', '.')}"


def read(folder: Path, only: frozenset[str] = frozenset()) -> list[Mutant]:
    """
    Every mutant that mutmut made of the modules of a folder, or of some of them; empty: of all.

    Raises:
        ValueError: one was never tried.
    """
    found = []
    paths = sorted(folder.rglob("*.py.meta"))
    for path in [one for one in paths if not only or one.name.removesuffix(".py.meta") in only]:
        for name, code in json.loads(path.read_text())["exit_code_by_key"].items():
            if code is None:
                raise ValueError(f"{name} was never tried")
            found.append(Mutant(name, path.name.removesuffix(".py.meta"), code in NOTICED))
    return found


def read_outside(file: Path) -> list[Mutant]:
    """Every mutant that tests/mutants/outside.py made."""
    return [Mutant("", module, killed, line) for module, line, killed in json.loads(file.read_text())]


def changed(diff: str) -> str:
    """The line that a mutant has and the rule has not; where it has none, the one that it lost."""
    lines = [line for line in diff.splitlines() if line[:1] in {"+", "-"} and line[:3] not in {"+++", "---"}]
    made = [line[1:].strip() for line in lines if line[0] == "+"]
    return made[0] if made else f"without {lines[0][1:].strip()}" if lines else ""


def unexplained(mutants: Iterable[Mutant], line_of: Callable[[str], str], page: str) -> list[str]:
    """The survivors that the page does not quote: the function, and the line that is wrong in it."""
    survivors = [one for one in mutants if not one.killed]
    quoted = [f"`{one.where}`: `{line_of(one.name) if one.line is None else one.line}`" for one in survivors]
    return [one for one in quoted if one not in page]


def table(mutants: list[Mutant]) -> list[str]:
    """How many of each module were noticed, in its functions and outside them, as a table of Markdown."""
    every = Counter((one.module, one.line is not None) for one in mutants)
    killed = Counter((one.module, one.line is not None) for one in mutants if one.killed)
    counts = {
        name: [of[name, outside] for outside in (False, True) for of in (every, killed)]
        for name in sorted({one.module for one in mutants})
    }
    rows = {f"`{name}`": its for name, its in counts.items()} | {
        "all": [sum(one) for one in zip(*counts.values(), strict=True)]
    }
    head = ["| module | in functions | noticed | outside them | noticed |", "| --- | --- | --- | --- | --- |"]
    return head + [f"| {name} | {' | '.join(map(str, its))} |" for name, its in rows.items()]


def share(mutants: list[Mutant]) -> float:
    """How much of all was noticed."""
    return sum(one.killed for one in mutants) / len(mutants)
