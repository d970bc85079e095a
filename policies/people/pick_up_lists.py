"""This file reads who may pick a child up, as people write it in a cell; of what is unclear it takes nobody."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from policies.people.folding import RUN, fold, words_of
from policies.people.pick_up_words import LABELS, LIMITS, NO_NAME, NOBODY_LISTED, RELATIONS, TOGETHER
from policies.records.traces import LEAST_DIGITS, PARTICLES

MOST_LISTED = 30
"""People whom one child's list may name; more are another column that was taken for this one."""

LONGEST_LIST = 2_000
"""Characters of a list."""

NAME, RELATION, PHONE = 100, 60, 80
"""Characters of what is kept of one of them."""


@dataclass(frozen=True, slots=True, order=True)
class ListedPickUp:
    """
    Who may pick a child up by the roster: nobody's account. relation, phone: as they are written, may be empty.

    source: what the roster calls them, where it says, several parted by a blank; empty otherwise.
    """

    name: str
    relation: str = ""
    phone: str = ""
    source: str = ""


class DoubtKind(StrEnum):
    """Why nobody is taken from what is written: it may take back the right, or it is no whole name."""

    LIMITED = "limited"
    UNCLEAR = "unclear"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class PickUpDoubt:
    """What was written that lets nobody pick up. whole: nobody of that list may, whoever else stands in it."""

    kind: DoubtKind
    written: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class PickUpsRead:
    """What one list says: who may pick up, and what of it is not certain."""

    listed: tuple[ListedPickUp, ...] = ()
    doubts: tuple[PickUpDoubt, ...] = ()


_OUTSIDE = r"(?![^()\[\]]*[)\]])"
_APART = re.compile(rf"[;|•\n\r\v\f\u2028\u2029]{_OUTSIDE}")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_PHONE = re.compile(
    r"(?:\+\s?)?(?:\(\+?\d{1,4}\)\s?)?\d(?:[\s\u00a0.\-]?\(?\d\)?)*(?:\s?(?:x|ext\.?)\s?\d{1,6})?", re.I
)
_COMMA = re.compile(rf",{_OUTSIDE}")
_BESIDE = re.compile(r"\s+(?:-+|–|—)\s*|\s*(?:–|—)\s+|:")
_AND = re.compile(r"\s*[&+/]\s*|\s+(?:and|und|oraz|y|e|i)\s+", re.I)
_WORD = re.compile(r"[^\W\d_]+(?:['’‘ʼ`.\-][^\W\d_]+)*\.?")
_RELATION = re.compile(r"[^\W\d_]+(?:[ '’-]+[^\W\d_]+)*\.?")
_NOT = re.compile(r"n[’‘ʼ`']t\b", re.I)
_FEWEST, _MOST_WORDS = 2, 6
_GAP = " \0 "
_MARKS = " .,:-–—"


def read_pick_ups(written: str) -> PickUpsRead:
    """
    Who stands in a list such as “Maria Lopez (aunt) 555-0101; Joe Diaz”.

    A word that takes back (not, only, except, court, supervised…) lets nobody of the list pick up, unless it stands
    in brackets behind one name: then not that one. What is no whole name, or stands in brackets and is no relation
    that is known, is nobody's right: it is told, and never guessed.
    """
    text = written.strip()
    if fold(text).strip(" .") in NOBODY_LISTED or not text:
        return PickUpsRead()
    if len(text) > LONGEST_LIST:
        return PickUpsRead(doubts=(PickUpDoubt(DoubtKind.TOO_LONG, _short(text), whole=True),))
    entries = [one.strip(" ,.") for one in _APART.split(text) if one.strip(" ,.")]
    if any(_limits_all(one) for one in entries):
        return PickUpsRead(doubts=(PickUpDoubt(DoubtKind.LIMITED, _short(text), whole=True),))
    listed, doubts = list[ListedPickUp](), list[PickUpDoubt]()
    for entry in entries:
        found = _entry(entry, several=len(entries) > 1)
        if isinstance(found, PickUpDoubt):
            doubts.append(found)
        else:
            listed += found
    if len(listed) > MOST_LISTED:
        return PickUpsRead(doubts=(PickUpDoubt(DoubtKind.TOO_LONG, _short(text), whole=True),))
    read = PickUpsRead(tuple(listed), tuple(doubts))
    return replace(read, listed=together([read]))


