"""This file decides which class of message may go to an address, from what was noted about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from policies.facts import Person, Role
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
    """Who said so: the person by an answer or one click, the carrier, one of the staff, or mail that came back."""

    REPLY = "reply"
    CARRIER = "carrier"
    ONE_CLICK = "one_click"
    STAFF = "staff"
    BOUNCE = "bounce"


EVERY = frozenset(Class)

CLOSES = {
    Source.REPLY: frozenset({Class.ROUTINE}),
    Source.ONE_CLICK: frozenset({Class.ROUTINE}),
    Source.CARRIER: EVERY,
    Source.BOUNCE: EVERY,
}
"""
What it closes: who asks for no more is still told of an emergency; where nothing arrives, nothing passes.

Source: DESIGN.md section 7; research/domain.md, 5 number 6 and complaint 3 (STOP also ended emergency alerts).
"""


@dataclass(frozen=True, slots=True)
class Note:
    """One line of the ledger about one address, for one class."""

    of: Class
    state: State
    source: Source


def standing(notes: Iterable[Note], of: Class) -> Note | None:
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


def closed_sentence(note: Note, *, text: bool) -> str:
    """Why an address is not used. text: it is a number, else an email address; neither stands in the sentence."""
    number, kind = ("The cell number", "texts") if text else ("The email address", "emails")
    kind = kind if note.of is Class.EMERGENCY else f"routine {kind}"
    return _SENTENCES[note.source].format(number, kind) + (
        _UNTIL if text and note.source is Source.CARRIER else "."
    )


def clause(sentence: str) -> str:
    """Why an address is not used, as part of a longer sentence."""
    return sentence[:1].lower() + sentence[1:].removesuffix(".")


_SENTENCES = {
    Source.REPLY: "{} has asked for no more {}",
    Source.ONE_CLICK: "{} has asked for no more {}",
    Source.STAFF: "{} is closed for {} by the school",
    Source.BOUNCE: "{} cannot be used: what was sent there came back",
    Source.CARRIER: "{} is blocked by its carrier: not even an emergency can pass",
}
_UNTIL = " until it texts START."


def may_see_consents(asker: Person, who: str) -> Verdict:
    """Whether asker may see what is noted about somebody's addresses."""
    if asker.role is Role.GUARDIAN and asker.id != who:
        return Refused("Parents can see this about themselves.")
    return Allowed("Staff see which texts and emails somebody takes.")


def may_set_consents(admin: Person) -> Verdict:
    """Whether admin may open and close somebody's addresses."""
    if admin.active and admin.role is Role.ADMIN:
        return Allowed("Admins note what somebody told the school about texts and emails.")
    return Refused("Only admins note what somebody told the school about texts and emails.")


def may_open(notes: Iterable[Note], of: Class) -> Verdict:
    """Whether the school can open an address: not what its carrier blocks."""
    note = standing(notes, of)
    if note is not None and note.source is Source.CARRIER:
        return Refused("The carrier blocks this number; only a text START from that phone opens it again.")
    return Allowed("What was closed can be opened when the person asks for it.")
