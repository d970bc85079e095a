"""This file judges deliveries that are due: whether they may still be sent, and whether anybody needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.store import account_mail, texted_invitations
from hub.store.eligibility import DueFacts, facts_of, newest_rules
from hub.store.journal import StaleRules
from notifiers.words import CONFIRMED_BEFORE, READ_BEFORE
from policies.conversations.changing import WITHDRAWN
from policies.conversations.seeing import ALL, STAFF_SIDE
from policies.notify.confirming import ASKS
from policies.notify.recipients import Medium, switched_off
from policies.people.custody import untold
from policies.people.facts import Urgency
from policies.people.inviting import no_place
from policies.people.texting import NOT_INVITED_ANY_MORE

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.bus.schools import Schools
    from hub.store.snapshot import Snapshot
    from notifiers.outbox import Claimed

DECIDED = "Somebody has decided about it by now."
NO_RIGHT = "Who was to be told has no right to it any more."
ELSEWHERE = "It is the address of nobody any more whom it is for."
SIGNED_OUT = "Nobody it is for is signed in on that device any more."


@dataclass(frozen=True, slots=True)
class Ineligible:
    """Why a delivery is not sent, a sentence. next_medium: whether its recipients are told by that instead."""

    why: str
    next_medium: bool = False


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The judge of deliveries, by the rules of the schools that are open here."""

    schools: Schools

    def ineligible(self, connection: Connection, due: Sequence[Claimed]) -> Mapping[str, Ineligible]:
        """
        Which of these are not to be sent, by id, by the rules and read markers of this transaction.

        Raises:
            StaleRules: this node does not know of the newest rules yet.
            NotOpened: a school of theirs is not open.
        """
        if not due:
            return {}
        self._check_rules(connection, {one.school for one in due})
        facts = facts_of(connection, due, self.schools.clock())
        judged = {one.id: judge(one, facts, self.schools[one.school].snapshot) for one in due}
        return {delivery: verdict for delivery, verdict in judged.items() if verdict is not None}

    def held(self, connection: Connection, due: Sequence[Claimed], now: datetime) -> Mapping[str, datetime]:
        """Which of these wait for another hour, by id, and when they may be sent; the schools are open."""
        zones = {one.school: self.schools[one.school].snapshot.time_zone for one in due}
        return texted_invitations.held(connection, due, zones, now)

    def _check_rules(self, connection: Connection, schools: set[str]) -> None:
        self.schools.require(schools)
        newest = newest_rules(connection, schools)
        if any(self.schools[school].snapshot.rules_seq != rules_seq for school, rules_seq in newest.items()):
            raise StaleRules


def judge(delivery: Claimed, facts: DueFacts, snapshot: Snapshot) -> Ineligible | None:
    """Why a delivery is not sent; None where it is. The school's own switches count for what was planned before."""
    if delivery.message in facts.withdrawn:
        return Ineligible(WITHDRAWN)
    if (delivery.school, delivery.event) in facts.decided:
        return Ineligible(DECIDED)
    if off := switched_off(Medium(delivery.medium), snapshot.roster.settings):
        return Ineligible(f"{off[:1].upper()}{off[1:]}.", next_medium=not _needless(delivery, facts, snapshot))
    if why := facts.closed.get(delivery.id, "") or _needless(delivery, facts, snapshot):
        return Ineligible(why)
    if delivery.id in facts.signed_out:
        return Ineligible(SIGNED_OUT, next_medium=True)
    return None if _is_theirs(delivery, snapshot) else Ineligible(ELSEWHERE, next_medium=True)


def _is_theirs(delivery: Claimed, snapshot: Snapshot) -> bool:
    """Whether an address is one of theirs still: it may have been planned before the roster changed it."""
    of_account = delivery.path in account_mail.PATHS.values()  # which goes to the address that it is about
    if delivery.medium == Medium.PUSH or of_account:
        return True
    people = [snapshot.roster.people[one] for one in delivery.recipients]
    ways = {one.cell if delivery.medium == Medium.SMS else one.mail for one in people}
    return delivery.address.casefold() in {one.casefold() for one in ways if one}


def _needless(delivery: Claimed, facts: DueFacts, snapshot: Snapshot) -> str:
    """Why nobody needs a delivery, or may be told of it, by any medium; empty where somebody does."""
    if not delivery.conversation:  # of a report: its event is for this one person alone, and so is the alert
        here = any(snapshot.roster.people[person].active for person in delivery.recipients)
        if here and texted_invitations.is_invitation(delivery.medium, delivery.path):
            return facts.uninvited.get(delivery.id, "") or _uninvited(delivery, snapshot)
        return "" if here else NO_RIGHT
    entitled = _entitled(delivery, snapshot)
    if not entitled:
        return NO_RIGHT
    children = snapshot.conversations[delivery.conversation].subject.children(snapshot.roster)
    denied = [untold(snapshot.roster.people[person], children) for person in entitled]
    if all(denied):
        return denied[0]
    if delivery.n is None:
        return ""
    if Urgency(delivery.urgency) in ASKS:
        confirmed = all((delivery.message, person) in facts.confirmed for person in entitled)
        return CONFIRMED_BEFORE if confirmed else ""
    read = all(facts.read.get((person, delivery.conversation), 0) >= delivery.n for person in entitled)
    return READ_BEFORE if read else ""


def _uninvited(delivery: Claimed, snapshot: Snapshot) -> str:
    """Why an invitation is not texted as the roster is now: they were barred, or the number is another's too."""
    (person,) = delivery.recipients
    if no_place(snapshot.roster, snapshot.roster.people[person]):
        return NOT_INVITED_ANY_MORE
    return ELSEWHERE if person in snapshot.sharing_cell else ""


def _entitled(delivery: Claimed, snapshot: Snapshot) -> list[str]:
    """The recipients who may still read what a delivery is about."""
    audience = ALL if delivery.n is not None else STAFF_SIDE
    return [
        person
        for person in delivery.recipients
        if (place := snapshot.membership(person, delivery.conversation)) is not None
        and (audience == ALL or not place.own_child)
    ]
