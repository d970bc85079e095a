"""
The 34 tests of research/realtime.md, 6.2, each by its number. What another test proves is called from there.

What is not there is said in LEFT with its reason, and no test stands in for it.
"""

import asyncio
import inspect
import io
import json
import logging
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import websockets
from aiohttp import web
from sqlalchemy import update

from hub import wire
from hub.actions.people import passwords
from hub.api.access import FRAMES
from hub.api.query import fields_of
from hub.api.route import SECRETS_IN_URLS
from hub.app import PAGES, ROUTES
from hub.commands.logs import log_as_json
from hub.store import schema
from hub.store.row_security import Across
from tests.hub import test_metrics as metrics
from tests.hub.api import test_access
from tests.hub.api import test_floods as floods
from tests.hub.api import test_signing as signing
from tests.hub.api.test_access import twin
from tests.hub.notify.test_telling import settled
from tests.hub.people import test_doors as doors
from tests.hub.people import test_sign_ins as sign_ins
from tests.hub.people import test_ties as ties
from tests.hub.people.test_roster import imported
from tests.hub.people.test_schools import at_elm
from tests.hub.pictures import photo
from tests.hub.records import test_activity_log as activity_log
from tests.hub.records import test_bringing as bringing
from tests.hub.records import test_media as media
from tests.hub.running import Running, Somebody, running, socket
from tests.hub.store import test_nodes as nodes
from tests.hub.store import test_row_security as walls
from tests.notifiers import test_senders as senders
from tests.notifiers import test_signatures as signatures
from tests.test_layout import ROOT
from tests.web.browser import browser

LEFT: dict[int, str] = {}
PARTS_LEFT = {
    6: "a ticket is bound to a session, a person and a school; neither to a device nor to an origin",
    19: "no lint reads whether a statement names its school: what forgets it is stopped by row security",
    21: "costs are counted by person and by address, none by school",
    26: "there is no hook for a scanner: files that are no photos are never opened, only saved",
    28: "no webhooks go out",
}
"""Of a test that is there, what it does not show."""

one_database = pytest.mark.only("sqlite")


@pytest.fixture
async def usual(records: Path) -> AsyncIterator[Running]:
    """The demo school with the rates that a school has by default."""
    async with running(records, {"ROOMWIRE_POSTS_PER_S": "10"}) as hub:
        yield hub


@pytest.fixture
async def both(records: Path) -> AsyncIterator[tuple[Running, Somebody, Somebody]]:
    """Two schools of the same bundle, and an admin of each."""
    code, said = await imported(records, twin(records))
    assert code == 0, said
    async with running(records) as hub:
        yield hub, await hub.somebody("Ines Walker"), await at_elm(hub, "Ines Walker")


async def handshake(hub: Running, query: str = "", protocol: str = wire.SUBPROTOCOL, **headers: str) -> int:
    """The status that a handshake is answered with; 101 is a socket."""
    asked = {
        "connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", **headers,
    } | ({"sec-websocket-protocol": protocol} if protocol else {})  # fmt: skip
    async with hub.http.get(f"{hub.url}/v1/ws{query}", headers=asked) as answer:
        return answer.status


OURS = "http://127.0.0.1:8000"
FOREIGN = (
    "https://evil.example", "null", f"{OURS}.evil.example", "https://127.0.0.1:8000", "http://127.0.0.1:8001",
    "http://127.0.0.1", "http://localhost:8000", f"{OURS}/", "HTTP://127.0.0.1:8000", "",
)  # fmt: skip


# Handshake


@one_database
async def test_01_a_foreign_origin_opens_no_socket(maple: Running) -> None:
    assert await handshake(maple, origin=OURS) == 101
    assert [await handshake(maple, origin=one) for one in FOREIGN] == [403] * len(FOREIGN)


