"""This file decides who sees a student, and which events of the journal a person may read."""

from enum import StrEnum

from policies.people.custody import counts_not, denied_sentence, is_denied
from policies.people.facts import Person, Power, Role, Student
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


class Side(StrEnum):
    """Where somebody stands in a conversation."""

    GUARDIAN = "guardian"
    STAFF = "staff"


ALL = "all"
"""The audience of what every member of the conversation may read."""

STAFF_SIDE = "staff"
"""The audience of what only the staff side may read; of a whole school's event, its staff and admins."""

Spans = tuple[tuple[int, int | None], ...]
"""Journal positions between which somebody belonged; the end is excluded, None is open."""


def may_see(roster: Roster, person: Person, student: Student) -> Verdict:
    """
    Whether person may see student at all.

    Source: research/domain.md, C7 (staff see every student); 2.3 (rights per contact and child; deny wins).
    """
    if not person.active:
        return Refused(say("{person} is no longer at {school}.", person=person.name, school=roster.school_name))
    if person.role is not Role.GUARDIAN:
        return Allowed(say("Staff and admins see every student of the school."))
    if not student.active:
        return Refused(say("{child} is no longer at {school}.", child=student.name, school=roster.school_name))
    if person.id in student.guardians:
        return Allowed(say("{person} is a parent of {child}.", person=person.name, child=student.name))
    if is_denied(student, person.id, Power.SEE):
        return Refused(denied_sentence(person, student, Power.SEE))
    if person.id in student.family:
        return Refused(counts_not(roster, person, student))
    return Refused(say("Parents see only their own children."))


def is_own_child(roster: Roster, person: Person, student: Student) -> bool:
    """
    Whether any profile of the same human being is a guardian of student.

    Who lost a right stays one of the family here: otherwise a loss would open what is held about one's own child.
    """
    return bool(roster.profiles_of(person.id) & student.family)


def may_read(side: Side, audience: str, seq: int, spans: Spans, *, own_child: bool) -> bool:
    """
    Whether a member of a conversation may read its event at seq.

    spans are the member's own, the last one open: reading needs a right that is open now. Everybody reads what
    was said within them; those of staff begin where the school lets a new teacher begin to read, by default at
    the start, so that they know what was agreed (policies/conversations/history.reach). own_child: the member is a
    guardian of the conversation's student on another profile, and so never reads, as staff, what families do not.

    Source: DESIGN.md sections 4 (zero trace, revocation) and 5.
    """
    if not spans or spans[-1][1] is not None:
        return False
    if not any(since <= seq and (until is None or seq < until) for since, until in spans):
        return False
    return audience == ALL or (side is Side.STAFF and not own_child)
