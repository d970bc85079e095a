"""This file puts on record who takes out a copy of what, and why, before any of it leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from hub.errors import Forbidden, Invalid, NotFound
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.lanes import AUDIT
from policies.records.activity_log import Deed
from policies.records.exporting import LONGEST_REASON, may_export_child, may_export_family, may_export_office
from policies.sentence import on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.store.snapshot import Snapshot

NO_CHILD = say("There is no such child here.")


@dataclass(frozen=True, slots=True)
class ExportWish:
    """Who wants a copy. student: of everything about whom, None for the school; reason: empty of a parent's own."""

    person: str
    office: bool
    student: str | None = None
    reason: str = ""


async def begin(school: School, wish: ExportWish, now: datetime) -> None:
    """
    Put an export on record, which may begin then.

    Raises:
        Forbidden: it is not theirs to take.
        NotFound: there is no such child.
        Invalid: the office says no reason, or a long one.
    """
    draft = _noted(school.snapshot, wish, stamp(now))
    await school.store.write(lambda transaction: put_on_record(transaction, draft), AUDIT)


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
