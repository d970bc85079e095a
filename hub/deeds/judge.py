"""This file asks the rules about an item somebody wants to post; a preview asks it too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from channels.items import tagged_in, type_of, words_of
from hub.deeds.place import place
from hub.errors import Forbidden, Invalid
from policies.content import Content, held_by_content
from policies.facts import Urgency
from policies.permitting import may_mark
from policies.seeing import Side
from policies.sharing import Shared, looks_at_content, sharing_of
from policies.starting import may_start
from policies.tagging import may_tag
from policies.verdict import Allowed, Refused, Verdict

if TYPE_CHECKING:
    from channels.items import Item
    from hub.store.snapshot import Conversation, Snapshot
    from policies.facts import Person


@dataclass(frozen=True, slots=True)
class Said:
    """
    What somebody puts into a conversation, as far as it is judged. words: what they wrote by hand in it; tagged:
    the ids of the students on its photos.
    """

    item_type: str
    words: str = ""
    tagged: frozenset[str] = frozenset()

    @classmethod
    def of(cls, item: Item) -> Said:
        """An item, as the hub has it."""
        return cls(type_of(item), words_of(item), tagged_in(item))


def judged(snapshot: Snapshot, author: str, conversation: str, said: Said, *, begun: bool) -> Shared:
    """
    When families see what author posts there now; begun: something was said there before.

    Raises:
        NotFound: no such conversation, or author may not know of it.
        Forbidden: author may not post there; the sentence says why.
        Invalid: the conversation does not take such items, or somebody cannot be on its photos.
    """
    where, _ = place(snapshot, author, conversation)
    person = snapshot.roster.people[author]
    match may_post(snapshot, where, person, said.item_type, begun=begun):
        case Refused(because):
            raise Forbidden(because)
        case Allowed():
            _takes(where, said.item_type)
            _check_tagged(snapshot, person, said)
            families = _has_families(where, snapshot)
            settings = snapshot.roster.settings
            looked_at = (
                said if looks_at_content(person, settings, to_families=families) else replace(said, words="")
            )
            content = _why_by_content(snapshot, where, person, looked_at)
            return sharing_of(person, said.item_type, settings, to_families=families, content=content)


def _check_tagged(snapshot: Snapshot, person: Person, said: Said) -> None:
    if said.tagged and isinstance(verdict := may_tag(snapshot.roster, person, said.tagged), Refused):
        raise Invalid(f"item.tagged: {verdict.because}")


def check_urgency(snapshot: Snapshot, author: str, urgency: Urgency) -> None:
    """
    Go on only if author may call something that.

    Raises:
        Forbidden: they may not; the sentence says whom to ask.
    """
    if isinstance(verdict := may_mark(snapshot.roster.people[author], urgency), Refused):
        raise Forbidden(verdict.because)


def _why_by_content(snapshot: Snapshot, where: Conversation, author: Person, said: Said) -> str:
    """Who is on a photo counts whatever the school chose about names (policies.content)."""
    if not said.words and not said.tagged:
        return ""
    roster, subject = snapshot.roster, where.subject
    addressed = tuple(subject.children(roster)) if subject.about in {"student", "person"} else ()
    content = Content(text=said.words, author=author, addressed=addressed, tagged=said.tagged)
    return held_by_content(roster, snapshot.names, content)


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
