"""This file has the arithmetic of clocks: until when quiet hours last, and when a clock next shows an hour."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

DAY = 24 * 60
"""Minutes of a day’s clock."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of a clock, in minutes: begins is within, ends is not; over midnight where ends is the smaller."""

    begins: int
    ends: int

    def holds(self, local: datetime) -> bool:
        """Whether a clock that shows local stands within."""
        minute = local.hour * 60 + local.minute
        if self.begins <= self.ends:
            return self.begins <= minute < self.ends
        return minute >= self.begins or minute < self.ends


def quiet_until(quiet: Quiet, moment: datetime, zone: ZoneInfo) -> datetime | None:
    """
    The first moment from moment on, in UTC, at which the clock of zone stands outside quiet hours; None where that
    is moment itself.

    Where the clock goes back within quiet hours they are as much longer, and where it goes back over their
    beginning they end then, to begin anew; where it goes forward over their end they end then. The clock alone
    decides, so that what comes a minute later is treated alike.

    Source: research/notifiers.md section 8 (in local time, inclusive start, exclusive end, the zone database).
    """
    local = moment.astimezone(zone)
    if not quiet.holds(local):
        return None
    ends = (_at(local + timedelta(days=ahead), quiet.ends, zone, fold) for ahead in (0, 1) for fold in (0, 1))
    shown = next(one for one in ends if one > moment and not quiet.holds(one.astimezone(zone)))
    changed = _changed(moment, shown, zone)
    return changed if changed is not None and not quiet.holds(changed.astimezone(zone)) else shown


def _at(day: datetime, minute: int, zone: ZoneInfo, fold: int) -> datetime:
    wall = datetime.combine(day.date(), datetime.min.time(), zone) + timedelta(minutes=minute)
    return wall.replace(fold=fold).astimezone(UTC)


def _changed(start: datetime, end: datetime, zone: ZoneInfo) -> datetime | None:
    """The minute between start and end at which the clock of zone is changed; none is changed twice a day."""
    before = start.astimezone(zone).utcoffset()
    first = start.replace(second=0, microsecond=0).astimezone(UTC)
    minutes = range(1, (end - first) // timedelta(minutes=1) + 1)
    found = bisect_left(
        minutes, 1, key=lambda at: (first + timedelta(minutes=at)).astimezone(zone).utcoffset() != before
    )
    return first + timedelta(minutes=minutes[found]) if found < len(minutes) else None


def next_at(minute: int, moment: datetime, zone: ZoneInfo) -> datetime:
    """
    The next moment after moment, in UTC, at which the clock of zone shows that minute of the day, once a day.

    Where the clock shows it twice the first one counts; where it skips it, as long after the hour that was skipped.
    """
    local = moment.astimezone(zone)
    days = (_at(local + timedelta(days=ahead), minute, zone, 0) for ahead in (0, 1, 2))
    return next(one for one in days if one > moment)


def may_be_zone(name: str) -> Verdict:
    """Whether a clock may be that of a place."""
    if name in available_timezones():
        return Allowed(say("There is such a time zone."))
    return Refused(say("Give a time zone by a name such as Europe/Berlin or America/New_York."))


def may_be_minute(minute: int) -> Verdict:
    """Whether this is a minute of the day, from 0 to DAY - 1."""
    if 0 <= minute < DAY:
        return Allowed(say("A clock shows it once a day."))
    return Refused(say("Give the minute of the day: 0 to {last}; 420 is seven o’clock.", last=DAY - 1))
