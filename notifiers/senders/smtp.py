"""This file sends email through a mail server that queues: over a few connections that are kept."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Mapping
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTP

from notifiers.carrying import WHOLE_S
from notifiers.lately import Lately
from notifiers.notification import (
    Accepted,
    Ambiguous,
    BadMessage,
    DeadAddress,
    Full,
    Misconfigured,
    Notification,
    Outcome,
    RetryAt,
)
from notifiers.senders import Setting, SettingError
from notifiers.writing.letter import checked, written
from policies.notify.bouncing import ALIKE, Meaning, Refusal, Stage, judged, meaning
from policies.people.email_addresses import mended

PROVIDER = "smtp"
MEDIUM = "email"
SETTINGS = (
    Setting(
        "ROOMWIRE_SMTP_URL",
        "The mail server: smtp://user:password@host:587, smtps://… , or smtp://host:25?starttls=never.",
        required=True,
    ),
    Setting("ROOMWIRE_SMTP_FROM", "The address emails come from.", required=True),
    Setting("ROOMWIRE_SMTP_HELO", "The name that the mail server is greeted with: a fully qualified one."),
    Setting("ROOMWIRE_SMTP_2_URL", "A second mail server, for what the first has certainly not taken."),
    Setting("ROOMWIRE_SMTP_2_FROM", "The address that its emails come from."),
    Setting("ROOMWIRE_SMTP_2_HELO", "The name that the second mail server is greeted with."),
)

CONNECTIONS = 4
"""Kept open to the mail server; enough for a school, polite to the server."""

SAID = 300
"""Characters of a server's words that are kept."""

NAMELESS = "[127.0.0.1]"
"""What a client that has no name of its own greets with (RFC 5321, 4.1.4); a bare host name is refused by many."""

LIMIT_S = 10.0
"""How long each answer of the mail server may take."""


class _Connection(SMTP):
    """A connection that is over once it is closed: a goodbye of TLS would wait for the server's, beyond our end."""

    def close(self) -> None:
        """Hang up now; whatever was to be said was said and answered."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()
        super().close()


class SmtpSender:
    """Sends emails through one mail server."""

    provider = PROVIDER
    medium = MEDIUM
    at_once = CONNECTIONS

    def __init__(self, url: str, sender: str, hello: str = "") -> None:
        parts = urlsplit(url)
        never = parse_qs(parts.query).get("starttls") == ["never"]
        tls = parts.scheme == "smtps"
        self._sender, self._lately = sender, Lately()
        self.hello = hello or next((one for one in (sender.rpartition("@")[2],) if is_qualified(one)), NAMELESS)
        self._account = parts.netloc.rpartition("@")[2]
        self._made = {
            "hostname": parts.hostname,
            "port": parts.port or (465 if tls else 587),
            "username": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "use_tls": tls,
            "start_tls": not (tls or never),  # True asks for it, and goes no further without
            "timeout": LIMIT_S,
            "local_hostname": self.hello,
        }
        self._idle: list[SMTP] = []
        self._free = asyncio.Semaphore(CONNECTIONS)

    def account(self, _address: str) -> str:
        """The mail server's host and port, whatever the address."""
        return self._account

    async def send(self, address: str, notification: Notification) -> Outcome:
        """An email to one address; its Message-ID is the same on every attempt."""
        try:
            address = checked(address)
        except ValueError as error:
            return DeadAddress(f"not an address: {error}")
        try:
            raw = written(notification, self._sender, address)
        except ValueError as error:
            return BadMessage(f"it could not be written: {error}")
        stage, envelope = Stage.CONNECT, self._envelope(notification)
        try:
            async with asyncio.timeout(WHOLE_S), self._connected() as smtp:
                stage = Stage.MAIL
                await smtp.mail(envelope, options=_asks(smtp, "RET=HDRS"))
                stage = Stage.RCPT
                await smtp.rcpt(
                    address, options=_asks(smtp, "NOTIFY=FAILURE,DELAY", f"ORCPT=rfc822;{_xtext(address)}")
                )
                stage = Stage.DATA
                answer = await smtp.data(raw)
        except aiosmtplib.SMTPResponseException as error:
            return self._refused(error, _stage_of(error, stage), address, envelope)
        except (aiosmtplib.SMTPException, ssl.SSLError, OSError, TimeoutError) as error:
            return _lost(error, handed=stage is Stage.DATA)
        self._lately.took(address)
        return Accepted(answer.message[:200])

    def _refused(
        self, error: aiosmtplib.SMTPResponseException, stage: Stage, address: str, envelope: str
    ) -> Outcome:
        """Source: research/notifiers.md, 4.2; what it means is policies/notify/bouncing's to say."""
        refusal = Refusal(stage=stage, code=error.code, words=error.message, ours=envelope)
        first = meaning(refusal)
        its = judged(first, self._lately.refused(address, first))
        why = f"{error.code} {error.message}"[:SAID]
        if stage not in {Stage.RCPT, Stage.DATA}:
            why += f" (answer to {stage.value})"
        return _outcome(its, f"{why} {ALIKE}" if its is not first and its is Meaning.OURS else why, error.code)

    def _envelope(self, notification: Notification) -> str:
        """Whom mail that comes back goes to: nobody, where it answers an email itself (RFC 3834, 3.3)."""
        mailing = notification.mailing
        if mailing is None or (mailing.bounces_to is None and not mailing.answering):
            return self._sender
        return mailing.bounces_to or ""

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[SMTP]:
        """A connection of our own for one email; kept afterwards unless something went wrong on it."""
        async with self._free:
            smtp = self._idle.pop() if self._idle else _Connection(**self._made)  # type: ignore[arg-type]
            try:
                await self._fresh(smtp)
                yield smtp
            except BaseException:
                smtp.close()
                raise
            self._idle.append(smtp)

    async def _fresh(self, smtp: SMTP) -> None:
        """Connect, or make sure that the server has not hung up while we were idle."""
        if smtp.is_connected:
            with contextlib.suppress(aiosmtplib.SMTPException):
                await smtp.rset()
                return
            smtp.close()
        await smtp.connect()
        if smtp.is_ehlo_or_helo_needed:  # without TLS and sign-in nobody has asked yet what the server can do
            await _greet(smtp)

    async def close(self) -> None:
        """Say goodbye on every connection."""
        for smtp in self._idle:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await smtp.quit()
            smtp.close()
        self._idle.clear()


