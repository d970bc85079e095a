"""Where a roster may be fetched from, who enters the secret anew, and when all of it is asked for."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from policies.people.roster_servers import (
    LONGEST_ADDRESS,
    ServerPlace,
    address_fault,
    asked_since,
    asks_for_all,
    cleaned,
    needs_secret,
)

CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" https://sis.example.org/ ", "https://sis.example.org"),
        ("https://sis.example.org/maple/", "https://sis.example.org/maple"),
        ("https://sis.example.org/ims/oneroster/v1p1", "https://sis.example.org"),
        ("https://sis.example.org/a/ims/oneroster/rostering/v1p2/users", "https://sis.example.org/a"),
        ("https://sis.example.org/ims/oneroster", "https://sis.example.org"),
        ("https://sis.example.org/ims/onerosters", "https://sis.example.org/ims/onerosters"),
    ],
)
def test_an_address_is_kept_up_to_where_the_standard_begins(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept
    assert address_fault(cleaned(typed), local=False) == ""


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("", "no address"),
        ("sis.example.org", "no address"),
        ("https://", "no address"),
        ("https://[::1", "no address"),
        ("https://sis.example.org:0", "no address"),
        ("https://sis.example.org:x", "no address"),
        ("//sis.example.org", "no address"),
        ("https://sis.example.org/a b", "no address"),
        ("https://sis.example.org/\u202e", "no address"),
        ("https://sis.example.org/" + "x" * LONGEST_ADDRESS, "no address"),
        ("http://sis.example.org", "begin with https"),
        ("ftp://sis.example.org", "begin with https"),
        ("https://me:secret@sis.example.org", "address alone"),
        ("https://sis.example.org?key=1", "address alone"),
        ("https://sis.example.org#part", "address alone"),
    ],
)
def test_whatever_else_is_no_address_of_a_server(address: str, why: str) -> None:
    assert why in address_fault(address, local=False)


def test_without_tls_only_this_machine_is_asked_where_that_is_allowed() -> None:
    assert address_fault("http://127.0.0.1:8080", local=True) == ""
    assert address_fault("http://[::1]:8080", local=True) == ""
    assert address_fault("http://127.0.0.1:8080", local=False) != ""
    assert address_fault("http://10.0.0.1", local=True) != ""


def test_a_secret_is_entered_anew_wherever_it_would_go_elsewhere() -> None:
    kept = ServerPlace("https://sis.example.org", "https://sis.example.org/token", "maple")

    assert needs_secret(None, kept)
    assert not needs_secret(kept, ServerPlace("https://sis.example.org", "https://sis.example.org/token", "maple"))
    for other in (
        ServerPlace("https://other.example", kept.token_address, kept.client),
        ServerPlace(kept.address, "https://other.example/token", kept.client),
        ServerPlace(kept.address, kept.token_address, "elm"),
    ):
        assert needs_secret(kept, other)


def test_all_of_it_is_asked_for_once_a_day_of_the_school() -> None:
    now = datetime(2026, 9, 2, 3, tzinfo=UTC)  # ten in the evening of the day before

    assert asks_for_all(None, now, CHICAGO)
    assert not asks_for_all(now - timedelta(hours=6), now, CHICAGO)
    assert asks_for_all(now - timedelta(hours=6), now + timedelta(hours=8), CHICAGO)
    assert asks_for_all(now - timedelta(hours=6), now, ZoneInfo("Europe/Warsaw"))


def test_changes_are_asked_for_from_an_hour_before() -> None:
    assert asked_since(datetime(2026, 9, 2, 3, tzinfo=UTC)) == datetime(2026, 9, 2, 2, tzinfo=UTC)
