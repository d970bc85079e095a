"""This file is one school, live: its rules in memory, its latest events, and who is looking."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from channels.items import Files, type_of
from hub import metrics
from hub.bus.heads import Heads, heads
from hub.errors import NotFound, Unavailable
from hub.store import clock, journal
from hub.store.changes import CHANGES, rewritten
from hub.store.journal import Mark
from hub.store.markers import list_read
from hub.store.schools import find_position
from hub.store.snapshot import Snapshot, snapshot
from hub.store.tags import Tags
from policies.conversations.returning import is_back
from policies.notify.schedule import urgency_of
from policies.people.facts import Urgency
from policies.sentence import say

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from hub.store.journal import Stored
    from hub.store.store import Store

log = logging.getLogger("roomwire.bus")

RECENT = 4_096
"""Events kept in memory per school, some days of one: what a phone missed in a tunnel is not read again."""

CHANGED = 64
"""Changes kept in memory: no page of the journal is under way for as long as so many take."""

AWAY_S = 60.0
"""How long somebody counts as having a device open elsewhere after that was last said."""

AGAIN_S = 0.5
"""How long to wait before asking a database again that did not answer."""


class Listener(Protocol):
    """A device that is looking, over a socket or a long poll."""

    person: str

    @property
    def session(self) -> str:
        """The id of the session that the device came with."""

    def offer(self, stored: Stored) -> None:
        """Something new that this person may read."""

    def rules_changed(self, snapshot: Snapshot) -> None:
        """Rights may have gone: drop what waits and may no longer be read."""

    def marked(self, conversation: str, n: int) -> None:
        """This person has read conversation up to n, on this device or another of theirs."""

    def sign(self, encoded: bytes) -> None:
        """Something that is soon over, such as that somebody is typing; the first to be dropped."""

    def session_over(self, *, expired: bool) -> None:
        """The session it came with was ended, or has expired: it shows nothing any more."""

    def go_away(self, after_ms: int) -> None:
        """The hub goes down; the device is to come again, after after_ms."""

    def replaced(self) -> None:
        """What this device knows is of another time of the journal; it has to start anew."""


class School:
    """
    One school as this process knows it. It only ever shows what is committed, in the journal's order.

    seq: the last event applied; loaded: the last one when it was opened. snapshot: the rules, never older than seq
    says. read_n: read markers, the highest of each person and conversation; marks: their revision. urgent: the last
    event that was. away: who has a device open on another node, until when by this process's own clock. pages: of
    the journal, being read right now or a moment ago (hub/bus/replay.py). changes: the last edits and withdrawals.
    on_record: what of oversight is known to be written down.
    """

    def __init__(self, store: Store, rules: Snapshot, seq: int) -> None:
        self.store = store.of(rules.school)
        self.snapshot = rules
        self.seq = self.loaded = seq
        self.heads = Heads()
        self.recent: deque[Stored] = deque(maxlen=RECENT)
        self.changes: deque[Stored] = deque(maxlen=CHANGED)
        self.on_record: set[tuple[str, str, str, date]] = set()
        self.read_n: dict[tuple[str, str], int] = {}
        self.marks = 0
        self.urgent = seq  # what was said before may have been
        self.away: dict[str, float] = {}
        self.pages: dict[int, asyncio.Future[list[Stored]]] = {}
        self.grown: Callable[[], None] = lambda: None
        self._listeners: defaultdict[str, set[Listener]] = defaultdict(set)
        self._readers: dict[tuple[str | None, str], tuple[str, ...]] = {}
        self._waiting: deque[Stored] = deque()
        self._refreshing: asyncio.Task[None] | None = None
        self._marking: asyncio.Task[None] | None = None

    @property
    def id(self) -> str:
        """The id of this school, which all of its rows have."""
        return self.snapshot.school

    def listen(self, listener: Listener) -> None:
        """Show it every new event its person may read, from the next one on."""
        self._listeners[listener.person].add(listener)

    def leave(self, listener: Listener) -> None:
        """Show a device that has gone nothing more."""
        self._listeners[listener.person].discard(listener)
        if not self._listeners[listener.person]:
            del self._listeners[listener.person]

    def listeners(self, person: str) -> tuple[Listener, ...]:
        """The devices on which person is looking."""
        return tuple(self._listeners.get(person, ()))

    def everybody(self) -> tuple[Listener, ...]:
        """Every device that is looking, on this node."""
        return tuple(one for theirs in self._listeners.values() for one in theirs)

    @property
    def is_looked_at(self) -> bool:
        """Whether any device is looking, on this node."""
        return bool(self._listeners)

    @property
    def is_reading(self) -> bool:
        """Whether something of its journal or its markers is being read right now."""
        pages = any(not one.done() for one in self.pages.values())
        return bool(pages or self._refreshing or self._marking)

    def head_of(self, person: str) -> int:
        """The position this person is told: of the last event they may read."""
        return self.heads.of(self.snapshot, person)

    def begun(self, conversation: str) -> bool:
        """Whether anything was shared in conversation; what waits for approval does not count."""
        return self.heads.n.get(conversation, 0) > 0

    def withdrawn_for(self, person: str, conversation: str) -> list[int]:
        """The n of what was taken back of what person has not read; it is not unread."""
        last = self.heads.n.get(conversation, 0)
        return self.heads.withdrawn_between(conversation, self.read_n.get((person, conversation), 0), last + 1)

    def hint(self, appended: Iterable[Stored | Mark]) -> None:
        """Some events and markers were committed; apply what is next, else read what lies between."""
        for one in appended:
            if isinstance(one, Mark):
                self.marks += one.rev == self.marks + 1
                self.marked(one.person, one.conversation, one.n)
                self._over_own(one.seq)
            else:
                self._waiting.append(one)
        if self._refreshing is None:
            self._apply_next()

    def grew_to(self, seq: int) -> None:
        """The journal stands at seq, as somebody says; read on if that is news."""
        if seq > self.seq:
            self._refresh()

    def marked_to(self, rev: int) -> None:
        """The read markers stand at rev, as somebody says; read on if that is news."""
        if rev > self.marks and self._marking is None:
            self._marking = asyncio.create_task(self._read_marks())

    def marked(self, person: str, conversation: str, n: int) -> bool:
        """Person has read up to n: show their devices, if that was news; whether it was."""
        if not self.mark(person, conversation, n):
            return False
        for listener in self.listeners(person):
            listener.marked(conversation, n)
        return True

    def here(self, people: Iterable[str], gone: Iterable[str]) -> None:
        """Who has a device open on another node, for a while, and who has none there any more."""
        until = time.monotonic() + AWAY_S
        for person in gone:
            self.away.pop(person, None)
        for person in self.snapshot.roster.people.keys() & set(people):  # whoever says it may say anything
            self.away[person] = until

    def replaced(self) -> None:
        """The journal this school is about is not the one that is kept any more."""
        for listener in self.everybody():
            listener.replaced()

    async def catch_up(self) -> None:
        """Return when every event that is committed now has been applied."""
        if self._refreshing is not None:
            await asyncio.shield(self._refreshing)  # it may have read before what we wait for
        await asyncio.shield(self._refresh())

    def _apply_next(self) -> None:
        while self._waiting:
            one = self._waiting[0]
            if one.event.seq == self.seq + 1 and not one.rule:
                usual = one.event.kind not in CHANGES
                self._apply(one, self._usual_readers(one) if usual else self._readers_of(one))
            elif one.event.seq > self.seq:
                self._refresh()
                return
            self._waiting.popleft()

    def _refresh(self) -> asyncio.Task[None]:
        if self._refreshing is None:
            self._refreshing = asyncio.create_task(self._read_on())
        return self._refreshing

    async def _read_on(self) -> None:
        try:
            while await self._read_page() == journal.PAGE:
                pass
        finally:
            self._refreshing = None
        self._apply_next()

    async def _read_page(self) -> int:
        try:
            rules, page = await self.store.read(self._next_page)
        except Unavailable:
            log.warning("a journal cannot be read; trying again", extra={"school": self.id})
            await asyncio.sleep(AGAIN_S)
            return journal.PAGE
        if rules is not None:
            self._replace(rules)
        for one in page:
            self._apply(one, self._readers_of(one))
        if page:
            came = clock.moment(page[-1].event.at)
            metrics.ELSEWHERE.observe(max(0.0, (clock.now() - came).total_seconds()))
        return len(page)

    def _next_page(self, connection: Connection) -> tuple[Snapshot | None, list[Stored]]:
        page = journal.after(connection, self.id, self.seq)
        ruled = any(one.rule for one in page)
        return (snapshot(connection, self.id) if ruled else None), page

    async def _read_marks(self) -> None:
        try:
            since, seq = self.marks, self.seq
            rows = await self.store.read(lambda connection: journal.marks_after(connection, self.id, since))
            for person, conversation, n, rev in rows:
                self.marks = max(self.marks, rev)
                self.marked(person, conversation, n)
            self._over_own(seq)
        except Unavailable:
            log.warning("read markers cannot be read; the next look will tell", extra={"school": self.id})
        finally:
            self._marking = None

    def _replace(self, rules: Snapshot) -> None:
        self.snapshot = rules
        self._readers.clear()
        for listener in self.everybody():
            listener.rules_changed(rules)

    def _usual_readers(self, stored: Stored) -> tuple[str, ...]:
        """Who may read an event now; the same people for every new one until the rules change."""
        key = (stored.event.conversation, stored.audience)
        if key not in self._readers:
            self._readers[key] = self._readers_of(stored)
        return self._readers[key]

    def _readers_of(self, stored: Stored) -> tuple[str, ...]:
        return tuple(self.snapshot.readers(stored.event, stored.audience))

    def _apply(self, stored: Stored, readers: tuple[str, ...]) -> None:
        self.seq = stored.event.seq
        if stored.event.kind in CHANGES:
            self._change(stored)
        if _is_urgent(stored):
            self.urgent = stored.event.seq
        self.recent.append(stored)
        self.heads.note(stored)
        self._mark_own(stored)
        self._mark_gained(stored)
        tags = Tags(self.snapshot, stored) if isinstance(stored.event.item, Files) else None
        for person in readers:
            for listener in self._listeners.get(person, ()):
                listener.offer(stored if tags is None else tags.shown_to(person))
        self.grown()

    def _change(self, change: Stored) -> None:
        """From now on memory says what the journal says."""
        self.changes.append(change)
        self.forget_pages()
        self.recent = deque((rewritten(one, change) for one in self.recent), maxlen=RECENT)

    def forget_pages(self) -> None:
        """What was read before a change is read anew; pages under way are looked through for it (as_changed)."""
        self.pages = {start: reading for start, reading in self.pages.items() if not reading.done()}

    def as_changed(self, stored: Stored) -> Stored:
        """An event that may have been read before a change that is known by now."""
        for change in self.changes:
            stored = rewritten(stored, change)
        return stored

    def _mark_own(self, stored: Stored) -> None:
        event = stored.event
        if event.n is not None and event.author is not None and event.conversation is not None:
            place = (event.author, event.conversation)
            read_n = self.read_n.get(place, 0)
            gone = self.heads.withdrawn_between(event.conversation, read_n, event.n)
            if read_n < event.n and read_n + len(gone) == event.n - 1:
                self.read_n[place] = event.n

    def _over_own(self, seq: int) -> None:
        """
        Move markers over one's own messages that came after seq.

        A marker that is read or committed while events come in may be older than these: what was applied
        meanwhile is looked at once more.
        """
        later = list(itertools.takewhile(lambda one: one.event.seq > seq, reversed(self.recent)))
        for one in reversed(later):
            self._mark_own(one)

    def _mark_gained(self, stored: Stored) -> None:
        """Whoever comes into a conversation starts with nothing unread; who is back goes on (hub.store.markers)."""
        event, person = stored.event, stored.audience
        for conversation in event.gained or ():
            its = self.snapshot.members(conversation).get(person)
            if its is not None and is_back(its.spans, event.seq):
                continue
            self.mark(stored.audience, conversation, self.heads.n.get(conversation, 0))

    def mark(self, person: str, conversation: str, n: int) -> bool:
        """Note that person has read up to n; whether that was news."""
        known = self.read_n.get((person, conversation), 0)
        self.read_n[person, conversation] = max(known, n)
        return n > known


def _is_urgent(stored: Stored) -> bool:
    event = stored.event
    marked, item_type = Urgency(event.urgency or Urgency.NORMAL), type_of(event.item) if event.item else ""
    return urgency_of(marked, item_type) is not Urgency.NORMAL


async def opened(store: Store, school: str) -> School:
    """
    A school, live from this moment on.

    Raises:
        NotFound: there is no such school.
    """
    return await store.read(lambda connection: _loaded(store, connection, school), school)


def _loaded(store: Store, connection: Connection, school: str) -> School:
    position = find_position(connection, school)
    if position is None:
        raise NotFound(say("There is no such school."))
    live = School(store, snapshot(connection, school), position.seq)
    live.marks, live.heads = position.marks, heads(connection, school)
    live.read_n = list_read(connection, school)
    return live
