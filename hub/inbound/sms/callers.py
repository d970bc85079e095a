"""This file finds out who texts us from a number, and in which language they are answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hub.inbound.sms.kept_texts import schools_of
from hub.store.people import list_owners
from hub.store.row_security import Across
from notifiers.writing.catalogs import DEFAULT
from notifiers.writing.words import answer
from policies.inbound.answering import Unclear, author_of
from policies.people.facts import Person

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.hub import Hub
    from hub.store.schools import SchoolVoice

Voice = Callable[..., str]
"""Says an answer, by its name and its facts, in one language and with the address of the app."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who texted: everybody active with that number, where; who of them it is; how they are answered."""

    owners: tuple[tuple[School, Person], ...]
    author: Person | Unclear
    schools: list[SchoolVoice]
    say: Voice

    def known_as(self, school: School) -> str | None:
        """Who of a school it is, by id; None where that is nobody, or not sure."""
        sure = isinstance(self.author, Person)
        return next((person.id for where, person in self.owners if sure and where.id == school.id), None)

    def stopped(self) -> str:
        """What somebody reads who ended texts in words of their own; the carrier has not answered these."""
        match [one.name for one in self.schools]:
            case [one]:
                return self.say("stopped_one", one=one)
            case [one, other]:
                return self.say("stopped_two", one=one, other=other)
            case _:
                return self.say("stopped")


async def caller_of(hub: Hub, number: str) -> Caller:
    """
    Who has a number now; their schools are opened.

    Raises:
        Unavailable: the database does not answer.
    """
    found = await hub.store.read(lambda connection: list_owners(connection, number), Across.ANSWERS)
    opened = [await hub.schools.opened(one) for one in sorted({one.school for one in found if one.active})]
    owners = tuple(
        (school, person)
        for school in opened
        for person in school.snapshot.roster.people.values()
        if person.cell == number and person.active
    )
    schools = await hub.store.read(lambda connection: schools_of(connection, number), Across.ANSWERS)
    author = author_of([person for _, person in owners])
    return Caller(owners, author, schools, _voice(hub, owners, author, schools))


def _voice(
    hub: Hub, owners: tuple[tuple[School, Person], ...], author: Person | Unclear, schools: list[SchoolVoice]
) -> Voice:
    """In the language of whose number it is, else of the school; where several schools differ, in English."""
    chosen = {person.language for _, person in owners if person.language} if isinstance(author, Person) else set()
    its = chosen or {one.language for one in schools}
    return partial(answer, its.pop() if len(its) == 1 else DEFAULT, app=hub.settings.base_url)
