"""This file takes in a text that somebody sent us: as a message where it answers one, or as a word about texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from channels.items import BODY, TextItem
from hub.answers import answers_in
from hub.deeds.post import Post, post
from hub.errors import Met, Unavailable
from hub.store import consents, texts
from hub.store.clock import moment, stamp
from hub.store.lanes import LANE
from notifiers.writing.words import DEFAULT, answer
from policies.answering import LATEST, Answers, Sent, Unclear, answered, author_of
from policies.consent import CLOSES, EVERY, Source, State
from policies.facts import Person
from policies.segments import plain
from policies.stopping import Wish, Word, carrier_word, wish_of
from policies.telling import Medium
from policies.verdict import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A text that came in. sid: the provider's name of it, the same on every attempt; told: see carrier_word."""

    sid: str
    number: str
    body: str
    told: str = ""
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class _End:
    """What became of a text; see address_schema.texted."""

    became: str
    detail: str = ""
    reply: str = ""
    school: str | None = None


async def taken(hub: Hub, text: Incoming) -> str:
    """
    Take in a text, once, and return what is answered; empty where nothing is.

    Raises:
        Unavailable: nothing was written; it may come again.
    """
    before = await hub.store.read(lambda connection: texts.replied(connection, text.sid))
    if before is not None:
        return before
    now = hub.clock()
    end = await _taken(hub, text, now)
    its = texts.Became(
        sid=text.sid, number=text.number, school=end.school, became=end.became, detail=end.detail,
        reply=plain(end.reply), at=stamp(now),
    )  # fmt: skip
    return await hub.store.write(lambda transaction: texts.answer_once(transaction.connection, its, now), LANE)


async def _taken(hub: Hub, text: Incoming, now: datetime) -> _End:
    schools, say = _schools_of(hub, text.number), _voice(hub, text.number)
    word = carrier_word(text.body, text.told, closed=await _is_closed(hub, schools, text.number))
    match word:
        case Word.STOP:
            await _note(hub, schools, text, State.CLOSED, now)
            return _End("stopped", word.value)
        case Word.START:
            await _note(hub, schools, text, State.OPEN, now)
            return _End("started", word.value)
        case Word.HELP:
            return _End("help", word.value)
        case None if wish_of(text.body) is Wish.ACTS:
            await _note(hub, schools, text, State.CLOSED, now)
            await _answered(hub, text, say, now)  # somebody reads it as well: it may have been meant otherwise
            return _End("stopped", "in words of their own", _stopped(say, schools))
        case None:
            return await _answered(hub, text, say, now)


def _owners(hub: Hub, number: str) -> list[tuple[School, Person]]:
    """Everybody active to whom a number belongs, and where."""
    return [
        (school, person)
        for school in hub.schools.all()
        for person in school.snapshot.roster.people.values()
        if person.cell == number and person.active
    ]


Voice = Callable[..., str]
"""Says an answer, by its name and its facts, in one language and with the address of the app."""


def _voice(hub: Hub, number: str) -> Voice:
    """In the language of whose number it is, else of the school; where several schools differ, in English."""
    owners = _owners(hub, number)
    author = author_of([person for _, person in owners])
    chosen = {person.language for _, person in owners if person.language} if isinstance(author, Person) else set()
    schools = {one.snapshot.roster.settings.language for one in _schools_of(hub, number)}
    its = chosen or schools
    return partial(answer, its.pop() if len(its) == 1 else DEFAULT, app=hub.settings.base_url)


def _stopped(say: Voice, schools: list[School]) -> str:
    """What somebody reads who wanted no more texts in words of their own; the carrier has not answered these."""
    match [one.snapshot.roster.school_name for one in schools]:
        case [one]:
            return say("stopped_one", one=one)
        case [one, other]:
            return say("stopped_two", one=one, other=other)
        case _:
            return say("stopped")


