"""This file has what admins print set as a PDF, by a process of its own: the memory it takes goes back with it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from hub.errors import Unavailable
from hub.own_process import ProcessEndedError, answer_of
from policies.sentence import say

log = logging.getLogger("roomwire.printing")

LONGEST_PRINT_S = 90.0
"""The largest print takes some four seconds of a core; beyond this something else is wrong, and it is ended."""

NOT_SET = say("The pages could not be made right now, and nothing was changed. Try again in a moment.")

LETTER_PAPER = frozenset({"US", "CA", "MX", "PH", "CO", "CL", "VE", "GT", "CR", "PA", "DO", "PR", "SV", "NI", "HN"})
"""Countries that print on US Letter (CLDR, paperSize); all others print on A4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationPage:
    """
    One page, in words of its reader's language. household: by which the office sorts.

    address: where a code is typed; link: what the picture says, which holds the code; then, until: what is asked
    for besides, and for how long it is good; stranger: what somebody else does with it.
    """

    language: str
    school: str
    household: str
    title: str
    lead: str
    scan: str
    address: str
    link: str
    code: str
    then: str
    until: str
    stranger: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """A letter in one language; an empty line in its text begins another paragraph."""

    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesGiven:
    """What a process is given: what the PDF is called, its paper, and what stands on each sheet; one is empty."""

    title: str
    paper: str
    invitations: tuple[InvitationPage, ...] = ()
    letters: tuple[LetterPage, ...] = ()


def paper_of(country: str) -> str:
    """The paper of a country (ISO 3166), by typst's name for it."""
    return "us-letter" if country in LETTER_PAPER else "a4"


async def set_pages(
    title: str, country: str, *, invitations: Sequence[InvitationPage] = (), letters: Sequence[LetterPage] = ()
) -> bytes:
    """
    A PDF of these pages, each on a sheet of its own. country: of the school, for the paper.

    Raises:
        Unavailable: it took too long, or too much memory; the process is gone.
    """
    given = PagesGiven(title=title, paper=paper_of(country), invitations=tuple(invitations), letters=tuple(letters))
    try:
        made = await answer_of("hub.media.typesetting", msgspec.msgpack.encode(given), LONGEST_PRINT_S)
    except ProcessEndedError as ended:
        log.warning("a process that sets pages ended", extra={"why": ended.why})
        raise Unavailable(NOT_SET) from None
    if not made.startswith(b"%PDF"):
        log.warning("a process that sets pages ended", extra={"why": 0})
        raise Unavailable(NOT_SET)
    return made
