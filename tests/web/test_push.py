"""The service worker in a real browser: it shows what was pushed, takes it off, and says where it is reached."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Worker
from sqlalchemy import select

from hub.store import schema
from hub.store.row_security import Across
from notifiers.senders.webpush import payload
from tests.hub.running import Running
from tests.notifiers.test_senders import NOTE
from tests.web.browser import DESKTOP, browser, signed_in
from tests.web.test_page import ROSA, TOM

pytestmark = pytest.mark.only("sqlite")

HEARS = """([type, its]) => {
  const event = new ExtendableEvent(type);
  let done;
  event.waitUntil = (work) => { done = work; };
  if ("data" in its) event.data = { json: () => JSON.parse(its.data) };
  if ("newSubscription" in its) event.newSubscription = its.newSubscription;
  self.dispatchEvent(event);
  return done;
}"""
"""What a push service would bring about, which a browser without the internet has none of."""

SHOWN = """() => self.registration.getNotifications().then((all) => all.map(({ title, body, tag, data }) =>
  ({ title, body, tag, url: data.url })))"""

KEPT = """(kept) => caches.open("roomwire.push").then((one) => one.put("/push-device", new Response(kept)))"""
READ = """() => caches.open("roomwire.push").then((one) => one.match("/push-device")).then((one) => one.json())"""


@pytest_asyncio.fixture(loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A whole browser, for its engine alone shows no notifications."""
    async with browser(whole=True) as opened:
        yield opened


@contextlib.asynccontextmanager
async def worker(chromium: Browser, hub: Running, who: str) -> AsyncIterator[tuple[Page, Worker]]:
    """Somebody's page, and the service worker of its browser."""
    page = await signed_in(chromium, hub.url, who, DESKTOP)
    await page.context.grant_permissions(["notifications"], origin=hub.url)
    async with page.context.expect_event("serviceworker") as started:
        await page.evaluate("navigator.serviceWorker.register('/sw.js').then(() => navigator.serviceWorker.ready)")
    yield page, await started.value
    await page.context.close()


async def hears(its: Worker, kind: str, **given: Any) -> None:
    await its.evaluate(HEARS, [kind, given])


async def test_what_is_declared_to_the_browser_is_what_the_worker_shows_and_takes_off(
    served: Running, chromium: Browser
) -> None:
    async with worker(chromium, served, ROSA) as (_, its):
        whole = payload(replace(NOTE, url=f"{served.url}/#/c/1"))
        declared = json.loads(whole)
        await hears(its, "push", data=whole.decode())
        shown = await its.evaluate(SHOWN)
        older = {key: value for key, value in declared.items() if key not in {"web_push", "notification"}}
        await hears(its, "push", data=json.dumps({**older, "tag": "n_older"}))
        both = await its.evaluate(SHOWN)
        await hears(its, "push", data=json.dumps({"clear": NOTE.key}))
        left = await its.evaluate(SHOWN)

    its_url = f"{served.url}/#/c/1"
    assert declared["web_push"] == 8030
    assert declared["notification"]["navigate"] == its_url
    assert shown == [{"title": NOTE.title, "body": NOTE.body, "tag": NOTE.key, "url": its_url}]
    assert [one["tag"] for one in both if one["tag"] != NOTE.key] == ["n_older"]
    assert [(one["tag"], one["url"]) for one in left] == [("n_older", its_url)]


async def devices(hub: Running) -> list[tuple[str, str]]:
    """Whose devices there are, and where each is reached."""
    its = schema.device.c
    rows = await hub.hub.store.read(lambda one: one.execute(select(its.person, its.address)).all(), Across.OPERATOR)
    return [(person, json.loads(address)["endpoint"]) for person, address in rows]


def subscription(name: str) -> dict[str, Any]:
    """A browser's, as it gives itself to its worker."""
    key = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM"
    return {"endpoint": f"https://push.example/{name}", "keys": {"p256dh": key, "auth": "tBHItJI5svbpez7KI4CCXg"}}


async def test_a_browser_that_is_reached_elsewhere_says_so_itself_and_only_for_who_turned_it_on(
    served: Running, chromium: Browser
) -> None:
    rosa, tom = await served.somebody("Rosa Alvarez"), await served.somebody("Tom Alvarez")
    _, before = await rosa.ask(
        "POST", "/v1/devices", {"provider": "webpush", "address": json.dumps(subscription("before"))}
    )
    kept = {"id": before["id"], "endpoint": "https://push.example/before", "person": rosa.id, "key": "k"}
    async with worker(chromium, served, ROSA) as (_, its):
        await hears(its, "pushsubscriptionchange", newSubscription=subscription("early"))  # alerts are not on here
        early = await devices(served)
        await its.evaluate(KEPT, json.dumps(kept))
        await hears(its, "pushsubscriptionchange", newSubscription=subscription("after"))
        after = await devices(served)
        noted = await its.evaluate(READ)
    async with worker(chromium, served, TOM) as (_, its):
        await its.evaluate(KEPT, json.dumps({**noted, "person": rosa.id}))  # he signed in where she had been
        await hears(its, "pushsubscriptionchange", newSubscription=subscription("toms"))
        last = await devices(served)

    assert early == [(rosa.id, "https://push.example/before")]
    assert after == [(rosa.id, "https://push.example/after")]
    assert (noted["endpoint"], noted["person"]) == ("https://push.example/after", rosa.id)
    assert noted["id"] != before["id"]
    assert last == after
    assert tom.id not in dict(last)


def test_the_worker_imports_nothing_for_none_of_its_kind_could_load_it() -> None:
    built = Path("hub/web/dist/sw.js").read_text()

    assert "pushsubscriptionchange" in built
    assert "import" not in built.replace("important", "")
