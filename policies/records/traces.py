"""This file finds somebody's name, address and number in a text, however they are written, and takes them out."""

import json
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import permutations

from policies.people.folding import fold

MOST_WORDS = 4
"""Words of a name that are looked for in any order: there are 24 orders of four, and people swap two."""

SEPARATED = r"(?:[\s\u00a0,_-]|\\[nrt])+"
"""What stands between the words of a name: blanks, a comma, a hyphen, and a line break as JSON has it."""

PARTICLES = frozenset(
    {"al", "bin", "ben", "da", "das", "de", "del", "den", "der", "di", "do", "dos", "du", "e", "el", "i", "la",
     "las", "le", "los", "ten", "ter", "van", "von", "y"}
)  # fmt: skip
"""Words of a family name by which nobody is called alone."""

NEVER_ACCENTED = frozenset("bfhjmpqvwx")
"""Letters that hardly any language writes with an accent: by these, texts with accents are looked for."""

IN_NUMBERS = r"[\s\u00a0().\-/]*"
"""What people put between the digits of a number."""

NORTH_AMERICA, ELSEWHERE = 10, 9
"""Digits of a number as people write it, without the country's; elsewhere the last of them tell enough."""

LEAST_DIGITS = 7
"""Digits of a number at the least: fewer stand for something else as well."""

APOSTROPHES = "'’‘ʼ`"
"""What is typed for one another within a name."""


@dataclass(frozen=True)
class Traces:
    """
    By what somebody is found in texts. names: whole names, of two words at the least; alone: such as are one word,
    and are taken out only where they are all of a text. emails, numbers (E.164): of nobody else.
    """

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()

    @cached_property
    def _named(self) -> re.Pattern[str] | None:
        return _any(_name(one) for one in self.names)

    @cached_property
    def _valued(self) -> re.Pattern[str] | None:
        """A name of one word as all that a value within JSON says."""
        return _any(rf'(?<=[:,\[{{ ]"){_word(one)}(?="\s*[,}}\]])' for one in self.alone)

    @cached_property
    def _addressed(self) -> re.Pattern[str] | None:
        return _any([*(_email(one) for one in self.emails), *(_number(one) for one in self.numbers)])

    @cached_property
    def searches(self) -> tuple[str, ...]:
        """
        Patterns of SQL's LIKE, in any case, one of which every text matches that names somebody without an accent
        besides those of the name itself.

        They match other texts as well: what is found is looked at again.
        """
        orders = {words for one in self.names for words in _orders(one.split())}
        found = {"%".join(["", *map(_like, words), ""]) for words in _least(orders)}
        found |= {pattern for one in self.alone for pattern in (_like(one), f'%"{_like(one)}"%')}
        found |= {f"%{_like(one).replace('@', '%')}%" for one in self.emails}
        found |= {"%" + "%".join(_digits(one)[-6:]) + "%" for one in self.numbers}
        return tuple(sorted(found))

    @cached_property
    def accented(self) -> tuple[str, ...]:
        """The same for texts in which any letter has an accent; not worth it for those that have none."""
        orders = {words for one in (*self.names, *self.alone) for words in _orders(one.split())}
        found = {"%".join(["", *map(_skeleton, words), ""]) for words in orders}
        return tuple(sorted({re.sub("%+", "%", one) for one in found}))

    def scrubbed(self, text: str, instead: str) -> str:
        """A text without them: instead stands for a name, and what is left out is marked where an address stood."""
        if fold(text.strip()) in {fold(one) for one in self.alone}:
            return instead
        if self._valued is not None and text[:1] in {"{", "["}:
            text = self._valued.sub(lambda _: instead, text)
        if self._named is not None:
            text = self._named.sub(lambda _: instead, text)
        return text if self._addressed is None else self._addressed.sub(LEFT_OUT, text)

    def stands_in(self, text: str) -> bool:
        """Whether anything of it is there."""
        return self.scrubbed(text, "") != text


LEFT_OUT = "[…]"
"""What stands where an address or a number was: the same in every language."""


def _any(patterns: Collection[str] | Iterator[str]) -> re.Pattern[str] | None:
    every = sorted(set(patterns), key=len, reverse=True)
    return re.compile("|".join(every), re.IGNORECASE) if every else None


def _orders(words: list[str]) -> Iterator[tuple[str, ...]]:
    return permutations(words) if len(words) <= MOST_WORDS else iter([tuple(words)])


