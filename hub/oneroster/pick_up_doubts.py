"""This file words what is said of a list of who may pick a child up, where it lets somebody not do so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.people.pick_up_lists import MOST_LISTED, DoubtKind
from policies.sentence import Sentence, say

if TYPE_CHECKING:
    from policies.people.pick_up_lists import PickUpDoubt


def doubt_sentence(doubt: PickUpDoubt, child: str) -> Sentence:
    """Why nobody is taken from what is written, and what to do."""
    written = doubt.written
    if doubt.kind is DoubtKind.TOO_LONG:
        return say(
            "This is too much for a list of who may pick up {child}, so nobody is taken from it. It may have {most}"
            " names.",
            child=child, most=MOST_LISTED,
        )  # fmt: skip
    if doubt.kind is DoubtKind.UNCLEAR:
        return say(
            "“{written}” is not certainly the whole name of one person, so by it nobody picks up {child}. Write"
            " first and last name, in brackets what they are to the child, and a semicolon between two people.",
            written=written, child=child,
        )  # fmt: skip
    if doubt.whole:
        return say(
            "“{written}” says who may not, or only under a condition, so nobody of this list picks up {child}."
            " Write those who may alone, and set the rest under “Children”.",
            written=written, child=child,
        )  # fmt: skip
    return say(
        "“{written}” says that somebody may not, or only under a condition, so they do not pick up {child}. Set"
        " this under “Children”.",
        written=written, child=child,
    )  # fmt: skip
