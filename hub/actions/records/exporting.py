"""This file puts on record who takes out a copy of what, and why, before any of it leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from hub.errors import Forbidden, Invalid, NotFound
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.child_record import list_students_with
from hub.store.clock import stamp
from hub.store.lanes import AUDIT
from policies.people.child_record import RecordPart, may_see_part
from policies.records.activity_log import Deed
from policies.records.exporting import LONGEST_REASON, may_export_child, may_export_family, may_export_office
from policies.sentence import on_field, say
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

NO_CHILD = say("There is no such child here.")


@dataclass(frozen=True, slots=True)
class ExportWish:
    """Who wants a copy. student: of everything about whom, None for the school; reason: empty of a parent's own."""

    person: str
    office: bool
    student: str | None = None
    reason: str = ""


async def begin(school: School, wish: ExportWish, now: datetime) -> frozenset[str]:
    """
    Put an export on record, which may begin then.

    The answer is the children whose custody texts are read by it, of each of which it is on record as well.

    Raises:
        Forbidden: it is not theirs to take.
        NotFound: there is no such child.
        Invalid: the office says no reason, or a long one.
    """
    snapshot, at = school.snapshot, stamp(now)
    draft = _noted(snapshot, wish, at)
    return await school.store.write(lambda transaction: _begin(transaction, snapshot, wish, draft), AUDIT)


def _begin(transaction: Transaction, snapshot: Snapshot, wish: ExportWish, draft: LogDraft) -> frozenset[str]:
    put_on_record(transaction, draft)
    if not wish.office:
        return frozenset()
    roster, looked = snapshot.roster, set[str]()
    for its in list_students_with(transaction.connection, snapshot.school, RecordPart.CUSTODY.value):
        student = roster.students[its]
        seen = may_see_part(roster, roster.people[wish.person], student, RecordPart.CUSTODY)
        if wish.student in {None, its} and isinstance(seen, Allowed):
            facts = {"child": student.name, "student": its}
            put_on_record(transaction, replace(draft, deed=Deed.READ_CUSTODY, facts=facts))
            looked.add(its)
    return frozenset(looked)


def _noted(snapshot: Snapshot, wish: ExportWish, at: str) -> LogDraft:
    roster = snapshot.roster
    by = roster.people[wish.person]
    draft = LogDraft(school=snapshot.school, deed=Deed.EXPORTED_OWN, at=at, by=by.id, by_name=by.name)
    verdict = may_export_office(by) if wish.office else may_export_family(by)
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)
    if not wish.office:
        return draft
    facts = {"reason": _reason(wish.reason)}
    if wish.student is None:
        return replace(draft, deed=Deed.EXPORTED_SCHOOL, facts=facts)
    student = roster.students.get(wish.student)
    if student is None:
        raise NotFound(NO_CHILD)
    if isinstance(verdict := may_export_child(roster, by, student), Refused):
        raise Forbidden(verdict.because)
    facts |= {"child": student.name, "student": student.id}
    return replace(draft, deed=Deed.EXPORTED_CHILD, facts=facts)


def _reason(said: str) -> str:
    """In one line: it stands in a list."""
    plain = " ".join(said.split())
    if not plain:
        raise Invalid(on_field("reason", say("say why, for whoever reads the activity log.")))
    if len(plain) > LONGEST_REASON:
        raise Invalid(on_field("reason", say("{most} characters at the most.", most=LONGEST_REASON)))
    return plain
