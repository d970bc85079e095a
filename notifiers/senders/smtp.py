"""This file sends email through a mail server that queues: over a few connections that are kept."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTP

from notifiers.carrying import WHOLE_S
from notifiers.notification import (
    Accepted,
    Ambiguous,
    BadMessage,
    DeadAddress,
    Misconfigured,
    Notification,
    Outcome,
    RetryAt,
)
from notifiers.senders import Setting, SettingError
from notifiers.writing.letter import written

PROVIDER = "smtp"
MEDIUM = "email"
SETTINGS = (
    Setting(
        "ROOMWIRE_SMTP_URL",
        "The mail server: smtp://user:password@host:587, smtps://… , or smtp://host:25?starttls=never.",
        required=True,
    ),
    Setting("ROOMWIRE_SMTP_FROM", "The address emails come from.", required=True),
    Setting("ROOMWIRE_SMTP_2_URL", "A second mail server, for what the first has certainly not taken."),
    Setting("ROOMWIRE_SMTP_2_FROM", "The address that its emails come from."),
)

CONNECTIONS = 4
"""Kept open to the mail server; enough for a school, polite to the server."""

LIMIT_S = 10.0
"""How long each answer of the mail server may take."""


class SmtpSender:
    """One mail server."""

    provider = PROVIDER
    medium = MEDIUM
    at_once = CONNECTIONS

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        never = parse_qs(parts.query).get("starttls") == ["never"]
        tls = parts.scheme == "smtps"
        self._sender, self._domain = sender, sender.rpartition("@")[2]
        self._account = parts.netloc.rpartition("@")[2]
        self._made = {
            "hostname": parts.hostname,
            "port": parts.port or (465 if tls else 587),
            "username": unquote(parts.username) if parts.username else None,
            "password": unquote(parts.password) if parts.password else None,
            "use_tls": tls,
            "start_tls": not (tls or never),  # True asks for it, and goes no further without
            "timeout": LIMIT_S,
        }
        self._idle: list[SMTP] = []
        self._free = asyncio.Semaphore(CONNECTIONS)

    def account(self, _address: str) -> str:
        """The mail server."""
        return self._account

    async def send(self, address: str, notification: Notification) -> Outcome:
        """An email to one address; its Message-ID is the same on every attempt."""
        try:
            raw = written(notification, self._sender, address)
        except ValueError as error:
            return DeadAddress(f"not an address: {error}")
        handed = False
        try:
            async with asyncio.timeout(WHOLE_S), self._connected() as smtp:
                await smtp.mail(self._envelope(notification), options=_asks(smtp, "RET=HDRS"))
                await smtp.rcpt(address, options=_asks(smtp, "NOTIFY=FAILURE,DELAY"))
                handed = True
                answer = await smtp.data(raw)
        except aiosmtplib.SMTPResponseException as error:
            return _refused(error)
        except (aiosmtplib.SMTPException, ssl.SSLError, OSError, TimeoutError) as error:
            return _lost(error, handed=handed)
        return Accepted(answer.message[:200])

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
            smtp = self._idle.pop() if self._idle else SMTP(**self._made)  # type: ignore[arg-type]
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

    async def close(self) -> None:
        """Say goodbye on every connection."""
        for smtp in self._idle:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await smtp.quit()
            smtp.close()
        self._idle.clear()


def _asks(smtp: SMTP, wish: str) -> list[str]:
    """What we ask of a mail server that can tell what becomes of an email (RFC 3461)."""
    return [wish] if smtp.supports_extension("dsn") else []


def _refused(error: aiosmtplib.SMTPResponseException) -> Outcome:
    """Source: research/notifiers.md, 4.2."""
    why = f"{error.code} {error.message}"[:300]
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return RetryAt(why) if error.code < 500 else Misconfigured(why)
    if error.code < 500:
        return RetryAt(why, down=error.code == 421)
    if error.message.startswith("5.7"):
        return Misconfigured(why)  # a policy of the server against us, not a fault of the address
    if isinstance(error, aiosmtplib.SMTPRecipientRefused):
        return DeadAddress(why)
    if isinstance(error, aiosmtplib.SMTPDataError):
        return BadMessage(why)
    return Misconfigured(why)


def _lost(error: Exception, *, handed: bool) -> Outcome:
    why = f"{type(error).__name__}: {error}"[:300]
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
    if sender.count("@") != 1:
        raise SettingError(f"ROOMWIRE_SMTP_FROM is {sender!r}, which is not an email address.")
    return SmtpSender(url, sender)
