"""The house: names are ours, files are short, what the docs walk through is there."""

import ast
import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("policies", "channels", "notifiers", "hub")
SOURCES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "node_modules" not in path.parts and "versions" not in path.parts
)
BANNED = {"service", "services", "manager", "helper", "helpers", "util", "utils", "common", "base", "core"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60


def test_there_is_a_house() -> None:
    assert len(SOURCES) > 80


@pytest.mark.parametrize("package", PACKAGES)
def test_each_package_is_the_one_in_this_repository(package: str) -> None:
    found = importlib.import_module(package).__file__

    assert found is not None
    assert Path(found).is_relative_to(ROOT)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_a_name_a_first_sentence_and_a_length_one_can_read(path: Path) -> None:
    text = path.read_text()
    tree = ast.parse(text)
    first = ast.get_docstring(tree) or ""
    begins = "This package " if path.name == "__init__.py" else "This file "

    assert path.stem not in BANNED
    assert len(text.splitlines()) <= LONGEST_FILE
    assert first.startswith(begins), first
    functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [one.name for one in functions if (one.end_lineno or 0) - one.lineno > LONGEST_FUNCTION] == []


def test_no_class_is_called_for_what_it_is_not() -> None:
    names = [
        node.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    ]

    assert len(names) > 80
    assert [name for name in names if re.search(r"(Manager|Service|Helper|Util|Handler)$", name)] == []


def test_the_walk_goes_through_files_that_exist() -> None:
    named = set(
        re.findall(r"`((?:policies|channels|notifiers|hub)/[\w./-]+\.\w+)`", (ROOT / "docs/walk.md").read_text())
    )

    assert len(named) >= 8
    assert [name for name in sorted(named) if not (ROOT / name).is_file()] == []


def test_every_setting_stands_in_the_docs_and_every_one_in_the_docs_exists() -> None:
    from hub.settings import NAMES
    from notifiers import senders

    known = set(NAMES) | {setting.name for module in senders.modules() for setting in module.SETTINGS}
    documented = set(re.findall(r"`(ROOMWIRE_\w+)`", (ROOT / "docs/operators.md").read_text()))

    assert documented == known


def test_nothing_that_is_kept_names_a_registry_or_a_path_of_a_machine() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    hosts = re.compile(r'"resolved":|--index-url|https?://[^ )"]*\.(whl|tgz|deb)\b')
    found = [
        name
        for name in files
        if name and (ROOT / name).suffix not in {".png", ".ico"} and (ROOT / name).is_file()
        and name != "tests/test_layout.py" and hosts.search((ROOT / name).read_text(errors="replace"))
    ]  # fmt: skip

    assert len(files) > 100
    assert found == []
