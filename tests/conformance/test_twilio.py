"""Texts against Twilio's own description of its API: Prism reads every request and answer of our sender."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from twilio.base.exceptions import TwilioException

from notifiers.notification import Accepted, Ambiguous, Notification, OptedOut
from notifiers.senders import twilio
from tests.conformance.node import program, serving
from tests.notifiers.providers.twilio import FROM, TwilioServer
from tests.notifiers.test_senders import NOTE
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
OPENAPI = ROOT.parent / "shared" / "data" / "twilio" / "twilio_api_v2010.json"
TO = "+12025550100"
VIOLATIONS = "sl-violations"
"""The header in which Prism says what is not as described."""


@dataclass(frozen=True)
class Prism:
    """Where it takes requests, and the port that it hands them on to."""

    url: str
    upstream: int


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prism]:
    described = Path(os.environ.get("ROOMWIRE_TWILIO_OPENAPI", OPENAPI))  # noqa: TID251 (no setting of a hub)
    assert described.is_file(), (
        f"There is no {described}: take spec/json/twilio_api_v2010.json of twilio/twilio-oai, "
        "and say in ROOMWIRE_TWILIO_OPENAPI where it is."
    )
    port, upstream = free_port(), free_port()
    proxy = program("node_modules/@stoplight/prism-cli/dist/index.js")
    said = ["proxy", str(described), f"http://127.0.0.1:{upstream}", "--errors", "--port", str(port)]
    with serving([*proxy, *said], port, tmp_path_factory.mktemp("prism")):
        yield Prism(f"http://127.0.0.1:{port}", upstream)


def sender_at(prism: Prism, server: TwilioServer, **more: str) -> twilio.TwilioSender:
    sender = twilio.configure({**server.env(), "ROOMWIRE_TWILIO_URL": prism.url, **more})
    assert sender is not None
    return sender


PUBLIC = {"ROOMWIRE_BASE_URL": "https://hub.maplestreet.example"}


@pytest.mark.parametrize(
    ("note", "more"),
    [
        (NOTE, {}),
        (NOTE, PUBLIC),
        (replace(NOTE, body="Mensaje nuevo de Łukasz Zieliński 🧸", sender_name="O’Connor’s"), PUBLIC),
        (replace(NOTE, body="x" * 1_000), {"ROOMWIRE_TWILIO_FROM": "MG" + "0" * 32}),
    ],
)
async def test_a_text_and_its_answer_are_as_twilio_describes_them(
    prism: Prism, note: Notification, more: dict[str, str]
) -> None:
    async with TwilioServer(sender=more.get("ROOMWIRE_TWILIO_FROM", FROM)).running(prism.upstream) as server:
        sender = sender_at(prism, server, **more)
        got = await sender.send(TO, note)
        headers = twilio._last_headers.get()
        await sender.close()

    (text,) = server.received
    assert got == Accepted(text["sid"])
    assert VIOLATIONS not in headers
    assert text["to"] == TO
    assert bool(text["callback"]) == (more == PUBLIC)


async def test_an_answer_that_is_not_twilios_is_noticed(prism: Prism) -> None:
    async with TwilioServer().running(prism.upstream) as server:
        server.script.append("nonsense")
        sender = sender_at(prism, server)
        got = await sender.send(TO, NOTE)
        said = twilio._last_headers.get()[VIOLATIONS]
        await sender.close()

    assert isinstance(got, Ambiguous), got
    assert "status" in said
    assert "num_segments" in said


@pytest.mark.parametrize(
    "wrong", [{"schedule_type": "nope"}, {"validity_period": "abc"}, {"status_callback": "no"}]
)
async def test_a_request_that_twilio_does_not_describe_never_arrives(prism: Prism, wrong: dict[str, str]) -> None:
    async with TwilioServer().running(prism.upstream) as server:
        sender = sender_at(prism, server)
        with pytest.raises(TwilioException) as refused:
            await sender._client.messages.create_async(to=TO, from_=FROM, body="x", **wrong)
        stopped = server.calls
        await sender._client.messages.create_async(to=TO, from_=FROM, body="x")
        await sender.close()

    assert getattr(refused.value, "status", None) == 422, refused.value
    assert stopped == 0
    assert server.calls == 1


async def test_a_number_that_has_opted_out_is_told_apart_through_it_too(prism: Prism) -> None:
    async with TwilioServer(refused={TO}).running(prism.upstream) as server:
        sender = sender_at(prism, server)
        got = await sender.send(TO, NOTE)
        await sender.close()

    assert isinstance(got, OptedOut), got
