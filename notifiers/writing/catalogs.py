"""This file reads the catalogs of our sentences, and picks a plural form by the language's own rule."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from babel.core import Locale
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent / "languages"
"""One folder a language, by its code; in it one file a domain: what the sentences are for."""

DEFAULT = "en"
"""Of who has chosen none at a school that has chosen none, and of a language that is not there any more."""

CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""
CLDR's categories of number, in the order of a catalog's plural forms: a language has some of them.

Source: UTS #35, part 3, section 5 (language plural rules).
"""


def languages() -> tuple[str, ...]:
    """The code of every language there is."""
    return _languages(FOLDER)


@cache
def _languages(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(its.name for its in folder.iterdir() if its.is_dir()))


def read(language: str, domain: str) -> Catalog:
    """The sentences of a domain ("alerts", "sentences") in a language; in English where that is not there."""
    return _read(FOLDER, language if language in languages() else DEFAULT, domain)


@cache
def _read(folder: Path, language: str, domain: str) -> Catalog:
    with (folder / language / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=Locale.parse(language, sep="-"), domain=domain, abort_invalid=True)


def read_all() -> None:
    """
    Read every catalog, so that nobody waits for it later.

    Raises:
        PoFileError: one is broken.
    """
    for language in languages():
        for file in (FOLDER / language).glob("*.po"):
            _category(_locale(read(language, file.stem)), 2)  # the language's own data is read at its first use


def single(catalog: Catalog, key: str, context: str | None = None) -> str:
    """
    A sentence without a number, its holes still open.

    Raises:
        KeyError: the catalog has none by that key.
    """
    return forms(catalog, key, context)[0]


def several(catalog: Catalog, key: str, count: int, context: str | None = None) -> str:
    """
    A sentence in the form for count things, its holes still open.

    Where a catalog has fewer forms than CLDR has categories, as gettext has it for fractions and millions, the last
    form is that of the rest.

    Raises:
        KeyError: the catalog has none by that key.
    """
    found = forms(catalog, key, context)
    return found[0] if len(found) == 1 else found[min(_category(_locale(catalog), count), len(found) - 1)]


LISTS = {"en": "en_GB"}
"""Whose lists a language has that writes no comma before “and”: “Ana, Ben and Ines”, as all of our English."""


def listed(catalog: Catalog, names: Sequence[str]) -> str:
    """Names in a sentence, by the language's own pattern; empty where there are none."""
    its = _locale(catalog)
    return format_list(names, locale=LISTS.get(str(its), its))


def forms(catalog: Catalog, key: str, context: str | None = None) -> tuple[str, ...]:
    """
    Every form of a sentence; one, where it has no number in it.

    Raises:
        KeyError: the catalog has none by that key.
    """
    found = catalog.get(key, context)
    if found is None or not found.string:
        raise KeyError(key)
    return (found.string,) if isinstance(found.string, str) else tuple(found.string)


@lru_cache(maxsize=4_096)
def _category(locale: Locale, count: int) -> int:
    """Which of a language's categories a number is in, by place."""
    rule = locale.plural_form
    its = [category for category in CATEGORIES if category in rule.tags or category == "other"]
    return its.index(rule(count))


def _locale(catalog: Catalog) -> Locale:
    assert catalog.locale is not None  # noqa: S101 (each is read for one)
    return catalog.locale
