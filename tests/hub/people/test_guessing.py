"""Guessing a password: counted before it is tried, on all hubs together, and nobody else's sign-in waits for it."""

import ast
import asyncio
import statistics
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from hub.actions.people import passwords
from hub.errors import Unavailable
from hub.limits.hashing import WAITING, WAITING_OF_ONE, Gate, Lane
from hub.store.row_security import Across
from hub.store.schema import guess
from tests.conftest import FULL_COST
from tests.hub.running import Running, running

ANA = {"email": "ana.reyes@maplestreet.example", "password": "maple-street"}
BEFORE = "roomwire_before"


async def tried(hub: Running, body: dict[str, str], **headers: str) -> int:
    """The status of one sign-in, without the cookies of another."""
    async with hub.http.post(f"{hub.url}/v1/sign-in", json=body, headers={"cookie": "", **headers}) as answer:
        return answer.status


@pytest.mark.hashing
async def test_of_a_hundred_guesses_at_once_ten_are_tried_and_the_right_one_among_the_last_is_not(
    maple: Running,
) -> None:
    guesses = [{**ANA, "password": f"guess {n}"} for n in range(99)]
    many = asyncio.gather(*(tried(maple, one) for one in guesses))
    await asyncio.sleep(0.2)
    last = await tried(maple, ANA)
    found = Counter(await many)

    assert found[401] <= 10
    assert found[401] + found[429] + found[503] == 99
    assert last == 429
    maple.clock.ahead = timedelta(minutes=16)
    assert await tried(maple, ANA) == 200


def test_the_hash_that_stands_for_nobody_costs_what_every_other_does() -> None:
    source = ast.parse(Path(passwords.__file__).read_text())
    (nobody,) = [one.value for one in source.body if ast.unparse(one).startswith("_NOBODY = ")]  # type: ignore[attr-defined]

    assert FULL_COST.check_needs_rehash(FULL_COST.hash("x")) is False
    assert FULL_COST.check_needs_rehash(ast.literal_eval(nobody)) is False


async def test_two_hubs_count_together_and_a_restart_forgets_nothing(records: Path) -> None:
    async with running(records) as one, running(records) as other:
        found = [await tried(hub, {**ANA, "password": "wrong"}) for _ in range(6) for hub in (one, other)]
    async with running(records) as again:
        after = await tried(again, ANA)

    assert found == [401] * 10 + [429] * 2
    assert after == 429


