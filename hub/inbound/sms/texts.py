"""This file takes in a text that somebody sent us: as a message where it answers one, or as a word about texts."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from channels.items import BODY
from hub.errors import RateLimited, Unavailable
from hub.inbound.sms import placing
from hub.inbound.sms.callers import Caller, caller_of
from hub.inbound.sms.kept_texts import Unplaced, catch_up, finish, listed, note
from hub.store import consents, kept, texts
from hub.store import unsorted as office
from hub.store.clock import stamp
from hub.store.kept import Kept, Place
from hub.store.lanes import NOTIFICATIONS
from hub.store.row_security import Across
from hub.store.schools import list_schools
from policies.inbound.answering import LATEST, Unclear
from policies.inbound.choosing import COUNTS, chosen, in_words, offered
from policies.inbound.own_links import blanked, codes, short_links
from policies.inbound.stopping import Wish, Word, carrier_word, wish_of
from policies.inbound.tapbacks import is_quoted, tapback
from policies.inbound.unsorted import Reason
from policies.notify.consent import CLOSES, EVERY, Source, State
from policies.notify.recipients import Medium
from policies.notify.segments import plain
from policies.sentence import say

if TYPE_CHECKING:
    from datetime import datetime

    from hub.bus.school import School
    from hub.hub import Hub
    from hub.inbound.sms.placing import OurText
    from hub.store.transaction import Transaction
    from policies.inbound.tapbacks import Tapback

log = logging.getLogger("roomwire.texts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A text that came in. sid: the provider's name of it, the same on every attempt; told: see carrier_word."""

    sid: str
    number: str
    body: str
    told: str = ""
    pictures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """
    What becomes of a text, decided and not written yet; see schema.texted.

    place: where its words go; places: where they may go, which is asked; why: it goes to the office; choice: of an
    open question. At most one of these. state: what is noted about the number. asks: it may be a wish for no more.
    """

    became: str
    detail: str = ""
    reply: str = ""
    words: str = ""
    place: Place | None = None
    places: tuple[Place, ...] = ()
    why: Unplaced | None = None
    choice: tuple[str, Place] | None = None
    state: State | None = None
    asks: bool = False


@dataclass(slots=True)
class _Taking:
    """One text on its way in."""

    hub: Hub
    text: Incoming
    now: datetime
    caller: Caller
    sent: list[OurText] = field(default_factory=list)

    @property
    def words(self) -> str:
        """What it says, without what could be misused and what nobody sees."""
        shown = "".join(one for one in self.text.body if one.isprintable() or one in "\n\u200c\u200d")
        return self.harmless(shown)[:BODY]

    def harmless(self, said: str) -> str:
        """What was said, without our links, codes and signed addresses, by which others could act."""
        return blanked(said, self.hub.settings.base_url, self.hub.settings.mail_domain).strip()


TRIES = 3
"""How often a text is looked at anew, because somebody answered meanwhile what it seemed to answer."""


async def taken(hub: Hub, text: Incoming) -> str:
    """
    Take in a text, once, and return what is answered; empty where nothing is.

    What becomes of it is decided and written in one commit, its words with it, before anything is done: so it comes
    to the same end on whichever hub, and how often, it comes in, and also where this hub goes down meanwhile.

    Raises:
        Unavailable: nothing was written, or it is kept; it may come again.
    """
    reply = await hub.store.read(lambda connection: texts.replied(connection, text.sid), Across.ANSWERS)
    if reply is None:
        await catch_up(hub, text.number, hub.clock())
    for _ in range(TRIES):
        if reply is None:
            reply = await _taken(hub, text)
    if reply is None:
        raise Unavailable(say("Several texts of this number came at once. Try again in a moment."))
    return await _finished(hub, text, reply)


async def _taken(hub: Hub, text: Incoming) -> str | None:
    taking = _Taking(hub, text, hub.clock(), await caller_of(hub, text.number))
    end = await _decided(taking)
    school = await _office(taking, end)
    lane = school.id if school is not None else NOTIFICATIONS
    try:
        return await hub.store.write(
            lambda transaction: _written(transaction, taking, end, school),
            lane,
            whose=Across.ANSWERS.within(school.id if school is not None else ""),
        )
    except _AnsweredMeanwhile:
        return None


