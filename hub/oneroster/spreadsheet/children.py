"""This file reads a sheet of children: who they are, in which room, and who their parents are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hub.oneroster.spreadsheet.adults import GIVEN_ID, people_of
from hub.oneroster.spreadsheet.pick_ups import ApartAdult, pick_ups_told
from hub.oneroster.spreadsheet.reading import folded_name, made_id
from hub.oneroster.values import NAME
from policies.people.folding import words_of
from policies.people.spreadsheet_fields import SheetField
from policies.people.spreadsheet_values import (
    AdultTie,
    ListedAdult,
    NameParts,
    enrollment,
    is_parent,
    tie_of,
)
from policies.sentence import Sentence, say, several

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from hub.oneroster.spreadsheet.pick_ups import PickUpsTold
    from hub.oneroster.spreadsheet.reading import BirthTold, Numbers, SheetReading
    from hub.oneroster.spreadsheet.table import SheetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetParent:
    """
    One parent as a row lists them. id: as the file has it, empty where it has none. nth: of which block. collects:
    what is written of their picking up, None where nothing is.
    """

    nth: int
    id: str
    name: NameParts
    email: str | None
    numbers: Numbers
    tie: AdultTie
    collects: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChild:
    """
    What one row says of a child. key: by which rows of the same child are known, their id in the roster. enrolled:
    by their status; here: today, too. begin, end: the first day and the last in the room, None where open. birth:
    what the row tells of it, None where it tells nothing; pick_ups likewise.
    """

    row: SheetRow
    key: str
    name: NameParts
    room: str
    enrolled: bool
    here: bool
    begin: date | None
    end: date | None
    parents: tuple[SheetParent, ...]
    birth: BirthTold | None = None
    pick_ups: PickUpsTold | None = None


@dataclass(frozen=True, slots=True)
class SheetChildren:
    """
    Who is enrolled by a sheet. people: the roster's id of each parent, by the row's number and the block. of_rows:
    everybody that a row names, also one that is refused, by its number.
    """

    rows: tuple[SheetChild, ...]
    people: dict[tuple[int, int], str]
    of_rows: dict[int, frozenset[str]]


def read_children(sheet: SheetReading) -> SheetChildren:
    """
    The rows of children who are enrolled today; of rows that are refused, and of what contradicts itself, the
    sheet's findings have why.
    """
    rows = [one for row in sheet.table.rows if (one := _child(sheet, row)) is not None]
    _refuse_contradictions(sheet, rows)
    # who is here today has the rooms of before and of later as well, each with its days
    keys = {one.key for one in rows if one.here}
    here = tuple(one for one in rows if one.enrolled and one.key in keys)
    people = people_of(sheet, here)
    of_rows = {one.row.line: _named(one, people) for one in rows}
    if gone := {one.key for one in rows} - keys:
        first = next(one for one in rows if one.key in gone)
        reason = several(
            "One child is not enrolled today, and is left out.",
            "{count} children, this one the first, are not enrolled today, and are left out.",
            count=len(gone),
        )
        its = SheetField.CHILD_STATUS if sheet.has(SheetField.CHILD_STATUS) else None
        sheet.warn(first.row, its, reason)
    _warn_of_gaps(sheet, here)
    _warn_of_not_collecting(sheet, here)
    return SheetChildren(here, people, of_rows)


def _named(one: SheetChild, people: dict[tuple[int, int], str]) -> frozenset[str]:
    """Everybody whom a row names, by their ids."""
    return frozenset({one.key, *(people.get((one.row.line, its.nth), one.key) for its in one.parents)})


def _child(sheet: SheetReading, row: SheetRow) -> SheetChild | None:
    """What a row says; None where nobody knows of whom, which is refused."""
    name = sheet.name(row, "child")
    if name is None:
        if (sheet.file, row.line) not in sheet.findings.refused:
            its = SheetField.CHILD_NAME if sheet.has(SheetField.CHILD_NAME) else SheetField.CHILD_GIVEN
            sheet.refuse(row, its, say("The name of the child is missing."))
        return None
    key = _key(sheet, row, name)
    room = sheet.value(row, SheetField.CHILD_ROOM, limit=NAME)
    # of who is not here nothing else matters, nor what is wrong with it
    if not sheet.is_here(row, SheetField.CHILD_STATUS, enrollment, _not_enrolled):
        return SheetChild(
            row=row, key=key, name=name, room=room, enrolled=False, here=False, begin=None, end=None, parents=()
        )
    begin, end = sheet.day(row, SheetField.CHILD_START), sheet.source.last_day(sheet.day(row, SheetField.CHILD_END))
    if begin and end and end < begin:
        sheet.refuse(row, SheetField.CHILD_END, say("The last day lies before the first one."))
    here = not sheet.source.is_over(end) and not sheet.source.is_to_come(begin)
    apart = list[ApartAdult]()
    parents = tuple(_parents(sheet, row, name, apart))
    return SheetChild(
        row=row, key=key, name=name, room=room, enrolled=True, here=here, begin=begin, end=end, parents=parents,
        birth=sheet.birth(row), pick_ups=pick_ups_told(sheet, row, name.given, apart),
    )  # fmt: skip


def _key(sheet: SheetReading, row: SheetRow, name: NameParts) -> str:
    if its := sheet.id(row, SheetField.CHILD_ID):
        return its
    birth = sheet.day(row, SheetField.CHILD_BIRTH)
    return made_id("child", folded_name(name), birth.isoformat() if birth else "")


def _not_enrolled(word: str) -> Sentence:
    return say("It is not known that “{word}” means enrolled, so whoever has it is left out.", word=word)


def _parents(
    sheet: SheetReading, row: SheetRow, child: NameParts, apart: list[ApartAdult]
) -> Iterator[SheetParent]:
    """Those who are parents; apart gets those who are none, and may pick up."""
    for nth in sheet.parents():
        name = sheet.name(row, "parent", nth)
        if name is None:
            continue
        adult = ListedAdult(
            pays=sheet.says_yes(row, SheetField.PARENT_PAYS, nth),
            collects=sheet.says_yes(row, SheetField.PARENT_COLLECTS, nth),
            relation=sheet.value(row, SheetField.PARENT_RELATION, nth)
            if sheet.has(SheetField.PARENT_RELATION, nth)
            else None,
        )
        tie = tie_of(adult)
        if tie is AdultTie.APART:
            whole = f"{name.given} {name.family}".strip()
            if adult.collects:
                apart.append(_apart(sheet, row, nth, whole, adult.relation or ""))
            else:
                _warn_of_apart(sheet, row, nth, adult, whole, child)
            continue
        yield SheetParent(
            nth=nth,
            id=sheet.id(row, SheetField.PARENT_ID, nth),
            name=name,
            email=sheet.email(row, "parent", nth),
            numbers=sheet.numbers(row, "parent", nth),
            tie=tie,
            collects=adult.collects if sheet.written(row, SheetField.PARENT_COLLECTS, nth) else None,
        )


def _apart(sheet: SheetReading, row: SheetRow, nth: int, name: str, relation: str) -> ApartAdult:
    its = sheet.written(row, SheetField.PARENT_ID, nth)
    number = sheet.written(row, SheetField.PARENT_CELL, nth) or sheet.written(row, SheetField.PARENT_PHONE, nth)
    return ApartAdult(nth=nth, id=f"{GIVEN_ID}{its}" if its else "", name=name, relation=relation, phone=number)


def _warn_of_apart(
    sheet: SheetReading, row: SheetRow, nth: int, adult: ListedAdult, name: str, child: NameParts
) -> None:
    """Nobody else is let in by this row."""
    if not adult.relation or is_parent(adult.relation):
        reason = say("{name} is no parent of {child} by this file, and is left out.", name=name, child=child.given)
    else:
        reason = say(
            "{name} is “{relation}” to {child}, which is not certainly a parent, and is left out. If they are one,"
            " write one word for it alone, such as “Mother” or “Legal guardian”.",
            name=name, relation=adult.relation[:40], child=child.given,
        )  # fmt: skip
    sheet.warn(row, SheetField.PARENT_RELATION if adult.relation else SheetField.PARENT_COLLECTS, reason, nth)


def _refuse_contradictions(sheet: SheetReading, rows: Iterable[SheetChild]) -> None:
    """Of rows of one child that do not agree none counts: nobody knows which is right, or whether it is one."""
    of: defaultdict[str, list[SheetChild]] = defaultdict(list)
    for one in rows:
        of[one.key].append(one)
    sure = sheet.has(SheetField.CHILD_ID) or sheet.has(SheetField.CHILD_BIRTH)
    for theirs in of.values():
        if len(theirs) == 1:
            continue
        if not sure:
            reason = say(
                "{child} stands in several rows. Are they one child? Add a column with an id or the birth date of"
                " each child.",
                child=f"{theirs[0].name.given} {theirs[0].name.family}".strip(),
            )
        elif _disagree(theirs):
            reason = say("The rows of this child say different things: of its name, its enrollment or its days.")
        else:
            continue
        for one in theirs:
            sheet.refuse(one.row, None, reason)


def _disagree(theirs: list[SheetChild]) -> bool:
    """Whether rows of a child say different things; it may be in several rooms, each with its days."""
    days = {(one.room, one.begin, one.end) for one in theirs}
    enrolled = {(folded_name(one.name), one.enrolled) for one in theirs}
    return len(enrolled) > 1 or len({room for room, _, _ in days}) < len(days)


def _warn_of_gaps(sheet: SheetReading, here: Iterable[SheetChild]) -> None:
    known: dict[str, SheetChild] = {}
    for one in here:
        before = known.get(one.key, replace(one, parents=(), room=""))
        known[one.key] = replace(before, parents=before.parents + one.parents, room=before.room or one.room)
    for one in known.values():
        name = f"{one.name.given} {one.name.family}".strip()
        if not one.room:
            sheet.warn(one.row, SheetField.CHILD_ROOM, say("{name} has no room.", name=name))
        if not one.parents:
            sheet.warn(one.row, None, say("{name} has no guardian, so no family can be reached.", name=name))
    if known and not sheet.has(SheetField.CHILD_ID):
        reason = say(
            "This file has no ids of children. A child whose name is written otherwise than before counts as"
            " another: look at who comes and who leaves."
        )
        sheet.warn(next(iter(known.values())).row, None, reason)


def _warn_of_not_collecting(sheet: SheetReading, here: Iterable[SheetChild]) -> None:
    """
    A parent of whom is written that they do not pick up does so until the school denies it, and that is said. But
    where no parent at all has a yes, the column is about others.

    Source: docs/adr/0071-who-may-pick-up-by-the-roster.md; research/domain.md, B7.
    """
    parents = [(child, its) for child in here for its in child.parents if its.collects is not None]
    if not any(its.collects for _, its in parents):
        return
    for child, its in parents:
        if not its.collects:
            reason = say(
                "By this file {person}, a parent of {child}, does not pick up. Here every parent does whom the"
                " school has not denied it: if it is so, set it under “Children”.",
                person=f"{its.name.given} {its.name.family}".strip(), child=child.name.given,
            )  # fmt: skip
            sheet.warn(child.row, SheetField.PARENT_COLLECTS, reason, its.nth)


def room_id(name: str) -> str:
    """The id of a room, of which a spreadsheet knows the name alone."""
    return made_id("room", " ".join(words_of(name)) or name)
