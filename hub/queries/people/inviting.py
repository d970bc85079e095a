"""This file reads how everybody of a school stands with being invited, and whom a link is for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from hub.errors import Conflict, NotFound
from hub.store import consents, invitations, texted_invitations
from hub.store.accounts import find_active, find_by_email, list_profiles
from hub.store.clock import moment
from policies.notify.consent import Class, closed_sentence
from policies.notify.recipients import Medium
from policies.people.facts import Role
from policies.people.inviting import (
    GROUPS,
    LOST,
    UNKNOWN,
    InvitationState,
    InviteeFacts,
    LastSending,
    LinkFacts,
    may_accept,
    may_be_invited,
    sharing,
    state_of,
)
from policies.people.printing import at_home, may_be_printed, may_take_address, needs_number
from policies.people.roster import EMPTY
from policies.people.texting import CellFacts, may_be_texted
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.accounts import Account
    from hub.store.invitations import SendingOf, SentInvitation
    from hub.store.snapshot import Snapshot
    from policies.people.facts import Person
    from policies.people.inviting import Group
    from policies.people.roster import Roster
    from policies.sentence import Perhaps, Sentence
    from policies.verdict import Verdict


Way = Literal["email", "page", "text"]
"""How somebody is invited."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody to whom no invitation went, and why."""

    person: str
    name: str
    because: Sentence


@dataclass(frozen=True, slots=True)
class Invitee:
    """
    Somebody of the school. may: whether an invitation goes to them now by email, and why not; may_print, may_text:
    likewise whether a page is printed, and whether one goes to their cell. last: the newest one, None where there
    was none. by_number: a page of theirs asks for a number of the office, and for an address of their own. at_home:
    they are of the family of a child of the admin who asks, who reads no number of theirs.
    """

    person: Person
    state: InvitationState
    may: Verdict
    may_print: Verdict
    may_text: Verdict
    last: SendingOf | None
    by_number: bool
    at_home: bool

    def of_group(self, group: Group, way: Way = "email") -> bool:
        """Whether they are invited with a group in a way; of a group only who gets no email gets a text."""
        may = {"email": self.may, "page": self.may_print, "text": self.may_text}[way]
        spared = way == "text" and not isinstance(self.may, Refused)
        return self.state in GROUPS[group] and not isinstance(may, Refused) and not spared


def invitees(
    connection: Connection,
    snapshot: Snapshot,
    now: datetime,
    admin: str = "",
    *,
    texts: bool = False,
    only: Collection[str] | None = None,
) -> Mapping[str, Invitee]:
    """
    Everybody who is at the school, by id, parents of practice children left out; six statements.

    admin: who asks, by id; empty where nobody does. texts: whether this hub has anybody who sends texts. only: of
    these people alone, by id, for as much as is asked about them; None for everybody.
    """
    roster, school = snapshot.roster, snapshot.school
    asked = roster.people.values() if only is None else [roster.people[one] for one in only if one in roster.people]
    people = [one for one in asked if one.active and not _practices(roster, one)]
    known, newest = invitations.signed_up(connection, school, only), invitations.newest_of(connection, school, only)
    signing = known
    if only is not None:
        signing = invitations.signing_at(connection, school, [one.email for one in people if one.email])
    addresses = [its for one in people for its in (one.email, one.cell) if its]
    standing = consents.standing_at(connection, school, addresses)
    closed, no_texts = standing[Class.EMERGENCY], standing[Class.ROUTINE]
    shared, kin = sharing(roster, signing, people, snapshot.addressees), at_home(roster, admin)
    same_cell = snapshot.sharing_cell
    others = texted_invitations.numbers_but_cells(connection, school, only)
    found: dict[str, Invitee] = {}
    for one in people:
        last, note = newest.get(one.id), closed.get((Medium.EMAIL, one.email or ""))
        facts = InviteeFacts(
            signed_up=one.id in known,
            sharing=shared.get(one.id, ()),
            at_home=one.id in kin,
            closed=closed_sentence(note, text=False) if note is not None else "",
            last=None if last is None else _sending(last),
        )
        stopped = no_texts.get((Medium.SMS, one.cell or ""))
        cell = CellFacts(
            provider=texts,
            other=one.id in others,
            sharing=same_cell.get(one.id, ()),
            closed=closed_sentence(stopped, text=True) if stopped is not None else "",
        )
        found[one.id] = Invitee(
            person=one,
            state=state_of(one, facts, now),
            may=may_be_invited(roster, one, facts, now),
            may_print=may_be_printed(roster, one, facts, now),
            may_text=may_be_texted(roster, one, facts, cell, now),
            last=last,
            by_number=needs_number(one, facts),
            at_home=facts.at_home,
        )
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
        printed=its.code is not None and not its.delivery and not its.texted,
        declined=its.why_ended == invitations.DECLINED,
        cell=its.cell,
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
    return None if its is None else _guest(connection, snapshot, its, now)


