"""This file decides whom emails come from, in which language they are, and what a school may choose of that."""

from collections.abc import Collection

from policies.people.facts import Person
from policies.sentence import Listed, say
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused, Verdict


def sender_name(settings: SchoolSettings, school_name: str) -> str:
    """Whom emails of a school come from, in words (research/domain.md, D10)."""
    return settings.email_name or school_name


def language_of(person: Person, settings: SchoolSettings) -> str:
    """The language that somebody is written to in: their own choice, else the school's."""
    return person.language or settings.language


def may_be_language(language: str, known: Collection[str]) -> Verdict:
    """Whether people can be written to in a language; empty leaves it to the school."""
    if not language or language in known:
        return Allowed(say("What reaches them is in that language."))
    return Refused(say("There are {names}.", names=Listed(sorted(known))))
