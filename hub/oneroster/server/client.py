"""This file asks a OneRoster server: with a token of OAuth 2, page by page, and again where it fails."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urlencode, urljoin, urlsplit

import aiohttp
import msgspec

from notifiers.carrying import retry_after
from notifiers.public_addresses import NotPublicError, PublicResolver, is_public
from policies.sentence import Sentence, say

Version = Literal["1.1", "1.2"]

PATHS: Mapping[Version, str] = {"1.1": "/ims/oneroster/v1p1", "1.2": "/ims/oneroster/rostering/v1p2"}
"""Where each version answers (OneRoster 1.1, section 3.2; 1.2, Rostering Service REST binding, section 2)."""

SCOPES: Mapping[Version, str] = {
    "1.1": "https://purl.imsglobal.org/spec/or/v1p1/scope/roster-core.readonly"
    " https://purl.imsglobal.org/spec/or/v1p1/scope/roster-demographics.readonly",
    "1.2": "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly"
    " https://purl.imsglobal.org/spec/or/v1p2/scope/roster-demographics.readonly",
}
"""What is asked for where an admin names no scope."""

UNREACHED = say(
    "The server cannot be reached: its name is not known, it does not answer, or its certificate is not valid."
)
NOT_PUBLIC = say(
    "This address is in a network of its own. Whoever runs the hub can allow that: ROOMWIRE_ROSTER_ALLOW_LOCAL."
)
NO_TOKEN = say("The server does not take this client id and secret. Look at them, and at the token address.")
NO_MORE = say("The server does not take the token that it gave itself. Ask whoever runs it.")
REDIRECTS = say("The server answers from elsewhere. Enter the address at which it answers itself.")
ELSEWHERE = say("The server sends us on to another server for the next page, and we do not take the token there.")
BUSY = say("The server is busy or broken: it failed several times in a row. We try again later.")
GARBLED = say("What the server answers is not OneRoster. Look whether the address and the version are right.")
LATE = say("The server took too long. We try again later.")
TOO_LARGE = say("The server gives more than any roster has. Look whether it is the right one.")


class ServerFailed(Exception):  # noqa: N818 (what a server did, not what broke here)
    """A server did not give what was asked. sentence: why, for an admin; nothing of a secret is in it."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class AnsweredOtherwise(ServerFailed):
    """It did answer, but not with what was asked for: it may answer when it is asked otherwise."""


class NotThere(AnsweredOtherwise):
    """There is no such collection, or we are not let at it."""


