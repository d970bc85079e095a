"""This file has what a person wants to be told of, by which medium and when, and what nobody can switch off."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from policies.notify.quiet_hours import Quiet
from policies.notify.recipients import ANYWAY, How, Medium
from policies.people.facts import Area, Person, Role
from policies.sentence import say

EVENING = 18 * 60
"""When the digest comes unless somebody chooses otherwise: the children are home, and nobody sleeps yet."""


class Category(StrEnum):
    """What an alert is about, as a person chooses about it."""

    FAMILIES = "families"
    DAY = "day"
    ANNOUNCEMENTS = "announcements"
    STAFF = "staff"
    APPROVALS = "approvals"


OF_AREA = {
    Area.FAMILIES: Category.FAMILIES,
    Area.ACTIVITIES: Category.DAY,
    Area.ANNOUNCEMENTS: Category.ANNOUNCEMENTS,
    Area.STAFF: Category.STAFF,
}
"""A conversation’s kind says what it is about."""

FOR_EVERYBODY = (Category.FAMILIES, Category.DAY, Category.ANNOUNCEMENTS)

ALWAYS = say(
    "Emergencies always reach you, by every way there is and at any hour. Nobody can switch "
    "them off. What is marked urgent, and incidents, do not wait for quiet hours or the "
    "daily summary either."
)
"""What the screen of preferences says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """
    What one person chose. hows: only what is not the usual; zone: by name, empty is the school’s; digest_at: in
    minutes of the day.
    """

    hows: Mapping[tuple[Category, Medium], How] = field(default_factory=dict)
    quiet: Quiet | None = None
    zone: str = ""
    digest_at: int = EVENING


USUAL = Wishes()
"""Who has chosen nothing."""


def hows_of(wishes: Wishes, category: Category) -> Mapping[Medium, How]:
    """What somebody wants of each medium in a category; missing is at once."""
    if not wishes.hows:
        return ANYWAY
    return {medium: how for (about, medium), how in wishes.hows.items() if about is category}


def categories_of(person: Person) -> tuple[Category, ...]:
    """What a person may choose about; families hear nothing of the staff’s."""
    return FOR_EVERYBODY if person.role is Role.GUARDIAN else tuple(Category)
