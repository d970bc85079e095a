"""This file reads ID tokens of OpenID Connect, by libraries that are loaded where somebody signs in so alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwk, jwt
from joserfc.errors import ClaimError, JoseError

from hub.identity_providers import ClockOff, ProviderDown, UnknownSignature, Untrusted
from policies.people.identities import ALGORITHMS, CLOCKS_S, expected_issuer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from hub.identity_providers import Outing
    from hub.settings import IdentityProvider

TIMES = frozenset({"exp", "iat", "nbf"})
"""Claims that are moments, and wrong where a clock is."""


def challenge(verifier: str) -> str:
    """What stands for the verifier of PKCE until it is shown (S256)."""
    return str(create_s256_code_challenge(verifier))


def with_params(address: str, asked: Sequence[tuple[str, str]]) -> str:
    """An address of a provider with what it is asked, beside whatever stands in it already."""
    return str(add_params_to_uri(address, list(asked)))


def keys_of(said: Mapping[str, Any]) -> jwk.KeySet:
    """
    The keys that a provider publishes.

    Raises:
        ProviderDown: these are none.
    """
    try:
        return jwk.KeySet.import_key_set(said)  # type: ignore[arg-type]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderDown(f"its keys: {type(error).__name__}") from None


def decoded(token: str, keys: jwk.KeySet) -> Mapping[str, object]:
    """
    The claims of a token that one of these keys signed.

    Raises:
        UnknownSignature: none of them did, or it is no token.
    """
    try:
        return jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
    except (JoseError, ValueError) as error:
        raise UnknownSignature(type(error).__name__) from None


def checked(
    provider: IdentityProvider,
    discovery: Mapping[str, Any],
    claims: Mapping[str, object],
    outing: Outing,
    now: datetime,
) -> Mapping[str, object]:
    """
    The same claims, once they are of us, of this sign-in and of now (OpenID Connect Core 1.0, 3.1.3.7).

    Raises:
        Untrusted: they are not; ClockOff where it is their times alone.
    """
    issuer = expected_issuer(str(discovery["issuer"]), claims)
    options = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": provider.rules.client},
        "sub": {"essential": True},
        "exp": {"essential": True},
    }
    params = {"nonce": outing.nonce, "client_id": provider.rules.client}
    its = CodeIDToken(dict(claims), {}, options, params)
    at = int(now.timestamp())
    try:
        its.validate(at, CLOCKS_S)
    except ClaimError as error:
        what = f"a claim: {error.claim}"
        raise (ClockOff if error.claim in TIMES else Untrusted)(what) from None
    except (JoseError, ValueError, TypeError) as error:
        raise Untrusted(f"a claim: {error}") from None
    issued, subject = claims.get("iat"), claims.get("sub")
    if not isinstance(issued, int | float) or issued > at + CLOCKS_S:
        raise ClockOff("it was issued later than now")
    if not issuer or not isinstance(subject, str) or not subject or len(subject) > 255:
        raise Untrusted("it names no issuer, or nobody")
    return claims
