"""This file makes a message of an answer to an email, by whom that went to, or tells them and the office why."""

from __future__ import annotations

import asyncio
import logging
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from channels.items import BODY, Files, Item, TextItem
from hub.actions.conversations.post import Post, post
from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from hub.inbound.email.answers import Answer, answer_of
from hub.inbound.email.blanking import without_secrets
from hub.inbound.email.filing import filed, named
from hub.inbound.email.listing import entry, listed
from hub.inbound.email.notifying import answered
from hub.inbound.email.ours import Ours, ours_of
from hub.inbound.email.strangers import stranger
from hub.inbound.email.subjects import without_prefix
from hub.notify.reply_target import answers_in, author_among, told_of_one
from hub.store import journal, remainders, unsorted
from hub.store.clock import stamp
from hub.store.inbound_emails import InboundEmail, find_email, insert_email
from policies.inbound.answering import writers_from
from policies.inbound.unsorted import SENTENCES, Reason
from policies.notify.emailing import language_of
from policies.sentence import say

if TYPE_CHECKING:
    from sqlalchemy import RowMapping

    from hub.hub import Hub
    from hub.inbound.email.listing import Came
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from notifiers.outbox import Claimed

log = logging.getLogger("roomwire.inbound")

_OURS = re.compile(r"<(?:thread-)?[0-9a-f]{32}@([^>]+)>")

NO_WORDS = say(
    "There was no text of yours in it, and no photo or file that is taken. What it quotes does not arrive."
)
TOO_LONG = say("It was longer than {most:,} characters.", most=BODY)
GONE = say("You are not in this conversation any more.")
NOT_TAKEN = say("Answers to this email do not go into a conversation.")
TWICE = say("An email with the same Message-ID, but in other words, came before and stands in the conversation.")
OUR_OWN = say("It is one of our own emails.")


@dataclass(frozen=True, slots=True)
class EmailResult:
    """
    What an email became: the message, or why none. left: in one line, the files that did not arrive. reason: as the
    office reads it. rest: what else stood in it. other: another email of the same name was posted before.
    """

    message: str = ""
    why: str = ""
    left: str = ""
    reason: Reason = Reason.REFUSED
    rest: Answer | None = None
    other: bool = False


NOBODY_SURE = EmailResult(why=SENTENCES[Reason.SHARED], reason=Reason.SHARED)


async def replied(hub: Hub, came: Came) -> str:
    """
    Post what somebody answered, once, however often it comes; in one word what became of it.

    "posted", "answered" (its writer was told why not, and the office too), or "listed" (the office alone).

    Raises:
        Unavailable, RateLimited: not now; it is to be brought again.
    """
    if (reason := _nobody_sure(hub, came)) is not None:
        return await listed(hub, came, *reason)
    one, snapshot = came.one, hub.schools[came.one.school].snapshot
    people = _writers(snapshot, one, came.letter.senders[0])
    if not people:
        log.warning("an answer came from another address", extra={"delivery": one.id})
        return await stranger(hub, came)
    known = await hub.store.read(lambda connection: find_email(connection, came.its), one.school)
    author = author_among(snapshot, people)
    if known is not None and known["answered_at"] is not None:
        return await _again(hub, came, author, known)
    became = _known(known) if known is not None else await _became(hub, came, author)
    if became.why or became.left:
        told = await answered(hub, came, author or people[0], became.why, became.left)
        return "posted" if became.message else "answered" if told else "listed"
    return "posted"


async def _again(hub: Hub, came: Came, author: str | None, known: RowMapping) -> str:
    """
    The same email once more; where it is another one that goes by the same Message-ID, the office has it.
    """
    if author is None:
        return await listed(hub, came, Reason.SHARED)
    if known["became"] != "posted":
        return await listed(hub, came, Reason.REFUSED, known["detail"], author)
    became = await _post(hub, came, author)
    return await listed(hub, came, Reason.REFUSED, became.why or TWICE, author) if became.other else "posted"


def _nobody_sure(hub: Hub, came: Came) -> tuple[Reason, str] | None:
    """Why it is nobody's answer, as the office reads it; None where one person's address wrote it."""
    letter = came.letter
    domain = hub.settings.environ.get("ROOMWIRE_SMTP_FROM", "").rpartition("@")[2].lower()
    ours = _OURS.fullmatch(letter.id.strip())
    if ours is not None and ours.group(1).lower() == domain:
        return Reason.AUTOMATIC, OUR_OWN
    if letter.automatic:
        return Reason.AUTOMATIC, letter.automatic
    if len(letter.senders) != 1:
        return Reason.SENDERS, ""
    return (Reason.DOUBTFUL, letter.doubt) if letter.doubt else None


