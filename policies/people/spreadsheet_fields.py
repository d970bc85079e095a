"""This file says what a column of a spreadsheet may hold, and what a sheet needs to be read as part of a roster."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from policies.people.folding import words_of
from policies.sentence import Sentence, say


class SheetAbout(StrEnum):
    """Who stands in the rows of a sheet. NOTHING: it is not read."""

    CHILDREN = "children"
    EMPLOYEES = "employees"
    NOTHING = "nothing"


class SheetField(StrEnum):
    """
    What a column holds. A name stands whole in one column, or in two. A parent is whoever is listed with a child;
    PARENT_PAYS and PARENT_COLLECTS are yes or no, as PARENT_TEXTS and EMPLOYEE_TEXTS are: may be texted.
    CHILD_PICK_UPS are names of those who may pick the child up.
    """

    CHILD_ID = "child_id"
    CHILD_NAME = "child_name"
    CHILD_GIVEN = "child_given"
    CHILD_FAMILY = "child_family"
    CHILD_BIRTH = "child_birth"
    CHILD_ROOM = "child_room"
    CHILD_STATUS = "child_status"
    CHILD_START = "child_start"
    CHILD_END = "child_end"
    CHILD_PICK_UPS = "child_pick_ups"
    PARENT_ID = "parent_id"
    PARENT_NAME = "parent_name"
    PARENT_GIVEN = "parent_given"
    PARENT_FAMILY = "parent_family"
    PARENT_EMAIL = "parent_email"
    PARENT_CELL = "parent_cell"
    PARENT_PHONE = "parent_phone"
    PARENT_PHONE_LABEL = "parent_phone_label"
    PARENT_TEXTS = "parent_texts"
    PARENT_RELATION = "parent_relation"
    PARENT_PAYS = "parent_pays"
    PARENT_COLLECTS = "parent_collects"
    EMPLOYEE_ID = "employee_id"
    EMPLOYEE_NAME = "employee_name"
    EMPLOYEE_GIVEN = "employee_given"
    EMPLOYEE_FAMILY = "employee_family"
    EMPLOYEE_EMAIL = "employee_email"
    EMPLOYEE_CELL = "employee_cell"
    EMPLOYEE_PHONE = "employee_phone"
    EMPLOYEE_PHONE_LABEL = "employee_phone_label"
    EMPLOYEE_TEXTS = "employee_texts"
    EMPLOYEE_ROLE = "employee_role"
    EMPLOYEE_ROOM = "employee_room"
    EMPLOYEE_STATUS = "employee_status"
    EMPLOYEE_START = "employee_start"
    EMPLOYEE_END = "employee_end"


PARENTS = 6
"""Parents in one row at the most: two households of three."""

COLUMNS = 200
"""Columns of a sheet that are looked at; exports of families have some forty."""

KEPT = 40
"""Mappings of a school that are kept: those of a few programs, and of what they call things from year to year."""

HEADING = 500
"""Characters of a heading that count."""

_OF = {SheetAbout.CHILDREN: ("child_", "parent_"), SheetAbout.EMPLOYEES: ("employee_",), SheetAbout.NOTHING: ()}


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """What one column holds. nth: of which parent of the row, from 1; 1 for everything that is no parent's."""

    field: SheetField
    nth: int = 1


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """How a sheet is read. columns: what each holds, in the order of headings; None for one that is not read."""

    headings: tuple[str, ...]
    about: SheetAbout
    columns: tuple[SheetColumn | None, ...]

    def has(self, field: SheetField) -> bool:
        """Whether any column holds it, of whichever parent."""
        return any(one is not None and one.field is field for one in self.columns)


def fields_of(about: SheetAbout) -> tuple[SheetField, ...]:
    """What the columns of such a sheet may hold, in the order in which people read it."""
    return tuple(one for one in SheetField if one.value.startswith(_OF[about]) and _OF[about])


NEEDS: dict[SheetAbout, tuple[tuple[SheetField, ...], ...]] = {
    SheetAbout.CHILDREN: (
        (SheetField.CHILD_NAME, SheetField.CHILD_GIVEN),
        (SheetField.CHILD_ROOM,),
        (SheetField.PARENT_NAME, SheetField.PARENT_GIVEN),
    ),
    SheetAbout.EMPLOYEES: ((SheetField.EMPLOYEE_NAME, SheetField.EMPLOYEE_GIVEN),),
    SheetAbout.NOTHING: (),
}
"""Without one of each of these nobody could be told apart, placed or reached."""

_MISSING = {
    SheetField.CHILD_NAME: say("Say which column has the child’s name."),
    SheetField.CHILD_ROOM: say("Say which column has the child’s room."),
    SheetField.PARENT_NAME: say("Say which column has a parent’s name."),
    SheetField.EMPLOYEE_NAME: say("Say which column has the employee’s name."),
}


