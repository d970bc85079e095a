"""Several hubs on one database: what is done on one is seen on the others, sooner with Redis, and without it."""

import asyncio
import contextlib
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import redis.asyncio
from sqlalchemy import select, text

from hub.actions.people.sessions import SESSION_LASTS
from hub.bus.hints import Ended, Grown, Hint, Hints
from hub.hub import Hub
from hub.store import schema
from hub.store.row_security import Across
from tests.hub.notify.test_telling import settled, until
from tests.hub.people.test_roster import command, imported, rewrite
from tests.hub.running import DEADLINE, QUIET, Running, Somebody, running, socket
from tests.notifiers.providers.smtp import SmtpServer
from tests.servers import Server

SET_BACK = (
    text("delete from event where seq = (select max(seq) from event)"),
    text("update school set seq = (select max(seq) from event)"),
)

pytestmark = pytest.mark.only("postgres")


@contextlib.asynccontextmanager
async def nodes(records: Path, env: dict[str, str] | None = None) -> AsyncIterator[tuple[Running, Running]]:
    """Two hubs on the same records."""
    async with running(records, env) as one, running(records, env) as other:
        yield one, other


@pytest.fixture
async def two(records: Path) -> AsyncIterator[tuple[Running, Running]]:
    """Two hubs, and no Redis."""
    async with nodes(records) as both:
        yield both


@pytest.fixture
async def with_redis(records: Path, redis_server: Server) -> AsyncIterator[tuple[Running, Running]]:
    """Two hubs that hear of each other over Redis."""
    async with nodes(records, {"ROOMWIRE_REDIS_URL": f"redis://127.0.0.1:{redis_server.port}"}) as both:
        await until(lambda: all(one.hub.schools.hints.healthy for one in both))
        yield both


@contextlib.asynccontextmanager
async def deaf(hub: Hub) -> AsyncIterator[None]:
    """This hub learns nothing of the others by itself."""
    look, hub.schools.look = hub.schools.look, silence  # type: ignore[method-assign]
    try:
        yield
    finally:
        hub.schools.look = look  # type: ignore[method-assign]


async def silence() -> None:
    """Nothing."""


async def spread(both: tuple[Running, Running]) -> tuple[Somebody, Somebody, Somebody]:
    """Ana on the one hub; Rosa and Ines on the other."""
    here, there = both
    return (
        await here.somebody("Ana Reyes"), await there.somebody("Rosa Alvarez"), await there.somebody("Ines Walker")
    )  # fmt: skip


async def family(somebody: Somebody) -> str:
    """Mia's family conversation."""
    return await somebody.conversation("family", "Mia")


@pytest.fixture(params=[False, True], ids=["without Redis", "with Redis"])
async def both(
    request: pytest.FixtureRequest, records: Path, redis_server: Server
) -> AsyncIterator[tuple[Running, Running]]:
    """Two hubs, without Redis and with it."""
    env = {"ROOMWIRE_REDIS_URL": f"redis://127.0.0.1:{redis_server.port}"} if request.param else {}
    async with nodes(records, env) as pair:
        await until(lambda: all(one.hub.schools.hints.healthy == request.param for one in pair))
        yield pair


async def test_what_is_posted_on_one_hub_reaches_a_device_on_another(two: tuple[Running, Running]) -> None:
    here, there = two
    ana, rosa = await here.somebody("Ana Reyes"), await there.somebody("Rosa Alvarez")
    where = await family(ana)
    async with rosa.device() as phone:
        await phone.live()
        sent = [(await ana.post(where, f"number {number}"))["seq"] for number in range(20)]
        received = [(await phone.event(kind="message"))["seq"] for _ in sent]

    assert received == sent


async def test_redis_brings_it_sooner_than_a_poll_could(with_redis: tuple[Running, Running]) -> None:
    here, there = with_redis
    ana, rosa = await here.somebody("Ana Reyes"), await there.somebody("Rosa Alvarez")
    where = await family(ana)
    async with rosa.device() as phone, deaf(there.hub):
        await phone.live()
        await ana.post(where, "hello")
        assert (await phone.event(kind="message"))["item"]["text"] == "hello"


