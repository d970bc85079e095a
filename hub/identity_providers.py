"""This file speaks OpenID Connect with those by whom people sign in: Google, Microsoft, and others like them."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import aiohttp

from notifiers.carrying import session
from policies.people.identities import ProviderName

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from types import ModuleType

    from joserfc.jwk import KeySet

    from hub.settings import IdentityProvider

log = logging.getLogger("roomwire.sign_ins")

KNOWN_S = 3_600.0
"""For how long a provider's discovery and keys are believed without looking; keys are changed weeks ahead."""

AGAIN_S = 30.0
"""A key that is not known is looked up no more often than this."""

LARGEST = 262_144
"""Octets of an answer of a provider that are read."""

CALLBACK = "/oidc"
"""Where a provider sends people back to: a view of the page, which brings state and code by POST."""


class ProviderDown(Exception):  # noqa: N818 (it is what happened)
    """The provider does not answer, or not with what it should."""


class Untrusted(Exception):  # noqa: N818
    """What came cannot be believed; the reason is for the log of whoever runs the hub."""


class ClockOff(Untrusted):
    """Likewise, as its times are not of now."""


@dataclass(frozen=True, slots=True)
class Outing:
    """Somebody who goes to a provider. state, nonce: random; verifier: of PKCE; redirect: where they come back."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)
    redirect: str


class UnknownSignature(Exception):  # noqa: N818 (its key may be a new one)
    """No key that is known signed a token so."""


@dataclass(slots=True)
class _Known:
    discovery: Mapping[str, Any]
    keys: KeySet
    at: float


def tokens() -> ModuleType:
    """
    How tokens are read: its libraries are of use to nobody where no provider is configured, and not loaded there.
    """
    from hub import identity_tokens

    return identity_tokens


@dataclass(slots=True)
class ProviderClients:
    """What a hub knows of its providers, by name: their discovery and their keys."""

    _known: dict[str, _Known] = field(default_factory=dict)

    async def address(self, provider: IdentityProvider, outing: Outing) -> str:
        """
        Where somebody signs in at a provider.

        Raises:
            ProviderDown: it does not answer.
        """
        known = await self._look(provider)
        asked = [
            ("response_type", "code"),
            ("client_id", provider.rules.client),
            ("redirect_uri", outing.redirect),
            ("scope", "openid email profile"),
            ("state", outing.state),
            ("nonce", outing.nonce),
            ("code_challenge", tokens().challenge(outing.verifier)),
            ("code_challenge_method", "S256"),
            ("prompt", "select_account"),
        ]
        if provider.rules.name is ProviderName.GOOGLE and len(provider.rules.domains) == 1:
            asked.append(("hd", next(iter(provider.rules.domains))))
        return str(tokens().with_params(known.discovery["authorization_endpoint"], asked))

    async def redeem(
        self, provider: IdentityProvider, outing: Outing, code: str, now: datetime
    ) -> Mapping[str, object]:
        """
        The claims of who comes back with a code, once everything of its ID token was checked.

        Raises:
            ProviderDown: it does not answer.
            Untrusted: the token is none that we asked for, or its times are off (ClockOff).
        """
        known = await self._look(provider)
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": outing.redirect,
            "code_verifier": outing.verifier,
            "client_id": provider.rules.client,
            "client_secret": provider.secret,
        }
        answer = await _asked("POST", known.discovery["token_endpoint"], form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Untrusted(f"no ID token came: {answer.get('error')!r}")
        claims = await self._decoded(provider, token)
        return cast("Mapping[str, object]", tokens().checked(provider, known.discovery, claims, outing, now))

    async def _decoded(self, provider: IdentityProvider, token: str) -> Mapping[str, object]:
        """The claims of a token that a key of the provider signed; a key that is not known is looked up once."""
        known = await self._look(provider)
        try:
            return cast("Mapping[str, object]", tokens().decoded(token, known.keys))
        except UnknownSignature as first:
            if time.monotonic() - known.at < AGAIN_S:
                raise Untrusted(f"the signature: {first}") from None
        fresh = await self._look(provider, anew=True)
        try:
            return cast("Mapping[str, object]", tokens().decoded(token, fresh.keys))
        except UnknownSignature as second:
            raise Untrusted(f"the signature: {second}") from None

    async def _look(self, provider: IdentityProvider, *, anew: bool = False) -> _Known:
        known = self._known.get(provider.name)
        if known is not None and not anew and time.monotonic() - known.at < KNOWN_S:
            return known
        discovery = await _asked("GET", f"{provider.issuer}/.well-known/openid-configuration")
        for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(discovery.get(name), str):
                raise ProviderDown(f"its discovery has no {name}")
        _of_provider(provider, discovery)
        keys = tokens().keys_of(await _asked("GET", discovery["jwks_uri"]))
        found = _Known(discovery, keys, time.monotonic())
        self._known[provider.name] = found
        return found


def _of_provider(provider: IdentityProvider, discovery: Mapping[str, Any]) -> None:
    """What it says is of the issuer that was configured (Discovery 1.0, 4.3), and comes over as safe a way."""
    issuer = discovery["issuer"].rstrip("/")
    own = {provider.issuer}
    if provider.rules.name is ProviderName.MICROSOFT:
        own |= {provider.issuer.replace(one, "{tenantid}") for one in ("common", "organizations", "consumers")}
    if issuer not in own:
        raise ProviderDown(f"its discovery is of {issuer}")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if urlsplit(discovery[name]).scheme != urlsplit(provider.issuer).scheme:
            raise ProviderDown(f"its {name} comes over another way")


async def _asked(method: str, url: str, form: Mapping[str, str] | None = None) -> Mapping[str, Any]:
    """The JSON object that a provider answers with; redirects are not followed."""
    try:
        async with (
            asyncio.timeout(15),
            session() as http,
            http.request(method, url, data=form, allow_redirects=False) as answer,
        ):
            body = await answer.content.read(LARGEST)
            while len(body) < LARGEST and (more := await answer.content.read(LARGEST - len(body))):
                body += more
            status = answer.status
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise ProviderDown(f"no answer: {type(error).__name__}") from None
    if status >= 500 or status in {301, 302, 303, 307, 308, 404, 429}:
        raise ProviderDown(f"it answers {status}")
    try:
        found = json.loads(body)
    except ValueError:
        raise ProviderDown("it answers with something else") from None
    if not isinstance(found, dict):
        raise ProviderDown("it answers with something else")
    return found
