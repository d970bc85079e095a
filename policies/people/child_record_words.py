"""This file puts the parts of a child's record into words, as exports and the record's history show them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from policies.people.child_record import RecordPart
from policies.sentence import Sentence, as_is, say


class Severity(StrEnum):
    """How bad an allergy is, as a doctor's plan has it (FHIR: mild, moderate, severe)."""

    UNKNOWN = "unknown"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class Weekday(StrEnum):
    """A day of a child's weekly plan, from Monday on."""

    MONDAY = "mon"
    TUESDAY = "tue"
    WEDNESDAY = "wed"
    THURSDAY = "thu"
    FRIDAY = "fri"
    SATURDAY = "sat"
    SUNDAY = "sun"


PARTS: Mapping[RecordPart, Sentence] = {
    RecordPart.BIRTH_DATE: say("Birth date"),
    RecordPart.ALLERGIES: say("Allergies"),
    RecordPart.DIETS: say("Diets"),
    RecordPart.MEDICATION: say("Medication"),
    RecordPart.CONTACTS: say("Emergency contacts"),
    RecordPart.PRIMARY_ROOM: say("Primary room"),
    RecordPart.PLAN: say("Weekly plan"),
    RecordPart.CUSTODY: say("Custody"),
}
"""What each part is called, on the page likewise."""

SEVERITIES: Mapping[Severity, Sentence] = {
    Severity.UNKNOWN: say("severity not known"),
    Severity.MILD: say("mild"),
    Severity.MODERATE: say("moderate"),
    Severity.SEVERE: say("severe"),
}

WEEKDAYS: Mapping[Weekday, Sentence] = {
    Weekday.MONDAY: say("Monday"),
    Weekday.TUESDAY: say("Tuesday"),
    Weekday.WEDNESDAY: say("Wednesday"),
    Weekday.THURSDAY: say("Thursday"),
    Weekday.FRIDAY: say("Friday"),
    Weekday.SATURDAY: say("Saturday"),
    Weekday.SUNDAY: say("Sunday"),
}

NOTHING_KEPT = say("nothing is kept")
NONE_KNOWN = say("none known")


def lines_of(part: RecordPart, value: Any, rooms: Mapping[str, str]) -> tuple[Sentence, ...]:
    """
    A part's value, plain as it is kept, line by line. value: None where nobody has said anything; an empty list
    says that there is none. rooms: what rooms are called, by id.
    """
    if value is None:
        return (NOTHING_KEPT,)
    match part:
        case RecordPart.ALLERGIES:
            return tuple(_allergy(one) for one in value) or (NONE_KNOWN,)
        case RecordPart.CONTACTS:
            return tuple(_contact(one) for one in value) or (NONE_KNOWN,)
        case RecordPart.DIETS:
            return tuple(as_is(one) for one in value) or (NONE_KNOWN,)
        case RecordPart.PLAN:
            return tuple(WEEKDAYS[Weekday(one)] for one in value)
        case RecordPart.PRIMARY_ROOM:
            return (as_is(rooms.get(value, value)),)
        case _:
            return (as_is(value),)


def _allergy(one: Mapping[str, str]) -> Sentence:
    how = SEVERITIES[Severity(one["severity"])]
    if one["action"]:
        return say("{what} ({severity}): {action}", what=one["what"], severity=how, action=one["action"])
    return say("{what} ({severity})", what=one["what"], severity=how)


def _contact(one: Mapping[str, str]) -> Sentence:
    if one["relation"]:
        return say("{name} ({relation}), {phone}", name=one["name"], relation=one["relation"], phone=one["phone"])
    return say("{name}, {phone}", name=one["name"], phone=one["phone"])
