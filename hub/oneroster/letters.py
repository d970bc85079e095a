"""This file tells how a table of text was saved: in which letters, and what parts its columns."""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Collection, Sequence

SEPARATORS = (",", ";", "\t")

EASTERN = frozenset({"PL", "CZ", "SK", "HU", "SI", "HR", "RO"})
"""Countries whose Excel writes Windows-1250 where others write Windows-1252."""

UTF_8 = "utf-8-sig"

MARKED = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

HEAD = 16
"""Octets by which UTF-16 without a mark is known: the first letters of a header."""

_LETTER_OF_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def encoding_of(content: bytes, countries: Collection[str]) -> str | None:
    """
    The letters in which a text was saved; None where that is not certain, or it is no text.

    countries: of the schools (ISO 3166), which tell the two old ways of Windows apart. What has letters of UTF-8
    and others beside them was put together from two files, or is broken: nobody knows what was meant.
    """
    for mark, encoding in MARKED.items():
        if content.startswith(mark):
            return encoding if _is(content, encoding) else None
    if b"\0" in content.partition(b"\n")[0]:
        return _without_mark(content)
    if _is(content, UTF_8):
        return UTF_8
    old = {"cp1250" if one in EASTERN else "cp1252" for one in countries}
    certain = len(old) == 1 and not _LETTER_OF_UTF_8.search(content)
    return next((one for one in old if certain and _is(content, one)), None)


def is_old(encoding: str) -> bool:
    """Whether these are letters of Windows, which are known by their country alone."""
    return encoding.startswith("cp")


def _without_mark(content: bytes) -> str | None:
    """UTF-16 without its mark, where every other octet of a whole header's beginning is none."""
    head = content[:HEAD]
    if len(head) < HEAD:
        return None
    for encoding, letters, nothing in (("utf-16-le", head[::2], head[1::2]), ("utf-16-be", head[1::2], head[::2])):
        if all(letters) and not any(nothing):
            return encoding if _is(content, encoding) else None
    return None


def _is(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def said_separator(line: str) -> str:
    """What parts the columns by a first line that is for Excel alone (“sep=;”); empty where it is no such line."""
    said = line.strip().strip('"').lower()
    if not said.startswith("sep=") or said[4:] not in {*SEPARATORS, ""}:
        return ""
    return said[4:] or "\t"


def separator_of(lines: Sequence[str]) -> str:
    """What parts the columns: whichever makes most of one of these rows, and a comma where none does."""

    def columns(separator: str) -> int:
        try:
            return max((len(one) for one in csv.reader(lines, delimiter=separator)), default=0)
        except csv.Error:
            return 0

    return max(SEPARATORS, key=columns)
