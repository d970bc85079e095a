"""This file decides who erases whom, who else has to agree, when it is done, and what goes and stays by that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from policies.people.facts import Person, Role, Student
from policies.people.roster import Roster
from policies.records.legal_hold import Concerned, may_hold
from policies.sentence import Listed, Sentence, on_field, say
from policies.verdict import Allowed, Refused, Verdict


class ErasureOf(StrEnum):
    """Whose data is erased: a child's, or a grown-up's."""

    STUDENT = "student"
    PERSON = "person"


WAIT = timedelta(days=7)
"""How long it can be taken back: a week, in which whoever comes daily has seen it."""

LONGEST_REASON = 500
"""Characters: who asked for it, and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureFacts:
    """
    What stands in the way of an erasure, as far as the records say. held: something of it is on legal hold.

    undecided: something that they wrote or reported, or that is about them, waits for an answer. relied_on: the
    names of the children who are here and whose records name them. waiting: a roster that nobody has answered yet
    lists them. denied: the ids of the children of whom they are denied something, also of those who left.
    """

    held: bool = False
    undecided: bool = False
    relied_on: Sequence[str] = ()
    waiting: bool = False
    denied: frozenset[str] = frozenset()


def may_see_erasures(person: Person) -> Verdict:
    """Whether person learns of erasures at all, and of who left; source: ADR 66."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins erase the data of who left."))
    return Refused(say("Only admins erase the data of who left."))


def may_decide_erasure(roster: Roster, person: Person, about: Concerned) -> Verdict:
    """
    Whether person asks for an erasure, agrees to it, takes it back, or sees that it was asked for.

    As with legal holds it is never about themselves, their own child, or its other parent.
    """
    if isinstance(verdict := may_see_erasures(person), Refused):
        return verdict
    if isinstance(own := may_hold(roster, person, about), Refused):
        return own
    return verdict


def may_erase(roster: Roster, one: Person | Student, facts: ErasureFacts) -> Verdict:
    """
    Whether one, who is on record, can be erased now: never who is here, and never what is still needed.

    Source: ADR 66; research/security-2 (legal hold has to come first); research/domain.md, 2.3 (deny wins).
    """
    if one.active:
        return Refused(say("{name} is here. Only who left can be erased.", name=one.name))
    if facts.held:
        return Refused(say("Something of it is on legal hold. Nothing is erased before that is released."))
    if facts.undecided:
        return Refused(say("Something of theirs waits for approval, or was reported. Decide about that first."))
    if facts.waiting:
        return Refused(say("A roster that waits for an answer lists {name}. Answer it first.", name=one.name))
    if facts.relied_on:
        names = Listed(sorted(facts.relied_on))
        return Refused(say("The record of {children} names them. Change it there first.", children=names))
    if isinstance(one, Person) and (
        kept_away := sorted(child.name for child in _kept_away(roster, one, facts.denied))
    ):
        return Refused(
            say(
                "They are barred from {children}, or denied something there. That has to be known for as long as"
                " the children’s data is kept. Erase the children first.",
                children=Listed(kept_away),
            )
        )
    return Allowed(say("{name} left, and nothing stands in the way.", name=one.name))


def _kept_away(roster: Roster, person: Person, denied: frozenset[str]) -> Iterable[Student]:
    """
    The children of whom a bar or a denial would be nobody's any more.

    Also those whose parent still works here, and who left as well: that it is their own child is known by this
    profile (is_own_child), and what is about one's own child nobody sees at work.
    """
    works = any(roster.people[other].active for other in roster.profiles_of(person.id) - {person.id})
    for child in roster.students.values():
        if child.erased:
            continue
        lost = person.id in child.barred or child.id in denied
        if lost or (works and person.id in child.family):
            yield child


def others_who_decide(roster: Roster, by: str, about: Concerned) -> frozenset[str]:
    """The ids of the admins who could agree to what by asked for: nobody on whichever profile of by."""
    people = roster.people
    return frozenset(
        one
        for one in roster.admins - roster.profiles_of(by)
        if isinstance(may_decide_erasure(roster, people[one], about), Allowed)
    )


def may_agree(roster: Roster, person: Person, by: str, about: Concerned) -> Verdict:
    """Whether person is the second one who says yes to what by asked for."""
    if isinstance(verdict := may_decide_erasure(roster, person, about), Refused):
        return verdict
    if by in roster.profiles_of(person.id):
        return Refused(say("You asked for it, so another admin has to say yes."))
    return Allowed(say("Another admin asked for it."))


def may_be_erasure_reason(reason: str) -> Verdict:
    """Whether these words are a reason; reason: trimmed."""
    if 0 < len(reason) <= LONGEST_REASON:
        return Allowed(say("The reason is kept until it is done."))
    return Refused(on_field("reason", say("say why, in at most {most} characters.", most=LONGEST_REASON)))


def is_due(due: datetime, now: datetime, *, agreed: bool, others: frozenset[str]) -> bool:
    """Whether the week is over, and the second yes is there wherever somebody could give it."""
    return now >= due and (agreed or not others)


@dataclass(frozen=True, slots=True)
class RecordFate:
    """What becomes of a kind of record by an erasure: what it is, and why, where it stays."""

    what: Sentence
    why: Sentence | None = None


GOES_OF_PERSON = (
    RecordFate(say("Name, address and numbers, wherever the hub has them")),
    RecordFate(say("The account, with its sign-ins, passkeys, codes, PIN, devices and invitations")),
    RecordFate(say("Choices of alerts and language, drafts, and emergency contacts that they named")),
    RecordFate(say("Emails and texts of theirs that became no message, and alerts that wait for them")),
)
GOES_OF_STUDENT = (
    RecordFate(say("The name, wherever the hub has it, and the birth date")),
    RecordFate(say("The child’s record with its history, and what parents answered about photos")),
    RecordFate(say("Photos and files that show this child alone, or were sent in its own conversations")),
    RecordFate(say("Its tag on photos with other children")),
    RecordFate(say("What was said in its own conversations, as far as it is older than has to be kept")),
)
STAYS_OF_PERSON = (
    RecordFate(
        say("What they wrote, under another name and with the name taken out"),
        say("It was said to others, who have answered it. It goes by the rule of its conversation."),
    ),
    RecordFate(say("What others wrote, with the name taken out"), say("It is the words of others.")),
    RecordFate(
        say("Whose parent they were, and what they were denied, without a name"),
        say("A center has to be able to show to whom it gave a child."),
    ),
    RecordFate(say("That alerts went out and when, without the address"), say("It shows that families were told.")),
    RecordFate(
        say("The activity log, with the name taken out"),
        say("It is a chain that proves who did what. It proves that only the name was taken out."),
    ),
)
STAYS_OF_STUDENT = (
    RecordFate(
        say("Incidents, without the name"), say("A claim about an injury can come until the child is of age.")
    ),
    RecordFate(
        say("What was said in its own conversations and has to be kept still, without the name"),
        say("Licensing offices ask for records of care for years after a child left."),
    ),
    RecordFate(
        say("Photos and files with other children on them"),
        say("They are not one child’s; captions lose the name."),
    ),
    RecordFate(
        say("When it came and went, in which room and with whom, without its name"),
        say("Attendance is a record that licensing offices and subsidies ask for years later."),
    ),
    RecordFate(
        say("Whose child it was, and who was denied what, without a name"),
        say("A center has to be able to show to whom it gave a child."),
    ),
    RecordFate(
        say("The activity log, with the name taken out"),
        say("It is a chain that proves who did what. It proves that only the name was taken out."),
    ),
)
"""
What goes and what stays, in the order in which it is read; docs/rules.md has the same with its sources.

Source: ADR 66; research/security-2.md (erasure: GDPR 17, COPPA 312.10; what a center must keep: domain.md 4, 12).
"""

NEVER_FOUND = (
    say("A first name alone, a nickname, or a name that is misspelled or in other letters in what others wrote"),
    say("Names within photos and documents that stay"),
    say("Backups, until they are thrown away; what was exported, printed, emailed or saved by others"),
)
"""What an erasure cannot reach, told before it is asked for."""
