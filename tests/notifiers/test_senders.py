"""Every sender through its real library, against a server that speaks its provider's protocol."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import firebase_admin
import google.auth.transport.requests
import psutil
import pytest
from firebase_admin import messaging

from notifiers import senders
from notifiers.notification import (
    Accepted,
    Ambiguous,
    BadMessage,
    DeadAddress,
    Misconfigured,
    Notification,
    OptedOut,
    RetryAt,
)
from notifiers.public_addresses import is_public
from notifiers.senders import Sender, SettingError, fcm, smtp, webpush
from notifiers.senders.console import ConsoleSender
from policies.notify.segments import segments
from tests.notifiers.providers.fcm import FcmServer
from tests.notifiers.providers.smtp import SmtpServer
from tests.notifiers.providers.twilio import FROM, TwilioServer
from tests.notifiers.providers.webpush import WebPushServer

NOW = datetime.now(UTC)
NOTE = Notification(
    key="n_1", thread="c_1", title="Maple Street", body="New message from Ana Reyes",
    url="http://127.0.0.1:8000/#/c/c_1", sender_name="Maple Street", created_at=NOW,
    expires_at=NOW + timedelta(hours=24),
)  # fmt: skip

TABLE: dict[str, dict[str, type]] = {
    "twilio": {
        "accepted": Accepted, "opted out": OptedOut, "dead address": DeadAddress, "problem": DeadAddress,
        "bad message": BadMessage, "refused": Misconfigured, "bad sender": Misconfigured, "busy": RetryAt,
        "broken": Ambiguous, "html": Ambiguous, "answer lost": Ambiguous,
    },
    "fcm": {
        "accepted": Accepted, "dead address": DeadAddress, "other project": DeadAddress, "bad token": DeadAddress,
        "bad message": BadMessage, "no such project": Misconfigured, "busy": RetryAt, "unavailable": RetryAt,
        "broken": RetryAt, "apns": Misconfigured, "refused": Misconfigured, "answer lost": Ambiguous,
    },
    "webpush": {
        "accepted": Accepted, "dead address": DeadAddress, "gone": DeadAddress, "bad message": BadMessage,
        "refused": Misconfigured, "busy": RetryAt, "broken": RetryAt, "redirect": BadMessage,
        "answer lost": Ambiguous,
    },
    "smtp": {
        "accepted": Accepted, "dead address": DeadAddress, "greylisted": RetryAt, "policy": Misconfigured,
        "bad message": BadMessage, "busy": RetryAt, "answer lost": Ambiguous,
    },
}  # fmt: skip
"""What each provider may say, and what it means for the outbox. A provider without a row fails."""

MODULES = {module.PROVIDER: module for module in senders.modules() if module.MEDIUM != "any"}
CASES = [(provider, word, outcome) for provider, words in TABLE.items() for word, outcome in words.items()]


@contextlib.asynccontextmanager
async def provider(name: str, folder: Path) -> AsyncIterator[tuple[Any, Sender, str]]:
    """A provider's server, the sender set up for it, and an address there."""
    made: dict[str, Any] = {
        "twilio": lambda: TwilioServer(), "fcm": lambda: FcmServer(folder),
        "webpush": lambda: WebPushServer(), "smtp": lambda: SmtpServer(folder),
    }  # fmt: skip
    async with made[name]().running() as server:
        sender = MODULES[name].configure(server.env())
        assert sender is not None
        address = {"twilio": "+12025550100", "fcm": "token-of-rosa", "smtp": "rosa@families.example"}.get(name)
        try:
            yield server, sender, address or server.subscription()
        finally:
            await sender.close()


def test_every_sender_has_its_table() -> None:
    assert set(TABLE) == set(MODULES)


@pytest.mark.parametrize(("name", "word", "outcome"), CASES)
async def test_what_a_provider_says_becomes_one_of_seven_outcomes(
    tmp_path: Path, name: str, word: str, outcome: type
) -> None:
    async with provider(name, tmp_path) as (server, sender, address):
        server.script.extend([word, word])
        got = await sender.send(address, NOTE)

    assert isinstance(got, outcome), got
    assert server.calls == (2 if (name, word) == ("fcm", "refused") else 1)  # once more with a fresh token


