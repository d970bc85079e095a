"""This file keeps telling people: it plans what the journal brought, claims what is due, and hands it over."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from hub.answers import told_of_one
from hub.clearing import Clearing
from hub.deeds.confirm import acks_of
from hub.errors import NotFound, Unavailable
from hub.handing import Handing, Means
from hub.pacing import Pace
from hub.planning import plan_again, plan_page
from hub.store import consents, links, returned, schema
from hub.store.changes import withdrawn
from hub.store.clock import moment, stamp
from hub.store.journal import StaleRules
from notifiers.notification import DeadAddress, Full, Notification, OptedOut
from notifiers.words import CONFIRMED_BEFORE, READ_BEFORE
from policies.bouncing import SOFT_DAYS, Bounce, closes
from policies.confirming import ASKS
from policies.consent import CLOSES, Source, State
from policies.denying import untold
from policies.facts import Urgency
from policies.seeing import ALL, STAFF_SIDE
from policies.telling import Medium, consent_of, switched_off

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.bus.schools import Schools
    from hub.mailing import Dressing
    from hub.store.store import Store
    from hub.store.transaction import Transaction
    from notifiers.outbox import Claimed
    from notifiers.routes import Carrier
    from notifiers.settling import Done

log = logging.getLogger("roomwire.telling")

WITHDRAWN = "The message was withdrawn."
DECIDED = "Somebody has decided about it by now."

URGENT_S = 10.0
"""For so long after something urgent was claimed nothing waits for those who talk: there may be more of it."""

LOOK_S = 1.0
"""How often the outbox is looked at where nothing wakes it: retries come due by the clock alone."""


class Telling:
    """
    The planner's and the outbox's loop of this process.

    carriers: for push by provider, for email and sms by medium. base_url: where links lead.
    """

    def __init__(
        self, store: Store, carriers: Mapping[str, Carrier], base_url: str, clock: Callable[[], datetime]
    ) -> None:
        self.store, self.carriers, self.base_url, self.clock = store, carriers, base_url, clock
        self.schools: Schools | None = None
        self.dressing: Dressing | None = None
        self._news = asyncio.Event()
        self._stopping = asyncio.Event()
        self.pace = Pace(store, self._is_urgent)
        self._planned: dict[str, int] = {}
        self._elsewhere: dict[str, float] = {}
        means = Means(
            carriers=carriers, judge=self._needless, taken=links.make, notification=self.dressed,
            follow=self._follow, news=self.wake, clock=clock,
        )  # fmt: skip
        self.handing = Handing(store, means)
        self.clearing = Clearing(store, carriers)

    def wake(self) -> None:
        """A journal has grown."""
        self._news.set()

    def push_key(self) -> str:
        """
        The key browsers subscribe with.

        Raises:
            NotFound: web push is not configured.
        """
        key = getattr(self.carriers["webpush"].senders[0], "public_key", None)
        if key is None:
            raise NotFound("Web push is not configured here.")
        return str(key)

    async def run(self) -> None:
        """Tell people, until it is stopped."""
        while not self._stopping.is_set():
            self._news.clear()
            try:
                while not self._stopping.is_set() and await self._round():
                    pass
                await self.clearing.turn(self.schools.all() if self.schools else (), self.clock())
            except Unavailable as met:
                log.warning("cannot tell anybody right now: %s", met.sentence)
            except Exception:
                log.exception("telling failed; going on")
            if self._stopping.is_set():
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), LOOK_S)

    async def _round(self) -> bool:
        """
        Plan a page of each school, and hand over what is due; whether there may be more to do.

        In turn, so that neither a school with much to plan nor a long queue keeps anything else from its turn.
        """
        more = await self._plan()
        return await self._hand_over() or more

    async def _plan(self) -> bool:
        """A page of each school that this worker plans, what is urgent first; whether there is more."""
        more = False
        for school in sorted(self.schools.all() if self.schools else (), key=self._is_calm):
            if self._elsewhere.get(school.id, 0.0) > time.monotonic():
                continue
            stands = await plan_page(school, self._planned.get(school.id), self.clock, self.pace)
            if stands.elsewhere:  # another worker plans here, so the same work is not done twice for a while
                self._elsewhere[school.id] = time.monotonic() + LOOK_S * random.uniform(0.8, 1.2)  # noqa: S311
            self._planned[school.id] = stands.at
            more |= stands.at < school.seq and not stands.elsewhere
        return more

    def _is_calm(self, school: School) -> bool:
        """Whether nothing urgent of a school is still to be planned here."""
        return school.urgent <= self._planned.get(school.id, 0)

    def _is_urgent(self) -> bool:
        return not all(self._is_calm(school) for school in (self.schools.all() if self.schools else ()))

    def finish(self) -> None:
        """Claim nothing more; run ends once what it is doing is done, so that no claim is left without its call."""
        self._stopping.set()
        self._news.set()

    async def stop(self) -> None:
        """Finish what is under way."""
        await self.handing.stop()
        await self.clearing.stop()
        for carrier in self.carriers.values():
            for sender in carrier.senders:
                await sender.close()

    async def _hand_over(self) -> bool:
        """Claim what is due and set it on its way; whether there may be more."""
        try:
            more = await self.handing.turn()
        except StaleRules:
            await self._catch_up()
            return True
        if self.handing.loud:
            self.pace.hurry(URGENT_S)
        self.pace.spent += self.handing.spent()
        await self.pace.breathe()
        return more

    async def _catch_up(self) -> None:
        """Learn of what other nodes have changed; a delivery is claimed on the rules of that moment."""
        if self.schools is not None:
            await self.schools.open()
            for school in self.schools.all():
                await school.catch_up()

    def _needless(self, connection: Connection, due: list[Claimed]) -> Mapping[str, str]:
        """
        Why nobody needs or may be told of these any more, by the rules and read markers of this transaction.

        Raises:
            StaleRules: this node does not know of the newest rules yet.
        """
        self._check_rules(connection, {one.school for one in due})
        read = _read_by(connection, due), _confirmed_by(connection, due)
        gone = withdrawn(connection, {one.school for one in due}, {one.message for one in due})
        over, closed = _decided(connection, due), _closed(connection, due)
        found = {
            one.id: WITHDRAWN
            if one.message in gone
            else over.get((one.school, one.event), "")
            or self._off(one)
            or closed.get(one.id, "")
            or self._why_not(one, read)
            for one in due
        }
        for one in due:
            if found[one.id] and found[one.id] == self._off(one) and not self._why_not(one, read):
                self._plan_again(connection, one)
        return {its: why for its, why in found.items() if why}

    def _plan_again(self, connection: Connection, one: Claimed) -> None:
        """What a switch of the school keeps back is told on the next medium, as where an address is dead."""
        assert self.schools is not None  # noqa: S101 (the rules were checked, so they are known)
        plan_again(connection, self.schools[one.school].snapshot, one, self.clock())

    def _check_rules(self, connection: Connection, schools: set[str]) -> None:
        its = schema.school.c
        rows = connection.execute(select(its.id, its.rules_seq).where(its.id.in_(schools)))
        known = {school.id: school.snapshot.rules_seq for school in (self.schools.all() if self.schools else ())}
        if any(known.get(school) != rules_seq for school, rules_seq in rows):
            raise StaleRules

    def _off(self, one: Claimed) -> str:
        """The school’s own switches stand above all, also for what was planned before."""
        assert self.schools is not None  # noqa: S101 (the rules were checked, so they are known)
        why = switched_off(Medium(one.medium), self.schools[one.school].snapshot.roster.settings)
        return f"{why[:1].upper()}{why[1:]}." if why else ""

    def _why_not(self, one: Claimed, reached: tuple[Mapping[tuple[str, str], int], Confirmed]) -> str:
        assert self.schools is not None  # noqa: S101 (the rules were checked, so they are known)
        snapshot = self.schools[one.school].snapshot
        if not one.conversation:  # of a report: its event is for this one person alone, and so is the alert
            here = any(snapshot.roster.people[person].active for person in one.recipients)
            return "" if here else "Who was to be told has no right to it any more."
        audience = ALL if one.n is not None else STAFF_SIDE
        entitled = [
            person
            for person in one.recipients
            if (place := snapshot.membership(person, one.conversation)) is not None
            and (audience == ALL or not place.own_child)
        ]
        if not entitled:
            return "Who was to be told has no right to it any more."
        children = snapshot.conversations[one.conversation].subject.children(snapshot.roster)
        denied = [untold(snapshot.roster.people[person], children) for person in entitled]
        if all(denied):
            return denied[0]
        if one.n is None:
            return ""
        read, confirmed = reached
        if Urgency(one.urgency) in ASKS:
            return CONFIRMED_BEFORE if all((one.message, its) in confirmed for its in entitled) else ""
        if all(read.get((person, one.conversation), 0) >= one.n for person in entitled):
            return READ_BEFORE
        return ""

    async def dressed(self, one: Claimed) -> Notification:
        """In the language of whom it goes to; an email has more to it than a headline."""
        plain = self._notification(one)
        if self.dressing is None or self.schools is None:
            return plain
        dress = self.dressing.dressed if one.medium == Medium.EMAIL else self.dressing.worded
        try:
            return await dress(self.schools[one.school].snapshot, one, plain)
        except Unavailable:
            return plain  # it was claimed, and is better told in plain words than not at all

    def _notification(self, one: Claimed) -> Notification:
        return Notification(
            key=one.id,
            thread=one.conversation if told_of_one(one) else one.path,
            title=one.title,
            body=one.body,
            url=self.base_url + (f"/s/{links.code_of(one.id)}" if one.medium == Medium.SMS else one.path),
            sender_name=one.title,
            created_at=moment(one.planned_at),
            expires_at=moment(one.expires_at),
        )

    def _follow(self, transaction: Transaction, done: Done, now: datetime) -> None:
        """What else an outcome means: a device is forgotten on its provider's word alone, and who it was told."""
        one, outcome = done.one, done.outcome
        if isinstance(outcome, DeadAddress) and one.medium == Medium.PUSH:
            device = schema.device.c
            transaction.connection.execute(
                delete(schema.device).where(device.provider == one.provider, device.address == one.address)
            )
        if isinstance(outcome, DeadAddress | OptedOut | Full):
            if not isinstance(outcome, Full) or _stays_full(transaction.connection, one, now):
                _note_closed(transaction.connection, one, outcome, stamp(now))
            self._next_medium(transaction, one, now)

    def _next_medium(self, transaction: Transaction, one: Claimed, now: datetime) -> None:
        if self.schools is not None:
            plan_again(transaction.connection, self.schools[one.school].snapshot, one, now)


