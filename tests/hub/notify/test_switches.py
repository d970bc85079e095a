"""The school's switches for emails and texts stand above all: what people chose, emergencies, and what waits."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.hub.notify.test_ladder import rows_of, with_phone
from tests.hub.notify.test_telling import Telling, settled, telling, until
from tests.hub.running import DEADLINE

__all__ = ["telling"]

OFF = {
    "sms": ("/v1/settings/texts", "The school has switched text messages off."),
    "email": ("/v1/settings/email", "The school has switched email off."),
}


@pytest.mark.parametrize("medium", ["sms", "email"])
async def test_what_waits_to_go_by_a_medium_is_not_sent_once_the_school_has_switched_it_off(
    telling: Telling, medium: str
) -> None:
    path, why = OFF[medium]
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    if medium == "email":
        await ines.ask("PUT", "/v1/settings/texts", {"on": False})
    await ana.post(family, "Mia has a fever")
    await settled(telling.maple, 1)
    waiting = [row["medium"] for row in await rows_of(telling.maple, rosa.id) if row["settled_at"] is None]
    assert waiting == [medium]

    assert (await ines.ask("PUT", path, {"on": False}))[0] == 200
    telling.maple.clock.ahead = timedelta(minutes=16)
    await settled(telling.maple, 2)
    rows = {row["medium"]: row for row in await rows_of(telling.maple, rosa.id)}

    assert (rows[medium]["outcome"], rows[medium]["detail"]) == ("cancelled", why)
    assert telling.texts.received == []
    telling.maple.clock.ahead = timedelta(minutes=32)
    if medium == "sms":  # the next medium has its turn, where that is not switched off as well
        await until(lambda: len(_to_rosa(telling)) == 1)
    assert len(_to_rosa(telling)) == (medium == "sms")


def _to_rosa(telling: Telling) -> list[dict[str, Any]]:
    return [one for one in telling.mail.received if one["to"].startswith("rosa")]


async def test_with_texts_off_not_even_an_emergency_is_told_by_text(telling: Telling) -> None:
    _, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    emergency = {"item": {"type": "text", "text": "We are outside"}, "urgency": "emergency"}
    posted = await ines.ask(
        "POST", f"/v1/conversations/{family}/messages", emergency, **{"idempotency-key": "a" * 20}
    )
    assert posted[0] == 201
    await until(lambda: len(telling.texts.received) > 0)
    texts = len(telling.texts.received)

    await ines.ask("PUT", "/v1/settings/texts", {"on": False})
    _, second = await ines.ask(
        "POST", f"/v1/conversations/{family}/messages", emergency, **{"idempotency-key": "b" * 20}
    )
    async with asyncio.timeout(DEADLINE):
        while not [row for row in await rows_of(telling.maple, rosa.id) if row["event"] == second["seq"]]:
            await asyncio.sleep(0.01)
    rows = [row for row in await settled(telling.maple) if row["event"] == second["seq"]]

    assert {row["medium"] for row in rows} == {"push", "email"}
    assert len(telling.texts.received) == texts
