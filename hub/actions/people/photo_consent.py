"""This file is what happens when a parent says how far photos of their child may go, or an admin notes it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden
from hub.queries.people.child_record import seen_student
from hub.store import journal, rights
from hub.store import photo_consent as kept
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import day_in, stamp
from hub.store.photo_consent import PhotoNote
from policies.people.facts import PhotoScope, Role
from policies.people.photo_consent import may_answer_photos
from policies.records.activity_log import Deed
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

CHANGED = say("Somebody has changed this meanwhile, so it stays as it is now.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAnswered:
    """
    What by says for guardian of photos of student: for themselves, or as an admin who has it on paper.

    n: the answer that they saw, so that nothing is overwritten unseen; 0 before the first. note: of the paper form.
    back: they take back what they said with n, so that the answer before it counts again, as it was given; scope is
    that one's.
    """

    by: str
    student: str
    guardian: str
    scope: PhotoScope
    n: int
    note: str = ""
    back: bool = False


async def answer_photos(school: School, action: PhotoAnswered, now: datetime) -> None:
    """
    Keep an answer about photos; it counts for whatever is posted, changed or approved from now on.

    Raises:
        NotFound: there is no such child here, or it is not theirs to know of.
        Forbidden: it is not theirs to say, or that guardian is not asked; the sentence says why.
        Conflict: it was answered since they read it.
    """
    await on_fresh_rules(school, lambda snapshot: _answer(school, snapshot, action, now))
    await school.catch_up()


async def _answer(school: School, snapshot: Snapshot, action: PhotoAnswered, now: datetime) -> None:
    roster = snapshot.roster
    student = seen_student(snapshot, action.by, action.student)
    verdict = may_answer_photos(roster, roster.people[action.by], student, action.guardian)
    if isinstance(verdict, Refused):
        raise Forbidden(verdict.because)
    await school.store.write(lambda one: _write(one, snapshot, action, now), school.id)


def _write(transaction: Transaction, snapshot: Snapshot, action: PhotoAnswered, now: datetime) -> None:
    connection, school, at = transaction.connection, snapshot.school, stamp(now)
    journal.lock(transaction, school)
    journal.check_rules(transaction, school, snapshot.rules_seq)
    before = kept.find_photo_note(connection, school, action.student, action.guardian)
    if (0 if before is None else before.n) != action.n:
        raise Conflict(CHANGED)
    people, student = snapshot.roster.people, snapshot.roster.students[action.student]
    by, guardian = people[action.by], people[action.guardian]
    own = by.role is Role.GUARDIAN
    said = PhotoNote(
        school=school, student=student.id, guardian=guardian.id, n=action.n + 1, at=at, by=by.id, by_name=by.name,
        source="app" if own else "paper", scope=action.scope.value,
        note="" if own else " ".join(action.note.split()),
    )  # fmt: skip
    if action.back:
        said = _as_before(connection, said, before)
    kept.add_photo_note(connection, said)
    was = "" if before is None else before.scope
    facts = {
        "child": student.name,
        "student": student.id,
        "scope": [was, action.scope.value],
        "paper": said.source == "paper",
    }
    put_on_record(
        transaction,
        LogDraft(school=school, deed=Deed.PHOTO_CONSENT, at=at, by=by.id, by_name=by.name, about=guardian.id,
                 about_name=guardian.name, facts=facts),
    )  # fmt: skip
    rights.settle(transaction, school, day_in(snapshot.time_zone, now), at, by=action.by, before=snapshot)


def _as_before(connection: Connection, said: PhotoNote, last: PhotoNote | None) -> PhotoNote:
    """
    The answer before the last one, which is given again as it was: whoever takes a form back has no second form.

    Raises:
        Conflict: the last one is not theirs to take back, or there is none of that scope before it.
    """
    earlier = kept.find_photo_note(connection, said.school, said.student, said.guardian, before=said.n - 1)
    if last is None or last.by != said.by or earlier is None or earlier.scope != said.scope:
        raise Conflict(CHANGED)
    return replace(earlier, n=said.n, at=said.at)
