"""This file turns the bytes of a CSV file into rows of cells, each with the line on which it begins."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hub.oneroster.letters import said_separator, separator_of
from policies.sentence import say

HEADER = 100_000
"""Characters of a line that are looked at for what parts its columns."""

BLANK = 1_000
"""Blank lines above a header that are passed over to look."""

BREAK = re.compile(r"[ \t]*[\r\n]\s*")
"""A line break within quotes: one blank, as people read it."""


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, none where it is blank. With quoted line breaks a row takes several lines."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a file cannot be read, or not any further."""

    line: int
    reason: str


def rows(content: bytes, encoding: str | None) -> Iterator[Row | Flaw]:
    """
    All rows, the header first, with line breaks in them as blanks; a flaw is always the last thing.

    encoding: as encoding_of has it (hub/oneroster/letters.py).
    """
    if encoding is None:
        yield _not_text(content)
        return
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
    separator, line = _separator(text)
    before = line - 1
    reader = csv.reader(text, delimiter=separator, strict=True)
    try:
        for cells in reader:
            after = reader.line_num + before + 1
            if after - line > 1:
                cells = [BREAK.sub(" ", cell) for cell in cells]
            yield Row(line, cells if any(cells) and _is_filled(cells) else [])
            line = after
    except csv.Error as error:
        yield Flaw(line, _garbled(str(error)))


def _separator(text: io.TextIOWrapper) -> tuple[str, int]:
    """What parts the columns of a text, and the line with which it goes on."""
    first = text.readline(HEADER)
    if said := said_separator(first):
        return said, 2
    for _ in range(BLANK):
        if first.strip():
            break
        first = text.readline(HEADER)
    text.seek(0)
    return separator_of([first]), 1


def _is_filled(cells: list[str]) -> bool:
    return cells[0].strip() != "" or any(cell.strip() for cell in cells)


def _not_text(content: bytes) -> Flaw:
    if b"\0" in content.partition(b"\n")[0]:
        return Flaw(1, say("This is not a text file. Save it as “CSV UTF-8”."))
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = len((content[: error.start] + b".").splitlines())
        reason = say("It is not certain which letters stand in this line. Save the file as “CSV UTF-8”.")
        return Flaw(line, reason)
    return Flaw(1, say("This is not a text file. Save it as “CSV UTF-8”."))


def _garbled(error: str) -> str:
    if "field limit" in error:
        limit = f"{csv.field_size_limit():,}"
        return say(
            "A value in this row is longer than {limit} characters. Is a closing quotation mark missing?",
            limit=limit,
        )
    if "unexpected end" in error:
        return say("A quotation mark in this row is never closed.")
    return say("The quotation marks in this row do not match. One inside a value has to be doubled.")