def read_pick_up(name: str, relation: str, phone: str, source: str = "") -> ListedPickUp | PickUpDoubt:
    """Likewise somebody who has columns of their own: the name may be one word, the relation any."""
    said = f"{name} ({relation})" if relation else name
    if limited(said) or "?" in said:
        return PickUpDoubt(DoubtKind.LIMITED, _short(said))
    words = name.split()
    if not words or not all(_WORD.fullmatch(one) for one in words) or not set(words_of(name)) - LABELS:
        return PickUpDoubt(DoubtKind.UNCLEAR, _short(said))
    return ListedPickUp(name[:NAME], relation[:RELATION], phone[:PHONE], source)


def together(reads: Iterable[PickUpsRead]) -> tuple[ListedPickUp, ...]:
    """
    Who may pick a child up by all lists of it, each once, by name; nobody whom another place says may not.

    What is said of one in several places is joined: the first relation, and every number.
    """
    reads = list(reads)
    doubts = [doubt for one in reads for doubt in one.doubts]
    if any(doubt.whole for doubt in doubts):
        return ()
    doubted = [frozenset(words_of(doubt.written)) for doubt in doubts]
    found = dict[str, ListedPickUp]()
    for one in (its for read in reads for its in read.listed):
        words = frozenset(words_of(one.name))
        if any(words <= others for others in doubted):
            continue
        before = found.get(key := " ".join(sorted(words)), one)
        found[key] = replace(
            before,
            relation=before.relation or one.relation,
            phone=_joined(before.phone, one.phone, ", ")[:PHONE],
            source=_joined(before.source, one.source, " "),
        )
    return tuple(sorted(found.values()))


def _joined(one: str, other: str, by: str) -> str:
    """What stands in either, each once."""
    return by.join(dict.fromkeys(its for its in (*one.split(by), *other.split(by)) if its))


def _short(text: str) -> str:
    return "".join(one for one in " ".join(text.split()) if one.isprintable())[:RELATION]


def limited(text: str) -> bool:
    """Whether a word of a text takes back what it says, or binds it to something."""
    return not LIMITS.isdisjoint(words_of(text)) or _NOT.search(text) is not None


def _limits_all(entry: str) -> bool:
    """Whether something takes back that is not said of one name alone, in brackets behind it."""
    if limited(_BRACKETS.sub(" ", entry)):
        return True
    for found in _BRACKETS.finditer(entry):
        before = entry[: found.start()].strip()
        several = not TOGETHER.isdisjoint(words_of(found[1])) or not before or _COMMA.search(before) is not None
        if limited(found[1]) and (several or _AND.search(before) is not None):
            return True
    return False


@dataclass(slots=True)
class _Part:
    """What stands between two commas. names: whole or not; limited, unclear: of something else in it."""

    names: tuple[str, ...] = ()
    relation: str = ""
    phones: tuple[str, ...] = ()
    limited: bool = False
    unclear: bool = False


def _entry(entry: str, *, several: bool) -> list[ListedPickUp] | PickUpDoubt:
    parts = [_part(one) for one in _COMMA.split(entry) if one.strip()]
    if any(one.limited for one in parts):
        return PickUpDoubt(DoubtKind.LIMITED, _short(entry))
    unclear = PickUpDoubt(DoubtKind.UNCLEAR, _short(entry))
    people = _people(parts, several=several)
    if people is None or any(one.unclear for one in parts):
        return unclear
    found = [
        ListedPickUp(name, one.relation[:RELATION], ", ".join(one.phones)[:PHONE])
        for one in people
        for name in one.names
    ]
    return found if found and all(_is_whole(one.name) for one in found) else unclear


def _people(parts: list[_Part], *, several: bool) -> list[_Part] | None:
    """The parts that name somebody, with what stands behind them; None where nobody knows whose it is."""
    people = list[_Part]()
    for one in parts:
        if one.names:
            people.append(one)
        elif not people:
            return None
        else:
            last = people[-1]
            last.relation, last.phones = last.relation or one.relation, (*last.phones, *one.phones)
    if several and len(people) == 2 and not all(_is_whole(name) for one in people for name in one.names):
        family, given = people  # “Lopez, Maria”, where something else parts the people
        if len(family.names) == len(given.names) == 1:
            name = f"{given.names[0]} {family.names[0]}"
            phones = (*family.phones, *given.phones)
            return [_Part((name,), family.relation or given.relation, phones)]
    return people


