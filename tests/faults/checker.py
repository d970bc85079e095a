"""
The checker: from what the clients saw and what the database holds in the end, what was broken.

Lost: acknowledged, and not at a device entitled to it. Duplicated: an id or an alert twice. Reordered: two
devices, or a device and the journal, in another order. Leaked: at a device whose person had no right to it.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Engine, text

from tests.faults.client import said
from tests.faults.history import DeviceLog, Handled, History

MOST = 5
"""Examples shown of one kind of fault."""


@dataclass(frozen=True, slots=True)
class Event:
    """A row of the journal."""

    seq: int
    kind: str
    audience: str
    conversation: str
    n: int
    id: str
    author: str
    cid: str
    text: str


@dataclass(slots=True)
class Truth:
    """What the database holds in the end, read by hand and not by the hub's own code."""

    events: list[Event]
    spans: dict[tuple[str, str], list[tuple[str, int, int | None]]]
    staff: frozenset[str]
    own_child: frozenset[tuple[str, str]]
    read_n: dict[tuple[str, str], int]
    holds: dict[str, str | None]
    deliveries: list[tuple[str, str, str]]


@dataclass(slots=True)
class Verdict:
    """What was found, by kind."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def clean(self) -> bool:
        """Whether nothing was found."""
        return not any((self.lost, self.duplicated, self.reordered, self.leaked, self.broken))

    def __str__(self) -> str:
        kinds = {name: getattr(self, name) for name in self.__slots__}
        return "; ".join(f"{name} {len(its)}: {' | '.join(its[:MOST])}" for name, its in kinds.items() if its)


def truth(engine: Engine) -> Truth:
    """The database, read in one transaction."""
    with engine.connect() as connection, connection.begin():

        def rows(sql: str) -> list[tuple]:
            return [tuple(row) for row in connection.execute(text(sql))]

        spans = defaultdict(list)
        for conversation, side, person, since, until, from_, to in rows(
            "select m.conversation, m.side, b.person, m.since_seq, m.until_seq, b.since_seq, b.until_seq"
            " from member m join belongs b on b.party = m.party and b.school = m.school"
        ):
            start = max(since, from_)
            ends = [end for end in (until, to) if end is not None]
            end = min(ends) if ends else None
            if end is None or start < end:
                spans[person, conversation].append((side, start, end))
        return Truth(
            events=[
                Event(seq, kind, audience, conversation or "", n or 0, its or "", author or "", cid or "",
                      said(json.loads(body).get("item") or {}))
                for seq, kind, audience, conversation, n, its, author, cid, body in rows(
                    "select seq, kind, audience, conversation, n, id, author, cid, body from event order by seq"
                )
            ],
            spans=dict(spans),
            staff=frozenset(one for (one,) in rows("select id from person where role <> 'guardian'")),
            own_child=frozenset(
                rows(
                    "select s.id, c.id from person s join person g on g.source = s.source and g.side = 'guardian'"
                    " join guardianship k on k.guardian = g.id"
                    " join conversation c on c.subject = 'student:' || k.student where s.side = 'staff'"
                )
            ),
            read_n={(person, its): n for person, its, n in rows("select person, conversation, read_n from marker")},
            holds=dict(rows("select message, answer from hold")),
            deliveries=rows("select id, medium, outcome from delivery"),
        )  # fmt: skip


def check(history: History, its: Truth) -> Verdict:
    """Everything that is wrong."""
    found = Verdict(broken=list(history.complaints))
    _journal(its, found)
    _posts(history, its, found)
    for log in history.devices:
        _order(log, its, found)
        _rights(log, its, found)
        _complete(log, its, found)
    _unread(history, its, found)
    _told(history, its, found)
    return found


def _journal(its: Truth, found: Verdict) -> None:
    if [one.seq for one in its.events] != list(range(1, len(its.events) + 1)):
        found.broken.append("the journal has holes in seq")
    counted = defaultdict(list)
    for one in its.events:
        if one.n:
            counted[one.conversation].append(one.n)
    found.broken += [f"holes in n of {where}" for where, ns in counted.items() if ns != list(range(1, len(ns) + 1))]
    released = Counter(one.id for one in its.events if one.kind == "message")
    found.duplicated += [f"{one} was shared {times} times" for one, times in released.items() if times > 1]
    for message, answer in its.holds.items():
        if released[message] != (answer == "approve"):
            found.broken.append(f"hold {message} ended {answer} and was shared {released[message]} times")


def _posts(history: History, its: Truth, found: Verdict) -> None:
    stored = defaultdict(list)
    by_text = Counter((one.author, one.text) for one in its.events if one.cid)
    for one in its.events:
        if one.cid:
            stored[one.author, one.cid].append(one)
    for posted in history.posts.values():
        rows = stored[posted.author, posted.cid]
        if len(rows) > 1 or by_text[posted.author, posted.text] > 1:
            found.duplicated.append(
                f"{posted.cid} is stored {max(len(rows), by_text[posted.author, posted.text])} times"
            )
        if posted.id and not rows:
            found.lost.append(f"{posted.cid} was acknowledged as {posted.id} and is not stored")
        elif posted.id and (rows[0].id, rows[0].seq, rows[0].text) != (posted.id, posted.seq, posted.text):
            found.broken.append(f"{posted.cid} was answered {posted.id} at {posted.seq}, stored as {rows[0]}")
        if posted.refused and rows:
            found.broken.append(f"{posted.cid} was refused and is stored")
        if not posted.ended:
            found.lost.append(f"{posted.cid} never got an answer")


def _order(log: DeviceLog, its: Truth, found: Verdict) -> None:
    seen: set[str] = set()
    last = 0
    for one in log.handled:
        if one.seq <= last and not log.anew:
            found.reordered.append(f"{log.name}: {one.seq} after {last}")
        last = one.seq
        if one.kind == "message" and one.id in seen and not log.anew:
            found.duplicated.append(f"{log.name}: {one.id} twice")
        seen |= {one.id} if one.kind == "message" else set()
        if one.seq > len(its.events) or not _same(one, its.events[one.seq - 1]):
            found.reordered.append(f"{log.name}: {one.seq} is not what the journal has there")


def _same(one: Handled, event: Event) -> bool:
    return (one.kind, one.conversation, one.id, one.n, one.author, one.text) == (
        event.kind, event.conversation, event.id, event.n, event.author, event.text,
    )  # fmt: skip


def _rights(log: DeviceLog, its: Truth, found: Verdict) -> None:
    member = {one.seq for one in its.events if one.kind == "member" and one.audience == log.person}
    for one in log.handled:
        if one.seq > len(its.events):
            continue
        event = its.events[one.seq - 1]
        if not event.conversation:
            mine = event.seq in member or (event.audience == "staff" and log.person in its.staff)
            if not mine:
                found.leaked.append(f"{log.name}: {event}")
        elif not _allowed(log.person, one, event, its):
            found.leaked.append(f"{log.name}: {event}")


def _allowed(person: str, one: Handled, event: Event, its: Truth) -> bool:
    # what is shared is counted; what is not is for the staff side alone, whatever audience was written down
    spans = its.spans.get((person, event.conversation), [])
    side = spans[0][0] if spans else ""
    if not event.n and (side != "staff" or (person, event.conversation) in its.own_child):
        return False
    if any(start <= event.seq and (end is None or event.seq < end) for _, start, end in spans):
        return True
    # staff read a conversation from its start, once they are in it: after the event that said so
    return side == "staff" and any(event.seq < start <= one.head for _, start, _ in spans)


def _complete(log: DeviceLog, its: Truth, found: Verdict) -> None:
    if log.anew:
        return
    handled = {one.seq for one in log.handled}
    for event in _due(log.person, log.since, its):
        if event.seq not in handled:
            found.lost.append(f"{log.name}: {event}")


def _due(person: str, since: int, its: Truth) -> Iterator[Event]:
    """What a person is entitled to: belonged when it was said, and ever since."""
    for event in its.events[since:]:
        if not event.conversation:
            continue
        for side, start, end in its.spans.get((person, event.conversation), ()):
            own = (person, event.conversation) in its.own_child
            audience = bool(event.n) or (side == "staff" and not own)
            if audience and end is None and start <= event.seq:
                yield event
                break


def _unread(history: History, its: Truth, found: Verdict) -> None:
    """What the hubs say is unread, against a count of the rows beyond the marker."""
    said = defaultdict(list)
    for one in its.events:
        if one.n:
            said[one.conversation].append(one.n)
    for (person, where), n in history.reads.items():
        if its.read_n.get((person, where), 0) < n:
            found.lost.append(
                f"{person} had read {where} up to {n}, the marker says {its.read_n.get((person, where))}"
            )
    for person, listed in history.lists:
        for where, unread in listed.items():
            counted = sum(1 for n in said[where] if n > its.read_n.get((person, where), 0))
            if counted != unread:
                found.broken.append(f"{person} is told {unread} unread in {where}, and it is {counted}")


def _told(history: History, its: Truth, found: Verdict) -> None:
    """An alert by email comes once: never twice, and if it was settled as accepted, it came."""
    arrived = Counter(key for key, _ in history.mails)
    found.duplicated += [f"alert {key} came {times} times" for key, times in arrived.items() if times > 1]
    for its_id, medium, outcome in its.deliveries:
        key = hashlib.sha256(its_id.encode()).hexdigest()[:32]  # as notifiers/senders/smtp.py names it
        if medium == "email" and outcome == "accepted" and not arrived[key]:
            found.lost.append(f"alert {key} was settled as accepted and never came")