@pytest.mark.parametrize("name", ["twilio", "fcm", "webpush"])
async def test_how_long_a_busy_provider_asks_us_to_wait_is_kept(tmp_path: Path, name: str) -> None:
    async with provider(name, tmp_path) as (server, sender, address):
        server.script.append("busy")
        got = await sender.send(address, NOTE)

    assert isinstance(got, RetryAt)
    assert got.after == timedelta(seconds=7)


@pytest.mark.parametrize("name", sorted(TABLE))
async def test_a_provider_that_is_not_there_was_told_nothing(tmp_path: Path, name: str) -> None:
    async with provider(name, tmp_path) as (server, sender, address):
        assert isinstance(await sender.send(address, NOTE), Accepted)  # it could be reached
        if name == "smtp":
            await sender.close()
        env = server.env()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    closed = {
        key: re.sub(r"(127\.0\.0\.1|localhost):\d+", rf"127.0.0.1:{port}", value) for key, value in env.items()
    }
    again = MODULES[name].configure(closed)
    assert again is not None
    address = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{port}", address)
    got = await again.send(address, NOTE)
    await again.close()
    await again.close()

    assert isinstance(got, RetryAt), got


@pytest.mark.parametrize("name", sorted(TABLE))
async def test_the_right_person_gets_the_headline_and_the_link_once(tmp_path: Path, name: str) -> None:
    async with provider(name, tmp_path) as (server, sender, address):
        await sender.send(address, NOTE)

    (got,) = server.received
    assert got["to"] == ("rosa" if name == "webpush" else address)
    assert "New message from Ana Reyes" in got["body"]
    assert NOTE.url in json.dumps(got, default=str)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_half_of_a_senders_settings_are_refused_in_a_sentence_and_none_are_fine(name: str) -> None:
    module = MODULES[name]
    required = [one.name for one in module.SETTINGS if one.required]
    assert module.configure({}) is None
    if len(required) > 1:
        with pytest.raises(SettingError, match=required[1]):
            module.configure({required[0]: "smtp://localhost"})
    else:
        with pytest.raises(SettingError, match=required[0]):
            module.configure({required[0]: "/nowhere/at/all.json"})


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_variable_that_a_sender_reads_is_declared(name: str) -> None:
    source = Path(MODULES[name].__file__).read_text()  # type: ignore[attr-defined]
    read = set(re.findall(r'"(ROOMWIRE_\w+)"', source))

    assert read == {one.name for one in MODULES[name].SETTINGS}


async def test_what_we_post_to_fcm_is_what_its_own_library_posts(tmp_path: Path) -> None:
    async with FcmServer(tmp_path).running() as server:
        sender = fcm.configure(server.env())
        assert sender is not None
        await sender.send("token-of-rosa", NOTE)
        await sender.close()
        credentials = firebase_admin.credentials.Certificate(server.env()["ROOMWIRE_FCM_CREDENTIALS"])
        app = firebase_admin.initialize_app(credentials, {"projectId": "maple"}, name="oracle")
        messaging._MessagingService.FCM_URL = server.url + "/v1/projects/{0}/messages:send"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            key, ttl = NOTE.key, NOTE.expires_at - NOTE.created_at
            await asyncio.to_thread(
                messaging.send,
                messaging.Message(
                    token="token-of-rosa",
                    notification=messaging.Notification(title=NOTE.title, body=NOTE.body),
                    data={"url": NOTE.url, "key": key},
                    android=messaging.AndroidConfig(
                        collapse_key=key,
                        priority="high",
                        ttl=ttl,
                        notification=messaging.AndroidNotification(tag=key),
                    ),
                    apns=messaging.APNSConfig(
                        headers={"apns-collapse-id": key, "apns-expiration": str(int(NOTE.expires_at.timestamp()))},
                        payload=messaging.APNSPayload(aps=messaging.Aps(thread_id=NOTE.thread, sound="default")),
                    ),
                ),
                app=app,
            )
        await asyncio.to_thread(firebase_admin.delete_app, app)

    ours, theirs = (one["raw"] for one in server.received)
    assert ours == {"message": theirs["message"]}


