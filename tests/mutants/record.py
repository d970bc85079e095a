"""
This file keeps what became of the mutants of each module, and says which modules are newer than that.

docs/mutants.json has, for each module, the commit and the day of the run, how many of its mutants there were and
were noticed, and a digest of the rules that were broken. The digest passes over what is no rule (comments,
docstrings, where imports come from), so that a module that only moved need not be broken again.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.mutants.report import Mutant

FILE = Path(__file__).parents[2] / "docs/mutants.json"

Record = dict[str, dict[str, Any]]


class _Rules(ast.NodeTransformer):
    """A module without what is no rule."""

    def visit_Import(self, node: ast.Import) -> None:
        """Away with it."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Away with it."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr | None:
        """Text that stands by itself is read by people alone."""
        told = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return None if told else node


def digest(source: str) -> str:
    """What a module's rules come to."""
    return hashlib.sha256(ast.dump(_Rules().visit(ast.parse(source))).encode()).hexdigest()[:16]


def digests(folder: Path) -> dict[str, str]:
    """Of every module of rules, by name; one without anything to break is left out when its run is read."""
    return {path.stem: digest(path.read_text()) for path in sorted(folder.rglob("*.py")) if path.stem != "__init__"}


def newer(record: Mapping[str, Mapping[str, Any]], now: Mapping[str, str]) -> list[str]:
    """The modules whose rules are newer than what is recorded of them."""
    return [name for name, its in now.items() if record.get(name, {}).get("digest") != its]


def recorded(record: Record, mutants: Iterable[Mutant], ran: Mapping[str, str], commit: str, day: str) -> Record:
    """The record after a run of these modules (ran: their digests); of the others it says what it said."""
    found = {name: its for name, its in record.items() if name not in ran}
    every = list(mutants)
    for name, its in ran.items():
        of = [one for one in every if one.module == name]
        found[name] = {
            "commit": commit, "day": day, "digest": its,
            "mutants": len(of), "noticed": sum(one.killed for one in of),
        }  # fmt: skip
    return dict(sorted(found.items()))


def read(file: Path = FILE) -> Record:
    """What is recorded; empty: nothing yet."""
    found: Record = json.loads(file.read_text()) if file.exists() else {}
    return found


def write(record: Record, file: Path = FILE) -> None:
    """Keep it, a module a line."""
    lines = [f"  {json.dumps(name)}: {json.dumps(its)}" for name, its in record.items()]
    file.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def told(record: Record, now: Mapping[str, str]) -> str:
    """What a check says of it."""
    stale = newer(record, now)
    if not stale:
        return "The rules are as they were when each was last broken on purpose."
    return (
        f"{len(stale)} of {len(now)} modules of rules are newer than the last recorded run of their mutants "
        f"(`make mutants-changed` breaks those alone): {', '.join(stale)}."
    )
