"""This file reads who left and could be erased, what stands in the way, what would go, and what is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from channels.kinds import retention_kinds
from hub.oneroster.erased import is_listed
from hub.store import erasures, legal_holds
from hub.store.activity_log import LogDraft
from hub.store.clock import day_in, stamp
from hub.store.erased_messages import (
    Erased,
    FoundMessages,
    count_own_words,
    find_messages,
    is_any_held,
)
from hub.store.erased_traces import (
    ErasureSubject,
    LeftOne,
    find_subject,
    in_the_way,
    list_denied,
    list_left,
    list_said_of_children,
    list_waiting_bodies,
    relied_on,
    traces_in,
)
from hub.store.retention import Aged, list_aged_contacts
from policies.records.erasure import ErasureFacts, ErasureOf, may_decide_erasure, may_erase, others_who_decide
from policies.records.legal_hold import Concerned, HeldRecords, concerned_students
from policies.records.retention import ALERTS, CONTACTS, INCIDENTS, PHOTOS, cutoff
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.erasures import Erasure
    from hub.store.snapshot import Snapshot
    from policies.people.facts import Person
    from policies.records.activity_log import Deed
    from policies.records.traces import Traces
    from policies.verdict import Verdict


def concerned_by(on: ErasureOf, about: str) -> Concerned:
    """Whom an erasure is about, by their id."""
    its = frozenset({about})
    return Concerned(students=its) if on is ErasureOf.STUDENT else Concerned(people=its)


def aged_of_child(school: str, now: datetime) -> tuple[Aged, ...]:
    """
    Of a child's own conversations what is older than the least that a center has to keep: it goes with the child.

    Incidents have a rule of their own and stay; photos go however young they are.
    """
    return tuple(
        Aged(school=school, kind=name, from_leaving=one.from_leaving, before=stamp(cutoff(now, one.least)))
        for name, one in retention_kinds().items()
        if name not in {INCIDENTS, PHOTOS, ALERTS, CONTACTS}
    )


def facts_of(
    connection: Connection, snapshot: Snapshot, subject: ErasureSubject, traces: Traces, now: datetime
) -> ErasureFacts:
    """What of the records stands in the way of an erasure at this moment; it reads the whole journal."""
    held = legal_holds.held_in(connection, subject.school)
    found = FoundMessages((), ())
    if held:
        found = find_messages(connection, erased_of(subject, traces, now))
    way = in_the_way(connection, subject, traces, day_in(snapshot.time_zone, now))
    bodies = list_waiting_bodies(connection, subject.school, stamp(now))
    family = {child.id for child in snapshot.roster.students.values() if subject.id in child.family}
    return ErasureFacts(
        held=bool(held.students & family) or is_any_held(connection, subject, found, held),
        undecided=way.undecided,
        relied_on=way.relied_on,
        waiting=any(is_listed(one, subject.side, subject.source) for one in bodies),
        denied=way.denied,
    )


def list_contacts_kept(connection: Connection, snapshot: Snapshot, wanted: Aged, now: datetime) -> frozenset[str]:
    """
    Of whom a rule of retention would let the contact data go: those who are needed as they are, by their ids.

    What keeps an erasure away keeps this away; all of it is read once, however many left.
    """
    roster, school = snapshot.roster, snapshot.school
    today = day_in(snapshot.time_zone, now)
    said = list_said_of_children(connection, school)
    bodies = list_waiting_bodies(connection, school, stamp(now))
    kept = set()
    for one in list_aged_contacts(connection, wanted, HeldRecords()):
        subject = find_subject(connection, school, ErasureOf.PERSON, one.id)
        if subject is None or one.id not in roster.people:
            continue
        facts = ErasureFacts(
            relied_on=relied_on(said, subject, traces_in(connection, subject, names=False)),
            waiting=any(is_listed(body, subject.side, subject.source) for body in bodies),
            denied=list_denied(connection, subject, today),
        )
        if isinstance(may_erase(roster, roster.people[one.id], facts), Refused):
            kept.add(one.id)
    return frozenset(kept)


def but_who_is_needed(connection: Connection, snapshot: Snapshot, wanted: Aged, now: datetime) -> Aged:
    """What a rule looks for, without those whose contact data is needed still; of other kinds as it is."""
    if wanted.kind != CONTACTS:
        return wanted
    return replace(wanted, but=list_contacts_kept(connection, snapshot, wanted, now))


def erased_of(subject: ErasureSubject, traces: Traces, now: datetime, instead: str = "") -> Erased:
    """What is looked for and what stands instead; empty: as English has it."""
    return Erased(subject, traces, instead or str(subject.instead), aged_of_child(subject.school, now), stamp(now))


def logged(snapshot: Snapshot, one: Erasure, deed: Deed, by: Person | None, at: str, **facts: object) -> LogDraft:
    """
    On record: which erasure, by its id, and never of whom. The children are named by their ids, so that the log
    leaves it out for an admin whose child it is.
    """
    about = concerned_by(ErasureOf(one.on), one.about)
    children = sorted(concerned_students(snapshot.roster, about))
    its = {"erasure": one.id, "on": one.on, "about": [{"student": child} for child in children], **facts}
    name = "" if by is None else str(by.name)
    return LogDraft(
        school=snapshot.school, deed=deed, at=at, by=None if by is None else by.id, by_name=name, facts=its
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePreview:
    """
    What would go. verdict: whether it can be now, and what stands in the way. others: how many other admins there
    are, one of whom has to agree. named, alone: messages that lose the name or a tag, and that go wholly; wrote:
    those that they wrote and that stay.
    """

    name: str
    subject: ErasureSubject
    verdict: Verdict
    others: int
    named: int
    alone: int
    wrote: int


def preview_erasure(
    connection: Connection, snapshot: Snapshot, reader: str, on: ErasureOf, about: str, now: datetime
) -> ErasurePreview | None:
    """What an erasure would do at this moment; None where nobody is there that reader decides about."""
    roster = snapshot.roster
    known = roster.students if on is ErasureOf.STUDENT else roster.people
    subject = find_subject(connection, snapshot.school, on, about)
    concerned = concerned_by(on, about)
    if about not in known or subject is None or subject.erased_at is not None:
        return None
    if not isinstance(may_decide_erasure(roster, roster.people[reader], concerned), Allowed):
        return None
    traces = traces_in(connection, subject)
    found = find_messages(connection, erased_of(subject, traces, now))
    return ErasurePreview(
        name=subject.name,
        subject=subject,
        verdict=may_erase(roster, known[about], facts_of(connection, snapshot, subject, traces, now)),
        others=len(others_who_decide(roster, reader, concerned)),
        named=len(found.named),
        alone=len(found.alone),
        wrote=count_own_words(connection, subject) if subject.side else 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownErasure:
    """An erasure, whom it is about by name, and whether another admin still has to agree, or its reader may."""

    erasure: Erasure
    name: str
    needs_another: bool
    may_agree: bool


def list_shown_erasures(connection: Connection, snapshot: Snapshot, reader: str) -> list[ShownErasure]:
    """The erasures of a school that reader decides about: none about themselves or a child of their own."""
    roster, person = snapshot.roster, snapshot.roster.people[reader]
    found: list[ShownErasure] = []
    for one in erasures.list_erasures(connection, snapshot.school):
        on = ErasureOf(one.on)
        about = concerned_by(on, one.about)
        if not isinstance(may_decide_erasure(roster, person, about), Allowed):
            continue
        known = roster.students if on is ErasureOf.STUDENT else roster.people
        waits = one.begun_at is None and one.ended_at is None and one.agreed_at is None
        needs = waits and bool(others_who_decide(roster, one.by, about))
        found.append(
            ShownErasure(
                erasure=one,
                name=known[one.about].name,
                needs_another=needs,
                may_agree=needs and one.by not in roster.profiles_of(reader),
            )
        )
    return found


def list_shown_left(connection: Connection, snapshot: Snapshot, reader: str) -> list[LeftOne]:
    """Everybody who left and was not erased, but for whom reader decides nothing about: their own family."""
    person = snapshot.roster.people[reader]
    return [
        one
        for one in list_left(connection, snapshot.school)
        if isinstance(may_decide_erasure(snapshot.roster, person, concerned_by(ErasureOf(one.on), one.id)), Allowed)
    ]
