"""This file decides who takes out a copy of what is kept, of whom, and when one that was begun may not go on."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from policies.conversations.seeing import Side, Spans, is_own_child
from policies.people.facts import Person, Role, Student
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

LONGEST_REASON = 500
"""Characters of why the office takes a copy: two or three sentences, which every admin reads in the log."""


def may_export_family(person: Person) -> Verdict:
    """
    Whether person takes out what they may see as a parent; what that is, the rules of reading say.

    Source: research/field.md, X11 (parents want their child's record out, at any time).
    """
    if person.active and person.role is Role.GUARDIAN:
        return Allowed(say("Parents may take a copy of what they see."))
    return Refused(say("Only parents take a copy of what they see. The office exports what the school keeps."))


def may_export_office(person: Person) -> Verdict:
    """
    Whether person takes out what the school keeps, also what no family has seen.

    Source: research/security.md, section 8 (a child's records for who asks for them, and who gave them out).
    """
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins may export what the school keeps."))
    return Refused(say("Only admins export what the school keeps."))


def may_export_child(roster: Roster, person: Person, student: Student) -> Verdict:
    """
    Whether an admin takes out everything about one child.

    Never about their own: as a parent they see what families see, and what is held about it is not theirs to read.

    Source: DESIGN.md, section 5.
    """
    if isinstance(verdict := may_export_office(person), Refused):
        return verdict
    if is_own_child(roster, person, student):
        return Refused(say("{child} is your own child, so another admin exports this.", child=student.name))
    return verdict


@dataclass(frozen=True, slots=True)
class ReadingRight:
    """Somebody's place in one conversation; own_child: it is about a child of theirs, on another profile."""

    side: Side
    spans: Spans
    own_child: bool


@dataclass(frozen=True, slots=True)
class ExportReach:
    """What somebody may read at a moment. rights: by conversation; children: the ids of those they see."""

    active: bool
    role: Role
    rights: Mapping[str, ReadingRight] = field(default_factory=dict)
    children: Set[str] = frozenset()


def still_reaches(before: ExportReach, now: ExportReach) -> bool:
    """Whether who began with before may go on with now: nothing of what they had has been taken from them."""
    same = now.active and now.role is before.role and before.children <= now.children
    return same and all(_still_there(one, now.rights.get(its)) for its, one in before.rights.items())


def _still_there(before: ReadingRight, now: ReadingRight | None) -> bool:
    if now is None or now.side is not before.side or now.own_child != before.own_child:
        return False
    return all(_covered(since, until, now.spans) for since, until in before.spans)


def _covered(since: int, until: int | None, spans: Spans) -> bool:
    """Whether one of these spans has all that lies from since to until; None is open."""
    return any(from_ <= since and (to is None or (until is not None and until <= to)) for from_, to in spans)


LONGEST_NAME = 80
"""Characters of a file's own name in the zip: with folder and number before it, every system takes it."""

LONGEST_OCTETS = 160
"""The same in octets of UTF-8: systems count those, and take 255."""

_NOT_A_NAME = re.compile(r"[^\w]+")


def entry_name(folder: str, number: int, name: str, ending: str) -> str:
    """
    What a file is called in the zip: "photos/00012-garden.jpg".

    The number makes it the only one of its name, also where large and small letters are the same, and lets it be no
    name that a system keeps for itself; of name nothing stays but letters, digits, "_" and "-", of ending nothing
    but small letters and digits.
    """
    short = _NOT_A_NAME.sub("-", name)[:LONGEST_NAME]
    plain = short.encode()[:LONGEST_OCTETS].decode(errors="ignore").strip("-_")
    end = re.sub(r"[^a-z0-9]", "", ending.lower())[:8]
    return f"{folder}/{number:05}{'-' if plain else ''}{plain}.{end or 'bin'}"


def page_name(number: int, title: str, at: int) -> str:
    """What a conversation's page is called in the zip; at, from 1, comes first: a long title is cut off."""
    return entry_name("conversations", number, f"{at}-{title}", "html")
