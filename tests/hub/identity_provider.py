"""A provider of OpenID Connect over HTTP, in the shapes of Google and Microsoft, that does wrong if told."""

from __future__ import annotations

import base64
import json
import secrets
import time
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from joserfc import jwk, jwt

from tests.notifiers.providers.http import HttpProvider

CLIENT, SECRET = "roomwire-client", "client-secret-that-nobody-knows"
TENANT = "8b4f2d1e-5c6a-4e0f-9a11-2b3c4d5e6f70"

FAULTS: dict[str, dict[str, Any]] = {
    "nonce": {"nonce": "another"},
    "aud": {"aud": "another-client"},
    "azp": {"aud": [CLIENT, "another-client"], "azp": "another-client"},
    "iss": {"iss": "https://evil.example"},
    "tid": {"tid": "00000000-0000-0000-0000-000000000000"},
}
TIMES = {"expired": -9_000, "ahead": 5_400}
"""Seconds after now at which a token with that fault was issued."""
MISSING = {"no nonce": ("nonce",), "no sub": ("sub",)}


class IdentityServer(HttpProvider):
    """
    fault: what it does wrong with the next token. who: the claims of whoever signs in there. clients: what it was
    asked at its token endpoint.
    """

    def __init__(self, *, microsoft: bool = False) -> None:
        super().__init__()
        self.microsoft = microsoft
        self.fault = ""
        self.who: dict[str, Any] = {"sub": "1001", "email": "ana@gmail.example", "email_verified": True}
        self.codes: dict[str, dict[str, str]] = {}
        self.key = self._made()
        self.published = [self.key]

    @property
    def issuer(self) -> str:
        return f"{self.url}/common/v2.0" if self.microsoft else self.url

    def env(self) -> dict[str, str]:
        """What a hub is configured with."""
        prefix = "ROOMWIRE_MICROSOFT_" if self.microsoft else "ROOMWIRE_GOOGLE_"
        return {f"{prefix}CLIENT_ID": CLIENT, f"{prefix}CLIENT_SECRET": SECRET, f"{prefix}ISSUER": self.issuer}

    def rotate(self) -> None:
        """Sign with another key from now on, and publish that one alone."""
        self.key = self._made()
        self.published = [self.key]

    def _made(self) -> jwk.RSAKey:
        return jwk.RSAKey.generate_key(2048, {"kid": secrets.token_hex(6), "use": "sig"}, private=True)

    def add_routes(self, app: web.Application) -> None:
        at = "/common/v2.0" if self.microsoft else ""
        app.router.add_get(f"{at}/.well-known/openid-configuration", self._discovery)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_post("/token", self._token)
        app.router.add_get("/keys", self._keys)

    async def _discovery(self, request: web.Request) -> web.Response:
        if await self.next(request) == "broken":
            return web.Response(status=500)
        issuer = f"{self.url}/{{tenantid}}/v2.0" if self.microsoft else self.issuer
        if self.fault == "another issuer":
            issuer = "https://evil.example"
        return web.json_response(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    async def _keys(self, _request: web.Request) -> web.Response:
        return web.json_response({"keys": [one.as_dict(private=False) for one in self.published]})

    async def _authorize(self, request: web.Request) -> web.Response:
        """Whoever comes is signed in there, and sent back; unless they deny it."""
        asked = dict(request.query)
        self.received.append(asked)
        back: dict[str, str] = {"state": asked["state"]}
        if self.fault == "denied":
            back["error"] = "access_denied"
        else:
            code = secrets.token_urlsafe(16)
            self.codes[code] = asked
            back["code"] = code
        return web.Response(status=302, headers={"location": f"{asked['redirect_uri']}?{urlencode(back)}"})

    async def _token(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest()).decode()
        good = (
            asked is not None
            and asked["code_challenge_method"] == "S256"
            and asked["code_challenge"] == challenge.rstrip("=")
            and asked["redirect_uri"] == form.get("redirect_uri")
            and (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        )
        if asked is None or not good:
            return web.json_response({"error": "invalid_grant"}, status=400)
        return web.json_response({"access_token": "a", "token_type": "Bearer", "id_token": self._signed(asked)})

    def _signed(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        issuer = f"{self.url}/{self.who.get('tid', TENANT)}/v2.0" if self.microsoft else self.issuer
        claims = {"iss": issuer, "aud": CLIENT, "iat": now, "exp": now + 3600, "nonce": asked["nonce"], **self.who}
        claims |= FAULTS.get(self.fault, {})
        if self.fault in TIMES:
            claims |= {"iat": now + TIMES[self.fault], "exp": now + TIMES[self.fault] + 3600}
        for name in MISSING.get(self.fault, ()):
            del claims[name]
        if self.fault == "alg none":
            parts = [{"alg": "none"}, claims]
            return (
                ".".join(base64.urlsafe_b64encode(json.dumps(one).encode()).decode().rstrip("=") for one in parts)
                + "."
            )
        if self.fault == "hmac":  # the public key as a secret (RFC 8725, 2.1)
            secret = jwk.OctKey.import_key(json.dumps(self.key.as_dict(private=False)))
            return jwt.encode({"alg": "HS256", "kid": self.key.kid}, claims, secret)
        key = self._made() if self.fault == "swapped key" else self.key
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, key)
