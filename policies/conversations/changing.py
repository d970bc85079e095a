"""This file decides who may change what was said, and who may take it back."""

from dataclasses import dataclass
from enum import StrEnum

from policies.people.facts import Person, Role
from policies.review.sharing import Shared, Sharing
from policies.sentence import say
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused, Verdict

WITHDRAWN = say("The message was withdrawn.")


class MessageState(StrEnum):
    """Where a message stands with families."""

    SHARED = "shared"
    WAITING = "waiting"
    DECLINED = "declined"
    RETURNED = "returned"
    STAFF_ONLY = "staff_only"


ENDED = {
    MessageState.DECLINED: say("This message was declined. Write a new one."),
    MessageState.RETURNED: say("This message was returned to you. Change it and send it again as a new one."),
}
OF_ANOTHER = {
    MessageState.DECLINED: say("This was declined. Write a new one."),
    MessageState.RETURNED: say("This was returned to who wrote it, who changes it and sends it again."),
}
"""Why what an admin has decided about is not edited in its place (research/domain.md, 1.4, question 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFacts:
    """
    A message that somebody wants to change.

    author: its author's id. minutes: since it was said. withdrawn: it was taken back.
    of_day: it tells of a student's day, which whoever is in the room keeps right, and is nobody's own word.
    completes: the change only says when a nap ended that was still going on.
    """

    author: str
    item_type: str
    state: MessageState
    minutes: float
    withdrawn: bool = False
    of_day: bool = False
    completes: bool = False


def may_edit(
    person: Person, said: MessageFacts, item_type: str, shared: Shared, settings: SchoolSettings
) -> Verdict:
    """
    Whether person may put an item of item_type, which would be shared so if it were posted now, in place of said.

    What families see already is never changed without the approval a new item would need: it is withdrawn and
    written again, so that nobody reads two truths. A nap that is going on is ended by the same approval and without
    a limit of time: families learn nothing by it but the hour that they wait for.

    That person may write there now, shared says (an edit is judged like a post).

    Source: DESIGN.md section 5; research/domain.md, D4 and D7; ADR 31.
    """
    if isinstance(whose := _may_amend(person, said, item_type), Refused):
        return whose
    if said.state in ENDED:
        return Refused((ENDED if said.author == person.id else OF_ANOTHER)[said.state])
    if said.state is MessageState.WAITING:
        return Allowed(say("It waits for approval; who approves sees the newest."))
    if said.completes:
        return Allowed(say("A nap is ended by whoever is in the room."))
    if said.minutes > settings.edit_minutes:
        return Refused(say("It is too late to change this message. Withdraw it and write a new one."))
    if said.state is MessageState.SHARED and shared.sharing is not Sharing.NOW:
        return Refused(say("Changes to this need the school’s approval. Withdraw it and write it again."))
    return whose


def _may_amend(person: Person, said: MessageFacts, item_type: str) -> Verdict:
    """Whose it is to change, and whether it is there to be changed into an item of item_type."""
    if said.withdrawn:
        return Refused(say("This message was withdrawn. Write a new one."))
    if said.of_day and person.role is Role.GUARDIAN:
        return Refused(say("The school’s staff keep a child’s day. To have something put right, write to them."))
    if not said.of_day and said.author != person.id:
        return Refused(say("Only who wrote a message changes it."))
    if item_type != said.item_type:
        return Refused(
            say("A {item_type} stays a {item_type}. Withdraw it and write a new one.", item_type=said.item_type)
        )
    if said.of_day:
        return Allowed(say("Who writes a child’s day keeps it right."))
    return Allowed(say("Who wrote a message may change it."))


def may_withdraw(person: Person, author: Person) -> Verdict:
    """
    Whether person may take back what author said; the school keeps the original.

    Source: research/domain.md, section 2.3 (withdrawing); DESIGN.md section 5.
    """
    if person.id == author.id:
        return Allowed(say("Who wrote a message may withdraw it."))
    verdict = may_withdraw_of_others(person)
    if isinstance(verdict, Allowed) and author.role is Role.ADMIN:
        return Refused(say("{author} is an admin, and withdraws what they wrote themselves.", author=author.name))
    return verdict


def may_withdraw_of_others(person: Person) -> Verdict:
    """Whether person may take back what staff and parents said, so that screens offer it."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins may withdraw what staff and parents wrote."))
    return Refused(say("Only who wrote a message withdraws it, or an admin."))


def may_see_revisions(person: Person, *, own_child: bool = False, keeps_day: bool = False) -> Verdict:
    """
    Whether person may read what a message said before it was changed (DESIGN.md section 5).

    own_child: it is in a conversation about their own child; what was held there is among it.
    keeps_day: it tells of a day that person may write to now, and was not withdrawn (ADR 31).
    """
    if own_child:
        return Refused(say("What was changed or withdrawn about your own child is for other admins."))
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins read what was changed or withdrawn; it is noted that they did."))
    if person.active and keeps_day and person.role is not Role.GUARDIAN:
        return Allowed(say("Who keeps a child’s day reads what it said before; it is noted that they did."))
    return Refused(say("Only admins read what was changed or withdrawn."))
