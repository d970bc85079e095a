"""This file decides how far staff are let into what the school says, and who decides that."""

from policies.people.facts import Area, Level, Permissions, Person, Role, Urgency
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

WORDS = {
    Area.FAMILIES: say("what families and the school write to each other"),
    Area.STAFF: say("what staff write among themselves"),
    Area.ANNOUNCEMENTS: say("announcements"),
    Area.ACTIVITIES: say("the children’s day"),
}

LOUDNESS = {Urgency.NORMAL: 0, Urgency.URGENT: 1, Urgency.EMERGENCY: 2, Urgency.DRILL: 2}
"""Who may call something an emergency may also hold a drill."""

MARKS = (Urgency.NORMAL, Urgency.URGENT, Urgency.EMERGENCY)
"""What an admin may let somebody call something, at the most."""

AS = {
    Urgency.NORMAL: say("normal"), Urgency.URGENT: say("urgent"),
    Urgency.EMERGENCY: say("emergency"), Urgency.DRILL: say("an emergency drill"),
}  # fmt: skip


def level_of(person: Person, area: Area) -> Level:
    """How far person is let into an area; only staff who are not admins are ever kept out of one."""
    return person.permissions.level(area) if person.role is Role.STAFF else Level.FULL


def may_write_in(person: Person, area: Area) -> Verdict:
    """
    Whether person may write in conversations of an area, as far as their permissions go.

    Source: research/domain.md, 1.3 (staff messaging: no access, read only, full access).
    """
    match level_of(person, area):
        case Level.FULL:
            return Allowed(say("{person} writes in {what}.", person=person.name, what=WORDS[area]))
        case Level.READ:
            return Refused(
                say(
                    "{person} reads {what} and does not write there. An admin can change that.",
                    person=person.name,
                    what=WORDS[area],
                )
            )
        case Level.NONE:
            return Refused(
                say(
                    "{person} is kept out of {what}. An admin can change that.",
                    person=person.name,
                    what=WORDS[area],
                )
            )


def may_mark(person: Person, urgency: Urgency) -> Verdict:
    """Whether person may call something urgent, or an emergency (research/domain.md, 2.4, three urgency tiers)."""
    marks = Urgency.EMERGENCY if person.role is Role.ADMIN else person.permissions.marks
    if person.active and person.role is not Role.GUARDIAN and LOUDNESS[urgency] <= LOUDNESS[marks]:
        return Allowed(say("{person} may mark something as {what}.", person=person.name, what=AS[urgency]))
    if urgency is Urgency.NORMAL:
        return Allowed(say("Anybody may write without calling it urgent."))
    return Refused(
        say("{person} may not mark something as {what}. Ask an admin.", person=person.name, what=AS[urgency])
    )


def may_see_staff(person: Person) -> Verdict:
    """Whether person may look at what each of the staff may do."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins see what each of the staff may do."))
    return Refused(say("Only admins see what each of the staff may do."))


def may_grant(roster: Roster, granter: Person, person: Person, wanted: Permissions) -> Verdict:
    """
    Whether granter may let person do what wanted says.

    Nobody decides about themselves, and nobody gives what they lack: an approver or a teacher gives nothing.

    Source: research/domain.md, C6 (permissions live in the hub) and 2.4 (what an admin cannot grant to self).
    """
    if person.id in roster.profiles_of(granter.id):
        return Refused(say("Nobody sets what they may do themselves. Ask another admin."))
    if not granter.active or granter.role is not Role.ADMIN:
        return Refused(say("Only admins set what staff may do."))
    if person.role is Role.ADMIN and wanted != Permissions():
        return Refused(
            say("{person} is an admin and may do everything. Roles come from the roster.", person=person.name)
        )
    if person.role is Role.GUARDIAN:
        return Refused(say("{person} is a parent. What parents may do is set with each child.", person=person.name))
    return Allowed(say("Admins set what staff may do."))


def may_assign(granter: Person, person: Person) -> Verdict:
    """Whether granter may say in which rooms person works; their own as well (research/domain.md, C7 and C8)."""
    if not granter.active or granter.role is not Role.ADMIN:
        return Refused(say("Only admins assign rooms."))
    if person.role is Role.GUARDIAN:
        return Refused(say("{person} is a parent, and works in no room.", person=person.name))
    return Allowed(say("Admins assign rooms."))
