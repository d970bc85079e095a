"""This file decides who may review a held item, and what a reviewer may do with it."""

from policies.conversations.seeing import is_own_child
from policies.people.facts import Person, Role, Student
from policies.people.roster import Roster
from policies.review.sharing import NEVER_SHARED
from policies.sentence import Sentence, say
from policies.verdict import Allowed, Refused, Verdict
from policies.wording import either

NAMED = 3
"""So many colleagues are named in a sentence; more are any other admin."""


def may_review(roster: Roster, person: Person, about: Student | None, author: Person | None = None) -> Verdict:
    """
    Whether person may approve, return or decline an item; about: the student of its conversation, if it has one;
    author: who wrote it, where it is about one item.

    Who is not an admin reviews where an admin let them, in conversations they are in, and never their own.

    Source: research/domain.md, D5 (any admin may), 2.1 (approvers who are no admins) and 1.4 (question 2: nobody
    their own, where the school asks for four eyes); DESIGN.md section 5 (nobody reviews what is held about their
    own child).
    """
    if person.id not in roster.approvers:
        return Refused(say("Only admins, and staff they chose for it, review what waits for approval."))
    if about is not None and is_own_child(roster, person, about):
        return Refused(say("{child} is your own child, so another admin reviews this.", child=about.name))
    if author is not None and author.id in roster.profiles_of(person.id):
        if roster.settings.four_eyes:
            return Refused(
                say(
                    "You wrote this, and the school asks for four eyes. {others}",
                    others=_others(roster, about, author),
                )
            )
        if person.role is not Role.ADMIN:
            return Refused(
                say("You wrote this, so somebody else reviews it. {others}", others=_others(roster, about, author))
            )
    return Allowed(say("Admins review what waits for approval."))


def _others(roster: Roster, about: Student | None, author: Person) -> str:
    """Who reviews it instead, or what to do where nobody can."""
    others = roster.admins - roster.profiles_of(author.id)
    may = [one for one in others if isinstance(may_review(roster, roster.people[one], about, author), Allowed)]
    names = sorted(roster.people[one].name for one in may)
    if not names:
        return say("Nobody else here may review it: make another person an admin, or switch four eyes off.")
    if len(names) > NAMED:
        return say("Any other admin may review it.")
    return say("{names} may review it.", names=either(names))


def may_approve_as(item_type: str, changed_type: str, taken: tuple[str, ...]) -> Verdict:
    """
    Whether a reviewer may release an item of changed_type in place of the one that waits; taken: the types its
    conversation takes. It is judged like a post.

    Source: research/domain.md, 1.4 (question 3) and 2.1 (editing on behalf); D7.
    """
    if changed_type in NEVER_SHARED:
        return Refused(say("This kind of item is for staff only and is never shared with families."))
    if changed_type != item_type or changed_type not in taken:
        return Refused(
            say("A {item_type} stays a {item_type}. Return it to its author instead.", item_type=item_type)
        )
    return Allowed(say("Who approves may change what is said; the staff see both names."))


def needs_reason(answer: str) -> bool:
    """Whether the author is owed a reason (research/domain.md, 1.4, question 4)."""
    return answer in {"return", "decline"}


def outcome(reviewer: str, author: str, answer: str, *, changed: bool = False, withdrew: bool = False) -> Sentence:
    """What the second reviewer is told, by names: who decided, and how (research/domain.md, 2.1)."""
    if withdrew:
        return say("{reviewer} already withdrew this.", reviewer=reviewer)
    if answer == "approve":
        if changed:
            return say("{reviewer} already approved this with changes.", reviewer=reviewer)
        return say("{reviewer} already approved this.", reviewer=reviewer)
    if answer == "decline":
        return say("{reviewer} already declined this.", reviewer=reviewer)
    return say("{reviewer} already returned this to {author}.", reviewer=reviewer, author=author)
