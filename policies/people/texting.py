"""This file decides who gets an invitation by text, why somebody gets none, and at which hours one leaves."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from policies.notify.quiet_hours import Quiet, quiet_until
from policies.people.facts import Person
from policies.people.inviting import AGAIN_AFTER, InviteeFacts, no_place
from policies.people.one_human import is_one
from policies.people.roster import Roster
from policies.sentence import Listed, Perhaps, say
from policies.verdict import Allowed, Refused, Verdict

NIGHT = Quiet(begins=21 * 60, ends=8 * 60)
"""
When nobody is texted who chose no hours of their own: before eight and from nine in the evening.

Source: 47 CFR 64.1200(c)(1), which has these hours for calls, and texts count as such.
"""

TEXT_WAITS = timedelta(hours=36)
"""For how long a text may wait for its provider: over one night, and not much of the week that its code is good."""

ENDED_MEANWHILE = "The invitation was used or ended before it was texted."
NOT_INVITED_ANY_MORE = "Who was to be invited has signed up, or has nothing here to see any more."
"""Why a text is not handed over, for the record of its delivery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFacts:
    """
    What is known of somebody's number besides the roster's cell.

    provider: this hub sends texts at all. other: there is a number of theirs that is not marked as a cell.
    sharing: the names of others with the same cell. closed: why no routine text goes there; empty where one does.
    """

    provider: bool = True
    other: bool = False
    sharing: tuple[str, ...] = ()
    closed: Perhaps = ""


def sharing_cell(roster: Roster) -> Mapping[str, tuple[str, ...]]:
    """
    The names of others to whom somebody's cell number belongs too, by person; who shares it with nobody is missing.

    Profiles of one human being are one (one_human.is_one). Of any other two nobody knows who reads the text.
    """
    found: defaultdict[str, list[Person]] = defaultdict(list)
    for one in roster.people.values():
        if one.active and one.cell:
            found[one.cell].append(one)
    names = {
        one.id: sorted(other.name for other in its if other.id != one.id and not is_one(one, other))
        for its in found.values()
        for one in its
    }
    return {one: tuple(others) for one, others in names.items() if others}


def may_be_texted(roster: Roster, person: Person, its: InviteeFacts, cell: CellFacts, now: datetime) -> Verdict:
    """
    Whether an invitation goes to somebody's cell now; the sentence says why not, and what to do about it.

    Source: research/domain.md, 1.3 and 2.7 (invites by email, text, printed page), D11 (which numbers are texted).
    """
    if not person.active:
        return Refused(say("{person} is not at this school any more.", person=person.name))
    if its.signed_up:
        return Refused(say("{person} has signed up already.", person=person.name))
    if why := no_place(roster, person) or no_cell(roster, person, cell):
        return Refused(why)
    if not roster.settings.email:  # its code brings an email, and nobody is in without one
        return Refused(say("The school has switched email off, under Settings."))
    if its.last is not None and now < its.last.sent_at + AGAIN_AFTER:
        return Refused(say("{person} was invited just now.", person=person.name))
    return Allowed(say("{person} gets a text with a code that is good for a week.", person=person.name))


def no_cell(roster: Roster, person: Person, cell: CellFacts) -> Perhaps:
    """Why no text goes to somebody at a number that is theirs alone; empty where one does."""
    if not cell.provider:
        return say("This hub sends no texts: whoever runs it has set up no provider for them.")
    if not roster.settings.text:
        return say("The school has switched text messages off, under Settings.")
    if not person.cell:
        if cell.other:
            return say(
                "No number of {person} is marked in the roster as a cell phone that takes texts.",
                person=person.name,
            )
        return say("The roster has no cell number of {person}. Enter one there.", person=person.name)
    if cell.sharing:
        return say(
            "It is the same cell number as that of {others}, and nobody knows who would read it. Print an "
            "invitation, or enter a number of their own in the roster.",
            others=Listed(cell.sharing),
        )
    return cell.closed


def leaves_at(quiet: Quiet | None, zone: str, now: datetime) -> datetime:
    """
    The first moment from now on at which an invitation may be texted to somebody: now itself by day.

    quiet: hours that they chose themselves, on the clock of zone; None where they chose none, then zone is the
    school's. It is asked again whenever a text is about to leave, as a retry or an outage may have made it late.
    """
    hours = quiet if quiet is not None and quiet.begins != quiet.ends else NIGHT
    return quiet_until(hours, now, ZoneInfo(zone)) or now