@pytest.mark.hashing
async def test_a_current_password_is_guessed_ten_times_and_no_more(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    wrong = {"current": "wrong", "new": "a new password"}
    answers = await asyncio.gather(*(ana.ask("POST", "/v1/password", wrong) for _ in range(40)))
    found = Counter(status for status, _ in answers)

    assert found[422] == 10
    assert found[422] + found[429] + found[503] == 40


async def test_one_password_over_many_accounts_from_one_address_ends(maple: Running) -> None:
    bodies = [{"email": f"parent{n}@families.example", "password": "Sunshine2024"} for n in range(70)]
    begun = time.monotonic()
    found = Counter([await tried(maple, one) for one in bodies])
    later = (time.monotonic() - begun) / 15  # one more every fifteen seconds

    assert 60 <= found[401] <= 60 + later + 1
    assert found[401] + found[429] == 70


@pytest.mark.hashing
async def test_three_hundred_emails_at_once_are_answered_and_a_known_session_does_not_wait_for_them(
    maple: Running,
) -> None:
    ana = await maple.somebody("Ana Reyes")
    bodies = [{"email": f"parent{n}@families.example", "password": "Sunshine2024"} for n in range(300)]
    begun = time.monotonic()
    many = asyncio.gather(*(tried(maple, one) for one in bodies))
    await asyncio.sleep(0.05)
    change = await ana.ask("POST", "/v1/password", {"current": "maple-street", "new": "a new password"})
    found = Counter(await many)

    assert change[0] == 204
    assert found.total() == found[401] + found[429] + found[503] == 300
    assert found[401] <= 60 + (time.monotonic() - begun) / 15 + 1
    assert found[503] > 0


async def test_who_signed_in_here_before_gets_in_while_somebody_else_guesses(maple: Running) -> None:
    async with maple.http.post(f"{maple.url}/v1/sign-in", json=ANA, headers={"cookie": ""}) as answer:
        before = answer.cookies[BEFORE].value
    for _ in range(10):
        await tried(maple, {**ANA, "password": "wrong"})

    assert await tried(maple, ANA) == 429
    assert await tried(maple, ANA, cookie=f"{BEFORE}={before}") == 200
    assert await tried(maple, ANA, cookie=f"{BEFORE}={before[::-1]}") == 429
    own = [await tried(maple, {**ANA, "password": "wrong"}, cookie=f"{BEFORE}={before}") for _ in range(11)]
    assert own == [401] * 10 + [429]


async def test_the_mark_of_a_device_opens_nothing(maple: Running) -> None:
    async with maple.http.post(f"{maple.url}/v1/sign-in", json=ANA, headers={"cookie": ""}) as answer:
        before = answer.cookies[BEFORE].value
    found = []
    for headers in (
        {"authorization": f"Bearer {before}"},
        {"cookie": f"{BEFORE}={before}"},
        {"cookie": f"roomwire_session={before}"},
    ):
        async with maple.http.get(f"{maple.url}/v1/me", headers={"cookie": "", **headers}) as asked:
            found.append(asked.status)

    assert found == [401] * 3


@pytest.mark.hashing
async def test_a_hash_costs_what_it_did_and_a_known_address_takes_as_long_as_an_unknown_one(maple: Running) -> None:
    taken: dict[str, list[float]] = {"ana.reyes@maplestreet.example": [], "nobody@maplestreet.example": []}
    for _ in range(5):
        for email, its in taken.items():
            begun = time.perf_counter()
            await tried(maple, {"email": email, "password": "wrong"})
            its.append(time.perf_counter() - begun)
    known, unknown = map(statistics.median, taken.values())

    assert 0.5 < known / unknown < 2


async def test_lanes_and_addresses_take_turns() -> None:
    gate, order = Gate(at_once=1), list[str]()
    first = asyncio.create_task(gate.run(Lane.GUEST, "a", lambda: time.sleep(0.05)))
    await asyncio.sleep(0)
    waiting = [
        asyncio.create_task(gate.run(lane, address, lambda name=name: order.append(name)))
        for lane, address, name in [
            (Lane.GUEST, "a", "a1"), (Lane.GUEST, "a", "a2"), (Lane.GUEST, "a", "a3"),
            (Lane.GUEST, "b", "b1"), (Lane.KNOWN, "c", "c1"), (Lane.KIOSK, "d", "d1"),
        ]
    ]  # fmt: skip
    await asyncio.gather(first, *waiting)
    gate.close()

    assert order == ["c1", "d1", "a1", "b1", "a2", "a3"]


async def test_one_address_never_fills_the_queue_and_a_full_one_makes_room_for_who_has_less() -> None:
    gate = Gate(at_once=1)
    held = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold() -> None:
        asyncio.run_coroutine_threadsafe(held.wait(), loop).result()

    tasks = [asyncio.create_task(gate.run(Lane.GUEST, "z", hold))]
    await asyncio.sleep(0)
    ask = lambda address: asyncio.create_task(gate.run(Lane.GUEST, address, lambda: address))  # noqa: E731
    greedy = [ask("a") for _ in range(WAITING_OF_ONE + 1)]
    others = [ask(f"b{n % 4}") for n in range(WAITING - WAITING_OF_ONE)]
    late = ask("c")
    await asyncio.sleep(0)
    held.set()
    found = await asyncio.gather(*tasks, *greedy, *others, late, return_exceptions=True)
    gate.close()

    refused = [one for one in found if isinstance(one, Unavailable)]
    assert found[-1] == "c"
    assert len(refused) == 2
    assert all(one.after_s and "try again" in one.sentence for one in refused)


async def test_who_goes_away_is_not_worked_for() -> None:
    gate, done = Gate(at_once=1), list[str]()
    first = asyncio.create_task(gate.run(Lane.GUEST, "a", lambda: time.sleep(0.05)))
    await asyncio.sleep(0)
    gone = asyncio.create_task(gate.run(Lane.GUEST, "a", lambda: done.append("gone")))
    stays = asyncio.create_task(gate.run(Lane.GUEST, "a", lambda: done.append("stays")))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.gather(first, stays)
    gate.close()

    assert done == ["stays"]


async def test_guesses_that_limit_nobody_any_more_are_forgotten_by_the_hub_itself(records: Path) -> None:
    keys = select(func.count()).select_from(guess)
    count = lambda hub: hub.hub.store.read(lambda its: its.execute(keys).scalar(), Across.OPERATOR)  # noqa: E731
    past = guess.update().values(ahead=int((datetime.now(UTC) - timedelta(days=1)).timestamp() * 1000))
    async with running(records) as one:
        await tried(one, {**ANA, "password": "wrong"})
        before = await count(one)
        await one.hub.store.write(lambda its: its.connection.execute(past).rowcount, whose=Across.OPERATOR)
    async with running(records) as again, asyncio.timeout(10):
        while await count(again):
            await asyncio.sleep(0.05)

    assert before == 3
