"""This file decides how far back somebody reads who is newly assigned to a family."""

from collections.abc import Mapping

from policies.conversations.seeing import Side, Spans
from policies.settings import History


def reach(side: Side, spans: Spans, history: History, week_before: Mapping[int, int], *, admin: bool) -> Spans:
    """
    The spans of which a member may read, from those in which they belonged.

    Guardians read what was said while they belonged. Admins, who answer for all of it, read from the start.
    Staff read from where the school's choice puts the beginning of their assignment; of one that has ended, what
    was said during it. week_before: the position a week before each position at which a span begins; only asked for
    by History.WEEK.

    Source: DESIGN.md section 6 (a policy, not a second date).
    """
    if side is Side.GUARDIAN:
        return spans
    if admin or history is History.ALL:
        return tuple((0, until) for _, until in spans)
    if history is History.ASSIGNED:
        return spans
    return tuple((week_before.get(since, since) if until is None else since, until) for since, until in spans)
