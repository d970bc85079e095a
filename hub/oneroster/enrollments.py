"""This file reads enrollments.csv: which students and which staff have a place in which room, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hub.oneroster.belonging import Belonging
from hub.oneroster.findings import Findings, Record
from hub.oneroster.moves import Placed, warn_of_moves
from hub.oneroster.register import Register
from hub.oneroster.rows import AssignmentRow, PlacementRow
from hub.oneroster.schools import Classes, Orgs
from hub.oneroster.sheets import Columns, Sheets
from hub.oneroster.source import BundleSource
from hub.oneroster.users import PARTS, Part, Users
from hub.oneroster.values import IDENTIFIER, checked, span, text
from policies.sentence import Sentence, say, several
from policies.wording import every

ENROLLMENTS = Columns(
    ("sourcedId", "classSourcedId", "userSourcedId", "role"),
    ("schoolSourcedId", "status", "beginDate", "endDate"),
)

Side = Literal["student", "staff"]

PLACED: Mapping[Side, frozenset[Part]] = {
    "student": frozenset({"student"}),
    "staff": frozenset({"staff", "admin"}),
}
"""Who may have a place on that side of a room."""


@dataclass(frozen=True, slots=True)
class Enrollments:
    placements: set[PlacementRow] = field(default_factory=set)
    assignments: set[AssignmentRow] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class KnownRows:
    """The rows of other files that enrollments refer to."""

    orgs: Orgs
    classes: Classes
    users: Users


def read_enrollments(
    sheets: Sheets, named: KnownRows, belonging: Belonging, source: BundleSource, findings: Findings
) -> Enrollments:
    found = Enrollments()
    placed: list[Placed] = []
    past: list[Record] = []
    register = Register("enrollments.csv", sheets, findings)
    for record in sheets.records("enrollments.csv", ENROLLMENTS):
        if register.enter(record) is None or (side := _side(record, findings)) is None:
            continue
        user = named.users.register.refer(record, "userSourcedId")
        if user and not belonging.parts[user]:
            if record["classSourcedId"] not in named.classes.register.left_out:
                findings.unused(record, "userSourcedId", _without_part, user)
            continue
        begin, end = span(record, findings, source)
        room = _room(record, named, findings)
        school = named.classes.rooms[room].school if room else ""
        if not (user and room and _belongs(PlaceInRoom(user, side, school), record, belonging, findings)):
            continue
        term_begins, term_ends = named.classes.dates[room]
        begin = begin or term_begins
        if end is None and source.is_over(term_ends):
            past.append(record)
        elif begin and end and end < begin:
            reason = say("This ends on the day it begins, so it gives no day in the room.")
            findings.warning(record, "endDate", reason)
        elif side == "student":
            row = PlacementRow(school=school, student=user, room=room, begin=begin, end=end)
            found.placements.add(row)
            placed.append((row, record))
        else:
            found.assignments.add(AssignmentRow(school=school, user=user, room=room, begin=begin, end=end))
    warn_of_moves(placed, source, findings)
    if past:
        reason = say(
            "{count} enrollments, this one the first, are in rooms whose terms are over. They give nothing.",
            count=len(past),
        )
        findings.warning(past[0], "classSourcedId", reason)
    return found


def _without_part(count: int, user: str) -> Sentence:
    return several(
        "{user} has no part in the roster, so this place in a room is ignored.",
        "{count} rows, this one the first, are of people who have no part in the roster, such as {user}. They are"
        " ignored.",
        count=count,
        user=user,
    )


def _side(record: Record, findings: Findings) -> Side | None:
    word = text(record, "role", findings)
    match "staff" if word.lower() == "proctor" else PARTS.get(word.lower()):
        case "student":
            return "student"
        case "staff" | "admin":
            return "staff"
        case "guardian":
            findings.unused(record, "role", _guardian)
        case None if word:
            findings.unused(record, "role", _unknown_role, word, by=word.lower())
        case _:  # it is missing, which is a problem already
            pass
    return None


def _guardian(count: int, _: str) -> Sentence:
    return several(
        "Guardians are not enrolled in rooms, so this is ignored.",
        "Guardians are not enrolled in rooms, so {count} rows, this one the first, are ignored.",
        count=count,
    )


def _unknown_role(count: int, word: str) -> Sentence:
    return several(
        "The role {word} has no place in a room, so it is ignored.",
        "The role {word} has no place in a room, so {count} rows, this one the first, are ignored.",
        count=count,
        word=word,
    )


def _room(record: Record, named: KnownRows, findings: Findings) -> str | None:
    """The room; None if it is missing or left out, or its school is. Which school that is, the room tells."""
    room = named.classes.register.refer(record, "classSourcedId")
    said = checked(record, "schoolSourcedId", findings, IDENTIFIER)
    school = named.orgs.register.refer_to(said, record, "schoolSourcedId") if said else None
    if said and school is None:
        return None
    if school and room and named.classes.rooms[room].school != school:
        reason = say(
            "The room {room} is not in the school {school}. Both have to name the same school.",
            room=room,
            school=school,
        )
        findings.problem(record, "schoolSourcedId", reason)
    return room


@dataclass(frozen=True, slots=True)
class PlaceInRoom:
    """Somebody on one side of a room of a school."""

    user: str
    side: Side
    school: str


def _belongs(place: PlaceInRoom, record: Record, belonging: Belonging, findings: Findings) -> bool:
    """
    Whether somebody with the user's roles can have such a place.

    If so they belong to its school, even where the roster does not say so elsewhere.
    """
    user, side, school = place.user, place.side, place.school
    parts = belonging.parts[user]
    if parts.isdisjoint(PLACED[side]):
        reason = say(
            "{user} cannot be {word} in a room, being {parts}: ignored.",
            user=user, word=record["role"], parts=every(sorted(parts)),
        )  # fmt: skip
        findings.warning(record, "role", reason)
        return False
    if (user, school) in belonging.past and not belonging.has(user, side, school):
        reason = say(
            "The role of {user} in {school} does not count today, so neither does this room.",
            user=user,
            school=school,
        )
        findings.warning(record, "userSourcedId", reason)
        return False
    if not belonging.has(user, side, school):
        belonging.join(user, side, school)
        if not belonging.is_near(user, school):
            reason = say(
                "{user} has a room in {school} without a role there, and now belongs to it.",
                user=user,
                school=school,
            )
            findings.warning(record, "schoolSourcedId", reason)
    return True
