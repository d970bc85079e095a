"""This file puts invitations on their way to cell phones, and says of one that is due whether anybody needs it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from hub.store import journal
from hub.store.account_mail import INVITED
from hub.store.clock import stamp
from hub.store.many import add_rows, in_parts
from hub.store.names import new
from hub.store.reach import wishes_of
from hub.store.schema import invitation, person, profile
from notifiers.notification import Notice
from notifiers.tables import delivery
from policies.notify.preferences import USUAL
from policies.notify.recipients import Medium
from policies.people.texting import ENDED_MEANWHILE, NOT_INVITED_ANY_MORE, TEXT_WAITS, leaves_at

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.accounts import ActiveProfile
    from hub.store.transaction import Transaction
    from notifiers.outbox import Claimed
    from policies.people.facts import Person

PATH = "/#/printed"
"""Where a texted invitation leads; its code is put behind it when the text is worded, and stands nowhere."""

NOTICE = "account_texted"
BODY = "An invitation to sign up"
"""What the outbox has to show of such a text."""


@dataclass(frozen=True, slots=True)
class TextTimes:
    """Of an invitation by text: when it is planned, and when it leaves."""

    planned: datetime
    leaves: datetime


def is_invitation(medium: str, path: str) -> bool:
    """Whether a delivery is an invitation by text."""
    return medium == Medium.SMS and path == PATH


@dataclass(frozen=True, slots=True)
class InvitingText:
    """A text that invites somebody, to their cell."""

    to: ActiveProfile
    cell: str
    times: TextTimes


def put_all(transaction: Transaction, school: str, texts: Sequence[InvitingText], by: Person) -> list[str]:
    """Put texts with invitations of people of a school into the outbox; the deliveries' ids, in this order."""
    drafts = [
        journal.Draft(kind=INVITED, audience=one.to.id, at=stamp(one.times.planned), author=by.id) for one in texts
    ]
    stored = journal.append_all(transaction, school, drafts)
    rows = [
        {
            "id": new("n"), "school": school, "event": its.event.seq, "message": "", "conversation": "", "n": None,
            "recipients": json.dumps([one.to.id]), "medium": Medium.SMS.value, "provider": "", "address": one.cell,
            "title": one.to.school_name, "body": BODY, "path": PATH, "planned_at": stamp(one.times.planned),
            "due_at": stamp(one.times.leaves), "expires_at": stamp(one.times.leaves + TEXT_WAITS), "attempts": 0,
            "notice": Notice(NOTICE).packed(),
        }
        for one, its in zip(texts, stored, strict=True)
    ]  # fmt: skip
    add_rows(transaction.connection, delivery, rows)
    return [str(row["id"]) for row in rows]


def known_codes(connection: Connection, text: str) -> frozenset[str]:
    """What the codes of the invitations of one text are known by; empty where it brings none."""
    found = connection.execute(select(invitation.c.code).where(invitation.c.texted == text)).scalars()
    return frozenset(one for one in found if one)


_NUMBERS = select(person.c.id).where(
    person.c.school == bindparam("school"), person.c.cell.is_(None), person.c.phone.is_not(None)
)
_NUMBERS_OF_PEOPLE = _NUMBERS.where(person.c.id.in_(bindparam("people", expanding=True)))


def numbers_but_cells(connection: Connection, school: str, people: Collection[str] | None = None) -> frozenset[str]:
    """The people of a school, or these of it, by id, of whom there is a number that is not marked as a cell."""
    if people is None:
        return frozenset(connection.execute(_NUMBERS, {"school": school}).scalars())
    asked = [{"school": school, "people": part} for part in in_parts(people)]
    return frozenset(its for one in asked for its in connection.execute(_NUMBERS_OF_PEOPLE, one).scalars())


def needless(connection: Connection, due: Sequence[Claimed]) -> Mapping[str, str]:
    """
    Of these deliveries the invitations by text that are not to be handed over any more, by id, and why.

    A newer invitation, leaving, declining or signing up may have come since they were planned.
    """
    mine = {one.id: one.recipients[0] for one in due if is_invitation(one.medium, one.path)}
    if not mine:
        return {}
    its = invitation.c
    good = its.used_at.is_(None), its.ended_at.is_(None)
    still = frozenset(connection.execute(select(its.texted).where(its.texted.in_(list(mine)), *good)).scalars())
    acting = select(profile.c.person).where(profile.c.person.in_(set(mine.values())))
    signed_up = frozenset(connection.execute(acting).scalars())
    ended = {one: ENDED_MEANWHILE for one in mine if one not in still}
    return {one: NOT_INVITED_ANY_MORE for one, who in mine.items() if who in signed_up} | ended


def held(
    connection: Connection, due: Collection[Claimed], zones: Mapping[str, str], now: datetime
) -> Mapping[str, datetime]:
    """
    Of these deliveries the invitations by text that may not leave at this hour, by id, and when they may.

    What was handed over before is not among them: whether it left is in doubt, and it never goes again by itself.
    zones: the time zone of each school.
    """
    mine = [one for one in due if is_invitation(one.medium, one.path) and one.handed_at is None]
    if not mine:
        return {}
    leaves = leave_at(connection, {one.recipients[0]: zones[one.school] for one in mine}, now)
    found = {one.id: leaves[one.recipients[0]] for one in mine}
    return {one: at for one, at in found.items() if at > now}


def leave_at(connection: Connection, people: Mapping[str, str], now: datetime) -> Mapping[str, datetime]:
    """When an invitation may be texted to each of these people, from now on; people: their school's time zone."""
    wishes = wishes_of(connection, list(people))
    found: dict[str, datetime] = {}
    for one, zone in people.items():
        its = wishes.get(one, USUAL)
        found[one] = leaves_at(its.quiet, (its.zone if its.quiet else "") or zone, now)
    return found
