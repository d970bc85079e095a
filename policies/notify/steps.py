"""This file has the words for what becomes of an alert, step by step; the hub and the page say the same."""

from collections.abc import Iterable

from policies.sentence import say

STEPS = {
    "planned": say("planned"),
    "handed": say("handed over"),
    "accepted": say("sent"),
    "failed": say("failed"),
    "retrying": say("trying again"),
    "ambiguous": say("unclear whether it arrived"),
    "cancelled": say("not needed any more"),
    "reported": say("reported on"),
    "sent": say("with the carrier"),
    "delivered": say("delivered"),
    "undelivered": say("not delivered"),
    "read": say("read"),
    "passed on": say("passed on to another provider"),
    "waits": say("waits"),
    "cleared": say("taken off the other devices"),
    "resent": say("sent again by a person"),
    "bounced": say("came back"),
    "delayed": say("on its way, for longer than usual"),
    "joined": say("told together with others"),
    "postponed": say("put off until the digest"),
}
"""Every step by its name on the wire. What a provider accepted is sent, and not yet delivered."""

NOT_THERE = frozenset({"failed", "cancelled", "bounced", "undelivered"})
"""The last steps of what nobody got by that address."""


def has_reached(last_steps: Iterable[str]) -> bool:
    """Whether somebody was reached or still may be; last_steps: the newest at each of their addresses."""
    return any(step not in NOT_THERE for step in last_steps)
