"""This file has the two answers of a rule, each with the sentence that a person reads."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowed:
    """Yes, because."""

    because: str


@dataclass(frozen=True, slots=True)
class Refused:
    """No, because; the same sentence stands on the wire and in an explanation."""

    because: str


Verdict = Allowed | Refused
