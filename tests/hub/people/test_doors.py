"""Coming in: signing in and out, tickets, profiles, and everything bad that can be sent to an endpoint."""

import asyncio
import json
from datetime import timedelta

import pytest
from yarl import URL

from tests.hub.running import Running, socket

POST = {"t": "post", "i": 5, "conversation": "c", "cid": "x", "item": {"type": "text", "text": "a"}}


async def test_a_wrong_password_and_an_unknown_address_answer_alike(maple: Running) -> None:
    url = f"{maple.url}/v1/sign-in"
    known = await maple.http.post(url, json={"email": "ana.reyes@maplestreet.example", "password": "wrong"})
    unknown = await maple.http.post(url, json={"email": "nobody@maplestreet.example", "password": "wrong"})

    assert (known.status, await known.json()) == (unknown.status, await unknown.json())
    assert known.status == 401


async def test_failed_sign_ins_are_limited_and_good_ones_are_not(maple: Running) -> None:
    url = f"{maple.url}/v1/sign-in"
    good = {"email": "ana.reyes@maplestreet.example", "password": "maple-street"}
    for _ in range(12):
        assert (await maple.http.post(url, json=good)).status == 200
    bad = [await maple.http.post(url, json={**good, "password": "wrong"}) for _ in range(11)]

    assert [one.status for one in bad] == [401] * 10 + [429]
    assert int(bad[-1].headers["retry-after"]) > 0
    maple.clock.ahead = timedelta(minutes=16)
    assert (await maple.http.post(url, json=good)).status == 200