def guest_of_page(
    connection: Connection, snapshot: Snapshot, codes: Collection[str], now: datetime
) -> Guest | None:
    """Whom a printed page is for, by what its code is known by; None where there is no such page of this school."""
    its = invitations.find_printed(connection, codes)
    return None if its is None else _guest(connection, snapshot, its, now)


def _guest(connection: Connection, snapshot: Snapshot, its: SentInvitation, now: datetime) -> Guest | None:
    if its.school != snapshot.school:
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
        here=bool(here) and not _shared(connection, snapshot.roster, its),
        cell=its.cell,
        cell_now=None if person is None else person.cell,
    )
    account = find_by_email(connection, its.goes_to) if its.goes_to else None
    acts = account is not None and bool(list_profiles(connection, account.id))
    return Guest(its, may_accept(facts, now), here[0].given if here else "", account, acts)


def _shared(connection: Connection, roster: Roster, its: SentInvitation) -> bool:
    """Whether who reads the mailbox that a link went to may be somebody else of the school."""
    person = roster.people.get(its.person)
    if its.own and person is not None:
        return isinstance(may_take(connection, roster, person, its.own), Refused)
    return bool(its.delivery) and its.person in sharing(roster, _signing(connection, its.address))


def _signing(connection: Connection, address: str) -> Mapping[str, str]:
    """The people who are at a school and sign in with an address, by id, with that address."""
    account = find_by_email(connection, address)
    return {one.id: address for one in list_profiles(connection, account.id)} if account is not None else {}


def may_take(connection: Connection, roster: Roster, person: Person, address: str) -> Verdict:
    """Whether somebody may sign in with an address that they gave themselves."""
    return may_take_address(roster, person, address, _signing(connection, address))


def facts_of(connection: Connection, snapshot: Snapshot, person: Person) -> InviteeFacts:
    """What the rules want to know of somebody who has a page, and has not signed up."""
    shared = sharing(snapshot.roster, _signing(connection, person.email or "")).get(person.id, ())
    closed = closed_at(connection, snapshot.school, person.email) if person.email else ""
    return InviteeFacts(sharing=shared, closed=closed)


def closed_at(connection: Connection, school: str, address: str) -> Perhaps:
    """Why nothing is sent to an address, not even about an account; empty where it is."""
    note = consents.standing_at(connection, school, [address])[Class.EMERGENCY].get((Medium.EMAIL, address))
    return closed_sentence(note, text=False) if note is not None else ""


def good(guest: Guest | None) -> Guest:
    """
    Who may go on with an invitation.

    Raises:
        NotFound: there is no such invitation.
        Conflict: it is good no more; the sentence says why, and what to do.
    """
    if guest is None:
        raise NotFound(UNKNOWN)
    if isinstance(guest.may, Refused):
        raise Conflict(guest.may.because)
    return guest
