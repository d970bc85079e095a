"""This file says when a mapping file fits the sheets of a spreadsheet, and what differs where it does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from policies.people.spreadsheet_fields import SheetMapping, columns_for, folded_heading
from policies.sentence import Listed, Sentence, in_turn, say

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMED = 10
"""Headings that are named in one sentence; who reads it looks at the file for the others."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """What does not fit. sheet: which of the spreadsheet, from 0; else entry: which of the mapping file, from 0."""

    says: Sentence
    sheet: int | None = None
    entry: int | None = None


@dataclass(frozen=True, slots=True)
class FittedSheets:
    """By a mapping file, what each sheet holds in their order; empty where anything does not fit."""

    mappings: tuple[SheetMapping, ...]
    misfits: tuple[Misfit, ...] = ()


def fitted(said: Sequence[SheetMapping], sheets: Sequence[Sequence[str]], *, several: bool) -> FittedSheets:
    """
    What the sheets hold, by their headings. The mapping file alone counts, and all of it:
    a sheet that it does not name, and one that it names and that is gone, are told instead of guessed.

    several: it is of several spreadsheets, so this one needs not have every sheet that it names.
    """
    found, used, misfits = list[SheetMapping](), set[int](), list[Misfit]()
    for at, headings in enumerate(sheets):
        held = ((nth, one, columns_for(one, headings)) for nth, one in enumerate(said))
        match = next(((nth, one, columns) for nth, one, columns in held if columns is not None), None)
        if match is None:
            misfits.append(Misfit(_differs(said, headings), sheet=at))
            continue
        nth, one, columns = match
        used.add(nth)
        found.append(SheetMapping(tuple(headings), one.about, columns))
    if not several and not misfits:
        gone = [nth for nth in range(len(said)) if nth not in used]
        misfits += [Misfit(_is_gone(said[nth]), entry=nth) for nth in gone]
    return FittedSheets((), tuple(misfits)) if misfits else FittedSheets(tuple(found))


def _is_gone(entry: SheetMapping) -> Sentence:
    return say(
        "No sheet of the spreadsheet has these headings: {headings}. Where the mapping file is for several"
        " spreadsheets, “several” has to be true in it.",
        headings=_listed(entry.headings),
    )


def _differs(said: Sequence[SheetMapping], headings: Sequence[str]) -> Sentence:
    """What stands between a sheet and the entry that is most like it."""
    now = Counter(folded_heading(one) for one in headings)
    nearest = max(said, key=lambda one: (Counter(map(folded_heading, one.headings)) & now).total())
    was = Counter(folded_heading(one) for one in nearest.headings)
    if not was & now:
        return say("The mapping file has no sheet with these headings: {headings}.", headings=_listed(headings))
    more, gone = _beyond(headings, was), _beyond(nearest.headings, now)
    told = list[Sentence]()
    if more:
        told.append(say("It does not say what these columns hold: {headings}.", headings=_listed(more)))
    if gone:
        told.append(say("The sheet has no columns with these headings: {headings}.", headings=_listed(gone)))
    if told:
        return in_turn(say("The mapping file does not fit this sheet any more."), *told)
    return say("A heading stands twice in this sheet, so its columns have to stand as in the mapping file.")


def _beyond(headings: Sequence[str], others: Counter[str]) -> list[str]:
    """Those that the others have not, or not so often."""
    left, found = Counter(others), list[str]()
    for one in headings:
        if left[folded_heading(one)] > 0:
            left[folded_heading(one)] -= 1
        else:
            found.append(one)
    return found


def _listed(headings: Sequence[str]) -> Listed:
    more = ("…",) if len(headings) > NAMED else ()
    return Listed((*(f"“{one}”" for one in headings[:NAMED]), *more))
