"""Push to browsers against web-push-testing, which checks the signature and opens the envelope."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from py_vapid import Vapid02

from notifiers.notification import Accepted, DeadAddress, Misconfigured, Notification
from notifiers.senders import webpush
from notifiers.senders.webpush import WebPushSender, generate_key
from tests.conformance.node import program, serving
from tests.notifiers.test_senders import NOTE
from tests.servers import free_port


@dataclass(frozen=True)
class PushService:
    """A push service, asked as its browser and as whoever looks into it."""

    url: str
    http: aiohttp.ClientSession

    async def ask(self, path: str, **form: str) -> Any:
        async with self.http.post(self.url + path, data=form) as answer:
            assert answer.status == 200, await answer.text()
            text = await answer.text()
            return json.loads(text)["data"] if text.startswith("{") else None

    async def subscribed(self, key: str) -> dict[str, Any]:
        """A new browser, for pushes signed with this key."""
        return dict(await self.ask("/subscribe", userVisibleOnly="true", applicationServerKey=key))

    async def shown(self, browser: dict[str, Any]) -> list[dict[str, Any]]:
        """What the browser opened, oldest first."""
        found = await self.ask("/get-notifications", clientHash=browser["clientHash"])
        return [json.loads(one) for one in found["messages"]]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    its = free_port()
    with serving([*program("webpush.js"), str(its)], its, tmp_path_factory.mktemp("webpush")):
        yield its


@pytest.fixture
async def service(port: int) -> AsyncIterator[PushService]:
    async with aiohttp.ClientSession() as http:
        yield PushService(f"http://127.0.0.1:{port}", http)


@pytest.fixture
async def sender() -> AsyncIterator[WebPushSender]:
    made = webpush.configure({
        "ROOMWIRE_VAPID_PRIVATE_KEY": generate_key(), "ROOMWIRE_VAPID_SUBJECT": "mailto:ops@maplestreet.example",
        "ROOMWIRE_WEBPUSH_ALLOW_LOCAL": "1",
    })  # fmt: skip
    assert made is not None
    yield made
    await made.close()


def address(browser: dict[str, Any]) -> str:
    """A subscription as the browser's page gives it to us."""
    return json.dumps({name: browser[name] for name in ("endpoint", "keys")})


def declared(note: Notification) -> dict[str, Any]:
    """What a browser of iOS 18.4 shows by itself, and beside it the same for a service worker."""
    shown = {"title": note.title, "body": note.body, "tag": note.key}
    return {"web_push": 8030, "notification": {**shown, "navigate": note.url}, **shown, "url": note.url}


async def test_a_browser_opens_what_was_pushed_and_then_that_it_is_over(
    service: PushService, sender: WebPushSender
) -> None:
    browser = await service.subscribed(sender.public_key)
    said = [NOTE, replace(NOTE, key="n_2", body="Mensaje nuevo de Łukasz 🧸 " + "ñ" * 300)]
    got = [await sender.send(address(browser), one) for one in said]
    cleared = await sender.clear(address(browser), "n_1", datetime.now(UTC) + timedelta(hours=1))

    assert got == [Accepted(), Accepted()]
    assert cleared == Accepted()
    assert await service.shown(browser) == [
        *(declared(one) for one in said),
        {"clear": "n_1"},
    ]


async def test_a_browser_that_is_gone_is_a_dead_address(service: PushService, sender: WebPushSender) -> None:
    browser = await service.subscribed(sender.public_key)
    assert await sender.send(address(browser), NOTE) == Accepted()  # it was there
    await service.ask(f"/expire-subscription/{browser['clientHash']}")
    got = await sender.send(address(browser), NOTE)

    assert isinstance(got, DeadAddress), got
    assert got.why.startswith("410")
    assert len(await service.shown(browser)) == 1


class Forger(WebPushSender):
    """Says that it is another sender, and signs with a key of its own."""

    claimed = ""

    def _signed(self, endpoint: str) -> Mapping[str, str]:
        its = super()._signed(endpoint)
        return {**its, "Authorization": its["Authorization"].partition(",k=")[0] + f",k={self.claimed}"}


@pytest.mark.parametrize("wrong", ["another sender", "a forged signature", "keys of another browser"])
async def test_the_gate_lets_nothing_else_through(service: PushService, sender: WebPushSender, wrong: str) -> None:
    browser, other = [await service.subscribed(sender.public_key) for _ in range(2)]
    forger = Forger(Vapid02.from_string(generate_key()), "mailto:ops@maplestreet.example", local=True)
    forger.claimed = sender.public_key if wrong == "a forged signature" else forger.public_key
    if wrong == "keys of another browser":
        got = await sender.send(address({**browser, "keys": other["keys"]}), NOTE)
    else:
        got = await forger.send(address(browser), NOTE)
    await forger.close()

    assert isinstance(got, Misconfigured), got
    assert got.why.startswith("400")
    assert await service.shown(browser) == []
