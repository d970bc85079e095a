"""Where requests come from, and what they may ask for by address: nobody invents either."""

import random
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.routing import Route
from yarl import URL

from hub.api.pages import built_files
from hub.api.security_headers import Guards
from hub.app import made
from hub.limits.costs import Cost
from hub.settings import SettingsError, read
from tests.hub.running import Running, running, settings_for


async def knocked(hub: Running, times: int) -> list[int]:
    """Somebody who says with each request that they come from another address."""
    found = []
    for number in range(times):
        headers = {"authorization": "Bearer x", "x-forwarded-for": f"198.51.100.{number % 250}"}
        async with hub.http.get(f"{hub.url}/v1/me", headers=headers) as answer:
            found.append(answer.status)
    return found


@pytest.mark.only("sqlite")
async def test_nobody_is_believed_about_their_address_unless_they_are_our_proxy(records: Path) -> None:
    usual = {"ROOMWIRE_POSTS_PER_S": "10"}
    async with running(records, usual) as hub:
        most = int(Cost.UNKNOWN.value.at_once)
        assert 429 in await knocked(hub, most * 2)
    async with running(records, usual | {"ROOMWIRE_PROXIES": "127.0.0.1 10.0.0.0/8"}) as hub:
        assert set(await knocked(hub, most * 2)) == {401}


@pytest.mark.parametrize("wrong", ["*", "nginx", "127.0.0.1,10.0.0.1", "10.0.0.0/99"])
def test_a_proxy_that_is_no_address_is_told_of_at_the_start(wrong: str) -> None:
    with pytest.raises(SettingsError, match="ROOMWIRE_PROXIES"):
        read({"ROOMWIRE_PROXIES": wrong})


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    "path", ["/%00", "/" + "a" * 300, "/" + "a/" * 4_000, "/..%2f..%2fREADME.md", "/%2e%2e/x.py"]
)
async def test_an_address_that_is_none_answers_404_guarded(maple: Running, path: str) -> None:
    async with maple.http.get(URL(maple.url + path, encoded=True)) as answer:
        status, headers = answer.status, answer.headers

    assert status == 404
    guarded = Guards(maple.settings).of_page
    assert {name: headers[name] for name in guarded} == guarded


@pytest.mark.only("sqlite")
async def test_a_fault_of_our_own_is_guarded_too(records: Path) -> None:
    app = made(settings_for(records))
    sent = []

    async def broken(_request: object) -> None:
        raise RuntimeError("ours")

    async def receive() -> dict:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict) -> None:
        sent.append(message)

    app.router.routes.insert(0, Route("/broken", broken))
    scope = {"type": "http", "method": "GET", "path": "/broken", "headers": [], "query_string": b""}
    with pytest.raises(RuntimeError, match="ours"):
        await app(scope, receive, send)

    assert sent[0]["status"] == 500
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    guarded = app.guards.of_page
    assert {name: headers[name] for name in guarded} == guarded


@pytest.mark.only("sqlite")
async def test_whatever_is_asked_for_by_address_is_the_page_a_file_of_it_or_not_there(maple: Running) -> None:
    some = random.Random(13)
    for _ in range(300):
        raw = bytes(some.choice((some.randrange(256), 0x2F, 0x2E, 0x61)) for _ in range(some.randrange(1, 300)))
        address = URL(f"{maple.url}/{quote(raw, safe='/.')}", encoded=True)
        async with maple.http.get(address) as answer:
            assert answer.status in {200, 404, 503}, raw
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_what_is_served_was_built() -> None:
    assert all(one.is_file() for one in built_files().values())
