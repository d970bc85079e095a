"""This file decides who may review a held item."""

from policies.facts import Person, Student
from policies.roster import Roster
from policies.seeing import is_own_child
from policies.verdict import Allowed, Refused, Verdict


def may_review(roster: Roster, person: Person, about: Student | None) -> Verdict:
    """
    Whether person may approve or decline an item; about: the student of its conversation, if it has one.

    Who is not an admin reviews where an admin let them, in conversations they are in.

    Source: research/domain.md, D5 (any admin may) and 2.1 (approvers who are no admins); DESIGN.md section 5
    (nobody reviews what is held about their own child).
    """
    if person.id not in roster.approvers:
        return Refused("Only admins, and staff they chose for it, review what waits for approval.")
    if about is not None and is_own_child(roster, person, about):
        return Refused(f"{about.name} is your own child, so another admin reviews this.")
    return Allowed("Admins review what waits for approval.")
