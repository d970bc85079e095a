"""This file says what Twilio's later word on a text means: whether it arrived, why not, and what to do then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from notifiers.notification import BadMessage, DeadAddress, Misconfigured, OptedOut, RetryAt

RANK = {
    "accepted": 0, "scheduled": 0, "queued": 1, "sending": 2, "sent": 3,
    "delivered": 4, "undelivered": 4, "failed": 4, "canceled": 4, "partially_delivered": 4, "read": 5,
}  # fmt: skip
"""A text's status only moves forward; source: research/notifiers.md, 1.5."""

FAILED = frozenset({"undelivered", "failed"})


Unreached = DeadAddress | OptedOut | BadMessage | Misconfigured | RetryAt

ENDS: Mapping[type[Unreached], str] = {
    DeadAddress: "dead_address",
    OptedOut: "opted_out",
    BadMessage: "bad_message",
    Misconfigured: "misconfigured",
    RetryAt: "dead_address",
}
"""What a delivery has come to that nobody tries any more."""


class Blame(StrEnum):
    """What a failure says of the number itself, beyond this one text."""

    NOTHING = "nothing"
    BLOCKED = "blocked"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Failure:
    """
    Why a text did not arrive. outcome: what becomes of its delivery, RetryAt while it is tried again.

    loud: an operator has to look at it: settings, registration or content, not this one number.
    """

    outcome: Unreached
    blame: Blame = Blame.NOTHING
    loud: bool = False


_WORDS = {
    21610: "the person asked for no more texts, and the carrier blocks them",
    30001: "the carrier’s queue was full",
    30002: "the Twilio account is suspended",
    30003: "the phone is switched off or out of reach",
    30004: "the carrier or the person blocks texts to this number",
    30005: "this number does not exist any more",
    30006: "this number is a landline or takes no texts",
    30007: "the carrier took the text for spam",
    30008: "the carrier did not say why",
    30032: "the toll-free number we send from is not verified",
    30034: "the number we send from is not registered with the carriers",
    30036: "it waited too long to be of use",
    30500: "Twilio had a fault of its own",
}
"""The codes a text is given later, in words; source: research/notifiers.md, 1.4."""

_AGAIN = {
    30001: (2, timedelta(minutes=10)),
    30003: (2, timedelta(hours=1)),
    30008: (1, timedelta(minutes=5)),
    30500: (1, timedelta(minutes=5)),
}
"""What may pass by itself: how often it is tried again, and after how long."""


def in_words(code: int | None) -> str:
    """A code as a sentence that staff read in a timeline."""
    said = _WORDS.get(code or 0, "Twilio could not deliver it")
    return f"{said[:1].upper()}{said[1:]}" + (f" ({code})." if code else ".")


def failure(code: int | None, attempts: int) -> Failure:
    """
    What a failure means. code: Twilio's ErrorCode, None where there is none; attempts: how often it was handed
    over.
    """
    why = in_words(code)
    tries, after = _AGAIN.get(code or 0, (0, timedelta()))
    if attempts <= tries:
        return Failure(RetryAt(why, after))
    match code:
        case 21610 | 30004:
            return Failure(OptedOut(why), Blame.BLOCKED)
        case 30005 | 30006:
            return Failure(DeadAddress(why), Blame.DEAD)
        case 30002 | 30032 | 30034:
            return Failure(Misconfigured(why), loud=True)
        case 30007:
            return Failure(BadMessage(why), loud=True)
        case _:
            return Failure(DeadAddress(why))
