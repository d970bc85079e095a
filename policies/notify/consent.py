"""This file decides which class of message may go to an address, from what was noted about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from policies.people.facts import Person, Role
from policies.sentence import Sentence, as_sentence, key, say
from policies.verdict import Allowed, Refused, Verdict


class Class(StrEnum):
    """What an address may be open or closed for."""

    ROUTINE = "routine"
    EMERGENCY = "emergency"


class State(StrEnum):
    """What a note makes of an address."""

    CLOSED = "closed"
    OPEN = "open"


class Source(StrEnum):
    """
    Who said so: the person by an answer or one click, the carrier, one of the staff, mail that came back, or our
    rule of what is a number or an address at all.
    """

    REPLY = "reply"
    CARRIER = "carrier"
    ONE_CLICK = "one_click"
    STAFF = "staff"
    BOUNCE = "bounce"
    INVALID = "invalid"


EVERY = frozenset(Class)

CLOSES = {
    Source.REPLY: frozenset({Class.ROUTINE}),
    Source.ONE_CLICK: frozenset({Class.ROUTINE}),
    Source.CARRIER: EVERY,
    Source.BOUNCE: EVERY,
    Source.INVALID: EVERY,
}
"""
What it closes: who asks for no more is still told of an emergency; where nothing arrives, nothing passes.

Source: DESIGN.md section 7; research/domain.md, 5 number 6 and complaint 3 (STOP also ended emergency alerts).
"""


@dataclass(frozen=True, slots=True)
class ConsentNote:
    """One line of the ledger about one address, for one class."""

    of: Class
    state: State
    source: Source


def standing(notes: Iterable[ConsentNote], of: Class) -> ConsentNote | None:
    """
    The note that closes an address for a class; None where it is open. notes: all about it, oldest first.

    The last word counts, but what the carrier blocks is opened by the phone alone: nobody else can.
    """
    said = blocked = None
    for note in notes:
        if note.of is not of:
            continue
        if note.source is Source.CARRIER:
            blocked = note
        else:
            said = note
            blocked = note if note.source is Source.REPLY and note.state is State.OPEN else blocked
    return next((one for one in (blocked, said) if one is not None and one.state is State.CLOSED), None)


def closed_sentence(note: ConsentNote, *, text: bool) -> Sentence:
    """Why an address is not used. text: it is a number, else an email address; neither stands in the sentence."""
    return as_sentence(closed_clause(note, text=text))


def closed_clause(note: ConsentNote, *, text: bool) -> Sentence:
    """The same, as part of a longer sentence."""
    address = say("the cell number") if text else say("the email address")
    if note.of is Class.EMERGENCY:
        kind = say("texts") if text else say("emails")
    else:
        kind = say("routine texts") if text else say("routine emails")
    if text and note.source is Source.CARRIER:
        return say(
            "{address} is blocked by its carrier: not even an emergency can pass until it texts START",
            address=address,
        )
    return say(_CLAUSES[note.source], address=address, kind=kind)


_CLAUSES = {
    Source.REPLY: key("{address} has asked for no more {kind}"),
    Source.ONE_CLICK: key("{address} has asked for no more {kind}"),
    Source.STAFF: key("{address} is closed for {kind} by the school"),
    Source.BOUNCE: key("{address} cannot be used: what was sent there came back"),
    Source.INVALID: key("{address} is not valid, so no {kind} are sent there"),
    Source.CARRIER: key("{address} is blocked by its carrier: not even an emergency can pass"),
}


def may_set_consents(admin: Person) -> Verdict:
    """Whether admin may open and close somebody's addresses."""
    if admin.active and admin.role is Role.ADMIN:
        return Allowed(say("Admins note what somebody told the school about texts and emails."))
    return Refused(say("Only admins note what somebody told the school about texts and emails."))


def may_open(notes: Iterable[ConsentNote], of: Class) -> Verdict:
    """Whether the school can open an address: not what its carrier blocks, and not what is none."""
    note = standing(notes, of)
    if note is not None and note.source is Source.CARRIER:
        return Refused(say("The carrier blocks this number; only a text START from that phone opens it again."))
    if note is not None and note.source is Source.INVALID:
        return Refused(say("It is not valid. Correct it in the system that the roster comes from."))
    return Allowed(say("What was closed can be opened when the person asks for it."))
