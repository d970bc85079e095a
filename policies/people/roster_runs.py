"""This file decides who brings a roster in, when by hand and when by itself, and when a run may be taken back."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from policies.notify.clock_words import clock
from policies.people.facts import Person, Role
from policies.sentence import Perhaps, say
from policies.verdict import Allowed, Refused, Verdict


class RunSource(StrEnum):
    """By which door a roster came to us."""

    COMMAND = "command"
    PAGE = "page"
    FOLDER = "folder"
    SERVER = "server"


class RunState(StrEnum):
    """
    What became of a run. HELD: it takes so much away that somebody has to say yes. REFUSED: it could not be read.

    DROPPED: it was held, and an admin said no. UNDONE: it had been applied, and an admin took it back.
    """

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    HELD = "held"
    REFUSED = "refused"
    FAILED = "failed"
    DROPPED = "dropped"
    UNDONE = "undone"


DEALT_WITH = frozenset({RunState.APPLIED, RunState.UNCHANGED, RunState.DROPPED, RunState.UNDONE})
"""How a bundle ended on which nothing hangs any more; of any other, bundles of changes after it have to wait."""

BY_HAND_EVERY = timedelta(hours=1)
"""At most so often a roster is applied from the page (research/domain.md, A3)."""

ANSWER_WITHIN = timedelta(days=1)
"""So long a roster that was brought waits for its answer; then what it holds is deleted."""

NAMES_KEPT = timedelta(days=30)
"""So long a run is kept with the names it tells of, and can be taken back."""

RUNS_KEPT = timedelta(days=400)
"""So long a run is kept by its moment, its door and its counts: a year, and time to look back at it."""

LOOKS = (time(6), time(10), time(14), time(18))
"""When the folder is looked at, by the school's clock: four times a day (A2), and never at night."""

QUIET_FOR = timedelta(seconds=30)
"""A file that was written to just now may not be whole yet."""


def may_run(person: Person) -> Verdict:
    """Whether somebody sees the runs of the roster, brings one, says yes or no, and takes one back."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins bring the roster in and see what it changed."))
    return Refused(say("Only admins bring the roster in, and see what it changed."))


def by_hand_from(last: datetime | None, now: datetime) -> datetime | None:
    """When a roster may be applied from the page again; None: at once. last: when that was done before."""
    if last is None or now >= last + BY_HAND_EVERY:
        return None
    return last + BY_HAND_EVERY


def may_apply(last: datetime | None, now: datetime, zone: ZoneInfo) -> Verdict:
    """Whether a roster is applied from the page now; looking at what it would change is always free."""
    if (again := by_hand_from(last, now)) is not None:
        return Refused(
            say("A roster came in by hand within the hour. The next one may at {time}.", time=clock(again, zone))
        )
    return Allowed(say("A roster may come in by hand now."))


def last_look(now: datetime, zone: ZoneInfo) -> datetime:
    """The latest moment at which the folder was to be looked at."""
    return max(one for one in _looks(now, zone, (-1, 0)) if one <= now)


def next_look(now: datetime, zone: ZoneInfo) -> datetime:
    """The first moment from now on at which the folder is looked at."""
    return min(one for one in _looks(now, zone, (0, 1)) if one > now)


def _looks(now: datetime, zone: ZoneInfo, days: tuple[int, ...]) -> list[datetime]:
    today = now.astimezone(zone).date()
    return [datetime.combine(today + timedelta(days=day), at, zone) for day in days for at in LOOKS]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """
    A run that is to be taken back. newest: nothing was applied after it. kept: what the roster was before it is
    known still.
    """

    state: RunState
    newest: bool
    kept: bool


def may_undo(run: RunFacts) -> Verdict:
    """Whether a run is taken back, as far as the roster itself goes."""
    why: Perhaps = ""
    if run.state is RunState.UNDONE:
        why = say("This was taken back already.")
    elif run.state is not RunState.APPLIED:
        why = say("This changed nothing, so there is nothing to take back.")
    elif not run.newest:
        why = say("A later roster has come in since. Only the newest one can be taken back.")
    elif not run.kept:
        why = say("What the roster was before is not kept any more, or it was the first one.")
    return Refused(why) if why else Allowed(say("This can be taken back."))
