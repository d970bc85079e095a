"""This file brings texts that were kept to their end: posted where they belong, or on the list of the office."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from channels.items import TextItem
from hub.actions.conversations.post import Post, post
from hub.errors import Met, Unavailable
from hub.rounds import every, tried
from hub.store import consents, kept, texts
from hub.store import unsorted as office
from hub.store.clock import moment, stamp
from hub.store.people import list_owners
from hub.store.row_security import Across
from hub.store.schools import list_voices
from hub.store.unsorted import Unsorted
from policies.inbound.choosing import KEPT
from policies.inbound.unsorted import Reason
from policies.notify.consent import CLOSES, Source, State
from policies.notify.recipients import Medium

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, RowMapping

    from hub.bus.school import School
    from hub.hub import Hub
    from hub.store.kept import Kept
    from hub.store.schools import SchoolVoice
    from hub.store.transaction import Transaction

SWEEP_S = 15.0
"""How often it is looked what waits: the bound on how late the office hears of a text without a place."""

AT_WORK = timedelta(minutes=1)
"""For so long the hub that took a text in is left to post it."""

SWEEPING = "seeing to texts that wait"

ASKED = "We asked which message it answers, and no answer came within a day."
SILENT = "We asked “Reply STOP to end texts”, and nothing came back within a day."


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Why a text became no message, as the office reads it."""

    reason: Reason
    detail: str = ""


async def sweep_texts(hub: Hub) -> None:
    """Bring what waits to its end, in every school, for ever."""
    await every(SWEEP_S, lambda: sweep_due(hub, hub.clock()), SWEEPING)


async def sweep_due(hub: Hub, now: datetime) -> None:
    """Sweep each school where something waits, which is opened for it; else nobody opens it."""
    left, asked = stamp(now - AT_WORK), stamp(now - KEPT)
    for school in await hub.store.read(lambda connection: kept.list_schools(connection, left, asked), Across.NIGHT):
        await tried(lambda: _sweep_in(hub, school, now), SWEEPING, school)  # noqa: B023 (awaited)


async def _sweep_in(hub: Hub, school: str, now: datetime) -> None:
    await sweep(hub, await hub.schools.opened(school), now)


async def sweep(hub: Hub, school: School, now: datetime) -> None:
    """
    Post what a hub that went down left behind; list what nobody answered; pause texts where nothing came back.

    Each of them is one commit that finds its row, so it is done once, however many workers look.

    Raises:
        Unavailable: not everything was done.
    """
    for one in await hub.store.read(
        lambda connection: kept.left(connection, school.id, stamp(now - AT_WORK)), school.id
    ):
        await finish(hub, one)
    before = stamp(now - KEPT)
    if await hub.store.read(lambda connection: _waits(connection, school.id, before), school.id):
        whose = Across.ANSWERS.within(school.id)  # silence counts for every school that knows the number
        await hub.store.write(lambda one: _give_up(one, school, before, stamp(now)), school.id, whose)


def _waits(connection: Connection, school: str, before: str) -> bool:
    return bool(kept.unanswered(connection, school, before) or kept.silent(connection, school, before))


def _give_up(transaction: Transaction, school: School, before: str, at: str) -> None:
    connection = transaction.connection
    for one in kept.unanswered(connection, school.id, before):
        _list(transaction, school, one, Unplaced(Reason.UNCLEAR, ASKED), at)
    kept.close_empty(connection, school.id, before, at)
    for row in kept.silent(connection, school.id, before):
        _pause(transaction, school, row, at)


def _list(transaction: Transaction, school: School, one: Kept, why: Unplaced, at: str) -> None:
    """Put a kept text on the list of the office, once."""
    if kept.gone(transaction.connection, one.sid):
        texts.became(transaction.connection, one.sid, "refused", why.detail)
        office.keep(transaction, school.snapshot, listed(one.number, one.person, one.words, why), at)


def listed(number: str, person: str | None, words: str, why: Unplaced) -> Unsorted:
    """A text as the office reads it."""
    return Unsorted(medium="sms", address=number, person=person, reason=why.reason, detail=why.detail, text=words)


def _pause(transaction: Transaction, school: School, row: RowMapping, at: str) -> None:
    """Silence upon our question is the wish to end routine texts (47 CFR 64.1200(a)(12)); emergencies pass."""
    if not kept.settle(transaction.connection, row["id"], at):
        return
    said = json.loads(row["about"])
    change = consents.ConsentChange(
        medium=Medium.SMS,
        address=row["number"],
        classes=CLOSES[Source.REPLY],
        state=State.CLOSED,
        source=Source.REPLY,
        why=f"Texted “{said['words'][:160]}”. {SILENT}",
        at=at,
    )
    note(transaction.connection, schools_of(transaction.connection, row["number"]), change)
    entry = listed(row["number"], said["person"] or None, said["words"], Unplaced(Reason.CONSENT, SILENT))
    office.keep(transaction, school.snapshot, entry, at)


def note(connection: Connection, schools: list[SchoolVoice], change: consents.ConsentChange) -> None:
    """What somebody texted counts for all that this hub would text them."""
    for school in schools:
        consents.note(connection, school.id, change)


def schools_of(connection: Connection, number: str) -> list[SchoolVoice]:
    """The schools that know a number, of people who left too; where none does, all: it is our one sender's word."""
    return list_voices(connection, {one.school for one in list_owners(connection, number)})


async def catch_up(hub: Hub, number: str, now: datetime) -> None:
    """
    See first to what of this number should have ended by now.

    Raises:
        Unavailable: not everything was done.
    """
    before = stamp(now - KEPT)
    for school in await hub.store.read(lambda connection: kept.overdue(connection, number, before), Across.ANSWERS):
        await sweep(hub, await hub.schools.opened(school), now)


async def finish(hub: Hub, one: Kept) -> str:
    """
    Post a text where it goes, once, with its own time; the rule's own sentence where that is refused, else empty.

    What is refused is the office's then: no text vanishes.

    Raises:
        Unavailable: it is still kept.
    """
    school, now = await hub.schools.opened(one.school), hub.clock()
    try:
        done = await post(
            school, Post(one.person, one.conversation or "", one.sid, TextItem(one.words)), moment(one.at)
        )
    except Unavailable:
        raise
    except Met as met:
        why = Unplaced(Reason.REFUSED, met.sentence)
        await hub.store.write(lambda transaction: _list(transaction, school, one, why, stamp(now)), school.id)
        return why.detail
    await hub.store.write(lambda transaction: _posted(transaction.connection, one.sid, done.id), school.id)
    return ""


def _posted(connection: Connection, sid: str, message: str) -> None:
    if kept.gone(connection, sid):
        texts.became(connection, sid, "posted", message)