def faults(mapping: SheetMapping) -> tuple[Sentence, ...]:
    """What is missing in a mapping of one sheet, or contradicts itself; none where the sheet can be read by it."""
    held = [one for one in mapping.columns if one is not None]
    if mapping.about is SheetAbout.NOTHING and len(mapping.columns) == len(mapping.headings):
        return ()
    if len(mapping.columns) != len(mapping.headings) or any(
        one.field not in fields_of(mapping.about) or not _is_in_range(one) for one in held
    ):
        return (say("A column cannot hold that in such a sheet. Choose what it holds again."),)
    found = [_MISSING[one[0]] for one in NEEDS[mapping.about] if not any(mapping.has(field) for field in one)]
    for column, times in Counter(held).items():
        if times > 1:
            named = [
                heading for heading, its in zip(mapping.headings, mapping.columns, strict=True) if its == column
            ]
            found.append(
                say("Two columns are said to hold the same: {first} and {second}.", first=named[0], second=named[1])
            )
    return (*found, *_nameless(held))


def _is_in_range(one: SheetColumn) -> bool:
    return 1 <= one.nth <= (PARENTS if one.field.value.startswith("parent_") else 1)


def _nameless(held: Iterable[SheetColumn]) -> Iterable[Sentence]:
    """Parents of whom something is read, and no name."""
    theirs = {one.nth: set[SheetField]() for one in held if one.field.value.startswith("parent_")}
    for one in held:
        if one.nth in theirs and one.field.value.startswith("parent_"):
            theirs[one.nth].add(one.field)
    for nth, fields in sorted(theirs.items()):
        if not fields & {SheetField.PARENT_NAME, SheetField.PARENT_GIVEN} and len(theirs) > 1:
            yield say("Say which column has the name of parent {number}.", number=nth)


def all_faults(sheets: Sequence[SheetMapping], *, several: bool = False) -> tuple[Sentence, ...]:
    """Likewise, of all sheets together. several: they are of several files, which each may have the children."""
    found = [fault for one in sheets for fault in faults(one)]
    read = Counter(one.about for one in sheets if one.about is not SheetAbout.NOTHING)
    if not read:
        found.insert(0, say("Say of one sheet at least who stands in it: children or employees."))
    if not several and any(times > 1 for times in read.values()):
        found.append(say("Two sheets cannot both have the children, or both the employees. Leave one out."))
    if _contradict(sheets):
        found.append(say(
            "Two sheets have the same headings, and are said to hold different things. Rename a heading in one, or"
            " leave it out of the file."
        ))  # fmt: skip
    return tuple(found)


def _contradict(sheets: Sequence[SheetMapping]) -> bool:
    """Whether one sheet fits two of these, and would be read otherwise by each: by headings nobody could tell."""
    first: dict[tuple[str, ...], SheetMapping] = {}
    for one in sheets:
        if len(one.columns) != len(one.headings):  # a fault of its own
            continue
        other = first.setdefault(_known_by(one.headings), one)
        if (columns_for(other, one.headings), other.about) != (one.columns, one.about):
            return True
    return False


def columns_for(kept: SheetMapping, headings: Sequence[str]) -> tuple[SheetColumn | None, ...] | None:
    """
    What the columns of a sheet hold by a mapping that was kept; None where its headings are others.

    Case, accents and signs do not count, nor does the order where no heading stands twice.
    """
    was, now = [folded_heading(one) for one in kept.headings], [folded_heading(one) for one in headings]
    if len(kept.columns) != len(was):  # of a sheet that is not read some were kept so
        return None
    if was == now:
        return kept.columns
    if sorted(was) != sorted(now) or len(set(was)) < len(was):
        return None
    held = dict(zip(was, kept.columns, strict=True))
    return tuple(held[one] for one in now)


def together_with(kept: Sequence[SheetMapping], newer: Sequence[SheetMapping]) -> tuple[SheetMapping, ...]:
    """What is kept from now on: the newer mappings, and of the older ones the latest that have other headings."""
    again = {_known_by(one.headings) for one in newer}
    older = [one for one in kept if _known_by(one.headings) not in again]
    return (*older, *newer)[-KEPT:]


def _known_by(headings: Sequence[str]) -> tuple[str, ...]:
    """The same for all headings that one mapping fits: in their order where that alone tells two apart."""
    folded = [folded_heading(one) for one in headings]
    return tuple(sorted(folded) if len(set(folded)) == len(folded) else folded)


def folded_heading(heading: str) -> str:
    """A heading for comparing: without case, accents and signs."""
    return " ".join(words_of(heading))
