"""This file decides how long what was just written may still be taken back as if it had never been sent."""

from policies.facts import SchoolSettings
from policies.verdict import Allowed, Refused, Verdict

LONGEST_S = 60
"""More than a minute would be a message that does not arrive."""

AT_ONCE = frozenset({"incident"})
"""What no phone waits for: a parent hears of it in the moment it was said."""


def may_be_undo(seconds: int) -> Verdict:
    """Whether a school may give so many seconds; none switches it off (research/domain.md, 2.4 and 4 number 19)."""
    if 0 <= seconds <= LONGEST_S:
        return Allowed("What was just written may be taken back for so long.")
    return Refused(f"Give 0 to {LONGEST_S} seconds to take a message back; 0 sends at once.")


def rings_after(settings: SchoolSettings, item_type: str) -> int:
    """
    The seconds after which phones ring for a shared item: who withdraws it within them has rung nobody.

    Source: research/domain.md, 2.4 (the notice waits for the undo window).
    """
    return 0 if item_type in AT_ONCE else settings.undo_seconds
