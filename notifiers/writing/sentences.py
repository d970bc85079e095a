"""This file says a sentence of the rules, or of an error, in the language of who reads it."""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from io import BytesIO

from babel.messages.mofile import write_mo

from notifiers.writing import catalogs
from policies.sentence import Listed, Sentence

FOLDER = catalogs.FOLDER

ENGLISH = "en"
"""What every sentence is in that no catalog has."""


@cache
def languages() -> tuple[str, ...]:
    """Every language that sentences are in."""
    return (ENGLISH, *sorted(file.parent.name for file in FOLDER.glob("*/sentences.po")))


def read_all() -> None:
    """
    Read every catalog, so that nobody waits for it later.

    Raises:
        PoFileError: one is broken.
    """
    for language in languages()[1:]:
        _catalog(language)


def said(sentence: str, language: str) -> str:
    """A sentence in a language; in English where the catalog has none, and whatever is no Sentence as it is."""
    if not isinstance(sentence, Sentence):
        return sentence
    if not sentence or language not in languages()[1:]:
        return str(sentence)
    template = _template(_catalog(language), sentence)
    if not sentence.facts:
        return template
    return template.format_map({name: _fact(fact, language) for name, fact in sentence.facts.items()})


def _template(catalog: GNUTranslations, sentence: Sentence) -> str:
    if sentence.plural:
        return catalog.ngettext(sentence.key, sentence.plural, int(str(sentence.facts["count"])))
    return catalog.gettext(sentence.key)


def _fact(fact: object, language: str) -> object:
    if isinstance(fact, Listed):
        return type(fact)(said(each, language) for each in fact)
    return said(fact, language) if isinstance(fact, str) else fact


@cache
def _catalog(language: str) -> GNUTranslations:
    """A catalog, compiled in memory: what stands in the repository is what people read and change."""
    compiled = BytesIO()
    write_mo(compiled, catalogs.read(language, "sentences"))
    compiled.seek(0)
    return GNUTranslations(compiled)
