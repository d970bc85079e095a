"""What was taken back is unread nowhere: not in a list, not live, not on another device, not after a restart."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from channels.items import TextItem
from hub.bus.school import opened
from hub.store import schema
from hub.store.database import migrate
from hub.store.database import opened as made
from hub.store.journal import after
from hub.store.row_security import Across
from hub.store.verify import verify
from tests.conftest import Postgres
from tests.hub.notify.test_bundles import looking
from tests.hub.notify.test_outbox import alone, cleared
from tests.hub.notify.test_telling import Telling, family_of_mia, settled, telling, until
from tests.hub.running import QUIET, Running, Somebody
from tests.past_policies import past_policies

__all__ = ["telling"]


async def listed(who: Somebody, where: str) -> dict[str, Any]:
    """The conversation's line in somebody's list."""
    return next(one for one in await who.conversations() if one["id"] == where)


async def unread(who: Somebody, where: str) -> int:
    return int((await listed(who, where))["unread"])


async def test_what_was_withdrawn_is_not_unread_and_the_event_says_which_it_was(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    posted = [await ana.post(family, words) for words in ("One", "Two", "Three")]
    before = await unread(rosa, family)
    async with rosa.device() as phone:
        await ana.ask("DELETE", f"/v1/messages/{posted[1]['id']}")
        event = await phone.event(kind="withdrawn")
        await ana.ask("DELETE", f"/v1/messages/{posted[1]['id']}")  # again: it is withdrawn once
    line = await listed(rosa, family)
    await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 2})
    later = await listed(rosa, family)

    assert (before, line["n"], line["withdrawn"], line["unread"]) == (3, 3, [2], 2)
    assert (event["kind"], event["of_n"], event.get("n")) == ("withdrawn", 2, None)
    assert (later["withdrawn"], later["unread"]) == ([], 1)


async def test_ones_own_words_after_what_was_withdrawn_are_read(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    gone = await ana.post(family, "Wrong child")
    await ana.ask("DELETE", f"/v1/messages/{gone['id']}")
    await rosa.post(family, "Who is that for?")

    assert await unread(rosa, family) == 0
    assert (await listed(rosa, family))["read_n"] == 2
    assert await unread(ana, family) == 1
    assert await told_again(maple, rosa.id, family) == (2, [])


async def test_ones_own_words_are_read_as_soon_as_all_before_them_was_withdrawn_on_every_device(
    maple: Running,
) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    gone = await ana.post(family, "Wrong child")
    await rosa.post(family, "Good morning")
    await rosa.post(family, "Mia has a new tooth")
    before = await unread(rosa, family)
    async with rosa.device() as phone:
        await ana.ask("DELETE", f"/v1/messages/{gone['id']}")
        marker = await phone.until("read")

    assert before == 3
    assert await unread(rosa, family) == 0
    assert (marker["person"], marker["conversation"], marker["n"]) == (rosa.id, family, 3)
    assert await told_again(maple, rosa.id, family) == (3, [])
    broken = await maple.hub.store.read(lambda one: [its for its in verify(one) if its.broken], Across.OPERATOR)
    assert broken == []


async def test_what_families_never_saw_counts_for_nobody_and_has_no_number(maple: Running) -> None:
    ines, ana, rosa = [await maple.somebody(one) for one in ("Ines Walker", "Ana Reyes", "Rosa Alvarez")]
    family = await ana.conversation("family", "Mia")
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
    held = await ana.post(family, "Later")
    async with ines.device() as desk, rosa.device() as phone:
        await ana.ask("DELETE", f"/v1/messages/{held['id']}")
        seen = await desk.event(kind="withdrawn")
        await ines.ask("PUT", "/v1/settings/staff-only", {"message": False})
        await ana.post(family, "Now")
        told = await phone.until("event")

    assert seen["of"] == held["seq"]
    assert "of_n" not in seen
    assert told["item"]["text"] == "Now"  # and nothing before it
    assert (await listed(rosa, family))["withdrawn"] == []
    assert await unread(rosa, family) == 1


async def told_again(maple: Running, person: str, where: str) -> tuple[int, list[int]]:
    """Where somebody's marker stands, and what of the rest was taken back, to a hub that has just started."""
    school = await opened(maple.hub.store, maple.school)
    return school.read_n[person, where], school.withdrawn_for(person, where)


