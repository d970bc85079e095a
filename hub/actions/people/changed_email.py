"""This file is confirming an address that the roster changed, and having its reader asked once more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import NO_SUCH_PERSON, Conflict, Forbidden, NotFound
from hub.limits.guesses import of_link
from hub.signing import fingerprint
from hub.store import journal, rights
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.changed_email import ask_again, delete_waiting, find_asked, find_question, find_waiting
from hub.store.clock import day_in, moment, stamp
from hub.store.row_security import Across
from policies.people.changed_email import CONFIRM_LASTS, may_ask_again
from policies.records.activity_log import Deed
from policies.sentence import Sentence, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from hub.bus.school import School
    from hub.limits.guesses import Guessing
    from hub.signing import Signer
    from hub.store.snapshot import Snapshot
    from hub.store.store import Store
    from hub.store.transaction import Transaction

OVER = say("This link is not good any more. Ask the school’s office to send a new one.")
NEWER = say("A newer email was sent after this one. Open the link in the newest.")
NONE_WAITS = say("No email address waits to be confirmed.")


@dataclass(frozen=True, slots=True)
class AddressQuestion:
    """By which email somebody was asked, as their link says, and the school that it is of."""

    delivery: str
    school: str


async def asked_by(guessing: Guessing, signer: Signer, secret: str, address: str, now: datetime) -> AddressQuestion:
    """
    What a link asks. address: where its reader comes from. A link that is none counts as a guess.

    Raises:
        NotFound: there is no such link, or it is good no more.
        RateLimited: too many tries.
    """
    its = of_link(fingerprint(secret), address)
    await guessing.count(its, now)
    delivery = signer.read_confirmation(secret)
    found = await guessing.store.read(lambda one: find_asked(one, delivery), Across.SECRET) if delivery else None
    if found is None:
        raise NotFound(await _over(guessing.store, delivery, now))
    await guessing.back(its)
    return AddressQuestion(found.delivery, found.school)


async def _over(store: Store, delivery: str, now: datetime) -> Sentence:
    """What is said of a link that asks no more: to who has a genuine one, that the same mailbox got a newer."""
    asked = await store.read(lambda one: find_question(one, delivery), Across.ANSWERS) if delivery else None
    if asked is None:
        return OVER
    person, address = asked
    newer = await store.read(lambda one: find_waiting(one, person), Across.SECRET)
    if newer is None or newer.address.casefold() != address.casefold():
        return OVER
    return NEWER if now < moment(newer.asked_at) + CONFIRM_LASTS else OVER


async def confirm(school: School, question: AddressQuestion, now: datetime) -> str:
    """
    From now on alerts go to the address; the school's name.

    Raises:
        Conflict: the link is over, or the roster has yet another address.
    """
    await on_fresh_rules(
        school,
        lambda rules: school.store.write(
            lambda one: _confirm(one, rules, question, now), school.id, across=Across.ACCOUNT
        ),
    )
    await school.catch_up()
    return school.snapshot.roster.school_name


def _confirm(transaction: Transaction, rules: Snapshot, question: AddressQuestion, now: datetime) -> None:
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)
    its = find_asked(transaction.connection, question.delivery)
    person = rules.roster.people.get(its.person) if its is not None else None
    if its is None or person is None or now >= moment(its.asked_at) + CONFIRM_LASTS:
        raise Conflict(OVER)
    if (person.email or "").casefold() != its.address.casefold() or not delete_waiting(transaction.connection, its):
        raise Conflict(OVER)
    put_on_record(
        transaction,
        LogDraft(school=rules.school, deed=Deed.EMAIL_CONFIRMED, at=stamp(now), by=person.id, by_name=person.name),
    )
    day = day_in(rules.time_zone, now)
    rights.settle(transaction, rules.school, day, stamp(now), by=person.id, before=rules)


async def again(school: School, asker: str, person: str, now: datetime) -> None:
    """
    Ask the reader of somebody's changed address once more.

    Raises:
        NotFound: nobody here is called that, or none of their addresses waits.
        Forbidden: not by this one; or it was done just now.
    """
    await on_fresh_rules(
        school,
        lambda rules: school.store.write(
            lambda one: _again(one, rules, asker, person, now), school.id, across=Across.ACCOUNT
        ),
    )


def _again(transaction: Transaction, rules: Snapshot, asker: str, person: str, now: datetime) -> None:
    people = rules.roster.people
    if person not in people or not people[person].active:
        raise NotFound(NO_SUCH_PERSON)
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)
    its = find_waiting(transaction.connection, person)
    if its is None:
        raise NotFound(NONE_WAITS)
    if isinstance(verdict := may_ask_again(people[asker], people[person], moment(its.asked_at), now), Refused):
        raise Forbidden(verdict.because)
    ask_again(transaction, its, now)
