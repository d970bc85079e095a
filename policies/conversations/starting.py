"""This file decides who may start a conversation, where others may only answer."""

from policies.people.facts import Person, Role
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


def may_start(roster: Roster, person: Person) -> Verdict:
    """
    Whether person may say the first word of a conversation; answering is another matter.

    Source: research/domain.md, 2.2 (a school-wide switch for guardians starting conversations).
    """
    if person.role is Role.GUARDIAN and not roster.settings.guardians_start:
        return Refused(
            say(
                "At {school} the school starts conversations. You can answer as soon as it has written "
                "to you here; until then, please call.",
                school=roster.school_name,
            )
        )
    return Allowed(say("Anybody who may write somewhere may start there."))
