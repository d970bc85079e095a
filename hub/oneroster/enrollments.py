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
from hub.oneroster.values import span, text
from policies.sentence import say
from policies.wording import every

ENROLLMENTS = Columns(
    ("sourcedId", "classSourcedId", "schoolSourcedId", "userSourcedId", "role"),
    ("status", "beginDate", "endDate"),
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
    unknown: set[str] = set()
    placed: list[Placed] = []
    past: list[Record] = []
    register = Register("enrollments.csv", sheets, findings)
    for record in sheets.records("enrollments.csv", ENROLLMENTS):
        if register.enter(record) is None:
            continue
        side = _side(record, unknown, findings)
        begin, end = span(record, findings, source)
        user = named.users.register.refer(record, "userSourcedId")
        school, room = _place(record, named, findings)
        if not (user and school and room and side and _belongs(user, side, record, belonging, findings)):
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


def _side(record: Record, unknown: set[str], findings: Findings) -> Side | None:
    word = text(record, "role", findings)
    match "staff" if word.lower() == "proctor" else PARTS.get(word.lower()):
        case "student":
            return "student"
        case "staff" | "admin":
            return "staff"
        case "guardian":
            findings.warning(record, "role", say("Guardians are not enrolled in rooms, so this is ignored."))
        case None if word and word.lower() not in unknown:
            unknown.add(word.lower())
            reason = say("The role {word} has no place in a room, so it is ignored.", word=word)
            findings.warning(record, "role", reason)
    return None


def _place(record: Record, named: KnownRows, findings: Findings) -> tuple[str | None, str | None]:
    """School and room; each None if missing or left out."""
    school = named.orgs.register.refer(record, "schoolSourcedId")
    room = named.classes.register.refer(record, "classSourcedId")
    if school and room and named.classes.rooms[room].school != school:
        reason = say(
            "The room {room} is not in the school {school}. Both have to name the same school.",
            room=room,
            school=school,
        )
        findings.problem(record, "schoolSourcedId", reason)
    return school, room


def _belongs(user: str, side: Side, record: Record, belonging: Belonging, findings: Findings) -> bool:
    """
    Whether somebody with the user's roles can have such a place.

    If so they belong to its school, even where the roster does not say so elsewhere.
    Whoever has no role at all is left out quietly.
    """
    parts, school = belonging.parts[user], record["schoolSourcedId"]
    if parts.isdisjoint(PLACED[side]):
        if parts:
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