async def test_a_slow_token_endpoint_does_not_stop_the_loop(tmp_path: Path) -> None:
    async with provider("fcm", tmp_path) as (server, sender, address):
        server.hold_token = asyncio.Event()
        sending = asyncio.create_task(sender.send(address, NOTE))
        async with asyncio.timeout(5):
            while (
                not server.tokens
            ):  # the token server runs in this very loop: it can only have been asked if it lives
                await asyncio.sleep(0)
        server.hold_token.set()

        assert isinstance(await sending, Accepted)


async def test_a_token_that_is_not_given_is_our_settings_or_their_trouble(tmp_path: Path) -> None:
    async with provider("fcm", tmp_path) as (server, sender, address):
        server.token_script = [401]
        refused = await sender.send(address, NOTE)

    assert isinstance(refused, Misconfigured), refused
    assert server.calls == 0


async def test_one_token_serves_many_pushes(tmp_path: Path) -> None:
    async with provider("fcm", tmp_path) as (server, sender, address):
        got = await asyncio.gather(*(sender.send(address, replace(NOTE, key=f"n_{n}")) for n in range(20)))

    assert {type(one) for one in got} == {Accepted}
    assert server.tokens == 1


async def test_a_token_near_its_end_is_renewed_beside_the_pushes_and_nobody_waits(tmp_path: Path) -> None:
    async with provider("fcm", tmp_path) as (server, sender, address):
        server.token_lasts_s = 200  # less than it is renewed ahead
        assert isinstance(await sender.send(address, NOTE), Accepted)
        server.hold_token = asyncio.Event()  # Google takes its time, and the token there is still holds
        got = await asyncio.gather(*(sender.send(address, replace(NOTE, key=f"n_{n}")) for n in range(5)))
        async with asyncio.timeout(5):
            while server.tokens < 2:
                await asyncio.sleep(0)
        server.token_lasts_s = 3_600
        server.hold_token.set()
        await sender._bearer._renewing
        again = await sender.send(address, NOTE)

    assert {type(one) for one in (*got, again)} == {Accepted}
    assert server.tokens == 2


async def test_where_no_new_token_is_given_the_one_that_still_holds_is_used(tmp_path: Path) -> None:
    async with provider("fcm", tmp_path) as (server, sender, address):
        server.token_lasts_s = 200
        server.token_script = [200, 401]
        first = await sender.send(address, NOTE)
        second = await sender.send(address, NOTE)
        await asyncio.gather(sender._bearer._renewing)
        third = await sender.send(address, NOTE)

    assert {type(one) for one in (first, second, third)} == {Accepted}
    assert server.tokens == 2  # and the third did not ask again at once


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/x", "https://127.0.0.1/x", "https://localhost/x", "https://10.0.0.1/x",
        "https://169.254.169.254/latest/meta-data", "https://[::1]/x", "https://[::ffff:127.0.0.1]/x",
        "https://192.168.1.1/x", "https://0.0.0.0/x", "file:///etc/passwd", "nonsense", "https://[", "",
    ],
)  # fmt: skip
async def test_a_subscription_cannot_make_us_call_a_private_address(endpoint: str) -> None:
    server = WebPushServer()
    env = {name: value for name, value in server.env().items() if "LOCAL" not in name}
    sender = webpush.configure(env)
    assert sender is not None
    address = json.dumps({**json.loads(server.subscription()), "endpoint": endpoint})
    got = await sender.send(address, NOTE)
    await sender.close()

    assert isinstance(got, DeadAddress), got


@pytest.mark.parametrize(
    "address",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"endpoint":"x"}',
        '{"endpoint":"http://127.0.0.1:1/","keys":{"p256dh":"a","auth":"b"}}',
    ],
)
async def test_a_subscription_that_is_none_is_a_dead_address(address: str) -> None:
    sender = webpush.configure(WebPushServer().env())
    assert sender is not None
    got = await sender.send(address, NOTE)
    await sender.close()

    assert isinstance(got, DeadAddress), got


async def test_a_redirect_of_a_push_service_is_not_followed(tmp_path: Path) -> None:
    async with provider("webpush", tmp_path) as (server, sender, address):
        server.script.append("redirect")
        await sender.send(address, NOTE)

    assert server.received == []


