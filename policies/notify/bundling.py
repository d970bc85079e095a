"""This file words alerts: several that are handed over as one, and one that is urgent, an emergency or a drill."""

from collections import Counter
from collections.abc import Sequence

from policies.notify.preferences import Category
from policies.notify.recipients import Medium
from policies.notify.schedule import BY
from policies.people.facts import Urgency
from policies.sentence import say

COUNTED = {
    Category.FAMILIES: ("new message", "new messages"),
    Category.DAY: ("update", "updates"),
    Category.ANNOUNCEMENTS: ("new announcement", "new announcements"),
    Category.STAFF: ("new message", "new messages"),
    Category.APPROVALS: ("thing to look at", "things to look at"),
}

About = tuple[Category, str]
"""What an alert tells of, and the name of whom it is from."""


def together(about: Sequence[About]) -> str:
    """
    What a phone shows of several alerts: “3 new messages from Ana”; no name of a student stands in it.

    Source: DESIGN.md section 7 (coalescing); research/domain.md, 3 (noise).
    """
    counts, names = Counter[str](), dict[str, dict[str, None]]()
    words = {}
    for category, name in about:
        one, many = COUNTED[category]
        counts[many] += 1
        names.setdefault(many, {})[name] = None
        words[many] = one
    return ", ".join(
        f"{count} {many if count > 1 else words[many]} from {_names(list(names[many]))}"
        for many, count in counts.items()
    )


def _names(names: list[str]) -> str:
    one, *more = names
    if len(more) < 2:
        return " and ".join(names)
    others = len(more) - 1
    return f"{one}, {more[0]} and {others} {'other' if others == 1 else 'others'}"


def too_many(most: int, medium: Medium) -> str:
    """Why an alert waits for the digest that nobody asked for."""
    return say(
        "In the digest: the {most} alerts by {medium} of a day have rung already.", most=most, medium=BY[medium]
    )


BEHIND = say("After the digest, unless it is read before: the alert that it follows waits for the digest.")
"""Why the next medium’s turn waits as well."""


CONFIRM = say("Open it and confirm that you have read it.")


def worded(headline: str, marked: Urgency) -> str:
    """The headline of what somebody marked, so that nobody takes a drill for an emergency, or it for a drill."""
    match marked:
        case Urgency.NORMAL:
            return headline
        case Urgency.URGENT:
            return f"Urgent: {headline}"
        case Urgency.EMERGENCY:
            return f"EMERGENCY: {headline}. {CONFIRM}"
        case Urgency.DRILL:
            return f"DRILL, no emergency: {headline}. {CONFIRM}"
