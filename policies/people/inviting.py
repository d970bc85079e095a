"""This file decides who invites people to sign in, who may be invited and why not, and how an invitation stands."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from policies.people.email_addresses import mended
from policies.people.facts import Person, Role
from policies.people.one_human import is_one
from policies.people.roster import EMPTY, Roster
from policies.sentence import Listed, Perhaps, Sentence, say
from policies.verdict import Allowed, Refused, Verdict

INVITATION_LASTS = timedelta(days=7)
"""How long a link is good: a week, after which it may lie in a mailbox that is somebody else’s (1.3)."""

AGAIN_AFTER = timedelta(minutes=1)
"""Nobody is invited twice in a row: two admins pressed, or one pressed twice."""


class InvitationState(StrEnum):
    """
    Where somebody stands on their way in.

    OVER: the week is over, or the link is good no more for another reason. BOUNCED: the email or text did not
    arrive. PRINTED: a page was printed for them, and nobody has asked for a link by it. DECLINED: whoever had the
    invitation said that they are somebody else.
    """

    NOT_INVITED = "not_invited"
    PRINTED = "printed"
    INVITED = "invited"
    OVER = "over"
    BOUNCED = "bounced"
    DECLINED = "declined"
    SIGNED_UP = "signed_up"


Group = Literal["not_invited", "not_signed_up"]
"""Whom an admin invites without naming them: who never was, or everybody who is not in yet."""

GROUPS: Mapping[Group, frozenset[InvitationState]] = {
    "not_invited": frozenset({InvitationState.NOT_INVITED}),
    "not_signed_up": frozenset(InvitationState) - {InvitationState.SIGNED_UP, InvitationState.DECLINED},
}
"""Where those of a group stand. Where a stranger answered, an admin looks first: those are invited by name."""


LOST = frozenset({"dead_address", "opted_out", "bad_message", "misconfigured", "expired", "cancelled"})
"""Outcomes of the email or text by which an invitation certainly did not arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSending:
    """
    The newest invitation of somebody. address: where it went. ended: the link does no more, before its time.

    lost: its email or text did not arrive, or came back. printed: it is a page by which nobody has asked for a link
    so far. declined: whoever had it said that they are somebody else. cell: the number that it was texted to, empty
    where it was not.
    """

    address: str
    sent_at: datetime
    expires_at: datetime
    ended: bool = False
    lost: bool = False
    printed: bool = False
    declined: bool = False
    cell: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteeFacts:
    """
    What is known of somebody besides the roster.

    signed_up: there is an account that acts as them. sharing: the names of others with the same address, as
    sharing() has them. at_home: they are of the family of a child of the admin who asks. closed: why nothing is
    sent to their address, not even about their account; empty where it is. last: the newest invitation, None where
    there was none.
    """

    signed_up: bool = False
    sharing: tuple[str, ...] = ()
    at_home: bool = False
    closed: Perhaps = ""
    last: LastSending | None = None


def may_invite(person: Person) -> Verdict:
    """
    Whether somebody invites people, and sees who was invited.

    Source: research/domain.md, C6 to C10 and F1 to F6; none of the sources lets anybody else.
    """
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins invite staff and parents."))
    return Refused(say("Only admins invite people to sign in, and see who was invited."))


Addressees = Mapping[str, tuple[Person, ...]]
"""Who is at the school and has an address in the roster, by that address without case."""


def addressees(roster: Roster) -> Addressees:
    """Of everybody; whoever asks about a few, again and again, works it out once."""
    found: defaultdict[str, list[Person]] = defaultdict(list)
    for one in roster.people.values():
        if one.active and one.email:
            found[one.email.casefold()].append(one)
    return {address: tuple(its) for address, its in found.items()}


def sharing(
    roster: Roster, signing: Mapping[str, str], of: Iterable[Person] | None = None, known: Addressees | None = None
) -> Mapping[str, tuple[str, ...]]:
    """
    The names of others to whom somebody's address in the roster belongs too, by person; who shares it with nobody
    is missing. signing: the address that each person who has an account signs in with, by person. of: who is asked
    about, everybody where it is None; then signing may leave out who signs in with none of their addresses.
    known: the addressees of this very roster, where they were worked out before.

    One human being may be on the staff and a parent, with one address and one account (C11, linking.is_one). Any
    other two with one address are two: whoever reads the mailbox would sign in as the other, whether the other has
    the address from the roster, or gave it to sign up with.
    """
    known = addressees(roster) if known is None else known
    signers: defaultdict[str, list[Person]] = defaultdict(list)
    for its, address in signing.items():
        if its in roster.people and roster.people[its].active:
            signers[address.casefold()].append(roster.people[its])
    names: dict[str, tuple[str, ...]] = {}
    for one in roster.people.values() if of is None else of:
        if one.active and one.email:
            address = one.email.casefold()
            others = {its.id: its.name for its in (*known[address], *signers.get(address, ()))
                      if its.id != one.id and not is_one(one, its)}  # fmt: skip
            if others:
                names[one.id] = tuple(sorted(others.values()))
    return names


