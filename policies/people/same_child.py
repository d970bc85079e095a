"""This file decides whether a child whom a table names without an id is one of that name on record."""

from datetime import date


def may_be_same(born: date | None, on_record: date | None) -> bool:
    """Whether a child may be one on record of the same name: not where both birth dates are known and differ."""
    return born is None or on_record is None or born == on_record


def comes_back(born: date | None, on_record: date | None, *, parent_known: bool) -> bool:
    """
    Whether a child is one of the same name who left before, with whom a record, pick-ups and bars come back.

    A name alone is not enough: the birth dates are known and agree, or, where one is not known, a parent beside the
    child is known (parent_known).
    """
    if born is None or on_record is None:
        return parent_known
    return born == on_record
