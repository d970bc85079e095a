"""This file decides who says that two profiles are one human being, and who parts them."""

from policies.people.facts import Person, Role
from policies.people.one_human import on_two_sides
from policies.people.printing import at_home
from policies.people.roster import Roster
from policies.sentence import Perhaps, say
from policies.verdict import Allowed, Refused, Verdict


def may_see_links(person: Person) -> Verdict:
    """Whether somebody sees who of the staff is a parent as well, and says so."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins say who of the staff is a parent here as well."))
    return Refused(say("Only admins link two profiles."))


def may_link(roster: Roster, admin: Person, staff: Person, guardian: Person) -> Verdict:
    """
    Whether an admin may give two profiles one account.

    Never two parents or two of the staff; never a third profile. Nobody does it for themselves, nor for the family
    of a child of theirs: they, or whom they chose, would read as the other parent (as with printed pages).
    """
    if isinstance(verdict := may_see_links(admin), Refused):
        return verdict
    if not on_two_sides(staff, guardian) or guardian.role is not Role.GUARDIAN:
        return Refused(say("One of the two works here, and the other is a parent: nothing else is linked."))
    for one in (staff, guardian):
        if not one.active:
            return Refused(say("{person} is not at this school any more.", person=one.name))
    if guardian.id in staff.linked:
        return Refused(say("They have one account already."))
    for one in (staff, guardian):
        if any(roster.people[its].active for its in one.linked if its in roster.people):
            return Refused(say("{person} is linked with another profile. Unlink that first.", person=one.name))
    if why := _own(roster, admin, staff, guardian):
        return Refused(why)
    return Allowed(say("{person} uses one account for both.", person=guardian.name))


def may_unlink(roster: Roster, admin: Person, staff: Person, guardian: Person) -> Verdict:
    """Whether an admin may part two profiles of one account, each of which is then invited by itself."""
    if isinstance(verdict := may_see_links(admin), Refused):
        return verdict
    if guardian.id not in staff.linked:
        return Refused(say("They have no account together."))
    if any(key.startswith("user:") for key in staff.human & guardian.human):
        return Refused(say("The roster has them as one person. Change that there."))
    if why := _own(roster, admin, staff, guardian):
        return Refused(why)
    return Allowed(say("{person} signs in by themselves from then on.", person=guardian.name))


def _own(roster: Roster, admin: Person, staff: Person, guardian: Person) -> Perhaps:
    if roster.profiles_of(admin.id) & {staff.id, guardian.id}:
        return say("Another admin does that for you.")
    if guardian.id in at_home(roster, admin.id):
        return say("{person} is of the family of a child of yours: another admin does that.", person=guardian.name)
    return ""
