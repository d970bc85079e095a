"""This file asks now and then whether the database's role may still do what is done for all schools."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from hub.rounds import every
from hub.store.database_role import find_role

if TYPE_CHECKING:
    from hub.store.store import Store

log = logging.getLogger("roomwire.store")

ASKED_S = 60.0
"""How often it is asked: roles may be made beside a hub that runs."""


async def watch_role(store: Store) -> None:
    """Say loudly, for ever, where this process would see no alert of any school, and so tell nobody."""
    if store.postgres:
        await every(ASKED_S, lambda: look_again(store), "asking what the database's role may do")


async def look_again(store: Store) -> None:
    """
    One such look.

    Raises:
        Unavailable: the database did not answer.
    """
    role = await store.read(find_role, "")
    if role is not None and not role.sees_all:
        log.error(
            "the database's role may not do what is done for all schools any more, and nobody is told of anything; "
            "sign in as roomwire_work",
            extra={"role": role.name},
        )
