"""This file has the endpoints by which admins say what the columns of the school's spreadsheets hold."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import roster_columns
from hub.api.route import Asked, Route
from hub.api.schemas import In
from hub.limits.costs import Cost
from policies.people.spreadsheet_fields import (
    COLUMNS,
    HEADING,
    PARENTS,
    SheetAbout,
    SheetColumn,
    SheetField,
    SheetMapping,
)

SHEETS = 20
"""Sheets of one file, as hub/oneroster/spreadsheet/workbook.py reads them."""


class ColumnNamed(In, frozen=True):
    """What one column holds. nth: of which parent of the row, from 1; 1 for everything else."""

    field: SheetField
    nth: Annotated[int, Meta(ge=1, le=PARENTS)] = 1


class SheetNamed(In, frozen=True):
    """A sheet by its headings. columns: what each holds, in their order; null for one that is not read."""

    headings: Annotated[tuple[Annotated[str, Meta(max_length=HEADING)], ...], Meta(max_length=COLUMNS)]
    about: SheetAbout
    columns: Annotated[tuple[ColumnNamed | None, ...], Meta(max_length=COLUMNS)]


class RosterColumnsIn(In, frozen=True):
    """What an admin says of the sheets of one file."""

    sheets: Annotated[tuple[SheetNamed, ...], Meta(min_length=1, max_length=SHEETS)]


async def put_columns(asked: Asked) -> Response:
    """The same file, brought again, is read by it; so is the next one with these headings."""
    person = asked.signed.person
    asked.hub.not_too_fast(person)
    sheets = tuple(
        SheetMapping(
            one.headings, one.about,
            tuple(None if its is None else SheetColumn(its.field, its.nth) for its in one.columns),
        )
        for one in asked.body.sheets
    )  # fmt: skip
    await roster_columns.name_columns(asked.school, person, sheets, asked.hub.clock())
    return Response(status_code=204)


async def delete_columns(asked: Asked) -> Response:
    """The next spreadsheet asks what its columns hold."""
    person = asked.signed.person
    asked.hub.not_too_fast(person)
    await roster_columns.forget(asked.school, person, asked.hub.clock())
    return Response(status_code=204)


ROUTES = (
    Route(method="PUT", path="/v1/roster/columns", cost=Cost.RULE, handle=put_columns, takes=RosterColumnsIn,
         status=204, says="Say what the columns of a spreadsheet hold; for admins."),
    Route(method="DELETE", path="/v1/roster/columns", cost=Cost.RULE, handle=delete_columns, status=204,
         says="Forget what the columns of spreadsheets hold; for admins."),
)  # fmt: skip
