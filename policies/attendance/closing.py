"""This file decides which stays close by themselves at night, as of when, and who says that this was so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from policies.attendance.stays import ChildStay, SignMethod, StayEnd


@dataclass(frozen=True, slots=True)
class ClosingTime:
    """When the stays of a day end that nobody ended: a minute of the school's day, on its clock."""

    minute: int
    zone: ZoneInfo

    def on(self, day: date) -> datetime:
        """The moment at which the stays of a day end, which the clock may leap over: then it is the one after."""
        return moment_of(day, self.minute, self.zone)


def moment_of(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """
    The first moment at which a clock shows a minute of a day, or later.

    Of a minute that comes twice, as the clock is set back, it is the first; of one that the clock leaps over, the
    moment after the leap. Source: research/field.md, S20.
    """
    wall = datetime.combine(day, time(minute // 60, minute % 60))
    at = min(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    while at.astimezone(zone).replace(tzinfo=None) < wall:
        at += timedelta(minutes=1)
    return at


def seen_at(its: ChildStay) -> datetime:
    """When somebody last said of an open stay that the child is there: at its beginning, or later."""
    said = (its.came.at, its.came.noted_at, its.taken_over_at, its.here_at)
    return max(one for one in said if one is not None)


def closes_at(its: ChildStay, closing: ClosingTime) -> datetime:
    """
    When an open stay ends that nobody ends: at the closing time of the day on which the child was last seen, and
    where that was after it, with that day.

    Source: research/domain.md, E3; research/field.md, S20; ADR 75.
    """
    seen = seen_at(its)
    day = seen.astimezone(closing.zone).date()
    at = closing.on(day)
    return at if at > seen else moment_of(day + timedelta(days=1), 0, closing.zone)


def closed_by_itself(its: ChildStay, closing: ClosingTime, now: datetime) -> ChildStay | None:
    """A stay as it is once it has closed by itself; None where it is over, or its day is not over yet."""
    zone = closing.zone
    if not its.is_open or seen_at(its).astimezone(zone).date() >= now.astimezone(zone).date():
        return None
    end = StayEnd(at=closes_at(its, closing), by="", method=SignMethod.AUTO, noted_at=now)
    return replace(its, left=end, n=its.n + 1)


def closed_by_day(
    stays: Iterable[ChildStay], closing: ClosingTime, now: datetime
) -> Mapping[date, tuple[ChildStay, ...]]:
    """The stays that close by themselves, as they are then, by the day on which the children were last seen."""
    found: dict[date, list[ChildStay]] = {}
    for one in stays:
        if (closed := closed_by_itself(one, closing, now)) is not None:
            found.setdefault(seen_at(one).astimezone(closing.zone).date(), []).append(closed)
    return {day: tuple(found[day]) for day in sorted(found)}
