"""Passkeys: where browsers have them, when a counter has gone on, names, and who adds and removes one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.passkeys import (
    LONGEST_NAME,
    MOST_PASSKEYS,
    RelyingParty,
    called,
    goes_on,
    may_add,
    may_remove,
    party_of,
    relying_party,
)
from policies.verdict import Allowed, Refused


@pytest.mark.parametrize(
    ("base_url", "party", "origin"),
    [
        ("https://hub.example.org", "hub.example.org", "https://hub.example.org"),
        ("https://Hub.Example.org/rooms", "hub.example.org", "https://hub.example.org"),
        ("https://hub.example.org:8443", "hub.example.org", "https://hub.example.org:8443"),
        ("https://hub.example.org:443", "hub.example.org", "https://hub.example.org"),
        ("http://localhost:8000", "localhost", "http://localhost:8000"),
        ("http://localhost:80", "localhost", "http://localhost"),
        ("http://hub.localhost:8000", "hub.localhost", "http://hub.localhost:8000"),
    ],
)
def test_a_passkey_is_for_the_host_and_the_one_origin_of_the_hubs_address(
    base_url: str, party: str, origin: str
) -> None:
    assert relying_party(base_url) == RelyingParty(party, origin)
    assert party_of(base_url) == party


@pytest.mark.parametrize(
    "base_url",
    [
        "http://hub.example.org", "https://192.0.2.7", "http://127.0.0.1:8000", "https://[2001:db8::7]",
        "http://localhost.example.org", "https://", "hub.example.org", "",
    ],
)  # fmt: skip
def test_where_browsers_have_none_there_is_no_party(base_url: str) -> None:
    assert relying_party(base_url) is None
    assert party_of(base_url) == ""


counters = st.integers(min_value=0, max_value=2**32 - 1)


@given(before=counters, now=counters)
def test_a_counter_has_gone_on_where_it_is_higher_or_nothing_is_counted(before: int, now: int) -> None:
    assert goes_on(before, now) == (now > before or (now, before) == (0, 0))


@given(before=counters)
def test_what_was_shown_once_is_a_copy_the_second_time_and_so_is_one_that_counts_no_more(before: int) -> None:
    assert not goes_on(before + 1, before + 1)
    assert not goes_on(before + 1, 0)


@pytest.mark.parametrize(
    ("typed", "program", "name"),
    [
        ("Rosa’s phone", "Firefox, Android", "Rosa’s phone"),
        ("  two\n lines\t", "Firefox", "two lines"),
        ("", "Firefox, Android", "Firefox, Android"),
        (" \u202e\n", "", ""),
        ("x" * 100, "", "x" * LONGEST_NAME),
    ],
)
def test_a_passkey_is_called_as_typed_on_one_line_or_by_what_it_was_made_on(
    typed: str, program: str, name: str
) -> None:
    assert called(typed, program) == name


def test_an_account_has_so_many_and_no_more() -> None:
    assert isinstance(may_add(MOST_PASSKEYS - 1), Allowed)
    assert isinstance(verdict := may_add(MOST_PASSKEYS), Refused)
    assert "10 passkeys" in verdict.because


@pytest.mark.parametrize(
    ("required", "code", "count", "may"),
    [
        (False, False, 1, True),
        (False, True, 1, True),
        (True, True, 1, True),
        (True, False, 2, True),
        (True, False, 1, False),
    ],
)
def test_the_last_thing_besides_a_password_stays_where_a_school_asks_for_one(
    required: bool, code: bool, count: int, may: bool
) -> None:
    assert isinstance(may_remove(required=required, code=code, count=count), Allowed if may else Refused)
