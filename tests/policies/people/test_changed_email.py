"""When a changed address has to be confirmed, and who asks again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from policies.people.changed_email import ASKED_AGAIN, NowEmail, after_change, may_ask_again, must_confirm
from policies.people.facts import Person, Role
from policies.verdict import Allowed, Refused

NOW = datetime(2026, 11, 23, 15, 4, tzinfo=UTC)
INES = Person(id="ines", role=Role.ADMIN, name="Ines", human=frozenset())
ROSA = replace(INES, id="rosa", role=Role.GUARDIAN, name="Rosa")


@pytest.mark.parametrize(
    ("was", "now", "signs_in", "must"),
    [
        ("a@b.example", "c@d.example", "", True),
        ("a@b.example", "c@d.example", "a@b.example", True),
        ("a@b.example", "A@B.example", "", False),
        ("a@b.example", "c@d.example", "C@d.example", False),
        ("a@b.example", None, "a@b.example", False),
        ("a@b.example", "", "", False),
        (None, "c@d.example", "", False),
        ("", "c@d.example", "a@b.example", True),
        (None, None, "", False),
    ],
)
def test_another_address_is_confirmed_and_a_first_one_of_nobody_with_an_account_is_not(
    was: str | None, now: str | None, signs_in: str, *, must: bool
) -> None:
    assert must_confirm(was, now, signs_in) is must


A, B = "a@x.example", "b@x.example"


@pytest.mark.parametrize(
    ("waits", "counted", "now", "signs_in", "becomes"),
    [
        (None, A, B, "", NowEmail.ASK),
        (None, A, A.upper(), "", NowEmail.COUNTS),
        (None, None, B, "", NowEmail.COUNTS),
        (None, A, None, "", NowEmail.NONE),
        (None, A, "", A, NowEmail.NONE),
        (B, A, B.upper(), "", NowEmail.WAITS),
        (B, A, B, B, NowEmail.COUNTS),
        (B, None, B, "", NowEmail.WAITS),
        (B, A, A.upper(), "", NowEmail.COUNTS),
        (B, A, "c@x.example", "", NowEmail.ASK),
        (B, A, None, "", NowEmail.NONE),
        ("", A, B, "", NowEmail.ASK),
        ("", A, A, "", NowEmail.COUNTS),
    ],
)
def test_an_address_that_waits_waits_however_it_is_written_and_the_last_that_counted_counts_again(
    waits: str | None, counted: str | None, now: str | None, signs_in: str, becomes: NowEmail
) -> None:
    assert after_change(waits, counted, now, signs_in) is becomes


def test_oneself_or_an_admin_asks_again_and_not_twice_in_a_row() -> None:
    later = NOW + ASKED_AGAIN

    assert isinstance(may_ask_again(ROSA, ROSA, NOW, later), Allowed)
    assert isinstance(may_ask_again(INES, ROSA, NOW, later), Allowed)
    assert isinstance(may_ask_again(replace(ROSA, id="tom"), ROSA, NOW, later), Refused)
    assert isinstance(may_ask_again(replace(INES, active=False), ROSA, NOW, later), Refused)
    assert "just now" in str(may_ask_again(INES, ROSA, NOW, NOW + ASKED_AGAIN / 2).because)