async def test_signing_out_ends_the_session_and_its_sockets(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    async with ana.device() as phone:
        await phone.live()
        status, _ = await ana.ask("POST", "/v1/sign-out")
        code = await phone.closed()

    assert (status, code) == (204, 4501)
    assert (await ana.ask("GET", "/v1/me"))[0] == 401


async def test_a_new_password_works_the_old_one_does_not_and_other_sessions_end(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    url, email = f"{maple.url}/v1/sign-in", "ana.reyes@maplestreet.example"
    other = await (await maple.http.post(url, json={"email": email, "password": "maple-street"})).json()
    wrong = await ana.ask("POST", "/v1/password", {"current": "wrong", "new": "a new password"})
    short = await ana.ask("POST", "/v1/password", {"current": "maple-street", "new": "short"})
    status, _ = await ana.ask("POST", "/v1/password", {"current": "maple-street", "new": "a new password"})

    assert (wrong[0], short[0], status) == (422, 422, 204)
    assert (await ana.ask("GET", "/v1/me"))[0] == 200
    gone = await maple.http.get(f"{maple.url}/v1/me", headers={"authorization": f"Bearer {other['token']}"})
    assert gone.status == 401
    assert (await maple.http.post(url, json={"email": email, "password": "maple-street"})).status == 401
    assert (await maple.http.post(url, json={"email": email, "password": "a new password"})).status == 200


async def test_parents_know_the_names_of_staff_and_of_their_own_families_only(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    names = set((await rosa.get("/v1/people"))["people"].values())

    assert {"Ana Reyes", "Ines Walker", "Tom Alvarez", "Rosa Alvarez"} <= names
    assert "Dana Novak" not in names


async def test_one_account_has_two_profiles_whose_rights_never_mix(maple: Running) -> None:
    staff = await maple.somebody("Nora Lind", "staff")
    me = await staff.get("/v1/me")
    as_parent = await maple.somebody("Nora Lind", "guardian")

    assert {one["role"] for one in me["profiles"]} == {"staff", "guardian"}
    assert {one["title"] for one in await as_parent.conversations() if one["kind"] == "family"} == {
        "Emil Lind’s teachers"
    }
    assert (await staff.ask("GET", "/v1/me", **{"roomwire-profile": "p_somebody"}))[0] == 404
    async with as_parent.device() as phone:
        assert phone.welcome["person"] == as_parent.id


async def test_a_ticket_opens_one_socket_once_and_only_for_a_minute(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    ticket, late = await ana.ticket(), await ana.ticket()
    hello = {"t": "hello", "i": 1, "device": "d"}
    async with socket(maple) as first:
        await first.send({**hello, "ticket": ticket})
        assert (await first.next())["t"] == "welcome"
    async with socket(maple) as second:
        await second.send({**hello, "ticket": ticket})
        error = await second.next()
        assert (error["t"], error["code"]) == ("error", "unauthenticated")
        assert await second.closed() == 4004
    maple.clock.ahead = timedelta(seconds=61)
    async with socket(maple) as third:
        await third.send({**hello, "ticket": late})
        assert await third.closed() == 4004


@pytest.mark.parametrize(
    ("headers", "query", "subprotocol", "status"),
    [
        ({"origin": "https://evil.example"}, "", True, 403),
        ({"origin": "null"}, "", True, 403),
        ({"origin": "http://127.0.0.1:8000.evil.example"}, "", True, 403),
        ({"origin": "https://127.0.0.1:8000"}, "", True, 403),
        ({}, "?ticket=abc", True, 400),
        ({}, "?token=abc", True, 400),
        ({}, "", False, 400),
        ({"origin": "http://127.0.0.1:8000"}, "", True, 101),
    ],
)
async def test_a_handshake_from_the_wrong_place_or_without_our_words_is_refused(
    maple: Running, headers: dict, query: str, subprotocol: bool, status: int
) -> None:
    asked = {
        "connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", **headers,
        **({"sec-websocket-protocol": "roomwire.v1.json"} if subprotocol else {}),
    }  # fmt: skip
    async with maple.http.get(f"{maple.url}/v1/ws{query}", headers=asked) as answer:
        assert answer.status == status


@pytest.mark.parametrize(
    "first",
    [
        "not json",
        "[]",
        "{}",
        "null",
        '{"t":"nope"}',
        json.dumps(POST),
        b"\x00\x01",
        '{"t":"hello","i":1}',
        "[" * 5000,
    ],
)
async def test_whoever_does_not_begin_with_hello_is_hung_up_on(maple: Running, first: str | bytes) -> None:
    async with socket(maple) as device:
        await device.send(first)

        assert await device.closed() == 4500


HELLO = {"t": "hello", "i": 1, "ticket": "t", "device": "d"}


@pytest.mark.parametrize("first", [[], [HELLO, HELLO], [HELLO, POST], POST], ids=["none", "two", "more", "other"])
async def test_whoever_says_something_else_than_hello_hears_that_it_comes_first(
    maple: Running, first: object
) -> None:
    async with socket(maple) as device:
        await device.send(first)
        error = await device.next()

        assert await device.closed() == 4500
    assert (error["t"], error["message"]) == ("error", "The first frame is hello, by itself.")


BAD_FRAMES = {
    "not json": "{",
    "unknown type": '{"t":"dance","i":5}',
    "unknown field": json.dumps({**POST, "extra": 1}),
    "missing item": '{"t":"post","i":5,"conversation":"c","cid":"x"}',
    "wrong type": json.dumps({**POST, "conversation": 7}),
    "empty text": json.dumps({**POST, "item": {"type": "text", "text": ""}}),
    "too long": json.dumps({**POST, "item": {"type": "text", "text": "x" * 16_001}}),
    "nul": json.dumps({**POST, "item": {"type": "text", "text": "a\0b"}}),
    "lone surrogate": '{"t":"post","i":5,"conversation":"c","cid":"x","item":{"type":"text","text":"\\ud800"}}',
    "bad cid": json.dumps({**POST, "cid": "a b"}),
    "not a number": '{"t":"read","i":5,"conversation":"c","n":NaN}',
    "huge number": '{"t":"read","i":5,"conversation":"c","n":1' + "0" * 400 + "}",
    "negative": '{"t":"read","i":5,"conversation":"c","n":-1}',
    "deep": '{"t":"post","i":5,"item":' + "[" * 20_000 + "]" * 20_000 + "}",
    "batch": json.dumps([{"t": "read", "i": 5, "conversation": "c", "n": 1}] * 101),
    "second hello": '{"t":"hello","i":5,"ticket":"t","device":"d"}',
    "someone's id": json.dumps({**POST, "conversation": "c_of_another_school"}),
}


@pytest.mark.parametrize("frame", BAD_FRAMES.values(), ids=BAD_FRAMES)
async def test_a_bad_frame_gets_a_clear_error_and_the_connection_lives_on(maple: Running, frame: str) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    async with ana.device() as phone:
        await phone.live()
        await phone.send(frame)
        error = await phone.until("error")
        after = await phone.post(family, "still here", i=9)

    assert error["code"] in {"invalid", "not_found", "too_large"}
    assert error["retry"] is False
    assert "Traceback" not in error["message"]
    assert after["t"] == "ok"


async def test_a_binary_frame_ends_the_connection(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    async with ana.device() as phone:
        await phone.send(b"\x01")
        assert await phone.closed() == 4500


async def test_a_frame_beyond_the_limit_ends_the_connection(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    async with ana.device() as phone:
        await phone.send(" " * 65_537)
        assert await phone.closed() == 1009


async def test_a_frame_may_come_in_4096_fragments_and_not_in_more(maple: Running) -> None:
    read = '{"t":"read","i":7,"conversation":"nowhere","n":1}'
    rosa = await maple.somebody("Rosa Alvarez")
    async with rosa.device() as phone:
        await phone.live()
        await phone.ws.send([*read, *[""] * (4_095 - len(read))])  # the last one is added by send
        answer = await phone.until("error")
        await phone.ws.send([*read, *[""] * (4_096 - len(read))])
        closed = await phone.closed()

    assert (answer["i"], answer["code"]) == (7, "not_found")
    assert closed == 1009


async def test_who_posts_too_fast_is_asked_to_wait_and_loses_nothing(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    maple.hub.rates.per_s = 1
    async with ana.device() as phone:
        answers = [await phone.post(family, f"{number}", cid=f"k{number}") for number in range(6)]
        refused = [number for number, one in enumerate(answers) if one["t"] == "error"]
        assert refused
        assert all(answers[number]["code"] == "rate_limited" for number in refused)
        assert all(answers[number]["retry_ms"] > 0 for number in refused)
        maple.clock.ahead += timedelta(seconds=30)
        again = [await phone.post(family, f"{number}", cid=f"k{number}") for number in refused[:2]]

    assert [one["t"] for one in again] == ["ok"] * len(again)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b'{"item":{"type":"text"}}', "application/json", 422),
        (b'{"item":{"type":"text","text":7}}', "application/json", 422),
        (b'{"item":{"type":"dance"}}', "application/json", 422),
        (b'{"item":{"type":"nap","started_at":"yesterday"}}', "application/json", 422),
        (b'{"item":{"type":"text","text":"a"}}', "text/plain", 422),
        (b"\xff\xfe", "application/json", 422),
        (b'{"item":{"type":"text","text":"a\\u0000"}}', "application/json", 422),
        (b" " * 300_000, "application/json", 413),
        (b'{"item":{"type":"nap","started_at":"2026-01-01T10:00:00Z"}}', "application/json", 422),
    ],
)
async def test_a_bad_body_gets_a_problem_that_names_the_field(
    maple: Running, body: bytes, kind: str, status: int
) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    headers = {**ana.headers, "content-type": kind, "idempotency-key": "k"}
    async with maple.http.post(
        f"{maple.url}/v1/conversations/{family}/messages", data=body, headers=headers
    ) as answer:
        problem = await answer.json()

    assert answer.status == status
    assert answer.content_type == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} == problem.keys()


async def test_ids_of_nobody_answer_not_found_at_every_door(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    text = {"type": "text", "text": "x"}
    asked = [
        ("GET", "/v1/conversations/c_x/messages", None),
        ("POST", "/v1/conversations/c_x/messages", {"item": text}),
        ("POST", "/v1/conversations/c_x/read", {"n": 1}),
        ("POST", "/v1/reviews/m_x", {"answer": "approve"}),
        ("GET", "/v1/messages/m_x/timeline", None),
        ("POST", "/v1/preview", {"conversation": "c_x", "item": text}),
        ("GET", "/v1/explain?who=p_x&may=see&about=s_x", None),
        ("POST", "/v1/conversations", {"kind": "family", "student": "s_x"}),
        ("POST", "/v1/ticket", {"profile": "p_x"}),
    ]
    answers = [await ana.ask(method, path, body, **{"idempotency-key": "k"}) for method, path, body in asked]

    assert [status for status, _ in answers] == [404] * len(asked)


async def test_every_door_but_the_open_ones_asks_who_is_there(maple: Running) -> None:
    document = await (await maple.http.get(f"{maple.url}/v1/openapi.json")).json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            answer = await maple.http.request(method, maple.url + path.replace("{id}", "x"), json={})
            person = any({"bearer", "cookie"} & one.keys() for one in operation["security"])  # not a room device's
            assert answer.status == 401 or not person, (method, path, answer.status)
            assert answer.status != 401 or operation["security"], (method, path, answer.status)


async def test_a_change_asked_for_from_another_page_is_refused_though_the_cookie_comes_along(
    maple: Running,
) -> None:
    ana = await maple.somebody("Ana Reyes")
    cookie = {"cookie": f"roomwire_session={ana.token}"}
    ours = await maple.http.post(
        f"{maple.url}/v1/ticket", json={}, headers={**cookie, "origin": "http://127.0.0.1:8000"}
    )
    theirs = await maple.http.post(
        f"{maple.url}/v1/ticket", json={}, headers={**cookie, "origin": "https://evil.example"}
    )

    assert (ours.status, theirs.status) == (201, 403)


async def test_credentials_in_an_address_are_refused(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    answer = await maple.http.get(f"{maple.url}/v1/me?token={ana.token}", headers=ana.headers)

    assert answer.status == 422


async def test_a_long_poll_ends_as_soon_as_there_is_something(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    _, start = await rosa.ask("POST", "/v1/sync", {})
    poll = asyncio.create_task(
        rosa.ask("POST", "/v1/sync", {"since": start["seq"], "epoch": start["epoch"], "wait_ms": 20_000})
    )
    posted = await ana.post(family, "Here")
    async with asyncio.timeout(5):
        status, body = await poll

    assert status == 200
    assert [one["seq"] for one in body["events"]] == [posted["seq"]]
    assert body["seq"] == posted["seq"]


async def test_another_epoch_or_a_position_ahead_means_load_anew(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    _, start = await rosa.ask("POST", "/v1/sync", {})

    assert (await rosa.ask("POST", "/v1/sync", {"since": 1, "epoch": "other"}))[0] == 409
    assert (await rosa.ask("POST", "/v1/sync", {"since": start["seq"] + 1}))[0] == 409
    async with socket(maple) as device:
        await device.send(
            {"t": "hello", "i": 1, "ticket": await rosa.ticket(), "device": "d", "since": 1, "epoch": "other"}
        )
        assert await device.closed() == 4003


async def test_going_down_is_said_before_it_is_done(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    async with ana.device() as phone:
        await phone.live()
        draining = asyncio.create_task(maple.hub.drain(1.0))
        goaway = await phone.until("goaway")
        code = await phone.closed()
        await draining

    assert (goaway["code"], code) == (4001, 4001)
    assert goaway["after_ms"] > 0


async def test_explanations_come_from_the_rules_that_decide(maple: Running) -> None:
    ana, rosa, ben = [await maple.somebody(name) for name in ("Ana Reyes", "Rosa Alvarez", "Ben Carter")]
    leo = next(one["student"] for one in await ben.conversations() if one["title"] == "Leo Novak’s family")

    async def asked(may: str, who: str = ana.id, about: str = leo) -> dict:
        return await ana.get(f"/v1/explain?who={who}&may={may}&about={about}")

    assert (await asked("see"))["answer"] is True
    no = await asked("message")
    assert no["answer"] is False
    assert "Leo Novak is in Saplings" in no["because"][0]
    assert (await asked("hear", who=rosa.id))["answer"] is False
    assert (await rosa.ask("GET", f"/v1/explain?who={ana.id}&may=see&about={leo}"))[0] == 403


@pytest.mark.parametrize(
    "where",
    [
        "/v1/conversations/c%00/messages",
        "/v1/conversations?cursor=2026%00,x",
        "/v1/activity-log?q=%00",
        "/v1/people?q=ro%00sa",
        "/s/%00",
        "/u/a%00b",
    ],
)
async def test_no_address_with_a_character_that_is_none_reaches_the_records(maple: Running, where: str) -> None:
    ines = await maple.somebody("Ines Walker")
    async with maple.http.get(URL(f"{maple.url}{where}", encoded=True), headers=ines.headers) as answer:
        said = await answer.json()

    assert (answer.status, said["detail"]) == (422, "The character U+0000 is not allowed.")
    assert answer.headers["x-request-id"]
