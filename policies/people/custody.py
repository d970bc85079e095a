"""This file decides what a school has denied somebody about one child, and who is handed the child."""

from collections.abc import Iterable

from policies.people.facts import Person, Power, Role, Student
from policies.people.one_human import is_one, on_two_sides
from policies.people.roster import Roster
from policies.sentence import Perhaps, Sentence, key, say
from policies.verdict import Allowed, Refused, Verdict

_DOES_NOT = {
    Power.SEE: key("The school has set that {person} does not see {child}."),
    Power.MESSAGE: key("The school has set that {person} does not write about {child}."),
    Power.TOLD: key("The school has set that {person} is not told about {child}."),
    Power.PICK_UP: key("The school has set that {person} does not pick up {child}."),
}


def is_denied(student: Student, person: str, power: Power) -> bool:
    """Whether the school has denied person that power about student today."""
    return (person, power) in student.denied


def denied_sentence(person: Person, student: Student, power: Power) -> Sentence:
    """What staff, and the person, read of a denial."""
    return say(_DOES_NOT[power], person=person.name, child=student.name)


def counts_not(roster: Roster, person: Person, student: Student) -> Sentence:
    """Why one of the family is no guardian in Roomwire."""
    if not (person.active and student.active):
        gone = student.name if person.active else person.name
        return say("{person} is no longer at {school}.", person=gone, school=roster.school_name)
    if person.id in student.barred:
        return say("{person} is barred from {child}.", person=person.name, child=student.name)
    return say(
        "At {school} only parents who pay for a child’s place see it, and {person} does not.",
        school=roster.school_name,
        person=person.name,
    )


def may_be_told(roster: Roster, person: Person, student: Student) -> Verdict:
    """Whether person, a guardian, is told of what is about student alone, as far as the school's rights go."""
    if why := untold(person, [student]):
        return Refused(why)
    if person.id in student.guardians:
        return Allowed(say("{person} is a parent of {child}.", person=person.name, child=student.name))
    if is_denied(student, person.id, Power.SEE):
        return Refused(denied_sentence(person, student, Power.SEE))
    if person.id in student.family:
        return Refused(counts_not(roster, person, student))
    return Refused(say("{person} is not a parent of {child}.", person=person.name, child=student.name))


def untold(person: Person, students: Iterable[Student]) -> Perhaps:
    """
    Why person is not told of what is about these children of theirs; empty where they are.

    Who is told of one of them is told: the others are nobody's business then.

    Source: research/domain.md, 2.3 (rights per contact and child; deny wins).
    """
    theirs = sorted((one for one in students if person.id in one.guardians), key=lambda one: (one.name, one.id))
    kept = [one for one in theirs if is_denied(one, person.id, Power.TOLD)]
    return denied_sentence(person, kept[0], Power.TOLD) if kept and kept == theirs else ""


def may_pick_up(roster: Roster, person: Person, student: Student) -> Verdict:
    """
    Whether student may be handed to person.

    What the school denied holds also of who is tied to student no more, and in every profile of one human being.

    Source: research/domain.md, B7 (the right is separate from parenthood) and 2.3 (deny wins).
    """
    if not person.active:
        return Refused(say("{person} is no longer at {school}.", person=person.name, school=roster.school_name))
    if not student.active:
        return Refused(say("{child} is no longer at {school}.", child=student.name, school=roster.school_name))
    selves = _selves(roster, person)
    if selves & student.barred:
        return Refused(
            say(
                "{person} is barred from {child}: do not hand {child} over, call an admin.",
                person=person.name,
                child=student.name,
            )
        )
    if any(is_denied(student, one, Power.PICK_UP) for one in selves):
        return Refused(denied_sentence(person, student, Power.PICK_UP))
    if person.id in student.collectors:
        return Allowed(say("{person} may pick up {child}.", person=person.name, child=student.name))
    if person.id in student.family:
        return Allowed(say("{person} is a parent of {child}.", person=person.name, child=student.name))
    return Refused(say("{person} is not on {child}’s list for picking up.", person=person.name, child=student.name))


def _selves(roster: Roster, person: Person) -> frozenset[str]:
    """
    The profiles in which a human being may come for a child, this one included: whoever is barred as a parent does
    not take it as one of the staff. Couples who share an address are two (one_human).
    """
    others = (roster.people[one] for one in roster.profiles_of(person.id) - {person.id})
    its = {one.id for one in others if is_one(person, one) or not on_two_sides(person, one)}
    return frozenset(its | {person.id})


def may_see_ties(roster: Roster, person: Person) -> Verdict:
    """Whether person may read who is tied to a student, and what was denied whom."""
    if person.id in roster.staff | roster.admins:
        return Allowed(say("Staff know who may see a child, and who may pick it up."))
    return Refused(say("Only the school’s staff see who is tied to a child."))


def may_set_ties(roster: Roster, person: Person, student: Student) -> Verdict:
    """
    Whether person may deny somebody something about student, or bar them.

    Source: research/domain.md, 2.3; nobody decides about the other parent of their own child.
    """
    if isinstance(verdict := may_decide_ties(person), Refused):
        return verdict
    if roster.profiles_of(person.id) & student.family:
        return Refused(say("{child} is your own child, so another admin sets this.", child=student.name))
    return verdict


def may_decide_ties(person: Person) -> Verdict:
    """Whether person sets what parents may do about children at all; about which child, may_set_ties says."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins set what a parent may do about a child."))
    return Refused(say("Only admins set what a parent may do about a child."))
