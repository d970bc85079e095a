"""This file finds out what alerts were of that were planned before 0024: the outbox has their headlines alone."""

from __future__ import annotations

from collections.abc import Iterator

from notifiers.notification import Notice

HEADLINES = {
    "message": "New message from {who}",
    "photo": "New photo from {who}",
    "file": "New file from {who}",
    "team": "{who} wrote to the team",
    "announcement": "New announcement from {who}",
    "update": "{who} shared an update",
    "incident": "{who} reported an incident",
    "held": "{who} asks for your approval",
    "returned": "{who} returned what you wrote",
    "declined": "{who} declined what you wrote",
}
"""As they were then, whatever a catalog says by now: by kind of notice."""

PARENT, ALONE = ", parent of ", ", a parent"


def told_by(headline: str) -> Iterator[Notice]:
    """The notices that a headline of then may be of, by its words alone, and whom it names."""
    for kind, shape in HEADLINES.items():
        before, _, after = shape.partition("{who}")
        who = headline.removeprefix(before).removesuffix(after)
        if who and headline == f"{before}{who}{after}":
            yield _apart(kind, who)


def _apart(kind: str, who: str) -> Notice:
    """With whose parent they are, where the headline said so of one child."""
    name, label, child = who.partition(PARENT)
    if label and name and child:
        return Notice(kind, name, parent_of=(child,))
    return Notice(kind, who.removesuffix(ALONE), parent_of=()) if who.endswith(ALONE) else Notice(kind, who)
