"""This file says when two texts are the same words, whatever a mail program did to spaces and lines."""

import re
import unicodedata

UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Zero-width and bidirectional marks: programs put them in and take them out (U+200D of emoji is one)."""

SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""Runs of anything blank: also no-break spaces, the narrow one of newer times of day, and line breaks."""


def normal(text: str) -> str:
    """A text without what programs change: NFC, no marks that cannot be seen, one space for each run of blanks."""
    return SPACES.sub(" ", UNSEEN.sub("", unicodedata.normalize("NFC", text))).strip()
