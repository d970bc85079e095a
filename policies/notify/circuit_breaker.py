"""This file decides when an account of a provider is left alone: on what is about us, and not about an address."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

FAILURES = 5
"""So many failures in a row, and a provider is left alone: its network or its servers are down, not one message."""

PEOPLE = 3
"""Of so many people they have to be, where an address may have brought them about: one person has many phones."""

REMEMBERED = 10_000
"""Addresses whose refusal is remembered; the longest ago are forgotten first."""


class Says(StrEnum):
    """
    What an answer says of the account it came from.

    US: it refuses our account or our settings, whoever it is for. DOWN: it cannot be reached, or is broken, before
    an address was told. PERHAPS: it refuses or fails, and may do so for this address alone.
    """

    WORKS = "works"
    US = "us"
    DOWN = "down"
    PERHAPS = "perhaps"


@dataclass(frozen=True, slots=True)
class Run:
    """Failures of an account in a row. people: of whom, as far as that is still asked."""

    failures: int = 0
    people: frozenset[str] = frozenset()


def counted(run: Run, says: Says, people: Iterable[str]) -> Run:
    """The run after one more answer. people: the ids of whom it was for."""
    if says is Says.WORKS:
        return Run()
    known = run.people if len(run.people) >= PEOPLE else run.people.union(people)
    return Run(run.failures + 1, known)


def opens(run: Run, says: Says) -> bool:
    """
    Whether the account is left alone from now on. run: with the answer that says so.

    Source: research/security-2.md, S1 (one parent's subscription shut push for everybody, urgent alerts too).
    """
    match says:
        case Says.WORKS:
            return False
        case Says.US:
            return True
        case Says.DOWN:
            return run.failures >= FAILURES
        case Says.PERHAPS:
            return run.failures >= FAILURES and len(run.people) >= PEOPLE


@dataclass(slots=True)
class Refusals:
    """
    Which addresses a push service refused, and when it took others: whose fault a refusal is.

    It counts its own moments; it is one process's memory, and forgetting costs one more try.
    """

    _refused: OrderedDict[str, int] = field(default_factory=OrderedDict)
    _took: dict[str, int] = field(default_factory=dict)
    _moment: int = 0

    def took(self, service: str, address: str) -> None:
        """It took something for an address."""
        self._moment += 1
        self._took[service] = self._moment
        self._refused.pop(address, None)

    def refused(self, service: str, address: str) -> bool:
        """
        It refused an address; whether that address is dead.

        It is, where the service refused it before and has taken another's since then. What it took before the first
        refusal says nothing: our key may have gone bad in between, and then nobody's address is.
        """
        self._moment += 1
        first = self._refused.setdefault(address, self._moment)
        if len(self._refused) > REMEMBERED:
            self._refused.popitem(last=False)
        return self._took.get(service, 0) > first