async def test_a_push_that_is_too_long_is_cut_and_fits(tmp_path: Path) -> None:
    async with provider("webpush", tmp_path) as (server, sender, address):
        got = await sender.send(address, replace(NOTE, body="ü🧸" * 3_000))

    assert isinstance(got, Accepted)
    assert server.received[0]["size"] <= 4_096
    assert server.received[0]["headers"]["Urgency"] == "high"
    assert len(server.received[0]["headers"]["Topic"]) == 32


async def test_an_email_repeated_has_the_same_name_and_one_conversation_is_one_thread(tmp_path: Path) -> None:
    async with provider("smtp", tmp_path) as (server, sender, address):
        for key in ("n_1", "n_1", "n_2"):
            await sender.send(address, replace(NOTE, key=key))

    first, again, other = (one["message"] for one in server.received)
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert first["References"] == other["References"]
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["From"] == "Maple Street <hub@maplestreet.example>"
    assert server.connections == 1  # the connection is kept


async def test_nobody_can_write_headers_or_html_into_an_email(tmp_path: Path) -> None:
    hostile = replace(NOTE, sender_name="A\r\nBcc: all@x.example", title="T\r\nX: 1", body="<b>B</b>\r\n\r\nY: 2")
    async with provider("smtp", tmp_path) as (server, sender, address):
        got = await sender.send(address, hostile)

    message = server.received[0]["message"]
    assert isinstance(got, Accepted)
    assert {"Bcc", "X", "Y"}.isdisjoint(message.keys())
    assert "&lt;b&gt;B&lt;/b&gt;" in message.get_body(("html",)).get_content()


@pytest.mark.parametrize("address", ["", "no address", "a@b@c", "rosa@families.example\r\nBcc: x@y.example"])
async def test_what_is_no_email_address_is_dead(tmp_path: Path, address: str) -> None:
    async with provider("smtp", tmp_path) as (_server, sender, _address):
        assert isinstance(await sender.send(address, NOTE), DeadAddress)


async def test_mail_goes_encrypted_and_signed_in_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with SmtpServer(tmp_path, tls=True, password="right").running() as server:
        untrusted = smtp.configure(server.env())
        assert untrusted is not None
        refused = await untrusted.send("rosa@families.example", NOTE)
        await untrusted.close()
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        good = smtp.configure(server.env())
        wrong = smtp.configure({**server.env(), "ROOMWIRE_SMTP_URL": f"smtp://hub:wrong@localhost:{server.port}"})
        assert good is not None
        assert wrong is not None
        got = await good.send("rosa@families.example", NOTE)
        badly = await wrong.send("rosa@families.example", NOTE)
        for one in (good, wrong):
            await one.close()

    assert isinstance(refused, Misconfigured), refused
    assert isinstance(got, Accepted), got
    assert isinstance(badly, Misconfigured), badly
    assert len(server.received) == 1


async def test_a_sender_that_is_closed_has_no_connection_left_that_would_outlive_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with SmtpServer(tmp_path, tls=True, password="right").running() as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        wrong = f"smtp://hub:wrong@localhost:{server.port}"
        seen = []
        for env in (server.env(), {**server.env(), "ROOMWIRE_SMTP_URL": wrong}):
            sender = smtp.configure(env)
            assert sender is not None
            await sender.send("rosa@families.example", NOTE)
            seen.append(connections_to(server.port))
            await sender.close()
            await asyncio.sleep(0)
            seen.append(connections_to(server.port))

    assert seen[0] == 1
    assert seen[1] == 0
    assert seen[3] == 0


def connections_to(port: int) -> int:
    return sum(1 for one in psutil.Process().net_connections() if one.raddr and one.raddr.port == port)


async def test_a_server_without_starttls_is_not_trusted_with_mail(tmp_path: Path) -> None:
    async with SmtpServer(tmp_path).running() as server:
        sender = smtp.configure({**server.env(), "ROOMWIRE_SMTP_URL": f"smtp://localhost:{server.port}"})
        assert sender is not None
        got = await sender.send("rosa@families.example", NOTE)
        await sender.close()

    assert isinstance(got, Misconfigured), got
    assert server.received == []


