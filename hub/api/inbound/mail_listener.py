"""This file listens for a mail server that hands over mail, by LMTP or SMTP."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP, Envelope, Session, syntax

from hub.errors import OUR_FAULT
from hub.inbound.email.letters import LARGEST
from hub.inbound.email.taking import NO_SUCH_ADDRESS, Later, Mail, Never, Taken, purpose_of, take
from hub.settings import SettingsError

if TYPE_CHECKING:
    from hub.hub import Hub

log = logging.getLogger("roomwire.inbound")

MAX_CONNECTIONS = 16
"""Connections of mail servers at the same time; each may hold one email in memory."""

IDLE_S = 60.0
"""How long a mail server may say nothing."""

COMMANDS = 500
"""Commands of one kind in one connection; a mail server hands over a queue in one, a flood ends."""


class Letterbox:
    """What the listener asks of the hub; one recipient at a time, so that each has an answer of its own."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name and shape)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Who is not ours is refused before anything is sent."""
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        if purpose_of(self.hub, address) is None:
            return f"550 5.1.1 {NO_SUCH_ADDRESS}"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """250 only once everything is committed."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        sender = (envelope.mail_from or "").strip("<>")  # aiosmtpd leaves the brackets of nobody
        mail = Mail(sender=sender, recipient=envelope.rcpt_tos[0], raw=content)
        try:
            ending = await take(self.hub, mail)
        except Exception:
            log.exception("an email could not be taken")
            return _plain(f"451 4.3.0 {OUR_FAULT}")
        match ending:
            case Taken():
                return "250 2.0.0 OK"
            case Later(why):
                return _plain(f"451 4.3.2 {why}")
            case Never(why):
                return _plain(f"550 5.7.1 {why}")


class MailSession(SMTP):
    """aiosmtpd's server, that a mail server may greet in either way, and of which there are not too many."""

    line_length_limit = 65_536  # some mail programs write a paragraph on one line

    def __init__(self, listener: MailListener, **more: Any) -> None:
        super().__init__(listener.letterbox, **more)
        self._listener = listener

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """One more, where there is room."""
        self._listener.open.add(transport)
        if len(self._listener.open) > MAX_CONNECTIONS:
            assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 (a socket's is)
            transport.write(b"421 4.3.2 Too many connections, try again later\r\n")
            transport.close()
            self._listener.open.discard(transport)
            return
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """One less; what was not answered is brought again."""
        if self.transport is not None:
            self._listener.open.discard(self.transport)
            with contextlib.suppress(Exception):  # it says so where a client just hangs up
                super().connection_lost(error)

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:  # noqa: N802 (aiosmtpd's name)
        """The greeting of LMTP (RFC 2033); with one recipient a transaction, the rest is as in SMTP."""
        await self.smtp_EHLO(arg)


class MailListener:
    """The connections of one listener."""

    def __init__(self, hub: Hub) -> None:
        self.letterbox = Letterbox(hub)
        self.open: set[asyncio.BaseTransport] = set()


@contextlib.asynccontextmanager
async def listening(hub: Hub) -> AsyncIterator[int]:
    """
    Take mail where the settings say so, until it is left; the port, 0 where none is taken.

    Raises:
        SettingsError: somebody else listens there.
    """
    if hub.settings.mail_listen is None:
        yield 0
        return
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # it would write down every address
    loop, listener = asyncio.get_running_loop(), MailListener(hub)

    def made() -> SMTP:
        return MailSession(
            listener, loop=loop, data_size_limit=LARGEST, hostname=hub.settings.mail_domain, ident="Roomwire",
            timeout=IDLE_S, command_call_limit=COMMANDS,
        )  # fmt: skip

    try:
        server = await loop.create_server(made, *hub.settings.mail_listen)
    except OSError as error:
        raise SettingsError(f"ROOMWIRE_MAIL_LISTEN: {error}") from error
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for transport in list(listener.open):
            transport.close()


def _plain(line: str) -> str:
    """A sentence in the letters that every mail server takes."""
    told = line.translate(_LETTERS)
    return " ".join(told.encode("ascii", "replace").decode().split())[:500]


_LETTERS = {ord(one): ord(plain) for one, plain in zip("’‘“”–", "''\"\"-", strict=True)}