async def test_a_device_goes_on_with_another_hub_though_that_one_lags_behind(two: tuple[Running, Running]) -> None:
    here, there = two
    ana, rosa = await here.somebody("Ana Reyes"), await here.somebody("Rosa Alvarez")
    again = Somebody(there, rosa.token, rosa.its)
    where = await family(ana)
    async with deaf(there.hub):
        async with rosa.device() as phone:
            await phone.live()
            await ana.post(where, "one")
            since = (await phone.event(kind="message"))["seq"]
        last = (await ana.post(where, "two"))["seq"]
        assert there.hub.schools[there.school].seq < since
        async with again.device(since=since) as phone:
            missed = await phone.replayed()
        await ana.post(where, "three")
        listed = [one["item"]["text"] for one in await again.messages(where)]

    assert [one["seq"] for one in missed if one["kind"] == "message"] == [last]
    assert listed[:3] == ["three", "two", "one"]


async def test_who_lost_a_right_on_one_hub_reads_nothing_more_on_any(
    records: Path,
    two: tuple[Running, Running],
    bundle: Path,
) -> None:
    here, there = two
    ana, rosa = await here.somebody("Ana Reyes"), await there.somebody("Rosa Alvarez")
    where = await family(ana)
    async with rosa.device() as phone:
        await phone.live()
        await ana.post(where, "she may read this")
        assert (await phone.event(kind="message"))["item"]["text"] == "she may read this"
        async with deaf(there.hub):
            rewrite(bundle, "users.csv", without_rosa)
            await imported(records, bundle)
            await here.hub.schools[here.school].catch_up()
            await ana.post(where, "and not this")
            status, body = await rosa.ask("GET", f"/v1/conversations/{where}/messages")
            assert (status, "and not this" in str(body)) == (404, False)
        gone = await phone.event(kind="member")
        after = await phone.silence()

    assert where in gone["lost"]
    assert [one for one in after if one.get("conversation") == where] == []