class _AnsweredMeanwhile(Exception):  # noqa: N818 (an ending, not a fault)
    """What this text chose was chosen already."""


async def _finished(hub: Hub, text: Incoming, reply: str) -> str:
    """Post what goes somewhere by now; where that is refused, the answer is why."""
    going = await hub.store.read(lambda connection: kept.going(connection, text.sid), Across.ANSWERS)
    refused = [why for one in going if (why := await finish(hub, one))]
    if not refused:
        return reply
    why = plain((await caller_of(hub, text.number)).say("refused", why=refused[-1]))
    said = " ".join(filter(None, (reply, why)))

    def answered(transaction: Transaction) -> str:
        transaction.alone(f"answers {text.number}")  # the same sentence is said once, whichever hub says it
        return texts.answer(transaction.connection, text.sid, said, hub.clock())

    return await hub.store.write(answered, NOTIFICATIONS, whose=Across.ANSWERS)


async def _decided(taking: _Taking) -> _End:
    text, closed = taking.text, await _is_closed(taking)
    match carrier_word(text.body, text.told, closed=closed):
        case Word.STOP:
            return _End(became="stopped", detail=Word.STOP.value, state=State.CLOSED)
        case Word.START:
            return _End(became="started", detail=Word.START.value, state=State.OPEN)
        case Word.HELP:  # the carrier answers it; and it may be a parent who needs help
            end = _unasked(await _placed(taking), None, "")
            return end if end.place else replace(end, became="help")
        case None:
            pass
    wish, end = wish_of(text.body), await _placed(taking)
    if wish is Wish.ACTS:  # somebody reads it as well: it may have been meant otherwise
        end = _unasked(end, Reason.CONSENT, taking.caller.stopped())
        return replace(end, state=State.CLOSED)
    return replace(end, asks=wish is Wish.ASKS and not closed)


def _unasked(end: _End, reason: Reason | None, reply: str) -> _End:
    """The same, where nothing may be asked: what has no clear place is the office's, for that reason or its own."""
    if end.place is not None:
        return replace(end, reply=reply)
    known = end.why or Unplaced(Reason.UNCLEAR)
    why = Unplaced(reason or known.reason, known.detail)
    return replace(end, became="unclear", reply=reply, places=(), choice=None, why=why)


async def _is_closed(taking: _Taking) -> bool:
    number, schools = taking.text.number, taking.caller.schools
    return await taking.hub.store.read(
        lambda connection: any(consents.closed(connection, school.id, [number]) for school in schools),
        Across.ANSWERS,
    )


_LISTED = {
    Unclear.NOBODY: Reason.UNKNOWN,
    Unclear.SHARED: Reason.SHARED,
    Unclear.NOTHING: Reason.NOTHING,
}


async def _placed(taking: _Taking) -> _End:
    """Where the words of a text go."""
    author = taking.caller.author
    if isinstance(author, Unclear):
        return _nowhere(taking, author)
    taking.sent = await placing.sent_to(taking.hub, taking.text.number, taking.now)
    said = tapback(taking.text.body)
    if said is not None and (found := await _reacted(taking, said)) is not None:
        return found
    if (choice := await _choice(taking)) is not None:
        return choice
    words, tell = taking.words, taking.caller.say
    reply = tell("picture") if taking.text.pictures else ""
    if not words:
        detail = f"{taking.text.pictures} pictures, which do not come by text." if taking.text.pictures else ""
        return _End(became="refused", detail="empty", reply=reply, why=Unplaced(Reason.EMPTY, detail))
    base = taking.hub.settings.base_url
    about = placing.of_codes(taking.sent, codes(taking.text.body, base))
    if not about and placing.answers_invitation(taking.sent, taking.text.body, base):
        return _End(became="unclear", detail="invited", reply=tell("invited"), why=Unplaced(Reason.INVITED))
    return await _goes(taking, about or taking.sent, words, reply)


