"""This file has the words for what a spreadsheet tells of; of all else the records stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policies.people.spreadsheet_fields import SheetAbout, SheetField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.people.spreadsheet_fields import SheetMapping

CHILDREN, EMPLOYEES = SheetAbout.CHILDREN.value, SheetAbout.EMPLOYEES.value
"""All children with their parents and rooms; all employees."""

PAYERS, ROLES, WORK = "payers", "roles", "work"
"""Which parents pay; which employees are admins; which rooms employees work in."""

CHILD_DAYS, WORK_DAYS = "child_days", "work_days"
"""Since when and until when children are in their rooms, and employees work."""

_TELLS = {
    PAYERS: (SheetField.PARENT_PAYS,),
    "parent_email": (SheetField.PARENT_EMAIL,),
    "parent_number": (SheetField.PARENT_CELL, SheetField.PARENT_PHONE),
    CHILD_DAYS: (SheetField.CHILD_START, SheetField.CHILD_END),
    WORK_DAYS: (SheetField.EMPLOYEE_START, SheetField.EMPLOYEE_END),
    ROLES: (SheetField.EMPLOYEE_ROLE,),
    WORK: (SheetField.EMPLOYEE_ROOM,),
    "employee_email": (SheetField.EMPLOYEE_EMAIL,),
    "employee_number": (SheetField.EMPLOYEE_CELL, SheetField.EMPLOYEE_PHONE),
}


def covered(mappings: Sequence[SheetMapping]) -> tuple[str, ...]:
    """What sheets with these mappings tell of."""
    found = {one.about.value for one in mappings if one.about is not SheetAbout.NOTHING}
    for one in mappings:
        found |= {word for word, fields in _TELLS.items() if any(one.has(its) for its in fields)}
    return tuple(sorted(found))
