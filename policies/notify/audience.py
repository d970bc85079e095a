"""This file decides who is told of an event: of what is shared, of what waits, and of an answer to that."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from policies.notify.recipients import hears_of_hold
from policies.people.facts import Person, Student
from policies.people.roster import EMPTY, Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """
    An event of a conversation, as far as it decides who is told of it.

    kind: as the journal has it. shared: it is an item that families may read. about: the student of the
    conversation, if it is about one. answer, to: how a review ended, and whose item that was.
    """

    kind: str
    author: Person
    shared: bool = False
    about: Student | None = None
    answer: str | None = None
    to: str = ""


def audience(roster: Roster, occasion: Occasion, hears: Callable[[], frozenset[str]]) -> frozenset[str] | None:
    """
    Who is told of it, as far as they may read it; None where nobody ever is. hears: whom the conversation’s kind
    has told of what its author shares there.

    Who ended the wait of their own item by taking it back knows that, and of an approval the message itself tells.

    Source: DESIGN.md section 7; research/domain.md, D5.
    """
    match occasion.kind:
        case "message" if occasion.shared:
            return hears()
        case "held":
            return hears_of_hold(roster, occasion.about, occasion.author)
        case "reviewed" if occasion.answer not in {None, "approve"}:
            return frozenset({occasion.to} - {occasion.author.id})
        case _:
            return None


def is_reminded(roster: Roster, reader: str, waiting: Collection[str]) -> bool:
    """Whether reader is told that something waits; waiting: those of its conversations that they are still in."""
    return bool(waiting) and reader in roster.approvers


def still_there(people: frozenset[str], may_read: Callable[[str], bool]) -> frozenset[str]:
    """Those of people who may read of it by now: nobody is told of what they may not read."""
    return frozenset(person for person in people if may_read(person)) if people else EMPTY
