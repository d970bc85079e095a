"""A tablet is paired for a room; who works there acts on it by a PIN, under their own name, on its room alone."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from hub.errors import EXPIRED, SESSION_REVOKED
from hub.store.row_security import Across
from tests.hub.conversations.test_kinds import mia
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.people.test_second_factor import READY
from tests.hub.running import Device, Running, Somebody, running, socket

OURS = {"sec-fetch-site": "same-origin"}
PASSWORD = "maple-street"
PIN, OTHER = "4862", "7315"


@pytest_asyncio.fixture
async def maple(records: Path) -> AsyncIterator[Running]:
    """The demo school on a hub that has a secret, without which nobody has a PIN."""
    async with running(records, READY) as hub:
        yield hub


@dataclass
class Tablet:
    """A browser with cookies of its own, as one that stands in a room has them."""

    maple: Running
    http: aiohttp.ClientSession
    id: str = ""

    async def ask(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """Status and body of a request with its cookies, as its page makes it."""
        sent = {} if body is None else {"json": body}
        async with self.http.request(method, self.maple.url + path, headers={**OURS, **headers}, **sent) as answer:
            text = await answer.text()
            return answer.status, await answer.json(content_type=None) if text else None

    async def get(self, path: str) -> Any:
        status, body = await self.ask("GET", path)
        assert status == 200, body
        return body

    async def act(self, who: Somebody, pin: str = PIN) -> tuple[int, Any]:
        return await self.ask("POST", "/v1/room-device/act", {"person": who.id, "pin": pin})

    async def conversations(self) -> list[dict[str, Any]]:
        return list((await self.get("/v1/conversations"))["items"])

    async def post(self, conversation: str, text: str) -> tuple[int, Any]:
        path = f"/v1/conversations/{conversation}/messages"
        item = {"type": "text", "text": text}
        return await self.ask("POST", path, {"item": item}, **{"idempotency-key": text.replace(" ", "-")})

    @contextlib.asynccontextmanager
    async def socket(self) -> AsyncIterator[Device]:
        """Its socket, level with the journal."""
        status, body = await self.ask("POST", "/v1/ticket", {})
        assert status == 201, body
        async with socket(self.maple) as device:
            await device.send({"t": "hello", "i": 0, "ticket": body["ticket"], "device": "tablet", "since": 0})
            device.welcome = await device.until("welcome")
            yield device


@contextlib.asynccontextmanager
async def browsing(maple: Running) -> AsyncIterator[Tablet]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        yield Tablet(maple, http)


async def room_of(maple: Running, name: str) -> str:
    ines = await maple.somebody("Ines Walker")
    return str(next(one["id"] for one in (await ines.get("/v1/room-devices"))["rooms"] if one["name"] == name))


@contextlib.asynccontextmanager
async def paired(maple: Running, room: str = "Acorns", name: str = "Acorns’ tablet") -> AsyncIterator[Tablet]:
    """A tablet that an admin has paired with a room."""
    ines = await maple.somebody("Ines Walker")
    async with browsing(maple) as tablet:
        status, body = await tablet.ask("POST", "/v1/room-device")
        assert status == 201, body
        wanted = {"code": body["waits"]["code"], "room": await room_of(maple, room), "name": name}
        status, body = await ines.ask("POST", "/v1/room-devices", wanted)
        assert status == 201, body
        tablet.id = body["id"]
        yield tablet


async def has_pin(maple: Running, name: str, pin: str = PIN) -> Somebody:
    who = await maple.somebody(name, "staff" if name != "Ines Walker" else "admin")
    status, body = await who.ask("PUT", "/v1/pin", {"current": PASSWORD, "pin": pin})
    assert status == 200, body
    return who


async def logged(maple: Running, deed: str) -> list[dict[str, Any]]:
    ines = await maple.somebody("Ines Walker")
    return [one for one in (await ines.get("/v1/activity-log"))["items"] if deed in one["says"]]


async def test_a_code_pairs_one_device_once_and_the_device_learns_its_room(maple: Running) -> None:
    ines, room = await maple.somebody("Ines Walker"), await room_of(maple, "Acorns")
    async with browsing(maple) as tablet:
        assert (await tablet.ask("GET", "/v1/room-device"))[0] == 401
        _, body = await tablet.ask("POST", "/v1/room-device")
        code = body["waits"]["code"]
        assert (await tablet.get("/v1/room-device"))["waits"]["code"] == code
        typed = {"code": f"{code[:4].lower()} - {code[4:]}", "room": room, "name": " Acorns’ tablet "}

        assert (await ines.ask("POST", "/v1/room-devices", typed | {"code": "ABCD2345"}))[0] == 422
        assert (await ines.ask("POST", "/v1/room-devices", typed | {"room": "nowhere"}))[0] == 422
        assert (await ines.ask("POST", "/v1/room-devices", typed))[0] == 201
        assert (await ines.ask("POST", "/v1/room-devices", typed))[0] == 422

        its = (await tablet.get("/v1/room-device"))["paired"]
        assert (its["name"], its["room_name"], its["lock_seconds"]) == ("Acorns’ tablet", "Acorns", 60)
        assert "Ana Reyes" in [one["name"] for one in its["team"]]
        assert "Rosa Alvarez" not in str(its)
        listed = (await ines.get("/v1/room-devices"))["items"]
        assert [(one["name"], one["room_name"], one["paired_by"]) for one in listed] == [
            ("Acorns’ tablet", "Acorns", "Ines Walker")
        ]
        assert await logged(maple, "paired the room device “Acorns’ tablet”")
        assert (await tablet.ask("POST", "/v1/room-device"))[0] == 409


async def test_a_code_is_over_after_ten_minutes_and_codes_are_not_guessed(maple: Running) -> None:
    ines, room = await maple.somebody("Ines Walker"), await room_of(maple, "Acorns")
    async with browsing(maple) as tablet:
        _, body = await tablet.ask("POST", "/v1/room-device")
        maple.clock.ahead += timedelta(minutes=11)
        wanted = {"code": body["waits"]["code"], "room": room, "name": "Tablet"}

        assert (await ines.ask("POST", "/v1/room-devices", wanted))[0] == 422
        assert (await tablet.ask("GET", "/v1/room-device"))[0] == 401
        for _ in range(9):
            await ines.ask("POST", "/v1/room-devices", wanted)
        _, body = await tablet.ask("POST", "/v1/room-device")
        assert (await ines.ask("POST", "/v1/room-devices", wanted | {"code": body["waits"]["code"]}))[0] == 429


async def test_who_is_no_admin_pairs_nothing_and_knows_of_no_device(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    async with paired(maple) as tablet:
        for who in (ana, rosa):
            for method, path, body in (
                ("GET", "/v1/room-devices", None),
                ("POST", "/v1/room-devices", {"code": "x", "room": "x", "name": "x"}),
                ("PATCH", f"/v1/room-devices/{tablet.id}", {"name": "Mine"}),
                ("DELETE", f"/v1/room-devices/{tablet.id}", None),
            ):
                assert (await who.ask(method, path, body))[0] == 403, (method, path)
        assert (await rosa.ask("PUT", "/v1/pin", {"current": PASSWORD, "pin": PIN}))[0] == 403
        assert (await tablet.get("/v1/room-device"))["paired"]["name"] == "Acorns’ tablet"


async def test_a_locked_device_opens_nothing_and_nobody_signs_in_on_it(maple: Running) -> None:
    ana = next(one for one in maple.people if one["name"] == "Ana Reyes")
    sign_in = {"email": ana["email"], "password": ana["password"]}
    async with browsing(maple) as browser:
        assert (await browser.ask("POST", "/v1/sign-in", sign_in))[0] == 200
        assert (await browser.ask("GET", "/v1/conversations"))[0] == 200
    async with paired(maple) as tablet:
        assert (await tablet.ask("POST", "/v1/sign-in", sign_in))[0] == 403
        assert (await tablet.ask("POST", "/v1/forgot", {"email": ana["email"]}))[0] == 403
        for path in ("/v1/me", "/v1/conversations", "/v1/people", "/v1/room-device/drafts"):
            assert (await tablet.ask("GET", path))[0] == 401


async def test_whoever_was_signed_in_is_out_once_a_device_shows_a_code(maple: Running) -> None:
    ines = next(one for one in maple.people if one["name"] == "Ines Walker")
    async with browsing(maple) as tablet:
        await tablet.ask("POST", "/v1/sign-in", {"email": ines["email"], "password": ines["password"]})
        assert (await tablet.ask("GET", "/v1/me"))[0] == 200
        await tablet.ask("POST", "/v1/room-device")

        assert (await tablet.ask("GET", "/v1/me"))[0] == 401


async def test_one_taps_oneself_and_posts_under_ones_own_name(maple: Running) -> None:
    ana = await has_pin(maple, "Ana Reyes")
    rosa = await maple.somebody("Rosa Alvarez")
    async with paired(maple) as tablet:
        status, body = await tablet.act(ana)
        assert status == 200, body
        assert "token" not in str(body)
        me = await tablet.get("/v1/me")
        assert (me["name"], me["email"], me["acts"]["device"]) == ("Ana Reyes", "", "Acorns’ tablet")
        where = next(
            one for one in await tablet.conversations() if one["kind"] == "family" and "Mia" in one["title"]
        )
        assert (await tablet.post(where["id"], "she slept well"))[0] == 201

        said = next(one for one in await rosa.messages(where["id"]) if one["item"]["text"] == "she slept well")
        assert said["author"] == ana.id
        assert await logged(maple, "Ana Reyes entered their PIN on “Acorns’ tablet”")
        here = [one for one in (await ana.get("/v1/sign-ins"))["items"] if one["browser"] == "Acorns’ tablet"]
        assert len(here) == 1


async def test_only_what_is_of_its_room_is_shown_and_nothing_of_an_account(maple: Running) -> None:
    ines, ana = await has_pin(maple, "Ines Walker"), await maple.somebody("Ana Reyes")
    rosa = await maple.somebody("Rosa Alvarez")
    status, begun = await rosa.ask("POST", "/v1/conversations", {"kind": "direct"})
    assert status in {200, 201}, begun
    assert await rosa.post(begun["id"], "only for the school")
    everything = {one["id"]: one for one in await ines.conversations()}
    async with paired(maple) as tablet:
        await tablet.act(ines)
        shown = {one["id"]: one for one in await tablet.conversations()}
        assert {"family", "day", "room", "announcement"} <= {one["kind"] for one in shown.values()}
        assert everything[begun["id"]]["kind"] == "direct"
        assert "direct" not in {one["kind"] for one in shown.values()}
        hidden = everything.keys() - shown.keys()
        assert any("Leo" in everything[one]["title"] for one in hidden)
        assert not any("Leo" in one["title"] for one in shown.values())
        people = (await tablet.get("/v1/people"))["people"].values()
        assert "Rosa Alvarez" in people
        assert "Dana Novak" not in people
        assert "Dana Novak" in (await ines.get("/v1/people"))["people"].values()
        for one in hidden:
            path = f"/v1/conversations/{one}/messages"
            assert (await tablet.ask("GET", path))[0] == 404
            assert (await tablet.post(one, "not here"))[0] == 404
            assert (await tablet.ask("PUT", f"/v1/room-device/drafts/{one}", {"text": "x"}))[0] == 404
        for method, path, body in (
            ("GET", "/v1/settings/conversations", None),
            ("GET", "/v1/activity-log", None),
            ("GET", "/v1/audit", None),
            ("GET", "/v1/staff", None),
            ("GET", "/v1/students", None),
            ("GET", "/v1/sign-ins", None),
            ("GET", "/v1/pin", None),
            ("GET", "/v1/room-devices", None),
            ("GET", "/v1/preferences", None),
            ("POST", "/v1/password", {"current": PASSWORD, "new": "another long one"}),
            ("POST", "/v1/exports/office", {"reason": "I want it", "student": "x"}),
            ("POST", "/v1/devices", {"provider": "fcm", "address": "x"}),
        ):
            assert (await tablet.ask(method, path, body))[0] == 403, path
        assert ana.id in {one["id"] for one in (await tablet.get("/v1/room-device"))["paired"]["team"]}


async def test_its_socket_tells_of_its_room_alone_and_does_nothing_elsewhere(maple: Running) -> None:
    ines = await has_pin(maple, "Ines Walker")
    mia, leo = await ines.conversation("family", "Mia"), await ines.conversation("family", "Leo")
    await ines.post(mia, "before, of this room")
    await ines.post(leo, "before, of the other room")
    async with paired(maple) as tablet:
        await tablet.act(ines)
        async with tablet.socket() as device, ines.device() as phone:
            replayed = await device.replayed()
            assert mia in {one.get("conversation") for one in replayed}
            assert leo not in {one.get("conversation") for one in replayed}
            await phone.live()
            await ines.post(leo, "of the other room")
            await ines.post(mia, "of this room")
            assert (await phone.event(conversation=leo))["item"]["text"] == "of the other room"
            told = await device.event(kind="message")
            assert told["item"]["text"] == "of this room"
            assert (await device.post(leo, "from the tablet"))["code"] == "not_found"
            assert (await device.post(mia, "from the tablet"))["t"] == "ok"


async def test_a_device_locks_by_the_hubs_clock_whatever_its_page_does(maple: Running) -> None:
    ana = await has_pin(maple, "Ana Reyes")
    async with paired(maple) as tablet:
        await tablet.act(ana)
        async with tablet.socket() as device:
            await device.live()
            maple.clock.ahead += timedelta(seconds=50)
            assert (await tablet.ask("POST", "/v1/room-device/touch"))[0] == 200
            maple.clock.ahead += timedelta(seconds=50)
            assert (await tablet.ask("GET", "/v1/conversations"))[0] == 200  # which is no touch
            maple.clock.ahead += timedelta(seconds=20)

            assert await device.closed() == EXPIRED
            assert (await tablet.ask("GET", "/v1/conversations"))[0] == 401
            assert (await tablet.ask("POST", "/v1/room-device/touch"))[0] == 401
        assert not await logged(maple, "nobody had used it")


async def test_a_school_says_when_its_devices_lock(maple: Running) -> None:
    ines, ana = await maple.somebody("Ines Walker"), await has_pin(maple, "Ana Reyes")
    path = "/v1/settings/room-devices"
    assert (await ines.ask("PUT", path, {"lock_seconds": 20}))[0] == 422
    assert (await ines.ask("PUT", path, {"lock_seconds": 301}))[0] == 422
    assert (await ines.ask("PUT", path, {"lock_seconds": 180}))[1] == {"lock_seconds": 180}
    async with paired(maple) as tablet:
        assert (await tablet.act(ana))[1]["lock_seconds"] == 180
        maple.clock.ahead += timedelta(seconds=170)
        assert (await tablet.ask("GET", "/v1/me"))[0] == 200


async def test_locking_ends_the_session_and_the_next_person_is_another(maple: Running) -> None:
    ana, ines = await has_pin(maple, "Ana Reyes"), await has_pin(maple, "Ines Walker", OTHER)
    async with paired(maple) as tablet:
        await tablet.act(ana)
        async with tablet.socket() as device:
            await device.live()
            assert (await tablet.ask("POST", "/v1/sign-out"))[0] == 204
            assert await device.closed() == SESSION_REVOKED
        assert (await tablet.ask("GET", "/v1/me"))[0] == 401
        assert (await tablet.act(ines, PIN))[0] == 422
        assert (await tablet.act(ines, OTHER))[0] == 200
        assert (await tablet.get("/v1/me"))["name"] == "Ines Walker"
        assert (await tablet.ask("GET", "/v1/me", **{"roomwire-profile": ana.id}))[0] == 404
        assert not await logged(maple, "Ana Reyes signed out")


async def test_who_comes_ends_whoever_acted_before(maple: Running) -> None:
    ana, ines = await has_pin(maple, "Ana Reyes"), await has_pin(maple, "Ines Walker", OTHER)
    async with paired(maple) as tablet:
        await tablet.act(ana)
        async with tablet.socket() as device:
            await device.live()
            await tablet.act(ines, OTHER)
            assert await device.closed() == SESSION_REVOKED


async def test_a_pin_opens_nothing_anywhere_but_on_a_device_of_ones_own_school(maple: Running) -> None:
    ana = await has_pin(maple, "Ana Reyes")
    async with browsing(maple) as elsewhere, paired(maple) as tablet:
        assert (await elsewhere.act(ana))[0] == 401
        assert (await elsewhere.ask("POST", "/v1/sign-in", {"email": ana.its["email"], "password": PIN}))[0] == 401
        await tablet.act(ana)
        session = next(one for one in tablet.http.cookie_jar if one.key == "roomwire_session").value
        headers = {"authorization": f"Bearer {session}"}
        assert (await elsewhere.ask("GET", "/v1/me", **headers))[0] == 401
        assert (await tablet.ask("GET", "/v1/me"))[0] == 200
        stranger = Somebody(maple, "", {"id": "p_stranger"})
        assert (await tablet.act(stranger))[0] == 403
        assert (await tablet.act(await maple.somebody("Rosa Alvarez")))[0] == 403


async def test_who_has_no_pin_is_told_where_to_choose_one(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    async with paired(maple) as tablet:
        status, body = await tablet.act(ana)

        assert status == 409
        assert "PIN" in body["detail"]


@pytest.mark.parametrize("pin", ["1234", "0000", "1987", "123", "123456789", "12a4", "121212", "4321", "2580"])
async def test_a_pin_that_is_guessed_first_is_none(maple: Running, pin: str) -> None:
    ana = await maple.somebody("Ana Reyes")

    status, body = await ana.ask("PUT", "/v1/pin", {"current": PASSWORD, "pin": pin})

    assert status == 422
    assert body["detail"].startswith("pin: ")
    assert (await ana.get("/v1/pin"))["since"] is None


async def test_a_pin_takes_ones_password_and_is_in_no_answer_and_no_row(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    assert (await ana.ask("PUT", "/v1/pin", {"current": "wrong", "pin": PIN}))[0] == 422
    await has_pin(maple, "Ana Reyes")
    assert (await ana.get("/v1/pin"))["since"]
    rows = await maple.hub.store.read(
        lambda connection: connection.exec_driver_sql("select * from pin").all(), Across.OPERATOR
    )
    assert len(rows) == 1
    assert PIN not in str(rows)
    assert "$argon2id$" in str(rows)
    assert (await ana.ask("POST", "/v1/pin/remove", {"current": "wrong"}))[0] == 422
    assert (await ana.ask("POST", "/v1/pin/remove", {"current": PASSWORD}))[0] == 204
    assert (await ana.ask("POST", "/v1/pin/remove", {"current": PASSWORD}))[0] == 409
    assert (await ana.get("/v1/pin"))["since"] is None


async def test_wrong_pins_slow_one_person_on_one_device_and_nobody_else(maple: Running) -> None:
    ana, ines = await has_pin(maple, "Ana Reyes"), await has_pin(maple, "Ines Walker", OTHER)
    async with paired(maple) as tablet, paired(maple, "Saplings", "Saplings’ tablet") as other:
        for _ in range(5):
            assert (await tablet.act(ana, "9999"))[0] == 422
        assert (await tablet.act(ana))[0] == 429
        assert (await tablet.act(ines, OTHER))[0] == 200
        assert (await other.act(ana))[0] == 200
        assert len(await logged(maple, "several wrong PINs of Ana Reyes on “Acorns’ tablet”")) == 1
        maple.clock.ahead += timedelta(minutes=6)
        assert (await tablet.act(ana))[0] == 200


async def test_the_owner_is_told_of_several_wrong_pins_by_email(maple: Running) -> None:
    ana = await has_pin(maple, "Ana Reyes")
    ways = "select address, body from delivery where body = 'Somebody typed wrong PINs of yours'"

    async def told() -> list[Any]:
        return list(
            await maple.hub.store.read(lambda connection: connection.exec_driver_sql(ways).all(), Across.OPERATOR)
        )

    async with paired(maple) as tablet:
        for _ in range(4):
            await tablet.act(ana, "9999")
        assert await told() == []
        await tablet.act(ana, "9999")
        assert [one[0] for one in await told()] == [ana.its["email"]]


async def test_ended_moved_cleared_and_changed_end_what_is_done_at_once(maple: Running) -> None:
    ines, ana = await maple.somebody("Ines Walker"), await has_pin(maple, "Ana Reyes")
    saplings = await room_of(maple, "Saplings")

    async def moved(tablet: Tablet) -> tuple[int, Any]:
        return await ines.ask("PATCH", f"/v1/room-devices/{tablet.id}", {"room": saplings, "name": "Moved"})

    async def changed(_tablet: Tablet) -> tuple[int, Any]:
        return await ana.ask("PUT", "/v1/pin", {"current": PASSWORD, "pin": OTHER})

    async def cleared(_tablet: Tablet) -> tuple[int, Any]:
        return await ines.ask("DELETE", f"/v1/people/{ana.id}/pin")

    async def ended(tablet: Tablet) -> tuple[int, Any]:
        return await ines.ask("DELETE", f"/v1/room-devices/{tablet.id}")

    for pin, way in ((PIN, moved), (PIN, changed), (OTHER, ended), (OTHER, cleared)):
        async with paired(maple) as tablet:
            assert (await tablet.act(ana, pin))[0] == 200, way
            async with tablet.socket() as device:
                await device.live()
                assert (await way(tablet))[0] in {200, 204}, way
                assert await device.closed() == SESSION_REVOKED
            assert (await tablet.ask("GET", "/v1/me"))[0] == 401
            assert (await tablet.ask("GET", "/v1/room-device"))[0] == (401 if way is ended else 200)
    assert (await ines.ask("DELETE", f"/v1/people/{ana.id}/pin"))[0] == 404
    assert await logged(maple, "Ines Walker changed the room device “Acorns’ tablet”")
    assert await logged(maple, "Ines Walker cleared the PIN of Ana Reyes")
    assert await logged(maple, "Ines Walker ended the room device")


async def test_who_is_assigned_to_the_room_no_more_is_out_at_once(maple: Running) -> None:
    ines, ben = await maple.somebody("Ines Walker"), await has_pin(maple, "Ben Carter")
    acorns = await room_of(maple, "Acorns")
    assert (await ines.ask("PUT", f"/v1/staff/{ben.id}", {"rooms": [{"room": acorns}]}))[0] == 200
    async with paired(maple) as tablet:
        assert (await tablet.act(ben))[0] == 200
        async with tablet.socket() as device:
            await device.live()
            assert (await ines.ask("PUT", f"/v1/staff/{ben.id}", {"rooms": []}))[0] == 200
            assert await device.closed() == SESSION_REVOKED
        assert (await tablet.ask("GET", "/v1/me"))[0] == 401
        assert (await tablet.act(ben))[0] == 200  # who helps out comes in anew, with what that gives


async def test_unsent_words_are_kept_for_who_wrote_them_and_for_nobody_else(maple: Running) -> None:
    ana, ines = await has_pin(maple, "Ana Reyes"), await has_pin(maple, "Ines Walker", OTHER)
    mia = await ana.conversation("family", "Mia")
    async with paired(maple) as tablet:
        await tablet.act(ana)
        assert (await tablet.ask("PUT", f"/v1/room-device/drafts/{mia}", {"text": "half a sent"}))[0] == 204
        await tablet.ask("POST", "/v1/sign-out")
        await tablet.act(ines, OTHER)
        assert (await tablet.get("/v1/room-device/drafts"))["items"] == []
        await tablet.act(ana)
        assert (await tablet.get("/v1/room-device/drafts"))["items"] == [
            {"conversation": mia, "text": "half a sent"}
        ]
        await tablet.ask("PUT", f"/v1/room-device/drafts/{mia}", {"text": ""})
        assert (await tablet.get("/v1/room-device/drafts"))["items"] == []


async def test_a_device_finds_staff_by_two_letters_and_nobody_else(maple: Running) -> None:
    async with paired(maple) as tablet:
        found = (await tablet.get("/v1/room-device/staff?name=in"))["items"]
        assert "Ines Walker" in [one["name"] for one in found]
        assert (await tablet.get("/v1/room-device/staff?name=i"))["items"] == []
        assert (await tablet.get("/v1/room-device/staff?name=rosa"))["items"] == []
    async with browsing(maple) as stranger:
        assert (await stranger.ask("GET", "/v1/room-device/staff?name=in"))[0] == 401


async def test_a_device_that_was_ended_forgets_what_it_kept_and_one_that_is_paired_does_not(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    async with paired(maple) as tablet:
        assert (await tablet.ask("DELETE", "/v1/room-device"))[0] == 204
        assert (await tablet.get("/v1/room-device"))["paired"]
        await ines.ask("DELETE", f"/v1/room-devices/{tablet.id}")
        assert (await tablet.ask("DELETE", "/v1/room-device"))[0] == 204
        assert [one.key for one in tablet.http.cookie_jar if one.key == "roomwire_room_device"] == []


async def test_a_device_that_was_ended_is_paired_again_though_it_kept_its_cookie(maple: Running) -> None:
    ines, room = await maple.somebody("Ines Walker"), await room_of(maple, "Acorns")
    async with paired(maple) as tablet:
        assert (await tablet.ask("POST", "/v1/room-device"))[0] == 409
        assert (await ines.ask("DELETE", f"/v1/room-devices/{tablet.id}"))[0] in (200, 204)
        for _ in range(2):  # a code that is shown may be asked for again
            status, body = await tablet.ask("POST", "/v1/room-device")
            assert status == 201, body
        wanted = {"code": body["waits"]["code"], "room": room, "name": "Acorns’ tablet"}
        status, body = await ines.ask("POST", "/v1/room-devices", wanted)
        assert status == 201, body
        assert (await tablet.get("/v1/room-device"))["paired"]["room_name"] == "Acorns"


async def test_who_leaves_the_roster_is_out_at_once_and_their_pin_is_gone(
    maple: Running, records: Path, bundle: Path
) -> None:
    ben = await has_pin(maple, "Ben Carter")
    for file, column in (("users.csv", "sourcedId"), ("roles.csv", "userSourcedId")):
        rewrite(bundle, file, lambda rows, column=column: [one for one in rows if one[column] != "usr-ben-carter"])  # type: ignore[misc]
    rewrite(
        bundle, "enrollments.csv", lambda rows: [one for one in rows if one["userSourcedId"] != "usr-ben-carter"]
    )
    async with paired(maple, "Saplings", "Saplings’ tablet") as tablet:
        assert (await tablet.act(ben))[0] == 200
        async with tablet.socket() as device:
            await device.live()
            assert (await imported(records, bundle))[0] == 0
            assert await device.closed() == SESSION_REVOKED
        assert (await tablet.ask("GET", "/v1/me"))[0] == 401
        await maple.hub.schools[maple.school].catch_up()  # the command is another process
        assert (await tablet.act(ben))[0] == 403
        rows = await maple.hub.store.read(
            lambda connection: connection.exec_driver_sql("select * from pin").all(), Across.OPERATOR
        )
        assert rows == []


async def test_a_child_of_another_room_is_not_there_and_files_neither(maple: Running) -> None:
    ines = await has_pin(maple, "Ines Walker")
    children = {one["name"]: one["id"] for one in (await ines.get("/v1/students"))["items"]}
    mia, leo = children["Mia Alvarez"], children["Leo Novak"]
    status, kept = await ines.bring(b"a note for the family", "note.txt")
    assert status == 201, kept
    item = {"type": "files", "text": "", "files": [{"id": kept["id"]}]}
    posted = await ines.post(await ines.conversation("family", "Leo"), item)
    said = await ines.post(await ines.conversation("family", "Mia"), "of this room")
    async with paired(maple) as tablet:
        await tablet.act(ines)
        assert (await tablet.ask("GET", f"/v1/students/{mia}/record"))[0] == 200
        assert (await tablet.ask("GET", f"/v1/students/{leo}/record"))[0] == 404
        assert (await tablet.ask("PUT", f"/v1/students/{mia}/record", {}))[0] == 403
        assert (await ines.open(kept["id"]))[0] == 200
        async with tablet.http.get(f"{maple.url}/v1/files/{kept['id']}", headers=OURS) as answer:
            assert answer.status == 404
        assert (await tablet.ask("DELETE", f"/v1/messages/{posted['id']}"))[0] == 404
        assert (await tablet.ask("DELETE", f"/v1/messages/{said['id']}"))[0] == 200
        events = (await tablet.ask("POST", "/v1/sync", {"since": 0}))[1]["events"]
        assert said["id"] in {one.get("id") for one in events}
        assert posted["id"] not in {one.get("id") for one in events}


async def test_who_posts_a_photo_is_told_what_parents_allow_of_the_children_of_the_room(maple: Running) -> None:
    ana, rosa = await has_pin(maple, "Ana Reyes"), await maple.somebody("Rosa Alvarez")
    child, room = await mia(rosa), await ana.conversation("room", "Acorns")
    where = f"/v1/conversations/{room}/photo-choices"
    said = await rosa.ask("PUT", f"/v1/students/{child}/photo-consent", {"scope": "none", "n": 0})
    assert said[0] == 200
    assert "Leo Novak" in [one["name"] for one in (await ana.get(where))["items"]]  # on her own phone
    ines = await has_pin(maple, "Ines Walker", OTHER)
    foreign = await ines.conversation("family", "Leo")
    async with paired(maple) as tablet:
        assert (await tablet.act(ana))[0] == 200
        found = {one["name"]: one["fits"] for one in (await tablet.get(where))["items"]}
        assert found["Mia Alvarez"] is False
        assert "Leo Novak" not in found
        assert (await tablet.act(ines, OTHER))[0] == 200
        assert (await ines.ask("GET", f"/v1/conversations/{foreign}/photo-choices"))[0] == 200
        assert (await tablet.ask("GET", f"/v1/conversations/{foreign}/photo-choices"))[0] == 404
