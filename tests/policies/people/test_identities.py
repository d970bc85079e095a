"""Whom an account elsewhere lets in, and what of an ID token is believed."""

from dataclasses import replace

import pytest

from policies.people.identities import (
    ALGORITHMS,
    MOST_IDENTITIES,
    NOT_LET_IN,
    ProviderName,
    ProviderRules,
    expected_issuer,
    may_add_identity,
    may_come,
    shown_email,
)
from policies.verdict import Allowed, Refused

GOOGLE = ProviderRules(name=ProviderName.GOOGLE, client="c")
TENANT = "8b4f2d1e-5c6a-4e0f-9a11-2b3c4d5e6f70"
ENTRA = "https://login.microsoftonline.com/{tenantid}/v2.0"


def test_nothing_unsigned_or_signed_by_a_shared_secret_is_believed() -> None:
    assert not {"none", "HS256", "HS384", "HS512"} & set(ALGORITHMS)


@pytest.mark.parametrize(
    ("issuer", "claims", "expected"),
    [
        ("https://accounts.google.com", {"tid": TENANT}, "https://accounts.google.com"),
        (ENTRA, {"tid": TENANT}, f"https://login.microsoftonline.com/{TENANT}/v2.0"),
        (ENTRA, {}, ""),
        (ENTRA, {"tid": 7}, ""),
        (ENTRA, {"tid": "evil/../x"}, ""),
        (ENTRA, {"tid": TENANT.upper()}, ""),
    ],
)
def test_microsofts_issuer_has_the_tenant_of_the_token_in_it(
    issuer: str, claims: dict[str, object], expected: str
) -> None:
    assert expected_issuer(issuer, claims) == expected


@pytest.mark.parametrize(
    ("rules", "claims", "may"),
    [
        (GOOGLE, {}, True),
        (replace(GOOGLE, domains=frozenset({"maple.example"})), {"hd": "Maple.example"}, True),
        (replace(GOOGLE, domains=frozenset({"maple.example"})), {"hd": "other.example"}, False),
        (replace(GOOGLE, domains=frozenset({"maple.example"})), {"email": "a@maple.example"}, False),
        (replace(GOOGLE, domains=frozenset({"maple.example"})), {"hd": ["maple.example"]}, False),
        (replace(GOOGLE, tenants=frozenset({TENANT})), {"tid": TENANT}, True),
        (replace(GOOGLE, tenants=frozenset({TENANT})), {"tid": "another"}, False),
        (replace(GOOGLE, tenants=frozenset({TENANT})), {}, False),
    ],
)
def test_an_organization_is_let_in_by_what_the_provider_says_and_never_by_an_email(
    rules: ProviderRules, claims: dict[str, object], *, may: bool
) -> None:
    verdict = may_come(rules, claims)

    assert isinstance(verdict, Allowed) is may
    assert may or verdict.because == NOT_LET_IN


@pytest.mark.parametrize(
    ("claims", "shown"),
    [
        ({"email": "a@b.example", "preferred_username": "x"}, "a@b.example"),
        ({"preferred_username": "x@b.example"}, "x@b.example"),
        ({"email": 7, "preferred_username": "x"}, "x"),
        ({"email": "a\n@b.example"}, ""),
        ({"email": "a" * 300}, "a" * 254),
        ({}, ""),
    ],
)
def test_what_is_shown_is_what_the_provider_calls_it(claims: dict[str, object], shown: str) -> None:
    assert shown_email(claims) == shown


def test_so_many_open_one_account_and_no_more() -> None:
    assert isinstance(may_add_identity(MOST_IDENTITIES - 1), Allowed)
    verdict = may_add_identity(MOST_IDENTITIES)
    assert isinstance(verdict, Refused)
    assert "5" in str(verdict.because)