def state_of(person: Person, its: InviteeFacts, now: datetime) -> InvitationState:
    """Where somebody stands; a link or a text that went to another address or number than theirs is over."""
    last = its.last
    if its.signed_up:
        return InvitationState.SIGNED_UP
    if last is None:
        return InvitationState.NOT_INVITED
    if last.declined:
        return InvitationState.DECLINED
    elsewhere = last.address.casefold() != (person.email or "").casefold() or last.cell not in ("", person.cell)
    if last.ended or now >= last.expires_at or elsewhere:
        return InvitationState.OVER
    if last.printed:
        return InvitationState.PRINTED
    return InvitationState.BOUNCED if last.lost else InvitationState.INVITED


def may_be_invited(roster: Roster, person: Person, its: InviteeFacts, now: datetime) -> Verdict:
    """Whether an invitation goes to somebody now, by email; the sentence says why not, and what to do about it."""
    if not person.active:
        return Refused(say("{person} is not at this school any more.", person=person.name))
    if its.signed_up:
        return Refused(say("{person} has signed up already.", person=person.name))
    if why := no_place(roster, person) or no_address(roster, person, its):
        return Refused(why)
    if its.last is not None and now < its.last.sent_at + AGAIN_AFTER:
        return Refused(say("{person} was invited just now.", person=person.name))
    return Allowed(say("{person} gets an email with a link that is good for a week.", person=person.name))


def no_place(roster: Roster, person: Person) -> Perhaps:
    """Why signing in would open nothing to a parent; empty for everybody else."""
    if person.role is not Role.GUARDIAN:
        return ""
    children = [roster.students[one] for one in roster.children_of.get(person.id, EMPTY)]
    if not children:
        return say(
            "{person} would find nothing here: no child who is here now is theirs to see.", person=person.name
        )
    if all(one.practice for one in children):
        return say("{person} belongs to a practice child: nobody real is ever written to.", person=person.name)
    return ""


def no_address(roster: Roster, person: Person, its: InviteeFacts) -> Perhaps:
    """Why no email goes to somebody at an address that is theirs alone; empty where one does."""
    if not person.email:
        return say("The roster has no email address of {person}. Enter one there.", person=person.name)
    if mended(person.email) is None:
        return say("No email can be sent to the address that the roster has of {person}.", person=person.name)
    if its.sharing:
        return say(
            "It is the same email address as that of {others}. Who signs in needs their own: enter it in the "
            "roster, or print an invitation for them. Is it one person? Then link the two under Staff.",
            others=Listed(its.sharing),
        )
    if not roster.settings.email:
        return say("The school has switched email off, under Settings.")
    return its.closed


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkFacts:
    """
    A link that somebody brings. used, ended: it was, before its time. newer: because another one was sent.

    address: where it went; address_now: what the roster has, None for no address. cell, cell_now: likewise the
    number that it was texted to, empty for none. here: its person may sign in.
    """

    used: bool
    ended: bool
    newer: bool
    expires_at: datetime
    address: str
    address_now: str | None
    here: bool
    cell: str = ""
    cell_now: str | None = None


USED = say("This invitation has been used. Sign in with your email address and the password that you chose.")
NEWER = say("A newer invitation was made for you. Use the newest email, page or text.")
WEEK_OVER = say("This invitation was good for a week, and that is over. Ask the school for a new one.")
NOT_ANY_MORE = say("This invitation is not good any more. Ask the school’s office.")
UNKNOWN = say(
    "There is no such invitation. Open the link as it stands in the email, or ask the school for a new one."
)


def _is_elsewhere(link: LinkFacts) -> bool:
    """Whether the mailbox or the phone that it went to is not theirs any more."""
    other = (link.address_now or "").casefold() != link.address.casefold()
    return other or link.cell not in ("", link.cell_now)


def may_accept(link: LinkFacts, now: datetime) -> Verdict:
    """Whether a link opens an account; to whoever has it, the sentence says why it does not."""
    why: Sentence | None = None
    if link.used:
        why = USED
    elif not link.here or _is_elsewhere(link):
        why = NOT_ANY_MORE
    elif link.newer:
        why = NEWER
    elif link.ended:
        why = NOT_ANY_MORE
    elif now >= link.expires_at:
        why = WEEK_OVER
    return Refused(why) if why is not None else Allowed(say("This invitation is good."))
