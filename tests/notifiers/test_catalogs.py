"""The catalogs: a language is a folder, its plural forms are picked by its own rule, its lists are its own."""

from __future__ import annotations

import gettext
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, PoFileParser

from notifiers.writing import catalogs
from notifiers.writing.catalogs import DEFAULT, FOLDER, forms, languages, listed, read, read_all, several, single

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
RULES = {
    "en": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}
FORMS = {
    "en": ("{count} day", "{count} days"),
    "es": ("{count} día", "{count} días"),
    "pl": ("{count} dzień", "{count} dni", "{count} dni (wiele)"),
    "ar": ("none", "one", "two", "few", "many", "other"),
}


def catalog_of(language: str) -> str:
    forms = "".join(f'msgstr[{number}] "{form}"\n' for number, form in enumerate(FORMS[language]))
    days = f'msgid "days"\nmsgid_plural "days"\n{forms}'
    plain = f'msgid "hello"\nmsgstr "hello in {language}"\n\nmsgctxt "sign"\nmsgid "hello"\nmsgstr "a sign"\n'
    return f'{HEADER}"Language: {language}\\n"\n"Plural-Forms: {RULES[language]}\\n"\n\n{days}\n{plain}'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for language in RULES:
        (tmp_path / language).mkdir()
        (tmp_path / language / "days.po").write_text(catalog_of(language), encoding="utf-8")
    monkeypatch.setattr(catalogs, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_a_language_is_a_folder_and_one_that_is_not_there_reads_english() -> None:
    assert languages() == ("ar", "en", "es", "pl")
    assert single(read("pl", "days"), "hello") == "hello in pl"
    assert single(read("tlh", "days"), "hello") == single(read(DEFAULT, "days"), "hello") == "hello in en"
    assert single(read("pl", "days"), "hello", "sign") == "a sign"
    assert read("pl", "days") is read("pl", "days")


@pytest.mark.parametrize(
    ("language", "counts"),
    [
        ("en", {0: 1, 1: 0, 2: 1, 5: 1}),
        ("es", {1: 0, 2: 1, 5: 1, 1_000_000: 1}),
        ("pl", {0: 2, 1: 0, 2: 1, 4: 1, 5: 2, 12: 2, 14: 2, 21: 2, 22: 1, 24: 1, 25: 2, 112: 2, 122: 1}),
        ("ar", {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 99: 4, 100: 5, 103: 3}),
    ],
)
@pytest.mark.usefixtures("folder")
def test_each_number_has_the_form_of_its_language(language: str, counts: dict[int, int]) -> None:
    catalog = read(language, "days")

    assert {count: several(catalog, "days", count) for count in counts} == {
        count: FORMS[language][form] for count, form in counts.items()
    }


@pytest.mark.usefixtures("folder")
def test_names_stand_in_a_sentence_as_the_language_lists_them() -> None:
    names = ["Ana", "Ben", "Ines"]

    assert {language: listed(read(language, "days"), names) for language in ("en", "es", "pl")} == {
        "en": "Ana, Ben and Ines", "es": "Ana, Ben y Ines", "pl": "Ana, Ben i Ines",
    }  # fmt: skip
    assert [listed(read("en", "days"), names[:count]) for count in range(3)] == ["", "Ana", "Ana and Ben"]
    assert listed(read("en", "days"), ["{0}", "{x}", "%s"]) == "{0}, {x} and %s"


@pytest.mark.usefixtures("folder")
def test_a_sentence_that_nobody_wrote_is_an_error() -> None:
    with pytest.raises(KeyError, match="weeks"):
        several(read("en", "days"), "weeks", 2)


def test_a_catalog_that_is_broken_is_not_read(folder: Path) -> None:
    (folder / "es" / "days.po").write_text(catalog_of("es") + 'msgid "without its sentence"\n', encoding="utf-8")

    with pytest.raises(PoFileError):
        read("es", "days")
    with pytest.raises(PoFileError):
        read_all()


# Every catalog there is

DOMAINS = sorted(file.stem for file in (FOLDER / DEFAULT).glob("*.po"))
EVERY = [(language, domain) for language in languages() for domain in DOMAINS]
LEFT_OUT = {"answers.refused": {"why"}}
"""Facts that only English says: a rule's own sentence is English, and stands in no other language."""
COUNTS = range(201)


def holes(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


def key_of(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def sentences(language: str, domain: str) -> dict[tuple[str, str | None], Message]:
    return {(key_of(its), its.context): its for its in read(language, domain) if its.id}


@pytest.mark.parametrize(("language", "domain"), EVERY)
def test_every_language_says_everything_and_with_the_same_facts(language: str, domain: str) -> None:
    english, others = sentences(DEFAULT, domain), sentences(language, domain)

    assert others.keys() == english.keys()
    for (key, context), its in others.items():
        wanted = set().union(*map(holes, forms(read(DEFAULT, domain), key, context)))
        said = forms(read(language, domain), key, context)
        assert its.pluralizable == english[key, context].pluralizable, key
        assert len(said) == (read(language, domain).num_plurals if its.pluralizable else 1), key
        assert all(said), key
        assert not its.fuzzy, key
        for number, form in enumerate(said):
            left = LEFT_OUT.get(key, set()) if language != DEFAULT else set()
            left = left | ({"count"} if its.pluralizable and stands_for_one(language, domain, number) else set())
            assert wanted - left <= holes(form) <= wanted, (key, form)


def stands_for_one(language: str, domain: str, number: int) -> bool:
    """Whether a plural form is said of one count alone: then it may leave the number out."""
    return sum(form_of(language, domain, count) == number for count in COUNTS) == 1


@cache
def form_of(language: str, domain: str, count: int) -> int:
    """Which plural form a count has, by the rule in the catalog's own header."""
    return int(gettext.c2py(read(language, domain).plural_expr)(count))


@pytest.mark.parametrize(("language", "domain"), EVERY)
def test_the_rule_in_a_catalogs_header_which_translators_see_is_that_of_cldr(language: str, domain: str) -> None:
    catalog = read(language, domain)
    numbered = [its for its in catalog if its.pluralizable and len(set(its.string)) == catalog.num_plurals]

    assert numbered  # else it would prove nothing
    for its in numbered:
        said = forms(catalog, key_of(its), its.context)
        assert [said.index(several(catalog, key_of(its), count, its.context)) for count in COUNTS] == [
            form_of(language, domain, count) for count in COUNTS
        ]


@pytest.mark.parametrize(("language", "domain"), EVERY)
def test_every_file_says_which_language_it_is_and_nothing_twice(language: str, domain: str) -> None:
    parser = PoFileParser(Catalog(locale=language), abort_invalid=True)
    with (FOLDER / language / f"{domain}.po").open("rb") as file:
        parser.parse(file)

    assert dict(parser.catalog.mime_headers)["Language"] == language
    assert parser.counter == len(parser.catalog) + 1  # and its header
