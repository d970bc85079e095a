"""This file reads single values as people write them in spreadsheets, and says where the meaning is not certain."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from policies.people.folding import fold, words_of


def each(words: str, apart: str | None = None) -> frozenset[str]:
    """The words of a table, which stand one behind the other. apart: what parts them, blanks if not said."""
    return frozenset(words.split(apart))


YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "si", "s", "verdadero", "tak", "t", "prawda"})
NO = frozenset({"no", "n", "false", "0", "", "-", "falso", "nie", "falsz"})


def yes_or_no(written: str) -> bool | None:
    """Whether it says yes; empty says no, and None is neither."""
    plain = fold(written).strip()
    return True if plain in YES else False if plain in NO else None


DayOrder = Literal["dmy", "mdy"]
"""Whether the number of the day or of the month stands first where a date is written with slashes."""

_CLOCK = r"(?:[T ](?P<clock>\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?[AaPp][Mm])?)(?P<zone>Z|[+-]\d\d:?\d\d)?)?"
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})" + _CLOCK, re.ASCII)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})" + _CLOCK, re.ASCII)
_BASIC = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)", re.ASCII)
_MIDNIGHT = re.compile(r"0?0:00(?::00(?:[.,]0+)?)?|12:00(?::00)? ?AM", re.ASCII | re.IGNORECASE)

_UTC = frozenset({"Z", "+00:00", "+0000", "-00:00", "-0000"})

_YEAR, _OF_A_DAY = re.compile(r"\d{4}", re.ASCII), re.compile(r"\d{1,2}", re.ASCII)

MONTHS: Mapping[str, int] = {
    word: month
    for month, words in enumerate(
        (
            "jan january ene enero sty stycznia styczen", "feb february febrero lut lutego luty",
            "mar march marzo marca marzec", "apr april abr abril kwi kwietnia kwiecien",
            "may mayo maj maja", "jun june junio cze czerwca czerwiec", "jul july julio lip lipca lipiec",
            "aug august ago agosto sie sierpnia sierpien",
            "sep sept september septiembre setiembre wrz wrzesnia wrzesien",
            "oct october octubre paz pazdziernika pazdziernik", "nov november noviembre lis listopada listopad",
            "dec december dic diciembre gru grudnia grudzien",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
"""Names of months in the three languages, folded."""

MONTH_FIRST = frozenset({"US", "PH"})
"""Countries (ISO 3166) in which 3/4 is the fourth of March."""

EITHER_FIRST = frozenset({"CA", "PR", "GU"})
"""Countries in which people write both."""

MONTHS_A_YEAR = 12

CENTURY = 2000
"""What two digits of a year are counted from: nobody in a child care center was born, or began, before it."""


def shown_orders(written: Iterable[str]) -> frozenset[DayOrder]:
    """What stands first in dates by what they show themselves; both where they contradict each other."""
    found: set[DayOrder] = set()
    for one in written:
        if (match := _NUMBERS.fullmatch(one.strip())) and match[2] != ".":
            first, second = int(match[1]), int(match[3])
            if first > MONTHS_A_YEAR >= second:
                found.add("dmy")
            elif second > MONTHS_A_YEAR >= first:
                found.add("mdy")
    return frozenset(found)


def order_in(country: str) -> DayOrder | None:
    """What stands first where people of a country (ISO 3166) write dates with slashes; None: they write both."""
    if country in EITHER_FIRST:
        return None
    return "mdy" if country in MONTH_FIRST else "dmy"


def order_of(written: Iterable[str], country: str) -> DayOrder | None:
    """
    What stands first in the dates of one column: as its own values show, or else as the school's country writes.

    None where that is not certain: the values contradict each other, or the country writes both.
    """
    found = shown_orders(written)
    if found:
        return next(iter(found)) if len(found) == 1 else None
    return order_in(country)


def day_of(written: str, order: DayOrder | None) -> date | None:
    """
    The day that is written; None where it is none, or not certain. order: as order_of has it, of the column.

    With dots the day stands first, whoever writes; 3/3 is the same day in either order. A time of day behind it
    changes nothing, but for one in UTC that is not midnight: by the clock of the school that may be another day.
    """
    text = written.strip()
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3])) if _is_of_that_day(match) else None
    if match := _BASIC.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMBERS.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        year = int(match[4]) + (CENTURY if len(match[4]) == 2 else 0)
        its = "dmy" if match[2] == "." or first == second else order
        if its is None or not _is_of_that_day(match):
            return None
        return _day(year, second, first) if its == "dmy" else _day(year, first, second)
    return _in_words(text)


def _is_of_that_day(match: re.Match[str]) -> bool:
    return match["zone"] not in _UTC or _MIDNIGHT.fullmatch(match["clock"]) is not None


def _in_words(text: str) -> date | None:
    """“24 Aug 2026”, “Aug 24, 2026”, “24 de agosto de 2026”."""
    parts = [one for one in words_of(text) if one not in {"de", "del", "r"}]
    if len(parts) != 3 or not _YEAR.fullmatch(parts[2]):
        return None
    day, month = (parts[0], parts[1]) if parts[0][:1].isdecimal() else (parts[1], parts[0])
    number = re.sub(r"(?<=\d)(st|nd|rd|th)$", "", day)
    if month not in MONTHS or not _OF_A_DAY.fullmatch(number):
        return None
    return _day(int(parts[2]), MONTHS[month], int(number))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name in its two parts; some people have one alone, and then family is empty."""

    given: str
    family: str