@pytest.fixture(params=["sqlite", "postgres"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the version before, with a school."""
    if request.param == "sqlite":
        engine = made(f"sqlite:///{tmp_path}/old.sqlite3")
    else:
        server: Postgres = request.getfixturevalue("postgres_server")
        engine = past_policies(server.make(f"withdrawn_{abs(hash(str(tmp_path)))}"))
    migrate(engine, "0018")
    with engine.begin() as connection:
        connection.execute(
            insert(schema.school).values(
                id="s", source="s", name="Maple Street", time_zone="America/Chicago", seq=9, rules_seq=0, epoch="e",
                floor=1, day=date(2026, 11, 23), settings="{}",
            )
        )  # fmt: skip
    yield engine
    engine.dispose()


def test_what_was_withdrawn_by_an_older_version_gets_its_number(older: Engine) -> None:
    said = {"item": {"type": "text", "text": "Uno «ñ» 🧸"}, "of": 3, "edited_at": "2026-11-23T15:00:00.000Z"}
    rows = [
        ("message", 3, 7, {"withdrawn_at": "2026-11-23T15:01:00.000Z"}), ("edited", 4, None, said),
        ("withdrawn", 5, None, {"withdrawn_at": "2026-11-23T15:01:00.000Z", "of": 3}),
        ("held", 6, None, {}), ("withdrawn", 7, None, {"of": 6}),
    ]  # fmt: skip
    with older.begin() as connection:
        for kind, seq, n, body in rows:
            connection.execute(
                insert(schema.event).values(
                    school="s", seq=seq, kind=kind, audience="all", conversation="c", n=n, id=f"m{seq}",
                    at="2026-11-23T15:00:00.000Z", body=json.dumps(body),
                )
            )  # fmt: skip
    migrate(older)
    migrate(older)  # and again, where there is nothing to do

    with older.connect() as connection:
        found = {one.event.seq: one.event for one in after(connection, "s", 0)}
        broken = [its for its in verify(connection) if its.broken and its.promise == "Every event can be read"]
    assert {seq: one.of_n for seq, one in found.items()} == {3: None, 4: 7, 5: 7, 6: None, 7: None}
    assert (found[4].item, found[5].of) == (TextItem(text="Uno «ñ» 🧸"), 3)
    assert broken == []


def rang(telling: Telling) -> int:
    """How often a phone or browser made itself heard."""
    return len([one for one in [*telling.fcm.received, *telling.browsers.received] if not one.get("clear")])


async def test_what_was_withdrawn_is_taken_off_every_device_and_nothing_follows_it(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    tom = await telling.maple.somebody("Tom Alvarez")
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    tablet = telling.browsers.subscription("rosas-tablet")
    await rosa.ask("POST", "/v1/devices", {"provider": "webpush", "address": tablet})
    await tom.ask("POST", "/v1/devices", {"provider": "fcm", "address": "toms-phone"})
    stays = await ana.post(family, "Stays")
    await settled(telling.maple, 3)
    gone = await ana.post(family, "Goes")
    rows = await settled(telling.maple, 6)
    await ana.ask("DELETE", f"/v1/messages/{gone['id']}")
    await until(lambda: len(cleared(telling)) == 3)
    telling.maple.clock.ahead = timedelta(minutes=17)  # texts and emails follow what is unread
    await until(lambda: len(telling.texts.received) + len(telling.mail.received) >= 2)
    await settled(telling.maple, 8)

    keys = {row["id"] for row in rows if row["message"] == gone["id"]}
    assert {key for _, key in cleared(telling)} == keys
    assert {to for to, _ in cleared(telling)} == {"rosas-phone", "rosas-tablet", "toms-phone"}
    assert rang(telling) == 6
    whole = await settled(telling.maple, 8)
    followed = {row["message"] for row in whole if row["medium"] != "push" and row["outcome"] == "accepted"}
    assert followed == {stays["id"]}


async def test_an_alert_of_several_messages_stays_until_all_of_them_were_withdrawn(telling: Telling) -> None:
    await alone(telling.maple)
    ana, rosa, family = await family_of_mia(telling)
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    async with looking(telling, rosa, family):
        posted = [await ana.post(family, words) for words in ("One", "Two")]
    telling.maple.clock.ahead = timedelta(seconds=25)
    await until(lambda: rang(telling) == 1)
    await settled(telling.maple, 4)
    await ana.ask("DELETE", f"/v1/messages/{posted[1]['id']}")
    await asyncio.sleep(1.5 + QUIET)  # more than a turn
    half = cleared(telling)
    await ana.ask("DELETE", f"/v1/messages/{posted[0]['id']}")
    await until(lambda: len(cleared(telling)) == 1)
    await asyncio.sleep(QUIET)

    assert half == []
    assert [to for to, _ in cleared(telling)] == ["rosas-phone"]
    assert rang(telling) == 1


async def test_what_was_on_its_way_when_it_was_withdrawn_is_taken_off_once_it_is_there(telling: Telling) -> None:
    await alone(telling.maple)
    ana, rosa, family = await family_of_mia(telling)
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    telling.fcm.hold_token = asyncio.Event()
    gone = await ana.post(family, "Goes")
    await until(lambda: telling.fcm.tokens == 1)
    await ana.ask("DELETE", f"/v1/messages/{gone['id']}")
    await asyncio.sleep(1.0 + QUIET)  # a turn, which finds nothing that arrived
    before = list(telling.fcm.received)
    telling.fcm.hold_token.set()
    await until(lambda: len(cleared(telling)) == 1)

    assert before == []
    assert [bool(one["clear"]) for one in telling.fcm.received] == [False, True]
