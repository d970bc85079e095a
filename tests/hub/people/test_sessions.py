"""Sign-ins and what hangs on them: phones, tickets, sockets and polls; how long they last, and how they end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from hub.actions.people.idle_sessions import BEFORE, idle
from hub.actions.people.sessions import KEPT, RENEWED, SESSION_LASTS
from hub.api.browser_cookies import SESSION as COOKIE
from hub.signing import fingerprint
from hub.store import schema
from hub.store.clock import moment, stamp
from hub.store.row_security import Across
from hub.store.sessions import end_all
from notifiers.tables import delivery
from policies.notify.devices import AT_MOST
from tests.hub.notify.test_telling import Telling, family_of_mia, settled, telling, until
from tests.hub.people.test_roster import Row, imported, rewrite
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.running import DEADLINE, Running, Somebody, running
from tests.hub.store.test_nodes import nodes
from tests.notifiers.providers.webpush import WebPushServer

__all__ = ["telling"]

PHONE = {"provider": "fcm", "address": "rosas-phone"}


async def again(one: Somebody, running_: Running | None = None, **headers: str) -> Somebody:
    """The same person, signed in once more: on another device."""
    hub = running_ or one.running
    its = {"email": one.its["email"], "password": one.its["password"]}
    answer = await hub.http.post(f"{hub.url}/v1/sign-in", json=its, headers=headers)
    body = await answer.json()
    assert answer.status == 200, body
    return Somebody(hub, body["token"], one.its)


async def phone_of(one: Somebody, address: str = "rosas-phone") -> str:
    """A phone of this person, where they are signed in."""
    status, body = await one.ask("POST", "/v1/devices", {"provider": "fcm", "address": address})
    assert status == 201, body
    return str(body["id"])


async def phones(maple: Running) -> list[tuple[str, str]]:
    """Whose phones there are, as person and address."""
    its = schema.device.c
    rows = await maple.hub.store.read(
        lambda one: one.execute(select(its.person, its.address)).all(), Across.OPERATOR
    )
    return sorted((person, address) for person, address in rows)


async def session_of(one: Somebody) -> Any:
    """The row of this sign-in; None once it is forgotten."""
    its = select(schema.session).where(schema.session.c.id == fingerprint(one.token))
    return await one.running.hub.store.read(
        lambda connection: connection.execute(its).mappings().first(), Across.OPERATOR
    )


async def ends_in(maple: Running, one: Somebody, left: timedelta) -> None:
    """As if this sign-in had been unused for so long that only this is left of it."""
    until_ = stamp(maple.clock() + left)
    its = update(schema.session).where(schema.session.c.id == fingerprint(one.token)).values(expires_at=until_)
    await maple.hub.store.write(lambda transaction: transaction.connection.execute(its), whose=Across.OPERATOR)


async def signs_out(one: Somebody, _other: Somebody, _bundle: Path, _records: Path) -> None:
    assert (await one.ask("POST", "/v1/sign-out"))[0] == 204


async def changes_the_password(_one: Somebody, other: Somebody, _bundle: Path, _records: Path) -> None:
    body = {"current": other.its["password"], "new": "another-good-one"}
    assert (await other.ask("POST", "/v1/password", body))[0] == 204


async def expires(one: Somebody, _other: Somebody, _bundle: Path, _records: Path) -> None:
    await ends_in(one.running, one, timedelta(seconds=-1))


def without_rosa(rows: list[Row]) -> list[Row]:
    for row in rows:
        others = (one.strip() for one in row.get("agentSourcedIds", "").split(","))
        if "agentSourcedIds" in row:
            row["agentSourcedIds"] = ",".join(one for one in others if one != "usr-rosa-alvarez")
    return [row for row in rows if "usr-rosa-alvarez" not in {row["sourcedId"], row.get("userSourcedId")}]


def nowhere_for_rosa(rows: list[Row]) -> list[Row]:
    for row in rows:
        if row["sourcedId"] == "usr-rosa-alvarez":
            row |= {"email": "", "sms": "", "phone": ""}
    return rows


async def leaves(_one: Somebody, _other: Somebody, bundle: Path, records: Path) -> None:
    for file in ("users.csv", "roles.csv"):
        rewrite(bundle, file, without_rosa)
    code, said = await imported(records, bundle)
    assert code == 0, said


Ending = Callable[[Somebody, Somebody, Path, Path], Awaitable[None]]
ENDINGS: tuple[Ending, ...] = (signs_out, changes_the_password, expires, leaves)
endings = pytest.mark.parametrize("ends", ENDINGS, ids=[one.__name__ for one in ENDINGS])


@endings
async def test_a_phone_is_silent_as_soon_as_its_sign_in_ends_and_a_text_comes_instead(
    telling: Telling, ends: Ending, bundle: Path, records: Path
) -> None:
    ana, rosa, family = await family_of_mia(telling)
    tom, other = await telling.maple.somebody("Tom Alvarez"), await again(rosa)
    await phone_of(rosa)
    await phone_of(tom, "toms-phone")
    await ana.post(family, "It rings")
    new_device = ("email", rosa.its["email"])
    await until(lambda: telling.told() == [new_device, ("fcm", "rosas-phone"), ("fcm", "toms-phone")])
    await ends(rosa, other, bundle, records)
    if ends is leaves:
        await telling.maple.hub.schools[telling.maple.school].catch_up()
    await ana.post(family, "It does not")
    await until(lambda: telling.told().count(("fcm", "toms-phone")) == 2)
    await settled(telling.maple, 5 if ends is not leaves else 4)

    assert telling.told().count(("fcm", "rosas-phone")) == 1
    assert len(telling.texts.received) == (0 if ends is leaves else 1)


async def test_a_new_password_silences_the_phones_of_the_sign_ins_it_ends_and_no_other(maple: Running) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    tablet = await again(rosa)
    await phone_of(rosa, "own")
    await phone_of(tablet, "ended")
    await phone_of(tom, "toms")
    await changes_the_password(tablet, rosa, Path(), Path())

    assert await phones(maple) == sorted([(rosa.id, "own"), (tom.id, "toms")])


async def test_a_push_that_waits_for_a_phone_goes_on_by_text_once_that_is_signed_out(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    await phone_of(rosa)
    telling.fcm.script.extend(["unavailable"])
    await ana.post(family, "Mia has a fever")
    await until(lambda: telling.fcm.calls == 1)
    async with asyncio.timeout(DEADLINE):
        while not (waits := await _open_pushes(telling.maple)):
            await asyncio.sleep(0.01)
    await rosa.ask("POST", "/v1/sign-out")
    telling.maple.clock.ahead = timedelta(minutes=10)
    await until(lambda: len(telling.texts.received) == 1)
    rows = await settled(telling.maple, 3)

    assert len(waits) == 1
    assert [one["to"] for one in telling.fcm.received if one["to"] == "rosas-phone"] == []
    (push,) = [row for row in rows if row["medium"] == "push"]
    assert (push["outcome"], push["detail"]) == (
        "cancelled", "Nobody it is for is signed in on that device any more.",
    )  # fmt: skip


async def test_a_push_that_waits_for_an_old_phone_rings_on_the_one_that_replaced_it(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    await phone_of(rosa, "old-phone")
    telling.fcm.script.extend(["unavailable"])
    await ana.post(family, "Mia has a fever")
    async with asyncio.timeout(DEADLINE):
        while not await _open_pushes(telling.maple):
            await asyncio.sleep(0.01)
    await rosa.ask("POST", "/v1/sign-out")
    await phone_of(await again(rosa), "new-phone")
    telling.maple.clock.ahead = timedelta(minutes=10)
    await until(lambda: ("fcm", "new-phone") in telling.told())

    assert ("fcm", "old-phone") not in telling.told()


async def _open_pushes(maple: Running) -> list[str]:
    its = delivery.c
    mine = select(its.address).where(its.medium == "push", its.settled_at.is_(None), its.attempts > 0)
    return list(await maple.hub.store.read(lambda one: one.execute(mine).scalars().all(), Across.OPERATOR))


async def test_whoever_signs_in_on_a_phone_has_it_and_the_one_before_is_told_elsewhere(telling: Telling) -> None:
    ana, rosa, family = await family_of_mia(telling)
    tom = await telling.maple.somebody("Tom Alvarez")
    await phone_of(rosa, "kitchen-tablet")
    await phone_of(rosa, "rosas-phone")
    await phone_of(tom, "kitchen-tablet")
    await ana.post(family, "Hello")
    await settled(telling.maple, 2)

    assert telling.told() == [("fcm", "kitchen-tablet"), ("fcm", "rosas-phone")]
    assert await phones(telling.maple) == sorted([(tom.id, "kitchen-tablet"), (rosa.id, "rosas-phone")])


async def test_a_phone_is_taken_over_across_schools(records: Path) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with running(records) as hub:
        rosa, theirs = await hub.somebody("Rosa Alvarez"), await at_elm(hub, "Ines Walker")
        await phone_of(rosa)
        await phone_of(theirs)

        assert await phones(hub) == [(theirs.id, "rosas-phone")]


async def test_both_profiles_of_one_account_ring_on_one_phone_and_stay_together(maple: Running) -> None:
    profiles = [one for one in maple.people if one["role"] != "guardian"]
    both = next(
        (one, other)
        for one in profiles
        for other in maple.people
        if other["email"] == one["email"] and other["id"] != one["id"]
    )
    staff = await maple.somebody(both[0]["name"], both[0]["role"])
    parent = Somebody(maple, staff.token, both[1])
    await phone_of(staff, "one-phone")
    await phone_of(parent, "one-phone")
    before = await phones(maple)
    newer = await again(staff)
    await phone_of(newer, "one-phone")
    await staff.ask("POST", "/v1/sign-out")
    kept = await phones(maple)
    await newer.ask("POST", "/v1/sign-out")

    assert before == kept == sorted([(staff.id, "one-phone"), (parent.id, "one-phone")])
    assert await phones(maple) == []


async def test_a_browser_that_signs_in_as_somebody_else_ends_the_sign_in_it_had(maple: Running) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    phone = await again(rosa)
    await phone_of(phone)
    await phone_of(rosa, "another-phone")
    await again(tom, cookie=f"{COOKIE}={phone.token}")

    assert (await phone.ask("GET", "/v1/me"))[0] == 401
    assert (await rosa.ask("GET", "/v1/me"))[0] == 200
    assert await phones(maple) == [(rosa.id, "another-phone")]


async def test_of_more_than_twenty_devices_the_one_unused_longest_goes_and_nobody_elses(maple: Running) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    await phone_of(tom, "toms-phone")
    for number in range(AT_MOST):
        maple.clock.ahead = timedelta(minutes=number)
        await phone_of(rosa, f"phone-{number}")
    maple.clock.ahead = timedelta(hours=1)
    await phone_of(rosa, "phone-0")  # it says that it is there
    full = await phones(maple)
    await phone_of(rosa, "one-more")
    rest = [address for person, address in await phones(maple) if person == rosa.id]

    assert len(full) == AT_MOST + 1
    assert len(rest) == AT_MOST
    assert {"phone-0", "one-more"} <= set(rest)
    assert "phone-1" not in rest
    assert (tom.id, "toms-phone") in await phones(maple)


@pytest.mark.parametrize(
    "body",
    [
        {"provider": "webpush", "address": "not json"},
        {"provider": "webpush", "address": '{"endpoint": "http://127.0.0.1:22/"}'},
        {"provider": "webpush", "address": '{"endpoint": "https://victim.example:8443/"}'},
        {"provider": "fcm", "address": "no token"},
    ],
)
async def test_an_address_of_which_nobody_can_say_anything_is_refused_with_what_to_do(
    maple: Running, body: dict[str, str]
) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    status, said = await rosa.ask("POST", "/v1/devices", body)

    assert status == 422
    assert said["detail"].startswith("address: ")
    assert "send what" in said["detail"].lower()
    assert await phones(maple) == []


async def test_a_push_service_on_this_machine_is_for_tests_alone(records: Path) -> None:
    async with WebPushServer().running() as browsers:
        body = {"provider": "webpush", "address": browsers.subscription()}
    async with running(records) as hub:
        refused, _ = await (await hub.somebody("Rosa Alvarez")).ask("POST", "/v1/devices", body)
    async with running(records, {"ROOMWIRE_WEBPUSH_ALLOW_LOCAL": "1"}) as hub:
        taken, _ = await (await hub.somebody("Rosa Alvarez")).ask("POST", "/v1/devices", body)

    assert (refused, taken) == (422, 201)


# How they end


@contextlib.asynccontextmanager
async def polling(one: Somebody) -> AsyncIterator[asyncio.Task[tuple[int, Any]]]:
    """A long poll of this person that waits, and another where nothing came of it: an import may take a while."""
    start = (await one.ask("POST", "/v1/sync", {}))[1]

    async def polls() -> tuple[int, Any]:
        while True:
            status, said = await one.ask("POST", "/v1/sync", {"since": start["seq"], "wait_ms": 25_000})
            if status != 200 or said["events"]:
                return status, said

    poll = asyncio.create_task(polls())
    school = one.running.hub.schools[one.running.school]
    await until(lambda: bool(school.listeners(one.id)))
    yield poll


async def test_a_long_poll_answers_what_comes_as_long_as_its_session_lives(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    async with polling(rosa) as poll:
        await ana.post(family, "Hello")
        status, said = await poll

    assert status == 200
    assert [one["item"]["text"] for one in said["events"]] == ["Hello"]


@endings
async def test_a_long_poll_ends_with_its_session_and_says_nothing_of_what_comes_after(
    maple: Running, ends: Ending, bundle: Path, records: Path
) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family, other = await ana.conversation("family", "Mia"), await again(rosa)
    async with polling(rosa) as poll:
        await ends(rosa, other, bundle, records)
        if ends is leaves:
            await maple.hub.schools[maple.school].catch_up()
        await ana.post(family, "Not for who is out")
        async with asyncio.timeout(5):
            status, said = await poll

    assert status == 401
    assert "Not for who" not in str(said)


@endings
async def test_a_long_poll_ends_by_itself_when_its_session_does(
    maple: Running, ends: Ending, bundle: Path, records: Path
) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    other = await again(rosa)
    async with polling(rosa) as poll:
        await ends(rosa, other, bundle, records)
        async with asyncio.timeout(5):
            status, _ = await poll

    assert status == 401


@endings
async def test_a_file_that_is_brought_while_its_session_ends_is_not_kept(
    maple: Running, ends: Ending, bundle: Path, records: Path
) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    other, go = await again(rosa), asyncio.Event()
    started = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"a list of "
        started.set()
        await go.wait()
        yield b"things to bring"

    url, headers = f"{maple.url}/v1/files?name=list.txt", rosa.headers

    async def bring() -> int:
        async with maple.http.post(url, data=body(), headers=headers) as answer:
            return answer.status

    bringing = asyncio.create_task(bring())
    await started.wait()
    await until(lambda: bool(maple.hub.uploads.taken.get(rosa.id)))
    await ends(rosa, other, bundle, records)
    go.set()

    assert await bringing == 401


@endings
async def test_what_is_asked_slowly_is_not_done_once_the_session_has_ended(
    maple: Running, ends: Ending, bundle: Path, records: Path
) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    other, go, started = await again(rosa), asyncio.Event(), asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        started.set()
        while not go.is_set():
            yield b" "
            await asyncio.sleep(0.7)
        yield b'"language": "es"}'

    async def ask() -> int:
        headers = {**rosa.headers, "content-type": "application/json"}
        async with maple.http.patch(f"{maple.url}/v1/me", data=body(), headers=headers) as answer:
            return answer.status

    asking = asyncio.create_task(ask())
    await started.wait()
    await asyncio.sleep(0.3)
    await ends(rosa, other, bundle, records)
    go.set()
    status = await asking
    speaks = select(schema.person.c.language).where(schema.person.c.id == rosa.id)

    assert status == 401
    assert await maple.hub.store.read(lambda one: one.execute(speaks).scalar(), Across.OPERATOR) is None


@endings
async def test_a_ticket_opens_nothing_once_its_session_has_ended(
    maple: Running, ends: Ending, bundle: Path, records: Path
) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    other, ticket = await again(rosa), await rosa.ticket()
    await ends(rosa, other, bundle, records)
    left = select(schema.ticket.c.id).where(schema.ticket.c.id == fingerprint(ticket))
    rows = await maple.hub.store.read(lambda one: one.execute(left).all(), Across.OPERATOR)

    assert rows == [] or ends is expires
    assert (await rosa.ask("GET", "/v1/me"))[0] == 401


async def test_who_leaves_the_roster_and_comes_back_does_not_come_back_with_the_old_sign_ins(
    maple: Running, bundle: Path, records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    await phone_of(rosa)
    await phone_of(tom, "toms-phone")
    whole = {name: (bundle / name).read_bytes() for name in ("users.csv", "roles.csv")}
    await leaves(rosa, rosa, bundle, records)
    for name, rows in whole.items():
        (bundle / name).write_bytes(rows)
    code, _ = await imported(records, bundle)
    await maple.hub.schools[maple.school].catch_up()

    assert code == 0
    assert (await rosa.ask("GET", "/v1/me"))[0] == 401
    assert (await tom.ask("GET", "/v1/me"))[0] == 200
    assert await phones(maple) == [(tom.id, "toms-phone")]
    assert (await (await again(rosa)).ask("GET", "/v1/me"))[0] == 200


async def test_an_account_is_ended_whole_and_nobody_elses(maple: Running) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    tablet = await again(rosa)
    for one, address in ((rosa, "phone"), (tablet, "tablet"), (tom, "toms-phone")):
        await phone_of(one, address)
    account = (await session_of(rosa))["account"]
    ended = await maple.hub.store.write(
        lambda one: end_all(one, maple.clock(), accounts=[account]), whose=Across.OPERATOR
    )

    assert sorted(ended) == sorted(fingerprint(one.token) for one in (rosa, tablet))
    assert await phones(maple) == [(tom.id, "toms-phone")]
    assert (await tom.ask("GET", "/v1/me"))[0] == 200


# How long they last


async def test_a_sign_in_lasts_half_a_year_from_its_last_use_which_is_noted_once_a_day(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    first = (await session_of(rosa))["expires_at"]
    maple.clock.ahead = RENEWED - timedelta(minutes=5)
    await rosa.get("/v1/me")
    same = (await session_of(rosa))["expires_at"]
    maple.clock.ahead = RENEWED + timedelta(minutes=5)
    await asyncio.gather(*(rosa.get("/v1/me") for _ in range(5)))
    renewed = (await session_of(rosa))["expires_at"]
    maple.clock.ahead += SESSION_LASTS - timedelta(minutes=5)
    used = await rosa.ask("GET", "/v1/me")
    maple.clock.ahead += SESSION_LASTS + timedelta(minutes=5)
    unused = await rosa.ask("GET", "/v1/me")

    assert same == first
    assert moment(renewed) - moment(first) > RENEWED
    assert (used[0], unused[0]) == (200, 401)


async def test_the_cookie_lasts_as_long_as_the_session_and_goes_with_it(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    cookie = {"cookie": f"{COOKIE}={rosa.token}"}

    async def said(method: str, path: str, **headers: str) -> str:
        async with maple.http.request(method, maple.url + path, headers=headers) as answer:
            return answer.headers.get("set-cookie", "")

    at_once = await said("GET", "/v1/me", **cookie)
    maple.clock.ahead = timedelta(days=2)
    renewed = await said("GET", "/v1/me", **cookie)
    maple.clock.ahead = timedelta(days=4)
    bearer = await said("GET", "/v1/me", **rosa.headers)
    maple.clock.ahead = timedelta(days=6)
    over = await said("POST", "/v1/sign-out", **cookie, **{"sec-fetch-site": "same-origin"})

    assert at_once == bearer == ""
    assert f"Max-Age={int(SESSION_LASTS.total_seconds())}" in renewed
    assert "HttpOnly" in renewed
    assert "SameSite=lax" in renewed
    assert "Max-Age=0" in over


async def test_an_alert_that_a_device_has_shown_is_use_and_asks_for_a_sign_in(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    await ends_in(maple, rosa, timedelta(days=3))
    said = await rosa.ask("POST", "/v1/devices/heard")
    lasts = moment((await session_of(rosa))["expires_at"]) - maple.clock()
    async with maple.http.post(f"{maple.url}/v1/devices/heard") as answer:
        nobody = answer.status

    assert (said[0], nobody) == (204, 401)
    assert lasts > SESSION_LASTS - timedelta(minutes=1)


async def told_of(telling: Telling) -> list[str]:
    """The events of phones that fall silent, in their order."""
    its = schema.event.c
    mine = select(its.kind).where(its.kind.in_(("unused", "silenced"))).order_by(its.seq)
    return list(await telling.maple.hub.store.read(lambda one: one.execute(mine).scalars().all(), Across.OPERATOR))


async def look(telling: Telling) -> None:
    """What the hub does every quarter of an hour."""
    maple = telling.maple
    await idle(maple.hub.store, [maple.school], maple.clock())


async def test_who_does_not_open_a_phone_is_told_by_text_before_it_falls_silent_and_when_it_has(
    telling: Telling,
) -> None:
    ana, rosa, family = await family_of_mia(telling)
    await phone_of(rosa)
    await ends_in(telling.maple, rosa, BEFORE + timedelta(minutes=1))
    await look(telling)
    early = await told_of(telling)
    await ends_in(telling.maple, rosa, BEFORE - timedelta(minutes=1))
    for _ in range(2):
        await look(telling)
    await until(lambda: len(telling.texts.received) == 1)
    soon = await told_of(telling)
    await ends_in(telling.maple, rosa, timedelta(seconds=-1))
    for _ in range(2):
        await look(telling)
    await until(lambda: len(telling.texts.received) == 2)
    await ana.post(family, "By text from now on")
    await until(lambda: len(telling.texts.received) == 3)

    assert early == []
    assert (soon, await told_of(telling)) == (["unused"], ["unused", "silenced"])
    assert "stop in a week" in telling.texts.received[0]["body"]
    assert "have stopped" in telling.texts.received[1]["body"]
    assert telling.fcm.received == []
    assert (await session_of(rosa))["ended_at"] is not None


async def test_opening_it_keeps_a_phone_and_the_next_time_it_is_told_of_anew(telling: Telling) -> None:
    _, rosa, _ = await family_of_mia(telling)
    await phone_of(rosa)
    for _ in range(2):
        await ends_in(telling.maple, rosa, BEFORE)
        await look(telling)
        await rosa.get("/v1/me")
        await look(telling)

    assert await told_of(telling) == ["unused", "unused"]
    assert await phones(telling.maple) == [(rosa.id, "rosas-phone")]


async def test_who_has_neither_text_nor_email_is_told_by_push(
    telling: Telling, bundle: Path, records: Path
) -> None:
    _, rosa, _ = await family_of_mia(telling)
    await phone_of(rosa)
    rewrite(bundle, "users.csv", nowhere_for_rosa)
    assert (await imported(records, bundle))[0] == 0
    await telling.maple.hub.schools[telling.maple.school].catch_up()
    await ends_in(telling.maple, rosa, BEFORE)
    await look(telling)
    await until(lambda: telling.told() == [("fcm", "rosas-phone")])


async def test_a_sign_in_without_a_phone_ends_without_a_word_and_is_forgotten_in_time(telling: Telling) -> None:
    _, rosa, _ = await family_of_mia(telling)
    tom = await telling.maple.somebody("Tom Alvarez")
    await ends_in(telling.maple, rosa, timedelta(seconds=-1))
    await look(telling)
    ended = await session_of(rosa)
    telling.maple.clock.ahead = KEPT + timedelta(minutes=1)
    await look(telling)

    assert await told_of(telling) == []
    assert ended["ended_at"] is not None
    assert await session_of(rosa) is None
    assert await session_of(tom) is not None


# On two hubs


@pytest.mark.only("postgres")
async def test_a_ticket_opens_one_socket_whichever_hubs_it_is_shown(records: Path) -> None:
    async with nodes(records) as (here, there):
        rosa = await here.somebody("Rosa Alvarez")
        for _ in range(10):
            ticket = await rosa.ticket()
            opened = await asyncio.gather(*(_welcomed(hub, ticket) for hub in (here, there)))

            assert sorted(opened) == [False, True]


async def _welcomed(hub: Running, ticket: str) -> bool:
    from hub.actions.people.tickets import use
    from hub.errors import Unauthenticated

    try:
        await use(hub.hub.store, ticket, hub.clock())
    except Unauthenticated:
        return False
    return True


@pytest.mark.only("postgres")
async def test_two_who_claim_a_phone_on_two_hubs_at_once_do_not_both_have_it(records: Path) -> None:
    async with nodes(records) as (here, there):
        rosa, tom = await here.somebody("Rosa Alvarez"), await there.somebody("Tom Alvarez")
        for number in range(10):
            await asyncio.gather(*(phone_of(one, f"phone-{number}") for one in (rosa, tom)))
        found = [address for _, address in await phones(here)]

    assert sorted(found) == sorted(f"phone-{number}" for number in range(10))


@pytest.mark.only("postgres")
async def test_two_hubs_that_look_at_once_tell_of_a_silent_phone_once(records: Path) -> None:
    async with nodes(records) as (here, there):
        rosa = await here.somebody("Rosa Alvarez")
        await phone_of(rosa)
        for left in (BEFORE, timedelta()):
            await ends_in(here, rosa, left)
            await asyncio.gather(*(idle(one.hub.store, [one.school], one.clock()) for one in (here, there)))
        its = schema.event.c
        mine = select(its.kind).where(its.kind.in_(("unused", "silenced")))
        found = await here.hub.store.read(lambda one: one.execute(mine).scalars().all(), Across.OPERATOR)

    assert sorted(found) == ["silenced", "unused"]
