"""This file reads what a row of a spreadsheet says of who may pick a child up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.oneroster.pick_up_doubts import doubt_sentence
from hub.oneroster.spreadsheet.reading import ERRORS
from policies.people.pick_up_lists import PickUpDoubt, PickUpsRead, read_pick_up, read_pick_ups
from policies.people.spreadsheet_fields import SheetField
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.oneroster.spreadsheet.reading import SheetReading
    from hub.oneroster.spreadsheet.table import SheetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartAdult:
    """Somebody who may pick a child up by a yes, and is no parent. id: as the roster has it, or empty."""

    nth: int
    id: str
    name: str
    relation: str
    phone: str


@dataclass(frozen=True, slots=True)
class PickUpsTold:
    """What a row tells of a child's pick-ups. unclear: not even that there are none; what is known stays."""

    read: PickUpsRead
    unclear: bool = False


def pick_ups_told(
    sheet: SheetReading, row: SheetRow, child: str, apart: Iterable[ApartAdult]
) -> PickUpsTold | None:
    """
    What a row tells of who may pick a child up: its list of names, and everybody whom a yes says it of; None where
    there is no such column. Whatever is written there stands in nobody's way.
    """
    its = SheetField.CHILD_PICK_UPS
    if not sheet.has(its) and not any(sheet.has(SheetField.PARENT_COLLECTS, nth) for nth in sheet.parents()):
        return None
    written = sheet.written(row, its)
    if written in ERRORS:
        reason = say(
            "A formula in this cell went wrong, so who may pick up {child} stays as it is known.", child=child
        )
        sheet.warn(row, its, reason)
        return PickUpsTold(PickUpsRead(), unclear=True)
    read = read_pick_ups(written)
    for doubt in read.doubts:
        sheet.warn(row, its, doubt_sentence(doubt, child))
    listed, doubts = list(read.listed), list(read.doubts)
    for one in apart:
        found = read_pick_up(one.name, one.relation, one.phone, one.id)
        if isinstance(found, PickUpDoubt):
            doubts.append(found)
            sheet.warn(row, SheetField.PARENT_COLLECTS, doubt_sentence(found, child), one.nth)
        else:
            listed.append(found)
    return PickUpsTold(PickUpsRead(tuple(listed), tuple(doubts)))
