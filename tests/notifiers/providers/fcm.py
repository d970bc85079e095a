"""FCM's send method and Google's token endpoint."""

from __future__ import annotations

import asyncio
import functools
import json
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.notifiers.providers.http import HttpProvider, retry_after


def _error(code: int, status: str, fcm: str | None = None, **more: Any) -> tuple[int, dict[str, Any]]:
    details: list[dict[str, Any]] = []
    if fcm:
        details.append({"@type": "type.googleapis.com/google.firebase.fcm.v1.FcmError", "errorCode": fcm})
    if more:
        details.append({"@type": "type.googleapis.com/google.rpc.BadRequest", **more})
    return code, {"error": {"code": code, "status": status, "message": status, "details": details}}


ERRORS = {
    "dead address": _error(404, "NOT_FOUND", "UNREGISTERED"),
    "other project": _error(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"),
    "bad token": _error(400, "INVALID_ARGUMENT", fieldViolations=[{"field": "message.token"}]),
    "bad message": _error(400, "INVALID_ARGUMENT", fieldViolations=[{"field": "message.data"}]),
    "no such project": _error(404, "NOT_FOUND"),
    "busy": _error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
    "busy date": _error(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"),
    "unavailable": _error(503, "UNAVAILABLE", "UNAVAILABLE"),
    "broken": _error(500, "INTERNAL", "INTERNAL"),
    "refused": _error(401, "UNAUTHENTICATED"),
    "apns": _error(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"),
}


@functools.cache
def key_of_the_account() -> str:
    """A key of 2,048 bits, made once for all tests of a process: it takes longer than a hub does to start."""
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


class FcmServer(HttpProvider):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.tokens = 0
        self.token_script: list[int] = []
        self.hold_token: asyncio.Event | None = None
        self.token_takes_s = 0.0
        self.token_lasts_s = 3_600
        self.token_error = "Invalid grant"

    def env(self) -> dict[str, str]:
        path = self.folder / "service-account.json"
        path.write_text(
            json.dumps(
                {
                    "type": "service_account", "project_id": "maple", "private_key": key_of_the_account(),
                    "private_key_id": "1",
                    "client_email": "hub@maple.example", "token_uri": f"{self.url}/token",
                }
            )
        )  # fmt: skip
        return {"ROOMWIRE_FCM_CREDENTIALS": str(path), "ROOMWIRE_FCM_URL": self.url}

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/token", self.token)
        app.router.add_post("/v1/projects/{project}/messages:send", self.create)

    async def token(self, _request: web.Request) -> web.Response:
        self.tokens += 1
        if self.hold_token is not None:
            await self.hold_token.wait()
        await asyncio.sleep(self.token_takes_s)
        status = self.token_script.pop(0) if self.token_script else 200
        if status != 200:
            return web.json_response(
                {"error": "invalid_grant", "error_description": self.token_error}, status=status
            )
        return web.json_response(
            {"access_token": f"token-{self.tokens}", "expires_in": self.token_lasts_s, "token_type": "Bearer"}
        )

    async def create(self, request: web.Request) -> web.Response:
        body = await request.json()
        word = await self.next(request)
        if not request.headers.get("Authorization", "").startswith("Bearer token-"):
            return web.json_response(ERRORS["refused"][1], status=401)
        if word in ERRORS:
            status, error = ERRORS[word]
            return web.json_response(error, status=status, headers=retry_after(word))
        message = body["message"]
        self.received.append(
            {
                "to": message["token"],
                "body": message.get("notification", {}).get("body", ""),
                "key": message["data"].get("key", ""),
                "clear": message["data"].get("clear", ""),
                "raw": body,
            }
        )
        return web.json_response({"name": f"projects/maple/messages/{len(self.received)}"})