def _writers(snapshot: Snapshot, one: Claimed, sender: str) -> list[str]:
    people = snapshot.roster.people
    found = writers_from(sender, one.address, [people[its] for its in one.recipients], people.values())
    return [its.id for its in found]


def _known(row: RowMapping) -> EmailResult:
    if row["became"] == "refused":
        return EmailResult(why=row["detail"])
    return EmailResult(message="known", left=row["detail"])


async def _became(hub: Hub, came: Came, author: str | None) -> EmailResult:
    """What became of it, which is on record from here on."""
    became = await _post(hub, came, author) if author is not None else NOBODY_SURE
    one, now = came.one, stamp(hub.clock())
    email = InboundEmail(
        id=came.its, school=one.school, delivery=one.id, address=one.address,
        became="refused" if became.why else "posted", detail=became.why or became.left,
        at=now, answered_at=None if became.why or became.left else now,
    )  # fmt: skip

    def keep(transaction: Transaction, snapshot: Snapshot) -> None:
        journal.lock(transaction, one.school)  # it may be brought twice at once
        journal.check_rules(transaction, one.school, snapshot.rules_seq)
        connection = transaction.connection
        if find_email(connection, came.its) is not None:
            return
        insert_email(connection, email)
        if became.why or became.other:
            line = entry(hub, came, became.reason, became.why or TWICE, author)
            unsorted.keep(transaction, snapshot, line, now)
        elif became.rest is not None and (became.rest.theirs or became.rest.ours):
            remainders.put(transaction, _remainder(one, author or "", became.message, became.rest))

    async def kept(snapshot: Snapshot) -> None:
        await hub.store.write(lambda transaction: keep(transaction, snapshot), one.school)

    await on_fresh_rules(hub.schools[one.school], kept)
    return became


def _remainder(one: Claimed, author: str, message: str, rest: Answer) -> remainders.Remainder:
    return remainders.Remainder(
        school=one.school, message=message, author=author, about=one.message, theirs=rest.theirs, ours=rest.ours
    )


async def _post(hub: Hub, came: Came, person: str) -> EmailResult:
    letter, one = came.letter, came.one
    if letter.cut_off:
        return EmailResult(why=TOO_LONG)
    dressed = await hub.renderer.rendered(one)
    if dressed.mailing is None:
        raise Unavailable(say("What this email answers cannot be read right now."))
    ours = ours_of(dressed, _senders(hub), one.address)
    answer = await asyncio.to_thread(_answer, came, ours)
    if not answer.text and not letter.files:
        return EmailResult(why=NO_WORDS, reason=Reason.EMPTY)
    if len(answer.text) > BODY:
        return EmailResult(why=TOO_LONG)
    if not told_of_one(one):
        return EmailResult(why=NOT_TAKEN)
    hub.not_too_fast(person)
    return await _put(hub, came, person, answer)


def _senders(hub: Hub) -> list[str]:
    named = (hub.settings.environ.get(name, "") for name in ("ROOMWIRE_SMTP_FROM", "ROOMWIRE_SMTP_2_FROM"))
    return [one for one in named if one]


def _answer(came: Came, ours: Ours) -> Answer:
    """What they wrote: in the email, or in its subject, where they wrote nothing else; else the subject is kept."""
    letter = came.letter
    answer = answer_of(letter.text, letter.page_text, ours)
    own = ours.beyond(letter.subject) if ours.is_subject(letter.subject) else without_prefix(letter.subject)
    subject = without_secrets(own, ours.host)
    if not subject:
        return answer
    if not answer.text:
        return replace(answer, text=subject)
    return replace(answer, theirs=f"{subject}\n\n{answer.theirs}".strip())


async def _put(hub: Hub, came: Came, person: str, answer: Answer) -> EmailResult:
    one, school = came.one, hub.schools[came.one.school]
    where = answers_in(school.snapshot, person, one.conversation) or one.conversation
    async with filed(hub, school, person, came.letter.files) as files:
        left = named(
            files.left, language_of(school.snapshot.roster.people[person], school.snapshot.roster.settings)
        )
        if not answer.text and not files.kept:
            return EmailResult(why=f"{NO_WORDS} {left}", reason=Reason.EMPTY)
        item: Item = Files(files=tuple(files.kept), text=answer.text) if files.kept else TextItem(answer.text)
        try:
            posted = await post(school, Post(person, where, f"mail:{came.its}", item), hub.clock())
            files.sent = True
        except (Forbidden, Invalid) as met:
            return EmailResult(why=met.sentence)
        except NotFound:
            return EmailResult(why=GONE)
        except Conflict:
            log.warning("an answer came again, in other words; the first one stands", extra={"delivery": one.id})
            return EmailResult(message="known", left=left, other=True)
        return EmailResult(message=posted.id, left=left, rest=answer)
