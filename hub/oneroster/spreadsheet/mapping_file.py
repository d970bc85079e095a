"""This file has the shape of a mapping file: what the columns of spreadsheets hold, as it is written and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec
from msgspec import Meta

from hub.errors import in_words
from policies.people.spreadsheet_fields import (
    COLUMNS,
    HEADING,
    KEPT,
    PARENTS,
    SheetAbout,
    SheetColumn,
    SheetField,
    SheetMapping,
    all_faults,
    faults,
)
from policies.sentence import Sentence, in_turn, on_field, say

MAPPING_FILE = "mapping.json"
"""What it is called beside the spreadsheets of a folder, in any case."""

LARGEST_MAPPING = 262_144
"""Octets of a mapping file, as of every body in JSON: one of twenty sheets of forty columns has some 60,000."""


class MappingPart(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A part of a mapping file; a key that it does not have is refused, as nobody would look at what it says."""


class ColumnNamed(MappingPart, frozen=True):
    """What one column holds. nth: of which parent of the row, from 1; 1 for everything else."""

    field: SheetField
    nth: Annotated[int, Meta(ge=1, le=PARENTS)] = 1


class SheetNamed(MappingPart, frozen=True):
    """A sheet by its headings. columns: what each holds, in their order; null for one that is not read."""

    headings: Annotated[tuple[Annotated[str, Meta(max_length=HEADING)], ...], Meta(max_length=COLUMNS)]
    about: SheetAbout
    columns: Annotated[tuple[ColumnNamed | None, ...], Meta(max_length=COLUMNS)]


class MappingFile(MappingPart, frozen=True):
    """What columns hold. several: the sheets are of several spreadsheets, else all of them are of one."""

    sheets: Annotated[tuple[SheetNamed, ...], Meta(min_length=1, max_length=KEPT)]
    several: bool = False


@dataclass(frozen=True, slots=True)
class MappingBrought:
    """A mapping file as it came, not read yet; no more octets than LARGEST_MAPPING and one."""

    name: str
    packed: bytes


def mappings_in(its: MappingFile) -> tuple[SheetMapping, ...]:
    """What a mapping file says of each of its sheets."""
    return tuple(_mapping(one) for one in its.sheets)


def _mapping(one: SheetNamed) -> SheetMapping:
    columns = tuple(None if its is None else SheetColumn(its.field, its.nth) for its in one.columns)
    return SheetMapping(one.headings, one.about, columns)


def sheets_named(mappings: tuple[SheetMapping, ...]) -> tuple[SheetNamed, ...]:
    """The other way round: what is kept, as a mapping file says it."""
    return tuple(
        SheetNamed(
            headings=one.headings, about=one.about,
            columns=tuple(
                None if its is None else ColumnNamed(field=its.field, nth=its.nth) for its in one.columns
            ),
        )
        for one in mappings
    )  # fmt: skip


NOT_READ = say("This is not JSON we can read.")


def read_mapping(packed: bytes) -> MappingFile | Sentence:
    """What a mapping file says; or why it is none, with the place where it goes wrong. It never raises."""
    if len(packed) > LARGEST_MAPPING:
        return say("This is larger than {most} bytes; no mapping file is.", most=LARGEST_MAPPING)
    try:  # some editors begin a file with a mark
        its = msgspec.json.decode(packed.removeprefix(b"\xef\xbb\xbf"), type=MappingFile)
    except msgspec.MsgspecError as error:
        return in_words(error)
    except (RecursionError, UnicodeDecodeError):
        return NOT_READ
    mappings = mappings_in(its)
    for at, one in enumerate(mappings):
        if found := faults(one):
            return on_field(f"sheets[{at}]", in_turn(*found))
    if found := all_faults(mappings, several=its.several):
        return on_field("sheets", in_turn(*found))
    return its
