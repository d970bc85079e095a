"""Schools that nobody has opened: all that a hub does by itself is done for them, without anybody who comes."""

import asyncio
import contextlib
import itertools
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from hub.actions.people.idle_sessions import BEFORE, end_idle
from hub.actions.people.turn_day import turn_due
from hub.actions.review.remind import remind_due
from hub.api.metrics_listener import measured
from hub.bus.schools import NotOpened
from hub.errors import NotFound, Unavailable
from hub.hub import Hub
from hub.inbound.sms.kept_texts import KEPT, sweep_due
from hub.store import schema
from hub.store.progress import list_progress
from hub.store.row_security import Across
from notifiers.tables import delivery
from tests.hub.inbound.test_texts_kept import opened as asking_back
from tests.hub.notify.test_telling import settled, until
from tests.hub.people.test_roster import imported
from tests.hub.people.test_schools import elsewhere
from tests.hub.people.test_sessions import ends_in, phone_of
from tests.hub.review.test_approval import hold
from tests.hub.review.test_holding import reviewing
from tests.hub.running import DEADLINE, QUIET, Running, Somebody, running
from tests.hub.store.test_nodes import SET_BACK
from tests.hub.texting import DANA, texting_hub
from tests.notifiers.providers.fcm import FcmServer
from tests.notifiers.providers.smtp import SmtpServer
from tests.servers import Server, postgres

LATER = itertools.count(10_000, 10_000)
"""Seconds from now, each time so many that nobody has used anything for long."""


@contextlib.asynccontextmanager
async def talking(records: Path, **env: str) -> AsyncIterator[Running]:
    """A hub on which people talk, and which tells nobody."""
    async with running(records, {"ROOMWIRE_WORKER": "0", **env}) as maple:
        yield maple


@contextlib.asynccontextmanager
async def alone(records: Path, worker: str = "1", **env: str) -> AsyncIterator[Running]:
    """A hub to which nobody has come; by itself it does all that a hub does."""
    async with running(records, {"ROOMWIRE_WORKER": worker, **env}, opened=False) as maple:
        yield maple


async def said(maple: Running, words: str = "Mia has a fever") -> dict[str, Any]:
    """What Ana wrote to Mia's family."""
    ana = await maple.somebody("Ana Reyes")
    return await ana.post(await ana.conversation("family", "Mia"), words)


async def kinds(maple: Running) -> list[str]:
    """What the journal has, by kind and in order."""
    its = schema.event.c
    asked = select(its.kind).where(its.school == maple.school).order_by(its.seq)
    return list(await maple.hub.store.read(lambda one: one.execute(asked).scalars().all(), Across.OPERATOR))


async def is_planned(maple: Running) -> None:
    """Return once the whole journal of every school is planned."""
    async with asyncio.timeout(DEADLINE):
        while any(one.planned < one.seq for one in await maple.hub.store.read(list_progress, Across.OPERATOR)):
            await asyncio.sleep(0.01)


def forget(hub: Hub) -> None:
    """As if nobody had used anything for a long time."""
    hub.schools.close_unused(time.monotonic() + next(LATER))


