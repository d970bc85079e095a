"""This file puts moments into words for people, as the page does: 3:04 PM, on the school's clock."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from policies.sentence import say

MONTHS = (
    say("January"), say("February"), say("March"), say("April"), say("May"), say("June"),
    say("July"), say("August"), say("September"), say("October"), say("November"), say("December"),
)  # fmt: skip


def face(local: datetime) -> str:
    """What a clock shows that shows local: “3:04 PM”."""
    return f"{local.hour % 12 or 12}:{local.minute:02} {'AM' if local.hour < 12 else 'PM'}"


def face_of(minute: int) -> str:
    """What a clock shows at a minute of the day: “6:00 PM”."""
    return face(datetime.combine(date.min, time(minute // 60, minute % 60)))


def clock(moment: datetime, zone: ZoneInfo) -> str:
    """What a clock there shows: “3:04 PM”."""
    return face(moment.astimezone(zone))


def clock_of(moment: datetime, zone: ZoneInfo, school: ZoneInfo) -> str:
    """The same, with the town where the clock is not the school's: “7:00 AM (New York)”."""
    if zone.key == school.key:
        return clock(moment, zone)
    return f"{clock(moment, zone)} ({zone.key.rpartition('/')[2].replace('_', ' ')})"


def day_and_clock(moment: datetime, zone: ZoneInfo) -> str:
    """With the day: “November 24, 3:04 PM”."""
    local = moment.astimezone(zone)
    return say("{month} {day}, {hour}", month=MONTHS[local.month - 1], day=local.day, hour=face(local))
