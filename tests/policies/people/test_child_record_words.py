"""The parts of a child's record in words."""

from typing import Any

import pytest

from policies.people.child_record import RecordPart
from policies.people.child_record_words import PARTS, SEVERITIES, WEEKDAYS, Severity, Weekday, lines_of

PEANUTS = {"what": "Peanuts", "severity": "severe", "action": "EpiPen, then 911"}
EGG = {"what": "Egg", "severity": "mild", "action": ""}
GRAN = {"name": "Luz Alvarez", "relation": "grandmother", "phone": "202-555-0100"}
NEIGHBOR = {"name": "Bo", "relation": "", "phone": "202-555-0101"}


@pytest.mark.parametrize(
    ("part", "value", "lines"),
    [
        (RecordPart.ALLERGIES, [PEANUTS, EGG], ("Peanuts (severe): EpiPen, then 911", "Egg (mild)")),
        (RecordPart.ALLERGIES, [], ("none known",)),
        (RecordPart.ALLERGIES, None, ("nothing is kept",)),
        (RecordPart.CONTACTS, [GRAN, NEIGHBOR], ("Luz Alvarez (grandmother), 202-555-0100", "Bo, 202-555-0101")),
        (RecordPart.CONTACTS, [], ("none known",)),
        (RecordPart.DIETS, ["vegetarian", "no pork"], ("vegetarian", "no pork")),
        (RecordPart.DIETS, [], ("none known",)),
        (RecordPart.PLAN, ["mon", "fri"], ("Monday", "Friday")),
        (RecordPart.PRIMARY_ROOM, "r_1", ("Acorns",)),
        (RecordPart.PRIMARY_ROOM, "r_2", ("r_2",)),
        (RecordPart.BIRTH_DATE, "2024-02-29", ("2024-02-29",)),
        (RecordPart.MEDICATION, "Inhaler {in} the bag", ("Inhaler {in} the bag",)),
        (RecordPart.CUSTODY, "See the order", ("See the order",)),
        (RecordPart.PLAN, None, ("nothing is kept",)),
    ],
)
def test_a_part_is_told_line_by_line(part: RecordPart, value: Any, lines: tuple[str, ...]) -> None:
    assert lines_of(part, value, {"r_1": "Acorns"}) == lines


def test_everything_has_a_word_of_its_own() -> None:
    assert set(PARTS) == set(RecordPart)
    assert set(SEVERITIES) == set(Severity)
    assert list(WEEKDAYS) == list(Weekday)
    for words in (PARTS, SEVERITIES, WEEKDAYS):
        assert len(set(words.values())) == len(words)
