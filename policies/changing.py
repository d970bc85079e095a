"""This file decides who may change what was said, and who may take it back."""

from dataclasses import dataclass
from enum import StrEnum

from policies.facts import Person, Role, SchoolSettings
from policies.sharing import Shared, Sharing
from policies.verdict import Allowed, Refused, Verdict


class State(StrEnum):
    """Where a message stands with families."""

    SHARED = "shared"
    WAITING = "waiting"
    DECLINED = "declined"
    RETURNED = "returned"
    STAFF_ONLY = "staff_only"


ENDED = {
    State.DECLINED: "This message was declined. Write a new one.",
    State.RETURNED: "This message was returned to you. Change it and send it again as a new one.",
}
"""Why what an admin has decided about is not edited in its place (research/domain.md, 1.4, question 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    A message that somebody wants to change.

    author: its author's id. minutes: since it was said. withdrawn: it was taken back.
    """

    author: str
    item_type: str
    state: State
    minutes: float
    withdrawn: bool = False


LONGEST_MINUTES = 30 * 24 * 60
"""A month: what was read so long ago stays as it was read."""


def may_be_edit(minutes: int) -> Verdict:
    """Whether a school may let its people change what they said for so many minutes; none switches it off."""
    if 0 <= minutes <= LONGEST_MINUTES:
        return Allowed("What was said may be changed for so long.")
    return Refused(f"Give 0 to {LONGEST_MINUTES:,} minutes to change a message; 0 lets nobody change any.")


def may_edit(person: Person, said: Said, item_type: str, shared: Shared, settings: SchoolSettings) -> Verdict:
    """
    Whether person may put an item of item_type, which would be shared so if it were posted now, in place of said.

    What families see already is never changed without the approval a new item would need: it is withdrawn and
    written again, so that nobody reads two truths.

    Source: DESIGN.md section 5 (an edit is judged like a post); research/domain.md, D4 and D7.
    """
    if said.withdrawn:
        return Refused("This message was withdrawn. Write a new one.")
    if said.author != person.id:
        return Refused("Only who wrote a message changes it.")
    if item_type != said.item_type:
        return Refused(f"A {said.item_type} stays a {said.item_type}. Withdraw it and write a new one.")
    if said.state in ENDED:
        return Refused(ENDED[said.state])
    if said.state is State.WAITING:
        return Allowed("It waits for approval; who approves sees the newest.")
    if said.minutes > settings.edit_minutes:
        return Refused("It is too late to change this message. Withdraw it and write a new one.")
    if said.state is State.SHARED and shared.sharing is not Sharing.NOW:
        return Refused("Changes to this need the school’s approval. Withdraw it and write it again.")
    return Allowed("Who wrote a message may change it.")


def may_withdraw(person: Person, author: Person) -> Verdict:
    """
    Whether person may take back what author said; the school keeps the original.

    Source: research/domain.md, section 2.3 (withdrawing); DESIGN.md section 5.
    """
    if person.id == author.id:
        return Allowed("Who wrote a message may withdraw it.")
    verdict = may_withdraw_of_others(person)
    if isinstance(verdict, Allowed) and author.role is Role.ADMIN:
        return Refused(f"{author.name} is an admin, and withdraws what they wrote themselves.")
    return verdict


def may_withdraw_of_others(person: Person) -> Verdict:
    """Whether person may take back what staff and parents said, so that screens offer it."""
    if person.active and person.role is Role.ADMIN:
        return Allowed("Admins may withdraw what staff and parents wrote.")
    return Refused("Only who wrote a message withdraws it, or an admin.")


def may_see_revisions(person: Person, *, own_child: bool = False) -> Verdict:
    """
    Whether person may read what a message said before it was changed (DESIGN.md section 5).

    own_child: it is in a conversation about their own child; what was held there is among it.
    """
    if own_child:
        return Refused("What was changed or withdrawn about your own child is for other admins.")
    if person.active and person.role is Role.ADMIN:
        return Allowed("Admins read what was changed or withdrawn; it is noted that they did.")
    return Refused("Only admins read what was changed or withdrawn.")
