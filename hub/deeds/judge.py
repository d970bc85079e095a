"""This file asks the rules about an item somebody wants to post; a preview asks it too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.deeds.place import place
from hub.errors import Forbidden, Invalid
from policies.content import Content, held_by_content
from policies.facts import Urgency
from policies.permitting import may_mark
from policies.seeing import Side
from policies.sharing import Shared, looks_at_content, sharing_of
from policies.starting import may_start
from policies.verdict import Allowed, Refused, Verdict

if TYPE_CHECKING:
    from hub.store.snapshot import Conversation, Snapshot
    from policies.facts import Person


def judged(
    snapshot: Snapshot, author: str, conversation: str, item_type: str, *, begun: bool, words: str = ""
) -> Shared:
    """
    When families see an item of this type that author posts there now; begun: something was said there before;
    words: what they wrote by hand in it.

    Raises:
        NotFound: no such conversation, or author may not know of it.
        Forbidden: author may not post there; the sentence says why.
        Invalid: the conversation does not take such items.
    """
    where, _ = place(snapshot, author, conversation)
    person = snapshot.roster.people[author]
    match may_post(snapshot, where, person, item_type, begun=begun):
        case Refused(because):
            raise Forbidden(because)
        case Allowed():
            _takes(where, item_type)
            families = _has_families(where, snapshot)
            settings = snapshot.roster.settings
            content = ""
            if words and looks_at_content(person, settings, to_families=families):
                content = _why_by_content(snapshot, where, person, words)
            return sharing_of(person, item_type, settings, to_families=families, content=content)


def check_urgency(snapshot: Snapshot, author: str, urgency: Urgency) -> None:
    """
    Go on only if author may call something that.

    Raises:
        Forbidden: they may not; the sentence says whom to ask.
    """
    if isinstance(verdict := may_mark(snapshot.roster.people[author], urgency), Refused):
        raise Forbidden(verdict.because)


def _why_by_content(snapshot: Snapshot, where: Conversation, author: Person, words: str) -> str:
    roster, subject = snapshot.roster, where.subject
    addressed = tuple(subject.children(roster)) if subject.about in {"student", "person"} else ()
    return held_by_content(roster, snapshot.names, Content(text=words, author=author, addressed=addressed))


def may_post(snapshot: Snapshot, where: Conversation, person: Person, item_type: str, *, begun: bool) -> Verdict:
    """Whether person may put such an item there: by its kind, and by whether the first word may be theirs."""
    verdict = where.kind.may_post(snapshot.roster, where.subject, person, item_type)
    if begun or isinstance(verdict, Refused):
        return verdict
    started = may_start(snapshot.roster, person)
    return started if isinstance(started, Refused) else verdict


def _takes(where: Conversation, item_type: str) -> None:
    if item_type not in where.kind.items:
        known = ", ".join(where.kind.items)
        raise Invalid(f"item.type: {where.kind.label} takes {known}, not {item_type}.")


def _has_families(where: Conversation, snapshot: Snapshot) -> bool:
    """By its parties and not its people: a room whose families come tomorrow is held today as well."""
    return any(member.side is Side.GUARDIAN for member in where.kind.members(snapshot.roster, where.subject))