async def _goes(taking: _Taking, about: list[OurText], words: str, reply: str) -> _End:
    """Words about these texts of ours: to their one conversation, or it is asked which."""
    offers = await placing.offers(taking.hub, about, taking.now)
    told = offered(one for _, one in offers)
    by_name = {place.conversation: place for place, _ in offers}
    match [by_name[one.place] for one in told]:
        case []:
            return _refused(taking, about)
        case [place]:
            return _allowed(taking, _End(became="kept", words=words, place=place, reply=reply))
        case places:
            said = " ".join(filter(None, (taking.caller.say("several", choices=in_words(told)), reply)))
            return _End(became="kept", detail=Unclear.SEVERAL.value, words=words, places=tuple(places), reply=said)


def _allowed(taking: _Taking, end: _End) -> _End:
    """The same, unless its author writes faster than anybody does."""
    assert end.place is not None  # noqa: S101 (it goes somewhere)
    try:
        taking.hub.not_too_fast(end.place.person)
    except RateLimited as met:
        reply = taking.caller.say("refused", why=met.sentence)
        why = Unplaced(Reason.REFUSED, met.sentence)
        return _End(became="refused", detail=met.sentence, reply=reply, why=why)
    return end


def _refused(taking: _Taking, about: list[OurText]) -> _End:
    if about and (why := placing.why_not(about[0])):
        reply = taking.caller.say("refused", why=why)
        return _End(became="refused", detail=why, reply=reply, why=Unplaced(Reason.REFUSED, why))
    return _nowhere(taking, Unclear.NOTHING)


def _nowhere(taking: _Taking, unclear: Unclear) -> _End:
    return _End(
        became="unclear",
        detail=unclear.value,
        reply=taking.caller.say(unclear.value),
        why=Unplaced(_LISTED[unclear]),
    )


async def _reacted(taking: _Taking, said: Tapback) -> _End | None:
    """A reaction to a text of ours is one word in its conversation; None where it is a parent's own sentence."""
    if not said.quoted:  # a picture: we text none, so it is a word like any other
        if not said.word or placing.answers_invitation(taking.sent, "", ""):
            return _reaction("to an invitation" if said.word else "taken back")
        return await _goes(taking, taking.sent, said.word, "")
    about = placing.of_codes(taking.sent, codes(said.quoted, taking.hub.settings.base_url))
    about = about or await placing.of_quotation(taking.hub, taking.sent, said)
    if not about:
        return _reaction("to an answer of ours") if await _is_answer(taking, said) else None
    if not said.word:
        return _reaction("taken back")
    if not placing.places(about):
        return _reaction(f"{said.word} to what takes no answer")
    return await _goes(taking, about, said.word, "")


def _reaction(what: str) -> _End:
    """A reaction that says nothing: the office may see it, and nobody is alarmed."""
    return _End(became="reaction", detail=what, why=Unplaced(Reason.AUTOMATIC, f"A reaction, {what}."))


async def _is_answer(taking: _Taking, said: Tapback) -> bool:
    number, since = taking.text.number, taking.now - LATEST
    ours = await taking.hub.store.read(
        lambda connection: texts.answers_to(connection, number, since), Across.ANSWERS
    )
    return any(is_quoted(said.quoted, one) for one in ours)


async def _choice(taking: _Taking) -> _End | None:
    """A bare number that answers what was asked a moment ago; None for every other text."""
    row = await taking.hub.store.read(
        lambda connection: kept.asked(connection, taking.text.number, kept.WHERE), Across.ANSWERS
    )
    if row is None or row["asked_at"] <= stamp(taking.now - COUNTS):
        return None
    places = kept.places_of(row)
    number = chosen(taking.text.body, len(places))
    if number is None or not await _is_theirs(taking, places[number]):
        return None
    return _End(became="chose", detail=places[number].conversation, choice=(row["id"], places[number]))


async def _is_theirs(taking: _Taking, place: Place) -> bool:
    """Whether the number is still of whom it was asked; what they may read is asked when it is posted."""
    school = await taking.hub.schools.opened(place.school)
    return placing.is_theirs(school, place.person, taking.text.number)


