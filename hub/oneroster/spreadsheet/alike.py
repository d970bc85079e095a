"""This file says in what people of a spreadsheet are like people on record: by name, address, number or id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.oneroster.spreadsheet.reading import DERIVED
from policies.people.folding import words_of

if TYPE_CHECKING:
    from hub.oneroster.rows import PersonRow, StudentRow


def plain_name(row: PersonRow | StudentRow) -> str:
    """A name for comparing: without case, accents and signs; empty where no letter is left."""
    return " ".join(words_of(f"{row.given} {row.family}"))


def same_email(one: PersonRow, its: PersonRow) -> bool:
    """Whether both have an address, and it is the same."""
    return bool(one.email and its.email and one.email.lower() == its.email.lower())


def bare_id(user: str) -> str:
    """An id as the file has it, without its kind (parent:7 is 7); empty where it was made."""
    return "" if DERIVED in user else user.partition(":")[2]


def same_parent(one: PersonRow, its: PersonRow) -> bool:
    """Whether a parent of a file is surely one on record: by the id, or by the name with an address or a number."""
    if one.user == its.user and DERIVED not in one.user:
        return True
    by_number = bool(one.sms and one.sms == its.sms)
    return plain_name(one) == plain_name(its) and (
        its.user == bare_id(one.user) or same_email(one, its) or by_number
    )
