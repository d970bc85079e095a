"""
The sentences of the code, and what brings their catalogs up to date: python -m tests.sentences (make sentences).

A key is a literal where `say`, `several` or `key` of policies/sentence.py is called. What is new stands without a
translation until somebody writes one; what no code says any more is taken out.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from notifiers.writing.sentences import FOLDER

ROOT = Path(__file__).parents[1]
MAKERS = {"say": 1, "several": 2, "key": 1}
"""Each function that takes keys, and how many."""

Key = str | tuple[str, str]


def calls() -> Iterator[tuple[Path, ast.Call]]:
    """Every call that makes a sentence, with its file."""
    for package in ("policies", "channels", "notifiers", "hub"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if "node_modules" in path.parts or "policies.sentence import" not in (text := path.read_text()):
                continue
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
                    yield path, node


def key_of(call: ast.Call) -> Key | None:
    """What a call says, with its plural where it has one; None where it says a key of somewhere else."""
    keys = [each.value for each in call.args[: MAKERS[call.func.id]] if isinstance(each, ast.Constant)]
    if len(keys) < MAKERS[call.func.id]:
        return None
    return keys[0] if len(keys) == 1 else (keys[0], keys[1])


def keys() -> set[Key]:
    """All that is said."""
    return {key for _, call in calls() if (key := key_of(call)) is not None}


def read(path: Path) -> Catalog:
    """A catalog."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.name, abort_invalid=True)


def bring_up(path: Path) -> None:
    """Put into a catalog what is missing, empty, and take out what is said no more."""
    old, new = read(path), Catalog(locale=path.parent.name)
    for key in sorted(keys(), key=str):
        known = old.get(key if isinstance(key, str) else key[0])
        new.add(key, known.string if known is not None and known.pluralizable is isinstance(key, tuple) else "")
    with path.open("wb") as file:
        file.write(HEADER.format(language=path.parent.name, plurals=new.plural_forms).encode())
        write_po(file, new, width=0, omit_header=True)


HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""


if __name__ == "__main__":
    for path in sorted(FOLDER.glob("*/sentences.po")):
        bring_up(path)
    sys.exit(0)