async def _office(taking: _Taking, end: _End) -> School | None:
    """The school whose commit it is: where it goes, else whose office hears of it; None where that is nobody's."""
    hub, place = taking.hub, end.choice[1] if end.choice else end.place or next(iter(end.places), None)
    if place is not None:
        return await hub.schools.opened(place.school)
    last = await hub.store.read(
        lambda connection: texts.last_school(connection, taking.text.number), Across.ANSWERS
    )
    known = [school.id for school, _ in taking.caller.owners]
    every = known or [one.id for one in await hub.store.read(list_schools, Across.SCHOOLS)]
    if last in every:
        return await hub.schools.opened(last)
    return await hub.schools.opened(every[0]) if known or len(every) == 1 else None


def _written(transaction: Transaction, taking: _Taking, end: _End, school: School | None) -> str:
    """Write down what becomes of a text, all of it or nothing; what is answered."""
    connection, text, at = transaction.connection, taking.text, stamp(taking.now)
    its = texts.Became(
        sid=text.sid, number=text.number, school=school.id if school else None, became=end.became,
        detail=end.detail, reply="", at=at,
    )  # fmt: skip
    if not texts.claim(connection, its):
        return texts.replied(connection, text.sid) or ""
    if end.state is not None:
        note(connection, taking.caller.schools, _change(taking, end.state))
    if end.choice is not None and not kept.choose(connection, *end.choice, text.sid, at):
        raise _AnsweredMeanwhile
    if end.why is not None:
        _list(transaction, taking, end.why, school)
    return _answer(transaction, taking, end, school)


def _list(transaction: Transaction, taking: _Taking, why: Unplaced, school: School | None) -> None:
    if school is None:
        log.warning("a text of a number that no school knows, and none has texted, was answered only")
        return
    body, base_url = taking.text.body, taking.hub.settings.base_url
    shown = taking.words or taking.harmless(body) or short_links(body, base_url)
    entry = listed(taking.text.number, taking.caller.known_as(school), shown, why)
    office.keep(transaction, school.snapshot, entry, stamp(taking.now))


def _answer(transaction: Transaction, taking: _Taking, end: _End, school: School | None) -> str:
    """Keep its words where they have a place or wait for one, ask what is to be asked, and say what is answered."""
    connection, text, now = transaction.connection, taking.text, taking.now
    transaction.alone(f"answers {text.number}")
    asked, says = None, True
    if end.places:
        asked, says = kept.ask_where(connection, text.number, end.places, now)
    if end.place is not None or asked is not None:
        kept.put(connection, _kept(taking, end, asked))
    said = texts.answer(connection, text.sid, plain(end.reply) if says else "", now, once=asked is None)
    if not end.asks:
        kept.settle_stop(connection, text.number, stamp(now))
    elif school is not None and kept.ask_stop(connection, text.number, school.id, _about(taking, school), now):
        both = " ".join(filter(None, (said, taking.caller.say("ask_stop"))))
        said = texts.answer(connection, text.sid, plain(both), now, once=False)
    return said


def _kept(taking: _Taking, end: _End, asked: str | None) -> Kept:
    place = end.place or end.places[-1]
    return Kept(
        sid=taking.text.sid, number=taking.text.number, school=place.school, person=place.person, words=end.words,
        at=stamp(taking.now), question=asked, conversation=end.place.conversation if end.place else None,
    )  # fmt: skip


def _about(taking: _Taking, school: School) -> dict[str, str]:
    return {"words": taking.words, "person": taking.caller.known_as(school) or ""}


def _change(taking: _Taking, state: State) -> consents.ConsentChange:
    return consents.ConsentChange(
        medium=Medium.SMS,
        address=taking.text.number,
        classes=CLOSES[Source.REPLY] if state is State.CLOSED else EVERY,
        state=state,
        source=Source.REPLY,
        why=f"Texted “{taking.harmless(taking.text.body)[:160]}” ({taking.text.sid}).",
        at=stamp(taking.now),
    )
