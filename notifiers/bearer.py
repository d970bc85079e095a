"""This file keeps Google's access token: fetched in a thread, and renewed beside the calls before it ends."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from functools import partial

import google.auth.exceptions
import google.auth.transport.requests
from google.oauth2 import service_account

log = logging.getLogger("roomwire.telling")

TOKEN_S = 8.0
"""How long Google may take for a token; the library would wait two minutes, and every push with it."""

AHEAD_S, LAST_S = 300.0, 30.0
"""So long before its end a token is renewed while it is still used, and so long before it is not used any more."""


class Bearer:
    """The token of one service account. Its library would stop the loop to fetch one, and looks at each call."""

    def __init__(self, credentials: service_account.Credentials) -> None:
        self._credentials = credentials
        self._token = ""
        self._renew_at = self._ends_at = 0.0
        self._fetching = asyncio.Lock()
        self._renewing: asyncio.Task[None] | None = None

    async def token(self) -> str:
        """
        One that is valid now.

        Raises:
            google.auth.exceptions.GoogleAuthError: none could be had.
        """
        now = time.monotonic()
        if now >= self._ends_at:
            async with self._fetching:
                if time.monotonic() >= self._ends_at:
                    await self._fetch()
        elif now >= self._renew_at and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renew())
        return self._token

    def forget(self, token: str) -> None:
        """This one may have been withdrawn before its time: fetch another for the next call, unless one was."""
        if token == self._token:
            self._ends_at = 0.0

    async def _fetch(self) -> None:
        request = partial(google.auth.transport.requests.Request(), timeout=TOKEN_S)
        await asyncio.to_thread(self._credentials.refresh, request)
        ends = self._credentials.expiry  # in UTC, and says nothing of it
        left = (ends.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds() if ends else 0.0
        self._token, now = str(self._credentials.token), time.monotonic()
        self._ends_at = now + max(1.0, left - LAST_S)
        self._renew_at = min(self._ends_at, now + max(0.0, left - AHEAD_S))

    async def _renew(self) -> None:
        try:
            await self._fetch()
        except google.auth.exceptions.GoogleAuthError as error:  # the one there is still holds; asked again soon
            self._renew_at = time.monotonic() + TOKEN_S
            log.warning("Google gives no new token yet", extra={"why": str(error)})

    async def close(self) -> None:
        """Cancel a renewal that is under way; nothing is fetched any more."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
