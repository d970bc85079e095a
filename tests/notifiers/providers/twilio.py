"""Twilio's Messages resource, with its magic numbers and its errors."""

from __future__ import annotations

import base64
from typing import Any

from aiohttp import web

from tests.notifiers.providers.http import HttpProvider, retry_after

SID, TOKEN, FROM = "AC" + "0" * 32, "twilio-token", "+15005550006"
MAGIC = {
    "+15005550001": 21211, "+15005550002": 21612, "+15005550003": 21408, "+15005550004": 21610,
    "+15005550009": 21614,
}  # fmt: skip
ERRORS: dict[str, tuple[int, dict[str, Any]]] = {
    "opted out": (400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient", "status": 400}),
    "dead address": (400, {"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}),
    "bad message": (400, {"code": 21617, "message": "Body exceeds the limit", "status": 400}),
    "refused": (401, {"code": 20003, "message": "Authenticate", "status": 401}),
    "bad sender": (400, {"code": 21606, "message": "The From number is not yours", "status": 400}),
    "busy": (429, {"code": 20429, "message": "Too Many Requests", "status": 429}),
    "busy date": (429, {"code": 20429, "message": "Too Many Requests", "status": 429}),
    "broken": (500, {"code": 20500, "message": "Internal Server Error", "status": 500}),
    "problem": (400, {"type": "t", "title": "Invalid To", "status": 400, "code": 21211}),
}


class TwilioServer(HttpProvider):
    def env(self) -> dict[str, str]:
        return {
            "ROOMWIRE_TWILIO_ACCOUNT_SID": SID, "ROOMWIRE_TWILIO_AUTH_TOKEN": TOKEN,
            "ROOMWIRE_TWILIO_FROM": FROM, "ROOMWIRE_TWILIO_URL": self.url,
        }  # fmt: skip

    def add_routes(self, app: web.Application) -> None:
        app.router.add_post("/2010-04-01/Accounts/{sid}/Messages.json", self.create)

    async def create(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        word = await self.next(request)
        if request.headers.get("Authorization") != "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode():
            return web.json_response(ERRORS["refused"][1], status=401)
        if code := MAGIC.get(str(form["To"])):
            return web.json_response({"code": code, "message": "magic", "status": 400}, status=400)
        if word == "html":
            return web.Response(text="<html>Bad Gateway</html>", status=502, content_type="text/html")
        if word in ERRORS:
            status, body = ERRORS[word]
            return web.json_response(body, status=status, headers=retry_after(word))
        self.received.append({"to": form["To"], "from": form.get("From"), "body": form["Body"]})
        return web.json_response({"sid": f"SM{len(self.received):032}", "status": "queued"}, status=201)
