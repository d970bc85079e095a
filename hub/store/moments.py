"""This file finds where a school's journal stood a week before somebody came into a conversation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, select, union

from hub.store import schema
from hub.store.clock import moment, stamp

WEEK = timedelta(days=7)


def week_before(connection: Connection, school: str) -> Mapping[int, int]:
    """
    For every position at which a right began, the first position of the week before it.

    Asked when the rules are read and never for a message. Rights begin at a few positions a year, at each change of
    the roster; each is looked up by halving, some twenty rows of the journal by their key.
    """
    member, belongs = schema.member.c, schema.belongs.c
    begins = union(
        select(member.since_seq).where(member.school == school, member.until_seq.is_(None)),
        select(belongs.since_seq).where(belongs.school == school, belongs.until_seq.is_(None)),
    )
    return {seq: first_after(connection, school, seq) for (seq,) in connection.execute(begins).all()}


def first_after(connection: Connection, school: str, seq: int) -> int:
    """The first position not more than a week before the one at seq; a journal's moments never go far back."""
    wanted = stamp(moment(_at(connection, school, seq)) - WEEK)
    low, high = 1, seq
    while low < high:
        middle = (low + high) // 2
        if _at(connection, school, middle) < wanted:
            low = middle + 1
        else:
            high = middle
    return low


def _at(connection: Connection, school: str, seq: int) -> str:
    its = schema.event.c
    return str(connection.execute(select(its.at).where(its.school == school, its.seq == seq)).scalar_one())
