"""This file says what an entry of the table of access says: who may come, how far it reaches, and by which rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hub.errors import Forbidden, NotFound
from policies.people.facts import Person
from policies.people.roster import Roster
from policies.sentence import Sentence
from policies.verdict import Refused, Verdict


class Who(StrEnum):
    """Who may come; whoever else comes is refused before anything of the endpoint runs."""

    ANYBODY = "anybody, signed in or not"
    LINK = "whoever has the secret of a link or code"
    PROVIDER = "a service, by its signature or its secret"
    TICKET = "a device, with a ticket that is good once"
    ROOM_DEVICE = "a room device, by the secret it keeps"
    SIGNED = "whoever is signed in"
    STAFF = "staff and admins"
    GUARDIANS = "parents"
    ADMINS = "admins"


OPEN = frozenset({Who.ANYBODY, Who.LINK, Who.PROVIDER, Who.TICKET, Who.ROOM_DEVICE})
"""Where nobody need be signed in: the endpoint itself asks for the secret, the signature or the ticket."""


class Extent(StrEnum):
    """Of whom whoever comes learns something, or changes it, at the most; rules narrow it further."""

    HUB = "nothing of a school"
    OWN = "what is one's own"
    SCHOOL = "the school of the profile that asks"


@dataclass(frozen=True, slots=True)
class Coming:
    """Who comes, in the school they act in, with what body; None where there is none."""

    roster: Roster
    person: Person
    body: Any = None


Rule = Callable[[Coming], Verdict]


@dataclass(frozen=True, slots=True)
class Access:
    """
    Who may come, and how far it reaches. rule: says no to everybody else among those who are signed in, and why.

    hidden: what they are told instead, as of what is not there; empty where they may know that it is.
    """

    who: Who
    reach: Extent
    rule: Rule | None = None
    hidden: Sentence | None = None

    @property
    def open(self) -> bool:
        """Whether nobody need be signed in."""
        return self.who in OPEN

    def check(self, coming: Coming) -> None:
        """
        Let through who may come.

        Raises:
            Forbidden: not them; the sentence says who may.
            NotFound: likewise, where nobody else may know of it.
        """
        if self.rule is None or not isinstance(verdict := self.rule(coming), Refused):
            return
        if self.hidden is not None:
            raise NotFound(self.hidden)
        raise Forbidden(verdict.because)
