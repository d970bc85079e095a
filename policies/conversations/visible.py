"""This file tells whether a text shows anything to who reads it."""

import re
import unicodedata

_UNDRAWN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0000-\U000e0fff]"
)
"""Letters and marks that are drawn as nothing; Unicode calls all but the empty Braille cell ignorable."""

_EMPTY = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp", "Zs"})
"""Controls, what only joins or turns its neighbours, what is nothing yet, and blanks."""


def shows(text: str) -> bool:
    """
    Whether there is something to see in a text: a phone that rings for nothing is told of nothing.

    Source: research/faults.md, F42.
    """
    return any(unicodedata.category(sign) not in _EMPTY and not _UNDRAWN.match(sign) for sign in text)
