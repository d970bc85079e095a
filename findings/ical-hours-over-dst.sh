#!/usr/bin/env bash
# recurring-ical-events 3.8.2 with icalendar 7.3.2: hours are added to the wall clock, so an event over a clock change has
# another length than it says.
#
# One would guess: DURATION:PT24H is 24 hours and DURATION:P1D a day by the calendar, as RFC 5545 tells them apart, and an
# event of an hour that begins in the hour that is left out in spring lasts an hour.
# What happens: from noon of 7 March 2026 in New York both end at noon of the 8th, after 23 hours. A daily event
# at 02:30 for PT1H has, on the day whose 02:30 there is not, a start and an end that are the same instant: 02:30 -05:00
# and 03:30 -04:00. Who sums up hours, or asks whether something is going on, is told an hour too little and "never".
# Source: RFC 5545, 3.3.6 (days are nominal, hours exact) and 3.3.5 (a time that there is not); this run.
#
# Needs python3 (checked as 3.11) with venv, and a package index.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check \
    recurring-ical-events==3.8.2 icalendar==7.3.2 python-dateutil==2.9.0.post0 x-wr-timezone==2.0.1

env/bin/python - <<'PYTHON'
from datetime import UTC, timedelta
from importlib.metadata import version

import icalendar
import recurring_ical_events


def events(*lines):
    """The events of March 2026 of a calendar with one."""
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//School//Calendar//EN", "BEGIN:VEVENT", "UID:one",
            "DTSTAMP:20260101T000000Z", *lines, "SUMMARY:Open house", "END:VEVENT", "END:VCALENDAR", ""]  # fmt: skip
    calendar = icalendar.Calendar.from_ical("\r\n".join(text))
    return recurring_ical_events.of(calendar).between((2026, 3, 1), (2026, 4, 1))


def lasts(event):
    """How long it lasts, as instants."""
    return event["DTEND"].dt.astimezone(UTC) - event["DTSTART"].dt.astimezone(UTC)


print("recurring-ical-events", version("recurring-ical-events"), "with icalendar", version("icalendar"))
begin = "DTSTART;TZID=America/New_York:20260307T120000"
for duration in ("P1D", "PT24H"):
    (event,) = events(begin, f"DURATION:{duration}")
    print(f"{duration:6} from {event['DTSTART'].dt} to {event['DTEND'].dt}: {lasts(event)}")
    assert lasts(event) == timedelta(hours=23), f"{duration} lasts otherwise now"

daily = events("DTSTART;TZID=America/New_York:20260307T023000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3")
for event in daily:
    print(f"PT1H   from {event['DTSTART'].dt} to {event['DTEND'].dt}: {lasts(event)}")
assert [lasts(event) for event in daily] == [timedelta(hours=1), timedelta(0), timedelta(hours=1)]
print("As found: PT24H is a day by the calendar, and an hour in the gap is none.")
PYTHON
