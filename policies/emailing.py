"""This file decides whom emails come from, in which language they are, and what a school may choose of that."""

import re
from collections.abc import Collection

from policies.facts import Person, SchoolSettings
from policies.verdict import Allowed, Refused, Verdict

LONGEST_NAME = 100
"""Characters of a sender's name; phones show some thirty."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
"""What mail servers take without asking back; narrower than RFC 5322, which nobody's address needs."""

LONGEST_ADDRESS = 254
"""Octets (RFC 5321, 4.5.3.1.3)."""


def sender_name(settings: SchoolSettings, school_name: str) -> str:
    """Whom emails of a school come from, in words (research/domain.md, D10)."""
    return settings.email_name or school_name


def language_of(person: Person, settings: SchoolSettings) -> str:
    """The language that somebody is written to in: their own choice, else the school's."""
    return person.language or settings.language


def may_be_sender_name(name: str) -> Verdict:
    """Whether a school may be called that in emails; empty is its own name."""
    if len(name) <= LONGEST_NAME and (not name or name.isprintable()) and "@" not in name:
        return Allowed("Emails come from that name.")
    return Refused(f"Give a name of at most {LONGEST_NAME} characters, without line breaks and without an @.")


def may_be_reply_to(address: str) -> Verdict:
    """Whether answers to emails may go there; empty is nowhere."""
    if not address or (len(address) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(address)):
        return Allowed("Answers to emails go there.")
    return Refused("Give one email address, such as office@maplestreet.example, or none.")


def may_be_language(language: str, known: Collection[str]) -> Verdict:
    """Whether people can be written to in a language; empty leaves it to the school."""
    if not language or language in known:
        return Allowed("What reaches them is in that language.")
    return Refused(f"There are {', '.join(sorted(known))}.")
