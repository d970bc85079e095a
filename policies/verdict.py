"""This file has the two answers of a rule, each with the sentence that a person reads."""

from dataclasses import dataclass

from policies.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, and the sentence that says why."""

    because: Sentence


@dataclass(frozen=True, slots=True)
class Refused:
    """No, because; the same sentence stands on the wire and in an explanation."""

    because: Sentence


Verdict = Allowed | Refused
