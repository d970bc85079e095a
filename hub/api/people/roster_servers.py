"""This file has the endpoints by which admins connect a server that the roster comes from, and fetch it now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import roster_servers
from hub.actions.people.roster_servers import ServerAsking, ServerWanted
from hub.api.people.roster_uploads import RosterUploaded, RowsLeftOutShown
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.errors import Conflict, Unavailable
from hub.limits.costs import Cost
from hub.oneroster.server.client import ClientLimits
from hub.sealing import sealer_of
from policies.people.roster_servers import LONGEST_ADDRESS
from policies.sentence import say

if TYPE_CHECKING:
    from collections.abc import Callable

NO_SECRET = say(
    "Whoever runs the hub has to set ROOMWIRE_SECRET before a server can be connected: it seals its secret."
)
UNDER_WAY = say("The roster is being fetched already. Wait until that is done.")

SOON = ClientLimits(tries=3, first_wait_s=0.5, longest_wait_s=5, request_s=20, total_s=60)
"""How a server is tried while an admin waits."""

BY_HAND = ClientLimits(tries=4, longest_wait_s=30, total_s=600)
"""How a roster is fetched while an admin waits."""

Address = Annotated[str, Meta(min_length=1, max_length=LONGEST_ADDRESS)]
Word = Annotated[str, Meta(min_length=1, max_length=255)]
Scope = Annotated[str, Meta(max_length=1_000)]
Secret = Annotated[str, Meta(min_length=1, max_length=1_000)]


class RosterServerIn(In, frozen=True):
    """
    A server to look at. address: what stands before /ims/oneroster. secret: null for the one that is kept, which
    goes only where it was entered for. scope: empty for the usual ones.
    """

    version: Literal["1.1", "1.2"]
    address: Address
    token_address: Address
    client: Word
    secret: Secret | None
    scope: Scope


class RosterServerConnectIn(RosterServerIn, frozen=True):
    """A server to connect. org, org_name: which of its schools this one is, by its sourcedId there."""

    org: Word
    org_name: Annotated[str, Meta(max_length=255)]


class OrgFound(Out, frozen=True):
    """A school that the server knows."""

    org: str
    name: str


class RosterServerFound(Out, frozen=True):
    """What a server has: its schools, and how many of each kind in all of them, null where it does not tell."""

    schools: tuple[OrgFound, ...]
    classes: int | None
    users: int | None
    enrollments: int | None


def _asking(asked: Asked, limits: ClientLimits, read: Callable[[int], None] | None = None) -> ServerAsking:
    hub = asked.hub
    sealer = sealer_of(hub.settings.secret, hub.settings.other_secret)
    if sealer is None:
        raise Unavailable(NO_SECRET)
    return ServerAsking(
        sealer=sealer, limits=limits, local=hub.settings.local_rosters, rosters=hub.rosters,
        end_dates=hub.settings.roster_end_dates, read=read,
    )  # fmt: skip


def _wanted(asked: Asked, org: str = "", org_name: str = "") -> ServerWanted:
    body = asked.body
    return ServerWanted(
        admin=asked.signed.person, version=body.version, address=body.address, token_address=body.token_address,
        client=body.client, secret=body.secret, scope=body.scope, org=org, org_name=org_name,
    )  # fmt: skip


async def look_at_server(asked: Asked) -> Response:
    """Nothing of the roster is read, and nothing is kept."""
    found = await roster_servers.look(asked.school, _wanted(asked), _asking(asked, SOON))
    counts = found.counts
    return answer(
        RosterServerFound(
            schools=tuple(OrgFound(org=one.org, name=one.name) for one in found.schools),
            classes=counts["classes"], users=counts["users"], enrollments=counts["enrollments"],
        )
    )  # fmt: skip


async def connect_server(asked: Asked) -> Response:
    """It is asked at the next look; who wants it now fetches."""
    asked.hub.not_too_fast(asked.signed.person)
    wanted = _wanted(asked, asked.body.org, asked.body.org_name)
    await roster_servers.connect(asked.school, wanted, _asking(asked, SOON), asked.hub.clock())
    return Response(status_code=204)


async def disconnect_server(asked: Asked) -> Response:
    """People stay as they are, and no run is changed."""
    asked.hub.not_too_fast(asked.signed.person)
    await roster_servers.disconnect(asked.school, asked.signed.person, asked.hub.clock())
    return Response(status_code=204)


async def fetch_roster(asked: Asked) -> Response:
    """What it would change is asked for next, as of a file that was brought."""
    hub, school = asked.hub, asked.school
    if school.id in hub.fetching:
        raise Conflict(UNDER_WAY)
    asking = _asking(asked, BY_HAND, partial(hub.fetching.__setitem__, school.id))
    hub.fetching[school.id] = 0
    try:
        done = await roster_servers.fetch(school, asked.signed.person, asking, hub.clock())
    finally:
        del hub.fetching[school.id]
    its = done.left_out
    left_out = None if its is None else RowsLeftOutShown(rows=its.rows, people=its.people)
    return answer(
        RosterUploaded(upload=done.upload or None, run=done.run or None, left_out=left_out, to_name=None), 201
    )


ROUTES = (
    Route(method="PUT", path="/v1/roster/server", cost=Cost.RULE, handle=connect_server,
         takes=RosterServerConnectIn, status=204, says="Fetch the roster from a OneRoster server; for admins."),
    Route(method="POST", path="/v1/roster/server/look", cost=Cost.RARE, handle=look_at_server,
         takes=RosterServerIn, gives=RosterServerFound,
         says="What a OneRoster server has, before it is connected; for admins."),
    Route(method="POST", path="/v1/roster/server/fetch", cost=Cost.UPLOAD, handle=fetch_roster,
         gives=RosterUploaded, status=201,
         says="Fetch the whole roster from its server now, to look at; for admins."),
    Route(method="DELETE", path="/v1/roster/server", cost=Cost.RULE, handle=disconnect_server, status=204,
         says="Fetch the roster from its server no more; for admins."),
)  # fmt: skip
