"""This file keeps what a school wrote itself to announce the hub to its families, one text for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from hub.store.schema import sample_letter

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLetter:
    """A school's own text in one language. by: the admin who wrote it last, at that moment."""

    school: str
    language: str
    text: str
    by: str
    at: str


def find_letters(connection: Connection, school: str) -> Mapping[str, str]:
    """The texts that a school wrote itself, by language; one without any is missing."""
    its = sample_letter.c
    rows = connection.execute(select(its.language, its.text).where(its.school == school))
    return {str(language): str(text) for language, text in rows}


def put_letter(connection: Connection, its: OwnLetter) -> None:
    """Keep a school's own text in the place of the one before; an empty one leaves it to our sample."""
    same = sample_letter.c.school == its.school, sample_letter.c.language == its.language
    connection.execute(delete(sample_letter).where(*same))
    if its.text:
        connection.execute(insert(sample_letter).values(asdict(its)))
