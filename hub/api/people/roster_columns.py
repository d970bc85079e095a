"""This file has the endpoints by which admins say what the columns of the school's spreadsheets hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.actions.people import roster_columns
from hub.api.people.roster_runs import refuse_others
from hub.api.route import Asked, Route, answer
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import NotFound
from hub.limits.costs import Cost
from hub.oneroster.spreadsheet.kept_mapping import mappings_of
from hub.oneroster.spreadsheet.mapping_file import MappingFile, mappings_in, sheets_named
from hub.store.roster_columns import find_columns
from policies.sentence import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot


NOT_NAMED = say("Nobody has said yet what the columns of spreadsheets hold.")


class RosterColumns(MappingFile, frozen=True):
    """
    What the columns of spreadsheets hold, as a mapping file says it: the body is such a file.

    several: the sheets are of several spreadsheets, which may each have the children.
    """


async def get_columns(asked: Asked) -> Response:
    """All that is kept, to be saved as a file and sent again."""

    def work(connection: Connection, rules: Snapshot) -> RosterColumns:
        refuse_others(rules, asked.signed.person)
        kept = mappings_of(find_columns(connection, rules.school))
        if not kept:
            raise NotFound(NOT_NAMED)
        return RosterColumns(sheets=sheets_named(kept), several=len(kept) > 1)

    return answer(await read_on_fresh_rules(asked.school, work))


async def put_columns(asked: Asked) -> Response:
    """The same file, brought again, is read by it; so is the next one with these headings."""
    person = asked.signed.person
    asked.hub.not_too_fast(person)
    sheets, several = mappings_in(asked.body), asked.body.several
    await roster_columns.name_columns(asked.school, person, sheets, asked.hub.clock(), several=several)
    return Response(status_code=204)


async def delete_columns(asked: Asked) -> Response:
    """The next spreadsheet asks what its columns hold."""
    person = asked.signed.person
    asked.hub.not_too_fast(person)
    await roster_columns.forget(asked.school, person, asked.hub.clock())
    return Response(status_code=204)


ROUTES = (
    Route(method="GET", path="/v1/roster/columns", cost=Cost.READ, handle=get_columns, gives=RosterColumns,
         says="What the columns of spreadsheets hold, as a file that can be sent again; for admins."),
    Route(method="PUT", path="/v1/roster/columns", cost=Cost.RULE, handle=put_columns, takes=RosterColumns,
         status=204, says="Say what the columns of a spreadsheet hold; for admins."),
    Route(method="DELETE", path="/v1/roster/columns", cost=Cost.RULE, handle=delete_columns, status=204,
         says="Forget what the columns of spreadsheets hold; for admins."),
)  # fmt: skip
