"""This file says why an email or a text became no message, and which admins look at it."""

from enum import StrEnum

from policies.conversations.seeing import is_own_child
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


class Reason(StrEnum):
    """Why what came in by email or text became no message."""

    STRANGER = "stranger"
    DOUBTFUL = "doubtful"
    SENDERS = "senders"
    UNREADABLE = "unreadable"
    AUTOMATIC = "automatic"
    REPORT = "report"
    REFUSED = "refused"
    EMPTY = "empty"
    SHARED = "shared"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"
    NOTHING = "nothing"
    CONSENT = "consent"
    INVITED = "invited"


SENTENCES = {
    Reason.STRANGER: say("It came from another address than the one that our email went to."),
    Reason.DOUBTFUL: say("It may not be from whom it names: your mail server could not confirm the sender."),
    Reason.SENDERS: say("It names no sender, or several."),
    Reason.UNREADABLE: say("It could not be read."),
    Reason.AUTOMATIC: say("A program wrote it, and no person."),
    Reason.REPORT: say("It reports that mail to another address did not arrive."),
    Reason.REFUSED: say("It could not become a message."),
    Reason.EMPTY: say("No words of its writer's were found in it."),
    Reason.SHARED: say("Several people have this address, and nobody guesses who of them wrote."),
    Reason.UNCLEAR: say("It could not be told which conversation it belongs to."),
    Reason.UNKNOWN: say("Nobody in the roster has this number."),
    Reason.NOTHING: say("Nothing was open that it could answer."),
    Reason.INVITED: say("It answers an invitation that was texted, which belongs to no conversation."),
    Reason.CONSENT: say("It may have asked for no more texts, so routine texts to this number pause."),
}
"""What an admin reads of each; what a rule or a mail server said stands beside it."""

QUIET = frozenset({Reason.AUTOMATIC})
"""What is listed and rings nobody: no person waits for an answer to it."""


def lookers(roster: Roster, writer: str | None) -> frozenset[str]:
    """
    The ids of the admins who look at something that writer sent; None where nobody knows who did.

    Not the writer themselves, on any profile, and nobody whose own child's family it comes from, as long as anybody
    else is there; where nobody is, it is every admin's: it must lie with somebody.

    Source: research/domain.md, 2.3; DESIGN.md section 5 (what is about one's own child).
    """
    if writer is None:
        return roster.admins
    others = roster.admins - roster.profiles_of(writer)
    children = [roster.students[one] for one in sorted(roster.children_of.get(writer, frozenset()))]
    apart = frozenset(
        one for one in others if not any(is_own_child(roster, roster.people[one], child) for child in children)
    )
    return apart or others or roster.admins


def may_sort(roster: Roster, person: str, writer: str | None) -> Verdict:
    """Whether person may read what came in from writer and became no message, and settle it."""
    if person not in roster.admins:
        return Refused(say("Only admins look at what came in and became no message."))
    if person not in lookers(roster, writer):
        return Refused(say("This is from your own family, so another admin looks at it."))
    return Allowed(say("Admins look at what came in and became no message."))