def _part(text: str) -> _Part:
    found = _Part()
    for inside in _BRACKETS.findall(text):
        _in_brackets(found, inside)
    bare = _BRACKETS.sub(lambda its: its[0] if _is_in_number(its) else " ", text)
    phones = [one[0].strip() for one in _PHONE.finditer(bare) if _digits(one[0]) >= LEAST_DIGITS]
    rest = _PHONE.sub(lambda its: _GAP if _digits(its[0]) >= LEAST_DIGITS else its[0], bare)
    found.phones = (*phones, *found.phones)
    found.unclear = found.unclear or _names_several(rest)
    rest = rest.replace(_GAP, " ")
    if found.phones:
        rest = " ".join(one for one in rest.split() if not _is_label(one))
    if any(one in "()[]" for one in rest):
        found.unclear = True
    pieces = [one.strip(_MARKS) for one in _BESIDE.split(rest)]
    named = list[str]()
    for piece in (one for one in pieces if one and not all(map(_is_label, one.split()))):
        if _relation(piece):
            found.relation = found.relation or piece
        else:
            named.append(piece)
    if len(named) > 1:
        found.unclear = True
    if named:
        found.names = tuple(_parted(named[0], found))
    return found


def _names_several(rest: str) -> bool:
    """Whether a number stands between two names: “Maria Lopez 555-0101 Joe Diaz” is not one person."""
    beside = (" ".join(word for word in one.split() if not _is_label(word)) for one in rest.split(_GAP))
    named = (one for one in beside if any(its.isalpha() for its in one))
    return sum(not _relation(one.strip(_MARKS)) for one in named) > 1


def _is_in_number(its: re.Match[str]) -> bool:
    """Whether brackets are a part of a number, as in (555) 010-1234."""
    return _is_area_code(its[1].strip())


def _digits(text: str) -> int:
    return sum(one.isdigit() for one in text)


def _in_brackets(found: _Part, inside: str) -> None:
    """What stands in brackets is a relation, a number or what number it is; else more is to be known."""
    for one in (its.strip() for its in re.split(r"[,/]", inside)):
        bare = " ".join(its for its in one.split() if not _is_label(its))
        if limited(one):
            found.limited = True
        elif not one or not bare or _is_area_code(one):
            continue
        elif _PHONE.fullmatch(bare) and _digits(bare) >= LEAST_DIGITS:
            found.phones = (*found.phones, bare)
        elif _relation(one):
            found.relation = found.relation or one
        else:
            found.unclear = True


def _is_label(word: str) -> bool:
    """Whether it says what number stands beside it; a letter alone may be an initial."""
    plain = fold(word).strip(".:")
    return plain in LABELS and (len(plain) > 1 or word.endswith(":"))


def _is_area_code(one: str) -> bool:
    return re.fullmatch(r"\+?\d{1,5}", one) is not None


def _relation(text: str) -> bool:
    return _RELATION.fullmatch(text) is not None and " ".join(words_of(text)) in RELATIONS


def _parted(piece: str, found: _Part) -> Iterator[str]:
    """The names in a piece: one, or several that are each whole; a relation before or behind it is taken off."""
    names = [one for one in _AND.split(piece) if one.strip()]
    for name in names:
        words = name.split()
        for at in range(len(words) - _FEWEST):
            before, behind = words[: at + 1], words[-(at + 1) :]
            if _relation(" ".join(before)):
                found.relation, words = found.relation or " ".join(before), words[at + 1 :]
                break
            if _relation(" ".join(behind)):
                found.relation, words = found.relation or " ".join(behind), words[: -(at + 1)]
                break
        yield " ".join(words)


def _is_whole(name: str) -> bool:
    """Whether it is the name of one person and nothing else: two words, none of them a note or a relation."""
    words = name.split()
    fewest = 1 if len(name) > 1 and RUN.search(fold(name)) else _FEWEST  # of a script without spaces
    if not fewest <= len(words) <= _MOST_WORDS or len(name) > NAME:
        return False
    if not all(_WORD.fullmatch(one) for one in words) or words[0][0].islower():
        return False
    if any(one[0].islower() and fold(one) not in PARTICLES for one in words):
        return False
    plain = words_of(name)
    return NO_NAME.isdisjoint(plain) and not any(one in RELATIONS for one in plain) and not limited(name)
