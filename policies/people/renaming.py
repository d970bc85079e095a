"""This file decides what somebody may wish to be called, and which admins say yes or no to it."""

import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from policies.people.facts import Person, Role
from policies.people.folding import fold, words_of
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

A_DAY = 5
"""Wishes of one person within 24 hours; who mistypes has some left, who plays with it stops."""

MAX_NAME = 80
"""Letters of a name; with more it fills a text message by itself."""

ROLES = frozenset(
    {
        *(
            "admin",
            "administrator",
            "director",
            "directora",
            "office",
            "oficina",
            "principal",
            "teacher",
            "maestra",
        ),
        *("maestro", "nurse", "enfermera", "school", "escuela", "security", "support", "staff", "roomwire"),
    }
)
"""What no parent is called: it would say that they work here."""

_AS = {
    "a": "аα", "b": "вβ8", "c": "с", "d": "ԁ", "e": "еε3", "h": "нһηհ", "j": "ј", "k": "кκ", "l": "i1ӏіι", "m": "м",
    "n": "пո", "o": "оο0օσ", "p": "рρ", "q": "ԛզ", "s": "ѕ5", "t": "тτ", "u": "υս", "v": "ν", "w": "ԝω", "x": "хχ",
    "y": "уүγ", "z": "2",
}  # fmt: skip
_SKELETON = str.maketrans({letter: base for base, letters in _AS.items() for letter in letters})
"""Folded letters of Cyrillic, Greek, Armenian and digits that look like a Latin one; after Unicode's report 39."""

_TOGETHER = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"})
"""Scripts that stand together within a word of Chinese, Japanese or Korean."""


def skeleton(name: str) -> str:
    """A name as it looks: two that are hard to tell apart have the same. Never shown."""
    return "".join(words_of(fold(name).translate(_SKELETON))).replace("rn", "m").replace("vv", "w")


def may_be_called(roster: Roster, person: Person, wanted: str) -> Verdict:
    """
    Whether a name may be wished for at all; an admin still says yes or no to it. wanted: without blanks around it.

    Source: research/security.md A5; Unicode technical standard 39 (confusables, mixed scripts), in a bounded way.
    """
    if not wanted.isprintable() or not any(one.isalpha() for one in wanted):
        return Refused(say("please give a name, without line breaks or control characters."))
    if len(wanted) > MAX_NAME:
        return Refused(say("a name has at most {most} letters.", most=MAX_NAME))
    if any(_is_mixed(word) for word in wanted.split()):
        return Refused(say("a word of this name mixes letters of several alphabets. Please type it in one."))
    if person.role is Role.GUARDIAN and ROLES & set(words_of(wanted)):
        return Refused(say("this name says that you work at the school."))
    if _is_school(wanted, roster.school_name):
        return Refused(say("this is the school’s own name."))
    if _is_one_of(wanted, _workers(roster, person)):
        return Refused(say("somebody who works at the school is called that, or nearly."))
    return Allowed(say("An admin of the school says yes or no to it."))


def may_wish(waiting: str | None, lately: int) -> Verdict:
    """Whether another wish may be made. waiting: the name of one that is open; lately: of the last 24 hours."""
    if waiting is not None:
        return Refused(say("You have asked to be called {name}. The school has not answered yet.", name=waiting))
    if lately >= A_DAY:
        return Refused(
            say("You have asked for {count} names within a day. Please try again tomorrow.", count=A_DAY)
        )
    return Allowed(say("The school is asked whether you may be called so."))


def may_decline(reason: str) -> Verdict:
    """Whether a no comes with a reason, which the person reads."""
    if not reason.strip():
        return Refused(say("Say in a sentence why, so that they know what they may be called."))
    return Allowed(say("This says why."))


def takes_effect(person: Person) -> bool:
    """Admins answer the wishes of others, and so need to ask nobody about their own."""
    return person.role is Role.ADMIN


def deciders(roster: Roster, person: str) -> frozenset[str]:
    """The admins who answer a wish: not the one who wishes, on any profile, as long as there is another."""
    return (roster.admins - roster.profiles_of(person)) or roster.admins


def may_answer(roster: Roster, admin: str, person: str) -> Verdict:
    """Whether admin reads the wish of person and answers it."""
    if admin not in roster.admins:
        return Refused(say("Only admins answer who may be called what."))
    if admin not in deciders(roster, person):
        return Refused(say("This is your own wish, so another admin answers it."))
    return Allowed(say("Admins answer who may be called what."))


def _workers(roster: Roster, person: Person) -> list[str]:
    """Both names of everybody who works here: the one they are shown by, and that of the roster."""
    people = (roster.people[one] for one in (roster.staff | roster.admins) - roster.profiles_of(person.id))
    return [name for one in people for name in (one.name, one.listed) if name]


def _is_mixed(word: str) -> bool:
    scripts = {unicodedata.name(one, "").split(" ")[0] for one in word if one.isalpha()}
    return len(scripts - _TOGETHER - {"MODIFIER", "FULLWIDTH"}) + bool(scripts & _TOGETHER) > 1


def _is_school(wanted: str, school: str) -> bool:
    """Its name, or two words of it in a row: the Maple Street office."""
    its, said = _looks(school), _looks(wanted)
    pairs = set(pairwise(its))
    return skeleton(wanted) == skeleton(school) or not pairs.isdisjoint(pairwise(said))


def _is_one_of(wanted: str, others: Iterable[str]) -> bool:
    """The name of one of them, also with more around it or in another order."""
    whole, said = skeleton(wanted), set(_looks(wanted))
    return any(whole == skeleton(one) or (len(its := _looks(one)) > 1 and said.issuperset(its)) for one in others)


def _looks(name: str) -> Sequence[str]:
    return [skeleton(word) for word in words_of(name)]
