"""An event that is no message is added as one file: the journal, the live view and the alerts take it as it is."""

import json

import pytest

from channels.events import events
from channels.events.event import EventKind
from hub.store import journal
from hub.store.clock import stamp
from hub.store.transaction import Transaction
from tests.hub.records.test_reporting import alerts
from tests.hub.running import Running

ARRIVED = EventKind(name="arrived", headline="Your child is at school", path="/#/today")


async def test_an_event_that_only_its_file_knows_is_kept_seen_by_its_reader_alone_and_told(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(events(), ARRIVED.name, ARRIVED)
    rosa, ana = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ana Reyes")
    school = maple.hub.schools[maple.school]
    draft = journal.Draft(kind=ARRIVED.name, audience=rosa.id, at=stamp(maple.hub.clock()))

    def write(transaction: Transaction) -> journal.Stored:
        journal.lock(transaction, school.id)
        return journal.append(transaction, school.id, draft)

    async with rosa.device() as hers, ana.device() as other:
        await hers.live()
        await other.live()
        stored = await school.store.write(write, school.id)
        seen = await hers.event(kind=ARRIVED.name)
        assert await other.silence() == []
    (told,) = await alerts(maple, ARRIVED.headline)

    assert seen["seq"] == stored.event.seq
    assert (json.loads(told["recipients"]), told["path"], told["outcome"]) == ([rosa.id], "/#/today", "accepted")
