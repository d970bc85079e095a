"""This file says in words what became of a stay: who did what, and each value as it was and as it is."""

from collections.abc import Iterator, Mapping

from policies.attendance.moments import in_words
from policies.attendance.signing import SignAct
from policies.attendance.stay_words import Telling, auto_in_words
from policies.attendance.stays import ChildStay
from policies.sentence import Sentence, key, say

_TITLES: Mapping[SignAct, str] = {
    SignAct.IN: key("{person} signed the child in."),
    SignAct.OUT: key("{person} signed the child out."),
    SignAct.MOVE: key("{person} sent the child to another room."),
    SignAct.TAKE_OVER: key("{person} took the child over."),
    SignAct.CORRECT: key("{person} corrected this."),
    SignAct.UNDO: key("{person} took back what was done before."),
    SignAct.CONFIRM: key("{person} confirmed that nobody signed the child out."),
}

NOTHING = say("nothing")


def title_of(act: str, person: str, after: ChildStay, telling: Telling) -> Sentence:
    """Who did what to a child's attendance, or that nobody did. act: a SignAct; after: what came of it."""
    if act == SignAct.CLOSE and after.left is not None:
        return auto_in_words(after.left.at, telling)
    return say(_TITLES[SignAct(act)], person=person)


def in_lines(before: ChildStay | None, after: ChildStay, telling: Telling) -> tuple[Sentence, ...]:
    """What is another value than before, each as it was and as it is; nothing where the stay began with it."""
    if before is None:
        return (say("It was a mistake: the child was not here."),) if after.struck else ()
    return tuple(_lines(before, after, telling))


def _lines(before: ChildStay, after: ChildStay, telling: Telling) -> Iterator[Sentence]:
    if after.struck and not before.struck:
        yield say("It was a mistake: the child was not here.")
    if before.struck and not after.struck:
        yield say("It was no mistake: the child was here.")
    named = [(say("Room"), *(telling.roster.room_names(frozenset({one.room})) for one in (before, after)))]
    named.append((say("Came"), *(in_words(one.came.at, telling.now, telling.zone) for one in (before, after))))
    if before.left is not None or not after.is_auto:  # that it closed by itself is said as the act
        named.append((say("Left"), *(_left(one, telling) for one in (before, after))))
    for what, was, now in named:
        if was != now:
            yield say("{what}: now {now}, before {before}.", what=what, now=now, before=was)


def _left(one: ChildStay, telling: Telling) -> str:
    if one.left is None:
        return NOTHING
    at = in_words(one.left.at, telling.now, telling.zone)
    return say("{time} by itself", time=at) if one.is_auto else at
