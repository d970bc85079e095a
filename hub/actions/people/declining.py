"""This file is saying that an invitation reached somebody else: it ends, nobody is in by it, and admins hear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from hub.bus.fresh import on_fresh_rules
from hub.errors import Conflict
from hub.queries.people.inviting import good
from hub.store import account_mail, journal
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.invitations import DECLINED, end_invitation
from hub.store.row_security import Across
from policies.people.inviting import NOT_ANY_MORE
from policies.records.activity_log import Deed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.queries.people.inviting import Guest
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

Find = Callable[["Connection", "Snapshot"], "Guest | None"]
"""Whom the link or the page is for that somebody has; None where there is none in that school."""


async def decline(school: School, find: Find, now: datetime) -> None:
    """
    End the invitation that somebody has, and tell the admins, who may invite its person again.

    Raises:
        NotFound: there is no such invitation.
        Conflict: it was good no more before.
    """
    await on_fresh_rules(
        school,
        lambda rules: school.store.write(
            lambda one: _decline(one, rules, find, now), school.id, across=Across.ACCOUNT
        ),
    )


def _decline(transaction: Transaction, rules: Snapshot, find: Find, now: datetime) -> None:
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)
    its = good(find(transaction.connection, rules)).invitation
    person = rules.roster.people[its.person]
    if not end_invitation(transaction.connection, its.id, DECLINED, stamp(now)):
        raise Conflict(NOT_ANY_MORE)
    put_on_record(transaction, LogDraft(
        school=rules.school, deed=Deed.INVITATION_DECLINED, at=stamp(now), about=person.id, about_name=person.name,
    ))  # fmt: skip
    account_mail.put_to_admins(transaction, rules.roster.admins, account_mail.INVITATION_DECLINED, person.name, now)
