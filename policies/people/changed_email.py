"""This file decides when a changed email address has to be confirmed before anything goes there."""

from datetime import datetime, timedelta
from enum import StrEnum

from policies.people.facts import Person, Role
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

CONFIRM_LASTS = timedelta(days=7)
"""How long a link to confirm an address is good, as that of an invitation (1.3)."""

ASKED_AGAIN = timedelta(minutes=1)
"""Nobody is asked twice in a row."""


def must_confirm(was: str | None, now: str | None, signs_in: str) -> bool:
    """
    Whether nothing goes to an address that the roster has of somebody now, until its reader says that it is theirs.

    was: the last address that counted, before; signs_in: with what address they sign in, empty where they have no
    account. Another address has to be confirmed; the first one of who has no account is as all addresses of a first
    roster. What they sign in with they read already.

    Source: issue 16 (a changed email is confirmed before anything goes there); research/domain.md 1.4, question 12.
    """
    if not now or now.casefold() in {(was or "").casefold(), signs_in.casefold()}:
        return False
    return bool(was or signs_in)


class NowEmail(StrEnum):
    """
    What becomes of an address that the roster changed. COUNTS: emails go there. ASK: its reader is asked first.

    WAITS: its reader was asked, and has not said yet. NONE: there is none, and the next one is judged by those
    before.
    """

    COUNTS = "counts"
    ASK = "ask"
    WAITS = "waits"
    NONE = "none"


def after_change(waits: str | None, counted: str | None, now: str | None, signs_in: str) -> NowEmail:
    """
    What becomes of the address that the roster has of somebody now.

    waits: the address whose reader was asked and has not answered, however long ago; counted: the last one that
    emails went to; both None where there is none. signs_in: as of must_confirm. No change of case and no roster
    without an address makes one count; the last that counted does so again at once.

    Source: issue 16 (a changed email is confirmed before anything goes there).
    """
    if not now:
        return NowEmail.NONE
    if waits and now.casefold() == waits.casefold() != signs_in.casefold():
        return NowEmail.WAITS
    return NowEmail.ASK if must_confirm(counted, now, signs_in) else NowEmail.COUNTS


def may_ask_again(asker: Person, person: Person, asked_at: datetime, now: datetime) -> Verdict:
    """Whether somebody has the question sent to the changed address once more: oneself, or an admin."""
    if asker.id != person.id and not (asker.active and asker.role is Role.ADMIN):
        return Refused(say("Only admins do that for others."))
    if now < asked_at + ASKED_AGAIN:
        return Refused(say("An email went there just now."))
    return Allowed(say("An email asks whether the address is theirs."))
