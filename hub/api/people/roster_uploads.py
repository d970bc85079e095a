"""This file has the endpoints by which a roster is brought from the page, looked at, and said yes or no to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import unquote

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import roster_uploads
from hub.actions.people.roster_runs import printable
from hub.actions.people.roster_taken import RosterFile
from hub.actions.people.roster_uploads import RosterYes
from hub.api.people.roster_runs import RosterDone, RosterTrialShown, refuse_others, shown
from hub.api.query import Query
from hub.api.request_body import Ends, read
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Invalid, TooLarge
from hub.limits.costs import Cost
from policies.people.spreadsheet_fields import NEEDS, PARENTS, SheetAbout, SheetField, fields_of
from policies.sentence import on_field, say

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.oneroster.apart import SheetToName

LARGEST_ROSTER = 20 * 1024 * 1024
"""Octets of a file that is brought from the page: a hundred centers have some 10 MiB."""

ROSTER_TOO_LARGE = say(
    "The file is larger than {most} MB; a roster never is. Look whether it is the right one.",
    most=LARGEST_ROSTER // 1024 // 1024,
)
ROSTER_LATE = say("The file did not come through in time. Try again.")
STALLS_S, LASTS_S = 30.0, 300.0
"""How long the file may stand still on its way, and how long all of it may take."""


class RowsLeftOutShown(Out, frozen=True):
    """How many rows of the file are refused, and how many people are left out with them, of all its schools."""

    rows: int
    people: int


class ColumnGuessed(Out, frozen=True):
    """What a column seems to hold. nth: of which parent of the row, from 1; 1 for everything else."""

    field: SheetField
    nth: int


class SheetChoices(Out, frozen=True):
    """What columns of a sheet about these people may hold; of each group in needs one column has to hold one."""

    about: SheetAbout
    fields: tuple[SheetField, ...]
    needs: tuple[tuple[SheetField, ...], ...]


class SheetShown(Out, frozen=True):
    """
    A sheet of a spreadsheet: its headings, its first rows, and what it seems to be about.

    columns: what each holds, in the order of the headings; null for one of which nothing is known.
    """

    name: str
    about: SheetAbout
    headings: tuple[str, ...]
    columns: tuple[ColumnGuessed | None, ...]
    rows: tuple[tuple[str, ...], ...]


class SheetsShown(Out, frozen=True):
    """A spreadsheet whose columns are not known. parents: how many one row may have."""

    sheets: tuple[SheetShown, ...]
    choices: tuple[SheetChoices, ...]
    parents: int


class RosterUploaded(Out, frozen=True):
    """
    Either upload is what waits for a yes now, or run is where it says why the file was refused; or both are null,
    and to_name is a spreadsheet of which an admin says first what its columns hold (PUT /v1/roster/columns). Then
    nothing was kept, and the same file comes again.

    left_out: what is gone on without, or what could be if the same file came again with without_refused; null where
    nothing is, or where more is wrong than rows.
    """

    upload: str | None
    run: str | None
    left_out: RowsLeftOutShown | None
    to_name: SheetsShown | None


class UploadQuery(Query, frozen=True):
    """without_refused: whether to go on without the rows that are refused."""

    without_refused: bool = False


class RosterYesIn(In, frozen=True):
    """seen: of what was looked at. confirmed: yes also to what is held."""

    seen: Annotated[str, Meta(max_length=64)]
    confirmed: bool = False


class EndAccessIn(In, frozen=True):
    """people: the ids of whom the roster takes access from."""

    people: Annotated[tuple[str, ...], Meta(min_length=1, max_length=5_000)]


async def bring_roster(asked: Asked) -> Response:
    """The body is the file as it is; what it would change is asked for next."""
    hub, school, person = asked.hub, asked.school, asked.signed.person
    name, without = _file_name(asked.request), asked.query.without_refused
    await read_on_fresh_rules(school, lambda _, rules: refuse_others(rules, person))
    _not_too_large(asked.request)
    async with hub.uploads.one(person):
        raw = await read(asked.request, Ends(LARGEST_ROSTER, ROSTER_TOO_LARGE, STALLS_S, LASTS_S, ROSTER_LATE))
        await asked.still()
        file = RosterFile(
            admin=person, name=name, packed=raw, end_dates=hub.settings.roster_end_dates, without_refused=without
        )
        async with hub.rosters:
            done = await roster_uploads.bring(school, file, hub.clock())
    its = done.left_out
    left_out = None if its is None else RowsLeftOutShown(rows=its.rows, people=its.people)
    shown = _sheets(done.to_name) if done.to_name else None
    return answer(
        RosterUploaded(upload=done.upload or None, run=done.run or None, left_out=left_out, to_name=shown), 201
    )


def _sheets(to_name: tuple[SheetToName, ...]) -> SheetsShown:
    return SheetsShown(
        sheets=tuple(
            SheetShown(
                name=one.name, about=one.mapping.about, headings=one.mapping.headings, rows=one.rows,
                columns=tuple(
                    None if its is None else ColumnGuessed(field=its.field, nth=its.nth)
                    for its in one.mapping.columns
                ),
            )
            for one in to_name
        ),
        choices=tuple(
            SheetChoices(about=about, fields=fields_of(about), needs=NEEDS[about]) for about in SheetAbout
        ),
        parents=PARENTS,
    )  # fmt: skip


def _file_name(request: Request) -> str:
    """What the file is called: percent-encoded in a header; only its last part, and no longer than a line."""
    try:
        said = unquote(request.headers.get("x-file-name", ""), errors="strict")
    except UnicodeDecodeError:
        raise Invalid(on_field("X-File-Name", say("the file’s name in UTF-8, percent-encoded."))) from None
    return printable(said.replace("\\", "/").rpartition("/")[2])


def _not_too_large(request: Request) -> None:
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said[:20]) > LARGEST_ROSTER:
        raise TooLarge(ROSTER_TOO_LARGE)


async def try_roster(asked: Asked) -> Response:
    """It is worked out anew each time: what waits was brought a while ago."""
    person, its = asked.signed.person, asked.request.path_params["id"]
    return shown(asked, await roster_uploads.look(asked.school, person, its, asked.hub.clock()))


async def apply_roster(asked: Asked) -> Response:
    """Only what was looked at, and once."""
    yes = RosterYes(
        admin=asked.signed.person, of=asked.request.path_params["id"], seen=asked.body.seen,
        confirmed=asked.body.confirmed,
    )  # fmt: skip
    return answer(RosterDone(run=await roster_uploads.apply(asked.school, yes, asked.hub.clock())))


async def end_access(asked: Asked) -> Response:
    """Only what the roster takes from them; for the rest it waits on."""
    its, people = asked.request.path_params["id"], frozenset(asked.body.people)
    await roster_uploads.end_access(asked.school, asked.signed.person, its, people, asked.hub.clock())
    return Response(status_code=204)


async def decline_roster(asked: Asked) -> Response:
    """What was kept of it is deleted now."""
    person, its = asked.signed.person, asked.request.path_params["id"]
    await roster_uploads.decline(asked.school, person, its, asked.hub.clock())
    return Response(status_code=204)


ROUTES = (
    Route(method="POST", path="/v1/roster/uploads", cost=Cost.UPLOAD, handle=bring_roster, gives=RosterUploaded,
         status=201, takes_raw=True, query=UploadQuery,
         says="Bring a OneRoster bundle as a zip, or a spreadsheet, 20 MB at the most, to look at; for admins."),
    Route(method="GET", path="/v1/roster/uploads/{id}", cost=Cost.HEAVY, handle=try_roster, gives=RosterTrialShown,
         says="What a roster that waits would change, and who gains and loses access; for admins."),
    Route(method="POST", path="/v1/roster/uploads/{id}/apply", cost=Cost.RULE, handle=apply_roster,
         takes=RosterYesIn, gives=RosterDone, says="Apply a roster that waits, once an hour; for admins."),
    Route(method="POST", path="/v1/roster/uploads/{id}/end-access", cost=Cost.RULE, handle=end_access,
         takes=EndAccessIn, status=204,
         says="End at once the access of some whom a held roster takes it from; for admins."),
    Route(method="DELETE", path="/v1/roster/uploads/{id}", cost=Cost.WRITE, handle=decline_roster, status=204,
         says="Say no to a roster that waits; for admins."),
)  # fmt: skip
