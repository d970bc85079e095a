"""This file turns what an admin said of the columns of a spreadsheet into text that is kept, and back."""

from __future__ import annotations

import msgspec

from policies.people.spreadsheet_fields import SheetMapping


def mappings_text(mappings: tuple[SheetMapping, ...]) -> str:
    """The mappings of a school's sheets, as its row keeps them."""
    return msgspec.json.encode(mappings).decode()


def mappings_of(text: str | None) -> tuple[SheetMapping, ...]:
    """What mappings_text wrote; none where nothing is kept."""
    return () if text is None else msgspec.json.decode(text, type=tuple[SheetMapping, ...])
