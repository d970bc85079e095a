"""A browser's push service: it checks the sender's signature and decrypts as the browser would."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

import http_ece
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from notifiers.senders.webpush import generate_key
from tests.notifiers.providers.http import HttpProvider, retry_after

STATUS = {
    "dead address": 410, "gone": 404, "bad message": 413, "refused": 403, "busy": 429, "broken": 500,
    "redirect": 307, "invalid": 400, "unauthorized": 401, "busy date": 429, "long answer": 403,
}  # fmt: skip


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class WebPushServer(HttpProvider):
    def __init__(self) -> None:
        super().__init__()
        self.private = generate_key()
        self.by_name: dict[str, str] = {}  # what those phones get, whatever the script says
        self.asked: list[str] = []
        self.browsers: dict[str, tuple[ec.EllipticCurvePrivateKey, bytes]] = {}

    def env(self) -> dict[str, str]:
        return {
            "ROOMWIRE_VAPID_PRIVATE_KEY": self.private, "ROOMWIRE_VAPID_SUBJECT": "mailto:ops@maplestreet.example",
            "ROOMWIRE_WEBPUSH_ALLOW_LOCAL": "1",
        }  # fmt: skip

    def subscription(self, name: str = "rosa") -> str:
        """A new browser, as it gives itself to its page."""
        key, auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self.browsers[name] = (key, auth)
        point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return json.dumps(
            {"endpoint": f"{self.url}/push/{name}", "keys": {"p256dh": _b64(point), "auth": _b64(auth)}}
        )

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/push/{name}", self.push)
        app.router.add_post("/elsewhere", self.elsewhere)

    async def elsewhere(self, _request: web.Request) -> web.Response:
        self.received.append({"to": "elsewhere"})
        return web.Response(status=201)

    async def push(self, request: web.Request) -> web.Response:
        body = await request.read()
        name = request.match_info["name"]
        self.asked.append(name)
        word = self.by_name.get(name) or await self.next(request)
        claims = self.claims(request.headers["Authorization"])
        assert claims["aud"] == self.url, claims
        if word in STATUS:
            headers = retry_after(word)
            said = "x" * 50_000_000 if word == "long answer" else word
            return web.Response(status=STATUS[word], headers=headers | {"Location": "/elsewhere"}, text=said)
        key, auth = self.browsers[name]
        shown = json.loads(http_ece.decrypt(body, private_key=key, auth_secret=auth, version="aes128gcm"))
        self.received.append({"to": name, **shown, "headers": request.headers.copy(), "size": len(body)})
        return web.Response(status=201, headers={"Location": f"/m/{len(self.received)}"})

    def claims(self, authorization: str) -> dict[str, Any]:
        """What the sender signed; the signature is checked against its public key."""
        token = authorization.removeprefix("vapid t=").partition(",")[0]
        signed, _, signature = token.rpartition(".")
        vapid = Vapid02.from_string(self.private)
        raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
        from cryptography.hazmat.primitives.hashes import SHA256

        r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        vapid.public_key.verify(encode_dss_signature(r, s), signed.encode(), ec.ECDSA(SHA256()))
        claims = signed.split(".")[1]
        return dict(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4))))
