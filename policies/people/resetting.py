"""This file decides who may hand somebody a code to choose a new password with, and for how long what is good."""

from datetime import timedelta

from policies.people.facts import Person, Role
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

LINK_LASTS = timedelta(hours=1)
"""A link by email: time to find it among others (OWASP Forgot Password: no longer than needed)."""

CODE_LASTS = timedelta(minutes=15)
"""A code from the office: both sit there, or are on the phone."""


def may_hand_code(by: Person, whom: Person, *, elsewhere: bool, at_home: bool) -> Verdict:
    """
    Whether by, who knows whom in person, may make a code that lets whoever types it choose whom's password.

    elsewhere: the account also acts as somebody in another school, or as an admin. With a code one can sign in as
    that person, so it never reaches further than the admin's own say: nobody becomes an admin by it, or somebody of
    another school. at_home: of the family of the admin's own child (printing.at_home), whom another admin helps, as
    the code would let one parent in as the other.
    """
    if isinstance(verdict := may_give_codes(by), Refused):
        return verdict
    if by.id == whom.id:
        return Refused(say("You are signed in: change your own password under Me."))
    if not whom.active:
        return Refused(say("{person} is not at this school any more.", person=whom.name))
    if whom.role is Role.ADMIN:
        return Refused(
            say(
                "{person} is an admin. An admin gets a new password by email, or from whoever runs the hub.",
                person=whom.name,
            )
        )
    if elsewhere:
        return Refused(
            say(
                "{person} also signs in as an admin or at another school, so a new password comes by email only.",
                person=whom.name,
            )
        )
    if at_home:
        return Refused(
            say("{person} is of the family of your own child, so another admin gives this code.", person=whom.name)
        )
    return Allowed(say("Admins give {person} a code for a new password, in person.", person=whom.name))


def may_give_codes(by: Person) -> Verdict:
    """Whether by makes codes for new passwords at all; for whom, may_hand_code says."""
    if by.active and by.role is Role.ADMIN:
        return Allowed(say("Admins give somebody a code for a new password."))
    return Refused(say("Only admins give somebody a code for a new password."))
