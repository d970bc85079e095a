"""Bugs on purpose, one at a time, in the hub's own code: the checker is to find each of them."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from hub.bus import school, schools
from hub.doors import connection
from hub.store import journal, store, writing
from notifiers import outbox

if TYPE_CHECKING:
    from collections.abc import Callable


def ack_before_commit() -> None:
    """Deeds are answered, and followers told, though the commit then fails."""
    real = writing._begun

    def undone(engine: Any, lane: str) -> Any:
        import contextlib

        @contextlib.contextmanager
        def begun() -> Any:
            with contextlib.suppress(Forgotten), real(engine, lane) as pair:
                yield pair
                if random.random() < 0.02:
                    raise Forgotten

        return begun()

    writing._begun = undone


class Forgotten(Exception):
    """A commit that is not done."""


def hints_without_poll() -> None:
    """A node that believes in its hints, and some of them are lost."""

    async def never(_self: Any) -> None:
        import asyncio

        await asyncio.sleep(3600)

    schools.Schools.poll = never  # type: ignore[method-assign]
    real = schools.Schools._hear

    def hear(self: Any, hint: Any) -> None:
        if random.random() < 0.7:
            real(self, hint)

    schools.Schools._hear = hear  # type: ignore[method-assign]
    school.School._waiting_counts = False  # type: ignore[attr-defined]


def rights_read_before_attaching() -> None:
    """What a device may see is decided when it connects, and never again."""
    real_welcome, real_replay = connection.Connection.welcome, connection.missed

    def welcome(self: Any, hello: Any, posts_per_s: int) -> None:
        real_welcome(self, hello, posts_per_s)
        self.rights = self.school.snapshot

    def rules_changed(_self: Any, _snapshot: Any) -> None:
        """Not looked at."""

    connection.Connection.welcome = welcome  # type: ignore[method-assign]
    connection.Connection.rules_changed = rules_changed  # type: ignore[method-assign]
    real_apply = school.School._apply

    def apply(self: Any, stored: Any, readers: Any) -> None:
        stale = {
            person
            for person in self._listeners
            for one in self._listeners[person]
            if (rights := getattr(one, "rights", None)) is not None
            and rights.may_read(person, stored.event, stored.audience)
        }
        real_apply(self, stored, tuple({*readers, *stale}))

    school.School._apply = apply  # type: ignore[method-assign]
    assert real_replay


def claimed_twice() -> None:
    """A claim is not marked, so that another worker, or this one, takes it again."""
    outbox._hand = lambda *_: None  # type: ignore[assignment]


def cid_forgotten() -> None:
    """A message that is sent again is stored again."""
    real: Callable[..., Any] = journal.post

    def post(transaction: Any, its: str, rules_seq: int, draft: Any) -> Any:
        import msgspec

        again = draft.cid + f"-{random.getrandbits(40):x}"
        import dataclasses

        assert msgspec
        return real(transaction, its, rules_seq, dataclasses.replace(draft, cid=again))

    journal.post = post


def queue_overflows() -> None:
    """A slow device's queue is cut off instead of being read again from the journal."""

    def offer(self: Any, stored: Any) -> None:
        if self.live and len(self._queue) < 5:
            self._queue.append(connection.Waiting(stored.encoded, stored))
            self._wake.set()

    connection.Connection.offer = offer  # type: ignore[method-assign]


def held_for_all() -> None:
    """What waits for an admin is shown to everybody in the conversation."""
    from hub.deeds import post

    real = post._draft

    def draft(deed: Any, sharing: Any, at: str) -> Any:
        import dataclasses

        return dataclasses.replace(real(deed, sharing, at), audience="all")

    post._draft = draft


PLANTED = {
    one.__name__: one
    for one in (
        ack_before_commit, hints_without_poll, rights_read_before_attaching, claimed_twice, cid_forgotten,
        queue_overflows, held_for_all,
    )
}  # fmt: skip


def plant(name: str) -> None:
    """Plant the bug of this name; none where it is empty."""
    if name:
        PLANTED[name]()
        assert store
