"""This file finds by what somebody who is to be erased is known, and what of the records is in the way."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import and_, func, or_, select

from hub.store import schema
from hub.store.child_record import list_newest
from hub.store.schema import (
    account,
    denial,
    hold,
    identity,
    invitation,
    name_wish,
    person,
    profile,
    roster_upload,
    student,
    unconfirmed_email,
)
from hub.store.schema import report as reports
from notifiers.tables import delivery
from policies.people.display_names import full_name
from policies.people.facts import Role
from policies.people.folding import fold
from policies.people.former import FORMER_CHILD, former
from policies.records.erasure import ErasureOf
from policies.records.traces import Traces, called, traces_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sqlalchemy import ColumnElement, Connection

    from policies.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureSubject:
    """
    Whom it is about, as the records have them. side: of a person, empty for a student; source: what the roster
    calls them. instead: what stands for their name afterwards. name: as they are called.
    """

    school: str
    on: ErasureOf
    id: str
    side: str
    source: str
    name: str
    instead: Sentence
    left_at: str | None
    erased_at: str | None


def find_subject(connection: Connection, school: str, on: str, about: str) -> ErasureSubject | None:
    """A student or a person of a school by their id; None where there is none."""
    table = student if on == ErasureOf.STUDENT else person
    asked = select(table).where(table.c.school == school, table.c.id == about)
    row = connection.execute(asked).first()
    if row is None:
        return None
    is_child = on == ErasureOf.STUDENT
    return ErasureSubject(
        school=school,
        on=ErasureOf(on),
        id=about,
        side="" if is_child else row.side,
        source=row.source,
        name=("" if is_child else row.display_name) or full_name(row.given, row.family),
        instead=FORMER_CHILD if is_child else former(Role(row.role)),
        left_at=row.left_at,
        erased_at=row.erased_at,
    )


def traces_in(connection: Connection, subject: ErasureSubject, *, names: bool = True) -> Traces:
    """
    By what somebody is found in the records: names, addresses and numbers that are nobody else's who stays.

    names: whether they are looked for at all, or contact data alone.
    """
    if subject.on == ErasureOf.STUDENT:
        asked = select(student.c.given, student.c.family).where(student.c.id == subject.id)
        given, family = connection.execute(asked).one()
        return _others_left(connection, subject, set(called(given, family)), set(), set())
    row = connection.execute(select(person).where(person.c.id == subject.id)).one()
    names_of = {*called(row.given, row.family), row.display_name or ""}
    wishes = select(name_wish.c.current, name_wish.c.wanted).where(name_wish.c.person == subject.id)
    names_of |= {one for pair in connection.execute(wishes) for one in pair}
    emails = {row.email or "", *_emails(connection, subject.id)}
    texted = select(invitation.c.cell).where(invitation.c.person == subject.id)
    numbers = {row.cell or "", row.phone or "", *connection.execute(texted).scalars()}
    for medium, address in _told_at(connection, subject):
        (numbers if medium == "sms" else emails).add(address)
    return _others_left(connection, subject, names_of if names else set(), emails, numbers)


def still_theirs(connection: Connection, subject: ErasureSubject, traces: Traces) -> Traces:
    """Of what was found before only what is nobody else's by now: who comes again as somebody new bears it."""
    its = {*traces.names, *traces.alone}
    return _others_left(connection, subject, its, set(traces.emails), set(traces.numbers))


def _emails(connection: Connection, its: str) -> Iterable[str]:
    """The addresses of their account, as long as it is theirs alone, and of what was sent to them."""
    waits = unconfirmed_email.c
    for pair in connection.execute(select(waits.address, waits.counted).where(waits.person == its)):
        yield from (one for one in pair if one)
    sent = invitation.c
    for pair in connection.execute(select(sent.address, sent.own).where(sent.person == its)):
        yield from pair
    for its_account in accounts_alone(connection, its):
        yield connection.execute(select(account.c.email).where(account.c.id == its_account)).scalar_one()
        yield from connection.execute(select(identity.c.email).where(identity.c.account == its_account)).scalars()


def accounts_alone(connection: Connection, its: str) -> list[str]:
    """The accounts that act as this person and as nobody else."""
    theirs = select(profile.c.account).where(profile.c.person == its)
    more = select(profile.c.account).where(profile.c.person != its)
    rows = connection.execute(theirs.where(profile.c.account.not_in(more)))
    return list(rows.scalars())


def _told_at(connection: Connection, subject: ErasureSubject) -> Iterable[tuple[str, str]]:
    """Where alerts to them alone ever went; what is shared is found as somebody else's."""
    its = delivery.c
    mine = its.school == subject.school, its.recipients == json.dumps([subject.id])
    asked = select(its.medium, its.address).where(*mine, its.medium.in_(("sms", "email"))).distinct()
    return [(medium, address) for medium, address in connection.execute(asked)]


def _others_left(
    connection: Connection, subject: ErasureSubject, names: set[str], emails: set[str], numbers: set[str]
) -> Traces:
    """The same without what somebody else bears whose data stays: a name in this school, an address in any."""
    bear = {fold(one) for one in _names_of_others(connection, subject)} if names else set()
    theirs = {one.strip().casefold() for one in emails if one}
    kept_emails = _kept(connection, subject.id, theirs)
    listed = {one for one in numbers if one}
    cells = or_(person.c.cell.in_(listed), person.c.phone.in_(listed))
    rows = connection.execute(select(person.c.cell, person.c.phone).where(cells, person.c.id != subject.id))
    kept_numbers = {one for pair in rows for one in pair}
    return traces_of({one for one in names if fold(one) not in bear}, theirs - kept_emails, listed - kept_numbers)


