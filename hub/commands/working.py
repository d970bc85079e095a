"""This file lets a command work on the database, beside a running server or without one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from hub.app import opened_store

if TYPE_CHECKING:
    import argparse

    from hub.settings import Settings
    from hub.store.store import Store

    Commands = argparse._SubParsersAction[Any]

T = TypeVar("T")


def working(settings: Settings, work: Callable[[Store], Awaitable[T]]) -> T:
    """What work returns, given the store."""

    async def worked() -> T:
        store = opened_store(settings)
        try:
            return await work(store)
        finally:
            await store.stop()

    return asyncio.run(worked())