def without_rosa(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Mia's guardians but Rosa."""
    for row in rows:
        if row["sourcedId"] == "stu-mia-alvarez":
            others = (one.strip() for one in row["agentSourcedIds"].split(","))
            row["agentSourcedIds"] = ",".join(one for one in others if one != "usr-rosa-alvarez")
    return rows


async def test_a_post_is_decided_on_rules_that_another_hub_changed_a_moment_ago(
    two: tuple[Running, Running],
) -> None:
    here, there = two
    ines, ana = await here.somebody("Ines Walker"), await there.somebody("Ana Reyes")
    where = await family(ana)
    async with deaf(there.hub):
        assert (await ana.post(where, "before"))["sharing"] == "now"
        await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
        assert (await ana.post(where, "after"))["sharing"] == "held"


async def test_reading_on_one_hub_is_shown_on_ones_devices_at_another(both: tuple[Running, Running]) -> None:
    here, there = both
    ana, rosa = await here.somebody("Ana Reyes"), await here.somebody("Rosa Alvarez")
    elsewhere = Somebody(there, rosa.token, rosa.its)
    where = await family(ana)
    await ana.post(where, "hello")
    async with elsewhere.device() as tablet:
        await tablet.live()
        await rosa.ask("POST", f"/v1/conversations/{where}/read", {"n": 1})
        marker = await tablet.until("read", lambda frame: frame["conversation"] == where)
        listed = next(one for one in await elsewhere.conversations() if one["id"] == where)

    assert (marker["n"], listed["unread"]) == (1, 0)


async def test_what_is_withdrawn_on_one_hub_is_unread_on_none_and_moves_markers_at_all(
    both: tuple[Running, Running],
) -> None:
    here, there = both
    ana, rosa = await here.somebody("Ana Reyes"), await here.somebody("Rosa Alvarez")
    elsewhere = Somebody(there, rosa.token, rosa.its)
    where = await family(ana)
    gone = await ana.post(where, "Wrong child")
    await rosa.post(where, "Who is that for?")
    async with elsewhere.device() as tablet:
        await tablet.live()
        before = next(one["unread"] for one in await elsewhere.conversations() if one["id"] == where)
        await ana.ask("DELETE", f"/v1/messages/{gone['id']}")
        marker = await tablet.until("read", lambda frame: frame["conversation"] == where)
        listed = next(one for one in await elsewhere.conversations() if one["id"] == where)

    assert (before, marker["n"], listed["read_n"], listed["unread"]) == (2, 2, 2, 0)


async def test_signing_out_on_one_hub_ends_the_sockets_on_all(both: tuple[Running, Running]) -> None:
    here, there = both
    rosa = await here.somebody("Rosa Alvarez")
    elsewhere = Somebody(there, rosa.token, rosa.its)
    async with elsewhere.device() as tablet:
        await tablet.live()
        await rosa.ask("POST", "/v1/sign-out")
        async with asyncio.timeout(3):
            assert await tablet.closed() == 4501


async def test_a_password_chosen_anew_on_one_hub_ends_sockets_polls_and_tickets_on_all(
    both: tuple[Running, Running], records: Path
) -> None:
    here, there = both
    rosa = await here.somebody("Rosa Alvarez")
    elsewhere = Somebody(there, rosa.token, rosa.its)
    ticket, start = await rosa.ticket(), await elsewhere.ask("POST", "/v1/sync", {})
    _, out, _ = await command(records, "admin", "reset", rosa.its["email"])
    body = {"secret": out.strip().rpartition("/#/reset/")[2], "new": "a new password"}
    async with elsewhere.device() as tablet:
        await tablet.live()
        poll = {"since": start[1]["seq"], "epoch": start[1]["epoch"], "wait_ms": 20_000}
        waiting = asyncio.create_task(elsewhere.ask("POST", "/v1/sync", poll))
        await asyncio.sleep(QUIET)
        assert not waiting.done()
        async with here.http.post(f"{here.url}/v1/reset", json=body, headers={"cookie": ""}) as answer:
            status = answer.status
        async with asyncio.timeout(3):
            code, (polled, _) = await tablet.closed(), await waiting
    async with socket(there) as late:
        await late.send({"t": "hello", "i": 0, "ticket": ticket, "device": "phone"})
        refused = await late.next()
    former = {"email": rosa.its["email"], "password": rosa.its["password"]}
    async with there.http.post(f"{there.url}/v1/sign-in", json=former, headers={"cookie": ""}) as answer:
        opens = answer.status

    assert (status, code, polled, refused["code"], opens) == (204, 4501, 401, "unauthenticated", 401)


async def test_a_session_that_expires_ends_its_sockets(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    async with rosa.device() as phone:
        await phone.live()
        maple.clock.ahead += SESSION_LASTS * 2
        assert await phone.closed() == 4004


async def test_typing_is_shown_on_all_hubs_to_who_would_be_shown_the_message(
    with_redis: tuple[Running, Running],
) -> None:
    ana, rosa, ines = await spread(with_redis)
    where = await family(ana)
    async with ana.device() as phone, rosa.device() as parents, ines.device() as office:
        for device in (phone, parents, office):
            await device.live()
        await phone.send({"t": "typing", "conversation": where})
        shown = await parents.until("typing")
        await office.until("typing")
        await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
        await asyncio.sleep(0.3)
        await phone.send({"t": "typing", "conversation": where})
        await office.until("typing")
        silent = [one for one in await parents.silence() if one["t"] == "typing"]

    assert (shown["person"], shown["conversation"], shown["for_ms"]) == (ana.id, where, 5000)
    assert silent == []


async def test_without_redis_nobody_is_shown_typing_that_others_would_not_see(two: tuple[Running, Running]) -> None:
    here, _there = two
    ana, rosa = await here.somebody("Ana Reyes"), await here.somebody("Rosa Alvarez")
    where = await family(ana)
    async with ana.device() as phone, rosa.device() as parents:
        await phone.live()
        await parents.live()
        await phone.send({"t": "typing", "conversation": where})
        assert [one for one in await parents.silence() if one["t"] == "typing"] == []


async def test_the_staff_see_who_of_them_is_there_on_any_hub_and_families_do_not(
    with_redis: tuple[Running, Running],
) -> None:
    ana, rosa, ines = await spread(with_redis)
    async with ana.device() as phone, rosa.device() as parents:
        await parents.live()
        async with ines.device() as office:
            await phone.until("presence", lambda frame: {ana.id, ines.id} <= set(frame["people"]))
            everybody = await office.until("presence", lambda frame: {ana.id, ines.id} <= set(frame["people"]))
        await phone.until("presence", lambda frame: ines.id not in frame["people"])
        assert [one for one in await parents.silence(besides="") if one["t"] == "presence"] == []

    assert rosa.id not in everybody["people"]


async def test_a_redis_that_stands_still_is_noticed_and_nothing_is_late_for_long(
    with_redis: tuple[Running, Running], redis_server: Server
) -> None:
    here, there = with_redis
    ana, rosa = await here.somebody("Ana Reyes"), await there.somebody("Rosa Alvarez")
    where = await family(ana)
    redis_server.signal(signal.SIGSTOP)
    try:
        async with rosa.device() as phone, asyncio.timeout(1.5):
            await phone.live()
            await ana.post(where, "during")
            await phone.event(kind="message")
        await until(lambda: not here.hub.schools.hints.healthy and not there.hub.schools.hints.healthy)
    finally:
        redis_server.signal(signal.SIGCONT)
    await until(lambda: here.hub.schools.hints.healthy and there.hub.schools.hints.healthy)


async def test_whatever_redis_says_is_looked_up_and_never_believed(
    with_redis: tuple[Running, Running], redis_server: Server
) -> None:
    here, _there = with_redis
    ana, rosa = await here.somebody("Ana Reyes"), await here.somebody("Rosa Alvarez")
    where = await family(ana)
    async with redis.asyncio.Redis(port=redis_server.port) as liar, rosa.device() as phone:
        await phone.live()
        for lie in (
            b"\xff\x00", b"[]", b'{"type":"grown"}', b'[{"type":"grown","school":"none","seq":5}]',
            f'[{{"type":"grown","school":"{here.school}","seq":999999}}]'.encode(),
            f'[{{"type":"marked","school":"{here.school}","rev":999999}}]'.encode(),
            f'[{{"type":"typing","school":"{here.school}","person":"{rosa.id}","conversation":"x"}}]'.encode(),
            f'[{{"type":"typing","school":"{here.school}","person":"nobody","conversation":"{where}"}}]'.encode(),
            b'[{"type":"ended"}]',
            f'[{{"type":"here","school":"{here.school}","people":["nobody","{ana.id}"]}}]'.encode(),
        ):  # fmt: skip
            await liar.publish("roomwire.v1", lie)
        seq = (await ana.post(where, "true"))["seq"]
        first = await phone.next()

    assert (first["kind"], first["seq"]) == ("message", seq)
    await until(lambda: set(here.hub.schools[here.school].away) == {ana.id})


async def test_a_hint_that_cannot_be_followed_is_passed_over_and_the_next_is_heard(
    redis_server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    def follow(hint: Hint) -> None:
        if hint == Grown("unheard-of", 1):
            raise KeyError("unheard-of")
        heard.append(hint)

    heard: list[Hint] = []
    url = f"redis://127.0.0.1:{redis_server.port}"
    ours, theirs = Hints(url), Hints(url)
    ours.heard = follow
    running = [asyncio.create_task(one.run()) for one in (ours, theirs)]
    await until(lambda: ours.healthy and theirs.healthy)
    theirs.tell(Grown("unheard-of", 1))
    theirs.tell(Ended())
    await until(lambda: heard == [Ended()])
    for task in running:
        task.cancel()

    assert "Redis is down, polling instead" not in caplog.messages
    assert caplog.messages.count("a hint could not be followed") == 1
    caplog.clear()


async def test_a_journal_that_was_set_back_is_noticed_and_every_device_starts_anew(
    two: tuple[Running, Running],
) -> None:
    here, there = two
    ana, rosa = await here.somebody("Ana Reyes"), await there.somebody("Rosa Alvarez")
    await ana.post(await family(ana), "lost with the failover")
    await there.hub.schools[there.school].catch_up()
    async with rosa.device() as phone:
        await phone.live()
        epoch = phone.welcome["epoch"]
        for statement in SET_BACK:
            await here.hub.store.write(
                lambda one, its=statement: one.connection.execute(its), whose=Across.OPERATOR
            )
        assert await phone.closed() == 4003
    async with rosa.device() as phone:
        assert phone.welcome["epoch"] != epoch


async def test_many_hubs_plan_and_send_and_everybody_is_told_once(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("providers")
    async with SmtpServer(folder).running() as mail, nodes(records, mail.env()) as (here, there):
        posters = [await hub.somebody("Ana Reyes") for hub in (here, there)]
        where = await family(posters[0])
        for number in range(8):
            await asyncio.gather(*(ana.post(where, f"number {number}") for ana in posters))
        rows = await settled(here, 2 * 16)  # a text for Rosa and an email for Tom of each
        alerts = [row for row in rows if row["medium"] == "email"]

    sent = [row for row in alerts if row["outcome"] == "accepted"]
    told = [row["id"] if row["outcome"] == "accepted" else row["joined"] for row in alerts]
    assert len(alerts) == len({row["event"] for row in alerts}) == 16
    assert len(mail.received) == len(sent)
    assert set(told) == {row["id"] for row in sent}
    assert sum(len(json.loads(row["about"])) for row in sent) == 16  # each told of once, alone or with others
    assert {row["outcome"] for row in rows} <= {"accepted", "joined"}


async def test_another_worker_does_not_send_to_who_lost_the_right_a_moment_ago(
    records: Path,
    bundle: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("providers")
    async with contextlib.AsyncExitStack() as stack:
        mail = await stack.enter_async_context(SmtpServer(folder).running())
        here = await stack.enter_async_context(running(records, {**mail.env(), "ROOMWIRE_WORKER": "0"}))
        ana = await here.somebody("Ana Reyes")
        await ana.post(await family(ana), "hello")
        there = await stack.enter_async_context(running(records, {**mail.env(), "ROOMWIRE_WORKER": "0"}))
        await there.hub.worker.planner.plan()
        rewrite(bundle, "users.csv", without_rosa)
        await imported(records, bundle)
        await deliver(there)
        rows = await settled(there, 2)
        rosas = [row for row in rows if "rosa.alvarez" in row["address"] or row["medium"] == "sms"]

    assert {row["outcome"] for row in rosas} == {"cancelled"}
    assert [one["to"] for one in mail.received] == ["tom.alvarez@families.example"]


async def deliver(hub: Running) -> None:
    """Let a worker claim and send what is due."""
    while await hub.hub.worker.dispatch():
        pass


async def test_reading_and_writing_at_once_is_counted_alike_on_every_hub(two: tuple[Running, Running]) -> None:
    here, there = two
    ana, rosa = await here.somebody("Ana Reyes"), await here.somebody("Rosa Alvarez")
    elsewhere = Somebody(there, rosa.token, rosa.its)
    where = await family(ana)
    for number in range(15):
        await ana.post(where, f"question {number}")
        last = next(one["n"] for one in await rosa.conversations() if one["id"] == where)
        await asyncio.gather(
            elsewhere.post(where, f"answer {number}"),
            rosa.ask("POST", f"/v1/conversations/{where}/read", {"n": last}),
        )
    marker = schema.marker.c
    stands = select(marker.read_n).where(marker.person == rosa.id, marker.conversation == where)
    async with asyncio.timeout(DEADLINE):
        while True:
            n = await here.hub.store.read(lambda one: one.execute(stands).scalar_one(), Across.OPERATOR)
            known = {hub.hub.schools[hub.school].read_n.get((rosa.id, where)) for hub in two}
            if known == {n} == {30}:
                break
            await asyncio.sleep(0.05)
    unread = [
        next(one["unread"] for one in await person.conversations() if one["id"] == where)
        for person in (rosa, elsewhere)
    ]

    assert unread == [0, 0]