async def _greet(smtp: SMTP) -> None:
    try:
        await smtp.ehlo()
    except aiosmtplib.SMTPHeloError:
        if not smtp.is_connected:
            raise
        await smtp.helo()


def _asks(smtp: SMTP, *wishes: str) -> list[str]:
    """What we ask of a mail server that can tell what becomes of an email (RFC 3461)."""
    return list(wishes) if smtp.supports_extension("dsn") else []


def _xtext(address: str) -> str:
    """An address as a parameter of a command (RFC 3461, 4)."""
    return re.sub(r"[^!-*,-<>-~]", lambda one: f"+{ord(one.group()):02X}", address)


def _stage_of(error: aiosmtplib.SMTPResponseException, stage: Stage) -> Stage:
    """What was refused: until MAIL it is told by the error alone, since connecting greets and signs in as well."""
    if stage is not Stage.CONNECT or isinstance(error, aiosmtplib.SMTPConnectResponseError):
        return stage
    return Stage.HELLO if isinstance(error, aiosmtplib.SMTPHeloError) else Stage.AUTH


def _outcome(its: Meaning, why: str, code: int) -> Outcome:
    match its:
        case Meaning.GONE:
            return DeadAddress(why)
        case Meaning.FULL:
            return Full(why)
        case Meaning.OURS:
            return Misconfigured(why)
        case Meaning.MESSAGE:
            return BadMessage(why)
        case Meaning.LATER | Meaning.UNCLEAR:
            return RetryAt(why, down=code == 421)


def _lost(error: Exception, *, handed: bool) -> Outcome:
    why = f"{type(error).__name__}: {error}"[:SAID]
    if isinstance(error, ssl.SSLError | aiosmtplib.SMTPNotSupported):
        return Misconfigured(why)  # never in the clear where TLS was asked for
    if handed:
        return Ambiguous(why)
    if type(error) is aiosmtplib.SMTPException:
        return Misconfigured(why)
    return RetryAt(why, down=True)


def configure(env: Mapping[str, str]) -> SmtpSender | None:
    """From the environment; see SETTINGS."""
    url, sender = env.get("ROOMWIRE_SMTP_URL"), env.get("ROOMWIRE_SMTP_FROM")
    if not url and not sender:
        return None
    if not url or not sender:
        name = "ROOMWIRE_SMTP_FROM" if url else "ROOMWIRE_SMTP_URL"
        raise SettingError(f"{name} is missing; email needs both the server and the address it comes from.")
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise SettingError("ROOMWIRE_SMTP_URL is not like smtp://user:password@host:587.")
    whole = sender if "." in sender.rpartition("@")[2] else f"{sender}.local"  # of one's own network
    if mended(whole) != whole:  # it has to be written as it is sent
        raise SettingError(f"ROOMWIRE_SMTP_FROM is {sender!r}, which is not an email address.")
    hello = env.get("ROOMWIRE_SMTP_HELO", "").strip()
    if hello and not _GREETING.fullmatch(hello):
        raise SettingError(f"ROOMWIRE_SMTP_HELO is {hello!r}; it is a name such as hub.example.org.")
    return SmtpSender(url, sender, hello)


_GREETING = re.compile(r"[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f.:IPv]{2,60}\]")
_QUALIFIED = re.compile(
    r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*\.(?![0-9]+$)[A-Za-z0-9-]{2,63}"
)
_AT_HOME = (".local", ".localhost", ".localdomain", ".lan", ".internal", ".invalid")


def is_qualified(name: str) -> bool:
    """Whether a name is whole and means the same everywhere: hub.example.org, neither hub1 nor hub1.local."""
    return bool(_QUALIFIED.fullmatch(name)) and not name.lower().endswith(_AT_HOME)
