"""This file decides which conversation a text that came in answers, or why that is unclear."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from policies.people.facts import Person
from policies.people.one_human import may_be_one

OPEN = timedelta(hours=24)
"""Whatever was texted within a day may be what somebody answers."""

LATEST = timedelta(days=30)
"""After a quiet day a text still answers the latest one, unless that is long forgotten."""


class Unclear(StrEnum):
    """Why a text is not put into any conversation; notifiers/writing/languages has the sentence, by this name."""

    NOBODY = "nobody"
    SHARED = "shared"
    SEVERAL = "several"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class SentText:
    """A text of ours to a number: when, and the conversation its answer goes into; None where it takes none."""

    at: datetime
    answers_in: str | None


@dataclass(frozen=True, slots=True)
class Answers:
    """It answers what was said in this conversation."""

    conversation: str


def author_of(owners: Sequence[Person]) -> Person | Unclear:
    """
    Who wrote a text. owners: everybody active to whom the number belongs, on every profile and in every school.

    Profiles of one human being are one author; the first of them stands for all. Nobody is guessed: of two parents
    who share a number and an address nobody knows which it is.
    """
    if not owners:
        return Unclear.NOBODY
    first, *others = owners
    return first if all(may_be_one(first, one) for one in others) else Unclear.SHARED


def readers_of(sender: str, people: Iterable[Person]) -> list[Person]:
    """
    Who may have written from an address, in lower case. people: everybody of whom it may be.

    An address that waits to be confirmed says of nobody that they wrote; but where somebody else reads it, it may
    have been either. Who reads it comes first. Empty: nobody does.
    """
    theirs = [one for one in people if one.active and (one.email or "").lower() == sender]
    return sorted(theirs, key=lambda one: one.unconfirmed) if any(one.mail for one in theirs) else []


def writers_from(sender: str, went_to: str, recipients: Sequence[Person], people: Iterable[Person]) -> list[Person]:
    """
    Who may have written an answer to an email. sender: the address that it came from, in lower case; went_to: the
    one that the email went to; recipients: whom it was for; people: everybody.

    Theirs by now, or else the one it went to, unless the office gave that to somebody else since, who need not have
    said yet that they read it. Empty: nobody.

    Source: DESIGN.md section 7 (an answer is whose the email was).
    """
    there = [one for one in recipients if one.active]
    if own := readers_of(sender, there):
        return own
    owners = [one for one in people if one.active and (one.email or "").lower() == sender]
    humans = frozenset[str]().union(*(one.human for one in there))
    another = any(one.human.isdisjoint(humans) for one in owners)
    return there if sender == went_to.lower() and not another else []


def answered(texts: Iterable[SentText], now: datetime) -> Answers | Unclear:
    """
    What somebody answers. texts: all that went to their number and told them.

    Where more than one conversation is open it is nobody's to guess: it might be another family's. What takes no
    answer, such as an announcement, is no conversation that could be meant, so it makes nothing unclear.

    Source: DESIGN.md section 7 (inbound texts become messages in the conversation they answer).
    """
    places = open_places(texts, now)
    if len(places) > 1:
        return Unclear.SEVERAL
    return Answers(places[0]) if places else Unclear.NOTHING


def open_places(texts: Iterable[SentText], now: datetime) -> tuple[str, ...]:
    """The conversations that may be meant, newest first: those of the last day, else the latest one."""
    newest = sorted(
        ((one.at, one.answers_in) for one in texts if one.answers_in is not None and now - one.at <= LATEST),
        key=lambda one: one[0],
        reverse=True,
    )
    today = dict.fromkeys(place for at, place in newest if now - at <= OPEN)
    return tuple(today) or tuple(place for _, place in newest[:1])