def _schools_of(hub: Hub, number: str) -> list[School]:
    """The schools that know a number, of people who left too; where none does, all: it is our one sender's word."""
    known = [
        school
        for school in hub.schools.all()
        if any(person.cell == number for person in school.snapshot.roster.people.values())
    ]
    return known or list(hub.schools.all())


async def _is_closed(hub: Hub, schools: list[School], number: str) -> bool:
    return await hub.store.read(
        lambda connection: any(consents.closed(connection, school.id, [number]) for school in schools)
    )


async def _note(hub: Hub, schools: list[School], text: Incoming, state: State, now: datetime) -> None:
    """What somebody texted counts for all that this hub would text them."""
    change = consents.Change(
        medium=Medium.SMS,
        address=text.number,
        classes=CLOSES[Source.REPLY] if state is State.CLOSED else EVERY,
        state=state,
        source=Source.REPLY,
        why=f"Texted “{text.body.strip()[:160]}” ({text.sid}).",
        at=stamp(now),
    )
    await hub.store.write(lambda one: _note_all(one.connection, schools, change), LANE)


def _note_all(connection: Connection, schools: list[School], change: consents.Change) -> None:
    for school in schools:
        consents.note(connection, school.id, change)


async def _answered(hub: Hub, text: Incoming, say: Voice, now: datetime) -> _End:
    owners = _owners(hub, text.number)
    author = author_of([person for _, person in owners])
    if isinstance(author, Unclear):
        return _End("unclear", author.value, say(author.value))
    sent = await _sent(hub, text.number, now)
    where = answered([one.sent for one in sent], now)
    if where is Unclear.NOTHING and sent and (why := _why_not(sent[0])):
        return _End("refused", why, say("refused", why=why), sent[0].school.id)
    if isinstance(where, Unclear):
        return _End("unclear", where.value, say(where.value))
    its = next(one for one in sent if one.sent.answers_in == where.conversation)
    return await _posted(hub, text, (its.school, its.person, where), say, now)


@dataclass(frozen=True, slots=True)
class _Told:
    """A text of ours, whom it told, and of which conversation."""

    sent: Sent
    school: School
    person: str
    conversation: str


def _why_not(one: _Told) -> str:
    """The rule's own sentence, where somebody reads what they may not answer; empty where there is none."""
    snapshot = one.school.snapshot
    if snapshot.membership(one.person, one.conversation) is None:
        return ""
    where, person = snapshot.conversations[one.conversation], snapshot.roster.people[one.person]
    verdict = where.kind.may_post(snapshot.roster, where.subject, person, "text")
    return verdict.because if isinstance(verdict, Refused) else ""


async def _sent(hub: Hub, number: str, now: datetime) -> list[_Told]:
    """The texts that went to a number, newest first, and where the answer of whom each told goes."""
    rows = await hub.store.read(lambda connection: texts.sent_to(connection, number, now - LATEST))
    found = []
    for row in rows:
        school = hub.schools[row["school"]]
        for person in texts.people(row):
            who = school.snapshot.roster.people.get(person)
            if who is not None and who.active and who.cell == number:
                # an alert that something waits is answered in the app: its conversation may be a family's
                place = answers_in(school.snapshot, person, row["conversation"]) if row["n"] is not None else None
                found.append(_Told(Sent(moment(row["told_at"]), place), school, person, row["conversation"]))
    return found


async def _posted(hub: Hub, text: Incoming, where: tuple[School, str, Answers], say: Voice, now: datetime) -> _End:
    school, person, answers = where
    body = "".join(one for one in text.body if one.isprintable() or one == "\n").strip()[:BODY]
    if not body:
        return _End("refused", "empty", say("picture") if text.pictures else "", school.id)
    try:
        hub.not_too_fast(person)
        done = await post(school, Post(person, answers.conversation, text.sid, TextItem(body)), now)
    except Unavailable:
        raise
    except Met as met:
        return _End("refused", met.sentence, say("refused", why=met.sentence), school.id)
    return _End("posted", done.id, say("picture") if text.pictures else "", school.id)
