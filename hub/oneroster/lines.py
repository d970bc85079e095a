"""This file turns the bytes of a CSV file into rows of cells, each with the line on which it begins."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from policies.sentence import say

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


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


def rows(content: bytes) -> Iterator[Row | Flaw]:
    """All rows, the header first; a flaw is always the last thing."""
    if flaw := _not_text(content):
        yield flaw
        return
    text = io.TextIOWrapper(io.BytesIO(content), encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    line = 1
    try:
        for cells in reader:
            yield Row(line, cells if any(cells) else [])
            line = reader.line_num + 1
    except csv.Error as error:
        yield Flaw(line, _garbled(str(error)))


def _not_text(content: bytes) -> Flaw | None:
    if content.startswith(UTF_16):
        return Flaw(0, say("This file is saved as Unicode text (UTF-16). Save it as “CSV UTF-8” instead."))
    if b"\0" in content.partition(b"\n")[0]:
        return Flaw(1, say("This is not a text file. Save it as “CSV UTF-8”."))
    try:
        content.decode()
    except UnicodeDecodeError as error:
        line = len((content[: error.start] + b".").splitlines())
        return Flaw(line, say("This line has letters that are not in UTF-8. Save the file as “CSV UTF-8”."))
    return None


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
