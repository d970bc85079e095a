"""This file puts into words what the activity log has of what a school denied somebody about a child."""

from collections.abc import Iterable, Mapping
from typing import Any

from policies.people.facts import Power
from policies.sentence import Sentence, say

POWERS = {
    Power.SEE: say("seeing the child"),
    Power.MESSAGE: say("writing about the child"),
    Power.TOLD: say("being told about the child"),
    Power.PICK_UP: say("picking up the child"),
}
"""What each power is called where it is denied."""


def denials(facts: Mapping[str, Any]) -> Iterable[Sentence]:
    """denied, allowed: power, first and last day (empty: open) of each denial that came or went."""
    for power, begin, end in facts.get("denied", ()):
        yield say("Denied: {what}{when}.", what=POWERS[Power(power)], when=_span(begin, end))
    for power, begin, end in facts.get("allowed", ()):
        yield say("Denied no more: {what}{when}.", what=POWERS[Power(power)], when=_span(begin, end))


def _span(begin: str, end: str) -> Sentence | str:
    if begin and end:
        return say(", from {begin} until {end}", begin=begin, end=end)
    if begin:
        return say(", from {begin}", begin=begin)
    return say(", until {end}", end=end) if end else ""
