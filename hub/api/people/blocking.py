"""This file has the endpoints to whom one keeps from starting new conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.actions.conversations.block import block
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.limits.costs import Cost
from hub.store.blocks import list_blocks

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Block(Out, frozen=True):
    """Somebody who starts no new conversations with the reader."""

    person: str
    name: str
    at: str


class Blocks(Out, frozen=True):
    """Newest first."""

    items: tuple[Block, ...]


async def blocks(asked: Asked) -> Response:
    """One's own alone; nobody learns that they are on somebody's list."""
    return answer(await _blocks(asked))


async def put_block(asked: Asked) -> Response:
    """The answer is the list as it stands then."""
    return await _changed(asked, blocked=True)


async def delete_block(asked: Asked) -> Response:
    """The answer is the list as it stands then."""
    return await _changed(asked, blocked=False)


async def _changed(asked: Asked, *, blocked: bool) -> Response:
    person = asked.signed.person
    asked.hub.not_too_fast(person)
    await block(asked.school, person, asked.request.path_params["person"], asked.hub.clock(), blocked=blocked)
    return answer(await _blocks(asked))


async def _blocks(asked: Asked) -> Blocks:
    school, person = asked.school, asked.signed.person

    def read(connection: Connection) -> Blocks:
        people = school.snapshot.roster.people
        return Blocks(
            items=tuple(
                Block(person=row["blocked"], name=people[row["blocked"]].name, at=row["at"])
                for row in list_blocks(connection, school.id, person)
            )
        )

    return await school.store.read(read)


ROUTES = (
    Route(method="GET", path="/v1/me/blocks", cost=Cost.READ, handle=blocks, gives=Blocks,
         says="Whom one keeps from starting new conversations."),
    Route(method="PUT", path="/v1/me/blocks/{person}", cost=Cost.RULE, handle=put_block, gives=Blocks,
         says="Keep somebody from starting new conversations of the two."),
    Route(method="DELETE", path="/v1/me/blocks/{person}", cost=Cost.RULE,
         handle=delete_block, gives=Blocks,
         says="Let somebody start new conversations again."),
)  # fmt: skip
