"""This file knows in which language a request is answered, and says the sentences of its answer in it."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import TYPE_CHECKING

from notifiers.writing.sentences import ENGLISH, languages, said
from policies.accept_language import wanted
from policies.notify.emailing import language_of
from policies.sentence import Sentence, english

if TYPE_CHECKING:
    from hub.bus.school import School

_current: ContextVar[str] = ContextVar("language", default=ENGLISH)


def begin(headers: Iterable[tuple[bytes, bytes]]) -> None:
    """What is answered from here on in this task is in the language that these headers ask for."""
    asked = b",".join(value for name, value in headers if name == b"accept-language")
    _current.set(wanted(asked.decode("latin-1"), languages()) or ENGLISH)


def speak_to(school: School, person: str) -> None:
    """What is answered from here on in this task is in this person's language, as everything they are told."""
    roster = school.snapshot.roster
    if person in roster.people:
        _current.set(language_of(roster.people[person], roster.settings))


def in_words(sentence: str) -> str:
    """As the reader of the answer reads it."""
    return said(sentence, _current.get())


def encoded(value: object) -> str:
    """
    What msgspec does not encode by itself: it takes a Sentence for no str.

    Raises:
        NotImplementedError: it is none of ours.
    """
    return in_words(value) if isinstance(value, Sentence) else english(value)
