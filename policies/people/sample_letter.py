"""This file has the letter by which a school announces Roomwire to its families, and what it may write instead."""

import re
from collections.abc import Mapping

from policies.sentence import Listed, Sentence, say
from policies.verdict import Allowed, Refused, Verdict

LETTER_CHARACTERS = 6_000
"""Of a letter: some two pages."""

PLACEHOLDERS = ("school", "address", "admin")
"""What a letter names in braces: the school's name, where the hub is found, and who prints it."""

_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")

SAMPLE: tuple[Sentence, ...] = (
    say("Dear families,"),
    say(
        "from now on we write to you with Roomwire: news of the day, messages about your child, and what all "
        "families should know. You write to us there as well. In an emergency we reach you by every way that our "
        "office has of you: tell us your email address and your phone number, and when they change."
    ),
    say(
        "In the next days each parent gets an invitation of their own, by email or on a page of paper. It is good "
        "for a week. Open it, choose a password, and you are in; there is nothing to install and nothing to pay. "
        "Please do not pass your invitation on: it opens what is meant for you alone."
    ),
    say(
        "You find Roomwire at {address}. If an invitation reaches you that is not for you, choose “This is not "
        "me”, and we hear of it. If you have questions, ask us at the office.",
        address="{address}",
    ),
)
"""
What stands where a school has written nothing of its own, paragraph by paragraph; CLOSING comes after it. What is
put in is put into it as into any other.

Source: research/domain.md, F1 (a sample letter that is customized and sent).
"""

CLOSING = "{admin}\n{school}"
"""Who writes it, which is the same in every language."""


def may_be_letter(text: str) -> Verdict:
    """Whether a school may announce itself with this text; empty is our own sample again."""
    if len(text) > LETTER_CHARACTERS:
        return Refused(say("A letter has at most {most} characters.", most=LETTER_CHARACTERS))
    unknown = [one for one in dict.fromkeys(_PLACEHOLDER.findall(text)) if one not in PLACEHOLDERS]
    if unknown:
        return Refused(
            say(
                "There is nothing to put in for {unknown}. A letter may name {names}.",
                unknown=Listed(f"{{{one}}}" for one in unknown),
                names=Listed(f"{{{one}}}" for one in PLACEHOLDERS),
            )
        )
    return Allowed(say("A school may write that."))


def filled(text: str, facts: Mapping[str, str]) -> str:
    """A letter as it is read. facts: what stands for each placeholder; what that says in braces stays as it is."""
    return _PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), text)