def _name(name: str) -> str:
    each = (SEPARATED.join(map(_word, words)) for words in _orders(name.split()))
    return rf"(?<![^\W_])(?:{'|'.join(dict.fromkeys(each))})(?![^\W_])"


def _least(orders: Collection[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Those that are not found anyway, as fewer of their words in the same order are looked for."""
    kept: list[tuple[str, ...]] = []
    for words in sorted(orders, key=len):
        if not any(_within(less, words) for less in kept):
            kept.append(words)
            yield words


def _within(less: tuple[str, ...], words: tuple[str, ...]) -> bool:
    rest = iter(words)
    return all(one in rest for one in less)


def _word(word: str) -> str:
    return "".join(map(_letter, unicodedata.normalize("NFC", word)))


def _letter(letter: str) -> str:
    """A letter with or without its accent, and as JSON writes it where that is kept to ASCII."""
    if letter in APOSTROPHES:
        return rf"(?:[{APOSTROPHES}]|\\u2019)"
    base = fold(letter)
    if len(base) == 1 and base in _accented():
        return _accented()[base]
    if letter.isascii():
        return re.escape(letter)
    escaped = {json.dumps(one)[1:-1] for one in (letter, letter.upper(), letter.lower())}
    ways = {re.escape(letter), re.escape(fold(letter)), *(re.escape(one) for one in escaped)} - {""}
    return rf"(?:{'|'.join(sorted(ways))})[\u0300-\u036f]?"


@cache
def _accented() -> dict[str, str]:
    """Of each plain letter all that it is written as: with an accent, in one sign or two, and as JSON has these."""
    ways: dict[str, list[str]] = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        if (base := fold(chr(code))).isascii() and len(base) == 1:
            ways.setdefault(base, []).append(chr(code))
    return {
        base: rf"(?:[{base}{''.join(its)}]|\\u(?:{'|'.join(f'{ord(one):04x}' for one in its)}))"
        r"(?:[\u0300-\u036f]|\\u03[0-6][0-9a-f])?"
        for base, its in ways.items()
    }


def _skeleton(word: str) -> str:
    """A word in LIKE by those of its letters that hardly ever have an accent."""
    return "".join(one if one.lower() in NEVER_ACCENTED else "%" for one in word)


def _email(email: str) -> str:
    its = re.escape(email).replace("@", "(?:@|%40)")
    return rf"(?<![\w.+-]){its}(?![\w-])"


def _number(number: str) -> str:
    return rf"(?<!\d)(?:\+?\d{{1,4}}{IN_NUMBERS})?{IN_NUMBERS.join(_digits(number))}(?!\d)"


def _digits(number: str, *, whole: bool = False) -> str:
    digits = "".join(one for one in number if one.isdigit())
    home = not number.strip().startswith("+") or number.strip().startswith("+1")
    return digits if whole else digits[-(NORTH_AMERICA if home else ELSEWHERE) :]


def _like(word: str) -> str:
    """A word in LIKE: what is no plain letter may be written otherwise."""
    return "".join(one if one.isascii() and (one.isalnum() or one in "@.-") else "%" for one in word)


def called(given: str, family: str) -> frozenset[str]:
    """
    The whole names that somebody goes by: of several given names the first, of a family name any word or all of it.

    "Rosa Maria Alvarez Lopez" is Rosa Alvarez to most; nobody is called by a particle (de la Cruz) alone.
    """
    first, words = given.split()[:1], family.replace("-", " ").split()
    families = {family, *(one for one in words if one.lower() not in PARTICLES)}
    return frozenset(" ".join(f"{one} {two}".split()) for one in {given, *first} for two in families)


def traces_of(names: Collection[str], emails: Collection[str], numbers: Collection[str]) -> Traces:
    """By what somebody is found: what is too short to be theirs alone is left out."""
    whole = sorted({" ".join(one.split()) for one in names if one.strip()})
    return Traces(
        names=tuple(one for one in whole if len(one.split()) > 1),
        emails=tuple(sorted({one.strip().casefold() for one in emails if "@" in one})),
        numbers=tuple(sorted({one.strip() for one in numbers if len(_digits(one, whole=True)) >= LEAST_DIGITS})),
        alone=tuple(one for one in whole if len(one.split()) == 1),
    )
