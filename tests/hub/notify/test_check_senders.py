"""check-senders: one real test over every medium, and in words what is wrong with it."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from hub.__main__ import main
from hub.store.row_security import Across
from tests.hub.running import settings_for
from tests.notifiers.providers.fcm import FcmServer
from tests.notifiers.providers.refusing import refusing
from tests.notifiers.providers.smtp import SmtpServer
from tests.notifiers.providers.twilio import TwilioServer

Asked = tuple[int, str, str]
pytestmark = pytest.mark.only("sqlite")


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """Exit code, output and errors of the command with these settings."""

    async def checked(env: dict[str, str], to: str) -> Asked:
        for name, value in {"ROOMWIRE_SECRET": "s" * 32, **env}.items():
            monkeypatch.setenv(name, value)
        code = await asyncio.to_thread(main, ["check-senders", "--to", to])
        said = capsys.readouterr()
        return code, said.out, said.err

    return checked


@contextlib.asynccontextmanager
async def mail(folder: Path, **more: object) -> AsyncIterator[SmtpServer]:
    async with SmtpServer(folder, **more).running() as server:  # type: ignore[arg-type]
        yield server


async def test_a_test_that_is_taken_is_told_and_what_is_not_set_up_too(tmp_path: Path, check) -> None:
    async with mail(tmp_path) as server:
        code, said, _ = await check(server.env(), "ops@maplestreet.example")

    assert code == 0
    assert f"email over localhost:{server.port}: it was taken." in said
    assert "sms: not set up; alerts go to the console and reach nobody." in said
    assert [one["to"] for one in server.received] == ["ops@maplestreet.example"]


async def test_a_wrong_password_a_refused_sender_and_missing_encryption_are_told_apart(
    tmp_path: Path, check
) -> None:
    async with mail(tmp_path, tls=True, password="right") as server:
        untrusted = await check(server.env(), "ops@maplestreet.example")
    async with mail(tmp_path) as server:
        bare = {**server.env(), "ROOMWIRE_SMTP_URL": f"smtp://localhost:{server.port}"}
        unencrypted = await check(bare, "ops@maplestreet.example")
        server.script.append("policy")
        sender = await check(server.env(), "ops@maplestreet.example")

    assert [one[0] for one in (untrusted, unencrypted, sender)] == [1, 1, 1]
    assert "The mail server offers no encryption that we trust." in untrusted[1]
    assert "The mail server offers no encryption" in unencrypted[1]
    assert "The mail server passes on no mail for us." in sender[1]
    assert "Look at ROOMWIRE_SMTP_URL." in sender[1]


async def test_a_wrong_password_is_told(tmp_path: Path, check, monkeypatch: pytest.MonkeyPatch) -> None:
    async with mail(tmp_path, tls=True, password="right") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        env = {**server.env(), "ROOMWIRE_SMTP_URL": f"smtp://hub:wrong-secret@localhost:{server.port}"}
        code, said, _ = await check(env, "ops@maplestreet.example")

    assert code == 1
    assert "The mail server refuses our password." in said
    assert "wrong-secret" not in said


async def test_a_name_that_mail_servers_refuse_is_told_before_and_after_they_do(tmp_path: Path, check) -> None:
    refusal = {"RCPT": "504 5.5.2 <hub1>: Helo command rejected: need fully-qualified hostname"}
    async with mail(tmp_path) as server, refusing(refusal) as other:
        taken = await check({**server.env(), "ROOMWIRE_SMTP_HELO": "hub1"}, "ops@maplestreet.example")
        refused = await check({**other.env(), "ROOMWIRE_SMTP_HELO": "hub1"}, "ops@maplestreet.example")
        whole = await check({**other.env(), "ROOMWIRE_SMTP_HELO": "hub.x.example"}, "ops@maplestreet.example")

    assert [one[0] for one in (taken, refused, whole)] == [0, 1, 1]
    assert all("We greet it as 'hub1', which is no fully qualified name" in one[1] for one in (taken, refused))
    assert "does not take the name that we greet it with. Look at ROOMWIRE_SMTP_HELO." in refused[1]
    assert "fully qualified name" not in whole[1]


async def test_a_host_that_is_not_there_is_told(tmp_path: Path, check) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    env = {"ROOMWIRE_SMTP_URL": f"smtp://127.0.0.1:{port}", "ROOMWIRE_SMTP_FROM": "hub@maplestreet.example"}
    code, said, _ = await check(env, "ops@maplestreet.example")

    assert code == 1
    assert "The mail server cannot be reached." in said
    assert "Look at the name and port" in said


async def test_a_number_is_texted_and_a_refused_token_told(check) -> None:
    async with TwilioServer().running() as server:
        good = await check(server.env(), "+1 202-555-0100")
        wrong = await check({**server.env(), "ROOMWIRE_TWILIO_AUTH_TOKEN": "wrong"}, "+12025550100")

    assert (good[0], wrong[0]) == (0, 1)
    assert [one["to"] for one in server.received] == ["+12025550100"]
    assert "Twilio refuses our account or its token." in wrong[1]


async def test_the_second_account_is_tried_as_well(tmp_path: Path, check) -> None:
    async with mail(tmp_path) as first, mail(tmp_path) as second:
        env = {
            **first.env(), "ROOMWIRE_SMTP_2_URL": second.env()["ROOMWIRE_SMTP_URL"],
            "ROOMWIRE_SMTP_2_FROM": "second@maplestreet.example",
        }  # fmt: skip
        second.script.append("policy")
        code, said, _ = await check(env, "ops@maplestreet.example")

    assert code == 1
    assert len(re.findall(r"^email over", said, re.MULTILINE)) == 2
    assert (len(first.received), len(second.received)) == (1, 0)


async def test_a_person_is_tried_on_all_their_media_and_a_wrong_clock_is_told(
    records: Path, tmp_path: Path, check
) -> None:
    async with FcmServer(tmp_path).running() as phones, TwilioServer().running() as texts, mail(tmp_path) as server:
        phones.token_script = [400]
        phones.token_error = "invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes)"
        env = {**phones.env(), **texts.env(), **server.env()}
        url = settings_for(records).database_url
        await _device_of_rosa(records)
        code, said, _ = await check({**env, "ROOMWIRE_DATABASE_URL": url}, "Rosa Alvarez")
        nobody = await check(env, "Nobody At All")

    assert code == 1
    assert [one["to"] for one in server.received] == ["rosa.alvarez@families.example"]
    assert len(texts.received) == 1
    assert "fcm over maple: Firebase finds that our clock is wrong. Set this machine’s clock" in said
    assert nobody[0] == 2
    assert "nothing could be tried with 'Nobody At All'" in nobody[2]


async def _device_of_rosa(records: Path) -> None:
    from sqlalchemy import insert, select

    from hub.app import opened_store
    from hub.store import schema

    store = opened_store(settings_for(records))
    person = schema.person.c
    rosa = await store.read(
        lambda one: one.execute(
            select(person.id, person.school, schema.profile.c.account)
            .join(schema.profile, schema.profile.c.person == person.id)
            .where(person.given == "Rosa")
        ).first(),
        Across.OPERATOR,
    )
    its = {"id": "s_1", "account": rosa[2], "person": rosa[0], "created_at": "", "expires_at": "2099"}
    row = {
        "id": "d_1", "school": rosa[1], "person": rosa[0], "session": "s_1", "provider": "fcm", "address": "t",
        "created_at": "", "used_at": "",
    }  # fmt: skip
    await store.write(
        lambda one: one.connection.execute(insert(schema.session).values(**its)), whose=Across.OPERATOR
    )
    await store.write(
        lambda one: one.connection.execute(insert(schema.device).values(**row)), whose=Across.OPERATOR
    )
    await store.stop()


@pytest.mark.parametrize("to", ["Nobody", "ops@maplestreet.example"])
async def test_with_nothing_set_up_nothing_can_be_tried(records: Path, check, to: str) -> None:
    code, _, said = await check({"ROOMWIRE_DATABASE_URL": settings_for(records).database_url}, to)

    assert code == 2
    assert "nothing could be tried" in said


async def test_vapid_prints_settings_that_hold(capsys: pytest.CaptureFixture[str]) -> None:
    from notifiers.senders import webpush

    code = await asyncio.to_thread(main, ["vapid", "--subject", "mailto:ops@maplestreet.example"])
    env = dict(line.split("=", 1) for line in capsys.readouterr().out.split())
    sender = webpush.configure(env)
    assert sender is not None
    await sender.close()

    assert code == 0
    assert await asyncio.to_thread(main, ["vapid", "--subject", "nobody"]) == 2
