"""What everything costs: who uses the page meets no limit, and nobody takes more of the hub than their share."""

import asyncio
import typing
from collections import Counter
from pathlib import Path

import pytest
from starlette.requests import Request

from hub import wire
from hub.api.live import commands, device, sync
from hub.api.methods import Answers
from hub.api.route import Route, known
from hub.app import PAGES, ROUTES
from hub.errors import RateLimited, Unauthenticated
from hub.limits.costs import CROWD, KEPT, OF_ADDRESS, REFUSALS, Cost, Purse, Rate, Turns
from hub.store import journal
from tests.hub.api.test_floods import usual
from tests.hub.running import Running

__all__ = ["usual"]

GUARDED = Cost.OWN, *(cost for cost in Cost if cost is not Cost.OWN)


@pytest.mark.parametrize("endpoint", ROUTES, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
def test_every_door_says_what_it_costs_whom(endpoint: Route) -> None:
    assert isinstance(endpoint.cost, Cost)
    assert (endpoint.cost in OF_ADDRESS) == endpoint.access.open, "of guests we know the address alone"
    assert endpoint.method == "GET" or endpoint.cost is not Cost.READ, "what changes something is no reading"
    if endpoint.cost is Cost.OWN:
        assert "messages" in endpoint.path, "messages alone have a bound of their own"


def test_every_frame_says_what_it_costs() -> None:
    assert set(commands.FRAMES) == set(typing.get_args(wire.Command))
    assert not OF_ADDRESS & set(commands.FRAMES.values())


@pytest.mark.parametrize(("path", "cost", "page", "methods"), PAGES)
def test_every_page_costs_its_address_something(path: str, cost: Cost, page: Answers, methods: list[str]) -> None:
    assert cost in OF_ADDRESS, path


def test_what_is_asked_for_slowly_never_waits_and_a_flood_gets_its_rate_and_no_more() -> None:
    turns = Turns(Rate(per_s=2, at_once=5, waits_s=3))
    assert [turns.wait_s("rosa", 100 + number / 2) for number in range(50)] == [0.0] * 50

    assert [turns.wait_s("tom", 100) for _ in range(11)] == [0, 0, 0, 0, 0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
    for _ in range(9):
        with pytest.raises(RateLimited) as met:
            turns.wait_s("tom", 100)
        assert met.value.after_s == pytest.approx(0.5), "and what is refused is not counted"
    assert turns.wait_s("tom", 100.5) == 3.0
    assert turns.wait_s("ana", 100.5) == 0.0


def test_what_was_given_back_was_never_taken() -> None:
    turns = Turns(Rate(per_s=1, at_once=1, waits_s=0))
    for _ in range(50):
        assert turns.wait_s("rosa", 7) == 0.0
        turns.give_back("rosa")
    turns.give_back("nobody")
    assert turns.wait_s("rosa", 7) == 0.0
    with pytest.raises(RateLimited):
        turns.wait_s("rosa", 7)


def test_ten_times_as_many_keys_as_are_kept_are_forgotten_and_never_remembered_longer() -> None:
    turns = Turns(Rate(per_s=1, at_once=1, waits_s=0))
    for number in range(KEPT * 2):
        turns.wait_s(str(number), 0.0)

    assert len(turns._paid) == KEPT


async def test_uploads_and_messages_and_people_of_one_address_do_not_wait_for_each_other() -> None:
    purse = Purse(1.0)
    address, slow = "203.0.113.7", Cost.RARE
    for _ in range(int(slow.value.at_once)):
        await purse.pay(slow, "rosa", address)
    with pytest.raises(RateLimited):
        await purse.pay(slow, "rosa", address)
    async with asyncio.timeout(1):
        for person in range(CROWD - 2):
            await purse.pay(slow, str(person), address)
        await purse.pay(Cost.UPLOAD, "rosa", address)
        await purse.pay(Cost.OWN, "rosa", address)


async def test_many_people_of_one_address_are_stopped_where_no_center_has_so_many() -> None:
    purse = Purse(1.0)
    for person in range(int(Cost.RARE.value.at_once) * CROWD):
        await purse.pay(Cost.RARE, str(person), "203.0.113.7")
    with pytest.raises(RateLimited):
        await purse.pay(Cost.RARE, "rosa", "203.0.113.7")
    await purse.pay(Cost.RARE, "rosa", "198.51.100.1")


async def other(ana) -> str:
    """A family's conversation that is not Mia's."""
    return next(
        one["id"] for one in await ana.conversations() if one["kind"] == "family" and "Mia" not in one["title"]
    )


async def asked(person, many: int, method: str, path: str, body: object = None) -> Counter[int]:
    answers = await asyncio.gather(*(person.ask(method, path, body) for _ in range(many)))
    return Counter(status for status, _ in answers)


async def test_opening_the_page_and_scrolling_79_conversations_meets_no_limit(usual: Running) -> None:
    ana = await usual.somebody("Ana Reyes")
    for path in ("/v1/me", "/v1/conversations", "/v1/people", "/v1/me/acks", "/v1/reviews", "/v1/preferences"):
        await ana.get(path)
    family = await ana.conversation("family", "Mia")
    path = f"/v1/conversations/{family}"

    assert await asked(ana, 79, "GET", f"{path}/messages") == {200: 79}
    assert await asked(ana, 79, "POST", f"{path}/read", {"n": 0}) == {204: 79}


async def test_an_admin_clears_two_hundred_things_and_meets_no_limit(usual: Running) -> None:
    ines = await usual.somebody("Ines Walker")

    assert await asked(ines, 200, "POST", "/v1/reviews/nothing", {"answer": "approve"}) == {404: 200}


async def test_who_floods_is_answered_at_the_rate_and_then_refused_with_a_sentence(usual: Running) -> None:
    rosa, tom = await usual.somebody("Rosa Alvarez"), await usual.somebody("Tom Alvarez")
    answers = await asyncio.gather(*(rosa.ask("POST", "/v1/sync", {"since": 0}) for _ in range(300)))
    refused = [body for status, body in answers if status == 429]

    assert refused
    assert all("wait a moment" in one["detail"] for one in refused)
    assert sum(status == 200 for status, _ in answers) >= 70
    assert (await tom.ask("POST", "/v1/sync", {"since": 0}))[0] == 200


async def test_who_is_refused_again_and_again_is_told_so_no_faster_and_holds_up_nobody(usual: Running) -> None:
    rosa, tom = await usual.somebody("Rosa Alvarez"), await usual.somebody("Tom Alvarez")
    wanted = {"current": "wrong", "new": "a long enough one"}
    begun = asyncio.get_running_loop().time()
    flood = [asyncio.create_task(rosa.ask("POST", "/v1/password", wanted)) for _ in range(90)]
    while sum(one.done() for one in flood) < 20:
        await asyncio.sleep(0.01)

    assert (await tom.ask("GET", "/v1/me"))[0] == 200
    assert not all(one.done() for one in flood)
    statuses = Counter(status for status, _ in await asyncio.gather(*flood))
    took = asyncio.get_running_loop().time() - begun
    refused = statuses[429]
    assert refused > 60
    assert took > (refused - REFUSALS.at_once) / REFUSALS.per_s - 1


async def test_who_has_no_session_of_ours_is_not_looked_up_for_ever(usual: Running) -> None:
    rosa = await usual.somebody("Rosa Alvarez")
    headers = {"authorization": "Bearer nobody"}

    async def knock() -> tuple[int, str | None]:
        async with usual.http.get(f"{usual.url}/v1/me", headers=headers) as answer:
            return answer.status, answer.headers.get("retry-after")

    knocks = await asyncio.gather(*(knock() for _ in range(400)))

    assert {status for status, _ in knocks} == {401, 429}
    assert all(after for status, after in knocks if status == 429)
    async with asyncio.timeout(10):
        while (await rosa.ask("GET", "/v1/me"))[0] != 200:
            await asyncio.sleep(0.05)


async def test_polls_that_wait_count_among_the_devices_of_a_person(usual: Running) -> None:
    rosa = await usual.somebody("Rosa Alvarez")
    _, start = await rosa.ask("POST", "/v1/sync", {})
    body = {"since": start["seq"], "epoch": start["epoch"], "wait_ms": 3_000}
    polls = await asyncio.gather(*(rosa.ask("POST", "/v1/sync", body) for _ in range(device.SOCKETS + 5)))

    assert Counter(status for status, _ in polls) == {200: device.SOCKETS, 429: 5}


async def test_a_sync_from_the_beginning_goes_on_from_where_it_looked_to(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    here, elsewhere = await ana.conversation("family", "Mia"), await other(ana)
    posted = []
    for turn in range(4):
        posted.append((await ana.post(here, f"for Rosa, {turn}"))["seq"])
        for number in range(20):
            await ana.post(elsewhere, f"for others, {turn} {number}")
    began = posted[0] - 1
    _, whole = await rosa.ask("POST", "/v1/sync", {"since": began})
    monkeypatch.setattr(sync, "LOOKED", 10)
    monkeypatch.setattr(journal, "PAGE", 10)
    found, since, steps, more = [], began, 0, True
    while more:
        status, body = await rosa.ask("POST", "/v1/sync", {"since": since})
        assert status == 200
        assert body["seq"] > since or not body["more"]
        found, since, more, steps = found + body["events"], body["seq"], body["more"], steps + 1

    assert found == whole["events"]
    assert set(posted) <= {one["seq"] for one in found}
    assert since == whole["seq"] == max(posted), "and no further: how much others talk is not told"
    assert steps > 3


def test_the_rates_stand_in_the_docs() -> None:
    said = (Path(__file__).parents[3] / "docs" / "integrators.md").read_text()

    for cost in GUARDED[1:]:
        assert f"| {cost.name.lower()} |" in said, f"{cost.name} is in no row of integrators.md"


async def test_a_whole_center_that_asks_at_once_from_one_address_is_known_and_not_refused(usual: Running) -> None:
    people = [await usual.somebody(one["name"], one["role"]) for one in usual.people[:8]]
    many = int(Cost.UNKNOWN.value.at_once) * 3

    def come(bearer: str) -> typing.Awaitable[object]:
        headers = [(b"authorization", f"Bearer {bearer}".encode())]
        scope = {"type": "http", "method": "GET", "headers": headers, "client": ("203.0.113.7", 1)}
        return known(
            usual.hub, Request({**scope, "app": usual.hub, "query_string": b"", "path": "/v1/emergencies"})
        )

    found = await asyncio.gather(*(come(people[n % 8].token) for n in range(many)), return_exceptions=True)
    begun = asyncio.get_running_loop().time()
    strangers = await asyncio.gather(*(come("nobody") for _ in range(many)), return_exceptions=True)
    later = Cost.UNKNOWN.value.per_s * (asyncio.get_running_loop().time() - begun) + 1
    kinds = Counter(type(one) for one in strangers)

    assert Counter(type(one).__name__ for one in found) == {"Signed": many}
    assert kinds[RateLimited] + kinds[Unauthenticated] == many
    assert Cost.UNKNOWN.value.at_once <= kinds[Unauthenticated] <= Cost.UNKNOWN.value.at_once + later


async def test_who_knocks_without_end_on_the_wireless_of_a_school_keeps_nobody_out_who_was_there(
    usual: Running,
) -> None:
    rosa, ending = await usual.somebody("Rosa Alvarez"), asyncio.Event()
    assert (await rosa.ask("GET", "/v1/me"))[0] == 200

    async def knock() -> set[int]:
        found = set()
        while not ending.is_set():
            async with usual.http.get(f"{usual.url}/v1/me", headers={"authorization": "Bearer nobody"}) as answer:
                found.add(answer.status)
        return found

    knocks = [asyncio.create_task(knock()) for _ in range(4)]
    await asyncio.sleep(3)
    answers = [(await rosa.ask("GET", "/v1/me"))[0] for _ in range(20)]
    out = [(await rosa.ask("POST", "/v1/sign-out"))[0], (await rosa.ask("GET", "/v1/me"))[0]]
    ending.set()
    knocked = set[int]().union(*await asyncio.gather(*knocks))

    assert answers == [200] * 20
    assert out == [204, 401]
    assert 429 in knocked
