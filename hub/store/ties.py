"""This file keeps what people are to students: what the source says of it, and what the school has set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from hub.store import schema
from hub.store.names import new
from policies.people.facts import Denial, Power, Tie

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, RowMapping, Update


@dataclass(frozen=True, slots=True)
class Told:
    """What the records say of somebody and one student, undecided: denials of any day are there."""

    person: str
    tie: Tie
    payer: bool
    denials: tuple[Denial, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDenial:
    """What is denied, from and to which day (None: no bound), by which admin and when."""

    power: Power
    begin: date | None
    end: date | None
    by: str
    at: str


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


def bring(connection: Connection, school: str, wanted: Mapping[tuple[str, str], bool]) -> tuple[int, int, int]:
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
            _add(connection, school, *pair, payer=payer)
        elif row["listed_as"] != _listed(payer=payer):
            tie = Tie.GUARDIAN if row["tie"] == Tie.PICK_UP else row["tie"]
            connection.execute(_of(*pair).values(tie=tie, listed_as=_listed(payer=payer)))
        before = row["listed_as"] if row is not None else None
        added += before is None
        changed += before is not None and before != _listed(payer=payer)
    for pair in [pair for pair, row in there.items() if row["listed_as"] and pair not in wanted]:
        unlist(connection, there[pair])
        removed += 1
    return added, changed, removed


def _listed(*, payer: bool) -> str:
    return "payer" if payer else "guardian"


def pays(row: RowMapping) -> bool:
    """Whether the source says so; who is not listed as a guardian who does not pay is not asked."""
    return bool(row["listed_as"] != "guardian")


def _add(connection: Connection, school: str, guardian: str, student: str, *, payer: bool) -> None:
    row = {"school": school, "guardian": guardian, "student": student, "tie": Tie.GUARDIAN}
    connection.execute(insert(schema.guardianship).values(**row, listed_as=_listed(payer=payer)))


def unlist(connection: Connection, row: RowMapping) -> None:
    """The source names the guardian of this row no more; a bar outlives that."""
    guardian, student = row["guardian"], row["student"]
    if row["tie"] == Tie.BARRED:
        connection.execute(_of(guardian, student).values(listed_as=None))
    else:
        its = schema.guardianship.c
        connection.execute(delete(schema.guardianship).where(its.guardian == guardian, its.student == student))


def become(connection: Connection, school: str, guardian: str, student: str, tie: Tie | None) -> None:
    """
    Let guardian be that to student from now on; None is what the source says, which may be nothing.

    A pair has one row, and the row one word: who is barred is, by the records themselves, neither guardian nor
    pick-up (research/domain.md, 2.3).
    """
    its = schema.guardianship.c
    row = connection.execute(
        select(schema.guardianship).where(its.guardian == guardian, its.student == student)
    ).mappings().first()  # fmt: skip
    listed = row is not None and row["listed_as"] is not None
    becomes = Tie.GUARDIAN if listed and tie is not Tie.BARRED else tie
    if row is None and becomes is not None:
        values = {"school": school, "guardian": guardian, "student": student, "tie": becomes}
        connection.execute(insert(schema.guardianship).values(**values))
    elif becomes is not None:
        connection.execute(_of(guardian, student).values(tie=becomes))
    elif row is not None:
        connection.execute(delete(schema.guardianship).where(its.guardian == guardian, its.student == student))


def _of(guardian: str, student: str) -> Update:
    its = schema.guardianship.c
    return update(schema.guardianship).where(its.guardian == guardian, its.student == student)


def replace_denials(
    connection: Connection, school: str, guardian: str, student: str, rows: Sequence[NewDenial]
) -> None:
    """Let these be what the school denies guardian about student, whatever it was before."""
    its = schema.denial.c
    mine = its.school == school, its.guardian == guardian, its.student == student
    connection.execute(delete(schema.denial).where(*mine))
    whose = {"school": school, "guardian": guardian, "student": student}
    if rows:
        connection.execute(insert(schema.denial), [{"id": new("d"), **whose, **asdict(row)} for row in rows])
