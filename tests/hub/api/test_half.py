"""Heads and bodies that come by halves: each is sent away in time, and honest people are served meanwhile."""

import asyncio
import contextlib
import resource
from urllib.parse import urlsplit

import pytest

from hub.api import route
from hub.api.inbound import sms_hooks
from hub.api.request_body import Ends
from hub.api.server import connections, http_protocol
from hub.api.server.connections import Crowd, room
from tests.hub.running import Running

HALF = "POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n{{"


async def half(hub: Running, sent: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    its = urlsplit(hub.url)
    reader, writer = await asyncio.open_connection(its.hostname, its.port)
    writer.write(sent.encode())
    return reader, writer


async def ended(reader: asyncio.StreamReader) -> bytes:
    """All that came until the hub hung up, also on somebody who was still writing."""
    came = b""
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionResetError):
            while more := await reader.read(65_536):
                came += more
    return came


async def test_a_body_that_stands_still_is_sent_away_and_others_are_served_meanwhile(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(route, "ENDS", Ends(1_000_000, "too large", stalls_s=1.0))
    opened = [await half(maple, HALF.format(path="/v1/sign-in")) for _ in range(50)]
    ana = await maple.somebody("Ana Reyes")
    assert all(not reader.at_eof() for reader, _ in opened)
    said = await asyncio.gather(*(ended(reader) for reader, _ in opened))
    for _, writer in opened:
        writer.close()

    assert all(one.startswith(b"HTTP/1.1 503 ") and b"Try again" in one for one in said)
    assert (await ana.get("/v1/me"))["name"] == "Ana Reyes"


async def test_a_body_that_comes_drop_by_drop_ends_as_well(maple: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "ENDS", Ends(1_000_000, "too large", stalls_s=5.0, lasts_s=0.5))
    reader, writer = await half(maple, HALF.format(path="/v1/sign-in"))
    ending = asyncio.create_task(ended(reader))
    while not ending.done():
        writer.write(b" ")
        await asyncio.sleep(0.05)

    assert ending.result().startswith(b"HTTP/1.1 503 ")
    writer.close()


def test_every_door_that_reads_a_body_reads_it_to_an_end() -> None:
    assert (route.ENDS.stalls_s, route.ENDS.lasts_s) == (10.0, 30.0)
    assert sms_hooks.ENDS.lasts_s == 30.0


HEADS = ("", "GET /healthz HT", "GET /healthz HTTP/1.1\r\nhost: x\r\nx-one: ", "\r\n\r\n")


@pytest.mark.parametrize("sent", HEADS, ids=["nothing", "a line", "a header", "empty lines"])
async def test_half_a_head_ends_and_others_are_served_meanwhile(
    maple: Running, monkeypatch: pytest.MonkeyPatch, sent: str
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_S", 1.0)
    opened = [await half(maple, sent) for _ in range(50)]
    ana = await maple.somebody("Ana Reyes")
    for reader, writer in opened:
        with contextlib.suppress(ConnectionError):
            assert await ended(reader) == b""
        writer.close()

    assert (await ana.get("/v1/me"))["name"] == "Ana Reyes"


async def test_a_head_that_comes_drop_by_drop_ends_as_well_also_behind_a_whole_one(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_S", 0.5)
    reader, writer = await half(maple, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
    async with asyncio.timeout(5):
        assert await reader.readuntil(b"ok\n")
        with contextlib.suppress(ConnectionError):
            for letter in "x" * 10_000:
                writer.write(letter.encode())
                await writer.drain()
                await asyncio.sleep(0.02)
                if reader.at_eof():
                    break
    writer.close()


async def test_a_connection_that_was_answered_is_kept_for_the_next_request_and_then_ended(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_S", 0.3)
    monkeypatch.setattr(http_protocol, "IDLE_S", 1.0)
    reader, writer = await half(maple, "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
    async with asyncio.timeout(10):
        assert await reader.readuntil(b"ok\n")
        await asyncio.sleep(0.6)
        writer.write(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
        assert await reader.readuntil(b"ok\n")
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()


async def test_who_takes_longer_than_a_head_may_to_be_answered_is_answered(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "HEAD_S", 0.3)
    rosa = await maple.somebody("Rosa Alvarez")
    _, start = await rosa.ask("POST", "/v1/sync", {})
    body = {"since": start["seq"], "epoch": start["epoch"], "wait_ms": 1_000}

    assert (await rosa.ask("POST", "/v1/sync", body))[0] == 200
    async with rosa.device() as phone:
        await phone.live()
        await asyncio.sleep(0.6)
        assert (await phone.post(await rosa.conversation("family", "Mia"), "still here"))["t"] == "ok"


async def test_with_four_hundred_half_heads_from_one_address_an_honest_request_is_served(maple: Running) -> None:
    opened = [await half(maple, "GET / HT") for _ in range(400)]
    ana = await maple.somebody("Ana Reyes")
    me = await ana.get("/v1/me")
    still = 0
    for reader, writer in opened:
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(0.01):
                still += await reader.read(1) != b""
                still -= 1
        still += not reader.at_eof() and reader.exception() is None
        writer.close()

    assert me["name"] == "Ana Reyes"
    assert still <= connections.SILENT_EACH


class Wire:
    """A connection as Crowd knows it."""

    gone = False

    def abort(self) -> None:
        self.gone = True


def test_one_address_has_so_many_connections_and_another_is_not_counted_with_it() -> None:
    its = Crowd(10_000, each=10)
    ours = [Wire() for _ in range(10)]
    assert all(its.come(one, "203.0.113.7") for one in ours)
    for one in ours:
        its.heard(one)

    assert not its.come(Wire(), "203.0.113.7")
    assert its.come(Wire(), "198.51.100.1")
    its.leave(ours[0])
    assert its.come(Wire(), "::ffff:203.0.113.7")


def test_where_an_address_has_all_it_may_who_rests_there_makes_room_for_who_comes() -> None:
    its = Crowd(10_000, each=3)
    first, second, served = (Wire() for _ in range(3))
    elsewhere = Wire()
    for one, host in ((elsewhere, "198.51.100.1"), (first, "203.0.113.7"), (second, "203.0.113.7")):
        assert its.come(one, host)
        its.heard(one)
        its.rests(one)
    assert its.come(served, "203.0.113.7")
    its.heard(served)

    assert its.come(Wire(), "203.0.113.7")
    assert [one.gone for one in (elsewhere, first, second, served)] == [False, True, False, False]


def test_a_household_of_ipv6_is_one_address_and_a_proxy_is_none() -> None:
    its = Crowd(10_000, ["10.0.0.0/8"], each=2)

    assert [its.come(Wire(), f"2001:db8:1:2::{number}") for number in (1, 2, 3)] == [True, True, False]
    assert all(its.come(Wire(), "10.1.2.3") for _ in range(500))


def test_where_no_descriptor_is_left_the_longest_silent_goes_then_who_rests_and_nobody_who_is_served() -> None:
    its = Crowd(4, each=100)
    silent, resting, served, socket = (Wire() for _ in range(4))
    for number, one in enumerate((silent, resting, served, socket)):
        assert its.come(one, f"203.0.113.{number}")
    for one in (resting, served, socket):
        its.heard(one)
    its.rests(resting)

    first, second = Wire(), Wire()
    assert its.come(first, "198.51.100.1")
    its.heard(first)
    assert its.come(second, "198.51.100.2")
    its.heard(second)
    assert not its.come(Wire(), "198.51.100.3")
    assert [one.gone for one in (silent, resting, served, socket)] == [True, True, False, False]
    for one in (silent, resting, served, socket, first, second):
        its.leave(one)
    assert len(its) == 0
    assert not its._of
    assert not its._silent
    assert not its._idle


def test_the_hub_asks_for_descriptors_and_keeps_some_for_itself() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(256, hard), hard))
        most = room()
        raised, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert raised == min(hard, connections.WANTED) or hard == resource.RLIM_INFINITY
    assert most <= raised - connections.RESERVE
