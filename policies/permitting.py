"""This file decides how far staff are let into what the school says, and who decides that."""

from policies.facts import Area, Level, Permissions, Person, Role, Urgency
from policies.roster import Roster
from policies.verdict import Allowed, Refused, Verdict

WORDS = {
    Area.FAMILIES: "what families and the school write to each other",
    Area.STAFF: "what staff write among themselves",
    Area.ANNOUNCEMENTS: "announcements",
    Area.ACTIVITIES: "the children’s day",
}

LOUDNESS = {Urgency.NORMAL: 0, Urgency.URGENT: 1, Urgency.EMERGENCY: 2, Urgency.DRILL: 2}
"""Who may call something an emergency may also hold a drill."""

MARKS = (Urgency.NORMAL, Urgency.URGENT, Urgency.EMERGENCY)
"""What an admin may let somebody call something, at the most."""

AS = {
    Urgency.NORMAL: "normal", Urgency.URGENT: "urgent",
    Urgency.EMERGENCY: "emergency", Urgency.DRILL: "an emergency drill",
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
            return Allowed(f"{person.name} writes in {WORDS[area]}.")
        case Level.READ:
            return Refused(f"{person.name} reads {WORDS[area]} and does not write there. An admin can change that.")
        case Level.NONE:
            return Refused(f"{person.name} is kept out of {WORDS[area]}. An admin can change that.")


def may_mark(person: Person, urgency: Urgency) -> Verdict:
    """Whether person may call something urgent, or an emergency (research/domain.md, 2.4, three urgency tiers)."""
    marks = Urgency.EMERGENCY if person.role is Role.ADMIN else person.permissions.marks
    if person.active and person.role is not Role.GUARDIAN and LOUDNESS[urgency] <= LOUDNESS[marks]:
        return Allowed(f"{person.name} may mark something as {AS[urgency]}.")
    if urgency is Urgency.NORMAL:
        return Allowed("Anybody may write without calling it urgent.")
    return Refused(f"{person.name} may not mark something as {AS[urgency]}. Ask an admin.")


def may_see_staff(person: Person) -> Verdict:
    """Whether person may look at what each of the staff may do."""
    if person.active and person.role is Role.ADMIN:
        return Allowed("Admins see what each of the staff may do.")
    return Refused("Only admins see what each of the staff may do.")


def may_grant(roster: Roster, granter: Person, person: Person, wanted: Permissions) -> Verdict:
    """
    Whether granter may let person do what wanted says.

    Nobody decides about themselves, and nobody gives what they lack: an approver or a teacher gives nothing.

    Source: research/domain.md, C6 (permissions live in the hub) and 2.4 (what an admin cannot grant to self).
    """
    if person.id in roster.profiles_of(granter.id):
        return Refused("Nobody sets what they may do themselves. Ask another admin.")
    if not granter.active or granter.role is not Role.ADMIN:
        return Refused("Only admins set what staff may do.")
    if person.role is Role.ADMIN and wanted != Permissions():
        return Refused(f"{person.name} is an admin and may do everything. Roles come from the roster.")
    if person.role is Role.GUARDIAN:
        return Refused(f"{person.name} is a parent. What parents may do is set with each child.")
    return Allowed("Admins set what staff may do.")


def may_assign(granter: Person, person: Person) -> Verdict:
    """Whether granter may say in which rooms person works; their own as well (research/domain.md, C7 and C8)."""
    if not granter.active or granter.role is not Role.ADMIN:
        return Refused("Only admins assign rooms.")
    if person.role is Role.GUARDIAN:
        return Refused(f"{person.name} is a parent, and works in no room.")
    return Allowed("Admins assign rooms.")
