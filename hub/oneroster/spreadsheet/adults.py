"""This file finds out which parents of a sheet are one person, and makes an id for those whom it gives none."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from hub.oneroster.spreadsheet.reading import folded_name, made_id
from policies.people.spreadsheet_fields import SheetField
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hub.oneroster.spreadsheet.children import SheetChild, SheetParent
    from hub.oneroster.spreadsheet.reading import SheetReading

GIVEN_ID = "parent:"
"""Stands before the ids of parents that a file has: those of employees may be the same, of others."""


def people_of(sheet: SheetReading, rows: Sequence[SheetChild]) -> dict[tuple[int, int], str]:
    """
    The roster's id of each parent, by the row's number and the block. With an id in the file that is it; else who
    has the same name, and the same address, number or child, is one, and so is who is listed beside the same other
    parent. A name alone makes nobody the same person.

    What is said of one person and does not agree is refused, in every row of theirs.
    """
    found: dict[tuple[int, int], str] = {}
    parents = [(one, its) for one in rows for its in one.parents]
    signs = _Known()
    for child, its in parents:
        if not its.id:  # an id is one's own, whoever else has the name
            signs.join(_signs(child, its))
    for child, its in parents:
        found[child.row.line, its.nth] = (
            f"{GIVEN_ID}{its.id}" if its.id else made_id("parent", *signs.first(child, its))
        )
    _refuse_contradictions(sheet, parents, found)
    return found


class KnownBy(NamedTuple):
    """What somebody is known by: of which kind, the surest first in the alphabet; their folded name; what it is."""

    kind: str
    name: str
    said: str


def _signs(child: SheetChild, its: SheetParent) -> list[KnownBy]:
    """What a parent is known by, the surest first."""
    name = folded_name(its.name)
    every = [*_addresses(its), ("3 child", child.key)]
    every += [("4 beside", said) for one in child.parents if one.nth != its.nth for _, said in _addresses(one)]
    return [KnownBy(kind, name, said) for kind, said in every]


def _addresses(its: SheetParent) -> list[tuple[str, str]]:
    number = its.numbers.sms or its.numbers.phone
    return [(kind, said) for kind, said in (("1 email", (its.email or "").lower()), ("2 number", number)) if said]


class _Known:
    """Which signs are of one person: those that ever stood together."""

    def __init__(self) -> None:
        self._of: dict[KnownBy, KnownBy] = {}

    def join(self, signs: list[KnownBy]) -> None:
        roots = sorted({self._root(one) for one in signs})
        for one in roots:
            self._of[one] = roots[0]

    def first(self, child: SheetChild, its: SheetParent) -> KnownBy:
        """The surest of all signs of a person, and of equal ones the first in the alphabet: it stays the same."""
        return self._root(_signs(child, its)[0])

    def _root(self, sign: KnownBy) -> KnownBy:
        self._of.setdefault(sign, sign)
        while self._of[sign] != sign:
            sign = self._of[sign]
        return sign


def _refuse_contradictions(
    sheet: SheetReading, parents: Iterable[tuple[SheetChild, SheetParent]], found: dict[tuple[int, int], str]
) -> None:
    of: defaultdict[str, list[tuple[SheetChild, SheetParent]]] = defaultdict(list)
    for child, its in parents:
        of[found[child.row.line, its.nth]].append((child, its))
    for theirs in of.values():
        names = {folded_name(its.name) for _, its in theirs}
        emails = {its.email.lower() for _, its in theirs if its.email}
        numbers = {its.numbers.sms for _, its in theirs if its.numbers.sms}
        ties = len({(child.key, its.tie) for child, its in theirs}) > len({child.key for child, _ in theirs})
        reason = (
            say("One id stands for people of different names. Nobody knows whose it is.")
            if len(names) > 1
            else say("The rows of this parent have different addresses or numbers.")
            if len(emails) > 1 or len(numbers) > 1
            else say("The rows of this parent do not agree whether they pay for this child.")
            if ties
            else ""
        )
        for child, its in theirs if reason else ():
            whole = (
                SheetField.PARENT_NAME if sheet.has(SheetField.PARENT_NAME, its.nth) else SheetField.PARENT_GIVEN
            )
            sheet.refuse(child.row, whole, reason, its.nth)
