"""This file reads what became of a message, for every person it was to reach."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.errors import NotFound
from hub.queries.conversations.place import NO_MESSAGE
from hub.store import deliveries, journal
from hub.store.changes import CHANGES
from hub.store.clock import moment
from hub.store.markers import list_readers
from notifiers import outages, senders

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.store.snapshot import Snapshot
    from hub.wire import Event

MEDIUM_OF = {module.PROVIDER: module.MEDIUM for module in senders.modules()}
WAITED = timedelta(seconds=2)
"""Less than this is no waiting: another account took it."""


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """One thing that happened on the way to somebody. why: of what was planned for later, the sentence for that."""

    at: str
    what: str
    medium: str
    address: str
    detail: str
    why: str = ""


@dataclass(slots=True)
class PersonTimeline:
    """What became of a message for one person; read_at: None while it is unread."""

    steps: list[TimelineStep] = field(default_factory=list)
    skipped: str | None = None
    read_at: str | None = None


def message_of(connection: Connection, snapshot: Snapshot, reader: str, message: str) -> list[journal.Stored]:
    """
    The events of a message that reader may read, in order.

    Raises:
        NotFound: there are none, or the message does not exist; both alike.
    """
    events = journal.of_message(connection, snapshot.school, message)
    mine = [
        one
        for one in events
        if one.event.kind not in CHANGES and snapshot.may_read(reader, one.event, one.audience)
    ]
    if not mine:
        raise NotFound(NO_MESSAGE)
    return mine


def timeline(connection: Connection, school: str, events: list[journal.Stored]) -> dict[str, PersonTimeline]:
    """What became of these events of one message, by person."""
    found: defaultdict[str, PersonTimeline] = defaultdict(PersonTimeline)
    for one in events:
        _deliveries(connection, school, one.event, found)
        _skips(connection, school, one.event.seq, found)
    last = events[-1].event
    if last.n is not None and last.conversation is not None:
        for person, read_at in list_readers(connection, school, last.conversation, last.n).items():
            if person in found:
                found[person].read_at = read_at
    return dict(found)


def _deliveries(connection: Connection, school: str, event: Event, found: defaultdict[str, PersonTimeline]) -> None:
    shut = outages.since(connection, event.at)
    for row in deliveries.list_of_event(connection, school, event.seq):
        where = masked(row["medium"], row["address"])
        planned = f"{row['body']}. {row['reason']}" if row["reason"] else row["body"]
        steps = [TimelineStep(row["planned_at"], "planned", row["medium"], where, planned, row["reason"])]
        its = [row["id"], *([row["joined"]] if row["joined"] else [])]  # what became of the one that told of it too
        happened = deliveries.list_attempts(connection, its)
        steps += [TimelineStep(one["at"], one["what"], row["medium"], where, one["detail"]) for one in happened]
        steps = sorted(steps + _waits(row, where, steps, shut), key=lambda one: one.at)
        for person in json.loads(row["recipients"]):
            found[person].steps += steps


def _waits(
    row: RowMapping, where: str, steps: list[TimelineStep], shut: list[outages.Outage]
) -> list[TimelineStep]:
    """Since when a delivery that nobody had in hand waited for a provider that was shut, and why, in words."""
    found = []
    for one in shut:
        begun = max(one.opened_at, row["planned_at"])
        before = [step.what for step in steps if step.at <= begun]
        after = [step.at for step in steps if step.at > begun]
        idle = before[-1:] != ["handed"] and (row["settled_at"] is None or row["settled_at"] > begun)
        long = not after or moment(after[0]) - moment(begun) > WAITED
        if idle and long and _carries(one, row):
            found.append(TimelineStep(begun, "waits", row["medium"], where, one.why))
    return found


def _carries(one: outages.Outage, row: RowMapping) -> bool:
    """Whether a delivery goes to the account of this outage; a push service is told by the address itself."""
    if row["medium"] != MEDIUM_OF.get(one.provider) or row["provider"] not in {"", one.provider}:
        return False
    return one.provider != "webpush" or f"//{one.account}/" in row["address"]


def masked(medium: str, address: str) -> str:
    """Enough of an address to know it again; teachers need not learn a parent's number from a timeline."""
    if medium == "push":
        return "a device"
    if medium == "sms":
        return f"…{address[-4:]}"
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


def _skips(connection: Connection, school: str, seq: int, found: defaultdict[str, PersonTimeline]) -> None:
    for person, why in deliveries.list_skipped(connection, school, seq):
        found[person].skipped = why
