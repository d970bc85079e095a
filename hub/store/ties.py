"""This file keeps what people are to students: what the source says of it, and what the school has set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from hub.store import schema
from policies.facts import Denial, Power, Tie

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping, Update

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What the records say of somebody and one student, undecided: denials of any day are there."""

    person: str
    tie: Tie
    payer: bool
    denials: tuple[Denial, ...]


def told(connection: Connection, school: str, student: str) -> tuple[Told, ...]:
    """Everybody who is, or was said to be, something to student."""
    its, no = schema.guardianship, schema.denial
    rows = connection.execute(select(its).where(its.c.school == school, its.c.student == student)).mappings()
    kept = connection.execute(
        select(no).where(no.c.school == school, no.c.student == student).order_by(no.c.begin, no.c.power)
    ).mappings()
    denials = [denial_of(row) for row in kept]
    return tuple(
        Told(row["guardian"], Tie(row["tie"]), pays(row),
             tuple(one for one in denials if one.guardian == row["guardian"]))
        for row in rows
    )  # fmt: skip


def denial_of(row: RowMapping) -> Denial:
    """A row of the table as the rules take it."""
    return Denial(
        guardian=row["guardian"], student=row["student"], power=Power(row["power"]),
        begin=row["begin"], end=row["end"],
    )  # fmt: skip


def bring(connection: Connection, school: str, wanted: Mapping[Pair, bool]) -> tuple[int, int, int]:
    """
    Bring the guardians the source lists, as guardian and student with whether they pay, into the records.

    Returns how many were added, changed and removed. Who was barred stays barred; who was only to pick up, and is
    listed now, is a guardian.
    """
    its = schema.guardianship
    rows = connection.execute(select(its).where(its.c.school == school)).mappings()
    there = {(row["guardian"], row["student"]): row for row in rows}
    added = changed = removed = 0
    for pair, payer in wanted.items():
        row = there.get(pair)
        if row is None:
            _add(connection, school, pair, payer=payer)
        elif row["listed_as"] != _listed(payer=payer):
            tie = Tie.GUARDIAN if row["tie"] == Tie.PICK_UP else row["tie"]
            connection.execute(_of(pair).values(tie=tie, listed_as=_listed(payer=payer)))
        before = row["listed_as"] if row is not None else None
        added += before is None
        changed += before is not None and before != _listed(payer=payer)
    for pair in [pair for pair, row in there.items() if row["listed_as"] and pair not in wanted]:
        unlist(connection, pair, there[pair])
        removed += 1
    return added, changed, removed


def _listed(*, payer: bool) -> str:
    return "payer" if payer else "guardian"


def pays(row: RowMapping) -> bool:
    """Whether the source says so; who is not listed as a guardian who does not pay is not asked."""
    return bool(row["listed_as"] != "guardian")


def _add(connection: Connection, school: str, pair: Pair, *, payer: bool) -> None:
    guardian, student = pair
    row = {"school": school, "guardian": guardian, "student": student, "tie": Tie.GUARDIAN}
    connection.execute(insert(schema.guardianship).values(**row, listed_as=_listed(payer=payer)))


def unlist(connection: Connection, pair: Pair, row: RowMapping) -> None:
    """The source names the guardian no more; a bar outlives that."""
    if row["tie"] == Tie.BARRED:
        connection.execute(_of(pair).values(listed_as=None))
    else:
        its = schema.guardianship.c
        connection.execute(delete(schema.guardianship).where(its.guardian == pair[0], its.student == pair[1]))


def become(connection: Connection, school: str, pair: Pair, tie: Tie | None) -> None:
    """
    Let the first of pair be that to the second from now on; None is what the source says, which may be nothing.

    A pair has one row, and the row one word: who is barred is, by the records themselves, neither guardian nor
    pick-up (research/domain.md, 2.3).
    """
    its = schema.guardianship.c
    row = connection.execute(
        select(schema.guardianship).where(its.guardian == pair[0], its.student == pair[1])
    ).mappings().first()  # fmt: skip
    listed = row is not None and row["listed_as"] is not None
    becomes = Tie.GUARDIAN if listed and tie is not Tie.BARRED else tie
    if row is None and becomes is not None:
        values = {"school": school, "guardian": pair[0], "student": pair[1], "tie": becomes}
        connection.execute(insert(schema.guardianship).values(**values))
    elif becomes is not None:
        connection.execute(_of(pair).values(tie=becomes))
    elif row is not None:
        connection.execute(delete(schema.guardianship).where(its.guardian == pair[0], its.student == pair[1]))


def _of(pair: Pair) -> Update:
    its = schema.guardianship.c
    return update(schema.guardianship).where(its.guardian == pair[0], its.student == pair[1])
