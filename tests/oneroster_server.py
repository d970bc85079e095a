"""A OneRoster server of the test's own, on loopback: OAuth 2, pages, filters, and faults that a test plants."""

from __future__ import annotations

import base64
import contextlib
import csv
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from hub.oneroster.server.client import PATHS, ServerAccess, Version

CLIENT, SECRET = "roomwire-at-maple", "kept-between-the-two-of-us"
CHANGED = "2026-09-01T08:00:00.000Z"

Item = dict[str, Any]
Fault = Callable[[web.Request], "web.StreamResponse | None"]


@dataclass(kw_only=True)
class OneRosterServer:
    """
    What is served: items by kind. most: rows of a page at the most, whatever is asked for. links, totals: whether
    it says where the next page is, and how many there are. in_form: the secret has to come in the form.

    faults: what the next requests of a kind meet instead of an answer; None of one lets it through. asked: every
    request for a kind, in its order. tokens: how many were given; good: requests that a token is good for.
    """

    version: Version = "1.2"
    items: dict[str, list[Item]] = field(default_factory=dict)
    most: int = 100
    links: bool = True
    totals: bool = True
    in_form: bool = False
    good: int = 10_000
    faults: defaultdict[str, list[Fault | None]] = field(default_factory=lambda: defaultdict(list))
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    tokens: int = 0
    used: int = 0
    url: str = ""

    @property
    def access(self) -> ServerAccess:
        return ServerAccess(
            version=self.version, address=self.url, token_address=f"{self.url}/token", client=CLIENT, secret=SECRET
        )

    async def token(self, request: web.Request) -> web.StreamResponse:
        if (met := self._fault("token", request)) is not None:
            return met
        form = await request.post()
        if form.get("grant_type") != "client_credentials" or "roster-core.readonly" not in str(form.get("scope")):
            return web.json_response({"error": "invalid_scope"}, status=400)
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        in_form = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if not (in_form if self.in_form else request.headers.get("Authorization") == basic):
            return web.json_response({"error": "invalid_client"}, status=401)
        self.tokens, self.used = self.tokens + 1, 0
        return web.json_response({"access_token": f"t{self.tokens}", "token_type": "bearer", "expires_in": 3600})

    async def collection(self, request: web.Request) -> web.StreamResponse:
        kind = request.match_info["kind"]
        self.asked.append((kind, dict(request.query)))
        if (met := self._fault(kind, request)) is not None:
            return met
        self.used += 1
        if request.headers.get("Authorization") != f"Bearer t{self.tokens}" or self.used > self.good:
            return web.json_response({"imsx_codeMajor": "failure"}, status=401)
        if kind not in self.items:
            return web.json_response({"imsx_codeMajor": "failure"}, status=404)
        found = [one for one in self.items[kind] if self._passes(one, request.query.get("filter", ""))]
        if request.query.get("sort") == "sourcedId":
            found.sort(key=lambda one: one["sourcedId"])
        at, limit = int(request.query.get("offset", 0)), min(self.most, int(request.query.get("limit", 100)))
        headers = {"X-Total-Count": str(len(found))} if self.totals else {}
        if self.links and at + limit < len(found):
            following = urlencode({**request.query, "offset": at + limit, "limit": limit})
            headers["Link"] = f'<{self.url}{request.path}?{following}>; rel="next"'
        return web.json_response({kind: found[at : at + limit]}, headers=headers)

    def _passes(self, item: Item, wanted: str) -> bool:
        said = re.fullmatch(r"dateLastModified>'([^']+)'", wanted)
        assert said or not wanted, wanted
        return said is None or datetime.fromisoformat(item["dateLastModified"]) > datetime.fromisoformat(said[1])

    def _fault(self, kind: str, request: web.Request) -> web.StreamResponse | None:
        planted = self.faults[kind]
        fault = planted.pop(0) if planted else None
        return fault(request) if fault is not None else None


@contextlib.asynccontextmanager
async def serving(server: OneRosterServer) -> AsyncIterator[OneRosterServer]:
    """The server, answering."""
    app = web.Application()
    app.router.add_post("/token", server.token)
    app.router.add_get(PATHS[server.version] + "/{kind}", server.collection)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        server.url = f"http://{host}:{port}"
        yield server
    finally:
        await runner.cleanup()


def answering(status: int, body: str = "", **headers: str) -> Fault:
    """A fault that answers so."""
    return lambda _: web.Response(
        status=status, text=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def cut(_: web.Request) -> web.StreamResponse:
    """A fault that says how long its answer is, and ends in the middle of it."""
    whole = json.dumps({"users": [{"sourcedId": "usr-half"}]})
    return _Cut(body=whole.encode())


class _Cut(web.Response):
    async def write_eof(self, data: bytes = b"") -> None:
        assert self._req is not None
        assert self._req.transport is not None
        self._req.transport.write(b"half of it")
        self._req.transport.abort()


def items_of(bundle: Path, version: Version = "1.2") -> dict[str, list[Item]]:
    """What a server would give that has the same roster as a bundle of version 1.2."""
    rows = {path.stem: _rows(path) for path in bundle.glob("*.csv")}
    found: dict[str, list[Item]] = {
        "orgs": [{**row, "parent": _ref(row.get("parentSourcedId", ""))} for row in rows["orgs"]],
        "academicSessions": rows.get("academicSessions", []),
        "classes": [
            {**row, "school": _ref(row["schoolSourcedId"]), "terms": _refs(row.get("termSourcedIds", ""))}
            for row in rows["classes"]
        ],
        "enrollments": [
            {
                **row, "school": _ref(row["schoolSourcedId"]), "user": _ref(row["userSourcedId"]),
                "class": _ref(row["classSourcedId"]),
            }
            for row in rows["enrollments"]
        ],
    }  # fmt: skip
    roles: defaultdict[str, list[Item]] = defaultdict(list)
    for row in rows["roles"]:
        roles[row["userSourcedId"]].append({**row, "org": _ref(row["orgSourcedId"])})
    found["users"] = []
    for row in rows["users"]:
        its = roles[row["sourcedId"]]
        user = {
            **row,
            "enabledUser": row.get("enabledUser", "true") != "false",
            "agents": _refs(row["agentSourcedIds"]),
        }
        if payers := row.get("metadata.payerSourcedIds"):
            user["metadata"] = {"payerSourcedIds": payers}
        more = {"roles": its} if version == "1.2" else {"role": its[0]["role"], "orgs": [one["org"] for one in its]}
        found["users"].append(user | more)
    if "demographics" in rows:
        found["demographics"] = rows["demographics"]
    for items in found.values():
        for item in items:
            item["status"] = item.get("status") or "active"
            item["dateLastModified"] = CHANGED
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def _ref(source: str) -> Item | None:
    return {"href": f"https://sis.example/{source}", "sourcedId": source, "type": "org"} if source else None


def _refs(listed: str) -> list[Item]:
    return [its for one in listed.split(",") if (its := _ref(one.strip()))]
