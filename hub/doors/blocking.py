"""This file has the doors to whom one keeps from starting new conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.deeds.block import block, blocks_of
from hub.doors import report_bodies
from hub.doors.door import Asked, Door, answer

if TYPE_CHECKING:
    from sqlalchemy import Connection


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


async def _blocks(asked: Asked) -> report_bodies.Blocks:
    school, person = asked.school, asked.signed.person

    def read(connection: Connection) -> report_bodies.Blocks:
        people = school.snapshot.roster.people
        return report_bodies.Blocks(
            items=tuple(
                report_bodies.Block(person=row["blocked"], name=people[row["blocked"]].name, at=row["at"])
                for row in blocks_of(connection, school.id, person)
            )
        )

    return await school.store.read(read)


DOORS = (
    Door(method="GET", path="/v1/me/blocks", handle=blocks, gives=report_bodies.Blocks,
         says="Whom one keeps from starting new conversations."),
    Door(method="PUT", path="/v1/me/blocks/{person}", handle=put_block, gives=report_bodies.Blocks,
         says="Keep somebody from starting new conversations of the two."),
    Door(method="DELETE", path="/v1/me/blocks/{person}", handle=delete_block, gives=report_bodies.Blocks,
         says="Let somebody start new conversations again."),
)  # fmt: skip