def _kept(connection: Connection, its: str, emails: Collection[str]) -> set[str]:
    """Those of these addresses that somebody else has, or signs in with."""
    others = select(func.lower(person.c.email)).where(func.lower(person.c.email).in_(emails), person.c.id != its)
    more = select(account.c.email).where(
        account.c.email.in_(emails),
        account.c.id.in_(select(profile.c.account).where(profile.c.person != its)),
    )
    return set(connection.execute(others.union(more)).scalars())


def _names_of_others(connection: Connection, subject: ErasureSubject) -> Iterable[str]:
    its = person.c
    asked = select(its.given, its.family, its.display_name)
    rows = connection.execute(
        asked.where(its.school == subject.school, its.erased_at.is_(None), its.id != subject.id)
    )
    for given, family, shown in rows:
        yield from (*called(given, family), shown or "")
    child = student.c
    mine = child.school == subject.school, child.erased_at.is_(None), child.id != subject.id
    for given, family in connection.execute(select(child.given, child.family).where(*mine)):
        yield from called(given, family)


class InTheWay(NamedTuple):
    """What stands in the way, as policies/records/erasure has it, but for legal holds and rosters that wait."""

    undecided: bool
    relied_on: tuple[str, ...]
    denied: frozenset[str]


def in_the_way(connection: Connection, subject: ErasureSubject, traces: Traces, today: date) -> InTheWay:
    """What of the records of a school needs somebody still. today: the school's own."""
    return InTheWay(
        undecided=_is_undecided(connection, subject),
        relied_on=relied_on(list_said_of_children(connection, subject.school), subject, traces),
        denied=list_denied(connection, subject, today),
    )


def _is_undecided(connection: Connection, subject: ErasureSubject) -> bool:
    waits = hold.c.school == subject.school, hold.c.answer.is_(None)
    said = reports.c.school == subject.school, reports.c.settled_at.is_(None)
    its = schema.conversation.c
    own = select(its.id).where(its.school == subject.school, its.subject == f"{subject.on.value}:{subject.id}")
    about_hold = or_(hold.c.author == subject.id, hold.c.conversation.in_(own), _tagged(subject))
    theirs = or_(reports.c.by == subject.id, reports.c.against == subject.id, reports.c.conversation.in_(own))
    return any(
        connection.execute(asked.limit(1)).first() is not None
        for asked in (
            select(hold.c.message).where(*waits, about_hold),
            select(reports.c.id).where(*said, theirs),
        )
    )


def _tagged(subject: ErasureSubject) -> ColumnElement[bool]:
    its = schema.event.c
    names = select(its.id).where(
        its.school == subject.school,
        its.id == hold.c.message,
        its.body.contains(f'"{subject.id}"', autoescape=True),
    )
    return names.exists()


class SaidOfChild(NamedTuple):
    """One part of the record of a child who is here, as it holds now: who gave it, and what it says."""

    student: str
    name: str
    giver: str
    value: str


def list_said_of_children(connection: Connection, school: str) -> list[SaidOfChild]:
    """The records of all children who are here, part by part."""
    its = student.c
    here = select(its.id, its.given, its.family).where(its.school == school, its.left_at.is_(None))
    said = schema.child_record.c
    asked = here.where(its.id.in_(select(said.student).where(said.school == school)))
    return [
        SaidOfChild(child, full_name(given, family), one.giver, one.value or "")
        for child, given, family in connection.execute(asked).all()
        for one in list_newest(connection, school, child)
    ]


def relied_on(said: Iterable[SaidOfChild], subject: ErasureSubject, traces: Traces) -> tuple[str, ...]:
    """The children who are here and whose records name them, as whom to call; not what they said themselves."""
    found = (
        one for one in said if one.student != subject.id and one.giver != subject.id and traces.stands_in(one.value)
    )
    return tuple(dict.fromkeys(one.name for one in found))


def list_denied(connection: Connection, subject: ErasureSubject, today: date) -> frozenset[str]:
    """The children, by id, of whom somebody is denied something today or later."""
    its = denial.c
    goes_on = or_(its.end.is_(None), its.end >= today)
    asked = select(its.student).where(its.school == subject.school, its.guardian == subject.id, goes_on)
    return frozenset(connection.execute(asked).scalars())


def list_waiting_bodies(connection: Connection, school: str, now: str) -> list[bytes]:
    """The rosters of a school that wait for an answer, as they are kept."""
    its = roster_upload.c
    rows = connection.execute(select(its.body).where(its.school == school, its.expires_at > now))
    return [bytes(one) for one in rows.scalars()]


class LeftOne(NamedTuple):
    """A student or person who left, by id and name, and since when; contacts: of a person, whether any are kept."""

    on: str
    id: str
    name: str
    left_at: str
    role: str


def list_left(connection: Connection, school: str) -> list[LeftOne]:
    """Everybody who left a school and was not erased, children first, each by name."""
    child, its = student.c, person.c
    gone = and_(child.school == school, child.left_at.is_not(None), child.erased_at.is_(None))
    children = connection.execute(select(child.id, child.given, child.family, child.left_at).where(gone))
    found = [LeftOne("student", one, full_name(given, family), at, "child") for one, given, family, at in children]
    left = and_(its.school == school, its.left_at.is_not(None), its.erased_at.is_(None))
    asked = select(its.id, its.given, its.family, its.display_name, its.left_at, its.role).where(left)
    found += [
        LeftOne("person", one, shown or full_name(given, family), at, role)
        for one, given, family, shown, at, role in connection.execute(asked)
    ]
    return sorted(found, key=lambda one: (one.on != "student", fold(one.name), one.id))
