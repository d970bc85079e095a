"""The demo school behind a proxy, with Twilio, and what both say of texts."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.app import opened_store
from hub.store import schema
from hub.store.row_security import Across
from notifiers.tables import delivery
from tests.hub.running import DEADLINE, Running, Somebody, running, settings_for
from tests.notifiers.providers.prefix import behind
from tests.notifiers.providers.twilio import Public, TwilioServer

BASE = "https://hub.example.org/maple"
DANA, ROSA, PAVEL = "+12025550101", "+12025550100", "+12025550102"
OTHER = "the-next-token"


@dataclass
class Texting:
    """maple: the school. texts: Twilio, which knows the hub by its public address alone."""

    maple: Running
    texts: TwilioServer

    async def of_leo(self) -> tuple[Somebody, Somebody, str]:
        """Ben, Dana, and Leo's family's conversation."""
        ben, dana = await self.maple.somebody("Ben Carter"), await self.maple.somebody("Dana Novak")
        return ben, dana, await ben.conversation("family", "Leo")

    async def text_to(self, number: str, most: int = 1) -> dict[str, Any]:
        """The newest text to a number, once there are as many and each has been acknowledged."""
        await until(lambda: len(self.texts.texts_to(number)) >= most)
        await self.row(number, settled=True)
        return self.texts.texts_to(number)[-1]

    async def row(self, number: str, **its: object) -> dict[str, Any]:
        """The newest delivery to an address, once it is so: settled, or outcome by name."""
        newest = select(delivery).where(delivery.c.address == number).order_by(delivery.c.planned_at.desc())
        async with asyncio.timeout(DEADLINE):
            while True:
                found = await self.maple.hub.store.read(
                    lambda one: one.execute(newest).mappings().first(), Across.OPERATOR
                )
                if found is not None and _fits(dict(found), its):
                    return dict(found)
                await asyncio.sleep(0.01)

    async def steps(
        self, who: Somebody, message: str, person: Somebody, medium: str = "sms"
    ) -> list[tuple[str, str]]:
        """What a timeline says of a message and a person by a medium: what and why."""
        shown = await who.get(f"/v1/messages/{message}/timeline")
        its = next(one for one in shown["items"] if one["person"] == person.id)
        return [(one["what"], one["detail"]) for one in its["steps"] if one["medium"] == "sms"]


def _fits(row: dict[str, Any], its: dict[str, object]) -> bool:
    known = {**row, "settled": row["settled_at"] is not None}
    return all(known[name] == value for name, value in its.items())


async def until(that: Callable[[], bool]) -> None:
    """Return once it is so."""
    async with asyncio.timeout(DEADLINE):
        while not that():
            await asyncio.sleep(0.01)


async def give(records: Path, what: str = "cell", **values: str) -> None:
    """Let parents, by family name, have this number, as after an import; or what else a column is for."""
    store, its = opened_store(settings_for(records)), schema.person.c
    try:
        for family, value in values.items():
            change = update(schema.person).where(its.family == family, its.side == "guardian").values({what: value})
            await store.write(lambda one: one.connection.execute(change), whose=Across.OPERATOR)  # noqa: B023 (awaited here)
    finally:
        await store.stop()


@contextlib.asynccontextmanager
async def texting_hub(records: Path, **env: str) -> AsyncIterator[Texting]:
    """The demo school with Twilio, where Dana is reached by text alone."""
    async with contextlib.AsyncExitStack() as stack:
        texts = await stack.enter_async_context(TwilioServer().running())
        its = {**texts.env(), "ROOMWIRE_BASE_URL": BASE, "ROOMWIRE_TWILIO_OTHER_TOKEN": OTHER, **env}
        maple = await stack.enter_async_context(running(records, its))
        texts.public = Public(BASE, await stack.enter_async_context(behind("/maple", maple.url)))
        ines, dana = await maple.somebody("Ines Walker"), await maple.somebody("Dana Novak")
        no_email = {"medium": "email", "classes": ["routine"], "state": "closed", "why": "She never reads them."}
        status, body = await ines.ask("PUT", f"/v1/consents/{dana.id}", no_email)
        assert status == 200, body
        yield Texting(maple, texts)


@pytest.fixture
async def texting(records: Path) -> AsyncIterator[Texting]:
    async with texting_hub(records) as found:
        yield found
