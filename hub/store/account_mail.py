"""This file puts an email about somebody's own account on its way, to the address they sign in with, or shall."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import insert

from hub.store import journal
from hub.store.clock import stamp
from hub.store.names import new
from notifiers.notification import Notice
from notifiers.tables import delivery
from policies.people.inviting import INVITATION_LASTS
from policies.people.resetting import LINK_LASTS

if TYPE_CHECKING:
    from hub.store.accounts import ActiveProfile
    from hub.store.transaction import Transaction
    from policies.people.facts import Person

RESET, CHANGED, CODE, INVITED = "reset", "password", "code", "invited"
"""
Kinds of events about one account: a link was asked for, its password was changed, the office gave a code, or it
invites somebody who has none so far.
"""

SAID = {
    RESET: "Choose a new password",
    CHANGED: "Your password was changed",
    CODE: "The office gave out a code for a new password",
    INVITED: "The school invites you to Roomwire",
}

WORTH_SENDING = {INVITED: INVITATION_LASTS}
"""For how long such an email may wait for a mail server that is down, where it is not an hour."""

PATHS = {kind: f"/#/{kind}" for kind in SAID}
"""Where such a delivery leads; a link's secret is put behind it when the email is written, and stands nowhere."""


def notice_of(kind: str, who: str = "") -> Notice:
    """What such an email tells of. who: the name of who did it, empty where it was the reader."""
    return Notice(f"account_{kind}", who)


def put(
    transaction: Transaction, person: ActiveProfile, email: str, kind: str, now: datetime, by: Person | None = None
) -> str:
    """
    Tell a person's devices, and write them an email at once, whatever hours they chose; the delivery's id.

    by: who did it, where it was not themselves.
    """
    school, at, its = person.school, stamp(now), new("n")
    journal.lock(transaction, school)
    draft = journal.Draft(kind=kind, audience=person.id, at=at, author=None if by is None else by.id)
    stored = journal.append(transaction, school, draft)
    transaction.connection.execute(
        insert(delivery).values(
            id=its, school=school, event=stored.event.seq, message="", conversation="", n=None,
            recipients=json.dumps([person.id]), medium="email", provider="", address=email,
            title=person.school_name, body=SAID[kind], path=PATHS[kind], planned_at=at, due_at=at,
            expires_at=stamp(now + WORTH_SENDING.get(kind, LINK_LASTS)), attempts=0,
            notice=notice_of(kind, "" if by is None else by.name).packed(),
        )
    )  # fmt: skip
    return its