_SEVERAL = re.compile(r"[&;/+\n]|\s(?:and|und|oraz)\s", re.IGNORECASE)


def name_of(whole: str) -> NameParts | None:
    """
    A whole name in its parts: “Alvarez, Mia” is certain, and else the first word is the given name, which changes
    nothing of how the whole is shown. None where several people stand in it, or more than one comma.
    """
    text = " ".join(whole.replace("\n", "&").split())
    if _SEVERAL.search(text) or text.count(",") > 1:
        return None
    if "," in text:
        family, given = (one.strip() for one in text.split(","))
        return NameParts(given or family, family if given else "")
    given, _, family = text.partition(" ")
    return NameParts(given, family)


class IsHere(StrEnum):
    """What a word for somebody's enrollment or work comes to. UNKNOWN: nobody knows, so it gives nothing."""

    HERE = "here"
    GONE = "gone"
    UNKNOWN = "unknown"


_ENROLLED = each(
    "currently enrolled|enrolled|active|current|attending|inscrito|inscrita|matriculado|matriculada|activo|activa"
    "|zapisany|zapisana|zapisane|aktywny|aktywna|aktywne|uczeszcza",
    "|",
)

_EMPLOYED = each(
    "currently employed|employed|active|current|empleado|empleada|contratado|contratada|activo|activa"
    "|zatrudniony|zatrudniona|aktywny|aktywna|pracuje",
    "|",
)

_GONE = each(
    "withdrawn|inactive|not enrolled|wait list|waitlist|waiting list|waitlisted|pending|future|inquiry|applied|left"
    "|former|graduated|dropped|terminated|laid off|family leave|leave|on leave|resigned|retired|suspended"
    "|not employed|retirado|retirada|baja|inactivo|inactiva|lista de espera|egresado|despedido|despedida|licencia"
    "|wypisany|wypisana|wypisane|nieaktywny|nieaktywna|nieaktywne|lista oczekujacych|zwolniony|zwolniona|urlop",
    "|",
)


def enrollment(word: str) -> IsHere:
    """Whether a child is enrolled: only by a word that says so (research/domain.md, B1)."""
    return _standing(word, _ENROLLED)


def employment(word: str) -> IsHere:
    """Whether somebody works here: only by a word that says so (research/domain.md, C1 and C3)."""
    return _standing(word, _EMPLOYED)


def _standing(word: str, here: frozenset[str]) -> IsHere:
    plain = " ".join(words_of(word))
    if plain in here:
        return IsHere.HERE
    return IsHere.GONE if plain in _GONE else IsHere.UNKNOWN


