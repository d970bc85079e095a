"""This file decides which children a text names, so that what names another family's child is looked at first."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from policies.facts import Person, Student
from policies.roster import EMPTY, Roster

Words = tuple[str, ...]

WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Name:
    """How a child may be called: by both names, or by the given name alone."""

    student: str
    words: Words
    full: bool


@dataclass(frozen=True, slots=True)
class Names:
    """Every name of an enrolled child by its first word; made once for a roster, and asked for every text."""

    by_word: Mapping[str, tuple[Name, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """
    What is about to be said, as far as these rules look at it.

    addressed: the children it is about; none where it goes to several families. tagged: the ids of the children
    on its photos.
    """

    text: str
    author: Person
    addressed: tuple[Student, ...] = ()
    tagged: frozenset[str] = EMPTY


def words_of(text: str) -> list[str]:
    """The words of a text, without case, accents and what stands between them: "Léo’s" is leo and s."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in parts if not unicodedata.combining(letter))
    return WORD.findall(text.casefold())


def names_of(roster: Roster) -> Names:
    """The names of everybody enrolled; practice students are nobody's child."""
    found: defaultdict[str, list[Name]] = defaultdict(list)
    for student in roster.students.values():
        if student.active and not student.practice:
            for name in _names(student):
                found[name.words[0]].append(name)
    return Names({word: tuple(names) for word, names in found.items()})


def _names(student: Student) -> list[Name]:
    full, given = tuple(words_of(student.name)), tuple(words_of(student.given))
    names = [Name(student.id, full, full=True)] if full else []
    return [*names, Name(student.id, given, full=False)] if given and given != full else names


def named_in(names: Names, text: str) -> frozenset[Name]:
    """Every child's name that stands in a text, as whole words."""
    words = words_of(text)
    return frozenset(
        name
        for at, word in enumerate(words)
        for name in names.by_word.get(word, ())
        if tuple(words[at : at + len(name.words)]) == name.words
    )


def held_by_content(roster: Roster, names: Names, content: Content) -> str:
    """
    Why an admin looks at this first, whatever the school's settings for its type; empty where nobody has to.

    A photo of another family's child is nothing for one family, whoever agreed to photos.

    A given name alone says nothing where somebody addressed, of their family, or of the staff is called that too.

    Source: research/domain.md, section 5 (no wrong family) and 2.1; photos need a parent's consent.
    """
    if refused := _without_consent(roster, content.tagged):
        return f"{refused[0].name} is on a photo, and there is no consent to photos."
    found = named_in(names, content.text)
    if not content.tagged and not found:
        return ""
    ours = _family(roster, content.addressed)
    strangers = [one for one in _tagged(roster, content.tagged) if one.id not in ours]
    if content.addressed and strangers:
        return f"{strangers[0].name} is on a photo, and is not of this family."
    others = _others(roster, found, ours, content.author)
    return _in_words(sorted(others), several=not content.addressed) if others else ""


def _without_consent(roster: Roster, tagged: frozenset[str]) -> list[Student]:
    return [one for one in _tagged(roster, tagged) if one.id not in roster.photo_consents]


def _tagged(roster: Roster, tagged: frozenset[str]) -> list[Student]:
    return [roster.students[one] for one in sorted(tagged) if one in roster.students]


def _family(roster: Roster, addressed: Iterable[Student]) -> frozenset[str]:
    """The ids of the children addressed and of their brothers and sisters."""
    addressed = tuple(addressed)
    parents = EMPTY.union(*(one.family for one in addressed))
    siblings = (one.id for one in roster.students.values() if one.family & parents)
    return frozenset((*(one.id for one in addressed), *siblings))


def _others(roster: Roster, found: Iterable[Name], ours: frozenset[str], author: Person) -> set[str]:
    """What the children of other families are called in it."""
    own = {tuple(words_of(roster.students[one].name)) for one in ours}
    known = _known(roster, ours, author)
    return {
        roster.students[name.student].name if name.full else roster.students[name.student].given
        for name in found
        if name.student not in ours and name.words not in (own if name.full else known)
    }


def _known(roster: Roster, ours: frozenset[str], author: Person) -> set[Words]:
    """The given names that mean somebody else here: of the family, of the staff, of the author."""
    children = [roster.students[one] for one in ours]
    parents = EMPTY.union(*(one.family for one in children))
    people = [roster.people[one] for one in parents | roster.staff | roster.admins]
    called = [one.given for one in children] + [one.name.partition(" ")[0] for one in (*people, author)]
    return {tuple(words_of(name)) for name in called}


def _in_words(others: list[str], *, several: bool) -> str:
    named = " and ".join([", ".join(others[:-1]), others[-1]] if len(others) > 1 else others)
    if several:
        return f"It names {named}, and goes to several families."
    return f"It names {named}, who {'is' if len(others) == 1 else 'are'} not of this family."
