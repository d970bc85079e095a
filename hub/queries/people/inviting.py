"""This file reads how everybody of a school stands with being invited, and whom a link is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.store import consents, invitations
from hub.store.accounts import find_active, find_by_email, list_profiles
from hub.store.clock import moment
from policies.notify.consent import Class, closed_sentence
from policies.notify.recipients import Medium
from policies.people.facts import Role
from policies.people.inviting import (
    LOST,
    InvitationState,
    InviteeFacts,
    LastSending,
    LinkFacts,
    may_accept,
    may_be_invited,
    sharing,
    state_of,
)
from policies.people.roster import EMPTY

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.accounts import Account
    from hub.store.invitations import SendingOf, SentInvitation
    from hub.store.snapshot import Snapshot
    from policies.people.facts import Person
    from policies.people.roster import Roster
    from policies.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Invitee:
    """
    Somebody of the school. may: whether an invitation goes to them now, and why not. last: the newest one that
    went, None where none did.
    """

    person: Person
    state: InvitationState
    may: Verdict
    last: SendingOf | None


def invitees(connection: Connection, snapshot: Snapshot, now: datetime) -> Mapping[str, Invitee]:
    """Everybody who is at the school, by id, parents of practice children left out; five statements."""
    roster = snapshot.roster
    people = [one for one in roster.people.values() if one.active and not _practices(roster, one)]
    known, newest = (
        invitations.signed_up(connection, snapshot.school),
        invitations.newest_of(connection, roster.school),
    )
    addresses = [one.email for one in people if one.email]
    closed = consents.standing_at(connection, snapshot.school, addresses)[Class.EMERGENCY]
    shared = sharing(roster)
    found: dict[str, Invitee] = {}
    for one in people:
        last, note = newest.get(one.id), closed.get((Medium.EMAIL, one.email or ""))
        facts = InviteeFacts(
            signed_up=one.id in known,
            sharing=shared.get(one.id, ()),
            closed=closed_sentence(note, text=False) if note is not None else "",
            last=None if last is None else _sending(last),
        )
        may = may_be_invited(roster, one, facts, now)
        found[one.id] = Invitee(one, state_of(one, facts, now), may, last)
    return found


def _practices(roster: Roster, person: Person) -> bool:
    """Whether somebody is a parent of practice children alone."""
    children = roster.children_of.get(person.id, EMPTY) if person.role is Role.GUARDIAN else EMPTY
    return bool(children) and all(roster.students[one].practice for one in children)


def _sending(last: SendingOf) -> LastSending:
    its = last.its
    return LastSending(
        address=its.address,
        sent_at=moment(its.sent_at),
        expires_at=moment(its.expires_at),
        ended=its.ended_at is not None,
        lost=last.came_back or last.outcome in LOST,
    )


@dataclass(frozen=True, slots=True)
class Guest:
    """
    Whom a link is for. may: whether it opens anything now. given: their given name, empty where they left.

    account: the one that signs in with the address already, None where none does; acts: it acts as somebody
    who is at a school, so that its password is theirs.
    """

    invitation: SentInvitation
    may: Verdict
    given: str
    account: Account | None
    acts: bool


def guest_of(connection: Connection, snapshot: Snapshot, secret: str, now: datetime) -> Guest | None:
    """Whom a link is for, by the fingerprint of its secret; None where there is no such link in this school."""
    its = invitations.find_invitation(connection, secret)
    if its is None or its.school != snapshot.school:
        return None
    here = find_active(connection, [its.person])
    person = snapshot.roster.people.get(its.person)
    facts = LinkFacts(
        used=its.used_at is not None,
        ended=its.ended_at is not None,
        newer=not invitations.is_newest(connection, its),
        expires_at=moment(its.expires_at),
        address=its.address,
        address_now=None if person is None else person.email,
        here=bool(here) and its.person not in sharing(snapshot.roster),
    )
    account = find_by_email(connection, its.address)
    acts = account is not None and bool(list_profiles(connection, account.id))
    return Guest(its, may_accept(facts, now), here[0].given if here else "", account, acts)
