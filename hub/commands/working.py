"""This file lets a command work on the database, beside a running server or without one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from hub.app import opened_engine, opened_store
from hub.commands.database_role import refuse_bound
from hub.settings import SettingsError

if TYPE_CHECKING:
    import argparse

    from sqlalchemy import Engine

    from hub.settings import Settings
    from hub.store.store import Store

    Commands = argparse._SubParsersAction[Any]

T = TypeVar("T")


def working(settings: Settings, work: Callable[[Store], Awaitable[T]], *, whole: bool = True) -> T:
    """
    What work returns, given the store. whole: it is of all schools, as what a command does is.

    Raises:
        SettingsError: the role of the database may not reach what is of all schools.
    """

    async def worked() -> T:
        store = opened_store(settings)
        try:
            if whole:
                refuse_bound(store.engine)
            return await work(store)
        finally:
            await store.stop()

    return asyncio.run(worked())


def whole_engine(url: str, *, migrated: bool = True) -> Engine:
    """
    A database, all rows of which are seen and written by whoever says that they are the operator.

    Raises:
        SettingsError: the address is not one we serve on, it cannot be used, or its role may not reach all of it.
    """
    engine = opened_engine(url, migrated=migrated)
    try:
        refuse_bound(engine)
    except SettingsError:
        engine.dispose()
        raise
    return engine
