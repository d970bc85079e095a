"""What our sender makes of what a mail server says: whom it closes, whom it shuts out, and what it tells."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.settings import read as settings
from notifiers.lately import AT_ONCE_S, KNOWN_S, REMEMBERED, TAKES_S, Lately
from notifiers.notification import (
    Accepted,
    BadMessage,
    DeadAddress,
    Full,
    Misconfigured,
    Notification,
    Outcome,
    RetryAt,
)
from notifiers.senders import SettingError, configured, smtp
from notifiers.words import in_words, look_at
from policies.notify.bouncing import ALIKE, Meaning, Pattern
from tests.notifiers.providers.refusing import Says, refusing

NOW = datetime(2026, 11, 23, 15, 4, tzinfo=UTC)
NOTE = Notification(
    key="n_1", thread="c_1", title="Maple Street", body="New message from Ana Reyes", url="https://hub.example/c",
    sender_name="Maple Street", created_at=NOW, expires_at=NOW + timedelta(hours=24),
)  # fmt: skip
ROSA, TOM, DANA = "rosa.alvarez@families.example", "tom.alvarez@families.example", "dana.novak@families.example"
EVERYBODY = [ROSA, TOM, DANA, "p4@families.example", "p5@families.example", "p6@families.example"]


async def outcomes(says: Says, *to: str, greeting: str = "") -> Sequence[Outcome]:
    """What a fresh sender comes to for each address in turn."""
    async with refusing(says) as server:
        sender = smtp.configure({**server.env(), "ROOMWIRE_SMTP_HELO": greeting})
        assert sender is not None
        found = [await sender.send(one, NOTE) for one in to]
        await sender.close()
    return found


@pytest.mark.parametrize(
    ("command", "answer", "kind"),
    [
        ("CONNECT", "554 No SMTP service here", Misconfigured), ("CONNECT", "421 Busy", RetryAt),
        ("EHLO", "550 5.1.1 User unknown", Misconfigured), ("EHLO", "501 Invalid domain name", Misconfigured),
        ("MAIL", "550 5.1.1 User unknown", Misconfigured), ("MAIL", "552 5.3.4 Too big", Misconfigured),
        ("MAIL", "451 4.3.0 Later", RetryAt),
        ("RCPT", "504 5.5.2 <hub1>: Helo command rejected: need fully-qualified hostname", Misconfigured),
        ("RCPT", "550 relay not permitted", Misconfigured), ("RCPT", "530 5.5.1 Sign in", Misconfigured),
        ("RCPT", "503 5.5.1 No", Misconfigured), ("RCPT", "554 5.3.2 No", Misconfigured),
        ("RCPT", "552 5.3.4 No", Misconfigured), ("RCPT", "554 5.6.0 No", Misconfigured),
        ("RCPT", "550-Verification failed for <hub@maplestreet.example>\n550-Unrouteable address\n"
                 "550 Sender verify failed", Misconfigured),
        ("RCPT", "550 5.1.0 <hub@maplestreet.example>: Sender address rejected: User unknown", Misconfigured),
        ("RCPT", "552 5.2.2 Mailbox full", Full), ("RCPT", "450 4.2.2 Mailbox full", RetryAt),
        ("RCPT", "550 5.1.1 No such user", DeadAddress), ("RCPT", "550 Invalid recipient", RetryAt),
        ("DATA", "554 5.5.1 No valid recipients", Misconfigured), ("END", "554 5.6.0 Looks like spam", BadMessage),
        ("END", "552 5.2.2 Mailbox full", Full), ("END", "550 5.7.26 Unauthenticated", Misconfigured),
    ],
)  # fmt: skip
async def test_what_a_mail_server_says_first_of_all(command: str, answer: str, kind: type) -> None:
    (got,) = await outcomes({command: answer}, ROSA)

    assert isinstance(got, kind), got


async def test_the_same_words_of_a_stranger_and_of_a_relay_are_told_apart_by_how_others_fare() -> None:
    def knows_rosa(address: str) -> str:
        return "250 OK" if address == ROSA else "550 Invalid recipient"

    of_a_stranger = await outcomes({"RCPT": knows_rosa}, TOM, ROSA, TOM)
    of_a_relay = await outcomes({"RCPT": "550 Invalid recipient"}, ROSA, TOM, DANA, ROSA)

    assert [type(one) for one in of_a_stranger] == [RetryAt, Accepted, DeadAddress]
    assert [type(one) for one in of_a_relay] == [RetryAt, RetryAt, Misconfigured, Misconfigured]
    assert ALIKE in of_a_relay[2].why  # type: ignore[union-attr]
    assert "so it is us that it refuses" in in_words("smtp", of_a_relay[2])


async def test_who_was_there_before_is_not_closed_by_words_that_do_not_tell() -> None:
    answers = iter(["250 OK", "250 OK", "550 Invalid recipient"])
    got = await outcomes({"RCPT": lambda _: next(answers)}, ROSA, TOM, ROSA)

    assert [type(one) for one in got] == [Accepted, Accepted, Full]


async def test_a_server_that_has_lost_all_its_users_is_shut_before_everybody_is_closed() -> None:
    got = await outcomes({"RCPT": "550 5.1.1 User unknown"}, *EVERYBODY)

    assert [type(one) for one in got] == [*[DeadAddress] * 4, Misconfigured, Misconfigured]


async def test_two_wrong_addresses_among_good_ones_are_closed_and_nothing_is_shut() -> None:
    wrong = {EVERYBODY[1], EVERYBODY[2]}
    got = await outcomes({"RCPT": lambda to: "550 5.1.1 No" if to in wrong else "250 OK"}, *EVERYBODY)

    assert [type(one) for one in got] == [Accepted, DeadAddress, DeadAddress, Accepted, Accepted, Accepted]


@pytest.mark.parametrize(
    ("command", "answer", "said", "look"),
    [
        ("RCPT", "504 5.5.2 <hub1>: Helo command rejected: need fully-qualified hostname",
         "The mail server does not take the name that we greet it with.", "Look at ROOMWIRE_SMTP_HELO."),
        ("EHLO", "550 No", "The mail server does not take the name that we greet it with.",
         "Look at ROOMWIRE_SMTP_HELO."),
        ("RCPT", "550 relay not permitted", "The mail server passes on no mail for us.",
         "Look at ROOMWIRE_SMTP_URL."),
        ("MAIL", "550 5.1.8 No", "The mail server refuses the address that our emails come from.",
         "Look at ROOMWIRE_SMTP_FROM."),
        ("RCPT", "554 5.7.1 Rejected, you are in a blacklist",
         "The mail server refuses what we send by a policy of its own.",
         "Look at its rules for this machine and our address."),
    ],
)  # fmt: skip
async def test_what_is_about_us_is_told_in_words_an_admin_understands(
    command: str, answer: str, said: str, look: str
) -> None:
    (got,) = await outcomes({command: answer}, ROSA)

    assert in_words("smtp", got) == said
    assert look_at("smtp", got) == look


# The name that a mail server is greeted with

FROM = {"ROOMWIRE_SMTP_URL": "smtp://127.0.0.1:1", "ROOMWIRE_SECRET": "s" * 32}


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({"ROOMWIRE_BASE_URL": "https://hub.maplestreet.example"}, "hub.maplestreet.example"),
        ({"ROOMWIRE_BASE_URL": "https://hub.x.example", "ROOMWIRE_SMTP_HELO": "out.x.example"}, "out.x.example"),
        ({"ROOMWIRE_BASE_URL": "http://hub1:8000", "ROOMWIRE_MAIL_DOMAIN": "reply.x.example"}, "reply.x.example"),
        ({"ROOMWIRE_BASE_URL": "http://192.168.1.5:8000"}, "maplestreet.example"),
        ({"ROOMWIRE_BASE_URL": "http://hub.local"}, "maplestreet.example"), ({}, "maplestreet.example"),
        ({"ROOMWIRE_SMTP_FROM": "hub@school"}, "[127.0.0.1]"), ({"ROOMWIRE_SMTP_HELO": "hub1"}, "hub1"),
    ],
)  # fmt: skip
def test_a_mail_server_is_greeted_with_a_whole_name(env: dict[str, str], name: str) -> None:
    chosen = settings({**FROM, "ROOMWIRE_SMTP_FROM": "hub@maplestreet.example", **env})
    second = settings({
        **FROM, "ROOMWIRE_SMTP_FROM": "a@b.example", "ROOMWIRE_SMTP_2_URL": "smtp://127.0.0.1:2",
        "ROOMWIRE_SMTP_2_FROM": "hub@maplestreet.example",
        **{key.replace("SMTP_", "SMTP_2_"): value for key, value in env.items()},
    })  # fmt: skip

    assert [one.hello for one in configured(smtp, chosen.environ)] == [name]  # type: ignore[attr-defined]
    assert configured(smtp, second.environ)[1].hello == name  # type: ignore[attr-defined]


async def test_that_name_is_what_the_mail_server_hears() -> None:
    async with refusing({}) as server:
        sender = smtp.configure({**server.env(), "ROOMWIRE_SMTP_HELO": "hub.maplestreet.example"})
        assert sender is not None
        await sender.send(ROSA, NOTE)
        await sender.close()

    assert server.lines[0] == "EHLO hub.maplestreet.example"
    assert any(line.startswith("MAIL") and "RET=HDRS" in line for line in server.lines)
    assert any(f"ORCPT=rfc822;{ROSA}" in line for line in server.lines)


@pytest.mark.parametrize("name", ["hub example", "hub\r\nMAIL FROM:<x>", "hüb.example", "a/b"])
def test_a_greeting_that_is_no_name_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(SettingError, match="ROOMWIRE_SMTP_HELO"):
        smtp.configure({**FROM, "ROOMWIRE_SMTP_FROM": "hub@maplestreet.example", "ROOMWIRE_SMTP_HELO": name})


@pytest.mark.parametrize("sender", ["hub", "hub@müller.example", "a@b@c.example", "hub@"])
def test_a_sender_that_no_email_can_come_from_is_told_at_the_start_and_kills_no_address(sender: str) -> None:
    with pytest.raises(SettingError, match="ROOMWIRE_SMTP_FROM"):
        smtp.configure({**FROM, "ROOMWIRE_SMTP_FROM": sender})


async def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    sender = smtp.configure(
        {**FROM, "ROOMWIRE_SMTP_URL": f"smtp://127.0.0.1:{port}", "ROOMWIRE_SMTP_FROM": "a@b.example"}
    )
    assert sender is not None

    assert isinstance(await sender.send(ROSA, NOTE), RetryAt)


# What is remembered of a mail server


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_what_a_server_did_counts_for_its_time_and_no_longer() -> None:
    clock = Clock()
    its = Lately(clock)
    its.took(ROSA)
    its.took(TOM)
    clock.now += TAKES_S - 1
    lately = its.refused(ROSA, Meaning.UNCLEAR), its.refused(DANA, Meaning.UNCLEAR)
    clock.now += AT_ONCE_S + 1
    later = its.refused(ROSA, Meaning.UNCLEAR)
    clock.now += KNOWN_S
    long_after = its.refused(ROSA, Meaning.UNCLEAR)

    assert lately == (Pattern(True, True, 0), Pattern(True, False, 1))
    assert later == Pattern(False, True, 0)
    assert long_after == Pattern(False, False, 0)


def test_only_other_peoples_mail_shows_that_a_server_takes_mail_for_others() -> None:
    its = Lately(Clock())
    its.took(ROSA)
    its.took(ROSA.upper())

    assert its.refused(ROSA, Meaning.UNCLEAR) == Pattern(False, True, 0)
    its.took(TOM)
    assert its.refused(TOM, Meaning.UNCLEAR) == Pattern(True, True, 0)


def test_it_remembers_no_more_than_so_many_addresses() -> None:
    its = Lately(Clock())
    for number in range(REMEMBERED + 5):
        its.took(f"p{number}@families.example")

    assert not its.refused("p0@families.example", Meaning.GONE).took_this
    assert its.refused(f"p{REMEMBERED}@families.example", Meaning.GONE).took_this


words = st.sampled_from(
    ["550 Invalid recipient", "550 5.1.1 No such user", "552 5.2.2 Full", "550 relay not permitted"]
)


@given(st.lists(st.sampled_from(EVERYBODY), min_size=1, max_size=12), st.sampled_from(EVERYBODY), words)
def test_one_bad_address_never_shuts_a_server_that_takes_all_others(to: list[str], bad: str, said: str) -> None:
    if said == "550 relay not permitted":
        said = "550 5.1.1 No"
    got = asyncio.run(outcomes({"RCPT": lambda one: said if one == bad else "250 OK"}, *to))

    assert not any(isinstance(one, Misconfigured) for one in got)
    assert all(isinstance(one, Accepted) == (address != bad) for one, address in zip(got, to, strict=True))


@given(st.lists(st.sampled_from(EVERYBODY), min_size=1, max_size=12))
def test_a_relay_that_refuses_us_in_plain_words_closes_nobody(to: list[str]) -> None:
    got = asyncio.run(outcomes({"RCPT": "550 relay not permitted"}, *to))

    assert all(isinstance(one, Misconfigured) for one in got)


@given(st.lists(st.sampled_from(EVERYBODY), min_size=1, max_size=12))
def test_a_relay_that_refuses_us_in_words_that_do_not_tell_closes_nobody(to: list[str]) -> None:
    got = asyncio.run(outcomes({"RCPT": "550 Invalid recipient"}, *to))

    assert all(isinstance(one, RetryAt | Misconfigured) for one in got)
