"""Which functions write to a database, found by reading the code: by themselves, or by what they name."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
SQL = re.compile(r"\b(insert into|update \w+ set|delete from)\b", re.IGNORECASE)
VERBS = {"insert", "update", "delete"}
DIALECTS = {"postgresql", "sqlite"}

Name = tuple[str, str]
"""A module, and what stands in it at the top: a function, a class or a constant."""


def module_of(path: Path) -> str:
    """The dotted name of a source file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class Module:
    """A source file: what its names stand for elsewhere, and what stands at its top."""

    def __init__(self, path: Path, modules: set[str]) -> None:
        self.name, self.tops, self.imported = module_of(path), dict[str, list[ast.AST]](), dict[str, str | Name]()
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                self.imported |= {one.asname or one.name: one.name for one in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                for one in node.names:
                    whole = f"{node.module}.{one.name}"
                    self.imported[one.asname or one.name] = whole if whole in modules else (node.module, one.name)
        for top in tree.body:
            for name in _named(top):
                self.tops.setdefault(name, []).append(top)

    def names(self, nodes: list[ast.AST]) -> set[Name]:
        """What a piece of code names, here and elsewhere, besides what it binds itself."""
        bound = {one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        bound |= {one.arg for one in nodes if isinstance(one, ast.arg)}
        found = set[Name]()
        for one in nodes:
            if isinstance(one, ast.Name) and one.id not in bound:
                there = self.imported.get(one.id, (self.name, one.id))
                found |= {there} if isinstance(there, tuple) else set()
            elif isinstance(one, ast.Attribute) and isinstance(one.value, ast.Name) and one.value.id not in bound:
                there = self.imported.get(one.value.id)
                found |= {(there, one.attr)} if isinstance(there, str) else set()
        return found

    def writes(self, nodes: list[ast.AST]) -> bool:
        """Whether it makes a statement that writes, by SQLAlchemy's verbs or in SQL; docstrings only tell of it."""
        told = {id(one.value) for one in nodes if isinstance(one, ast.Expr)}
        return any(
            (
                isinstance(one, ast.Constant)
                and isinstance(one.value, str)
                and id(one) not in told
                and SQL.search(one.value)
            )
            or (isinstance(one, ast.Call) and self._verb(one.func))
            for one in nodes
        )

    def _verb(self, called: ast.expr) -> bool:
        if isinstance(called, ast.Name):
            whence = self.imported.get(called.id)
            return called.id in VERBS and isinstance(whence, tuple) and whence[0].startswith("sqlalchemy")
        if (
            not isinstance(called, ast.Attribute)
            or called.attr not in VERBS
            or not isinstance(called.value, ast.Name)
        ):
            return False
        whence = self.imported.get(called.value.id)
        table = isinstance(whence, tuple) and whence[0] in {"hub.store.schema", "notifiers.tables"}
        return table or called.value.id in DIALECTS


def _named(top: ast.stmt) -> list[str]:
    match top:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def writers(sources: list[Path]) -> dict[Name, Name | None]:
    """Whatever writes, with what it names that does; None where it makes the statement itself."""
    known = {module_of(path) for path in sources}
    modules = [Module(path, known) for path in sources]
    found: dict[Name, Name | None] = {}
    named: defaultdict[Name, set[Name]] = defaultdict(set)
    for module in modules:
        for top, statements in module.tops.items():
            whole, nodes = (module.name, top), [one for part in statements for one in ast.walk(part)]
            if module.writes(nodes):
                found[whole] = None
            for one in module.names(nodes) - {whole}:
                named[one].add(whole)
    waiting = list(found)
    while waiting:
        reached = waiting.pop()
        for one in named[reached] - found.keys():
            found[one] = reached
            waiting.append(one)
    return found
