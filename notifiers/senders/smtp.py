"""This file sends email through a mail server that queues: over a few connections that are kept."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import html
import ssl
from collections.abc import AsyncIterator, Mapping
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
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
        except (ValueError, IndexError, MessageError) as error:
            return DeadAddress(f"not an address: {error}")
        handed = False
        try:
            async with asyncio.timeout(WHOLE_S), self._connected() as smtp:
                await smtp.mail(self._sender)
                await smtp.rcpt(address)
                handed = True
                answer = await smtp.data(raw)
        except aiosmtplib.SMTPResponseException as error:
            return _refused(error)
        except (aiosmtplib.SMTPException, ssl.SSLError, OSError, TimeoutError) as error:
            return _lost(error, handed=handed)
        return Accepted(answer.message[:200])

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


def written(notification: Notification, sender: str, address: str) -> bytes:
    """
    The email as it travels: text and HTML, one thread per conversation.

    Raises:
        ValueError: the address is none.
    """
    message = EmailMessage(policy=WIRE)
    message["From"] = Address(_one_line(notification.sender_name), addr_spec=sender)
    message["To"] = Address(addr_spec=address)
    message["Subject"] = _one_line(f"{notification.body} · {notification.title}")
    message["Date"] = format_datetime(notification.created_at)
    domain = sender.rpartition("@")[2]
    message["Message-ID"] = f"<{_name(notification.key)}@{domain}>"
    message["References"] = f"<thread-{_name(notification.thread)}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if notification.reply_to:
        message["Reply-To"] = Address(addr_spec=notification.reply_to)
    message.set_content(f"{notification.body}.\n\nRead it here: {notification.url}\n\n{notification.title}\n")
    message.add_alternative(_html(notification), subtype="html")
    return message.as_bytes()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(key: str) -> str:
    """A key as the left half of a Message-ID, whatever it is made of."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _html(notification: Notification) -> str:
    title, body = html.escape(notification.title), html.escape(notification.body)
    return (
        '<!doctype html><html><head><meta name="color-scheme" content="light dark"></head>'
        '<body style="font:16px/1.5 system-ui,sans-serif;margin:0;padding:24px">'
        f"<p>{body}.</p>"
        f'<p><a href="{html.escape(notification.url)}" style="display:inline-block;padding:12px 20px;'
        'border-radius:8px;background:#1f6f5c;color:#fff;text-decoration:none">Read it</a></p>'
        f'<p style="color:#777">{title}</p></body></html>'
    )


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
