"""This file keeps what people are to students: what the source says of it, and what the school has set."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert, select, update

from hub.store import schema
from hub.store.many import add_rows, change_rows, delete_rows
from hub.store.names import new
from policies.people.facts import Denial, Power, Tie

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection, Update

    from hub.store.many import Row


@dataclass(frozen=True, slots=True)
class Told:
    """
    What the records say of somebody and one student, undecided: denials of any day are there. untied: nothing but
    denials of picking up, of before, is there of them.
    """

    person: str
    tie: Tie
    payer: bool
    denials: tuple[Denial, ...]
    untied: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDenial:
    """What is denied, from and to which day (None: no bound), by which admin and when."""

    power: Power
    begin: date | None
    end: date | None
    by: str
    at: str


def told(connection: Connection, school: str, student: str) -> tuple[Told, ...]:
    """Everybody who is, or was said to be, something to student; and who is not handed it, tied or not."""
    its, no = schema.guardianship, schema.denial
    rows = connection.execute(select(its).where(its.c.school == school, its.c.student == student)).mappings()
    kept = connection.execute(
        select(no).where(no.c.school == school, no.c.student == student).order_by(no.c.begin, no.c.power)
    ).mappings()
    theirs: defaultdict[str, list[Denial]] = defaultdict(list)
    for one in (denial_of(dict(row)) for row in kept):
        theirs[one.guardian].append(one)
    tied = [Told(row["guardian"], Tie(row["tie"]), pays(dict(row)), tuple(theirs.pop(row["guardian"], ())))
            for row in rows]  # fmt: skip
    untied = [
        Told(person, Tie.GUARDIAN, payer=False, denials=tuple(its), untied=True)
        for person, its in sorted(theirs.items())
        if any(one.power is Power.PICK_UP for one in its)
    ]
    return (*tied, *untied)


def denial_of(row: Row) -> Denial:
    """A row of the table as the rules take it."""
    return Denial(
        guardian=row["guardian"], student=row["student"], power=Power(row["power"]),
        begin=row["begin"], end=row["end"],
    )  # fmt: skip


@dataclass(slots=True)
class TiesBrought:
    """
    What a source's list of guardians makes of a school's rows, nothing of it written. rows: all, afterwards.

    added, changed: rows as they become; gone: as they were. counts: guardians who are listed now and were not, who
    are listed otherwise, and who are listed no more.
    """

    rows: list[Row] = field(default_factory=list)
    added: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    gone: list[Row] = field(default_factory=list)
    counts: list[int] = field(default_factory=lambda: [0, 0, 0])


class Away(NamedTuple):
    """The ids of the students and people who are not there: before what a source says now, and after it."""

    before: frozenset[str]
    after: frozenset[str]


def brought(rows: Sequence[Row], wanted: Mapping[tuple[str, str], bool], away: Away) -> TiesBrought:
    """
    What a school's rows become by the guardians the source lists, as guardian and student with whether they pay.

    Who was barred stays barred, also where they are listed no more; who was only to pick up, and is listed now, is
    a guardian. Whose child it was stays on record where one of them leaves, as all else that is kept about it does.
    """
    found, there = TiesBrought(), set[tuple[str, str]]()
    for row in rows:
        pair = (row["guardian"], row["student"])
        there.add(pair)
        listed = _listed(payer=wanted[pair]) if pair in wanted else None
        _count(found, row["listed_as"] if away.before.isdisjoint(pair) else None, listed)
        _bring(found, row, listed if away.after.isdisjoint(pair) else row["listed_as"])
    for guardian, student in wanted.keys() - there:
        listed = _listed(payer=wanted[guardian, student])
        found.added.append({"guardian": guardian, "student": student, "tie": Tie.GUARDIAN, "listed_as": listed})
    found.rows += found.added
    found.counts[0] += len(found.added)
    return found


def _count(found: TiesBrought, was: str | None, listed: str | None) -> None:
    if was != listed:
        found.counts[0 if was is None else 2 if listed is None else 1] += 1


def _bring(found: TiesBrought, row: Row, listed: str | None) -> None:
    if row["listed_as"] == listed:
        found.rows.append(row)
    elif listed is None and row["tie"] != Tie.BARRED:
        found.gone.append(row)
    else:
        tie = Tie.GUARDIAN if row["tie"] == Tie.PICK_UP else row["tie"]
        found.changed.append({**row, "tie": tie, "listed_as": listed})
        found.rows.append(found.changed[-1])


def write_brought(connection: Connection, school: str, found: TiesBrought) -> None:
    """Write what was found to become of a school's rows."""
    its, by = schema.guardianship, ("guardian", "student")
    delete_rows(connection, its, by, found.gone)
    change_rows(connection, its, by, found.changed)
    add_rows(connection, its, [{**row, "school": school} for row in found.added])


def _listed(*, payer: bool) -> str:
    return "payer" if payer else "guardian"


def pays(row: Row) -> bool:
    """Whether the source says so; who is not listed as a guardian who does not pay is not asked."""
    return bool(row["listed_as"] != "guardian")


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
