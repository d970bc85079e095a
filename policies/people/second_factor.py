"""This file decides who needs a code besides their password, which codes are good, and who takes that off whom."""

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from policies.people.facts import Person, Role
from policies.sentence import say
from policies.settings import SecondFactorFor
from policies.verdict import Allowed, Refused, Verdict

STEP_S, DIGITS = 30, 6
"""A code of an app: six digits, another one every half minute (RFC 6238, section 5.2; what every app assumes)."""

DRIFT_STEPS = 1
"""How far a phone’s clock may be off, in steps, either way (RFC 6238, section 6)."""

RECOVERY_CODES = 10
"""Recovery codes of one account at a time, each good once."""

HALF_LASTS = timedelta(minutes=10)
"""Between the password and the code: time to find the phone, and no longer."""

OFFER_LASTS = timedelta(hours=1)
"""How long a key that is shown may be confirmed by its first code."""

WRONG_PER_HALF = 5
"""Wrong codes after which the password is asked for again."""


@dataclass(frozen=True, slots=True)
class RoleAt:
    """One of the people an account acts as: what they are in their school, and what that asks of whom."""

    role: Role
    asked_of: SecondFactorFor


ASKED: dict[SecondFactorFor, frozenset[Role]] = {
    SecondFactorFor.NOBODY: frozenset(),
    SecondFactorFor.ADMINS: frozenset({Role.ADMIN}),
    SecondFactorFor.STAFF: frozenset({Role.ADMIN, Role.STAFF}),
}


def must_have(places: Iterable[RoleAt]) -> bool:
    """
    Whether an account needs a second factor: where one of its people does, whichever it is signed in as.

    An account has one sign-in for all of its people, so the strictest of their schools counts.
    """
    return any(one.role in ASKED[one.asked_of] for one in places)


def step_at(moment: datetime) -> int:
    """The number of the half minute since 1970 (RFC 6238, section 4.2)."""
    return math.floor(moment.timestamp() / STEP_S)


def good_steps(now: int, last: int) -> range:
    """
    The steps whose code is good now: no more than a step off, and later than the last that was used.

    So a code is good once, and one that was seen on its way is over with it (RFC 6238, section 5.2).
    """
    return range(max(now - DRIFT_STEPS, last + 1), now + DRIFT_STEPS + 1)


def is_of_an_app(typed: str) -> bool:
    """Whether this is a code of an app, rather than one to recover by; as plain() has it."""
    return len(typed) == DIGITS and typed.isascii() and typed.isdigit()


def plain(typed: str) -> str:
    """A code as it is compared: without the signs and spaces that people put between its letters."""
    return "".join(one for one in typed.upper() if one.isalnum())


def may_switch_off(*, required: bool) -> Verdict:
    """Whether somebody may take the second factor off their own account; they have shown password and code."""
    if required:
        return Refused(
            say("Your school asks for a code at sign-in. With another phone, ask an admin to take the old one off.")
        )
    return Allowed(say("You choose whether a code is asked for at sign-in."))


def may_take_off(by: Person, whom: Person, schools: Collection[str], school: str) -> Verdict:
    """
    Whether by may take code or passkeys off whom’s account, who lost them; schools: all that account acts in.

    It opens nothing by itself: the password is asked for as before. Nobody does so for themselves, as that would be
    the way past it for whoever has an admin’s unlocked phone; nor for an account that is another school’s as well.
    """
    if not by.active or by.role is not Role.ADMIN:
        return Refused(say("Only admins take a lost code or passkey off somebody’s account."))
    if by.id == whom.id:
        return Refused(
            say(
                "Nobody takes off their own code or passkeys this way. Use a recovery code, or ask another admin "
                "of the school."
            )
        )
    if any(one != school for one in schools):
        return Refused(
            say(
                "{person} also signs in at another school, so only whoever runs the hub can take this off.",
                person=whom.name,
            )
        )
    return Allowed(say("Admins take lost codes and passkeys off; {person} is told by email.", person=whom.name))
