"""This file has what a wrapper is, and what the programs share: who answers whom, when, under what name."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from html import escape
from typing import Literal

from tests.answers.dates import LANGUAGES, facts, local
from tests.answers.envelope import header
from tests.answers.original import Original
from tests.answers.words import Answer, Picture

Posting = Literal["above", "below", "between"]
LATER = timedelta(minutes=37, seconds=5)
"""How long after our email somebody answers."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """
    A program's words in a language. line: its template (see dates.facts, and {name} and {address}).

    sign: what it puts below the words, empty for nothing. re: before the subject. seen: the line was found in
    public material, named in source; else it is what we take it to be. more: whatever else the program needs.
    """

    line: str
    sign: str = ""
    re: str = "Re: "
    seen: bool = False
    source: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Work:
    """All that a program has at hand when it builds an answer."""

    answer: Answer
    original: Original
    language: str
    row: Row

    @property
    def line(self) -> str:
        """The line above the quotation, in plain letters."""
        return self.filled(self.row.line)

    def filled(self, template: str, address: str = "") -> str:
        """A template with the facts of the email that is answered."""
        about = {"name": self.original.sender_name, "address": address or self.original.sender}
        about |= {"to": self.original.to, "to_name": self.original.to_name, "subject": self.original.subject}
        return template.format(**about, **facts(self.original.sent_at, self.language))

    def linked(self, template: str = "") -> str:
        """The same line in HTML, with its address as a link."""
        mark, address = "\ue000", escape(self.original.sender)
        line = escape(self.filled(template or self.row.line, mark), quote=False)
        return line.replace(mark, f'<a href="mailto:{address}">{address}</a>')

    @property
    def subject(self) -> str:
        """What stands in Subject, in plain letters."""
        if self.answer.subject is not None:
            return self.answer.subject
        return (
            self.original.subject
            if self.original.subject.startswith(self.row.re)
            else self.row.re + self.original.subject
        )

    @property
    def date(self) -> str:
        """When the answer was written."""
        return format_datetime(local(self.original.sent_at, self.language) + LATER)

    def mark(self, length: int, salt: str = "") -> str:
        """Hexadecimal digits that are this answer's alone, for ids and boundaries; the same each time."""
        what = f"{salt}\0{self.language}\0{self.answer.text}\0{self.answer.subject}\0{self.original.message_id}"
        return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:length]

    def thread(self) -> tuple[tuple[str, str], ...]:
        """In-Reply-To and References, one id a line."""
        known = f"{self.original.references} {self.original.message_id}".split()
        return (("In-Reply-To", self.original.message_id), ("References", "\r\n ".join(known)))

    def titled(self, letter: str = "B", charset: str = "utf-8") -> tuple[str, str]:
        """Subject as a header."""
        return ("Subject", header(self.subject, "Subject", letter, charset))

    def with_pictures(self, words: Callable[[str], str], picture: Callable[[Picture], str]) -> list[str]:
        """The answer's runs of lines and its pictures, each as the program writes it."""
        return [words(one) if isinstance(one, str) else picture(one) for one in self.answer.pieces()]


@dataclass(frozen=True, kw_only=True)
class Wrapper:
    """A program in a language. posting: where the words stand: above the quotation, below it, between its lines."""

    program: str
    language: str
    row: Row
    build: Callable[[Work], bytes]
    posting: Posting = "above"
    quotes: bool = True

    @property
    def key(self) -> str:
        """Its name in the table."""
        return f"{self.program}, {LANGUAGES[self.language]}"

    @property
    def seen(self) -> bool:
        """
        Whether its words in this language were found in public material.

        It is about the line or the labels. Programs of one house share them, and what was found for one is taken
        for all (Gmail on an iPhone, Apple Mail on a Mac, each Outlook).
        """
        return self.row.seen

    @property
    def source(self) -> str:
        """Where they were found, or why they are taken to be so."""
        return self.row.source

    def wrap(self, answer: Answer, original: Original) -> bytes:
        """The whole message: a person's answer to an email, as the program sends it."""
        return self.build(Work(answer=answer, original=original, language=self.language, row=self.row))


def family(
    program: str,
    rows: dict[str, Row],
    build: Callable[[Work], bytes],
    posting: Posting = "above",
) -> tuple[Wrapper, ...]:
    """A program in each language that it has a row for."""
    return tuple(
        Wrapper(program=program, language=language, row=row, build=build, posting=posting)
        for language, row in rows.items()
    )
