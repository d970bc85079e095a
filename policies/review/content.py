"""This file decides which children a text names, so that what names another family's child is looked at first."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from unicodedata import normalize

from policies.people.facts import Person, Student
from policies.people.folding import RUN, fold, joined, parted, words_of
from policies.people.roster import EMPTY, Roster
from policies.people.word_names import TextReading, is_word
from policies.sentence import Perhaps, Sentence, say, several
from policies.wording import listed

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """How a child may be called: by both names, or by the given name alone."""

    student: str
    words: Words
    full: bool


@dataclass(frozen=True, slots=True)
class Names:
    """
    Every name of an enrolled child by its first word; made once for a roster, and asked for every text.

    runs: names in scripts without spaces, as they stand within what is written together; lengths: of those.
    initials: of the family name, by student.
    """

    by_word: Mapping[str, tuple[Name, ...]]
    runs: Mapping[str, tuple[Name, ...]] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()
    initials: Mapping[str, str] = field(default_factory=dict)

    def is_known(self, word: str) -> bool:
        """Whether a child is called so, and it is no word."""
        return word in self.by_word and not is_word(word)


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


def names_of(roster: Roster) -> Names:
    """The names of everybody enrolled; practice students are nobody's child."""
    found: defaultdict[str, list[Name]] = defaultdict(list)
    runs: defaultdict[str, list[Name]] = defaultdict(list)
    theirs = [one for one in roster.students.values() if one.active and not one.practice]
    for student in theirs:
        for name in _names(student):
            found[name.words[0]].append(name)
        for run, name in _runs(student):
            runs[run].append(name)
    return Names(
        {word: tuple(names) for word, names in found.items()},
        {run: tuple(names) for run, names in runs.items()},
        tuple(sorted({len(run) for run in runs})),
        {one.id: words_of(one.name)[-1][:1] for one in theirs if len(words_of(one.name)) > 1},
    )


def _names(student: Student) -> list[Name]:
    """By both names and by the given one, each with joints and without: O’Brien, OBrien."""
    both, one = _ways(student.name), _ways(student.given)
    return [*(Name(student.id, way, full=True) for way in both),
            *(Name(student.id, way, full=False) for way in one if way not in both)]  # fmt: skip


def _ways(name: str) -> list[Words]:
    """A name as its words may stand in a text; the usual way first."""
    ways = (tuple(words_of(name)), tuple(joined(fold(name))))
    return [way for way in ways if way]


def _runs(student: Student) -> list[tuple[str, Name]]:
    """
    How they are called where words stand together: the family name first or last, or the given name alone.

    A given name of one letter is a part of many words there, and is none without the family name.
    """
    both, given = words_of(student.name), words_of(student.given)
    whole, alone = "".join(both), "".join(given)
    if not whole or not all(RUN.match(one) for one in both):
        return []
    turned = whole.removeprefix(alone) + alone
    full = Name(student.id, tuple(both), full=True)
    called = [(alone, Name(student.id, tuple(given), full=False))] if len(alone) > 1 and alone != whole else []
    return [*((one, full) for one in dict.fromkeys((whole, turned))), *called]


def named_in(names: Names, text: str) -> frozenset[Name]:
    """Every child's name that stands in a text, as whole words; a name that is a word where somebody is meant."""
    plain = fold(text)
    words = parted(plain)
    found = _among(names, words)
    if closer := joined(plain):
        found += _among(names, closer)
    if names.runs and not plain.isascii():
        found += _within(names, "".join(one for one in words if RUN.match(one)))
    unmeant = _unmeant(names, text, words) if found else {}
    return frozenset(one for one in found if not _is_a_word(names, one, unmeant))


def _unmeant(names: Names, text: str, words: list[str]) -> Mapping[str, frozenset[str]]:
    """The names in a text that are words and mean nobody in it; with the initials that stand behind each."""
    doubtful = {word for word in words if word in names.by_word and is_word(word)}
    if not doubtful:
        return {}
    read = TextReading(text if text.isascii() else normalize("NFC", text), frozenset(words), names.is_known)
    return {word: read.initials(word) for word in doubtful if not read.means(word)}


def _is_a_word(names: Names, one: Name, unmeant: Mapping[str, frozenset[str]]) -> bool:
    if not unmeant or len(one.words) > 1 or one.words[0] not in unmeant:
        return False
    return names.initials.get(one.student) not in unmeant[one.words[0]]


def _among(names: Names, words: list[str]) -> list[Name]:
    return [
        name
        for at, word in enumerate(words)
        for name in names.by_word.get(word, ())
        if len(name.words) == 1 or tuple(words[at : at + len(name.words)]) == name.words
    ]


def _within(names: Names, run: str) -> list[Name]:
    ends = ((at, at + length) for at in range(len(run)) for length in names.lengths)
    return [name for at, end in ends for name in names.runs.get(run[at:end], ())]


def held_by_content(roster: Roster, names: Names, content: Content) -> Perhaps:
    """
    Why an admin looks at this first, whatever the school's settings for its type; empty where nobody has to.

    A given name alone says nothing where somebody addressed, of their family, or of the staff is called that too.

    A photo waits where of a child on it no parent has said how far photos may go; policies/people/photo_consent
    has what holds where one has.

    Source: research/domain.md, section 5 (no wrong family) and 2.1 (photos need a parent's consent).
    """
    if tagged := _tagged(roster, content.tagged):
        return say("{child} is on a photo, and there is no consent to photos.", child=tagged[0].name)
    if not (found := named_in(names, content.text)):
        return ""
    ours = _family(roster, content.addressed)
    others = _others(roster, found, ours, content.author)
    return _in_words(sorted(others), families=not content.addressed) if others else ""


def _tagged(roster: Roster, tagged: frozenset[str]) -> list[Student]:
    known = (roster.students[one] for one in sorted(tagged) if one in roster.students)
    return [one for one in known if one.photos is None]


def _family(roster: Roster, addressed: Iterable[Student]) -> frozenset[str]:
    """The ids of the children addressed and of their brothers and sisters."""
    addressed = tuple(addressed)
    parents = EMPTY.union(*(one.family for one in addressed))
    siblings = (one.id for one in roster.students.values() if not one.family.isdisjoint(parents))
    return frozenset((*(one.id for one in addressed), *siblings))


def _others(roster: Roster, found: Iterable[Name], ours: frozenset[str], author: Person) -> set[str]:
    """What the children of other families are called in it."""
    own = {way for one in ours for way in _ways(roster.students[one].name)}
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
    return {way for name in called for way in _ways(name)}


def _in_words(others: list[str], *, families: bool) -> Sentence:
    named = listed(others)
    if families:
        return say("It names {names}, and goes to several families.", names=named)
    return several(
        "It names {names}, who is not of this family.",
        "It names {names}, who are not of this family.",
        count=len(others),
        names=named,
    )