def _closed(connection: Connection, due: list[Claimed]) -> Mapping[str, str]:
    """Of these, by id, those whose address was closed after they were planned, and the ledger's sentence why."""
    mine = [one for one in due if one.medium != Medium.PUSH]
    found = {
        school: consents.closed_to(connection, school, [one.address for one in mine if one.school == school])
        for school in {one.school for one in mine}
    }
    return {
        one.id: found[one.school][consent_of(Urgency(one.urgency))].get((Medium(one.medium), one.address), "")
        for one in mine
    }


def _stays_full(connection: Connection, one: Claimed, now: datetime) -> bool:
    """Whether a mailbox has taken nothing so often that nobody reads it."""
    since = stamp(now - timedelta(days=SOFT_DAYS))
    return closes(Bounce.SOFT, returned.soft_before(connection, one, since))


def _note_closed(connection: Connection, one: Claimed, outcome: DeadAddress | OptedOut | Full, at: str) -> None:
    """What a provider says of an address counts for everything that would go there."""
    if one.medium == Medium.PUSH:
        return
    source = Source.CARRIER if isinstance(outcome, OptedOut) else Source.BOUNCE
    change = consents.Change(
        medium=Medium(one.medium), address=one.address, classes=CLOSES[source], state=State.CLOSED, source=source,
        why=outcome.why, at=at,
    )  # fmt: skip
    consents.note(connection, one.school, change)