@one_database
async def test_02_a_cookie_without_an_origin_changes_nothing_and_a_ticket_needs_none(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    cookie = {"cookie": f"roomwire_session={rosa.token}"}
    async with maple.http.post(f"{maple.url}/v1/ticket", json={}, headers=cookie) as answer:
        assert answer.status == 403
    async with socket(maple, **cookie) as device:  # the cookie comes along and counts for nothing
        await device.send({"t": "hello", "i": 1, "ticket": rosa.token, "device": "phone"})
        assert await device.closed() == 4004
    async with rosa.device() as phone:
        assert phone.welcome["t"] == "welcome"


FROM_A_PAGE = """async (hub) => {
    const opened = await new Promise((tell) => {
        const its = new WebSocket(hub.replace("http", "ws") + "/v1/ws", "roomwire.v1.json");
        its.onopen = () => tell("open");
        its.onerror = () => tell("refused");
    });
    const asked = async (method, mode) => {
        try {
            const head = { method, mode, credentials: "include", body: method === "POST" ? "{}" : undefined };
            const answer = await fetch(hub + (method === "POST" ? "/v1/ticket" : "/v1/me"), head);
            return answer.type === "opaque" ? "unread" : String(answer.status);
        } catch { return "refused"; }
    };
    return [opened, await asked("GET", "cors"), await asked("GET", "no-cors"), await asked("POST", "no-cors")];
}"""


@one_database
async def test_03_another_page_in_the_browser_of_who_is_signed_in_gets_nothing(
    records: Path, unused_tcp_port: int
) -> None:
    async def evil(_request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Evil</title>", content_type="text/html")

    page = web.Application()
    page.router.add_get("/", evil)
    runner = web.AppRunner(page)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()  # another origin, to which cookies go
    elsewhere = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        async with running(records, port=unused_tcp_port) as hub, browser() as opened:
            its = next(one for one in hub.people if one["name"] == "Rosa Alvarez")
            context = await opened.new_context()
            tab = await context.new_page()
            await tab.goto(hub.url)
            await tab.evaluate(
                """(body) => fetch("/v1/sign-in", { method: "POST", body: JSON.stringify(body),
                headers: { "content-type": "application/json" } })""",
                {"email": its["email"], "password": its["password"]},
            )
            mine = await tab.evaluate(FROM_A_PAGE, hub.url)
            await tab.goto(elsewhere)
            theirs = await tab.evaluate(FROM_A_PAGE, hub.url)
    finally:
        await runner.cleanup()

    assert mine[:2] == ["open", "200"]
    assert theirs == ["refused"] * 4


@one_database
async def test_04_a_credential_in_the_query_is_refused_and_is_in_no_log(
    maple: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    rosa = await maple.somebody("Rosa Alvarez")
    found = {}
    for name in sorted(SECRETS_IN_URLS | {"Token", "Access-Token", "TICKET"}):
        found[name] = await handshake(maple, f"?x=1&{name}=canary-in-the-query")
        status, said = await rosa.ask("GET", f"/v1/me?{name}=canary-in-the-query")
        assert (status, "canary" in str(said)) == (422, False), name
    told = [f"{one.getMessage()} {one.__dict__}" for one in caplog.records if one.name != "uvicorn.access"]

    assert set(found.values()) == {400}
    assert await handshake(maple, "?cursor=x") == 101
    assert [one for one in told if "canary" in one] == []
    assert not {its.name for one in ROUTES if one.query for its in fields_of(one.query)} & SECRETS_IN_URLS


@one_database
async def test_05_a_wrong_subprotocol_or_none_opens_no_socket(maple: Running) -> None:
    wrong = ("", "chat", wire.SUBPROTOCOL.upper(), f"{wire.SUBPROTOCOL}x")

    assert [await handshake(maple, protocol=one) for one in wrong] == [400] * len(wrong)
    assert await handshake(maple, protocol=f"chat, {wire.SUBPROTOCOL}") == 101


@one_database
async def test_06_a_ticket_is_good_once_for_a_minute_and_for_nobody_else(maple: Running) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    assert (await rosa.ask("POST", "/v1/ticket", {"profile": tom.id}))[0] == 404
    await doors.test_a_ticket_opens_one_socket_once_and_only_for_a_minute(maple)


@one_database
async def test_07_who_says_no_hello_is_hung_up_on_and_starves_nobody(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    silent = await asyncio.gather(
        *(
            websockets.connect(
                maple.url.replace("http", "ws") + "/v1/ws", subprotocols=[websockets.Subprotocol(wire.SUBPROTOCOL)]
            )
            for _ in range(200)
        )
    )
    async with asyncio.timeout(5), rosa.device() as phone:
        assert phone.welcome["t"] == "welcome"
    async with asyncio.timeout(30):
        await asyncio.gather(*(one.wait_closed() for one in silent))

    assert {one.close_code for one in silent} == {4006}


# Frames


def frames(conversation: str, message: str) -> list[dict[str, Any]]:
    """One of every frame but hello, about these."""
    item = {"type": "text", "text": "Hello"}
    return [
        {"t": "post", "conversation": conversation, "cid": "c", "item": item},
        {"t": "edit", "message": message, "revision": 1, "item": item},
        {"t": "withdraw", "message": message},
        {"t": "read", "conversation": conversation, "n": 1},
        {"t": "ack", "message": message},
        {"t": "typing", "conversation": conversation},
        {"t": "watch", "conversation": conversation},
    ]


async def test_08_no_frame_tells_or_changes_anything_about_what_is_not_ones_own(
    both: tuple[Running, Somebody, Somebody],
) -> None:
    hub, _, of_elm = both
    ana, dana = await hub.somebody("Ana Reyes"), await hub.somebody("Dana Novak")
    family = await ana.conversation("family", "Mia")
    posted = await ana.post(family, "For Mia's family")
    invented = "c_" + "x" * (len(family) - 2), "m_" + "x" * (len(posted["id"]) - 2)
    answers: dict[str, list[Any]] = {}
    for one in (dana, of_elm):
        async with one.device() as phone:
            await phone.live()
            for conversation, message in ((family, posted["id"]), invented):
                for number, frame in enumerate(frames(conversation, message)):
                    await phone.send({**frame, "i": 100 + number})
                    await phone.send({"t": "read", "i": 200 + number, "conversation": "c_nothing", "n": 1})
                    while (said := await phone.next()).get("i") not in {100 + number, 200 + number}:
                        pass
                    if said.get("i") == 200 + number:  # of what is shown to nobody, nothing is answered
                        said = {}
                    else:
                        assert said["t"] == "error", (one.its["name"], frame, said)
                        while (await phone.next()).get("i") != 200 + number:
                            pass
                    shown = json.dumps(said).replace(conversation, "…").replace(message, "…")
                    answers.setdefault(f"{one.id} {frame['t']}", []).append(shown)

    assert {one["t"] for one in frames("", "")} | {"hello"} == {its.__struct_config__.tag for its in FRAMES}
    assert {its: len(set(said)) for its, said in answers.items() if len(set(said)) > 1} == {}
    assert [one["item"]["text"] for one in await ana.messages(family)] == ["For Mia's family"]


def test_09_a_frame_without_an_entry_of_who_may_send_it_fails_the_build() -> None:
    test_access.test_every_frame_of_a_device_stands_in_the_table()
    test_access.test_an_endpoint_that_nobody_said_who_may_come_to_cannot_be_made()


async def test_10_ids_of_another_school_are_answered_as_invented_ones(
    both: tuple[Running, Somebody, Somebody],
) -> None:
    await test_access.test_every_door_answers_to_an_id_of_another_school_as_to_one_of_nobody(both)


@one_database
async def test_11_hostile_frames_get_an_error_or_end_the_socket(maple: Running) -> None:
    hostile = {
        **doors.BAD_FRAMES,
        "twice the same field": '{"t":"read","i":5,"conversation":"c","conversation":"c_x","n":1}',
        "deep": "[" * 64 + "]" * 64,
    }
    ana = await maple.somebody("Ana Reyes")
    for name, frame in hostile.items():
        async with ana.device() as phone:
            await phone.live()
            await phone.send(frame)
            assert (await phone.until("error"))["code"] in {"invalid", "not_found", "too_large"}, name
    for octets, code in ((b"\x00", 4500), ("x" * 70_000, 1009)):
        async with ana.device() as phone:
            await phone.live()
            await phone.send(octets)
            assert await phone.closed() == code


@one_database
async def test_12_a_flood_ends_itself_and_leaves_nothing_behind(usual: Running) -> None:
    await floods.test_after_a_burst_of_frames_a_device_is_hung_up_on_and_leaves_nothing_behind(usual)


@one_database
async def test_13_no_frame_is_compressed_though_a_client_asks_for_it(maple: Running) -> None:
    async with websockets.connect(
        maple.url.replace("http", "ws") + "/v1/ws", compression="deflate",
        subprotocols=[websockets.Subprotocol(wire.SUBPROTOCOL)],
    ) as ws:  # fmt: skip
        assert ws.request is not None
        assert ws.response is not None
        assert "permessage-deflate" in ws.request.headers["sec-websocket-extensions"]
        assert "sec-websocket-extensions" not in ws.response.headers


# Lifetime


async def test_14_who_loses_a_right_gets_no_event_from_then_on(maple: Running) -> None:
    await ties.test_tom_sees_nothing_of_mia_from_the_moment_it_is_denied(maple)


@pytest.mark.only("postgres")
async def test_14_nor_on_another_hub_without_redis(records: Path, bundle: Path) -> None:
    async with nodes.nodes(records) as two:
        await nodes.test_who_lost_a_right_on_one_hub_reads_nothing_more_on_any(records, two, bundle)


@one_database
async def test_15_every_end_of_a_sign_in_ends_its_sockets(records: Path, bundle: Path) -> None:
    for ends in (
        doors.test_signing_out_ends_the_session_and_its_sockets,
        doors.test_a_new_password_works_the_old_one_does_not_and_other_sessions_end,
        sign_ins.test_an_admin_ends_all_sign_ins_of_somebody_and_it_is_on_record,
    ):
        async with running(records) as hub:
            its = next(one for one in hub.people if one["name"] == "Rosa Alvarez")
            await ends(hub)
            await as_before(hub, its)


async def as_before(hub: Running, its: dict[str, Any]) -> None:
    """Everybody has the password of the demo again."""
    kept = passwords.kept(its["password"])
    await hub.hub.store.write(
        lambda one: one.connection.execute(update(schema.account).values(password=kept)), whose=Across.OPERATOR
    )


@one_database
async def test_16_a_session_that_expires_ends_its_sockets(maple: Running) -> None:
    await nodes.test_a_session_that_expires_ends_its_sockets(maple)


@one_database
async def test_17_the_device_and_the_cursor_of_somebody_else_bring_nothing_of_theirs(maple: Running) -> None:
    ana, rosa, dana = [await maple.somebody(one) for one in ("Ana Reyes", "Rosa Alvarez", "Dana Novak")]
    await ana.post(await ana.conversation("family", "Mia"), "Only for Mia's family")
    async with rosa.device(since=0, device="rosas-phone") as hers:
        assert "Only for Mia's family" in str(await hers.replayed())
    async with dana.device(since=0, device="rosas-phone") as theirs:
        assert "Only for Mia's family" not in str(await theirs.replayed())
    status, body = await rosa.ask("GET", "/v1/conversations?limit=1")
    assert (status, body["next"] is not None) == (200, True)
    status, body = await dana.ask("GET", f"/v1/conversations?cursor={body['next']}")
    assert "Mia" not in str(body)


@one_database
async def test_18_keys_rotate_and_a_token_that_names_its_own_key_is_nobodys(maple: Running) -> None:
    signing.test_what_the_other_secret_signed_is_ours_while_it_stands_beside_and_what_we_sign_is_of_the_new_one()
    for token in ("eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiIsImtpZCI6Ii9kZXYvbnVsbCJ9.e30.x", "../x", "%00"):
        async with maple.http.get(f"{maple.url}/v1/me", headers={"authorization": f"Bearer {token}"}) as answer:
            assert answer.status == 401


# Schools


@pytest.mark.only("postgres")
async def test_19_row_security_is_a_second_wall_behind_our_own_conditions(records: Path) -> None:
    walls.test_every_table_says_whose_its_rows_are_and_is_behind_its_policy(records)
    await walls.test_a_statement_of_ours_that_forgot_its_school_shows_nothing_of_another(records)


async def test_20_two_schools_with_the_same_ids_get_disjoint_answers(
    both: tuple[Running, Somebody, Somebody],
) -> None:
    await test_access.test_two_schools_with_the_same_ids_get_answers_that_have_nothing_in_common(both)


async def test_21_a_noisy_school_does_not_keep_another_from_writing(
    both: tuple[Running, Somebody, Somebody],
) -> None:
    hub, _, of_elm = both
    ana = await hub.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    over, asked = asyncio.Event(), []

    async def floods() -> None:
        while not over.is_set():
            asked.append((await of_elm.ask("GET", "/v1/people"))[0])

    flood = [asyncio.create_task(floods()) for _ in range(8)]
    async with asyncio.timeout(30):
        posted = [await ana.post(family, f"Number {number}") for number in range(20)]
    over.set()
    await asyncio.gather(*flood)

    assert len({one["id"] for one in posted}) == 20
    assert len(asked) > 8


# Files


async def test_22_every_download_asks_who_it_is_for(both: tuple[Running, Somebody, Somebody]) -> None:
    hub, _, of_elm = both
    ana, rosa, dana = [await hub.somebody(one) for one in ("Ana Reyes", "Rosa Alvarez", "Dana Novak")]
    _, its = await ana.bring(photo())
    family = await ana.conversation("family", "Mia")
    async with hub.http.get(f"{hub.url}/v1/files/{its['id']}") as answer:
        assert answer.status == 401
    assert [(await one.open(its["id"]))[0] for one in (ana, rosa, dana, of_elm)] == [200, 404, 404, 404]
    await ana.post(
        family, {"type": "files", "files": [its["id"]]} if "files" in str(its) else photo_item(its["id"])
    )
    assert [(await one.open(its["id"]))[0] for one in (ana, rosa, dana, of_elm)] == [200, 200, 404, 404]


def photo_item(file: str) -> dict[str, Any]:
    return {"type": "files", "files": [{"id": file}], "text": ""}


@one_database
async def test_23_what_is_too_much_too_large_or_a_lie_is_refused(maple: Running) -> None:
    await bringing.test_thirty_wait_at_the_most_and_taking_one_out_makes_room(maple)
    media.test_what_unpacks_to_more_than_any_phone_makes_is_refused_unopened(30_000, 30_000)
    for raw in list(media.LIES.values())[:5]:
        media.test_what_is_not_taken_is_refused_with_a_sentence(raw)


@one_database
async def test_24_what_is_no_photo_is_only_saved_and_runs_nowhere(maple: Running) -> None:
    await bringing.test_whatever_is_no_image_of_ours_is_only_saved_and_does_nothing_in_our_place(maple)


@one_database
async def test_25_no_name_of_a_file_leaves_its_place(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    for name in ("../../etc/passwd", "..\\..\\x.txt", "a\r\nx-evil: 1.txt", "\u202egpj.exe", 'a";b.txt', "x" * 500):
        status, its = await ana.bring(b"plain words", name)
        assert status in {200, 201}, its
        headers = (await ana.open(its["id"]))[2]
        kept = headers["content-disposition"] + its["name"]
        assert not set("\r\n\\\u202e") & set(kept), name
        assert "x-evil" not in headers
        assert ".." not in its["name"].removesuffix(".txt"), its["name"]
        assert len(its["name"]) <= 200


def test_26_a_photo_says_nothing_of_where_it_was_taken() -> None:
    media.test_a_photo_stands_upright_and_says_nothing_of_where_by_whom_and_with_what_it_was_taken()


@one_database
async def test_27_who_lost_the_right_to_a_conversation_gets_none_of_its_files(maple: Running) -> None:
    ines, ana, tom = [await maple.somebody(one) for one in ("Ines Walker", "Ana Reyes", "Tom Alvarez")]
    _, its = await ana.bring(photo())
    await ana.post(await ana.conversation("family", "Mia"), photo_item(its["id"]))
    before = (await tom.open(its["id"]))[0]
    await ties.set_tie(ines, tom, await ties.mia(tom), denials=[ties.denial("see")])

    assert (before, (await tom.open(its["id"]))[0]) == (200, 404)


# Webhooks and push


@one_database
async def test_28_what_comes_in_from_services_is_signed_or_has_their_secret(records: Path) -> None:
    secret = "a-hook-secret-of-thirty-two-characters"
    chosen = {
        "ROOMWIRE_MAIL_DOMAIN": "reply.example.org", "ROOMWIRE_MAIL_HOOK_SECRET": secret,
        "ROOMWIRE_SECRET": "a-secret-of-thirty-two-characters",
    }  # fmt: skip
    found = []
    async with running(records, chosen) as hub:
        for said in ({}, {"roomwire-hook-secret": secret[:-1]}, {"roomwire-hook-secret": "é"}):
            head = {"content-type": "message/rfc822", **said}
            async with hub.http.post(f"{hub.url}/v1/hooks/mail", data=b"x", headers=head) as answer:
                found.append(answer.status)

    assert found == [401] * 3
    signatures.test_two_tokens_are_ours_while_one_is_changed()
    signatures.test_without_a_token_nobody_is_believed()


async def test_29_nobody_makes_the_hub_call_a_private_address(tmp_path: Path) -> None:
    for endpoint in (
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:127.0.0.1]/x",
        "https://10.0.0.1/x",
    ):
        await senders.test_a_subscription_cannot_make_us_call_a_private_address(endpoint)
    await senders.test_a_redirect_of_a_push_service_is_not_followed(tmp_path)


@one_database
async def test_30_a_push_says_that_there_is_something_and_not_what(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    await ana.post(await ana.conversation("family", "Mia"), "Mia has a fever of thirty-nine")
    rows = await settled(maple, 2)

    assert rows
    assert [row for row in rows if "fever" in f"{row['title']} {row['body']}"] == []


# Operations


@one_database
async def test_31_metrics_are_not_where_people_come(records: Path) -> None:
    await metrics.test_metrics_are_told_at_their_own_address_and_not_where_people_come(records)


INTERNALS = re.compile(r"Traceback|File \"|sqlalchemy|sqlite|psycopg|select .* from|\.py\b", re.IGNORECASE)


@one_database
async def test_32_no_refusal_says_anything_of_the_inside(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    strange = ("x" * 300, "%27%20or%201=1--", "..%2f..%2f", "%f0%9f%8d%8e", "-1")
    asked = 0
    for route in ROUTES:
        if route.path == "/v1/sign-out":
            continue
        for one, body in zip(strange, ({}, [], "x", {"x": 1}, None), strict=True):
            path = re.sub(r"{\w+}", one, route.path)
            async with maple.http.request(
                route.method, maple.url + path, json=body, headers={**ines.headers, "idempotency-key": "k"}
            ) as answer:
                text = await answer.text()
            asked += 1
            assert answer.status != 500, (route.method, path)
            assert answer.status < 400 or not INTERNALS.search(text), (route.method, path, text)

    assert asked > 400
    assert len(PAGES) > 5


@one_database
async def test_33_the_log_says_who_did_what_when_and_from_where_and_nobody_writes_lines_of_their_own(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    await activity_log.test_who_comes_in_and_who_does_not_stands_in_the_log_with_the_address(maple)
    written, root = io.StringIO(), logging.getLogger()
    kept, level = list(root.handlers), root.level
    monkeypatch.setattr(sys, "stderr", written)
    try:
        log_as_json()
        body = {"email": 'x@y.example\n{"event": "forged"}', "password": "x"}
        async with maple.http.post(f"{maple.url}/v1/sign-in", json=body) as answer:
            status = answer.status
        logging.getLogger("roomwire.sign_ins").info("x%s", '\n{"event": "forged"}')
    finally:
        root.handlers[:] = kept
        root.setLevel(level)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]

    assert status in {401, 422}
    assert lines
    assert "forged" not in {one["event"] for one in lines}


def test_34_what_the_hub_is_made_of_is_pinned_and_looked_through() -> None:
    for name in ("app", "dev", "audit"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        pinned = re.findall(r"^([\w.-]+(?:\[\w+\])?)==[\w.]+", text, re.MULTILINE)
        listed = re.findall(r"^[a-z][\w.\[\]-]*", text, re.MULTILINE)
        assert len(pinned) == len(listed) > 20, name
        assert text.count("--hash=sha256:") >= len(pinned)
        if name == "app":
            assert {"uvicorn", "websockets", "starlette", "httptools"} <= set(pinned)
    assert "pip-audit --strict" in (ROOT / "Makefile").read_text()


def test_all_thirty_four_are_here_or_it_is_said_why_not() -> None:
    names = [name for name, its in globals().items() if inspect.isfunction(its) and name.startswith("test_")]
    numbers = {int(found[1]) for name in names if (found := re.match(r"test_(\d\d)_", name))}

    assert numbers | LEFT.keys() == set(range(1, 35))
    assert not numbers & LEFT.keys()
    assert PARTS_LEFT.keys() <= numbers