_CELL = frozenset(
    {"cell", "cellular", "cellphone", "mobile", "mob", "movil", "celular", "komorka", "komorkowy", "komorkowa"}
)


def is_cell(label: str) -> bool:
    """Whether the label of a number says that it is a cell phone (research/domain.md, D11)."""
    return not _CELL.isdisjoint(words_of(label))


PARENT = each(
    "parent|mother|father|mom|mum|mommy|mummy|dad|daddy|mama|papa|guardian|legal guardian|parent guardian"
    "|step parent|stepparent|step mother|stepmother|step father|stepfather|step mom|stepmom|step mum|stepmum"
    "|step dad|stepdad|foster parent|foster mother|foster father|foster mom|foster mum|foster dad|adoptive parent"
    "|adoptive mother|adoptive father|adoptive mom|adoptive mum|adoptive dad"
    "|padre|madre|padrastro|madrastra|padre adoptivo|madre adoptiva|padre de acogida|madre de acogida|tutor legal"
    "|tutora legal"
    "|rodzic|matka|ojciec|tata|macocha|ojczym|rodzic adopcyjny|matka adopcyjna|ojciec adopcyjny|rodzic zastepczy"
    "|matka zastepcza|ojciec zastepczy|opiekun prawny|opiekunka prawna",
    "|",
)
"""
Whole phrases, folded. Not in it is what also means a teacher or a nanny (tutor, opiekunka), nor who is a parent
only where somebody has said so (a grandmother): the sheet says “legal guardian”, or that they pay.
"""

_PLAIN = re.compile(r"[^\W\d_]+(?:[ /-]+[^\W\d_]+)*\.?")
"""Words and nothing else: a question mark, a star or a bracket means that more is to be known."""


def is_parent(relation: str) -> bool | None:
    """
    Whether a cell says that somebody answers for a child: only a whole phrase that is known for it; any word or
    sign beside it may take it back (“Father (no contact)”, “friend of father”). None where nothing is said.
    """
    plain = fold(relation).strip()
    if not plain:
        return None
    return _PLAIN.fullmatch(plain) is not None and " ".join(words_of(plain)) in PARENT


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAdult:
    """
    What a row says of somebody who is listed with a child. pays, collects: may pick up; each None where the sheet
    has no such column. relation: the word, None likewise.
    """

    pays: bool | None
    collects: bool | None
    relation: str | None


class AdultTie(StrEnum):
    """What somebody comes to be by a row: a parent who pays, one who does not, or nobody by the roster."""

    PAYER = "payer"
    PARENT = "parent"
    APART = "apart"


def tie_of(adult: ListedAdult) -> AdultTie:
    """
    Who is a parent by a sheet (research/domain.md, B6 and B7): whoever pays; without that column whoever is called
    a parent; without both everybody. Who may only pick up, or is called something else, is none.
    """
    parent = None if adult.relation is None else bool(is_parent(adult.relation))
    if adult.pays:
        return AdultTie.PAYER
    if parent is not None:
        return AdultTie.APART if not parent else AdultTie.PAYER if adult.pays is None else AdultTie.PARENT
    if adult.pays is None:
        return AdultTie.PAYER
    return AdultTie.APART if adult.collects else AdultTie.PARENT


_ADMINS = each(
    "admin administrator siteadministrator principal director directora dyrektor dyrektorka administrador"
    " administradora"
)
_STAFF = each(
    "teacher aide assistant educator caregiver substitute floater staff maestra maestro auxiliar educador educadora"
    " asistente nauczyciel nauczycielka opiekun opiekunka asystent asystentka pomoc"
)

Work = Literal["admin", "employee"]


def work_of(role: str) -> Work | None:
    """
    What somebody's position comes to; None where it gives no right, as with an unknown role of a bundle.

    Only a word by itself makes an admin: an “assistant to the director” is none.
    """
    words = words_of(role)
    if len(words) == 1 and words[0] in _ADMINS:
        return "admin"
    return "employee" if not _STAFF.isdisjoint(words) else None