def _decided(connection: Connection, due: list[Claimed]) -> Mapping[tuple[str, int], str]:
    """Of these, the alerts that something waits which does not wait any more; by school and event."""
    its, held = schema.hold.c, [one.event for one in due if one.n is None]
    if not held:
        return {}
    rows = connection.execute(
        select(its.school, its.seq).where(
            its.school.in_({one.school for one in due}), its.seq.in_(held), its.reviewed_at.is_not(None)
        )
    )
    return dict.fromkeys(rows, DECIDED)


Confirmed = Mapping[tuple[str, str], str]
"""Who has confirmed an emergency, by message and person."""


def _confirmed_by(connection: Connection, due: list[Claimed]) -> Confirmed:
    asking = [one for one in due if Urgency(one.urgency) in ASKS]
    found: dict[tuple[str, str], str] = {}
    for school in {one.school for one in asking}:
        found.update(acks_of(connection, school, [one.message for one in asking]))
    return found


def _read_by(connection: Connection, due: list[Claimed]) -> Mapping[tuple[str, str], int]:
    """How far the recipients of these have read the conversations they are about."""
    its = schema.marker.c
    rows = connection.execute(
        select(its.person, its.conversation, its.read_n).where(
            its.school.in_({one.school for one in due}),
            its.person.in_({person for one in due for person in one.recipients}),
            its.conversation.in_({one.conversation for one in due}),
        )
    )
    return {(person, conversation): n for person, conversation, n in rows}
