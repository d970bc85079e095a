"""This file decides who sees and who changes what the center keeps about a child, part by part."""

import re
from datetime import date
from enum import StrEnum

from policies.conversations.seeing import is_own_child, may_see
from policies.people.custody import denied_sentence, is_denied
from policies.people.facts import Area, Level, Person, Power, Role, Student
from policies.people.permissions import level_of
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


class RecordPart(StrEnum):
    """A part of a child's record, which is seen, changed and kept by itself."""

    BIRTH_DATE = "birth_date"
    ALLERGIES = "allergies"
    DIETS = "diets"
    MEDICATION = "medication"
    CONTACTS = "contacts"
    PRIMARY_ROOM = "primary_room"
    PLAN = "plan"
    CUSTODY = "custody"


SAFETY = frozenset({RecordPart.ALLERGIES, RecordPart.DIETS, RecordPart.MEDICATION})
"""What whoever feeds or watches a child has to know, whatever else they are kept out of."""

OLDEST_CHILD = 21
"""Years: who is older is in no child care, and the date is a slip of the pen."""

MAX_LISTED = 20
"""Allergies, diets or emergency contacts of one list; a child with more has a file of its own."""


def may_see_part(roster: Roster, person: Person, student: Student, part: RecordPart) -> Verdict:
    """
    Whether person sees a part of student's record.

    Staff of the child's rooms see all but the custody text; who is kept out of families sees what keeps the child
    safe. Parents see all but the custody text, and of emergency contacts those they named (may_see_contacts).
    Nobody sees it at work of a child of their own: what one parent says there is not the other's to read.

    Source: research/field.md, X16 (allergies always, custody on a click); research/domain.md, 2.3 (deny wins).
    """
    if not person.active:
        return Refused(say("{person} is no longer at {school}.", person=person.name, school=roster.school_name))
    if person.role is Role.GUARDIAN:
        verdict = may_see(roster, person, student)
        hidden = part is RecordPart.CUSTODY and isinstance(verdict, Allowed)
        return Refused(ONLY_ADMINS_CUSTODY) if hidden else verdict
    if is_own_child(roster, person, student):
        return Refused(
            say("{child} is your own child: what parents may see of this you see as a parent.", child=student.name)
        )
    if person.role is Role.ADMIN:
        return Allowed(say("Admins see what is kept about every child."))
    return _as_staff(roster, person, student, part)


ONLY_ADMINS_CUSTODY = say("Only admins read what is kept about custody, and that is noted.")


def _as_staff(roster: Roster, person: Person, student: Student, part: RecordPart) -> Verdict:
    if part is RecordPart.CUSTODY:
        return Refused(ONLY_ADMINS_CUSTODY)
    shared = person.rooms & student.rooms
    if not shared:
        return Refused(say("Only the staff of a child’s rooms and admins see what is kept about it."))
    if part not in SAFETY and level_of(person, Area.FAMILIES) is Level.NONE:
        return Refused(
            say("{person} is kept out of what is about families, and sees what keeps {child} safe.",
                person=person.name, child=student.name)
        )  # fmt: skip
    return Allowed(
        say("{person} and {child} are both in {rooms}.", person=person.name, child=student.name,
            rooms=roster.room_names(shared))
    )  # fmt: skip


def may_see_record(roster: Roster, person: Person, student: Student) -> Verdict:
    """Whether person sees anything of student's record: whoever sees any part sees the allergies."""
    return may_see_part(roster, person, student, RecordPart.ALLERGIES)


def may_see_contacts(roster: Roster, person: Person, student: Student, giver: str) -> Verdict:
    """
    Whether person sees the emergency contacts that giver named: a parent's id, or empty for the school itself.

    A parent sees their own list alone: the other's may name an address, a number or a partner that is kept from
    them. A list counts for as long as its giver is a parent of the child, so nobody calls whom a barred one named.

    Source: research/domain.md, 2.2 and 2.3 (separated parents; rights per contact and child).
    """
    verdict = may_see_part(roster, person, student, RecordPart.CONTACTS)
    if isinstance(verdict, Refused):
        return verdict
    if giver and giver not in student.guardians:
        return Refused(say("Whoever named these is no longer a parent of {child} here.", child=student.name))
    if person.role is Role.GUARDIAN and giver != person.id:
        return Refused(say("Parents see the emergency contacts that they named themselves."))
    return verdict


def may_see_custody(person: Person) -> Verdict:
    """Whether person reads custody texts at all; of which child, may_see_part says."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins read what is kept about custody, and that is noted."))
    return Refused(ONLY_ADMINS_CUSTODY)


def may_see_changes(person: Person) -> Verdict:
    """Whether person reads who changed what of children's records, from what to what."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins see who changed what of a child’s record."))
    return Refused(say("Only admins see who changed what of a child’s record."))


def may_change_part(roster: Roster, person: Person, student: Student, part: RecordPart) -> Verdict:
    """
    Whether person changes a part of student's record.

    Admins change all; a parent the emergency contacts that they name, at once: whom to call has to be right today.
    All else they tell the office, so that no allergy appears or goes without anybody of the school reading it.

    Source: research/domain.md, 2.7 (parents add contacts); docs/adr/0060-the-childs-record.md.
    """
    if isinstance(verdict := may_see_part(roster, person, student, part), Refused):
        return verdict
    if not student.active:
        return Refused(say("{child} is no longer at {school}.", child=student.name, school=roster.school_name))
    if person.role is Role.ADMIN:
        return Allowed(say("Admins keep a child’s record."))
    if person.role is Role.STAFF:
        return Refused(say("Only admins change a child’s record. Tell the office what is wrong in it."))
    if part is not RecordPart.CONTACTS:
        return Refused(say("The school keeps this. To change it, write to the office."))
    if is_denied(student, person.id, Power.MESSAGE):
        return Refused(denied_sentence(person, student, Power.MESSAGE))
    return Allowed(say("Parents name whom the school calls in an emergency."))


def may_be_born(born: date, today: date) -> Verdict:
    """Whether a child in care today can have been born then; tomorrow's children are a slip of the pen."""
    if born > today:
        return Refused(say("This birth date is still to come."))
    if born.year < today.year - OLDEST_CHILD:
        return Refused(say("This birth date is more than {years} years ago.", years=OLDEST_CHILD))
    return Allowed(say("A child may have been born then."))


FEWEST_DIGITS = 5
"""Digits of the shortest telephone number that somebody is called at from outside."""

_AS_NUMBERS_ARE_WRITTEN = re.compile(r"[+(]?[0-9][0-9 ()./-]*( ?(x|ext\.?) ?[0-9]+)?")


def may_be_called_at(written: str) -> Verdict:
    """Whether somebody can be called at what was written: also a landline or extension, as no text goes there."""
    if _AS_NUMBERS_ARE_WRITTEN.fullmatch(written) and sum(one.isdigit() for one in written) >= FEWEST_DIGITS:
        return Allowed(say("Somebody can be called there."))
    return Refused(say("{phone} is no telephone number.", phone=written))