class _Moved(Exception):  # noqa: N818 (it is read again)
    """What is on the server changed while it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAccess:
    """Where a server is, and who we are there. address: before /ims/oneroster. scope: empty for the usual ones."""

    version: Version
    address: str
    token_address: str
    client: str
    secret: str = field(repr=False)
    scope: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientLimits:
    """Rows of a page; how often something is tried; seconds to wait at first and at most; how much there may be."""

    page: int = 1_000
    tries: int = 5
    first_wait_s: float = 1.0
    longest_wait_s: float = 120.0
    request_s: float = 60.0
    total_s: float = 900.0
    octets: int = 200 * 1024 * 1024
    rows: int = 1_000_000


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    links: Mapping[str, str]
    raw: bytes


@dataclass(frozen=True, slots=True)
class _Page:
    """total: of all pages, None where it is not told. following: the address of the next page, empty for none."""

    items: list[dict[str, Any]]
    total: int | None
    following: str


class RosterClient:
    """
    Reads collections of one server, within limits. local: it may be on this machine or in its network, and without
    TLS. read: told how many rows came so far.
    """

    def __init__(
        self, access: ServerAccess, limits: ClientLimits, *, local: bool, read: Callable[[int], None] | None = None
    ) -> None:
        self._access, self._limits, self._local = access, limits, local
        self._read, self._rows, self._left = read or (lambda _: None), 0, limits.octets
        self._token = ""
        connector = aiohttp.TCPConnector(limit=2, resolver=None if local else PublicResolver())
        self._session = aiohttp.ClientSession(
            connector=connector, timeout=aiohttp.ClientTimeout(total=limits.request_s), auto_decompress=True,
            cookie_jar=aiohttp.DummyCookieJar(), trust_env=False,
        )  # fmt: skip

    async def __aenter__(self) -> RosterClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def count(self, kind: str) -> int | None:
        """How many of a kind there are; None where the server does not tell. Raises ServerFailed."""
        return (await self._page(kind, self._url(kind, {"limit": "1", "offset": "0"}))).total

    async def all_of(self, kind: str, more: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """
        Every row of a collection, each once, sorted by the server so that pages hold still.

        more: further parameters, such as filter or fields.

        Raises:
            NotThere: there is no such collection, or we are not let at it.
            ServerFailed: it does not give it whole.
        """
        for _ in range(2):
            before = self._rows
            try:
                return await self._pages(kind, more or {})
            except _Moved:  # from the beginning, once
                self._rows = before
        raise ServerFailed(
            say(
                "The {kind} on the server change while they are read, or do not come whole. We try later.",
                kind=kind,
            )
        )

    async def _pages(self, kind: str, more: Mapping[str, str]) -> list[dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        total: int | None = None
        asked = {**more, "limit": str(self._limits.page), "sort": "sourcedId", "orderBy": "asc"}
        url = self._url(kind, {**asked, "offset": "0"})
        while url:
            page = await self._page(kind, url)
            if total is not None and page.total is not None and page.total != total:
                raise _Moved
            total = page.total if page.total is not None else total
            for item in page.items:
                source = item.get("sourcedId")
                if not isinstance(source, str) or not source:
                    raise ServerFailed(say("The server gives a row of {kind} without a sourcedId.", kind=kind))
                if source in found:
                    raise _Moved
                found[source] = item
            self._count(len(page.items))
            url = page.following if page.items else ""
            if not url and page.items and (total is None or len(found) < total):
                url = self._url(kind, {**asked, "offset": str(len(found))})
        if total is not None and len(found) != total:
            raise _Moved
        return list(found.values())

    def _count(self, rows: int) -> None:
        self._rows += rows
        if self._rows > self._limits.rows:
            raise ServerFailed(TOO_LARGE)
        self._read(self._rows)

    def _url(self, kind: str, asked: Mapping[str, str]) -> str:
        return f"{self._access.address}{PATHS[self._access.version]}/{kind}?{urlencode(asked)}"

    async def _page(self, kind: str, url: str) -> _Page:
        """One page, with a new token where the old one has ended, and again where the server fails."""
        renewed, why = False, BUSY
        for nth in range(self._limits.tries):
            if not self._token:
                self._token = await self._fetched_token()
            answer = await self._asked("GET", url, {"Authorization": f"Bearer {self._token}"})
            if answer is not None and answer.status == 401:
                self._token = ""
                if renewed:
                    raise ServerFailed(NO_MORE)
                renewed = True
                continue
            if answer is not None and (page := self._judged(kind, url, answer)) is not None:
                return page
            why = UNREACHED if answer is None else GARBLED if answer.status == 200 else BUSY
            await self._wait(nth, answer)
        raise AnsweredOtherwise(why) if why is GARBLED else ServerFailed(why)

    def _judged(self, kind: str, url: str, answer: _Answer) -> _Page | None:
        """The page that was answered; None where it is asked again."""
        if answer.status == 403:
            raise NotThere(
                say(
                    "The server does not let this client read {kind}. Ask whoever runs it for the scope"
                    " roster-core.readonly.",
                    kind=kind,
                )
            )
        if answer.status == 404:
            reason = say("The server has no {kind}. Look whether the address and the version are right.", kind=kind)
            raise NotThere(reason)
        if 300 <= answer.status < 400:
            raise ServerFailed(REDIRECTS)
        if answer.status == 429 or answer.status >= 500:
            return None
        if answer.status != 200:
            status = answer.status
            refused = say("The server refuses to give {kind} ({status}).", kind=kind, status=status)
            raise AnsweredOtherwise(refused)
        try:
            body = msgspec.json.decode(answer.raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        items = body.get(kind) if isinstance(body, dict) else None
        if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
            raise AnsweredOtherwise(GARBLED)
        total = answer.headers.get("X-Total-Count", "")
        following = answer.links.get("next", "")
        if following and urlsplit(following)[:2] != urlsplit(url)[:2]:
            raise ServerFailed(ELSEWHERE)
        is_number = total.isascii() and total.isdigit() and len(total) < 10
        return _Page(items, int(total) if is_number else None, following)

    async def _fetched_token(self) -> str:
        """A token; the secret goes into a header, or into the form where the server wants it there."""
        its, scope = self._access, self._access.scope or SCOPES[self._access.version]
        form = {"grant_type": "client_credentials", "scope": scope}
        basic = {"Authorization": aiohttp.encode_basic_auth(its.client, its.secret, encoding="utf-8")}
        in_form = {**form, "client_id": its.client, "client_secret": its.secret}
        why = NO_TOKEN
        for headers, data in ((basic, form), ({}, in_form)):
            for nth in range(self._limits.tries):
                answer = await self._asked("POST", its.token_address, headers, data)
                if answer is None or answer.status == 429 or answer.status >= 500:
                    why = UNREACHED if answer is None else BUSY
                    await self._wait(nth, answer)
                    continue
                if 300 <= answer.status < 400:
                    raise ServerFailed(REDIRECTS)
                why = NO_TOKEN
                if answer.status in (200, 201) and (token := _token_in(answer.raw)):
                    return token
                break
            else:
                raise ServerFailed(why)
        raise ServerFailed(why)

    async def _asked(
        self, method: str, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> _Answer | None:
        """What the server answers; None where the connection broke, or the answer ended in the middle."""
        self._refuse(url)
        sent = {**headers, "Accept": "application/json"}
        try:
            async with self._session.request(method, url, headers=sent, data=form, allow_redirects=False) as answer:
                raw = bytearray()
                async for part in answer.content.iter_chunked(65_536):
                    raw += part
                    self._left -= len(part)
                    if self._left < 0:
                        raise ServerFailed(TOO_LARGE)
                links = {name: urljoin(url, str(one["url"])) for name, one in answer.links.items() if "url" in one}
                return _Answer(answer.status, answer.headers, links, bytes(raw))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            if isinstance(getattr(error, "os_error", None) or error, NotPublicError):
                raise ServerFailed(NOT_PUBLIC) from None
            return None
        except ValueError:  # an address that no client would call
            raise ServerFailed(UNREACHED) from None

    def _refuse(self, url: str) -> None:
        """Stop at an address in a network of its own, which the resolver never sees, as it is no name."""
        parts = urlsplit(url)
        if self._local:
            return
        if parts.scheme != "https":
            raise ServerFailed(UNREACHED)
        try:
            is_there = is_public(parts.hostname or "")
        except ValueError:
            return
        if not is_there:
            raise ServerFailed(NOT_PUBLIC)

    async def _wait(self, nth: int, answer: _Answer | None) -> None:
        """As long as the server says, or longer each time, and never at the same moment as others."""
        said = retry_after(answer.headers) if answer is not None else None
        backoff = self._limits.first_wait_s * 2**nth * random.uniform(0.5, 1)  # noqa: S311 (it spreads load)
        longest = self._limits.longest_wait_s
        await asyncio.sleep(min(longest, backoff if said is None else said.total_seconds()))


def _token_in(raw: bytes) -> str:
    try:
        body = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ""
    token = body.get("access_token") if isinstance(body, dict) else None
    return token if isinstance(token, str) and token.isascii() and token.isprintable() else ""
