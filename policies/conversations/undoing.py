"""This file decides how long what was just written may still be taken back as if it had never been sent."""

from policies.settings import SchoolSettings

URGENT_BY_ITSELF = frozenset({"incident"})
"""What is urgent whoever says it and however it is marked; no phone waits for it to be taken back."""


def rings_after(settings: SchoolSettings, item_type: str) -> int:
    """
    The seconds after which phones ring for a shared item: who withdraws it within them has rung nobody.

    Source: research/domain.md, 2.4 (the notice waits for the undo window).
    """
    return 0 if item_type in URGENT_BY_ITSELF else settings.undo_seconds
