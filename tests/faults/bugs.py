"""Bugs on purpose, one at a time, planted into the hub's own code: the checker is to find each of them."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import itertools
import random
from collections.abc import Iterator
from typing import Any

from sqlalchemy import text

from hub.actions.conversations import change, confirm, post
from hub.api.live import connection
from hub.bus import hints, school, schools
from hub.notify import dispatcher, planning
from hub.store import changes, writing
from notifiers import many
from notifiers.notification import Accepted, Ambiguous, RetryAt


class ForgottenError(Exception):
    """A commit that is not done."""


def ack_before_commit() -> None:
    """Actions are answered, and followers told, and now and then the commit is not done."""
    real = writing._begun

    @contextlib.contextmanager
    def begun(engine: Any, lane: str) -> Iterator[Any]:
        with contextlib.suppress(ForgottenError), real(engine, lane) as pair:
            yield pair
            if random.random() < 0.05:
                raise ForgottenError

    writing._begun = begun


def lost_hint_without_poll() -> None:
    """A node believes in its hints alone, and those that a journal has grown are lost."""

    async def never(_self: Any) -> None:
        await asyncio.sleep(3_600)

    real = schools.Schools._hear

    def hear(self: Any, hint: Any) -> None:
        if not isinstance(hint, hints.Grown):
            real(self, hint)

    schools.Schools.poll = never  # type: ignore[method-assign]
    schools.Schools._hear = hear  # type: ignore[method-assign]


def rights_read_before_attaching() -> None:
    """What a device may see is decided when it connects, and never again."""
    welcome, apply = connection.Connection.welcome, school.School._apply
    rights: dict[int, Any] = {}

    def welcomed(self: Any, hello: Any, posts_per_s: int) -> None:
        welcome(self, hello, posts_per_s)
        rights[id(self)] = self.school.snapshot

    def applied(self: Any, stored: Any, readers: Any) -> None:
        stale = {
            listener.person
            for listener in self.everybody()
            if id(listener) in rights
            and rights[id(listener)].may_read(listener.person, stored.event, stored.audience)
        }
        apply(self, stored, tuple({*readers, *stale}))

    connection.Connection.welcome = welcomed  # type: ignore[method-assign]
    connection.Connection.rules_changed = lambda _self, _snapshot: None  # type: ignore[method-assign]
    school.School._apply = applied  # type: ignore[method-assign]


def claimed_twice() -> None:
    """A claim is not marked, so that it is taken again."""
    many.hand = lambda *_: None  # type: ignore[assignment]


def lost_answers_repeated() -> None:
    """What may have been taken is handed over again, as if it had certainly not been."""
    real = dispatcher._ask

    async def asked(*what: Any) -> Any:
        outcome = await real(*what)
        return RetryAt(outcome.why) if isinstance(outcome, Ambiguous) else outcome

    dispatcher._ask = asked


def handed_without_mark() -> None:
    """A claim is leased but not marked as handed, so that a dead worker's emails go out again."""
    many._HAND = {  # type: ignore[assignment]
        name: text(its.text.replace("handed_at = :at", "handed_at = null")) for name, its in many._HAND.items()
    }


def told_without_call() -> None:
    """Every tenth alert counts as accepted and nobody was called."""
    real, calls = dispatcher._ask, itertools.count()

    async def asked(*what: Any) -> Any:
        return Accepted() if next(calls) % 10 == 0 else await real(*what)

    dispatcher._ask = asked


def queue_cut_off() -> None:
    """A slow device's queue is cut off instead of being read again from the journal."""

    def offer(self: Any, stored: Any) -> None:
        if self.live and len(self._queue) < 5:
            self._queue.append(stored)
            self.outgoing.add(self)

    connection.Connection.offer = offer  # type: ignore[method-assign]


def held_for_all() -> None:
    """What waits for an admin is shown to everybody in the conversation."""
    real = post._draft
    post._draft = lambda *action: dataclasses.replace(real(*action), audience="all")


def amended_over() -> None:
    """Whoever amends a message goes over what somebody else made of it meanwhile."""
    change.Found.was_seen = lambda *_: True  # type: ignore[method-assign]


def amended_at_the_front_alone() -> None:
    """The event of a change is appended, and the message goes on saying what it said to whoever reads it later."""
    changes._rewrite = lambda *_: None


def confirmation_forgotten() -> None:
    """Now and then a confirmation is answered and not written down."""
    real = confirm._confirm
    confirm._confirm = lambda *action: None if random.random() < 0.3 else real(*action)


def late_forgotten() -> None:
    """What is planned too late to be worth an alert asks nobody to confirm it either."""
    planning.ASKS = frozenset()  # type: ignore[misc]


PLANTED = {
    one.__name__: one
    for one in (
        ack_before_commit, lost_hint_without_poll, rights_read_before_attaching, claimed_twice, queue_cut_off,
        lost_answers_repeated, handed_without_mark, told_without_call,
        held_for_all, amended_over, amended_at_the_front_alone, confirmation_forgotten,
        late_forgotten,
    )
}  # fmt: skip


def plant(name: str) -> None:
    """Plant the bug of this name; none where it is empty."""
    if name:
        PLANTED[name]()
