"""This file reads what decides whether deliveries that are due may be sent, and whether anybody needs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from hub.store import account_mail, consents, schema, texted_invitations
from hub.store.acks import acks_of
from hub.store.changes import withdrawn
from hub.store.reach import signed_out
from policies.notify.confirming import ASKS
from policies.notify.consent import Class
from policies.notify.recipients import Medium, consent_of
from policies.people.facts import Urgency

if TYPE_CHECKING:
    from notifiers.outbox import Claimed


@dataclass(frozen=True, slots=True)
class DueFacts:
    """
    What one transaction sees of deliveries that are due.

    withdrawn: messages that were taken back. decided: the events, by school, that waited and wait no more. read: up
    to which message, by person and conversation. confirmed: who did, by message and person. closed: by a delivery's
    id, the sentence of the ledger why its address is closed. signed_out: deliveries where nobody is signed in.
    uninvited: by a delivery's id, why an invitation that it texts is good no more.
    """

    withdrawn: set[str]
    decided: frozenset[tuple[str, int]]
    read: Mapping[tuple[str, str], int]
    confirmed: frozenset[tuple[str, str]]
    closed: Mapping[str, str]
    signed_out: frozenset[str]
    uninvited: Mapping[str, str]


def facts_of(connection: Connection, due: Sequence[Claimed], now: datetime) -> DueFacts:
    """What decides about these deliveries, as this transaction sees it."""
    return DueFacts(
        withdrawn=withdrawn(connection, {one.school for one in due}, {one.message for one in due}),
        decided=_decided(connection, due),
        read=_read(connection, due),
        confirmed=_confirmed(connection, due),
        closed=_closed(connection, due),
        signed_out=signed_out(connection, due, now),
        uninvited=texted_invitations.needless(connection, due),
    )


def newest_rules(connection: Connection, schools: Iterable[str]) -> Mapping[str, int]:
    """The position of the newest change of rules of each of these schools."""
    its = schema.school.c
    rows = connection.execute(select(its.id, its.rules_seq).where(its.id.in_(set(schools))))
    return {row.id: row.rules_seq for row in rows}


def _decided(connection: Connection, due: Sequence[Claimed]) -> frozenset[tuple[str, int]]:
    its, held = schema.hold.c, [one.event for one in due if one.n is None]
    if not held:
        return frozenset()
    rows = connection.execute(
        select(its.school, its.seq).where(
            its.school.in_({one.school for one in due}), its.seq.in_(held), its.reviewed_at.is_not(None)
        )
    )
    return frozenset((school, seq) for school, seq in rows)


def _read(connection: Connection, due: Sequence[Claimed]) -> Mapping[tuple[str, str], int]:
    its = schema.marker.c
    rows = connection.execute(
        select(its.person, its.conversation, its.read_n).where(
            its.school.in_({one.school for one in due}),
            its.person.in_({person for one in due for person in one.recipients}),
            its.conversation.in_({one.conversation for one in due}),
        )
    )
    return {(person, conversation): n for person, conversation, n in rows}


def _confirmed(connection: Connection, due: Sequence[Claimed]) -> frozenset[tuple[str, str]]:
    asking = [one for one in due if Urgency(one.urgency) in ASKS]
    found: set[tuple[str, str]] = set()
    for school in {one.school for one in asking}:
        found.update(acks_of(connection, school, [one.message for one in asking]))
    return frozenset(found)


def _closed(connection: Connection, due: Sequence[Claimed]) -> Mapping[str, str]:
    mine = [one for one in due if one.medium != Medium.PUSH]
    found = {
        school: consents.closed_to(connection, school, [one.address for one in mine if one.school == school])
        for school in {one.school for one in mine}
    }
    return {one.id: found[one.school][_class_of(one)].get((Medium(one.medium), one.address), "") for one in mine}


def _class_of(one: Claimed) -> Class:
    """Of which kind it is for whoever asked for no more emails: about their own account they are always told."""
    return Class.EMERGENCY if one.path in account_mail.PATHS.values() else consent_of(Urgency(one.urgency))