@pytest.mark.parametrize(
    ("to", "sender", "outcome"),
    [
        ("+15005550001", FROM, DeadAddress),
        ("+15005550002", FROM, DeadAddress),
        ("+15005550003", FROM, Misconfigured),
        ("+15005550004", FROM, OptedOut),
        ("+15005550009", FROM, DeadAddress),
        ("+12025550100", "+15005550001", Misconfigured),
        ("+12025550100", "+15005550007", Misconfigured),
        ("+12025550100", "+15005550008", RetryAt),
        ("+12025550100", FROM, Accepted),
    ],
)
async def test_twilios_own_magic_numbers_mean_what_twilio_says(to: str, sender: str, outcome: type) -> None:
    async with TwilioServer(sender=sender).running() as server:
        twilio = MODULES["twilio"].configure(server.env())
        assert twilio is not None
        try:
            assert isinstance(await twilio.send(to, NOTE), outcome)
        finally:
            await twilio.close()


async def test_a_text_is_shortened_to_one_segment_and_keeps_its_link(tmp_path: Path) -> None:
    async with provider("twilio", tmp_path) as (server, sender, address):
        await sender.send(address, replace(NOTE, body="x" * 2_000))

    assert segments(server.received[0]["body"]).count == 1
    assert server.received[0]["body"].endswith(NOTE.url)


async def test_the_console_takes_everything_and_says_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    got = await ConsoleSender("sms").send("+12025550100", NOTE)

    assert got == Accepted("console")
    assert "sms to +12025550100" in caplog.text


