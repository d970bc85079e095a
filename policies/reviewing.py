"""This file decides who may review a held item."""

from policies.facts import Person, Role, Student
from policies.roster import Roster
from policies.seeing import is_own_child
from policies.verdict import Allowed, Refused, Verdict


def may_review(roster: Roster, person: Person, about: Student | None) -> Verdict:
    """
    Whether person may approve or decline an item; about: the student of its conversation, if it has one.

    Source: research/domain.md, D5 (any admin may); DESIGN.md section 5 (nobody reviews what is held about
    their own child).
    """
    if not person.active or person.role is not Role.ADMIN:
        return Refused("Only admins review what waits for approval.")
    if about is not None and is_own_child(roster, person, about):
        return Refused(f"{about.name} is your own child, so another admin reviews this.")
    return Allowed("Admins review what waits for approval.")
