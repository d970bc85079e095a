"""A database of before: what was closed because a mail server refused us is open again, and nothing else is."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from hub.store import consents
from hub.store.database import migrate
from hub.store.schema import consent
from policies.notify.consent import Class
from policies.notify.recipients import Medium

OURS = [
    "504 5.5.2 <hub1>: Helo command rejected: need fully-qualified hostname", "550 relay not permitted",
    "530 5.5.1 Authentication required", "503 5.5.1 Bad sequence", "554 5.3.2 No", "552 5.3.4 Too big",
    "554 5.6.0 No", "550 5.1.0 <hub@x.example>: Sender address rejected: User unknown in local recipient table",
    "550 Verification failed for <hub@x.example>\nUnrouteable address\nSender verify failed", "504 No",
    "550 5.1.8 No", "5.1.8 smtp; 553 5.1.8 <x@y.example>... Domain of sender address does not exist", "5.1.90",
    "5.1.7 smtp; 553 5.1.7 No", "5.0.0 smtp; 554 5.7.1 Rejected", "4.4.1 X-Postfix; connect: timed out", "4.7.0",
    "5.1.0 smtp; 550 5.1.0 <b@y.example>: Sender address rejected: No", "5.3.4 smtp; 552 5.3.4 No",
]  # fmt: skip
THEIRS = [
    "550 5.1.1 <rosa@x.example>: Recipient address rejected: User unknown in relay recipient table",
    "550 Invalid recipient", "550 No", "552 5.2.2 Mailbox full", "5.2.2 smtp; 552 5.2.2 Full",
    "Mail to it came back.",
    "5.1.1 smtp; 550 5.1.1 User unknown", "5.0.0 smtp; 550 5.1.1 User unknown", "5.4.4 X-Postfix; Host not found",
    "550 5.1.1 <helo.relaying.denied@x.example>: User unknown", "550 5.1.10 No",
    "5.0.0 smtp; 550 Unrouteable address",
]  # fmt: skip


BEFORE = "0016"
"""The last migration that the database of these tests has had."""


def line(address: str, why: str, **more: str | None) -> dict[str, Any]:
    noted = {
        "school": "s_1",
        "medium": "email",
        "address": address,
        "class": "routine",
        "state": "closed",
        "by": None,
    }
    return {**noted, "source": "bounce", "why": why, "at": "2026-11-01T10:00:00.000Z", **more}


def both(address: str, why: str) -> list[dict[str, Any]]:
    return [line(address, why), line(address, why, **{"class": "emergency"})]


def closed(engine: Engine, of: Class = Class.ROUTINE) -> set[str]:
    with engine.connect() as connection:
        addresses = connection.execute(select(consent.c.address).distinct()).scalars().all()
        found = consents.closed(connection, "s_1", addresses, of)
    return {address for medium, address in found if medium is Medium.EMAIL}


def test_only_what_was_closed_by_an_answer_about_us_is_open_again(
    before: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    ours, theirs = [f"o{n}@x.example" for n in range(len(OURS))], [f"t{n}@x.example" for n in range(len(THEIRS))]
    rows = [row for who, why in zip(ours + theirs, OURS + THEIRS, strict=True) for row in both(who, why)]
    with before.begin() as connection:
        connection.execute(insert(consent), rows)
    were = closed(before)
    with caplog.at_level(logging.WARNING):
        migrate(before)
    said = [one.getMessage() for one in caplog.records if one.name == "roomwire.records"]
    with before.connect() as connection:
        kept = connection.execute(select(consent).order_by(consent.c.id)).mappings().all()

    assert were == {*ours, *theirs}
    assert closed(before) == closed(before, Class.EMERGENCY) == set(theirs)
    assert [dict(one) for one in kept[: len(rows)]] == [
        {"id": one["id"], **row} for one, row in zip(kept, rows, strict=False)
    ]
    assert len(kept) == len(rows) + 2 * len(ours)
    assert all("refused us" in one["why"] and one["state"] == "open" for one in kept[len(rows) :])
    assert said == [f"{len(ours)} email addresses, closed because a mail server refused us, are open again"]


def test_what_somebody_had_asked_for_or_the_school_had_closed_stays_so(before: Engine) -> None:
    us, them = "550 relay not permitted", "550 5.1.1 No such user"
    with before.begin() as connection:
        connection.execute(insert(consent), [
            line("stopped@x.example", "One click", source="one_click"), *both("stopped@x.example", us),
            line("school@x.example", "They left", source="staff", by="p_1"), *both("school@x.example", us),
            *both("after@x.example", us), line("after@x.example", "One click", source="one_click"),
            *both("gone@x.example", them), *both("gone@x.example", us),
            *both("was-gone@x.example", us), *both("was-gone@x.example", them),
            line("asked@x.example", "y", source="staff", by="p_1", state="open"), *both("asked@x.example", us),
            line("+12025550100", us, medium="sms"),
        ])  # fmt: skip
    migrate(before)

    kept_closed = {
        "stopped@x.example",
        "school@x.example",
        "after@x.example",
        "gone@x.example",
        "was-gone@x.example",
    }
    assert closed(before) == kept_closed
    assert closed(before, Class.EMERGENCY) == {"gone@x.example", "was-gone@x.example"}
    with before.connect() as connection:
        assert consents.closed(connection, "s_1", ["+12025550100"])


def test_where_nothing_was_closed_wrongly_nothing_is_said(before: Engine, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        migrate(before)
        migrate(before)

    assert [one for one in caplog.records if one.name == "roomwire.records"] == []