class Watchdog:
    """How long the loop stood still at the longest, seen by a task that only ever sleeps a moment."""

    def __init__(self) -> None:
        self.longest_s = 0.0

    async def watch(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(0.001)
            self.longest_s = max(self.longest_s, loop.time() - before)


async def longest_stall(work: Awaitable[Any]) -> float:
    dog = Watchdog()
    watching = asyncio.create_task(dog.watch())
    await asyncio.sleep(0.01)
    await work
    await asyncio.sleep(0.01)  # so that it notes a loop that has stood until now
    watching.cancel()
    return dog.longest_s


async def test_a_token_endpoint_of_a_second_and_a_half_stalls_nobody(tmp_path: Path) -> None:
    """Beside the same refresh in the loop itself, which is what the library's own client does."""
    async with provider("fcm", tmp_path) as (server, sender, address):
        server.token_takes_s = 1.5
        ours = await longest_stall(asyncio.gather(*(sender.send(address, NOTE) for _ in range(20))))
        sender._bearer.forget(sender._bearer._token)
        elsewhere = FcmServer(tmp_path)
        elsewhere.token_takes_s = 1.5
        with threaded(elsewhere) as url:
            sender._bearer._credentials._token_uri = f"{url}/token"
            control = await longest_stall(refreshed_in_the_loop(sender))

    assert server.tokens == 1
    assert elsewhere.tokens == 1
    assert control >= 1.4  # the watchdog sees a loop that stands
    assert ours < control / 5


async def refreshed_in_the_loop(sender: Any) -> None:
    sender._bearer._credentials.refresh(google.auth.transport.requests.Request())


@contextlib.contextmanager
def threaded(server: FcmServer) -> Iterator[str]:
    """A provider in a loop and thread of its own: one in the test's loop could not answer while that stands."""
    started, done = threading.Event(), threading.Event()

    async def serve() -> None:
        async with server.running():
            started.set()
            await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    started.wait(10)
    try:
        yield server.url
    finally:
        done.set()
        thread.join(10)


async def test_no_thread_is_started_per_push(tmp_path: Path) -> None:
    async with provider("fcm", tmp_path) as (server, sender, address):
        await sender.send(address, NOTE)
        before = threading.active_count()
        async with asyncio.TaskGroup() as group:
            server.script.extend(["never"] * 100)
            sending = [group.create_task(sender.send(address, NOTE)) for _ in range(100)]
            while server.calls < 101:
                await asyncio.sleep(0.001)
            during = threading.active_count()
            server.slow.set()

    assert during <= before
    assert {type(one.result()) for one in sending} == {Accepted}


async def test_a_phone_is_emptied_with_what_its_own_library_would_post_and_nothing_is_shown(tmp_path: Path) -> None:
    async with FcmServer(tmp_path).running() as server:
        sender = fcm.configure(server.env())
        assert sender is not None
        got = await sender.clear("token-of-rosa", NOTE.key, NOTE.expires_at)
        await sender.close()

    (message,) = (one["raw"]["message"] for one in server.received)
    assert isinstance(got, Accepted)
    assert message["data"] == {"clear": NOTE.key}
    assert message["android"]["collapse_key"] == fcm.encoded("t", NOTE)["android"]["collapse_key"]
    assert message["android"]["priority"] == "normal"
    assert message["apns"]["headers"]["apns-push-type"] == "background"
    assert "notification" not in message
    assert "alert" not in message["apns"]["payload"]["aps"]
    assert "sound" not in message["apns"]["payload"]["aps"]


async def test_a_browser_is_emptied_under_the_topic_of_what_it_showed(tmp_path: Path) -> None:
    async with provider("webpush", tmp_path) as (server, sender, address):
        await sender.send(address, NOTE)
        await sender.clear(address, NOTE.key, NOTE.expires_at)

    shown, taken_off = server.received
    assert taken_off["clear"] == shown["tag"] == NOTE.key
    assert taken_off["headers"]["Topic"] == shown["headers"]["Topic"]
    assert (shown["headers"]["Urgency"], taken_off["headers"]["Urgency"]) == ("high", "low")


async def test_apples_push_service_is_sent_nothing_that_shows_nothing() -> None:
    server = WebPushServer()
    sender = webpush.configure({name: value for name, value in server.env().items() if "LOCAL" not in name})
    assert sender is not None
    address = json.dumps({**json.loads(server.subscription()), "endpoint": "https://web.push.apple.com/x"})
    got = await sender.clear(address, NOTE.key, NOTE.expires_at)
    await sender.close()

    assert isinstance(got, BadMessage)


async def test_a_subscription_that_is_refused_where_others_are_taken_is_dead_and_our_settings_are_fine(
    tmp_path: Path,
) -> None:
    async with provider("webpush", tmp_path) as (server, sender, address):
        server.script.append("refused")
        first = await sender.send(address, NOTE)
        good = await sender.send(server.subscription("tom"), NOTE)
        server.script.append("refused")
        again = await sender.send(address, NOTE)

    assert isinstance(first, Misconfigured), first
    assert isinstance(good, Accepted), good
    assert isinstance(again, DeadAddress), again


async def test_of_a_push_services_answer_little_is_read(tmp_path: Path) -> None:
    async with provider("webpush", tmp_path) as (server, sender, address):
        server.script.append("long answer")
        got = await sender.send(address, NOTE)

    assert isinstance(got, Misconfigured)
    assert len(got.why) <= webpush.ANSWER + 4


@pytest.mark.parametrize("over", [0, 1])
async def test_a_push_of_just_the_size_that_fits_is_not_cut_and_one_more_byte_is(tmp_path: Path, over: int) -> None:
    left = webpush.PAYLOAD - len(webpush.payload(replace(NOTE, body="")))
    room = left // 2  # the body is there twice: for the browser, and for a service worker
    async with provider("webpush", tmp_path) as (server, sender, address):
        await sender.send(address, replace(NOTE, body="x" * (room + over)))

    assert (len(server.received[0]["body"]) == room + over) == (over == 0)
    assert server.received[0]["size"] <= 4_096


def test_a_title_that_is_too_long_by_itself_is_cut_too() -> None:
    assert len(webpush.payload(replace(NOTE, title="ü" * 9_000))) <= webpush.PAYLOAD


@pytest.mark.parametrize(
    "host", ["64:ff9b::7f00:1", "2002:7f00:1::", "::ffff:10.0.0.1", "fe80::1%eth0", "224.0.0.1"]
)
def test_a_private_address_hidden_in_another_one_is_private(host: str) -> None:
    assert not is_public(host)
    assert is_public("8.8.8.8")
    assert is_public("2606:4700::1111")
