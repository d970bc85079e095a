"""What the providers over HTTP have in common: a port, a script of answers, and what came in."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any, Self

from aiohttp import web

RETRY_S = 7
WORD = web.RequestKey("word", str)
"""What is done to a request."""


def retry_after(word: str) -> dict[str, str]:
    """How long a busy provider asks to be left alone: in seconds, or until a date."""
    if word == "busy date":
        return {"Retry-After": format_datetime(datetime.now(UTC) + timedelta(seconds=RETRY_S), usegmt=True)}
    return {"Retry-After": str(RETRY_S)} if word in {"busy", "unavailable"} else {}


class HttpProvider:
    """Answers as the script says, and as a healthy provider once the script is used up."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.script: deque[str] = deque()
        self.calls = 0
        self.url = ""
        self.slow = asyncio.Event()

    def add_routes(self, app: web.Application) -> None:
        raise NotImplementedError

    @contextlib.asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[Self]:
        """port: 0 takes any that is free."""
        app = web.Application()
        self.add_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.url = f"http://127.0.0.1:{port}"
        try:
            yield self
        finally:
            self.slow.set()
            await runner.cleanup()

    async def next(self, request: web.Request) -> str:
        """The next word of the script; the ways of never answering are carried out here."""
        self.calls += 1
        word = self.script.popleft() if self.script else "accepted"
        request[WORD] = word
        if word in {"answer lost", "reset"}:
            assert request.transport is not None
            request.transport.abort()
            await asyncio.sleep(0)
        if word == "never":
            await self.slow.wait()
        return word
