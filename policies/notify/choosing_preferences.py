"""This file decides what a person may choose of how they are told."""

from collections.abc import Mapping

from policies.notify.preferences import Category, Wishes, categories_of
from policies.notify.quiet_hours import may_be_minute, may_be_zone
from policies.notify.recipients import How, Medium
from policies.people.facts import Person
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


def may_prefer(person: Person, wishes: Wishes) -> Verdict:
    """
    Whether person may wish that: about what concerns them, at hours a clock shows, in a zone there is.

    Source: research/domain.md, 2.5 (category and medium, each instant, digest or off).
    """
    theirs = categories_of(person)
    if any(category not in theirs for category, _ in wishes.hows):
        return Refused(say("You are never told of this, so there is nothing to choose."))
    quiet = (wishes.quiet.begins, wishes.quiet.ends) if wishes.quiet is not None else ()
    for minute in (*quiet, wishes.digest_at):
        if isinstance(verdict := may_be_minute(minute), Refused):
            return verdict
    if wishes.zone and isinstance(verdict := may_be_zone(wishes.zone), Refused):
        return verdict
    if quiet and quiet[0] == quiet[1]:
        return Refused(say("Quiet hours end at another time than they begin."))
    return Allowed(say("Everybody chooses how they are told."))


def merged(
    before: Mapping[tuple[Category, Medium], How], wanted: Mapping[tuple[Category, Medium], How]
) -> Mapping[tuple[Category, Medium], How]:
    """What is chosen after some of it was chosen anew; what is as usual is no choice."""
    return {what: how for what, how in {**before, **wanted}.items() if how is not How.INSTANT}
