"""This file decides whether families see an item now, after an admin's approval, or never."""

from dataclasses import dataclass
from enum import StrEnum

from policies.people.facts import Own, Person, Role
from policies.sentence import Perhaps, Sentence, say
from policies.settings import SchoolSettings


class Sharing(StrEnum):
    """When families see an item: at once, once it is approved, or never."""

    NOW = "now"
    HELD = "held"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Shared:
    """An item's sharing, and the sentence that says why."""

    sharing: Sharing
    because: Sentence


NEVER_SHARED = frozenset({"observation", "name_to_face"})
"""Source: research/domain.md, D7; no setting and nobody changes this."""

SETTING_OF = {"text": "message", "files": "message"}
"""The setting that governs an item type; every other type is its own."""


def sharing_of(
    author: Person, item_type: str, settings: SchoolSettings, *, to_families: bool, content: Perhaps = ""
) -> Shared:
    """
    When families see an item of author's; to_families: guardians are in the conversation.

    Only what staff say to families is ever held, and what admins say where the school asks for four eyes; never
    what parents say. content: why an admin looks at it first whatever its type (content.py beside this); trust goes
    by type, and does not reach that.

    Source: research/domain.md, D4 to D7, 1.4 (question 2) and 2.1 (per educator); DESIGN.md section 5.
    """
    if item_type in NEVER_SHARED:
        return Shared(Sharing.NEVER, say("This kind of item is for staff only and is never shared with families."))
    if not to_families:
        return Shared(Sharing.NOW, say("No families are in this conversation."))
    four_eyes = author.role is Role.ADMIN and settings.four_eyes
    if author.role is not Role.STAFF and not four_eyes:
        return Shared(Sharing.NOW, say("Only what staff write to families can be held for approval."))
    if author.permissions.own is Own.WAITS and not four_eyes:
        return Shared(Sharing.HELD, say("What {author} writes to families is approved first.", author=author.name))
    if content:
        return Shared(Sharing.HELD, content)
    return _by_type(author, item_type, settings, four_eyes=four_eyes)


def _by_type(author: Person, item_type: str, settings: SchoolSettings, *, four_eyes: bool) -> Shared:
    if SETTING_OF.get(item_type, item_type) not in settings.staff_only:
        return Shared(Sharing.NOW, say("The school shares this kind of item at once."))
    if four_eyes:
        return Shared(
            Sharing.HELD, say("The school asks for four eyes: another admin approves this before families see it.")
        )
    if author.permissions.own is Own.TRUSTED:
        return Shared(
            Sharing.NOW, say("What {author} writes is shared at once: an admin trusts them.", author=author.name)
        )
    return Shared(Sharing.HELD, say("The school approves this kind of item before families see it."))


def waits_by_content(author: Person, item_type: str, settings: SchoolSettings, content: Sentence) -> bool:
    """Whether content holds such an item of author's where families are: not what goes at once, whatever it has."""
    its = sharing_of(author, item_type, settings, to_families=True, content=content)
    return its.sharing is Sharing.HELD


def looks_at_content(author: Person, settings: SchoolSettings, *, to_families: bool) -> bool:
    """Whether the words of author's items are looked at: those that could be held at all."""
    watched = author.role is Role.STAFF or (author.role is Role.ADMIN and settings.four_eyes)
    return settings.hold_names and to_families and watched
