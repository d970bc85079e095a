"""This file decides who sees whom an alert did not reach, and which alert a person may send again."""

from dataclasses import dataclass
from datetime import timedelta

from policies.notify.outcomes import UNREACHED
from policies.notify.recipients import Medium, switched_off
from policies.people.facts import Person, Role
from policies.sentence import say
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused, Verdict

STALE = timedelta(days=7)
"""After a week an alert tells of nothing new; who still has to know is written to."""


def may_see_undelivered(person: Person) -> Verdict:
    """Whether person sees whom alerts did not reach, and which providers work (DESIGN.md, section 7)."""
    if person.role is not Role.ADMIN:
        return Refused(say("Only admins see whom alerts did not reach."))
    return Allowed(say("Admins see whom alerts did not reach."))


@dataclass(frozen=True, slots=True, kw_only=True)
class EndedDelivery:
    """
    An alert that has ended. ago: since it was planned. theirs: the address is still one of who was to be told.

    stopped: the last word from there was that no more should come.
    """

    outcome: str
    medium: str
    ago: timedelta
    theirs: bool
    stopped: bool


def may_resend(ended: EndedDelivery, settings: SchoolSettings) -> Verdict:
    """
    Whether a person may have an alert sent again, under its own key.

    Only a person does that with an email or a text that may have arrived. Rights, withdrawals and what was read
    meanwhile are weighed when it is claimed, by the rules of every alert.

    Source: DESIGN.md, section 4 (told once); research/notifiers.md, section 7 (replay).
    """
    if ended.outcome not in UNREACHED:
        return Refused(say("It was delivered, or nobody needs it any more."))
    if ended.outcome == "dead_address" or not ended.theirs:
        return Refused(say("The address is no longer theirs. Once a new one is known, write again."))
    if ended.outcome == "opted_out" or ended.stopped:
        return Refused(say("They asked for no more of these. Reach them another way."))
    if ended.ago > STALE:
        return Refused(say("It is more than a week old. Write again instead."))
    if switched_off(Medium(ended.medium), settings):
        return Refused(say("The school has switched this medium off."))
    return Allowed(say("It is sent once more, under the same key."))


def next_step(outcome: str) -> str:
    """What an admin does about an alert that ended so."""
    match outcome:
        case "ambiguous":
            return say("Ask whether it arrived, or send it again: it may then come twice.")
        case "misconfigured":
            return say("Ask who runs the hub to mend its settings, then send it again.")
        case "bad_message":
            return say("Tell who runs the hub; sending it again helps once that is mended.")
        case "dead_address":
            return say("Ask for a new address or number, or have them open the app again on their phone.")
        case "opted_out":
            return say("Reach them by phone, or ask them to allow texts again by answering START.")
        case _:
            return say("Send it again, or reach them by phone.")
