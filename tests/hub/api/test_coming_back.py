"""Many who come back at once miss the same: it is read once for all of them, and each is shown what is theirs."""

import asyncio
import json

import pytest

from hub.bus import replay
from tests.hub.running import Running

SECRET = "She is adopted, please keep this between us."


async def missed_by(maple: Running, name: str) -> str:
    """What somebody who was away all the time is shown, by a hub that remembers nothing."""
    maple.hub.schools[maple.school].recent.clear()
    async with (await maple.somebody(name)).device(since=0) as device:
        return json.dumps(await device.replayed())


async def test_what_one_device_missed_is_there_for_the_next_and_shown_to_whom_it_is_for(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    await ana.post(await ana.conversation("family", "Mia"), SECRET)
    school = maple.hub.schools[maple.school]

    first = await missed_by(maple, "Rosa Alvarez")
    page = school.pages[0]
    second, other = await missed_by(maple, "Tom Alvarez"), await missed_by(maple, "Dana Novak")

    assert school.pages[0] is page
    assert SECRET in first
    assert SECRET in second
    assert SECRET not in other


async def test_what_was_withdrawn_since_a_page_was_read_is_shown_to_nobody(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    message = await ana.post(await ana.conversation("family", "Mia"), SECRET)
    school = maple.hub.schools[maple.school]
    assert SECRET in await missed_by(maple, "Rosa Alvarez")
    assert school.pages

    status, _ = await ana.ask("DELETE", f"/v1/messages/{message['id']}")
    kept = dict(school.pages)

    assert (status, kept) == (200, {})
    assert SECRET not in await missed_by(maple, "Tom Alvarez")


async def test_what_was_said_since_a_page_was_read_is_in_what_the_next_is_shown(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    await ana.post(family, "first")
    assert "first" in await missed_by(maple, "Rosa Alvarez")

    await ana.post(family, "second")
    shown = await missed_by(maple, "Tom Alvarez")

    assert "first" in shown
    assert "second" in shown


async def test_a_page_is_kept_for_a_moment_and_no_more_of_them_than_a_few(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay, "PAGES", 0)
    ana = await maple.somebody("Ana Reyes")
    await ana.post(await ana.conversation("family", "Mia"), SECRET)
    school = maple.hub.schools[maple.school]

    assert SECRET in await missed_by(maple, "Rosa Alvarez")
    assert school.pages == {}

    monkeypatch.setattr(replay, "PAGES", 8)
    monkeypatch.setattr(replay, "PAGE_S", 0.01)
    assert SECRET in await missed_by(maple, "Rosa Alvarez")
    async with asyncio.timeout(10):
        while school.pages:
            await asyncio.sleep(0.01)
