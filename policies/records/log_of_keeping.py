"""This file puts into words what the activity log has of photos, of how long records are kept, and of what went."""

from collections.abc import Mapping
from typing import Any

from policies.people.facts import PhotoScope
from policies.people.photo_consent import COVERS
from policies.records.retention import period
from policies.sentence import Sentence, recalled, say

Facts = Mapping[str, Any]
"""Plain values by name, as they stand in the chain."""


def photos_go(facts: Facts) -> Sentence:
    """How far photos of a child go by somebody's word; scope: before and after, empty where nothing was said."""
    before, after = facts["scope"]
    now = COVERS[PhotoScope(after)]
    if not before:
        return say("Photos: {now}.", now=now)
    return say("Photos: now {now}, before {before}.", now=now, before=COVERS[PhotoScope(before)])


def handed_to_other(facts: Facts) -> Sentence:
    """Who took a child that is on nobody's list; to: their name, as it was given; reason, and the card seen."""
    return say(
        "To {person}; seen: {id_seen}. Why: {reason}",
        person=facts["to"],
        id_seen=facts["id_seen"],
        reason=facts["reason"],
    )


def kept_for(facts: Facts) -> Sentence:
    """label, months, and whether what is older is removed from now on."""
    label, how_long = recalled(facts["label"]), period(facts["months"])
    if facts["on"]:
        return say("{label}: kept for {period}; what is older is removed.", label=label, period=how_long)
    return say("{label}: {period} planned; nothing is removed.", label=label, period=how_long)


def removed(facts: Facts) -> Sentence:
    """label, months, how many, and the days of the oldest and the newest of them."""
    return say(
        "{label}: {count}, from {oldest} to {newest}, by a rule of {period}.",
        label=recalled(facts["label"]),
        count=facts["count"],
        oldest=facts["oldest"],
        newest=facts["newest"],
        period=period(facts["months"]),
    )
