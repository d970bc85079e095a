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
from itertools import pairwise

from sqlalchemy import Engine, text

from tests.faults.client import said
from tests.faults.history import Asked, DeviceLog, Handled, History

SAY = frozenset({"message", "held", "edited", "withdrawn"})
"""The kinds of rows that have a message's words, or had them."""

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
    of: int = 0
    shared: bool = False
    urgency: str = ""


@dataclass(slots=True)
class Truth:
    """
    What the database holds in the end, read by hand and not by the hub's own code.

    versions: of each message that was changed what it said, and from which position on; oldest first.
    missed: by person and conversation what they were out for, as after and to. acks: messages, and who confirmed.
    """

    events: list[Event]
    spans: dict[tuple[str, str], list[tuple[str, int, int | None]]]
    staff: frozenset[str]
    own_child: frozenset[tuple[str, str]]
    read_n: dict[tuple[str, str], int]
    holds: dict[str, str | None]
    deliveries: list[tuple[str, str, str]]
    versions: dict[str, list[tuple[int, str]]]
    missed: dict[tuple[str, str], list[tuple[int, int]]]
    acks: frozenset[tuple[str, str]]

    def texts(self, event: Event) -> list[str]:
        """What a row may have said to who read it: what it says, or nothing older of what was changed."""
        its = self.versions.get(event.id)
        if its is None or event.kind not in SAY:
            return [event.text]
        return [text for (_, text), later in zip(its, [*its[1:], (0, "")], strict=True)
                if not later[0] or later[0] > event.seq]  # fmt: skip

    def first(self, event: Event) -> str:
        """What a message said before anybody changed it."""
        return self.versions[event.id][0][1] if event.id in self.versions else event.text


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
        events = [
            _event(row)
            for row in rows(
                "select seq, kind, audience, conversation, n, id, author, cid, body from event order by seq"
            )
        ]
        missed = defaultdict(list)
        for person, conversation, after, to in rows("select person, conversation, after_n, to_n from missed"):
            missed[person, conversation].append((after, to))
        return Truth(
            events=events,
            versions=_versions(events, rows("select message, seq, item from revision order by seq")),
            missed=dict(missed),
            acks=frozenset(rows("select message, person from ack")),
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


def _event(row: tuple) -> Event:
    *words, body = row
    seq, kind, audience, conversation, n, its, author, cid = words
    kept = json.loads(body)
    return Event(
        seq, kind, audience, conversation or "", n or 0, its or "", author or "", cid or "",
        said(kept.get("item") or {}), kept.get("of") or 0, bool(n or kept.get("of_n")), kept.get("urgency") or "",
    )  # fmt: skip


def _versions(events: list[Event], kept: list[tuple]) -> dict[str, list[tuple[int, str]]]:
    newest = {one.id: one.text for one in events if one.kind in {"message", "held"}}
    found: dict[str, list[tuple[int, str]]] = {}
    since: dict[str, int] = {}
    for message, seq, item in kept:
        found.setdefault(message, []).append((since.get(message, 0), said(json.loads(item) or {})))
        since[message] = seq
    for message, seq in since.items():
        found[message].append((seq, newest[message]))
    return found


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
    _changes(history, its, found)
    _confirmations(history, its, found)
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
    by_text = Counter((one.author, its.first(one)) for one in its.events if one.cid)
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
        elif posted.id and (rows[0].id, rows[0].seq, its.first(rows[0])) != (posted.id, posted.seq, posted.text):
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
        if one.seq > len(its.events) or not _same(one, its.events[one.seq - 1], its):
            found.reordered.append(f"{log.name}: {one.seq} is not what the journal has there")


def _same(one: Handled, event: Event, its: Truth) -> bool:
    return one.text in its.texts(event) and (one.kind, one.conversation, one.id, one.n, one.author, one.of) == (
        event.kind, event.conversation, event.id, event.n, event.author, event.of,
    )  # fmt: skip


def _rights(log: DeviceLog, its: Truth, found: Verdict) -> None:
    for one in log.handled:
        if one.seq > len(its.events):
            continue
        event = its.events[one.seq - 1]
        if not event.conversation:
            mine = event.audience == log.person or (event.audience == "staff" and log.person in its.staff)
            if not mine:
                found.leaked.append(f"{log.name}: {event}")
        elif not _allowed(log.person, one, event, its):
            found.leaked.append(f"{log.name}: {event}")


def _allowed(person: str, one: Handled, event: Event, its: Truth) -> bool:
    # what is shared is counted; what is not is for the staff side alone, whatever audience was written down
    spans = its.spans.get((person, event.conversation), [])
    if not spans:
        return False
    if not event.shared and (spans[0][0] != "staff" or (person, event.conversation) in its.own_child):
        return False
    return all(_within(seq, one, spans) for seq in (event.seq, event.of or event.seq))


def _within(seq: int, one: Handled, spans: list[tuple[str, int, int | None]]) -> bool:
    if any(start <= seq and (end is None or seq < end) for _, start, end in spans):
        return True
    # staff read a conversation from its start, once they are in it: after the event that said so
    return spans[0][0] == "staff" and any(seq < start <= max(one.head, one.seq) for _, start, _ in spans)


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
            if event.kind == "confirmed" and event.audience == person:
                yield event
            continue
        for side, start, end in its.spans.get((person, event.conversation), ()):
            own = (person, event.conversation) in its.own_child
            audience = event.shared or (side == "staff" and not own)
            if audience and end is None and start <= min(event.seq, event.of or event.seq):
                yield event
                break


def _unread(history: History, its: Truth, found: Verdict) -> None:
    """What the hubs say is unread, against a count of the rows beyond the marker that were not taken back."""
    said = defaultdict(list)
    gone = {one.id for one in its.events if one.kind == "withdrawn"}
    for one in its.events:
        if one.n and one.id not in gone:
            said[one.conversation].append(one.n)
    for (person, where), n in history.reads.items():
        if its.read_n.get((person, where), 0) < n:
            found.lost.append(
                f"{person} had read {where} up to {n}, the marker says {its.read_n.get((person, where))}"
            )
    for person, listed in history.lists:
        for where, unread in listed.items():
            out = its.missed.get((person, where), ())
            theirs = (n for n in said[where] if not any(after < n <= to for after, to in out))
            counted = sum(1 for n in theirs if n > its.read_n.get((person, where), 0))
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


def _changes(history: History, its: Truth, found: Verdict) -> None:
    """What was acknowledged as amended stands where it was said, over what its author had read and nothing else."""
    for message, versions in its.versions.items():
        if len({text for _, text in versions}) < len(versions):
            found.duplicated.append(f"{message} was changed to the same twice: {versions}")
    for one in history.asked:
        if one.t != "edit":
            continue
        text, versions = said(one.item or {}), its.versions.get(one.message, [])
        made = {seq: (words, before[1]) for before, (seq, words) in pairwise(versions)}
        if one.done and made.get(one.seq, ("", ""))[0] != text:
            found.lost.append(f"{one} was acknowledged and is not kept: {versions}")
        elif one.done and made[one.seq][1] != one.before:
            found.lost.append(f"{one} went over what its author had not read: {made[one.seq][1]}")
        elif not one.done and not one.code:
            found.lost.append(f"{one} never got an answer")
        elif not one.done and one.tries == 1 and any(words == text for _, words in versions):
            found.broken.append(f"{one} was refused and is kept")
        elif one.code == "conflict" and not versions:
            found.broken.append(f"{one} was refused for a change that nobody made")


def _confirmations(history: History, its: Truth, found: Verdict) -> None:
    """Each confirmed once, by who did, and never after it was taken back; who confirmed is not asked again."""
    said_at = {one.id: one.seq for one in its.events if one.kind == "message" and one.urgency}
    gone = {one.id for one in its.events if one.kind == "withdrawn"}
    told = Counter((one.audience, one.of) for one in its.events if one.kind == "confirmed")
    asked = [one for one in history.asked if one.t == "ack"]
    for one in asked:
        pair = one.message, one.person
        if one.done and (pair not in its.acks or one.late):
            found.lost.append(f"{one} was acknowledged, and {'was taken back' if one.late else 'is not kept'}")
        elif not one.done and not one.code:
            found.lost.append(f"{one} never got an answer")
        elif one.code and not _refusable(one, gone, its):
            found.broken.append(f"{one} was refused")
    for message, person in its.acks:
        if told.pop((person, said_at[message]), 0) != 1:
            found.duplicated.append(f"{person} confirmed {message} once, and that is not told once")
    found.broken += [f"{person} is told to have confirmed {seq}" for person, seq in told]
    found.leaked += [f"nobody asked for {pair}" for pair in its.acks - {(one.message, one.person) for one in asked}]
    for person, listed in history.to_confirm:
        due = {one.id for one in _due(person, 0, its) if one.id in said_at and person not in its.staff}
        left = {one for one in due - gone if (one, person) not in its.acks}
        found.broken += [f"{person} is asked for {one} again" for one in listed if (one, person) in its.acks]
        found.broken += [f"{person} is asked for {one}, which is gone" for one in listed & gone]
        found.lost += [f"{person} is not asked for {one} any more" for one in left - listed]


def _refusable(one: Asked, gone: set[str], its: Truth) -> bool:
    # what was taken back asks nothing of anybody; for who left, and only for them, it is not there at all
    if one.code == "invalid":
        return one.message in gone
    return one.code == "not_found" and all(event.id != one.message for event in _due(one.person, 0, its))