async def test_what_was_posted_before_a_crash_is_told_once_though_nobody_comes(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with SmtpServer(tmp_path_factory.mktemp("mail")).running() as mail:
        async with talking(records, **mail.env()) as maple:
            await said(maple)
            before = await maple.hub.store.read(lambda one: one.execute(select(delivery)).all(), Across.OPERATOR)
        async with alone(records, **mail.env()) as maple:
            assert maple.hub.schools.all() == ()
            await settled(maple, 2)
        async with alone(records, **mail.env()) as maple:
            await is_planned(maple)
            rows = await settled(maple, 2)

    assert before == []
    assert len(rows) == 2
    assert [one["to"] for one in mail.received] == ["tom.alvarez@families.example"]


async def test_what_was_planned_and_not_sent_before_a_restart_is_sent_though_nobody_comes(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with SmtpServer(tmp_path_factory.mktemp("mail")).running() as mail:
        async with talking(records, **mail.env()) as maple:
            await said(maple)
            await maple.hub.worker.planner.plan()
            its = select(delivery.c.settled_at)
            waiting = await maple.hub.store.read(lambda one: one.execute(its).scalars().all(), Across.OPERATOR)
        async with alone(records, **mail.env()) as maple:
            await settled(maple, 2)

    assert len(waiting) > 1
    assert set(waiting) == {None}
    assert [one["to"] for one in mail.received] == ["tom.alvarez@families.example"]


async def test_a_school_is_closed_when_nobody_uses_it_and_plans_and_sends_all_the_same(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with SmtpServer(tmp_path_factory.mktemp("mail")).running() as mail, alone(records, **mail.env()) as maple:
        for number in range(3):
            await said(maple, f"number {number}")
            forget(maple.hub)
            await settled(maple, 2 * (number + 1))
        rosa = await maple.somebody("Rosa Alvarez")
        read = [one["item"]["text"] for one in await rosa.messages(await rosa.conversation("family", "Mia"))]
        await is_planned(maple)
        forget(maple.hub)

        assert maple.hub.schools.all() == ()
    assert read == ["number 2", "number 1", "number 0"]
    assert {one["to"] for one in mail.received} == {"tom.alvarez@families.example"}


async def test_the_night_turns_a_school_that_nobody_has_opened_and_it_is_closed_again(records: Path) -> None:
    async with alone(records) as maple:
        before = await kinds(maple)
        maple.clock.ahead = timedelta(days=1)
        await turn_due(maple.hub.store, maple.clock())
        await is_planned(maple)
        async with asyncio.timeout(DEADLINE):
            while maple.hub.schools.all():
                await asyncio.sleep(0.05)
        after = await kinds(maple)
        await turn_due(maple.hub.store, maple.clock())

        assert after == [*before, "roster"]
        assert await kinds(maple) == after


async def test_reviewers_are_reminded_in_a_school_that_is_opened_for_nothing_else(records: Path) -> None:
    async with talking(records) as maple:
        await reviewing(await hold(maple, "message"), review_minutes=30)
        await said(maple)
    async with alone(records, worker="0") as maple:
        await remind_due(maple.hub.schools, maple.clock())
        early, opened = await kinds(maple), maple.hub.schools.all()
        maple.clock.ahead = timedelta(minutes=31)
        for _ in range(2):
            await remind_due(maple.hub.schools, maple.clock())
            forget(maple.hub)
        late = await kinds(maple)

    assert "held" in early
    assert opened == ()
    assert late == [*early, "reminder", "reminder"]  # each of the two admins, once


async def test_a_sign_in_that_nobody_uses_ends_and_its_phone_is_told_of_where_nobody_comes(records: Path) -> None:
    async with talking(records) as maple:
        rosa = await maple.somebody("Rosa Alvarez")
        await phone_of(rosa)
        before = await kinds(maple)
        await ends_in(maple, rosa, BEFORE - timedelta(minutes=1))
    async with alone(records, worker="0") as maple:
        ending = asyncio.create_task(end_idle(maple.hub))
        async with asyncio.timeout(DEADLINE):
            while await kinds(maple) != [*before, "unused"]:
                await asyncio.sleep(0.01)
        ending.cancel()
        await asyncio.gather(ending, return_exceptions=True)

        assert maple.hub.schools.all() == ()


async def test_a_text_reaches_a_school_that_nobody_has_opened_and_so_does_its_end(records: Path) -> None:
    async with texting_hub(records) as texting:
        hub, (ben, _, family) = texting.maple.hub, await texting.of_leo()
        await ben.post(family, "Leo has a fever")
        await texting.text_to(DANA)
        await is_planned(texting.maple)
        forget(hub)
        closed = hub.schools.all()
        await texting.texts.says(DANA, "I am on my way")
        read = [one["item"]["text"] for one in await ben.messages(family)]
        unclear = await asking_back(texting)
        await unclear.says("Yes, peanuts!")
        await is_planned(texting.maple)
        texting.maple.clock.ahead = KEPT + timedelta(minutes=1)
        forget(hub)
        await sweep_due(hub, texting.maple.clock())
        listed = await unclear.office()

    assert closed == ()
    assert read[0] == "I am on my way"
    assert [words for _, words in listed] == ["Yes, peanuts!"]


@pytest.mark.only("postgres")
async def test_what_is_read_on_another_hub_is_taken_off_a_phone_by_a_worker_that_has_the_school_closed(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with contextlib.AsyncExitStack() as stack:
        fcm = await stack.enter_async_context(FcmServer(tmp_path_factory.mktemp("google")).running())
        here = await stack.enter_async_context(talking(records, **fcm.env()))
        there = await stack.enter_async_context(alone(records, **fcm.env()))
        rosa = await here.somebody("Rosa Alvarez")
        await phone_of(rosa)
        await said(here)
        await settled(there, 2)
        await is_planned(there)
        forget(there.hub)
        family = await rosa.conversation("family", "Mia")
        await rosa.ask("POST", f"/v1/conversations/{family}/read", {"n": 1})
        await until(lambda: any(one.get("clear") for one in fcm.received))

        assert there.hub.schools.all() == ()


@pytest.mark.only("postgres")
async def test_what_was_posted_on_a_hub_is_read_by_who_comes_first_to_another(
    records: Path, redis_server: Server
) -> None:
    env = {"ROOMWIRE_REDIS_URL": f"redis://127.0.0.1:{redis_server.port}"}
    async with talking(records, **env) as here, alone(records, worker="0", **env) as there:
        await until(lambda: all(one.hub.schools.hints.healthy for one in (here, there)))
        ana, rosa = await here.somebody("Ana Reyes"), await here.somebody("Rosa Alvarez")
        family = await ana.conversation("family", "Mia")
        await ana.post(family, "one")
        unopened = there.hub.schools.all()
        elsewhere_ = Somebody(there, rosa.token, rosa.its)
        async with elsewhere_.device(since=0) as phone:
            missed = [one["item"]["text"] for one in await phone.replayed() if one["kind"] == "message"]
            await ana.post(family, "two")
            live = (await phone.event(kind="message"))["item"]["text"]

    assert unopened == ()
    assert (missed, live) == (["one"], "two")


async def test_who_comes_at_the_same_time_shares_one_opening(records: Path) -> None:
    async with alone(records, worker="0") as maple:
        with pytest.raises(NotOpened):
            maple.hub.schools[maple.school]
        found = await asyncio.gather(*(maple.hub.schools.opened(maple.school) for _ in range(20)))

    assert {id(one) for one in found} == {id(found[0])}


async def test_whoever_was_cancelled_while_a_school_was_opened_costs_the_others_nothing(records: Path) -> None:
    async with alone(records, worker="0") as maple:
        first, second = [asyncio.create_task(maple.hub.schools.opened(maple.school)) for _ in range(2)]
        await asyncio.sleep(0)
        first.cancel()

        assert (await second).id == maple.school
        assert first.cancelled()


async def test_a_school_that_does_not_exist_is_not_found_however_often_it_is_asked_for(records: Path) -> None:
    async with alone(records, worker="0") as maple:
        for _ in range(2):
            with pytest.raises(NotFound):
                await maple.hub.schools.opened("s_nowhere")

        assert maple.hub.schools.all() == ()


async def test_a_school_stays_open_while_a_device_looks_or_a_request_is_under_way(records: Path) -> None:
    async with alone(records, worker="0") as maple:
        rosa, ana = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ana Reyes")
        family = await ana.conversation("family", "Mia")
        async with rosa.device() as phone:
            await phone.live()
            forget(maple.hub)
            looked_at = maple.hub.schools.all()
            await ana.post(family, "hello")
            assert (await phone.event(kind="message"))["item"]["text"] == "hello"
        await until(lambda: not looked_at[0].is_looked_at)
        with maple.hub.schools.using(maple.school):
            forget(maple.hub)
            used = maple.hub.schools.all()
        forget(maple.hub)
        forget(maple.hub)

        assert (len(looked_at), len(used)) == (1, 1)
        assert maple.hub.schools.all() == ()


async def test_a_journal_that_fell_while_its_school_was_closed_is_of_another_time(
    records: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with alone(records, worker="0") as maple:
        await said(maple)
        before = maple.hub.schools[maple.school].snapshot.epoch
        forget(maple.hub)
        same = (await maple.hub.schools.opened(maple.school)).snapshot.epoch
        forget(maple.hub)
        for one in SET_BACK:
            await maple.hub.store.write(lambda job: job.connection.execute(one), whose=Across.OPERATOR)  # noqa: B023 (awaited)
        after = (await maple.hub.schools.opened(maple.school)).snapshot.epoch

    assert same == before != after
    assert "a journal fell; all devices start anew" in [one.getMessage() for one in caplog.records]


@pytest.mark.only("sqlite")
async def test_that_a_journal_fell_is_not_forgotten_where_it_could_not_be_written_at_first(records: Path) -> None:
    async with alone(records, worker="0") as maple:
        await said(maple)
        before = maple.hub.schools[maple.school].snapshot.epoch
        forget(maple.hub)
        for one in (
            *SET_BACK,
            text("create trigger no before update on school begin select raise(abort, 'no'); end"),
        ):
            await maple.hub.store.write(lambda job: job.connection.execute(one), whose=Across.OPERATOR)  # noqa: B023 (awaited)
        with pytest.raises(IntegrityError):
            await maple.hub.schools.opened(maple.school)
        assert maple.hub.schools.all() == ()
        await maple.hub.store.write(
            lambda job: job.connection.execute(text("drop trigger no")), whose=Across.OPERATOR
        )
        after = (await maple.hub.schools.opened(maple.school)).snapshot.epoch

    assert after != before


async def test_of_two_schools_the_one_that_nobody_uses_is_not_open(records: Path, tmp_path: Path) -> None:
    code, told = await imported(records, elsewhere(tmp_path))
    assert code == 0, told
    async with alone(records) as maple:
        await said(maple)
        await is_planned(maple)  # what was imported as well, for which the other was opened
        async with asyncio.timeout(DEADLINE):
            while [one.id for one in maple.hub.schools.all()] != [maple.school]:
                await asyncio.sleep(0.05)
        await asyncio.sleep(QUIET)

        assert [one.id for one in maple.hub.schools.all()] == [maple.school]


@pytest.mark.only("sqlite")
async def test_who_comes_while_the_records_are_away_is_told_so_and_comes_in_afterwards(tmp_path: Path) -> None:
    with postgres() as server:
        (tmp_path / "database.url").write_text(server.make("away"))
        async with running(tmp_path, {"ROOMWIRE_WORKER": "0"}, opened=False) as maple:
            forget(maple.hub)
            server.kill()
            asked = await asyncio.gather(
                *(maple.hub.schools.opened(maple.school) for _ in range(3)), return_exceptions=True
            )
            async with maple.http.get(f"{maple.url}/readyz") as answer:
                away = answer.status
            server.start()
            rosa = await maple.somebody("Rosa Alvarez")
            found = await rosa.conversations()
            async with maple.http.get(f"{maple.url}/readyz") as answer:
                back = answer.status

    assert [type(one) for one in asked] == [Unavailable] * 3
    assert (away, back) == (503, 200)
    assert found


async def test_metrics_tell_where_a_journal_stands_that_nobody_has_opened(records: Path) -> None:
    async with alone(records, worker="0") as maple:
        seq = await maple.hub.store.read(
            lambda one: one.execute(text("select seq from school")).scalar(), Across.OPERATOR
        )
        told = (await measured(maple.hub)).decode()

    assert f'roomwire_journal_head{{school="{maple.school}"}} {float(seq)}' in told
