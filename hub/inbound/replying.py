"""This file makes a message of an answer to an email, by whom that went to, or tells them why not."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import RowMapping, insert, select, update

from channels.items import BODY, Files, Item, TextItem
from hub.answers import answers_in, author_among, told_of_one
from hub.deeds.post import Post, post
from hub.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from hub.inbound.answers import answer_of
from hub.inbound.filing import filed, named
from hub.mailing import notice_to
from hub.store import journal
from hub.store.clock import stamp
from hub.store.mail_schema import inbound
from notifiers.notification import Misconfigured, Notice, RetryAt
from policies.emailing import language_of

if TYPE_CHECKING:
    from hub.hub import Hub
    from hub.inbound.letters import Letter
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from notifiers.outbox import Claimed

log = logging.getLogger("roomwire.inbound")

_OURS = re.compile(r"<(?:thread-)?[0-9a-f]{32}@([^>]+)>")

NOT_THEIRS = "Only who got this email can answer it here, from the address that it went to."
ONE_SENDER = "An email has one sender here; this one has none, or several."
NO_WORDS = "There was no text of yours in it, and no photo or file that is taken. What it quotes does not arrive."
TOO_LONG = f"It was longer than {BODY:,} characters."
SHARED = "Several people have this address, and nobody guesses who of them wrote."
GONE = "You are not in this conversation any more."
NOT_TAKEN = "Answers to this email do not go into a conversation."


async def replied(hub: Hub, one: Claimed, letter: Letter, its: str) -> str | None:
    """
    Post what somebody answered. its: what tells this email from every other; however often it comes, it is one.

    Returns why whoever brings it is to be refused, None where it is dealt with: posted, or told its writer by email
    why not, or dropped because no person wrote it.

    Raises:
        Unavailable, RateLimited: not now; it is to be brought again.
    """
    if why := _nobody_wrote(hub, letter):
        log.info("an email about %s was dropped: %s", one.id, why)
        return None
    if len(letter.senders) != 1:
        return ONE_SENDER
    snapshot = hub.schools[one.school].snapshot
    people = _writers(snapshot, one, letter.senders[0])
    if not people:
        log.warning("an answer to %s came from another address", one.id)
        return NOT_THEIRS
    known = await hub.store.read(
        lambda connection: connection.execute(select(inbound).where(inbound.c.id == its)).mappings().first()
    )
    if known is not None and known["answered_at"] is not None:
        return None
    author = author_among(snapshot, people)
    became = _known(known) if known is not None else await _posted(hub, one, author, letter, its)
    await _answered(hub, one, author or people[0], letter, (its, became))
    return None


def _nobody_wrote(hub: Hub, letter: Letter) -> str:
    domain = hub.settings.environ.get("ROOMWIRE_SMTP_FROM", "").rpartition("@")[2].lower()
    ours = _OURS.fullmatch(letter.id.strip())
    if ours is not None and ours.group(1).lower() == domain:
        return "it is one of our own"
    return letter.automatic


def _writers(snapshot: Snapshot, one: Claimed, sender: str) -> list[str]:
    """Of whom the email went to, who may have written from this address: the one it went to, or theirs by now."""
    there = [person for person in one.recipients if snapshot.roster.people[person].active]
    own = [
        person for person in there if (email := snapshot.roster.people[person].email) and email.lower() == sender
    ]
    return own or (there if sender == one.address.lower() else [])


@dataclass(frozen=True, slots=True)
class Became:
    """Why it became no message; empty where it did. left: in one line, the files that did not arrive."""

    why: str = ""
    left: str = ""


def _known(row: RowMapping) -> Became:
    return Became(why=row["detail"]) if row["became"] == "refused" else Became(left=row["detail"])


async def _posted(hub: Hub, one: Claimed, author: str | None, letter: Letter, its: str) -> Became:
    """What became of it, which is on record from here on."""
    became = await _post(hub, one, author, letter, its) if author is not None else Became(SHARED)
    row = {
        "id": its, "school": one.school, "delivery": one.id, "address": one.address,
        "became": "refused" if became.why else "posted", "detail": became.why or became.left,
        "at": stamp(hub.clock()), "answered_at": None if became.why or became.left else stamp(hub.clock()),
    }  # fmt: skip

    def keep(transaction: Transaction) -> None:
        journal.lock(transaction, one.school)  # it may be brought twice at once
        connection = transaction.connection
        if connection.execute(select(inbound.c.id).where(inbound.c.id == its)).first() is None:
            connection.execute(insert(inbound).values(**row))

    await hub.store.write(keep, one.school)
    return became


async def _post(hub: Hub, one: Claimed, person: str, letter: Letter, its: str) -> Became:
    text = await asyncio.to_thread(answer_of, letter.text)
    if not text and not letter.files:
        return Became(NO_WORDS)
    if len(text) > BODY:
        return Became(TOO_LONG)
    school = hub.schools[one.school]
    if not told_of_one(one):
        return Became(NOT_TAKEN)
    hub.not_too_fast(person)
    where = answers_in(school.snapshot, person, one.conversation) or one.conversation
    async with filed(hub, school, person, letter.files) as files:
        left = named(files.left, _language(school.snapshot, person))
        if not text and not files.kept:
            return Became(f"{NO_WORDS} {left}")
        item: Item = Files(files=tuple(files.kept), text=text) if files.kept else TextItem(text)
        try:
            await post(school, Post(person, where, f"mail:{its}", item), hub.clock())
            files.sent = True
        except (Forbidden, Invalid) as met:
            return Became(met.sentence)
        except NotFound:
            return Became(GONE)
        except Conflict:
            log.info("an answer to %s came again, in other words; the first one stands", one.id)
        return Became(left=left)


def _language(snapshot: Snapshot, person: str) -> str:
    return language_of(snapshot.roster.people[person], snapshot.roster.settings)


async def _answered(hub: Hub, one: Claimed, person: str, letter: Letter, what: tuple[str, Became]) -> None:
    """
    Tell its writer what did not arrive, once.

    Raises:
        Unavailable: it could not be told; the email is to be brought again, and is told of then.
    """
    its, became = what
    if became.why or became.left:
        refused = Notice("refused", detail=became.why)
        notice = refused if became.why else Notice("without_files", detail=became.left)
        snapshot = hub.schools[one.school].snapshot
        told = notice_to(hub.settings, snapshot, (one, person), notice, (its, letter.id), hub.clock())
        outcome = await hub.telling.carriers["email"].senders[0].send(letter.senders[0], told)
        if isinstance(outcome, RetryAt | Misconfigured):
            raise Unavailable("The answer to this email cannot be sent right now.")
    at = stamp(hub.clock())

    def tell(transaction: Transaction) -> None:
        transaction.connection.execute(update(inbound).where(inbound.c.id == its).values(answered_at=at))

    await hub.store.write(tell, one.school)
