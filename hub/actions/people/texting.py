"""This file is inviting people by text: a code to their cell, which brings a link as a printed one does."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules, read_on_fresh_rules
from hub.errors import NO_SUCH_PERSON, Forbidden, NotFound
from hub.queries.people.inviting import LeftOut, invitees
from hub.signing import fingerprint
from hub.store import accounts, journal, texted_invitations
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.invitations import SentInvitation, insert_invitations
from hub.store.names import new
from hub.store.row_security import Across
from hub.store.texted_invitations import InvitingText, TextTimes
from policies.people.inviting import INVITATION_LASTS, InviteeFacts, may_invite
from policies.people.texting import CellFacts, may_be_texted
from policies.records.activity_log import Deed
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.signing import Signer
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction
    from policies.people.facts import Person
    from policies.people.inviting import Group

TEXTS_PER_COMMIT = 100
"""People texted in one commit, some 25 ms of the writer: what is said meanwhile waits for no more than that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWish:
    """
    Whom an admin wants to invite by text: people by their ids, in this order, or a group; the other one is empty.

    texts: whether this hub has anybody who sends texts.
    """

    admin: str
    people: tuple[str, ...] = ()
    group: Group | None = None
    texts: bool = True


@dataclass(frozen=True, slots=True)
class InvitationsTexted:
    """
    How many texts leave, and when the last of them does, None where none does or all leave at once; left_out: of
    those who were named, to whom none goes.
    """

    sent: int
    leaves_at: datetime | None
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class _Planned:
    """Who is invited, and the delivery of their text."""

    person: Person
    text: str


async def text(school: School, signer: Signer, wish: TextWish, now: datetime) -> InvitationsTexted:
    """
    Text each of them a code, and end the invitation that they had; who cannot be texted is left out, and said.

    What comes at night waits for the morning, in the outbox.

    Raises:
        Forbidden: only admins do that.
        NotFound: somebody who is named is not of this school; then nobody is invited.
    """
    wanted = await read_on_fresh_rules(school, lambda one, rules: _wanted(one, rules, wish, now), Across.ACCOUNT)
    sent, leaves, left_out = 0, now, list[LeftOut]()
    for start in range(0, len(wanted), TEXTS_PER_COMMIT):
        part = wanted[start : start + TEXTS_PER_COMMIT]
        done = await on_fresh_rules(school, partial(_text, school, signer, wish, part, now))
        sent, leaves = sent + done.sent, max(leaves, done.leaves_at or now)
        left_out += done.left_out
    return InvitationsTexted(sent, leaves if leaves > now else None, tuple(left_out) if wish.group is None else ())


def _wanted(connection: Connection, rules: Snapshot, wish: TextWish, now: datetime) -> list[str]:
    """The ids of those who are to be invited, each once."""
    if isinstance(verdict := may_invite(rules.roster.people[wish.admin]), Refused):
        raise Forbidden(verdict.because)
    if wish.group is not None:
        known = invitees(connection, rules, now, wish.admin, texts=wish.texts).values()
        found = sorted(known, key=lambda one: one.person.name)
        return [one.person.id for one in found if one.of_group(wish.group, "text")]
    if any(one not in rules.roster.people for one in wish.people):
        raise NotFound(NO_SUCH_PERSON)
    return list(dict.fromkeys(wish.people))


async def _text(
    school: School, signer: Signer, wish: TextWish, part: Sequence[str], now: datetime, rules: Snapshot
) -> InvitationsTexted:
    return await school.store.write(
        lambda one: _put(one, signer, rules, wish, part, now), school.id, across=Across.ACCOUNT
    )


def _put(
    transaction: Transaction, signer: Signer, rules: Snapshot, wish: TextWish, part: Sequence[str], now: datetime
) -> InvitationsTexted:
    """In one commit: the texts, what is kept of their codes, and the end of the invitations before."""
    connection, people = transaction.connection, rules.roster.people
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)
    by = people[wish.admin]
    if isinstance(verdict := may_invite(by), Refused):
        raise Forbidden(verdict.because)
    known = invitees(connection, rules, now, wish.admin, texts=wish.texts, only=part)
    may = {
        one: known[one].may_text
        if one in known
        else may_be_texted(rules.roster, people[one], InviteeFacts(), CellFacts(provider=wish.texts), now)
        for one in part
    }
    refused = {one: verdict for one, verdict in may.items() if isinstance(verdict, Refused)}
    wanted = [one for one in part if one not in refused]
    if wish.group is not None:
        wanted = [one for one in wanted if known[one].of_group(wish.group, "text")]
    leaves = texted_invitations.leave_at(connection, dict.fromkeys(wanted, rules.time_zone), now)
    here = {one.id: one for one in accounts.find_active(connection, wanted)}
    texts = [InvitingText(here[one], people[one].cell or "", TextTimes(now, leaves[one])) for one in wanted]
    brings = texted_invitations.put_all(transaction, rules.school, texts, by)
    made = [
        _row(signer, rules, _Planned(people[one], its), by, text.times)
        for one, its, text in zip(wanted, brings, texts, strict=True)
    ]
    insert_invitations(connection, made, stamp(now))
    put_on_record(transaction, *[_noted(rules, by, people[one], stamp(now)) for one in wanted])
    left_out = tuple(LeftOut(one, people[one].name, why.because) for one, why in refused.items())
    return InvitationsTexted(len(wanted), max(leaves.values(), default=None), left_out)


def _row(signer: Signer, rules: Snapshot, its: _Planned, by: Person, times: TextTimes) -> SentInvitation:
    """What is kept of an invitation by text, whose code is good for a week from when it leaves."""
    return SentInvitation(
        id=new("i"), school=rules.school, person=its.person.id, address=its.person.email or "",
        secret=fingerprint(secrets.token_urlsafe()),  # of nothing that anybody has: no link was sent
        delivery="", by=by.id, sent_at=stamp(times.planned), expires_at=stamp(times.leaves + INVITATION_LASTS),
        code=signer.printed(signer.texted(its.text)[0])[0], texted=its.text, cell=its.person.cell or "",
    )  # fmt: skip


def _noted(rules: Snapshot, by: Person, person: Person, at: str) -> LogDraft:
    return LogDraft(
        school=rules.school, deed=Deed.INVITATION_TEXTED, at=at, by=by.id, by_name=by.name,
        about=person.id, about_name=person.name,
    )  # fmt: skip
